//! Helpers of the unit tests.

use crate::model::{RelPath, SourceFile};

/// A source file at `path` under the content root.
pub fn source(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: RelPath::new(&format!("articles/{path}")),
        content_path: RelPath::new(path),
        text: text.into(),
    }
}
