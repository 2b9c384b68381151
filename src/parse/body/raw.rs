//! Raw HTML: kept by an allow-list ([`elements`](super::elements)), every tag written anew with
//! its values escaped.
//!
//! Elements that hold blocks go on the stack of containers, others on the open block's stack of
//! inline elements; what Markdown around them ends ends them too. A closing tag without an
//! opening one is dropped. Text inside an HTML block is a block that is searched, but no passage.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Builder;
use super::attributes::Attributes;
use super::containers::ContainerKind;
use super::elements::{self, Element, Form};
use super::text::InlineKind;
use super::tokens::{Token, tokenize};
use crate::diagnostics::Diagnostic;
use crate::model::{Set, Span};
use crate::parse::HtmlPolicy;
use crate::parse::aligned::aligned;
use crate::parse::document::{AnchorKind, BlockKind, HoleKind, LinkKind, Word};
use crate::parse::mask::Piece;
use crate::parse::tags::{self, TagKind};

/// Elements open inside one another; tags beyond are dropped.
const DEEPEST: usize = 64;

/// What is known of the raw HTML around the place.
#[derive(Default)]
pub(super) struct Raw<'a> {
    /// The HTML block at hand, line by line.
    lines: Vec<(Range<usize>, CowStr<'a>)>,
    /// Whether it goes on.
    collecting: bool,
    /// Whether its tokens are being read.
    in_block: bool,
    /// Whether the open block is one of its headings.
    in_heading: bool,
    /// An element that goes with its content, and how often it is open.
    dropping: Option<(String, usize)>,
    /// Whether the player at hand has its file; further ones are the same in other formats.
    has_source: bool,
    /// Containers that end when the open block does: their closing tags stand inside it.
    late: usize,
    /// How many of the containers are raw HTML.
    depth: usize,
    /// Elements of which no closing tag stands in the rest of the document.
    never_closed: Vec<String>,
    /// Components of other programs that are told.
    pub(super) components: Set<String>,
}

impl Raw<'_> {
    /// Whether the tokens of an HTML block are being read.
    pub(super) fn is_block(&self) -> bool {
        self.in_block
    }

    /// Whether the lines of an HTML block are being collected.
    pub(super) fn is_collecting(&self) -> bool {
        self.collecting
    }
}

impl<'a> Builder<'a> {
    pub(super) fn start_html_block(&mut self) {
        self.raw.collecting = true;
    }

    pub(super) fn html_line(&mut self, html: CowStr<'a>, range: Range<usize>) {
        if self.options.html == HtmlPolicy::Trusted {
            self.trusted_line(&html, &range);
        }
        self.raw.lines.push((range, html));
    }

    fn trusted_line(&mut self, html: &str, range: &Range<usize>) {
        if self.masked.text[range.clone()] != *html {
            return self.doc.html.push_str(html);
        }
        for piece in self.masked.pieces(range.clone()) {
            if let Piece::Text(at) = piece {
                self.doc.html.push_str(&self.text[at]);
            }
        }
    }

    pub(super) fn end_html_block(&mut self) {
        let lines = std::mem::take(&mut self.raw.lines);
        self.raw.collecting = false;
        if self.extended() {
            self.tell_unclosed(&lines);
        }
        let pieces = lines.iter().map(|(range, html)| (range.clone(), &**html));
        let tokens = tokenize(&self.masked.text, pieces);
        match self.options.html {
            HtmlPolicy::Trusted => self.note_trusted(tokens),
            HtmlPolicy::Escape => {
                if has_markup(&tokens) {
                    self.show_html(&lines);
                }
            }
            HtmlPolicy::Sanitize => {
                self.raw.in_block = true;
                for (token, range) in tokens {
                    self.place = range.start;
                    self.html_token(token, range);
                }
                self.end_raw_heading();
                self.end_lazy_block();
                self.close_raw_paragraph();
                self.raw.in_block = false;
                if let (Some((name, _)), Some((last, _))) = (self.raw.dropping.take(), lines.last())
                    && matches!(name.as_str(), "script" | "style")
                {
                    self.hide_to_closing_tag(&name, last.end, self.text.len());
                }
            }
        }
    }

