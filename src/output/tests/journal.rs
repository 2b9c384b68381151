//! Sites exchanged file by file, whole and in part.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::output::in_place;
use crate::output::sink::Entry;
use crate::output::staging::Staging;

/// What a sink makes of `files`: those that differ, staged inside the output, and all of them,
/// listed.
fn stage(
    output: &Path,
    old: &Manifest,
    files: &[(&str, &str)],
) -> (Staging, BTreeMap<String, Entry>) {
    use sha2::Digest as _;
    let staging = Staging::new(output).expect("a folder");
    let entry = |&(path, text): &(&str, &str)| {
        let hash = sha2::Sha256::digest(text.as_bytes()).into();
        let unchanged = old.files.get(path) == Some(&hash);
        if !unchanged {
            write(&staging.path.join(path), text);
        }
        (path.to_owned(), Entry { hash, unchanged, source: None })
    };
    let new = files.iter().map(entry).collect();
    (staging, new)
}

#[test]
fn what_must_stay_changes_file_by_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1"), ("b.html", "2"), ("old/x.html", "3")]).expect("written");
    write(&output.join("mine.txt"), "keep");
    let files = [("a.html", "1"), ("b.html", "5"), ("new/c.html", "4")];
    build_in_place(&output, &files).expect("written");
    assert_eq!(tree(&output), site(&[files.as_slice(), &[("mine.txt", "keep")]].concat()));
    assert!(!output.join("old").exists());
    let listed: Vec<String> = claim(&output).expect("a claim").old.files.keys().cloned().collect();
    assert_eq!(listed, ["a.html", "b.html", "new/c.html"]);
}

/// Files where folders were and folders where files were.
#[test]
fn files_and_folders_change_roles() {
    for build in WAYS {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("site");
        let sites: [&[(&str, &str)]; 3] = [
            &[("a", "1"), ("b/c/d", "2"), ("b/e", "3")],
            &[("a/x/y", "4"), ("b", "5")],
            &[("a", "6"), ("b/c", "7")],
        ];
        fs::create_dir(&output).expect("a folder");
        for files in sites {
            build(&output, files).expect("written");
            assert_eq!(tree(&output), site(files));
        }
    }
}

/// Killed behind each of its steps, an exchange file by file is finished by the next claim.
#[test]
fn an_interrupted_exchange_is_finished() {
    let old = [("a.html", "1"), ("b.html", "2"), ("c/d", "3"), ("e", "4"), ("gone/f.html", "5")];
    let new = [("a.html", "1"), ("b.html", "6"), ("c", "7"), ("e/g.html", "8"), ("h/i.html", "9")];
    let mine = [("mine.txt", "keep")];
    for steps in 0.. {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("site");
        build(&output, &old).expect("written");
        write(&output.join("mine.txt"), "keep");
        let listed = claim(&output).expect("a claim").old;
        let (mut staging, entries) = stage(&output, &listed, &new);
        let complete = in_place::exchange_in_part(&output, &mut staging, &listed, &entries, steps);
        let complete = complete.expect("written");
        drop(staging);
        assert_eq!(complete, !output.join(in_place::JOURNAL).exists());
        let claim = claim(&output).expect("a claim");
        assert_eq!(claim.notes().len(), usize::from(!complete), "it is told");
        assert_eq!(tree(&output), site(&[new.as_slice(), &mine].concat()), "{steps} steps");
        assert_eq!(claim.old.files.len(), new.len());
        assert_eq!(claim.old, Manifest::read(&output).expect("a manifest"));
        if complete {
            break;
        }
    }
}

#[test]
fn a_journal_without_its_files_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
    let listed = claim(&output).expect("a claim").old;
    let (mut staging, entries) = stage(&output, &listed, &[("a.html", "3"), ("c.html", "4")]);
    in_place::exchange_in_part(&output, &mut staging, &listed, &entries, 1).expect("written");
    fs::remove_dir_all(&staging.path).expect("someone tidies up");
    let notes = claim(&output).expect("a claim").notes();
    assert!(notes[0].contains("its new ones are gone"), "{notes:?}");
    build(&output, &[("a.html", "3"), ("c.html", "4")]).expect("written");
    assert_eq!(tree(&output), site(&[("a.html", "3"), ("c.html", "4")]));
}
