//! What holds of every document, whatever it was read from: its parts lie in its texts, in order,
//! and its html is whole.

use topoi::model::Span;
use topoi::parse::Document;
use topoi::parse::document::{HoleKind, LinkKind};
use topoi::render::drawings::draw;
use topoi::render::splice::{Filler, splice};

struct Tags<'a>(&'a Document);

impl Filler for Tags<'_> {
    fn id(&mut self, anchor: u32, out: &mut String) {
        assert!((anchor as usize) < self.0.anchors.len());
        out.push_str(" id=\"\"");
    }
    fn link_start(&mut self, link: u32, out: &mut String) {
        assert!((link as usize) < self.0.links.len());
        out.push_str("<a>");
    }
    fn link_end(&mut self, _link: u32, out: &mut String) {
        out.push_str("</a>");
    }
    fn embed(&mut self, link: u32, out: &mut String) {
        assert!((link as usize) < self.0.links.len());
        out.push_str("<img />");
    }
    fn drawing(&mut self, drawing: u32, out: &mut String) {
        draw(self.0, drawing, out);
    }
    fn backslash(&mut self, _word: u32, _out: &mut String) {}
}

/// The range of a document's html with its holes filled.
pub fn filled(document: &Document, range: Span) -> String {
    let mut out = String::new();
    splice(document, range, &[], &[], &mut Tags(document), &mut out);
    out
}

/// Asserts that every element that is opened in `html` is closed, in order.
fn assert_balanced(html: &str, whole: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let end = tag.find('>').unwrap_or_else(|| panic!("an open tag in {html:?} of {whole:?}"));
        let (inner, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        let name = inner.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        if let Some(closed) = inner.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{html:?} of {whole:?}");
        } else if !inner.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open in {html:?} of {whole:?}");
}

/// Asserts it; of raw HTML that is trusted nobody knows whether it is whole.
pub fn check(document: &Document, sanitized: bool) {
    let Document { plain, html, text, .. } = document;
    for pair in document.segments.windows(2) {
        assert!(pair[0].plain < pair[1].plain, "segments out of order in {text:?}");
    }
    for segment in &document.segments {
        assert!(plain.is_char_boundary(segment.plain as usize), "{segment:?} in {text:?}");
        assert!(text.is_char_boundary(segment.source as usize), "{segment:?} in {text:?}");
    }
    assert!(document.holes.windows(2).all(|pair| pair[0].at <= pair[1].at));
    for hole in &document.holes {
        assert!(html.is_char_boundary(hole.at as usize));
        if let HoleKind::Backslash(word) = hole.kind {
            let word = document.words[word as usize];
            assert_eq!(document.html_span(word.span()).map(|s| s.start), Some(hole.at), "{text:?}");
        }
    }
    let mut end = 0;
    for (number, block) in (0u32..).zip(&document.blocks) {
        assert!(block.plain.start >= end, "blocks overlap in {text:?}");
        end = block.plain.end;
        let _ = (block.plain.of(plain), block.source.of(text));
        if block.is_passage() {
            let anchor = block.anchor.unwrap_or_else(|| panic!("no id: {block:?} in {text:?}"));
            assert_eq!(document.anchors[anchor as usize].block, Some(number), "{text:?}");
        }
        if sanitized {
            assert_balanced(&filled(document, block.html), text);
        }
    }
    for link in &document.links {
        let _ = (link.plain.of(plain), link.source.of(text));
        assert!(link.block.is_none_or(|block| (block as usize) < document.blocks.len()));
        if let (Some(block), true) = (link.block, link.kind != LinkKind::Footnote) {
            let block = document.blocks[block as usize].plain;
            let inside = block.start <= link.plain.start && link.plain.end <= block.end;
            assert!(inside, "{link:?} not in {block:?} in {text:?}");
        }
    }
    if sanitized {
        assert_balanced(&filled(document, Span::new(0, html.len())), text);
        for heading in &document.headings {
            assert_balanced(&filled(document, heading.html), text);
            assert_balanced(&filled(document, heading.body), text);
        }
        for callout in &document.callouts {
            assert_balanced(&filled(document, callout.html), text);
            assert_balanced(&filled(document, callout.body), text);
        }
        for group in document.anchors.iter().filter_map(|anchor| anchor.group.as_ref()) {
            assert_balanced(&filled(document, group.html), text);
        }
    }
    let ids: std::collections::BTreeSet<_> = document.anchors.iter().map(|a| &a.id).collect();
    assert_eq!(ids.len(), document.anchors.len(), "an id twice in {text:?}");
}
