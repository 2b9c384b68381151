//! Views of documents, one a kind. Field order is the order on the screen.

use serde::Serialize;

use super::{
    BlockView, CardView, EntryView, EvidenceSides, EvidenceView, Html, LinkView, PagerView,
    PassageGroupView, PassageView, PassagesView, QuestionView, SequenceView,
};

/// `principle.html`: a claim that one acts on. `page.body` holds what has no role.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrincipleView {
    /// The blocks of the card.
    pub card: CardView,
    /// The articles on each side.
    pub evidence: EvidenceSides,
    /// A QR code that leads back from paper, an SVG drawing; needs a base URL.
    pub back: Option<Html>,
    /// Who supports, qualifies and disputes it.
    pub stands: Vec<StanceView>,
    /// Principles that say the opposite.
    pub opposes: Vec<OpposedView>,
    /// The local graph, an SVG drawing with links.
    pub graph: Option<Html>,
}

/// `card.html`: a principle's card alone, for frames; `page` is the principle's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CardPageView {
    /// The blocks of the card.
    pub card: CardView,
    /// The principle's page.
    pub whole: String,
}

/// Who takes one stance, in words.
#[derive(Clone, Debug, Serialize)]
pub struct StanceView {
    /// `supports`, `qualifies` or `disputes`.
    pub stance: &'static str,
    /// The same as one reads it: `Supports`.
    pub label: String,
    /// Who: `Freese, Farrington`.
    pub who: String,
}

/// A principle that says the opposite.
#[derive(Clone, Debug, Serialize)]
pub struct OpposedView {
    /// Its claim.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The difference in one sentence.
    pub summary: Option<Html>,
    /// The contrast that compares the two.
    pub contrast: Option<String>,
}

/// `concept.html`: a named idea. `page.body` is what follows its definition.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConceptView {
    /// Its definition: the paragraph that the text begins with.
    pub definition: Option<Html>,
    /// Its alternative labels, never the misspellings.
    pub labels: Vec<String>,
    /// The principles filed under it, with their first "do".
    pub principles: Vec<EntryView>,
    /// What disputes those principles.
    pub dissent: Vec<DissentView>,
    /// The contrasts it is a side of.
    pub confused: Vec<EntryView>,
    /// The questions of its principles.
    pub questions: Vec<QuestionView>,
    /// Definitions that articles give.
    pub definitions: Vec<PassageView>,
    /// What the sources say.
    pub passages: PassagesView,
    /// Its relations, by label.
    pub relations: Vec<RelationView>,
    /// Its members, and the sequences it is a member of.
    pub sequences: Vec<SequenceView>,
    /// Concepts that share passages with it, the strongest first.
    pub cooccurring: Vec<CooccurrenceView>,
    /// The local graph, an SVG drawing with links.
    pub graph: Option<Html>,
}

/// What disputes a principle, seen from a concept.
#[derive(Clone, Debug, Serialize)]
pub struct DissentView {
    /// The principle.
    pub principle: LinkView,
    /// The evidence against it.
    pub evidence: Vec<EvidenceView>,
}

/// The concepts that one relation leads to.
#[derive(Clone, Debug, Serialize)]
pub struct RelationView {
    /// The relation in words, capitalised: `Builds on`.
    pub label: String,
    /// The concepts.
    pub targets: Vec<LinkView>,
}

/// A concept that shares passages with this one.
#[derive(Clone, Debug, Serialize)]
pub struct CooccurrenceView {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many passages they share.
    pub passages: usize,
    /// One of them.
    pub proof: Option<LinkView>,
}

/// `contrast.html`: two things that people confuse or oppose. `page.body` is the prose around
/// the table of differences.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContrastView {
    /// The difference in one sentence.
    pub difference: Option<Html>,
    /// How to tell, as a question.
    pub tell: Option<BlockView>,
    /// The two sides.
    pub sides: Vec<SideView>,
    /// Passages that mention both.
    pub passages: PassagesView,
}

/// One side of a contrast.
#[derive(Clone, Debug, Serialize)]
pub struct SideView {
    /// The concept or principle.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The class of its topic's colour.
    pub tint: &'static str,
    /// A line about it.
    pub summary: Option<Html>,
    /// A concept's principles.
    pub principles: Vec<LinkView>,
    /// A principle's evidence.
    pub evidence: Vec<EvidenceView>,
}

/// `article.html`: a source. `page.body` is its text with margin marks.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArticleView {
    /// On what ground: `opinion`, `experience`, `study` or `data`, in the site's language.
    pub basis: Option<String>,
    /// `full`, `excerpt` or `digest`.
    pub text_kind: &'static str,
    /// The badge: `Full text`, `Excerpt`, `Digest: in our words, after Freese`.
    pub text_label: String,
    /// Where it was published.
    pub source: Option<OriginView>,
    /// The licence of the original.
    pub license: Option<String>,
    /// The principles it supports, qualifies and disputes.
    pub takes: Vec<TakesView>,
    /// Whether any of them has a note.
    pub has_notes: bool,
    /// How to cite it, in one sentence.
    pub citation: Html,
}

/// Where an article comes from.
#[derive(Clone, Debug, Serialize)]
pub struct OriginView {
    /// The host, or the source as it was named.
    pub title: String,
    /// Its address, if it has one.
    pub href: Option<String>,
}

/// The principles to which an article takes one stance.
#[derive(Clone, Debug, Serialize)]
pub struct TakesView {
    /// `supports`, `qualifies` or `disputes`.
    pub stance: &'static str,
    /// The same as one reads it: `Supports`.
    pub stance_label: String,
    /// The principles.
    pub items: Vec<TakeView>,
}

/// What a principle takes from an article.
#[derive(Clone, Debug, Serialize)]
pub struct TakeView {
    /// The principle.
    pub principle: LinkView,
    /// What the article says on it, in our words: a note for each piece of evidence that has one.
    pub notes: Vec<Html>,
}

/// `note.html`: any other document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoteView {
    /// Where it is its folder's index: folders and documents there to which it doesn't link.
    pub below: Vec<LinkView>,
}

/// `passages.html`: what further sources say of a concept.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FurtherPassagesView {
    /// The concept.
    pub concept: Option<LinkView>,
    /// Its passages by article.
    pub groups: Vec<PassageGroupView>,
    /// Further pages.
    pub pager: Option<PagerView>,
}
