// Words as the index has them, and how far they are from one another.

const UNSPACED = "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ーｰﾞﾟ]";
const LETTER = `(?!${UNSPACED})[\\p{L}\\p{Nd}\\p{Nl}\\p{M}_\u00ad\u200c\u200d]`;
const WORD = new RegExp(`(?:${UNSPACED}\\p{M}*)+|([.@])?((?:${LETTER})+(?:['’.·״׳](?:${LETTER})+)*)(\\+\\+|#)?`, "gu");
const RUN = new RegExp("^" + UNSPACED, "u");

/** @param {string} text */
function fold(text) {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/[\p{M}\u0640\u00ad\u200b-\u200f]/gu, "").toLowerCase()
    .replace(/ß/g, "ss").replace(/ı/g, "i").replace(/ς/g, "σ").replace(/[’‘ʼ]/g, "'").normalize("NFC");
}

/** A word without apostrophes. @param {string} word */
const bare = (word) => word.replace(/'/g, "").replace(/^_+|_+$/g, "").slice(0, 40);

/** A folded word without possessive and elided article. @param {string} word */
const stripped = (word) =>
  bare(word.replace(/'s$/, "").replace(/^\p{L}+'(?!(?:m|ve|re|ll|d|t)$)/u, ""));

/** @type {Map<string, {terms: string[], at: number, end: number}[]>} */
const read = new Map();

/** Each word of `text` with its terms and place. A key finds much of what the last one did, so
 * texts are remembered. @param {string} text */
function tokens(text) {
  const known = read.get(text);
  if (known) return known;
  /** @type {{terms: string[], at: number, end: number}[]} */
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const at = match.index || 0;
    if (RUN.test(match[0])) {
      const chars = match[0].match(/.[\p{M}ำﾞﾟ]*/gu) || [];
      let place = at;
      chars.forEach((c, i) => {
        if (i || chars.length === 1) {
          const before = i ? chars[i - 1] : "";
          found.push({ terms: [fold(before + c)], at: place - before.length, end: place + c.length });
        }
        place += c.length;
      });
      continue;
    }
    const whole = fold(match[2]);
    const word = stripped(whole);
    if (!word) continue;
    // What looks like an article may be part of a name.
    const terms = [...new Set([bare(whole), word])];
    if (match[3] && (match[3] === "++" || word.length < 3)) terms.unshift(word + match[3]);
    else if (match[1] && word.length > 1) terms.unshift(match[1] + word);
    found.push({ terms, at, end: at + match[0].length });
  }
  if (read.size > 999) read.clear();
  read.set(text, found);
  return found;
}

/** The terms of each word of `text`. @param {string} text */
const termsOf = (text) => tokens(text).map(({ terms }) => terms);

/** Edits between two words, a swap counted as one; more than `bound` is just more.
 * @param {string} a @param {string} b @param {number} bound @returns {number} */
function distance(a, b, bound) {
  let same = 0;
  while (a[same] && a[same] === b[same]) same++;
  [a, b] = [a.slice(same), b.slice(same)];
  if (a === b || !bound) return +(a !== b);
  const rest = (/** @type {number} */ i, /** @type {number} */ j) => distance(a.slice(i), b.slice(j), bound - 1);
  return 1 + Math.min(rest(1, 0), rest(0, 1), rest(1, 1), a[0] === b[1] && a[1] === b[0] ? rest(2, 2) : 9);
}
