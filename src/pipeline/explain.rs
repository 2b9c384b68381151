//! The stages up to mentions, for one document, with the reasons.

use std::sync::Arc;

use super::language::with_language;
use super::{
    Findings, Linked, ParseCache, Progress, Snapshot, authored_concepts, contents, link, parse,
};
use crate::concepts::{self, DocMentions, Linking, Vocabulary};
use crate::model::DocId;
use crate::names::NameTable;
use crate::parse::Document;

/// One document's candidates, and what they are about.
pub struct Explained {
    /// All documents that are seen.
    pub documents: Vec<Arc<Document>>,
    /// The one asked for.
    pub doc: DocId,
    /// All concepts.
    pub vocabulary: Vocabulary,
    /// Its mentions, and what is none.
    pub found: DocMentions,
}

impl Explained {
    /// The document asked for.
    pub fn document(&self) -> &Document {
        &self.documents[self.doc.index()]
    }
}

/// Explains the document that `query` names: its path under the content root or the root, with or
/// without `.md`, its file name, its title, or an alias. Where several have the name, the first
/// path counts.
///
/// # Errors
/// No document has the name; the error is the documents' titles and paths, for a suggestion.
pub fn explain(snapshot: &Snapshot, query: &str) -> Result<Explained, Vec<String>> {
    let snapshot = &with_language(snapshot);
    let mut findings = Findings::new(Progress::default());
    let mut visible = parse(snapshot, &mut ParseCache::default(), &mut findings);
    let documents = &mut visible.documents;
    let outlines = contents::outlines(&snapshot.config, &snapshot.sources, documents, None);
    let Linked { names, links, .. } = link(snapshot, &visible, &outlines, &mut findings);
    let documents = visible.documents;
    let Some(doc) = named(&documents, &names, query) else {
        let known = documents.iter().flat_map(|document| {
            [document.title.clone(), document.content_path.without_extension().to_owned()]
        });
        return Err(known.collect());
    };
    let (vocabulary, _) = concepts::vocabulary(&documents);
    let config = &snapshot.config;
    let linking = Linking { links: config.mentions, skip: &config.skip };
    let authored = authored_concepts(&vocabulary, &links, doc);
    let document = &documents[doc.index()];
    let found = concepts::explain(&vocabulary, document, vocabulary.of(doc), &linking, &authored);
    Ok(Explained { doc, vocabulary, found, documents })
}

fn named(documents: &[Arc<Document>], names: &NameTable, query: &str) -> Option<DocId> {
    // As Windows writes a path; a title may have a backslash too.
    let path = query.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let exact = [names.at_path(path), names.at_root_path(path)].concat();
    exact.first().copied().or_else(|| names.find(query, documents.first()?).doc())
}
