// Makes what a reader loads of the default theme's style sheet and scripts: minified.css or minified.js
// beside their parts, with the hash of what it was made of in its first line. Run it when one of them
// changes: `npm --prefix tests/node run minify`. A test holds that it was run.
//
// Of four minifiers of scripts oxc leaves least of search.js after gzip: 8,178 bytes, swc 8,209, terser
// 8,263, esbuild 8,757. Of style sheets it makes none; esbuild does.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { minifySync } from "oxc-minify";

const assets = fileURLToPath(new URL("../../themes/default/assets/", import.meta.url));

const script = (text) => {
  const { code, errors } = minifySync("script.js", text, { sourceType: "script", compress: { target: "es2022" } });
  if (errors.length) throw new Error(errors.map(({ message }) => message).join("\n"));
  return code;
};

/** A function of the words that a script says, as src/render/assets.rs calls it. */
const speaking = (parts) =>
  script(`var said = (words, language) => {\n"use strict";\n${parts}};`).replace(/^var said=/, "").replace(/;\s*$/, "");

/** The minified files of the theme: of which folder, what is hashed, and how it is made. */
const FILES = [
  {
    // As src/search/runtime.rs joins them.
    file: "search/minified.js",
    joined: (parts) => `"use strict";\nvar topoi = window.topoi || (() => {\n${parts.join("\n")}\nreturn Object.assign(receive, { start, search, tokens, tools });\n})();`,
    make: script,
  },
  { file: "reader/minified.js", make: speaking },
  { file: "graph/minified.js", make: speaking },
  {
    file: "style/minified.css",
    make: async (text) => (await transform(text, { loader: "css", minify: true, target: "esnext", legalComments: "none" })).code,
  },
];

/** What each of them should hold, by path. */
export async function minified() {
  const made = new Map();
  for (const { file, make, joined = (parts) => parts.map((part) => part + "\n").join("") } of FILES) {
    const folder = path.join(assets, path.dirname(file));
    const names = (await readdir(folder)).filter((name) => name !== path.basename(file)).sort();
    const text = joined(await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8"))));
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const head = file.endsWith(".css") ? `/* ${hash} */` : `// ${hash}`;
    made.set(path.join(assets, file), `${head}\n${(await make(text)).trimEnd()}\n`);
  }
  return made;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of await minified()) await writeFile(file, text);
}
