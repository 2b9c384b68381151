//! Inside a block: links, images, code, math, line breaks.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::Builder;
use super::text::InlineKind;
use crate::diagnostics::Diagnostic;
use crate::model::Span;
use crate::parse::aligned::{Aligned, aligned};
use crate::parse::document::{
    Drawing, DrawingKind, DrawingText, HoleKind, Link, LinkKind, Size, Word,
};
use crate::parse::target::{TargetParts, at_source, split_url, split_wiki};
use crate::parse::{math, queries};

/// An image whose description is being read.
pub(super) struct OpenImage {
    link: u32,
    /// The description, or what an embed has behind its bar.
    text: String,
    /// Where it stands in the source.
    runs: Vec<Aligned>,
}

impl OpenImage {
    fn new(link: u32) -> Self {
        Self { link, text: String::new(), runs: Vec::new() }
    }

    /// More of the description, which stands at `source`. `verbatim` tells whether byte for byte.
    pub(super) fn push(&mut self, text: &str, source: usize, verbatim: bool) {
        self.extend(text, [Aligned { text: 0..text.len(), source, verbatim }]);
    }

    fn extend(&mut self, text: &str, runs: impl IntoIterator<Item = Aligned>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.extend(
            runs.into_iter()
                .map(|run| Aligned { text: start + run.text.start..start + run.text.end, ..run }),
        );
    }
}

