//! EDGE. What each command does, one file a command, and what they share: loading a knowledge
//! base, printing, how a command can fail.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod adopt;
pub mod ask;
pub mod baseline;
pub mod build;
pub mod check;
pub mod completions;
pub mod doctor;
pub mod explain;
#[cfg(feature = "import")]
pub mod import;
pub mod init;
pub mod man;
pub mod new;
pub mod print;
mod progress;
pub mod questions;
pub mod schema;
pub mod serve;
pub mod suggest;
pub mod theme;
pub mod today;
pub mod window;

use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, SETTINGS};
use crate::diagnostics::format::Texts;
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::{Failure, RelPath, Sources, Theme};
use crate::pipeline::{self, Snapshot};
use crate::source;

/// How a command ended, if it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All well: exit code 0.
    Done,
    /// The content has errors: exit code 1.
    ContentErrors,
    /// A question was asked, and nothing was found: exit code 1.
    NothingFound,
}

/// A knowledge base as it was read.
pub struct Loaded {
    /// The settings.
    pub config: Arc<Config>,
    /// Their text, for diagnostics.
    pub settings: (RelPath, String),
    /// What was found wrong in them, no error among it, and files that were not read.
    pub found: Arc<Vec<Diagnostic>>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The content.
    pub sources: Arc<Sources>,
}

impl Loaded {
    /// Reads the knowledge base at `root`.
    ///
    /// # Errors
    /// Settings, theme or content root that cannot be used; errors in the settings are printed, and
    /// why no document could be read.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        Self::read_telling(root, print::human)
    }

    /// The same, with `tell` to print errors in the settings.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_telling(
        root: &Path,
        tell: impl FnOnce(&[Diagnostic], &Texts<'_>),
    ) -> Result<Self, Failure> {
        let (config, text, mut found) = source::settings(root)?;
        let settings = (RelPath::new(SETTINGS), text);
        if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            tell(&found, &[(&settings.0, settings.1.as_str())].into_iter().collect());
            return Err(Failure::reported());
        }
        let theme = Arc::new(crate::theme::read(root, &config.theme)?);
        let (sources, unread) = source::read(root, &config)?;
        source::check_documents(root, &sources, &unread)
            .inspect_err(|_| tell(&unread, &Texts::default()))?;
        found.extend(unread);
        let (config, sources, found) = (Arc::new(config), Arc::new(sources), Arc::new(found));
        Ok(Self { config, settings, found, theme, sources })
    }

    /// What the pipeline works on.
    pub fn snapshot(&self, options: &pipeline::Options) -> Snapshot {
        Snapshot {
            config: self.config.clone(),
            sources: self.sources.clone(),
            found: self.found.clone(),
            prompts: self.theme.prompts.as_slice().into(),
            options: options.clone(),
        }
    }

    /// The texts that diagnostics point into.
    pub fn texts(&self) -> Texts<'_> {
        let documents = &self.sources.documents;
        let ledger = self.config.ledger.as_ref().map(|(path, _)| path);
        std::iter::once((&self.settings.0, self.settings.1.as_str()))
            .chain(self.sources.questions.iter().map(|file| (&file.path, &*file.text)))
            .chain(ledger.zip(self.sources.ledger.as_deref()))
            .chain(documents.iter().map(|file| (&file.path, &*file.text)))
            .collect()
    }
}

/// So many audiences are named to choose from.
const MOST_NAMED: usize = 12;

/// An audience-scoped site needs an audience: without one, everything would be shown.
///
/// # Errors
/// `[audiences]` are set and none is named, or one that isn't among them.
pub fn check_audience(config: &Config, audience: Option<&str>) -> Result<(), Failure> {
    let names: Vec<&str> = config.audiences.iter().map(|(name, _)| name.as_str()).collect();
    let known = match names.len().checked_sub(MOST_NAMED) {
        None | Some(0) => format!("`{}`", names.join("`, `")),
        Some(more) => format!("`{}` and {more} more", names[..MOST_NAMED].join("`, `")),
    };
    match audience {
        None if names.is_empty() => Ok(()),
        Some(name) if names.contains(&name) => Ok(()),
        None => Err(Failure::new(
            "`site.toml` has [audiences], so a build must say for whom it is",
            format!("add `--audience NAME` with one of {known}"),
        )),
        Some(name) if names.is_empty() => Err(Failure::new(
            format!("there is no audience `{name}`: `site.toml` has no [audiences]"),
            "leave `--audience` out, or name audiences in `site.toml`",
        )),
        Some(name) => Err(Failure::new(
            format!("there is no audience `{name}`"),
            format!("choose one of {known}"),
        )),
    }
}
