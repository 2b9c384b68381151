//! What can be wrong with relations.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

impl Diagnostic {
    /// A relation that carries over chains leads back to where it began. `path` are the titles
    /// on the way, the first again at the end.
    pub fn relation_cycle(file: &RelPath, span: Span, relation: &str, path: &[&str]) -> Self {
        let way: Vec<String> = path.iter().map(|title| format!("`{title}`")).collect();
        Self::new(
            Code::RelationCycle,
            file,
            Some(span),
            format!("`{relation}` goes round in a circle: {}", way.join(" → ")),
        )
        .help("take one of these relations away; the one furthest from the truth")
    }

    /// Two concepts are `related` and one is also above the other.
    pub fn relation_contradiction(file: &RelPath, span: Span, low: &str, high: &str) -> Self {
        Self::new(
            Code::RelationContradiction,
            file,
            Some(span),
            format!("`{high}` is `broader` than `{low}` and `related` to it"),
        )
        .help("keep one of the two: `related` is for concepts of which neither covers the other")
    }
}
