//! The dictionary: words in order, in shards of a few kilobytes, each word with the documents
//! that say it most; what doesn't fit goes to tails. Beside it the same words sorted from behind,
//! where a word that was mistyped in its first half still finds its neighbours.

use std::ops::Range;

use super::code::{self, Shard, Shelf, fronts, int, script_order, write_gaps};
use super::lists::{List, Lists, Posting};
use crate::model::Map;
use crate::parse::document::hash_word;

/// Characters of a dictionary shard, before compression, on average, for a dictionary of `LEAF_OF`
/// characters; larger ones have larger shards, as the root of their size: a reader pays for a few
/// shards and for a line of the root for each.
const LEAF: usize = 2500;
const LEAF_OF: f64 = 15e6;
/// The same for reversed words.
const REVERSED: usize = 3000;
const REVERSED_OF: f64 = 250e3;
/// Characters at which a file of tails is closed.
const TAIL: usize = 1200;
/// Documents of a list whose best chunk is known: those that may be shown.
const HEAD: usize = 32;
/// What a list has up to this stands in the dictionary: a request costs a reader more than the bytes
/// that it would spare. Only filters' lists are longer, which most queries never ask for.
const WHOLE: usize = super::lists::LONGEST;
/// A word of so many documents is frequent.
const FREQUENT: u32 = 20;
/// Frequent words that are kept for a beginning.
const NEAR: usize = 10;
/// Words offered for a beginning that reaches over the end of its shard.
const COMPLETIONS: usize = 6;

/// Shards in order: their first words, and their names.
#[derive(Debug, Default)]
pub struct Directory {
    /// The shortest text that is after all words before each shard and not after its first.
    pub firsts: Vec<String>,
    /// The names of their groups, one after the other.
    pub names: String,
}

