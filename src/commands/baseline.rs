//! The baseline file: known faults taken out of a report, and the file renewed.

use std::path::Path;

use super::print;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::baseline::Baseline;
use crate::diagnostics::format::Texts;
use crate::model::Failure;
use crate::model::path::ShownPath as _;

/// The name that a baseline has where none is given.
pub const DEFAULT: &str = "check-baseline.json";

/// Reads the baseline at `path`.
///
/// # Errors
/// It isn't there, or is none.
pub fn read(path: &Path) -> Result<Baseline, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(
            format!("cannot read the baseline `{}`: {error}", path.shown()),
            format!("write one with `{}`", renewing(path)),
        )
    })?;
    Baseline::parse(&text).map_err(|cause| {
        Failure::new(
            format!("`{}` is no baseline: {cause}", path.shown()),
            format!("restore it, or write it anew with `{}`", renewing(path)),
        )
    })
}

/// The command that writes the baseline at `path` anew.
fn renewing(path: &Path) -> String {
    format!("topoi check --baseline {} --update-baseline", path.shown())
}

/// Takes the faults that `baseline` knows out of `diagnostics`, and says how many they were and
/// how many of the known ones are gone.
pub fn apply(
    baseline: &Baseline,
    path: &Path,
    diagnostics: &mut Vec<Diagnostic>,
    texts: &Texts<'_>,
) {
    let known = baseline.take_known(diagnostics, texts);
    let gone = baseline.len() - known;
    if known > 0 {
        print::note(&format!("{known} known, in `{}`", path.shown()));
    }
    if gone > 0 {
        print::note(&format!(
            "note: {gone} of the {} known faults no longer occur; `{}` drops them",
            baseline.len(),
            renewing(path)
        ));
    }
}

/// Writes the baseline of `diagnostics` to `path`.
///
/// # Errors
/// The disk refuses.
pub fn write(path: &Path, diagnostics: &[Diagnostic], texts: &Texts<'_>) -> Result<(), Failure> {
    let baseline = Baseline::of(diagnostics, texts);
    replace(path, &baseline.to_json())?;
    let faults = print::count(baseline.len(), "known fault");
    print::note(&format!("{faults} in `{}`", path.shown()));
    Ok(())
}

/// Writes a file whole or not at all; one that says the same already stays untouched.
///
/// # Errors
/// The disk refuses.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let mut staged = path.as_os_str().to_owned();
    staged.push(".new");
    let written = std::fs::write(&staged, text).and_then(|()| std::fs::rename(&staged, path));
    written.map_err(|error| {
        Failure::new(
            format!("cannot write `{}`: {error}", path.shown()),
            "check the disk and your rights there",
        )
    })
}
