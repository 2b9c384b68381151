//! What can be wrong, and how it is said.
//!
//! A [`Diagnostic`] is data: a code, a severity, a place, a message and what to do next. The
//! codes stand in `catalogue`, the wordings there and in a file for each stage that finds faults,
//! one constructor each; [`format`](mod@format) prints them.

pub mod allow;
pub mod baseline;
mod catalogue;
mod checks;
pub mod format;
mod concepts;
mod evidence;
mod front_matter;
pub mod fault;
mod graph;
mod import;
mod links;
mod markdown;
mod questions;
mod words;
#[cfg(test)]
mod manual;

pub use catalogue::{CODES, Code, CodeInfo};
pub use links::ActiveFate;

use serde::{Deserialize, Serialize};

use crate::model::{RelPath, Span};

/// How bad it is. `Allow` is never printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Switched off.
    Allow,
    /// Told, and the build succeeds.
    Warning,
    /// Told, and the exit code is 1.
    Error,
}

/// One thing found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is; stable within a major version.
    pub code: Code,
    /// How bad it is, the code's default until `[check]` or `--strict` changes it.
    pub severity: Severity,
    /// The file, relative to the knowledge base's root.
    pub file: RelPath,
    /// Where in the file; `None` means the file as a whole.
    pub span: Option<Span>,
    /// What is wrong: lower case, no final dot, names and paths in backticks.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of `code` with its default severity. Called by the constructors in
    /// `catalogue` alone.
    fn new(code: Code, file: &RelPath, span: Option<Span>, message: String) -> Self {
        Self { code, severity: code.info().severity, file: file.clone(), span, message, help: None }
    }

    /// Adds what to do next.
    #[must_use]
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Stands for `count` more of its code in its file.
    fn and_more(&self, count: usize) -> Self {
        let message = format!("{count} more like these in this file");
        Self { severity: self.severity, ..Self::new(self.code, &self.file, None, message) }
            .help("they count too, and are listed once those before them are mended")
    }

    /// The order in which diagnostics are told: file, place, code, message.
    pub fn sort_key(&self) -> (&str, Option<Span>, &'static str, &str) {
        (self.file.as_str(), self.span, self.code.info().name, &self.message)
    }
}

/// Sorts diagnostics into the order in which they are told and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    diagnostics.dedup();
}
