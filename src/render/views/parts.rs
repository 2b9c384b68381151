//! Parts of views: links, dates, passages, evidence, cards.

use serde::Serialize;

use super::Html;

/// A link to a page.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// The page's title.
    pub title: String,
    /// Where it leads, from the page it stands on.
    pub href: String,
}

/// A date of limited precision.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// As `<time datetime>` wants it: `2010-07-14`, `2010-07`, `2010`.
    pub iso: String,
    /// As one reads it: `14 July 2010`, `July 2010`, `2010`.
    pub text: String,
}

/// A heading of the page.
#[derive(Clone, Debug, Serialize)]
pub struct TocView {
    /// Its plain text.
    pub title: String,
    /// Its id on the page.
    pub id: String,
    /// The headings below it.
    pub children: Vec<TocView>,
}

/// A line of the table of contents.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TreeView {
    /// What it is called.
    pub title: String,
    /// Its page, or its line on the contents page.
    pub href: String,
    /// On the contents page: its id, where it has no page.
    pub id: Option<String>,
    /// How many documents it holds, its own included.
    pub count: usize,
    /// Whether the page stands here.
    pub here: bool,
    /// Whether what stands under it is shown.
    pub open: bool,
    /// How many lines under it are left out.
    pub more: usize,
    /// The lines under it.
    pub children: Vec<TreeView>,
}

/// A document that links here.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinkView {
    /// Its title.
    pub title: String,
    /// The passage that says most.
    pub href: String,
    /// The sentence that holds the link there, the link's text marked with `b`.
    pub sentence: Option<Html>,
    /// Its other sentences with a link, those that say most first.
    pub others: Vec<SentenceView>,
}

/// A sentence and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct SentenceView {
    /// The passage that holds it.
    pub href: String,
    /// The sentence, the link's text marked with `b`.
    pub sentence: Html,
}

/// A document in a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntryView {
    /// Its title.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// A line about it: its description, or a contrast's difference.
    pub summary: Option<Html>,
    /// A principle's first "do".
    pub first_do: Option<Html>,
    /// Small print: author and year, or who stands on which side.
    pub meta: Option<String>,
    /// The class of its topic's colour, as [`PageView::tint`](super::PageView::tint).
    pub tint: &'static str,
}

/// Entries under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView<T> {
    /// The heading; none where the list has a single group.
    pub title: Option<String>,
    /// The heading's id on the page.
    pub id: String,
    /// The class of its topic's colour, as [`PageView::tint`](super::PageView::tint).
    pub tint: &'static str,
    /// What stands under it.
    pub entries: Vec<T>,
}

/// Where one is in a list of several pages.
#[derive(Clone, Debug, Serialize)]
pub struct PagerView {
    /// This page's number, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// An article as evidence names it.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Its title.
    pub title: String,
    /// Where it leads: the cited passage, else the article.
    pub href: String,
    /// Its authors in one line.
    pub authors: Option<String>,
    /// The year it was published.
    pub year: Option<i16>,
    /// On what ground: `opinion`, `experience`, `study` or `data`, in the site's language.
    pub basis: Option<String>,
    /// `full`, `excerpt` or `digest`.
    pub text_kind: &'static str,
    /// The same as one reads it: `full text`, `excerpt`, `digest`.
    pub text_label: String,
    /// Its description; in the library alone.
    pub summary: Option<String>,
}

/// An article cited for a principle.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// Its id on the page, where a link may lead to it.
    pub id: Option<String>,
    /// `supports`, `qualifies` or `disputes`.
    pub stance: &'static str,
    /// The same as one reads it: `Supports`.
    pub stance_label: String,
    /// The article.
    pub article: SourceView,
    /// What it says, in our words.
    pub note: Option<Html>,
    /// Where the language of that is not the site's: attributes, as
    /// [`PageView::own_lang`](super::PageView::own_lang).
    pub note_lang: Html,
    /// What it says, in its words; without quotation marks.
    pub quote: Option<Html>,
    /// The same attributes for that.
    pub quote_lang: Html,
}

/// A principle's evidence, dissent first.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EvidenceSides {
    /// What disputes it, then what qualifies it.
    pub dissenting: Vec<EvidenceView>,
    /// What supports it.
    pub supporting: Vec<EvidenceView>,
}

