//! `topoi man`: manual pages of the program, for whoever packages it.

use std::path::Path;

use clap::CommandFactory as _;

use super::print;
use crate::cli::Arguments;
use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// Writes a page for the program and one for each command into `folder`, which is made where it
/// isn't there.
///
/// # Errors
/// What the environment refused.
pub fn run(folder: &Path) -> Result<(), Failure> {
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
    written.map_err(|error| {
        Failure::new(
            format!("cannot write manual pages to `{}`: {error}", folder.shown()),
            "name a folder in which you may write",
        )
    })?;
    print::note(&format!("manual pages stand in {}", folder.shown()));
    Ok(())
}
