/* The graph's page: pan, zoom, search, filters, neighbours, unfolding of clusters.
   A classic script without dependencies; the data comes from another one, `topoiGraph`, so that
   all works over file:// and under `default-src 'self'`. Without it the picture stays a picture
   whose nodes are links. The state is kept in the fragment: #map:node=…&off=…&cluster=…&q=…&at=… */
(() => {
  "use strict";
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

  /* ── the data as objects ── */

  const nodes = data.nodes.map(([doc, title, kind, cluster, href, x, y, w, h, size, lines]) =>
    ({ doc, title, kind, cluster, href, x, y, w, h, size, lines, edges: [], link: null }));
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
      link.setAttribute("aria-label", title.textContent);
      title.remove();
    }
  }

  /* ── state: what is off, what is chosen ── */

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

  /* ── drawing ── */

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
    const left = Math.round(node.x - node.w / 2), top = Math.round(node.y - node.h / 2);
    const hue = node.cluster < 0 ? "" : ` h${node.cluster % 8}`;
    const link = make("svg:a", {
      class: `n ${node.kind}${hue}`, href: node.href, "aria-label": `${node.title} (${node.kind})`,
    });
    const text = make("svg:text", { "font-size": node.size });
    if (node.lines.length) {
      link.append(make("svg:rect", {
        x: left, y: top, width: node.w, height: node.h,
        rx: node.kind === "principle" || node.kind === "article" ? 3 : Math.min(node.h, 30) / 2,
      }));
      const last = node.lines.length - 1;
      node.lines.forEach((line, row) => text.append(make("svg:tspan", {
        x: row < last ? node.x + Math.round(node.size * 0.14) : node.x,
        y: Math.round(top + 5 + (row + 0.5) * node.size * 1.25 + node.size * 0.34),
      }, row < last ? `${line} ` : line)));
    } else {
      link.append(make("svg:circle", { cx: node.x, cy: node.y, r: node.w / 2 - 2 }));
      text.setAttribute("x", node.x);
      text.setAttribute("y", node.y + Math.round(node.size / 3));
      text.append("≠");
    }
    link.append(text);
    nodesLayer.append(link);
    adopt(node, link);
  }

  /* Where the line from one box's middle to another's leaves the first. */
  function border(from, to) {
    const dx = to.x - from.x, dy = to.y - from.y;
    const part = from.lines.length
      ? Math.min((from.w / 2 + 2) / Math.abs(dx), (from.h / 2 + 2) / Math.abs(dy))
      : (from.w / 2) / Math.hypot(dx, dy);
    const most = Math.min(part, 0.5);
    return [Math.round(from.x + dx * most), Math.round(from.y + dy * most)];
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
      if (edge.from.x === edge.to.x && edge.from.y === edge.to.y) continue;
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
          y: cluster.y + 24, "font-size": 15,
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

  /* ── neighbours ── */

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
        "Point at a node, or walk with Tab and the arrow keys, to see what it has to do with others."));
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
    panel.replaceChildren(title, make("p", { class: "meta" }, node.kind), ...lists);
  }

  function choose(node, { pan = false } = {}) {
    state.node = node;
    highlight(node);
    describe(node);
    if (pan && node) reveal(node);
    save();
  }

  /* ── pan and zoom: one transform of the whole drawing ── */

  const at = { x: 0, y: 0, k: 1 };
  let moved = false, settle = 0, frame = 0;
  const unit = () => svg.clientWidth / base.w;
  const fit = () => Math.min(1, figure.clientWidth / (base.w * unit()),
    figure.clientHeight / (base.h * unit()));
  const least = () => Math.min(fit(), 1) * 0.8;
  const most = () => Math.max(2.4 / unit(), 1.5);

  function apply() {
    frame = 0;
    svg.style.transform = `translate(${at.x}px,${at.y}px) scale(${at.k})`;
  }

  function place(x, y, k, smooth) {
    moved = true;
    at.k = Math.max(least(), Math.min(most(), k));
    const w = svg.clientWidth * at.k, h = svg.clientHeight * at.k;
    // Some of the drawing always stays in sight.
    const room = (value, size, box) => Math.max(Math.min(value, box * 0.75), box * 0.25 - size);
    at.x = room(x, w, figure.clientWidth);
    at.y = room(y, h, figure.clientHeight);
    svg.classList.toggle("glide", !!smooth && motion);
    svg.classList.add("moving");
    if (!frame) frame = requestAnimationFrame(apply);
    clearTimeout(settle);
    settle = setTimeout(still, smooth ? 320 : 160);
  }

  /* Text is drawn sharp again once all is still, and the pointer points again. */
  function still() {
    clearTimeout(settle);
    if (frame) {
      cancelAnimationFrame(frame);
      apply();
    }
    svg.classList.remove("moving", "glide");
    seeFar();
    point(document.elementFromPoint(...last));
    save();
  }

  /* From so far that no label can be read, the clusters' names stand for them. */
  const LEGIBLE = 5.5, NAME = 13;
  const farNames = [];
  function seeFar() {
    const scale = unit() * at.k;
    const far = 13 * scale < LEGIBLE && !data.folded && clusters.size > 1;
    svg.classList.toggle("far", far);
    if (!far) return;
    if (!farNames.length) {
      const group = make("svg:g", { class: "far-names", "aria-hidden": "true" });
      for (const cluster of clusters.values()) {
        const text = make("svg:text", { class: `name h${cluster.id % 8}` }, cluster.name);
        group.append(text);
        farNames.push([cluster, text]);
      }
      view.append(group);
    }
    for (const [cluster, text] of farNames) {
      // As large as one reads with ease, but no wider than its cluster by much.
      const widest = 1.15 * cluster.w / (0.58 * cluster.name.length);
      const size = Math.min(NAME / scale, Math.max(widest, 9 / scale));
      text.setAttribute("font-size", size.toFixed(1));
      text.setAttribute("x", Math.round(cluster.x + cluster.w / 2));
      text.setAttribute("y", Math.round(cluster.y + cluster.h / 2 + size / 3));
    }
  }

  function zoom(factor, x = figure.clientWidth / 2, y = figure.clientHeight / 2, smooth = false) {
    const k = Math.max(least(), Math.min(most(), at.k * factor));
    const real = k / at.k;
    place(x - (x - at.x) * real, y - (y - at.y) * real, k, smooth);
  }

  function show(x, y, w, h) {
    const u = unit();
    const k = Math.min(figure.clientWidth / (w * u), figure.clientHeight / (h * u), most()) * 0.94;
    const kept = Math.max(least(), k);
    place(figure.clientWidth / 2 - (x + w / 2) * u * kept,
      figure.clientHeight / 2 - (y + h / 2) * u * kept, kept, true);
  }

  function whole() {
    const k = fit();
    place((figure.clientWidth - svg.clientWidth * k) / 2,
      (figure.clientHeight - svg.clientHeight * k) / 2, k, true);
    moved = false;
  }

  function reveal(node) {
    const u = unit() * at.k;
    const x = at.x + node.x * u, y = at.y + node.y * u;
    const margin = 60;
    const legible = node.size * u >= 9;
    const inside = x > margin && y > margin
      && x < figure.clientWidth - margin && y < figure.clientHeight - margin;
    if (inside && legible) return;
    const k = legible ? at.k : Math.min(most(), 11 / (node.size * unit()));
    place(figure.clientWidth / 2 - node.x * unit() * k,
      figure.clientHeight / 2 - node.y * unit() * k, k, true);
  }

  const inFigure = (event) => {
    const box = figure.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  figure.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 18 : 1;
    const speed = event.ctrlKey ? 0.012 : 0.0022;
    zoom(Math.exp(-event.deltaY * lines * speed), ...inFigure(event));
  }, { passive: false });

  const fingers = new Map();
  let dragged = 0;
  figure.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button, input, select, label")) return;
    if (!fingers.size) dragged = 0;
    fingers.set(event.pointerId, inFigure(event));
  });
  addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = inFigure(event);
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
    dragged += Math.hypot(now[0] - before[0], now[1] - before[1]);
    fingers.set(event.pointerId, now);
    if (dragged < 5) return;
    if (others.length) {
      const [ox, oy] = others[0];
      const spread = (p) => Math.hypot(p[0] - ox, p[1] - oy) || 1;
      const middle = [(now[0] + ox) / 2, (now[1] + oy) / 2];
      zoom(spread(now) / spread(before), ...middle);
      place(at.x + (now[0] - before[0]) / 2, at.y + (now[1] - before[1]) / 2, at.k);
    } else {
      place(at.x + now[0] - before[0], at.y + now[1] - before[1], at.k);
    }
  });
  const lift = (event) => fingers.delete(event.pointerId);
  addEventListener("pointerup", lift);
  addEventListener("pointercancel", lift);
  figure.addEventListener("dragstart", (event) => event.preventDefault());

  /* ── pointing, choosing, unfolding ── */

  const nodeAt = (element) => {
    const link = element && element.closest && element.closest("a.n");
    return link ? link.topoi : null;
  };
  const nodeOf = (event) => nodeAt(event.target);
  let last = [-1, -1];
  /* What is under the pointer while the drawing moves is there by chance, and to light it would
     cost each frame a repaint. */
  const isMoving = () => svg.classList.contains("moving") || fingers.size > 0;
  function point(element) {
    const node = nodeAt(element);
    if (node === pointed || isMoving()) return;
    pointed = node;
    highlight(node || state.node);
    if (node) describe(node);
  }
  figure.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    last = [event.clientX, event.clientY];
    point(event.target);
  });
  figure.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") last = [event.clientX, event.clientY];
  });
  figure.addEventListener("pointerleave", () => {
    last = [-1, -1];
    pointed = null;
    highlight(state.node);
    describe(state.node);
  });
  let touched = false;
  figure.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
  figure.addEventListener("click", (event) => {
    if (dragged >= 5 && event.detail) {
      event.preventDefault();
      dragged = 0;
      return;
    }
    const box = event.target.closest("a.cluster");
    const node = nodeOf(event);
    const region = svg.classList.contains("far") && clusterAt(event);
    if (region) {
      event.preventDefault();
      show(region.x, region.y, region.w, region.h);
    } else if (box) {
      event.preventDefault();
      unfold(+box.dataset.c);
    } else if (node && touched && event.detail && state.node !== node) {
      // A finger cannot point: the first touch chooses, the second follows.
      event.preventDefault();
      choose(node);
    } else if (!node && event.target.closest("svg") && state.node) {
      choose(null);
    }
  });
  function clusterAt(event) {
    const [px, py] = inFigure(event);
    const scale = unit() * at.k;
    const x = (px - at.x) / scale, y = (py - at.y) / scale;
    return [...clusters.values()]
      .find((c) => x >= c.x && y >= c.y && x <= c.x + c.w && y <= c.y + c.h);
  }
  svg.addEventListener("focusin", (event) => {
    const node = nodeOf(event);
    if (node && !touched) choose(node, { pan: true });
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-to]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const node = nodes.find((held) => held.doc === +link.dataset.to);
    if (!node) return;
    event.preventDefault();
    if (off.has(node.kind)) setOff(node.kind, false);
    open(node);
    touched = false;
    node.link.focus({ preventScroll: true });
  });

  function open(node) {
    const cluster = clusters.get(node.cluster);
    if (cluster && !cluster.open) {
      cluster.open = true;
      draw();
    }
  }

  function unfold(id) {
    const cluster = clusters.get(id);
    if (!cluster) return;
    cluster.open = true;
    draw();
    show(cluster.x, cluster.y, cluster.w, cluster.h);
    const inside = nodes.find((node) => node.cluster === id && isShown(node));
    if (inside && !touched) inside.link.focus({ preventScroll: true });
    foldButton.hidden = false;
  }

  function fold() {
    for (const cluster of clusters.values()) cluster.open = false;
    foldButton.hidden = true;
    choose(null);
    draw();
    whole();
  }

  /* ── keyboard ── */

  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  figure.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select") || event.altKey || event.ctrlKey || event.metaKey) return;
    const node = nodeOf(event);
    const way = ways[event.key];
    if (way && node) {
      event.preventDefault();
      const next = along(node, way);
      if (next) next.link.focus({ preventScroll: true });
    } else if (way) {
      event.preventDefault();
      place(at.x - way[0] * 80, at.y - way[1] * 80, at.k, true);
    } else if (event.key === "+" || event.key === "=") {
      zoom(1.35, undefined, undefined, true);
    } else if (event.key === "-") {
      zoom(1 / 1.35, undefined, undefined, true);
    } else if (event.key === "0") {
      whole();
    } else if (event.key === "Escape") {
      if (state.node) choose(null);
      else if (data.folded) fold();
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    }
  });

  /* The neighbour that lies most in the way of an arrow, near rather than far. */
  function along(node, [dx, dy]) {
    let best = null, least = Infinity;
    for (const edge of visible) {
      if (edge.from !== node && edge.to !== node) continue;
      const to = other(edge, node);
      const x = to.x - node.x, y = to.y - node.y, length = Math.hypot(x, y);
      const ahead = (x * dx + y * dy) / length;
      if (ahead < 0.25) continue;
      const cost = length * (1.6 - ahead);
      if (cost < least) [best, least] = [to, cost];
    }
    return best;
  }

  /* ── controls ── */

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

  /* ── the fragment ── */

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

  figure.before(controls);
  figure.after(panel);
  figure.classList.add("live");
  // No higher than the drawing is when it fills the width, but on narrow screens high enough.
  figure.style.maxHeight = `max(22rem, ${Math.ceil(unit() * base.h) + 24}px)`;
  draw();
  describe(null);
  if (!load()) whole();
  still();
  if (data.folded) foldButton.hidden = ![...clusters.values()].some((cluster) => cluster.open);
  addEventListener("hashchange", load);
  addEventListener("resize", () => { if (!moved) whole(); });
})();
