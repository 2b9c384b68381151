//! One build at a time an output, by a lock that the system lets go when its process ends, however
//! that is.
//!
//! Where the output stands, the lock lies on the folder itself: no file is needed for it, all ways
//! to spell the path meet there, and so do containers that share the folder. Where folders change
//! places, the new one is locked before it takes the old one's place, and who gets the lock of a
//! folder that is no longer there looks again. Where there is no output yet, a file beside it
//! stands in, which goes with the lock.
//!
//! Systems other than Unix lock no folders: there a file among the temporary ones is locked, whose
//! name is a hash of the output's path. It stays.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::refused;
use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// Held until it is dropped.
pub(super) struct Lock {
    file: File,
    /// The file that stands in for an output that isn't there.
    stand_in: Option<PathBuf>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.stand_in {
            // While it is locked, so that it isn't another build's.
            let _ = fs::remove_file(path);
        }
        // Closing is not enough: a process that is just being started holds a copy of the handle
        // until its own program runs.
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// The lock of `output`. Where another process holds it, `wait` says whether to wait.
    #[cfg(unix)]
    pub fn acquire(output: &Path, wait: &mut dyn FnMut(&Path) -> bool) -> Result<Self, Failure> {
        loop {
            let (file, path, is_stand_in) = open(output)?;
            hold(&file, output, wait)?;
            if !is_at(&file, &path) {
                continue;
            }
            let lock = Self { file, stand_in: is_stand_in.then_some(path) };
            if lock.is_of(output) || !is_stand_in {
                return Ok(lock);
            }
        }
    }

    /// The lock of `output`. Where another process holds it, `wait` says whether to wait.
    #[cfg(not(unix))]
    pub fn acquire(output: &Path, wait: &mut dyn FnMut(&Path) -> bool) -> Result<Self, Failure> {
        use sha2::{Digest as _, Sha256};
        let key = output.to_string_lossy().to_lowercase();
        let hash = Sha256::digest(key.as_bytes());
        let name: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let path = std::env::temp_dir().join(format!("topoi-{name}.lock"));
        let file = File::create(&path).map_err(|error| refused("open", &path, error))?;
        hold(&file, output, wait)?;
        Ok(Self { file, stand_in: None })
    }

    /// Whether this is still the lock of `output`, which someone may have removed or replaced.
    pub fn is_of(&self, output: &Path) -> bool {
        match &self.stand_in {
            Some(path) => is_at(&self.file, path) && output.symlink_metadata().is_err(),
            None => cfg!(not(unix)) || is_at(&self.file, output),
        }
    }
}

/// What is locked for `output`: its folder, be it aside, or the file that stands in for it.
#[cfg(unix)]
fn open(output: &Path) -> Result<(File, PathBuf, bool), Failure> {
    for folder in [output.to_owned(), super::exchange::aside(output)] {
        match File::open(&folder) {
            Ok(file) => return Ok((file, folder, false)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(refused("open", &folder, error)),
        }
    }
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let path = output.with_file_name(format!(".topoi-lock-{name}"));
    let failed = |error| refused("make", output, error);
    // A build that failed may just have removed the folder above that it had made.
    fs::create_dir_all(path.parent().unwrap_or(output)).map_err(failed)?;
    if path.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        return Err(Failure::new(
            format!("`{}` is no regular file", path.shown()),
            "remove it: topoi locks the output by a file of that name while it is made",
        ));
    }
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    Ok((file.map_err(failed)?, path, true))
}

/// Locks `file`. Where locks aren't to be had at all, builds must not overlap by other means.
fn hold(file: &File, output: &Path, wait: &mut dyn FnMut(&Path) -> bool) -> Result<(), Failure> {
    let failed = |error| refused("lock", output, error);
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(failed(error)),
        Err(TryLockError::WouldBlock) if wait(output) => loop {
            match file.lock() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => return outcome.map_err(failed),
            }
        },
        Err(TryLockError::WouldBlock) => Err(Failure::new(
            format!("another build is writing to `{}`", output.shown()),
            "try again when it is done, or leave `--no-wait` out to wait for it",
        )),
    }
}

/// Whether `file` is what stands at `path`.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), path.symlink_metadata()) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn is_at(_file: &File, path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
