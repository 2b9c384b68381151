//! What a knowledge base calls for and nobody has written yet: `&Site` → [`Proposal`]s.
//!
//! 1. `texts` parts all documents into sentences of tagged words.
//! 2. [`proposals`] goes through them for concepts (`concepts`: the key phrases of all articles
//!    merged, and what documents refer to and isn't there), their other names (`aliases`), what is
//!    contrasted, related and asked (`patterns`), names of one author (`authors`), and passages to
//!    look at together (`review`).
//! 3. [`evidence_for`] ranks passages that speak to a principle.
//! 4. [`stub`] is the document that a proposal becomes.
//!
//! Everything is a proposal with the places that it rests on; nothing is decided here.

mod aliases;
mod authors;
mod concepts;
mod evidence;
pub mod keyphrases;
mod patterns;
mod rejected;
mod review;
mod stubs;
mod texts;

pub use concepts::likely_concepts;
pub use evidence::{Candidate, Side, evidence_for};
pub use rejected::{REJECTED, Rejected};
pub use stubs::{Stub, stub};

use crate::model::DocId;
use crate::site::Site;

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// A concept that nobody has curated.
    Concept,
    /// Another name of a concept.
    Alias,
    /// Two things that articles tell apart.
    Contrast,
    /// A relation between two concepts that a sentence states.
    Relation,
    /// A question that an article asks.
    Question,
    /// Names that may be one author's.
    Author,
    /// Two passages that say nearly the same.
    Duplicate,
    /// Two sentences on one concept that may contradict each other.
    Contradiction,
}

impl ProposalKind {
    /// Its name, in JSON and in `topoi.reject`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Concept => "concept",
            Self::Alias => "alias",
            Self::Contrast => "contrast",
            Self::Relation => "relation",
            Self::Question => "question",
            Self::Author => "author",
            Self::Duplicate => "duplicate",
            Self::Contradiction => "contradiction",
        }
    }
}

/// Something to write, or to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What it is.
    pub kind: ProposalKind,
    /// The concept's or alias's name, the question, the author's fullest name; of what is said of
    /// two things, both in one line.
    pub label: String,
    /// What it is about: the concept that an alias is of, the two sides of a contrast, the source
    /// and target of a relation, an author's other names, a contradiction's concept.
    pub of: Vec<String>,
    /// The relation's name.
    pub relation: Option<&'static str>,
    /// A concept's other names.
    pub aliases: Vec<String>,
    /// How sure it is, among those of its kind; larger is more.
    pub score: f32,
    /// What it rests on.
    pub places: Vec<Place>,
}

impl Proposal {
    /// How it is named in `topoi.reject`.
    pub fn id(&self) -> String {
        match self.kind {
            ProposalKind::Alias => {
                format!("alias: {} of {}", self.label, self.of.join(", "))
            }
            kind => format!("{}: {}", kind.name(), self.label),
        }
    }
}

/// A sentence, or a whole document that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The document.
    pub doc: DocId,
    /// The block; none where front matter says it.
    pub block: Option<u32>,
    /// Its words.
    pub quote: String,
}

/// Places of one proposal that are told.
const MOST_PLACES: usize = 5;

/// All proposals, by kind, the surest of each kind first.
pub fn proposals(site: &Site) -> Vec<Proposal> {
    let texts = texts::of(site);
    let found = concepts::Found::new(site, &texts);
    let mut all = found.proposals(site);
    all.extend(aliases::aliases(site, &texts));
    all.extend(patterns::contrasts(site, &texts, &found));
    all.extend(patterns::relations(site, &texts, &found));
    all.extend(patterns::questions(site, &texts));
    all.extend(authors::variants(site));
    all.extend(review::duplicates(site));
    all.extend(review::contradictions(site, &texts));
    for proposal in &mut all {
        proposal.places.truncate(MOST_PLACES);
    }
    all.sort_by(|a, b| {
        (a.kind.cmp(&b.kind)).then(b.score.total_cmp(&a.score)).then(a.label.cmp(&b.label))
    });
    all
}
