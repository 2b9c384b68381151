//! What `serve` keeps beside parsed files, so that an edit costs what it changed: the vocabulary
//! while no concept changes, the mentions of documents that didn't, the numbers of a graph with the
//! same edges. Each value is kept with all that it was made from, and made anew where any of that
//! differs.

use std::sync::Arc;

use rayon::prelude::*;

use super::authored_concepts;
use crate::concepts::{self, DocMentions, Vocabulary};
use crate::config::{Config, MentionLinks};
use crate::diagnostics::Diagnostic;
use crate::graph;
use crate::links::Links;
use crate::model::{ConceptId, DocId, Kind, Map};
use crate::parse::Document;

/// What was found of the last version of a site.
#[derive(Default)]
pub(super) struct EditCache {
    /// The concepts' documents.
    concepts: Vec<(DocId, Arc<Document>)>,
    vocabulary: Option<(Arc<Vocabulary>, Vec<Diagnostic>)>,
    linking: (MentionLinks, Vec<String>),
    mentions: Map<Address, Found>,
    notes: Map<Address, Note>,
    titled: Map<Address, Titled>,
    /// The numbers of the graph.
    pub(super) numbers: graph::Numbers,
}

/// Where a document lies. What is kept by it holds the document, so that no other comes to lie
/// there.
type Address = usize;

/// Mentions, and what they were found with beside vocabulary and settings.
struct Found {
    document: Arc<Document>,
    own: Option<ConceptId>,
    authored: Vec<Option<ConceptId>>,
    mentions: DocMentions,
}

/// A document, and the same one as a note.
struct Note {
    _document: Arc<Document>,
    note: Arc<Document>,
}

/// A document, and the same one under another title.
struct Titled {
    _document: Arc<Document>,
    titled: Arc<Document>,
}

fn address(document: &Arc<Document>) -> Address {
    Arc::as_ptr(document).addr()
}

impl EditCache {
    /// The vocabulary of `documents`, and what is wrong with it.
    fn vocabulary(&mut self, documents: &[Arc<Document>]) -> (Arc<Vocabulary>, Vec<Diagnostic>) {
        let now = || (0..).map(DocId::new).zip(documents).filter(|(_, d)| d.kind == Kind::Concept);
        let is_same = now().count() == self.concepts.len()
            && now().zip(&self.concepts).all(|((id, document), (other, known))| {
                id == *other && Arc::ptr_eq(document, known)
            });
        if let Some(known) = self.vocabulary.as_ref().filter(|_| is_same) {
            return known.clone();
        }
        self.concepts = now().map(|(id, document)| (id, document.clone())).collect();
        self.mentions.clear();
        let (vocabulary, diagnostics) = concepts::vocabulary(documents);
        self.vocabulary.insert((Arc::new(vocabulary), diagnostics)).clone()
    }

    /// The mentions of `document`, if it was met with these concepts of its own and of its links.
    fn known(
        &self,
        document: &Arc<Document>,
        own: Option<ConceptId>,
        authored: &[Option<ConceptId>],
    ) -> Option<&DocMentions> {
        let found = self.mentions.get(&address(document))?;
        (found.own == own && found.authored == authored).then_some(&found.mentions)
    }

    /// `document` as a note.
    pub(super) fn note(&mut self, document: &Arc<Document>) -> Arc<Document> {
        let as_note = || Note {
            _document: document.clone(),
            note: Arc::new(Document { kind: Kind::Note, ..(**document).clone() }),
        };
        self.notes.entry(address(document)).or_insert_with(as_note).note.clone()
    }

    /// `document` under `title`.
    pub(super) fn titled(&mut self, document: &Arc<Document>, title: &str) -> Arc<Document> {
        let known = self.titled.get(&address(document)).map(|known| &known.titled);
        if let Some(known) = known.filter(|known| known.title == title) {
            return known.clone();
        }
        let titled = Arc::new(document.with_title(title));
        let entry = Titled { _document: document.clone(), titled: titled.clone() };
        self.titled.insert(address(document), entry);
        titled
    }

    /// Forgets documents that nobody else holds any more.
    pub(super) fn forget_old(&mut self) {
        // The note of one is held by the mentions, and the other way round by nobody.
        self.mentions.retain(|_, found| Arc::strong_count(&found.document) > 1);
        self.notes.retain(|_, note| Arc::strong_count(&note._document) > 1);
        self.titled.retain(|_, titled| Arc::strong_count(&titled._document) > 1);
    }
}

/// The vocabulary of `documents`, what is wrong with it, and by document where its labels occur.
pub(super) fn mentions(
    mut cache: Option<&mut EditCache>,
    config: &Config,
    documents: &[Arc<Document>],
    links: &Links,
) -> (Arc<Vocabulary>, Vec<Diagnostic>, Vec<DocMentions>) {
    let (vocabulary, diagnostics) = match &mut cache {
        Some(cache) => cache.vocabulary(documents),
        None => {
            let (vocabulary, diagnostics) = concepts::vocabulary(documents);
            (Arc::new(vocabulary), diagnostics)
        }
    };
    let settings = (config.mentions, config.skip.clone());
    if let Some(cache) = cache.as_deref_mut().filter(|cache| cache.linking != settings) {
        cache.mentions.clear();
        cache.linking = settings;
    }
    let linking = concepts::Linking { links: config.mentions, skip: &config.skip };
    let known = cache.as_deref();
    let of = |(i, document): (usize, &Arc<Document>)| {
        let doc = DocId::new(i);
        let (own, authored) = (vocabulary.of(doc), authored_concepts(&vocabulary, links, doc));
        if let Some(mentions) = known.and_then(|known| known.known(document, own, &authored)) {
            return (mentions.clone(), None);
        }
        let mentions = concepts::mentions(&vocabulary, document, own, &linking, &authored);
        let found = known.map(|_| Found {
            document: document.clone(),
            own,
            authored,
            mentions: mentions.clone(),
        });
        (mentions, found)
    };
    let all: Vec<(DocMentions, Option<Found>)> = documents.par_iter().enumerate().map(of).collect();
    let (mentions, found): (Vec<DocMentions>, Vec<Option<Found>>) = all.into_iter().unzip();
    if let Some(cache) = cache {
        let found = found.into_iter().flatten();
        cache.mentions.extend(found.map(|found| (address(&found.document), found)));
    }
    (vocabulary, diagnostics, mentions)
}
