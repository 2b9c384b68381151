//! Quotations and callouts: `> [!kind]± title`.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Builder;
use super::containers::ContainerKind;
use super::text::InlineKind;
use crate::model::Span;
use crate::parse::document::{BlockKind, Callout, HoleKind};
use crate::parse::slug::slug;

/// `[!kind]±` at the head of a block quotation.
struct CalloutHead {
    kind: String,
    words: String,
    kind_span: Span,
    /// `Some(open)` where it folds.
    fold: Option<bool>,
    title_end: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn start_quote(&mut self, range: Range<usize>) {
        let head = if self.extended() { callout_head(self.text, range.start) } else { None };
        let Some(head) = head else {
            self.push_container(ContainerKind::Quote, range.into());
            self.doc.html.push_str("<blockquote>\n");
            return;
        };
        let folds = head.fold.is_some();
        let kind = ContainerKind::Callout { title_end: head.title_end, folds };
        self.push_container(kind, Span::from(range.clone()));
        let at = self.doc.html.len();
        let name = slug(&head.kind);
        self.doc.html.push_str(&match head.fold {
            None => format!("<div class=\"callout callout-{name}\">\n"),
            Some(false) => format!("<details class=\"callout callout-{name}\">\n"),
            Some(true) => format!("<details class=\"callout callout-{name}\" open>\n"),
        });
        let inside = self.doc.html.len();
        let (blocks, links) = (self.doc.blocks.len() as u32, self.doc.links.len() as u32);
        let number = self.doc.callouts.len() as u32;
        self.doc.callouts.push(Callout {
            kind: head.kind,
            words: head.words,
            kind_span: head.kind_span,
            title: None,
            title_links: links..links,
            html: Span::new(at, at),
            body: Span::new(inside, inside),
            source: Span::from(range),
            blocks: blocks..blocks,
            parent: self.open_callouts.last().copied(),
        });
        self.open_callouts.push(number);
    }

    /// The rest of `text` where the head of a callout, `[!kind]`, and the space behind it go.
    pub(super) fn without_callout_head(
        &self,
        text: CowStr<'a>,
        range: Range<usize>,
    ) -> Option<(CowStr<'a>, Range<usize>)> {
        let Some(&callout) = self.open_callouts.last() else { return Some((text, range)) };
        let head = self.doc.callouts[callout as usize].kind_span.range();
        if range.start > head.end || range.end <= head.start {
            return Some((text, range));
        }
        let spaces = |at: usize| {
            let rest = &self.text[at..range.end.max(at)];
            rest.len() - rest.trim_start_matches([' ', '\t']).len()
        };
        let shown = head.end.max(range.start);
        let shown = shown + spaces(shown);
        let kept = shown < range.end && self.text[range.clone()] == *text;
        kept.then(|| (self.text[shown..range.end].into(), shown..range.end))
    }

    /// Whether a paragraph that starts now is the first of its callout.
    pub(super) fn begins_callout(&self) -> bool {
        self.containers.last().is_some_and(|container| {
            matches!(container.kind, ContainerKind::Callout { .. })
                && container.first_block == self.doc.blocks.len() as u32
        })
    }

    pub(super) fn start_callout_title(&mut self, range: Range<usize>) {
        let Some(&number) = self.open_callouts.last() else { return };
        let Some((title_end, folds)) = self.callout_container() else { return };
        let kind_end = self.doc.callouts[number as usize].kind_span.range().end;
        let at = self.doc.html.len();
        let tag = if folds { "summary" } else { "p" };
        self.doc.html.push_str(&format!("<{tag} class=\"callout-title\">"));
        let title = &self.text[kind_end..title_end];
        let source = Span::new(title_end - title.trim_start().len(), title_end);
        self.callout_text_end = range.end;
        self.open_block(BlockKind::CalloutTitle, at, None, source);
        if title.trim().is_empty() {
            self.hole(self.doc.html.len(), HoleKind::Title(number));
            // A first paragraph that goes on behind the head begins at its line break.
            if range.end <= title_end + 1 {
                self.close_callout_title();
            }
        }
    }

