//! The kinds of documents: one table, so that a new kind is one entry.

use serde::Serialize;

use super::field::Field;
use super::field::Form::{self, Date, Flag, Number, OneOf, Tables, Text, TextOrTexts, TextsByName};

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
    /// What documents of this kind are, in Markdown, as the manual has it.
    pub meaning: &'static str,
    /// The front matter keys that it has beside those of every document.
    pub fields: &'static [Field],
}

/// All kinds, in the order in which search and listings prefer them.
pub const KINDS: [KindInfo; 5] = [
    KindInfo {
        kind: Kind::Concept,
        name: "concept",
        plural: "concepts",
        template: "concept.html",
        meaning: "A named idea, a node of the topic graph. Its first paragraph is its definition; its title and aliases are looked for in every other document.",
        fields: &[
            key(
                "misspellings",
                TextOrTexts,
                "Spellings that count as mentions and are never shown.",
            ),
            key("exact", TextOrTexts, "Labels that count only as they are written, case included."),
            key(
                "except",
                TextOrTexts,
                "Phrases in which a label means something else: `[trust fund]`.",
            ),
            key(
                "near",
                TextOrTexts,
                "Words of which one must stand near a mention for it to count.",
            ),
            key(
                "match",
                OneOf(&["exact", "inflection", "stem"]),
                "How far a word may differ from a label: not at all, by inflection (the default), or by derivation too.",
            ),
            key(
                "relations",
                TextsByName,
                "Relations to other concepts: `broader`, `narrower`, `related`, `contrasts`, or those of `[relations]`, each with its targets. Each may also be a key of its own.",
            ),
            key("members", TextOrTexts, "The steps of which this concept is the whole."),
            key("ordered", Flag, "Whether the members are a sequence."),
            key(
                "pin",
                TextOrTexts,
                "Passages that stand first under *what the sources say*, by their addresses.",
            ),
            key("hide", TextOrTexts, "Passages that don't stand there."),
        ],
    },
    KindInfo {
        kind: Kind::Principle,
        name: "principle",
        plural: "principles",
        template: "principle.html",
        meaning: "A claim that one acts on. Its title is the claim, its headings `when`, `do`, `avoid`, `say`, `ask`, `why`, `example` and `unless` are the parts of a card.",
        fields: &[
            key("concepts", TextOrTexts, "The concepts under which it is filed."),
            key(
                "evidence",
                Tables(EVIDENCE),
                "What the sources say for and against it; every quotation is checked.",
            ),
        ],
    },
    KindInfo {
        kind: Kind::Contrast,
        name: "contrast",
        plural: "contrasts",
        template: "contrast.html",
        meaning: "What tells two concepts or principles apart that people confuse or oppose.",
        fields: &[key("between", TextOrTexts, "The two.")],
    },
    KindInfo {
        kind: Kind::Article,
        name: "article",
        plural: "articles",
        template: "article.html",
        meaning: "A source: what someone published or said. It is shown as it was written, and quotations are checked against it.",
        fields: &[
            key("source", Text, "Its address, or where it was published."),
            key("source_url", Text, "The same as `source`."),
            key("license", Text, "Under what licence it may be shown."),
            key(
                "text",
                OneOf(&["full", "excerpt", "digest"]),
                "Whose words the document holds: the whole text (the default), a part of it, or a digest in ours.",
            ),
            key(
                "original",
                Text,
                "A file outside the content root with the raw text, read to check quotations and never published.",
            ),
            key(
                "basis",
                OneOf(&["opinion", "experience", "study", "data"]),
                "On what it rests; shown with the stance.",
            ),
        ],
    },
    KindInfo {
        kind: Kind::Note,
        name: "note",
        plural: "notes",
        template: "note.html",
        meaning: "Any other document.",
        fields: &[],
    },
];

/// Front matter keys that every kind of document may have.
pub const COMMON_FIELDS: &[Field] = &[
    key(
        "title",
        Text,
        "The title; without it a `#` heading that opens the body, else the file's name.",
    ),
    key(
        "kind",
        OneOf(&["article", "concept", "principle", "contrast", "note"]),
        "What the document is.",
    ),
    key("slug", Text, "The last part of its URL, in place of the file's name."),
    key("description", Text, "A sentence for lists, feeds and search engines."),
    key("tags", TextOrTexts, "Tags; a slash nests them: `sales/discovery`."),
    key(
        "aliases",
        TextOrTexts,
        "Further names by which links find it; on a concept they are looked for in the texts too. One that begins with `/`, or ends in `/` or `.html`, is an old URL.",
    ),
    key("author", TextOrTexts, "Who wrote it."),
    key("authors", TextOrTexts, "The same as `author`."),
    key("published", Date, "When it was published."),
    key("date", Date, "The same as `published`."),
    key("updated", Date, "When it was last changed."),
    key("lang", Text, "Its language as a BCP 47 tag, where it isn't the site's."),
    key("draft", Flag, "`true` leaves it out, but for `--drafts`."),
    key("publish", Flag, "`false` leaves it out; `true` is the mark for `publish = \"marked\"`."),
    key("audience", TextOrTexts, "For whom it is: names of `[audiences]`."),
    key("owner", Text, "Who answers for it."),
    key("redirect_from", TextOrTexts, "Old URLs that lead here."),
    key("template", Text, "Another template of the theme."),
    key("weight", Number, "Its place among its neighbours, the smallest first."),
    key("toc", Flag, "Whether it has a table of contents."),
    key(
        "answers",
        TextOrTexts,
        "Situations in a reader's words; they stand on the home page and lead in search.",
    ),
    key("unlink", TextOrTexts, "Concepts that this document doesn't link by itself."),
];

/// An entry of `evidence`.
const EVIDENCE: &[Field] = &[
    key("article", Text, "The article, as a link would name it."),
    key("stance", OneOf(&["supports", "qualifies", "disputes"]), "What it does to the claim."),
    key("at", Text, "Where in the article: `#heading`, `^block` or a passage's id."),
    key("quote", Text, "Words that stand there; `…` leaves some out."),
    key("note", Text, "What it says, in ours; `qualifies` and `disputes` want one."),
];

const fn key(name: &'static str, form: Form, meaning: &'static str) -> Field {
    Field { name, form, meaning }
}

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
