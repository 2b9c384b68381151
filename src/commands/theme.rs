//! `topoi theme eject`: the embedded theme as files, to be changed.

use std::path::Path;

use super::print;
use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// Copies the default theme to `themes/default` under `root`. Files that are there stay.
///
/// # Errors
/// What the environment refused.
pub fn eject(root: &Path) -> Result<(), Failure> {
    let folder = root.join("themes/default");
    let mut kept = 0;
    for (path, bytes) in crate::theme::embedded() {
        let target = folder.join(&path);
        if target.exists() {
            kept += 1;
            continue;
        }
        super::new::write(&target, &bytes)?;
    }
    let kept = match kept {
        0 => String::new(),
        n => format!(" ({n} files that were there are as they were)"),
    };
    print::note(&format!("the default theme is in {}{kept}", folder.shown()));
    Ok(())
}
