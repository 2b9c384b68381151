//! The body: pulldown-cmark's events become blocks, headings, callouts, links and a skeleton.
//!
//! One loop, one pass. Containers go on a stack; text collects in `pending` until something else
//! comes and is then read for topoi's own notation ([`notation`](super::notation)). Footnote
//! definitions are put aside and written at the end, in the order of their first reference.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::code;
use super::document::{
    AnchorKind, BlockKind, Callout, Document, Heading, HoleKind, Link, LinkKind, Word,
};
use super::sanitize::Sanitizer;
use super::slug::slug;
use super::target::{split_url, split_wiki};
use super::text::OpenBlock;
use super::words::Segmenter;
use super::{HtmlPolicy, ParseOptions};
use crate::model::{Map, Span};

/// The document under construction.
pub(super) struct Builder<'a> {
    pub doc: Document,
    pub text: &'a str,
    pub options: &'a ParseOptions,
    pub segmenter: Segmenter,
    pub block: Option<OpenBlock>,
    /// Text events that wait for their notation to be read: source ranges and texts.
    pub pending: Vec<(Range<usize>, CowStr<'a>)>,
    /// Where the event at hand stands in the source.
    pub place: usize,
    /// Text before this source offset stands in a comment.
    pub comment_until: usize,
    containers: Vec<Container>,
    open_headings: Vec<(u32, usize)>,
    open_callouts: Vec<u32>,
    images: Vec<OpenImage>,
    links: Vec<Option<u32>>,
    footnotes: Footnotes<'a>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    sanitizer: Sanitizer,
    /// The info string of the code block at hand.
    pub code_info: Option<String>,
    /// Inside a wikilink or embed without text of its own.
    pub bare_wiki: bool,
}

