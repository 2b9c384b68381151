// What `serve` adds for people who write: faults on the page and on the Problems page, gone as soon
// as they are mended; the editor at the line; a passage on the clipboard as evidence that holds.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { promisify } from "node:util";
import { launch, served, topoi } from "./harness.mjs";

let browser;
let folder;
let site;
let page;
const write = (name, text) => writeFile(path.join(folder, "articles", name), text);

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "topoi-serve-"));
  await mkdir(path.join(folder, "articles"));
  const editor = '[serve]\neditor = "vscode://file{path}:{line}:{column}"\n';
  await writeFile(path.join(folder, "site.toml"), editor);
  await write("talk.md", '---\ntitle: A "talk"\nauthor: Ann\nkind: article\n---\n\nTrust *takes* time,\nand "more" of it.\n\nAnother passage.\n');
  await write("note.md", "# Note\n\nSee [[Nobody]].\n");
  site = await served(folder);
  browser = await launch();
});
// A page of an earlier test may still be about to reload.
beforeEach(async () => {
  await page?.context().close();
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

test("an error lies over the page until it is mended", async () => {
  await page.goto(site.base + "note.html");
  const overlay = page.locator("#topoi-overlay");
  await overlay.getByText("there is no document or file").waitFor();
  const link = await overlay.getByRole("link", { name: "articles/note.md:3:5" }).getAttribute("href");
  assert.equal(link, `vscode://file${path.join(folder, "articles/note.md")}:3:5`);
  await write("note.md", "# Note\n\nSee [[talk]].\n");
  await page.locator("main").getByRole("link", { name: "A \"talk\"" }).or(page.locator('main a[href="talk.html"]')).first().waitFor();
  await overlay.waitFor({ state: "detached" });
});

test("the Problems page tells all files' faults and keeps up", async () => {
  await write("note.md", "# Note\n\nSee [[Nobody]].\n");
  await write("other.md", "---\ntitle: Other\ntgas: [x]\n---\n\n[x](gone.md)\n");
  await page.goto(site.base + "__topoi/problems");
  await page.getByRole("heading", { name: "3 problems" }).waitFor();
  assert.deepEqual(await page.locator("h2").allTextContents(), ["articles/note.md", "articles/other.md"]);
  await page.getByText("Did you mean tags?").waitFor();
  await write("note.md", "# Note\n");
  await page.getByRole("heading", { name: "2 problems" }).waitFor();
  await write("other.md", "# Other\n");
  await page.getByText("Nothing is wrong.").waitFor();
});

test("a passage copied as evidence passes the check", async () => {
  await page.goto(site.base + "talk.html");
  await page.getByRole("button", { name: "copy as evidence" }).first().click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
  const entry = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(entry, /^ {2}- article: talk\n/);
  await write("claim.md", `---\ntitle: Claim\nkind: principle\nevidence:\n${entry}---\n\n## Do\n\n- Wait.\n`);
  const check = ["check", "--root", folder, "--format", "json"];
  const { stdout } = await promisify(execFile)(topoi, check).catch((error) => error);
  assert.deepEqual(JSON.parse(stdout).filter((found) => found.severity === "error"), []);
  await write("claim.md", `---\ntitle: Claim\nkind: principle\nevidence:\n${entry.replace("time", "tea")}---\n`);
  const refused = await promisify(execFile)(topoi, check).catch((error) => error);
  assert.match(refused.stdout, /quote-not-found/);
});

// Files as people call them: spaces, quotation marks, what YAML takes for something else.
const awkward = [
  "Our first talk", "it's 100% \"so\"", "yes", "null", "1.10", "2024-05-01", "-dash", "Q&A", "[draft] plan", "{x}",
  "a.b", "ärger", "日本", "#1", "*star", "same", "deep/same", "deep/er/index", "Ann @ work", "x, y; z", "!bang", "~",
];
// Passages that hold what a quotation doesn't.
const passages = [
  "Trust *takes* `time` and [patience](https://example.com), they said.[^1]",
  "- One point of a list that goes on\n  - and a point in it that is another",
  "> A buyer said \u201cwe will wait\u201d and \\*meant\\* it.",
  "The rate is $x^2$ for all of those who asked before.",
  "A ![picture](p.png) stands among these words of ours.",
  "Line one ends here  \nand line two ends there.",
  "AT&T <b>said</b> 5 &lt; 6 in the very same breath.",
  "[^1]: In a letter.",
];

test("what is copied from any article passes the check, however its file is called", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "topoi-awkward-"));
  const put = async (name, text) => {
    const file = path.join(root, "articles", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  for (const name of awkward) {
    await put(name + ".md", `---\nkind: article\nauthor: Ann\n---\n\n${passages.join("\n\n")}\n`);
  }
  await put("p.png", "");
  const serving = await served(root);
  try {
    const entries = [];
    await page.goto(serving.base + "library.html");
    const links = await page.locator("main a").evaluateAll((all) => all.map((link) => link.href.split("#")[0]));
    const hrefs = new Set(links.filter((href) => href.startsWith(serving.base)));
    for (const href of hrefs) {
      await page.goto(href);
      const buttons = page.locator(".topoi-copy");
      for (let i = 0; i < await buttons.count(); i++) {
        await page.evaluate(() => navigator.clipboard.writeText(""));
        await buttons.nth(i).click();
        await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
        entries.push((await page.evaluate(() => navigator.clipboard.readText())).replace("supports", "disputes").replace("note: ", "note: ours"));
      }
    }
    const articles = new Set(entries.map((entry) => entry.split("\n")[0]));
    assert.equal(articles.size, awkward.length, [...articles].join("\n"));
    assert.ok(entries.length >= awkward.length * 6, `${entries.length} passages`);
    await put("claim.md", `---\ntitle: Claim\nkind: principle\nevidence:\n${entries.join("")}---\n`);
    const check = ["check", "--root", root, "--format", "json"];
    const { stdout } = await promisify(execFile)(topoi, check, { maxBuffer: 1 << 26 }).catch((error) => error);
    const wrong = JSON.parse(stdout).filter((found) => found.file.endsWith("claim.md") && found.code !== "unsupported-principle");
    assert.deepEqual(wrong, []);
  } finally {
    await serving.close();
    await rm(root, { recursive: true, force: true });
  }
});
