//! The stack of containers: quotations, lists, items, tables, footnotes, and raw HTML elements
//! that hold blocks. A container that Markdown closes takes the raw elements above it along.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr};

use super::Builder;
use super::elements::Element;
use crate::model::Span;
use crate::model::html::push_escaped;
use crate::parse::document::{BlockKind, DrawingKind, DrawingText, Group, Word};
use crate::parse::{math, queries};

/// A container on the stack.
pub(super) struct Container {
    pub kind: ContainerKind,
    /// Where its element begins in html.
    pub html_start: usize,
    pub source: Span,
    pub first_block: u32,
    /// The block made of the container's own text.
    pub own_block: Option<u32>,
}

#[derive(Clone, Copy)]
pub(super) enum ContainerKind {
    Quote,
    /// `title_end`: where its title line ends in the source.
    Callout {
        title_end: usize,
        folds: bool,
    },
    List {
        ordered: bool,
    },
    Item,
    Table,
    Row,
    Definitions,
    Definition,
    Term,
    Footnote,
    /// An element of raw HTML; `link` is the link that it is.
    Raw {
        element: &'static Element,
        link: Option<u32>,
    },
}

impl<'a> Builder<'a> {
    pub(super) fn push_container(&mut self, kind: ContainerKind, source: Span) {
        if let Some(counter) = self.counter(kind) {
            *counter += 1;
        }
        self.containers.push(Container {
            kind,
            html_start: self.doc.html.len(),
            source,
            first_block: self.doc.blocks.len() as u32,
            own_block: None,
        });
    }

    /// Ends the innermost container that is Markdown's own, and raw HTML inside it before.
    pub(super) fn pop_container(&mut self) -> Option<Container> {
        self.end_lazy_block();
        self.close_raw();
        self.drop_container()
    }

    /// Ends the innermost container.
    pub(super) fn drop_container(&mut self) -> Option<Container> {
        self.close_headings(self.containers.len());
        let container = self.containers.pop()?;
        if let Some(counter) = self.counter(container.kind) {
            *counter -= 1;
        }
        Some(container)
    }

    fn counter(&mut self, kind: ContainerKind) -> Option<&mut u32> {
        match kind {
            ContainerKind::Quote => Some(&mut self.inside.quotations),
            ContainerKind::Footnote => Some(&mut self.inside.footnotes),
            ContainerKind::Raw { link: Some(_), .. } => Some(&mut self.inside.links),
            ContainerKind::Raw { element, .. } if element.is_code() => Some(&mut self.inside.code),
            _ => None,
        }
    }

    /// Starts an element whose own text, if it has any, is a block.
    fn start_element(&mut self, open: &str, kind: ContainerKind, range: Range<usize>) {
        self.push_container(kind, range.into());
        self.doc.html.push_str(open);
    }

    /// Ends such an element.
    pub(super) fn end_element(&mut self, close: &str) {
        let own = self.pop_container().and_then(|container| container.own_block);
        self.doc.html.push_str(close);
        if let Some(block) = own {
            self.doc.blocks[block as usize].html.end = self.trimmed_end();
        }
    }

    /// Where the html ends, less a line's end.
    fn trimmed_end(&self) -> u32 {
        let html = &self.doc.html;
        (html.len() - usize::from(html.ends_with('\n'))) as u32
    }

    /// Ends a list, table or quotation, which an `^id` that follows may name.
    pub(super) fn end_group(&mut self, close: &str) {
        let Some(container) = self.pop_container() else { return };
        self.doc.html.push_str(close);
        self.end_of_group(container.html_start, container.first_block, container.source);
    }

    /// Notes an element that stands from `html_start` to the end of html.
    pub(super) fn end_of_group(&mut self, html_start: usize, first_block: u32, source: Span) {
        self.group = Some(Group {
            html: Span { start: html_start as u32, end: self.trimmed_end() },
            source,
            blocks: first_block..self.doc.blocks.len() as u32,
        });
    }

    pub(super) fn start_list(&mut self, first: Option<u64>, range: Range<usize>) {
        let ordered = first.is_some();
        self.push_container(ContainerKind::List { ordered }, range.into());
        match first {
            None => self.doc.html.push_str("<ul>\n"),
            Some(1) => self.doc.html.push_str("<ol>\n"),
            Some(first) => self.doc.html.push_str(&format!("<ol start=\"{first}\">\n")),
        }
    }

    pub(super) fn end_list(&mut self) {
        self.end_lazy_block();
        self.close_raw();
        let ordered = matches!(
            self.containers.last().map(|container| container.kind),
            Some(ContainerKind::List { ordered: true })
        );
        self.end_group(if ordered { "</ol>\n" } else { "</ul>\n" });
    }

    pub(super) fn start_item(&mut self, range: Range<usize>) {
        self.start_element("<li>", ContainerKind::Item, range);
    }

    pub(super) fn start_row(&mut self, range: Range<usize>) {
        self.cell = 0;
        self.start_element("<tr>", ContainerKind::Row, range);
    }

    pub(super) fn start_definitions(&mut self, range: Range<usize>) {
        self.start_element("<dl>\n", ContainerKind::Definitions, range);
    }

    pub(super) fn start_term(&mut self, range: Range<usize>) {
        self.start_element("<dt>", ContainerKind::Term, range);
    }

    pub(super) fn start_definition(&mut self, range: Range<usize>) {
        self.start_element("<dd>", ContainerKind::Definition, range);
    }

