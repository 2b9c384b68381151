// How well a written site's search finds what was meant, and what it costs.
//
//   relevance.mjs --site DIR|URL --queries FILE [--json] [--warm]
//
// FILE is {class: [[query, [url, …]], …]}; a URL is a page's path without `.html`, slashes round
// it. Every query is a reader's first unless --warm keeps the session.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Session } from "./engine.mjs";

const { values } = parseArgs({
  options: {
    site: { type: "string" },
    queries: { type: "string" },
    json: { type: "boolean" },
    warm: { type: "boolean" },
    misses: { type: "string" },
  },
});
if (!values.site || !values.queries) {
  console.error("usage: relevance.mjs --site DIR|URL --queries FILE [--json] [--warm]");
  process.exit(2);
}

/** A page's name in the question sets. */
function page(url) {
  const path = url.replace(/#.*/, "").replace(/\.html$/, "").replace(/(^|\/)index$/, "");
  return ("/" + path + "/").replace(/\/+/g, "/").toLowerCase();
}

const at = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] || 0;
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / (numbers.length || 1);

const sets = JSON.parse(readFileSync(values.queries, "utf8"));
const report = {};
const session = new Session(values.site);
for (const [name, queries] of Object.entries(sets)) {
  const ranks = [];
  const bytes = [];
  const requests = [];
  let empty = 0;
  for (const [query, urls] of queries) {
    if (!values.warm) session.restart();
    const found = await session.search(query);
    const wanted = new Set(urls.map((url) => url.toLowerCase()));
    const place = found.results.slice(0, 10).findIndex((result) => wanted.has(page(result.url)));
    ranks.push(place < 0 ? 0 : 1 / (place + 1));
    if (values.misses === name && place !== 0) console.error(place, query, urls.join(" "), "|", found.results.slice(0, 3).map((r) => r.title + " " + r.score).join(" | "));
    bytes.push(found.bytes);
    requests.push(found.requests);
    if (!found.results.length) empty += 1;
  }
  report[name] = {
    mrr10: +mean(ranks).toFixed(4),
    hit1: +mean(ranks.map((rank) => +(rank === 1))).toFixed(4),
    zero_rate: +(empty / queries.length).toFixed(4),
    bytes_mean: Math.round(mean(bytes)),
    bytes_p90: at(bytes, 0.9),
    requests_p90: at(requests, 0.9),
  };
}
if (values.json) console.log(JSON.stringify(report));
else console.table(report);
