// Keyboard.

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
