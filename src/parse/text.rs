//! Blocks of text under construction: plain text, skeleton and segments grow together.

use super::body::Builder;
use super::document::{Anchor, AnchorKind, Block, BlockKind, Hole, HoleKind, Segment, Word};
use super::words::Run;
use crate::model::Span;
use crate::model::fold::fold_passage;

/// A block of text that is still open.
pub(super) struct OpenBlock {
    pub kind: BlockKind,
    /// Where its element begins in html.
    pub html_start: usize,
    /// Where its id would go in html.
    pub id_at: usize,
    /// Where its own text begins in html.
    pub text_at: usize,
    pub plain_start: usize,
    pub source: Span,
    /// Inline elements and flags by end offset in the block's plain text.
    pub runs: Vec<Run>,
    /// Offsets in the block's plain text of words behind a backslash.
    pub escaped: Vec<u32>,
    /// Inline elements around the place: number and flags.
    pub elements: Vec<(u16, u16)>,
    pub next_element: u16,
    /// Length of the run of flags being built.
    pub mark_open: bool,
    pub first_link: usize,
}

impl Builder<'_> {
    /// Opens a block of text whose element began at `html_start`; its id goes to `id_at`.
    pub(super) fn open_block(
        &mut self,
        kind: BlockKind,
        html_start: usize,
        id_at: usize,
        source: Span,
    ) {
        debug_assert!(self.block.is_none(), "blocks of text do not nest");
        if !self.doc.plain.is_empty() {
            self.doc.plain.push_str("\n\n");
        }
        self.block = Some(OpenBlock {
            kind,
            html_start,
            id_at,
            text_at: self.doc.html.len(),
            plain_start: self.doc.plain.len(),
            source,
            runs: Vec::new(),
            escaped: Vec::new(),
            elements: vec![(0, 0)],
            next_element: 1,
            mark_open: false,
            first_link: self.doc.links.len(),
        });
    }

    /// Appends `text`, which stands at `source`, to the open block. `verbatim` tells whether it
    /// stands there byte for byte.
    pub(super) fn push_text(&mut self, text: &str, source: usize, verbatim: bool) {
        if self.block.is_none() {
            self.open_lazy_block(source);
        }
        if self.in_image() {
            return self.push_unseen(text, source, verbatim, Word::IMAGE);
        }
        let mut done = 0;
        for at in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
            self.push_run(&text[done..at], source + done, verbatim);
            self.segment(source + at, verbatim);
            self.doc.plain.push_str(&text[at..=at]);
            self.doc.html.push_str(match text.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                _ => "&gt;",
            });
            done = at + 1;
        }
        self.push_run(&text[done..], source + done, verbatim);
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
        if text.is_empty() {
            return;
        }
        let at = self.doc.plain.len() as u32;
        self.doc.segments.push(Segment {
            plain: at,
            source: source as u32,
            html: u32::MAX,
            verbatim,
        });
        self.doc.plain.push_str(text);
        self.enter(flags);
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
        let &(element, flags) = block.elements.last().expect("the block itself is an element");
        match block.runs.last_mut() {
            Some(run) if run.element == element && run.flags == flags => run.end = end,
            _ => block.runs.push(Run { end, element, flags }),
        }
    }

    /// An inline element begins; its words carry `flags` beside those around it.
    pub(super) fn enter(&mut self, flags: u16) {
        let source = self.place;
        if self.block.is_none() {
            self.open_lazy_block(source);
        }
        let block = self.block.as_mut().expect("just opened");
        let around = block.elements.last().map_or(0, |&(_, flags)| flags);
        block.elements.push((block.next_element, around | flags));
        block.next_element = block.next_element.saturating_add(1);
    }

    /// The innermost inline element ends.
    pub(super) fn leave(&mut self) {
        if let Some(block) = &mut self.block
            && block.elements.len() > 1
        {
            block.elements.pop();
        }
    }

    /// An inline element without content (raw HTML, a footnote mark) parts what is around it.
    pub(super) fn boundary(&mut self) {
        if let Some(block) = &mut self.block {
            let element = block.next_element;
            block.next_element = block.next_element.saturating_add(1);
            if let Some(last) = block.elements.last_mut() {
                last.0 = element;
            }
        }
    }

    /// Closes the open block: takes an author's `^id` off its end, splits its words, gives it an
    /// anchor. Blocks without any text leave no trace but their element.
    pub(super) fn close_block(&mut self, html_end: usize) -> Option<u32> {
        self.flush();
        if self.block.as_ref().is_some_and(|block| block.mark_open) {
            self.doc.html.push_str("</mark>");
            self.leave();
        }
        let author_id = self.take_block_id();
        let block = self.block.take()?;
        let plain = Span::new(block.plain_start, self.doc.plain.len());
        let first_word = self.doc.words.len() as u32;
        let text = &self.doc.plain[block.plain_start..];
        let words = &mut self.doc.words;
        self.segmenter.block(text, plain.start, &block.runs, &block.escaped, words);
        let number = self.doc.blocks.len() as u32;
        for word in first_word..self.doc.words.len() as u32 {
            if self.doc.words[word as usize].has(Word::ESCAPED)
                && let Some(html) = self.doc.html_span(self.doc.words[word as usize].span())
            {
                self.hole(html.start as usize, HoleKind::Backslash(word));
            }
        }
        for link in &mut self.doc.links[block.first_link..] {
            link.block = Some(number);
        }
        self.doc.blocks.push(Block {
            kind: block.kind,
            plain,
            html: Span::new(block.html_start, html_end.max(block.html_start)),
            source: block.source,
            words: first_word..self.doc.words.len() as u32,
            heading: self.current_heading(),
            callout: self.current_callout(),
            quoted: self.in_quotation(),
            anchor: None,
        });
        if self.doc.blocks[number as usize].is_passage() {
            let source = author_id.as_ref().map_or(block.source, |(_, span)| *span);
            let (base, kind) = match author_id {
                Some((id, _)) => (id, AnchorKind::Block),
                None => (passage_id(plain.of(&self.doc.plain)), AnchorKind::Passage),
            };
            let anchor = self.anchor(base, kind, source, Some(number));
            self.doc.blocks[number as usize].anchor = Some(anchor);
            self.hole(block.id_at, HoleKind::Id(anchor));
        } else if let Some((id, span)) = author_id {
            let anchor = self.anchor(id, AnchorKind::Block, span, Some(number));
            self.doc.blocks[number as usize].anchor = Some(anchor);
            if !matches!(block.kind, BlockKind::Heading) {
                self.hole(block.id_at, HoleKind::Id(anchor));
            }
        }
        Some(number)
    }

    /// Takes ` ^id` off the end of the open block.
    fn take_block_id(&mut self) -> Option<(String, Span)> {
        if self.options.plain_commonmark {
            return None;
        }
        let block = self.block.as_ref()?;
        let text = &self.doc.plain[block.plain_start..];
        let caret = text.rfind('^')?;
        let id = text[caret + 1..].trim_end();
        let valid = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let before = &text[..caret];
        if !valid || !(before.is_empty() || before.ends_with([' ', '\n', '\t'])) {
            return None;
        }
        let plain = Span::new(block.plain_start + caret, self.doc.plain.len());
        let source = self.doc.source_span(plain);
        let html = self.doc.html_span(plain)?;
        // Only where it is the very last text, outside any inline element.
        if html.end as usize != self.doc.html.len() || block.elements.len() > 1 {
            return None;
        }
        let id = id.to_owned();
        let kept = block.plain_start + before.trim_end().len();
        let cut = plain.start as usize - kept;
        self.doc.plain.truncate(kept);
        let html_end = (html.start as usize).saturating_sub(cut);
        if self.doc.html.is_char_boundary(html_end) && html_end >= block.text_at {
            self.doc.html.truncate(html_end);
        } else {
            self.doc.html.truncate(html.start as usize);
        }
        while self.doc.segments.last().is_some_and(|s| s.plain as usize >= kept.max(1)) {
            self.doc.segments.pop();
        }
        let end = (kept - self.block.as_ref()?.plain_start) as u32;
        for run in &mut self.block.as_mut()?.runs {
            run.end = run.end.min(end);
        }
        Some((id, source))
    }

    /// Adds an anchor and gives its number.
    pub(super) fn anchor(
        &mut self,
        base: String,
        kind: AnchorKind,
        source: Span,
        block: Option<u32>,
    ) -> u32 {
        self.doc.anchors.push(Anchor { id: base.clone(), base, kind, source, block });
        self.doc.anchors.len() as u32 - 1
    }

    /// Adds a hole.
    pub(super) fn hole(&mut self, at: usize, kind: HoleKind) {
        self.doc.holes.push(Hole { at: at as u32, kind });
    }
}

/// The id of a passage: `p-` and the first 8 hex digits of the SHA-256 of its folded text, so
/// that it survives edits elsewhere.
pub fn passage_id(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(fold_passage(text).as_bytes());
    format!("p-{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3])
}
