//! The body: pulldown-cmark's events become blocks, headings, callouts, links and a skeleton.
//!
//! One loop, one pass. Containers go on one stack ([`containers`]), the inline elements of the
//! open block on another ([`text`]), raw HTML among them on both ([`raw`]), so that whatever is
//! open ends at the latest where its surroundings end: every piece of the skeleton is balanced.
//! Text collects in `pending` until something else comes and is then read for topoi's own
//! notation ([`notation`]). Footnotes are put aside and written at the end ([`footnotes`]).

mod attributes;
mod autolink;
mod callouts;
mod containers;
mod elements;
mod footnotes;
mod headings;
mod inline;
mod linked;
mod notation;
mod raw;
mod references;
mod tables;
mod text;
mod tokens;
mod unclosed;

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Options, Parser, Tag, TagEnd};

use self::containers::Container;
use self::footnotes::{Footnotes, Note};
use self::inline::OpenImage;
use self::raw::Raw;
use self::references::References;
use self::text::OpenBlock;
use super::document::{BlockKind, Document, Group, HoleKind};
use super::foreign::{self, Translation};
use super::mask::{Content, Masked, Piece};
use super::tags::Tags;
use super::words::Segmenter;
use super::{Notation, ParseOptions};
use crate::diagnostics::Diagnostic;
use crate::model::html::push_escaped;
use crate::model::{SourceFile, Span};

pub use text::passage_id;

/// The text in our syntax where its body, which begins at `body`, has other programs'.
pub(super) fn translate(
    file: &SourceFile,
    body: usize,
    options: &ParseOptions,
) -> Option<Translation> {
    let parser = parser_options(options.notation);
    (options.notation == Notation::All).then(|| foreign::translate(file, body, parser, options))?
}

/// Covers what the parser must not see in the body of `text`, which begins at `body`.
pub(super) fn mask(text: &str, body: usize, notation: Notation) -> Masked<'_> {
    match notation {
        Notation::All => Masked::new(text, body, parser_options(notation)),
        Notation::CommonMark | Notation::Gfm => Masked::plain(text),
    }
}

/// What the parser reads beside CommonMark. Math is not among it: it is found before.
fn parser_options(notation: Notation) -> Options {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    match notation {
        Notation::All => {
            options
                | Options::ENABLE_HEADING_ATTRIBUTES
                | Options::ENABLE_DEFINITION_LIST
                | Options::ENABLE_WIKILINKS
        }
        Notation::CommonMark | Notation::Gfm => options,
    }
}

/// The document under construction.
pub(super) struct Builder<'a> {
    doc: Document,
    /// The source. Offsets of events and spans are into it.
    text: &'a str,
    /// The source as the parser reads it, and what is covered there.
    masked: &'a Masked<'a>,
    tags: Tags<'a>,
    options: &'a ParseOptions,
    segmenter: Segmenter,
    diagnostics: Vec<Diagnostic>,
    block: Option<OpenBlock>,
    /// Text events that wait for their notation to be read: source ranges and texts.
    pending: Vec<(Range<usize>, CowStr<'a>)>,
    /// Where the event at hand stands in the source.
    place: usize,
    /// Text before this source offset stands in a comment, or in raw HTML that is left out.
    hidden_until: usize,
    /// How deep the event at hand is inside an element that is hidden as a whole.
    skipping: usize,
    containers: Vec<Container>,
    /// How many of the containers are quotations, footnotes, links and code.
    inside: Inside,
    /// Headings whose section goes on, with the depth of the containers around them.
    open_headings: Vec<(u32, usize)>,
    open_callouts: Vec<u32>,
    /// Where the paragraph ends that begins with a callout's title.
    callout_text_end: usize,
    images: Vec<OpenImage>,
    /// Where the embed ends that the parser took for a picture and that is in a link's text.
    linked_embed: Option<usize>,
    footnotes: Footnotes<'a>,
    references: References,
    /// The inline footnote at hand.
    note: Option<Note<'a>>,
    /// Inline footnotes are not looked for: events are read again after one that never ended.
    notes_off: bool,
    raw: Raw<'a>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// The `^id` that stands for the last row of the table at hand.
    table_id: Option<(String, Span)>,
    /// The info string of the code block at hand.
    code_info: Option<String>,
    /// Whether math that cannot be drawn was told.
    math_told: bool,
    /// Inside a wikilink or embed without text of its own.
    bare_wiki: bool,
    /// The list, table, quotation or code block that ended last, which an `^id` alone may name.
    group: Option<Group>,
}

/// Counts of open containers that what is inside must know of.
#[derive(Default)]
struct Inside {
    quotations: u32,
    footnotes: u32,
    /// `<a href>` around blocks.
    links: u32,
    /// `<pre>` and `<code>` around blocks.
    code: u32,
}

