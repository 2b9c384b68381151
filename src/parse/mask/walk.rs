//! One walk over the parser's events, which tell what is text: comments and math are looked for
//! there and nowhere else.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::comments::{Comment, Comments};
use super::dollars::{Dollars, Math};
use crate::model::Span;
use crate::parse::tags;

/// What one walk found.
pub(super) struct Found {
    pub comments: Vec<Comment>,
    pub unclosed: Option<Span>,
    pub math: Vec<Math>,
    /// Insides of math that was read as blocks.
    pub blocks: Vec<Range<usize>>,
    /// Where links, code and strong text begin, in order, and whether in a footnote, which stands
    /// elsewhere or nowhere.
    pub marks: Vec<(usize, bool)>,
    /// Where blocks begin, in order.
    pub starts: Vec<usize>,
}

struct Walk<'a> {
    text: &'a str,
    comments: Comments,
    dollars: Dollars,
    marks: Vec<(usize, bool)>,
    footnotes: usize,
    starts: Vec<usize>,
    in_code: bool,
    /// Inside a link that shows its target.
    in_target: bool,
    /// Inside brackets in brackets that only look like a wikilink.
    in_matrix: bool,
    /// What ends the part of raw HTML at hand, if it is no text.
    html_end: Option<&'static str>,
}

/// Looks for comments and math in the body of `text`, which begins at `body`. If `exact`, the walk
/// ends where a comment hid the beginning of code: what stands behind it is known only when it is
/// covered.
pub(super) fn walk(text: &str, body: usize, options: Options, exact: bool) -> Found {
    let mut walk = Walk {
        text,
        comments: Comments::default(),
        dollars: Dollars::default(),
        marks: Vec::new(),
        footnotes: 0,
        starts: Vec::new(),
        in_code: false,
        in_target: false,
        in_matrix: false,
        html_end: None,
    };
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        let range = body + range.start..body + range.end;
        let cut = walk.comments.until > range.start && walk.comments.until < range.end;
        if cut && exact && is_code(&event) {
            break;
        }
        walk.event(event, range);
    }
    walk.dollars.begin_block(text, text.len());
    let Walk { comments, dollars, mut marks, mut starts, .. } = walk;
    marks.sort_unstable();
    starts.sort_unstable();
    Found {
        comments: comments.found,
        unclosed: comments.unclosed,
        math: dollars.found,
        blocks: dollars.blocks,
        marks,
        starts,
    }
}

/// Whether nothing in it is notation.
fn is_code(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::Code(_) | Event::InlineHtml(_)
    )
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(_) if self.in_code || self.in_target => {}
            // References to characters are no text of the source.
            Event::Text(text) if self.text[range.clone()] == *text => {
                self.comments.scan(self.text, range.clone(), false);
                self.dollars.scan(self.text, range);
            }
            Event::Code(_) => {
                self.comments.see();
                self.mark(range.start);
                self.dollars.code(self.text, range);
            }
            Event::Html(_) => self.html_line(range),
            Event::InlineHtml(_) => {
                self.comments.see();
                if tags::is_plain_html(&self.text[range.clone()]) {
                    self.dollars.win(range.start);
                }
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                self.comments.see();
                self.dollars.win(range.start);
            }
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Rule => self.dollars.begin_block(self.text, range.start),
            _ => {}
        }
    }

    fn mark(&mut self, at: usize) {
        self.marks.push((at, self.footnotes > 0));
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strikethrough => return self.dollars.enter(range.start),
            Tag::Strong => {
                self.mark(range.start);
                return self.dollars.win(range.start);
            }
            // A matrix: no file has such a name.
            Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. }
                if dest_url.contains(['[', ']']) =>
            {
                (self.in_target, self.in_matrix) = (true, true);
                return;
            }
            Tag::Link { link_type, .. } | Tag::Image { link_type, .. } => {
                self.in_target = matches!(
                    link_type,
                    LinkType::WikiLink { has_pothole: false }
                        | LinkType::Autolink
                        | LinkType::Email
                );
                self.mark(range.start);
                self.comments.see();
                return match link_type {
                    LinkType::WikiLink { .. } => self.dollars.win_over_inline(),
                    _ => self.dollars.win(range.start),
                };
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::FootnoteDefinition(_) => self.footnotes += 1,
            Tag::HtmlBlock => self.html_end = None,
            Tag::Heading { .. } => self.comments.set_heading(true),
            Tag::Table(_) => self.comments.set_table(true),
            _ => {}
        }
        self.starts.push(range.start);
        self.comments.begin_block();
        self.dollars.begin_block(self.text, range.start);
        if matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock) {
            self.dollars.win(range.start);
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strikethrough => return self.dollars.leave(),
            TagEnd::Strong => return self.dollars.win(range.start),
            TagEnd::Link if self.in_matrix => {
                (self.in_target, self.in_matrix) = (false, false);
                return;
            }
            TagEnd::Link | TagEnd::Image => {
                self.in_target = false;
                return self.dollars.win_over_inline();
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::FootnoteDefinition => self.footnotes -= 1,
            TagEnd::Heading(_) => self.comments.set_heading(false),
            TagEnd::Table => self.comments.set_table(false),
            _ => {}
        }
        self.dollars.begin_block(self.text, range.start);
    }

    /// Text of raw HTML is looked through too, but not its tags, comments and code.
    fn html_line(&mut self, range: Range<usize>) {
        let mut at = range.start.max(self.comments.until);
        while at < range.end {
            let rest = &self.text[at..range.end];
            if let Some(mark) = self.html_end {
                let Some(len) = tags::find_mark(rest, mark) else { return };
                at += len + mark.len();
                self.html_end = mark.starts_with("</").then_some(">");
                continue;
            }
            let tag = memchr::memchr(b'<', rest.as_bytes()).map_or(range.end, |i| at + i);
            self.comments.scan(self.text, at..tag, true);
            at = self.comments.until.max(tag);
            if at == tag && tag < range.end {
                self.html_end = tags::end_mark(&self.text[tag..range.end]);
                at += 1;
            }
        }
    }
}
