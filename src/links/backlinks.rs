//! Backlinks: who links to a document, with the sentence round each link.

use std::sync::Arc;

use super::Target;
use crate::model::{DocId, Span};
use crate::names::{SpecialPage, special_page};
use crate::parse::Document;

/// How far a sentence is followed to either side of its link, in bytes; a longer one is cut there,
/// at a space.
const REACH: usize = 200;

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
/// document's links to itself don't count, nor those of the page for what isn't there; a sentence that links twice is listed once.
pub fn backlinks(documents: &[Arc<Document>], targets: &[Vec<Target>]) -> Vec<Vec<Backlink>> {
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
    let mut found = Vec::new();
    if special_page(document) == Some(SpecialPage::NotFound) {
        return found;
    }
    for (number, (link, target)) in (0u32..).zip(document.links.iter().zip(targets)) {
        let Some(to) = target.doc().filter(|&to| to != from) else { continue };
        let sentence = match link.block {
            Some(block) => {
                sentence(&document.plain, document.blocks[block as usize].plain, link.plain)
            }
            None => link.plain,
        };
        found.push((to, Backlink { from, link: number, sentence }));
    }
    found
}

/// The sentence of `block` that holds `link`, as far as it is followed, without white space at
/// its ends.
fn sentence(plain: &str, block: Span, link: Span) -> Span {
    let reach = |at: u32| at as usize + REACH;
    let low = (link.start as usize).saturating_sub(REACH).max(block.start as usize);
    let low = plain.floor_char_boundary(low);
    let high = plain.ceil_char_boundary(reach(link.end).min(block.end as usize)).max(low);
    let (from, to) = (link.start as usize - low, link.end as usize - low);
    let around = &plain[low..high];
    let (mut start, mut end) = (None, None);
    for at in starts(around) {
        if at <= from {
            start = Some(at);
        } else if at >= to {
            end = Some(at);
            break;
        }
    }
    let space = |text: &str| text.find(char::is_whitespace);
    let start = start.unwrap_or_else(|| match low > block.start as usize {
        true => space(&around[..from]).unwrap_or(0),
        false => 0,
    });
    let end = end.unwrap_or_else(|| match high < block.end as usize {
        true => around[to..].rfind(char::is_whitespace).map_or(around.len(), |at| to + at),
        false => around.len(),
    });
    let text = &around[start..end];
    let start = low + start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

/// Where sentences start in `text`, but for the first. A sentence ends at a full stop, question
/// or exclamation mark, with closing marks behind it, if white space follows and no lower-case
/// letter; after the full stop of a lone capital (an initial) it doesn't. Marks of scripts without
/// spaces end one by themselves. A line break is a space.
pub fn starts(text: &str) -> impl Iterator<Item = usize> {
    let ends = |(_, c): &(usize, char)| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？');
    text.char_indices().filter(ends).filter_map(move |(at, mark)| {
        let rest = &text[at + mark.len_utf8()..];
        let closed = rest.trim_start_matches(['"', '\'', ')', ']', '”', '’', '»', '」', '』']);
        let next = closed.trim_start();
        if matches!(mark, '。' | '！' | '？') {
            return Some(text.len() - next.len());
        }
        let mut before = text[..at].chars().rev();
        let initial = mark == '.'
            && before.next().is_some_and(char::is_uppercase)
            && before.next().is_none_or(char::is_whitespace);
        let parted = next.len() < closed.len();
        let goes_on = next.chars().next().is_none_or(char::is_lowercase);
        (parted && !goes_on && !initial).then(|| text.len() - next.len())
    })
}

#[cfg(test)]
mod tests {
    use super::sentence;
    use crate::model::Span;

    #[test]
    fn finds_the_sentence_round_a_link() {
        let long = format!("{}[link] {}", "word ".repeat(100), "word ".repeat(100));
        let clipped = format!("{}[link] {}", "word ".repeat(39), "word ".repeat(39));
        for (text, wanted) in [
            ("One. Two [link] goes\non. Three.", "Two [link] goes\non."),
            ("See J. S. Mill on [link], e.g. here. No.", "See J. S. Mill on [link], e.g. here."),
            ("He said “No.” Then [link]? Yes.", "Then [link]?"),
            ("一。二[link]三。四", "二[link]三。"),
            ("[link]", "[link]"),
            (&long, clipped.trim()),
        ] {
            let at = text.find("[link]").expect("a link");
            let found = sentence(text, Span::new(0, text.len()), Span::new(at, at + 6));
            assert_eq!(found.of(text), wanted);
        }
    }
}
