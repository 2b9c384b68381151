// The index in the browser: shards, lists, cards and passages, each loaded when it is asked for.
//
// The files of this folder are one script in the end: the build joins them, gives them a scope of
// their own, and adds the root, which names the packs that shards lie in, as a call of `start`.
// Packs are fetched by range where that works, and are classic scripts too, so that search works from
// disk. The format is described in the documentation of `search` in the generator's source.

/**
 * @typedef {{format: number, docs: number, common: string, kinds: [string, number][], words: string, ends: [string, number],
 *   bigrams: [number, number], cards: [number, number], facets: number, packs: [string, string], whole: string,
 *   synonyms?: string[][][], feedback?: string}} Root
 * @typedef {Record<string, any> & {kinds: Record<string, string>, language: string}} Words what readers are told
 * @typedef {{pack: string, from: number, to: number}} Shard its bytes in a pack
 * @typedef {{df: number, rest: [Shard, number] | null, docs: number[]}} List docs in threes: document, code, chunk
 * @typedef {{words: string[], lists: List[], of: number[], more: Map<string, string[]>, near: string[]}} Leaf
 * @typedef {{url: string, labels: string[], title: string, by: string, summary: string, chunks: number, first: number,
 *   counts: number[], shards: Shard[], answers: string[], act: string, say: string}} Card its title among its labels, its chunks, and where they begin among those of the shards of passages
 */

const base = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
const DISK = base.startsWith("file:");
const FORMAT = 2;
const NAME = 6;
const UNIT = 32;
// What stands in a pack before its first shard.
const HEAD = 12;
// Shards that are no further apart are asked for as one.
const GAP = 512;
const POSITIONS = 65536;

/** @type {Root} */
let root;
/** @type {Words} */
let say;
/** The first words of the dictionary's shards. @type {string[]} */
let words;
/** The same of reversed words. @type {string[]} */
let ends;
/** @type {Set<string>} */
let common;
/** The shards that the root knows. @type {Shard[]} */
let shards;
/** Whether the host gives parts of a file, as far as is known. @type {boolean} */
let ranges;
/** @type {Map<string, Promise<any>>} */
const asked = new Map();
/** The shards that are asked for now. @type {Shard[]} */
let turn = [];

/** Runs a script below `assets/`. @param {string} path */
function script(path) {
  return new Promise((resolve, reject) => {
    const node = document.createElement("script");
    node.onload = resolve;
    node.onerror = reject;
    // A byte of a pack is a character whose code ends in it.
    if (/k$/.test(path)) node.charset = "x-user-defined";
    node.src = base + path;
    document.head.append(node);
  });
}

/** Remembers what `make` promises until it fails. @template T @param {string} key @param {() => Promise<T>} make @returns {Promise<T>} */
function once(key, make) {
  let promise = asked.get(key);
  if (!promise) {
    promise = Promise.race([make(), new Promise((_, reject) => setTimeout(reject, 20000))]);
    asked.set(key, promise);
    promise.catch(() => asked.delete(key));
  }
  return promise;
}

/** Bytes of a pack: by range, from the whole pack where a host sends that, or from a script.
 * @param {string} pack @param {number} from @param {number} to */
async function bytesOf(pack, from, to) {
  const path = "search/" + pack + ".pack";
  if (DISK) await once(path, () => script(path));
  else if (ranges && pack !== root.whole && !asked.has(pack)) {
    const answer = await fetch(base + path, { headers: { range: `bytes=${from}-${to - 1}` } });
    const bytes = answer.arrayBuffer();
    if (answer.status === 206) return new Uint8Array(await bytes);
    // What ignores a range once is not asked for one again.
    ranges = false;
    asked.set(pack, bytes);
  }
  return new Uint8Array(await once(pack, async () => (await fetch(base + path)).arrayBuffer())).subarray(from, to);
}

/** The bytes of a shard. Neighbours that are asked for together are one request.
 * @param {string} pack @param {number} start @param {number} end */
async function load(pack, start, end) {
  const all = turn;
  all.push({ pack, from: start, to: end });
  await 0;
  turn = [];
  let [from, to] = [start, end];
  for (const _ of all) {
    for (const other of all) {
      if (other.pack === pack && other.from < to + GAP && other.to > from - GAP) {
        from = Math.min(from, other.from);
        to = Math.max(to, other.to);
      }
    }
  }
  return (await once(pack + [from, to], () => bytesOf(pack, from, to))).subarray(start - from, end - from);
}

/** The text of a shard's bytes, of which the last tells how many fill up; what is damaged is none.
 * @param {Uint8Array} bytes */
async function inflated(bytes) {
  const plain = [];
  const end = bytes.length - bytes[bytes.length - 1] + 48;
  for (let i = 0; i < end; i++) plain.push(bytes[i] === 92 ? bytes[++i] ^ 64 : bytes[i]);
  const { body } = new Response(new Uint8Array(plain));
  return new Response(/** @type {ReadableStream<any>} */ (body).pipeThrough(new DecompressionStream("deflate"))).text();
}

