//! Quotations checked against the words they claim to repeat.
//!
//! Compared are folded texts: runs of white space, quotation marks and dashes each made one;
//! case counts except for the first letter; `…` and `[…]` part pieces of at least three words
//! that must occur in that order.

use crate::model::Span;
use crate::model::fold::fold_passage;
use crate::parse::Document;

/// Why a quotation cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteFault {
    /// Its words do not occur there in that order.
    NotFound,
    /// A piece between omissions has fewer than three words, which proves nothing.
    ShortPiece,
    /// Nothing is quoted.
    Empty,
}

impl QuoteFault {
    /// The fault in words.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotFound => "these words do not occur there in this order",
            Self::ShortPiece => "a piece between omissions has fewer than three words",
            Self::Empty => "the quotation is empty",
        }
    }
}

/// Looks for `quote` in `text`. Gives the place of its first piece in the folded text.
///
/// ```
/// use topoi::evidence::{QuoteFault, check_quote};
/// let text = "It\u{2019}s a long way \u{2013} they said \u{2013} and trust takes years to grow.";
/// assert!(check_quote("they said - and trust", text).is_ok());
/// assert!(check_quote("It's a long way … trust takes years", text).is_ok());
/// assert_eq!(check_quote("trust takes years … a long way", text), Err(QuoteFault::NotFound));
/// assert_eq!(check_quote("a long way … years", text), Err(QuoteFault::ShortPiece));
/// ```
///
/// # Errors
/// Why it cannot stand.
pub fn check_quote(quote: &str, text: &str) -> Result<Span, QuoteFault> {
    let pieces = pieces(quote)?;
    find(&pieces, &fold_passage(text)).ok_or(QuoteFault::NotFound)
}

/// A quotation's pieces, folded.
pub(super) fn pieces(quote: &str) -> Result<Vec<String>, QuoteFault> {
    let folded = fold_passage(quote)
        .replace("[...]", "…")
        .replace("[…]", "…")
        .replace("(…)", "…")
        .replace("...", "…");
    let pieces: Vec<String> = folded
        .split('…')
        .map(|piece| piece.trim().trim_matches('"').trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect();
    match pieces.as_slice() {
        [] => Err(QuoteFault::Empty),
        [_] => Ok(pieces),
        _ if pieces.iter().any(|piece| piece.split(' ').count() < 3) => Err(QuoteFault::ShortPiece),
        _ => Ok(pieces),
    }
}

/// Finds the pieces in `folded` in order; the place of the first.
pub(super) fn find(pieces: &[String], folded: &str) -> Option<Span> {
    let mut first = None;
    let mut at = 0;
    for (number, piece) in pieces.iter().enumerate() {
        let place = match number {
            0 => find_first(piece, folded),
            _ => folded[at..].find(piece.as_str()).map(|i| at + i),
        }?;
        at = place + piece.len();
        first.get_or_insert(Span::new(place, at));
    }
    first
}

/// The first piece: its first letter's case doesn't count.
fn find_first(piece: &str, folded: &str) -> Option<usize> {
    let exact = folded.find(piece);
    let letter = piece.chars().next()?;
    let swapped: String = match letter.is_uppercase() {
        true => letter.to_lowercase().collect(),
        false => letter.to_uppercase().collect(),
    };
    let other = folded.find(&format!("{swapped}{}", &piece[letter.len_utf8()..]));
    match (exact, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Folded text of some blocks of a document, and which block each part comes from.
pub(super) struct FoldedBlocks {
    text: String,
    starts: Vec<(usize, u32)>,
}

impl FoldedBlocks {
    /// Joins those of `blocks` that `keep` lets in, with a space between.
    pub(super) fn new(
        document: &Document,
        blocks: std::ops::Range<u32>,
        keep: impl Fn(u32) -> bool,
    ) -> Self {
        let mut folded = Self { text: String::new(), starts: Vec::new() };
        for block in blocks.filter(|&block| keep(block)) {
            let text = fold_passage(document.block_text(block));
            if text.is_empty() {
                continue;
            }
            if !folded.text.is_empty() {
                folded.text.push(' ');
            }
            folded.starts.push((folded.text.len(), block));
            folded.text.push_str(&text);
        }
        folded
    }

    /// The block in which the quotation's first piece begins.
    pub(super) fn locate(&self, pieces: &[String]) -> Option<u32> {
        let span = find(pieces, &self.text)?;
        let after = self.starts.partition_point(|&(start, _)| start <= span.start as usize);
        Some(self.starts[after.checked_sub(1)?].1)
    }
}

#[cfg(test)]
mod tests {
    use super::{QuoteFault, check_quote};

    #[test]
    fn folds_what_typesetters_change() {
        let text = "He wrote: “Don’t  trust\nvendors—ever.” Not even us.";
        for (quote, found) in [
            ("don't trust vendors-ever", true),
            ("\"Don’t trust vendors—ever.\"", true),
            ("DON'T trust", false),
            ("not even us", true),
            ("Not Even us", false),
            ("He wrote: […] trust vendors—ever", false),
            ("Don't trust vendors... Not even us.", true),
        ] {
            assert_eq!(check_quote(quote, text).is_ok(), found, "{quote}");
        }
        assert_eq!(check_quote("…", text), Err(QuoteFault::Empty));
        assert_eq!(check_quote(" “” ", text), Err(QuoteFault::Empty));
    }
}
