//! Blocks of text under construction: plain text, skeleton and segments grow together.

use super::Builder;
use super::elements::Element;
use crate::model::Span;
use crate::model::fold::fold_passage;
use crate::model::hash;
use crate::model::html::entity;
use crate::parse::aligned::Aligned;
use crate::parse::document::{Anchor, AnchorKind, Block, BlockKind, Hole, HoleKind, Segment, Word};
use crate::parse::words::Run;

/// A block of text that is still open.
pub(super) struct OpenBlock {
    pub kind: BlockKind,
    /// Where its element begins in html.
    pub html_start: usize,
    /// Where its id goes in html, if it has a tag for it.
    pub id_at: Option<usize>,
    /// Where its own text begins in html.
    pub text_at: usize,
    pub plain_start: usize,
    /// Length of the plain text before the blank line above the block.
    pub plain_before: usize,
    pub source: Span,
    /// A `<p>` that text without a paragraph around it opened.
    pub lazy_paragraph: bool,
    /// Inline elements and flags by end offset in the block's plain text.
    pub runs: Vec<Run>,
    /// Offsets in the block's plain text of words behind a backslash.
    pub escaped: Vec<u32>,
    /// The block itself and the inline elements around the place.
    pub inline: Vec<OpenInline>,
    pub next_element: u16,
    /// Links around the place.
    pub open_links: Vec<u32>,
    pub first_link: usize,
    pub first_hole: usize,
    /// What is known about the closing marks of highlights: none stands before this offset of the
    /// source.
    pub no_mark_before: usize,
}

/// An inline element around the place.
pub(super) struct OpenInline {
    pub kind: InlineKind,
    /// Its number within the block.
    pub element: u16,
    /// Flags of its words.
    pub flags: u16,
}

/// What ends an inline element.
pub(super) enum InlineKind {
    /// The block itself.
    Block,
    /// Markdown, which never leaves one open.
    Markdown,
    /// `==`, or the end of what is around it.
    Mark,
    /// A closing tag of raw HTML, or the end of what is around it.
    Raw(&'static Element),
    /// The same of `<a href>`.
    RawLink(&'static Element),
}

impl Builder<'_> {
    /// Opens a block of text whose element began at `html_start`; its id goes to `id_at`.
    pub(super) fn open_block(
        &mut self,
        kind: BlockKind,
        html_start: usize,
        id_at: Option<usize>,
        source: Span,
    ) {
        debug_assert!(self.block.is_none(), "blocks of text do not nest");
        let plain_before = self.doc.plain.len();
        if plain_before > 0 {
            self.doc.plain.push_str("\n\n");
        }
        let mut flags = 0;
        if self.inside.links > 0 {
            flags |= Word::LINK;
        }
        if self.inside.code > 0 || self.raw.is_block() {
            flags |= Word::CODE;
        }
        self.block = Some(OpenBlock {
            kind,
            html_start,
            id_at: id_at.filter(|_| self.extended()),
            text_at: self.doc.html.len(),
            plain_start: self.doc.plain.len(),
            plain_before,
            source,
            lazy_paragraph: false,
            runs: Vec::new(),
            escaped: Vec::new(),
            inline: vec![OpenInline { kind: InlineKind::Block, element: 0, flags }],
            next_element: 1,
            open_links: Vec::new(),
            first_link: self.doc.links.len(),
            first_hole: self.doc.holes.len(),
            no_mark_before: 0,
        });
    }

    /// Appends `text`, which stands at `source`, to the open block. `verbatim` tells whether it
    /// stands there byte for byte.
    pub(super) fn push_text(&mut self, text: &str, source: usize, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        if let Some(image) = self.images.last_mut() {
            return image.push(text, source, verbatim);
        }
        self.open_lazy_block(source);
        let mut done = 0;
        for at in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
            let place = |offset| if verbatim { source + offset } else { source };
            self.push_run(&text[done..at], place(done), verbatim);
            self.segment(place(at), verbatim);
            self.doc.plain.push_str(&text[at..=at]);
            self.doc.html.push_str(entity(text.as_bytes()[at]).expect("one of the three"));
            done = at + 1;
        }
        let rest = if verbatim { source + done } else { source };
        self.push_run(&text[done..], rest, verbatim);
        self.extend_run();
    }

    fn push_run(&mut self, text: &str, source: usize, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        self.segment(source, verbatim);
        self.doc.plain.push_str(text);
        self.doc.html.push_str(text);
    }

