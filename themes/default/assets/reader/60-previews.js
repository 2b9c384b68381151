// What stands behind a link, before one follows it: kind, title, a line, what it has to do with.
// By pointer, by keyboard, by a long press. The data comes in small scripts when somebody asks, so that
// it works over file:// and under `default-src 'self'`: `data/previews.js` names the shards, and a
// page's shard is found by a hash of its path.

const previewRoot = new URL(document.body.dataset.root || "./", location.href).href;
const previewWaits = { pointer: 350, focus: 500, press: 420 };
const previewScripts = new Map();
let previewCard = null, previewLink = null, previewTimer = 0, wasPressed = false;

/** Runs a script of the site once; one that failed is asked for again. */
function previewScript(path) {
  if (!previewScripts.has(path)) {
    previewScripts.set(path, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = previewRoot + path;
      script.onload = resolve;
      script.onerror = () => {
        previewScripts.delete(path);
        script.remove();
        reject(new Error(path));
      };
      document.head.append(script);
    }));
  }
  return previewScripts.get(path);
}

/** FNV-1a of a path, as the build has it. */
function pathHash(path) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The path of the page that a link leads to, from the site's top; nothing if it stays where it is. */
function pathOf(link) {
  const to = link.href.replace(/[?#].*/, "");
  if (!to.startsWith(previewRoot) || !to.endsWith(".html") || to === location.href.replace(/[?#].*/, "")) return "";
  try {
    return decodeURIComponent(to.slice(previewRoot.length));
  } catch {
    return "";
  }
}

async function previewOf(path) {
  await previewScript("data/previews.js");
  const names = window.topoiPreviews;
  const shard = pathHash(path) % names.length;
  if (typeof names[shard] === "string") await previewScript(`assets/previews/${names[shard]}.js`);
  return names[shard][path];
}

function drawPreview([kind, title, lang, label, line, relations]) {
  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content.filter(Boolean));
    return element;
  };
  const card = make("div", "preview",
    make("p", "kind", kind),
    make("p", "title", title),
    line && make("p", "line", label && make("b", "", label), label && " ", line),
    relations.length > 0 && make("ul", "", ...relations.map(([says, what]) => make("li", "", make("i", "", says), " ", what))));
  card.id = "t.preview";
  card.setAttribute("role", "tooltip");
  if (lang) for (const part of card.querySelectorAll(".title, .line")) {
    part.lang = lang;
    part.dir = "auto";
  }
  return card;
}

/** Below the link, or above it where there is no room, within the window. */
function placePreview() {
  const at = previewLink.getClientRects()[0] ?? previewLink.getBoundingClientRect();
  const { width, height } = previewCard.getBoundingClientRect();
  const below = at.bottom + 8 + height <= innerHeight || at.top < height + 8;
  const start = getComputedStyle(document.body).direction === "rtl" ? at.right - width : at.left;
  previewCard.style.left = `${Math.max(8, Math.min(start, document.documentElement.clientWidth - width - 8))}px`;
  previewCard.style.top = `${below ? at.bottom + 8 : at.top - height - 8}px`;
}

function hidePreview() {
  clearTimeout(previewTimer);
  previewLink?.removeAttribute("aria-describedby");
  previewCard?.remove();
  previewCard = previewLink = null;
}

function askPreview(link, wait) {
  if (link === previewLink) return;
  hidePreview();
  const path = pathOf(link);
  if (!path) return;
  previewLink = link;
  previewTimer = setTimeout(async () => {
    try {
      const found = await previewOf(path);
      // The reader may be elsewhere by now.
      if (!found || previewLink !== link || previewCard) return;
      previewCard = drawPreview(found);
      document.body.append(previewCard);
      link.setAttribute("aria-describedby", previewCard.id);
      placePreview();
    } catch {
      // What cannot be loaded is not shown; the link leads there as before.
      if (previewLink === link) previewLink = null;
    }
  }, wait);
}

const previewTarget = (event) => event.target.closest?.("main a[href]:not(.map a)");
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch" || event.target.closest?.(".preview")) return;
  const link = previewTarget(event);
  if (link) askPreview(link, previewWaits.pointer);
  else if (previewLink && document.activeElement !== previewLink) hidePreview();
});
document.addEventListener("focusin", (event) => {
  const link = previewTarget(event);
  if (link?.matches(":focus-visible")) askPreview(link, previewWaits.focus);
});
document.addEventListener("focusout", hidePreview);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hidePreview();
});
addEventListener("scroll", hidePreview, { passive: true });
addEventListener("pagehide", hidePreview);
document.addEventListener("pointerdown", (event) => {
  wasPressed = false;
  if (event.target.closest?.(".preview")) return;
  hidePreview();
  const link = event.pointerType === "touch" && previewTarget(event);
  if (!link) return;
  askPreview(link, previewWaits.press);
  const pressed = setTimeout(() => (wasPressed = true), previewWaits.press);
  const lift = () => {
    clearTimeout(pressed);
    // A tap follows the link; only what was held shows what is behind it.
    if (!wasPressed) hidePreview();
  };
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, lift, { once: true });
});
/* A long press has shown the preview: it neither follows the link nor opens the browser's own menu. */
for (const kind of ["click", "contextmenu"]) {
  document.addEventListener(kind, (event) => {
    if (wasPressed && previewTarget(event)) event.preventDefault();
    wasPressed = kind === "contextmenu" && wasPressed;
  }, true);
}
