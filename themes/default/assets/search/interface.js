// The fields and lists that a reader sees.

const home = new URL("..", base).href;
// Sites of one host have recent searches of their own.
const RECENT = "topoi-search " + home;
let fields = 0;

/** @param {string} name @param {string} className @param {(string | Node)[]} content */
function element(name, className, ...content) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...content);
  return node;
}

/** @returns {string[]} */
function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT) || "[]").map(String);
  } catch {
    return [];
  }
}

/** @param {string} query */
function remember(query) {
  query = query.trim().slice(0, 100);
  if (!query) return;
  try {
    localStorage.setItem(RECENT, JSON.stringify([query, ...recent().filter((one) => one !== query)].slice(0, 6)));
  } catch {
    // A browser that keeps nothing has no recent searches.
  }
}

/** `text` round its first match, matches marked. @param {string} text @param {Found} found */
function marked(text, found) {
  const spots = tokens(text).filter((token) => token.terms.some(found.matches));
  // Cut at spaces, where there are some.
  let at = spots.length ? Math.max(text.lastIndexOf(" ", spots[0].at - 60) + 1, spots[0].at - 90) : 0;
  if (at < 40) at = 0;
  let stop = text.length;
  if (stop - at > 240) {
    stop = text.lastIndexOf(" ", at + 240);
    if (stop < at + 180) stop = at + 240;
  }
  const node = element("span", "snippet", at ? "… " : "");
  for (const spot of spots) {
    if (spot.end > stop || spot.end <= at) continue;
    const from = Math.max(spot.at, at);
    node.append(text.slice(at, from), element("mark", "", text.slice(from, spot.end)));
    at = spot.end;
  }
  node.append(text.slice(at, stop), stop < text.length ? " …" : "");
  return node;
}

/** What a result shows. The passages of those further down are asked for when someone gets there.
 * @param {Result} one @param {Found} found */
function card(one, found) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", "title", marked(one.title, found)));
  const where = element("span", "where");
  let text = element("span", "");
  const node = element("li", "result", element("span", "kind", say.kinds[one.kind]), " ", link, " ", where, text);
  if (one.situation) link.before(element("q", "situation", marked(one.situation, found)), " ");
  const shown = (/** @type {string} */ words) => tokens(words).some((token) => token.terms.some(found.matches));
  const fill = () => {
    const encoded = one.page.split("/").map(encodeURIComponent).join("/");
    link.href = home + encoded + (one.url === one.page ? "" : "#" + encodeURIComponent(one.url.slice(one.page.length + 1)));
    // Why it is here: what matched, be it another of its names.
    const name = [one.title, one.snippet, one.situation, one.by].some(shown) ? "" : [...one.card.labels, ...one.card.answers].find(shown);
    where.replaceChildren([one.by, one.heading].filter(Boolean).join(" · "), ...(name ? [" “", marked(name, found), "”"] : []));
    const first = [[say.do, one.act], [say.say, one.say]].filter(([, line]) => line);
    const lines = first.map(([label, line]) => element("span", "first", element("b", "", label), " ", marked(line, found)));
    text.replaceWith((text = lines.length ? element("span", "firsts", ...lines) : marked(one.snippet, found)));
  };
  fill();
  const deepen = () => void passage(one, found).then(fill, () => {});
  for (const event of ["pointerenter", "focusin", "near"]) node.addEventListener(event, deepen, { once: true });
  return node;
}

/** Someone gets to results. @param {Element[]} nodes */
const near = (...nodes) => nodes.forEach((node) => node.dispatchEvent(new Event("near")));

/** A number of something, in the form that the language has for it. @param {Record<string, string>} forms @param {number} n */
const counted = (forms, n) => (forms[new Intl.PluralRules(say.language).select(n)] ?? forms.other).replace("{n}", "" + n);

/** A message round its query. @param {string} message @param {string | Node} query */
const round = (message, query) => message.split("{query}").flatMap((part, i) => (i ? [query, part] : [part])).filter(Boolean);

/** Runs the latest of several searches and drops the answers of the others.
 * @param {(found: Found, query: string) => void} show @param {(query: string) => void} fail */
function latest(show, fail) {
  let number = 0;
  return (/** @type {string} */ query, /** @type {object} */ options) => {
    const mine = ++number;
    search(query, options).then(
      (found) => mine === number && show(found, query),
      () => mine === number && fail(query),
    );
  };
}

