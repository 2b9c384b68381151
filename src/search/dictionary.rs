//! The dictionary: words in order, in shards of a few kilobytes, each word with the documents
//! that say it most; what doesn't fit overflows to shards apart. Beside it the same words sorted from behind,
//! where a word that was mistyped in its first half still finds its neighbours.

use std::ops::Range;

use rayon::prelude::*;

use super::PACK;
use super::encoding::{fronts, int, script_order, write_gaps};
use super::packs::{Packs, Shard};
use super::postings::{List, Lists, Posting};
use crate::model::{Failure, Map, Set};
use crate::parse::document::hash_word;

/// Characters of a dictionary shard, before compression, on average, for a dictionary of `LEAF_OF`
/// characters; larger ones have larger shards, as the root of their size: a reader pays for a few
/// shards and for a line of the root for each.
const LEAF: usize = 2500;
const LEAF_OF: f64 = 15e6;
/// The same for reversed words.
const REVERSED: usize = 3000;
const REVERSED_OF: f64 = 250e3;
/// Characters at which a shard of what overflows is closed.
const OVERFLOW: usize = 1200;
/// Documents of a list whose best chunk is known: those that may be shown.
const HEAD: usize = 32;
/// What a list has up to this stands in the dictionary: a request costs a reader more than the bytes
/// that it would spare. Only filters' lists are longer, which most queries never ask for.
const WHOLE: usize = super::postings::LONGEST;
/// A word of so many documents is frequent.
const FREQUENT: u32 = 20;
/// Frequent words that are kept for a beginning.
const NEAR: usize = 10;
/// Words offered for a beginning that reaches over the end of its shard.
const COMPLETIONS: usize = 6;

/// Shards in order, and what tells them apart.
#[derive(Debug, Default)]
pub struct Directory {
    /// The shortest text that is after all words before each shard and not after its first.
    pub firsts: Vec<String>,
    /// The shards.
    pub shards: Vec<Shard>,
}

impl Directory {
    /// The first words, front-coded.
    pub fn encode(&self) -> String {
        fronts(self.firsts.iter().map(String::as_str), ' ')
    }

    fn push(&mut self, last: Option<&str>, first: &str) {
        self.firsts.push(last.map_or(String::new(), |last| separator(last, first)));
    }
}

/// The shortest beginning of `next` that sorts after `last`.
fn separator(last: &str, next: &str) -> String {
    let shared = last.chars().zip(next.chars()).take_while(|(a, b)| a == b).count();
    next.chars().take(shared + 1).collect()
}

/// The dictionary of `lists`. What is too long for it goes to packs of its own.
///
/// # Errors
/// What the sink refused.
pub fn write(mut lists: Lists, packs: &mut Packs<'_>) -> Result<Directory, Failure> {
    lists.words.sort_unstable_by(|a, b| script_order(&a.0, &b.0));
    let Lists { words, lists, .. } = lists;
    let sizes = sizes(&words, &lists);
    let cuts = cuts(&words, &sizes, grown(LEAF, LEAF_OF, &sizes), |(word, _)| word);
    let mut run = packs.run(PACK);
    let places = run.add(&cuts, |range| {
        let Overflow { shards, places } = Overflow::of(&words[range.clone()], &lists);
        let count = shards.len();
        (shards, (count, places))
    })?;
    let addresses = run.finish()?;
    let mut end = 0;
    let overflows: Vec<_> = places
        .into_iter()
        .map(|(shards, places)| {
            end += shards;
            (addresses.encode(end - shards..end), places)
        })
        .collect();
    let frequent = Frequent::of(&words, &lists);
    let shards = cuts
        .par_iter()
        .zip(&overflows)
        .map(|(range, ((names, numbers), places))| {
            let leaf = &words[range.clone()];
            let [text, postings] = write_leaf(leaf, &lists, places);
            let completions = completions_of(&words, &lists, range);
            vec![text, postings, names.clone(), numbers.clone(), completions, frequent.near(leaf)]
        })
        .collect();
    let mut directory = Directory { firsts: Vec::new(), shards };
    for range in cuts {
        let last = range.start.checked_sub(1).map(|i| &*words[i].0);
        directory.push(last, words.get(range.start).map_or("", |(word, _)| word));
    }
    Ok(directory)
}

/// About how many characters each word takes, with its list where it is the first that has it.
fn sizes(words: &[(Box<str>, u32)], lists: &[List]) -> Vec<usize> {
    let size = |(i, (word, list)): (usize, &(Box<str>, u32))| {
        let fresh = i == 0 || words[i - 1].1 != *list;
        let postings = lists[*list as usize].postings.len();
        let inline = if postings <= WHOLE { postings } else { HEAD };
        word.len() / 2 + 2 + if fresh { 3 + inline + 2 * inline.min(HEAD) } else { 1 }
    };
    words.iter().enumerate().map(size).collect()
}

/// How large a shard is where all are as large as `sizes` together.
fn grown(size: usize, of: f64, sizes: &[usize]) -> usize {
    let total: usize = sizes.iter().sum();
    (size as f64 * libm::sqrt(total as f64 / of).clamp(1.0, 4.0)) as usize
}