    pub(super) fn inline_html(&mut self, html: CowStr<'a>, range: Range<usize>) {
        let words = self.options.html != HtmlPolicy::Escape
            && self.extended()
            && self.tags.kind(&html, true) == TagKind::Words;
        if words {
            let verbatim = self.text[range.clone()] == *html;
            return self.push_text(&html, range.start, verbatim);
        }
        if !self.images.is_empty() {
            return;
        }
        let tokens = tokenize(self.text, [(range.clone(), &*html)]);
        match self.options.html {
            HtmlPolicy::Trusted => {
                self.boundary();
                self.open_lazy_block(range.start);
                self.doc.html.push_str(&html);
                self.note_trusted(tokens);
            }
            HtmlPolicy::Escape => {
                self.boundary();
                if has_markup(&tokens) {
                    let verbatim = self.text[range.clone()] == *html;
                    self.push_text(&html, range.start, verbatim);
                }
            }
            HtmlPolicy::Sanitize => {
                for (token, range) in tokens {
                    self.html_token(token, range);
                }
                if let Some((name, _)) = self.raw.dropping.take() {
                    let end = self.block_source_end(range.end);
                    self.hide_to_closing_tag(&name, range.end, end);
                }
            }
        }
    }

    /// Notes ids and switches of HTML that stays as it is.
    fn note_trusted(&mut self, tokens: Vec<(Token, Range<usize>)>) {
        for (token, range) in tokens {
            match token {
                Token::Start { attributes, .. } => {
                    for (_, value) in attributes.into_iter().filter(|(name, _)| name == "id") {
                        self.anchor(value, AnchorKind::Html, range.clone().into(), None);
                    }
                }
                Token::Comment | Token::End(_) | Token::Text { .. } => {}
            }
        }
    }

