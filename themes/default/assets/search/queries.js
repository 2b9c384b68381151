// A query: its words' lists, documents by rank, passages of the best.

/**
 * @typedef {{word: string, times: number, idf: number, posted: [List, number][]}} Term a word of the query, how often it
 *   is said there, its lists and what each is worth
 * @typedef {{doc: number, score: number, byName: boolean, named: boolean, chunk?: number}} Candidate whether the query spells out a name, and whether it asks for nothing else
 *   of its, and the chunk to show where a phrase tells that
 * @typedef {{url: string, page: string, title: string, kind: string, by: string, heading: string, snippet: string,
 *   score: number, doc: number, card: Card, chunk: number, byName: boolean, named: boolean,
 *   situation: string, act: string, say: string}} Result the situation that the query means, and what the card says first there
 * @typedef {{results: Result[], total: number, meant: string, unknown: string[], matches: (word: string) => boolean}} Found
 *   the words that nothing says; whether a word of a text counted
 */

// Results that are looked at again once their titles are known.
const AGAIN = 10;
// Those whose situations are looked at where that asks for nothing.
const WIDE = 40;
// Results whose passages are read before they are shown.
const SHOWN = 3;
// Passages that are read for phrases whose places are not known.
const READ = 100;
// Scripts that a query may ask for before it saves on cards and passages.
const BUDGET = 13;
// Results whose cards are asked for, however many words a query has,
const FIRST = 4;
// and how many of the next may then take the places of the others.
const NEXT = 200;
// Words of a query that are asked for: each costs a request.
const LONGEST = 25;
// A query of more words is a sentence. There no word says it all: impacts, which are made for names,
// are taken apart again and saturate so many times later. (Measured on Cranfield and CISI.)
const SENTENCE = 5;
const SLOWER = 4;
// One of so many words may hold a quotation, which then need not be word for word.
const QUESTION = 10;
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
const ACT = 1.5; // principles in answer to long queries,
const WIDER = 0.6; // synonyms of what was typed,
const FAINT = 0.25; // a word that counts less, by so much of the rarest, is not shown as what counted;
// and how much of a situation and a query must be alike for one to mean the other.
const MEANS = 0.55;
// A query asks for a name if the name is as much of it.
const NAMED = 0.8;

