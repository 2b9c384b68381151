//! Sites written twice and thrice: what changes and what stays.

mod attacks;
mod journal;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::manifest::{self, Manifest};
use super::staging::STAGING;
use super::{Claim, DiskSink, Written, exchange};
use crate::model::file::MANIFEST;
use crate::model::{Failure, OutFile, Sink as _};

/// No build waits for another here.
fn claim(output: &Path) -> Result<Claim, Failure> {
    Claim::new(output, &mut |_| false)
}

fn build(output: &Path, files: &[(&str, &str)]) -> Result<Written, Failure> {
    fill(DiskSink::new(claim(output)?), files)
}

/// The same, file by file.
fn build_in_place(output: &Path, files: &[(&str, &str)]) -> Result<Written, Failure> {
    let sink = DiskSink::new(claim(output)?);
    fill(if output.is_dir() { sink.in_place() } else { sink }, files)
}

type Way = fn(&Path, &[(&str, &str)]) -> Result<Written, Failure>;

/// Both ways to write a site.
const WAYS: [Way; 2] = [build, build_in_place];

fn fill(sink: DiskSink, files: &[(&str, &str)]) -> Result<Written, Failure> {
    for (path, text) in files {
        sink.put(OutFile::text(*path, *text)).expect("a writable folder");
    }
    sink.commit()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, text).expect("writable");
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != MANIFEST)
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy();
            (path.into_owned(), fs::read_to_string(entry.path()).expect("text"))
        })
        .collect()
}

fn site(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect()
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).expect("a file").ino()
}

#[test]
fn writes_what_came_and_removes_what_did_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("deep/site");
    let first = build(&output, &[("a/b.html", "1"), ("c.html", "2"), ("old/x.html", "3")]);
    let first = first.expect("written");
    assert_eq!((first.files, first.changed, first.in_place), (3, 3, None));
    let files = [("a/b.html", "1"), ("c.html", "new")];
    let second = build(&output, &files).expect("written");
    assert_eq!((second.files, second.changed, second.in_place), (2, 1, None));
    assert_eq!(tree(&output), site(&files));
    assert!(!output.join("old").exists());
    let beside = fs::read_dir(folder.path().join("deep")).expect("a folder").count();
    assert_eq!(beside, 1, "staging and lock are gone");
}

#[cfg(unix)]
#[test]
fn an_equal_set_touches_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
    let before = (inode(&output), inode(&output.join("a.html")));
    let time = || fs::metadata(folder.path()).and_then(|m| m.modified()).expect("a time");
    let above = time();
    build(&output, &[("a.html", "1"), ("b.html", "2")]).expect("written");
    assert_eq!((inode(&output), inode(&output.join("a.html"))), before);
    assert_eq!(time(), above, "nothing is made beside it");
    build(&output, &[("a.html", "1"), ("b.html", "3")]).expect("written");
    assert_eq!(inode(&output.join("a.html")), before.1, "unchanged files stay the same file");
}

#[test]
fn a_build_that_ends_early_leaves_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("deep/site");
    drop(DiskSink::new(claim(&output).expect("a claim")));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    build(&output, &[("a.html", "1")]).expect("written");
    let sink = DiskSink::new(claim(&output).expect("a claim"));
    sink.put(OutFile::text("a.html", "2")).expect("writable");
    drop(sink);
    assert_eq!(tree(&folder.path().join("deep")), site(&[("site/a.html", "1")]));
    // A killed build leaves its staging folder; the next one removes it.
    let left = folder.path().join(format!("deep/{STAGING}dead"));
    fs::create_dir(&left).expect("a folder");
    build(&output, &[("a.html", "3")]).expect("written");
    assert!(!left.exists());
}

#[test]
fn foreign_files_are_carried_over_and_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1")]).expect("written");
    write(&output.join("mine/note.txt"), "keep");
    fs::create_dir(output.join("empty")).expect("a folder");
    build(&output, &[("a.html", "2")]).expect("written");
    assert_eq!(tree(&output)["mine/note.txt"], "keep");
    assert!(output.join("empty").is_dir());
    for path in ["mine/note.txt", "mine", "mine/note.txt/deep.html", "empty"] {
        for build in WAYS {
            let clash = build(&output, &[("a.html", "2"), (path, "ours")]);
            let clash = clash.expect_err(path);
            assert!(clash.to_string().contains("was not written by topoi"), "{path}: {clash}");
            assert_eq!(tree(&output)["mine/note.txt"], "keep", "{path}");
            assert_eq!(tree(&output)["a.html"], "2", "{path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_foreign_file_that_comes_late_is_not_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let (output, old) = (folder.path().join("site"), folder.path().join("old"));
    build(&output, &[("a.html", "1"), ("b/c.html", "2")]).expect("written");
    build(&old, &[("a.html", "0"), ("d/e.html", "2")]).expect("written");
    for (path, text) in [("late.txt", "1"), ("d/late.txt", "2"), ("a.html.bak", "3")] {
        write(&old.join(path), text);
    }
    write(&output.join("a.html.bak"), "another");
    fs::hard_link(output.join("a.html.bak"), old.join("carried.txt")).expect("a link");
    fs::hard_link(output.join("a.html.bak"), output.join("carried.txt")).expect("a link");
    let listed = Manifest::read(&old).expect("a manifest");
    exchange::retire(&old, &listed.files, Some(&output));
    let now = tree(&output);
    assert_eq!((now["late.txt"].as_str(), now["d/late.txt"].as_str()), ("1", "2"));
    assert_eq!(now["a.html.bak"], "another");
    assert_eq!(tree(&old), site(&[("a.html.bak", "3")]), "its name is taken, so it stays");
}

#[test]
fn a_site_left_aside_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1")]).expect("written");
    fs::rename(&output, exchange::aside(&output)).expect("a kill between two renames");
    drop(claim(&output).expect("a claim"));
    assert_eq!(tree(&output), site(&[("a.html", "1")]));
}

#[test]
fn a_fresh_branch_of_pages_is_a_place_for_a_site() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    for (path, text) in [(".git/HEAD", "ref"), (".gitignore", "x"), ("CNAME", "a.example")] {
        write(&output.join(path), text);
    }
    build(&output, &[("a.html", "1")]).expect("written");
    let files = [(".git/HEAD", "ref"), (".gitignore", "x"), ("CNAME", "a.example")];
    assert_eq!(tree(&output), site(&[files.as_slice(), &[("a.html", "1")]].concat()));
}

