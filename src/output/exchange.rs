//! Old and new site change places at once.
//!
//! The staging folder becomes a whole site first: unchanged files are hard-linked into it, files
//! that topoi didn't write are carried over the same way, folders get the rights they had. Then
//! the two folders change places (`renameat2` with `RENAME_EXCHANGE`, `renameatx_np` with
//! `RENAME_SWAP`; elsewhere two renames, and the next build puts a site back that a kill left
//! aside). No file of the old site is written to.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::error::{clash, refused};
use super::in_place::JOURNAL;
use super::manifest::{self, Hash, Manifest, folders_of, slashed};
use super::rights;
use super::sink::Entry;
use super::staging::{STAGING, Staging};
use crate::model::file::MANIFEST;
use crate::model::path::ShownPath as _;
use crate::model::{Failure, Set};

/// How the old site is called between two renames, where folders cannot change places.
const ASIDE: &str = ".topoi-aside-";

/// Why two folders did not change places.
pub(super) enum Obstacle {
    /// The build cannot go on.
    Error(Failure),
    /// The old folder must stay, for this reason. Its files can still be exchanged one by one.
    Stay(String),
}

impl From<Failure> for Obstacle {
    fn from(error: Failure) -> Self {
        Self::Error(error)
    }
}

/// Makes a whole site of the staging folder and lets it change places with `output`. On an obstacle
/// `output` is as it was.
pub(super) fn at_once(
    output: &Path,
    staging: &mut Staging,
    old: &Manifest,
    new: &BTreeMap<String, Entry>,
    folders: Set<PathBuf>,
) -> Result<(), Obstacle> {
    link_unchanged(output, &staging.path, new, folders)?;
    let carried = carry_over(output, &staging.path, old, new)?;
    let list = manifest::text(new.iter().map(|(path, entry)| (path, &entry.hash)));
    manifest::write_at_once(&staging.path, MANIFEST, &list)
        .map_err(|error| refused("write", &output.join(MANIFEST), error))?;
    hand_down_rights(output, &staging.path, &carried)?;
    change_places(&staging.path, output)?;
    // Its path holds the old site now, or nothing.
    staging.keep();
    retire(&staging.path, &old.files, Some(output));
    Ok(())
}

/// What the old site is called while the new one takes its place.
pub(super) fn aside(output: &Path) -> PathBuf {
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{ASIDE}{name}"))
}

/// Puts a site back that a kill left aside.
pub(super) fn restore(output: &Path) -> io::Result<()> {
    let aside = aside(output);
    if !aside.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    if output.symlink_metadata().is_err() {
        return fs::rename(aside, output);
    }
    let old = Manifest::read(&aside).unwrap_or_default();
    retire(&aside, &old.files, Some(output));
    Ok(())
}

/// Removes a site that is no longer the output: what topoi `listed` for it, and what else stands
/// in the output too. What somebody put there too late to be carried over moves to the `output`;
/// where that isn't known, or has something of that name, it stays.
pub(super) fn retire(tree: &Path, listed: &BTreeMap<String, Hash>, output: Option<&Path>) {
    let (mut folders, mut files, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
    for entry in WalkDir::new(tree).same_file_system(true).into_iter().flatten() {
        let relative = entry.path().strip_prefix(tree).unwrap_or(tree).to_owned();
        if entry.file_type().is_dir() {
            open_to_owner(&entry);
            folders.push(entry.into_path());
        } else if relative
            .to_str()
            .is_some_and(|path| is_own(path) || listed.contains_key(slashed(path).as_ref()))
        {
            files.push(entry.into_path());
        } else {
            foreign.push((entry.into_path(), relative));
        }
    }
    for (path, relative) in foreign {
        if is_elsewhere(&path, output.map(|output| output.join(&relative)).as_deref()) {
            files.push(path);
        } else if let Some(output) = output {
            move_late(&path, &output.join(&relative));
        }
    }
    files.par_iter().for_each(|path| drop(fs::remove_file(path)));
    for folder in folders.iter().rev() {
        // One that holds something stays.
        let _ = fs::remove_dir(folder);
    }
}

/// Lets the owner of a folder list and empty it.
#[cfg(unix)]
fn open_to_owner(folder: &DirEntry) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(metadata) = folder.metadata() else { return };
    let mut permissions = metadata.permissions();
    if permissions.mode() & 0o700 != 0o700 {
        permissions.set_mode(permissions.mode() | 0o700);
        let _ = fs::set_permissions(folder.path(), permissions);
    }
}