    /// Text comes that no paragraph holds: it belongs to the innermost container if nothing
    /// stands before it there, else it is a paragraph.
    pub(super) fn open_lazy_block(&mut self, source: usize) {
        if self.block.is_some() {
            return;
        }
        let at = self.doc.html.len();
        if self.raw.is_block() {
            return self.open_block(BlockKind::Html, at, None, Span::new(source, source));
        }
        if let Some(container) = self.containers.last() {
            // All these tags are as long.
            let own = match container.kind {
                ContainerKind::Item => Some((BlockKind::Item, "<li>")),
                ContainerKind::Row => Some((BlockKind::Row, "<tr>")),
                ContainerKind::Definition => Some((BlockKind::Definition, "<dd>")),
                ContainerKind::Term => Some((BlockKind::Term, "<dt>")),
                _ => None,
            };
            let start = container.html_start;
            if let Some((kind, tag)) = own
                && at == start + tag.len()
            {
                return self.open_block(kind, start, Some(start + tag.len() - 1), container.source);
            }
        }
        if !self.extended() {
            return self.open_block(BlockKind::Paragraph, at, None, Span::new(source, source));
        }
        self.doc.html.push_str("<p>");
        self.open_block(BlockKind::Paragraph, at, Some(at + 2), Span::new(source, source));
        self.block.as_mut().expect("just opened").lazy_paragraph = true;
    }

    /// Closes a block that a container's own text opened.
    pub(super) fn end_lazy_block(&mut self) {
        self.flush();
        let Some(block) = &self.block else { return };
        let lazy_paragraph = block.lazy_paragraph;
        self.close_inline();
        let author_id = self.take_block_id();
        let end = self.doc.html.len();
        if lazy_paragraph {
            self.doc.html.push_str("</p>\n");
        }
        let end = end + if lazy_paragraph { "</p>".len() } else { 0 };
        let Some(block) = self.finish_block(end, author_id) else { return };
        let is_own = !lazy_paragraph && self.doc.blocks[block as usize].kind != BlockKind::Html;
        if let Some(container) = self.containers.last_mut().filter(|_| is_own) {
            container.own_block.get_or_insert(block);
        }
        self.close_late_raw();
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'a>, range: Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        let at = self.doc.html.len();
        self.open_block(BlockKind::Code, at, None, range.into());
        self.code_info = Some(info);
    }

    pub(super) fn end_code(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let Some(info) = self.code_info.take() else { return };
        let Some((html_start, source)) = self.block.as_ref().map(|b| (b.html_start, b.source))
        else {
            return;
        };
        let language = language_of(&info);
        if self.extended() && queries::is_query(language) {
            self.discard_block();
            return self.tell_query(language.to_owned(), source.range());
        }
        if language == "math" && self.math_block(&pending) {
            return self.end_of_group(html_start, self.doc.blocks.len() as u32 - 1, source);
        }
        self.doc.html.push_str("<pre><code");
        if !language.is_empty() {
            self.doc.html.push_str(" class=\"language-");
            push_escaped(&mut self.doc.html, language);
            self.doc.html.push('"');
        }
        self.doc.html.push('>');
        let first_block = self.doc.blocks.len() as u32;
        for (range, text) in &pending {
            let verbatim = self.text[range.clone()] == **text;
            self.push_unseen(text, range.start, verbatim, Word::CODE);
        }
        let start = self.block.as_ref().map_or(0, |block| block.plain_start);
        match self.extended() && !language.is_empty() {
            true => {
                let source = pending.first().map_or(0, |(range, _)| range.start);
                let text = self.drawing_text(&self.doc.plain[start..], source);
                self.drawing(DrawingKind::Code(language.into()), text);
            }
            false => push_escaped(&mut self.doc.html, &self.doc.plain[start..]),
        }
        self.doc.html.push_str("</code></pre>\n");
        let end = self.doc.html.len() - 1;
        self.finish_block(end, None);
        self.end_of_group(html_start, first_block, source);
    }

    /// What is drawn from `text`, which stands at `source` or, if it doesn't, in pieces.
    pub(super) fn drawing_text(&self, text: &str, source: usize) -> DrawingText {
        match self.text.get(source..source + text.len()) == Some(text) {
            true => DrawingText::Source(Span::new(source, source + text.len())),
            false => DrawingText::Pieces(text.into()),
        }
    }

    /// Draws a block of code as math, if it can be read. Its block ends.
    fn math_block(&mut self, pending: &[(Range<usize>, CowStr<'a>)]) -> bool {
        let latex: String = pending.iter().map(|(_, text)| &**text).collect();
        if !self.extended() {
            return false;
        }
        if math::mathml(latex.trim(), true).is_none() {
            if let (Some((first, _)), Some((last, _))) = (pending.first(), pending.last()) {
                self.tell_math(&latex, first.start..last.end);
            }
            return false;
        }
        for (range, text) in pending {
            let verbatim = self.text[range.clone()] == **text;
            self.push_unseen(text, range.start, verbatim, Word::MATH);
        }
        self.doc.html.push_str("<p>");
        let first = pending.first().map_or(0, |(range, _)| range.start);
        let trimmed = first + latex.len() - latex.trim_start().len();
        let text = self.drawing_text(latex.trim(), trimmed);
        self.drawing(DrawingKind::DisplayMath, text);
        self.doc.html.push_str("</p>\n");
        let end = self.doc.html.len() - 1;
        self.finish_block(end, None);
        true
    }
}

/// The language of a block of code: the first word of the fence's info.
fn language_of(info: &str) -> &str {
    info.split([' ', ',', '{', '\t']).next().unwrap_or("")
}