impl Builder<'_> {
    pub(super) fn start_inline(&mut self, html: &str) {
        if self.images.is_empty() {
            self.enter(0);
            self.doc.html.push_str(html);
        }
    }

    pub(super) fn end_inline(&mut self, html: &str) {
        if self.images.is_empty() {
            self.leave();
            self.doc.html.push_str(html);
        }
    }

    pub(super) fn line_break(&mut self, html: &str, range: Range<usize>) {
        let at = self.text[range.clone()].find('\n').map_or(range.start, |i| range.start + i);
        let verbatim = self.text[at..].starts_with('\n');
        if let Some(image) = self.images.last_mut() {
            return image.push("\n", at, verbatim);
        }
        if self.ends_callout_title(&range) {
            return;
        }
        if self.block.is_none() {
            return;
        }
        // The plain text has the line's end alone; the skeleton may have a tag before it.
        let (tag, newline) = html.split_at(html.len() - 1);
        self.doc.html.push_str(tag);
        self.push_text(newline, at, verbatim);
    }

    pub(super) fn inline_code(&mut self, code: &str, range: Range<usize>) {
        if let Some(image) = self.images.last_mut() {
            return image.extend(code, aligned(code, self.text, range));
        }
        if self.extended() && queries::is_inline_query(code) {
            self.boundary();
            return self.tell_query("= …".to_owned(), range);
        }
        self.enter(Word::CODE);
        self.doc.html.push_str("<code>");
        for run in aligned(code, self.text, range) {
            self.push_text(&code[run.text], run.source, run.verbatim);
        }
        self.leave();
        self.doc.html.push_str("</code>");
    }

    /// Math that stands at `range`, its signs included.
    pub(super) fn math(&mut self, latex: &str, range: Range<usize>, display: bool) {
        if let Some(image) = self.images.last_mut() {
            return image.extend(latex, aligned(latex, self.text, range));
        }
        if math::mathml(latex, display).is_none() {
            let text = &self.text[range.clone()];
            self.tell_math(latex, range.clone());
            return self.push_text(text, range.start, true);
        }
        self.open_lazy_block(range.start);
        self.push_unseen_runs(latex, &aligned(latex, self.text, range.clone()), Word::MATH);
        let kind = if display { DrawingKind::DisplayMath } else { DrawingKind::InlineMath };
        let at = self.text[range.clone()].find(latex).unwrap_or(0);
        self.drawing(kind, self.drawing_text(latex, range.start + at));
    }

    /// Tells of math that cannot be drawn, once a document.
    pub(super) fn tell_math(&mut self, latex: &str, range: Range<usize>) {
        if !std::mem::replace(&mut self.math_told, true) {
            let command = math::unknown_command(latex);
            let told = Diagnostic::unread_math(&self.doc.path, range.into(), command);
            self.diagnostics.push(told);
        }
    }

    /// Leaves a hole for what is drawn from `text`.
    pub(super) fn drawing(&mut self, kind: DrawingKind, text: DrawingText) {
        let number = self.doc.drawings.len() as u32;
        self.doc.drawings.push(Drawing { kind, text });
        self.hole(self.doc.html.len(), HoleKind::Drawing(number));
    }

    fn parts(&self, wiki: bool, url: &str) -> TargetParts {
        match (wiki, self.extended()) {
            // In a table the bar behind the target is escaped.
            (true, _) => split_wiki(url.strip_suffix('\\').unwrap_or(url)),
            (false, true) => self.split_url(from_root(url)),
            (false, false) => TargetParts { path: url.to_owned(), ..TargetParts::default() },
        }
    }

    /// Takes the target of a link apart, which in a clipping may begin at the root of its source.
    pub(super) fn split_url(&self, url: &str) -> TargetParts {
        let source = self.doc.meta.source_url.as_ref();
        let there = source.and_then(|source| at_source(url.trim(), &source.text));
        split_url(there.as_deref().unwrap_or(url))
    }

    /// Adds a link whose text begins here.
    pub(super) fn new_link(&mut self, kind: LinkKind, parts: TargetParts, source: Span) -> u32 {
        let at = self.doc.plain.len();
        self.doc.links.push(Link {
            kind,
            target: parts.path,
            fragment: parts.fragment,
            query: parts.query,
            label: None,
            title: None,
            size: Size::default(),
            source,
            definition: None,
            plain: Span::new(at, at),
            block: None,
        });
        self.doc.links.len() as u32 - 1
    }

    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        url: &str,
        title: &str,
        range: Range<usize>,
    ) {
        if !self.images.is_empty() {
            return;
        }
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let (kind, flags) = match link_type {
            LinkType::WikiLink { .. } => (LinkKind::Wiki, 0),
            LinkType::Autolink | LinkType::Email => (LinkKind::Autolink, Word::URL),
            _ => (LinkKind::Markdown, 0),
        };
        let parts = match link_type {
            LinkType::Email => self.parts(false, &format!("mailto:{url}")),
            _ => self.parts(wiki, url),
        };
        self.open_lazy_block(range.start);
        let link = self.new_link(kind, parts, range.into());
        self.doc.links[link as usize].title = (!title.is_empty()).then(|| title.to_owned());
        self.enter_link(link, flags, InlineKind::Markdown);
        self.bare_wiki = matches!(link_type, LinkType::WikiLink { has_pothole: false });
    }

    /// The text of link `link` begins, as an inline element of `kind`.
    pub(super) fn enter_link(&mut self, link: u32, flags: u16, kind: InlineKind) {
        self.enter_as(kind, Word::LINK | flags);
        let block = self.block.as_mut().expect("entering opens a block");
        block.open_links.push(link);
        self.hole(self.doc.html.len(), HoleKind::LinkStart(link));
    }

    /// The text of the innermost link ends.
    pub(super) fn leave_link(&mut self) {
        let Some(link) = self.block.as_mut().and_then(|block| block.open_links.pop()) else {
            return;
        };
        self.doc.links[link as usize].plain.end = self.doc.plain.len() as u32;
        self.hole(self.doc.html.len(), HoleKind::LinkEnd(link));
    }

    pub(super) fn end_link(&mut self) {
        if !self.images.is_empty() {
            return;
        }
        self.name_wordless_link();
        self.leave();
        self.leave_link();
        self.bare_wiki = false;
    }

    /// `[[Target|]]` says what `[[Target]]` does: nobody can see a link without words.
    fn name_wordless_link(&mut self) {
        let Some(&link) = self.block.as_ref().and_then(|block| block.open_links.last()) else {
            return;
        };
        let link = &self.doc.links[link as usize];
        if link.kind != LinkKind::Wiki || link.plain.start as usize != self.doc.plain.len() {
            return;
        }
        let source = link.source.of(self.text);
        let inner = source.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
        let Some((target, text)) = inner.and_then(|inner| inner.split_once('|')) else { return };
        if text.trim().is_empty() {
            let start = link.source.start as usize + "[[".len();
            let length = target.trim_end_matches('\\').len();
            self.push_wiki_text(start..start + length);
        }
    }

    pub(super) fn start_image(
        &mut self,
        link_type: LinkType,
        url: &str,
        title: &str,
        range: Range<usize>,
    ) {
        if !self.images.is_empty() {
            // An image in an image's description is part of that description.
            return self.images.push(OpenImage::new(u32::MAX));
        }
        self.open_lazy_block(range.start);
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let kind = if wiki { LinkKind::Embed } else { LinkKind::Image };
        let parts = self.parts(wiki, url);
        let link = self.new_link(kind, parts, range.into());
        self.doc.links[link as usize].title = (!title.is_empty()).then(|| title.to_owned());
        self.bare_wiki = matches!(link_type, LinkType::WikiLink { has_pothole: false });
        self.images.push(OpenImage::new(link));
    }

    pub(super) fn end_image(&mut self) {
        let Some(OpenImage { link: number, text, mut runs }) = self.images.pop() else { return };
        if let Some(outer) = self.images.last_mut() {
            return outer.extend(&text, runs);
        }
        let text = if std::mem::take(&mut self.bare_wiki) { String::new() } else { text };
        let kind = self.doc.links[number as usize].kind;
        let (label, size) = match (kind, self.extended()) {
            (_, false) => (&*text, Size::default()),
            (LinkKind::Embed, true) => split_size(&text),
            // Without a bar it is a description, be it a number.
            (_, true) if text.contains('|') => split_size(&text),
            (_, true) => (&*text, Size::default()),
        };
        self.doc.links[number as usize].size = size;
        for run in &mut runs {
            run.text.end = run.text.end.min(label.len());
        }
        runs.retain(|run| run.text.start < run.text.end);
        self.image(number, kind, label, &runs);
    }

    /// Puts image or embed `number` here. An image's description, whose pieces stand in the source
    /// at `runs`, is part of the plain text; an embed's title isn't.
    pub(super) fn image(&mut self, number: u32, kind: LinkKind, label: &str, runs: &[Aligned]) {
        self.hole(self.doc.html.len(), HoleKind::Embed(number));
        self.boundary();
        if kind != LinkKind::Embed {
            self.push_unseen_runs(label, runs, Word::IMAGE);
        }
        let end = self.doc.plain.len() as u32;
        let link = &mut self.doc.links[number as usize];
        link.plain.end = end;
        link.label = (!label.is_empty()).then(|| label.to_owned());
    }
}

