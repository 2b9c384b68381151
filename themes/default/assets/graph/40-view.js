// Pan and zoom: one transform of the whole drawing.

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
const LEGIBLE = 7.5, NAME = 15, CLOSE = 24;
const farNames = [];
function seeFar() {
  const scale = unit() * at.k;
  const far = 14 * scale < LEGIBLE && !data.folded && clusters.size > 1;
  svg.classList.toggle("far", far);
  // A principle's name takes no room of its own: it shows from near.
  svg.classList.toggle("close", 13 * scale >= CLOSE);
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

/* What one sees first: all of it, if its names can be read then, else the middle of it. */
const READ = 12;
function atFirstSight() {
  const k = Math.max(fit(), data.folded || figure.clientWidth < 700 ? 0 : READ / (14 * unit()));
  const u = unit() * k;
  const from = (room, size) => (size <= room ? (room - size) / 2 : Math.max(room - size, -(size - room) / 2));
  place(from(figure.clientWidth, base.w * u), from(figure.clientHeight, base.h * u), k, false);
  moved = false;
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
