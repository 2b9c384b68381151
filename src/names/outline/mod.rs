//! Tables of contents that others wrote: what a folder's own tool says stands where, and how it is
//! called.
//!
//! Each tool has a reader, which makes [`Entry`]s of its file; [`FolderNote`]s are what small files
//! say of one folder each. Nothing is looked up here: addresses stay as they were written until
//! [`Contents`](super::TableOfContents) finds what they mean.

mod folders;
mod markdown;
mod script;
mod tools;

use std::collections::BTreeMap;

use std::sync::Arc;

pub use folders::FolderNote;
pub(crate) use folders::REST;

use crate::model::{RelPath, SourceFile};
use crate::parse::Document;

/// An entry of a table of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is called there; none where what it leads to says so itself.
    pub title: Option<String>,
    /// Where it leads.
    pub target: Option<Address>,
    /// What stands under it.
    pub entries: Vec<Entry>,
}

/// Where an entry leads, seen from its outline's base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A document or folder, by path or by another program's address of it.
    Page(String),
    /// Everything in a folder, in its own order.
    Folder(String),
}

/// A table of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The folders under the content root from which its addresses may be seen, the likeliest first.
    pub bases: Vec<String>,
    /// What it lists, in order.
    pub entries: Vec<Entry>,
}

/// In which order folders and documents stand beside each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mixture {
    /// By name, both alike.
    #[default]
    Mixed,
    /// Folders first, as Obsidian and Quartz have them.
    FoldersFirst,
    /// Documents first, as MkDocs has them.
    PagesFirst,
}

/// All that a folder's own tools say of order and names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlines {
    /// The site's own, from `site.toml` or the tool that makes a site of the folder.
    pub first: Option<Outline>,
    /// By folder: outlines of parts.
    pub parts: BTreeMap<String, Outline>,
    /// By folder: what is said of it.
    pub notes: BTreeMap<String, FolderNote>,
    /// How folders and documents are mixed.
    pub mixture: Mixture,
    /// Name of the pages that list what stands in their folder, and in which order.
    pub nav_file: Option<String>,
    /// The folder of the `SUMMARY.md` that mdBook reads.
    pub summary: Option<String>,
    /// Documents that are outlines, and no pages.
    pub documents: Vec<RelPath>,
    /// The document that is the home page.
    pub home: Option<RelPath>,
}

impl Outlines {
    /// Reads the settings of tools, and outlines among `documents`, which are sorted by path. Paths of
    /// `files` are relative to the root, as `content_root` is. `first` is what `site.toml` says.
    pub fn read(
        first: &[Entry],
        files: &[SourceFile],
        documents: &[Arc<Document>],
        content_root: &str,
        vault: bool,
    ) -> Self {
        let mut outlines = Self::default();
        if vault {
            outlines.mixture = Mixture::FoldersFirst;
        }
        outlines.offer(Outline { bases: vec![String::new()], entries: first.to_vec() });
        for file in files {
            tools::read(file, content_root, &mut outlines);
            folders::read(file, content_root, &mut outlines);
        }
        markdown::read(documents, &mut outlines);
        outlines
    }

    /// Takes `outline` for the site's own, if there is none yet and it lists something.
    fn offer(&mut self, outline: Outline) {
        if !outline.entries.is_empty() && self.first.is_none() {
            self.first = Some(outline);
        }
    }
}

/// `folder` under the root, seen from the content root: `Ok` with the folder below it, `Err` with
/// the way from it down to the content root; `None` where neither holds the other.
fn under_content(folder: &str, content_root: &str) -> Option<Result<String, String>> {
    let below = |inner: &str, outer: &str| match outer {
        "" => Some(inner.to_owned()),
        outer if inner == outer => Some(String::new()),
        outer => inner.strip_prefix(outer)?.strip_prefix('/').map(str::to_owned),
    };
    match below(folder, content_root) {
        Some(base) => Some(Ok(base)),
        None => below(content_root, folder).map(Err),
    }
}

/// An outline whose addresses are seen from one of `folders` under the root.
fn based(folders: &[String], content_root: &str, mut entries: Vec<Entry>) -> Outline {
    let mut bases = Vec::new();
    for folder in folders {
        match under_content(folder.trim_matches('/'), content_root) {
            Some(Ok(base)) => bases.push(base),
            Some(Err(above)) => {
                strip(&mut entries, &format!("{above}/"));
                bases.push(String::new());
            }
            None => {}
        }
    }
    Outline { bases, entries }
}

/// Takes what leads to the content root off the addresses.
fn strip(entries: &mut [Entry], above: &str) {
    for entry in entries {
        if let Some(Address::Page(path) | Address::Folder(path)) = &mut entry.target
            && let Some(inner) = path.trim_start_matches('/').strip_prefix(above)
        {
            *path = inner.to_owned();
        }
        strip(&mut entry.entries, above);
    }
}

/// `folder/path`, or `path` where the folder is the top.
fn join(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}
