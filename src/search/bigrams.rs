//! Bigrams: which documents have two words side by side, and where. They are what a phrase in quotes
//! is looked for in: common words stand together in few of the documents that have both, and to
//! read all these would be a hundred requests. (Nextword indexes: H. E. Williams, J. Zobel,
//! D. Bahle, Fast phrase querying with combined indexes, 2004.)
//!
//! A bigram is a hash of 32 bits. Those above tell its shard, the next [`REST`] its place there, so
//! that neither words nor boundaries are written down. Of a million places a shard uses some two
//! thousand: words that stand nowhere side by side meet a place in use once in five hundred times.

use rayon::prelude::*;

use super::bag::POSITION_BITS;
use super::encoding::{int, write_gaps};
use super::packs::{Packs, Shard};
use super::positions::Positions;
use crate::model::Failure;

/// Bigrams with a word of no more documents are left out: to read these is as cheap.
pub const RARE: u32 = 8;
/// A bigram of more positions than this, and than a share of all documents, leaves nobody out: it would
/// cost more than to read the best of those that have the rest of a phrase.
const COMMON: usize = 12_000;
const COMMON_SHARE: usize = 4;
/// Bits of a bigram's place inside its shard.
const REST: u32 = 20;
/// Bigrams in a shard, on average at most, of `SHARD_OF`; larger sites have larger shards, as the
/// root of their number, so that the directory does not outgrow them.
const SHARD: usize = 2500;
const SHARD_OF: f64 = 10e6;
/// Bytes of a pack. They are for phrases alone, so that packs can be large and few.
const PACK: usize = 128 << 10;

/// So many bigrams are sorted at once. They are made anew for each pass over the text: to keep all is
/// a third of what a build needs.
const PASS: usize = 3_000_000;

/// What is read one after the other, in a run of documents.
pub struct TextPart {
    /// The number of the first document.
    pub first: u32,
    /// By term of the run: its hash, if more than [`RARE`] documents have it.
    pub hashes: Vec<Option<WordHash>>,
    /// By document.
    pub documents: Vec<Positions>,
}

impl TextPart {
    /// Its bigrams, in order.
    fn bigrams(&self) -> impl Iterator<Item = Bigram> {
        (self.first..).zip(&self.documents).flat_map(|(doc, words)| {
            let mut words = words.iter().map(|(term, at)| (self.hashes[term as usize], at));
            let mut last = words.next();
            words.filter_map(move |next| {
                let (one, position) = last.replace(next)?;
                let (one, other) = (one?, next.0?);
                let is_next = next.1 == position.wrapping_add(1);
                is_next.then(|| Bigram { hash: one.then(other), doc, position })
            })
        })
    }
}

/// Two words side by side in a document.
#[derive(Clone, Copy)]
pub struct Bigram {
    hash: u32,
    doc: u32,
    /// Where its first word stands.
    position: u32,
}

impl Bigram {
    fn shard(self, bits: u32) -> usize {
        (self.hash >> (32 - bits)) as usize
    }

    /// Its place in its shard.
    fn place(self, bits: u32) -> u32 {
        (self.hash << bits) >> (32 - REST)
    }
}

/// What a word adds to the hash of a bigram: a polynomial over the characters of both words and the
/// space between them, modulo 2³², in powers of [`BASE`] (R. M. Karp, M. O. Rabin: Efficient
/// randomized pattern-matching algorithms, 1987). The runtime sums it up in `bigramOf`.
#[derive(Clone, Copy)]
pub struct WordHash {
    first: u32,
    /// What it adds as the second word, and what the first is multiplied by.
    second: u32,
    power: u32,
}

/// The golden ratio: all bits of a character reach those above.
const BASE: u32 = 0x9e37_79b1;

impl WordHash {
    /// Of `word`, by the first UTF-16 unit of each character.
    pub fn new(word: &str) -> Self {
        let unit = |c: char| u32::from(c.encode_utf16(&mut [0; 2])[0]);
        let add = |hash: u32, c: char| hash.wrapping_add(unit(c)).wrapping_mul(BASE);
        Self {
            first: word.chars().fold(0, add),
            second: word.chars().fold(add(0, ' '), add),
            power: word.chars().fold(BASE, |power, _| power.wrapping_mul(BASE)),
        }
    }

    /// The hash of the two side by side.
    fn then(self, next: Self) -> u32 {
        self.first.wrapping_mul(next.power).wrapping_add(next.second)
    }
}

/// Bigrams by shard, in order.
struct Sorted {
    bigrams: Vec<Bigram>,
    /// By shard, from the first on: where its bigrams end.
    ends: Vec<u32>,
}

