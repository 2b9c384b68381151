//! What was rejected, so that it isn't proposed again: `topoi.reject`, an id a line.

use super::Proposal;
use crate::model::Set;
use crate::model::fold::{CaseFolding, folded};

/// The file's name, beside `site.toml`.
pub const REJECTED: &str = "topoi.reject";

/// The ids of a `topoi.reject`.
#[derive(Clone, Debug, Default)]
pub struct Rejected(Set<String>);

impl Rejected {
    /// Reads the file's text; lines that begin with `#` are comments.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let ids = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(ids.map(comparable).collect())
    }

    /// Whether `proposal` was rejected.
    pub fn contains(&self, proposal: &Proposal) -> bool {
        self.0.contains(&comparable(&proposal.id()))
    }
}

/// Case and white space count for nothing.
fn comparable(id: &str) -> String {
    let spaced = id.split_whitespace().collect::<Vec<_>>().join(" ");
    folded(&spaced, CaseFolding::Common)
}
