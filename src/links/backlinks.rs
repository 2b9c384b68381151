//! Backlinks: who links to a document, with the sentence round each link.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Target;
use crate::model::{DocId, Span};
use crate::parse::Document;

/// Longest sentence that is shown whole, in bytes; longer ones are cut at words round the link.
const SENTENCE_LIMIT: usize = 320;

/// One link that points here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backlink {
    /// The document it stands in.
    pub from: DocId,
    /// Its index in that document's links.
    pub link: u32,
    /// The sentence round it, in that document's plain text.
    pub sentence: Span,
}

/// Gathers the backlinks of every document, in the order of the documents they come from. A
/// document's links to itself don't count; a sentence that links twice is listed once.
pub fn backlinks(documents: &[Document], targets: &[Vec<Target>]) -> Vec<Vec<Backlink>> {
    use rayon::prelude::*;
    let outgoing: Vec<Vec<(DocId, Backlink)>> = (0..documents.len())
        .into_par_iter()
        .map(|i| outgoing(DocId::new(i), &documents[i], &targets[i]))
        .collect();
    let mut incoming = vec![Vec::new(); documents.len()];
    for (to, backlink) in outgoing.into_iter().flatten() {
        let list: &mut Vec<Backlink> = &mut incoming[to.index()];
        let known = list
            .last()
            .is_some_and(|last| last.from == backlink.from && last.sentence == backlink.sentence);
        if !known {
            list.push(backlink);
        }
    }
    incoming
}

fn outgoing(from: DocId, document: &Document, targets: &[Target]) -> Vec<(DocId, Backlink)> {
    let mut sentences = Sentences::new(document);
    let mut found = Vec::new();
    for (number, (link, target)) in (0u32..).zip(document.links.iter().zip(targets)) {
        let Some(to) = target.doc().filter(|&to| to != from) else { continue };
        let sentence = match link.block {
            Some(block) => sentences.around(block, link.plain),
            None => link.plain,
        };
        found.push((to, Backlink { from, link: number, sentence }));
    }
    found
}

/// Sentences of the blocks that hold links, found once a block: links come in text order.
struct Sentences<'a> {
    document: &'a Document,
    block: Option<u32>,
    /// Ends of the block's sentences, in plain.
    ends: Vec<u32>,
}

impl<'a> Sentences<'a> {
    fn new(document: &'a Document) -> Self {
        Self { document, block: None, ends: Vec::new() }
    }

    fn around(&mut self, block: u32, link: Span) -> Span {
        let plain = self.document.blocks[block as usize].plain;
        if self.block != Some(block) {
            self.block = Some(block);
            self.ends.clear();
            let text = plain.of(&self.document.plain);
            self.ends.extend(
                text.split_sentence_bound_indices()
                    .map(|(at, sentence)| plain.start + (at + sentence.len()) as u32),
            );
        }
        let at = self.ends.partition_point(|&end| end <= link.start);
        let start = if at == 0 { plain.start } else { self.ends[at - 1] };
        let mut last = at;
        while last + 1 < self.ends.len() && self.ends[last] < link.end {
            last += 1;
        }
        let end = self.ends.get(last).copied().unwrap_or(plain.end);
        clip(&self.document.plain, Span { start, end: end.max(start) }, link)
    }
}

/// `sentence` without white space at its ends, and cut at words where it is too long.
fn clip(plain: &str, sentence: Span, link: Span) -> Span {
    let (mut start, mut end) = (sentence.start as usize, sentence.end as usize);
    if end - start > SENTENCE_LIMIT {
        let before =
            plain.ceil_char_boundary((link.start as usize).saturating_sub(SENTENCE_LIMIT / 2));
        let after =
            plain.floor_char_boundary(plain.len().min(link.start as usize + SENTENCE_LIMIT / 2));
        if before > start {
            let to = link.start as usize;
            start = plain[before..to.max(before)].find(' ').map_or(before, |i| before + i + 1);
        }
        if after < end {
            let from = (link.end as usize).min(after);
            end = plain[from..after].rfind(' ').map_or(after, |i| from + i);
        }
    }
    let text = &plain[start..end];
    let start = start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}
