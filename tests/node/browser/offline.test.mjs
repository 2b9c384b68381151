// The site in a train: what one visit keeps, that it is of one build, and that nothing else is kept.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { eventually, hosted, launch, root, topoi } from "./harness.mjs";


const run = promisify(execFile);
let folder;
let browser;
/** The sample with `[offline]`, built to a folder: settings and files may differ. */
async function build(name, { settings = "[offline]\nenabled = true\n", change, args = [] } = {}) {
  const base = path.join(folder, `${name}-base`);
  await cp(path.join(root, "articles"), path.join(base, "articles"), { recursive: true });
  const own = await readFile(path.join(root, "site.toml"), "utf8");
  await writeFile(path.join(base, "site.toml"), `${own}\n${settings}`);
  if (change) await change(base);
  const output = path.join(folder, name);
  await run(topoi, ["build", "--root", base, "--output", output, "-q", "--no-cache", ...args]);
  return output;
}

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "topoi-offline-"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a reader of the sample", () => {
  let first;
  let host;
  let context;
  let page;
  before(async () => {
    first = await build("first");
  });
  beforeEach(async () => {
    host = await hosted(first);
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await host.close();
  });

  const names = () => page.evaluate(() => caches.keys());
  /** The paths that are kept. */
  const kept = () => page.evaluate(async () => {
    const paths = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname.slice(1));
    }
    return paths;
  });
  const isKept = (path) => eventually(kept, (paths) => paths.includes(path));
  const controlled = () => page.evaluate(() => navigator.serviceWorker.ready.then(() => {
    const { serviceWorker } = navigator;
    return serviceWorker.controller ? true : new Promise((done) => (serviceWorker.oncontrollerchange = () => done(true)));
  }));
  /** One visit of the home page, until the site is kept. */
  const visit = async () => {
    await page.goto(host.base);
    await controlled();
  };
  const note = () => page.locator(".offline-note").innerText();

  test("one visit keeps cards, situations and search, in less than 400 KB", async () => {
    await visit();
    assert.ok(host.sent <= 400_000, `${host.sent} bytes`);
    await context.setOffline(true);
    host.down = true;
    const files = await readdir(path.join(first, "principles"));
    const cards = files.filter((file) => /^[^.]+\.html$/.test(file) && file !== "index.html").map((file) => `principles/${file}`);
    assert.ok(cards.length >= 15, `${cards.length} cards`);
    for (const card of cards) {
      await page.goto(host.base + card);
      assert.ok(await page.locator(".card").isVisible(), card);
      assert.match(await note(), /offline/i);
    }
    await page.goto(host.base + "situations.html");
    assert.ok((await page.locator("main a").count()) > 20);
    await page.goto(host.base + "search.html?q=they+ghosted+me");
    await page.locator("#search-results .result").first().waitFor();
    // What was not kept says so, and leads home.
    const answer = await page.goto(host.base + "library.html");
    assert.equal(answer.status(), 503);
    await page.getByRole("link").click();
    await page.waitForURL(host.base + "index.html");
  });

  test("what was visited is kept too", async () => {
    await visit();
    await page.goto(host.base + "library.html");
    await isKept("library.html");
    host.down = true;
    await page.goto(host.base + "library.html");
    assert.match(await note(), /offline/i);
    assert.equal(await page.locator("h1").innerText(), "Library");
  });

  test("packs are kept whole, and parts of them are given", async () => {
    await visit();
    const pack = (await kept()).find((path) => path.endsWith(".pack"));
    host.down = true;
    const got = await page.evaluate(async (path) => {
      const answer = await fetch("/" + path, { headers: { range: "bytes=12-43" } });
      return [answer.status, answer.headers.get("content-range"), [...new Uint8Array(await answer.arrayBuffer())]];
    }, pack);
    const whole = await readFile(path.join(first, pack));
    assert.deepEqual(got, [206, `bytes 12-43/${whole.length}`, [...whole.subarray(12, 44)]]);
  });

  test("a new build takes the old one's place as a whole", async () => {
    const second = await build("second", {
      change: async (base) => {
        const file = path.join(base, "articles/principles/earn-credibility-first.md");
        await writeFile(file, (await readFile(file, "utf8")).replace(/^## Do$/m, "## Do\n\n- Whistle a new tune."));
      },
    });
    await visit();
    await page.goto(host.base + "library.html");
    await isKept("library.html");
    const [before] = await names();
    // The host changes while a reader reads: what is read now is not put beside the old pages.
    host.site = second;
    await page.goto(host.base + "questions.html");
    await eventually(names, (all) => all.length === 1 && all[0] !== before);
    assert.notEqual((await names())[0], before);
    host.down = true;
    await page.goto(host.base + "principles/earn-credibility-first.html");
    assert.match(await page.locator(".card").innerText(), /Whistle a new tune/);
    await page.goto(host.base + "library.html");
    assert.equal(await page.locator("h1").innerText(), "Library", "what was visited in the old build is kept of the new");
  });

  test("half a new build is none", async () => {
    await visit();
    const [before] = await names();
    const half = path.join(folder, "half");
    await cp(first, half, { recursive: true });
    // The worker of a build whose pages are not there yet.
    const worker = await readFile(path.join(half, "topoi-worker.js"), "utf8");
    await writeFile(path.join(half, "topoi-worker.js"), worker.replace(/"build":"/, '"build":"x'));
    host.site = half;
    const asked = host.asked.length;
    await page.goto(host.base + "questions.html");
    await eventually(() => host.asked.slice(asked), (all) => all.includes("topoi-worker.js") && all.includes("data/build.txt"));
    host.down = true;
    await page.goto(host.base + "situations.html");
    assert.match(await note(), /offline/i);
    assert.ok((await names()).includes(before));
  });

  for (const login of ["redirect", "page"]) {
    test(`a login ${login} is not kept, and the copy says what it is`, async () => {
      await visit();
      host.login = login;
      await page.goto(host.base + "library.html");
      assert.equal(await page.locator("input").count(), 1, "what was not kept asks for the login");
      await page.goto(host.base + "situations.html");
      assert.match(await note(), /signed out/i);
      assert.ok(!(await kept()).some((path) => path === "login" || path === "library.html"));
      await page.locator(".offline-note a").click();
      await page.locator("input").waitFor();
      host.login = "";
      await page.goto(host.base + "situations.html");
      assert.equal(await page.locator(".offline-note").count(), 0);
    });
  }

  test("nothing is kept of a visit that meets a login", async () => {
    await page.goto(host.base);
    host.login = "page";
    const asked = await eventually(() => host.asked, (all) => all.includes("topoi-worker.js"));
    assert.ok(asked.includes("topoi-worker.js"));
    await page.goto(host.base + "situations.html");
    assert.equal(await page.locator("input").count(), 1);
    for (const path of await kept()) assert.notEqual(path, "situations.html");
  });

  test("after the days that were set, the copy is gone", async () => {
    await visit();
    await page.evaluate(async () => {
      const [name] = await caches.keys();
      const stamp = [...(await (await caches.open(name)).keys())].find(({ url }) => url.endsWith("data/build.txt"));
      await (await caches.open(name)).put(stamp, new Response(String(Date.now() - 31 * 864e5)));
    });
    host.down = true;
    const answer = await page.goto(host.base + "situations.html");
    assert.equal(answer.status(), 503);
    assert.deepEqual(await names(), []);
    // With the network it is kept anew.
    host.down = false;
    await page.goto(host.base);
    await isKept("situations.html");
  });

  test("hosts that leave out .html are understood", async () => {
    host.short = true;
    await visit();
    await page.goto(host.base + "library.html");
    await isKept("library.html");
    host.down = true;
    for (const file of ["situations", "library", "situations.html"]) {
      await page.goto(host.base + file);
      assert.match(await note(), /offline/i);
    }
  });

  test("a site that wants it no more takes everything back", async () => {
    const without = await build("without", { settings: "[offline]\nenabled = false\n" });
    await visit();
    host.site = without;
    await page.goto(host.base + "situations.html");
    await eventually(names, (all) => all.length === 0);
    assert.deepEqual(await names(), []);
    const registrations = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    assert.equal(await eventually(registrations, (count) => count === 0), 0);
  });

  test("the manifest makes an app of it", async () => {
    await page.goto(host.base);
    const href = await page.locator('link[rel="manifest"]').getAttribute("href");
    const manifest = JSON.parse(await readFile(path.join(first, href), "utf8"));
    assert.equal(manifest.name, "The Trust Playbook");
    assert.equal(manifest.start_url, "index.html");
    assert.deepEqual(manifest.icons.map(({ sizes }) => sizes), ["192x192", "512x512"]);
    for (const { src } of manifest.icons) assert.ok((await readFile(path.join(first, src))).length > 0);
  });
});
