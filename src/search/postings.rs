//! From bags of terms to lists of documents: which documents say a term, and how much.
//!
//! Ranking is BM25F (S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework, 2009) with
//! impacts made here (V. N. Anh, A. Moffat: Pruned query evaluation using pre-computed impacts,
//! 2006): what a document contributes for a term, but for the term's rarity, is a level of eight.
//! Forms of one word share a list, so that the browser needs no stemmer.

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use super::bag::{Bag, Bags, Count};
use super::bigrams::{self, TextPart, WordHash};
use crate::concepts::inflection_key;
use crate::model::Map;
use crate::parse::document::Lexicon;
use crate::parse::interner::Interner;

/// Saturation: further occurrences count less and less.
const K1: f32 = 1.7;
/// How much a long text's occurrences count less.
const B: f32 = 0.4;
/// What a name counts for words derived from those that it has.
const DERIVED: f32 = 0.3;
/// A document's impact for a term is one of these many levels.
const LEVELS: f32 = 8.0;
/// Longer lists keep the documents that count most, and have the others apart.
pub const LONGEST: usize = 2048;
/// On a large site lists hold this over the number of all documents, but at least half as many as
/// above: the gaps between documents are larger there and cost more.
const POSTINGS: usize = 40_000_000;

/// One document in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Its number.
    pub doc: u32,
    /// Impact level, and eight times the number of words in the name that holds the term.
    pub code: u8,
    /// The chunk that says the term most.
    pub chunk: u16,
}

impl Posting {
    /// What it can add to a score, for the order inside a list.
    pub fn promise(self) -> u32 {
        let (level, label) = (u32::from(self.code & 7), u32::from(self.code >> 3));
        16 * (level + 1) + 128u32.checked_div(label).unwrap_or(0)
    }
}

/// The documents of a group of words.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Number of documents that say one of the words, those that were cut off included.
    pub df: u32,
    /// The most promising first, then by code and number.
    pub postings: Vec<Posting>,
    /// The numbers of those that were cut off, in order.
    pub rest: Vec<u32>,
}

/// All words with their lists.
pub struct Lists {
    /// Words in no order, each with its list.
    pub words: Vec<(Box<str>, u32)>,
    /// Lists.
    pub lists: Vec<List>,
    /// What is read one after the other.
    pub text: Vec<TextPart>,
}

/// Inverts the bags of all documents; `langs` are the documents' languages.
pub fn invert(parts: Vec<Bags>, langs: &[&str]) -> Lists {
    let firsts = parts.iter().scan(0, |next, part| {
        let first = *next;
        *next += part.bags.len() as u32;
        Some(first)
    });
    let firsts: Vec<u32> = firsts.collect();
    let (terms, origins, numbers) = intern(&parts, &firsts, langs);
    let words: Vec<GlobalTerm<'_>> = terms
        .iter()
        .zip(origins)
        .map(|((text, _), Origin { folded, lang })| GlobalTerm { text, folded, lang })
        .collect();
    let (groups, group_of) = group(&words);
    let relatives = relatives(&words, groups, &group_of);
    let hashes: Vec<WordHash> = words.par_iter().map(|word| WordHash::new(word.text)).collect();
    drop(words);
    let mean = mean_length(&parts);
    let empty = terms.iter().position(|(term, _)| term.is_empty());
    let entries: Vec<Vec<Entry>> = parts
        .par_iter()
        .zip(&numbers)
        .flat_map(|(part, numbers)| part.bags.par_iter().map(move |bag| (bag, numbers)))
        .map_init(Vec::new, |counts, (bag, numbers)| {
            let numbers = bag.counts.iter().map(|(term, count)| (numbers[*term as usize], count));
            let numbers = numbers.filter(|(number, _)| Some(*number as usize) != empty);
            counts.clear();
            counts.extend(numbers.map(|(number, count)| (group_of[number as usize], *count)));
            derive(counts, &relatives);
            postings(bag, counts, mean)
        })
        .collect();
    let mut lists = lists(groups, &entries);
    drop(entries);
    let mut words: Vec<(Box<str>, u32)> =
        terms.iter().map(|(word, _)| word.into()).zip(group_of.iter().copied()).collect();
    filters(&parts, &mut words, &mut lists);
    let is_frequent = |number: u32| lists[group_of[number as usize] as usize].df > bigrams::RARE;
    let hash = |&number: &u32| is_frequent(number).then(|| hashes[number as usize]);
    let text = parts.into_iter().zip(firsts).zip(numbers).map(|((part, first), numbers)| {
        let documents = part.bags.into_iter().map(|bag| bag.positions).collect();
        TextPart { first, hashes: numbers.iter().map(hash).collect(), documents }
    });
    let text = text.collect();
    Lists { words, lists, text }
}

/// A distinct term of all documents.
struct GlobalTerm<'a> {
    text: &'a str,
    folded: Option<&'a str>,
    lang: &'a str,
}

/// What the first document that has a term says of it.
struct Origin<'a> {
    folded: Option<&'a str>,
    lang: &'a str,
}