/// A container on the stack.
struct Container {
    kind: ContainerKind,
    /// Where its element begins in html.
    html_start: usize,
    source: Span,
    first_block: u32,
    /// Blocks of text made from the container's own text.
    own_block: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContainerKind {
    Quote,
    Callout { title_end: usize, folds: bool },
    List { ordered: bool },
    Item,
    Table,
    Row,
    Definitions,
    Definition,
    Term,
    Footnote,
}

struct OpenImage {
    link: u32,
    alt_start: usize,
}

#[derive(Default)]
struct Footnotes<'a> {
    /// Labels in the order of their first reference.
    order: Vec<String>,
    references: Map<String, u32>,
    definitions: Map<String, Vec<(Event<'a>, Range<usize>)>>,
}

impl<'a> Builder<'a> {
    /// A builder for `doc`, which has no body yet.
    pub(super) fn new(doc: Document, text: &'a str, options: &'a ParseOptions) -> Self {
        let segmenter = Segmenter::new(&doc.lang);
        Self {
            doc,
            text,
            options,
            segmenter,
            block: None,
            pending: Vec::new(),
            place: 0,
            comment_until: 0,
            containers: Vec::new(),
            open_headings: Vec::new(),
            open_callouts: Vec::new(),
            images: Vec::new(),
            links: Vec::new(),
            footnotes: Footnotes::default(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            sanitizer: Sanitizer::default(),
            code_info: None,
            bare_wiki: false,
        }
    }

    /// Reads the body, which begins at byte `start` of the text.
    pub(super) fn build(mut self, start: usize) -> Document {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        if !self.options.plain_commonmark {
            options |= Options::ENABLE_HEADING_ATTRIBUTES
                | Options::ENABLE_MATH
                | Options::ENABLE_DEFINITION_LIST
                | Options::ENABLE_WIKILINKS;
        }
        let parser = Parser::new_ext(&self.text[start..], options);
        let mut depth = 0;
        let mut aside: Option<(String, Vec<_>)> = None;
        for (event, range) in parser.into_offset_iter() {
            let range = start + range.start..start + range.end;
            match &event {
                Event::Start(Tag::FootnoteDefinition(label)) if aside.is_none() => {
                    aside = Some((label.to_string(), Vec::new()));
                    continue;
                }
                Event::End(TagEnd::FootnoteDefinition) if depth == 0 => {
                    if let Some((label, events)) = aside.take() {
                        self.footnotes.definitions.entry(label).or_insert(events);
                    }
                    continue;
                }
                _ => {}
            }
            match (&mut aside, &event) {
                (Some((_, events)), _) => {
                    match event {
                        Event::Start(Tag::FootnoteDefinition(_)) => depth += 1,
                        Event::End(TagEnd::FootnoteDefinition) => depth -= 1,
                        _ => {}
                    }
                    events.push((event, range));
                }
                (None, _) => self.event(event, range),
            }
        }
        self.close_headings(0);
        self.write_footnotes();
        self.finish()
    }

    fn finish(mut self) -> Document {
        self.flush();
        let end = self.doc.html.len();
        self.close_block(end);
        self.sanitizer.finish(&mut self.doc.html);
        let mut doc = self.doc;
        doc.holes.sort_by_key(|hole| hole.at);
        doc.lexicon = self.segmenter.into_lexicon();
        doc.number_anchors();
        doc
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        self.place = range.start;
        if let Event::Text(text) = event {
            if range.start >= self.comment_until {
                self.text_event(text, range);
            }
            return;
        }
        self.flush();
        let hidden = range.start < self.comment_until;
        match event {
            Event::Start(tag) => self.start(tag, range, hidden),
            Event::End(tag) => self.end(tag, range),
            _ if hidden => {}
            Event::Text(_) => unreachable!("handled above"),
            Event::Code(code) => self.inline_code(&code, range),
            Event::InlineMath(latex) => self.inline_math(&latex, range, false),
            Event::DisplayMath(latex) => self.inline_math(&latex, range, true),
            Event::Html(html) => self.raw_html(&html, range),
            Event::InlineHtml(html) => {
                self.boundary();
                self.raw_html(&html, range);
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label, range),
            Event::SoftBreak => self.line_break("\n", range),
            Event::HardBreak => self.line_break("<br />\n", range),
            Event::Rule => {
                self.end_lazy_block();
                self.doc.html.push_str("<hr />\n");
            }
            Event::TaskListMarker(checked) => {
                let html = if checked {
                    "<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n"
                } else {
                    "<input disabled=\"\" type=\"checkbox\"/>\n"
                };
                self.open_lazy_block(range.start);
                self.doc.html.push_str(html);
            }
        }
    }

    fn text_event(&mut self, text: CowStr<'a>, range: Range<usize>) {
        // The head of a callout, `[!kind]`, is no text; neither is the space behind it.
        if self.code_info.is_none()
            && let Some(&callout) = self.open_callouts.last()
        {
            let head = self.doc.callouts[callout as usize].kind_span.range();
            let shown = head.end + leading_spaces(&self.text[head.end..]);
            if range.start < shown && range.end > head.start {
                if shown < range.end && self.text.get(range.clone()) == Some(&*text) {
                    let rest = self.text[shown..range.end].to_owned();
                    self.pending.push((shown..range.end, rest.into()));
                }
                return;
            }
        }
        self.pending.push((range, text));
    }

    fn line_break(&mut self, html: &str, range: Range<usize>) {
        if let Some(Container { kind: ContainerKind::Callout { title_end, .. }, .. }) =
            self.containers.last()
        {
            let title_end = *title_end;
            let in_title = self.block.as_ref().is_some_and(|b| b.kind == BlockKind::CalloutTitle);
            let nested = self.block.as_ref().is_some_and(|b| b.elements.len() > 1);
            if range.start >= title_end && in_title && !nested {
                self.close_callout_title();
                let at = self.doc.html.len();
                self.doc.html.push_str("<p>");
                self.open_block(BlockKind::Paragraph, at, at + 2, Span::from(range));
                return;
            }
        }
        if self.in_image() {
            return self.push_unseen("\n", range.start, true, Word::IMAGE);
        }
        if self.block.is_some() {
            // The plain text has the line's end alone; the skeleton may have a tag before it.
            let (tag, newline) = html.split_at(html.len() - 1);
            self.doc.html.push_str(tag);
            let newline_at =
                self.text[range.clone()].find('\n').map_or(range.start, |i| range.start + i);
            self.push_text(newline, newline_at, true);
        }
    }

    fn inline_code(&mut self, code: &str, range: Range<usize>) {
        if self.in_image() {
            return self.push_unseen(code, range.start, false, Word::IMAGE | Word::CODE);
        }
        let at = self.text[range.clone()].find(code).map(|i| range.start + i);
        self.enter(Word::CODE);
        self.doc.html.push_str("<code>");
        self.push_text(code, at.unwrap_or(range.start), at.is_some());
        self.doc.html.push_str("</code>");
        self.leave();
    }

    fn inline_math(&mut self, latex: &str, range: Range<usize>, display: bool) {
        let html = match display || !code::is_money(self.text, range.clone()) {
            true => code::math(latex, display),
            false => None,
        };
        match html {
            Some(html) => {
                self.open_lazy_block(range.start);
                self.push_unseen(latex, range.start, false, Word::MATH);
                self.verbatim(html);
            }
            None => {
                let text = &self.text[range.clone()];
                self.push_text(text, range.start, true);
            }
        }
    }

    fn verbatim(&mut self, html: String) {
        let number = self.doc.verbatim.len() as u32;
        self.doc.verbatim.push(html);
        self.hole(self.doc.html.len(), HoleKind::Verbatim(number));
    }

    fn raw_html(&mut self, html: &str, range: Range<usize>) {
        if self.in_image() {
            return;
        }
        match self.options.html {
            HtmlPolicy::Trusted => self.doc.html.push_str(html),
            HtmlPolicy::Escape => {
                self.open_lazy_block(range.start);
                self.push_text(html, range.start, self.text[range.clone()] == *html);
            }
            HtmlPolicy::Sanitize => {
                let depth = self.containers.len();
                self.sanitizer.push(html, range.start, depth, &mut self.doc);
            }
        }
    }

    fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        let count = self.footnotes.references.entry(label.to_owned()).or_insert(0);
        *count += 1;
        let (count, label) = (*count, label.to_owned());
        let number = match self.footnotes.order.iter().position(|l| *l == label) {
            Some(index) => index + 1,
            None => {
                self.footnotes.order.push(label);
                self.footnotes.order.len()
            }
        };
        self.open_lazy_block(range.start);
        self.boundary();
        let id =
            if count == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{count}") };
        let anchor = self.anchor(id, AnchorKind::Footnote, Span::from(range.clone()), None);
        self.doc.html.push_str("<sup class=\"footnote-ref\"");
        self.hole(self.doc.html.len(), HoleKind::Id(anchor));
        self.doc.html.push('>');
        self.footnote_link(&format!("fn-{number}"), &number.to_string(), range);
        self.doc.html.push_str("</sup>");
    }

