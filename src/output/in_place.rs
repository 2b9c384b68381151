//! A site exchanged file by file, in a folder that must stay the folder it is.
//!
//! All changed files are staged in a hidden folder inside the output first. Then [`JOURNAL`] says
//! what is going to be done, and from there on the exchange is decided: each file takes its place
//! by a rename, files that are gone are removed, the new manifest is written, the journal goes. A
//! build that is killed on the way leaves the journal, and the next one, whatever becomes of it
//! itself, first does what is left to do. Meanwhile the manifest lists old and new files.
//!
//! ```text
//! topoi journal 1 .topoi-staging-x1Y2z3
//! 4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865  concepts/trust.html
//! ```
//!
//! The first line names the staging folder, the others are the new manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::{clash, half_done, refused};
use super::manifest::{self, Hash, Manifest, folders_of, slashed};
use super::mounts;
use super::patience::patiently;
use super::sink::Entry;
use super::staging::{Staging, is_staging};
use crate::model::Failure;
use crate::model::file::MANIFEST;
use crate::model::path::ShownPath as _;

/// What is going on in the output, or was when a build was killed.
pub(super) const JOURNAL: &str = ".topoi-journal";
/// What the journal's first line says before the staging folder's name.
const OPENING: &str = "topoi journal 1 ";

/// What became of an exchange that a kill interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recovery {
    /// It was finished.
    Finished,
    /// What it was to bring is gone; old and new files stand side by side until a build is whole.
    Lost,
}

/// Brings what changed into the output's folder. Nothing is touched on an error before the journal
/// stands.
pub(super) fn exchange(
    output: &Path,
    staging: &mut Staging,
    old: &Manifest,
    new: &BTreeMap<String, Entry>,
) -> Result<(), Failure> {
    exchange_in_part(output, staging, old, new, usize::MAX).map(drop)
}

/// Stops behind `steps` of the steps, as a kill does. Says whether these were all.
pub(super) fn exchange_in_part(
    output: &Path,
    staging: &mut Staging,
    old: &Manifest,
    new: &BTreeMap<String, Entry>,
    steps: usize,
) -> Result<bool, Failure> {
    check_free(output, old, new)?;
    bring_inside(output, staging, new)?;
    let new = new.iter().map(|(path, entry)| (path.clone(), entry.hash)).collect();
    let journal = format!("{OPENING}{}\n{}", staging.name(), manifest::text(BTreeMap::iter(&new)));
    manifest::write_at_once(output, JOURNAL, &journal)
        .map_err(|error| refused("write", &output.join(JOURNAL), error))?;
    staging.keep();
    let plan = plan(&old.files, &new);
    for step in plan.iter().take(steps) {
        step.take(output, &staging.path)?;
    }
    Ok(steps >= plan.len())
}

/// Finishes an exchange that a kill interrupted, if there is one. `listed` is made what the output
/// lists afterwards.
pub(super) fn finish_interrupted(
    output: &Path,
    listed: &mut Manifest,
) -> Result<Option<Recovery>, Failure> {
    let path = output.join(JOURNAL);
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|error| half_done("read", &path, error))?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, lines) = text.split_once('\n').unwrap_or((&text, ""));
    let staging = head.strip_prefix(OPENING).filter(|name| is_staging(name));
    let staging = staging.map(|name| output.join(name));
    let staging = staging.filter(|path| path.symlink_metadata().is_ok_and(|m| m.is_dir()));
    let new = Manifest::parse(lines);
    let Some(staging) = staging.filter(|_| new.foreign_lines == 0) else {
        let is_missing = |path: &String| output.join(path).symlink_metadata().is_err();
        let is_whole = listed.files == new.files && !new.files.keys().any(is_missing);
        fs::remove_file(&path).map_err(|error| half_done("remove", &path, error))?;
        return Ok(Some(if is_whole { Recovery::Finished } else { Recovery::Lost }));
    };
    check_staged(output, &staging, listed, &new)?;
    for step in plan(&listed.files, &new.files) {
        step.take(output, &staging)?;
    }
    *listed = new;
    Ok(Some(Recovery::Finished))
}

