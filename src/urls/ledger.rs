//! The ledger: every URL and authored anchor that the site has promised, so that none vanishes
//! unseen.
//!
//! A text file, one URL or anchor a line, sorted, so that a change of it reads as what has come
//! and gone. Of anchors it keeps those that an author made (headings, `^id`s, HTML ids): passage
//! ids change with their text. Generated pages and tags are not promised; they come and go with
//! words.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Urls, assign, url_of_path};
use crate::diagnostics::Diagnostic;
use crate::model::{Map, RelPath, Set, Span};
use crate::names::FolderTree;
use crate::parse::Document;
use crate::parse::document::AnchorKind;

const HEAD: &str = "\
# The URLs and anchors that this site has promised. A line that is no longer true is an error;
# `topoi check --update-urls` renews the file. Keep it with the content.
";

/// What the site promises now.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The documents of the run, anchors numbered.
    pub documents: &'a [Arc<Document>],
    /// URLs of documents, folders and redirects.
    pub urls: &'a Urls,
    /// URLs of attachments.
    pub attachments: &'a [String],
    /// Documents that the run leaves out.
    pub left_out: &'a [Arc<Document>],
    /// Paths under the content root of documents that could not be read: nothing is known of
    /// them.
    pub unread: &'a [RelPath],
    /// `[urls] case = "keep"`.
    pub keep_case: bool,
}

/// What was promised in `text`, the ledger at `file`, and is gone.
pub fn vanished(file: &RelPath, text: &str, input: &Input<'_>) -> Vec<Diagnostic> {
    let now = promises(input);
    let redirects: Set<&str> = input.urls.redirects.iter().map(|(url, _)| url.as_str()).collect();
    let excused = excused(input);
    let by_url: Map<&str, &Arc<Document>> =
        input.urls.documents.iter().map(String::as_str).zip(input.documents).collect();
    let mut found = Vec::new();
    for (entry, span) in entries(text) {
        if now.contains(entry) {
            continue;
        }
        let (url, id) = entry.split_once('#').map_or((entry, None), |(url, id)| (url, Some(id)));
        if excused.has(url) || redirects.contains(url) {
            continue;
        }
        match (id, by_url.get(url)) {
            (None, _) => {
                found.push(Diagnostic::vanished_url(file, span, url, moved_to(input, url)));
            }
            (Some(id), Some(document)) => {
                found.push(Diagnostic::vanished_anchor(file, span, url, id, &document.path));
            }
            // The page is gone, and that is said already.
            (Some(_), None) => {}
        }
    }
    found
}

/// The ledger of this run. What `old` promised for documents that only this audience doesn't see
/// stays.
pub fn renewed(old: Option<&str>, input: &Input<'_>) -> String {
    let mut promises = promises(input);
    let excused = excused(input);
    for (entry, _) in entries(old.unwrap_or("")) {
        if excused.has(entry.split('#').next().unwrap_or(entry)) {
            promises.insert(entry.to_owned());
        }
    }
    let mut text = HEAD.to_owned();
    for promise in promises {
        text.push_str(&promise);
        text.push('\n');
    }
    text
}

/// The lines that promise something, with their places.
fn entries(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let entry = line.trim_end();
        let promises = !entry.is_empty() && !entry.starts_with('#');
        promises.then(|| (entry, Span::new(at, at + entry.len())))
    })
}

fn promises(input: &Input<'_>) -> BTreeSet<String> {
    let urls = input.urls;
    let redirects = urls.redirects.iter().map(|(url, _)| url);
    let mut promises: BTreeSet<String> =
        urls.documents.iter().chain(&urls.folders).chain(redirects).cloned().collect();
    promises.extend(input.attachments.iter().cloned());
    for (document, url) in input.documents.iter().zip(&urls.documents) {
        for anchor in &document.anchors {
            let authored = match anchor.kind {
                AnchorKind::Heading | AnchorKind::Block | AnchorKind::Html => true,
                AnchorKind::Passage | AnchorKind::Footnote => false,
            };
            if authored && !anchor.id.contains(|c: char| c.is_control() || c.is_whitespace()) {
                promises.insert(format!("{url}#{}", anchor.id));
            }
        }
    }
    promises
}

/// URLs of which a run cannot say that they are gone.
struct Excused {
    /// Of documents for other audiences and their folders, and of documents that could not be read.
    pages: Set<String>,
    /// Whether there are documents for other audiences, which alone may refer to an attachment.
    attachments: bool,
}

impl Excused {
    fn has(&self, url: &str) -> bool {
        self.pages.contains(url) || self.attachments && !url.ends_with(".html")
    }
}

/// What this run cannot say of. A draft is gone.
fn excused(input: &Input<'_>) -> Excused {
    let for_others = |document: &&Arc<Document>| !document.meta.draft && !document.meta.unpublished;
    let others: Vec<Arc<Document>> = input.left_out.iter().filter(for_others).cloned().collect();
    let (hidden, _) = assign(&others, &[], &FolderTree::new(&others), input.keep_case);
    let unread = input.unread.iter().map(|path| url_of_path(path, input.keep_case));
    let redirects = hidden.redirects.into_iter().map(|(url, _)| url);
    let pages = hidden.documents.into_iter().chain(hidden.folders).chain(redirects).chain(unread);
    Excused { pages: pages.collect(), attachments: !others.is_empty() }
}

/// A document with the file name that `url` had: where it may have moved to.
fn moved_to<'a>(input: &Input<'a>, url: &str) -> Option<&'a RelPath> {
    let name = |url: &str| url.rsplit('/').next().unwrap_or("").to_owned();
    let wanted = name(url);
    let mut alike = input
        .documents
        .iter()
        .zip(&input.urls.documents)
        .filter(|(_, url)| name(url) == wanted && wanted != "index.html");
    match (alike.next(), alike.next()) {
        (Some((document, _)), None) => Some(&document.path),
        _ => None,
    }
}
