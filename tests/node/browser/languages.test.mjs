// Search in eight languages: folding, forms of a word, pairs of characters, and marks on the right
// span of the passage.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { site } from "../../search/site.mjs";
import { launch } from "./harness.mjs";

const PAGES = {
  en: ["Small promises", "A résumé of promises kept; trusting them took years of trust."],
  de: ["Vertrauensaufbau", "Der Vertrauensaufbau beginnt in alten Häusern an der Hauptstraße."],
  fr: ["Confiance mutuelle", "L’amitié n’est pas la confiance ; les vendeurs honnêtes le savent, un vendeur aussi."],
  tr: ["Güven kazanmak", "İSTANBUL'da güven kazanmak ve IŞIK tutmak: kitapları okuyan kitap sever."],
  ru: ["Доверие покупателя", "Без доверия нет сделки. Ёлка стоит у входа."],
  ar: ["الثقة أولاً", "بناء الثِّقَة مع العميل يبدأ من كِتاب صغير."],
  ja: ["信頼を得る", "まず信頼を得ることが営業の基本です。データも大切です。"],
  zh: ["建立信任", "首先要建立客户的信任，然后再谈产品。"],
};

/** Query, language of the page that must come first, words that must be marked there. */
const QUERIES = [
  ["resume", "en", ["résumé"]],
  ["trust", "en", ["trusting", "trust"]],
  ["RÉSUMÉ promise", "en", ["résumé", "promises"]],
  ["vertrauen", "de", ["Vertrauensaufbau"]],
  ["hauptstrasse", "de", ["Hauptstraße"]],
  ["hausern", "de", ["Häusern"]],
  ["amitie", "fr", ["L’amitié"]],
  ["vendeur", "fr", ["vendeurs", "vendeur"]],
  ["istanbul", "tr", ["İSTANBUL'da"]],
  ["ışık", "tr", ["IŞIK"]],
  ["kitap", "tr", ["kitapları", "kitap"]],
  ["доверия", "ru", ["доверия"]],
  ["елка", "ru", ["Ёлка"]],
  ["الثقة", "ar", ["الثِّقَة"]],
  ["كتاب", "ar", ["كِتاب"]],
  ["信頼", "ja", ["信頼"]],
  ["データ", "ja", ["データ"]],
  ["信任", "zh", ["信任"]],
  ["产品", "zh", ["产品"]],
];

let browser;
let page;
let built;
before(async () => {
  const files = {};
  for (const [lang, [title, text]] of Object.entries(PAGES)) {
    files[`articles/${lang}.md`] = `---\ntitle: ${title}\nlang: ${lang}\n---\n\n${text}\n`;
  }
  built = await site(files);
  browser = await launch();
  page = await browser.newPage();
});
after(async () => {
  await browser?.close();
  await built?.close();
});

for (const [query, lang, marked] of QUERIES) {
  test(`${lang}: ${query}`, async () => {
    await page.goto(built.base + "search.html?q=" + encodeURIComponent(query));
    const first = page.locator("#search-results .result").first();
    await first.waitFor();
    assert.match(await first.locator("a").getAttribute("href"), new RegExp(`/${lang}\\.html`));
    const marks = await first.locator(".snippet mark").allInnerTexts();
    // Pairs of characters that touch may be marked one by one.
    const joined = marks.join("|");
    for (const word of marked) {
      assert.ok(marks.includes(word) || joined.replaceAll("|", "").includes(word), `${word} in ${joined}`);
    }
  });
}
