// How well search answers whole sentences: a test collection in the SMART format (Cranfield, CISI, …),
// each document made a page, each question asked as it stands.
//
//   collections.mjs --docs FILE --queries FILE --judgements FILE [--site DIR] [--json] [--each]
//
// Documents and questions are records of fields: `.I` a number, `.T` a title, `.A` authors, `.W` the
// text; judgements are lines of a question's number and a document's. Questions are those that have
// judgements, numbered by their place where the judgements are (Cranfield). Prints nDCG at 10 with
// every judged document of the same worth, how many questions found nothing, and what the questions
// cost a reader who asks one, in bytes and requests. --site keeps the site, or takes it where it
// is; --each tells each question's worth.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { topoi } from "../node/browser/harness.mjs";
import { Session } from "./engine.mjs";

const { values } = parseArgs({
  options: {
    docs: { type: "string" },
    queries: { type: "string" },
    judgements: { type: "string" },
    site: { type: "string" },
    json: { type: "boolean" },
    each: { type: "boolean" },
  },
});
if (!values.docs || !values.queries || !values.judgements) {
  console.error("usage: collections.mjs --docs FILE --queries FILE --judgements FILE [--site DIR] [--json] [--each]");
  process.exit(2);
}

/** The records of a file, each a map of fields. */
function records(file) {
  const all = [];
  let field;
  for (const line of readFileSync(file, "latin1").split(/\r?\n/)) {
    const [, name, number] = /^\.([A-Z])\s*(\d*)\s*$/.exec(line) ?? [];
    if (name === "I") all.push({ I: number });
    if (name) field = name;
    else if (all.length && field !== "I") all.at(-1)[field] = (all.at(-1)[field] ?? "") + line + "\n";
  }
  return all;
}

const line = (text = "") => text.replace(/\s+/g, " ").trim();

/** A document as Markdown; what would be markup is text. */
function page({ T, A, W = "" }) {
  const title = line(T);
  // Some repeat the title.
  let text = line(W);
  if (title && text.startsWith(title)) text = text.slice(title.length).trim();
  const plain = text.replace(/[\\`*_{}\[\]<>#$~|=%^&!]/g, "\\$&").replace(/^([-+\d.)]+)/, "\\$1");
  const author = A ? `author: ${JSON.stringify(line(A))}\n` : "";
  return `---\ntitle: ${JSON.stringify(title || text.slice(0, 60) || "untitled")}\n${author}---\n\n${plain}\n`;
}

/** Builds the collection's site into `folder`. */
function build(folder) {
  mkdirSync(path.join(folder, "articles"), { recursive: true });
  writeFileSync(path.join(folder, "site.toml"), '[site]\ntitle = "Collection"\nlanguage = "en"\n');
  for (const record of records(values.docs)) writeFileSync(path.join(folder, "articles", `d${record.I}.md`), page(record));
  execFileSync(topoi, ["build", "--root", folder, "-q"], { stdio: ["ignore", "ignore", "inherit"] });
}

const folder = values.site ?? mkdtempSync(path.join(tmpdir(), "topoi-collection-"));
if (!existsSync(path.join(folder, "public"))) build(folder);

const judged = new Map();
for (const judgement of readFileSync(values.judgements, "latin1").split("\n")) {
  const [query, document] = judgement.trim().split(/\s+/);
  if (document) judged.set(query, (judged.get(query) ?? new Set()).add(document));
}
const questions = records(values.queries);
// Cranfield's judgements count questions.
const counted = [...judged.keys()].some((number) => !questions.some((question) => +question.I === +number));
const session = new Session(path.join(folder, "public"));
const rows = [];
for (const [place, question] of questions.entries()) {
  const relevant = judged.get(String(counted ? place + 1 : +question.I));
  if (!relevant) continue;
  session.restart();
  const query = line(question.W);
  const { results, bytes, requests } = await session.search(query);
  const gain = (rank) => 1 / Math.log2(rank + 2);
  const found = results.map((one) => one.url.match(/d(\d+)\.html/)[1]);
  const dcg = found.slice(0, 10).reduce((sum, number, rank) => sum + (relevant.has(number) ? gain(rank) : 0), 0);
  const ideal = Array.from({ length: Math.min(10, relevant.size) }, (_, rank) => gain(rank)).reduce((sum, one) => sum + one);
  rows.push({ query, words: query.split(" ").length, ndcg: dcg / ideal, found: found.length, bytes, requests });
  if (values.each) console.error((dcg / ideal).toFixed(3), found.length, query.slice(0, 150));
}
if (!values.site) rmSync(folder, { recursive: true });

const mean = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0) / (rows.length || 1);
const p90 = (rows, key) => rows.map((row) => row[key]).sort((a, b) => a - b)[Math.floor(rows.length * 0.9)] ?? 0;
const report = Object.fromEntries([
  ["all", rows],
  ["up to 10 words", rows.filter(({ words }) => words <= 10)],
  ["11 to 24", rows.filter(({ words }) => words > 10 && words <= 24)],
  ["more", rows.filter(({ words }) => words > 24)],
].map(([name, rows]) => [name, {
  questions: rows.length,
  ndcg10: +mean(rows, "ndcg").toFixed(4),
  empty: rows.filter((row) => !row.found).length,
  bytes_mean: Math.round(mean(rows, "bytes")),
  requests_p90: p90(rows, "requests"),
}]));
if (values.json) console.log(JSON.stringify(report));
else console.table(report);
