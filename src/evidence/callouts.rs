//! Evidence and definitions as callouts in the body: `> [!supports] [[article#heading]]`, then
//! the quotation, then our note.

use crate::links::{Links, Target};
use crate::model::{DocId, Span};
use crate::parse::Document;
use crate::parse::document::Callout;

/// A callout taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The quotation, without quotation marks.
    pub quote: Option<String>,
    /// Where the quotation stands in the source, for diagnostics.
    pub quote_span: Span,
    /// The rest, in the document's html. Balanced.
    pub note: Option<Span>,
}

/// The document and anchor that the first link in the title points to.
pub(super) fn cited(links: &Links, doc: DocId, callout: &Callout) -> Option<(DocId, Option<u32>)> {
    callout.title_links.clone().find_map(|link| match links.targets[doc.index()][link as usize] {
        Target::Document { doc, anchor } => Some((doc, anchor)),
        _ => None,
    })
}

/// Parts quotation and note. The first paragraph is the quotation if it stands in quotation marks
/// or is itself set as a quotation, or if more follows it.
pub(super) fn parts(document: &Document, callout: &Callout) -> Parts {
    let first = callout.title.map_or(callout.blocks.start, |title| title + 1);
    let passages: Vec<u32> = (first..callout.blocks.end)
        .filter(|&block| document.blocks[block as usize].is_passage())
        .collect();
    let Some(&head) = passages.first() else {
        return Parts { quote: None, quote_span: callout.source, note: None };
    };
    let block = &document.blocks[head as usize];
    let text = document.block_text(head).trim();
    let marked = unquote(text);
    if marked.is_none() && !block.quoted && passages.len() < 2 {
        return Parts { quote: None, quote_span: callout.source, note: Some(callout.body) };
    }
    // The note begins behind the quotation's element and its blockquote's, if it has one.
    let mut start = block.html.end;
    for close in ["</blockquote>", "\n</blockquote>"] {
        if document.html[start as usize..callout.body.end as usize].starts_with(close) {
            start += close.len() as u32;
        }
    }
    let note = Span { start, end: callout.body.end };
    let empty = note.start >= note.end || note.of(&document.html).trim().is_empty();
    Parts {
        quote: Some(marked.unwrap_or(text).to_owned()),
        quote_span: document.source_span(block.plain),
        note: (!empty).then_some(note),
    }
}

/// The text inside quotation marks, if all of it stands in them.
fn unquote(text: &str) -> Option<&str> {
    const MARKS: [(char, char); 5] = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('‘', '’')];
    MARKS.iter().find_map(|&(open, close)| {
        let inner = text.strip_prefix(open)?;
        inner.strip_suffix(close).or_else(|| inner.strip_suffix(&format!("{close}.")))
    })
}
