//! A site on disk, exchanged as a whole: killed at any instant, a build leaves the old site or
//! the new one.
//!
//! Files that differ from the old site's are written to a staging folder beside the output as
//! they come; the others are noted. Committing an equal set touches nothing. Otherwise unchanged
//! files are hard-linked into the staging folder, files that topoi didn't write are carried over,
//! and the two folders change places (`renameat2` with `RENAME_EXCHANGE`; elsewhere two renames).
//! No file of the old site is written to. What was written is listed with its SHA-256 in
//! [`MANIFEST`]; nothing else is ever deleted. Against power loss there is no promise: files are
//! not synced one by one.
//!
//! A folder that cannot be exchanged (a mount point, or one in a folder that is not ours to write)
//! keeps its place: there files are exchanged one by one, each at once.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::model::file::{Contents, MANIFEST, SinkError};
use crate::model::{OutFile, Set, Sink};

/// How staging folders begin. One that no process holds is left over from a killed build.
const STAGING: &str = ".topoi-staging-";
/// How the old site is called between two renames, where folders cannot change places.
const ASIDE: &str = ".topoi-aside-";

/// What the environment refused, or why the output folder is not topoi's to write.
#[derive(Debug)]
pub struct OutputError {
    /// What is wrong, with the path.
    pub message: String,
    /// What to do next.
    pub help: String,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for OutputError {}

/// What a commit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files in the site, the manifest not counted.
    pub files: usize,
    /// Files that are new or differ.
    pub changed: usize,
    /// Whether old and new site changed places at once, and not file by file.
    pub at_once: bool,
}

/// A site that goes to disk when it is whole. Dropped without a commit, it leaves no trace.
pub struct DiskSink {
    output: PathBuf,
    old: BTreeMap<String, String>,
    staging: TempDir,
    /// Holds the lock that tells a staging folder in use from one left over.
    _lock: fs::File,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    folders: Set<PathBuf>,
    files: BTreeMap<String, Entry>,
}

struct Entry {
    hash: String,
    unchanged: bool,
}

impl DiskSink {
    /// A sink to the folder `output`, which is made if it isn't there.
    ///
    /// # Errors
    /// When the folder holds files and none of topoi's, or the folder beside it cannot be
    /// written.
    pub fn new(output: &Path) -> Result<Self, OutputError> {
        let output = match output.canonicalize() {
            Ok(real) => real,
            Err(_) => {
                std::path::absolute(output).map_err(|error| refused("find", output, &error))?
            }
        };
        restore(&output).map_err(|error| refused("restore", &output, &error))?;
        remove_left_over(&output);
        let old = read_manifest(&output)?;
        let parent = output.parent().ok_or_else(|| OutputError {
            message: format!("`{}` cannot be an output folder", output.display()),
            help: "name a folder inside another one".to_owned(),
        })?;
        fs::create_dir_all(parent).map_err(|error| refused("make", parent, &error))?;
        remove_left_over(parent);
        let folder = |place: &Path| tempfile::Builder::new().prefix(STAGING).tempdir_in(place);
        let staging = folder(parent)
            .or_else(|error| folder(&output).map_err(|_| error))
            .map_err(|error| refused("write beside", &output, &error))?;
        let lock = fs::File::open(staging.path())
            .map_err(|error| refused("open", staging.path(), &error))?;
        // Where locks aren't to be had, left-over folders stay.
        let _ = lock.try_lock();
        let mut state = State::default();
        state.folders.insert(staging.path().to_owned());
        Ok(Self { output, old, staging, _lock: lock, state: Mutex::new(state) })
    }

    /// How many pages of the old site the new one doesn't have.
    pub fn dropped_pages(&self) -> usize {
        let state = self.state.lock().expect("no holder panics");
        let gone = |path: &&String| path.ends_with(".html") && !state.files.contains_key(*path);
        self.old.keys().filter(gone).count()
    }

