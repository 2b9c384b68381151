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

const panel = make("aside", { class: "graph-panel", "aria-label": "Chosen node" });

function describe(node) {
  if (!node) {
    panel.replaceChildren(make("p", { class: "meta" },
      "Point at a name, or walk with Tab and the arrow keys, to see what it has to do with others."));
    return;
  }
  const title = make("h2", {}, make("a", { href: node.href }, node.title));
  const groups = new Map();
  const proofs = new Map();
  for (const edge of node.edges) {
    const to = other(edge, node);
    if (edge.proof) proofs.set(to, edge.proof);
    if (!isOn(edge) && edge.kind !== "evidence") continue;
    const words = says(edge, node);
    if (!groups.has(words)) groups.set(words, new Set());
    groups.get(words).add(to);
  }
  const told = new Set();
  const lists = [...groups].flatMap(([words, found]) => [
    make("h3", {}, words),
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
  const open = make("p", { class: "go" }, make("a", { href: node.href }, "Open the page"));
  panel.replaceChildren(make("p", { class: "meta" }, node.kind), title, ...lists, open);
}

function choose(node, { pan = false } = {}) {
  state.node = node;
  highlight(node);
  describe(node);
  if (pan && node) reveal(node);
  save();
}
