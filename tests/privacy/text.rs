//! Random numbers and canary words.

use crate::CANARIES;

/// A small generator of numbers (splitmix64), so that every seed makes the same everywhere.
pub struct Random {
    state: u64,
    words: u32,
}

impl Random {
    /// The generator of `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed, words: 0 }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// Whether something of one in `n` happens.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of `all`.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A word that stands nowhere else and tells who may see it.
    pub fn canary(&mut self, level: usize) -> String {
        self.words += 1;
        let mut word = CANARIES[level].to_owned();
        let mut rest = self.words;
        for _ in 0..4 {
            word.push((b'a' + (rest % 26) as u8) as char);
            rest /= 26;
        }
        word
    }
}