impl Sorted {
    /// Those of `part` that are in shards `range` of `2.pow(bits)`.
    fn new(part: &TextPart, range: &std::ops::Range<usize>, bits: u32) -> Self {
        let unsorted: Vec<Bigram> =
            part.bigrams().filter(|bigram| range.contains(&bigram.shard(bits))).collect();
        let mut ends = vec![0u32; range.len()];
        for bigram in &unsorted {
            ends[bigram.shard(bits) - range.start] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        let mut bigrams = unsorted.clone();
        for bigram in unsorted {
            let place = &mut ends[bigram.shard(bits) - range.start];
            bigrams[*place as usize] = bigram;
            *place += 1;
        }
        Self { bigrams, ends }
    }

    /// Those of the shard at place `at` of the range.
    fn shard(&self, at: usize) -> &[Bigram] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bigrams[start as usize..self.ends[at] as usize]
    }
}

/// Writes the shards of all bigrams of `text`, a power of two; their directory.
///
/// # Errors
/// What the sink refused.
pub fn write(text: &[TextPart], documents: usize, packs: &mut Packs<'_>) -> Result<Shard, Failure> {
    let longest = COMMON.max(documents / COMMON_SHARE);
    let count: usize = text.par_iter().map(|part| part.bigrams().count()).sum();
    let size = (SHARD as f64 * libm::sqrt(count as f64 / SHARD_OF).clamp(1.0, 4.0)) as usize;
    let bits = (count / size).next_power_of_two().ilog2().max(1);
    let shards = 1usize << bits;
    let pass = shards.div_ceil(count.div_ceil(PASS).max(1));
    let mut run = packs.run(PACK);
    for start in (0..shards).step_by(pass) {
        let range = start..shards.min(start + pass);
        let sorted: Vec<Sorted> =
            text.par_iter().map(|part| Sorted::new(part, &range, bits)).collect();
        let places: Vec<usize> = (0..range.len()).collect();
        run.add(&places, |&at| {
            let bigrams: Vec<&[Bigram]> = sorted.iter().map(|part| part.shard(at)).collect();
            (vec![vec![shard(&bigrams.concat(), bits, longest)]], ())
        })?;
    }
    let (names, numbers) = run.finish()?.encode(0..shards);
    Ok(vec![names, numbers])
}

/// A shard's text, with the positions of bigrams that have at most `longest`.
fn shard(bigrams: &[Bigram], bits: u32, longest: usize) -> String {
    // Bigrams of one place stay in their order, that of documents.
    let key = |(at, bigram): (u64, &Bigram)| u64::from(bigram.place(bits)) << 32 | at;
    let mut order: Vec<u64> = (0..).zip(bigrams).map(key).collect();
    order.sort_unstable();
    let bigram = |key: &u64| bigrams[*key as u32 as usize];
    let mut out = String::with_capacity(bigrams.len() * 4);
    let mut before = 0;
    for same in order.chunk_by(|a, b| a >> 32 == b >> 32) {
        let place = (same[0] >> 32) as u32;
        int(place - before, &mut out);
        before = place;
        if same.len() > longest {
            int(0, &mut out);
            continue;
        }
        write_gaps(same.iter().map(|key| bigram(key).doc), &mut out);
        for key in same {
            let position = bigram(key).position;
            int(position >> POSITION_BITS, &mut out);
            int(position & ((1 << POSITION_BITS) - 1), &mut out);
        }
    }
    // Nothing is looked for behind the last place.
    int(1 << REST, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_both_words_as_one_text() {
        let pair = WordHash::new("zig").then(WordHash::new("zág"));
        assert_eq!(pair, WordHash::new("zig zág").first);
        assert_ne!(pair, WordHash::new("zág").then(WordHash::new("zig")));
    }

    #[test]
    fn bigrams_stand_in_order_with_their_positions() {
        let bigram = |place: u32, doc, position| Bigram { hash: place << 9, doc, position };
        let bigrams =
            [bigram(5, 7, 3), bigram(2, 2, 0), bigram(5, 7, 1 << POSITION_BITS), bigram(5, 9, 2)];
        let mut expected = String::new();
        // The gap to the place, the number of positions, the gaps between documents, chunks and words.
        for value in [2, 1, 2, 0, 0, 3, 3, 7, 0, 2, 0, 3, 1, 0, 0, 2, 1 << REST] {
            int(value, &mut expected);
        }
        assert_eq!(shard(&bigrams, 3, 3), expected);
        // Too many leave nobody out.
        assert!(shard(&bigrams, 3, 2).contains("&#"), "{}", shard(&bigrams, 3, 2));
    }
}
