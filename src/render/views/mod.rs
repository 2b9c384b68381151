//! What templates receive: one struct per kind of page, and the parts they share.
//!
//! This is the contract with authors of themes. A template sees two names besides the fields of
//! its page's own view: `site` ([`SiteView`]), the same on all pages, and `page` ([`PageView`]).
//!
//! - Every `href` is relative to the page it stands on, ready for an attribute.
//! - Every `url` is relative to the top of the site: write
//!   `{{ page.root }}{{ item.url }}`.
//! - Fields of type [`Html`] are finished HTML: write them with the filter `safe`. All other
//!   strings are plain text, which templates escape by themselves.
//! - The words of the interface come from the function `t`: `{{ t(key="frame.skip") }}`, with `n` where
//!   a number decides their form, and `lang` where they stand within a text in that language. What it
//!   gives is html; other arguments fill placeholders.
//! - All fields are there on every page. What is not known is `none`, an empty list or an empty
//!   string; all three are false in `{% if … %}`.

pub mod documents;
pub mod listings;
pub mod parts;
pub mod print;

use std::collections::BTreeMap;

use serde::Serialize;

pub use documents::*;
pub use listings::*;
pub use parts::*;
pub use print::*;

/// Finished HTML, to be written as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(pub String);

impl Html {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The site, the same on all pages; templates call it `site`. Paths are relative to its top.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteView {
    /// Its title.
    pub title: String,
    /// One or two sentences about it.
    pub description: Option<String>,
    /// Its language, a BCP 47 tag.
    pub language: String,
    /// Whether that is written from right to left.
    pub rtl: bool,
    /// Whether there are concepts; else it is a folder of notes.
    pub curated: bool,
    /// The home page.
    pub home: String,
    /// The search page.
    pub search: String,
    /// All topics.
    pub topics: String,
    /// All situations, where a document names one.
    pub situations: Option<String>,
    /// All questions, where a principle asks one.
    pub questions: Option<String>,
    /// All disagreements, where there is one.
    pub disagreements: Option<String>,
    /// All articles, where there are some.
    pub library: Option<String>,
    /// The graph.
    pub graph: Option<String>,
    /// All tags, where there are some.
    pub tags: Option<String>,
    /// All principles on a page to be printed, where there are some.
    pub print: Option<String>,
    /// The feed; needs a base URL.
    pub feed: Option<String>,
    /// The picture that `[theme] logo` names.
    pub logo: Option<String>,
    /// Whether the reader's own faces are used in place of the theme's.
    pub system_font: bool,
    /// The icon of its tabs: `favicon.svg`, `.png` or `.ico` of `static/`, else the logo, else the
    /// theme's `favicon.svg`.
    pub icon: Option<String>,
    /// The script of the worker that keeps the site for times without a network, if `[offline]` wants
    /// it; `manifest.webmanifest` then stands beside it.
    pub offline: Option<String>,
    /// The icon on a phone's home screen: `apple-touch-icon.png` of `static/`, else a logo of pixels,
    /// else one that is drawn.
    pub touch_icon: Option<String>,
    /// Style sheets, in order.
    pub stylesheets: Vec<String>,
    /// Scripts, in order; the runtime of the search among them.
    pub scripts: Vec<String>,
    /// All files of the theme by their names (`graph.js`), with their paths.
    pub assets: BTreeMap<String, String>,
    /// The masthead's links: the generated pages that have something to show.
    pub nav: Vec<NavItem>,
    /// The three links of the bar on phones.
    pub bar: Vec<NavItem>,
    /// The footer's links.
    pub footer: Vec<NavItem>,
}

/// A picture of a page, for those to whom its address is sent.
#[derive(Clone, Debug, Serialize)]
pub struct PictureView {
    /// Its absolute address.
    pub url: String,
    /// What it says.
    pub alt: String,
    /// Its width in pixels; 0 where that is not known.
    pub width: u32,
    /// Its height in pixels; 0 where that is not known.
    pub height: u32,
}

/// A link of the site's frame.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// What it says.
    pub title: String,
    /// Where it leads, from the top of the site.
    pub url: String,
    /// The name of its icon: `search`, `when`, `topics`, `more`.
    pub icon: &'static str,
}

/// What every page has; templates call it `page`. Fields from `topic` on are filled for
/// documents only.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// The title, plain text.
    pub title: String,
    /// The id of the heading that says it, where the text has one of its own.
    pub title_id: Option<String>,
    /// A document's kind (`concept`, …) or the generated page's (`home`, `topics`, `situations`,
    /// `questions`, `disagreements`, `library`, `listing`, `passages`, `graph`, `print`, `search`,
    /// `404`).
    pub kind: &'static str,
    /// The page's own path, from the top of the site.
    pub url: String,
    /// What leads from the page to the top of the site: empty, `../`, …; on `404.html`, which is
    /// served at any depth, an absolute path.
    pub root: String,
    /// The language of its text, a BCP 47 tag.
    pub lang: String,
    /// Whether that is written from right to left.
    pub rtl: bool,
    /// Where that is not the site's: the attributes of an element that holds the text, ` lang="de"
    /// dir="ltr"`; else nothing.
    pub own_lang: Html,
    /// One or two sentences about it, plain text.
    pub description: Option<String>,
    /// Its absolute address; needs a base URL.
    pub canonical: Option<String>,
    /// The picture for those to whom its address is sent: `[share]` in `site.toml`.
    pub picture: Option<PictureView>,
    /// JSON-LD blocks, safe inside a script element.
    pub data_blocks: Vec<Html>,
    /// Where to write that something is wrong or missing.
    pub feedback: Option<String>,
    /// The class of its authored topic's colour, `t1` to `t8`; empty where nobody authored one.
    pub tint: &'static str,
    /// Where its source is edited.
    pub edit: Option<String>,
    /// The first topic it is filed under.
    pub topic: Option<LinkView>,
    /// The way to it, outermost first: of a concept the topics and what is broader, of any other
    /// document the folders above it.
    pub breadcrumb: Vec<LinkView>,
    /// Without concepts: the contents, with the branch open on which it stands.
    pub tree: Option<TreeView>,
    /// Without concepts: what is read before it.
    pub previous: Option<LinkView>,
    /// Without concepts: what is read after it.
    pub next: Option<LinkView>,
    /// Its authors in one line: `Jacques Werth and Nicolas Ruben`.
    pub authors: Option<String>,
    /// When it was published.
    pub published: Option<DateView>,
    /// When it was last changed.
    pub updated: Option<DateView>,
    /// Who keeps it.
    pub owner: Option<String>,
    /// The concepts it is filed under; of an article those that it mentions.
    pub concepts: Vec<LinkView>,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// The situations it answers.
    pub answers: Vec<String>,
    /// Its headings; empty where `toc: false`, or where there are fewer than three.
    pub toc: Vec<TocView>,
    /// Documents close to it in the topic graph.
    pub related: Vec<LinkView>,
    /// Who links to it, in which sentence.
    pub backlinks: Vec<BacklinkView>,
    /// How many further links lead here.
    pub more_backlinks: usize,
    /// Its body, without what the view shows elsewhere (a card's blocks, evidence).
    pub body: Option<Html>,
    /// Front matter keys that have no meaning of their own, as JSON.
    pub extra: serde_json::Map<String, serde_json::Value>,
}
