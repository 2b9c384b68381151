//! The cache: damaged, cut or forged, it changes no byte of the site.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};
use topoi::cache::PROGRAM;
use topoi::commands::{build, print};
use topoi::pipeline;

/// A base that was built, its cache and its site.
struct Kept {
    root: PathBuf,
    cache: Vec<(PathBuf, Vec<u8>)>,
    site: BTreeMap<PathBuf, Vec<u8>>,
}

/// The base, made once.
fn kept() -> &'static Kept {
    static KEPT: OnceLock<Kept> = OnceLock::new();
    KEPT.get_or_init(|| {
        let root = tempfile::tempdir().expect("a folder").keep();
        fs::create_dir(root.join("articles")).expect("a folder");
        fs::write(root.join("site.toml"), "[site]\ntitle = \"T\"\n").expect("settings");
        fs::write(root.join("articles/a.md"), "# A\n\n[[b]] and more.\n").expect("a document");
        fs::write(root.join("articles/b.md"), "# B\n\nText.\n").expect("a document");
        build(&root);
        // Once more: what is kept settles when an equal site is found.
        build(&root);
        let cache = tree(&root.join(".topoi/cache")).into_iter().collect();
        let site = tree(&root.join("public"));
        Kept { root, cache, site }
    })
}

/// Damages what is kept and builds again: the first byte says how, the rest is what takes its place.
pub fn check(data: &[u8]) {
    let kept = kept();
    let (how, bytes) = data.split_first().unwrap_or((&0, &[]));
    for (path, whole) in &kept.cache {
        fs::write(path, damaged(whole, *how, bytes)).expect("a cache");
    }
    build(&kept.root);
    assert!(tree(&kept.root.join("public")) == kept.site, "another site");
}

/// A value as it lies in the cache, damaged.
fn damaged(whole: &[u8], how: u8, bytes: &[u8]) -> Vec<u8> {
    let line = whole.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let value = &whole[line..];
    // A whole value under its checksum, of which some other program made another.
    let signed = |value: &[u8]| {
        let hash: String = Sha256::digest(value).iter().map(|byte| format!("{byte:02x}")).collect();
        [format!("topoi-cache {PROGRAM} {hash}\n").as_bytes(), value].concat()
    };
    let at = |length: usize| {
        let place = bytes.get(..2).map_or(0, |two| u16::from_be_bytes([two[0], two[1]]));
        place as usize % length.max(1)
    };
    match how % 6 {
        0 => bytes.to_vec(),
        1 => whole[..at(whole.len())].to_vec(),
        2 => {
            let mut copy = whole.to_vec();
            let place = at(whole.len());
            copy[place] ^= bytes.get(2).copied().unwrap_or(1);
            copy
        }
        3 => signed(bytes),
        4 => signed(&value[..at(value.len())]),
        _ => {
            let mut copy = value.to_vec();
            let place = at(value.len());
            let new = bytes.get(2..).unwrap_or_default();
            let end = (place + new.len()).min(copy.len());
            copy[place..end].copy_from_slice(&new[..end - place]);
            signed(&copy)
        }
    }
}

fn build(root: &Path) {
    let arguments = build::Arguments {
        root: root.to_owned(),
        output: Some(root.join("public")),
        base_url: None,
        pipeline: pipeline::Options::default(),
        baseline: None,
        no_wait: true,
        no_cache: false,
        timings: false,
    };
    print::be_quiet();
    build::run(&arguments).unwrap_or_else(|error| panic!("{error}"));
}

/// All files below a folder.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => _ = files.insert(path.clone(), fs::read(&path).expect("a file")),
            }
        }
    }
    files
}
