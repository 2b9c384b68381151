//! Kinds that depend on the whole: a document with an author, and no more, is a source where there
//! are concepts that it could be evidence on; elsewhere it is a note that somebody signed.

use std::sync::Arc;

use super::edits::EditCache;
use crate::config::Config;
use crate::model::Kind;
use crate::parse::Document;

/// Makes articles notes that nothing but an author makes articles, unless there are concepts among
/// `documents`, or principles, which want evidence as concepts do.
/// `cache` knows those of the last version.
pub(super) fn settle(
    documents: &mut [Arc<Document>],
    config: &Config,
    mut cache: Option<&mut EditCache>,
) {
    let curated = |kind| matches!(kind, Kind::Concept | Kind::Principle);
    if documents.iter().any(|document| curated(document.kind)) {
        return;
    }
    let by_author = |document: &Document| {
        document.kind == Kind::Article
            && document.meta.kind.is_none()
            && document.meta.source_url.is_none()
            && config.kind_of(&document.content_path).is_none()
    };
    for document in documents.iter_mut().filter(|document| by_author(document)) {
        match &mut cache {
            Some(cache) => *document = cache.note(document),
            None => Arc::make_mut(document).kind = Kind::Note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{ParseOptions, parse};
    use crate::testing::source;

    fn kinds(texts: &[&str]) -> Vec<Kind> {
        let parsed = |text: &&str| {
            let file = source("a.md", &format!("---\n{text}\n---\n"));
            parse(&file, None, &ParseOptions::default()).0.map(Arc::new)
        };
        let mut documents: Vec<Arc<Document>> = texts.iter().filter_map(parsed).collect();
        settle(&mut documents, &Config::default(), None);
        documents.iter().map(|document| document.kind).collect()
    }

    #[test]
    fn an_author_alone_makes_a_source_where_there_are_concepts() {
        let texts = ["author: Ann", "author: Ann\nkind: article", "source: https://x.example/a"];
        let alone = kinds(&texts);
        assert_eq!(alone, [Kind::Note, Kind::Article, Kind::Article]);
        let beside = kinds(&[texts[0], "kind: concept"]);
        assert_eq!(beside, [Kind::Article, Kind::Concept]);
    }
}
