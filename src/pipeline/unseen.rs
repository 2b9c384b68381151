//! Names of what isn't seen, taken out of the documents that link to it.

use std::sync::Arc;

use rayon::prelude::*;

use super::dialect::parse_options;
use super::{Findings, Linked, Progress, Snapshot, link};
use crate::audience::{self, Visible};
use crate::diagnostics::Diagnostic;
use crate::model::{RelPath, Set, Span};
use crate::names::outline::Outlines;
use crate::parse::Document;

/// Gives every document its URL and resolves all links. Where one says the name of something that
/// isn't seen, its document is parsed again without it, so that no later stage can see a byte.
/// Without a name a document may have another title, by which other links no longer find it: so
/// all are resolved anew until there is none, and each round takes some away.
pub(super) fn link_seen<'a>(
    snapshot: &'a Snapshot,
    visible: &mut Visible,
    outlines: &Outlines,
    findings: &mut Findings,
) -> Linked<'a> {
    let options = parse_options(&snapshot.config, &snapshot.sources);
    loop {
        let mut found = Findings::new(Progress::default());
        let linked = link(snapshot, visible, outlines, &mut found);
        let unseen = &linked.links.unseen;
        if unseen.iter().all(Vec::is_empty) {
            findings.extend(found.diagnostics);
            return linked;
        }
        // What is gone is told now, and all else in the round that no longer sees it.
        let places: Set<(&RelPath, Span)> = visible
            .documents
            .iter()
            .zip(unseen)
            .flat_map(|(document, names)| names.iter().map(|name| (&document.path, name.place)))
            .collect();
        let is_gone = |diagnostic: &Diagnostic| {
            diagnostic.span.is_some_and(|span| places.contains(&(&diagnostic.file, span)))
        };
        findings.extend(found.diagnostics.into_iter().filter(is_gone));
        let again: Vec<Result<Arc<Document>, Vec<Diagnostic>>> = visible
            .documents
            .par_iter()
            .zip(unseen)
            .map(|(document, names)| {
                let spans: Vec<Span> = names.iter().map(|name| name.name).collect();
                match spans.is_empty() {
                    true => Ok(document.clone()),
                    false => audience::without_names(document, &spans, &options).map(Arc::new),
                }
            })
            .collect();
        visible.documents = Vec::with_capacity(again.len());
        for result in again {
            match result {
                Ok(document) => visible.documents.push(document),
                Err(found) => findings.extend(found),
            }
        }
    }
}
