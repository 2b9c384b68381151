//! The search index: what a reader's browser loads to search the site, in small pieces.
//!
//! A site that ships one index file makes every reader pay for every page. Here the index is cut
//! into shards of about two kilobytes as hosts compress them, and a query loads those that know
//! its words. Shards are classic scripts, `topoi("name", "part", …)`: modules, `fetch` and
//! WebAssembly do not work over `file://`. They stand in `assets/search/` and are named by their
//! content (most in groups of eight), so that browsers may keep them for ever;
//! `assets/search.js` alone has a fixed name. It is the theme's runtime, the scripts of
//! its folder `search` in one scope, and the **root**, which names the rest.
//!
//! | shard | parts | about |
//! |---|---|---|
//! | dictionary | words; lists; names of tails; completions; frequent words near | 2,500 characters, more on large sites |
//! | tails | one part a list, of what is too long for the dictionary | 1,200 or a long list |
//! | reversed | words, each from behind | 3,000, more on large sites |
//! | pairs | places, each with its documents and spots | 2,500 spots at most on average |
//! | directory of pairs | names of the shards above | all |
//! | cards | URLs; labels, the title first; who and when; gists; numbers of chunks; names of passages | 32 documents (`set`), 16 on large sites |
//! | passages | chunks | 3,500, more on sites over 60 MB |
//! | facets | for each field lines of filter, value, number of documents | all |
//!
//! A small index is one file (its root has `pack`) and needs no pairs: all passages are at hand. A
//! middling one has passages and pairs `apart`.
//!
//! **Documents** are numbered kind by kind, in the order of [`KINDS`], by path within each. So a
//! number tells the kind, and neighbours in a folder share shards.
//!
//! **Numbers** are written in `code`'s printable digits, **sorted words** as the length of what
//! they share with the one before, then the rest.
//!
//! **Words** carry a number each: 0, and a new list follows; else how many lists back its own is:
//! forms of one word share one. A **list** is the number of documents, then, where that is 1, code,
//! document, chunk; else four times the number of groups, plus 1 if there are more documents than
//! those whose chunk is known, plus 2 if some stand in a tail, then the groups: code, length, gaps
//! between documents, chunks. Those more follow as the number of their groups and the groups,
//! without chunks; then file and part of the tail, which has a length and gaps. A **code** is the
//! impact's level (0 to 7) and eight times the number of words of the name that holds the term (0:
//! none does). A word's list holds at most `lists::LONGEST` documents, the most promising first;
//! the others are its tail, which is read beside filters and for excluded words alone. Filter terms
//! (`author:jane-freese`, and `author:freese~` for a word of it) are words too; what of their lists
//! is too long is a tail as well.
//!
//! **Pairs** are, in order, the gap to the place of one, the number of its spots, the gaps between
//! their documents, then chunk and number of the word for each. A number of 0 stands for too many;
//! a place behind all others ends them.
//!
//! A list stands beside its word: with a tail of its own each common word of a query would cost a
//! second request, and on 9,746 pages that was three of nineteen for a query of four words. Words
//! that most documents say, and stop words of the site's languages, are named in the root (`common`,
//! sorted) and not asked for beside three others.
//!
//! **Cards** end where passages end: a set of documents has shards of passages of its own. So a
//! card needs no places, only how many chunks each document has and then how many each shard; the
//! rest is counting. A **URL** has no `.html`, and no last segment where the title tells it: most
//! files are called what their documents are. **Chunks** are parted by empty lines; the first line
//! is the heading's anchor and text, each other a passage's.
//!
//! **Cuts** between shards are made where the shortest text tells both sides apart, and of several
//! such where a word's hash says so (content-defined chunking): the root, which every reader loads,
//! holds these texts, and an edit changes the shards of its words, renames those that share a name
//! with them, and no others.
//!
//! **Mistyped words** mostly share their beginning with what was meant, and stand near it in the
//! dictionary; those mistyped in the first half share their end, and stand near it in the
//! dictionary of reversed words (as in permuterm indexes: J. Zobel, P. Dart, Finding approximate
//! matches in large lexicons, 1995). A word that many documents say has a long list and so few
//! neighbours: each shard of the dictionary also names the most frequent words that begin with the
//! same two or three characters.
//!
//! **Ranking** adds impacts by rarity, rewards coverage of the query (the less, the longer it is)
//! and names that it spells out, and corrects lists for what was cut off: a document that is not in
//! a cut list says the word as likely as the rest do. The ten best are then looked at again with
//! their titles known (what stands there as it was typed, neighbours that stay neighbours), and
//! those whose passages are there with their passages. Words that are only related by derivation
//! (*manage*, *management*) meet in the lists already, if one of them is in a document's name, and
//! so do a document and what the titles of those say that link to it.
//!
//! Ten results cost a request for each shard of cards that they are in. The last two are therefore
//! the next best whose cards come with those of the first eight; of a query of more than five words,
//! which has asked for as many shards already, up to the last six are. Where all cards are one file,
//! none are.
//!
//! **Phrases** are found where pairs join. Those with a word that few documents say, which has no
//! pairs, or with a pair that has too many, are read in the passages of the documents that have the
//! rest; so is a word in quotes, which is meant without its other forms.

