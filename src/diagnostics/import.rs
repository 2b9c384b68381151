//! What can be wrong with foreign documents.

use super::{Code, Diagnostic};
use crate::model::RelPath;

impl Diagnostic {
    /// A foreign document could not be read.
    pub fn unreadable_import(file: &RelPath, cause: &str) -> Self {
        let message = format!("cannot import `{file}`: {cause}");
        Self::new(Code::UnreadableImport, file, None, message)
            .help("save it in a format that topoi reads (`topoi import --help` lists them)")
    }

    /// Some bytes are no text of the document's encoding.
    pub fn damaged_import(file: &RelPath, encoding: &str) -> Self {
        let message = format!("some bytes of `{file}` are no characters of {encoding}");
        Self::new(Code::DamagedImport, file, None, message).help(
            "look for `\u{fffd}` in the import, or save the file as UTF-8 and import it again",
        )
    }

    /// Something in a document could not be brought along.
    pub fn incomplete_import(file: &RelPath, what: &str) -> Self {
        let message = format!("`{file}` is imported in part: {what}");
        Self::new(Code::DamagedImport, file, None, message)
            .help("compare the import with its source")
    }

    /// `other` says nearly the same.
    pub fn duplicate_import(file: &RelPath, other: &str) -> Self {
        let message = format!("`{file}` says nearly what `{other}` says");
        Self::new(Code::DuplicateImport, file, None, message)
            .help("it isn't imported again; delete that one first if this is the better copy")
    }

    /// `target` is there and differs.
    pub fn changed_import(file: &RelPath, target: &str) -> Self {
        let message = format!("`{target}` is there already and differs from `{file}`");
        Self::new(Code::ChangedImport, file, None, message)
            .help("`--update` merges what is new in the source, `--dry-run` shows the difference")
    }

    /// What changed in the source was changed in the file too.
    pub fn conflicting_import(file: &RelPath, target: &str) -> Self {
        let message = format!("`{file}` and `{target}` were changed in the same place");
        Self::new(Code::ChangedImport, file, None, message).help(
            "the file stays as it is; `--update --dry-run` shows what the source would change",
        )
    }

    /// Fields that the document doesn't tell.
    pub fn unknown_field(file: &RelPath, target: &str, fields: &[&str]) -> Self {
        let message = format!("`{file}` doesn't tell `{}`", fields.join("`, `"));
        Self::new(Code::UnknownField, file, None, message)
            .help(format!("add what you know to `{target}`"))
    }
}