impl<'a> Builder<'a> {
    /// A builder for `doc`, which has no body yet.
    pub(super) fn new(
        doc: Document,
        text: &'a str,
        masked: &'a Masked<'a>,
        options: &'a ParseOptions,
    ) -> Self {
        let segmenter = Segmenter::new(&doc.lang);
        Self {
            doc,
            text,
            masked,
            tags: Tags::new(text),
            options,
            segmenter,
            diagnostics: Vec::new(),
            block: None,
            pending: Vec::new(),
            place: 0,
            hidden_until: 0,
            skipping: 0,
            containers: Vec::new(),
            inside: Inside::default(),
            open_headings: Vec::new(),
            open_callouts: Vec::new(),
            callout_text_end: 0,
            images: Vec::new(),
            linked_embed: None,
            footnotes: Footnotes::default(),
            references: References::default(),
            note: None,
            notes_off: false,
            raw: Raw::default(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            table_id: None,
            code_info: None,
            math_told: false,
            bare_wiki: false,
            group: None,
        }
    }

    /// Reads the body, which begins at byte `start` of the text.
    pub(super) fn build(mut self, start: usize) -> (Document, Vec<Diagnostic>) {
        let parser =
            Parser::new_ext(&self.masked.text[start..], parser_options(self.options.notation));
        self.references = References::new(parser.reference_definitions(), start);
        for (event, range) in parser.into_offset_iter() {
            let range = start + range.start..start + range.end;
            self.next(self.uncovered(event, &range), range);
        }
        self.end_note();
        self.end_lazy_block();
        self.close_raw();
        self.close_headings(0);
        self.write_footnotes();
        self.tell_references();
        if let Some(span) = self.masked.unclosed {
            self.diagnostics.push(Diagnostic::unclosed(&self.doc.path, span, "%%"));
        }
        self.finish()
    }

    fn finish(self) -> (Document, Vec<Diagnostic>) {
        let mut doc = self.doc;
        doc.holes.sort_by_key(|hole| hole.at);
        doc.lexicon = self.segmenter.into_lexicon();
        doc.number_anchors();
        (doc, self.diagnostics)
    }

    /// Whether topoi's own notation counts beside CommonMark and GFM.
    fn extended(&self) -> bool {
        self.options.notation == Notation::All
    }

    /// Takes an event, unless it belongs to a footnote, which is read later.
    fn next(&mut self, event: Event<'a>, range: Range<usize>) {
        if let Some((event, range)) = self.set_aside(event, range) {
            self.event(event, range);
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.skipping > 0 {
            match event {
                Event::Start(_) => self.skipping += 1,
                Event::End(_) => self.skipping -= 1,
                _ => {}
            }
            return;
        }
        if self.note.is_some() {
            return self.note_event(event, range);
        }
        let Some((event, range)) = self.embed_in_link(event, range) else { return };
        self.place = range.start;
        if let Event::Text(text) = event {
            return self.text_event(text, range);
        }
        self.flush();
        match event {
            Event::Start(ref tag) if self.is_hidden(tag, &range) => {
                self.skipping = 1;
            }
            Event::Start(Tag::TableRow) if self.names_table(&range) => self.skipping = 1,
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            _ if range.start < self.hidden_until => {}
            Event::Text(_) => unreachable!("handled above"),
            Event::Code(code) => self.inline_code(&code, range),
            Event::Html(html) => self.html_line(html, range),
            Event::InlineHtml(html) => self.inline_html(html, range),
            Event::FootnoteReference(label) => self.footnote_reference(&label, range),
            Event::SoftBreak | Event::HardBreak
                if self.masked.is_inside(range.start) || self.masked.hides_line(range.end) => {}
            Event::SoftBreak if self.options.line_breaks => self.line_break("<br />\n", range),
            Event::SoftBreak => self.line_break("\n", range),
            Event::HardBreak => self.line_break("<br />\n", range),
            Event::Rule => self.rule(),
            Event::TaskListMarker(checked) => self.task_marker(checked, range.start),
            Event::InlineMath(_) | Event::DisplayMath(_) => unreachable!("not asked for"),
        }
    }

    /// The event with single characters that were covered in its texts.
    fn uncovered(&self, event: Event<'a>, range: &Range<usize>) -> Event<'a> {
        let uncover = |text| self.masked.uncover(text, range);
        match event {
            Event::Text(text) => Event::Text(uncover(text)),
            Event::Code(text) => Event::Code(uncover(text)),
            Event::InlineHtml(text) => Event::InlineHtml(uncover(text)),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url, title: uncover(title), id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url, title: uncover(title), id })
            }
            event => event,
        }
    }

    /// Whether element `tag` at `range` holds nothing but hidden text. Columns of a table stay.
    fn is_hidden(&self, tag: &Tag<'a>, range: &Range<usize>) -> bool {
        let until = self.hidden_until;
        let raw = range.start < until
            && (range.end <= until
                || self.text[until..range.end]
                    .bytes()
                    .all(|b| b.is_ascii_whitespace() || b == b'>'));
        let columns = matches!(tag, Tag::TableHead | Tag::TableCell);
        !columns && (raw || self.masked.is_hidden(range))
    }

    fn text_event(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if range.end <= self.hidden_until {
            return;
        }
        if self.raw.is_collecting() {
            // The indentation of a line.
            return self.html_line(text, range);
        }
        if self.code_info.is_some() {
            return self.pending.push((range, text));
        }
        for piece in self.masked.pieces(range.clone()) {
            match piece {
                Piece::Text(at) if at == range => self.plain_text(text.clone(), at),
                Piece::Text(at) => self.plain_text(CowStr::Borrowed(&self.text[at.clone()]), at),
                Piece::Island(content, at) => self.island(content, at),
            }
        }
    }

