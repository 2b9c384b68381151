// A vault of what is hard to draw: every callout, code and tables and math wider than a phone, tasks,
// footnotes, pictures, words without end, other scripts and directions.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

const CALLOUTS = [
  "note", "abstract", "summary", "tldr", "info", "todo", "tip", "hint", "important", "success", "check", "done",
  "question", "help", "faq", "warning", "caution", "attention", "failure", "fail", "missing", "danger", "error",
  "bug", "example", "quote", "cite", "unheard-of",
];
const LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 300"><path d="M0 0h1600v300H0z" fill="#468"/></svg>';

const FILES = {
  "Home.md": "---\ntags: [map/start]\n---\n# Home\n\nThe way in: [[Everything]], [[Callouts]], [[عربي]], [[中文]], [[Deutsch]].\n",
  "Callouts.md": `# Callouts\n\n${CALLOUTS.map((kind) => `> [!${kind}]\n> What [[Everything|one]] says as \`${kind}\`, with **weight**.\n`).join("\n")}
> [!tip]- Folded
> Text below, [[Home|linked]].
>
> > [!warning]+ In another
> > More text, [away](https://example.com).
`,
  "Everything.md": `---
aliases: [All]
tags: [map/all, very-${LONG}]
---
# Everything at once

A claim[^1] with \`code\`, ==marks==, ~~what was~~, <kbd>Ctrl</kbd>, $e^{i\\pi}+1=0$, #tagged/here and [[Home]].

## Code

\`\`\`rust
fn main() { println!("{}", std::env::args().skip(1).map(|word| word.to_uppercase()).collect::<Vec<String>>().join(" and then, after a while, ")); }
// A comment that explains "strings" and 42.
\`\`\`

    plain code without a language, ${"wide ".repeat(30)}

## Tables

| Name | Left | Middle | Right | ${LONG} |
|------|:-----|:------:|------:|---------|
| one \`x\` | two | three | 4,000 | ${"long text in a cell ".repeat(6)} |
| [[Home]] | - | ![](wide.svg) | 1 | ${"W".repeat(60)} |

## Math

$$\\sum_{i=1}^{n} \\frac{a_i + b_i + c_i + d_i + e_i}{\\sqrt{x_1 + x_2 + x_3 + x_4 + x_5 + x_6}} = \\int_0^\\infty f(x)\\,dx + g(x) + h(x) + i(x) + j(x)$$

## Tasks

- [ ] Open, see [[Callouts]]
- [x] Done
  - [ ] Below it

## Pictures

![A blue field](wide.svg)

![[wide.svg|100]]

## Others

![[Home]]

Term
: What it means.

> A quotation, as it was said,
> by somebody.

<details><summary>More</summary>

Hidden text.

</details>

1. First
   1. Deeper
2. Second

https://example.com/${"a-path-without-an-end-".repeat(8)}

[^1]: Where it comes from, with [[Home|a link]].
`,
  "عربي.md": "---\nlang: ar\ntags: [خريطة]\n---\n# الثقة أولاً\n\nنص من اليمين إلى اليسار مع `code` ورابط إلى [[Everything]] و $a^2$.\n\n> [!warning]\n> انتبه إلى **هذا**.\n\n| أ | ب |\n|---|--:|\n| واحد | 2 |\n\n- [ ] مهمة\n\nA line in English.\n\n> A quotation in English, told in full.\n",
  "中文.md": "---\nlang: zh\n---\n# 信任先行\n\n**重要（注意）**这是一段很长的文字，没有空格，需要在任何地方换行，才能在手机上显示。参见[[Home]]。\n\n```\n代码\n```\n",
  "Deutsch.md": `---\nlang: de\n---\n# ${LONG}\n\n## Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz\n\nDie ${LONG} und [[Everything|noch eine ${LONG}]].\n`,
  "Empty.md": "",
  "wide.svg": SVG,
};

/** Writes the vault into `folder`. */
export async function awkward(folder) {
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await mkdir(path.join(folder, ".obsidian"), { recursive: true });
}
