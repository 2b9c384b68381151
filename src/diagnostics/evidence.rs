//! What can be wrong with evidence, quotations, contrasts and other references of front matter.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

impl Diagnostic {
    /// `field` names a document that isn't there; `near` looks like it.
    pub fn unknown_reference(
        file: &RelPath,
        span: Span,
        field: &str,
        target: &str,
        near: Option<&str>,
    ) -> Self {
        let message = format!("`{field}` names `{target}`, and there is no such document");
        let diagnostic = Self::new(Code::UnknownReference, file, Some(span), message);
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("write the file name, title or alias of a document"),
        }
    }

    /// `field` names a document of the wrong kind.
    pub fn wrong_kind(
        file: &RelPath,
        span: Span,
        field: &str,
        target: &str,
        kind: &str,
        wanted: &str,
    ) -> Self {
        let message = format!("`{field}` names `{target}`, which is a {kind} and not a {wanted}");
        Self::new(Code::UnknownReference, file, Some(span), message)
            .help(format!("name a {wanted}, or give that document `kind: {wanted}`"))
    }

    /// `field` should name a passage and names a whole document.
    pub fn no_passage(file: &RelPath, span: Span, field: &str, target: &str) -> Self {
        let message = format!("`{field}` names `{target}` and no passage of it");
        Self::new(Code::UnknownReference, file, Some(span), message)
            .help(format!("write `{target}#^id`, or the passage's `p-` id behind `#`"))
    }

    /// A relation that no one has named.
    pub fn unknown_relation(file: &RelPath, span: Span, name: &str, known: &[&str]) -> Self {
        Self::new(Code::UnknownRelation, file, Some(span), format!("there is no relation `{name}`"))
            .help(format!(
                "relations here: `{}`; others are named by `[relations.{name}]` in `site.toml`",
                known.join("`, `")
            ))
    }

    /// Evidence names an article that isn't there; `near` looks like it.
    pub fn evidence_missing(file: &RelPath, span: Span, target: &str, near: Option<&str>) -> Self {
        let message = format!("there is no article `{target}` to cite");
        let diagnostic = Self::new(Code::DanglingEvidence, file, Some(span), message);
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("write the file name, title or alias of an article"),
        }
    }

    /// Evidence names a place that the article doesn't have; `known` says which it has.
    pub fn dangling_evidence(
        file: &RelPath,
        span: Span,
        at: &str,
        article: &str,
        known: Option<&str>,
    ) -> Self {
        let message = format!("`{article}` has no `{at}`");
        let help = known.unwrap_or("leave `at` out, or name a passage by its `^id`");
        Self::new(Code::DanglingEvidence, file, Some(span), message).help(help)
    }

    /// A callout that should name its article in the title.
    pub fn callout_without_article(file: &RelPath, span: Span, kind: &str) -> Self {
        let message = format!("this `{kind}` callout names no article");
        Self::new(Code::DanglingEvidence, file, Some(span), message)
            .help(format!("link it in the title: `> [!{kind}] [[article#heading]]`"))
    }

    /// What is cited is no article.
    pub fn evidence_no_article(file: &RelPath, span: Span, target: &str, kind: &str) -> Self {
        let message = format!("`{target}` is cited as evidence and is a {kind}, not an article");
        Self::new(Code::DanglingEvidence, file, Some(span), message)
            .help("cite a source, or give that document an author, a source or `kind: article`")
    }

    /// A quotation that cannot be checked; `fault` says why.
    pub fn quote_unusable(file: &RelPath, span: Span, fault: &str) -> Self {
        Self::new(Code::QuoteNotFound, file, Some(span), fault.to_owned())
            .help("quote at least three words in a row, as the article has them")
    }

    /// The quoted words don't stand where they should: in the `section` that `at` names, or in the
    /// document; `elsewhere` is the passage of the same article that has them.
    pub fn quote_not_found(
        file: &RelPath,
        span: Span,
        article: &str,
        section: bool,
        elsewhere: Option<&str>,
        nearest: Option<&str>,
    ) -> Self {
        let place = if section { "the cited place of " } else { "" };
        let message = format!("these words do not stand in {place}`{article}`");
        let diagnostic = Self::new(Code::QuoteNotFound, file, Some(span), message);
        match (elsewhere, nearest) {
            (Some(id), _) => diagnostic.help(format!("they stand at `#{id}`: set `at` to that")),
            (None, Some(text)) => diagnostic.help(format!(
                "copy them as they are; the nearest passage reads: {}",
                one_line(text)
            )),
            (None, None) => {
                diagnostic.help("copy them as they are; `…` may stand for what is left out")
            }
        }
    }

    /// The quoted words are a digest's own.
    pub fn quote_from_digest(file: &RelPath, span: Span, article: &str) -> Self {
        let message = format!("`{article}` is a digest: these words are ours, not the author's");
        Self::new(Code::QuoteFromDigest, file, Some(span), message)
            .help("quote what the digest sets as a quotation, or say it in `note`")
    }

    /// Nothing supports the principle.
    pub fn unsupported_principle(file: &RelPath, span: Option<Span>) -> Self {
        let message = "no evidence supports this principle".to_owned();
        Self::new(Code::UnsupportedPrinciple, file, span, message)
            .help("add an entry to `evidence` with `stance: supports`")
    }

    /// Everything supports the principle.
    pub fn one_sided_evidence(file: &RelPath, span: Option<Span>) -> Self {
        let message = "all evidence supports this principle".to_owned();
        Self::new(Code::OneSidedEvidence, file, span, message)
            .help("look for a source that qualifies or disputes it")
    }

    /// A stance against the principle without a reason.
    pub fn unexplained_stance(file: &RelPath, span: Span, stance: &str) -> Self {
        let message = format!("this evidence {stance} the principle and doesn't say how");
        Self::new(Code::UnexplainedStance, file, Some(span), message)
            .help("say it in a sentence: `note: …`")
    }

    /// A contrast with none, one or more than two sides.
    pub fn contrast_sides(file: &RelPath, span: Option<Span>, count: usize) -> Self {
        let message = format!("a contrast is between two, and this one names {count}");
        Self::new(Code::ContrastSides, file, span, message)
            .help("write `between: [one, other]` with two concepts or two principles")
    }

    /// A contrast between unlike things.
    pub fn contrast_kinds(file: &RelPath, span: Option<Span>, a: &str, b: &str) -> Self {
        let message = if a == b {
            format!("a contrast is between two, and this one names the same {a} twice")
        } else {
            format!("a contrast is between two of a kind, and these are a {a} and a {b}")
        };
        Self::new(Code::ContrastSides, file, span, message)
            .help("name two concepts or two principles")
    }

    /// Another contrast, `first`, compares the same two.
    pub fn contrast_twice(file: &RelPath, span: Option<Span>, first: &RelPath) -> Self {
        let message = format!("`{first}` compares the same two already");
        Self::new(Code::ContrastTwice, file, span, message)
            .help("make one page of both; either order names the same pair")
    }

    /// The raw text of an article isn't there.
    pub fn missing_original(file: &RelPath, span: Span, path: &str) -> Self {
        let message = format!("there is no file `{path}` to check quotations against");
        Self::new(Code::MissingOriginal, file, Some(span), message)
            .help("write its path from the folder of `site.toml`")
    }
}

/// The beginning of a passage, in quotation marks. It ends as it likes.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 200;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{}…”", line[..end].trim_end()),
        None => format!("“{line}”"),
    }
}