/// A passage of a source.
#[derive(Clone, Debug, Serialize)]
pub struct PassageView {
    /// Its text, the concept's mentions marked with `b`.
    pub html: Html,
    /// Where its language is not the site's: attributes, as
    /// [`PageView::own_lang`](super::PageView::own_lang).
    pub own_lang: Html,
    /// The exact passage.
    pub href: String,
    /// The heading it stands under.
    pub heading: Option<String>,
    /// Whether these are our words: a digest's, but for what it quotes.
    pub ours: bool,
    /// The article.
    pub article: SourceView,
}

/// Passages: the best ones, then all by article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PassagesView {
    /// The three that say most, pinned ones first.
    pub top: Vec<PassageView>,
    /// How many there are in all.
    pub count: usize,
    /// All of them by article; empty where `top` holds all.
    pub groups: Vec<PassageGroupView>,
    /// Where further ones follow, beyond 500.
    pub rest: Option<String>,
}

/// The passages of one article.
#[derive(Clone, Debug, Serialize)]
pub struct PassageGroupView {
    /// The article.
    pub article: SourceView,
    /// Its passages, in the order of the text.
    pub passages: Vec<LineView>,
}

/// A passage among others of its article.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// Its text, the concept's mentions marked with `b`.
    pub html: Html,
    /// Where its language is not the site's: attributes, as
    /// [`PageView::own_lang`](super::PageView::own_lang).
    pub own_lang: Html,
    /// The exact passage.
    pub href: String,
    /// The heading it stands under.
    pub heading: Option<String>,
}

/// A block that links may lead to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BlockView {
    /// Its id on the page.
    pub id: Option<String>,
    /// Its content.
    pub html: Html,
}

/// The blocks of a principle's card, by role.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CardView {
    /// When it applies.
    pub when: Option<BlockView>,
    /// What to do.
    #[serde(rename = "do")]
    pub do_: Option<BlockView>,
    /// What not to do.
    pub avoid: Option<BlockView>,
    /// What to say.
    pub say: Option<BlockView>,
    /// What to ask.
    pub ask: Option<BlockView>,
    /// Why it holds.
    pub why: Option<BlockView>,
    /// An example.
    pub example: Option<BlockView>,
    /// When it doesn't hold.
    pub unless: Option<BlockView>,
}

/// A question that a principle tells one to ask.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// The question, as a block.
    pub html: Html,
    /// The principle it belongs to.
    pub title: String,
    /// Where it stands there.
    pub href: String,
}

/// A situation in a reader's words, and the page that answers it.
#[derive(Clone, Debug, Serialize)]
pub struct SituationView {
    /// The reader's words.
    pub text: String,
    /// The page that answers.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The class of its topic's colour, as [`PageView::tint`](super::PageView::tint).
    pub tint: &'static str,
}

/// A topic with its concepts and principles.
#[derive(Clone, Debug, Serialize)]
pub struct TopicView {
    /// Its title.
    pub title: String,
    /// Its id on `topics.html`; empty on other pages.
    pub id: String,
    /// The class of its topic's colour, as [`PageView::tint`](super::PageView::tint).
    pub tint: &'static str,
    /// Where it stands on `topics.html`; none on that page itself.
    pub href: Option<String>,
    /// Its principles on a page to be printed; on `topics.html` alone.
    pub print: Option<String>,
    /// A sentence about it.
    pub description: Option<Html>,
    /// Its concepts.
    pub concepts: Vec<LinkView>,
    /// Its principles (without concepts: its documents); the first two on the home page.
    pub entries: Vec<EntryView>,
    /// How many entries there are that this page doesn't show.
    pub more: usize,
    /// How many there are in all.
    pub count: usize,
}

/// A sequence and where one stands in it.
#[derive(Clone, Debug, Serialize)]
pub struct SequenceView {
    /// The concept whose members these are; none on that concept's own page.
    pub of: Option<LinkView>,
    /// Whether their order means something.
    pub ordered: bool,
    /// The members.
    pub items: Vec<StepView>,
}

/// A member of a sequence.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// The concept.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whether this is its page.
    pub here: bool,
    /// A line about it.
    pub summary: Option<Html>,
}
