//! From bags of terms to lists of documents: which documents say a term, and how much.
//!
//! Ranking is BM25F (S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework, 2009) with
//! impacts made here (V. N. Anh, A. Moffat: Pruned query evaluation using pre-computed impacts,
//! 2006): what a document contributes for a term, but for the term's rarity, is a level of eight.
//! Forms of one word share a list, so that the browser needs no stemmer.

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use super::bag::{Bag, Count};
use super::bigrams::{self, Bigram, WordHash};
use crate::concepts::inflection_key;
use crate::model::Map;

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
    /// Words side by side.
    pub bigrams: Vec<Bigram>,
}

/// Inverts `bags`; `langs` are the documents' languages.
pub fn invert(bags: &[Bag], langs: &[&str]) -> Lists {
    let (words, numbers) = intern(bags, langs);
    let (groups, group_of) = group(&words);
    let relatives = relatives(&words, groups, &group_of);
    let mean = mean_length(bags);
    let entries: Vec<Vec<Entry>> = (0u32..)
        .zip(bags)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(doc, bag)| {
            let mut counts = counts(bag, &numbers[doc as usize], &group_of);
            derive(&mut counts, &relatives);
            postings(doc, bag, counts, mean)
        })
        .collect();
    let mut lists = vec![List::default(); groups];
    for Entry { group, posting, derived } in entries.into_iter().flatten() {
        let list = &mut lists[group as usize];
        list.df += u32::from(!derived);
        list.postings.push(posting);
    }
    let longest = (POSTINGS / bags.len().max(1)).clamp(LONGEST / 2, LONGEST);
    lists.par_iter_mut().for_each(|list| finish(list, longest));
    let hashes: Vec<WordHash> = words.par_iter().map(|word| WordHash::new(word.text)).collect();
    let frequent: Vec<bool> =
        group_of.iter().map(|&group| lists[group as usize].df > bigrams::RARE).collect();
    let bigrams = bigrams::collect(bags, &numbers, &hashes, &frequent);
    let mut words: Vec<(Box<str>, u32)> =
        words.into_iter().map(|word| word.text.into()).zip(group_of).collect();
    filters(bags, &mut words, &mut lists);
    Lists { words, lists, bigrams }
}

/// A distinct term of all documents.
struct GlobalTerm<'a> {
    text: &'a str,
    folded: Option<&'a str>,
    lang: &'a str,
}

/// All terms, numbered in order of first occurrence, and each bag's terms by number.
fn intern<'a>(bags: &'a [Bag], langs: &[&'a str]) -> (Vec<GlobalTerm<'a>>, Vec<Vec<u32>>) {
    let mut known: Map<&str, u32> = Map::default();
    let mut all: Vec<GlobalTerm<'a>> = Vec::new();
    let mut numbers = Vec::with_capacity(bags.len());
    for (bag, lang) in bags.iter().zip(langs) {
        let mut here = Vec::with_capacity(bag.terms.len());
        for term in &bag.terms {
            let number = *known.entry(&term.text).or_insert_with(|| {
                let folded = term.folded.as_deref();
                all.push(GlobalTerm { text: &term.text, folded, lang });
                all.len() as u32 - 1
            });
            here.push(number);
        }
        numbers.push(here);
    }
    (all, numbers)
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
    let english = Stemmer::create(Algorithm::English);
    let mut of_stem: Map<String, Vec<u32>> = Map::default();
    let mut stems: Vec<String> = Vec::new();
    for (word, &group) in words.iter().zip(group_of) {
        let text = word.folded.unwrap_or(word.text);
        if primary(word.lang) != "en" || !text.chars().all(char::is_alphabetic) {
            continue;
        }
        let stem = english.stem(text);
        match of_stem.get_mut(&*stem) {
            Some(known) if known.contains(&group) => {}
            Some(known) => known.push(group),
            None => {
                stems.push(stem.clone().into_owned());
                of_stem.insert(stem.into_owned(), vec![group]);
            }
        }
    }
    let mut relatives: Vec<Vec<u32>> = vec![Vec::new(); groups];
    for family in stems.iter().map(|stem| &of_stem[stem]).filter(|family| family.len() > 1) {
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
fn mean_length(bags: &[Bag]) -> f32 {
    let sum: u64 = bags.iter().map(|bag| u64::from(bag.length)).sum();
    let mean = sum as f32 / bags.len().max(1) as f32;
    let mut step = 1.0f32;
    while step < mean {
        step *= 1.1;
    }
    step
}

/// What a document says of each of its terms, by group.
fn counts(bag: &Bag, numbers: &[u32], group_of: &[u32]) -> Vec<(u32, Count)> {
    numbers
        .iter()
        .zip(&bag.terms)
        .filter(|(_, term)| !term.text.is_empty())
        .map(|(&number, term)| (group_of[number as usize], term.count))
        .collect()
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
struct Entry {
    group: u32,
    posting: Posting,
    /// Whether only derived words are there: it doesn't count where the group's rarity does.
    derived: bool,
}

/// A document's postings, one a group.
fn postings(doc: u32, bag: &Bag, mut counts: Vec<(u32, Count)>, mean: f32) -> Vec<Entry> {
    let norm = 1.0 - B + B * bag.length as f32 / mean;
    counts.sort_by_key(|(group, _)| *group);
    let mut entries = Vec::with_capacity(counts.len());
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
        let posting = Posting { doc, code, chunk: chunk.chunk };
        let derived = same.iter().all(|(_, count)| count.derived);
        entries.push(Entry { group: same[0].0, posting, derived });
    }
    entries
}

/// Orders a list and cuts it to `longest`.
fn finish(list: &mut List, longest: usize) {
    let key = |p: &Posting| (std::cmp::Reverse(p.promise()), std::cmp::Reverse(p.code), p.doc);
    list.postings.sort_unstable_by_key(key);
    list.rest = list.postings.drain(longest.min(list.postings.len())..).map(|p| p.doc).collect();
    list.rest.sort_unstable();
    // The format tells by this number whether one document follows.
    list.df = list.df.max(list.postings.len().min(2) as u32);
}

/// Lists of filter terms: whole, since they only say who may stay.
fn filters(bags: &[Bag], words: &mut Vec<(Box<str>, u32)>, lists: &mut Vec<List>) {
    let mut known: Map<&str, u32> = Map::default();
    for (doc, bag) in (0u32..).zip(bags) {
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