    /// Puts the new site in the old one's place.
    ///
    /// # Errors
    /// What the environment refused; the old site stands.
    pub fn commit(self) -> Result<Written, OutputError> {
        let Self { output, old, staging, _lock, state } = self;
        let State { folders, files } = state.into_inner().expect("no holder panics");
        let changed = files.values().filter(|entry| !entry.unchanged).count();
        let mut written = Written { files: files.len(), changed, at_once: true };
        let same = changed == 0 && old.len() == files.len() && output.is_dir();
        if same {
            return Ok(written);
        }
        let unchanged: Vec<&str> =
            files.iter().filter(|(_, entry)| entry.unchanged).map(|(p, _)| p.as_str()).collect();
        if staging.path().starts_with(&output) {
            one_by_one(staging.path(), &output, &old, &files)?;
            written.at_once = false;
            return Ok(written);
        }
        make_folders(staging.path(), &unchanged, folders)?;
        unchanged
            .par_iter()
            .try_for_each(|path| link(&output.join(path), &staging.path().join(path)))?;
        carry_over(&output, staging.path(), &old, &files)?;
        write_manifest(staging.path(), files.iter().map(|(path, entry)| (path, &entry.hash)))?;
        share(staging.path())?;
        if !exchange(staging.path(), &output)? {
            one_by_one(staging.path(), &output, &old, &files)?;
            written.at_once = false;
        } else {
            let _ = staging.keep();
        }
        Ok(written)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), SinkError> {
        let target = self.staging.path().join(path);
        let failed = |cause| SinkError { what: format!("write `{}`", target.display()), cause };
        if let Some(folder) = target.parent() {
            let known = self.state.lock().expect("no holder panics").folders.contains(folder);
            if !known {
                fs::create_dir_all(folder).map_err(failed)?;
                self.state.lock().expect("no holder panics").folders.insert(folder.to_owned());
            }
        }
        fs::write(&target, bytes).map_err(failed)
    }
}

impl Sink for DiskSink {
    fn put(&self, file: OutFile) -> Result<(), SinkError> {
        let bytes = match file.bytes {
            Contents::Bytes(bytes) => bytes,
            Contents::Copy(from) => fs::read(&from)
                .map_err(|cause| SinkError { what: format!("read `{}`", from.display()), cause })?,
        };
        // What stands there is compared by its bytes: someone may have changed it by hand.
        let unchanged = self.old.contains_key(&file.path)
            && fs::read(self.output.join(&file.path)).is_ok_and(|old| old == bytes);
        if !unchanged {
            self.write(&file.path, &bytes)?;
        }
        let entry = Entry { hash: hex(&Sha256::digest(&bytes)), unchanged };
        self.state.lock().expect("no holder panics").files.insert(file.path, entry);
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(hex, "{byte:02x}").expect("strings take all");
    }
    hex
}

fn refused(what: &str, path: &Path, error: &io::Error) -> OutputError {
    OutputError {
        message: format!("cannot {what} `{}`: {error}", path.display()),
        help: "check the disk and your rights there; the site that stands was not touched"
            .to_owned(),
    }
}

/// What the manifest in `output` lists: hashes by path. A folder with files and without a
/// manifest is someone else's.
fn read_manifest(output: &Path) -> Result<BTreeMap<String, String>, OutputError> {
    match fs::read_to_string(output.join(MANIFEST)) {
        Ok(text) => Ok(text
            .lines()
            .filter_map(|line| line.split_once("  "))
            .map(|(hash, path)| (path.to_owned(), hash.to_owned()))
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let occupied = fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_some());
            if occupied {
                return Err(OutputError {
                    message: format!(
                        "`{}` holds files, and topoi wrote none of them",
                        output.display()
                    ),
                    help: "choose another folder with `--output`, or empty this one".to_owned(),
                });
            }
            Ok(BTreeMap::new())
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(OutputError {
            message: format!("`{}` is a file, not a folder", output.display()),
            help: "choose another folder with `--output`".to_owned(),
        }),
        Err(error) => Err(refused("read", &output.join(MANIFEST), &error)),
    }
}

