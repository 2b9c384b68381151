//! What a reader sees of a document: a card for every result, and passages for the best ones.

use super::code::{Shard, Shelf, front, int};
use super::record::{Chunk, Record, cut};
use crate::parse::document::{BlockKind, Document};

/// Documents of a shard of cards.
pub const CARDS: usize = 32;
/// Bytes of text of a shard of passages, for a site of `TEXT_OF` bytes; larger sites have larger
/// shards, as the root of their size.
const TEXT: f64 = 5000.0;
const TEXT_OF: f64 = 40e6;
/// Code is shown up to here.
const CODE: usize = 160;

/// Where a document's passages stand.
#[derive(Clone, Debug)]
struct Place {
    /// Name of a shard of passages.
    name: String,
    /// The document's first chunk in it.
    chunk: u32,
    /// Its place in the shard.
    at: u32,
}

/// A document's places in order, and how many chunks it has.
struct Places {
    shards: Vec<Place>,
    chunks: u32,
}

/// Writes passages and cards; the names of the groups of cards, one after the other.
pub fn write(records: &[Record<'_>], chunks: &[Vec<Chunk>], shelf: &mut Shelf) -> String {
    let places = passages(records, chunks, shelf);
    shelf.passages = shelf.shards.len();
    let places: Vec<Places> = places
        .into_iter()
        .zip(chunks)
        .map(|(shards, chunks)| Places { shards, chunks: chunks.len() as u32 })
        .collect();
    cards(records, &places, shelf)
}

/// Passages of consecutive chunks fill a shard; a document's places in order.
fn passages(records: &[Record<'_>], chunks: &[Vec<Chunk>], shelf: &mut Shelf) -> Vec<Vec<Place>> {
    let total: usize = records.iter().map(|record| record.document.plain.len()).sum();
    let target = (TEXT * libm::sqrt(total as f64 / TEXT_OF).clamp(1.0, 4.0)) as usize;
    let mut places: Vec<Vec<Place>> = vec![Vec::new(); records.len()];
    let mut open: Vec<String> = Vec::new();
    let mut waiting: Vec<(usize, u32, u32)> = Vec::new();
    let mut size = 0;
    let mut close = |open: &mut Vec<String>, waiting: &mut Vec<(usize, u32, u32)>| {
        if open.is_empty() {
            return;
        }
        let name = shelf.put(Shard::new(&[&open.join("\n\n")], "text"));
        for (doc, chunk, at) in waiting.drain(..) {
            places[doc].push(Place { name: name.clone(), chunk, at });
        }
        open.clear();
    };
    for (doc, (record, chunks)) in records.iter().zip(chunks).enumerate() {
        // A new document starts a new shard where the open one is nearly full, so that an edit
        // moves few.
        if size > target * 2 / 3 {
            close(&mut open, &mut waiting);
            size = 0;
        }
        for (number, chunk) in (0u32..).zip(chunks) {
            if size > target {
                close(&mut open, &mut waiting);
                size = 0;
            }
            if open.is_empty() || number == 0 {
                waiting.push((doc, number, open.len() as u32));
            }
            let text = chunk_text(record.document, chunk);
            size += text.len();
            open.push(text);
        }
    }
    close(&mut open, &mut waiting);
    places
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

/// Cards in columns: URLs, titles, who and when, gists, places, names of shards of passages.
fn cards(records: &[Record<'_>], places: &[Places], shelf: &mut Shelf) -> String {
    let shards: Vec<Vec<String>> = records
        .chunks(CARDS)
        .zip(places.chunks(CARDS))
        .map(|(records, places)| columns(records, places))
        .collect();
    shelf.put_groups(&shards)
}

fn columns(records: &[Record<'_>], places: &[Places]) -> Vec<String> {
    let mut urls = String::new();
    let mut before = "";
    for record in records {
        front(before, record.url, '\n', &mut urls);
        before = record.url;
    }
    let column = |text: &dyn Fn(&Record<'_>) -> String| {
        records.iter().map(text).collect::<Vec<_>>().join("\n")
    };
    let mut named: Vec<&str> = Vec::new();
    let mut refs = String::new();
    for places in places {
        int(places.chunks, &mut refs);
        int(places.shards.len() as u32, &mut refs);
        for place in &places.shards {
            let at = named.iter().position(|name| *name == place.name).unwrap_or_else(|| {
                named.push(&place.name);
                named.len() - 1
            });
            int(at as u32, &mut refs);
            int(place.chunk, &mut refs);
            int(place.at, &mut refs);
        }
    }
    vec![
        urls,
        column(&|record| line(&record.document.title)),
        column(&|record| line(&record.by)),
        column(&|record| line(&record.gist)),
        refs,
        named.concat(),
    ]
}
