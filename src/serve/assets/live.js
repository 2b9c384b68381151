// What serving adds to a page: reload on change, problems on the page, passages to copy.
(function () {
  "use strict";

  /** @typedef {{code: string, severity: string, message: string, help: ?string, file: string, line: ?number, column: ?number, editor: ?string}} Problem */

  const scrollKey = "topoi-scroll:" + location.pathname;
  const kept = sessionStorage.getItem(scrollKey);
  if (kept !== null) {
    sessionStorage.removeItem(scrollKey);
    window.addEventListener("load", () => window.scrollTo(0, Number(kept)));
  }

  let dismissed = "";

  const { site: version, article } = document.currentScript.dataset;
  const events = new EventSource(`/__topoi/events?site=${version}&page=${location.pathname.replaceAll("&", "%26")}`);
  events.onmessage = (message) => {
    /** @type {{kind: string, problems: Problem[]}} */
    const event = JSON.parse(message.data);
    const onProblems = document.body.classList.contains("topoi-problems");
    const changed = page && page !== JSON.stringify(event.problems);
    if (onProblems && page ? changed : event.kind === "reload") {
      sessionStorage.setItem(scrollKey, String(window.scrollY));
      location.reload();
      return;
    }
    page = JSON.stringify(event.problems) || "[]";
    if (!onProblems) show(event.problems);
  };
  let page = "";

  /** @param {string} name @param {string} text @param {string=} className */
  function element(name, text, className) {
    const node = document.createElement(name);
    if (className) node.className = className;
    // Names stand in backticks.
    text.split("`").forEach((part, i) => {
      if (i % 2) {
        const code = document.createElement("code");
        code.textContent = part;
        node.append(code);
      } else {
        node.append(part);
      }
    });
    return node;
  }

  /** @param {Problem[]} problems */
  function show(problems) {
    document.getElementById("topoi-overlay")?.remove();
    const errors = problems.filter((problem) => problem.severity === "error");
    const key = JSON.stringify(errors);
    if (!errors.length || key === dismissed) return;
    const box = document.createElement("aside");
    box.id = "topoi-overlay";
    box.setAttribute("role", "alert");
    const close = element("button", "Hide");
    close.addEventListener("click", () => {
      dismissed = key;
      box.remove();
    });
    const title = element("h2", errors.length === 1 ? "One error" : errors.length + " errors");
    const list = document.createElement("ul");
    for (const problem of errors.slice(0, 5)) {
      const item = element("li", problem.message);
      const place = problem.file + (problem.line ? ":" + problem.line + ":" + problem.column : "");
      const where = element("span", "", "topoi-where");
      if (problem.editor) {
        const link = document.createElement("a");
        link.href = problem.editor;
        link.textContent = place;
        where.append(link);
      } else {
        where.append(place);
      }
      where.append(" · " + problem.code);
      item.append(where);
      if (problem.help) item.append(element("span", problem.help, "topoi-hint"));
      list.append(item);
    }
    const all = document.createElement("a");
    all.href = "/__topoi/problems";
    all.textContent = "All problems";
    box.append(close, title, list, all);
    document.body.append(box);
  }

  // What a passage says itself: no notes, no other passages in it; drawings part its pieces.
  /** @param {Element} passage */
  function quotation(passage) {
    const copy = /** @type {Element} */ (passage.cloneNode(true));
    for (const other of copy.querySelectorAll(".topoi-copy, .marks, .footnote-ref, [role=doc-backlink], ul, ol, dl, table, pre, blockquote")) {
      other.remove();
    }
    for (const drawing of copy.querySelectorAll("math, img, svg")) drawing.replaceWith(" … ");
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    // A piece of a quotation has at least three words.
    const pieces = text.split("…").map((piece) => piece.trim());
    return pieces.filter((piece) => piece.split(" ").length > 2).join(" … ") || text;
  }

  // "Copy as evidence" on every passage of an article.
  if (article) {
    // A string of JSON is one of YAML; what is a word to both needs no quotation marks.
    const plain = /^[a-z][a-z0-9/-]+$/.test(article) && !/^(yes|no|on|off|true|false|null)$/.test(article);
    const name = plain ? article : JSON.stringify(article);
    const passages = document.querySelectorAll(".prose p[id], .prose li[id]:not(.footnotes li), .prose dd[id]");
    for (const passage of passages) {
      const button = element("button", "copy as evidence", "topoi-copy");
      button.setAttribute("type", "button");
      button.addEventListener("click", () => {
        const entry =
          "  - article: " + name + "\n    stance: supports\n    at: \"#" + passage.id +
          "\"\n    quote: " + JSON.stringify(quotation(passage)) + "\n    note: \n";
        navigator.clipboard.writeText(entry).then(() => {
          const label = button.textContent;
          button.textContent = "copied";
          setTimeout(() => (button.textContent = label), 1500);
        });
      });
      passage.append(button);
    }
  }
})();