/** The parts of a shard. @param {Shard} shard @returns {Promise<string[]>} */
const partsOf = ({ pack, from, to }) => once(pack + from, async () => {
  const text = await load(pack, from, to).then(inflated).catch(async () => {
    // Some hosts compress what they then cut.
    ranges = false;
    return inflated(await bytesOf(pack, from, to));
  });
  return text.split("\0");
});

/** Where shards lie. @param {string} packs @param {() => number} next @returns {Shard[]} */
function run(packs, next) {
  /** @type {Shard[]} */
  const shards = [];
  for (let at = 0; at < packs.length; at += NAME) {
    let to = HEAD + UNIT * next();
    for (let units; (units = next()); ) shards.push({ pack: packs.substr(at, NAME), from: to, to: (to += UNIT * units) });
  }
  return shards;
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
  const at = Math.max(0, after(words, word) - 1);
  return once("leaf " + at, async () => {
    const [text, posts, packs, places, more, near] = await partsOf(shards[at]);
    const overflow = run(packs, numbers(places));
    /** @type {Leaf} */
    const leaf = { words: unfront(text, " "), lists: [], of: [], more: new Map(), near: unfront(near, " ") };
    const next = numbers(posts);
    for (const _ of leaf.words) {
      const back = next();
      if (!back) {
        const list = /** @type {List} */ ({ df: next(), rest: null, docs: [] });
        if (list.df === 1) {
          const code = next();
          list.docs = [next(), code, next()];
        } else {
          const groups = next();
          postings(next, groups >> 2, list.docs);
          if (groups & 1) postings(next, next(), list.docs, true);
          if (groups & 2) list.rest = [overflow[next()], next()];
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
async function whole({ df, docs, rest }) {
  docs = [...docs];
  if (rest) {
    const next = numbers((await partsOf(rest[0]))[rest[1]]);
    let doc = 0;
    for (let count = next(); count--; ) docs.push((doc += next()), 0, -1);
  }
  return { df, docs, rest: null };
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

/** The shard that has a document's card. @param {number} doc */
const setOf = (doc) => shards[root.cards[0] + ((doc / root.cards[1]) | 0)];

/** @param {number} doc @returns {Promise<Card>} */
async function cardOf(doc) {
  const cards = await once("cards " + ((doc / root.cards[1]) | 0), async () => {
    const [urls, titles, bys, summaries, numeric, packs, answers, firsts] = await partsOf(setOf(doc));
    const [title, by, summary, answer, lines] = [titles, bys, summaries, answers, firsts].map((column) => column.split("\n"));
    const labels = title.map((line) => line.split("\t"));
    const next = numbers(numeric);
    const chunks = title.map(next);
    /** @type {number[]} */
    const counts = [];
    for (let rest = chunks.reduce((sum, count) => sum + count, 0); rest > 0; rest -= counts[counts.length - 1]) counts.push(next());
    const passages = packs ? run(packs, next) : shards.slice(next());
    let first = 0;
    return unfront(urls, "\n").map((url, i) => {
      first += chunks[i];
      // A file that is named as its document is needs no name.
      const name = /(^|\/)$/.test(url) ? labels[i][0].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") : "";
      return { url: url + name + ".html", labels: labels[i], title: labels[i][0], by: by[i], summary: summary[i], chunks: chunks[i], first: first - chunks[i], counts, shards: passages,
        answers: (answer[i] || "").split("\t").filter(Boolean), act: (lines[i] || "").split("\t")[0], say: (lines[i] || "").split("\t")[1] || "" };
    });
  });
  return cards[doc % root.cards[1]];
}

/** A chunk's lines, of an anchor and a text each. @param {Card} card @param {number} chunk */
async function linesOf(card, chunk) {
  let at = card.first + chunk;
  let number = 0;
  while (at >= card.counts[number]) at -= card.counts[number++];
  const [text] = await partsOf(card.shards[number]);
  return (text.split("\n\n")[at] || "").split("\n").map((line) => line.split("\t"));
}

/** The place of a document's kind among `root.kinds`. @param {number} doc */
const kindOf = (doc) => root.kinds.findIndex(([, end]) => doc < end);

/** Takes a pack that came as a script: its name, then its bytes as characters. @param {TemplateStringsArray} pack */
const receive = ({ raw: [text] }) => void asked.set(text.slice(0, NAME), Promise.resolve(Uint8Array.from("topoi`" + text, (c) => c.charCodeAt(0))));

/** Takes the root, also one that a newer build wrote, and what readers are told. @param {Root} value @param {Words} said */
function start(value, said) {
  const fresh = !root;
  // Another format needs another runtime, as a page that is loaded anew has it.
  if (value.format !== FORMAT) return;
  root = value;
  say = said;
  ranges = !DISK;
  asked.clear();
  shards = run(root.packs[0], numbers(root.packs[1]));
  common = new Set(unfront(root.common, " "));
  words = unfront(root.words, " ");
  ends = unfront(root.ends[0], " ");
  if (fresh) wire();
}