/// Removes staging folders that no process holds any more.
fn remove_left_over(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(STAGING);
        if ours && fs::File::open(entry.path()).is_ok_and(|folder| folder.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn make_folders(staging: &Path, paths: &[&str], mut made: Set<PathBuf>) -> Result<(), OutputError> {
    for path in paths {
        let target = staging.join(path);
        let Some(folder) = target.parent() else { continue };
        if !made.contains(folder) {
            fs::create_dir_all(folder).map_err(|error| refused("make", folder, &error))?;
            made.insert(folder.to_owned());
        }
    }
    Ok(())
}

/// Makes `to` the same file as `from`; where the file system has no hard links, a copy.
fn link(from: &Path, to: &Path) -> Result<(), OutputError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(drop).map_err(|error| refused("copy", from, &error))
}

/// Writes the list of what topoi wrote: paths with their hashes.
fn write_manifest<'a>(
    folder: &Path,
    files: impl Iterator<Item = (&'a String, &'a String)>,
) -> Result<(), OutputError> {
    let manifest: String = files.map(|(path, hash)| format!("{hash}  {path}\n")).collect();
    let path = folder.join(MANIFEST);
    fs::write(&path, manifest).map_err(|error| refused("write", &path, &error))
}

/// Takes over what stands in the old output and wasn't written by topoi.
fn carry_over(
    output: &Path,
    staging: &Path,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, Entry>,
) -> Result<(), OutputError> {
    let old_folders: BTreeSet<&str> = old.keys().flat_map(|path| folders_of(path)).collect();
    for entry in WalkDir::new(output).min_depth(1).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            // No site there yet.
            Err(error) if error.depth() == 0 => continue,
            Err(error) => {
                let path = error.path().unwrap_or(output).to_owned();
                return Err(refused("read", &path, &error.into()));
            }
        };
        let Ok(relative) = entry.path().strip_prefix(output) else { continue };
        let path = relative.to_string_lossy().replace('\\', "/");
        if old.contains_key(&path) || path == MANIFEST {
            continue;
        }
        let target = staging.join(relative);
        if entry.file_type().is_dir() {
            if !old_folders.contains(path.as_str()) {
                fs::create_dir_all(&target).map_err(|error| refused("make", &target, &error))?;
            }
            continue;
        }
        if new.contains_key(&path) || target.symlink_metadata().is_ok() {
            return Err(clash(entry.path()));
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| refused("make", folder, &error))?;
        }
        link(entry.path(), &target)?;
    }
    Ok(())
}

fn clash(path: &Path) -> OutputError {
    OutputError {
        message: format!(
            "`{}` was not written by topoi, and the site has a file of that name",
            path.display()
        ),
        help: "move it away, or rename the document that becomes this file".to_owned(),
    }
}

/// The folders above a path, outermost first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// A staging folder is its owner's alone; a site is for whom the umask says.
#[cfg(unix)]
fn share(staging: &Path) -> Result<(), OutputError> {
    let probe = staging.join(".topoi-probe");
    let mode = fs::create_dir(&probe).and_then(|()| fs::metadata(&probe)).map(|m| m.permissions());
    let _ = fs::remove_dir(&probe);
    mode.and_then(|mode| fs::set_permissions(staging, mode))
        .map_err(|error| refused("share", staging, &error))
}

#[cfg(not(unix))]
fn share(_staging: &Path) -> Result<(), OutputError> {
    Ok(())
}