mod bag;
mod code;
mod dictionary;
mod lists;
mod pairs;
mod record;
mod runtime;
mod shown;
mod terms;

use rayon::prelude::*;
use serde_json::json;

use crate::model::kind::KINDS;
use crate::model::{Failure, Map, OutFile, Set, Sink, Theme};
use crate::site::Site;
use code::{Shard, Shelf};
use pairs::Pair;
pub use record::{Record, records};

/// Where shards go, from the top of the site.
const FOLDER: &str = "assets/search/";
/// Shards of together at most this many bytes are one file: a reader pays about a third of it.
const PACK: usize = 90_000;
/// Values of a field that filters offer.
const OFFERED: usize = 60;
/// A site of this many documents has words that are too common to ask for. On a smaller one they
/// cost nothing, and tell a question from other texts.
const MANY: usize = 200;
/// So many frequent ones at most.
const COMMON: usize = 80;

/// Writes the index, and the runtime that knows its root.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site, theme: &Theme, sink: &dyn Sink) -> Result<(), Failure> {
    let Some(runtime) = runtime::runtime(theme) else {
        return Ok(());
    };
    let index = index(&records(site));
    let script = format!("{runtime}\ntopoi.start({});\n", index.root);
    sink.put(OutFile::text("assets/search.js", script))?;
    index.files.into_par_iter().try_for_each(|(name, script)| {
        sink.put(OutFile::text(format!("{FOLDER}{name}.js"), script))
    })
}

/// An index: files by name, and the root that knows them.
pub struct Index {
    /// Name and script of each file.
    pub files: Vec<(String, String)>,
    /// The root, a JSON object.
    pub root: String,
}

