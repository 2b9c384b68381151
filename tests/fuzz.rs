//! The targets of `cargo fuzz` (`tests/fuzz`), with stable Rust: on their corpus of our own texts
//! and of what fuzzing has found, and on damaged copies of these.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]
#![cfg(feature = "import")]

use std::fs;
use std::path::Path;

#[path = "fuzz/src/lib.rs"]
mod targets;

/// How many times as many copies.
const MANY: usize = if cfg!(feature = "long") { 50 } else { 1 };

/// A small generator of numbers (splitmix64): every run damages the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }

    /// A copy of `text` with a few pieces cut, doubled, turned or brought from `other`.
    fn damaged(&mut self, text: &[u8], other: &[u8]) -> Vec<u8> {
        let mut copy = text.to_vec();
        for _ in 0..1 + self.below(4) {
            let at = self.below(copy.len() + 1);
            let end = (at + 1 + self.below(16)).min(copy.len());
            match self.below(5) {
                0 => _ = copy.drain(at..end),
                1 => {
                    let piece = copy[at..end].to_vec();
                    copy.splice(at..at, piece);
                }
                2 => {
                    if let Some(byte) = copy.get_mut(at) {
                        *byte ^= 1 << self.below(8);
                    }
                }
                3 => copy.truncate(at.max(1)),
                _ => {
                    let from = self.below(other.len());
                    let piece = &other[from..(from + 24).min(other.len())];
                    copy.splice(at..at, piece.iter().copied());
                }
            }
        }
        copy
    }
}

/// Hands the target `name` its corpus, and `copies` damaged copies of each text in it.
fn check(name: &str, copies: usize) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no texts in {folder:?}");
    let texts: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("a text")).collect();
    let mut random = Random(7);
    for (path, text) in paths.iter().zip(&texts) {
        let run = |data: &[u8], what: &str| {
            let ended = std::panic::catch_unwind(|| target(data));
            let shown = String::from_utf8_lossy(data);
            assert!(ended.is_ok(), "{what} {}:\n{shown}", path.display());
        };
        run(text, "on");
        for _ in 0..copies * MANY {
            let other = &texts[random.below(texts.len())];
            run(&random.damaged(text, other), "on a damaged copy of");
        }
    }
}

macro_rules! targets {
    ($($name:ident $copies:literal)*) => { $(
        #[test]
        fn $name() {
            check(stringify!($name), $copies);
        }
    )* };
}

targets! {
    attachments 100
    base 4
    cache 10
    front_matter 50
    import 20
    links 2
    manifest 20
    markdown 50
    mentions 30
    search 8
    settings 4
}

/// Each target has its binary for `cargo fuzz`.
#[test]
fn every_target_is_fuzzed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
    let names = |folder: &Path, ending: &str| {
        let entries = fs::read_dir(folder).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
            name.strip_suffix(ending).map(str::to_owned)
        };
        let mut names: Vec<String> = entries.filter_map(name).collect();
        names.sort();
        names
    };
    let all: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names(&folder.join("targets"), ".rs"), all);
    assert_eq!(names(&folder.join("corpus"), ""), all);
    for name in all {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is no binary");
    }
}
