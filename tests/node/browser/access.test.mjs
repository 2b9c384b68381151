// Pages of every kind as axe sees them: names, contrast, landmarks, order of headings; on a narrow
// phone and on a desktop at 100 and 200 %, light and dark, with everything that folds unfolded. Of the
// sample, of a vault of what is hard to draw, and of the playbook that `TOPOI_PLAYBOOK` names.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { awkward } from "./awkward.mjs";
import { built, hosted, launch, topoi } from "./harness.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const PAGES = [
  "index.html", "topics.html", "concepts/trust.html", "principles/earn-credibility-first.html",
  "contrasts/relationship-versus-friendship.html", "sources/building-mutually-beneficial-relationships.html",
  "search.html?q=trust", "graph.html", "library.html", "situations.html", "questions.html",
  "disagreements.html", "404.html", "print/winning-trust.html", "principles/earn-credibility-first.card.html",
];
const AWKWARD = [
  "home.html", "topics.html", "everything.html", "callouts.html", "عربي.html", "中文.html", "deutsch.html",
  "empty.html", "index.html", "tags/index.html", "tags/map/all.html", "graph.html", "search.html?q=code",
];
/** Windows: a narrow phone's, a desktop's, and half of it, which is what 200 % leaves. */
const WINDOWS = [[320, 640], [1440, 900], [720, 450]];

let browser;
let sample;
let host;
let folder;
before(async () => {
  browser = await launch();
  sample = await built();
  host = await hosted(fileURLToPath(sample.base));
  folder = await mkdtemp(path.join(tmpdir(), "topoi-awkward-"));
  await awkward(folder);
});
after(async () => {
  await browser?.close();
  await host?.close();
  await sample?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Builds the knowledge base at `root` with problems and all, and gives its address. */
async function site(root, name) {
  const output = path.join(folder, "sites", name);
  await mkdir(path.dirname(output), { recursive: true });
  await promisify(execFile)(topoi, ["build", "--root", root, "--output", output, "-q", "--no-cache"])
    .catch((error) => assert.equal(error.code, 1, String(error)));
  return pathToFileURL(output + "/").href;
}

/** What axe has against a page, and what scrolls sideways or cannot be reached by the keyboard. */
async function faults(page, url) {
  await page.goto(url);
  if (/graph/.test(url) && await page.locator("figure.graph").count()) await page.locator("figure.graph.live").waitFor();
  if (/search/.test(url)) await page.locator("#search-results a").first().waitFor();
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    // An author's table may leave its corner empty.
    rules: { "empty-table-header": { enabled: false } },
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const faults = [];
  for (const { id, nodes } of found.violations) {
    for (const node of nodes.slice(0, 3)) {
      faults.push(`${id}: ${node.html.slice(0, 140)} (${node.failureSummary.split("\n")[1]?.trim()})`);
    }
  }
  const sideways = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (sideways > 1) faults.push(`wider than the window by ${sideways}`);
  faults.push(...await page.evaluate(() => [...document.querySelectorAll(".prose :is(pre, .table, math)")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto")
    .filter((one) => one.tabIndex < 0)
    .map((one) => `no key scrolls ${one.outerHTML.slice(0, 80)}`)));
  const name = decodeURIComponent(url.replace(/.*\//, ""));
  return faults.map((fault) => `${name} ${fault}`);
}

for (const [width, height] of WINDOWS) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in a window of ${width}, ${colorScheme}`, async () => {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
      const all = [];
      // Half a window says little more than both ends do: half of the pages in each colour.
      const half = (_, number) => width !== 720 || (number % 2 === 0) === (colorScheme === "light");
      for (const url of PAGES.filter(half)) all.push(...await faults(page, host.base + url));
      await page.close();
      assert.deepEqual(all, []);
    });
  }
}

test("nor in a vault of what is hard to draw", async () => {
  const base = await site(folder, "vault");
  const all = [];
  for (const [width, colorScheme] of [[320, "light"], [1440, "dark"]]) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
    for (const url of AWKWARD) all.push(...(await faults(page, base + url)).map((one) => `${width} ${one}`));
    await page.close();
  }
  assert.deepEqual(all, []);
});

test("nor in the playbook", { skip: !process.env.TOPOI_PLAYBOOK }, async () => {
  const base = await site(process.env.TOPOI_PLAYBOOK, "playbook");
  const page = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(base + "index.html");
  const links = await page.evaluate(() => [...document.querySelectorAll("main a, .masthead a")].map((a) => a.href.replace(/#.*/, "")));
  const urls = [...new Set(links)].filter((url) => url.startsWith(base)).slice(0, 12);
  assert.ok(urls.length > 4);
  const all = [];
  for (const url of urls) all.push(...await faults(page, url));
  await page.close();
  assert.deepEqual(all, []);
});