#[cfg(not(unix))]
fn open_to_owner(_folder: &DirEntry) {}

/// Whether a foreign file of an old site is safe: it is the same as `twin`, or, where there is no
/// output to compare with, has another name somewhere.
fn is_elsewhere(path: &Path, twin: Option<&Path>) -> bool {
    let Some(own) = Identity::of(path) else { return false };
    match twin {
        Some(twin) => Identity::of(twin).is_some_and(|twin| twin.file == own.file),
        None => own.names > 1,
    }
}

/// What tells a file from others, whatever it is called.
struct Identity {
    /// The number of its file system, and its own there.
    file: (u64, u64),
    /// How many names it has.
    names: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = path.symlink_metadata().ok()?;
        Some(Self { file: (metadata.dev(), metadata.ino()), names: metadata.nlink() })
    }

    #[cfg(windows)]
    fn of(path: &Path) -> Option<Self> {
        // A link would be followed; it has no second name.
        path.symlink_metadata().ok().filter(|metadata| !metadata.is_symlink())?;
        let handle = winapi_util::Handle::from_path_any(path).ok()?;
        let found = winapi_util::file::information(&handle).ok()?;
        let file = (found.volume_serial_number(), found.file_index());
        Some(Self { file, names: found.number_of_links() })
    }

    #[cfg(not(any(unix, windows)))]
    fn of(_path: &Path) -> Option<Self> {
        None
    }
}

fn move_late(from: &Path, to: &Path) {
    let free = to.symlink_metadata().is_err();
    if free && to.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) {
        let _ = fs::rename(from, to);
    }
}

/// The names at the top of an output that are topoi's own beside the site.
pub(super) fn is_own(path: &str) -> bool {
    let name = path.strip_suffix(".new").unwrap_or(path);
    name == MANIFEST || name == JOURNAL
}

/// Makes unchanged files the same files in the staging folder.
fn link_unchanged(
    output: &Path,
    staging: &Path,
    new: &BTreeMap<String, Entry>,
    mut folders: Set<PathBuf>,
) -> Result<(), Failure> {
    let unchanged: Vec<&String> =
        new.iter().filter(|(_, entry)| entry.unchanged).map(|(path, _)| path).collect();
    for path in &unchanged {
        let Some(folder) = Path::new(path).parent() else { continue };
        if !folders.contains(folder) {
            make_folder(output, staging, folder, &mut folders)
                .map_err(|error| refused("make", &output.join(folder), error))?;
        }
    }
    unchanged.par_iter().try_for_each(|path| {
        let (from, to) = (output.join(path), staging.join(path));
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        // The file system has no hard links.
        fs::copy(&from, &to).map(drop).map_err(|error| refused("copy", &from, error))
    })
}

/// Makes a folder of the site in the staging folder, and those above it.
pub(super) fn make_folder(
    output: &Path,
    staging: &Path,
    folder: &Path,
    folders: &mut Set<PathBuf>,
) -> io::Result<()> {
    let mut missing: Vec<&Path> =
        folder.ancestors().take_while(|f| !folders.contains(*f)).collect();
    while let Some(folder) = missing.pop() {
        let (old, new) = (output.join(folder), staging.join(folder));
        match fs::create_dir(&new) {
            Err(error) if !new.is_dir() => return Err(error),
            _ => {}
        }
        if old.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
            // Where that is refused, so is the whole later, and the folder stays.
            let _ = rights::prepare(&old, &new);
        }
        folders.insert(folder.to_owned());
    }
    Ok(())
}

