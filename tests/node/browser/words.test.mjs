// The interface in other languages, as scripts and style sheets show it: German search, cards and
// graph without a word of English, Arabic plurals, and pages that run from right to left.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { site } from "../../search/site.mjs";
import { launch, root } from "./harness.mjs";

const settings = (language) => `[site]\ntitle = "Quite"\nlanguage = "${language}"\nfeedback = "mailto:q@example.com"\n`;

/** Pages of every kind, all of whose content begins with "Qu". */
const FILES = {
  "articles/quabo.md": "---\nkind: concept\ntitle: Quabo\nrelated: [quobi]\ntags: [quag]\n---\n\nQuefinition [[quobi]].\n",
  "articles/quobi.md": "---\nkind: concept\ntitle: Quobi\n---\n\nQuefinition.\n",
  "articles/quart.md": "---\nkind: article\ntitle: Quart\nauthor: Quann Quurt\npublished: 2010-07-14\n---\n\nQuabo quand quobi, quassage.\n",
  "articles/quone.md":
    "---\nkind: principle\ntitle: Quone\nconcepts: [quabo]\nanswers: [quituation]\nevidence:\n  - {article: quart, stance: supports, note: Quote.}\n---\n\n## Do\n\n- Quo.\n\n## Say\n\n- Quay.\n",
};

let browser;
const built = {};
before(async () => {
  browser = await launch();
  for (const language of ["de", "ar", "en"]) built[language] = await site({ ...FILES, "site.toml": settings(language) });
});
after(async () => {
  await browser?.close();
  for (const one of Object.values(built)) await one.close();
});

/** The words of a language, from its file. */
async function table(language) {
  const text = await readFile(path.join(root, `themes/default/i18n/${language}.toml`), "utf8");
  return text.toLowerCase().match(/\p{L}{2,}/gu);
}

/** What a reader sees or hears on `page` that is neither content nor in `words`. */
async function foreign(page, words) {
  const seen = await page.evaluate(() => {
    const texts = [document.body.innerText];
    for (const name of ["title", "aria-label", "placeholder"]) {
      for (const node of document.querySelectorAll(`[${name}]`)) texts.push(node.getAttribute(name));
    }
    return texts.join("\n");
  });
  const known = new Set([...words, "juli", "http", "https", "file"]);
  return [...new Set(seen.toLowerCase().match(/\p{L}{2,}/gu))].filter((word) => !word.startsWith("qu") && !known.has(word));
}

test("in German, what scripts say has no word of English", async () => {
  const words = await table("de");
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  const clean = async (what) => assert.deepEqual(await foreign(page, words), [], what);
  await page.goto(built.de.base + "search.html?q=quabo");
  await page.locator("#search-results .result").first().waitFor();
  await page.locator(".filters select").first().waitFor({ state: "attached" });
  await clean("results");
  await page.goto(built.de.base + "search.html?q=quabx");
  await page.locator("#search-results .count", { hasText: "Gemeint" }).waitFor();
  await clean("did you mean");
  await page.goto(built.de.base + "search.html?q=zzzzzzzz");
  await page.locator("#search-results .count", { hasText: "Nichts gefunden" }).waitFor();
  assert.match(await page.locator("#search-results .count a[href^=mailto]").getAttribute("href"), /subject=Suche%3A%20zzzzzzzz/);
  await page.goto(built.de.base + "quone.html");
  await page.locator("button.copy").first().waitFor();
  await clean("a card");
  await page.keyboard.press("/");
  await page.keyboard.type("quabo");
  await page.locator("[role=option]").first().waitFor();
  await clean("results below the field");
  await page.goto(built.de.base + "graph.html");
  await page.locator(".graph-controls").waitFor();
  await page.locator(".graph-controls summary").click();
  await clean("the graph");
  await page.locator(".map a.n").first().focus();
  await page.locator(".graph-panel h2").waitFor();
  await clean("a node of the graph");
  await page.locator(".graph-controls input[type=search]").fill("quabo");
  await page.locator(".graph-controls [role=status]", { hasText: "1 Punkt" }).waitFor();
  assert.deepEqual(faults, []);
  await page.close();
});

test("Arabic counts have the form for their number", async () => {
  const page = await browser.newPage();
  await page.goto(built.ar.base + "search.html?q=quabo");
  const count = page.locator("#search-results .count");
  await count.filter({ hasText: "نتائج." }).waitFor();
  assert.match(await count.innerText(), /^[34] نتائج\./);
  await page.goto(built.ar.base + "search.html?q=quassage");
  await count.filter({ hasText: "نتيجة واحدة." }).waitFor();
  await page.close();
});

const KINDS = ["index", "quone", "quabo", "quart", "topics", "library", "search", "graph", "situations", "404"];

test("Arabic pages run from right to left, and fit a phone", async () => {
  const page = await browser.newPage();
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const kind of KINDS) {
      const edges = {};
      for (const language of ["en", "ar"]) {
        await page.goto(built[language].base + kind + ".html");
        edges[language] = await page.evaluate(() => {
          const box = (at) => document.querySelector(at)?.getBoundingClientRect();
          const brand = box(".brand"), title = box("h1");
          return {
            direction: getComputedStyle(document.body).direction,
            excess: document.documentElement.scrollWidth - innerWidth,
            brand: [brand.left, innerWidth - brand.right],
            title: [title.left, innerWidth - title.right],
          };
        });
      }
      const { en, ar } = edges;
      assert.equal(ar.direction, "rtl", kind);
      assert.equal(ar.excess, 0, `${kind} at ${width} scrolls sideways`);
      // What begins at the left in English begins as far from the right in Arabic.
      assert.ok(Math.abs(en.brand[0] - ar.brand[1]) <= 16, `${kind} at ${width}: ${JSON.stringify(edges)}`);
      if (kind !== "search") assert.ok(Math.abs(en.title[0] - ar.title[1]) <= 16, `${kind} at ${width}: ${JSON.stringify(edges)}`);
    }
  }
  await page.close();
});
