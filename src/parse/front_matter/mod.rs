//! Front matter as typed fields: the block is found, read as a [`value`](super::value) tree, and
//! each known key checked. What is wrong is a diagnostic at its place; the rest is kept.

mod doubt;
mod fence;
mod fields;
mod keys;
mod mend;
mod privacy;
mod values;

use self::fence::{Block, find_block, unclosed};
use self::fields::Reader;
use self::mend::{Slip, SlipKind};
use super::value::{Text, parse_toml};
use crate::diagnostics::Diagnostic;
use crate::model::{Date, Kind, RelPath, Span};

/// The typed fields of one document. Absent fields are empty.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// The block with its fences; empty where there is none.
    pub span: Span,
    /// The title, if given here.
    pub title: Option<Text>,
    /// The kind, if given here.
    pub kind: Option<Kind>,
    /// The URL's last segment.
    pub slug: Option<Text>,
    /// A sentence for listings and search engines.
    pub description: Option<Text>,
    /// Tags, without `#`.
    pub tags: Vec<Text>,
    /// Names: labels of a concept, link targets of any document.
    pub aliases: Vec<Text>,
    /// Old URLs: `redirect_from`, and aliases that look like paths.
    pub redirects: Vec<Text>,
    /// Who said it.
    pub authors: Vec<Text>,
    /// When it was published.
    pub published: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// BCP 47 tag.
    pub lang: Option<Text>,
    /// Left out unless drafts are asked for.
    pub draft: bool,
    /// `publish: false`, or another program's word for it: left out.
    pub unpublished: bool,
    /// The key that makes it a draft or unpublished.
    pub held_back_by: Option<Text>,
    /// `publish: true`, or another program's word for it: published where only those are.
    pub marked: bool,
    /// Left out before this day.
    pub publish_from: Option<Date>,
    /// Left out after this day.
    pub publish_until: Option<Date>,
    /// Who may see it; empty means everyone.
    pub audience: Vec<Text>,
    /// Who keeps it up to date.
    pub owner: Option<Text>,
    /// A template of the theme in place of the kind's.
    pub template: Option<Text>,
    /// Order among siblings, light first.
    pub weight: Option<i64>,
    /// Whether to show a table of contents.
    pub toc: Option<bool>,
    /// Situations in a reader's words.
    pub answers: Vec<Text>,
    /// Labels that are not to be linked in this document.
    pub unlink: Vec<Text>,
    /// Article: where it was published.
    pub source_url: Option<Text>,
    /// Article: under which licence.
    pub license: Option<Text>,
    /// Article: whose words it holds.
    pub text: TextForm,
    /// Article: path of the raw text that quotations are checked against.
    pub original: Option<Text>,
    /// Article: what its claims rest on.
    pub basis: Option<Basis>,
    /// Concept: hidden labels.
    pub misspellings: Vec<Text>,
    /// Concept: labels that are compared as written.
    pub exact: Vec<Text>,
    /// Concept: phrases that are not it.
    pub except: Vec<Text>,
    /// Concept: words of which one must stand in the same passage.
    pub near: Vec<Text>,
    /// Concept: how its labels are compared.
    pub matching: Matching,
    /// Typed edges to other concepts, in order.
    pub relations: Vec<Relation>,
    /// Concept: the steps of a collection.
    pub members: Vec<Text>,
    /// Concept: whether the members have an order.
    pub ordered: bool,
    /// Concept: passages to show first.
    pub pin: Vec<Text>,
    /// Concept: passages not to show.
    pub hide: Vec<Text>,
    /// The concepts it is filed under.
    pub concepts: Vec<Text>,
    /// Principle: evidence.
    pub evidence: Vec<Evidence>,
    /// Contrast: its two sides.
    pub between: Vec<Text>,
    /// `[[wikilinks]]` that are the whole text of a value of some other key, as editors write them
    /// into properties.
    pub links: Vec<Text>,
    /// All other keys, for templates.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Whose words an article holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextForm {
    /// The author's, whole.
    #[default]
    Full,
    /// The author's, in part.
    Excerpt,
    /// Ours, after the author.
    Digest,
}

impl TextForm {
    /// Its name in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excerpt => "excerpt",
            Self::Digest => "digest",
        }
    }
}

/// What an article's claims rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// What the author thinks.
    Opinion,
    /// What the author lived through.
    Experience,
    /// A study.
    Study,
    /// Data.
    Data,
}

