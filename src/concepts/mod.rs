//! The vocabulary, and where its labels occur.

use std::ops::Range;

use crate::config::MentionLinks;
use crate::diagnostics::Diagnostic;
use crate::model::{ConceptId, DocId, Kind, Span};
use crate::parse::Document;

/// All labels of all concepts.
#[derive(Default)]
pub struct Vocabulary {
    /// In document order.
    pub concepts: Vec<Concept>,
}

/// One concept.
pub struct Concept {
    /// Its document.
    pub doc: DocId,
}

/// The mentions of one document.
#[derive(Default)]
pub struct DocMentions {
    /// In text order.
    pub mentions: Vec<Mention>,
}

/// One occurrence of a concept's label.
pub struct Mention {
    /// The concept.
    pub concept: ConceptId,
    /// The block it stands in.
    pub block: u32,
    /// Its words.
    pub words: Range<u32>,
    /// Its span in plain text.
    pub plain: Span,
    /// Its span in html, where it has one.
    pub html: Option<Span>,
    /// Why it is linked or not.
    pub reason: Reason,
}

/// Why a candidate is linked or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is a link.
    Linked,
    /// It is a margin mark.
    Margin,
    /// It isn't.
    Other,
}

/// A passage that says something about a concept.
pub struct Passage {
    /// The article.
    pub doc: DocId,
    /// The block.
    pub block: u32,
    /// How much it says.
    pub score: f32,
    /// The concept's mentions, in plain text.
    pub mentions: Vec<Span>,
}

impl Vocabulary {
    /// The concept of a document.
    pub fn of(&self, doc: DocId) -> Option<ConceptId> {
        self.concepts.binary_search_by_key(&doc, |concept| concept.doc).ok().map(ConceptId::new)
    }
}

/// `[linking]`.
pub struct Linking<'a> {
    /// Which mentions become links.
    pub links: MentionLinks,
    /// Where none do.
    pub skip: &'a [String],
}

/// `pin` and `hide`, by concept's document.
pub struct Choice<'a> {
    /// Passages to show first.
    pub pinned: &'a [Vec<(DocId, u32)>],
    /// Passages not to show.
    pub hidden: &'a [Vec<(DocId, u32)>],
}

/// The labels of all concepts.
pub fn vocabulary(documents: &[Document]) -> (Vocabulary, Vec<Diagnostic>) {
    let concepts = (0..documents.len())
        .map(DocId::new)
        .filter(|doc| documents[doc.index()].kind == Kind::Concept)
        .map(|doc| Concept { doc })
        .collect();
    (Vocabulary { concepts }, Vec::new())
}

/// The mentions of one document.
pub fn mentions(
    _vocabulary: &Vocabulary,
    _document: &Document,
    _own: Option<ConceptId>,
    _linking: &Linking<'_>,
    _authored: &[Option<ConceptId>],
) -> DocMentions {
    DocMentions::default()
}

/// What the sources say, by concept.
pub fn passages(
    vocabulary: &Vocabulary,
    _documents: &[Document],
    _mentions: &[DocMentions],
    _choice: &Choice<'_>,
) -> Vec<Vec<Passage>> {
    vocabulary.concepts.iter().map(|_| Vec::new()).collect()
}

/// What is wrong with the vocabulary.
pub fn faults(
    _vocabulary: &Vocabulary,
    _documents: &[Document],
    _mentions: &[DocMentions],
) -> Vec<Diagnostic> {
    Vec::new()
}