/// All terms, numbered in order of first occurrence, with their origins, and each part's terms by
/// number. `firsts` are the numbers of the parts' first documents.
fn intern<'a>(
    parts: &'a [Bags],
    firsts: &[u32],
    langs: &[&'a str],
) -> (Lexicon, Vec<Origin<'a>>, Vec<Vec<u32>>) {
    let mut interner = Interner::default();
    let mut origins = Vec::new();
    let mut numbers = Vec::with_capacity(parts.len());
    for (part, first) in parts.iter().zip(firsts) {
        let mut here = Vec::with_capacity(part.terms.len());
        for (term, (text, _)) in part.terms.iter().enumerate() {
            let number = interner.number(text);
            if number as usize == origins.len() {
                let folded = part.folded[term].as_deref();
                let lang = langs[(first + part.first[term]) as usize];
                origins.push(Origin { folded, lang });
            }
            here.push(number);
        }
        numbers.push(here);
    }
    (interner.into_words(), origins, numbers)
}

/// Puts forms of one word together: the number of groups, and each word's.
fn group(words: &[GlobalTerm<'_>]) -> (usize, Vec<u32>) {
    let keys: Vec<String> = words.par_iter().map_init(Stems::default, Stems::key).collect();
    let mut groups: Map<&str, u32> = Map::default();
    let of = keys
        .iter()
        .map(|key| {
            let next = groups.len() as u32;
            *groups.entry(key).or_insert(next)
        })
        .collect();
    (groups.len(), of)
}

/// For each group those of words that have a stem in common with its, but are no forms of one word:
/// derivations (*manage*, *management*). Languages other than English are grouped by stem already.
fn relatives(words: &[GlobalTerm<'_>], groups: usize, group_of: &[u32]) -> Vec<Vec<u32>> {
    let stem = |english: &mut Stemmer, word: &GlobalTerm<'_>| {
        let text = word.folded.unwrap_or(word.text);
        let is_plain = primary(word.lang) == "en" && text.chars().all(char::is_alphabetic);
        is_plain.then(|| english.stem(text).into_owned())
    };
    let english = || Stemmer::create(Algorithm::English);
    let stems: Vec<Option<String>> = words.par_iter().map_init(english, stem).collect();
    let mut of_stem = Interner::default();
    let mut families: Vec<Vec<u32>> = Vec::new();
    for (stem, &group) in stems.iter().zip(group_of) {
        let Some(stem) = stem else { continue };
        let family = of_stem.number(stem) as usize;
        match families.get_mut(family) {
            Some(known) if known.contains(&group) => {}
            Some(known) => known.push(group),
            None => families.push(vec![group]),
        }
    }
    let mut relatives: Vec<Vec<u32>> = vec![Vec::new(); groups];
    for family in families.iter().filter(|family| family.len() > 1) {
        for &group in family {
            relatives[group as usize].extend(family.iter().filter(|&&other| other != group));
        }
    }
    relatives
}

/// The language of a tag, without region and script.
fn primary(lang: &str) -> String {
    lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase()
}

/// Stemmers by language, made when first asked for.
#[derive(Default)]
struct Stems {
    stemmers: Vec<(String, Option<Stemmer>)>,
}

impl Stems {
    /// What forms of one word in one language have in common.
    fn key(&mut self, word: &GlobalTerm<'_>) -> String {
        let lang = primary(word.lang);
        let text = word.folded.unwrap_or(word.text);
        let mut key = String::with_capacity(text.len() + 3);
        let plain = text.chars().all(|c| c.is_alphabetic() || !c.is_ascii() || c == '\'');
        if !plain || text.chars().count() < 3 {
            key.push_str("=:");
            key.push_str(word.text);
            return key;
        }
        key.push_str(&lang);
        key.push(':');
        let stem_start = key.len();
        if lang == "en" {
            inflection_key(text, &mut key);
            return key;
        }
        let at = self.stemmers.iter().position(|(known, _)| *known == lang).unwrap_or_else(|| {
            self.stemmers.push((lang.clone(), algorithm(&lang).map(Stemmer::create)));
            self.stemmers.len() - 1
        });
        match &self.stemmers[at].1 {
            Some(stemmer) => {
                let stem = stemmer.stem(text);
                super::terms::term(&stem, &mut key);
            }
            None => key.push_str(word.text),
        }
        if key.len() == stem_start {
            key.push_str(word.text);
        }
        key
    }
}

fn algorithm(lang: &str) -> Option<Algorithm> {
    Some(match lang {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// The mean length of a text, in steps of a tenth: an edit must not move every level.
fn mean_length(parts: &[Bags]) -> f32 {
    let lengths = || parts.iter().flat_map(|part| &part.bags).map(|bag| u64::from(bag.length));
    let mean = lengths().sum::<u64>() as f32 / lengths().count().max(1) as f32;
    let mut step = 1.0f32;
    while step < mean {
        step *= 1.1;
    }
    step
}

/// A document that is named by a word is found, a little, by those derived from it: *manage* finds
/// "Application management".
fn derive(counts: &mut Vec<(u32, Count)>, relatives: &[Vec<u32>]) {
    for at in 0..counts.len() {
        let (group, count) = counts[at];
        if count.label > 0 {
            let derived = count.derived(DERIVED);
            counts.extend(relatives[group as usize].iter().map(|&other| (other, derived)));
        }
    }
}

/// A document in a group's list.
#[derive(Clone, Copy)]
struct Entry {
    group: u32,
    code: u8,
    /// Whether only derived words are there: it doesn't count where the group's rarity does.
    derived: bool,
    chunk: u16,
}

/// A document's postings, one a group, in the order of groups. `counts` are what it says of its
/// terms, by group.
fn postings(bag: &Bag, counts: &mut [(u32, Count)], mean: f32) -> Vec<Entry> {
    let norm = 1.0 - B + B * bag.length as f32 / mean;
    counts.sort_by_key(|(group, _)| *group);
    let mut entries = Vec::with_capacity(counts.chunk_by(|a, b| a.0 == b.0).count());
    for same in counts.chunk_by(|a, b| a.0 == b.0) {
        let name: f32 = same.iter().map(|(_, count)| count.name_weight).sum();
        let text: f32 = same.iter().map(|(_, count)| count.text_weight).sum();
        let label = same.iter().map(|(_, count)| count.label).filter(|&label| label > 0).min();
        // The first of those that say it most, so that forms in one chunk don't compete.
        let chunk = same.iter().map(|(_, count)| count).fold(same[0].1, |best, count| {
            if count.text_weight > best.text_weight { *count } else { best }
        });
        let weight = name + text / norm;
        let level = (LEVELS * weight / (weight + K1)).min(LEVELS - 1.0) as u8;
        let code = level | label.unwrap_or(0) << 3;
        let derived = same.iter().all(|(_, count)| count.derived);
        entries.push(Entry { group: same[0].0, code, derived, chunk: chunk.chunk });
    }
    entries
}

/// The lists of all groups. `entries` are those of each document, in the order of groups.
fn lists(groups: usize, entries: &[Vec<Entry>]) -> Vec<List> {
    let longest = (POSTINGS / entries.len().max(1)).clamp(LONGEST / 2, LONGEST);
    let mut sizes = vec![0u32; groups];
    for entry in entries.iter().flatten() {
        sizes[entry.group as usize] += 1;
    }
    let list =
        |&size: &u32| List { postings: Vec::with_capacity(size as usize), ..List::default() };
    let mut lists: Vec<List> = sizes.iter().map(list).collect();
    let share = groups.div_ceil(rayon::current_num_threads()).max(1);
    lists.par_chunks_mut(share).enumerate().for_each(|(number, lists)| {
        let start = (number * share) as u32;
        for (doc, entries) in (0u32..).zip(entries) {
            let from = entries.partition_point(|entry| entry.group < start);
            for &Entry { group, code, derived, chunk } in &entries[from..] {
                let Some(list) = lists.get_mut((group - start) as usize) else { break };
                list.df += u32::from(!derived);
                list.postings.push(Posting { doc, code, chunk });
            }
        }
    });
    let ranks = CodeRanks::new();
    lists.par_iter_mut().for_each(|list| finish(list, longest, &ranks));
    lists
}

/// Codes in the order of what they promise.
struct CodeRanks([u8; 256]);

impl CodeRanks {
    fn new() -> Self {
        let mut codes: Vec<u8> = (0..=u8::MAX).collect();
        let promise = |code: u8| Posting { doc: 0, code, chunk: 0 }.promise();
        codes.sort_unstable_by_key(|&code| std::cmp::Reverse((promise(code), code)));
        let mut ranks = [0; 256];
        for (rank, code) in (0u8..=u8::MAX).zip(codes) {
            ranks[usize::from(code)] = rank;
        }
        Self(ranks)
    }
}

/// Orders a list and cuts it to `longest`.
fn finish(list: &mut List, longest: usize, ranks: &CodeRanks) {
    let key = |p: &Posting| u64::from(ranks.0[usize::from(p.code)]) << 32 | u64::from(p.doc);
    list.postings.sort_unstable_by_key(key);
    list.rest = list.postings.drain(longest.min(list.postings.len())..).map(|p| p.doc).collect();
    list.rest.sort_unstable();
    // The format tells by this number whether one document follows.
    list.df = list.df.max(list.postings.len().min(2) as u32);
}

/// Lists of filter terms: whole, since they only say who may stay.
fn filters(parts: &[Bags], words: &mut Vec<(Box<str>, u32)>, lists: &mut Vec<List>) {
    let mut known: Map<&str, u32> = Map::default();
    for (doc, bag) in (0u32..).zip(parts.iter().flat_map(|part| &part.bags)) {
        for filter in &bag.filters {
            let list = *known.entry(filter).or_insert_with(|| {
                words.push((filter.as_str().into(), lists.len() as u32));
                lists.push(List::default());
                lists.len() as u32 - 1
            });
            let list = &mut lists[list as usize];
            list.df += 1;
            list.postings.push(Posting { doc, code: 0, chunk: 0 });
        }
    }
}
