//! Links as they are written, unresolved.

use crate::model::Span;

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// `[[Target]]`
    Wiki,
    /// `[text](target)`, reference links included.
    Markdown,
    /// `<https://…>` or a bare URL.
    Autolink,
    /// `<a href>` in raw HTML.
    Html,
    /// `![alt](target)`
    Image,
    /// `<img src>` in raw HTML; a hole `Embed`.
    HtmlSource,
    /// `<iframe src>`, `<video>` and the like in raw HTML; a hole `Embed`.
    HtmlPlayer,
    /// `![[Target]]`
    Embed,
    /// `#tag` in prose; `target` is the tag without `#`.
    Tag,
    /// From a footnote's mark to its text, or back.
    Footnote,
}

/// One link as written, unresolved.
#[derive(Clone, Debug)]
pub struct Link {
    /// How it was written.
    pub kind: LinkKind,
    /// The target without fragment, percent-decoded where it is a URL path; empty for `#anchor`.
    pub target: String,
    /// What follows `#`, percent-decoded; several parts for `#A#B`.
    pub fragment: Option<String>,
    /// What follows `?`, kept as written.
    pub query: Option<String>,
    /// Alternative text of an image; the part behind `|` of an embed. Without the size.
    pub label: Option<String>,
    /// The title of a Markdown link.
    pub title: Option<String>,
    /// The size of an image or embed.
    pub size: Size,
    /// The whole link in the source; of raw HTML the start tag.
    pub source: Span,
    /// Where its target is written, if that is elsewhere: `[label]: target`.
    pub definition: Option<Span>,
    /// Its text in `plain`.
    pub plain: Span,
    /// The block it stands in.
    pub block: Option<u32>,
}

impl Link {
    /// The address behind docsify's hash: `/guide/setup?id=part` of `#/guide/setup?id=part`.
    pub fn route(&self) -> Option<&str> {
        self.fragment.as_deref().filter(|fragment| fragment.starts_with('/'))
    }

    /// The target as it was written, where that is a path or a hash with an address.
    pub fn written(&self) -> String {
        match self.route().filter(|_| self.target.is_empty()) {
            Some(route) => format!("#{route}"),
            None => self.target.clone(),
        }
    }
}

/// The size an author gives an image or embed: `![[a.png|300x200]]`, `<img width="50%">`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// A number of CSS pixels, perhaps with `%` or `px`.
    pub width: Option<String>,
    /// The same.
    pub height: Option<String>,
}
