//! References by label: where `[label]: target` is defined, and `[text][label]`, `[label][]` and
//! `[^label]` that nothing defines, which to Markdown are plain text.

use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

use super::Builder;
use crate::diagnostics::Diagnostic;
use crate::model::{Map, Set, Span};

/// The definitions of a document, and what refers to none.
#[derive(Default)]
pub(super) struct References {
    /// Where each label is defined.
    defined: Map<String, Span>,
    /// Labels as they are written there, in order.
    labels: Vec<String>,
    /// Footnotes that are defined: their labels, and where their texts begin.
    pub(super) footnotes: Vec<(String, Span)>,
    missing: Vec<Missing>,
}

/// A reference to nothing.
struct Missing {
    source: Span,
    /// Its label, with the `^` of a footnote.
    label: String,
}

/// Longer targets are not looked for where there is no link.
const LONGEST_TARGET: usize = 1024;

impl References {
    /// The definitions that the parser has found; `start` is where its text begins.
    pub(super) fn new(definitions: &RefDefs<'_>, start: usize) -> Self {
        let mut all: Vec<_> = definitions.iter().collect();
        all.sort_by_key(|(_, definition)| definition.span.start);
        let span = |range: &Range<usize>| Span::new(start + range.start, start + range.end);
        Self {
            defined: all.iter().map(|(label, d)| (key(label), span(&d.span))).collect(),
            labels: all.iter().map(|(label, _)| (*label).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Where a link's target is written, if that is elsewhere.
    pub(super) fn definition(&self, link_type: LinkType, label: &str) -> Option<Span> {
        match link_type {
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                self.defined.get(&key(label)).copied()
            }
            _ => None,
        }
    }
}

impl Builder<'_> {
    /// Notes where the target of the link that has just begun is written.
    pub(super) fn defined_elsewhere(&mut self, link_type: LinkType, label: &str) {
        if let Some(span) = self.references.definition(link_type, label)
            && let Some(link) = self.doc.links.last_mut()
        {
            link.definition = Some(span);
        }
    }

    /// Notes a reference that nothing defines, whose brackets begin or go on at `at`. The text
    /// stays as it is.
    pub(super) fn missing_reference(&mut self, at: usize, end: usize) {
        let text = self.text;
        let Some(label) = text[at + 1..end].split([']', '[', '\n']).next() else { return };
        let close = at + 1 + label.len();
        if !text[close..].starts_with(']') || text[..at].ends_with('\\') {
            return;
        }
        if let Some(note) = label.strip_prefix('^') {
            let name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            // `[^a-z]` is no footnote but a regular expression.
            let range = note.chars().count() == 3 && note.chars().nth(1) == Some('-');
            if !note.is_empty() && note.chars().all(name) && !range {
                self.note_missing(at..close + 1, label);
            }
        } else if text[..at].ends_with(']')
            && !text[..at - 1].ends_with('\\')
            && let Some(open) = self.opening_bracket(at - 1)
        {
            let inner = &text[open + 1..at - 1];
            let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']' | '\\');
            let number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
            let tick = |text: &str| matches!(text.trim(), "" | "x" | "X");
            // `a[0][1]` is code, `[1][2]` names two sources, `[ ][x]` ticks something off.
            let other = text[..open].ends_with(word)
                || (number(inner) && number(label))
                || (tick(inner) && tick(label))
                || inner.starts_with('^');
            if !other {
                let label = if label.trim().is_empty() { inner } else { label };
                self.note_missing(open..close + 1, label);
            }
        }
    }

    /// Tells of `[text](a file.md)`, which is no link to Markdown: the target has spaces.
    pub(super) fn spaced_target(&mut self, at: usize, rest: &str) {
        let before = &self.text[..at];
        if !before.ends_with(']') || before.ends_with("]]") || before.ends_with("\\]") {
            return;
        }
        let near = &rest[1..rest.floor_char_boundary(LONGEST_TARGET)];
        let Some((inner, _)) = near.split_once(')').filter(|(inner, _)| !inner.contains('\n'))
        else {
            return;
        };
        let target = inner.split(['"', '\'']).next().unwrap_or(inner).trim();
        let path = target.split(['#', '?']).next().unwrap_or(target);
        let file = path.rsplit_once('.').is_some_and(|(stem, extension)| {
            let known = ["md", "markdown", "html", "pdf", "png", "jpg", "jpeg", "gif", "svg"];
            !stem.is_empty() && known.iter().any(|known| extension.eq_ignore_ascii_case(known))
        });
        let apart = target.contains(' ') && !target.contains("://") && !target.starts_with('<');
        if file
            && apart
            && let Some(open) = self.opening_bracket(at - 1)
            && !self.text[..open].ends_with('\\')
        {
            let span = Span::new(open, at + 2 + inner.len());
            self.diagnostics.push(Diagnostic::spaced_link(&self.doc.path, span, target));
        }
    }

    fn note_missing(&mut self, range: Range<usize>, label: &str) {
        let missing = Missing { source: range.into(), label: label.to_owned() };
        self.references.missing.push(missing);
    }

    /// The bracket that the one at `close` closes, in the open block.
    fn opening_bracket(&self, close: usize) -> Option<usize> {
        let start = self.block.as_ref().map_or(0, |block| block.source.start as usize);
        let bytes = self.text.as_bytes().get(start..close)?;
        // Far brackets are not looked for: a reference is one line or two.
        let near = bytes.len().saturating_sub(1000);
        let mut depth = 1;
        for (at, byte) in bytes.iter().enumerate().skip(near).rev() {
            depth += i32::from(*byte == b']') - i32::from(*byte == b'[');
            if depth == 0 {
                return Some(start + at);
            }
        }
        None
    }

    /// Tells of references that nothing defines, and of footnotes that no page shows, now that all
    /// are known.
    pub(super) fn tell_references(&mut self) {
        let References { labels, footnotes, missing, .. } = std::mem::take(&mut self.references);
        let notes: Vec<String> = footnotes.iter().map(|(label, _)| format!("^{label}")).collect();
        let mut meant: Set<&str> = Set::default();
        for Missing { source, label } in &missing {
            let near = nearest(label, if label.starts_with('^') { &notes } else { &labels });
            meant.extend(near);
            let told = Diagnostic::undefined_label(&self.doc.path, *source, label, near);
            self.diagnostics.push(told);
        }
        let mut seen: Set<&str> = Set::default();
        for (label, span) in &footnotes {
            let again = !seen.insert(label);
            // One slip of the pen makes one diagnostic.
            let unused =
                self.has_unused_footnote(label) && !meant.contains(format!("^{label}").as_str());
            if again || unused {
                let path = &self.doc.path;
                self.diagnostics.push(Diagnostic::unused_footnote(path, *span, label, again));
            }
        }
    }
}

/// The label most like one that isn't defined.
fn nearest<'a>(label: &str, known: &'a [String]) -> Option<&'a str> {
    const LONGEST: usize = 100;
    let label = key(label);
    let bound = 1 + label.chars().count() / 4;
    let near = known.iter().take(100).filter(|known| known.len().max(label.len()) < LONGEST);
    near.map(|known| (strsim::osa_distance(&key(known), &label), known))
        .filter(|(distance, _)| *distance <= bound)
        .min()
        .map(|(_, known)| known.as_str())
}

/// The form in which labels are compared.
fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
