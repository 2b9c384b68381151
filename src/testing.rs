//! Helpers of the unit tests.

use crate::model::{RelPath, SourceFile};

/// A source file at `path` under the content root.
pub fn source(path: &str, text: &str) -> SourceFile {
    SourceFile::new(RelPath::new(&format!("articles/{path}")), RelPath::new(path), text)
}