#[cfg(unix)]
#[test]
fn folders_and_files_keep_their_rights() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    let text =
        |n: &str| [("a.html", n), ("c/d.html", n)].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let build = |n: &str| {
        let files = text(n);
        let files: Vec<(&str, &str)> =
            files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        build(&output, &files).expect("written")
    };
    build("1");
    write(&output.join("mine/x.txt"), "keep");
    let mode = |path: &str, mode: u32| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(output.join(path), permissions).expect("a mode");
    };
    // Only who is root, or in another group, can give a group away.
    let foreign_group = chown(&output, None, Some(12345)).is_ok();
    if foreign_group {
        chown(output.join("mine"), None, Some(12346)).expect("root may");
        chown(output.join("a.html"), None, Some(12347)).expect("root may");
    } else {
        eprintln!("SKIPPED: groups, which only root gives");
    }
    for (path, bits) in [("", 0o2750), ("mine", 0o3710), ("c", 0o700), ("a.html", 0o640)] {
        mode(path, bits);
    }
    let rights = || {
        ["", "mine", "c", "a.html"].map(|path| {
            let metadata = fs::metadata(output.join(path)).expect("there");
            (path, format!("{:o}", metadata.mode() & 0o7777), metadata.gid())
        })
    };
    let (before, old) = (rights(), inode(&output));
    assert_eq!(build("2").in_place, None);
    assert_eq!(rights(), before);
    assert_ne!(inode(&output), old, "at once");
    if foreign_group {
        build("3");
        let new = fs::metadata(output.join("c/d.html")).expect("there");
        assert_ne!(new.mode() & 0o7777, 0, "and new files are made with the folder's group");
    }
}

#[test]
fn one_build_an_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    let spelling = folder.path().join("x/../site");
    for round in ["no site yet", "a site"] {
        fs::create_dir_all(folder.path().join("x")).expect("a folder");
        let held = claim(&output).expect("a claim");
        let error = claim(&spelling).err().expect(round);
        assert!(error.to_string().contains("another build is writing to"), "{error}");
        claim(&folder.path().join("other")).expect("another output is free");
        let sink = DiskSink::new(held);
        sink.put(OutFile::text("a.html", round)).expect("writable");
        sink.commit().expect("written");
        assert_eq!(tree(&output), site(&[("a.html", round)]));
    }
    let beside = fs::read_dir(folder.path()).expect("a folder").flatten();
    let mut names: Vec<_> = beside.map(|entry| entry.file_name()).collect();
    names.sort();
    assert_eq!(names, ["site", "x"]);
}

/// An output that someone removes under a build is not written to: another build may have it.
#[cfg(unix)]
#[test]
fn an_output_that_is_replaced_meanwhile_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    build(&output, &[("a.html", "1")]).expect("written");
    let sink = DiskSink::new(claim(&output).expect("a claim"));
    sink.put(OutFile::text("a.html", "2")).expect("writable");
    fs::remove_dir_all(&output).expect("ours");
    build(&output, &[("a.html", "3")]).expect("written");
    let error = sink.commit().expect_err("it is another folder");
    assert!(error.to_string().contains("replaced during the build"), "{error}");
    assert_eq!(tree(folder.path()), site(&[("site/a.html", "3")]));
}

#[test]
fn the_manifest_lists_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site");
    let picture = folder.path().join("picture.png");
    write(&picture, "a picture");
    for text in ["1", "2"] {
        let sink = DiskSink::new(claim(&output).expect("a claim"));
        sink.put(OutFile::text("a.html", text)).expect("writable");
        let bytes = crate::model::file::Contents::Copy(picture.clone(), Default::default());
        sink.put(OutFile { path: "p.png".into(), bytes }).expect("writable");
        let written = sink.commit().expect("written");
        assert_eq!(written.changed, if text == "1" { 2 } else { 1 });
    }
    let hash = |text: &str| {
        use sha2::Digest as _;
        sha2::Sha256::digest(text.as_bytes()).into()
    };
    let files =
        BTreeMap::from([("a.html".to_owned(), hash("2")), ("p.png".to_owned(), hash("a picture"))]);
    let list = fs::read_to_string(output.join(MANIFEST)).expect("a manifest");
    assert_eq!(list, manifest::text(files.iter()));
}
