//! What a reader sees of a document: a card for every result, and passages for the best ones.

use super::encoding::{fronts, int};
use super::packs::Shard;
use super::record::{Chunk, Record};
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

/// The passages of the documents of one shard of cards.
pub struct Passages {
    /// Shards, a chunk after the other in each.
    pub shards: Vec<Shard>,
    /// How many chunks each of them has.
    pub counts: Vec<u32>,
}

/// How many bytes of text a shard of passages has, on a site of so many.
pub fn passages_size(text: usize) -> usize {
    (TEXT * libm::sqrt(text as f64 / TEXT_OF).clamp(1.0, 4.0)) as usize
}

/// Consecutive chunks fill shards of about `target` bytes.
pub fn passages(records: &[Record<'_>], chunks: &[Vec<Chunk>], target: usize) -> Passages {
    let mut texts: Vec<String> = Vec::new();
    let mut counts: Vec<u32> = Vec::new();
    for (record, chunks) in records.iter().zip(chunks) {
        for (number, chunk) in chunks.iter().enumerate() {
            // A document starts a new shard where the open one is nearly full, so that an edit moves
            // few.
            let limit = if number == 0 { target * 2 / 3 } else { target };
            let text = match (texts.last_mut(), counts.last_mut()) {
                (Some(text), Some(count)) if text.len() <= limit => {
                    *count += 1;
                    text.push_str("\n\n");
                    text
                }
                _ => {
                    counts.push(1);
                    texts.push_mut(String::new())
                }
            };
            add_chunk(record.document, chunk, text);
        }
    }
    Passages { shards: texts.into_iter().map(|text| vec![text]).collect(), counts }
}

/// Adds a chunk in lines: its heading's anchor and text, then each passage's.
fn add_chunk(document: &Document, chunk: &Chunk, out: &mut String) {
    let id =
        |anchor: Option<u32>| anchor.map_or("", |anchor| &document.anchors[anchor as usize].id);
    let heading = chunk.heading.map(|heading| &document.headings[heading as usize]);
    let title = document.title_heading.is_some() && chunk.heading == document.title_heading;
    match heading {
        Some(heading) if !title => {
            out.push_str(id(Some(heading.anchor)));
            out.push('\t');
            add_line(&heading.text, out);
        }
        _ => out.push('\t'),
    }
    for at in chunk.blocks.clone() {
        let block = &document.blocks[at as usize];
        let text = block.plain.of(&document.plain);
        // A file's name, as evidence cites it, is nothing to read.
        let bare = block.kind == BlockKind::CalloutTitle && !text.contains(' ');
        if bare || block.kind == BlockKind::Heading || text.trim().is_empty() {
            continue;
        }
        out.push('\n');
        out.push_str(id(block.anchor));
        out.push('\t');
        match block.kind {
            BlockKind::Code => out.push_str(&cut(text)),
            _ => add_line(text, out),
        }
    }
}

/// `text` on one line.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    add_line(text, &mut out);
    out
}

fn add_line(text: &str, out: &mut String) {
    let is_line = |a: u8, b: u8| b.is_ascii_graphic() || (b == b' ' && a.is_ascii_graphic());
    // Most text is a line already.
    let bytes = text.as_bytes();
    let starts = bytes.first().is_none_or(|first| first.is_ascii_graphic());
    if starts && !text.ends_with(' ') && bytes.array_windows().all(|&[a, b]| is_line(a, b)) {
        out.push_str(text);
        return;
    }
    for (number, word) in text.split_whitespace().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// Code on one line, cut at a word where it is longer than [`CODE`] bytes.
fn cut(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() && out.len() + word.len() >= CODE {
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word[..word.floor_char_boundary(CODE)]);
    }
    out
}

/// A shard of cards, in columns: URLs, titles and other labels, who and when, summaries, numbers of
/// chunks, names of packs, situations, what a card says first. `counts` are the numbers of chunks in the shards of passages, `passages`
/// their addresses.
pub fn cards(
    records: &[Record<'_>],
    chunks: &[Vec<Chunk>],
    counts: &[u32],
    passages: &(String, String),
) -> Shard {
    let column = |text: &dyn Fn(&Record<'_>) -> String| -> Vec<String> {
        records.iter().map(text).collect()
    };
    let tabbed =
        |texts: &[&str]| texts.iter().map(|text| line(text)).collect::<Vec<_>>().join("\t");
    // What no document of the set has takes no room.
    let lines = |text: &dyn Fn(&Record<'_>) -> String| match column(text) {
        none if none.iter().all(|text| text.trim().is_empty()) => String::new(),
        some => some.join("\n"),
    };
    let titles = column(&|record| line(&record.document.title));
    let urls = records.iter().zip(&titles).map(|(record, title)| short_url(record.url, title));
    let urls = fronts(urls, '\n');
    let mut numbers = String::new();
    for count in chunks.iter().map(|chunks| chunks.len() as u32).chain(counts.iter().copied()) {
        int(count, &mut numbers);
    }
    let (packs, places) = passages;
    numbers.push_str(places);
    let labels = column(&|record| {
        let title = std::iter::once(&*record.document.title);
        title.chain(record.labels.iter().copied()).map(line).collect::<Vec<_>>().join("\t")
    });
    vec![
        urls,
        labels.join("\n"),
        column(&|record| line(&record.by)).join("\n"),
        column(&|record| line(&record.summary)).join("\n"),
        numbers,
        packs.clone(),
        lines(&|record| tabbed(&record.answers)),
        lines(&|record| tabbed(&[&record.first_lines[0], &record.first_lines[1]])),
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
