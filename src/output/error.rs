//! What the environment refused, in words that say what to do next.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// What to do about an error of the system before anything was exchanged.
pub fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room there, or choose another folder with `--output`; the site that stands was not \
             touched"
        }
        ErrorKind::ReadOnlyFilesystem => "choose another folder with `--output`",
        _ => "check the disk and your rights there; the site that stands was not touched",
    }
}

/// An error of the system, in plain words where it has them.
pub(super) fn plain(error: io::Error) -> io::Error {
    let words = match error.kind() {
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "your share of the disk is used up",
        ErrorKind::ReadOnlyFilesystem => "its file system is read-only",
        _ => return error,
    };
    io::Error::new(error.kind(), words)
}

/// `what` was refused; the site that stands was not touched.
pub(super) fn refused(what: &str, path: &Path, error: io::Error) -> Failure {
    let error = plain(error);
    Failure::new(format!("cannot {what} `{}`: {error}", path.shown()), advice(&error))
}

/// `what` was refused in the midst of an exchange file by file.
pub(super) fn half_done(what: &str, path: &Path, error: io::Error) -> Failure {
    Failure::new(
        format!("cannot {what} `{}`: {}", path.shown(), plain(error)),
        "old and new files stand side by side now; mend that, and the next build finishes it",
    )
}

/// A foreign file stands where the site has one.
pub(super) fn clash(path: &Path) -> Failure {
    Failure::new(
        format!(
            "`{}` was not written by topoi, and the site has a file of that name",
            path.shown()
        ),
        "move it away, or rename the document that becomes this file",
    )
}