/// Cuts sorted entries into runs of about `target` characters, of all places within reach where the
/// shortest text tells the two sides apart (the root holds these texts), and of several such by the
/// word's hash. So the next build cuts at the same words, whatever changed elsewhere.
fn cuts<T>(
    entries: &[T],
    sizes: &[usize],
    target: usize,
    word: impl Fn(&T) -> &str,
) -> Vec<Range<usize>> {
    let cost = |at: usize| {
        let here = word(&entries[at]);
        (separator(word(&entries[at - 1]), here).len(), hash_word(here))
    };
    if entries.is_empty() {
        // A site without words has an empty shard: nobody needs to ask whether there is one.
        return std::iter::once(0..0).collect();
    }
    let mut runs = Vec::new();
    let mut start = 0;
    while start < entries.len() {
        let mut size = sizes[start];
        let mut end = start + 1;
        let mut best: Option<((usize, u64), usize)> = None;
        while end < entries.len() && (size + sizes[end] <= target * 8 / 5 || best.is_none()) {
            if size >= target * 3 / 5 {
                let here = (cost(end), end);
                best = Some(best.map_or(here, |best| best.min(here)));
            }
            size += sizes[end];
            end += 1;
        }
        let cut = match best {
            Some((_, cut)) if end < entries.len() => cut,
            _ => end,
        };
        runs.push(start..cut);
        start = cut;
    }
    runs
}

/// What is offered for beginnings that reach past the end of the shard of words `range`.
fn completions_of(words: &[(Box<str>, u32)], lists: &[List], range: &Range<usize>) -> String {
    let before = |at: usize| {
        let last = at.checked_sub(1).map(|i| &*words[i].0);
        last.zip(words.get(at)).map(|(last, (word, _))| separator(last, word))
    };
    let here = before(range.start).unwrap_or_default();
    before(range.end).map_or(String::new(), |next| completions(words, lists, &here, &next))
}

/// For each beginning that is looked for in the shard after `here` and reaches past it, up to
/// `next`: the words with it that name most documents.
fn completions(words: &[(Box<str>, u32)], lists: &[List], here: &str, next: &str) -> String {
    let mut lines = Vec::new();
    let mut ends: Vec<usize> = next.char_indices().map(|(at, _)| at).skip(1).collect();
    ends.retain(|&end| script_order(&next[..end], here).is_ge());
    for end in ends {
        let prefix = &next[..end];
        let from = words.partition_point(|(word, _)| script_order(word, prefix).is_lt());
        let mut found: Vec<(u32, &str)> = words[from..]
            .iter()
            .take_while(|(word, _)| word.starts_with(prefix))
            .filter(|(word, _)| !word.contains(':'))
            .map(|(word, list)| {
                let list = &lists[*list as usize];
                let named = list.postings.iter().filter(|posting| posting.code >= 8).count();
                (4 * named as u32 + list.df, &**word)
            })
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        found.truncate(COMPLETIONS);
        let line: Vec<&str> = std::iter::once(prefix).chain(found.iter().map(|f| f.1)).collect();
        lines.push(line.join(" "));
    }
    lines.join("\n")
}

