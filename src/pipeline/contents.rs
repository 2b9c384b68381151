//! The table of contents: what `[[nav]]` or the folder's own tool says, for what is seen.

use std::sync::Arc;

use super::edits::EditCache;
use crate::config::SETTINGS;
use crate::config::{Config, NavEntry};
use crate::diagnostics::Diagnostic;
use crate::model::{Map, RelPath, Sources};
use crate::names::outline::{Address, Entry, Outlines};
use crate::names::{FolderTree, NameTable, address};
use crate::parse::Document;

/// What is said of order and names. Documents that are outlines themselves, and no pages, are taken
/// out of `documents`.
pub(super) fn outlines(
    config: &Config,
    sources: &Sources,
    documents: &mut Vec<Arc<Document>>,
    cache: Option<&mut EditCache>,
) -> Outlines {
    let first: Vec<Entry> = config.nav.iter().map(entry).collect();
    let (tools, root) = (&sources.tools, &sources.content_root);
    let outlines = Outlines::read(&first, tools, documents, root, sources.vault.is_some());
    let is_page = |document: &Arc<Document>| {
        outlines.documents.binary_search(&document.content_path).is_err()
    };
    if documents.iter().any(is_page) {
        documents.retain(is_page);
    }
    name_untitled(&outlines, documents, cache);
    let is_home =
        |document: &&mut Arc<Document>| Some(&document.content_path) == outlines.home.as_ref();
    if let Some(home) = documents.iter_mut().find(is_home) {
        *home = Arc::new(Document { is_home: true, ..Document::clone(home) });
    }
    outlines
}

/// Gives documents that only their files' names call something the titles that they are listed
/// under.
fn name_untitled(
    outlines: &Outlines,
    documents: &mut [Arc<Document>],
    mut cache: Option<&mut EditCache>,
) {
    let numbers = documents.iter().enumerate().filter(|(_, document)| document.is_untitled());
    let untitled: Map<String, usize> = numbers
        .map(|(number, document)| (address(document.content_path.as_str()), number))
        .collect();
    let mut named: Map<usize, &str> = Map::default();
    for outline in outlines.first.iter().chain(outlines.parts.values()) {
        let mut entries: Vec<&Entry> = outline.entries.iter().rev().collect();
        while let Some(entry) = entries.pop() {
            entries.extend(entry.entries.iter().rev());
            let (Some(title), Some(Address::Page(path))) = (&entry.title, &entry.target) else {
                continue;
            };
            let mut places = outline
                .bases
                .iter()
                .map(|base| address(format!("{base}/{path}").trim_start_matches('/')));
            if let Some(number) = places.find_map(|place| untitled.get(&place)) {
                named.entry(*number).or_insert(title);
            }
        }
    }
    for (number, document) in documents.iter_mut().enumerate() {
        let Some(title) = named.get(&number) else { continue };
        *document = match &mut cache {
            Some(cache) => cache.titled(document, title),
            None => Arc::new(document.with_title(title)),
        };
    }
}

fn entry(nav: &NavEntry) -> Entry {
    let address = |path: &str| match path.ends_with(".md") {
        true => Address::Page(path.to_owned()),
        false => Address::Folder(path.trim_matches('/').to_owned()),
    };
    Entry {
        title: nav.title.clone(),
        target: nav.path.as_ref().map(|(path, _)| address(path)),
        entries: nav.items.iter().map(entry).collect(),
    }
}

/// What `[[nav]]` names and isn't there. What this build leaves out is no fault.
pub(super) fn faults(
    nav: &[NavEntry],
    names: &NameTable,
    tree: &FolderTree,
    left_out: &[Arc<Document>],
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for entry in nav {
        if let Some((path, span)) = &entry.path {
            let bare = path.trim_matches('/');
            let there = !names.at_path(bare).is_empty() || tree.at(bare).is_some();
            let hidden = || {
                let below = format!("{bare}/");
                let of = |document: &Arc<Document>| {
                    let own = document.content_path.as_str();
                    own == bare
                        || own.starts_with(&below)
                        || document.content_path.without_extension() == bare
                };
                left_out.iter().any(of)
            };
            if !there && !hidden() {
                let (file, near) = (RelPath::new(SETTINGS), None);
                let span = span.unwrap_or_default();
                faults.push(Diagnostic::unknown_reference(&file, span, "nav", path, near));
            }
        }
        faults.extend(self::faults(&entry.items, names, tree, left_out));
    }
    faults
}