    /// A link inside the page that is resolved like any other, so that embeds can redirect it.
    fn footnote_link(&mut self, fragment: &str, text: &str, range: Range<usize>) {
        let link = self.doc.links.len() as u32;
        let at = self.doc.plain.len();
        self.doc.links.push(Link {
            kind: LinkKind::Footnote,
            target: String::new(),
            fragment: Some(fragment.to_owned()),
            query: None,
            label: None,
            title: None,
            source: Span::from(range),
            plain: Span::new(at, at),
            block: None,
        });
        self.hole(self.doc.html.len(), HoleKind::LinkStart(link));
        self.doc.html.push_str(text);
        self.hole(self.doc.html.len(), HoleKind::LinkEnd(link));
    }

    fn write_footnotes(&mut self) {
        let mut number = 0;
        while let Some(label) = self.footnotes.order.get(number).cloned() {
            number += 1;
            if number == 1 {
                self.doc.html.push_str("<section class=\"footnotes\">\n<ol>\n");
            }
            let events = self.footnotes.definitions.remove(&label).unwrap_or_default();
            let span =
                events.first().map_or(Span::default(), |(_, range)| Span::from(range.clone()));
            let anchor = self.anchor(format!("fn-{number}"), AnchorKind::Footnote, span, None);
            self.doc.html.push_str("<li");
            self.hole(self.doc.html.len(), HoleKind::Id(anchor));
            self.doc.html.push_str(">\n");
            self.push_container(ContainerKind::Footnote, span);
            for (event, range) in events {
                self.event(event, range);
            }
            self.pop_container();
            let count = self.footnotes.references.get(&label).copied().unwrap_or(1);
            self.backlinks(number, count, span);
            self.doc.html.push_str("</li>\n");
        }
        if number > 0 {
            self.doc.html.push_str("</ol>\n</section>\n");
        }
    }

    fn backlinks(&mut self, number: usize, count: u32, span: Span) {
        let trimmed = self.doc.html.strip_suffix("</p>\n").map(str::len);
        if let Some(len) = trimmed {
            self.doc.html.truncate(len);
        }
        for n in 1..=count {
            let fragment =
                if n == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{n}") };
            self.doc.html.push(' ');
            self.footnote_link(&fragment, "↩", span.range());
        }
        if trimmed.is_some() {
            self.doc.html.push_str("</p>\n");
        }
    }

