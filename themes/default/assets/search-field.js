// The search field until somebody uses it: what every page loads for search. The engine is asked for
// when the pointer or the focus comes to a field, so that a page nobody searches from pays for none.
(() => {
  "use strict";
  const base = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("form[role=search] input[name=q]"));
  let asked = false;

  /** @param {Event | {target: unknown}} event */
  function ready({ target }) {
    if (asked || "topoi" in window || !(/** @type {Element} */ (target).closest?.("form[role=search]"))) return;
    asked = true;
    const script = document.createElement("script");
    script.src = new URL("search.js", base).href;
    script.onerror = () => {
      // The next focus tries again.
      asked = false;
      script.remove();
    };
    document.head.append(script);
  }

  for (const event of ["focusin", "pointerover"]) document.addEventListener(event, ready, { passive: true });
  document.addEventListener("keydown", (event) => {
    const typing = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
    const wanted = event.key === "/" ? !typing && !event.ctrlKey && !event.metaKey : event.key === "k" && (event.ctrlKey || event.metaKey);
    if (!wanted) return;
    event.preventDefault();
    const field = [...fields].find((one) => one.offsetParent);
    if (field) {
      field.focus();
      field.select();
    } else location.href = new URL("../search.html", base).href;
  });
  if (document.activeElement) ready({ target: document.activeElement });
})();
