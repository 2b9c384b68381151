//! The manifest: whatever it says, a build touches nothing outside its output and nothing of others
//! in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use topoi::model::file::MANIFEST;
use topoi::model::{OutFile, Sink as _};
use topoi::output::{Claim, DiskSink};

/// Writes the bytes as a manifest, in which `@` stands for the hash of the site's file, and as the
/// journal of an exchange; then builds.
pub fn check(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1"), ("b/c.html", "2")]);
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    for path in ["victim", "b/victim", "site/mine.txt", "site/b/mine.txt"] {
        write(path, b"keep");
    }
    let list = fs::read_to_string(output.join(MANIFEST)).expect("a manifest");
    let hash = list.split(' ').next().expect("a hash");
    let forged = String::from_utf8_lossy(data).replace('@', hash);
    let (forged, journal) = forged.split_once("\n===\n").unwrap_or((&forged, ""));
    fs::write(output.join(MANIFEST), format!("{list}{forged}")).expect("a manifest");
    if !journal.is_empty() {
        fs::write(output.join(".topoi-journal"), journal).expect("a journal");
    }
    build(&output, &[("a.html", "3")]);
    let left = tree(folder.path());
    for path in ["victim", "b/victim"] {
        assert_eq!(left.get(path).map(Vec::as_slice), Some(&b"keep"[..]), "{path}: {forged:?}");
    }
    // A list that names what others have put there may only do so with its hash.
    let mine = forged.contains(hash);
    assert!(mine || left.contains_key("site/mine.txt"), "{forged:?}");
    assert_eq!(left.get("site/a.html").map(Vec::as_slice), Some(&b"3"[..]), "{forged:?}");
    assert!(!left.contains_key("site/b/c.html"), "the old site's page stays: {forged:?}");
}

fn build(output: &Path, files: &[(&str, &str)]) {
    let claim = Claim::new(output, &mut |_| false).expect("a claim");
    let sink = DiskSink::new(claim);
    for (path, text) in files {
        sink.put(OutFile::text(*path, *text)).expect("a file");
    }
    sink.commit().expect("a site");
}

/// All files below a folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name =
                    path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}