/// The words that most documents say, by their first two and three characters.
struct Frequent<'a>(Map<&'a str, Vec<(u32, &'a str)>>);

impl<'a> Frequent<'a> {
    fn of(words: &'a [(Box<str>, u32)], lists: &[List]) -> Self {
        let mut of: Map<&str, Vec<(u32, &str)>> = Map::default();
        for (word, list) in words.iter().filter(|(word, _)| is_typed(word)) {
            let df = lists[*list as usize].df;
            for beginning in beginnings(word).filter(|_| df >= FREQUENT) {
                let most = of.entry(beginning).or_default();
                let at = most.partition_point(|other| other.0 >= df);
                most.insert(at, (df, word));
                most.truncate(NEAR);
            }
        }
        Self(of)
    }

    /// Those that someone may have meant who looks into `leaf` and are not in it: a frequent word
    /// has a long list, so its shard has few neighbours.
    fn near(&self, leaf: &[(Box<str>, u32)]) -> String {
        let (Some((first, _)), Some((last, _))) = (leaf.first(), leaf.last()) else {
            return String::new();
        };
        let mut near: Vec<&str> = [first, last]
            .into_iter()
            .flat_map(|word| beginnings(word))
            .filter_map(|beginning| self.0.get(beginning))
            .flatten()
            .map(|(_, word)| *word)
            .filter(|word| script_order(word, first).is_lt() || script_order(word, last).is_gt())
            .collect();
        near.sort_unstable_by(|a, b| script_order(a, b));
        near.dedup();
        fronts(near, ' ')
    }
}

/// The first two and the first three characters.
fn beginnings(word: &str) -> impl Iterator<Item = &str> {
    word.char_indices().skip(2).take(2).map(|(at, _)| &word[..at])
}

/// Whether somebody may mistype it.
fn is_typed(word: &str) -> bool {
    word.chars().count() >= 4 && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Two parts: words, and lists. `places` are those of what overflows, in order.
fn write_leaf(words: &[(Box<str>, u32)], lists: &[List], places: &[(u32, u32)]) -> [String; 2] {
    let mut postings = String::new();
    let mut met: Vec<u32> = Vec::new();
    let mut places = places.iter();
    for (_, list) in words {
        match met.iter().rev().position(|known| known == list) {
            Some(back) => int(back as u32 + 1, &mut postings),
            None => {
                int(0, &mut postings);
                met.push(*list);
                write_list(&lists[*list as usize], &mut postings, &mut places);
            }
        }
    }
    [fronts(words.iter().map(|(word, _)| &**word), ' '), postings]
}

fn write_list<'a>(
    list: &List,
    out: &mut String,
    places: &mut impl Iterator<Item = &'a (u32, u32)>,
) {
    int(list.df, out);
    if let [only] = list.postings.as_slice() {
        int(u32::from(only.code), out);
        int(only.doc, out);
        int(u32::from(only.chunk), out);
        return;
    }
    let (head, more) = inline(list);
    let place = overflows(list).then(|| places.next()).flatten();
    let follow = u32::from(!more.is_empty()) + 2 * u32::from(place.is_some());
    int(4 * groups(head).count() as u32 + follow, out);
    write_groups(head, true, out);
    if !more.is_empty() {
        // Those that only count are in order of code and number: gaps are small so.
        let mut more = more.to_vec();
        more.sort_unstable_by_key(|posting| (std::cmp::Reverse(posting.code), posting.doc));
        int(groups(&more).count() as u32, out);
        write_groups(&more, false, out);
    }
    if let Some((shard, part)) = place {
        int(*shard, out);
        int(*part, out);
    }
}

/// The postings whose chunks are known, and the others that stand in the dictionary. A filter's list
/// is long, and its documents do not count differently: they are none of these.
fn inline(list: &List) -> (&[Posting], &[Posting]) {
    let (head, more) = list.postings.split_at(list.postings.len().min(HEAD));
    (head, if more.len() > WHOLE { &[] } else { more })
}

/// Whether some of its documents do not stand in the dictionary.
fn overflows(list: &List) -> bool {
    let (head, more) = inline(list);
    !list.rest.is_empty() || head.len() + more.len() < list.postings.len()
}

/// What does not stand in a shard of the dictionary of the lists there.
struct Overflow {
    /// One part a list.
    shards: Vec<Shard>,
    /// For each list that overflows its shard and its part there.
    places: Vec<(u32, u32)>,
}

impl Overflow {
    fn of(words: &[(Box<str>, u32)], lists: &[List]) -> Self {
        let mut overflow = Self { shards: Vec::new(), places: Vec::new() };
        let mut met: Set<u32> = Set::default();
        let mut size = usize::MAX;
        for (_, number) in words {
            let list = &lists[*number as usize];
            if !met.insert(*number) || !overflows(list) {
                continue;
            }
            if size > OVERFLOW {
                overflow.shards.push(Vec::new());
                size = 0;
            }
            let (head, more) = inline(list);
            let filter = &list.postings[head.len() + more.len()..];
            let docs: Vec<u32> =
                filter.iter().map(|posting| posting.doc).chain(list.rest.iter().copied()).collect();
            let mut text = String::new();
            write_gaps(docs.into_iter(), &mut text);
            size += text.len();
            let shard = overflow.shards.len() - 1;
            overflow.places.push((shard as u32, overflow.shards[shard].len() as u32));
            overflow.shards[shard].push(text);
        }
        overflow
    }
}

fn groups(postings: &[Posting]) -> impl Iterator<Item = &[Posting]> {
    postings.chunk_by(|a, b| a.code == b.code)
}

/// Documents of one code together, as gaps, each with its chunk if `chunks`.
fn write_groups(postings: &[Posting], chunks: bool, out: &mut String) {
    for group in groups(postings) {
        int(u32::from(group[0].code), out);
        write_gaps(group.iter().map(|posting| posting.doc), out);
        for posting in group.iter().filter(|_| chunks) {
            int(u32::from(posting.chunk), out);
        }
    }
}

/// The words that may be mistyped, each read from behind.
pub fn reversed(lists: &Lists) -> Directory {
    let mut words: Vec<String> = lists
        .words
        .iter()
        .filter(|(word, _)| is_typed(word))
        .map(|(word, _)| word.chars().rev().collect())
        .collect();
    words.sort_unstable_by(|a, b| script_order(a, b));
    let sizes: Vec<usize> = words.iter().map(|word| word.len() / 2 + 2).collect();
    let mut directory = Directory::default();
    let target = grown(REVERSED, REVERSED_OF, &sizes);
    for range in cuts(&words, &sizes, target, |word| word) {
        directory.shards.push(vec![fronts(words[range.clone()].iter().map(String::as_str), ' ')]);
        let last = range.start.checked_sub(1).map(|i| words[i].as_str());
        directory.push(last, words.get(range.start).map_or("", String::as_str));
    }
    directory
}