/// One step of an exchange. Each can be taken twice: a build that was killed in one, or behind
/// it, takes all of them again.
enum Step<'a> {
    /// Lists these files.
    List(BTreeMap<String, Hash>),
    /// Removes a file that is ours, and the folders that it leaves empty.
    Remove(&'a str),
    /// Gives a staged file its place.
    Place(&'a str),
    /// Ends the exchange.
    Close,
}

fn plan<'a>(old: &'a BTreeMap<String, Hash>, new: &'a BTreeMap<String, Hash>) -> Vec<Step<'a>> {
    let gone: Vec<&String> = old.keys().filter(|path| !new.contains_key(*path)).collect();
    // A file where a folder comes, files in a folder where a file comes, and names that differ in
    // case alone, which some file systems take for the same.
    let mut names = BTreeSet::new();
    for path in new.keys() {
        names.insert(path.to_lowercase());
        names.extend(folders_of(path).map(str::to_lowercase));
    }
    let in_the_way = |path: &str| {
        let mut above = folders_of(path);
        names.contains(&path.to_lowercase()) || above.any(|folder| new.contains_key(folder))
    };
    let (first, last): (Vec<_>, Vec<_>) = gone.into_iter().partition(|path| in_the_way(path));
    let union = old.iter().chain(new).map(|(path, hash)| (path.clone(), *hash)).collect();
    let mut steps = vec![Step::List(union)];
    steps.extend(first.into_iter().map(|path| Step::Remove(path)));
    steps.extend(new.keys().map(|path| Step::Place(path)));
    steps.extend(last.into_iter().map(|path| Step::Remove(path)));
    steps.push(Step::List(new.clone()));
    steps.push(Step::Close);
    steps
}

impl Step<'_> {
    fn take(&self, output: &Path, staging: &Path) -> Result<(), Failure> {
        match self {
            Self::List(files) => {
                manifest::write_at_once(output, MANIFEST, &manifest::text(files.iter()))
                    .map_err(|error| half_done("write", &output.join(MANIFEST), error))
            }
            Self::Remove(path) => {
                remove(output, path);
                Ok(())
            }
            Self::Place(path) => place(output, staging, path)
                .map_err(|error| half_done("write", &output.join(path), error)),
            Self::Close => {
                let _ = fs::remove_dir_all(staging);
                let journal = output.join(JOURNAL);
                fs::remove_file(&journal).map_err(|error| half_done("remove", &journal, error))
            }
        }
    }
}

/// Removes a file and the folders that it leaves empty. Where a link stands in the place of a
/// folder, the file behind it isn't ours.
fn remove(output: &Path, path: &str) {
    let target = output.join(path);
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|m| m.is_dir());
    if !folders_of(path).all(|folder| is_folder(&output.join(folder))) || is_folder(&target) {
        return;
    }
    let _ = fs::remove_file(target);
    for folder in folders_of(path).collect::<Vec<_>>().into_iter().rev() {
        // One that holds something stays.
        let _ = fs::remove_dir(output.join(folder));
    }
}

/// Gives a staged file its place, if it hasn't taken it yet.
fn place(output: &Path, staging: &Path, path: &str) -> io::Result<()> {
    let (from, to) = (staging.join(path), output.join(path));
    if !from.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Ok(());
    }
    for folder in folders_of(path) {
        let folder = output.join(folder);
        match folder.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
            Err(_) => fs::create_dir(&folder)?,
        }
    }
    match patiently(|| fs::rename(&from, &to)) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            // A folder of another file system: a copy beside it takes its name.
            let beside = to.with_file_name(format!("{JOURNAL}.file"));
            let _ = fs::remove_file(&beside);
            fs::copy(&from, &beside)?;
            fs::rename(&beside, &to)?;
            fs::remove_file(&from)
        }
        outcome => outcome,
    }
}