/** A list of results below a field, as one types. @param {HTMLInputElement} input */
function combobox(input) {
  const list = element("ul", "search-list");
  const status = element("span", "away");
  list.id = "search-list-" + ++fields;
  list.hidden = true;
  // What scrolls would be a stop of the tab key.
  list.tabIndex = -1;
  for (const [node, attributes] of /** @type {[Element, Record<string, string>][]} */ ([
    [list, { role: "listbox", "aria-label": say.list }],
    [status, { role: "status" }],
    [input, { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }],
  ])) for (const name in attributes) node.setAttribute(name, attributes[name]);
  /** @type {HTMLFormElement} */ (input.form).append(list, status);
  let active = -1;
  let wanted = false;
  const close = () => {
    wanted = false;
    open([], "");
  };
  /** @param {HTMLElement[]} items @param {string} message */
  function open(items, message) {
    items.forEach((item, i) => {
      item.id = list.id + "-" + i;
      item.setAttribute("role", "option");
      item.querySelector("a")?.setAttribute("tabindex", "-1");
    });
    list.replaceChildren(...items);
    status.textContent = message;
    active = -1;
    list.hidden = !items.length;
    near(...items.slice(0, 3));
    input.setAttribute("aria-expanded", "" + !list.hidden);
    input.removeAttribute("aria-activedescendant");
  }
  /** @param {number} next */
  function choose(next) {
    const options = list.children;
    if (!options.length) return;
    options[active]?.removeAttribute("aria-selected");
    active = (next + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
    near(options[active]);
  }
  /** @param {Element} item */
  function go(item) {
    const link = item.querySelector("a");
    const again = /** @type {HTMLElement} */ (item).dataset.typed;
    if (again) {
      input.value = again;
      update();
    } else if (link) {
      remember(input.value);
      location.href = link.href;
      close();
    }
  }
  /** @param {string} message @param {string} query */
  function proposal(message, query) {
    const item = element("li", "again", ...round(message, element("b", "", query)));
    item.dataset.typed = query;
    return item;
  }
  const ask = latest(
    (found, query) => {
      if (!wanted || query !== input.value) return;
      const items = found.results.map((one) => card(one, found));
      if (found.meant !== query.trim()) items.unshift(proposal(say.meant, found.meant));
      if (!items.length) items.push(element("li", "none", ...nothing(query)));
      open(items, counted(say.results, found.total));
    },
    (query) => wanted && open([proposal(say.failed + " " + say["again-with"], query)], say.failed),
  );
  function update() {
    const query = input.value;
    wanted = true;
    if (query.trim()) ask(query, { limit: 8 });
    else open(document.activeElement === input ? recent().map((one) => proposal("{query}", one)) : [], "");
  }
  input.addEventListener("input", update);
  for (const event of ["focus", "click"]) input.addEventListener(event, () => list.hidden && update());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.hidden) update();
    else if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && active >= 0) go(list.children[active]);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.form?.addEventListener("submit", () => remember(input.value));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const item = target.closest("li");
    if (item && !target.closest("button, a")) go(item);
    else if (target.closest("a")) remember(input.value);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  // The focus was there first, and perhaps some keys.
  if (document.activeElement === input) update();
}

/** A link. @param {string} href @param {string} text */
function anchor(href, text) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", "", text));
  link.href = href;
  return link;
}

/** The way back to whoever keeps the site: a mail or a form that has the query. Nothing is sent by
 * itself. @param {string} query @param {string} label */
function wayBack(query, label) {
  const address = root.feedback;
  if (!address || !query.trim()) return [];
  const mail = address.startsWith("mailto:") && !/[?&]subject=|\{query\}/.test(address);
  const whole = mail ? address + (address.includes("?") ? "&" : "?") + "subject={subject}&body={query}" : address;
  const subject = round(say.subject, query.trim().slice(0, 60)).join("");
  return [" ", anchor(whole.replace("{subject}", encodeURIComponent(subject)).replace("{query}", encodeURIComponent(query.trim())), label)];
}

/** What to say where nothing is found. @param {string} query */
const nothing = (query) => [say.none + " ", anchor(home + "topics.html", say.browse), ...wayBack(query, say.tell)];

/** What filters offer: for each field lines of filter, value, number of documents. */
const facets = () => partsOf(shards[root.facets]);

/** What the script of the search page uses. */
const tools = { card, counted, element, facets, latest, near, nothing, remember, round, said: () => say, wayBack };

function wire() {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("form[role=search] input[name=q]"));
  // That of the search page has a script of its own.
  const page = document.getElementById("search-results");
  inputs.forEach((input) => (page && input.closest("main")) || combobox(input));
}