/// Lets the two folders change places and removes the old site; `false` where the old one cannot
/// change its place, and nothing was done.
fn exchange(new: &Path, output: &Path) -> Result<bool, OutputError> {
    let failed = |error: io::Error| refused("replace", output, &error);
    if !output.exists() {
        return fs::rename(new, output).map(|()| true).map_err(failed);
    }
    if swap(new, output).is_err() {
        // Two renames: after a kill in between, the next build finds the old site and puts it
        // back.
        let aside = aside(output);
        if fs::rename(output, &aside).is_err() {
            return Ok(false);
        }
        if let Err(error) = fs::rename(new, output) {
            let _ = fs::rename(&aside, output);
            return Err(failed(error));
        }
        let _ = fs::remove_dir_all(&aside);
        return Ok(true);
    }
    // The new site stands; what cannot be removed of the old one is left beside it.
    let _ = fs::remove_dir_all(new);
    Ok(true)
}

/// Brings what changed into the old site's folder, file by file. The manifest lists old and new
/// files as long as both may be there, so that the next build after a kill knows all of them.
fn one_by_one(
    staging: &Path,
    output: &Path,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, Entry>,
) -> Result<(), OutputError> {
    let listed = || new.iter().map(|(path, entry)| (path, &entry.hash));
    let gone = || old.iter().filter(|(path, _)| !new.contains_key(*path));
    let taken = |path: &&String| output.join(path).symlink_metadata().is_ok();
    if let Some(path) = new.keys().filter(|path| !old.contains_key(*path)).find(taken) {
        return Err(clash(&output.join(path)));
    }
    write_manifest(output, gone().chain(listed()))?;
    for (path, _) in new.iter().filter(|(_, entry)| !entry.unchanged) {
        let (from, to) = (staging.join(path), output.join(path));
        let folder = to.parent().unwrap_or(output);
        fs::create_dir_all(folder).map_err(|error| refused("make", folder, &error))?;
        if fs::rename(&from, &to).is_err() {
            // Another file system: a copy beside it takes its name.
            let beside = to.with_file_name(format!("{STAGING}file"));
            fs::copy(&from, &beside)
                .and_then(|_| fs::rename(&beside, &to))
                .map_err(|error| refused("write", &to, &error))?;
        }
    }
    for (path, _) in gone() {
        let _ = fs::remove_file(output.join(path));
        for folder in folders_of(path).collect::<Vec<_>>().into_iter().rev() {
            // One that holds something stays.
            let _ = fs::remove_dir(output.join(folder));
        }
    }
    write_manifest(output, listed())
}

/// What the old site is called while the new one takes its place.
fn aside(output: &Path) -> PathBuf {
    let name = output.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    output.with_file_name(format!("{ASIDE}{name}"))
}