    /// Appends text to the plain side alone: image descriptions, highlighted code.
    pub(super) fn push_unseen(&mut self, text: &str, source: usize, verbatim: bool, flags: u16) {
        if !text.is_empty() {
            let run = Aligned { text: 0..text.len(), source, verbatim };
            self.push_unseen_runs(text, &[run], flags);
        }
    }

    /// The same of text that stands in the source in pieces.
    pub(super) fn push_unseen_runs(&mut self, text: &str, runs: &[Aligned], flags: u16) {
        let Some(first) = runs.first() else { return };
        self.open_lazy_block(first.source);
        self.enter(flags);
        for run in runs {
            let (plain, source) = (self.doc.plain.len() as u32, run.source as u32);
            let segment = Segment { plain, source, html: u32::MAX, verbatim: run.verbatim };
            self.doc.segments.push(segment);
            self.doc.plain.push_str(&text[run.text.clone()]);
        }
        self.extend_run();
        self.leave();
    }

    /// Starts a segment here unless the last one just goes on.
    fn segment(&mut self, source: usize, verbatim: bool) {
        let (plain, html) = (self.doc.plain.len() as u32, self.doc.html.len() as u32);
        let source = source as u32;
        if let Some(last) = self.doc.segments.last() {
            let block_start = self.block.as_ref().map_or(0, |b| b.plain_start as u32);
            let goes_on = last.plain >= block_start
                && last.verbatim
                && verbatim
                && last.html != u32::MAX
                && source.wrapping_sub(last.source) == plain - last.plain
                && html.wrapping_sub(last.html) == plain - last.plain;
            if goes_on {
                return;
            }
        }
        self.doc.segments.push(Segment { plain, source, html, verbatim });
    }

    /// Notes the inline element of the text up to here.
    fn extend_run(&mut self) {
        let end = self.doc.plain.len();
        let Some(block) = &mut self.block else { return };
        let end = (end - block.plain_start) as u32;
        let (element, flags) = block.innermost();
        match block.runs.last_mut() {
            Some(run) if run.element == element && run.flags == flags => run.end = end,
            _ => block.runs.push(Run { end, element, flags }),
        }
    }

    /// An inline element of Markdown begins; its words carry `flags` beside those around it.
    pub(super) fn enter(&mut self, flags: u16) {
        self.enter_as(InlineKind::Markdown, flags);
    }

    /// An inline element begins.
    pub(super) fn enter_as(&mut self, kind: InlineKind, flags: u16) {
        self.open_lazy_block(self.place);
        let block = self.block.as_mut().expect("just opened");
        let (_, around) = block.innermost();
        let element = block.new_element();
        block.inline.push(OpenInline { kind, element, flags: around | flags });
    }

    /// The innermost inline element of Markdown ends, and raw HTML and highlights in it before.
    pub(super) fn leave(&mut self) {
        self.close_inline();
        if let Some(block) = &mut self.block
            && matches!(block.inline.last(), Some(OpenInline { kind: InlineKind::Markdown, .. }))
        {
            block.inline.pop();
            // What stood on both sides of it is parted, be it empty.
            self.boundary();
        }
    }

    /// Closes raw HTML and highlights that are open inside the innermost element of Markdown.
    pub(super) fn close_inline(&mut self) {
        while self.close_one_inline() {}
    }

    /// Closes the innermost inline element if it is raw HTML or a highlight.
    pub(super) fn close_one_inline(&mut self) -> bool {
        let Some(block) = &mut self.block else { return false };
        let element = match block.inline.last().map(|open| &open.kind) {
            None | Some(InlineKind::Block | InlineKind::Markdown) => return false,
            Some(InlineKind::Mark) => {
                self.doc.html.push_str("</mark>");
                None
            }
            Some(InlineKind::Raw(element)) => {
                self.doc.html.push_str(element.close);
                None
            }
            Some(InlineKind::RawLink(element)) => Some(*element),
        };
        block.inline.pop();
        if element.is_some() {
            self.leave_link();
        }
        self.boundary();
        true
    }

    /// An inline element without content (raw HTML, a footnote mark) parts what is around it.
    pub(super) fn boundary(&mut self) {
        if let Some(block) = &mut self.block {
            let element = block.new_element();
            if let Some(last) = block.inline.last_mut() {
                last.element = element;
            }
        }
    }

