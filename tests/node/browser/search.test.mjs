// Search as a reader meets it: by keyboard alone, announced to a screen reader, filtered, shared,
// with typing errors, odd queries, shards that are gone, and without script.
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, describe, test } from "node:test";
import { many, site } from "../../search/site.mjs";
import { PATIENCE, built, launch } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** `folder` below a sub-path, by HTTP. Of packs the host sends what is asked for (`ranges`), or all of
 * it; or it compresses what it sends (`zipped`). */
async function hosted(folder, { ranges = true, zipped = false } = {}) {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  const asked = [];
  const server = http.createServer(async (request, response) => {
    try {
      const name = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/deep\/site\//, "");
      let body = await readFile(path.join(folder, name));
      if (name.endsWith(".pack")) asked.push(request.headers.range ?? "all");
      response.setHeader("content-type", types[path.extname(name)] ?? "application/octet-stream");
      response.setHeader("content-security-policy", "default-src 'self'");
      response.setHeader("x-content-type-options", "nosniff");
      response.setHeader("cache-control", "no-store");
      if (zipped) {
        response.setHeader("content-encoding", "gzip");
        body = gzipSync(body);
      }
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      if (ranges && from) {
        response.statusCode = 206;
        response.setHeader("content-range", `bytes ${from}-${Math.min(+to, body.length - 1)}/${body.length}`);
        body = body.subarray(+from, +to + 1);
      }
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}/deep/site/`, asked, close: () => server.close() };
}

describe("the sample from disk", () => {
  let sample;
  let page;
  before(async () => {
    sample = await built();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(PATIENCE);
  });
  after(async () => {
    await page?.close();
    await sample?.close();
  });
  const input = () => page.locator("input[name=q]:focus");

  test("keyboard alone leads to a page, and the list is a combobox's", async () => {
    await page.goto(sample.base + "topics.html");
    await page.keyboard.press("Control+k");
    assert.equal(await input().getAttribute("role"), "combobox");
    await input().fill("buyer doesn't trust");
    await page.locator("[role=option]").first().waitFor();
    assert.equal(await input().getAttribute("aria-expanded"), "true");
    const list = page.locator("#" + (await input().getAttribute("aria-controls")));
    assert.equal(await list.getAttribute("role"), "listbox");
    await page.keyboard.press("ArrowDown");
    const active = await input().getAttribute("aria-activedescendant");
    assert.equal(await page.locator("#" + active).getAttribute("aria-selected"), "true");
    assert.match(await page.locator("form [role=status]").first().innerText(), /^\d+ results?\.$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/principles\/.*\.html/);
  });

  test("escape closes, a slash in a field is a slash", async () => {
    await page.goto(sample.base + "index.html");
    await page.keyboard.press("/");
    await page.keyboard.type("trust/");
    assert.equal(await input().inputValue(), "trust/");
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await input().getAttribute("aria-expanded"), "false");
  });

  test("after escape the list comes back by an arrow, the tab key leaves it, an empty field empties it", async () => {
    await page.goto(sample.base + "index.html");
    await page.keyboard.press("/");
    await input().fill("trust");
    const options = page.locator("[role=option]");
    await options.first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowDown");
    await options.first().waitFor();
    await page.keyboard.press("Tab");
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "UL");
    await page.keyboard.press("/");
    await input().fill("golf");
    await input().fill("");
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".search-list .result").count(), 0);
  });

  test("more results take the focus to the first of them", async () => {
    await page.goto(sample.base + "search.html?q=the");
    // By keyboard: passages that arrive move the button away from a pointer.
    await page.getByRole("button", { name: "More results" }).press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".result").length > 10);
    const place = () => [...document.querySelectorAll(".result a")].indexOf(document.activeElement);
    assert.equal(await page.evaluate(place), 10);
  });

  test("searches that led somewhere are offered again", async () => {
    await page.goto(sample.base + "topics.html");
    await page.keyboard.press("/");
    await page.locator("[role=option]", { hasText: "buyer doesn't trust" }).click();
    assert.equal(await input().inputValue(), "buyer doesn't trust");
  });

  test("a mistyped word is found and what was meant is offered", async () => {
    await page.goto(sample.base + "search.html?q=Relationshp");
    await page.getByRole("button", { name: /^relationships?$/ }).click();
    await page.waitForFunction(() => /^\?q=relationships?$/.test(location.search));
    assert.match(await page.locator(".result").first().innerText(), /relationship/i);
  });

  test("filters narrow what is found and are part of the address", async () => {
    await page.goto(sample.base + "search.html?q=trust");
    const kind = page.getByRole("combobox", { name: "kind" });
    await kind.selectOption("kind:principle");
    await page.waitForURL(/f=kind/);
    await page.waitForFunction(() => [...document.querySelectorAll(".result .kind")].every((kind) => kind.textContent === "principle"));
    await page.reload();
    await page.locator(".result").first().waitFor();
    assert.deepEqual(new Set(await page.locator(".result .kind").allInnerTexts()), new Set(["principle"]));
    for (const [filter, field] of [["author:freese", "author"], ["kind:article", "kind"]]) {
      await page.goto(sample.base + "search.html?q=" + encodeURIComponent("relationship " + filter));
      await page.locator(".result").first().waitFor();
      assert.ok((await page.locator(".result .kind").allInnerTexts()).every((kind) => kind === "article" || field !== "kind"));
    }
  });

  test("a result opens at its passage, with the heading that it is under", async () => {
    await page.goto(sample.base + "search.html?q=" + encodeURIComponent('"sincere interest" golf kind:article'));
    const first = page.locator(".result").first();
    await first.locator("mark").first().waitFor();
    const href = await first.locator("a").getAttribute("href");
    assert.match(href, /#/);
    await first.locator("a").click();
    assert.equal(await page.locator(":target").count(), 1);
  });

  for (const query of [
    "x".repeat(10000), "   ", '"""', "“”", "😀", "a \"", "-", "-trust", "kind:", "author:\"", "مرحبا", "\u202etrust",
    "<img src=x onerror=alert(1)>", "</script><b>bold</b>", "\0", "topic:<b>", "--- --- ---",
  ]) {
    test(`is safe from ${JSON.stringify(query.slice(0, 30))}`, async () => {
      const faults = [];
      const note = (error) => faults.push(String(error));
      page.on("pageerror", note);
      await page.goto(sample.base + "search.html");
      const field = page.locator("main input[name=q]");
      await field.fill(query);
      await page.waitForTimeout(80);
      assert.equal(await page.locator("#search-results img, #search-results b:text-is(\"bold\"), #search-results b:empty, #search-results .failed").count(), 0);
      assert.deepEqual(faults, []);
      page.off("pageerror", note);
    });
  }

  test("without script the page says so and offers the topics", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const bare = await context.newPage();
    await bare.goto(sample.base + "search.html");
    assert.match(await bare.locator("main").innerText(), /Search needs JavaScript/);
    assert.ok(await bare.locator("main a[href*='topics.html']").count());
    await context.close();
  });
});

describe("an index in shards, below a sub-path", () => {
  let base;
  let host;
  let page;
  const failed = async () => page.locator(".failed").waitFor();
  before(async () => {
    base = await site({ ...many(400), "articles/a#b.md": "# Odd name\n\nSome first text.\n\nThe qwertz of it.\n" });
    host = await hosted(base.output);
    page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
  });
  after(async () => {
    await page?.close();
    host?.close();
    await base?.close();
  });
  const title = async () => (await readFile(path.join(base.folder, "articles/page-5.md"), "utf8")).match(/title: (.*)/)[1];

  test("a page whose name has a number sign opens at the passage", async () => {
    await page.goto(host.base + "search.html?q=qwertz");
    await page.locator(".result a[href*='#p-']").click();
    await page.waitForURL(/a%23b\.html#p-/);
    assert.match(await page.locator("main").innerText(), /qwertz/);
  });

  test("finds, filters by year, author and tag", async () => {
    const word = (await title()).split(" ").pop();
    await page.goto(`${host.base}search.html?q=${word}`);
    await page.locator(".result").first().waitFor();
    for (const [field, value] of [["year", "year:2006"], ["author", "author:author-5"], ["tag", "tag:tag0"]]) {
      await page.goto(`${host.base}search.html?q=${encodeURIComponent(`page ${value}`)}`);
      await page.locator(".result").first().waitFor();
      assert.equal(await page.getByRole("combobox", { name: field }).count(), 1);
    }
    assert.match(await page.locator(".count").innerText(), /^80 results/);
  });

  test("a missing or truncated shard is told, and found again when it is back", async () => {
    const folder = path.join(base.output, "assets/search");
    const names = await readdir(folder);
    assert.ok(names.length > 5, "the index is in packs");
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
    const word = (await title()).split(" ").pop();
    await page.goto(host.base + "search.html");
    for (const damage of [(text) => text.subarray(0, text.length / 2), (text) => text.subarray(0, 0)]) {
      await Promise.all(names.map((name, i) => writeFile(path.join(folder, name), damage(texts[i]))));
      await page.goto(`${host.base}search.html?q=${word}`);
      await failed();
      assert.equal(await page.locator(".result").count(), 0);
      await Promise.all(names.map((name, i) => writeFile(path.join(folder, name), texts[i])));
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator(".result").first().waitFor();
    }
  });

  for (const [what, options, wanted] of [
    ["a host that knows ranges sends parts of packs", {}, (asked) => asked.every((range) => range !== "all")],
    ["a host that doesn't know ranges is asked for none again", { ranges: false }, (asked) => asked.includes("all")],
    ["a host that compresses whole packs is understood", { ranges: false, zipped: true }, (asked) => asked.includes("all")],
    ["a host that compresses and then cuts is asked for whole packs", { zipped: true }, (asked) => asked.includes("all")],
  ]) {
    test(what, async () => {
      const other = await hosted(base.output, options);
      const fresh = await browser.newPage();
      const word = (await title()).split(" ").pop();
      await fresh.goto(`${other.base}search.html?q=${word}`);
      await fresh.locator(".result mark").first().waitFor();
      const field = fresh.locator("main input[name=q]");
      for (const query of ["tag3", "author page", "page 31 "]) {
        await field.fill(query);
        await fresh.waitForTimeout(300);
      }
      assert.equal(await fresh.locator(".failed").count(), 0);
      assert.ok(other.asked.length && wanted(other.asked), other.asked.join());
      await fresh.close();
      other.close();
    });
  }

  test("it is searched from disk too", async () => {
    const word = (await title()).split(" ").pop();
    await page.goto(`${base.base}search.html?q=${word}`);
    await page.locator(".result mark").first().waitFor();
    assert.match(await page.locator(".result .title").first().innerText(), new RegExp(word));
  });

  test("a site that was published anew while a page is open is searched anew", async () => {
    await page.goto(host.base + "search.html");
    await base.write({ "articles/page-5.md": "---\ntitle: Xylophone\n---\n\nA xylophone.\n" });
    await base.build();
    await page.locator("main input[name=q]").fill("xylophone");
    // The old root knows shards that are gone; the new one answers.
    await page.locator(".result", { hasText: "Xylophone" }).first().waitFor();
    assert.equal(await page.locator(".failed").count(), 0);
  });
});
