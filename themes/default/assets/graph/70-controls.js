// Controls.

const button = (label, text, action) => {
  const made = make("button", { type: "button", "aria-label": label, title: label }, text);
  made.addEventListener("click", action);
  return made;
};
const foldButton = button("Fold all clusters", "Fold", fold);
foldButton.hidden = true;
const zooms = make("div", { class: "graph-zoom", role: "group", "aria-label": "Zoom" },
  button("Zoom in", "+", () => zoom(1.35, undefined, undefined, true)),
  button("Zoom out", "−", () => zoom(1 / 1.35, undefined, undefined, true)),
  button("Show all", "All", whole), foldButton);

const search = make("input", {
  type: "search", placeholder: "Find in the graph", "aria-label": "Find in the graph",
  autocomplete: "off", spellcheck: "false",
});
const hits = make("span", { class: "meta", role: "status" });
let turn = 0;
search.addEventListener("input", () => {
  state.query = search.value.trim().toLowerCase();
  turn = 0;
  const count = state.query ? found().length : 0;
  hits.textContent = state.query ? `${count} ${count === 1 ? "node" : "nodes"}` : "";
  draw();
  save();
});
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const list = found();
  if (!list.length) return;
  const node = list[turn++ % list.length];
  open(node);
  choose(node, { pan: true });
});
const found = () => nodes.filter((node) => !off.has(node.kind) && matches(node));

const boxes = new Map();
function setOff(key, value) {
  if (value) off.add(key);
  else off.delete(key);
  const box = boxes.get(key);
  if (box) box.checked = !value;
  draw();
  describe(state.node);
  save();
}
function checkbox(key, label) {
  const box = make("input", { type: "checkbox" });
  box.checked = !off.has(key);
  box.addEventListener("change", () => setOff(key, !box.checked));
  boxes.set(key, box);
  return make("label", {}, box, ` ${label}`);
}
const plural = {
  concept: "concepts", principle: "principles", contrast: "contrasts", note: "notes",
  article: "sources",
};
const kinds = ["concept", "principle", "contrast", "note", "article"]
  .filter((kind) => nodes.some((node) => node.kind === kind));
// Relations by name, other edges by what they are.
const named = new Map();
for (const edge of edges) {
  const key = ["directed", "relation"].includes(edge.kind) ? `=${edge.there}` : edge.kind;
  named.set(key, { about: "filed under", contrasts: "contrasts", evidence: "evidence",
    cooccurrence: "shared passages", tags: "shared tags", mention: "mentions", link: "links" }[edge.kind] || edge.there);
}
const select = make("select", { "aria-label": "Cluster" },
  make("option", { value: "" }, "All clusters"),
  ...[...clusters.values()].map(({ id, name }) => make("option", { value: id }, name)));
select.addEventListener("change", () => {
  state.cluster = select.value;
  const cluster = clusters.get(+select.value);
  if (state.cluster !== "" && cluster && !cluster.open) unfold(cluster.id);
  draw();
  if (state.cluster !== "" && cluster) show(cluster.x, cluster.y, cluster.w, cluster.h);
  else whole();
});
const controls = make("form", { class: "graph-controls" },
  make("div", {}, search, " ", select, " ", hits),
  make("div", {}, make("details", {}, make("summary", {}, "What is shown"),
    make("fieldset", {}, make("legend", {}, "Nodes"), ...kinds.map((k) => checkbox(k, plural[k]))),
    make("fieldset", {}, make("legend", {}, "Lines"),
      ...[...named].map(([key, label]) => checkbox(key, label)))), zooms));
controls.addEventListener("submit", (event) => event.preventDefault());