    /// Closes the open block, whose element ends at `html_end`: splits its words and gives it an
    /// anchor, its author's `^id` if it has one.
    pub(super) fn finish_block(
        &mut self,
        html_end: usize,
        author_id: Option<(String, Span)>,
    ) -> Option<u32> {
        self.trim_block();
        let mut block = self.block.take()?;
        let plain = Span::new(block.plain_start, self.doc.plain.len());
        if block.source.is_empty() && !plain.is_empty() {
            block.source = self.doc.source_span_in(self.text, plain);
        }
        let number = self.doc.blocks.len() as u32;
        let words = self.split_words(&block);
        for link in &mut self.doc.links[block.first_link..] {
            link.block.get_or_insert(number);
        }
        self.doc.blocks.push(Block {
            kind: block.kind,
            plain,
            html: Span::new(block.html_start, html_end.max(block.html_start)),
            source: block.source,
            words,
            heading: self.current_heading(),
            callout: self.open_callouts.last().copied(),
            quoted: self.inside.quotations > 0,
            anchor: None,
        });
        let Some(id_at) = block.id_at else { return Some(number) };
        let (base, kind, source) = match author_id {
            Some((id, source)) => (id, AnchorKind::Block, source),
            None if self.doc.blocks[number as usize].is_passage() => {
                let id = passage_id(plain.of(&self.doc.plain));
                (id, AnchorKind::Passage, block.source)
            }
            None => return Some(number),
        };
        let anchor = self.anchor(base, kind, source, Some(number));
        self.doc.blocks[number as usize].anchor = Some(anchor);
        self.hole(id_at, HoleKind::Id(anchor));
        Some(number)
    }

    /// A block of nothing but white space has no text; raw HTML has none at its end.
    fn trim_block(&mut self) {
        let Some(block) = &self.block else { return };
        let text = &self.doc.plain[block.plain_start..];
        let kept = text.trim_end().len();
        if kept < text.len() && (kept == 0 || block.kind == BlockKind::Html) {
            self.cut_plain(block.plain_start + kept);
        }
    }

    fn split_words(&mut self, block: &OpenBlock) -> std::ops::Range<u32> {
        let first = self.doc.words.len() as u32;
        let text = &self.doc.plain[block.plain_start..];
        let base = block.plain_start as u32;
        self.segmenter.block(text, base, &block.runs, &block.escaped, &mut self.doc.words);
        let words = first..self.doc.words.len() as u32;
        if !block.escaped.is_empty() {
            for number in words.clone() {
                let word = self.doc.words[number as usize];
                if word.has(Word::ESCAPED)
                    && let Some(html) = self.doc.html_span(word.span())
                {
                    self.hole(html.start as usize, HoleKind::Backslash(number));
                }
            }
        }
        words
    }

    /// Takes ` ^id` off the end of the open block, where it is the very last text, outside any
    /// inline element.
    pub(super) fn take_block_id(&mut self) -> Option<(String, Span)> {
        let block = self.block.as_ref()?;
        let takes = !matches!(block.kind, BlockKind::Html | BlockKind::Code) && self.extended();
        let text = &self.doc.plain[block.plain_start..];
        let last = text.trim_end().rsplit(char::is_whitespace).next()?;
        let caret = text.trim_end().len() - last.len();
        let id = text[caret..].trim_end().strip_prefix('^')?;
        let valid = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let outside = block.inline.first().map_or(0, |block| block.element);
        let in_element = block.runs.last().is_some_and(|run| run.element != outside);
        if !takes || !valid || in_element {
            return None;
        }
        let plain = Span::new(block.plain_start + caret, self.doc.plain.len());
        let html = self.doc.html_span(plain)?;
        let holes_inside = self.doc.holes.last().is_some_and(|hole| hole.at > html.start);
        if html.end as usize != self.doc.html.len() || html.len() != plain.len() || holes_inside {
            return None;
        }
        let id = id.to_owned();
        let source = Span { end: plain.start + 1 + id.len() as u32, ..plain };
        let source = self.doc.source_span_in(self.text, source);
        self.cut_text(plain.start as usize, html.start as usize);
        Some((id, source))
    }

