// The index in the browser: shards, lists, cards and passages, each loaded when it is asked for.
//
// The files of this folder are one script in the end: the build joins them, gives them a scope of
// their own, and adds the root, which names all shards, as a call of `start`. Shards are classic
// scripts that call `topoi(name, …)`, so that search works from disk and under any content policy.
// The format is described in the documentation of `search` in the generator's source.

/**
 * @typedef {{docs: number, common: string, kinds: [string, number][], words: [string, string], ends: [string, string],
 *   pairs: [string, number], cards: string, set: number, facets: string, pack: string, apart: boolean}} Root
 * @typedef {{df: number, tail: [string, number] | null, docs: number[]}} List docs in threes: document, code, chunk
 * @typedef {{words: string[], lists: List[], of: number[], more: Map<string, string[]>, near: string[]}} Leaf
 * @typedef {{url: string, labels: string[], title: string, by: string, gist: string, chunks: number, first: number,
 *   shards: number[], names: string}} Card its title among its labels, its chunks, and where they begin among those of the shards of passages
 */

const base = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
const NAME = 6;
const GROUP = 8;
const SPOT = 65536;

/** @type {Root} */
let root;
/** @type {{words: string[], ends: string[]}} */
let firsts;
/** @type {Set<string>} */
let common;
/** The place of each document's kind among `root.kinds`. @type {Uint8Array} */
let kindOf;
/** @type {Map<string, string[]>} */
const got = new Map();
/** @type {Map<string, Promise<any>>} */
const asked = new Map();
/** @type {(() => void)[]} */
const started = [];

/** Runs a script below `assets/`. @param {string} path */
function script(path) {
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

/** The parts of a shard. @param {string} name @param {boolean=} alone whether passages or pairs @returns {Promise<string[]>} */
async function shard(name, alone) {
  const file = (!(alone && root.apart) && root.pack) || name;
  if (!got.has(name)) await once("script " + file, () => script("search/" + file + ".js"));
  const parts = got.get(name);
  if (!parts) throw Error();
  return parts;
}

/** A digit's value. @param {string} text @param {number} at */
function digitOf(text, at) {
  const c = text.charCodeAt(at);
  return c === 33 ? 57 : c - 35;
}

/** A reader of numbers. @param {string} text */
function numbers(text) {
  let at = 0;
  /** @returns {number} */
  const next = () => {
    const digit = digitOf(text, at++);
    return digit < 64 ? digit : digit + 28 * next();
  };
  return next;
}

/** Words that were written by what they share with the one before. @param {string} text @param {string} end */
function unfront(text, end) {
  let before = "";
  return text.split(end).slice(0, -1).map((entry) => {
    // What is shared is one digit: longer words share no more.
    return (before = before.slice(0, digitOf(entry, 0)) + entry.slice(1));
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
          postings(next, groups >> 2, list.docs);
          if (groups & 1) postings(next, next(), list.docs, true);
          if (groups & 2) list.tail = [names.substr(next() * NAME, NAME), next()];
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

/** @param {Leaf} leaf @param {string} word @returns {List | undefined} */
function listIn(leaf, word) {
  const at = after(leaf.words, word) - 1;
  return leaf.words[at] === word ? leaf.lists[leaf.of[at]] : undefined;
}

/** @param {string} word */
const listOf = async (word) => listIn(await leafOf(word), word);

/** A list with those that were cut off, as those that say it least. @param {List} list @returns {Promise<List>} */
async function whole({ df, docs, tail }) {
  docs = [...docs];
  if (tail) {
    const next = numbers((await shard(tail[0]))[tail[1]]);
    let doc = 0;
    for (let count = next(); count--; ) docs.push((doc += next()), 0, -1);
  }
  return { df, docs, tail: null };
}

/** All documents that say one of some terms. @param {string[]} terms */
async function allOf(terms) {
  /** @type {Set<number>} */
  const all = new Set();
  for (const list of await Promise.all(terms.map(listOf))) {
    if (list) (await whole(list)).docs.forEach((doc, i) => i % 3 || all.add(doc));
  }
  return all;
}

/** @param {number} doc @returns {Promise<Card>} */
async function cardOf(doc) {
  const number = (doc / root.set) | 0;
  const name = nameOf(root.cards, number);
  const cards = await once("cards " + name, async () => {
    const [urls, titles, bys, gists, counts, names] = await shard(name);
    const [title, by, gist] = [titles, bys, gists].map((column) => column.split("\n"));
    const labels = title.map((line) => line.split("\t"));
    const next = numbers(counts);
    const chunks = title.map(next);
    /** @type {number[]} */
    const shards = [];
    for (let rest = chunks.reduce((sum, count) => sum + count, 0); rest > 0; rest -= shards[shards.length - 1]) shards.push(next());
    let first = 0;
    return unfront(urls, "\n").map((url, i) => {
      first += chunks[i];
      // A file that is named as its document is needs no name.
      const named = /(^|\/)$/.test(url) ? labels[i][0].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") : "";
      return { url: url + named + ".html", labels: labels[i], title: labels[i][0], by: by[i], gist: gist[i], chunks: chunks[i], first: first - chunks[i], shards, names };
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

/** Takes what a shard hands over. @param {string} name @param {string[]} parts */
const receive = (name, ...parts) => void got.set(name, parts);

/** Takes the root, also one that a newer build wrote. @param {Root} value */
function start(value) {
  const fresh = !root;
  root = value;
  got.clear();
  asked.clear();
  common = new Set(unfront(root.common, " "));
  kindOf = new Uint8Array(root.docs);
  let end = 0;
  root.kinds.forEach(([, count], kind) => kindOf.fill(kind, end, (end += count)));
  firsts = { words: unfront(root.words[0], " "), ends: unfront(root.ends[0], " ") };
  started.splice(0).forEach((done) => done());
  if (fresh) wire();
}
