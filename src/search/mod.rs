//! The search index: what a reader's browser loads to search the site, in small pieces.
//!
//! A site that ships one index file makes every reader pay for every page. Here the index is cut
//! into shards of about two kilobytes as hosts compress them, and a query loads those that know
//! its words. Shards are classic scripts, `topoi("name", "part", …)`: modules, `fetch` and
//! WebAssembly do not work over `file://`. They stand in `assets/search/` and are named by their
//! content (some of them in groups of four), so that browsers may keep them for ever; `assets/search.js` alone has a fixed name.
//! It is the theme's runtime, without its comments, and the **root**, which names the rest.
//!
//! | shard | parts | about |
//! |---|---|---|
//! | dictionary | words; lists; names of tails; completions | 4,600 characters |
//! | tails | one part a list | 1,200 or a long list |
//! | reversed | words, each from behind | 7,000 |
//! | cards | URLs; titles; who and when; gists; places; names of passages | 16 documents |
//! | passages | chunks | 5,000, more on sites over 40 MB |
//! | facets | lines of filter, value, number of documents | all |
//!
//! A small index is one file (its root has `pack`): there a second request would cost more.
//!
//! **Documents** are numbered kind by kind, in the order of [`KINDS`], by path within each. So a
//! number tells the kind, and neighbours in a folder share shards.
//!
//! **Numbers** are written in `code`'s printable digits, **sorted words** as the length of what
//! they share with the one before, then the rest.
//!
//! **Words** carry a number each: 0, and a new list follows; else how many lists back its own is:
//! forms of one word share one. A **list** is the number of documents, then, where that is 1, code,
//! document, chunk; else twice the number of groups, plus 1 if it has a tail (then file and part),
//! then the groups: code, length, gaps between documents, chunks (tails have none). A **code** is the impact's level
//! (0 to 7) and eight times the number of words of the name that holds the term (0: none does).
//! Lists hold at most `lists::LONGEST` documents, the most promising first; the dictionary has
//! the first of long ones, tails the others. Filter terms (`author:freese`) are words too.
//!
//! **Places** of a document: its number of chunks, the number of its shards of passages, and for
//! each the shard's place among the names, the first chunk, and its place in there. **Chunks** are
//! parted by empty lines; the first line is the heading's anchor and text, each other a passage's.
//!
//! **Cuts** between shards are made where a word's hash says so (content-defined chunking), so
//! that an edit changes the shards of its words and no others.
//!
//! **Mistyped words** mostly share their beginning with what was meant, and stand near it in the
//! dictionary; those mistyped in the first half share their end, and stand near it in the
//! dictionary of reversed words (as in permuterm indexes: J. Zobel, P. Dart, Finding approximate
//! matches in large lexicons, 1995).

mod bag;
mod code;
mod dictionary;
mod lists;
mod record;
mod shown;
mod terms;

use rayon::prelude::*;
use serde_json::json;

use crate::model::file::SinkError;
use crate::model::kind::KINDS;
use crate::model::{Map, OutFile, Sink, Theme};
use crate::site::Site;
use code::{Shard, Shelf};
pub use record::{Record, records};

/// The theme's asset that ranks.
pub const RUNTIME: &str = "search.js";
/// Where shards go, from the top of the site.
const FOLDER: &str = "assets/search/";
/// Shards of together at most this many bytes are one file: a reader pays about a third of it.
const PACK: usize = 90_000;
/// Values of a field that filters offer.
const OFFERED: usize = 60;

/// Writes the index, and the runtime that knows its root.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site<'_>, theme: &Theme, sink: &dyn Sink) -> Result<(), SinkError> {
    let Some((_, runtime)) = theme.assets.iter().find(|(name, _)| name == RUNTIME) else {
        return Ok(());
    };
    let index = index(&records(site));
    let script =
        format!("{}\ntopoi.start({});\n", compact(&String::from_utf8_lossy(runtime)), index.root);
    sink.put(OutFile::text(format!("assets/{RUNTIME}"), script))?;
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
    let lists = lists::invert(&bags, &langs);
    drop(bags);
    let mut shelf = Shelf::default();
    let cards = shown::write(records, &chunks, &mut shelf);
    let reversed = dictionary::write_reversed(&lists, &mut shelf);
    let dictionary = dictionary::write(lists, &mut shelf);
    let facets = facets(records, &mut shelf);
    let kinds: Vec<_> = KINDS
        .iter()
        .map(|info| (info.name, records.iter().filter(|record| record.kind == info.kind).count()))
        .collect();
    let (pack, files) = pack(shelf);
    let (words, word_names) = dictionary.encode();
    let (ends, end_names) = reversed.encode();
    let root = json!({
        "docs": records.len(),
        "kinds": kinds,
        "words": [words, word_names],
        "ends": [ends, end_names],
        "cards": cards,
        "facets": facets,
        "pack": pack,
    });
    Index { files, root: root.to_string().replace("</", "<\\/") }
}

/// Small indexes are one file: its name, if so, and the files.
fn pack(shelf: Shelf) -> (String, Vec<(String, String)>) {
    let total: usize = shelf.shards.iter().map(|shard| shard.script.len()).sum();
    if total > PACK {
        let files = shelf.shards.into_iter().map(|shard| (shard.name, shard.script)).collect();
        return (String::new(), files);
    }
    let script: String = shelf.shards.into_iter().map(|shard| shard.script).collect();
    let name = code::name(&[&script, "pack"]);
    (name.clone(), vec![(name, script)])
}

/// What filters offer: lines of field, value and number of documents; the shard's name.
fn facets(records: &[Record<'_>], shelf: &mut Shelf) -> String {
    let mut lines = Vec::new();
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
        for value in values {
            let filter = record::filter_term(field, value);
            lines.push(format!("{filter}\t{}\t{}", shown::line(value), counts[value]));
        }
    }
    shelf.put(Shard::new(&[&lines.join("\n")], "facets"))
}

/// The runtime without its comments and indentation: they are for those who work on it.
fn compact(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut comment = false;
    for line in script.lines() {
        let mut rest = line.trim();
        if comment {
            let Some((_, after)) = rest.split_once("*/") else { continue };
            rest = after.trim_start();
            comment = false;
        }
        let start = out.len();
        // Types stand in the line, as `/** @type … */`; a block opens with `/**` alone.
        if rest == "/**" {
            comment = true;
            continue;
        }
        while let Some((code, after)) = rest.split_once("/** ") {
            out.push_str(code);
            let Some((_, after)) = after.split_once("*/") else {
                comment = true;
                rest = "";
                break;
            };
            rest = after.trim_start();
        }
        if !rest.starts_with("//") {
            out.push_str(rest);
        }
        if out.len() > start {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtime_loses_its_comments() {
        let script = "// head\n/**\n * @typedef {x} Y\n */\nlet a; // kept\n  /** @param {b} c */\n  \
                      const f = (/** @type {b} */ c) =>\n    /** @type {d} */ (c);\n";
        assert_eq!(compact(script), "let a; // kept\nconst f = (c) =>\n(c);\n");
    }
}
