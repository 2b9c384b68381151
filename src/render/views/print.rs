//! The view of what is printed: principles, one a page, as one document.

use serde::Serialize;

use super::{CardView, DateView, EvidenceSides, Html, LinkView, PagerView};

/// `print.html`: the principles of a topic, or all of them, as one document to be printed. Ids on the
/// page begin with that of their card; links to what is in here lead to it, all others to its page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrintView {
    /// The topic; none where they are all.
    pub topic: Option<LinkView>,
    /// A sentence about it, or about the site.
    pub description: Option<String>,
    /// How many principles there are, those of other parts included.
    pub count: usize,
    /// Other parts, where they are more than one page holds.
    pub pager: Option<PagerView>,
    /// When one of them was last changed.
    pub updated: Option<DateView>,
    /// The address of the site or topic; needs a base URL.
    pub address: Option<String>,
    /// The same as a QR code, an SVG drawing.
    pub back: Option<Html>,
    /// The principles by topic.
    pub groups: Vec<LeavesView>,
    /// What their concepts mean, from A to Z.
    pub terms: Vec<TermView>,
}

/// The principles of one topic.
#[derive(Clone, Debug, Serialize)]
pub struct LeavesView {
    /// The topic; none for those of no topic, where there are topics.
    pub title: Option<String>,
    /// Its id on the page.
    pub id: String,
    /// The class of its colour, as [`PageView::tint`](super::PageView::tint).
    pub tint: &'static str,
    /// Its principles.
    pub leaves: Vec<LeafView>,
}

/// A principle on paper.
#[derive(Clone, Debug, Serialize)]
pub struct LeafView {
    /// Its claim.
    pub title: String,
    /// Its id on the page.
    pub id: String,
    /// The language of its text, a BCP 47 tag.
    pub lang: String,
    /// Where that is not the site's: attributes, as [`PageView::own_lang`](super::PageView::own_lang).
    pub own_lang: Html,
    /// Its page.
    pub href: String,
    /// The blocks of the card.
    pub card: CardView,
    /// What has no role.
    pub body: Option<Html>,
    /// The articles on each side.
    pub evidence: EvidenceSides,
    /// The address of its page; needs a base URL.
    pub address: Option<String>,
    /// The same as a QR code, an SVG drawing.
    pub back: Option<Html>,
}

/// What a concept means.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// The concept.
    pub title: String,
    /// Its id on the page.
    pub id: String,
    /// Where its language is not the site's: attributes, as
    /// [`PageView::own_lang`](super::PageView::own_lang).
    pub own_lang: Html,
    /// Its page.
    pub href: String,
    /// Its definition.
    pub definition: Html,
}
