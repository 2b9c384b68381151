// The graph's page, over HTTP and from disk: a picture whose nodes are links, without script too;
// with it neighbours, filters, search, keyboard, a state that survives in the fragment; and 60
// frames a second while panning and zooming over 500 nodes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { built, eventually, launch, served, topoi } from "./harness.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const trust = (page) => page.locator("svg.map a.n", { hasText: /^Trust$/ });
const scale = (page) =>
  page.locator("svg.map.global").evaluate((svg) => new DOMMatrix(getComputedStyle(svg).transform).a);
/** The scale once it no longer changes. */
async function settled(page) {
  let last;
  return eventually(() => scale(page), (now) => {
    const stands = now === last;
    last = now;
    return stands;
  });
}

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
      page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
      page.on("pageerror", (error) => faults.push(String(error)));
    });
    after(async () => {
      await page?.close();
      await site?.close();
    });
    const go = async (fragment = "") => {
      await page.goto("about:blank");
      await page.goto(`${site.base}graph.html${fragment}`);
      await page.locator("figure.graph.live").waitFor();
    };

    test("pointing at a node lights its neighbours and says what they are", async () => {
      await go();
      await trust(page).hover();
      const near = page.locator("svg.map a.n.near");
      assert.ok((await near.count()) > 3);
      const panel = page.locator(".graph-panel");
      assert.match(await panel.innerText(), /builds on\s+Character/);
      assert.ok((await panel.locator("blockquote").count()) > 0, "a passage as proof");
    });

    test("every node is a link in tab order, and arrow keys walk edges", async () => {
      await go();
      const links = await page.locator("svg.map a.n").evaluateAll((all) =>
        all.filter((a) => getComputedStyle(a).display !== "none").map((a) => a.tabIndex));
      assert.ok(links.length > 50 && links.every((index) => index === 0));
      await trust(page).focus();
      const name = () => page.evaluate(() => document.activeElement.textContent);
      const seen = new Set([await name()]);
      for (const key of ["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"]) {
        await trust(page).focus();
        await page.keyboard.press(key);
        seen.add(await name());
      }
      assert.ok(seen.size >= 3, [...seen].join());
      assert.match(page.url(), /graph\.html/);
      await trust(page).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/concepts\/trust\.html/);
    });

    test("tab goes cluster by cluster, an arrow key walks an edge, and the address says where", async () => {
      await go();
      const order = await page.evaluate(() => {
        const shown = [...document.querySelectorAll("svg.map a.n:not(.hidden)")];
        return shown.map((link) => topoiGraph.nodes.find((node) => node[4] === link.getAttribute("href"))[3]);
      });
      const first = new Map();
      order.forEach((cluster, at) => first.has(cluster) || first.set(cluster, at));
      const runs = order.filter((cluster, at) => cluster !== order[at - 1]).length;
      assert.equal(runs, first.size, "each cluster stands in one piece");
      await trust(page).focus();
      await page.keyboard.press("ArrowDown");
      const [from, to] = await page.evaluate(() => {
        const name = (n) => topoiGraph.nodes.findIndex((node) => node[4] === n);
        return ["concepts/trust.html", document.activeElement.getAttribute("href")].map(name);
      });
      assert.notEqual(from, to);
      const joined = await page.evaluate(([a, b]) => topoiGraph.edges.some(([x, y]) =>
        (x === a && y === b) || (x === b && y === a)), [from, to]);
      assert.ok(joined, "an arrow key goes where an edge leads");
      const kept = await eventually(() => page.url(), (url) => /#map:node=/.test(url));
      assert.match(kept, /#map:node=/);
      await go(kept.slice(kept.indexOf("#")));
      const chosen = page.locator("svg.map a.n.chosen");
      assert.equal(await chosen.getAttribute("href"), await page.evaluate((n) => topoiGraph.nodes[n][4], to));
      await page.keyboard.press("Tab");
      assert.match(await page.locator(".graph-panel h2").innerText(), /./);
    });

    test("from far the clusters' names stand for what cannot be read; a click on one goes there", async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await go();
      const far = page.locator("svg.map.far");
      await far.waitFor();
      const names = page.locator("svg.map .far-names text");
      assert.ok((await names.count()) >= 3);
      for (const name of await names.all()) assert.ok((await name.boundingBox()).height > 8);
      const before = await scale(page);
      const box = await names.first().boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      const near = await eventually(() => scale(page), (now) => now > before * 1.3);
      assert.ok(near > before * 1.3);
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    test("wheel, buttons and drag move the picture, and a drag follows no link", async () => {
      await go();
      const before = await scale(page);
      await page.getByRole("button", { name: "Zoom in" }).click();
      await eventually(() => scale(page), (now) => now > before * 1.2);
      const zoomed = await settled(page);
      assert.ok(zoomed > before * 1.2, `${before} → ${zoomed}`);
      const box = await page.locator("figure.graph.live").boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.wheel(0, -300);
      const wheeled = await eventually(() => scale(page), (now) => now > zoomed);
      assert.ok(wheeled > zoomed);
      await go();
      await trust(page).scrollIntoViewIfNeeded();
      const from = await trust(page).boundingBox();
      await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
      await page.mouse.down();
      await page.mouse.move(from.x + 90, from.y + 60, { steps: 5 });
      await page.mouse.up();
      const to = await eventually(() => trust(page).boundingBox(), (to) => Math.abs(to.x - from.x) > 40);
      assert.ok(Math.abs(to.x - from.x) > 40, `${from.x} → ${to.x}`);
      assert.match(await eventually(() => page.url(), (url) => /at=/.test(url)), /graph\.html#map:.*at=/);
    });

    test("search, filters and cluster are kept in the fragment", async () => {
      await go();
      await page.getByRole("searchbox", { name: "Find in the graph" }).fill("cred");
      assert.match(await page.locator(".graph-controls [role=status]").innerText(), /^[2-9] nodes$/);
      await page.locator(".graph-controls summary").click();
      await page.getByLabel("principles").uncheck();
      await page.getByLabel("sources").check();
      const url = await eventually(() => page.url(), (url) => /off=[^&]*principle/.test(url));
      assert.match(url, /q=cred/);
      assert.match(url, /off=[^&]*principle/);
      await go(url.slice(url.indexOf("#")));
      const shown = (kind) => page.locator(`svg.map a.n.${kind}:not(.hidden)`).count();
      assert.equal(await shown("principle"), 0);
      assert.equal(await shown("article"), 5);
      assert.ok((await page.locator("svg.map a.n.hit").count()) >= 2);
    });

    test("a relation and a cluster can be looked at alone", async () => {
      await go();
      const lines = (kind) => page.locator(`svg.map .lines path.${kind}`).count();
      assert.equal(await lines("directed"), 1);
      await page.locator(".graph-controls summary").click();
      for (const label of ["builds on", "provokes", "is part of"]) {
        const box = page.getByLabel(label, { exact: true });
        if (await box.count()) await box.uncheck();
      }
      assert.equal(await lines("directed"), 0);
      assert.equal(await lines("contrasts"), 1);
      const select = page.getByLabel("Cluster", { exact: true });
      const name = await select.locator("option").nth(1).innerText();
      await select.selectOption(name);
      assert.match(await eventually(() => page.url(), (url) => /cluster=0/.test(url)), /cluster=0/);
      const bright = await page.locator("svg.map a.n:not(.hidden):not(.faint)").count();
      const all = await page.locator("svg.map a.n:not(.hidden)").count();
      assert.ok(bright > 1 && bright < all, `${bright} of ${all}`);
    });

    test("no errors", () => assert.deepEqual(faults, []));
  });
}

describe("without script", () => {
  test("the picture stands, its nodes are links, labels don't overlap", async () => {
    const site = await built();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.base}graph.html`);
    const svg = page.locator("svg.map.global");
    assert.ok((await svg.boundingBox()).width > 500);
    const html = await svg.evaluate((element) => element.outerHTML);
    assert.ok(html.length < 200_000, `${html.length} bytes of SVG`);
    assert.doesNotMatch(html, /style=/);
    const boxes = [];
    for (const text of await svg.locator("a.n text").all()) {
      // A principle's name is there for who asks; the drawing has no room for it.
      if (await text.isVisible()) boxes.push(await text.boundingBox());
    }
    assert.ok(boxes.length > 30, `${boxes.length} labels`);
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x
          || a.y + a.height <= b.y || b.y + b.height <= a.y;
        assert.ok(apart, `two labels overlap: ${JSON.stringify([a, b])}`);
      }
    }
    await context.close();
    await site.close();
  });
});

describe("many concepts", () => {
  let folder;
  let output;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "topoi-graph-"));
    output = path.join(folder, "site");
    await mkdir(path.join(folder, "articles"));
    const name = (n) => `concept-${n}`;
    for (let n = 0; n < 500; n++) {
      const near = (n - (n % 25)) + ((n * 7 + 3) % 25);
      const to = [near, n % 25 ? n - 1 : (n + 130) % 500].filter((m) => m !== n).map(name);
      const text = `---\ntitle: Concept number ${n}\nkind: concept\nrelated: [${to}]\n---\nText.\n`;
      await writeFile(path.join(folder, "articles", `${name(n)}.md`), text);
    }
    await promisify(execFile)(topoi, ["build", "--root", folder, "--output", output, "-q"]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("open on clusters, unfold, and hold 60 frames a second at 500 nodes", async (context) => {
    assert.ok((await stat(path.join(output, "graph.html"))).size < 400_000);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(path.join(output, "graph.html")).href);
    await page.locator("figure.graph.live").waitFor();
    assert.equal(await page.locator("svg.map a.n").count(), 0);
    const clusters = page.locator("svg.map a.cluster");
    assert.ok((await clusters.count()) >= 5);
    await clusters.first().dispatchEvent("click");
    assert.ok((await page.locator("svg.map a.n").count()) > 10);
    for (const cluster of await clusters.all()) await cluster.dispatchEvent("click");
    assert.equal(await page.locator("svg.map a.n:not(.hidden)").count(), 500);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.waitForTimeout(600);
    await page.locator("figure.graph.live").scrollIntoViewIfNeeded();
    const box = await page.locator("figure.graph.live").boundingBox();
    const trace = path.join(folder, "trace.json");
    await browser.startTracing(page, { path: trace, categories: ["toplevel", "cc", "devtools.timeline"] });
    const frames = () => page.evaluate(() => new Promise((resolve) => {
      const times = [];
      const tick = (time) => {
        times.push(time);
        if (times.length < 120) requestAnimationFrame(tick);
        else resolve((times.length - 1) / ((times.at(-1) - times[0]) / 1000));
      };
      requestAnimationFrame(tick);
    }));
    const panned = async () => {
      const rate = frames();
      await page.mouse.move(box.x + 500, box.y + 300);
      await page.mouse.down();
      for (let step = 0; step < 60; step++) {
        await page.mouse.move(box.x + 500 + 200 * Math.sin(step / 8), box.y + 300 + 120 * Math.cos(step / 8));
      }
      await page.mouse.up();
      for (let step = 0; step < 30; step++) await page.mouse.wheel(0, step % 20 < 10 ? -60 : 60);
      return rate;
    };
    let rate = await panned();
    await browser.stopTracing();
    // Whatever else the machine is doing ends at some time.
    rate = await eventually(() => (rate > 30 ? rate : panned()), (measured) => measured > 30);
    const { median, raster, count } = costs(JSON.parse(await readFile(trace, "utf8")).traceEvents);
    context.diagnostic(`${rate.toFixed(1)} frames a second; of each ${median.toFixed(1)} ms script, style, `
      + `layout and paint (median of ${count}), ${raster.toFixed(1)} ms raster (mean)`);
    // What a frame costs in processor time says whether 60 a second can be held; how many were
    // drawn says also what else the machine was doing.
    const budget = 1000 / 60;
    assert.ok(median < budget, `a frame costs ${median} ms of the page's thread`);
    assert.ok(raster < budget, `a frame costs ${raster} ms of drawing`);
    assert.ok(rate > 30, `${rate} frames a second`);
    await page.close();
  });
});

