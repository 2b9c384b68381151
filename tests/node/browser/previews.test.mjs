// Previews of internal links: by pointer, keyboard and long press, over HTTP and from disk, asked for
// when somebody wants one and not before.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { built, launch, served } from "./harness.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const ASKED = /\/(data\/previews\.js|assets\/previews\/)/;

for (const [way, open] of [
  ["over HTTP", served],
  ["from disk", built],
]) {
  describe(way, () => {
    let site;
    let page;
    let asked;
    const faults = [];
    before(async () => {
      site = await open();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      page.on("request", (request) => ASKED.test(request.url()) && asked.push(request.url()));
    });
    after(async () => {
      await page?.close();
      await site?.close();
    });

    test("the pointer shows what a link leads to, and asks for no more than that", async () => {
      asked = [];
      await page.goto(site.base + "concepts/trust.html");
      await page.mouse.move(2, 2);
      await page.waitForTimeout(500);
      assert.deepEqual(asked, []);
      const link = page.locator('main a[href$="principles/earn-credibility-first.html"]:visible').first();
      await link.hover();
      const card = page.locator(".preview");
      await card.waitFor();
      assert.equal(asked.length, 2, asked.join("\n"));
      assert.equal(await card.getAttribute("role"), "tooltip");
      assert.equal(await link.getAttribute("aria-describedby"), await card.getAttribute("id"));
      assert.equal(await card.locator(".kind").innerText(), "Principle");
      assert.match(await card.locator(".title").innerText(), /^Earn credibility first/);
      assert.match(await card.locator(".line").innerText(), /^Do \S/);
      const relations = await card.locator("li").count();
      assert.ok(relations >= 1 && relations <= 3, `${relations} relations`);
      const box = await card.boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800, JSON.stringify(box));
      // It stays while one reads it, and goes with the pointer or with Escape.
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 12 });
      assert.equal(await card.count(), 1);
      await page.mouse.move(2, 2, { steps: 4 });
      assert.equal(await card.count(), 0);
      assert.equal(await link.getAttribute("aria-describedby"), null);
      await link.hover();
      await card.waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await card.count(), 0);
      assert.equal(asked.length, 2, "what is there is not asked for again");
    });

    test("the keyboard shows it too, and a link to the page itself has none", async () => {
      asked = [];
      await page.goto(site.base + "concepts/credibility.html");
      await page.keyboard.press("Tab");
      const link = page.locator('main a[href$="trust.html"]:visible').first();
      await link.focus();
      const card = page.locator(".preview");
      await card.waitFor();
      assert.equal(await card.locator(".kind").innerText(), "Concept");
      assert.ok((await card.locator(".line").innerText()).length > 20);
      await page.keyboard.press("Escape");
      assert.equal(await card.count(), 0);
      assert.ok(await link.evaluate((node) => node === document.activeElement), "the focus stays");
      await page.locator("a.skip").focus();
      await page.waitForTimeout(800);
      assert.equal(await card.count(), 0);
      assert.deepEqual(faults, []);
    });
  });
}

describe("on a phone", () => {
  let site;
  let context;
  let page;
  let touch;
  before(async () => {
    site = await built();
    context = await browser.newContext({ viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" });
    page = await context.newPage();
    touch = await context.newCDPSession(page);
  });
  after(async () => {
    await context?.close();
    await site?.close();
  });

  test("a long press shows it within the screen, a tap follows the link", async () => {
    await page.goto(site.base + "concepts/trust.html");
    const link = page.locator('main a[href$="principles/earn-credibility-first.html"]:visible').first();
    await link.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    const at = await link.evaluate((node) => {
      const { left, top, height } = node.getClientRects()[0];
      return { x: left + 20, y: top + height / 2 };
    });
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
    const card = page.locator(".preview");
    await card.waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.waitForTimeout(300);
    assert.match(page.url(), /concepts\/trust\.html/);
    const box = await card.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
    assert.equal(await card.evaluate((node) => getComputedStyle(node).animationName), "none");
    await link.tap();
    await page.waitForURL(/earn-credibility-first\.html/);
  });

  test("shards are small, and what every page loads stays so", async () => {
    const folder = fileURLToPath(site.base);
    const size = async (name) => gzipSync(await readFile(path.join(folder, name)), { level: 6 }).length;
    const shards = await readdir(path.join(folder, "assets/previews"));
    assert.ok(shards.length >= 2, "one file for all is no shard");
    for (const name of shards) assert.ok((await size(`assets/previews/${name}`)) <= 6144, name);
    assert.ok((await size("data/previews.js")) <= 1024);
    const [script] = (await readdir(path.join(folder, "assets"))).filter((name) => /^topoi\..*\.js$/.test(name));
    assert.ok((await size(`assets/${script}`)) <= 5120, `${await size(`assets/${script}`)} bytes`);
  });
});
