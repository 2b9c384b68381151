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
    /// Whether it is set as one: by marks or as a block quotation.
    pub marked: bool,
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

/// Parts quotation and note. What is set as a quotation, or begins with one in quotation marks,
/// is one; so is a first paragraph that another follows. A lone paragraph without marks is one if
/// `quotes` says that it repeats the article, else a note.
pub(super) fn parts(
    document: &Document,
    callout: &Callout,
    quotes: impl Fn(&str) -> bool,
) -> Parts {
    let first = callout.title.map_or(callout.blocks.start, |title| title + 1);
    let passages: Vec<u32> = (first..callout.blocks.end)
        .filter(|&block| document.blocks[block as usize].is_passage())
        .collect();
    let Some(&head) = passages.first() else {
        return Parts { quote: None, marked: false, quote_span: callout.source, note: None };
    };
    let quoted = |&&block: &&u32| document.blocks[block as usize].quoted;
    let set = passages.iter().take_while(quoted).count();
    let text = document.block_text(head).trim();
    let marked = set > 0 || unquote(text).is_some();
    let (quote, last) = match (set, unquote(text)) {
        (0, Some((quote, ""))) => (quote.to_owned(), head),
        (0, Some((quote, _))) => {
            // The note goes on behind the closing mark: all of it is shown, the quotation too.
            return Parts {
                quote: Some(quote.to_owned()),
                marked,
                quote_span: document.source_span(document.blocks[head as usize].plain),
                note: Some(callout.body),
            };
        }
        (0, None) if passages.len() < 2 && !quotes(text) => {
            return Parts {
                quote: None,
                marked: false,
                quote_span: callout.source,
                note: Some(callout.body),
            };
        }
        (0, None) => (text.to_owned(), head),
        _ => {
            let texts: Vec<&str> =
                passages[..set].iter().map(|&block| document.block_text(block).trim()).collect();
            let text = texts.join(" ");
            let quote = unquote(&text).filter(|(_, rest)| rest.is_empty());
            (quote.map_or(&*text, |(quote, _)| quote).to_owned(), passages[set - 1])
        }
    };
    let (head, last) = (&document.blocks[head as usize], &document.blocks[last as usize]);
    // The note begins behind the quotation's element and its blockquote's, if it has one.
    let mut start = last.html.end;
    for close in ["\n", "</blockquote>", "\n"] {
        if document.html[start as usize..callout.body.end as usize].starts_with(close) {
            start += close.len() as u32;
        }
    }
    let note = Span { start, end: callout.body.end };
    let empty = note.start >= note.end || note.of(&document.html).trim().is_empty();
    Parts {
        quote: Some(quote),
        marked,
        quote_span: document.source_span(Span { start: head.plain.start, end: last.plain.end }),
        note: (!empty).then_some(note),
    }
}

/// The text inside quotation marks at the start, and what follows them but for a full stop.
pub(super) fn unquote(text: &str) -> Option<(&str, &str)> {
    const MARKS: [(char, char); 5] = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('‘', '’')];
    MARKS.iter().find_map(|&(open, close)| {
        let inner = text.strip_prefix(open)?;
        // Of single marks the last one closes, since others are apostrophes.
        let end = if close == '’' { inner.rfind(close)? } else { inner.find(close)? };
        Some((&inner[..end], inner[end + close.len_utf8()..].trim_matches(['.', ' ', '\n'])))
    })
}