/// Takes over what stands in the old output and wasn't written by topoi. Gives the old output's
/// folders, outermost first.
fn carry_over(
    output: &Path,
    staging: &Path,
    old: &Manifest,
    new: &BTreeMap<String, Entry>,
) -> Result<Vec<PathBuf>, Obstacle> {
    let mut walked = Vec::new();
    let old_folders = folders_above(old.files.keys());
    let is_staging = |entry: &DirEntry| {
        entry.depth() == 1 && entry.file_name().to_string_lossy().starts_with(STAGING)
    };
    let walk = WalkDir::new(output).min_depth(1).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| !is_staging(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            // No site there yet.
            Err(error) if error.depth() == 0 => continue,
            Err(error) => {
                let path = error.path().unwrap_or(output).to_owned();
                return Err(refused("read", &path, error.into()).into());
            }
        };
        let Ok(relative) = entry.path().strip_prefix(output) else { continue };
        let path = relative.to_str().map(slashed).unwrap_or_default();
        let is_folder = entry.file_type().is_dir();
        if is_folder {
            walked.push(relative.to_owned());
        }
        let ours = match is_folder {
            true => old_folders.contains(&*path),
            false => old.files.contains_key(&*path) || is_own(&path),
        };
        if !ours {
            carry(&entry, &path, &staging.join(relative), new)?;
        }
    }
    Ok(walked)
}

/// Brings one foreign folder, file or link into the new site.
fn carry(
    entry: &DirEntry,
    path: &str,
    target: &Path,
    new: &BTreeMap<String, Entry>,
) -> Result<(), Obstacle> {
    let taken = target.symlink_metadata();
    if entry.file_type().is_dir() {
        return match taken {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Ok(_) => Err(clash(entry.path()).into()),
            Err(_) => fs::create_dir_all(target).map_err(|_| clash(entry.path()).into()),
        };
    }
    if new.contains_key(path) || taken.is_ok() {
        return Err(clash(entry.path()).into());
    }
    // Its folder is there, unless it was ours and the site has a file of that name.
    let folder = target.parent().unwrap_or(target);
    fs::create_dir_all(folder).map_err(|_| clash(entry.path()))?;
    fs::hard_link(entry.path(), target).map_err(|error| {
        let name = entry.path().shown();
        Obstacle::Stay(format!("`{name}`, which topoi didn't write, cannot be linked: {error}"))
    })
}

/// The folders above files.
fn folders_above<'a>(files: impl Iterator<Item = &'a String>) -> Set<&'a str> {
    let mut folders = Set::default();
    let mut last = "";
    for file in files {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder != last {
            last = folder;
            folders.extend(folders_of(file));
        }
    }
    folders
}

/// Gives the new site's folders the rights that the old one's had.
fn hand_down_rights(output: &Path, staging: &Path, folders: &[PathBuf]) -> Result<(), Obstacle> {
    if output.symlink_metadata().is_err() {
        return Ok(rights::share(staging).map_err(|error| refused("share", output, error))?);
    }
    // From the innermost: who may not write to a folder cannot change what is in it.
    for folder in folders.iter().rev().map(PathBuf::as_path).chain([Path::new("")]) {
        let (old, new) = (output.join(folder), staging.join(folder));
        if new.symlink_metadata().is_ok() {
            rights::copy(&old, &new).map_err(|error| {
                let name = old.shown();
                Obstacle::Stay(format!("no other folder can have the rights of `{name}`: {error}"))
            })?;
        }
    }
    Ok(())
}

/// Puts the new folder in the output's place, and the old one, if there is one, in the new one's.
fn change_places(new: &Path, output: &Path) -> Result<(), Obstacle> {
    let failed = |error: io::Error| refused("replace", output, error);
    if output.symlink_metadata().is_err() {
        return Ok(fs::rename(new, output).map_err(failed)?);
    }
    if swap(new, output).is_ok() {
        return Ok(());
    }
    let aside = aside(output);
    if let Err(error) = fs::rename(output, &aside) {
        return Err(Obstacle::Stay(format!("it cannot be moved: {error}")));
    }
    if let Err(error) = fs::rename(new, output) {
        let _ = fs::rename(&aside, output);
        return Err(failed(error).into());
    }
    let _ = fs::rename(&aside, new);
    Ok(())
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(Into::into)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn swap(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
