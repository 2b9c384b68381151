//! A label, or a phrase that counts against or for one, taken apart.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::model::fold::{is_invisible, plain_punctuation};
use crate::parse::document::Word;
use crate::parse::words::{Segmenter, is_sign};

/// Parts the words of a phrase; no folded word contains it.
pub const PART: char = '\n';

/// A phrase: its words, and what must stand between and around them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    /// Its words, folded, parted by [`PART`].
    pub folded: Box<str>,
    /// Its words as written; empty where case doesn't count.
    pub written: Box<str>,
    /// What must stand before each word but the first, where that isn't just a space or hyphen.
    /// Empty where there is no such place.
    pub gaps: Vec<Option<String>>,
    /// Signs that must stand right before the first word (`.NET`).
    pub lead: String,
    /// Signs that must stand right after the last (`C++`).
    pub trail: String,
    len: usize,
}

impl Phrase {
    /// Takes `text` apart. Case counts in it if `as_written`.
    pub fn new(text: &str, as_written: bool, segmenter: &mut Segmenter) -> Self {
        let mut words = Vec::new();
        segmenter.block(text, 0, &[], &[], &mut words);
        let lexicon = segmenter.lexicon();
        let mut gaps = Vec::new();
        if words.iter().skip(1).any(|word| !word.has(Word::JOINED)) {
            gaps.extend(words.windows(2).map(|pair| {
                let gap = &text[pair[0].span().range().end..pair[1].start as usize];
                (!pair[1].has(Word::JOINED)).then(|| bare_gap(gap))
            }));
        }
        let mut folded = String::with_capacity(text.len());
        let mut as_is = String::new();
        for (number, word) in words.iter().enumerate() {
            if number > 0 {
                folded.push(PART);
                as_is.push(PART);
            }
            folded.push_str(lexicon.word(word.lex));
            if as_written {
                as_is.push_str(&written(word.span().of(text)));
            }
        }
        let edge = |c: char| is_sign(c) || matches!(c, '.' | '%');
        let start = words.first().map_or(0, |word| word.start as usize);
        let end = words.last().map_or(text.len(), |word| (word.start + word.len) as usize);
        let lead = text[..start].trim_start_matches(|c| !edge(c));
        let lead = if lead.chars().all(edge) { lead } else { "" };
        let trail_len = text[end..].find(|c| !edge(c)).unwrap_or(text.len() - end);
        let trail = text[end..end + trail_len].trim_end_matches('.');
        Self {
            folded: folded.into(),
            written: if as_written { as_is.into() } else { "".into() },
            gaps,
            lead: lead.to_owned(),
            trail: trail.to_owned(),
            len: words.len(),
        }
    }

    /// Number of its words.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Its words, folded; one empty word where it has none.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.folded.split(PART)
    }
}

/// A gap without its white space, with one form of each mark.
pub fn bare_gap(gap: &str) -> String {
    gap.chars().map(plain_punctuation).filter(|c| !c.is_whitespace()).collect()
}

/// A word as it is compared where case counts: NFKC, one apostrophe, no invisible marks.
pub fn written(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let shown = word.chars().filter(|&c| !is_invisible(c));
    Cow::Owned(shown.nfkc().map(plain_punctuation).collect())
}

/// Whether a label is in capitals: QBS, 5G, C.
pub fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}