    fn plain_text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if self.begins_note(&text, &range) {
            return;
        }
        if let Some((text, range)) = self.without_callout_head(text, range) {
            self.pending.push((range, text));
        }
    }

    /// Covered content comes.
    fn island(&mut self, content: &Content, range: Range<usize>) {
        self.flush();
        self.place = range.start;
        match content {
            Content::Comment => self.boundary(),
            Content::Math { latex, display } => self.math(latex, range, *display),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if !is_inline(&tag) {
            self.end_lazy_block();
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(range),
            Tag::Heading { level, id, classes, .. } => {
                let classes = class_attribute(&classes);
                self.start_heading(level as u8, id.as_deref(), &classes, range);
            }
            Tag::BlockQuote(_) => self.start_quote(range),
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::List(first) => self.start_list(first, range),
            Tag::Item => self.start_item(range),
            Tag::Table(alignments) => self.start_table(alignments, range),
            Tag::TableHead => self.start_table_head(range),
            Tag::TableRow => self.start_row(range),
            Tag::TableCell => self.start_cell(),
            Tag::DefinitionList => self.start_definitions(range),
            Tag::DefinitionListTitle => self.start_term(range),
            Tag::DefinitionListDefinition => self.start_definition(range),
            Tag::Emphasis => self.start_inline("<em>"),
            Tag::Strong => self.start_inline("<strong>"),
            Tag::Strikethrough => self.start_inline("<del>"),
            Tag::Superscript => self.start_inline("<sup>"),
            Tag::Subscript => self.start_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, id } => {
                self.start_link(link_type, &dest_url, &title, range);
                self.defined_elsewhere(link_type, &id);
            }
            Tag::Image { link_type, dest_url, title, id } => {
                self.start_image(link_type, &dest_url, &title, range);
                self.defined_elsewhere(link_type, &id);
            }
            Tag::HtmlBlock => self.start_html_block(),
            Tag::MetadataBlock(_) | Tag::FootnoteDefinition(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::Item => self.end_element("</li>\n"),
            TagEnd::DefinitionListTitle => self.end_element("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.end_element("</dd>\n"),
            TagEnd::DefinitionList => self.end_group("</dl>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.end_element("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.end_inline("</em>"),
            TagEnd::Strong => self.end_inline("</strong>"),
            TagEnd::Strikethrough => self.end_inline("</del>"),
            TagEnd::Superscript => self.end_inline("</sup>"),
            TagEnd::Subscript => self.end_inline("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image if self.images.is_empty() && self.linked_embed.take().is_some() => {
                self.end_link();
            }
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::MetadataBlock(_) | TagEnd::FootnoteDefinition => {}
        }
    }

    fn rule(&mut self) {
        self.end_lazy_block();
        self.doc.html.push_str("<hr />\n");
    }

    fn task_marker(&mut self, checked: bool, source: usize) {
        self.open_lazy_block(source);
        let checked_html = if checked { " checked=\"\"" } else { "" };
        self.doc.html.push_str("<input disabled=\"\" type=\"checkbox\"");
        self.doc.html.push_str(checked_html);
        self.hole(self.doc.html.len(), HoleKind::Task(checked));
        self.doc.html.push_str("/>\n");
    }

    fn start_paragraph(&mut self, range: Range<usize>) {
        if self.begins_callout() {
            return self.start_callout_title(range);
        }
        let kind = if self.inside.footnotes > 0 {
            BlockKind::Footnote
        } else if self.inside.quotations > 0 {
            BlockKind::Quotation
        } else {
            BlockKind::Paragraph
        };
        let at = self.doc.html.len();
        self.doc.html.push_str("<p>");
        self.open_block(kind, at, Some(at + 2), range.into());
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let Some(block) = &self.block else { return };
        if block.kind == BlockKind::CalloutTitle {
            return self.close_callout_title();
        }
        let (text_at, first_hole) = (block.text_at, block.first_hole);
        self.close_inline();
        let author_id = self.take_block_id();
        let empty = self.doc.html.len() == text_at && self.doc.holes.len() == first_hole;
        if empty && self.extended() {
            // A comment, or an `^id` alone, which names what stands before.
            self.discard_block();
            if let Some((id, source)) = author_id {
                self.name_previous(id, source);
            }
        } else {
            self.doc.html.push_str("</p>\n");
            let end = self.doc.html.len() - 1;
            self.finish_block(end, author_id);
        }
        self.close_late_raw();
    }
}

/// The classes of `# heading {.class}` as an attribute.
fn class_attribute(classes: &[CowStr<'_>]) -> String {
    if classes.is_empty() {
        return String::new();
    }
    let mut html = " class=\"".to_owned();
    let classes: Vec<&str> = classes.iter().map(AsRef::as_ref).collect();
    push_escaped(&mut html, &classes.join(" "));
    html.push('"');
    html
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
