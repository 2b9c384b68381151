//! Packs: the files of the index, each with many shards one after the other.
//!
//! A shard is deflated by itself, in the form of zlib (RFC 1950) whose checksum tells what was
//! damaged on the way, so that a reader takes those that a query needs and no more: over
//! HTTP by range, over `file://` by loading the whole pack as a classic script, since `fetch` does
//! not work there. A pack is therefore both. It reads ``topoi`name…` ``, a template literal in a
//! one-byte encoding, and what would end or change such a literal is a backslash and the byte with
//! its bit of 64 turned: the backslash, the back quote, a brace after `$`, and the carriage return,
//! which scripts read as a line feed. That is one byte in eighty. A reader undoes it the same way on
//! both paths.
//!
//! A shard's deflated bytes end at a multiple of [`UNIT`] bytes, so that addresses are short: the
//! root, which every reader loads, has one for each shard of the dictionary. The last byte tells how
//! many fill up, as a character from `1` on.
//!
//! A **run** is a list of shards in their order: the names of its packs, and numbers: for each pack
//! the unit where the run begins in it, then the units of each shard; 0 ends a pack.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor};
use memchr::memmem;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::encoding::int;
use crate::model::{Failure, Map, OutFile, Sink};

/// Where packs go, from the top of the site.
const FOLDER: &str = "assets/search/";
/// Shards end at multiples of so many bytes.
pub const UNIT: usize = 32;
/// What a pack begins with; its name follows.
const START: &str = "topoi`";
/// Bytes before the first shard.
const HEAD: usize = START.len() + NAME;
/// Length of a pack's name: 30 bits of its content's hash in base 32, in lower case since some file
/// systems don't tell `a` from `A`.
const NAME: usize = 6;
/// Higher levels spare one byte in a hundred and take twice the time.
const LEVEL: i32 = 1;
/// Values whose shards are deflated at once: enough for all threads, few enough to lie in memory.
const WINDOW: usize = 512;
/// One shard in so many may end a pack that is large enough.
const CUT: u8 = 4;

/// The parts of a shard.
pub type Shard = Vec<String>;

/// Writes packs to a sink, each name once.
pub struct Packs<'a> {
    sink: &'a dyn Sink,
    /// The packs written, by name, each with the hash that the name is the beginning of.
    hashes: Map<String, [u8; 32]>,
}

impl<'a> Packs<'a> {
    /// Packs that go to `sink`.
    pub fn new(sink: &'a dyn Sink) -> Self {
        Self { sink, hashes: Map::default() }
    }

    /// A run whose packs are at most `size` bytes, but for a shard that is larger.
    pub fn run(&mut self, size: usize) -> Run<'_, 'a> {
        let open = vec![0; HEAD];
        Run { packs: self, size, open, full: Vec::new(), names: Vec::new(), places: Vec::new() }
    }

    /// Writes packs, each with room for its head, and names them by their content, in order.
    fn write(&mut self, packs: Vec<Vec<u8>>) -> Result<Vec<String>, Failure> {
        let hashes: Vec<[u8; 32]> =
            packs.par_iter().map(|pack| Sha256::digest(&pack[HEAD..]).into()).collect();
        let named = packs.into_iter().zip(hashes).map(|(pack, hash)| (self.name(hash), pack));
        let named: Vec<((String, bool), Vec<u8>)> = named.collect();
        let put = |((name, is_new), mut pack): ((String, bool), Vec<u8>)| {
            if is_new {
                pack[..HEAD].copy_from_slice(format!("{START}{name}").as_bytes());
                pack.push(b'`');
                self.sink.put(OutFile::bytes(format!("{FOLDER}{name}.pack"), pack))?;
            }
            Ok(name)
        };
        named.into_par_iter().map(put).collect()
    }

    /// The name of a pack whose content has this hash, and whether it is the first such.
    fn name(&mut self, mut hash: [u8; 32]) -> (String, bool) {
        let mut name = name(&hash);
        while let Some(known) = self.hashes.get(&name) {
            if *known == hash {
                return (name, false);
            }
            hash = Sha256::digest(hash).into();
            name = self::name(&hash);
        }
        self.hashes.insert(name.clone(), hash);
        (name, true)
    }
}

fn name(hash: &[u8; 32]) -> String {
    let bits = u64::from_be_bytes(hash[..8].try_into().expect("a hash has 32 bytes"));
    let digit =
        |i: usize| b"abcdefghijklmnopqrstuvwxyz234567"[(bits >> (59 - 5 * i)) as usize & 31];
    (0..NAME).map(|i| digit(i) as char).collect()
}

/// Shards that are being written, in order.
pub struct Run<'p, 'a> {
    packs: &'p mut Packs<'a>,
    size: usize,
    /// The pack that is being filled, and those that are full but not written; each with room for its
    /// head.
    open: Vec<u8>,
    full: Vec<Vec<u8>>,
    names: Vec<String>,
    places: Vec<Place>,
}

/// Where a shard lies.
#[derive(Clone, Copy)]
struct Place {
    pack: u32,
    /// In units, as the length is.
    start: u32,
    length: u32,
}

