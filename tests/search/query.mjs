// Searches a written site from the command line, by the site's own script.
//
//   query.mjs --site DIR|URL [--json] [--cold] [--batch FILE] QUERY…
//
// Prints for each query what was found and what it cost: with --json one object a line,
// {query, results: [{url, title, score}], bytes, requests}. --batch reads a query a line; --cold
// forgets everything between queries.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Session } from "./engine.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    site: { type: "string" },
    json: { type: "boolean" },
    cold: { type: "boolean" },
    batch: { type: "string" },
  },
});
const batch = values.batch ? readFileSync(values.batch, "utf8").split("\n").filter(Boolean) : [];
const queries = [...positionals, ...batch];
if (!values.site || !queries.length) {
  console.error("usage: query.mjs --site DIR|URL [--json] [--cold] [--batch FILE] QUERY…");
  process.exit(2);
}
const session = new Session(values.site);
for (const query of queries) {
  if (values.cold) session.restart();
  const { results, bytes, requests, meant } = await session.search(query).catch((error) => {
    console.error(`query.mjs: ${error.message}`);
    process.exit(2);
  });
  if (values.json) {
    const shown = results.map(({ url, title, score }) => ({ url, title, score: +score.toFixed(3) }));
    console.log(JSON.stringify({ query, results: shown, bytes, requests }));
    continue;
  }
  console.log(`${query}   (${bytes} bytes, ${requests} requests${meant === query.trim() ? "" : `, meant ${meant}`})`);
  for (const { url, title, score, kind, heading, snippet } of results) {
    console.log(`  ${score.toFixed(2)}  ${kind}  ${title}  ${url}\n        ${heading ? heading + ": " : ""}${snippet.slice(0, 140)}`);
  }
}