    /// Writes an HTML block as a paragraph of text.
    fn show_html(&mut self, lines: &[(Range<usize>, CowStr<'a>)]) {
        let (Some((first, _)), Some((last, _))) = (lines.first(), lines.last()) else { return };
        let at = self.doc.html.len();
        self.doc.html.push_str("<p>");
        let source = Span::new(first.start, last.end);
        self.open_block(BlockKind::Paragraph, at, Some(at + 2), source);
        for (number, (range, html)) in lines.iter().enumerate() {
            if number > 0 {
                self.push_text("\n", range.start, false);
            }
            let line = html.trim_end_matches(['\n', '\r']);
            self.push_raw_text(
                line,
                range.start,
                self.masked.text[range.clone()].starts_with(line),
            );
        }
        self.end_paragraph();
    }

    /// Hides all text up to the closing tag of `name` between source offsets `from` and `to`.
    fn hide_to_closing_tag(&mut self, name: &str, from: usize, to: usize) {
        if self.raw.never_closed.iter().any(|other| other == name) {
            return;
        }
        let rest = &self.text.as_bytes()[from..to];
        let closing = memchr::memmem::find_iter(rest, "</").find(|at| {
            let tag = &rest[at + 2..];
            tag.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
                && tag.get(name.len()).is_none_or(|b| !b.is_ascii_alphanumeric())
        });
        match closing {
            Some(at) => self.hidden_until = from + at,
            None if to == self.text.len() => self.raw.never_closed.push(name.to_owned()),
            None => {}
        }
    }

    fn html_token(&mut self, token: Token, range: Range<usize>) {
        if let Some((name, count)) = &mut self.raw.dropping {
            match token {
                Token::Start { name: other, .. } if other == *name => *count += 1,
                Token::End(other) if other == *name => *count -= 1,
                _ => {}
            }
            if *count == 0 {
                self.raw.dropping = None;
            }
            return;
        }
        if let Token::Text { text, verbatim } = &token {
            return self.html_text(text, range.start, *verbatim);
        }
        let tag = self.text[range.clone()].trim();
        let kind = match self.extended() && tag.starts_with('<') && token != Token::Comment {
            true => self.tags.kind(tag, false),
            false => TagKind::Html,
        };
        if kind == TagKind::Words {
            return self.html_text(tag, range.start, true);
        }
        self.boundary();
        match token {
            Token::Start { .. } | Token::End(_) if kind == TagKind::Component => {
                self.tell_component(tags::name(tag).to_owned(), range);
            }
            Token::Start { name, attributes } => self.start_tag(&name, attributes, range),
            Token::End(name) => self.end_tag(&name),
            Token::Comment | Token::Text { .. } => {}
        }
    }

    fn html_text(&mut self, text: &str, source: usize, verbatim: bool) {
        if self.block.is_some() {
            return self.push_raw_text(text, source, verbatim);
        }
        let blank = text.len() - text.trim_start().len();
        self.doc.html.push_str(&text[..blank]);
        let source = if verbatim { source + blank } else { source };
        self.push_raw_text(&text[blank..], source, verbatim);
    }

    /// Text of raw HTML without what is covered in it.
    fn push_raw_text(&mut self, text: &str, source: usize, verbatim: bool) {
        if !verbatim {
            return self.push_text(text, source, false);
        }
        for piece in self.masked.pieces(source..source + text.len()) {
            match piece {
                Piece::Text(at) => self.push_text(&self.text[at.clone()], at.start, true),
                Piece::Island(..) => self.boundary(),
            }
        }
    }

    fn start_tag(&mut self, name: &str, attributes: Vec<(String, String)>, range: Range<usize>) {
        let element = elements::find(name);
        let kept = Attributes::read(name, element, attributes);
        let embeds = kept.src.is_some();
        match name {
            "img" => return self.embed_tag(LinkKind::HtmlSource, &kept, range),
            "video" | "audio" | "source" | "embed" | "iframe" | "object" => {
                if name == "video" || name == "audio" {
                    self.raw.has_source = false;
                }
                if embeds && !std::mem::replace(&mut self.raw.has_source, true) {
                    self.embed_tag(LinkKind::HtmlPlayer, &kept, range.clone());
                }
                self.raw.has_source &= matches!(name, "video" | "audio" | "source");
            }
            _ => {}
        }
        if elements::drops_content(name) {
            if !matches!(name, "iframe" | "object") || !embeds {
                let path = &self.doc.path;
                let dropped = Diagnostic::dropped_html(path, range.clone().into(), name);
                self.diagnostics.push(dropped);
            }
            self.raw.dropping = Some((name.to_owned(), 1));
            return;
        }
        let Some(element) = element else { return self.boundary() };
        match element.form {
            Form::Void => self.void_tag(element, kept, range),
            Form::Heading(level) => self.heading_tag(level, kept, range),
            Form::Block if self.raw.in_block => self.block_tag(element, kept, range),
            Form::Block => self.flow_tag(element, kept, range),
            Form::Inline | Form::Code if self.raw.in_block && self.block.is_none() => {
                self.block_tag(element, kept, range);
            }
            Form::Inline | Form::Code => self.inline_tag(element, kept, range),
        }
    }

    /// An element that holds blocks, in an HTML block.
    fn block_tag(&mut self, element: &'static Element, kept: Attributes, range: Range<usize>) {
        if self.raw.in_heading {
            return;
        }
        self.end_lazy_block();
        self.end_implied(element);
        if self.raw.depth >= DEEPEST {
            return;
        }
        let link = self.html_link(element, &kept, &range);
        let source = Span::from(range.clone());
        self.push_container(ContainerKind::Raw { element, link }, source);
        self.raw.depth += 1;
        match link {
            Some(link) => {
                self.id_spans(&kept.ids, &range);
                self.hole(self.doc.html.len(), HoleKind::LinkStart(link));
            }
            None => self.write_tag(element, &kept, ">", &range),
        }
    }

    /// Such an element inside a block of text: kept in table cells, items and definitions.
    fn flow_tag(&mut self, element: &'static Element, kept: Attributes, range: Range<usize>) {
        let flows = self.block.as_ref().is_some_and(|block| {
            matches!(block.kind, BlockKind::Row | BlockKind::Item | BlockKind::Definition)
                && !block.lazy_paragraph
        });
        let table = matches!(element.name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot");
        if !flows || table {
            return self.id_spans(&kept.ids, &range);
        }
        self.break_line(range.start);
        self.inline_tag(element, kept, range);
    }

    fn inline_tag(&mut self, element: &'static Element, kept: Attributes, range: Range<usize>) {
        self.open_lazy_block(range.start);
        if self.block.as_ref().is_some_and(|block| block.inline.len() > DEEPEST) {
            return;
        }
        match self.html_link(element, &kept, &range) {
            Some(link) => {
                self.id_spans(&kept.ids, &range);
                self.enter_link(link, 0, InlineKind::RawLink(element));
            }
            None => {
                let flags = if element.is_code() { Word::CODE } else { 0 };
                self.enter_as(InlineKind::Raw(element), flags);
                self.write_tag(element, &kept, ">", &range);
            }
        }
    }

    fn void_tag(&mut self, element: &'static Element, kept: Attributes, range: Range<usize>) {
        let rule = element.name == "hr";
        if rule && self.raw.in_block && !self.raw.in_heading {
            self.end_lazy_block();
            self.end_implied(element);
        } else if rule && !self.raw.in_block {
            return;
        } else if !self.raw.in_block {
            self.open_lazy_block(range.start);
        }
        self.boundary();
        self.write_tag(element, &kept, " />", &range);
        if element.name == "br" {
            self.break_line(range.start);
        }
    }

    /// Parts what was from what comes in the plain text.
    fn break_line(&mut self, source: usize) {
        let text = self.block.as_ref().map_or("", |block| &self.doc.plain[block.plain_start..]);
        if !text.is_empty() && !text.ends_with(['\n', '\t']) {
            self.push_unseen("\n", source, false, 0);
        }
    }

    fn heading_tag(&mut self, level: u8, kept: Attributes, range: Range<usize>) {
        if !self.raw.in_block {
            return self.id_spans(&kept.ids, &range);
        }
        self.end_raw_heading();
        self.end_lazy_block();
        self.close_raw_paragraph();
        let (id, further) = match kept.ids.split_first() {
            Some((id, further)) => (Some(id.as_str()), further),
            None => (None, &[][..]),
        };
        self.start_heading(level, id, &kept.html, range.clone());
        self.raw.in_heading = true;
        self.id_spans(further, &range);
    }

    fn end_raw_heading(&mut self) {
        if std::mem::take(&mut self.raw.in_heading) {
            self.end_heading();
        }
    }

    /// The link that `<a href>` is.
    fn html_link(
        &mut self,
        element: &Element,
        kept: &Attributes,
        range: &Range<usize>,
    ) -> Option<u32> {
        let href = kept.href.as_ref().filter(|_| element.name == "a")?;
        let inside = self.inside.links > 0
            || self.block.as_ref().is_some_and(|block| !block.open_links.is_empty());
        if inside {
            return None;
        }
        let link = self.new_link(LinkKind::Html, self.split_url(href), range.clone().into());
        self.doc.links[link as usize].title.clone_from(&kept.title);
        Some(link)
    }

    /// A picture, frame or player.
    fn embed_tag(&mut self, kind: LinkKind, kept: &Attributes, range: Range<usize>) {
        self.id_spans(&kept.ids, &range);
        let Some(src) = &kept.src else { return };
        let number = self.new_link(kind, self.split_url(src), range.clone().into());
        let link = &mut self.doc.links[number as usize];
        link.title.clone_from(&kept.title);
        link.size.clone_from(&kept.size);
        let label = kept.alt.as_ref().or(kept.title.as_ref()).map_or("", String::as_str);
        let runs = aligned(label, self.text, range);
        self.image(number, kind, label, &runs);
    }

    fn write_tag(&mut self, element: &Element, kept: &Attributes, end: &str, range: &Range<usize>) {
        let (id, further) = match kept.ids.split_first() {
            Some((id, further)) if element.form != Form::Void => (Some(id), further),
            _ => (None, &kept.ids[..]),
        };
        self.id_spans(further, range);
        self.doc.html.push('<');
        self.doc.html.push_str(element.tag);
        if let Some(id) = id {
            let anchor = self.html_anchor(id, range);
            self.hole(self.doc.html.len(), HoleKind::Id(anchor));
        }
        self.doc.html.push_str(&kept.html);
        self.doc.html.push_str(end);
    }

    fn id_spans(&mut self, ids: &[String], range: &Range<usize>) {
        for id in ids {
            let anchor = self.html_anchor(id, range);
            self.id_span(anchor);
        }
    }

    fn html_anchor(&mut self, id: &str, range: &Range<usize>) -> u32 {
        let block = self.block.as_ref().map(|_| self.doc.blocks.len() as u32);
        self.anchor(id.to_owned(), AnchorKind::Html, range.clone().into(), block)
    }

    fn end_tag(&mut self, name: &str) {
        match name {
            "video" | "audio" => return self.raw.has_source = false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return self.end_raw_heading(),
            "br" => return,
            _ => {}
        }
        if self.ends_inline(name) {
            return;
        }
        let above = self.containers.iter().rev().skip(self.raw.late);
        let names = above.map_while(|container| match container.kind {
            ContainerKind::Raw { element, .. } => Some(element.name),
            _ => None,
        });
        let Some(count) = names.take(DEEPEST).position(|other| other == name) else { return };
        self.raw.late += count + 1;
        if self.raw.in_block && !self.raw.in_heading {
            self.end_lazy_block();
            self.close_late_raw();
        }
    }

    /// Ends the inline element `name` of the open block, if there is one.
    fn ends_inline(&mut self, name: &str) -> bool {
        let Some(block) = &self.block else { return false };
        let names = block.inline.iter().rev().map_while(|open| match open.kind {
            InlineKind::Raw(element) | InlineKind::RawLink(element) => Some(element.name),
            InlineKind::Mark => Some(""),
            InlineKind::Block | InlineKind::Markdown => None,
        });
        let Some(count) = names.take(DEEPEST + 1).position(|other| other == name) else {
            return false;
        };
        for _ in 0..=count {
            self.close_one_inline();
        }
        true
    }

    /// Ends the containers whose closing tags stood inside the block that has ended.
    pub(super) fn close_late_raw(&mut self) {
        for _ in 0..std::mem::take(&mut self.raw.late) {
            self.close_raw_container();
        }
    }

    /// Ends all raw HTML inside the innermost container of Markdown.
    pub(super) fn close_raw(&mut self) {
        while self.close_raw_container() {}
    }

    /// Ends elements that HTML doesn't let a `next` stand in.
    fn end_implied(&mut self, next: &Element) {
        while let Some(ContainerKind::Raw { element, .. }) = self.containers.last().map(|c| c.kind)
            && element.ends_before(next)
        {
            self.close_raw_container();
        }
    }

    /// A raw `<p>` ends where a block begins.
    fn close_raw_paragraph(&mut self) {
        if let Some(ContainerKind::Raw { element, .. }) = self.containers.last().map(|c| c.kind)
            && element.name == "p"
        {
            self.close_raw_container();
        }
    }

    fn close_raw_container(&mut self) -> bool {
        let Some(ContainerKind::Raw { element, link }) = self.containers.last().map(|c| c.kind)
        else {
            return false;
        };
        self.drop_container();
        self.raw.depth -= 1;
        match link {
            Some(link) => {
                self.doc.links[link as usize].plain.end = self.doc.plain.len() as u32;
                self.hole(self.doc.html.len(), HoleKind::LinkEnd(link));
            }
            None => self.doc.html.push_str(element.close),
        }
        true
    }
}

/// Whether there is more than comments.
fn has_markup(tokens: &[(Token, Range<usize>)]) -> bool {
    tokens.iter().any(|(token, _)| match token {
        Token::Comment => false,
        Token::Text { text, .. } => !text.trim().is_empty(),
        Token::Start { .. } | Token::End(_) => true,
    })
}