/** What frames cost in processor time: the page's own thread (median), the threads that draw (mean). */
function costs(events) {
  const threads = new Map(events.filter((event) => event.name === "thread_name")
    .map((event) => [`${event.pid}/${event.tid}`, event.args.name]));
  const on = (event) => `${event.pid}/${event.tid}`;
  const time = (event) => (event.tdur ?? event.dur ?? 0) / 1000;
  const begin = events.filter((event) => event.name === "ProxyMain::BeginMainFrame" && event.ph === "X");
  const page = on(begin[0]);
  assert.equal(threads.get(page), "CrRendererMain");
  const starts = begin.filter((event) => on(event) === page).map((event) => event.ts).sort((a, b) => a - b);
  const spent = new Array(starts.length - 1).fill(0);
  for (const event of events) {
    if (event.ph !== "X" || on(event) !== page || !/^ThreadControllerImpl::RunTask$/.test(event.name)) continue;
    // A task belongs to the frame that begins in it or before it.
    const frame = starts.findLastIndex((start) => start <= event.ts + event.dur);
    if (frame >= 0 && frame < spent.length) spent[frame] += time(event);
  }
  spent.sort((a, b) => a - b);
  const raster = events.filter((event) => event.ph === "X" && event.name === "RasterTask")
    .reduce((sum, event) => sum + time(event), 0);
  return { median: spent[Math.floor(spent.length / 2)], raster: raster / starts.length, count: spent.length };
}
