// Neighbours.

let pointed = null, lit = [];

function highlight(node) {
  for (const link of lit) link.classList.remove("near", "chosen");
  lit = [];
  svg.classList.toggle("focused", !!node && isShown(node));
  if (!node || !isShown(node)) {
    nearLayer.replaceChildren();
    return;
  }
  const near = visible.filter((edge) => edge.from === node || edge.to === node);
  paths(near, nearLayer);
  for (const edge of near) lit.push(other(edge, node).link);
  for (const link of lit) link.classList.add("near");
  node.link.classList.add("chosen");
  lit.push(node.link);
}

const panel = make("aside", { class: "graph-panel", "aria-label": words.chosen });

function describe(node) {
  if (!node) {
    panel.replaceChildren(make("p", { class: "meta" },
      words.point));
    return;
  }
  const title = make("h2", {}, make("a", { href: node.href }, node.title));
  const groups = new Map();
  const proofs = new Map();
  for (const edge of node.edges) {
    const to = other(edge, node);
    if (edge.proof) proofs.set(to, edge.proof);
    if (!isOn(edge) && edge.kind !== "evidence") continue;
    const label = says(edge, node);
    if (!groups.has(label)) groups.set(label, new Set());
    groups.get(label).add(to);
  }
  const told = new Set();
  const lists = [...groups].flatMap(([label, found]) => [
    make("h3", {}, label),
    make("ul", {}, ...[...found].slice(0, 12).map((to) => {
      const item = make("li", {}, make("a", { href: to.href, "data-to": to.doc }, to.title));
      const proof = proofs.get(to);
      if (proof && !told.has(proof)) {
        told.add(proof);
        const [text, href, whose] = proof;
        item.append(make("blockquote", {}, make("p", {}, text),
          make("p", { class: "meta" }, make("a", { href }, whose))));
      }
      return item;
    })),
  ]);
  const open = make("p", { class: "go" }, make("a", { href: node.href }, words.open));
  panel.replaceChildren(make("p", { class: "meta" }, words.kinds[node.kind]), title, ...lists, open);
}

function choose(node, { pan = false } = {}) {
  state.node = node;
  highlight(node);
  describe(node);
  if (pan && node) reveal(node);
  save();
}
