//! An output folder that one build alone may write to, and what an earlier one left there undone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::refused;
use super::exchange;
use super::in_place::{self, Recovery};
use super::lock::Lock;
use super::manifest::Manifest;
use super::staging;
use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// The right to write to an output, held against all other builds until it is dropped. What it
/// made for that goes then, if nothing was written.
pub struct Claim {
    /// The real path, links followed.
    pub(super) output: PathBuf,
    /// What stands there.
    pub(super) old: Manifest,
    recovery: Option<Recovery>,
    lock: Lock,
    _parents: Parents,
}

impl Claim {
    /// Claims the folder `output`, which need not be there, and finishes what a killed build began
    /// in it. Where another build holds it, `wait` is asked whether to wait until that is done.
    /// Sources are best read after this: a build that waited makes the site of what is there now.
    ///
    /// # Errors
    /// When another build holds it and `wait` says no, when the folder holds files and none of
    /// topoi's, or what the system refused.
    pub fn new(output: &Path, wait: &mut dyn FnMut(&Path) -> bool) -> Result<Self, Failure> {
        let (output, parents) = find(output)?;
        let lock = Lock::acquire(&output, wait)?;
        exchange::restore(&output).map_err(|error| refused("restore", &output, error))?;
        let mut old = Manifest::read(&output)?;
        let recovery = in_place::finish_interrupted(&output, &mut old)?;
        if let Some(parent) = output.parent() {
            staging::remove_left_over(parent);
        }
        staging::remove_left_over(&output);
        Ok(Self { output, old, recovery, lock, _parents: parents })
    }

    /// The real path of the output, links followed, whether it is there yet or not.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// What there is to say of an earlier build's work, a sentence each.
    pub fn notes(&self) -> Vec<String> {
        let output = self.output.shown();
        let recovery = self.recovery.map(|recovery| match recovery {
            Recovery::Finished => {
                format!("a build was killed while it exchanged the files of `{output}`: that is finished now")
            }
            Recovery::Lost => format!(
                "a build was killed while it exchanged the files of `{output}`, and its new ones are \
                 gone: until a build is whole, old and new pages stand side by side"
            ),
        });
        let foreign = (self.old.foreign_lines > 0).then(|| {
            format!(
                "the manifest in `{output}` has {} lines that topoi didn't write; nothing is done to \
                 what they name",
                self.old.foreign_lines
            )
        });
        recovery.into_iter().chain(foreign).collect()
    }

    /// Checks that the output is still the one that was claimed.
    pub(super) fn check(&self) -> Result<(), Failure> {
        match self.lock.is_of(&self.output) {
            true => Ok(()),
            false => Err(Failure::new(
                format!("`{}` was made, removed or replaced during the build", self.output.shown()),
                "build again",
            )),
        }
    }
}

/// Folders that were made above an output. They go when this is dropped, if they are empty.
struct Parents(Vec<PathBuf>);

impl Drop for Parents {
    fn drop(&mut self) {
        for folder in &self.0 {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

/// The real path of an output. Where it isn't there, the folders above it are made.
fn find(output: &Path) -> Result<(PathBuf, Parents), Failure> {
    match output.canonicalize() {
        Ok(real) if !real.is_dir() => Err(Failure::new(
            format!("`{}` is a file, not a folder", output.shown()),
            "choose another folder with `--output`",
        )),
        Ok(real) if real.parent().is_none() => Err(no_folder(output)),
        Ok(real) => Ok((real, Parents(Vec::new()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => find_new(output),
        Err(error) => Err(refused("find", output, error)),
    }
}

fn find_new(output: &Path) -> Result<(PathBuf, Parents), Failure> {
    if let Ok(target) = fs::read_link(output) {
        return Err(Failure::new(
            format!("`{}` is a link to `{}`, which isn't there", output.shown(), target.shown()),
            "make that folder, or remove the link",
        ));
    }
    let absolute = std::path::absolute(output).map_err(|error| refused("find", output, error))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(no_folder(output));
    };
    let missing = parent.ancestors().take_while(|folder| folder.symlink_metadata().is_err());
    let parents = Parents(missing.map(Path::to_owned).collect());
    fs::create_dir_all(parent).map_err(|error| refused("make", parent, error))?;
    let real = parent.canonicalize().map_err(|error| refused("find", parent, error))?;
    Ok((real.join(name), parents))
}

fn no_folder(output: &Path) -> Failure {
    Failure::new(
        format!("`{}` cannot be an output folder", output.shown()),
        "name a folder inside another one",
    )
}