/// A target from the content's root as others write it: `@/a.md`, `@site/docs/a.md`.
fn from_root(url: &str) -> &str {
    let rest = url.strip_prefix("@site").or_else(|| url.strip_prefix('@'));
    rest.filter(|rest| rest.starts_with('/')).unwrap_or(url)
}

/// Takes an image's size, `|300` or `|300x200`, off the end of its text.
fn split_size(text: &str) -> (&str, Size) {
    let (label, size) = text.rsplit_once('|').unwrap_or(("", text));
    let size = size.trim();
    let (width, height) = size.split_once('x').unwrap_or((size, "0"));
    let is_number = |text: &str| {
        (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(width.strip_suffix('%').unwrap_or(width)) || !is_number(height) {
        return (text, Size::default());
    }
    let height = size.contains('x').then(|| height.to_owned());
    (label.trim_end(), Size { width: Some(width.to_owned()), height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_sizes_off_labels() {
        let sizes = |text| {
            let (label, size) = split_size(text);
            format!(
                "{label};{};{}",
                size.width.unwrap_or_default(),
                size.height.unwrap_or_default()
            )
        };
        assert_eq!(sizes("300"), ";300;");
        assert_eq!(sizes("a|300x20"), "a;300;20");
        assert_eq!(sizes("a|b|7"), "a|b;7;");
        assert_eq!(sizes("a|50%"), "a;50%;");
        assert_eq!(sizes("a"), "a;;");
        assert_eq!(sizes("a|3x"), "a|3x;;");
        assert_eq!(sizes("1234567"), "1234567;;");
        assert_eq!(sizes(""), ";;");
    }
}
