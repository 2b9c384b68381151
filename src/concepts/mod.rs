//! The vocabulary, and where its labels occur.
//!
//! 1. [`vocabulary`] collects the labels of all concepts and builds one automaton over word ids
//!    for each language among them (`vocabulary`, `keys`).
//! 2. [`mentions`] finds the labels in one document and decides which are linked (`matcher`,
//!    `places`); [`explain`] also tells what was no mention, and why.
//! 3. [`passages`] ranks what articles say about each concept.
//! 4. [`faults`] tells what is wrong with the vocabulary.
//!
//! Nothing here reads text again: words, their forms and their places come from
//! [`parse`](crate::parse). No result depends on the order of concepts or documents.

mod english;
mod forms;
mod faults;
mod keys;
mod matcher;
mod passages;
mod phrase;
mod places;
mod vocabulary;

pub use english::inflection_key;
pub use faults::faults;
pub use passages::{Choice, Passage, passages, source_kind};
pub use vocabulary::{Concept, Label, LabelKind, Vocabulary, vocabulary};

use std::ops::Range;

use crate::config::MentionLinks;
use crate::model::{ConceptId, Span};
use crate::parse::Document;

/// Where mentions may be linked: `[linking]`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Linking<'a> {
    /// Which of a concept's mentions are linked.
    pub links: MentionLinks,
    /// Elements and kinds of callouts in which none is.
    pub skip: &'a [String],
}

/// The mentions of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocMentions {
    /// In text order; they do not overlap.
    pub mentions: Vec<Mention>,
    /// What looked like a mention and is none, in text order; filled by [`explain`] alone.
    pub rejected: Vec<Mention>,
}

/// One occurrence of a concept's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The concept.
    pub concept: ConceptId,
    /// The label: index into the concept's labels.
    pub label: u32,
    /// The block it stands in.
    pub block: u32,
    /// Its words, as a range of the document's.
    pub words: Range<u32>,
    /// Its span in the plain text.
    pub plain: Span,
    /// Its span in the html, where it is one piece of text there.
    pub html: Option<Span>,
    /// Why it is linked or not.
    pub reason: Reason,
}

impl Mention {
    /// Whether it becomes a link in the text.
    pub fn linked(&self) -> bool {
        self.reason == Reason::Linked
    }
}

/// Why a candidate is linked, why not, or why it is no mention at all. A closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is a link.
    Linked,
    /// It is a mark in the margin of an article that holds another's words.
    Margin,
    /// Its concept was linked before in the section, or on the page.
    NotFirst,
    /// Its passage has three links already.
    PassageLimit,
    /// It stands in a heading or a callout's title.
    Heading,
    /// It stands in the text of a link.
    LinkText,
    /// It stands in the description of an image.
    ImageText,
    /// It stands on the concept's own page.
    OwnPage,
    /// An element begins or ends inside it.
    CrossesMarkup,
    /// It stands in an element that `[linking] skip` names.
    Skip,
    /// The document's `unlink` names the label, or the site links no mentions.
    Unlinked,
    /// It is part of a phrase that the concept excepts.
    Except,
    /// None of the words that the concept wants near it is in the passage.
    NearMissing,
    /// The label is compared as written, and the case differs.
    Case,
    /// It stands in code or math.
    Code,
    /// It is part of a URL.
    Url,
    /// A backslash stands before it.
    Escaped,
    /// Several concepts claim the label.
    Ambiguous,
}

impl Reason {
    /// Its name in `explain`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Margin => "margin",
            Self::NotFirst => "not-first",
            Self::PassageLimit => "passage-limit",
            Self::Heading => "heading",
            Self::LinkText => "link-text",
            Self::ImageText => "image-text",
            Self::OwnPage => "own-page",
            Self::CrossesMarkup => "crosses-markup",
            Self::Skip => "skip",
            Self::Unlinked => "unlinked",
            Self::Except => "except",
            Self::NearMissing => "near-missing",
            Self::Case => "case",
            Self::Code => "code",
            Self::Url => "url",
            Self::Escaped => "escaped",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// Whether it is the reason of a mention; else the candidate is none.
    pub fn is_mention(self) -> bool {
        self < Self::Except
    }
}

/// All mentions of one document, in text order. `own` is the concept whose page it is;
/// `authored[i]` is the concept that the document's link `i` leads to, if it does.
pub fn mentions(
    vocabulary: &Vocabulary,
    document: &Document,
    own: Option<ConceptId>,
    linking: &Linking<'_>,
    authored: &[Option<ConceptId>],
) -> DocMentions {
    find(vocabulary, document, own, linking, authored, false)
}

/// The same with the candidates that are no mentions, each with the reason.
pub fn explain(
    vocabulary: &Vocabulary,
    document: &Document,
    own: Option<ConceptId>,
    linking: &Linking<'_>,
    authored: &[Option<ConceptId>],
) -> DocMentions {
    find(vocabulary, document, own, linking, authored, true)
}

fn find(
    vocabulary: &Vocabulary,
    document: &Document,
    own: Option<ConceptId>,
    linking: &Linking<'_>,
    authored: &[Option<ConceptId>],
    explaining: bool,
) -> DocMentions {
    let context = matcher::Context { vocabulary, document, own, authored, explaining };
    let mut found = matcher::find(&context);
    places::decide(&context, linking, &mut found.mentions);
    found
}
