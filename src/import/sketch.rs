//! Texts that say nearly the same: shingles of words, of which each text keeps a few.
//!
//! A text's sketch are the smallest hashes of its runs of five words (bottom-k MinHash, Broder
//! 1997): the share that two sketches have in common estimates the share of their shingles.

use std::hash::Hasher as _;

use crate::model::{Map, Set};

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Hashes in a sketch.
const HASHES: usize = 48;
/// So many of a text's hashes are looked up by others: of two texts that are alike all of them miss
/// once in ten thousand times, and a text costs less than a kilobyte.
const INDEXED: usize = 8;
/// Texts are nearly the same where they share so much of their shingles.
const ALIKE: f64 = 0.7;

/// The smallest hashes of a text's shingles, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch(Vec<u64>);

impl Sketch {
    /// The sketch of a text; white space, case and marks don't count.
    pub fn new(text: &str) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let mut hasher = rustc_hash::FxHasher::default();
            word.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(c.into()));
            words.push(hasher.finish());
        }
        let width = SHINGLE.min(words.len()).max(1);
        let mut hashes: Vec<u64> = words
            .windows(width)
            .map(|shingle| {
                // Mixed as SplitMix64 does, so that the smallest are a fair choice.
                let sum = shingle.iter().fold(0u64, |sum, word| {
                    sum.rotate_left(13).wrapping_add(*word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                });
                let mixed = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                mixed ^ (mixed >> 31)
            })
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(HASHES);
        Self(hashes)
    }

    /// How much of their shingles two texts share, 0 to 1, estimated.
    fn likeness(&self, other: &Self) -> f64 {
        let mut both: Vec<u64> = self.0.iter().chain(&other.0).copied().collect();
        both.sort_unstable();
        let (mut shared, mut all, mut place) = (0, 0, 0);
        while place < both.len() && all < HASHES {
            let twice = both.get(place + 1) == Some(&both[place]);
            shared += usize::from(twice);
            all += 1;
            place += 1 + usize::from(twice);
        }
        if all == 0 { 0.0 } else { shared as f64 / all as f64 }
    }
}

/// The texts that are known, by name.
#[derive(Default)]
pub struct Known {
    texts: Vec<(String, Sketch)>,
    by_hash: Map<u64, Vec<u32>>,
}

impl Known {
    /// Adds a text.
    pub fn add(&mut self, name: &str, sketch: Sketch) {
        let number = self.texts.len() as u32;
        for hash in sketch.0.iter().take(INDEXED) {
            self.by_hash.entry(*hash).or_default().push(number);
        }
        self.texts.push((name.to_owned(), sketch));
    }

    /// The first text that says nearly the same.
    pub fn find(&self, sketch: &Sketch) -> Option<&str> {
        let mut tried: Set<u32> = Set::default();
        let mut candidates: Vec<u32> = Vec::new();
        for hash in &sketch.0 {
            // What very many texts have is no sign.
            let list = self.by_hash.get(hash).map_or(&[][..], Vec::as_slice);
            candidates.extend(list.iter().take(64).filter(|number| tried.insert(**number)));
        }
        candidates.sort_unstable();
        let alike = |number: &u32| self.texts[*number as usize].1.likeness(sketch) >= ALIKE;
        candidates
            .iter()
            .find(|number| alike(number))
            .map(|&number| self.texts[number as usize].0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, Sketch};

    fn text(from: usize, to: usize) -> String {
        (from..to)
            .map(|number| format!("word{}", number * number % 977))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn near_copies_are_found_and_others_are_not() {
        let mut known = Known::default();
        known.add("a", Sketch::new(&text(0, 300)));
        known.add("b", Sketch::new(&text(400, 700)));
        let framed = format!("Another menu. {} Share this!", text(0, 300).to_uppercase());
        assert_eq!(known.find(&Sketch::new(&framed)), Some("a"));
        assert_eq!(known.find(&Sketch::new(&text(150, 450))), None);
        assert_eq!(known.find(&Sketch::new("short")), None);
    }
}