impl Directory {
    /// What the root holds: the first words front-coded, the names one after the other.
    pub fn encode(&self) -> (String, String) {
        (fronts(self.firsts.iter().map(String::as_str), ' '), self.names.clone())
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

/// Writes the dictionary of `lists`.
pub fn write(mut lists: Lists, shelf: &mut Shelf) -> Directory {
    lists.words.sort_unstable_by(|a, b| script_order(&a.0, &b.0));
    let Lists { words, lists, .. } = lists;
    let sizes: Vec<usize> = words
        .iter()
        .enumerate()
        .map(|(i, (word, list))| {
            let fresh = i == 0 || words[i - 1].1 != *list;
            let postings = lists[*list as usize].postings.len();
            let inline = if postings <= WHOLE { postings } else { HEAD };
            word.len() / 2 + 2 + if fresh { 3 + inline + 2 * inline.min(HEAD) } else { 1 }
        })
        .collect();
    let target = grown(LEAF, LEAF_OF, &sizes);
    let cuts = cuts(&words, &sizes, target, |(word, _)| word);
    let frequent = Frequent::of(&words, &lists);
    let mut directory = Directory::default();
    let mut leaves = Vec::with_capacity(cuts.len());
    for range in cuts {
        let leaf = &words[range.clone()];
        let last = range.start.checked_sub(1).map(|i| &*words[i].0);
        let next = words.get(range.end).map(|(word, _)| &**word);
        let first = leaf.first().map_or("", |(word, _)| word);
        let here = last.map_or(String::new(), |last| separator(last, first));
        let spanning = next.map_or(String::new(), |next| {
            completions(&words, &lists, &here, &separator(&words[range.end - 1].0, next))
        });
        let mut parts = write_leaf(leaf, &lists, shelf);
        parts.extend([spanning, frequent.near(leaf)]);
        leaves.push(parts);
        directory.push(last, first);
    }
    directory.names = shelf.put_groups(code::groups(&leaves));
    directory
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

/// Three parts: words, lists, names of the files of tails.
fn write_leaf(words: &[(Box<str>, u32)], lists: &[List], shelf: &mut Shelf) -> Vec<String> {
    let mut posts = String::new();
    let mut tails = Tails::default();
    let mut met: Vec<u32> = Vec::new();
    for (_, list) in words {
        match met.iter().rev().position(|known| known == list) {
            Some(back) => int(back as u32 + 1, &mut posts),
            None => {
                int(0, &mut posts);
                met.push(*list);
                write_list(&lists[*list as usize], &mut posts, &mut tails, shelf);
            }
        }
    }
    tails.close(shelf);
    let text = fronts(words.iter().map(|(word, _)| &**word), ' ');
    vec![text, posts, tails.names.concat()]
}

fn write_list(list: &List, out: &mut String, tails: &mut Tails, shelf: &mut Shelf) {
    int(list.df, out);
    if let [only] = list.postings.as_slice() {
        int(u32::from(only.code), out);
        int(only.doc, out);
        int(u32::from(only.chunk), out);
        return;
    }
    let (head, more) = list.postings.split_at(list.postings.len().min(HEAD));
    // A filter's list is long, and its documents do not count differently.
    let (more, filter) = if more.len() > WHOLE { (&[][..], more) } else { (more, &[][..]) };
    let apart: Vec<u32> =
        filter.iter().map(|posting| posting.doc).chain(list.rest.iter().copied()).collect();
    let follow = u32::from(!more.is_empty()) + 2 * u32::from(!apart.is_empty());
    int(4 * groups(head).count() as u32 + follow, out);
    write_groups(head, true, out);
    if !more.is_empty() {
        // Those that only count are in order of code and number: gaps are small so.
        let mut more = more.to_vec();
        more.sort_unstable_by_key(|posting| (std::cmp::Reverse(posting.code), posting.doc));
        int(groups(&more).count() as u32, out);
        write_groups(&more, false, out);
    }
    if !apart.is_empty() {
        let (file, place) = tails.put(&apart, shelf);
        int(file, out);
        int(place, out);
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

/// The files of tails of one shard.
#[derive(Default)]
struct Tails {
    names: Vec<String>,
    open: Vec<String>,
    size: usize,
}

impl Tails {
    /// Adds a tail; its file and its place there.
    fn put(&mut self, tail: &[u32], shelf: &mut Shelf) -> (u32, u32) {
        if self.size > TAIL {
            self.close(shelf);
        }
        let mut text = String::new();
        write_gaps(tail.iter().copied(), &mut text);
        self.size += text.len();
        self.open.push(text);
        (self.names.len() as u32, self.open.len() as u32 - 1)
    }

    fn close(&mut self, shelf: &mut Shelf) {
        if !self.open.is_empty() {
            let parts: Vec<&str> = self.open.iter().map(String::as_str).collect();
            self.names.push(shelf.put(Shard::new(&parts, "tails")));
            self.open.clear();
            self.size = 0;
        }
    }
}

/// Writes the words that may be mistyped, each read from behind.
pub fn write_reversed(lists: &Lists, shelf: &mut Shelf) -> Directory {
    let mut words: Vec<String> = lists
        .words
        .iter()
        .filter(|(word, _)| is_typed(word))
        .map(|(word, _)| word.chars().rev().collect())
        .collect();
    words.sort_unstable_by(|a, b| script_order(a, b));
    let sizes: Vec<usize> = words.iter().map(|word| word.len() / 2 + 2).collect();
    let mut directory = Directory::default();
    let mut shards = Vec::new();
    let target = grown(REVERSED, REVERSED_OF, &sizes);
    for range in cuts(&words, &sizes, target, |word| word) {
        shards.push(vec![fronts(words[range.clone()].iter().map(String::as_str), ' ')]);
        let last = range.start.checked_sub(1).map(|i| words[i].as_str());
        directory.push(last, words.get(range.start).map_or("", String::as_str));
    }
    directory.names = shelf.put_groups(code::groups(&shards));
    directory
}