    // Containers and blocks.

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>, hidden: bool) {
        if !is_inline(&tag) {
            self.end_lazy_block();
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(range),
            Tag::Heading { level, id, classes, .. } => {
                self.start_heading(level, id, &classes, range)
            }
            Tag::BlockQuote(_) => self.start_quote(range, hidden),
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::List(first) => {
                self.doc.html.push_str(match first {
                    None => "<ul>\n",
                    Some(1) => "<ol>\n",
                    Some(_) => "<ol start=\"",
                });
                if let Some(first) = first.filter(|&first| first != 1) {
                    self.doc.html.push_str(&format!("{first}\">\n"));
                }
                self.push_container(ContainerKind::List { ordered: first.is_some() }, range.into());
            }
            Tag::Item => self.start_element("<li", ">", ContainerKind::Item, range),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.doc.html.push_str("<div class=\"table\"><table>");
                if self.options.plain_commonmark {
                    let start = self.doc.html.len() - "<div class=\"table\"><table>".len();
                    self.doc.html.replace_range(start.., "<table>");
                }
                self.push_container(ContainerKind::Table, range.into());
            }
            Tag::TableHead => {
                self.in_head = true;
                self.doc.html.push_str("<thead>");
                self.start_row(range);
            }
            Tag::TableRow => self.start_row(range),
            Tag::TableCell => self.start_cell(),
            Tag::DefinitionList => {
                self.doc.html.push_str("<dl>\n");
                self.push_container(ContainerKind::Definitions, range.into());
            }
            Tag::DefinitionListTitle => self.start_element("<dt", ">", ContainerKind::Term, range),
            Tag::DefinitionListDefinition => {
                self.start_element("<dd", ">", ContainerKind::Definition, range);
            }
            Tag::Emphasis => self.start_inline("<em>"),
            Tag::Strong => self.start_inline("<strong>"),
            Tag::Strikethrough => self.start_inline("<del>"),
            Tag::Superscript => self.start_inline("<sup>"),
            Tag::Subscript => self.start_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                self.start_image(link_type, &dest_url, &title, range);
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::FootnoteDefinition(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => self.end_heading(level, range),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::List(_) => {
                self.end_lazy_block();
                let ordered = matches!(
                    self.containers.last().map(|c| c.kind),
                    Some(ContainerKind::List { ordered: true })
                );
                self.doc.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
                self.pop_container();
            }
            TagEnd::Item => self.end_element("</li>\n"),
            TagEnd::DefinitionListTitle => self.end_element("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.end_element("</dd>\n"),
            TagEnd::DefinitionList => {
                self.doc.html.push_str("</dl>\n");
                self.pop_container();
            }
            TagEnd::Table => {
                self.doc.html.push_str("</tbody></table>");
                self.doc.html.push_str(if self.options.plain_commonmark {
                    "\n"
                } else {
                    "</div>\n"
                });
                self.pop_container();
            }
            TagEnd::TableHead => {
                self.end_row();
                self.doc.html.push_str("</thead><tbody>\n");
                self.in_head = false;
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::TableCell => {
                self.doc.html.push_str(if self.in_head { "</th>" } else { "</td>" })
            }
            TagEnd::Emphasis => self.end_inline("</em>"),
            TagEnd::Strong => self.end_inline("</strong>"),
            TagEnd::Strikethrough => self.end_inline("</del>"),
            TagEnd::Superscript => self.end_inline("</sup>"),
            TagEnd::Subscript => self.end_inline("</sub>"),
            TagEnd::Link => self.end_link(range),
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::FootnoteDefinition => {}
        }
    }

    fn push_container(&mut self, kind: ContainerKind, source: Span) {
        self.containers.push(Container {
            kind,
            html_start: self.doc.html.len(),
            source,
            first_block: self.doc.blocks.len() as u32,
            own_block: None,
        });
    }

    fn pop_container(&mut self) {
        self.end_lazy_block();
        let depth = self.containers.len();
        self.close_headings(depth);
        self.sanitizer.close(depth, &mut self.doc.html);
        self.containers.pop();
    }

    /// An element whose own text, if it has any, is a block.
    fn start_element(&mut self, open: &str, close: &str, kind: ContainerKind, range: Range<usize>) {
        self.push_container(kind, Span::from(range));
        self.doc.html.push_str(open);
        self.doc.html.push_str(close);
    }

    fn end_element(&mut self, close: &str) {
        self.end_lazy_block();
        let own = self.containers.last().and_then(|c| c.own_block);
        self.pop_container();
        self.doc.html.push_str(close);
        if let Some(block) = own {
            let end = self.doc.html.trim_end().len() as u32;
            self.doc.blocks[block as usize].html.end = end;
        }
    }

    /// Text comes that no paragraph holds: it belongs to the innermost container.
    pub(super) fn open_lazy_block(&mut self, source: usize) {
        if self.block.is_some() {
            return;
        }
        let (kind, start, id_at, span) = match self.containers.last() {
            Some(c) if c.own_block.is_none() => {
                let (kind, tag) = match c.kind {
                    ContainerKind::Item => (BlockKind::Item, 3),
                    ContainerKind::Row => (BlockKind::Row, 3),
                    ContainerKind::Definition => (BlockKind::Definition, 3),
                    ContainerKind::Term => (BlockKind::Term, 3),
                    _ => (BlockKind::Paragraph, 0),
                };
                let start = if tag == 0 { self.doc.html.len() } else { c.html_start };
                (kind, start, start + tag, c.source)
            }
            _ => {
                let at = self.doc.html.len();
                (BlockKind::Paragraph, at, at, Span::new(source, source))
            }
        };
        self.open_block(kind, start, id_at, span);
    }

    /// Closes a block that a container's own text opened. Ids have a place only in a tag.
    fn end_lazy_block(&mut self) {
        self.flush();
        let Some(block) = &self.block else { return };
        let has_tag = block.id_at > block.html_start;
        let end = self.doc.html.len();
        if let Some(number) = self.close_block(end) {
            if !has_tag {
                self.drop_id(number);
            }
            if let Some(container) = self.containers.last_mut() {
                container.own_block.get_or_insert(number);
            }
        }
    }

    fn drop_id(&mut self, block: u32) {
        if let Some(anchor) = self.doc.blocks[block as usize].anchor.take() {
            self.doc.holes.retain(|hole| hole.kind != HoleKind::Id(anchor));
            if anchor as usize + 1 == self.doc.anchors.len() {
                self.doc.anchors.pop();
            }
        }
    }

    fn start_paragraph(&mut self, range: Range<usize>) {
        let first_in_callout = matches!(
            self.containers.last(),
            Some(c) if matches!(c.kind, ContainerKind::Callout { .. })
                && c.first_block == self.doc.blocks.len() as u32
                && c.own_block.is_none()
        );
        if first_in_callout {
            return self.start_callout_title(range);
        }
        let kind = if self.containers.iter().any(|c| c.kind == ContainerKind::Footnote) {
            BlockKind::Footnote
        } else if self.in_quotation() {
            BlockKind::Quotation
        } else {
            BlockKind::Paragraph
        };
        let at = self.doc.html.len();
        self.doc.html.push_str("<p>");
        self.open_block(kind, at, at + 2, Span::from(range));
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let Some(block) = &self.block else { return };
        if block.kind == BlockKind::CalloutTitle {
            return self.close_callout_title();
        }
        let (html_start, text_at) = (block.html_start, block.text_at);
        let anchors = self.doc.anchors.len();
        let blocks = self.doc.blocks.len();
        // Counted before the block's own id comes in, which stands further ahead.
        let holes = self.doc.holes.iter().rev().take_while(|h| h.at as usize >= text_at).count();
        let end = self.doc.html.len();
        let Some(number) = self.close_block(end) else { return };
        let empty = self.doc.html.len() == text_at && holes == 0;
        if empty && !self.options.plain_commonmark {
            // A comment, or an `^id` alone, which names the block before.
            self.doc.html.truncate(html_start);
            self.doc.blocks.truncate(blocks);
            if let Some(anchor) = self.doc.anchors.get(anchors).cloned() {
                self.doc.anchors.truncate(anchors);
                self.doc.holes.retain(|h| h.kind != HoleKind::Id(anchors as u32));
                self.name_previous(anchor.base, anchor.source);
            }
            return;
        }
        self.doc.html.push_str("</p>\n");
        let end = self.doc.html.len() as u32 - 1;
        self.doc.blocks[number as usize].html.end = end;
    }

    /// An `^id` that stands alone names the block before it.
    fn name_previous(&mut self, id: String, source: Span) {
        let Some(block) = self.doc.blocks.last() else { return };
        match block.anchor {
            Some(anchor) if block.is_passage() => {
                let anchor = &mut self.doc.anchors[anchor as usize];
                anchor.id.clone_from(&id);
                anchor.base = id;
                anchor.kind = AnchorKind::Block;
                anchor.source = source;
            }
            _ => {
                let number = self.doc.blocks.len() as u32 - 1;
                self.anchor(id, AnchorKind::Block, source, Some(number));
            }
        }
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'a>>,
        classes: &[CowStr<'a>],
        range: Range<usize>,
    ) {
        let level_number = level as u8;
        let depth = self.containers.len();
        self.close_headings_from(level_number, depth);
        let at = self.doc.html.len();
        self.doc.html.push_str(&format!("<h{level_number}"));
        let id_at = self.doc.html.len();
        if !classes.is_empty() {
            self.doc.html.push_str(" class=\"");
            let classes: Vec<&str> = classes.iter().map(AsRef::as_ref).collect();
            push_escaped(&mut self.doc.html, &classes.join(" "));
            self.doc.html.push('"');
        }
        self.doc.html.push('>');
        let number = self.doc.headings.len() as u32;
        let anchor = self.anchor(
            id.map(|id| id.to_string()).unwrap_or_default(),
            AnchorKind::Heading,
            Span::from(range.clone()),
            Some(self.doc.blocks.len() as u32),
        );
        if !self.options.plain_commonmark {
            self.hole(id_at, HoleKind::Id(anchor));
        }
        self.doc.headings.push(Heading {
            level: level_number,
            text: String::new(),
            block: self.doc.blocks.len() as u32,
            anchor,
            html: Span::new(at, at),
            body: Span::new(at, at),
            blocks: 0..0,
        });
        self.open_headings.push((number, depth));
        self.open_block(BlockKind::Heading, at, id_at, Span::from(range));
    }

    fn end_heading(&mut self, level: HeadingLevel, _range: Range<usize>) {
        let end = self.doc.html.len();
        let block = self.close_block(end);
        self.doc.html.push_str(&format!("</h{}>\n", level as u8));
        let end = self.doc.html.len() as u32;
        let (Some(block), Some(&(number, _))) = (block, self.open_headings.last()) else { return };
        self.doc.blocks[block as usize].html.end = end - 1;
        self.doc.blocks[block as usize].heading = Some(number);
        let text = self.doc.block_text(block).to_owned();
        let heading = &mut self.doc.headings[number as usize];
        let author_id = self.doc.blocks[block as usize].anchor.replace(heading.anchor);
        let anchor = &mut self.doc.anchors[heading.anchor as usize];
        if anchor.base.is_empty() {
            anchor.base = slug(&text);
        }
        anchor.id.clone_from(&anchor.base);
        anchor.block = Some(block);
        if let Some(author_id) = author_id {
            self.doc.anchors[author_id as usize].block = Some(block);
        }
        heading.text = text;
        heading.block = block;
        heading.html.end = end;
        heading.body = Span { start: end, end };
        heading.blocks = block + 1..block + 1;
    }

    /// Closes the headings of containers at `depth` or deeper: their sections end here.
    fn close_headings(&mut self, depth: usize) {
        while self.open_headings.last().is_some_and(|&(_, d)| d >= depth) {
            self.close_heading();
        }
    }

    fn close_headings_from(&mut self, level: u8, depth: usize) {
        while self.open_headings.last().is_some_and(|&(heading, d)| {
            d == depth && self.doc.headings[heading as usize].level >= level
        }) {
            self.close_heading();
        }
    }

    fn close_heading(&mut self) {
        if let Some((heading, _)) = self.open_headings.pop() {
            let heading = &mut self.doc.headings[heading as usize];
            heading.body.end = self.doc.html.len() as u32;
            heading.blocks.end = self.doc.blocks.len() as u32;
        }
    }

    pub(super) fn current_heading(&self) -> Option<u32> {
        self.open_headings.last().map(|&(heading, _)| heading)
    }

    pub(super) fn current_callout(&self) -> Option<u32> {
        self.open_callouts.last().copied()
    }

    pub(super) fn in_quotation(&self) -> bool {
        self.containers.iter().any(|c| c.kind == ContainerKind::Quote)
    }

    pub(super) fn in_image(&self) -> bool {
        !self.images.is_empty()
    }

    fn start_quote(&mut self, range: Range<usize>, hidden: bool) {
        let head = match self.options.plain_commonmark || hidden {
            true => None,
            false => callout_head(self.text, range.start),
        };
        let Some(head) = head else {
            self.push_container(ContainerKind::Quote, range.into());
            self.doc.html.push_str("<blockquote>\n");
            return;
        };
        let folds = head.fold.is_some();
        let kind = ContainerKind::Callout { title_end: head.title.end, folds };
        self.push_container(kind, Span::from(range.clone()));
        let at = self.doc.html.len();
        let name: String = slug(&head.kind);
        self.doc.html.push_str(&match head.fold {
            None => format!("<div class=\"callout callout-{name}\">\n"),
            Some(false) => format!("<details class=\"callout callout-{name}\">\n"),
            Some(true) => format!("<details class=\"callout callout-{name}\" open>\n"),
        });
        let number = self.doc.callouts.len() as u32;
        let here = Span::new(at, at);
        let blocks = self.doc.blocks.len() as u32;
        self.doc.callouts.push(Callout {
            kind: head.kind,
            kind_span: head.kind_span,
            title: None,
            title_links: self.doc.links.len() as u32..self.doc.links.len() as u32,
            html: here,
            body: here,
            source: Span::from(range),
            blocks: blocks..blocks,
            parent: self.open_callouts.last().copied(),
        });
        self.open_callouts.push(number);
    }

    fn start_callout_title(&mut self, range: Range<usize>) {
        let Some(&number) = self.open_callouts.last() else { return };
        let Some(ContainerKind::Callout { title_end, folds }) =
            self.containers.last().map(|c| c.kind)
        else {
            return;
        };
        let callout = &self.doc.callouts[number as usize];
        let after_kind = callout.kind_span.end as usize;
        let titled = !self.text[after_kind..title_end.max(after_kind)].trim().is_empty();
        let at = self.doc.html.len();
        let tag = if folds { "summary" } else { "p" };
        self.doc.html.push_str(&format!("<{tag} class=\"callout-title\">"));
        let id_at = at + 1 + tag.len();
        let source = Span::new(after_kind, title_end.max(after_kind));
        self.open_block(BlockKind::CalloutTitle, at, id_at, source);
        if !titled {
            let title = default_title(&self.doc.callouts[number as usize].kind);
            push_escaped(&mut self.doc.html, &title);
            // A first paragraph that goes on behind the head begins at its line break.
            if range.end <= title_end + 1 {
                self.close_callout_title();
            }
        }
    }

    fn close_callout_title(&mut self) {
        self.flush();
        let Some(&number) = self.open_callouts.last() else { return };
        let end = self.doc.html.len();
        let Some(block) = self.close_block(end) else { return };
        let folds = matches!(
            self.containers.last().map(|c| c.kind),
            Some(ContainerKind::Callout { folds: true, .. })
        );
        self.doc.html.push_str(if folds { "</summary>\n" } else { "</p>\n" });
        let end = self.doc.html.len() as u32;
        self.doc.blocks[block as usize].html.end = end - 1;
        if let Some(container) = self.containers.last_mut() {
            container.own_block = Some(block);
        }
        let callout = &mut self.doc.callouts[number as usize];
        if !self.doc.blocks[block as usize].plain.is_empty() {
            callout.title = Some(block);
        }
        callout.title_links.end = self.doc.links.len() as u32;
        callout.body = Span { start: end, end };
    }

    fn end_quote(&mut self) {
        self.end_lazy_block();
        let Some(kind) = self.containers.last().map(|c| c.kind) else { return };
        let ContainerKind::Callout { folds, .. } = kind else {
            self.pop_container();
            self.doc.html.push_str("</blockquote>\n");
            return;
        };
        let Some(number) = self.open_callouts.pop() else { return };
        let body_end = self.doc.html.len() as u32;
        self.pop_container();
        self.doc.html.push_str(if folds { "</details>\n" } else { "</div>\n" });
        let end = self.doc.html.len() as u32;
        let callout = &mut self.doc.callouts[number as usize];
        callout.html.end = end;
        callout.body = Span { start: callout.body.start.max(callout.html.start), end: body_end };
        callout.blocks.end = self.doc.blocks.len() as u32;
    }

    fn start_row(&mut self, range: Range<usize>) {
        self.cell = 0;
        self.start_element("<tr", ">", ContainerKind::Row, range);
    }

    fn end_row(&mut self) {
        self.end_element("</tr>\n");
    }

    fn start_cell(&mut self) {
        let name = if self.in_head { "th" } else { "td" };
        let alignment = self.alignments.get(self.cell).copied().unwrap_or(Alignment::None);
        self.flush();
        if self.block.is_none() {
            self.open_lazy_block(self.place);
        }
        if self.cell > 0 {
            // Cells are parted by tabs, which no label reaches over.
            self.push_unseen("\t", self.place, true, 0);
        }
        self.cell += 1;
        let class = match (alignment, self.options.plain_commonmark) {
            (Alignment::None, _) => "",
            (Alignment::Left, true) => " align=\"left\"",
            (Alignment::Center, true) => " align=\"center\"",
            (Alignment::Right, true) => " align=\"right\"",
            (Alignment::Left, false) => " class=\"left\"",
            (Alignment::Center, false) => " class=\"center\"",
            (Alignment::Right, false) => " class=\"right\"",
        };
        self.doc.html.push_str(&format!("<{name}{class}>"));
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'a>, range: Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        let at = self.doc.html.len();
        self.open_block(BlockKind::Code, at, at, Span::from(range));
        self.code_info = Some(info);
    }

    fn end_code(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let info = self.code_info.take().unwrap_or_default();
        let language = info.split([' ', ',', '{', '\t']).next().unwrap_or("");
        let code: String = pending.iter().map(|(_, text)| text.as_ref()).collect();
        let highlighted = match self.options.plain_commonmark {
            true => None,
            false => code::highlight(&code, &info),
        };
        self.doc.html.push_str("<pre><code");
        if !language.is_empty() {
            self.doc.html.push_str(" class=\"language-");
            push_escaped(&mut self.doc.html, language);
            self.doc.html.push('"');
        }
        self.doc.html.push('>');
        for (range, text) in &pending {
            let verbatim = self.text[range.clone()] == **text;
            self.push_unseen(text, range.start, verbatim, Word::CODE);
        }
        match highlighted {
            Some(html) => self.verbatim(html),
            None => push_escaped(&mut self.doc.html, &code),
        }
        self.doc.html.push_str("</code></pre>\n");
        let end = self.doc.html.len();
        if let Some(block) = self.close_block(end)
            && let Some(anchor) = self.doc.blocks[block as usize].anchor
        {
            self.doc.holes.retain(|hole| hole.kind != HoleKind::Id(anchor));
        }
    }

    fn start_inline(&mut self, html: &str) {
        self.enter(0);
        if !self.in_image() {
            self.doc.html.push_str(html);
        }
    }

    fn end_inline(&mut self, html: &str) {
        self.leave();
        if !self.in_image() {
            self.doc.html.push_str(html);
        }
    }

    fn start_link(&mut self, link_type: LinkType, url: &str, title: &str, range: Range<usize>) {
        if self.in_image() {
            self.links.push(None);
            return;
        }
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let (kind, flags) = match link_type {
            LinkType::WikiLink { .. } => (LinkKind::Wiki, 0),
            LinkType::Autolink | LinkType::Email => (LinkKind::Autolink, Word::URL),
            _ => (LinkKind::Markdown, 0),
        };
        let url = match link_type {
            LinkType::Email => format!("mailto:{url}"),
            _ => url.to_owned(),
        };
        let parts = if wiki { split_wiki(&url) } else { split_url(&url) };
        self.enter(Word::LINK | flags);
        let at = self.doc.plain.len();
        let link = self.doc.links.len() as u32;
        self.doc.links.push(Link {
            kind,
            target: parts.path,
            fragment: parts.fragment,
            query: parts.query,
            label: None,
            title: (!title.is_empty()).then(|| title.to_owned()),
            source: Span::from(range),
            plain: Span::new(at, at),
            block: None,
        });
        self.hole(self.doc.html.len(), HoleKind::LinkStart(link));
        self.links.push(Some(link));
        self.bare_wiki = matches!(link_type, LinkType::WikiLink { has_pothole: false });
    }

    fn end_link(&mut self, _range: Range<usize>) {
        let Some(Some(link)) = self.links.pop() else { return };
        let end = self.doc.plain.len() as u32;
        self.doc.links[link as usize].plain.end = end;
        self.hole(self.doc.html.len(), HoleKind::LinkEnd(link));
        self.leave();
        self.bare_wiki = false;
    }

    fn start_image(&mut self, link_type: LinkType, url: &str, title: &str, range: Range<usize>) {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let parts = if wiki { split_wiki(url) } else { split_url(url) };
        if self.block.is_none() {
            self.open_lazy_block(range.start);
        }
        let link = self.doc.links.len() as u32;
        let at = self.doc.plain.len();
        self.doc.links.push(Link {
            kind: if wiki { LinkKind::Embed } else { LinkKind::Image },
            target: parts.path,
            fragment: parts.fragment,
            query: parts.query,
            label: None,
            title: (!title.is_empty()).then(|| title.to_owned()),
            source: Span::from(range),
            plain: Span::new(at, at),
            block: None,
        });
        if self.images.is_empty() {
            self.hole(self.doc.html.len(), HoleKind::Embed(link));
        }
        self.bare_wiki = matches!(link_type, LinkType::WikiLink { has_pothole: false });
        self.images.push(OpenImage { link, alt_start: at });
    }

    fn end_image(&mut self) {
        let Some(OpenImage { link, alt_start }) = self.images.pop() else { return };
        let alt = self.doc.plain[alt_start..].to_owned();
        let embed = self.doc.links[link as usize].kind == LinkKind::Embed;
        if embed {
            // An embed's size or title is no text of this document.
            self.doc.plain.truncate(alt_start);
            while self.doc.segments.last().is_some_and(|s| s.plain as usize >= alt_start.max(1)) {
                self.doc.segments.pop();
            }
            if let Some(block) = &mut self.block {
                let end = (alt_start - block.plain_start) as u32;
                block.runs.retain_mut(|run| {
                    run.end = run.end.min(end);
                    true
                });
            }
        }
        let link = &mut self.doc.links[link as usize];
        link.plain.end = self.doc.plain.len() as u32;
        link.label = (!self.bare_wiki && !alt.is_empty()).then_some(alt);
        self.bare_wiki = false;
    }
}

/// `[!kind]±` at the head of a block quotation.
struct CalloutHead {
    kind: String,
    kind_span: Span,
    /// `Some(open)` where it folds.
    fold: Option<bool>,
    title: Range<usize>,
}

/// Reads a callout's head from the quotation that starts at `start`.
fn callout_head(text: &str, start: usize) -> Option<CalloutHead> {
    let line_end =
        memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |i| start + i);
    let line = &text[start..line_end];
    let after_mark = line.find('>')? + 1;
    let rest = &line[after_mark..];
    let at = start + after_mark + (rest.len() - rest.trim_start().len());
    let inner = text[at..line_end].strip_prefix("[!")?;
    let close = inner.find(']')?;
    let kind = inner[..close].trim();
    let named = kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '|'));
    if kind.is_empty() || !named {
        return None;
    }
    let mut end = at + 2 + close + 1;
    let fold = match text[end..line_end].chars().next() {
        Some('-') => Some(false),
        Some('+') => Some(true),
        _ => None,
    };
    end += usize::from(fold.is_some());
    Some(CalloutHead {
        // `[!info|wide]`: what follows the bar is for styling.
        kind: kind.split('|').next().unwrap_or(kind).trim().to_lowercase(),
        kind_span: Span::new(at, end),
        fold,
        title: end..line_end,
    })
}

fn leading_spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn default_title(kind: &str) -> String {
    let mut chars = kind.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::TableCell
    )
}

/// Appends `text` with `& < > "` escaped.
pub(super) fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}
