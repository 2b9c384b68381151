// The fragment.

let writing = 0;
function save() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    const parts = [];
    const add = (key, value) => parts.push(`${key}=${encodeURIComponent(value)}`);
    if (state.node) add("node", state.node.href);
    if (state.cluster !== "") add("cluster", state.cluster);
    if (state.query) add("q", state.query);
    const gone = [...off].sort().join();
    if (gone !== first) add("off", gone);
    if (moved) {
      // The middle of the view in the drawing's units, and how much is in sight.
      const u = unit() * at.k;
      const middle = [(figure.clientWidth / 2 - at.x) / u, (figure.clientHeight / 2 - at.y) / u];
      add("at", [...middle.map(Math.round), Math.round(figure.clientWidth / u)].join());
    }
    const fragment = parts.length ? `#map:${parts.join("&")}` : "";
    if (fragment === location.hash || (!fragment && !location.hash.startsWith("#map:"))) return;
    try {
      history.replaceState(null, "", fragment || location.pathname + location.search);
    } catch { /* Some browsers forbid it over file://; then the state isn't kept. */ }
  }, 200);
}

function load() {
  if (!location.hash.startsWith("#map:")) return false;
  const kept = new Map(location.hash.slice(5).split("&").map((part) => {
    const [key, value = ""] = part.split("=");
    try { return [key, decodeURIComponent(value)]; } catch { return [key, ""]; }
  }));
  if (kept.has("off")) {
    off.clear();
    for (const key of kept.get("off").split(",")) if (key) off.add(key);
    for (const [key, box] of boxes) box.checked = !off.has(key);
  }
  state.query = (kept.get("q") || "").toLowerCase();
  search.value = kept.get("q") || "";
  state.cluster = clusters.has(+kept.get("cluster")) && kept.get("cluster") ? kept.get("cluster") : "";
  select.value = state.cluster;
  if (state.cluster !== "") clusters.get(+state.cluster).open = true;
  state.node = byHref.get(kept.get("node")) || null;
  if (state.node && clusters.has(state.node.cluster)) clusters.get(state.node.cluster).open = true;
  draw();
  describe(state.node);
  const [x, y, w] = (kept.get("at") || "").split(",").map(Number);
  if (w > 0) {
    const k = figure.clientWidth / (w * unit());
    place(figure.clientWidth / 2 - x * unit() * k, figure.clientHeight / 2 - y * unit() * k, k);
  } else if (state.node) {
    whole();
    reveal(state.node);
  } else {
    whole();
  }
  return true;
}

const atlas = make("div", { class: "atlas" });
figure.replaceWith(atlas);
atlas.append(controls, figure, panel);
figure.classList.add("live");
// No higher than the drawing is when it fills the width, but on narrow screens high enough.
figure.style.maxHeight = `max(22rem, ${Math.ceil(unit() * base.h) + 24}px)`;
draw();
describe(null);
if (!load()) atFirstSight();
still();
if (data.folded) foldButton.hidden = ![...clusters.values()].some((cluster) => cluster.open);
addEventListener("hashchange", load);
addEventListener("resize", () => { if (!moved) atFirstSight(); });
