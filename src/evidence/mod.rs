//! Evidence, stances, contrasts, cards; quotations checked: documents, links → [`Claims`].
//!
//! Everything that curated documents claim about others, resolved to ids: which article speaks
//! for or against which principle and where, what a card's blocks are, which two things a
//! contrast compares, how articles define a concept, which concepts are steps of which. Stance is
//! authored; the articles on each side are named and never scored.

mod callouts;
mod card;
mod cite;
mod originals;
mod principles;
mod quote;
mod resolve;

pub use card::{Card, Role, RoleBlock, RoleTitles};
pub use cite::{Citation, cite, names_in_line, surnames};
pub use quote::{QuoteFault, can_quote, check_quote};
pub(crate) use resolve::reference;

use std::sync::Arc;

use crate::config::RelationType;
use crate::diagnostics::Diagnostic;
use crate::links::Links;
use crate::model::{DocId, SourceFile, Span};
use crate::names::NameTable;
use crate::parse::Document;
use crate::parse::front_matter::Stance;

/// What the curated documents claim. Lists by document are indexed by [`DocId`].
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// All principles, in document order.
    pub principles: Vec<Principle>,
    /// By document: its place in `principles`.
    pub principle_of: Vec<Option<u32>>,
    /// By document: the concepts it is filed under, in the author's order.
    pub filed_under: Vec<Vec<DocId>>,
    /// By document: the principles filed under it, as places in `principles`.
    pub principles_on: Vec<Vec<u32>>,
    /// By article: what cites it, as principle and place in that principle's evidence.
    pub cited_by: Vec<Vec<(u32, u32)>>,
    /// All contrasts, in document order.
    pub contrasts: Vec<Contrast>,
    /// By document: the contrasts it is a side of, as places in `contrasts`.
    pub contrasts_of: Vec<Vec<u32>>,
    /// By concept's document: definitions that articles give.
    pub definitions: Vec<Vec<Definition>>,
    /// By concept's document: its members, if it is a collection.
    pub members: Vec<Option<Members>>,
    /// By document: the collections it is a member of.
    pub member_of: Vec<Vec<DocId>>,
    /// Authored relations, those of contrasts included; inverses are not completed.
    pub relations: Vec<RelationEdge>,
    /// Situations in readers' words, with the documents that answer them, in document order.
    pub situations: Vec<Situation>,
    /// Everything that a principle tells one to ask.
    pub questions: Vec<Question>,
    /// By concept's document: passages to show first.
    pub pinned: Vec<Vec<(DocId, u32)>>,
    /// By concept's document: passages not to show.
    pub hidden: Vec<Vec<(DocId, u32)>>,
}

/// A curated claim that one acts on.
#[derive(Clone, Debug)]
pub struct Principle {
    /// Its document.
    pub doc: DocId,
    /// Its blocks by role.
    pub card: Card,
    /// Its evidence: front matter first, then the body's callouts.
    pub evidence: Vec<Evidence>,
}

impl Principle {
    /// Whether some evidence doesn't support it.
    pub fn is_disputed(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.stance != Stance::Supports)
    }
}

/// An article cited for or against a principle.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The article.
    pub article: DocId,
    /// What it does to the principle.
    pub stance: Stance,
    /// Where in the article: an anchor, as an index.
    pub anchor: Option<u32>,
    /// The passage that holds the quotation, else the one that is named.
    pub block: Option<u32>,
    /// The article's words, as the principle gives them, without quotation marks.
    pub quote: Option<String>,
    /// What it says, in our words.
    pub note: Option<Note>,
    /// The callout that holds it, cut from the body; none where it stands in front matter.
    pub callout: Option<u32>,
}

/// A note in our words: plain text of front matter, or a range of the principle's html.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Text, with inline Markdown left as it is.
    Text(String),
    /// A balanced range of the document's html.
    Html(Span),
}

/// A document on two things that people confuse or oppose.
#[derive(Clone, Debug)]
pub struct Contrast {
    /// Its document.
    pub doc: DocId,
    /// Its two sides: two concepts, two principles, or what the author named.
    pub sides: [DocId; 2],
    /// The difference in one sentence: the block of its first paragraph.
    pub difference: Option<u32>,
    /// How to tell, if a section says so.
    pub tell: Option<RoleBlock>,
}

/// An article's own definition of a concept.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The article.
    pub article: DocId,
    /// Where in it.
    pub anchor: Option<u32>,
    /// The callout of the concept's document that holds it.
    pub callout: u32,
}

/// A concept that is a collection of others (SKOS Collection, OrderedCollection).
#[derive(Clone, Debug)]
pub struct Members {
    /// Whether their order means something.
    pub ordered: bool,
    /// The members.
    pub docs: Vec<DocId>,
}

/// An authored edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelationEdge {
    /// From where.
    pub source: DocId,
    /// Which relation: index into the relation types.
    pub relation: u32,
    /// To where.
    pub target: DocId,
    /// Where it was written, in the source of `source`; empty where a contrast makes it.
    pub span: Span,
}

/// A situation and the document that answers it.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The reader's words.
    pub text: String,
    /// The document.
    pub doc: DocId,
}

/// Something to ask.
#[derive(Clone, Debug)]
pub struct Question {
    /// The principle that says so.
    pub principle: u32,
    /// The block that holds it.
    pub block: u32,
}

/// What the claims are made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// All documents of the run.
    pub documents: &'a [Arc<Document>],
    /// Raw texts that articles name as their `original`.
    pub originals: &'a [SourceFile],
    /// Their names.
    pub names: &'a NameTable,
    /// Their links, resolved.
    pub links: &'a Links,
    /// The relation types.
    pub relations: &'a [RelationType],
    /// Titles of role blocks.
    pub roles: &'a RoleTitles,
}

/// Resolves and checks all claims.
pub fn claims(input: &Input<'_>) -> (Claims, Vec<Diagnostic>) {
    resolve::Resolver::new(input).run()
}
