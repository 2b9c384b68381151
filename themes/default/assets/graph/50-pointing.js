// Pointing, choosing, unfolding.

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
