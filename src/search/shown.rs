//! What a reader sees of a document: a card for every result, and passages for the best ones.

use rayon::prelude::*;

use super::code::{Group, Shelf, fronts, groups, int};
use super::record::{Chunk, Record, cut};
use crate::parse::document::{BlockKind, Document};

/// Documents of a shard of cards. Results of a large site seldom share one, so it has smaller ones.
pub fn set_size(documents: usize) -> usize {
    if documents > 30_000 { 16 } else { 32 }
}

/// Bytes of text of a shard of passages, for a site of `TEXT_OF` bytes; larger sites have larger
/// shards, as the root of their size.
const TEXT: f64 = 3500.0;
const TEXT_OF: f64 = 60e6;
/// Code is shown up to so many bytes, and phrases are found in these.
pub const CODE: usize = 160;

/// Writes passages and cards; the names of the groups of cards, one after the other.
pub fn write(records: &[Record<'_>], chunks: &[Vec<Chunk>], shelf: &mut Shelf) -> String {
    let total: usize = records.iter().map(|record| record.document.plain.len()).sum();
    let target = (TEXT * libm::sqrt(total as f64 / TEXT_OF).clamp(1.0, 4.0)) as usize;
    let set = set_size(records.len());
    let sets = || records.par_chunks(set).zip(chunks.par_chunks(set));
    let passages: Vec<Passages> =
        sets().map(|(records, chunks)| passages(records, chunks, target)).collect();
    let texts: Vec<Texts> = passages
        .into_iter()
        .map(|Passages { groups, chunks }| Texts { names: shelf.put_groups(groups), chunks })
        .collect();
    shelf.passages = shelf.shards.len();
    let cards: Vec<Vec<String>> = sets()
        .zip(&texts)
        .map(|((records, chunks), texts)| columns(records, chunks, texts))
        .collect();
    shelf.put_groups(groups(&cards))
}

/// The passages of one shard of cards.
struct Passages {
    groups: Vec<Group>,
    /// How many chunks each of their shards has.
    chunks: Vec<u32>,
}

/// Where the passages of one shard of cards stand.
struct Texts {
    /// The names of the groups of their shards, one after the other.
    names: String,
    /// How many chunks each of the shards has.
    chunks: Vec<u32>,
}

/// Consecutive chunks fill shards of about `target` bytes.
fn passages(records: &[Record<'_>], chunks: &[Vec<Chunk>], target: usize) -> Passages {
    let mut shards: Vec<Vec<String>> = Vec::new();
    let mut size = usize::MAX;
    for (record, chunks) in records.iter().zip(chunks) {
        // A new document starts a new shard where the open one is nearly full, so that an edit
        // moves few.
        if size > target * 2 / 3 {
            size = usize::MAX;
        }
        for chunk in chunks {
            if size > target {
                shards.push(Vec::new());
                size = 0;
            }
            let text = chunk_text(record.document, chunk);
            size += text.len();
            shards.last_mut().expect("one is open").push(text);
        }
    }
    let chunks = shards.iter().map(|shard| shard.len() as u32).collect();
    let shards: Vec<Vec<String>> = shards.iter().map(|shard| vec![shard.join("\n\n")]).collect();
    Passages { groups: groups(&shards), chunks }
}

/// A chunk in lines: its heading's anchor and text, then each passage's.
fn chunk_text(document: &Document, chunk: &Chunk) -> String {
    let id =
        |anchor: Option<u32>| anchor.map_or("", |anchor| &document.anchors[anchor as usize].id);
    let heading = chunk.heading.map(|heading| &document.headings[heading as usize]);
    let title = document.title_heading.is_some() && chunk.heading == document.title_heading;
    let mut out = match heading {
        Some(heading) if !title => {
            format!("{}\t{}", id(Some(heading.anchor)), line(&heading.text))
        }
        _ => "\t".to_owned(),
    };
    for at in chunk.blocks.clone() {
        let block = &document.blocks[at as usize];
        let text = block.plain.of(&document.plain);
        let shown = match block.kind {
            BlockKind::Heading => continue,
            // A file's name, as evidence cites it, is nothing to read.
            BlockKind::CalloutTitle if !text.contains(' ') => continue,
            BlockKind::Code => cut(text, CODE),
            _ => line(text),
        };
        if !shown.is_empty() {
            out.push('\n');
            out.push_str(id(block.anchor));
            out.push('\t');
            out.push_str(&shown);
        }
    }
    out
}

/// `text` on one line.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Cards in columns: URLs, titles and other labels, who and when, gists, numbers of chunks, names of passages.
fn columns(records: &[Record<'_>], chunks: &[Vec<Chunk>], texts: &Texts) -> Vec<String> {
    let column = |text: &dyn Fn(&Record<'_>) -> String| -> Vec<String> {
        records.iter().map(text).collect()
    };
    let titles = column(&|record| line(&record.document.title));
    let urls = records.iter().zip(&titles).map(|(record, title)| short_url(record.url, title));
    let urls = fronts(urls, '\n');
    let mut counts = String::new();
    for chunks in chunks {
        int(chunks.len() as u32, &mut counts);
    }
    for &chunks in &texts.chunks {
        int(chunks, &mut counts);
    }
    let labels = column(&|record| {
        let title = std::iter::once(&*record.document.title);
        title.chain(record.labels.iter().copied()).map(line).collect::<Vec<_>>().join("\t")
    });
    vec![
        urls,
        labels.join("\n"),
        column(&|record| line(&record.by)).join("\n"),
        column(&|record| line(&record.gist)).join("\n"),
        counts,
        texts.names.clone(),
    ]
}

/// A page's URL without its ending, and without its last segment where the title tells it.
fn short_url<'a>(url: &'a str, title: &str) -> &'a str {
    let bare = url.strip_suffix(".html").unwrap_or(url);
    let (folder, name) = bare.split_at(bare.rfind('/').map_or(0, |at| at + 1));
    if name == title_name(title) { folder } else { bare }
}

/// What a file is called whose name was made of `title`, as `cardOf` of the runtime makes it.
fn title_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(name.trim_end_matches('-').len());
    name
}
