// State: what is off, what is chosen.

const off = new Set(["article", "mention", "link", "evidence"]);
if (!nodes.some((node) => node.kind === "concept")) off.delete("link");
const first = [...off].sort().join();
const state = { node: null, cluster: "", query: "" };
const motion = !matchMedia("(prefers-reduced-motion: reduce)").matches;

const inOpen = (node) => !clusters.has(node.cluster) || clusters.get(node.cluster).open;
const isShown = (node) => inOpen(node) && !off.has(node.kind);
const isMeant = (node) => state.cluster === "" || String(node.cluster) === state.cluster;
const isOn = (edge) => !off.has(edge.kind) && !off.has(`=${edge.there}`);
const matches = (node) => node.title.toLowerCase().includes(state.query);

// Drawing.

const layer = (name) => {
  const group = make("svg:g", { class: name });
  return group;
};
const linesLayer = layer("lines"), nearLayer = layer("near-lines"), nodesLayer = layer("more");
const anchor = view.querySelector("a.n, a.cluster, text.name");
for (const path of view.querySelectorAll(":scope > path.e:not(.tie)")) path.remove();
view.insertBefore(linesLayer, anchor);
view.insertBefore(nearLayer, anchor);
view.append(nodesLayer);

function drawNode(node) {
  const hue = node.cluster < 0 ? "" : ` h${node.cluster % 8}`;
  const link = make("svg:a", {
    class: `n ${node.kind}${hue}`, href: node.href, "aria-label": `${node.title} (${words.kinds[node.kind]})`,
  });
  const { mx, y, r, size } = node;
  link.append(node.kind === "principle"
    ? make("svg:rect", { x: mx - r, y: y - Math.trunc(r * 2 / 3), width: 2 * r, height: Math.trunc(r * 4 / 3), rx: 2 })
    : make("svg:circle", { cx: mx, cy: y, r }));
  if (node.kind === "contrast") {
    link.append(make("svg:text", { x: mx, y: y + Math.trunc(size / 3), "font-size": size }, "≠"));
  } else {
    const first = y - (node.lines.length - 1) / 2 * size * 1.25;
    const last = node.lines.length - 1;
    link.append(make("svg:text", { class: "label", "text-anchor": "start", "font-size": size },
      ...node.lines.map((line, row) => make("svg:tspan", {
        x: mx + r + 6, y: Math.round(first + row * size * 1.25 + size * 0.33),
      }, row < last ? `${line} ` : line))));
  }
  nodesLayer.append(link);
  adopt(node, link);
}

/* Where the line from one mark's middle to another's leaves the first. */
function border(from, to) {
  const dx = to.mx - from.mx, dy = to.y - from.y;
  const most = Math.min((from.r + 2) / Math.hypot(dx, dy), 0.5);
  return [Math.round(from.mx + dx * most), Math.round(from.y + dy * most)];
}

function arrow([x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 12) return "";
  const ux = (x2 - x1) / length, uy = (y2 - y1) / length;
  const corner = (side) =>
    `${Math.round(x2 - 9 * ux - side * uy)} ${Math.round(y2 - 9 * uy + side * ux)}`;
  return `M${x2} ${y2}L${corner(4)}L${corner(-4)}Z`;
}

function paths(list, into) {
  const drawn = new Map();
  for (const edge of list) {
    if (edge.from.mx === edge.to.mx && edge.from.y === edge.to.y) continue;
    const start = border(edge.from, edge.to), end = border(edge.to, edge.from);
    const add = (kind, path) => drawn.set(kind, (drawn.get(kind) || "") + path);
    add(edge.kind, `M${start[0]} ${start[1]}L${end[0]} ${end[1]}`);
    if (edge.kind === "directed") add("arrows", arrow(start, end));
  }
  into.replaceChildren(...[...drawn].map(([kind, d]) =>
    make("svg:path", { class: `e ${kind}`, d })));
}

/* Lines between what is shown. Two sides of a contrast that has a mark are joined through it. */
function visibleEdges() {
  const marks = new Set();
  for (const node of nodes) {
    if (node.kind !== "contrast" || !isShown(node)) continue;
    const sides = node.edges.filter((e) => e.from === node && e.kind === "contrasts");
    if (sides.length === 2) {
      const [a, b] = sides.map((e) => e.to.doc).sort((x, y) => x - y);
      marks.add(`${a}-${b}`);
    }
  }
  return edges.filter((edge) => {
    if (!isOn(edge) || !isShown(edge.from) || !isShown(edge.to)) return false;
    if (!isMeant(edge.from) && !isMeant(edge.to)) return false;
    const [a, b] = [edge.from.doc, edge.to.doc].sort((x, y) => x - y);
    return edge.kind !== "contrasts" || edge.from.kind === "contrast" || !marks.has(`${a}-${b}`);
  });
}

let visible = [];

function draw() {
  for (const cluster of clusters.values()) {
    if (cluster.box) cluster.box.classList.toggle("open", cluster.open);
    if (cluster.open && data.folded && !cluster.parts.length) {
      const name = make("svg:text", {
        class: `name h${cluster.id % 8}`, x: Math.round(cluster.x + cluster.w / 2),
        y: cluster.y + 24, "font-size": 24,
      }, cluster.name);
      nodesLayer.append(name);
      cluster.parts.push(name);
    }
    for (const part of cluster.parts) part.classList.toggle("hidden", !cluster.open);
  }
  for (const node of nodes) {
    const shown = isShown(node);
    if (shown && !node.link) drawNode(node);
    if (!node.link) continue;
    node.link.classList.toggle("hidden", !shown);
    node.link.classList.toggle("faint", !isMeant(node));
    node.link.classList.toggle("hit", state.query !== "" && matches(node));
  }
  for (const [id, cluster] of clusters) {
    if (cluster.box) {
      cluster.box.classList.toggle("faint", state.cluster !== "" && state.cluster !== String(id));
    }
  }
  visible = visibleEdges();
  paths(visible, linesLayer);
  svg.classList.toggle("searching", state.query !== "");
  highlight(pointed || state.node);
}
