// The graph's page: pan, zoom, search, filters, neighbours, unfolding of clusters, in parts that
// are joined in the order of their names.
// Classic scripts without dependencies; the data comes from another one, `topoiGraph`, so that
// all works over file:// and under `default-src 'self'`. Without them the picture stays a picture
// whose nodes are links. The state is kept in the fragment:
// #map:node=…&off=…&cluster=…&q=…&at=…
// `words`, the table `map` of i18n/<lang>.toml with the kinds, and `language` stand before them.

const figure = document.querySelector("figure.graph:not(.local)");
const svg = figure && figure.querySelector("svg.map.global");
if (!svg || typeof topoiGraph === "undefined") return;
const data = topoiGraph;
const space = "http://www.w3.org/2000/svg";
const view = svg.querySelector(".view");
const base = { w: svg.viewBox.baseVal.width, h: svg.viewBox.baseVal.height };

const make = (name, attributes, ...children) => {
  const element = name.startsWith("svg:")
    ? document.createElementNS(space, name.slice(4)) : document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
};

/* A number of something, in the form that the language has for it. */
const counted = (forms, n) =>
  (forms[new Intl.PluralRules(language).select(n)] ?? forms.other).replace("{n}", n);

// The data as objects.

const nodes = data.nodes.map(([doc, title, kind, cluster, href, x, y, w, h, size, lines, r, off]) =>
  ({ doc, title, kind, cluster, href, x, y, w, h, size, lines, r, mx: x + off, edges: [], link: null }));
const edges = data.edges.map(([from, to, kind, there, back, proof]) => {
  const edge = {
    from: nodes[from], to: nodes[to], kind, there: data.words[there], back: data.words[back],
    proof: proof < 0 ? null : data.proofs[proof],
  };
  edge.from.edges.push(edge);
  edge.to.edges.push(edge);
  return edge;
});
const clusters = new Map(data.clusters.map(([id, name, x, y, w, h]) =>
  [id, { id, name, x, y, w, h, open: !data.folded, box: null, parts: [] }]));
const byHref = new Map(nodes.map((node) => [node.href, node]));
const other = (edge, node) => (edge.from === node ? edge.to : edge.from);
const says = (edge, node) => (edge.from === node ? edge.there : edge.back);
for (const link of view.querySelectorAll("a.n")) {
  const node = byHref.get(link.getAttribute("href"));
  if (node) adopt(node, link);
}
for (const box of view.querySelectorAll("a.cluster")) {
  const cluster = clusters.get(+box.dataset.c);
  if (cluster) cluster.box = box;
}

function adopt(node, link) {
  node.link = link;
  link.topoi = node;
  // The panel says what the title said; the name stays for those who hear it.
  const title = link.querySelector("title");
  if (title) {
    // Where the map cuts a word in two, its name begins with what is seen of it.
    const [, seen = ""] = /^(.*)…$/s.exec(link.querySelector(".label")?.textContent ?? "") ?? [];
    const isCut = seen && /^\p{L}/u.test(title.textContent.slice(seen.length));
    link.setAttribute("aria-label", isCut ? `${seen}…: ${title.textContent}` : title.textContent);
    title.remove();
  }
}
