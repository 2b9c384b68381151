// A reader's way through the sample, over HTTP and from disk: home, a concept, the passage that a
// source says about it, a principle found by search.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { built, launch, served } from "./harness.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [way, open] of [
  ["over HTTP", served],
  ["from disk", built],
]) {
  describe(way, () => {
    let site;
    let page;
    const faults = [];
    before(async () => {
      site = await open();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      page.on("requestfailed", (request) => {
        if (!request.url().includes("/__topoi/events")) faults.push(`failed: ${request.url()}`);
      });
    });
    after(async () => {
      await page?.close();
      await site?.close();
    });

    test("home leads to a concept and on to the passage of a source", async () => {
      await page.goto(site.base + "index.html");
      await page.getByRole("link", { name: "Topics" }).first().click();
      await page.waitForURL(/topics\.html/);
      await page.getByRole("link", { name: "Credibility", exact: true }).first().click();
      await page.waitForURL(/concepts\/credibility\.html/);
      await assert.doesNotReject(page.getByRole("heading", { name: "Credibility", level: 1 }).waitFor());
      const said = page.locator("section", { has: page.getByRole("heading", { name: "What the sources say" }) });
      const passage = said.locator('a[href*="sources/"][href*="#"]').first();
      const target = new URL(await passage.getAttribute("href"), page.url());
      await passage.click();
      await page.waitForURL(/sources\/.*#/);
      const marked = page.locator(":target");
      assert.equal(await marked.count(), 1, `no element has the id of ${target.hash}`);
      assert.match((await marked.innerText()).toLowerCase(), /credib/);
    });

    test("search finds a principle by a situation in a rep's words", async () => {
      await page.goto(site.base + "index.html");
      await page.keyboard.press("/");
      const input = page.locator("input[name=q]:focus");
      await input.fill("the buyer doesn't trust us");
      const found = page.locator("a", { hasText: "Earn credibility first" });
      await page.locator("[role=option]").first().waitFor();
      await page.locator("[role=option]", { has: found }).first().click();
      await page.waitForURL(/principles\/earn-credibility-first\.html/);
      await page.getByRole("heading", { level: 1, name: /Earn credibility first/ }).waitFor();
    });

    test("the search page answers an address", async () => {
      await page.goto(site.base + "search.html?q=golf");
      const first = page.locator("#search-results a").first();
      await first.waitFor();
      assert.match((await page.locator("#search-results").innerText()).toLowerCase(), /golf/);
    });

    test("nothing failed on the way", () => {
      assert.deepEqual(faults, []);
    });
  });
}

test("pages read without script", async () => {
  const site = await built();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.base + "principles/earn-credibility-first.html");
  for (const name of [/Do/, /Avoid/, /Say/, /Ask/, /Evidence/]) {
    await page.getByRole("heading", { name }).first().waitFor();
  }
  await context.close();
  await site.close();
});