    /// Takes the last text of the open block, from these offsets on, and white space before it off
    /// both texts.
    fn cut_text(&mut self, mut plain: usize, mut html: usize) {
        let Some(block) = &self.block else { return };
        let last_hole = self.doc.holes.last().map_or(0, |hole| hole.at as usize);
        let first = block.text_at.max(last_hole);
        let (plain_text, html_text) = (self.doc.plain.as_bytes(), self.doc.html.as_bytes());
        while plain > block.plain_start
            && html > first
            && plain_text[plain - 1].is_ascii_whitespace()
            && plain_text[plain - 1] == html_text[html - 1]
        {
            (plain, html) = (plain - 1, html - 1);
        }
        const BREAK: &str = "<br />";
        if html >= first + BREAK.len() && self.doc.html[..html].ends_with(BREAK) {
            html -= BREAK.len();
        }
        self.doc.html.truncate(html);
        self.cut_plain(plain);
    }

    /// Takes everything behind plain offset `kept` off the open block's plain text.
    fn cut_plain(&mut self, kept: usize) {
        let Some(block) = &mut self.block else { return };
        self.doc.plain.truncate(kept);
        for link in &mut self.doc.links[block.first_link..] {
            link.plain.end = link.plain.end.min(kept as u32);
            link.plain.start = link.plain.start.min(kept as u32);
        }
        while self.doc.segments.last().is_some_and(|s| s.plain as usize >= kept) {
            self.doc.segments.pop();
        }
        let end = (kept - block.plain_start) as u32;
        while block.runs.last().is_some_and(|run| run.end > end) {
            let run = block.runs.pop().expect("there is a last one");
            let start = block.runs.last().map_or(0, |run| run.end);
            if start < end {
                block.runs.push(Run { end, ..run });
                break;
            }
        }
    }

    /// Takes back a block that has no text and no element but its paragraph.
    pub(super) fn discard_block(&mut self) {
        if let Some(block) = self.block.take() {
            self.doc.html.truncate(block.html_start);
            self.doc.plain.truncate(block.plain_before);
        }
    }

    /// An `^id` that stands alone names the list, table, quotation or code block that ends right
    /// before it, else the block.
    pub(super) fn name_previous(&mut self, id: String, source: Span) {
        let html_end = self.doc.html.trim_end_matches('\n').len() as u32;
        if let Some(group) = self.group.take().filter(|group| group.html.end == html_end) {
            let tag = &self.doc.html[group.html.range()];
            let name = tag.find([' ', '>']).unwrap_or(0);
            let id_at = group.html.start as usize + name;
            let anchor = self.anchor(id, AnchorKind::Block, source, None);
            self.doc.anchors[anchor as usize].group = Some(group);
            return self.hole(id_at, HoleKind::Id(anchor));
        }
        let Some(block) = self.doc.blocks.last() else { return };
        let passage = |anchor: &u32| {
            block.is_passage() && self.doc.anchors[*anchor as usize].kind == AnchorKind::Passage
        };
        match block.anchor.filter(passage) {
            Some(anchor) => {
                let anchor = &mut self.doc.anchors[anchor as usize];
                anchor.id.clone_from(&id);
                anchor.base = id;
                anchor.kind = AnchorKind::Block;
                anchor.source = source;
            }
            None => {
                let number = self.doc.blocks.len() as u32 - 1;
                let anchor = self.anchor(id, AnchorKind::Block, source, Some(number));
                self.id_span(anchor);
            }
        }
    }

    /// Adds an anchor and gives its number.
    pub(super) fn anchor(
        &mut self,
        base: String,
        kind: AnchorKind,
        source: Span,
        block: Option<u32>,
    ) -> u32 {
        let id = base.clone();
        self.doc.anchors.push(Anchor { id, base, kind, source, block, group: None });
        self.doc.anchors.len() as u32 - 1
    }

    /// Adds a hole.
    pub(super) fn hole(&mut self, at: usize, kind: HoleKind) {
        self.doc.holes.push(Hole { at: at as u32, kind });
    }
}

impl OpenBlock {
    /// Number and flags of the innermost inline element.
    fn innermost(&self) -> (u16, u16) {
        self.inline.last().map_or((0, 0), |open| (open.element, open.flags))
    }

    fn new_element(&mut self) -> u16 {
        let element = self.next_element;
        self.next_element = element.saturating_add(1);
        element
    }
}

/// Whether an author's `id` may be one: no white space, and nothing that means something in HTML.
pub(super) fn is_id(id: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "\"'<>&`".contains(c);
    !id.is_empty() && !id.contains(bad)
}

/// The id of a passage: `p-` and the first 8 hex digits of the SHA-256 of its folded text, so
/// that it survives edits elsewhere.
pub fn passage_id(text: &str) -> String {
    format!("p-{}", hash::hex(fold_passage(text).as_bytes(), 4))
}
