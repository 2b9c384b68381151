// Search in the browser: a form with a list of results as one types, and the search page.
// The index is loaded on the first touch of a search field, as a classic script, so that it works
// from disk too. Terms are joined by OR and ranked by BM25 over weighted fields; the last word
// matches as a prefix; a word that nothing has is corrected by one or two edits.
"use strict";

const topoiSearch = (() => {
  /** @typedef {[string, number, string, string[], string[], string, string, string[], [string, string, string[]][]]} Doc */
  /** @typedef {{doc: number, score: number, href: string, heading: string, text: string}} Hit */

  const WEIGHTS = { title: 9, names: 9, answers: 6, filed: 3, heading: 3, gist: 2, body: 1 };
  const KIND_BONUS = { concept: 1.25, principle: 1.25, contrast: 1.1, article: 1, note: 1 };
  const SHOWN_IN_LIST = 8;
  const SHOWN_ON_PAGE = 60;

  /** @type {{kinds: string[], docs: Doc[]} | null} */
  let data = null;
  /** @type {Map<string, Map<number, number>>} */
  const postings = new Map();
  /** @type {number[]} */
  let lengths = [];
  /** @type {string[]} */
  let vocabulary = [];
  /** @type {Promise<void> | null} */
  let loading = null;
  let indexName = "";
  const root = document.body.dataset.root || "";

  // Words -----------------------------------------------------------------------------------

  /** @param {string} text */
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’‘]/g, "'");
  }

  /** One form for plurals, possessives and verb forms. @param {string} word */
  function stem(word) {
    word = word.replace(/'s?$/, "");
    if (word.length > 4 && word.endsWith("ies")) return word.slice(0, -3) + "y";
    if (word.length > 5 && word.endsWith("ing")) return word.slice(0, -3).replace(/(.)\1$/, "$1");
    if (word.length > 4 && word.endsWith("ed")) return word.slice(0, -2).replace(/(.)\1$/, "$1");
    if (word.length > 3 && word.endsWith("s") && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
    return word;
  }

  /** @param {string} text @returns {string[]} */
  function words(text) {
    const found = fold(text).match(/[\p{L}\p{N}][\p{L}\p{N}'+#]*/gu) || [];
    return found.flatMap((word) =>
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word) ? bigrams(word) : [stem(word)],
    );
  }

  /** @param {string} word */
  function bigrams(word) {
    const chars = [...word];
    if (chars.length === 1) return chars;
    return chars.slice(1).map((c, i) => chars[i] + c);
  }

  // Index -----------------------------------------------------------------------------------

  function invert() {
    if (!data) return;
    data.docs.forEach((doc, number) => {
      let length = 0;
      /** @param {string} text @param {number} weight */
      const add = (text, weight) => {
        for (const word of words(text)) {
          let list = postings.get(word);
          if (!list) postings.set(word, (list = new Map()));
          list.set(number, (list.get(number) || 0) + weight);
          length += 1;
        }
      };
      add(doc[2], WEIGHTS.title);
      doc[3].forEach((name) => add(name, WEIGHTS.names));
      doc[4].forEach((answer) => add(answer, WEIGHTS.answers));
      add(doc[5], WEIGHTS.filed);
      doc[7].forEach((name) => add(name, WEIGHTS.filed));
      add(doc[6], WEIGHTS.gist);
      for (const [heading, , passages] of doc[8]) {
        add(heading, WEIGHTS.heading);
        for (let i = 1; i < passages.length; i += 2) add(passages[i], WEIGHTS.body);
      }
      lengths[number] = length;
    });
    vocabulary = [...postings.keys()].sort();
  }

  /** The words of the index that begin with `prefix`. @param {string} prefix */
  function completions(prefix) {
    let low = 0;
    let high = vocabulary.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (vocabulary[middle] < prefix) low = middle + 1;
      else high = middle;
    }
    const found = [];
    while (low < vocabulary.length && vocabulary[low].startsWith(prefix) && found.length < 40) {
      found.push(vocabulary[low++]);
    }
    return found;
  }

  /** Words within one edit, two in long words. @param {string} word */
  function corrections(word) {
    const bound = word.length > 7 ? 2 : word.length > 3 ? 1 : 0;
    return bound ? vocabulary.filter((other) => distance(word, other, bound) <= bound) : [];
  }

  /** Edits between two words, a swap counted as one; more than `bound` is just more.
   * @param {string} a @param {string} b @param {number} bound */
  function distance(a, b, bound) {
    if (Math.abs(a.length - b.length) > bound) return bound + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...row) > bound) return bound + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // Ranking ---------------------------------------------------------------------------------

  /** @param {string} query @returns {{hits: Hit[], terms: Set<string>, corrected: string[]}} */
  function search(query) {
    const wanted = words(query);
    if (!data || !wanted.length) return { hits: [], terms: new Set(), corrected: [] };
    const total = data.docs.length;
    const mean = lengths.reduce((sum, length) => sum + length, 0) / total || 1;
    /** @type {Map<number, {score: number, matched: number}>} */
    const scores = new Map();
    const terms = new Set();
    const corrected = [];
    const open = /[\p{L}\p{N}]$/u.test(query);
    new Set(wanted).forEach((word) => {
      const isLast = open && word === wanted[wanted.length - 1];
      /** @type {[string, number][]} */
      let forms = postings.has(word) ? [[word, 1]] : [];
      if (isLast && word.length > 1) {
        completions(word).forEach((form) => form !== word && forms.push([form, 0.6]));
      }
      if (!forms.length) {
        forms = corrections(word).map((form) => [form, 0.5]);
        if (forms.length) corrected.push(forms[0][0]);
      }
      /** @type {Map<number, number>} */
      const best = new Map();
      for (const [form, share] of forms) {
        const list = postings.get(form);
        if (!list) continue;
        terms.add(form);
        const idf = Math.log(1 + (total - list.size + 0.5) / (list.size + 0.5));
        for (const [doc, weight] of list) {
          const norm = weight / (weight + 1.4 * (0.4 + (0.6 * lengths[doc]) / mean));
          best.set(doc, Math.max(best.get(doc) || 0, share * idf * norm * 2.4));
        }
      }
      for (const [doc, score] of best) {
        const sum = scores.get(doc) || { score: 0, matched: 0 };
        sum.score += score;
        sum.matched += 1;
        scores.set(doc, sum);
      }
    });
    const folded = fold(query.trim());
    const count = new Set(wanted).size;
    const hits = [];
    for (const [doc, { score, matched }] of scores) {
      const entry = data.docs[doc];
      let rank = score * (0.4 + (0.6 * matched) / count) * KIND_BONUS[data.kinds[entry[1]]];
      if (fold(entry[2]) === folded || entry[3].some((name) => fold(name) === folded)) rank += 20;
      if (entry[4].some((answer) => fold(answer).includes(folded)) && folded.length > 5) rank += 6;
      hits.push({ doc, score: rank });
    }
    hits.sort((a, b) => b.score - a.score || a.doc - b.doc);
    return { hits: hits.map((hit) => locate(hit, terms)), terms, corrected };
  }

  /** The passage of a document that has most of the terms.
   * @param {{doc: number, score: number}} hit @param {Set<string>} terms @returns {Hit} */
  function locate(hit, terms) {
    const [url, , title, , answers, , gist, , sections] = /** @type {any} */ (data).docs[hit.doc];
    let best = { value: 0, anchor: "", heading: "", text: "" };
    const all = /** @type {any} */ (data).docs.length;
    for (const [heading, , passages] of sections) {
      for (let i = 1; i < passages.length; i += 2) {
        const seen = new Set(words(passages[i]).filter((word) => terms.has(word)));
        let value = 0;
        for (const word of seen) value += Math.log(1 + all / (postings.get(word)?.size || 1));
        if (value > best.value) best = { value, anchor: passages[i - 1], heading, text: passages[i] };
      }
    }
    const inTitle = words(title).some((word) => terms.has(word));
    const answer = answers.find((text) => words(text).filter((word) => terms.has(word)).length > 1);
    const anchor = best.anchor && !inTitle && !answer ? "#" + best.anchor : "";
    const text = (inTitle || answer) && gist ? gist : best.text || gist;
    return { doc: hit.doc, score: hit.score, href: root + encodeURI(url) + anchor, heading: best.heading, text };
  }

  // Interface -------------------------------------------------------------------------------

  /** @param {string} name @param {string} className @param {string=} text */
  function element(name, className, text) {
    const node = document.createElement(name);
    node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  /** Text round the first match, matches marked. @param {string} text @param {Set<string>} terms */
  function snippet(text, terms) {
    const box = element("p", "snippet");
    const parts = text.split(/([\p{L}\p{N}][\p{L}\p{N}'’]*)/u);
    const first = parts.findIndex((part, i) => i % 2 && words(part).some((word) => terms.has(word)));
    let from = Math.max(0, first - 24);
    if (from > 0) box.append("… ");
    let shown = 0;
    for (let i = from; i < parts.length && shown < 220; i++) {
      const hit = i % 2 === 1 && words(parts[i]).some((word) => terms.has(word));
      if (hit) box.append(element("mark", "", parts[i]));
      else box.append(parts[i]);
      shown += parts[i].length;
      from = i + 1;
    }
    if (from < parts.length) box.append(" …");
    return box;
  }

  /** @param {Hit} hit @param {Set<string>} terms */
  function card(hit, terms) {
    const [, kind, title, , , by] = /** @type {any} */ (data).docs[hit.doc];
    const item = element("li", "result");
    const name = /** @type {any} */ (data).kinds[kind];
    item.append(element("span", "kind", name));
    const link = /** @type {HTMLAnchorElement} */ (element("a", "title", title));
    link.href = hit.href;
    item.append(link);
    const where = [by, hit.href.includes("#") ? hit.heading : ""].filter(Boolean).join(" · ");
    if (where) item.append(element("span", "where", where));
    if (hit.text) item.append(snippet(hit.text, terms));
    return item;
  }

  /** Loads the index once. */
  function load() {
    loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = root + indexName;
      script.onload = () => resolve();
      script.onerror = () => {
        loading = null;
        reject(new Error("the search index could not be loaded"));
      };
      document.head.append(script);
    });
    return loading;
  }

  /** @param {HTMLInputElement} input */
  function combobox(input) {
    const form = /** @type {HTMLFormElement} */ (input.form);
    const list = element("ul", "search-list");
    list.id = "search-list-" + Math.random().toString(36).slice(2, 8);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Results");
    list.hidden = true;
    form.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
      input.setAttribute(name, value);
    }
    let active = -1;

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(/** @type {number} */ next) {
      const options = list.children;
      if (!options.length) return;
      options[active]?.removeAttribute("aria-selected");
      active = (next + options.length) % options.length;
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }

    function update() {
      const query = input.value;
      if (!query.trim()) return close();
      load().then(() => {
        if (input.value !== query) return;
        const { hits, terms } = search(query);
        list.replaceChildren(
          ...hits.slice(0, SHOWN_IN_LIST).map((hit, i) => {
            const item = card(hit, terms);
            item.id = list.id + "-" + i;
            item.setAttribute("role", "option");
            return item;
          }),
        );
        active = -1;
        list.hidden = !hits.length;
        input.setAttribute("aria-expanded", String(!!hits.length));
      }, close);
    }

    input.addEventListener("focus", () => void load().catch(() => {}));
    input.addEventListener("input", update);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") choose(active + 1);
      else if (event.key === "ArrowUp") choose(active < 0 ? -1 : active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) {
        const link = list.children[active].querySelector("a");
        if (link) location.href = link.href;
      } else return;
      if (event.key !== "Escape") event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = /** @type {Element} */ (event.target).closest("li");
      const link = item && item.querySelector("a");
      if (link) location.href = link.href;
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
  }

  /** @param {HTMLElement} results @param {HTMLInputElement} input */
  function page(results, input) {
    const idle = document.getElementById("search-idle");
    const update = () => {
      const query = input.value;
      const address = query.trim() ? "?q=" + encodeURIComponent(query) : location.pathname;
      try {
        history.replaceState(null, "", address);
      } catch {
        // From disk some browsers keep the address as it is.
      }
      if (!query.trim()) {
        results.replaceChildren();
        if (idle) idle.hidden = false;
        return;
      }
      load().then(
        () => {
          if (input.value !== query) return;
          const { hits, terms, corrected } = search(query);
          const list = element("ol", "result-list");
          list.append(...hits.slice(0, SHOWN_ON_PAGE).map((hit) => card(hit, terms)));
          const count = hits.length === 1 ? "1 result" : hits.length + " results";
          const said = hits.length ? count : "Nothing found for “" + query.trim() + "”. The topics below lead to everything.";
          const status = element("p", "count", said + (corrected.length ? " (searched for “" + corrected.join(" ") + "” as well)" : ""));
          results.replaceChildren(status, list);
          if (idle) idle.hidden = hits.length > 0;
        },
        (error) => {
          const retry = element("button", "", "Try again");
          retry.addEventListener("click", () => location.reload());
          results.replaceChildren(element("p", "count", "Search failed: " + error.message + ". "), retry);
        },
      );
    };
    input.addEventListener("input", update);
    input.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      update();
    });
    input.value = new URLSearchParams(location.search).get("q") || "";
    if (input.value) update();
    else input.focus();
  }

  /** @param {string} name the index, from the top of the site */
  function start(name) {
    indexName = name;
    const results = document.getElementById("search-results");
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("form.search input[name=q]"));
    inputs.forEach((input) => {
      if (results && results.closest("main")?.contains(input)) page(results, input);
      else combobox(input);
    });
    document.addEventListener("keydown", (event) => {
      const typing = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
      const wanted = (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) || (event.key === "k" && (event.ctrlKey || event.metaKey));
      if (!wanted) return;
      event.preventDefault();
      const input = [...inputs].find((one) => one.offsetParent !== null);
      if (input) input.focus();
      else location.href = root + "search.html";
    });
  }

  return {
    start,
    search,
    /** @param {{kinds: string[], docs: Doc[]}} value */
    take(value) {
      data = value;
      invert();
    },
  };
})();
