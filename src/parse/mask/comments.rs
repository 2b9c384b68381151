//! Comments: `%%` hides all up to the next `%%`, whatever stands between.

use std::ops::Range;

use super::{COVER, ends_line, is_escaped};
use crate::model::Span;

/// A comment with its marks.
pub(super) struct Comment {
    pub range: Range<usize>,
    /// What is to stand in its place: commas in a line of text, spaces where it has the line and
    /// begins a block, so that what follows is read as if it had never been there.
    pub cover: u8,
}

/// The comments of one walk.
#[derive(Default)]
pub(super) struct Comments {
    pub found: Vec<Comment>,
    pub unclosed: Option<Span>,
    /// Where the last one ends.
    pub until: usize,
    /// Whether text was seen in the block at hand, outside comments.
    has_text: bool,
    in_heading: bool,
    in_table: bool,
}

impl Comments {
    /// A block begins. In a table, its cells are blocks.
    pub fn begin_block(&mut self) {
        self.has_text = false;
    }

    /// Whether what follows is the text of a heading.
    pub fn set_heading(&mut self, in_heading: bool) {
        self.in_heading = in_heading;
    }

    /// Whether what follows stands in a table.
    pub fn set_table(&mut self, in_table: bool) {
        self.in_table = in_table;
    }

    /// Something is shown that is no text.
    pub fn see(&mut self) {
        self.has_text = true;
    }

    /// Looks for comments that begin in the text at `range`, a part of raw HTML if `html`.
    pub fn scan(&mut self, text: &str, range: Range<usize>, html: bool) {
        let mut at = range.start.max(self.until);
        while at < range.end {
            let open = memchr::memmem::find(&text.as_bytes()[at..range.end], b"%%");
            let shown = open.map_or(range.end, |i| at + i);
            self.has_text |= !text[at..shown].trim().is_empty();
            if open.is_none() {
                return;
            }
            if !opens(text, shown) {
                self.has_text = true;
                at = shown + 1;
                continue;
            }
            self.hide(text, shown, html);
            at = self.until;
        }
    }

    /// A comment opens at `open`.
    fn hide(&mut self, text: &str, open: usize, html: bool) {
        let rest = &text.as_bytes()[open + 2..];
        let close = memchr::memmem::find(rest, b"%%").map(|i| open + 2 + i + 2);
        if close.is_none() {
            self.unclosed = Some(Span::new(open, open + 2));
        }
        let end = close.unwrap_or(text.len());
        let before = text[..open].trim_end_matches([' ', '\t', '>']);
        let behind_marks = before.is_empty() || before.ends_with('\n');
        let alone = !self.has_text && !self.in_table && behind_marks;
        let blank = !html && ends_line(text, end) && (alone || self.in_heading);
        self.found.push(Comment { range: open..end, cover: if blank { b' ' } else { COVER } });
        self.until = end;
    }
}

/// Whether the `%%` at `at` opens a comment. `\%%` does not, nor a percent sign that is written
/// twice, as templates have it (`50%% off`), nor one inside an address (`a.example/100%%20`).
fn opens(text: &str, at: usize) -> bool {
    if is_escaped(text, at) || is_doubled(text, at) {
        return false;
    }
    let is_hex = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    !(is_hex(at + 2) && is_hex(at + 3) && super::dollars::is_in_url(text, at))
}

/// Whether the `%%` at `at` belongs to a number, with more of its line behind it. In doubt, where
/// the marks of the line would not come in pairs without it, it does not.
fn is_doubled(text: &str, at: usize) -> bool {
    const LONGEST_LINE: usize = 1000;
    let behind_number = |at: usize| at > 0 && text.as_bytes()[at - 1].is_ascii_digit();
    if !behind_number(at) {
        return false;
    }
    let near = &text[at + 2..text.floor_char_boundary(text.len().min(at + 2 + LONGEST_LINE))];
    let rest = near.split('\n').next().unwrap_or("");
    let parted = |c: char| c.is_whitespace() || ".,;:!?)".contains(c);
    if rest.trim().is_empty() || !rest.starts_with(parted) {
        return false;
    }
    let others = memchr::memmem::find_iter(rest.as_bytes(), b"%%")
        .map(|i| at + 2 + i)
        .filter(|at| !behind_number(*at) && !is_escaped(text, *at));
    others.count() % 2 == 0
}
