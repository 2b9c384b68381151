// The search engine by its scripts: types, size, what a query costs, the forms that query.mjs and
// relevance.mjs print, and that Pagefind can index the same pages.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { Session } from "../../search/engine.mjs";
import { many, site } from "../../search/site.mjs";
import { minified } from "../minify.mjs";
import { built, root } from "./harness.mjs";

const run = async (...args) => (await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 })).stdout;
const script = (name) => path.join(root, "tests/search", name);
let sample;
let large;
before(async () => {
  sample = await built();
  large = await site(many(400));
});
after(async () => {
  await sample?.close();
  await large?.close();
});

test("the runtime is sound by its types", async () => {
  await run(path.join(root, "tests/node/node_modules/typescript/bin/tsc"), "-p", path.join(root, "tests/search/tsconfig.json"));
});

test("scripts and style sheet were minified since they changed", async () => {
  for (const [file, text] of await minified()) {
    assert.equal(await readFile(file, "utf8"), text, `${file}: run \`npm --prefix tests/node run minify\``);
  }
});

test("for search every page loads 1 KB compressed, a reader who searches 10 KB more, the search page 2 KB", async () => {
  const size = (text) => gzipSync(text, { level: 6 }).length;
  const home = await readFile(new URL("index.html", sample.base), "utf8");
  assert.doesNotMatch(home, /src="assets\/search\.js"/, "the engine is for those who search");
  const named = async (html, name) => readFile(new URL(html.match(new RegExp(`src="(assets/${name}\\.[^"]+)"`))[1], sample.base), "utf8");
  const field = await named(home, "search-field");
  assert.ok(size(field) <= 1024, `${size(field)} bytes`);
  const text = await readFile(new URL("assets/search.js", sample.base), "utf8");
  const runtime = text.slice(0, text.lastIndexOf("topoi.start("));
  assert.ok(runtime.length > 1000);
  assert.ok(size(runtime) <= 10240, `${size(runtime)} bytes`);
  const own = await named(await readFile(new URL("search.html", sample.base), "utf8"), "search-page");
  assert.ok(size(own) <= 2048, `${size(own)} bytes`);
});

test("a small site's index is one file, a large one's is not loaded whole", async () => {
  const small = await site({ "articles/one.md": "# One\n\nWord.\n" });
  assert.equal((await new Session(small.output).search("word")).requests, 2);
  assert.equal((await readdir(path.join(small.output, "assets/search"))).length, 1);
  await small.close();
  // A middling one has its passages apart.
  assert.ok((await new Session(fileURLToPath(sample.base)).search("trust")).requests <= 5);
  const session = new Session(large.output);
  const first = await session.search("page");
  assert.equal(first.results.length, 10);
  assert.ok(first.requests <= 14, `${first.requests} requests`);
  const again = await session.search("page");
  assert.deepEqual([again.bytes, again.requests], [0, 0]);
});

test("from disk and from a host without ranges as much is found, and packs are kept", async () => {
  const asked = async (options) => {
    const session = new Session(large.output, options);
    const [first, again] = [await session.search("page 17"), await session.search("page 17")];
    assert.equal(again.requests, 0);
    return { urls: [...first.results].map((one) => one.url), bytes: first.bytes, requests: first.requests };
  };
  const [parts, whole, disk] = [await asked({}), await asked({ ranges: false }), await asked({ disk: true })];
  assert.deepEqual(whole.urls, parts.urls);
  assert.deepEqual(disk.urls, parts.urls);
  assert.ok(parts.bytes < whole.bytes / 2, `${parts.bytes} of ${whole.bytes} bytes`);
  assert.ok(whole.requests <= parts.requests);
});

test("an index in another format is told, never read", async () => {
  const session = new Session(large.output);
  await session.search("page");
  const load = session.load.bind(session);
  session.load = async (href, headers) => {
    if (href.endsWith(".pack")) return { status: 404, body: Buffer.from("gone") };
    const found = await load(href, headers);
    return { ...found, body: Buffer.from(String(found.body).replace(/"format":\d+/, '"format":99')) };
  };
  await assert.rejects(session.search("lonely"));
});

