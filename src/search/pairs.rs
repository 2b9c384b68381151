//! Pairs: which documents have two words side by side, and where. They are what a phrase in quotes
//! is looked for in: common words stand together in few of the documents that have both, and to
//! read all these would be a hundred requests. (Nextword indexes: H. E. Williams, J. Zobel,
//! D. Bahle, Fast phrase querying with combined indexes, 2004.)
//!
//! A pair is a hash of 32 bits. Those above tell its shard, the next [`REST`] its place there, so
//! that neither words nor boundaries are written down. Of a million places a shard uses some two
//! thousand: words that stand nowhere side by side meet a place in use once in five hundred times.

use rayon::prelude::*;

use super::bag::Bag;
use super::code::{GROUP, NAME, Shard, Shelf, groups, int, write_gaps};

/// Pairs with a word of no more documents are left out: to read these is as cheap.
pub const RARE: u32 = 8;
/// A pair that more than a share of all documents have, and more than these, leaves nobody out: who
/// looks into the best of them finds it.
const COMMON: usize = 1000;
const COMMON_SHARE: usize = 8;
/// Bits of a pair's place inside its shard.
const REST: u32 = 20;
/// Bits of a document's number, and of a chunk's.
const DOC: u32 = 28;
const CHUNK: u32 = 16;
/// Pairs in a shard, on average at most: about four kilobytes as hosts compress them.
const SHARD: usize = 5000;

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

    /// Its place in its shard, document and chunk as one number, in this order.
    fn key(self, bits: u32) -> u64 {
        let place = u64::from((self.hash << bits) >> (32 - REST));
        (place << DOC | u64::from(self.doc)) << CHUNK | u64::from(self.chunk)
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
        let hash = |&term: &u32| frequent[term as usize].then(|| hashes[term as usize]);
        let words: Vec<Option<u32>> = numbers[doc].iter().map(hash).collect();
        bags[doc].pairs.iter().filter_map(move |&(first, second, chunk)| {
            let (first, second) = (words[first as usize]?, words[second as usize]?);
            // Multiplied by the golden ratio, all bits reach those above.
            let hash = first.wrapping_mul(31).wrapping_add(second).wrapping_mul(0x9e37_79b1);
            Some(Pair { hash, doc: doc as u32, chunk })
        })
    };
    (0..bags.len()).into_par_iter().flat_map_iter(of_doc).collect()
}

/// Writes the shards of `pairs`, a power of two, and the directory that names them; its name.
pub fn write(pairs: &[Pair], documents: usize, shelf: &mut Shelf) -> String {
    let longest = COMMON.max(documents / COMMON_SHARE);
    // Eight shards share a name, so that there are eight at least.
    let bits = (pairs.len() / SHARD).next_power_of_two().ilog2().max(3);
    let mut sizes = vec![0usize; 1 << bits];
    for pair in pairs {
        sizes[pair.shard(bits)] += 1;
    }
    let mut shards: Vec<Vec<u64>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for pair in pairs {
        shards[pair.shard(bits)].push(pair.key(bits));
    }
    let texts: Vec<Vec<String>> =
        shards.into_par_iter().map(|keys| vec![shard(keys, longest)]).collect();
    let names = shelf.put_groups(groups(&texts));
    debug_assert_eq!(names.len() / NAME * GROUP, texts.len());
    shelf.put(Shard::new(&[&names], "pairs"))
}

/// A shard's text, with the documents of pairs that at most `longest` have. Of several times that a document has a pair the first counts.
fn shard(mut keys: Vec<u64>, longest: usize) -> String {
    let place = |key: u64| (key >> (CHUNK + DOC)) as u32;
    let doc = |key: u64| (key >> CHUNK) as u32 & ((1 << DOC) - 1);
    keys.sort_unstable();
    keys.dedup_by_key(|key| *key >> CHUNK);
    let mut out = String::with_capacity(keys.len() * 3);
    let mut before = 0;
    for same in keys.chunk_by(|a, b| place(*a) == place(*b)) {
        int(place(same[0]) - before, &mut out);
        before = place(same[0]);
        if same.len() > longest {
            int(0, &mut out);
            continue;
        }
        write_gaps(same.iter().map(|&key| doc(key)), &mut out);
        for key in same {
            int(*key as u32 & ((1 << CHUNK) - 1), &mut out);
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
    fn hashes_as_scripts_do() {
        assert_eq!(hash(""), 0x811c_9dc5);
        assert_eq!(hash("a"), 0xe40c_292c);
        assert_ne!(hash("тест"), hash("теста"));
    }

    #[test]
    fn a_document_has_a_pair_once_in_its_first_chunk() {
        let key = |place: u32, doc, chunk| Pair { hash: place << 9, doc, chunk }.key(3);
        let keys = vec![key(5, 7, 3), key(2, 2, 0), key(5, 7, 1), key(5, 9, 2)];
        let mut expected = String::new();
        // The gap to the place, the number of documents, the gaps between them, their chunks.
        for value in [2, 1, 2, 0, 3, 2, 7, 2, 1, 2, 1 << REST] {
            int(value, &mut expected);
        }
        assert_eq!(shard(keys, 9), expected);
    }
}
