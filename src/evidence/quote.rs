//! Quotations checked against the words they claim to repeat.
//!
//! Compared are folded texts: runs of white space, quotation marks and dashes each made one; whole
//! words alone count; case counts except for the first letter; `…` and `[…]` part pieces of at
//! least three words that must occur in that order, unless the text has them itself.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::Span;
use crate::model::fold::{fold_passage, is_invisible};
use crate::parse::Document;
use crate::parse::document::BlockKind;
use crate::parse::front_matter::TextForm;

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
    let quotation = Quotation::new(quote)?;
    let found = quotation.find(&fold_quoted(text));
    found.ok_or(quotation.fault().unwrap_or(QuoteFault::NotFound))
}

/// Whether `quote` would pass as a quotation from `article`: all its text may be quoted, of a digest
/// what it sets as a quotation itself.
pub fn can_quote(article: &Document, quote: &str) -> bool {
    let digest = article.meta.text == TextForm::Digest;
    let quotable = if digest { Quotable::Quoted } else { Quotable::All };
    let folded = FoldedBlocks::new(article, 0..article.blocks.len() as u32, quotable);
    Quotation::new(quote).is_ok_and(|quotation| folded.locate(&quotation).is_some())
}

/// A quotation, folded.
pub(super) struct Quotation {
    /// All of it as it stands: the text may have `…` itself.
    whole: String,
    /// Its pieces between omissions; or why they prove nothing.
    pieces: Result<Vec<String>, QuoteFault>,
}

impl Quotation {
    /// Takes `quote` apart.
    ///
    /// # Errors
    /// If nothing is quoted.
    pub(super) fn new(quote: &str) -> Result<Self, QuoteFault> {
        let folded = fold_quoted(quote);
        let pieces = pieces(&folded);
        if pieces == Err(QuoteFault::Empty) {
            return Err(QuoteFault::Empty);
        }
        Ok(Self { whole: bare(&folded), pieces })
    }

    /// Finds it in `text`, folded; the place of its first piece.
    pub(super) fn find(&self, text: &str) -> Option<Span> {
        find(std::slice::from_ref(&self.whole), text)
            .or_else(|| find(self.pieces.as_deref().ok()?, text))
    }

    /// What is wrong with it wherever it should stand.
    pub(super) fn fault(&self) -> Option<QuoteFault> {
        self.pieces.as_ref().err().copied()
    }
}

/// A folded piece without marks around it.
fn bare(piece: &str) -> String {
    unbracketed(piece.trim().trim_matches('\'').trim())
}

/// A folded quotation's pieces.
fn pieces(folded: &str) -> Result<Vec<String>, QuoteFault> {
    let mut folded = folded.to_owned();
    for omission in ["[…]", "(…)"] {
        folded = folded.replace(omission, "…");
    }
    let pieces: Vec<String> =
        folded.split('…').map(bare).filter(|piece| !piece.is_empty()).collect();
    match pieces.as_slice() {
        [] => Err(QuoteFault::Empty),
        [_] => Ok(pieces),
        _ if pieces.iter().any(|piece| piece.split(' ').count() < 3) => Err(QuoteFault::ShortPiece),
        _ => Ok(pieces),
    }
}

/// `[T]rust`, where an editor changed a first letter, as it reads.
fn unbracketed(piece: &str) -> String {
    let mut chars = piece.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('['), Some(letter), Some(']')) => format!("{letter}{}", chars.as_str()),
        _ => piece.to_owned(),
    }
}

/// Text as quotations are compared: see [`fold_passage`]; beside that, single and double marks are
/// one, since a quotation within a quotation changes them; three dots are `…`; and a dash is one
/// however long it is and with spaces or without, as each house sets it in its own way.
pub(super) fn fold_quoted(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let plain: String = text.nfc().filter(|&c| !is_invisible(c)).collect();
    let folded = fold_passage(&plain).replace('"', "'").replace("...", "…");
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '-' => {
                out.truncate(out.trim_end_matches([' ', '-']).len());
                out.push('-');
            }
            ' ' if out.ends_with('-') => {}
            c => out.push(c),
        }
    }
    out
}

/// `quote` without the quotation marks round all of it.
pub(super) fn unmarked(quote: &str) -> &str {
    let quote = quote.trim();
    match super::callouts::unquote(quote) {
        Some((inner, "")) => inner,
        _ => quote,
    }
}

/// Finds the pieces in `folded` in order; the place of the first.
pub(super) fn find(pieces: &[String], folded: &str) -> Option<Span> {
    let mut first = None;
    let mut at = 0;
    for (number, piece) in pieces.iter().enumerate() {
        let place = match number {
            0 => find_first(piece, folded),
            _ => find_words(piece, folded, at),
        }?;
        at = place + piece.len();
        first.get_or_insert(Span::new(place, at));
    }
    first
}