    fn callout_container(&self) -> Option<(usize, bool)> {
        match self.containers.last()?.kind {
            ContainerKind::Callout { title_end, folds } => Some((title_end, folds)),
            _ => None,
        }
    }

    /// A line break at `range` that ends a callout's title starts its text. Tells whether it did.
    pub(super) fn ends_callout_title(&mut self, range: &Range<usize>) -> bool {
        let Some((title_end, _)) = self.callout_container() else { return false };
        let ends = self.block.as_ref().is_some_and(|block| {
            block.kind == BlockKind::CalloutTitle
                && !block.inline.iter().any(|open| matches!(open.kind, InlineKind::Markdown))
        });
        if !ends || range.end <= title_end {
            return false;
        }
        self.close_callout_title();
        let kind =
            if self.inside.quotations > 0 { BlockKind::Quotation } else { BlockKind::Paragraph };
        let end = self.callout_text_end.max(range.end);
        let marks = self.text[range.end..end].trim_start_matches([' ', '\t', '>']);
        let source = Span::new(end - marks.len(), end);
        let at = self.doc.html.len();
        self.doc.html.push_str("<p>");
        self.open_block(kind, at, Some(at + 2), source);
        true
    }

    pub(super) fn close_callout_title(&mut self) {
        self.flush();
        let (Some(&number), Some((_, folds))) =
            (self.open_callouts.last(), self.callout_container())
        else {
            return;
        };
        self.close_inline();
        self.doc.html.push_str(if folds { "</summary>\n" } else { "</p>\n" });
        let end = self.doc.html.len();
        let Some(block) = self.finish_block(end - 1, None) else { return };
        let titled = !self.doc.blocks[block as usize].plain.is_empty();
        let callout = &mut self.doc.callouts[number as usize];
        callout.title = titled.then_some(block);
        callout.title_links.end = self.doc.links.len() as u32;
        callout.body = Span::new(end, end);
    }

    pub(super) fn end_quote(&mut self) {
        self.end_lazy_block();
        self.close_raw();
        let Some((_, folds)) = self.callout_container() else {
            return self.end_group("</blockquote>\n");
        };
        let Some(number) = self.open_callouts.pop() else { return };
        let body_end = self.doc.html.len() as u32;
        self.end_group(if folds { "</details>\n" } else { "</div>\n" });
        let callout = &mut self.doc.callouts[number as usize];
        callout.html.end = self.doc.html.len() as u32;
        callout.body = Span { start: callout.body.start, end: body_end };
        callout.blocks.end = self.doc.blocks.len() as u32;
    }
}

/// Reads a callout's head from the quotation that starts at `start`.
fn callout_head(text: &str, start: usize) -> Option<CalloutHead> {
    let rest = text[start..].trim_start_matches([' ', '\t']).strip_prefix('>')?;
    let inner = rest.trim_start_matches([' ', '\t']).strip_prefix("[!")?;
    let at = text.len() - inner.len() - "[!".len();
    let line_end = memchr::memchr2(b'\n', b'\r', inner.as_bytes()).unwrap_or(inner.len());
    let close = inner[..line_end].find(']')?;
    let kind = inner[..close].trim();
    let named = kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '|'));
    // `[!info|wide]`: what follows the bar is for styling.
    let name = kind.split('|').next().unwrap_or(kind).trim();
    if name.is_empty() || !named {
        return None;
    }
    let fold = match inner[close + 1..line_end].chars().next() {
        Some('-') => Some(false),
        Some('+') => Some(true),
        _ => None,
    };
    let end = at + "[!]".len() + close + usize::from(fold.is_some());
    Some(CalloutHead {
        kind: name.to_lowercase(),
        words: kind.to_owned(),
        kind_span: Span::new(at, end),
        fold,
        title_end: at + "[!".len() + line_end,
    })
}
