//! What Obsidian's settings say of the files that it keeps.

use super::RelPath;

/// The settings of a vault that matter here.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    /// Whether a single line break is none (`strictLineBreaks`).
    pub strict_line_breaks: bool,
    /// Files that are no notes to be read.
    pub filters: Vec<VaultFilter>,
}

/// Files that a vault's settings tell from its notes.
#[derive(Clone, Debug)]
pub struct VaultFilter {
    /// Which.
    pub pattern: VaultPattern,
    /// Why.
    pub reason: VaultReason,
}

/// A pattern for paths under the content root.
#[derive(Clone, Debug)]
pub enum VaultPattern {
    /// How the path begins, in lower case.
    Prefix(String),
    /// A regular expression.
    Expression(Box<regex_automata::meta::Regex>),
}

/// Why a file is no note to be read.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum VaultReason {
    /// Notes are made from it.
    Template,
    /// Its owner excluded it (`userIgnoreFilters`).
    Excluded,
}

impl Vault {
    /// Why the document at `path` under the content root is not to be read, if it isn't.
    pub fn reason(&self, path: &RelPath) -> Option<VaultReason> {
        let lower = path.as_str().to_lowercase();
        let matches = |filter: &&VaultFilter| match &filter.pattern {
            VaultPattern::Prefix(prefix) => lower.starts_with(prefix),
            VaultPattern::Expression(expression) => expression.is_match(path.as_str()),
        };
        self.filters.iter().find(matches).map(|filter| filter.reason)
    }
}
