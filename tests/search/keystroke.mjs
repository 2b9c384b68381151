// How long after a key the list of results is painted, in Chromium with its processor slowed down.
//
//   keystroke.mjs --site DIR [--slow 4] [--json] QUERY…
//
// Types each query twice, letter by letter, into the field of the site's first page: the first time
// loads shards, the second is measured. A key's time ends with the first frame that is drawn after
// the list changed; keys that leave the list as it is are not counted. Prints the median, the 90th
// percentile and the longest in milliseconds: with --json as {keys, median, p90, max}.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "../node/browser/harness.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: "string" }, slow: { type: "string", default: "4" }, json: { type: "boolean" } },
});
if (!values.site || !positionals.length) {
  console.error("usage: keystroke.mjs --site DIR [--slow 4] [--json] QUERY…");
  process.exit(2);
}

/** In the page: puts `text` into the field and waits until the list that follows is on screen. */
function type(text) {
  const input = document.querySelector("form[role=search] input[name=q]");
  const list = document.getElementById(input.getAttribute("aria-controls"));
  return new Promise((done) => {
    const start = performance.now();
    const late = setTimeout(() => finish(null), 3000);
    const observer = new MutationObserver(() => {
      // A message that is sent while a frame is made arrives once it was painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => finish(performance.now() - start);
      requestAnimationFrame(() => port2.postMessage(0));
      observer.disconnect();
    });
    const finish = (time) => {
      clearTimeout(late);
      observer.disconnect();
      done(time);
    };
    observer.observe(list, { childList: true });
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(new URL("index.html", pathToFileURL(resolve(values.site) + "/")).href);
  await page.waitForFunction(() => document.querySelector("form[role=search] input[name=q]")?.getAttribute("aria-controls"));
  const session = await page.context().newCDPSession(page);
  const times = [];
  for (const query of positionals) {
    for (const measured of [false, true]) {
      await session.send("Emulation.setCPUThrottlingRate", { rate: measured ? Number(values.slow) : 1 });
      for (let end = 1; end <= query.length; end++) {
        const time = await page.evaluate(type, query.slice(0, end));
        if (measured && time !== null) times.push(time);
        // What follows a list, such as passages of its first results, is no part of the next key.
        await page.waitForTimeout(50);
      }
    }
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  const report = { keys: times.length, median: at(0.5), p90: at(0.9), max: at(1) };
  console.log(values.json ? JSON.stringify(report) : `${report.keys} keys: ${report.median} ms at the median, ${report.p90} at the 90th percentile, ${report.max} at most`);
} finally {
  await browser.close();
}