/// How a concept's labels are compared with words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// As written.
    Exact,
    /// With plural, possessive and verb forms.
    #[default]
    Inflection,
    /// By the language's Snowball stem.
    Stem,
}

/// Authored edges of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The relation's name.
    pub name: Text,
    /// The concepts it points to.
    pub targets: Vec<Text>,
}

/// What a piece of evidence does to a principle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// It speaks for it.
    Supports,
    /// It limits it.
    Qualifies,
    /// It speaks against it.
    Disputes,
}

impl Stance {
    /// The stance called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "supports" => Some(Self::Supports),
            "qualifies" => Some(Self::Qualifies),
            "disputes" => Some(Self::Disputes),
            _ => None,
        }
    }

    /// Its name, as in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Qualifies => "qualifies",
            Self::Disputes => "disputes",
        }
    }
}

/// One entry of a principle's `evidence`.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The whole entry.
    pub span: Span,
    /// The article, as a link target.
    pub article: Text,
    /// What it does to the principle; `None` where what is written names no stance.
    pub stance: Option<Stance>,
    /// A heading, `^block` or passage id of the article.
    pub at: Option<Text>,
    /// Words that must occur there.
    pub quote: Option<Text>,
    /// What it says, in our words.
    pub note: Option<Text>,
}

/// What the caller knows that the file doesn't say.
pub struct Context<'a> {
    /// The file, for diagnostics.
    pub path: &'a RelPath,
    /// The kind that `[kinds]` gives it.
    pub kind: Option<Kind>,
    /// Names of relations, which may be flat keys.
    pub relations: &'a [String],
}

/// Front matter with what follows from it.
#[derive(Debug)]
pub struct Parsed {
    /// The fields.
    pub meta: FrontMatter,
    /// The kind.
    pub kind: Kind,
    /// Where the body begins, in bytes of the file.
    pub body: usize,
    /// Whether a field that keeps things private is wrong: then the document is left out.
    pub withheld: bool,
}

/// Reads the front matter of `text`. `None`, with a diagnostic, where the block is broken.
pub fn parse(text: &str, context: &Context<'_>, out: &mut Vec<Diagnostic>) -> Option<Parsed> {
    let (span, entries) = match find_block(text) {
        None => {
            if let Some(opened) = unclosed(text) {
                out.push(Diagnostic::front_matter_open(context.path, opened));
                return None;
            }
            if let Some(line) = doubt::doubtful_line(text) {
                out.push(Diagnostic::front_matter_doubt(context.path, line));
                return None;
            }
            (Span::default(), Ok((Vec::new(), Vec::new())))
        }
        Some(Block { fence: '+', span, inner }) => {
            let read = parse_toml(inner.of(text), inner.start as usize);
            (span, read.map(|entries| (entries, Vec::new())))
        }
        Some(Block { span, inner, .. }) => {
            if span.start > 0 {
                out.push(Diagnostic::front_matter_below(context.path, span));
            }
            (span, mend::read(inner.of(text), inner.start as usize))
        }
    };
    let entries = match entries {
        Ok((entries, slips)) => {
            out.extend(slips.iter().map(|slip| told(context.path, slip)));
            entries
        }
        Err(error) => {
            out.push(Diagnostic::front_matter(context.path, error.span, &error.cause));
            return None;
        }
    };
    if let Some((key, _)) = entries.iter().find(|(key, _)| doubt::is_disguised(&key.text)) {
        out.push(Diagnostic::front_matter_doubt(context.path, key.span));
        return None;
    }
    let keys = entries.iter().map(|(key, _)| key.text.clone()).collect();
    let mut reader = Reader { context, out, keys, withheld: false };
    let (meta, kind) = reader.read(entries, span);
    Some(Parsed { meta, kind, body: span.end as usize, withheld: reader.withheld })
}

fn told(path: &RelPath, slip: &Slip) -> Diagnostic {
    let Slip { span, key, kind } = slip;
    match kind {
        SlipKind::Typed(mend) => Diagnostic::typed_value(path, *span, key, mend),
        SlipKind::Closed(closer) => Diagnostic::unclosed_value(path, *span, key, closer),
        SlipKind::Tab => Diagnostic::tab_in_front_matter(path, *span),
        SlipKind::Indented => Diagnostic::indented_key(path, *span, key),
        SlipKind::Twice(both) => Diagnostic::key_twice(path, *span, key, *both),
    }
}
