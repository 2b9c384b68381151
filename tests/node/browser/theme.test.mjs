// The theme as a reader uses it: faces without a shift, colours that are remembered, a card that
// fits its screen and its sheet of paper, lines that are copied, contents that follow.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { built, eventually, launch, root, served, topoi } from "./harness.mjs";

const CARD = "principles/earn-credibility-first.html";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The principles' pages of a site on disk. */
async function cards(base) {
  const names = await readdir(new URL("principles/", base));
  return names.filter((name) => name.endsWith(".html") && !/card|index/.test(name));
}

describe("from disk", () => {
  let site;
  before(async () => {
    site = await built();
  });
  after(() => site?.close());

  test("a card fits a laptop's screen, and claim, do and avoid a small phone's", async () => {
    const names = await cards(site.base);
    assert.ok(names.length > 10);
    for (const [viewport, part] of [[{ width: 1440, height: 900 }, ".card"], [{ width: 360, height: 640 }, ".pair"]]) {
      const page = await browser.newPage({ viewport });
      for (const name of names) {
        await page.goto(`${site.base}principles/${name}`);
        await page.evaluate(() => document.fonts.ready);
        const [bottom, bar] = await page.evaluate((part) => [
          document.querySelector(part).getBoundingClientRect().bottom,
          document.querySelector(".bar").getBoundingClientRect().height,
        ], part);
        assert.ok(bottom <= viewport.height - bar, `${name} at ${viewport.width}: ${bottom}`);
      }
      await page.close();
    }
  });

  test("a card prints on one page of A4, without what only a screen needs", async () => {
    const page = await browser.newPage();
    for (const name of await cards(site.base)) {
      await page.goto(`${site.base}principles/${name}`);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      assert.equal(pdf.match(/\/Type \/Page\b/g).length, 1, name);
    }
    await page.emulateMedia({ media: "print" });
    for (const gone of [".masthead", ".rail", ".bar", ".copy", ".jump"]) {
      assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    }
    assert.match(await page.locator(".back").innerText(), /no base_url yet/);
    await page.close();
  });

  test("a topic prints as a cover, its contents and a page a card, with links that stay links", async () => {
    const page = await browser.newPage();
    await page.goto(site.base + "topics.html");
    await page.locator(".topic-open", { hasText: "Winning trust" }).getByRole("link", { name: "Print edition" }).click();
    const claims = await page.locator("article.leaf h2").allInnerTexts();
    assert.ok(claims.length > 4 && claims.includes("Earn credibility first; trust follows"));
    await page.addStyleTag({ content: "section.leaf { display: none }" });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type \/Page\b/g).length, 2 + claims.length);
    const places = new Set(pdf.match(/\/Dest \/card-\d+/g));
    assert.equal(places.size, claims.length);
    await page.goto(site.base + "print.html");
    assert.equal(await page.locator("article.leaf").count(), (await cards(site.base)).length);
    await page.close();
  });

  test("the bare card is small, and whole at 320 px", async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 600 } });
    for (const name of await cards(site.base)) {
      const url = `${site.base}principles/${name.replace(".html", ".card.html")}`;
      const requests = [];
      page.removeAllListeners("request");
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(url);
      const sizes = await Promise.all(requests.map(async (one) => (await stat(new URL(one))).size));
      assert.ok(sizes.reduce((sum, size) => sum + size) <= 10_000, `${name}: ${sizes}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    }
    await page.getByRole("heading", { name: "Do" }).waitFor();
    await page.close();
  });

  test("on a phone the row of the card's blocks sticks and follows", async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
    await page.goto(site.base + CARD);
    const row = page.getByRole("navigation", { name: "On this card" });
    await row.getByRole("link", { name: "Ask" }).click();
    const isAbove = (top) => top >= -1 && top < 8;
    const top = await eventually(async () => (await row.boundingBox()).y, isAbove);
    assert.ok(isAbove(top), `the row stands at ${top}`);
    await row.locator("[aria-current]", { hasText: "Ask" }).waitFor();
    assert.equal(await row.locator("[aria-current]").innerText(), "Ask");
    await page.close();
  });

  test("what was read lately is on the home page, and stays there", async () => {
    const page = await browser.newPage();
    await page.goto(site.base + "index.html");
    assert.equal(await page.locator("#t\\.recent").isVisible(), false);
    await page.goto(site.base + CARD);
    await page.goto(site.base + "index.html");
    const link = page.locator("#t\\.recent a");
    assert.equal(await link.innerText(), "Earn credibility first; trust follows");
    await link.click();
    await page.waitForURL(site.base + CARD);
    await page.close();
  });
});

describe("over HTTP", () => {
  let site;
  before(async () => {
    site = await served();
  });
  after(() => site?.close());

  test("the faces are the theme's own, and nothing moves when they come late", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.route(/\.woff2$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))
        .observe({ type: "layout-shift", buffered: true });
    });
    for (const url of ["concepts/trust.html", CARD, "sources/establishing-a-relationship.html"]) {
      await page.goto(site.base + url);
      const loaded = () => page.evaluate(() =>
        [...document.fonts].filter((face) => face.status === "loaded").map((face) => face.family));
      const areThere = (faces) => faces.includes("Newsreader") && faces.includes("Figtree");
      const faces = await eventually(loaded, areThere);
      assert.ok(areThere(faces), String(faces));
      // Two frames: what the faces moved has been counted.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const shift = await page.evaluate(() => window.shifts.reduce((sum, one) => sum + one, 0));
      assert.ok(shift < 0.02, `${url}: layout shift of ${shift}`);
    }
    await page.close();
  });

  test("light and dark are switched and remembered", async () => {
    const page = await browser.newPage({ colorScheme: "light" });
    await page.goto(site.base + "index.html");
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    const button = page.locator("button.mode");
    assert.equal(await button.getAttribute("aria-label"), "Colours: as the system");
    await button.click();
    assert.equal(await paper(), light);
    await button.click();
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.goto(site.base + CARD);
    assert.equal(await paper(), dark);
    await page.getByLabel("Colours: dark").waitFor();
    await button.click();
    assert.equal(await paper(), light);
    await page.close();
  });

  test("one tap copies a line to say, without its quotation marks", async () => {
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    await page.goto(site.base + CARD);
    const line = page.locator(".role-say li").first();
    await line.getByRole("button").click();
    await line.getByText("copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, "You don’t know us. Here are two customers of your size. Ring them without me on the line.");
    await context.close();
  });
});

test("settings of the theme: the reader's own faces, a logo, a cover, where to edit, the way back", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "topoi-look-"));
  await cp(path.join(root, "articles"), path.join(folder, "articles"), { recursive: true });
  const settings = (await readFile(path.join(root, "site.toml"), "utf8"))
    .replace("[site]", '[site]\nbase_url = "https://playbook.example.com"\nedit = "https://git.example.com/edit/main/{path}"')
    + '\n[theme]\nfont = "system"\nlogo = "logo.svg"\ncover = "none"\n';
  await writeFile(path.join(folder, "site.toml"), settings);
  const build = () => promisify(execFile)(topoi, ["build", "--root", folder, "--output", path.join(folder, "site"), "-q"]);
  await assert.rejects(build(), /there is no file `static\/logo.svg`/);
  await cp(path.join(root, "themes/default/assets/favicon.svg"), path.join(folder, "static/logo.svg"));
  await build();
  const page = await browser.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const base = pathToFileURL(path.join(folder, "site/")).href;
  await page.goto(base + "index.html");
  assert.equal(await page.locator("svg.cover").count(), 0);
  assert.equal(await page.locator(".brand img").evaluate((image) => image.naturalWidth > 0), true);
  await page.goto(base + CARD);
  assert.deepEqual(requests.filter((url) => url.endsWith(".woff2")), []);
  assert.equal(await page.getByRole("link", { name: "Edit this page" }).getAttribute("href"),
    "https://git.example.com/edit/main/articles/principles/earn-credibility-first.md");
  await page.emulateMedia({ media: "print" });
  await page.getByRole("img", { name: /QR code/ }).waitFor();
  assert.match(await page.locator(".back").innerText(), /https:\/\/playbook\.example\.com\/principles\/earn-credibility-first\.html/);
  await page.close();
  await rm(folder, { recursive: true, force: true });
});

test("a second theme is made by an overlay alone: a style, a component", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "topoi-overlay-"));
  await cp(path.join(root, "articles"), path.join(folder, "articles"), { recursive: true });
  const settings = (await readFile(path.join(root, "site.toml"), "utf8")).replace("[site]", '[site]\ntheme = "slate"');
  const files = {
    "site.toml": settings,
    "themes/slate/theme.toml": 'name = "slate"\n',
    "themes/slate/assets/style/95-slate.css": ":root { --paper: light-dark(#f4f6f8, #10151b); --c2: light-dark(#0b5fa5, #7fb8ee); }\n",
    "themes/slate/templates/components/footer.html":
      '{%- component footer(site: map, page: map) -%}<footer class="colophon"><div>For our team alone</div></footer>{%- endcomponent footer -%}\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const build = () => promisify(execFile)(topoi, ["build", "--root", folder, "--output", path.join(folder, "site"), "-q"]);
  await build();
  const page = await browser.newPage({ colorScheme: "light" });
  await page.goto(pathToFileURL(path.join(folder, "site/concepts/trust.html")).href);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(244, 246, 248)");
  assert.equal(await page.locator("footer").innerText(), "For our team alone");
  assert.ok(await page.locator(".masthead nav a").count() > 4, "what the theme leaves stays");
  await page.close();
  await writeFile(path.join(folder, "themes/slate/theme.toml"), 'nmae = "slate"\n');
  await assert.rejects(build(), /unknown field `nmae`/);
  await rm(folder, { recursive: true, force: true });
});