/// Indexes `records`.
pub fn index(records: &[Record<'_>]) -> Index {
    let chunks: Vec<_> = records.par_iter().map(|record| record::chunks(record.document)).collect();
    let bags: Vec<_> =
        records.par_iter().zip(&chunks).map(|(record, chunks)| bag::bag(record, chunks)).collect();
    let langs: Vec<&str> = records.iter().map(|record| record.document.lang.as_str()).collect();
    let mut lists = lists::invert(&bags, &langs);
    drop(bags);
    let common = common(&lists, &langs);
    let mut shelf = Shelf::default();
    let cards = shown::write(records, &chunks, &mut shelf);
    let reversed = dictionary::write_reversed(&lists, &mut shelf);
    let pairs = std::mem::take(&mut lists.pairs);
    let dictionary = dictionary::write(lists, &mut shelf);
    let facets = facets(records, &mut shelf);
    let kinds: Vec<_> = KINDS
        .iter()
        .map(|info| (info.name, records.iter().filter(|record| record.kind == info.kind).count()))
        .collect();
    let Layout { pack, apart, pairs, files } = lay_out(shelf, &pairs, records.len());
    let (words, word_names) = dictionary.encode();
    let (ends, end_names) = reversed.encode();
    let root = json!({
        "docs": records.len(),
        "common": common,
        "kinds": kinds,
        "words": [words, word_names],
        "ends": [ends, end_names],
        "cards": cards,
        "set": shown::set_size(records.len()),
        "facets": facets,
        "pairs": [pairs, if apart { pairs::RARE } else { u32::MAX }],
        "pack": pack,
        "apart": apart,
    });
    Index { files, root: root.to_string().replace("</", "<\\/") }
}

/// How an index is laid out in files.
struct Layout {
    /// The file that has what is not alone, if any.
    pack: String,
    /// Whether passages are alone.
    apart: bool,
    /// The shard that names those of pairs, if there are any.
    pairs: String,
    /// Name and script of each file.
    files: Vec<(String, String)>,
}

/// Small indexes are one file, middling ones but for their passages and pairs. Where all passages
/// are at hand, they are what phrases are looked for in.
fn lay_out(mut shelf: Shelf, pairs: &[Pair], documents: usize) -> Layout {
    let size = |shards: &[Shard]| shards.iter().map(|shard| shard.script.len()).sum::<usize>();
    let (passages, rest) = shelf.shards.split_at(shelf.passages);
    let rest_size = size(rest);
    let apart = size(passages) + rest_size > PACK;
    let packed = match (apart, rest_size > PACK) {
        (_, true) => 0..0,
        (true, false) => shelf.passages..shelf.shards.len(),
        (false, false) => 0..shelf.shards.len(),
    };
    let pairs = if apart { pairs::write(pairs, documents, &mut shelf) } else { String::new() };
    let mut files = Vec::new();
    let mut together = String::new();
    for (at, shard) in shelf.shards.into_iter().enumerate() {
        if packed.contains(&at) {
            together.push_str(&shard.script);
        } else {
            files.push((shard.name, shard.script));
        }
    }
    let mut pack = String::new();
    if !packed.is_empty() {
        pack = code::name(&[&together, "pack"]);
        files.push((pack.clone(), together));
    }
    Layout { pack, apart, pairs, files }
}

/// Words that tell nothing beside others: those that so many documents say, and the stop words of
/// the site's languages. A question in plain words has several, each in a shard of its own.
fn common(lists: &lists::Lists, langs: &[&str]) -> String {
    let docs = langs.len();
    if docs < MANY {
        return String::new();
    }
    let mut frequent: Vec<(u32, &str)> = lists
        .words
        .iter()
        .map(|(word, list)| (lists.lists[*list as usize].df, &**word))
        .filter(|(df, word)| *df as usize * 10 > docs * 7 && !word.contains([':', '+', '#']))
        .collect();
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    frequent.truncate(COMMON);
    let known: Set<&str> = lists.words.iter().map(|(word, _)| &**word).collect();
    let stop: Set<String> =
        langs.iter().collect::<Set<_>>().into_iter().flat_map(|lang| stop_words(lang)).collect();
    let stop = stop.iter().map(String::as_str).filter(|word| known.contains(word));
    let mut words: Vec<&str> = frequent.into_iter().map(|(_, word)| word).chain(stop).collect();
    words.sort_unstable_by(|a, b| code::script_order(a, b));
    words.dedup();
    code::fronts(words, ' ')
}

/// The terms of a language's stop words.
fn stop_words(lang: &str) -> impl Iterator<Item = String> {
    let language = lang.split('-').next().unwrap_or(lang);
    let words = stop_words::lookup(language).unwrap_or_default();
    words
        .iter()
        .flat_map(|word| terms::of_text(word, lang))
        .filter_map(|terms| terms.into_iter().next())
}

/// What filters offer: a part a field that has several values, in lines of filter, value and number
/// of documents; the shard's name.
fn facets(records: &[Record<'_>], shelf: &mut Shelf) -> String {
    let mut parts = Vec::new();
    for field in record::FIELDS {
        let mut counts: Map<&str, usize> = Map::default();
        let mut values: Vec<&str> = Vec::new();
        for (name, value) in records.iter().flat_map(|record| &record.facets) {
            if *name == field {
                let count = counts.entry(value).or_insert(0);
                if *count == 0 {
                    values.push(value);
                }
                *count += 1;
            }
        }
        values.sort_by(|a, b| counts[b].cmp(&counts[a]).then(a.cmp(b)));
        values.truncate(OFFERED);
        if field == "year" {
            values.sort_by(|a, b| b.cmp(a));
        }
        let line = |value: &&str| {
            let filter = record::filter_term(field, value);
            format!("{filter}\t{}\t{}", shown::line(value), counts[*value])
        };
        if values.len() > 1 {
            parts.push(values.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    shelf.put(Shard::new(&parts, "facets"))
}
