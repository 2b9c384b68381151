// Controls.

const button = (label, text, action) => {
  const made = make("button", { type: "button", "aria-label": label, title: label }, text);
  made.addEventListener("click", action);
  return made;
};
const foldButton = button(words["fold-all"], words.fold, fold);
foldButton.hidden = true;
const zooms = make("div", { class: "graph-zoom", role: "group", "aria-label": words.zoom },
  button(words["zoom-in"], "+", () => zoom(1.35, undefined, undefined, true)),
  button(words["zoom-out"], "−", () => zoom(1 / 1.35, undefined, undefined, true)),
  button(words["show-all"], words.all, whole), foldButton);

const search = make("input", {
  type: "search", placeholder: words.find, "aria-label": words.find,
  autocomplete: "off", spellcheck: "false",
});
const hits = make("span", { class: "meta", role: "status" });
let turn = 0;
search.addEventListener("input", () => {
  state.query = search.value.trim().toLowerCase();
  turn = 0;
  const count = state.query ? found().length : 0;
  hits.textContent = state.query ? counted(words.nodes, count) : "";
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
const kinds = ["concept", "principle", "contrast", "note", "article"]
  .filter((kind) => nodes.some((node) => node.kind === kind));
// Relations by name, other edges by what they are.
const named = new Map();
for (const edge of edges) {
  const key = ["directed", "relation"].includes(edge.kind) ? `=${edge.there}` : edge.kind;
  named.set(key, words[`line-${edge.kind}`] || edge.there);
}
const select = make("select", { "aria-label": words.cluster },
  make("option", { value: "" }, words["all-clusters"]),
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
  make("div", {}, make("details", {}, make("summary", {}, words.shown),
    make("fieldset", {}, make("legend", {}, words["nodes-title"]), ...kinds.map((k) => checkbox(k, words[k]))),
    make("fieldset", {}, make("legend", {}, words["lines-title"]),
      ...[...named].map(([key, label]) => checkbox(key, label)))), zooms));
controls.addEventListener("submit", (event) => event.preventDefault());