/// Puts a site back that a kill left aside.
fn restore(output: &Path) -> io::Result<()> {
    let aside = aside(output);
    match aside.is_dir() {
        true if !output.exists() => fs::rename(aside, output),
        true => fs::remove_dir_all(aside),
        false => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn swap(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(output: &Path, files: &[(&str, &str)]) -> Result<Written, OutputError> {
        let sink = DiskSink::new(output)?;
        for (path, text) in files {
            sink.put(OutFile::text(*path, *text)).expect("a writable folder");
        }
        sink.commit()
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

    #[cfg(unix)]
    fn inode(path: &Path) -> u64 {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata(path).expect("a file").ino()
    }

    #[test]
    fn writes_what_came_and_removes_what_did_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("deep/site");
        let first = build(&site, &[("a/b.html", "1"), ("c.html", "2"), ("old/x.html", "3")]);
        assert_eq!(first.expect("written"), Written { files: 3, changed: 3, at_once: true });
        let second = build(&site, &[("a/b.html", "1"), ("c.html", "new")]).expect("written");
        assert_eq!(second, Written { files: 2, changed: 1, at_once: true });
        let expected: BTreeMap<String, String> =
            [("a/b.html", "1"), ("c.html", "new")].map(|(a, b)| (a.into(), b.into())).into();
        assert_eq!(tree(&site), expected);
        assert!(!site.join("old").exists());
        let beside = fs::read_dir(folder.path().join("deep")).expect("a folder").count();
        assert_eq!(beside, 1, "staging is gone");
    }

    #[cfg(unix)]
    #[test]
    fn an_equal_set_touches_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("site");
        build(&site, &[("a.html", "1"), ("b.html", "2")]).expect("written");
        let before = (inode(&site), inode(&site.join("a.html")));
        build(&site, &[("a.html", "1"), ("b.html", "2")]).expect("written");
        assert_eq!((inode(&site), inode(&site.join("a.html"))), before);
        build(&site, &[("a.html", "1"), ("b.html", "3")]).expect("written");
        assert_eq!(inode(&site.join("a.html")), before.1, "unchanged files stay the same file");
    }

    #[test]
    fn a_build_that_ends_early_leaves_the_old_site() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("site");
        build(&site, &[("a.html", "1")]).expect("written");
        let sink = DiskSink::new(&site).expect("a sink");
        sink.put(OutFile::text("a.html", "2")).expect("writable");
        drop(sink);
        assert_eq!(tree(&site)["a.html"], "1");
        // A killed build leaves its staging folder; the next one removes it.
        let left = folder.path().join(format!("{STAGING}dead"));
        fs::create_dir(&left).expect("a folder");
        build(&site, &[("a.html", "3")]).expect("written");
        assert!(!left.exists());
    }

    #[test]
    fn foreign_files_are_carried_over_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("site");
        build(&site, &[("a.html", "1")]).expect("written");
        fs::create_dir(site.join("mine")).expect("a folder");
        fs::write(site.join("mine/note.txt"), "keep").expect("writable");
        build(&site, &[("a.html", "2")]).expect("written");
        assert_eq!(tree(&site)["mine/note.txt"], "keep");
        let clash = build(&site, &[("a.html", "2"), ("mine/note.txt", "ours")]);
        assert!(clash.expect_err("a clash").message.contains("mine/note.txt"));
        assert_eq!(tree(&site)["mine/note.txt"], "keep");
    }

    #[test]
    fn a_site_left_aside_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("site");
        build(&site, &[("a.html", "1")]).expect("written");
        fs::rename(&site, aside(&site)).expect("a kill between two renames");
        drop(DiskSink::new(&site).expect("a sink"));
        assert_eq!(tree(&site)["a.html"], "1");
    }

    #[test]
    fn what_cannot_be_exchanged_changes_file_by_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (site, staging) = (folder.path().join("site"), folder.path().join("staging"));
        build(&site, &[("a.html", "1"), ("b.html", "2"), ("old/x.html", "3")]).expect("written");
        fs::write(site.join("mine.txt"), "keep").expect("writable");
        fs::create_dir_all(staging.join("new")).expect("a folder");
        fs::write(staging.join("new/c.html"), "4").expect("writable");
        fs::write(staging.join("b.html"), "5").expect("writable");
        let old = read_manifest(&site).expect("a manifest");
        let entry =
            |path: &str, unchanged| (path.to_owned(), Entry { hash: "0".into(), unchanged });
        let new = [entry("a.html", true), entry("b.html", false), entry("new/c.html", false)];
        one_by_one(&staging, &site, &old, &new.into()).expect("written");
        let expected =
            [("a.html", "1"), ("b.html", "5"), ("mine.txt", "keep"), ("new/c.html", "4")];
        assert_eq!(tree(&site), expected.map(|(a, b)| (a.into(), b.into())).into());
        assert!(!site.join("old").exists());
        let mine = [entry("mine.txt", false)].into();
        let clash = one_by_one(&staging, &site, &read_manifest(&site).expect("whole"), &mine);
        assert!(clash.expect_err("a clash").message.contains("mine.txt"));
        let listed: Vec<String> = read_manifest(&site).expect("a manifest").into_keys().collect();
        assert_eq!(listed, ["a.html", "b.html", "new/c.html"]);
    }

    #[test]
    fn a_folder_of_others_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("thesis.tex"), "years").expect("writable");
        let error = build(folder.path(), &[("a.html", "1")]).expect_err("refused");
        assert!(error.message.contains("topoi wrote none"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
