// Pages of every kind as axe sees them: names, contrast, landmarks, order of headings; on a phone
// and on a desktop, light and dark, with everything that folds unfolded.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { built, launch } from "./harness.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = [
  "index.html", "topics.html", "concepts/trust.html", "principles/earn-credibility-first.html",
  "contrasts/relationship-versus-friendship.html", "sources/building-mutually-beneficial-relationships.html",
  "search.html?q=trust", "graph.html", "library.html", "situations.html", "questions.html",
  "disagreements.html",
];

describe("axe finds nothing", () => {
  let browser;
  let site;
  before(async () => {
    browser = await launch();
    site = await built();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  for (const width of [360, 1440]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${width} wide, ${colorScheme}`, async () => {
        const viewport = { width, height: width === 360 ? 740 : 900 };
        const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
        const faults = [];
        for (const url of PAGES) {
          await page.goto(site.base + url);
          if (url.startsWith("graph")) await page.locator("figure.graph.live").waitFor();
          if (url.startsWith("search")) await page.locator("#search-results a").first().waitFor();
          await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
          await page.evaluate(axe);
          const found = await page.evaluate(() => globalThis.axe.run(document, {
            // An author's table may leave its corner empty.
            rules: { "empty-table-header": { enabled: false } },
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          }));
          for (const { id, nodes } of found.violations) {
            for (const node of nodes.slice(0, 3)) {
              faults.push(`${url} ${id}: ${node.html.slice(0, 140)} (${node.failureSummary.split("\n")[1]?.trim()})`);
            }
          }
          const sideways = await page.evaluate(() =>
            document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (sideways > 1) faults.push(`${url}: wider than the window by ${sideways}`);
        }
        await page.close();
        assert.deepEqual(faults, []);
      });
    }
  }
});
