// Small knowledge bases for the tests of search, built into folders of their own.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { topoi } from "../node/browser/harness.mjs";

/** The site of `files`, texts by path: `{ folder, output, base, write, build, close }`. */
export async function site(files) {
  const folder = await mkdtemp(path.join(tmpdir(), "topoi-search-"));
  const output = path.join(folder, "public");
  const write = async (files) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  };
  const build = () => promisify(execFile)(topoi, ["build", "--root", folder, "-q"]);
  await write({ "site.toml": '[site]\ntitle = "Test"\n', ...files });
  await build();
  return {
    folder, output, write, build,
    base: pathToFileURL(output + "/").href,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Pages enough for an index in shards: `count` articles of pseudo-random words. */
export function many(count) {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const word = () => {
    let text = "";
    for (let i = 2 + random(3); i > 0; i--) text += "bdfglmnprstvz"[random(13)] + "aeiou"[random(5)];
    return text;
  };
  const words = Array.from({ length: 2000 }, word);
  const files = {};
  for (let i = 0; i < count; i++) {
    const text = Array.from({ length: 120 }, () => words[random(random(2000) + 1)]).join(" ");
    files[`articles/page-${i}.md`] = `---\ntitle: Page ${i} ${words[i % 2000]}\nauthor: Author ${i % 7}\npublished: ${2001 + (i % 9)}-01-02\ntags: [tag${i % 5}]\n---\n\n## Part\n\n${text}\n`;
  }
  return files;
}
