// Words as the index has them, and how far they are from one another.

const UNSPACED = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ーｰﾞﾟ]";
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
 * @param {string} a @param {string} b @param {number} bound */
function distance(a, b, bound) {
  /** @type {number[]} */
  let before = [];
  let last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + +(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > bound) return bound + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}
