//! The kinds of documents: one table, so that a new kind is one entry.

use serde::Serialize;

/// What a document is. Decided by front matter, else by `[kinds]` globs, else by its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A source: what someone published or said. It is evidence.
    Article,
    /// A named idea, a node of the topic graph.
    Concept,
    /// A curated claim that one acts on.
    Principle,
    /// A document on two concepts or principles that people confuse or oppose.
    Contrast,
    /// Any other document.
    Note,
}

/// What the program knows of one kind.
pub struct KindInfo {
    /// The kind.
    pub kind: Kind,
    /// Its name in front matter, `site.toml`, JSON and on the command line.
    pub name: &'static str,
    /// Its name for several, in headings of pages.
    pub plural: &'static str,
    /// The template that draws it.
    pub template: &'static str,
    /// The front matter keys that it has beside those of every document.
    pub fields: &'static [&'static str],
}

/// All kinds, in the order in which search and listings prefer them.
pub const KINDS: [KindInfo; 5] = [
    KindInfo {
        kind: Kind::Concept,
        name: "concept",
        plural: "concepts",
        template: "concept.html",
        fields: &[
            "misspellings",
            "exact",
            "except",
            "near",
            "match",
            "relations",
            "members",
            "ordered",
            "pin",
            "hide",
        ],
    },
    KindInfo {
        kind: Kind::Principle,
        name: "principle",
        plural: "principles",
        template: "principle.html",
        fields: &["concepts", "evidence"],
    },
    KindInfo {
        kind: Kind::Contrast,
        name: "contrast",
        plural: "contrasts",
        template: "contrast.html",
        fields: &["between"],
    },
    KindInfo {
        kind: Kind::Article,
        name: "article",
        plural: "articles",
        template: "article.html",
        fields: &["source", "source_url", "license", "text", "original", "basis"],
    },
    KindInfo {
        kind: Kind::Note,
        name: "note",
        plural: "notes",
        template: "note.html",
        fields: &[],
    },
];

/// Front matter keys that every kind of document may have.
pub const COMMON_FIELDS: &[&str] = &[
    "title",
    "kind",
    "slug",
    "description",
    "tags",
    "aliases",
    "author",
    "authors",
    "published",
    "date",
    "updated",
    "lang",
    "draft",
    "publish",
    "audience",
    "owner",
    "redirect_from",
    "template",
    "weight",
    "toc",
    "answers",
    "unlink",
];

impl Kind {
    /// The kind's row of the table.
    pub fn info(self) -> &'static KindInfo {
        KINDS.iter().find(|info| info.kind == self).expect("every kind has a row")
    }

    /// The kind's name, as in front matter.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The kind called `name`, without regard to ASCII case.
    pub fn parse(name: &str) -> Option<Self> {
        KINDS.iter().find(|info| info.name.eq_ignore_ascii_case(name)).map(|info| info.kind)
    }
}