test("a damaged pack is told, never searched, and never hangs", async () => {
  // The same bytes are damaged in every run.
  let seed = 11;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const queries = ["page 17", "tag3 author", '"page 31"', "mistpyed"];
  const found = ({ results, total, meant }) => JSON.stringify([results.map(({ url, title, snippet }) => [url, title, snippet]), total, meant]);
  const whole = await Promise.all(queries.map(async (query) => found(await new Session(large.output).search(query))));
  let told = 0;
  for (let i = 0; i < 120; i++) {
    const session = new Session(large.output, { ranges: i % 3 > 0, disk: i % 3 === 2 });
    const load = session.load.bind(session);
    session.load = async (href, headers) => {
      const found = await load(href, headers);
      if (!href.endsWith(".pack")) return found;
      const body = Buffer.from(found.body);
      for (let count = 1 + random(4); count--; ) body[random(body.length)] ^= 1 << random(8);
      return { ...found, body };
    };
    // What is damaged may be nothing that the question needs.
    const answer = await session.search(queries[i % 4]).then(found, () => ++told && whole[i % 4]);
    assert.equal(answer, whole[i % 4], `${i}`);
  }
  assert.ok(told > 3 && told < 120, `${told} are told`);
});

test("queries are answered as one JSON object a line, from a folder and from a server", async () => {
  const folder = fileURLToPath(sample.base);
  const batch = path.join(large.folder, "batch.txt");
  await writeFile(batch, "trust\ngolf\ntrust\n");
  const lines = (text) => text.trim().split("\n").map((line) => JSON.parse(line));
  const warm = lines(await run(script("query.mjs"), "--site", folder, "--json", "--batch", batch));
  const cold = lines(await run(script("query.mjs"), "--site", folder, "--json", "--cold", "--batch", batch));
  assert.deepEqual(warm.map((line) => line.query), ["trust", "golf", "trust"]);
  assert.deepEqual(Object.keys(warm[0]), ["query", "results", "bytes", "requests"]);
  assert.deepEqual(Object.keys(warm[0].results[0]), ["url", "title", "score"]);
  assert.ok(warm[0].bytes > 0 && warm[2].bytes === 0 && cold[2].bytes === cold[0].bytes);
  assert.deepEqual(cold.map((line) => line.results), warm.map((line) => line.results));
  let asked = 0;
  const server = http.createServer(async (request, response) => {
    asked += 1;
    const name = new URL(request.url, "http://x").pathname;
    const body = await readFile(path.join(folder, name));
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (from) response.statusCode = 206;
    if (name.endsWith(".pack")) return response.end(from ? body.subarray(+from, +to + 1) : body);
    response.setHeader("content-encoding", "gzip");
    response.end(gzipSync(body, { level: 6 }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}`;
  const [served] = lines(await run(script("query.mjs"), "--site", url, "--json", "trust"));
  server.close();
  assert.equal(asked, served.requests);
  assert.deepEqual(served, warm[0]);
});

test("a folder without a site is told, with what to name instead", async () => {
  await assert.rejects(run(script("query.mjs"), "--site", large.folder, "trust"), (error) => {
    assert.match(error.stderr, /^query\.mjs: no search in file:.*topoi build/);
    return error.code === 2;
  });
});

test("relevance is measured by class, with the others beside it", async () => {
  const queries = path.join(large.folder, "queries.json");
  await writeFile(queries, JSON.stringify({ name: [["credibility", ["/concepts/credibility/"]]], none: [["qqqqqqqq", ["/x/"]]] }));
  const report = JSON.parse(await run(
    script("relevance.mjs"), "--site", fileURLToPath(sample.base), "--queries", queries, "--json", "--minisearch", "--pagefind",
  ));
  const keys = ["mrr10", "hit1", "zero_rate", "bytes_mean", "bytes_p90", "requests_p90"];
  for (const engine of [report, report.minisearch, report.pagefind]) {
    assert.deepEqual(Object.keys(engine.name), keys);
    assert.ok(engine.name.mrr10 > 0, JSON.stringify(engine));
    assert.equal(engine.none.zero_rate, 1);
    assert.ok(engine.name.bytes_mean > 1000);
  }
  assert.equal(report.name.mrr10, 1);
});

/** Titles of what is found, joined. */
const titles = async (session, query) => (await session.search(query)).results.map((one) => one.title).join(", ");

test("minus, phrases and filters say what they say", async () => {
  const files = {
    "articles/a.md": "---\ntitle: Alpha\nauthor: Ann Müller\ntags: [C]\n---\n\nGood trust in c language works.\n",
    "articles/b.md": "---\ntitle: Beta\nauthor: Freese\ntags: [C++]\n---\n\nTrust in the c++ language, at good last.\n",
    "articles/c.md": "---\ntitle: Gamma\ntags: [\"C#\"]\n---\n\nWrite author:freese into the field of trust.\n",
    "articles/d.md": "---\ntitle: Delta\nauthor: Harper Muller\naliases: [faithful adviser]\n---\n\nNothing. It's time for 1,234.56 dollars and ג׳ירפה.\n",
    "articles/e.md": "---\ntitle: Epsilon\nauthor: Muller\n---\n\nNothing.\n",
  };
  for (let i = 0; i < 60; i++) files[`articles/red-${i}.md`] = `# Car red ${i}\n\nA car that is red.\n`;
  files["articles/long.md"] = `# Zeta\n\n${"Much else. ".repeat(400)}\n\nA red car, and nothing more.\n`;
  const knowledge = await site(files);
  const session = new Session(knowledge.output);
  for (const [query, expected] of [
    ["trust -author:freese ", "Alpha, Gamma"],
    ["author:freese -trust ", ""],
    ["Author:muller ", "Alpha, Delta, Epsilon"],
    ["author:\"muller\" ", "Epsilon"],
    ["nothing -author:muller ", "Zeta"],
    ["\"faithful adviser\"", "Delta"],
    ["\"adviser faithful\"", ""],
    ["trust -\"good trust\" ", "Beta, Gamma"],
    ["trust -c++ ", "Alpha, Gamma"],
    ["\"c++ language\"", "Beta"],
    ["\"c language\"", "Alpha"],
    ["tag:c ", "Alpha"],
    ["tag:\"& c\" ", "Alpha"],
    ["tag:C++ ", "Beta"],
    ["tag:c# ", "Gamma"],
    ["author:freese ", "Beta"],
    ["\"red car\"", "Zeta"],
    ["\"it's time\"", "Delta"],
    ["\"1,234.56 dollars\"", "Delta"],
    ["ג׳ירפה", "Delta"],
  ]) assert.equal((await titles(session, query)).split(", ").sort().join(", "), expected, query);
  // What a menu offers is a whole value.
  const chosen = await session.search("", { filters: ["author:muller"] });
  assert.equal(chosen.results.map((one) => one.title).join(), "Epsilon");
  await knowledge.close();
});

test("phrases, exclusions and filters reach past what long lists keep, and cost about what words do", async () => {
  const files = {};
  const page = (i) => `articles/page-${String(i).padStart(4, "0")}.md`;
  const meta = (i, more = "") => `---\ntitle: Page ${i}\n${more}---\n\n`;
  // Lists keep some two thousand documents; the pages at the end say the words least.
  for (let i = 0; i < 2400; i++) {
    files[page(i)] = meta(i) + (i < 2300 ? "A tree, a house. A tree, a house.\n" : `${"Much else is told. ".repeat(90)}A house, a tree.\n`);
  }
  for (let i = 2310; i < 2325; i++) files[page(i)] = files[page(i)].replace("A house, a tree.", "Some tree house has a garden, a door.");
  for (let i = 2330; i < 2360; i++) files[page(i)] = files[page(i)].replace("A house, a tree.", "A house has a door, a garden by a tree.");
  for (let i = 2365; i < 2380; i++) files[page(i)] = files[page(i)].replace("A house, a tree.", "The tree has 10,000 leaves, a: b/c:inline (O'Brien's, 信頼を得る).");
  files[page(2380)] = files[page(2380)].replace(meta(2380), meta(2380, "author: Freese\n"));
  const knowledge = await site(files);
  const session = new Session(knowledge.output);
  const numbers = async (query) => {
    session.restart();
    const found = await session.search(query, { limit: 100 });
    return [...found.results].map((one) => +one.title.split(" ")[1]).sort((a, b) => a - b);
  };
  const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
  assert.deepEqual(await numbers('"tree house" '), range(2310, 2325));
  assert.deepEqual(await numbers('garden -"tree house" '), range(2330, 2360));
  assert.deepEqual(await numbers('"house has a door" '), range(2330, 2360));
  assert.deepEqual(await numbers('"house has a door, a garden by" '), range(2330, 2360));
  assert.deepEqual(await numbers('"a garden has a door" '), []);
  for (const phrase of ["10,000 leaves", "a b c inline", "c:inline", "O'Brien", "leaves a b", "inline O'Brien", "信頼を得る", "has 10"]) {
    assert.deepEqual(await numbers(`"${phrase}" `), range(2365, 2380), phrase);
  }
  assert.deepEqual(await numbers("tree -house "), range(2365, 2380));
  assert.deepEqual(await numbers("garden -tree "), []);
  assert.deepEqual(await numbers('"tree house" -garden '), []);
  assert.deepEqual(await numbers("tree author:freese "), [2380]);
  session.restart();
  const cold = await session.search('"tree house" ');
  assert.equal(cold.total, 15);
  assert.ok(cold.results.slice(0, 3).every((one) => /tree house/.test(one.snippet)), "the passage that has it is shown");
  for (const query of ['"tree house" ', '"house has a door" ', '"tree hou', '"garden" ']) {
    session.restart();
    const { requests, results } = await session.search(query);
    assert.equal(results.length, 10, query);
    assert.ok(requests <= 16, `${query} ${requests} requests`);
  }
  await knowledge.close();
});

test("a long question asks for fewer cards", async () => {
  const knowledge = await site(many(400));
  const session = new Session(knowledge.output);
  const text = (await readFile(`${knowledge.folder}/articles/page-7.md`, "utf8")).split("## Part")[1].trim();
  const found = await session.search(text.split(" ").slice(0, 10).join(" ") + " ");
  assert.match(found.results[0].title, /^Page 7 /);
  assert.equal(found.results.length, 10);
  assert.ok(found.requests <= 16, `${found.requests} requests`);
  await knowledge.close();
});

test("words of every script are found as they are written", async () => {
  const words = {
    ru: "высококвалифицированный", uk: "п'ять", fa: "می‌خواهم", he: "צה״ל", ca: "col·lecció", ja: "ﾃﾞｰﾀ", fr: "presqu'île",
    en: "O'Brien", ga: "o'clock", nl: "on\u00adgeluk", it: "quest'anno", si: "ශ්‍රී",
  };
  const files = {};
  for (const [lang, word] of Object.entries(words)) {
    files[`articles/${lang}.md`] = `---\ntitle: Page ${lang}\nlang: ${lang}\n---\n\nxx ${word} yy.\n`;
  }
  const knowledge = await site(files);
  const session = new Session(knowledge.output);
  for (const [lang, word] of Object.entries(words)) {
    const found = await session.search(word + " ");
    assert.equal(found.results[0]?.title, `Page ${lang}`, word);
    assert.equal(found.meant, word, word);
    assert.ok(session.context.topoi.tokens(word).every((token) => token.terms.some(found.matches)), word);
  }
  await knowledge.close();
});

test("a beginning leads to the word that most say, and a site without words to nothing", async () => {
  const files = { "articles/z.md": `# Zed\n\n${Array.from({ length: 60 }, (_, i) => `traa${i}x`).join(" ")}\n` };
  for (let i = 0; i < 50; i++) files[`articles/p${i}.md`] = `# Page ${i}\n\nOn trust.\n`;
  const knowledge = await site(files);
  assert.equal((await new Session(knowledge.output).search("tr")).total, 51);
  await knowledge.close();
  const empty = await site({ "articles/—.md": "…\n" });
  assert.equal((await new Session(empty.output).search("trust")).results.length, 0);
  await empty.close();
});

test("a site that is published anew during two searches answers both from its new index", async () => {
  const knowledge = await site(many(400));
  const old = `${knowledge.folder}/old`;
  await cp(knowledge.output, old, { recursive: true });
  const files = {};
  for (let i = 0; i < 40; i++) files[`articles/aaa${i}.md`] = `# Aaa ${i}\n\nOther words here.\n`;
  await knowledge.write(files);
  await knowledge.build();
  const title = async (page) => (await readFile(`${knowledge.folder}/articles/page-${page}.md`, "utf8")).match(/title: (.*)/)[1];
  const session = new Session(old);
  await session.open();
  const load = session.load.bind(session);
  const fresh = new Session(knowledge.output);
  let gone = 0;
  session.load = async (href, headers) => {
    const name = href.replace(/.*\/assets\//, "assets/").replace(/\?.*/, "");
    if (name === "assets/search.js" || existsSync(path.join(knowledge.output, name))) return fresh.load(href, headers);
    // The first old pack is gone, others still come, late, from a cache.
    if (!gone++) return { status: 404, body: Buffer.from("gone") };
    await new Promise((done) => setTimeout(done, 200));
    return load(href, headers);
  };
  const [first, second] = [await title(5), await title(17)];
  const found = await Promise.all([first, second].map((query) => session.search(query.split(" ").pop() + " ")));
  assert.deepEqual(found.map((one) => one.results[0].title), [first, second]);
  await knowledge.close();
});

test("stop words of a question are not asked for beside words that tell", async () => {
  const files = many(300);
  files["articles/a.md"] = "# Asking\n\nHow should we do this when they do not know what it is for?\n";
  files["articles/b.md"] = "# Salary talks\n\nRaising money questions early saves both sides time.\n";
  const knowledge = await site(files);
  const session = new Session(knowledge.output);
  const short = await session.search("money questions early ");
  session.restart();
  const asked = await session.search("how should we do money questions when they do it early ");
  assert.equal(asked.results[0].title, "Salary talks");
  assert.ok(asked.requests <= short.requests + 1, `${asked.requests} of ${short.requests}`);
  // Beside fewer they count: they may be what is meant.
  assert.equal((await session.search("what for ")).results[0].title, "Asking");
  await knowledge.close();
});

test("a document is found by what those that link to it are about, and by its name as it is written", async () => {
  const files = many(300);
  files["articles/heap.md"] = "# Heap routines\n\n- [Add](part.md)\n- [Other](page-1.md)\n";
  files["articles/part.md"] = "# Add\n\nGives it more room for the bakery.\n";
  files["articles/line.md"] = "# @Line\n\nThe number of a row.\n";
  for (let i = 0; i < 20; i++) files[`articles/l${i}.md`] = `# Line ${i}\n\nOne symbol after the other: a line and a symbol.\n`;
  const knowledge = await site(files);
  const session = new Session(knowledge.output);
  assert.equal((await session.search("bakery heap ")).results[0].title, "Add");
  assert.equal((await session.search("@Line symbol ")).results[0].title, "@Line");
  await knowledge.close();
});

test("derived words meet in names, mistyped frequent words are repaired, names as typed come first", async () => {
  const files = many(300);
  for (let i = 0; i < 40; i++) files[`articles/f${i}.md`] = `# Note ${i}\n\nWhat a function of kind ${i} does.\n`;
  files["articles/a.md"] = "# Application management\n\nOn running many of them.\n";
  files["articles/b.md"] = "# execl, wexecl\n\nRuns a program, as wexecle does.\n";
  files["articles/c.md"] = "# execle, wexecle\n\nRuns a program, as wexecl does.\n";
  const knowledge = await site(files);
  const session = new Session(knowledge.output);
  const first = async (query) => (await session.search(query)).results[0]?.title;
  assert.equal(await first("managing applications"), "Application management");
  assert.equal(await first("wexecle "), "execle, wexecle");
  assert.equal(await first("wexecl "), "execl, wexecl");
  for (const typo of ["funtcion ", "functoin ", "fnuction "]) {
    assert.equal((await session.search(typo)).meant.trim(), "function", typo);
  }
  await knowledge.close();
});