/// The staging folder, moved into the output, so that the journal can name it and no other build
/// beside takes it for a left-over one.
fn bring_inside(
    output: &Path,
    staging: &mut Staging,
    new: &BTreeMap<String, Entry>,
) -> Result<(), Failure> {
    if staging.path.starts_with(output) || staging.move_into(output).is_ok() {
        return Ok(());
    }
    let failed = |error| refused("write in", output, error);
    let inside = Staging::new(output).map_err(failed)?;
    for path in new.iter().filter(|(_, entry)| !entry.unchanged).map(|(path, _)| path) {
        let to = inside.path.join(path);
        let folder = to.parent().unwrap_or(&inside.path);
        fs::create_dir_all(folder).map_err(failed)?;
        fs::copy(staging.path.join(path), &to).map_err(failed)?;
    }
    *staging = inside;
    Ok(())
}

/// An error if a new file would take the place of something that isn't ours, or cannot take it.
fn check_free(output: &Path, old: &Manifest, new: &BTreeMap<String, Entry>) -> Result<(), Failure> {
    let stays = |path: &str| new.contains_key(path) || !old.files.contains_key(path);
    let mount_points = mounts::below(output);
    let mut checked = BTreeSet::new();
    for path in new.iter().filter(|(_, entry)| !entry.unchanged).map(|(path, _)| path) {
        for folder in folders_of(path).filter(|folder| checked.insert(*folder)) {
            let place = output.join(folder);
            let free = match place.symlink_metadata() {
                Ok(metadata) => metadata.is_dir() || !stays(folder),
                Err(_) => true,
            };
            if !free {
                return Err(clash(&place));
            }
        }
        let place = output.join(path);
        let free = match place.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => will_be_empty(output, &place, old, new),
            Ok(_) => old.files.contains_key(path),
            Err(_) => true,
        };
        if !free {
            return Err(clash(&place));
        }
        if mount_points.contains(&place) {
            return Err(Failure::new(
                format!("`{}` is a mount point and cannot be replaced", place.shown()),
                "unmount it, or build into another folder; the site that stands was not touched",
            ));
        }
    }
    Ok(())
}

/// Whether nothing is left of a folder once the files are removed that are gone.
fn will_be_empty(
    output: &Path,
    folder: &Path,
    old: &Manifest,
    new: &BTreeMap<String, Entry>,
) -> bool {
    let gone = || old.files.keys().filter(|path| !new.contains_key(*path));
    WalkDir::new(folder).into_iter().all(|entry| {
        let Ok(entry) = entry else { return false };
        let path = entry.path().strip_prefix(output).ok().and_then(Path::to_str).map(slashed);
        path.is_some_and(|path| match entry.file_type().is_dir() {
            true => gone().any(|gone| Path::new(gone).starts_with(&*path) && *gone != path),
            false => old.files.contains_key(&*path) && !new.contains_key(&*path),
        })
    })
}

/// An error if something foreign came into the place of a staged file after a kill.
fn check_staged(
    output: &Path,
    staging: &Path,
    listed: &Manifest,
    new: &Manifest,
) -> Result<(), Failure> {
    let staged = |path: &&String| staging.join(path).symlink_metadata().is_ok();
    let entry = |path: &String| {
        (path.clone(), Entry { hash: new.files[path], unchanged: false, source: None })
    };
    check_free(output, listed, &new.files.keys().filter(staged).map(entry).collect())
}

/// Why the folder must stay the folder it is, as far as that can be known before.
pub(super) fn reason(output: &Path) -> Option<String> {
    if let Some(reason) = mounts::reason(output) {
        return Some(reason.to_owned());
    }
    let here: Option<PathBuf> = std::env::current_dir().and_then(|path| path.canonicalize()).ok();
    here.is_some_and(|here| here.starts_with(output))
        .then(|| "it is the current folder, or holds it".to_owned())
}
