//! Which documents are published: by their own words, by the day, by the audience.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Options;
use crate::config::AudienceFiles;
use crate::model::vault::VaultReason;
use crate::model::{Date, RelPath};
use crate::parse::{Document, FrontMatter};

/// How many documents are left out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// How many could be read.
    pub all: usize,
    /// How many of them are left out for which reason.
    pub reasons: BTreeMap<Reason, usize>,
    /// Whether only marked documents are published because some are, and nobody has said so.
    pub is_guess: bool,
    /// Whether it depends on what day it is.
    pub is_dated: bool,
    /// The day that it depends on, if it depends on one and that is known.
    pub today: Option<Date>,
}

impl Selection {
    /// How many documents are left out.
    pub fn left_out(&self) -> usize {
        self.reasons.values().sum()
    }
}

/// Why a document is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Reason {
    /// A key of its front matter says so.
    Key(String),
    /// Obsidian's settings tell it from notes.
    Vault(VaultReason),
    /// Only marked documents are published, and it isn't one.
    Unmarked,
    /// It is for an audience that isn't served, or may be.
    Audience,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => write!(f, "by `{key}`"),
            Self::Vault(VaultReason::Template) => f.write_str("as a template"),
            Self::Vault(VaultReason::Excluded) => f.write_str("by Obsidian's excluded files"),
            Self::Unmarked => f.write_str("without `publish: true`"),
            Self::Audience => f.write_str("for another audience"),
        }
    }
}

/// Whether what is published depends on the day.
pub fn depends_on_day(documents: &[Arc<Document>]) -> bool {
    let dated = |meta: &FrontMatter| meta.publish_from.is_some() || meta.publish_until.is_some();
    documents.iter().any(|document| dated(&document.meta))
}

/// Why a document is left out, if it is.
pub(super) fn reason(
    document: &Document,
    served: &BTreeSet<&str>,
    marked_only: bool,
    options: &Options<'_>,
) -> Option<Reason> {
    let meta = &document.meta;
    let excluded = options.vault.and_then(|vault| vault.reason(&document.content_path));
    if let Some(reason) = excluded {
        return Some(Reason::Vault(reason));
    }
    if meta.unpublished || meta.draft && !options.drafts {
        let key = meta.held_back_by.as_ref().map_or("draft", |key| &key.text);
        return Some(Reason::Key(key.to_owned()));
    }
    // A vague date is taken for the day that keeps the document private longer.
    let early = |from: Date| options.today.is_none_or(|today| today < from.last_day());
    let late = |until: Date| options.today.is_none_or(|today| today > until.first_day());
    if meta.publish_from.is_some_and(early) {
        return Some(Reason::Key("publishDate".to_owned()));
    }
    if meta.publish_until.is_some_and(late) {
        return Some(Reason::Key("expiryDate".to_owned()));
    }
    if marked_only && !meta.marked {
        return Some(Reason::Unmarked);
    }
    let for_us = meta.audience.is_empty()
        || meta.audience.iter().any(|audience| served.contains(audience.text.as_str()));
    let in_reach = is_in_reach(&document.content_path, options.files, served);
    (!for_us || !in_reach).then_some(Reason::Audience)
}

/// Whether all audiences whose file it is are served.
pub(super) fn is_in_reach(
    path: &RelPath,
    files: &[AudienceFiles],
    served: &BTreeSet<&str>,
) -> bool {
    let own = files.iter().filter(|files| files.has(path));
    own.into_iter().all(|files| served.contains(files.audience.as_str()))
}
