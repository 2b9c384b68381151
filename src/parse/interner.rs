//! Words by number: a [`Lexicon`] that is being made.

use super::document::{Lexicon, hash_word};

/// Gives each distinct word a number, in order of first occurrence.
#[derive(Default)]
pub struct Interner {
    words: Lexicon,
    /// Word number plus one, at the word's hash or behind; 0 is free. The length is 0 or a power of
    /// two.
    slots: Vec<u32>,
    /// By word: its hash.
    hashes: Vec<u64>,
}

impl Interner {
    /// The number of `word`, which is added if it is new.
    pub fn number(&mut self, word: &str) -> u32 {
        if self.words.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = hash_word(word);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(number) = self.slots[at].checked_sub(1) {
            if self.hashes[number as usize] == hash && self.words.word(number) == word {
                return number;
            }
            at = (at + 1) & mask;
        }
        let number = self.words.push(word);
        self.hashes.push(hash);
        self.slots[at] = number + 1;
        number
    }

    /// The words met so far.
    pub fn words(&self) -> &Lexicon {
        &self.words
    }

    /// The words met.
    pub fn into_words(self) -> Lexicon {
        self.words
    }

    fn grow(&mut self) {
        let len = (self.slots.len() * 2).max(512);
        self.slots.clear();
        self.slots.resize(len, 0);
        for (number, hash) in (0u32..).zip(&self.hashes) {
            let mut at = *hash as usize & (len - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (len - 1);
            }
            self.slots[at] = number + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_each_word_once() {
        let mut interner = Interner::default();
        let words: Vec<String> = (0..2000).map(|i| format!("word{i}")).collect();
        for _ in 0..2 {
            for (number, word) in (0u32..).zip(&words) {
                assert_eq!(interner.number(word), number);
            }
        }
        assert_eq!(interner.number(""), 2000);
        let met = interner.into_words();
        assert_eq!((met.len(), met.word(7), met.word(2000)), (2001, "word7", ""));
    }
}
