// Search in the browser. The index is sharded; a query loads the few shards that know its words,
// then cards of the ten best documents, then the passages of the first. Shards are classic scripts
// that call `topoi(name, …)`, so that search works from disk and under any content policy. The
// build writes the root, which names all shards, as a call of `topoi.start` below. The format is
// described in the documentation of `search` in the generator's source.
"use strict";

/**
 * @typedef {{docs: number, common: string, kinds: [string, number][], words: [string, string], ends: [string, string],
 *   cards: string, set: number, facets: string, pack: string, apart: boolean}} Root
 * @typedef {{df: number, tail: [string, number] | null, docs: number[]}} List docs in threes: document, code, chunk
 * @typedef {{words: string[], lists: List[], of: number[], more: Map<string, string[]>, near: string[]}} Leaf
 * @typedef {{said: string, idf: number, posted: [List, number][]}} Term a word of the query, its lists and what each is worth
 * @typedef {{url: string, title: string, by: string, gist: string, chunks: number, first: number, shards: number[],
 *   names: string}} Card its chunks, and where they begin among those of the shards of passages
 * @typedef {{url: string, page: string, title: string, kind: string, by: string, heading: string, snippet: string,
 *   score: number, doc: number, card: Card, chunk: number, named: boolean}} Result
 * @typedef {{results: Result[], total: number, meant: string, matches: (word: string) => boolean}} Found
 */

