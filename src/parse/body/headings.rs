//! Headings and their sections.

use std::ops::Range;

use super::Builder;
use super::text::is_id;
use crate::model::Span;
use crate::parse::document::{AnchorKind, BlockKind, Heading, HoleKind};
use crate::parse::slug::slug;

impl Builder<'_> {
    /// Starts a heading; `attributes` is HTML beside its id.
    pub(super) fn start_heading(
        &mut self,
        level: u8,
        id: Option<&str>,
        attributes: &str,
        range: Range<usize>,
    ) {
        let depth = self.containers.len();
        while self.open_headings.last().is_some_and(|&(heading, d)| {
            d == depth && self.doc.headings[heading as usize].level >= level
        }) {
            self.close_heading();
        }
        let at = self.doc.html.len();
        self.doc.html.push_str(&format!("<h{level}"));
        let id_at = self.doc.html.len();
        self.doc.html.push_str(attributes);
        self.doc.html.push('>');
        let number = self.doc.headings.len() as u32;
        let block = self.doc.blocks.len() as u32;
        let source = Span::from(range);
        let id = id.filter(|id| is_id(id)).unwrap_or_default().to_owned();
        let anchor = self.anchor(id, AnchorKind::Heading, source, Some(block));
        if self.extended() {
            self.hole(id_at, HoleKind::Id(anchor));
        }
        self.doc.headings.push(Heading {
            level,
            text: String::new(),
            typed: None,
            block,
            anchor,
            html: Span::new(at, at),
            body: Span::new(at, at),
            blocks: block + 1..block + 1,
        });
        self.open_headings.push((number, depth));
        self.open_block(BlockKind::Heading, at, None, source);
    }

    pub(super) fn end_heading(&mut self) {
        self.flush();
        let is_heading = self.block.as_ref().is_some_and(|b| b.kind == BlockKind::Heading);
        let Some(&(number, _)) = self.open_headings.last().filter(|_| is_heading) else { return };
        self.close_inline();
        if let Some((id, span)) = self.take_block_id() {
            // The heading's own id is its slug.
            let block = self.doc.blocks.len() as u32;
            let anchor = self.anchor(id, AnchorKind::Block, span, Some(block));
            self.id_span(anchor);
        }
        let level = self.doc.headings[number as usize].level;
        self.doc.html.push_str(&format!("</h{level}>\n"));
        let end = self.doc.html.len() as u32;
        let Some(block) = self.finish_block(end as usize - 1, None) else { return };
        let text = self.doc.block_text(block).to_owned();
        let source = self.doc.blocks[block as usize].source;
        let heading = &mut self.doc.headings[number as usize];
        let anchor = &mut self.doc.anchors[heading.anchor as usize];
        if anchor.base.is_empty() {
            anchor.base = slug(&text);
        }
        if anchor.base.is_empty() {
            "section".clone_into(&mut anchor.base);
        }
        anchor.id.clone_from(&anchor.base);
        heading.typed = typed(source.of(self.text), &text);
        heading.text = text;
        heading.html.end = end;
        heading.body = Span { start: end, end };
        self.doc.blocks[block as usize].heading = Some(number);
        self.doc.blocks[block as usize].anchor = Some(heading.anchor);
    }

    /// An empty element that carries an anchor's id.
    pub(super) fn id_span(&mut self, anchor: u32) {
        self.doc.html.push_str("<span");
        self.hole(self.doc.html.len(), HoleKind::Id(anchor));
        self.doc.html.push_str("></span>");
    }

    /// Closes the headings of containers at `depth` or deeper: their sections end here.
    pub(super) fn close_headings(&mut self, depth: usize) {
        while self.open_headings.last().is_some_and(|&(_, d)| d >= depth) {
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
}

/// A heading as it was typed, `source` being its lines, where markup holds words that its plain
/// text lacks: addresses, targets, tags.
fn typed(source: &str, text: &str) -> Option<String> {
    let markup = |c: char| matches!(c, '[' | '<' | '!' | '&' | '{');
    if !source.contains(markup) {
        return None;
    }
    let typed = source.trim().trim_matches('#').trim();
    (typed != text).then(|| typed.to_owned())
}
