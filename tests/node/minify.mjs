// Makes what a reader loads of the default theme's scripts of search: themes/default/assets/search/
// minified.js, with the hash of what it was made of in its first line. Run it when one of them
// changes: `npm --prefix tests/node run minify`. A test holds that it was run.
//
// Of four minifiers this one leaves least after gzip: oxc 8,178 bytes, swc 8,209, terser 8,263,
// esbuild 8,757.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { minifySync } from "oxc-minify";

const folder = fileURLToPath(new URL("../../themes/default/assets/search/", import.meta.url));
export const file = path.join(folder, "minified.js");

/** The scripts as one, as src/search/runtime.rs joins them. */
async function joined() {
  const names = (await readdir(folder)).filter((name) => name !== path.basename(file)).sort();
  const parts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  return `"use strict";\nvar topoi = window.topoi || (() => {\n${parts.join("\n")}\nreturn Object.assign(receive, { start, search, tokens, tools });\n})();`;
}

/** What the file should hold. */
export async function minified() {
  const script = await joined();
  const hash = createHash("sha256").update(script).digest("hex").slice(0, 16);
  const { code, errors } = minifySync("search.js", script, { sourceType: "script", compress: { target: "es2022" } });
  if (errors.length) throw new Error(errors.map(({ message }) => message).join("\n"));
  return `// ${hash}\n${code}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(file, await minified());