var topoi = window.topoi || (() => {
  const base = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const NAME = 6;
  const GROUP = 8;
  // Results that are looked at again once their titles are known.
  const AGAIN = 10;
  // Documents that a phrase is looked for in, and scripts that are read for it.
  const CHECKED = 400;
  const READ = 80;
  // Scripts that a query may ask for before it saves on passages.
  const BUDGET = 13;
  // What ranking weighs, tuned on real queries:
  const EXACT = 0.4; // names that the query spells out,
  const COVER = 0.8; // coverage of the query,
  const CUT = 0.3; // what lists were cut off,
  const TYPO = 0.9; // a mistyped letter,
  const RARE = 0.25; // words near a rare one,
  const TITLE = 0.25; // words that a title has as they were typed,
  const TYPED = 1.6; // names of code among them,
  const NEAR = 0.03; // neighbours that stay neighbours,
  const KIND = [1.12, 1.2, 1.04]; // kinds,
  const ACT = 1.5; // principles in answer to long queries.

  /** @type {Root} */
  let root;
  /** @type {{words: string[], ends: string[]}} */
  let firsts;
  /** @type {Set<string>} */
  let common;
  let spent = 0;
  /** @type {Map<string, string[]>} */
  const got = new Map();
  /** @type {Map<string, Promise<any>>} */
  const asked = new Map();
  /** @type {(() => void)[]} */
  const started = [];

  // Shards ----------------------------------------------------------------------------------

  /** Runs a script below `assets/`. @param {string} path */
  function script(path) {
    spent++;
    return new Promise((resolve, reject) => {
      const node = document.createElement("script");
      const late = setTimeout(() => reject(Error()), 20000);
      node.onload = node.onerror = (event) => {
        clearTimeout(late);
        node.remove();
        if (/** @type {Event} */ (event).type === "load") resolve(0);
        else reject(Error());
      };
      node.src = base + path;
      document.head.append(node);
    });
  }

  /** Remembers what `make` promises until it fails. @template T @param {string} key @param {() => Promise<T>} make @returns {Promise<T>} */
  function once(key, make) {
    let promise = asked.get(key);
    if (!promise) {
      promise = make();
      asked.set(key, promise);
      promise.catch(() => asked.delete(key));
    }
    return promise;
  }

  /** The parts of a shard. @param {string} name @param {boolean=} text whether it has passages @returns {Promise<string[]>} */
  async function shard(name, text) {
    const file = (!(text && root.apart) && root.pack) || name;
    if (!got.has(name)) await once("script " + file, () => script("search/" + file + ".js"));
    const parts = got.get(name);
    if (!parts) throw Error();
    return parts;
  }

  /** A reader of numbers. @param {string} text */
  function numbers(text) {
    let at = 0;
    /** @returns {number} */
    const next = () => {
      const c = text.charCodeAt(at++);
      const digit = c === 33 ? 57 : c - 35;
      return digit < 64 ? digit : digit + 28 * next();
    };
    return next;
  }

  /** Words that were written by what they share with the one before. @param {string} text @param {string} end */
  function unfront(text, end) {
    let before = "";
    return text.split(end).slice(0, -1).map((entry) => {
      // What is shared is one character: longer words share no more.
      const c = entry.charCodeAt(0);
      before = before.slice(0, c === 33 ? 57 : c - 35) + entry.slice(1);
      return before;
    });
  }

  /** The place after the last of `sorted` that is not after `word`. @param {string[]} sorted @param {string} word */
  function after(sorted, word) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The name of shard number `at`. @param {string} names @param {number} at */
  const nameOf = (names, at) => names.substr(((at / GROUP) | 0) * NAME, NAME) + (at % GROUP);

  /** @param {() => number} next @param {number} groups @param {number[]} docs @param {boolean=} bare */
  function postings(next, groups, docs, bare) {
    while (groups--) {
      const code = next();
      const count = next();
      const start = docs.length;
      let doc = 0;
      for (let i = 0; i < count; i++) docs.push((doc += next()), code, -1);
      for (let i = 0; i < count && !bare; i++) docs[start + 3 * i + 2] = next();
    }
    return docs;
  }

  /** The dictionary's shard where `word` would stand. @param {string} word @returns {Promise<Leaf>} */
  function leafOf(word) {
    const at = Math.max(0, after(firsts.words, word) - 1);
    const name = nameOf(root.words[1], at);
    return once("leaf " + name, async () => {
      const [text, posts, names, more, near] = await shard(name);
      /** @type {Leaf} */
      const leaf = { words: unfront(text, " "), lists: [], of: [], more: new Map(), near: unfront(near, " ") };
      const next = numbers(posts);
      for (const _ of leaf.words) {
        const back = next();
        if (!back) {
          const list = /** @type {List} */ ({ df: next(), tail: null, docs: [] });
          if (list.df === 1) {
            const code = next();
            list.docs = [next(), code, next()];
          } else {
            const groups = next();
            postings(next, groups >> 1, list.docs);
            const more = groups % 2 && next();
            if (more) postings(next, more, list.docs, true);
            else if (groups % 2) list.tail = [names.substr(next() * NAME, NAME), next()];
          }
          leaf.lists.push(list);
        }
        leaf.of.push(leaf.lists.length - (back || 1));
      }
      for (const line of more.split("\n")) {
        const [prefix, ...words] = line.split(" ");
        if (prefix) leaf.more.set(prefix, words);
      }
      return leaf;
    });
  }

  /** @param {string} word @returns {Promise<List | undefined>} */
  async function listOf(word) {
    const leaf = await leafOf(word);
    const at = after(leaf.words, word) - 1;
    return leaf.words[at] === word ? leaf.lists[leaf.of[at]] : undefined;
  }

  /** Adds a list's tail to it. @param {List} list */
  async function whole(list) {
    if (!list.tail) return;
    const [name, place] = list.tail;
    const parts = await shard(name);
    if (!list.tail) return;
    list.tail = null;
    const next = numbers(parts[place]);
    postings(next, next(), list.docs, true);
  }

  /** @param {number} doc @returns {Promise<Card>} */
  async function cardOf(doc) {
    const number = (doc / root.set) | 0;
    const name = nameOf(root.cards, number);
    const cards = await once("cards " + name, async () => {
      const [urls, titles, bys, gists, counts, names] = await shard(name);
      const [title, by, gist] = [titles, bys, gists].map((column) => column.split("\n"));
      const next = numbers(counts);
      const chunks = title.map(next);
      /** @type {number[]} */
      const shards = [];
      for (let rest = chunks.reduce((sum, count) => sum + count, 0); rest > 0; rest -= shards[shards.length - 1]) shards.push(next());
      let first = 0;
      return unfront(urls, "\n").map((url, i) => {
        first += chunks[i];
        // A file that is named as its document is needs no name.
        const named = /(^|\/)$/.test(url) ? title[i].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") : "";
        return { url: url + named + ".html", title: title[i], by: by[i], gist: gist[i], chunks: chunks[i], first: first - chunks[i], shards, names };
      });
    });
    return cards[doc % root.set];
  }

  /** A chunk's lines, of an anchor and a text each. @param {Card} card @param {number} chunk */
  async function linesOf(card, chunk) {
    let at = card.first + chunk;
    let number = 0;
    while (at >= card.shards[number]) at -= card.shards[number++];
    const [text] = await shard(nameOf(card.names, number), true);
    return (text.split("\n\n")[at] || "").split("\n").map((line) => line.split("\t"));
  }

  // Words -----------------------------------------------------------------------------------

  const UNSPACED = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ーｰﾞﾟ]";
  const LETTER = `(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}_\u00ad\u200c\u200d]`;
  const WORD = new RegExp(`(?:${UNSPACED}\\p{M}*)+|([.@])?((?:${LETTER})+(?:['’.·״](?:${LETTER})+)*)(\\+\\+|#)?`, "gu");
  const RUN = new RegExp("^" + UNSPACED, "u");

  /** @param {string} text */
  function fold(text) {
    return text.normalize("NFKD").replace(/[\p{M}\u0640\u00ad\u200b-\u200f]/gu, "").toLowerCase()
      .replace(/ß/g, "ss").replace(/ı/g, "i").replace(/ς/g, "σ").replace(/[’‘ʼ]/g, "'").normalize("NFC");
  }

  /** A word without apostrophes. @param {string} word */
  const bare = (word) => word.replace(/'/g, "").replace(/^_+|_+$/g, "").slice(0, 40);

  /** A folded word without possessive and elided article. @param {string} word */
  const stripped = (word) =>
    bare(word.replace(/'s$/, "").replace(/^\p{L}+'(?!(?:m|ve|re|ll|d|t)$)/u, ""));

  /** Each word of `text` with its terms and place. @param {string} text @returns {{terms: string[], at: number, end: number}[]} */
  function tokens(text) {
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
    return found;
  }

  /** The words of `text`. @param {string} text */
  const plain = (text) => tokens(text).map((token) => token.terms[0]);

  /** Edits between two words, a swap counted as one; more than `bound` is just more.
   * @param {string} a @param {string} b @param {number} bound */
  function distance(a, b, bound) {
    /** @type {number[]} */
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, j) => j);
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

  /** Words of the index near a mistyped one, the nearest first: its neighbours in the dictionary,
   * and in the dictionary of reversed words. @param {string} word @returns {Promise<[string, number][]>} */
  async function corrections(word) {
    const bound = word.length > 8 ? 2 : word.length > 3 ? 1 : 0;
    if (!bound) return [];
    /** @type {Map<string, number>} */
    const near = new Map();
    const consider = (/** @type {string} */ other) => {
      const edits = other.includes(":") ? 9 : distance(word, other, bound);
      if (edits && edits <= bound) near.set(other, edits);
    };
    const leaf = await leafOf(word);
    leaf.words.concat(leaf.near).forEach(consider);
    if (/\d/.test(word) || ![...near.values()].includes(1)) {
      const turned = (/** @type {string} */ text) => [...text].reverse().join("");
      const at = Math.max(0, after(firsts.ends, turned(word)) - 1);
      const [ends] = await shard(nameOf(root.ends[1], at));
      unfront(ends, " ").forEach((other) => consider(turned(other)));
    }
    const least = Math.min(...near.values());
    return [...near].filter(([, edits]) => edits === least).slice(0, 6);
  }

  // Queries ---------------------------------------------------------------------------------

  /** @param {string} query */
  function parse(query) {
    const parsed = {
      /** @type {string[][]} */ words: [],
      /** @type {string[][]} */ phrases: [],
      /** @type {string[][]} */ not: [],
      /** @type {string[]} */ filters: [],
      open: /[\p{L}\p{N}]$/u.test(query),
    };
    let first = true;
    for (const [, minus, phrase, field, quoted, value, one] of query.slice(0, 2000).matchAll(
      /(-?)(?:"([^"]*)"?|(kind|topic|author|tag|year):(?:"([^"]*)"?|([^\s"]+))|([^\s"]+))/giu)) {
      const text = one || phrase || "";
      const words = plain(text);
      if (field) {
        const filter = fold(quoted || value || "").replace(/[^\p{L}\p{N}\-_+# ]/gu, "").trim().replace(/ +/g, "-");
        const term = field.toLowerCase() + ":" + filter;
        if (filter && minus) parsed.not.push([term]);
        else if (filter) parsed.filters.push(term);
      } else if (!words.length) continue;
      else if (minus && !first) parsed.not.push(words);
      else {
        if (phrase) parsed.phrases.push(words);
        parsed.words.push(...tokens(text).map((token) => token.terms));
      }
      first = false;
    }
    const seen = new Set();
    parsed.words = parsed.words.filter(([word]) => !seen.has(word) && seen.add(word)).slice(0, 24);
    return parsed;
  }

  const rarity = (/** @type {number} */ df) => Math.log(1 + (root.docs - df + 0.5) / (df + 0.5));

  /** The lists of a word of the query: its own, those of words that begin with it, or, where there
   * is none, those of its parts or of words that it may have been meant as.
   * @param {string[]} choices @param {boolean} open @param {Found} found @param {Map<string, string>} forms
   * @returns {Promise<Term[]>} */
  async function resolve(choices, open, found, forms) {
    const take = (/** @type {Term} */ term, /** @type {List} */ list, /** @type {number} */ share, /** @type {Leaf} */ from) => {
      term.posted.push([list, share]);
      from.words.forEach((form, i) => from.lists[from.of[i]] === list && forms.set(form, term.said));
    };
    /** Adds the lists of words near the term's; the most frequent such word. @param {Term} term @param {number} share @returns {Promise<[string, number]>} */
    const mend = async (term, share) => {
      let [best, most] = ["", 0];
      for (const [other, edits] of await corrections(term.said)) {
        const list = await listOf(other);
        if (!list) continue;
        take(term, list, share * TYPO ** edits, await leafOf(other));
        if (list.df > most) [best, most] = [other, list.df];
      }
      return [best, most];
    };
    for (const word of choices) {
      const list = await listOf(word);
      /** @type {Term} */
      const term = { said: word, idf: 0, posted: [] };
      const leaf = await leafOf(word);
      if (list) take(term, list, 1, leaf);
      if (open && word.length > 1) {
        const taken = new Set(list ? [list] : []);
        const strong = list && list.df > 2 ? 0.25 : 0.7;
        /** @param {string} longer @param {Leaf} from */
        const extend = (longer, from) => {
          const at = after(from.words, longer) - 1;
          const one = from.lists[from.of[at]];
          if (from.words[at] !== longer || taken.has(one) || taken.size > 24) return;
          taken.add(one);
          take(term, one, strong * (0.5 + (0.5 * word.length) / longer.length), from);
        };
        for (const longer of (!list && leaf.more.get(word)) || []) if (term.posted.length < 4) extend(longer, await leafOf(longer));
        const df = (/** @type {string} */ longer) => leaf.lists[leaf.of[after(leaf.words, longer) - 1]].df;
        const here = leaf.words.slice(after(leaf.words, word)).filter((longer) => longer.startsWith(word));
        for (const longer of here.sort((a, b) => df(b) - df(a))) extend(longer, leaf);
      }
      if (term.posted.length) {
        term.idf = rarity(Math.max(...term.posted.filter(([, share]) => share === 1 || !list).map(([one]) => one.df)));
        // What hardly anybody says, and nobody is called, may be mistyped.
        if (list && list.df < 3 && list.docs[1] < 8) await mend(term, RARE);
        return [term];
      }
    }
    const word = choices[choices.length - 1];
    /** @type {Term} */
    const term = { said: word, idf: 0, posted: [] };
    const [best, most] = await mend(term, 1);
    if (best) {
      const spot = tokens(found.meant).find((token) => token.terms.includes(word));
      if (spot) found.meant = found.meant.slice(0, spot.at) + best + found.meant.slice(spot.end);
      term.idf = rarity(most);
    }
    const parts = word.split(/[_.]+|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u).filter((part) => part && part !== word);
    if (!term.posted.length && parts.length) {
      const terms = await Promise.all(parts.map((part) => resolve([part], false, found, forms)));
      return terms.flat();
    }
    if (!term.posted.length) term.idf = rarity(0) / 2;
    return [term];
  }

  /** The place of a document's kind among `root.kinds`. @param {number} doc */
  function kindOf(doc) {
    let end = 0;
    return root.kinds.findIndex(([, count]) => doc < (end += count));
  }

  /** @typedef {{doc: number, score: number, cover: number, share: number, label: number, value: number, last?: Term,
   *   chunks?: Map<number, number>}} Candidate value: what its `last` term adds */

  /** @param {Term[]} sought @param {boolean} long @returns {Candidate[]} */
  function score(sought, long) {
    /** @type {Map<number, Candidate>} */
    const all = new Map();
    const total = sought.reduce((sum, term) => sum + term.idf, 0) || 1;
    let missed = 0;
    for (const term of sought) {
      // Of a long list the least promising documents were cut off: one that is not in it says the
      // term as likely as those that are left.
      const [first] = term.posted[0] || [];
      const listed = first ? first.docs.length / 3 : 0;
      const likely = first && first.df > listed ? (term.idf * (first.df - listed)) / (root.docs - listed) : 0;
      missed += likely;
      for (const [list, share] of term.posted) {
        const idf = Math.min(rarity(list.df), term.idf * 1.2) * share;
        for (let i = 0; i < list.docs.length; i += 3) {
          const doc = list.docs[i];
          const code = list.docs[i + 1];
          const label = code >> 3;
          const chunk = list.docs[i + 2];
          let one = all.get(doc);
          if (!one) all.set(doc, (one = { doc, score: 0, cover: 0, share: 0, label: 0, value: 0 }));
          const value = (idf * ((code & 7) + 1)) / 8;
          if (one.last === term) {
            // Several forms of a word count once: the best.
            one.score += Math.max(0, value - one.value);
            one.value = Math.max(one.value, value);
            continue;
          }
          one.last = term;
          one.value = value;
          one.score += value - CUT * likely;
          one.cover += term.idf * share - likely;
          if (label) {
            one.share += share / label;
            one.label += term.idf * share;
          }
          if (chunk >= 0) (one.chunks ||= new Map()).set(chunk, (one.chunks.get(chunk) || 0) + term.idf * share);
        }
      }
    }
    // A long query is more than any document says.
    const cover = COVER * Math.min(1, 2 / sought.length);
    for (const one of all.values()) {
      const kind = kindOf(one.doc);
      one.score = ((one.score + CUT * missed) * (1 - cover + (cover * (one.cover + missed)) / total)
        + EXACT * Math.min(1, one.share) * one.label * (one.label / total)) * (kind === 1 && long ? ACT : KIND[kind] || 1);
    }
    return [...all.values()];
  }

  /** Which documents a filter lets in. @param {string} filter @returns {Promise<Set<number>>} */
  async function allowed(filter) {
    const list = await listOf(filter);
    if (list) await whole(list);
    return new Set(list?.docs.filter((_, i) => i % 3 === 0));
  }

  /** @param {string} query @param {{limit?: number, filters?: string[], passages?: number}} options @returns {Promise<Found>} */
  async function find(query, { limit = 10, filters = [], passages = 3 }) {
    const parsed = parse(query);
    const before = spent;
    /** @type {Map<string, string>} */
    const forms = new Map();
    const last = parsed.open ? parsed.words[parsed.words.length - 1] : null;
    const prefix = last ? last[0] : "";
    /** @type {Found} */
    const found = {
      results: [], total: 0, meant: query.trim(),
      matches: (word) => forms.has(word) || (prefix.length > 1 && word.startsWith(prefix)),
    };
    const sets = await Promise.all([...parsed.filters, ...filters].map(allowed));
    const telling = parsed.words.filter((word) => word === last || !common.has(word[0]));
    const words = telling.length > 2 ? telling : parsed.words;
    const sought = (await Promise.all(words.map((word) => resolve(word, word === last, found, forms)))).flat();
    let ranked = sought.length ? score(sought, parsed.words.length > 3) : [];
    if (!sought.length && sets.length) {
      ranked = [...sets[0]].map((doc) => ({ doc, score: 1, cover: 0, share: 0, label: 0, value: 0 }));
    }
    const excluded = await Promise.all(parsed.not.map(async (words) => {
      const sets = await Promise.all(words.map(allowed));
      const all = ranked.filter(({ doc }) => sets.every((set) => set.has(doc)));
      return new Set((words[1] ? await verify(all, [words], all.length) : all).map(({ doc }) => doc));
    }));
    const needed = [...sets];
    for (const word of parsed.phrases.flat()) {
      const set = await allowed(word);
      // A list that was cut leaves nobody out.
      const list = await listOf(word);
      if (list && list.df <= set.size) needed.push(set);
    }
    if (needed.length + excluded.length) {
      ranked = ranked.filter(({ doc }) => needed.every((set) => set.has(doc)) && !excluded.some((set) => set.has(doc)));
    }
    ranked.sort((a, b) => b.score - a.score || a.doc - b.doc);
    if (parsed.phrases.length) ranked = await verify(ranked, parsed.phrases, Math.max(limit, AGAIN) + 1);
    found.total = ranked.length;
    // The last two of ten may be any of the next whose cards stand beside those of the first eight.
    const place = (/** @type {Candidate} */ one) => (one.doc / root.set) | 0;
    const near = new Set(ranked.slice(0, 8).map(place));
    ranked.splice(8, 0, ...ranked.splice(8, 8).sort((a, b) => +near.has(place(b)) - +near.has(place(a))));
    found.results = await Promise.all(ranked.slice(0, Math.max(limit, AGAIN)).map(result));
    const close = likeness(query, sought, forms);
    const again = (/** @type {number} */ count, /** @type {(one: Result) => number} */ more) => {
      const first = found.results.splice(0, count);
      for (const one of first) one.score += more(one);
      found.results.unshift(...first.sort((a, b) => b.score - a.score || a.doc - b.doc));
    };
    again(AGAIN, (one) => close(one.title, TITLE));
    found.results = found.results.slice(0, limit);
    const most = Math.min(passages, Math.max(0, BUDGET - spent + before));
    await Promise.all(found.results.slice(0, most).map((one) => passage(one, found)));
    again(most, (one) => close(one.snippet, 0));
    for (const one of found.results) one.score = +one.score.toFixed(3);
    return found;
  }

  /** How like the query a text is: how many neighbours in it are neighbours there; and of a title
   * how much of it stands there as it was typed. @param {string} query @param {Term[]} sought @param {Map<string, string>} forms */
  function likeness(query, sought, forms) {
    const written = (/** @type {string} */ text) => /** @type {string[]} */ (text.match(/[\p{L}\p{N}_]+/gu) || []);
    const typed = written(query.toLowerCase());
    // Names of code are written as nothing else is: with signs, digits, capitals inside.
    const names = written(query).filter((word) => /_|\p{N}|\p{Ll}\p{Lu}/u.test(word)).map((word) => bare(fold(word)));
    const pairs = (/** @type {(string | undefined)[]} */ words) => words.map((word, i) => word && words[i - 1] + " " + word);
    const wanted = pairs(sought.map((term) => term.said)).slice(1);
    const total = sought.reduce((sum, term) => sum + term.idf, 0) || 1;
    return (/** @type {string} */ text, /** @type {number} */ exact) => {
      const same = written(text.toLowerCase()).filter((word) => typed.includes(word)).map((word) => bare(fold(word)));
      const there = pairs(tokens(text).map((token) => forms.get(token.terms.find((term) => forms.has(term)) || "")));
      return sought.reduce((sum, term) => sum + (same.includes(term.said) ? (exact * (names.includes(term.said) ? TYPED : 1) * term.idf ** 2) / total : 0), 0)
        + NEAR * total * wanted.filter((pair) => there.includes(pair)).length / (wanted.length || 1);
    };
  }

  /** Those that have the phrases word for word, at least `wanted` if so many are found before it
   * costs too much. @param {Candidate[]} ranked @param {string[][]} phrases @param {number} wanted */
  async function verify(ranked, phrases, wanted) {
    const says = (/** @type {string} */ text, /** @type {string[]} */ phrase) =>
      (" " + plain(text).join(" ") + " ").includes(" " + phrase.join(" ") + " ");
    const before = spent;
    const kept = new Set();
    for (let at = 0; at < CHECKED && at < ranked.length && kept.size < wanted && spent < before + READ; at += 5) {
      await Promise.all(ranked.slice(at, at + 5).map(async (one) => {
        const card = await cardOf(one.doc);
        let left = phrases.filter((phrase) => !says(card.title, phrase));
        const chunks = (one.chunks ||= new Map());
        // Chunks that are known to have words of the query come first.
        for (const chunk of new Set([...chunks.keys(), ...Array(card.chunks).keys()])) {
          if (!left.length || spent > before + READ) break;
          const lines = await linesOf(card, chunk);
          left = left.filter((phrase) => {
            const there = lines.some((line) => says(line[1], phrase));
            if (there) chunks.set(chunk, 1e9);
            return !there;
          });
        }
        if (!left.length) kept.add(one);
      }));
    }
    return ranked.filter((one) => kept.has(one));
  }

  /** @param {Candidate} one @returns {Promise<Result>} */
  async function result(one) {
    const card = await cardOf(one.doc);
    const [kind] = root.kinds[kindOf(one.doc)];
    let chunk = 0;
    let most = 0;
    for (const [at, value] of one.chunks || []) if (value > most || (value === most && at < chunk)) [chunk, most] = [at, value];
    return {
      url: card.url, page: card.url, title: card.title, kind, by: card.by, heading: "", snippet: card.gist,
      score: one.score, doc: one.doc, card, chunk, named: one.share > 0.99,
    };
  }

  /** Finds the best passage of a result: its text, its heading, its anchor.
   * @param {Result} one @param {Found} found */
  async function passage(one, found) {
    if (!one.card.chunks) return;
    const [head, ...lines] = await linesOf(one.card, one.chunk);
    let best = 0;
    for (const [anchor, words] of lines) {
      const seen = new Set(tokens(words).flatMap((token) => token.terms).filter(found.matches));
      // A line of two words, such as a callout's title, says less than a sentence with the same words.
      const value = seen.size - 1 / words.length;
      if (value > best) {
        best = value;
        // Named outright, a document opens at its top.
        if (!one.named) one.url = one.page + "#" + (anchor || head[0]);
        [one.heading, one.snippet] = [head[1], words];
      }
    }
    one.url = one.url.replace(/#$/, "");
  }

  /** Searches. Where a shard is missing or damaged, the site may have changed: its new root is
   * asked for, once. @param {string} query @param {{limit?: number, filters?: string[], passages?: number}=} options */
  async function search(query, options = {}) {
    const before = root;
    try {
      const found = await find(query, options);
      if (root === before) return found;
    } catch (error) {
      // Another search may have asked for it meanwhile.
      if (root === before) {
        asked.clear();
        await new Promise((resolve, reject) => {
          started.push(() => resolve(0));
          script("search.js?" + Date.now()).then(() => reject(Error()), reject);
        });
      }
    }
    return find(query, options);
  }

  /** @param {Root} value */
  function start(value) {
    const fresh = !root;
    root = value;
    got.clear();
    asked.clear();
    common = new Set(unfront(root.common, " "));
    firsts = { words: unfront(root.words[0], " "), ends: unfront(root.ends[0], " ") };
    started.splice(0).forEach((done) => done());
    if (fresh) wire();
  }

  // Interface -------------------------------------------------------------------------------

  const home = new URL("..", base).href;
  // Sites of one host have recent searches of their own.
  const RECENT = "topoi-search " + home;
  let fields = 0;

  /** @param {string} name @param {string} className @param {(string | Node)[]} content */
  function element(name, className, ...content) {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...content);
    return node;
  }

  /** @returns {string[]} */
  function recent() {
    try {
      return JSON.parse(localStorage.getItem(RECENT) || "[]").map(String);
    } catch {
      return [];
    }
  }

  /** @param {string} query */
  function remember(query) {
    query = query.trim().slice(0, 100);
    if (!query) return;
    try {
      localStorage.setItem(RECENT, JSON.stringify([query, ...recent().filter((one) => one !== query)].slice(0, 6)));
    } catch {
      // A browser that keeps nothing has no recent searches.
    }
  }

  /** `text` round its first match, matches marked. @param {string} text @param {Found} found */
  function marked(text, found) {
    const spots = tokens(text).filter((token) => token.terms.some(found.matches));
    // Cut at spaces, where there are some.
    let at = spots.length ? Math.max(text.lastIndexOf(" ", spots[0].at - 60) + 1, spots[0].at - 90) : 0;
    if (at < 40) at = 0;
    let stop = text.length;
    if (stop - at > 240) {
      stop = text.lastIndexOf(" ", at + 240);
      if (stop < at + 180) stop = at + 240;
    }
    const node = element("span", "snippet", at ? "… " : "");
    for (const spot of spots) {
      if (spot.end > stop || spot.end <= at) continue;
      const from = Math.max(spot.at, at);
      node.append(text.slice(at, from), element("mark", "", text.slice(from, spot.end)));
      at = spot.end;
    }
    node.append(text.slice(at, stop), stop < text.length ? " …" : "");
    return node;
  }

  /** What a result shows. The passages of those further down are asked for when someone gets there.
   * @param {Result} one @param {Found} found */
  function card(one, found) {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "title", marked(one.title, found)));
    const where = element("span", "where");
    let text = element("span", "");
    const node = element("li", "result", element("span", "kind", one.kind), " ", link, " ", where, text);
    const fill = () => {
      const encoded = one.page.split("/").map(encodeURIComponent).join("/");
      link.href = home + encoded + (one.url === one.page ? "" : "#" + encodeURIComponent(one.url.slice(one.page.length + 1)));
      where.textContent = [one.by, one.heading].filter(Boolean).join(" · ");
      text.replaceWith((text = marked(one.snippet, found)));
    };
    fill();
    const deepen = () => void passage(one, found).then(fill, () => {});
    for (const event of ["pointerenter", "focusin", "near"]) node.addEventListener(event, deepen, { once: true });
    return node;
  }

  /** Someone gets to results. @param {Element[]} nodes */
  const near = (...nodes) => nodes.forEach((node) => node.dispatchEvent(new Event("near")));

  /** @param {string} label @param {() => void} press */
  function button(label, press) {
    const node = /** @type {HTMLButtonElement} */ (element("button", "", label));
    node.type = "button";
    node.onclick = press;
    return node;
  }

  /** @param {Found} found */
  const counted = ({ total }) => total === 1 ? "1 result" : total + " results";

  const FAILED = "The search index could not be loaded. The site may have changed. ";

  /** What to say of an index that could not be read, with a button that tries again.
   * @param {() => void} again */
  function failed(again) {
    return element("p", "failed", FAILED, button("Try again", again));
  }

  /** Runs the latest of several searches and drops the answers of the others.
   * @param {(found: Found, query: string) => void} show @param {(query: string) => void} fail */
  function latest(show, fail) {
    let number = 0;
    return (/** @type {string} */ query, /** @type {object} */ options) => {
      const mine = ++number;
      search(query, options).then(
        (found) => mine === number && show(found, query),
        () => mine === number && fail(query),
      );
    };
  }

  /** A list of results below a field, as one types. @param {HTMLInputElement} input */
  function combobox(input) {
    const list = element("ul", "search-list");
    const status = element("span", "away");
    list.id = "search-list-" + ++fields;
    list.hidden = true;
    // What scrolls would be a stop of the tab key.
    list.tabIndex = -1;
    for (const [node, attributes] of /** @type {[Element, Record<string, string>][]} */ ([
      [list, { role: "listbox", "aria-label": "Results" }],
      [status, { role: "status" }],
      [input, { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }],
    ])) for (const name in attributes) node.setAttribute(name, attributes[name]);
    /** @type {HTMLFormElement} */ (input.form).append(list, status);
    let active = -1;
    let wanted = false;
    const close = () => {
      wanted = false;
      open([], "");
    };
    /** @param {HTMLElement[]} items @param {string} message */
    function open(items, message) {
      items.forEach((item, i) => {
        item.id = list.id + "-" + i;
        item.setAttribute("role", "option");
        item.querySelector("a")?.setAttribute("tabindex", "-1");
      });
      list.replaceChildren(...items);
      status.textContent = message;
      active = -1;
      list.hidden = !items.length;
      near(...items.slice(0, 3));
      input.setAttribute("aria-expanded", "" + !list.hidden);
      input.removeAttribute("aria-activedescendant");
    }
    /** @param {number} next */
    function choose(next) {
      const options = list.children;
      if (!options.length) return;
      options[active]?.removeAttribute("aria-selected");
      active = (next + options.length) % options.length;
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
      near(options[active]);
    }
    /** @param {Element} item */
    function go(item) {
      const link = item.querySelector("a");
      const again = /** @type {HTMLElement} */ (item).dataset.typed;
      if (again) {
        input.value = again;
        update();
      } else if (link) {
        remember(input.value);
        location.href = link.href;
        close();
      }
    }
    /** @param {string} label @param {string} query */
    function proposal(label, query) {
      const item = element("li", "again", label, element("b", "", query));
      item.dataset.typed = query;
      return item;
    }
    const ask = latest(
      (found, query) => {
        if (!wanted || query !== input.value) return;
        const items = found.results.map((one) => card(one, found));
        if (found.meant !== query.trim()) items.unshift(proposal("Did you mean ", found.meant));
        if (!items.length) items.push(element("li", "none", "Nothing found. ", topicsLink()));
        open(items, counted(found));
      },
      (query) => wanted && open([proposal(FAILED + "Try again: ", query)], "Search failed"),
    );
    function update() {
      const query = input.value;
      wanted = true;
      if (query.trim()) ask(query, { limit: 8 });
      else open(document.activeElement === input ? recent().map((one) => proposal("", one)) : [], "");
    }
    input.addEventListener("input", update);
    for (const event of ["focus", "click"]) input.addEventListener(event, () => list.hidden && update());
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) update();
      else if (event.key === "ArrowDown") choose(active + 1);
      else if (event.key === "ArrowUp") choose(active < 0 ? -1 : active - 1);
      else if (event.key === "Enter" && active >= 0) go(list.children[active]);
      else if (event.key === "Escape" && !list.hidden) close();
      else return;
      event.preventDefault();
    });
    input.form?.addEventListener("submit", () => remember(input.value));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const item = target.closest("li");
      if (item && !target.closest("button, a")) go(item);
      else if (target.closest("a")) remember(input.value);
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
  }

  function topicsLink() {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", "Browse the topics"));
    link.href = home + "topics.html";
    return link;
  }

  /** The search page: all results, filters, an address that can be shared.
   * @param {HTMLElement} results @param {HTMLInputElement} input */
  function page(results, input) {
    const idle = document.getElementById("search-idle");
    const status = element("p", "count");
    status.setAttribute("role", "status");
    const list = element("ol", "result-list");
    const filters = element("div", "filters");
    results.replaceChildren(filters, status, list);
    /** @type {Map<string, string>} */
    const chosen = new Map();
    const address = new URLSearchParams(location.search);
    let limit = 10;
    // The result that gets the focus when there are more.
    let next = -1;
    const ask = latest(
      (found, query) => {
        if (query !== input.value) return;
        const items = found.results.map((one) => card(one, found));
        list.replaceChildren(...items);
        near(...items.slice(0, 3));
        status.replaceChildren(found.total ? counted(found) + "."
          : "Nothing found" + (query.trim() && " for “" + query.trim() + "”") + ". The topics lead to everything as well.");
        if (found.meant !== query.trim()) {
          status.append(" Did you mean ", button(found.meant, () => {
            input.value = found.meant;
            input.focus();
            update();
          }), "?");
        }
        if (found.total > found.results.length) {
          list.append(element("li", "more", button("More results", () => {
            next = items.length;
            limit += 20;
            update(true);
          })));
        }
        items[next]?.querySelector("a")?.focus();
        next = -1;
        if (idle) idle.hidden = found.total > 0;
      },
      () => {
        list.replaceChildren();
        status.replaceChildren(failed(() => update()));
      },
    );
    function update(further = false) {
      const query = input.value;
      if (!further) limit = 10;
      const now = new URLSearchParams(query.trim() ? { q: query } : {});
      chosen.forEach((filter) => now.append("f", filter));
      try {
        history.replaceState(null, "", "" + now ? "?" + now : location.pathname);
      } catch {
        // From disk some browsers keep the address as it is.
      }
      if (query.trim() || chosen.size) ask(query, { limit, filters: [...chosen.values()] });
      else {
        list.replaceChildren();
        status.textContent = "";
        if (idle) idle.hidden = false;
      }
    }
    for (const filter of address.getAll("f")) chosen.set(filter.split(":")[0], filter);
    async function offer() {
      const [text] = await shard(root.facets);
      /** @type {Map<string, [string, string, string][]>} */
      const values = new Map();
      for (const line of text.split("\n").filter(Boolean)) {
        const [filter, value, count] = line.split("\t");
        const field = filter.split(":")[0];
        values.set(field, [...(values.get(field) || []), [filter, value, count]]);
      }
      for (const [field, all] of values) {
        if (all.length < 2) continue;
        const select = /** @type {HTMLSelectElement} */ (element("select", "", new Option("any " + field, "")));
        select.setAttribute("aria-label", field);
        for (const [filter, value, count] of all) select.append(new Option(value + " (" + count + ")", filter));
        select.value = chosen.get(field) || "";
        select.onchange = () => {
          if (select.value) chosen.set(field, select.value);
          else chosen.delete(field);
          update();
        };
        filters.append(select);
      }
    }
    offer().catch(() => {});
    addEventListener("scroll", () => near(...list.children), { passive: true });
    input.addEventListener("input", () => update());
    input.addEventListener("change", () => remember(input.value));
    input.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      remember(input.value);
      update();
    });
    input.value = address.get("q") || "";
    if (input.value || chosen.size) update();
    else input.focus();
  }

  function wire() {
    const results = document.getElementById("search-results");
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("form[role=search] input[name=q]"));
    inputs.forEach((input) => {
      if (results && results.closest("main")?.contains(input)) page(results, input);
      else combobox(input);
    });
    document.addEventListener("keydown", (event) => {
      const typing = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
      const wanted = event.key === "/" ? !typing && !event.ctrlKey && !event.metaKey : event.key === "k" && (event.ctrlKey || event.metaKey);
      if (!wanted) return;
      event.preventDefault();
      const input = [...inputs].find((one) => one.offsetParent);
      if (input) {
        input.focus();
        input.select();
      } else location.href = home + "search.html";
    });
  }

  return Object.assign((/** @type {string} */ name, /** @type {string[]} */ ...parts) => void got.set(name, parts), { start, search, tokens });
})();
