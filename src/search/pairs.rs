//! Pairs: which documents have two words side by side, and where. They are what a phrase in quotes
//! is looked for in: common words stand together in few of the documents that have both, and to
//! read all these would be a hundred requests. (Nextword indexes: H. E. Williams, J. Zobel,
//! D. Bahle, Fast phrase querying with combined indexes, 2004.)
//!
//! A pair is a hash of 32 bits. Those above tell its shard, the next [`REST`] its place there, so
//! that neither words nor boundaries are written down. Of two pairs in five hundred shards one
//! that is not there meets another's place once in some hundred times; what is shown of it tells.

use rayon::prelude::*;

use super::bag::Bag;
use super::code::{NAME, Shard, Shelf, int, write_gaps};

/// Pairs with a word of no more documents are left out: to read these is as cheap.
pub const RARE: u32 = 8;
/// A pair that more documents have leaves nobody out.
const LONGEST: usize = 1000;
/// Bits of a pair's place inside its shard.
const REST: u32 = 17;
/// Pairs of documents in a shard, on average at most: about four kilobytes as hosts compress them.
const SHARD: usize = 3000;

/// A pair in a document.
#[derive(Clone, Copy)]
pub struct Pair {
    hash: u32,
    doc: u32,
    /// The first chunk that has it.
    chunk: u16,
}

impl Pair {
    fn shard(self, bits: u32) -> usize {
        (self.hash >> (32 - bits)) as usize
    }

    fn rest(self, bits: u32) -> u32 {
        (self.hash << bits) >> (32 - REST)
    }
}

/// The hash of a word, over UTF-16 units as `hash` of the runtime makes it (FNV-1a).
pub fn hash(word: &str) -> u32 {
    word.encode_utf16()
        .fold(0x811c_9dc5, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

/// The pairs of all documents, in their order. `numbers` are the terms of each bag among all, `hashes`
/// those of all terms, `frequent` whether more than [`RARE`] documents have one.
pub fn collect(bags: &[Bag], numbers: &[Vec<u32>], hashes: &[u32], frequent: &[bool]) -> Vec<Pair> {
    let of_doc = |doc: usize| {
        let number = move |term: u32| numbers[doc][term as usize] as usize;
        let kept = bags[doc].pairs.iter().filter(move |(first, second, _)| {
            frequent[number(*first)] && frequent[number(*second)]
        });
        kept.map(move |&(first, second, chunk)| {
            let (first, second) = (hashes[number(first)], hashes[number(second)]);
            // Multiplied by the golden ratio, all bits reach those above.
            let hash = first.wrapping_mul(31).wrapping_add(second).wrapping_mul(0x9e37_79b1);
            Pair { hash, doc: doc as u32, chunk }
        })
    };
    (0..bags.len()).into_par_iter().flat_map_iter(of_doc).collect()
}

/// Writes the shards of `pairs`, and the directory that names them; its name.
pub fn write(pairs: &[Pair], shelf: &mut Shelf) -> String {
    // Eight shards share a name, so that there are eight at least.
    let bits = (pairs.len() / SHARD).next_power_of_two().ilog2().max(3);
    let mut sizes = vec![0usize; 1 << bits];
    for pair in pairs {
        sizes[pair.shard(bits)] += 1;
    }
    let mut shards: Vec<Vec<Pair>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for pair in pairs {
        shards[pair.shard(bits)].push(*pair);
    }
    let texts: Vec<Vec<String>> =
        shards.into_par_iter().map(|pairs| vec![shard(pairs, bits)]).collect();
    let names = shelf.put_groups(&texts);
    debug_assert_eq!(names.len() / NAME * super::code::GROUP, texts.len());
    shelf.put(Shard::new(&[&names], "pairs"))
}

/// A shard's text.
fn shard(mut pairs: Vec<Pair>, bits: u32) -> String {
    pairs.sort_unstable_by_key(|pair| (pair.rest(bits), pair.doc, pair.chunk));
    pairs.dedup_by_key(|pair| (pair.rest(bits), pair.doc));
    let mut out = String::with_capacity(pairs.len() * 3);
    let mut before = 0;
    for same in pairs.chunk_by(|a, b| a.rest(bits) == b.rest(bits)) {
        let rest = same[0].rest(bits);
        int(rest - before, &mut out);
        before = rest;
        if same.len() > LONGEST {
            int(0, &mut out);
            continue;
        }
        write_gaps(same.iter().map(|pair| pair.doc), &mut out);
        for pair in same {
            int(u32::from(pair.chunk), &mut out);
        }
    }
    // Nothing is looked for behind the last place.
    int(1 << REST, &mut out);
    out
}