impl Run<'_, '_> {
    /// Adds the shards of `values` as they are made; what else is made with them.
    ///
    /// # Errors
    /// What the sink refused.
    pub fn add<T: Sync, R: Send>(
        &mut self,
        values: &[T],
        shards: impl Fn(&T) -> (Vec<Shard>, R) + Sync,
    ) -> Result<Vec<R>, Failure> {
        let mut all = Vec::with_capacity(values.len());
        let encode_all = |value: &T| {
            let (shards, more) = shards(value);
            (shards.iter().map(|shard| encode(shard)).collect::<Vec<_>>(), more)
        };
        for window in values.chunks(WINDOW) {
            let encoded: Vec<_> = window.par_iter().map(encode_all).collect();
            for (shards, more) in encoded {
                for shard in &shards {
                    self.put(shard);
                }
                all.push(more);
            }
            self.write_full()?;
        }
        Ok(all)
    }

    fn put(&mut self, shard: &[u8]) {
        let length = self.open.len() - HEAD;
        if length > 0 && length + shard.len() > self.size {
            self.close();
        }
        let units = |bytes: usize| (bytes / UNIT) as u32;
        let pack = (self.names.len() + self.full.len()) as u32;
        let start = units(self.open.len() - HEAD);
        self.places.push(Place { pack, start, length: units(shard.len()) });
        self.open.extend_from_slice(shard);
        // Where a pack ends depends on what lies there, so that an edit renames few.
        let sum = || shard.iter().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
        if self.open.len() - HEAD > self.size / 4 * 3 && sum().is_multiple_of(CUT) {
            self.close();
        }
    }

    fn close(&mut self) {
        self.full.push(std::mem::replace(&mut self.open, vec![0; HEAD]));
    }

    fn write_full(&mut self) -> Result<(), Failure> {
        let full = std::mem::take(&mut self.full);
        self.names.extend(self.packs.write(full)?);
        Ok(())
    }

    /// Writes what is left. After it, all shards have addresses.
    ///
    /// # Errors
    /// What the sink refused.
    pub fn finish(mut self) -> Result<Addresses, Failure> {
        if self.open.len() > HEAD {
            self.close();
        }
        self.write_full()?;
        Ok(Addresses { names: self.names, places: self.places })
    }
}

/// Where the shards of a run lie.
pub struct Addresses {
    names: Vec<String>,
    places: Vec<Place>,
}

impl Addresses {
    /// The name of the only pack, if there is one.
    pub fn single(&self) -> Option<&str> {
        if let [name] = self.names.as_slice() { Some(name) } else { None }
    }

    /// The names of the packs of shards `range`, one after the other, and where they lie in them.
    pub fn encode(&self, range: std::ops::Range<usize>) -> (String, String) {
        let (mut names, mut numbers) = (String::new(), String::new());
        for places in self.places[range].chunk_by(|a, b| a.pack == b.pack) {
            names.push_str(&self.names[places[0].pack as usize]);
            int(places[0].start, &mut numbers);
            for place in places {
                int(place.length, &mut numbers);
            }
            int(0, &mut numbers);
        }
        (names, numbers)
    }
}

/// What a thread needs for each shard that it encodes.
struct Encoder {
    compressor: Compressor,
    text: Vec<u8>,
    deflated: Vec<u8>,
}

thread_local! {
    static ENCODER: RefCell<Encoder> = RefCell::new(Encoder {
        compressor: Compressor::new(CompressionLvl::new(LEVEL).expect("the level is one")),
        text: Vec::new(),
        deflated: Vec::new(),
    });
}

/// A shard as it lies in a pack, its parts parted by NUL.
fn encode(parts: &[String]) -> Vec<u8> {
    ENCODER.with_borrow_mut(|Encoder { compressor, text, deflated }| {
        text.clear();
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                text.push(0);
            }
            match part.contains('\0') {
                true => text.extend(part.replace('\0', "\u{fffd}").bytes()),
                false => text.extend_from_slice(part.as_bytes()),
            }
        }
        let bound = compressor.zlib_compress_bound(text.len());
        if deflated.len() < bound {
            deflated.resize(bound, 0);
        }
        let length = compressor.zlib_compress(text, deflated).expect("the bound holds");
        let mut bytes = escape(&deflated[..length]);
        let fill = UNIT - bytes.len() % UNIT;
        bytes.resize(bytes.len() + fill, b'0' + fill as u8);
        bytes
    })
}

/// `bytes` as they may stand in a template literal, with room for a unit more.
fn escape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 64 + 2 * UNIT);
    let mut copied = 0;
    let mut escape = |at: usize| {
        out.extend_from_slice(&bytes[copied..at]);
        out.extend([b'\\', bytes[at] ^ 64]);
        copied = at + 1;
    };
    let mut braces = memmem::find_iter(bytes, b"${").map(|dollar| dollar + 1).peekable();
    for at in memchr::memchr3_iter(b'\\', b'`', b'\r', bytes) {
        while let Some(brace) = braces.next_if(|brace| *brace < at) {
            escape(brace);
        }
        escape(at);
    }
    braces.for_each(escape);
    out.extend_from_slice(&bytes[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_literal_is_escaped() {
        assert_eq!(escape(b"{a`b\\c$d${e\rf{"), b"{a\\ b\\\x1cc$d$\\;e\\Mf{");
    }
}
