//! Links whose text names what isn't seen: a file, a path, a heading. Nothing of it may be shown.

use crate::model::Span;
use crate::model::fold::{CaseFolding, folded};
use crate::names::strip_markdown;
use crate::parse::Document;
use crate::parse::document::{Link, LinkKind};

/// A name of something that isn't seen, as the text of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnseenName {
    /// Where the source says it.
    pub name: Span,
    /// Where it is told that the link leads nowhere.
    pub place: Span,
}

impl UnseenName {
    /// The name that `link` shows, if it shows one: words of the author's own, which tell nothing
    /// of the target, are none.
    pub(super) fn of(document: &Document, link: &Link) -> Option<Self> {
        let source = link.source.of(&document.text);
        let text = link.plain.of(&document.plain);
        let name = match link.kind {
            LinkKind::Tag | LinkKind::Footnote => None,
            // In front matter all of it is kept for templates.
            LinkKind::Wiki if link.block.is_none() => in_brackets(source, link.source),
            LinkKind::Wiki | LinkKind::Embed if !source.contains('|') => Some(link.source),
            _ if !is_name(link.label.as_deref().unwrap_or(text), link) => None,
            LinkKind::Html | LinkKind::HtmlSource | LinkKind::HtmlPlayer => {
                (!text.is_empty()).then(|| document.source_span(link.plain))
            }
            _ => Some(link.source),
        }?;
        Some(Self { name, place: link.definition.unwrap_or(link.source) })
    }
}

/// The wikilink in the value of a front matter key, without the quotation marks round it.
fn in_brackets(value: &str, span: Span) -> Option<Span> {
    let (start, end) = (value.find("[[")?, value.rfind("]]")? + 2);
    (start < end).then(|| Span::new(span.start as usize + start, span.start as usize + end))
}

/// Whether `shown` says the same as a link's target or a part of it.
fn is_name(shown: &str, link: &Link) -> bool {
    let shown = key(bare(shown));
    let target = bare(&link.target);
    let last = target.rsplit('/').next().unwrap_or(target);
    let fragment = link.fragment.as_deref().unwrap_or("");
    let both = format!("{last}{fragment}");
    let names = [target, last, fragment, &both];
    !shown.is_empty() && names.iter().any(|name| key(name) == shown)
}

/// A path without its end that says what file it is.
fn bare(path: &str) -> &str {
    let path = strip_markdown(path.trim().trim_end_matches('/'));
    path.strip_suffix(".html").unwrap_or(path)
}

/// Letters and digits, without regard to case.
fn key(text: &str) -> String {
    folded(text, CaseFolding::Common).chars().filter(|c| c.is_alphanumeric()).collect()
}
