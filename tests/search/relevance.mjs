// How well a written site's search finds what was meant, and what it costs.
//
//   relevance.mjs --site DIR|URL --queries FILE [--json] [--warm] [--whole] [--pagefind] [--minisearch]
//
// FILE is {class: [[query, [url, …]], …]}; a URL is a page's path without `.html`, slashes round
// it. Every query is a reader's first unless --warm keeps the session. Prints by class the mean
// reciprocal rank among ten, how often the first was right and how often there was none, and
// bytes as a host sends them that compresses with gzip and knows ranges, with --whole as one that
// doesn't know them: with --json as
// {class: {mrr10, hit1, zero_rate, bytes_mean, bytes_p90, requests_p90}}. --pagefind and
// --minisearch add the same for them (with --json under the keys "pagefind" and "minisearch");
// they read the pages of DIR. --misses CLASS tells which queries of a class were not answered
// first.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Session } from "./engine.mjs";
import { MiniSearch, Pagefind } from "./rivals.mjs";

const { values } = parseArgs({
  options: {
    site: { type: "string" },
    queries: { type: "string" },
    json: { type: "boolean" },
    warm: { type: "boolean" },
    whole: { type: "boolean" },
    pagefind: { type: "boolean" },
    minisearch: { type: "boolean" },
    misses: { type: "string" },
  },
});
if (!values.site || !values.queries) {
  console.error("usage: relevance.mjs --site DIR|URL --queries FILE [--json] [--warm] [--whole] [--pagefind] [--minisearch]");
  process.exit(2);
}

/** A page's name in the question sets. */
function page(url) {
  const path = url.replace(/#.*/, "").replace(/\.html$/, "").replace(/(^|\/)index$/, "");
  return ("/" + path + "/").replace(/\/+/g, "/").toLowerCase();
}

const at = (numbers, share) =>
  [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] || 0;
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / (numbers.length || 1);

/** Asks `engine` all queries; what it is worth, by class. */
async function judged(engine, sets) {
  const report = {};
  for (const [name, queries] of Object.entries(sets)) {
    const asked = [];
    for (const [query, urls] of queries) {
      if (!values.warm) await engine.restart();
      const { results, bytes, requests } = await engine.search(query);
      const wanted = new Set(urls.map((url) => url.toLowerCase()));
      const place = results.slice(0, 10).findIndex((result) => wanted.has(page(result.url)));
      asked.push({ rank: place < 0 ? 0 : 1 / (place + 1), empty: +!results.length, bytes, requests });
      if (values.misses === name && place !== 0) {
        console.error(place, query, urls.join(" "), "|", results.slice(0, 3).map(({ url, score }) => `${url} ${score.toFixed(3)}`).join(" | "));
      }
    }
    const column = (key) => asked.map((one) => one[key]);
    report[name] = {
      mrr10: +mean(column("rank")).toFixed(4),
      hit1: +mean(column("rank").map((rank) => +(rank === 1))).toFixed(4),
      zero_rate: +mean(column("empty")).toFixed(4),
      bytes_mean: Math.round(mean(column("bytes"))),
      bytes_p90: at(column("bytes"), 0.9),
      requests_p90: at(column("requests"), 0.9),
    };
  }
  return report;
}

const sets = JSON.parse(readFileSync(values.queries, "utf8"));
const report = await judged(new Session(values.site, { ranges: !values.whole }), sets);
if (!values.json) console.table(report);
for (const [name, Rival] of Object.entries({ pagefind: Pagefind, minisearch: MiniSearch })) {
  if (!values[name]) continue;
  const rival = new Rival(values.site);
  const worth = await judged(rival, sets);
  await rival.close();
  if (values.json) report[name] = worth;
  else {
    console.log(name);
    console.table(worth);
  }
}
if (values.json) console.log(JSON.stringify(report));
