// The search page: all results, filters, an address that can be shared. The runtime, which comes
// before it, is what every page pays for.
(({ card, counted, element, facets, latest, near, nothing, remember, round, said, wayBack }) => {
  const words = said();
  const results = /** @type {HTMLElement} */ (document.getElementById("search-results"));
  const input = /** @type {HTMLInputElement} */ (document.querySelector("main input[name=q]"));
  const idle = document.getElementById("search-idle");
  const status = element("p", "count");
  status.setAttribute("role", "status");
  const list = element("ol", "result-list");
  const filters = element("div", "filters");
  // On a phone they are behind one button, so that the first result is above the fold.
  const label = element("summary", "", words.filters);
  const drawer = /** @type {HTMLDetailsElement} */ (element("details", "filter-drawer", label, filters));
  const wide = matchMedia("(min-width: 40rem)");
  const unfold = () => void (drawer.open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
  drawer.hidden = true;
  results.replaceChildren(drawer, status, list);
  /** @type {Map<string, string>} */
  const chosen = new Map();
  const address = new URLSearchParams(location.search);
  let limit = 10;
  // The result that gets the focus when there are more.
  let next = -1;
  const ask = latest(
    (found, query) => {
      if (query !== input.value) return;
      const items = found.results.map((one) => card(one, found));
      list.replaceChildren(...items);
      near(...items.slice(0, 3));
      status.replaceChildren(...(found.total ? [counted(words.results, found.total), ...wayBack(query, words["not-meant"])] : nothing(query)));
      if (found.meant !== query.trim()) {
        status.append(" ", ...round(words["meant-whole"], button(found.meant, () => {
          input.value = found.meant;
          input.focus();
          update();
        })));
      }
      if (found.total > found.results.length) {
        list.append(element("li", "more", button(words.more, () => {
          next = items.length;
          limit += 20;
          update(true);
        })));
      }
      items[next]?.querySelector("a")?.focus();
      next = -1;
      if (idle) idle.hidden = found.total > 0;
    },
    () => {
      list.replaceChildren();
      status.replaceChildren(element("span", "failed", words.failed + " ", button(words.again, () => update())));
    },
  );
  function update(further = false) {
    const query = input.value;
    label.textContent = chosen.size ? counted(words["filters-set"], chosen.size) : words.filters;
    if (!further) limit = 10;
    const now = new URLSearchParams(query.trim() ? { q: query } : {});
    chosen.forEach((filter) => now.append("f", filter));
    try {
      history.replaceState(null, "", "" + now ? "?" + now : location.pathname);
    } catch {
      // From disk some browsers keep the address as it is.
    }
    if (query.trim() || chosen.size) ask(query, { limit, filters: [...chosen.values()] });
    else {
      list.replaceChildren();
      status.textContent = "";
      if (idle) idle.hidden = false;
    }
  }
  for (const filter of address.getAll("f")) chosen.set(filter.split(":")[0], filter);
  async function offer() {
    for (const text of await facets()) {
      if (!text) continue;
      const values = text.split("\n").map((line) => line.split("\t"));
      const [field] = values[0][0].split(":");
      const select = /** @type {HTMLSelectElement} */ (element("select", "", new Option(words["any-" + field], "")));
      select.setAttribute("aria-label", words["by-" + field]);
      for (const [filter, value, count] of values) select.append(new Option((field === "kind" ? words.kinds[value] : value) + " (" + count + ")", filter));
      select.value = chosen.get(field) || "";
      select.onchange = () => {
        if (select.value) chosen.set(field, select.value);
        else chosen.delete(field);
        update();
      };
      filters.append(select);
      drawer.hidden = false;
    }
  }
  offer().catch(() => {});
  addEventListener("scroll", () => near(...list.children), { passive: true });
  input.addEventListener("input", () => update());
  input.addEventListener("change", () => remember(input.value));
  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    remember(input.value);
    update();
  });
  input.value = address.get("q") || "";
  if (input.value || chosen.size) update();
  else input.focus();

  /** @param {string} label @param {() => void} press */
  function button(label, press) {
    const node = /** @type {HTMLButtonElement} */ (element("button", "", label));
    node.type = "button";
    node.onclick = press;
    return node;
  }
})(/** @type {{tools: typeof tools}} */ (/** @type {any} */ (window).topoi).tools);