/// The first piece: its first letter's case doesn't count.
fn find_first(piece: &str, folded: &str) -> Option<usize> {
    let exact = find_words(piece, folded, 0);
    let letter = piece.chars().next()?;
    let swapped: String = match letter.is_uppercase() {
        true => letter.to_lowercase().collect(),
        false => letter.to_uppercase().collect(),
    };
    let other = find_words(&format!("{swapped}{}", &piece[letter.len_utf8()..]), folded, 0);
    match (exact, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The first place from `from` on where `piece` stands as whole words: no letter or digit goes
/// on at either end.
fn find_words(piece: &str, folded: &str, from: usize) -> Option<usize> {
    let goes_on = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    let whole = |&at: &usize| {
        let (before, after) = (&folded[..at], &folded[at + piece.len()..]);
        !goes_on(before.chars().next_back(), piece.chars().next())
            && !goes_on(piece.chars().next_back(), after.chars().next())
    };
    memchr::memmem::find_iter(&folded.as_bytes()[from..], piece.as_bytes())
        .map(|at| from + at)
        .find(whole)
}

/// Whether five words in a row of `text` stand in `folded` too: then it is a quotation, if an
/// inexact one, and no paraphrase.
fn shares_words(text: &str, folded: &str) -> bool {
    let text = fold_quoted(text);
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(5).any(|run| find_words(&run.join(" "), folded, 0).is_some())
}

/// The parts of a text that stand in quotation marks, without the marks.
fn in_marks(text: &str) -> Vec<&str> {
    const MARKS: [(char, char); 4] = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»')];
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c| MARKS.iter().any(|&(open, _)| open == c)) {
        let open = rest[at..].chars().next().expect("a mark was found there");
        rest = &rest[at + open.len_utf8()..];
        let close = MARKS.iter().find(|(mark, _)| *mark == open).map_or(open, |mark| mark.1);
        let Some(end) = rest.find(close) else { continue };
        found.push(&rest[..end]);
        rest = &rest[end + close.len_utf8()..];
    }
    found
}

/// What of a document may be quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Quotable {
    /// All its text.
    All,
    /// What it sets as a quotation itself: a block quotation, a callout `quote` or `cite`, or
    /// words in quotation marks.
    Quoted,
}

/// Folded text of some blocks of a document, and which block each part comes from.
pub(super) struct FoldedBlocks {
    text: String,
    starts: Vec<(usize, u32)>,
}

impl FoldedBlocks {
    /// Joins what may be quoted from `blocks`, with a space between.
    pub(super) fn new(
        document: &Document,
        blocks: std::ops::Range<u32>,
        quotable: Quotable,
    ) -> Self {
        let mut folded = Self { text: String::new(), starts: Vec::new() };
        for number in blocks {
            let block = &document.blocks[number as usize];
            let text = document.block_text(number);
            let callout = block.callout.map(|n| document.callouts[n as usize].kind.as_str());
            if block.kind == BlockKind::Code {
                continue;
            }
            if quotable == Quotable::All
                || block.quoted
                || matches!(callout, Some("quote" | "cite"))
            {
                folded.push(text, number);
            } else {
                // A bar keeps the words of one quotation from going on in the next.
                in_marks(text)
                    .into_iter()
                    .for_each(|quoted| folded.push(&format!("{quoted} |"), number));
            }
        }
        folded
    }

    fn push(&mut self, text: &str, block: u32) {
        let text = fold_quoted(text);
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.starts.push((self.text.len(), block));
        self.text.push_str(&text);
    }

    /// The block in which the quotation's first piece begins.
    pub(super) fn locate(&self, quotation: &Quotation) -> Option<u32> {
        let span = quotation.find(&self.text)?;
        let after = self.starts.partition_point(|&(start, _)| start <= span.start as usize);
        Some(self.starts[after.checked_sub(1)?].1)
    }

    /// The block with the most of the quotation's words: half of them, and three at least.
    pub(super) fn nearest(&self, quotation: &Quotation) -> Option<u32> {
        let words = |text| {
            let parts = str::split(text, |c: char| !c.is_alphanumeric() && c != '\'');
            parts.filter(|word: &&str| !word.is_empty())
        };
        let wanted: BTreeSet<&str> = words(quotation.whole.as_str()).collect();
        let ends = self.starts.iter().skip(1).map(|&(start, _)| start).chain([self.text.len()]);
        let shared = self.starts.iter().zip(ends).map(|(&(start, block), end)| {
            let found: BTreeSet<&str> =
                words(&self.text[start..end]).filter(|word| wanted.contains(word)).collect();
            (found.len(), Reverse(block))
        });
        let (count, Reverse(block)) = shared.max()?;
        (count >= 3 && 2 * count >= wanted.len()).then_some(block)
    }

    /// Whether `text` repeats five words in a row.
    pub(super) fn shares_words(&self, text: &str) -> bool {
        shares_words(text, &self.text)
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
            ("on't trust vendors", false),
            ("[d]on't trust vendors", true),
            ("he wrote: 'Don't trust vendors-ever.' Not", true),
            ("trust vendors -- ever", true),
            ("trust vendors ever", false),
        ] {
            assert_eq!(check_quote(quote, text).is_ok(), found, "{quote}");
        }
        let dots = "And then... nothing. He waited… and waited.";
        assert!(check_quote("and then… nothing", dots).is_ok());
        assert!(check_quote("He waited... and waited", dots).is_ok());
        assert_eq!(check_quote("Then … He waited", dots), Err(QuoteFault::ShortPiece));
        assert_eq!(check_quote("…", text), Err(QuoteFault::Empty));
        assert_eq!(check_quote(" “” ", text), Err(QuoteFault::Empty));
    }
}
