//! The folder in which a new site is put together, hidden and its owner's alone.
//!
//! Its process holds a lock on it: one that nobody holds is left over from a killed build.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::exchange;
use super::lock::is_at;
use super::manifest::Manifest;
use crate::model::file::MANIFEST;

/// How the names of staging folders begin.
pub(super) const STAGING: &str = ".topoi-staging-";

/// A staging folder that goes when it is dropped, unless it is kept.
pub(super) struct Staging {
    /// Where it is.
    pub path: PathBuf,
    /// As long as this is open, no other build takes the folder for a left-over one; and where it
    /// becomes the output, none takes that.
    lock: File,
    is_kept: bool,
}

impl Staging {
    /// A staging folder in `place`.
    pub fn new(place: &Path) -> io::Result<Self> {
        loop {
            let path = tempfile::Builder::new().prefix(STAGING).tempdir_in(place)?.keep();
            let lock = open_folder(&path)?;
            // Where locks aren't to be had, left-over folders stay.
            let _ = lock.lock();
            // Another build may have taken it for a left-over one before it was locked.
            if is_at(&lock, &path) {
                return Ok(Self { path, lock, is_kept: false });
            }
        }
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Moves it into the folder `place`.
    pub fn move_into(&mut self, place: &Path) -> io::Result<()> {
        let path = place.join(self.name());
        fs::rename(&self.path, &path)?;
        self.path = path;
        Ok(())
    }

    /// Lets the folder stay: it, or what took its place, is someone else's to remove.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = fs::remove_dir_all(&self.path);
        }
        // As in `lock`: closing is not enough.
        let _ = self.lock.unlock();
        remove_stand_in(&self.path);
    }
}

/// Whether a name is one of a staging folder.
pub(super) fn is_staging(name: &str) -> bool {
    name.strip_prefix(STAGING).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Removes the staging folders in `place` that no process holds any more.
pub(super) fn remove_left_over(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_str().is_some_and(is_staging)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !ours {
            continue;
        }
        let path = entry.path();
        let Ok(lock) = open_folder(&path) else { continue };
        if lock.try_lock().is_err() || !is_at(&lock, &path) {
            continue;
        }
        if path.join(MANIFEST).is_file() {
            // A whole site, old or new, that an exchange had in hand. Someone may have put a file
            // into the old one just before it went.
            if let Ok(manifest) = Manifest::read(&path) {
                exchange::retire(&path, &manifest.files, None);
            }
        } else {
            let _ = fs::remove_dir_all(&path);
        }
        drop(lock);
        remove_stand_in(&path);
    }
}

#[cfg(unix)]
fn open_folder(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Folders cannot be locked; a file among the temporary ones stands in.
#[cfg(not(unix))]
fn open_folder(path: &Path) -> io::Result<File> {
    File::create(stand_in(path))
}

#[cfg(unix)]
fn remove_stand_in(_path: &Path) {}

/// Removes what stands in for a folder that is gone, or no staging folder any more.
#[cfg(not(unix))]
fn remove_stand_in(path: &Path) {
    let _ = fs::remove_file(stand_in(path));
}

#[cfg(not(unix))]
fn stand_in(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    std::env::temp_dir().join(format!("topoi{name}.lock"))
}
