// What a page costs a reader who has the faces: bytes as hosts compress them, style sheets before the
// first paint, and nothing that moves.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { hosted, launch, root, topoi } from "./harness.mjs";

/** Bytes of a page of each kind with all that it loads but faces. */
const BOUNDS = {
  "sources/building-mutually-beneficial-relationships.html": 30_000,
  "principles/earn-credibility-first.html": 30_000,
  "concepts/trust.html": 30_000,
  "contrasts/relationship-versus-friendship.html": 30_000,
  "index.html": 30_000,
  "topics.html": 30_000,
  "situations.html": 30_000,
  "questions.html": 30_000,
  "disagreements.html": 30_000,
  "library.html": 30_000,
  // The index of a small site is one file.
  "search.html": 70_000,
  "404.html": 30_000,
  // The whole graph, as a drawing and as numbers.
  "graph.html": 60_000,
};

let folder;
let host;
let browser;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "topoi-light-"));
  await promisify(execFile)(topoi, ["build", "--root", root, "--output", folder, "-q", "--no-cache"]);
  host = await hosted(folder);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

for (const [file, bound] of Object.entries(BOUNDS)) {
  test(`${file} is light, and stays where it is`, async (t) => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value, sources }) => `${value.toFixed(4)} ${sources.map(({ node, previousRect: a, currentRect: b }) => `${node?.nodeName}.${node?.className} ${a.y},${a.height} to ${b.y},${b.height}`)}`))).observe({ type: "layout-shift", buffered: true });
    });
    const from = host.asked.length;
    await page.goto(host.base + file, { waitUntil: "networkidle" });
    await page.evaluate(() => document.fonts.ready);
    const { length } = host.asked;
    const asked = new Set(host.asked.slice(from, length).filter((file) => !file.endsWith(".woff2") && file !== "favicon.ico"));
    let sum = 0;
    for (const file of asked) {
      const body = await readFile(path.join(folder, file));
      sum += /\.(pack|png|jpg)$/.test(file) ? body.length : gzipSync(body).length;
    }
    t.diagnostic(`${sum} bytes in ${asked.size} files`);
    assert.ok(asked.has(file) && sum <= bound, `${sum} bytes: ${[...asked].join(" ")}`);
    assert.equal(await page.locator("head link[rel=stylesheet]").count(), 1);
    assert.equal(await page.locator("head script[src]:not([defer]):not([async])").count(), 0, "no script is waited for");
    // Once with the faces of the system alone: when a face comes, and whether a line then breaks
    // elsewhere, is a matter of the network.
    await page.route("**/*.woff2", (route) => route.abort());
    await page.reload({ waitUntil: "networkidle" });
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    await page.close();
  });
}