/** @param {string} query */
function parse(query) {
  const parsed = {
    /** @type {string[][]} */ words: [],
    /** @type {string[][][]} */ phrases: [],
    /** @type {string[][][]} */ not: [],
    /** @type {string[][]} */ filters: [],
    /** @type {Map<string, number>} */ times: new Map(),
    quoted: true,
    open: /[\p{L}\p{N}\p{M}]$/u.test(query),
  };
  let first = true;
  for (const [, minus, phrase, field, quoted, value, one] of query.slice(0, 2000).matchAll(
    /(-?)(?:"([^"]*)"|(kind|topic|author|tag|year):(?:"([^"]*)"?|([^\s"]+))|([^\s"]+))/giu)) {
    const text = one || phrase || "";
    const words = termsOf(text);
    if (field) {
      const filter = fold(quoted || value || "").replace(/[^\p{L}\p{N}\-_+# ]/gu, "").trim().replace(/ +/g, "-");
      const term = field.toLowerCase() + ":" + filter;
      // Without quotes a word of several is enough.
      const terms = quoted ? [term] : [term, term + "~"];
      if (filter && minus) parsed.not.push([terms]);
      else if (filter) parsed.filters.push(terms);
    } else if (!words.length) continue;
    else if (minus && !first) parsed.not.push(words);
    else {
      if (phrase) parsed.phrases.push(words);
      else parsed.quoted = false;
      parsed.words.push(...words);
    }
    first = false;
  }
  // Who says a word again means it more.
  for (const [word] of parsed.words) parsed.times.set(word, (parsed.times.get(word) || 0) + 1);
  const seen = new Set();
  parsed.words = parsed.words.filter(([word]) => !seen.has(word) && seen.add(word));
  return parsed;
}

const rarity = (/** @type {number} */ df) => Math.log(1 + (root.docs - df + 0.5) / (df + 0.5));

/** Words of the index near a mistyped one, the nearest first: its neighbours in the dictionary,
 * and in the dictionary of reversed words. @param {string} word @returns {Promise<[string, number][]>} */
async function corrections(word) {
  const bound = word.length > 8 ? 2 : word.length > 3 ? 1 : 0;
  if (!bound) return [];
  /** @type {Map<string, number>} */
  const near = new Map();
  const consider = (/** @type {string} */ other) => {
    const edits = other.includes(":") || Math.abs(other.length - word.length) > bound ? 9 : distance(word, other, bound);
    if (edits && edits <= bound) near.set(other, edits);
  };
  const leaf = await leafOf(word);
  leaf.words.concat(leaf.near).forEach(consider);
  if (/\d/.test(word) || ![...near.values()].includes(1)) {
    const turned = (/** @type {string} */ text) => [...text].reverse().join("");
    const at = Math.max(0, after(ends, turned(word)) - 1);
    const [text] = await partsOf(shards[root.ends[1] + at]);
    unfront(text, " ").forEach((other) => consider(turned(other)));
  }
  const least = Math.min(...near.values());
  return [...near].filter(([, edits]) => edits === least).slice(0, 6);
}

/** A word without its English endings: enough to tell that *ghosting* is *ghosted*. @param {string} word */
const stem = (word) => word.length < 5 ? word : word.replace(/(?:ing|ed|es|s|e)$/, "").replace(/([bdfgmnprt])\1$/, "$1");

/** Whether a synonym knows the word, which so is no mistyped one. @param {string} word */
const isSynonym = (word) => !!root.synonyms?.some((lists) => lists.some((texts) => texts.some((text) => termsOf(text).some(([one]) => stem(one) === stem(word)))));

/** Gives words of the query what their synonyms find, weaker than what was typed.
 * @param {string[][]} typed @param {Term[]} sought @param {Map<string, string>} forms */
async function widen(typed, sought, forms) {
  const stems = typed.map((choices) => stem(choices[choices.length - 1]));
  for (const [texts, targets] of root.synonyms || []) {
    for (const text of texts) {
      const parts = termsOf(text).map((choices) => stem(choices[choices.length - 1]));
      const at = stems.findIndex((_, i) => parts.every((part, j) => part === stems[i + j]));
      if (at < 0) continue;
      const span = typed.slice(at, at + parts.length).flat();
      let terms = sought.filter((term) => span.includes(term.word));
      if (!terms.length) sought.push(...(terms = [{ word: text, times: 1, idf: 0, posted: [] }]));
      for (const other of targets || texts) {
        const words = other === text ? [] : termsOf(other);
        const leaves = await Promise.all(words.map(async (choices) => {
          const leaf = await leafOf(choices[choices.length - 1]);
          return /** @type {[Leaf, List | undefined]} */ ([leaf, listIn(leaf, choices[choices.length - 1])]);
        }));
        const lists = /** @type {List[]} */ (leaves.map(([, list]) => list).filter(Boolean));
        if (!lists.length || lists.length < words.length) continue;
        const list = lists.reduce(both);
        for (const term of terms) {
          term.idf ||= rarity(list.df);
          term.posted.push([list, WIDER / terms.length ** 0.5]);
        }
        for (const [leaf, one] of leaves) {
          leaf.words.forEach((form, i) => leaf.lists[leaf.of[i]] === one && !forms.has(form) && forms.set(form, terms[0].word));
        }
      }
    }
  }
}

/** The documents that two lists have. @param {List} a @param {List} b @returns {List} */
function both(a, b) {
  const there = new Map();
  for (let i = 0; i < b.docs.length; i += 3) there.set(b.docs[i], b.docs[i + 1]);
  /** @type {number[]} */
  const docs = [];
  for (let i = 0; i < a.docs.length; i += 3) {
    const code = there.get(a.docs[i]);
    if (code !== undefined) docs.push(a.docs[i], Math.min(code & 7, a.docs[i + 1] & 7), a.docs[i + 2]);
  }
  return { df: docs.length / 3, rest: null, docs };
}

// A query that asks what something is.
const FRAME = /^(?:mean|means|meant|meaning|defin|define|defines|defined|definition|explain|explains|explained)$/;

// English words that hold a sentence together: they tell no situation from another.
const FUNCTION = /^(?:an?|the|i|we|you|they|s?he|it|its|my|our|your|their|them|us|me|is|are|was|were|be|been|am|im|do|does|did|done|have|has|had|can|cant|could|should|would|will|may|might|must|to|of|in|on|at|for|with|from|by|as|and|or|but|not|no|if|when|what|whats|how|why|who|where|which|there|this|that|these|those|so|than|then|about|into|up|out|just|too|still|dont|doesnt|isnt|any|some|all)$/;

/** The situation among a card's that the query means, and how nearly. Words that hardly count in
 * the query hardly count there. @param {Card} card @param {Term[]} sought @param {Found} found @param {Map<string, string>} forms
 * @returns {[string, number]} */
function situationOf(card, sought, found, forms) {
  const idfs = new Map(sought.map((term) => [term.word, term.idf * (FUNCTION.test(term.word) ? 0.1 : 1)]));
  const most = Math.max(...idfs.values(), 0);
  const total = [...idfs.values()].reduce((sum, idf) => sum + idf, 0) || 1;
  /** @type {[string, number]} */
  let best = ["", 0];
  for (const answer of card.answers) {
    const said = new Set();
    let [there, all] = [0, 0];
    for (const { terms } of tokens(answer)) {
      const word = forms.get(terms.find((term) => forms.has(term)) || "");
      // Of a word that the query hasn't only its length tells how much it may mean.
      const weight = word === undefined ? most * (FUNCTION.test(terms[0]) ? 0.06 : 0.6) : idfs.get(word) || 0;
      all += weight;
      if (word !== undefined) {
        there += weight;
        said.add(word);
      }
    }
    const asked = [...said].reduce((sum, word) => sum + (idfs.get(word) || 0), 0) / total;
    const value = (2 * asked * (there / (all || 1))) / (asked + there / (all || 1) || 1);
    if (value > best[1]) best = [answer, value];
  }
  return best;
}

/** The lists of a word of the query: its own, those of words that begin with it, or, where there
 * is none, those of its parts or of words that it may have been meant as.
 * @param {string[]} choices @param {boolean} open @param {Found} found @param {Map<string, string>} forms
 * @returns {Promise<Term[]>} */
async function resolve(choices, open, found, forms) {
  const take = (/** @type {Term} */ term, /** @type {List} */ list, /** @type {number} */ share, /** @type {Leaf} */ from) => {
    term.posted.push([list, share]);
    from.words.forEach((form, i) => from.lists[from.of[i]] === list && forms.set(form, term.word));
  };
  /** Adds the lists of words near the term's; the most frequent such word. @param {Term} term @param {number} share @returns {Promise<[string, number]>} */
  const mend = async (term, share) => {
    let [best, most] = ["", 0];
    for (const [other, edits] of await once("near " + term.word, () => corrections(term.word))) {
      const from = await leafOf(other);
      const list = listIn(from, other);
      if (list) take(term, list, share * TYPO ** edits, from);
      if (list && list.df > most) [best, most] = [other, list.df];
    }
    return [best, most];
  };
  for (const word of choices) {
    const leaf = await leafOf(word);
    const list = listIn(leaf, word);
    /** @type {Term} */
    const term = { word, times: 1, idf: 0, posted: [] };
    if (list) take(term, list, 1, leaf);
    if (open && word.length > 1) {
      const taken = new Set(list ? [list] : []);
      const strong = list && list.df > 2 ? 0.25 : 0.7;
      /** @param {string} longer @param {Leaf} from */
      const extend = (longer, from) => {
        const one = listIn(from, longer);
        if (!one || taken.has(one) || taken.size > 24) return;
        taken.add(one);
        take(term, one, strong * (0.5 + (0.5 * word.length) / longer.length), from);
      };
      for (const longer of (!list && leaf.more.get(word)) || []) if (term.posted.length < 4) extend(longer, await leafOf(longer));
      const df = (/** @type {string} */ longer) => listIn(leaf, longer)?.df || 0;
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
  const term = { word, times: 1, idf: 0, posted: [] };
  /** @type {[string, number]} */
  const [best, most] = isSynonym(word) ? ["", 0] : await mend(term, 1);
  if (best) {
    const spot = tokens(found.meant).find((token) => token.terms.includes(word));
    // Nobody mistypes the first letter: email is no mail, and a reseller no seller.
    if (spot && best[0] === word[0]) found.meant = found.meant.slice(0, spot.at) + best + found.meant.slice(spot.end);
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

/** Every document that says a word of the query, and what that is worth. Sums stand in columns by
 * document: an object for each would be the most of what a key costs.
 * @param {Term[]} sought @param {boolean} long @returns {Candidate[]} */
function score(sought, long) {
  const [scores, covers, shares, labels, values] = Array.from({ length: 5 }, () => new Float64Array(root.docs));
  // The number of the last term that a document was found by.
  const last = new Uint16Array(root.docs);
  /** @type {number[]} */
  const docs = [];
  const total = sought.reduce((sum, term) => sum + term.idf, 0) || 1;
  const asked = sought.reduce((sum, term) => sum + (FUNCTION.test(term.word) || FRAME.test(term.word) ? 0 : term.idf), 0) || total;
  // w / (w + k) with another k; the last level is none that is full.
  const worth = Array.from({ length: 8 }, (_, level) => (level + 1) / 8)
    .map((value) => sought.length > SENTENCE ? value / (value + SLOWER * (1.06 - value)) : value);
  let missed = 0;
  let number = 0;
  for (const term of sought) {
    number++;
    // Of a long list the least promising documents were cut off: one that is not in it says the
    // term as likely as those that are left.
    const [first] = term.posted[0] || [];
    const listed = first ? first.docs.length / 3 : 0;
    const likely = first && first.df > listed ? (term.idf * (first.df - listed)) / (root.docs - listed) : 0;
    missed += likely;
    for (const [list, share] of term.posted) {
      const idf = Math.min(rarity(list.df), term.idf * 1.2) * share * term.times;
      for (let i = 0; i < list.docs.length; i += 3) {
        const doc = list.docs[i];
        const code = list.docs[i + 1];
        const label = code >> 3;
        const value = idf * worth[code & 7];
        if (last[doc] === number) {
          // Several forms of a word count once: the best.
          const more = Math.max(0, value - values[doc]);
          scores[doc] += more;
          values[doc] += more;
          continue;
        }
        if (!last[doc]) docs.push(doc);
        last[doc] = number;
        values[doc] = value;
        scores[doc] += value - CUT * likely;
        covers[doc] += term.idf * share - likely;
        if (label) {
          shares[doc] += share / label;
          labels[doc] += term.idf * share;
        }
      }
    }
  }
  // A long query is more than any document says.
  const cover = COVER * Math.min(1, 2 / sought.length);
  return docs.map((doc) => {
    const kind = kindOf(doc);
    const score = ((scores[doc] + CUT * missed) * (1 - cover + (cover * (covers[doc] + missed)) / total)
      + EXACT * Math.min(1, shares[doc]) * labels[doc] * (labels[doc] / total)) * (kind === 1 && long ? ACT : KIND[kind] || 1);
    const byName = shares[doc] > 0.99;
    return { doc, score, byName, named: byName && labels[doc] >= NAMED * asked };
  });
}

/** A document's chunks that are known to say words of the query, and how much.
 * @param {number} doc @param {Term[]} sought */
function chunksOf(doc, sought) {
  /** @type {Map<number, number>} */
  const chunks = new Map();
  for (const { idf, posted } of sought) {
    for (const [{ docs }, share] of posted) {
      let i = 0;
      while (docs[i] !== doc && docs[i + 2] >= 0) i += 3;
      if (docs[i + 2] >= 0) {
        chunks.set(docs[i + 2], (chunks.get(docs[i + 2]) || 0) + idf * share);
        break;
      }
    }
  }
  return chunks;
}

/** @param {string} query @param {{limit?: number, filters?: string[]}} options @returns {Promise<Found>} */
async function find(query, { limit = 10, filters = [] }) {
  const parsed = parse(query);
  /** @type {Map<string, string>} */
  const forms = new Map();
  const last = parsed.open ? parsed.words[parsed.words.length - 1] : null;
  const prefix = last ? last[0] : "";
  /** Words of the query that hardly counted. */
  const faint = new Set();
  /** @type {Found} */
  const found = {
    results: [], total: 0, meant: query.trim(), unknown: [],
    matches: (word) => (forms.has(word) && !faint.has(forms.get(word))) || (prefix.length > 1 && word.startsWith(prefix)),
  };
  const sets = await Promise.all([...parsed.filters, ...filters.map((one) => [one])].map(allOf));
  if (parsed.words.length > QUESTION && !parsed.quoted) parsed.phrases = [];
  const telling = parsed.words.filter((word) => word === last || !common.has(word[0]));
  const wanted = telling.length > 2 ? telling : parsed.words;
  // Of very many words those that are said again, then the first.
  const times = (/** @type {string[]} */ word) => /** @type {number} */ (parsed.times.get(word[0]));
  const kept = new Set([last, ...[...wanted].sort((a, b) => times(b) - times(a)).slice(0, LONGEST)]);
  const words = wanted.filter((word) => kept.has(word));
  const sought = (await Promise.all(words.map(async (word) => {
    const terms = await resolve(word, word === last, found, forms);
    for (const term of terms) term.times = times(word);
    return terms;
  }))).flat();
  found.unknown = sought.filter((term) => !term.posted.length).map((term) => term.word);
  await widen(parsed.words, sought, forms);
  const rarest = Math.max(...sought.map((term) => term.posted.length ? term.idf : 0));
  for (const term of sought) if (term.idf < FAINT * rarest) faint.add(term.word);
  // Those that are let in or left over may be among those that a list has cut off.
  if (sets.length + parsed.not.length) {
    for (const term of sought) {
      term.posted = await Promise.all(term.posted.map(async ([list, share]) => /** @type {[List, number]} */ ([await whole(list), share])));
    }
  }
  let ranked = score(sought, parsed.words.length > 3);
  const places = await Promise.all(parsed.phrases.map(placesOf));
  const phrased = places.flatMap(({ sets }) => sets);
  // So may those that have a phrase; which they are is known.
  const known = new Set(ranked.map(({ doc }) => doc));
  for (const doc of (sought.length ? phrased : sets)[0]?.keys() || []) if (!known.has(doc)) ranked.push({ doc, score: 0, byName: false, named: false });
  const needed = [...sets, ...phrased];
  const excluded = await Promise.all(parsed.not.map(async (phrase) => {
    const { sets, exact } = await placesOf(phrase);
    const all = ranked.filter(({ doc }) => sets.every((set) => set.has(doc)));
    return new Set((exact || !phrase[1] ? all : await verify(all, sought, [phrase], all.length)).map(({ doc }) => doc));
  }));
  ranked = ranked.filter(({ doc }) => needed.every((set) => set.has(doc)) && !excluded.some((set) => set.has(doc)));
  // Where it is asked what something is, the words that ask say little of where that is told.
  const framed = sought.some((term) => FRAME.test(term.word));
  ranked.sort((a, b) => (framed ? +b.named - +a.named : 0) || b.score - a.score || a.doc - b.doc);
  const positions = needed.find((set) => set instanceof Map);
  if (positions) for (const one of ranked) one.chunk = (positions.get(one.doc)?.[0] || 0) / POSITIONS | 0;
  // Lists have all forms of a word; in quotes it is meant as it is written.
  const unsure = parsed.phrases.filter((_, i) => !places[i].exact);
  if (unsure.length) ranked = await verify(ranked, sought, unsure, Math.max(limit, AGAIN) + 1);
  found.total = ranked.length;
  // The last of ten may be any of the next whose cards stand beside those of the first: the last
  // two, but the more words a query has asked for, the more of them.
  const place = (/** @type {Candidate} */ one) => root.whole ? 0 : setOf(one.doc);
  const first = Math.max(FIRST, Math.min(8, BUDGET - sought.length));
  const near = new Set(ranked.slice(0, first).map(place));
  ranked.splice(first, 0, ...ranked.splice(first, first < 8 ? NEXT : 8).sort((a, b) => +near.has(place(b)) - +near.has(place(a))));
  const cards = new Set(ranked.slice(0, AGAIN).map(place)).size;
  // Where all cards are at hand, more of them may be meant.
  const looked = root.whole ? WIDE : AGAIN;
  found.results = await Promise.all(ranked.slice(0, Math.max(limit, looked)).map((one) => result(one, sought)));
  const close = likeness(query, sought, forms);
  const again = (/** @type {number} */ count, /** @type {(one: Result) => number} */ more) => {
    const first = found.results.splice(0, count);
    for (const one of first) one.score += more(one);
    found.results.unshift(...first.sort((a, b) => b.score - a.score || a.doc - b.doc));
  };
  again(AGAIN, (one) => close(one.title, TITLE));
  // A situation leads.
  const meant = new Map();
  for (const one of found.results.slice(0, looked)) {
    const [situation, value] = situationOf(one.card, sought, found, forms);
    if (value < MEANS) continue;
    meant.set(one, value);
    [one.situation, one.act, one.say] = [situation, one.card.act, one.card.say];
  }
  // But what is called so comes before what is said of it.
  if (meant.size || framed) {
    for (const one of found.results.slice(0, AGAIN)) if (one.named && !meant.has(one)) meant.set(one, 1);
  }
  const led = () => found.results.sort((a, b) => (meant.get(b) || 0) - (meant.get(a) || 0));
  led();
  found.results = found.results.slice(0, limit);
  const most = Math.max(0, Math.min(SHOWN, BUDGET - sought.length - cards - (found.meant === query.trim() ? 0 : 4)));
  await Promise.all(found.results.slice(0, most).map((one) => passage(one, found)));
  again(most, (one) => close(one.snippet, 0));
  led();
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
  const wanted = pairs(sought.map((term) => term.word)).slice(1);
  const total = sought.reduce((sum, term) => sum + term.idf, 0) || 1;
  return (/** @type {string} */ text, /** @type {number} */ exact) => {
    const same = written(text.toLowerCase()).filter((word) => typed.includes(word)).map((word) => bare(fold(word)));
    const there = pairs(tokens(text).map((token) => forms.get(token.terms.find((term) => forms.has(term)) || "")));
    return sought.reduce((sum, term) => sum + (same.includes(term.word) ? (exact * (names.includes(term.word) ? TYPED : 1) * term.idf ** 2) / total : 0), 0)
      + NEAR * total * wanted.filter((pair) => there.includes(pair)).length / (wanted.length || 1);
  };
}

/** Documents that have two words side by side, with the positions of the first. Nothing where there are
 * too many. @param {string} a @param {string} b @returns {Promise<Map<number, number[]> | undefined>} */
async function bigramOf(a, b) {
  let hash = 0;
  for (const c of a + " " + b) hash = Math.imul(hash + c.charCodeAt(0), 0x9e3779b1);
  const all = await once("bigrams", async () => {
    const [packs, places] = await partsOf(shards[root.bigrams[0]]);
    return run(packs, numbers(places));
  });
  const place = ((hash >>> 0) / 2 ** 32) * all.length;
  const [text] = await partsOf(all[place | 0]);
  const next = numbers(text);
  let rest = ((place % 1) * 2 ** 20) | 0;
  /** @type {Map<number, number[]>} */
  const found = new Map();
  while ((rest -= next()) >= 0) {
    let doc = 0;
    const count = next();
    const docs = Array.from({ length: count }, () => (doc += next()));
    for (const doc of docs) {
      const position = next() * POSITIONS + next();
      if (!rest) found.set(doc, [...(found.get(doc) || []), position]);
    }
    if (!rest && !count) return;
  }
  return found;
}

/** The terms of a word that stand for it alone: signs make another name of it, an apostrophe may part
 * two words or belong to one. @param {string[]} terms */
const narrow = (terms) => /^[.@]|[+#]$/.test(terms[0]) ? terms.slice(0, 1) : terms;

/** Documents that a phrase is in none but, with the positions of its first word where they are known, and
 * whether it is in all of them.
 * @param {string[][]} phrase @returns {Promise<{sets: (Set<number> | Map<number, number[]>)[], exact: boolean}>} */
async function placesOf(phrase) {
  const words = phrase.map(narrow);
  const apart = await Promise.all(words.map(async ([word, other]) =>
    !words[1] || other || ((await listOf(word))?.df || 0) <= root.bigrams[1]));
  const sets = await Promise.all(words.filter((_, i) => apart[i]).map(allOf));
  /** @type {Map<number, number[]>[]} */
  const bigrams = [];
  // A word that is no plain one has no other forms.
  let exact = words[1] ? !sets.length : /\P{L}/u.test(words[0][0]);
  for (let i = 1; i < words.length; i++) {
    const bigram = !apart[i - 1] && !apart[i] && (await bigramOf(words[i - 1][0], words[i][0]));
    if (bigram) bigrams.push(bigram);
    else exact = false;
  }
  if (!exact || !bigrams[0]) return { sets: [...sets, ...bigrams], exact };
  const places = new Map();
  for (const [doc, positions] of bigrams[0]) {
    const there = positions.filter((position) => bigrams.every((bigram, i) => bigram.get(doc)?.includes(position + i)));
    if (there[0] >= 0) places.set(doc, there);
  }
  return { sets: [places], exact };
}

/** Those that have the phrases word for word, at least `wanted` if so many are found before it
 * costs too much. @param {Candidate[]} ranked @param {Term[]} sought @param {string[][][]} phrases @param {number} wanted */
async function verify(ranked, sought, phrases, wanted) {
  const line = (/** @type {string[][]} */ words) => " " + words.map((terms) => narrow(terms).at(-1)).join(" ") + " ";
  const says = (/** @type {string} */ text, /** @type {string[][]} */ phrase) => line(termsOf(text)).includes(line(phrase));
  let read = 0;
  const kept = new Set();
  for (let at = 0; at < ranked.length && kept.size < wanted && read < READ; at += 5) {
    await Promise.all(ranked.slice(at, at + 5).map(async (one) => {
      const card = await cardOf(one.doc);
      let left = phrases.filter((phrase) => !card.labels.some((label) => says(label, phrase)));
      // Chunks that are known to have words of the query come first.
      for (const chunk of new Set([...chunksOf(one.doc, sought).keys(), ...Array(card.chunks).keys()])) {
        if (!left.length || read++ > READ) break;
        const lines = await linesOf(card, chunk);
        left = left.filter((phrase) => {
          const there = lines.some((line) => says(line[1], phrase));
          if (there) one.chunk = chunk;
          return !there;
        });
      }
      if (!left.length) kept.add(one);
    }));
  }
  return ranked.filter((one) => kept.has(one));
}

/** @param {Candidate} one @param {Term[]} sought @returns {Promise<Result>} */
async function result(one, sought) {
  const card = await cardOf(one.doc);
  const [kind] = root.kinds[kindOf(one.doc)];
  let [chunk, most] = [0, 0];
  for (const [at, value] of chunksOf(one.doc, sought)) if (value > most || (value === most && at < chunk)) [chunk, most] = [at, value];
  return {
    url: card.url, page: card.url, title: card.title, kind, by: card.by, heading: "", snippet: card.summary,
    score: one.score, doc: one.doc, card, chunk: one.chunk ?? chunk, byName: one.byName, named: one.named,
    situation: "", act: "", say: "",
  };
}

/** Finds the best passage of a result: its text, its heading, its anchor.
 * @param {Result} one @param {Found} found */
async function passage(one, found) {
  if (!one.card.chunks) return;
  const [head, ...lines] = await linesOf(one.card, one.chunk);
  let best = 0;
  for (const [anchor, words] of lines) {
    const seen = new Set(termsOf(words).flat().filter(found.matches));
    // A line of two words, such as a callout's title, says less than a sentence with the same words.
    const value = seen.size - 1 / words.length;
    if (value > best) {
      best = value;
      // Named outright, a document opens at its top.
      const spot = anchor || head[0];
      if (!one.byName) one.url = one.page + (spot && "#" + spot);
      [one.heading, one.snippet] = [head[1], words];
    }
  }
}

/** Searches. Where a shard is missing or damaged, the site may have changed: its new root is
 * asked for, once. @param {string} query @param {{limit?: number, filters?: string[]}=} options */
async function search(query, options = {}) {
  const before = root;
  try {
    const found = await find(query, options);
    if (root === before) return found;
  } catch (error) {
    // Another search may have asked for it meanwhile.
    if (root === before) {
      asked.clear();
      await script("search.js?" + Date.now());
      if (root === before) throw error;
    }
  }
  return find(query, options);
}
