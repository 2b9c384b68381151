//! Topoi's own notation inside text: highlights, tags, freed words, bare wikilinks.
//!
//! pulldown-cmark splits text at every character that might have meant something. The pieces
//! that stand side by side in the source are joined again and scanned once.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::Builder;
use super::text::InlineKind;
use crate::model::Span;
use crate::parse::Notation;
use crate::parse::document::{HoleKind, LinkKind, Word};
use crate::parse::target::TargetParts;

/// Bytes at which notation may begin.
const TRIGGERS: [bool; 256] = {
    let mut table = [false; 256];
    let triggers = b"=#:\\.@[(";
    let mut i = 0;
    while i < triggers.len() {
        table[triggers[i] as usize] = true;
        i += 1;
    }
    table
};

impl Builder<'_> {
    /// Writes the text that waits, reading its notation.
    pub(super) fn flush(&mut self) {
        if self.pending.is_empty() || self.code_info.is_some() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let mut joined: Option<Range<usize>> = None;
        for (range, text) in &pending {
            let verbatim = self.text.get(range.clone()) == Some(&**text);
            match &mut joined {
                Some(run) if verbatim && run.end == range.start => run.end = range.end,
                _ => {
                    if let Some(run) = joined.take() {
                        self.scan(run);
                    }
                    if verbatim {
                        joined = Some(range.clone());
                    } else if range.start >= self.hidden_until {
                        self.push_text(text, range.start, false);
                    }
                }
            }
        }
        if let Some(run) = joined {
            self.scan(run);
        }
        self.pending = pending;
        self.pending.clear();
    }

    /// Writes source text that stands byte for byte in the document.
    fn scan(&mut self, run: Range<usize>) {
        let mut from = run.start.max(self.hidden_until.min(run.end));
        if self.options.notation == Notation::CommonMark || !self.images.is_empty() {
            return self.push_text(&self.text[from..run.end], from, true);
        }
        if self.bare_wiki {
            return self.push_wiki_text(from..run.end);
        }
        // A character behind a backslash is itself.
        let mut at = from + usize::from(self.text[..from].ends_with('\\'));
        while at < run.end {
            if !TRIGGERS[self.text.as_bytes()[at] as usize] {
                at += 1;
                continue;
            }
            let Some(next) = self.notation(from, at, run.end) else {
                at += 1;
                continue;
            };
            from = next.min(run.end).max(from);
            at = from;
        }
        if from < run.end {
            self.push_text(&self.text[from..run.end], from, true);
        }
    }

    /// Reads the notation at `at`, if any; text from `from` on is not written yet. Returns where
    /// the text goes on.
    fn notation(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let rest = &self.text[at..end];
        let before = &self.text[from..at];
        match rest.as_bytes()[0] {
            b'=' | b'#' | b'\\' | b'[' | b'(' if !self.extended() => None,
            b'[' => {
                self.missing_reference(at, end);
                None
            }
            b'(' => {
                self.spaced_target(at, rest);
                None
            }
            b'=' if rest.starts_with("==") => self.highlight(from, at, end),
            b'#' if self.options.prose_tags => self.tag(from, at, rest),
            b'\\' => self.freed_word(from, at, rest),
            b':' if rest.starts_with("://") => {
                let scheme = ["https", "http", "ftp"].into_iter().find(|s| {
                    before.len() >= s.len()
                        && before.as_bytes()[before.len() - s.len()..]
                            .eq_ignore_ascii_case(s.as_bytes())
                })?;
                self.url(from, at - scheme.len(), end)
            }
            b'.' if before.ends_with("www") => self.url(from, at - "www".len(), end),
            b'@' => self.email(from, at, end),
            _ => None,
        }
    }

    /// `==`: opens a highlight if its closing mark stands in the same block, or closes one. Text
    /// of three or more in a row is no mark.
    fn highlight(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let text = self.text;
        if text[..at].ends_with('=') || text[at + 2..end].starts_with('=') {
            return None;
        }
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let after = text[at + 2..].chars().next().unwrap_or(' ');
        if self.in_mark(from, at) {
            if before.is_whitespace() {
                return None;
            }
            self.push_text(&text[from..at], from, true);
            self.close_one_inline();
            return Some(at + 2);
        }
        if after.is_whitespace() || !self.closes_mark(at + 2) {
            return None;
        }
        self.push_text(&text[from..at], from, true);
        self.place = at;
        self.enter_as(InlineKind::Mark, 0);
        self.doc.html.push_str("<mark>");
        Some(at + 2)
    }

    /// Whether the innermost inline element is a highlight that holds text already.
    fn in_mark(&self, from: usize, at: usize) -> bool {
        self.block.as_ref().is_some_and(|block| {
            let innermost = block.inline.last();
            innermost.is_some_and(|open| matches!(open.kind, InlineKind::Mark))
                && (from < at || !self.doc.html.ends_with("<mark>"))
        })
    }

    /// Whether a closing `==` stands behind source offset `start` in the block, outside code.
    fn closes_mark(&mut self, start: usize) -> bool {
        let limit = self.block_source_end(start);
        let bytes = self.masked.text.as_bytes();
        let known = self.block.as_ref().map_or(0, |block| block.no_mark_before);
        let mut at = start.max(known);
        while let Some(found) = memchr::memchr2(b'=', b'`', &bytes[at..limit]) {
            at += found;
            let byte = bytes[at];
            let run = bytes[at..limit].iter().take_while(|b| **b == byte).count();
            let next = at + run;
            if byte == b'`' {
                // Code ends at a run of as many backticks; where none comes, it was none.
                let ticks = &bytes[at..next];
                let skipped = memchr::memmem::find(&bytes[next..limit.min(next + 1024)], ticks);
                at = next + skipped.map_or(0, |skipped| skipped + run);
                continue;
            }
            if run == 2 && !bytes[at - 1].is_ascii_whitespace() && at > start {
                return true;
            }
            at = next;
        }
        if let Some(block) = &mut self.block {
            block.no_mark_before = limit;
        }
        false
    }

    /// Where the source of the open block ends, behind `at`; of one that text without a paragraph
    /// opened, the line.
    pub(super) fn block_source_end(&self, at: usize) -> usize {
        let end = self.block.as_ref().map_or(at, |block| block.source.range().end);
        if end > at {
            return end;
        }
        let line = memchr::memchr(b'\n', &self.text.as_bytes()[at..]);
        line.map_or(self.text.len(), |i| at + i)
    }

    /// `#tag`, Obsidian's way: letters, digits, pictures, `_`, `-` and `/`, at least one of them a
    /// letter or a picture.
    fn tag(&mut self, from: usize, at: usize, rest: &str) -> Option<usize> {
        let boundary = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '>' | '|');
        if self.in_link() || !self.text[..at].chars().next_back().is_none_or(boundary) {
            return None;
        }
        let is_tag = |c: char| {
            let word = c.is_alphanumeric() || is_combining_mark(c) || is_picture(c);
            word || joins_picture(c) || matches!(c, '_' | '-' | '/')
        };
        let len = rest[1..].find(|c| !is_tag(c)).unwrap_or(rest.len() - 1);
        let name = rest[1..=len].trim_end_matches(['/', '-', ZERO_WIDTH_JOINER]);
        let says = |c: char| c.is_alphabetic() || is_picture(c);
        if !name.contains(says) || name.starts_with('/') {
            return None;
        }
        self.push_text(&self.text[from..at], from, true);
        self.open_lazy_block(at);
        let end = at + 1 + name.len();
        let parts = TargetParts { path: name.to_owned(), ..TargetParts::default() };
        let number = self.new_link(LinkKind::Tag, parts, Span::new(at, end));
        self.hole(self.doc.html.len(), HoleKind::Embed(number));
        self.push_unseen(&self.text[at..end], at, true, Word::URL);
        self.doc.links[number as usize].plain.end = self.doc.plain.len() as u32;
        Some(end)
    }

    /// `\word`: the backslash goes, the word is not to be linked. Paths (`C:\word`, `..\word`,
    /// `%HOME%\word`) and formulas (`{\word`) keep theirs.
    fn freed_word(&mut self, from: usize, at: usize, rest: &str) -> Option<usize> {
        let free = |c: char| !c.is_alphanumeric() && !"\\/:.%~${}^".contains(c);
        if !self.text[..at].chars().next_back().is_none_or(free) {
            return None;
        }
        rest[1..].chars().next().filter(|c| c.is_alphabetic())?;
        self.push_text(&self.text[from..at], from, true);
        self.open_lazy_block(at);
        let block = self.block.as_mut()?;
        block.escaped.push((self.doc.plain.len() - block.plain_start) as u32);
        Some(at + 1)
    }

    /// The text of a wikilink that has none of its own: `A#B` reads "A › B", `#B` "B".
    pub(super) fn push_wiki_text(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let range = range.start + (text.len() - text.trim_start().len())..range.end;
        let text = text.trim();
        let (path, parts) = text.split_once('#').map_or((text, ""), |(path, parts)| (path, parts));
        if path.is_empty() && parts.starts_with('^') {
            return self.push_text(text, range.start, true);
        }
        self.push_text(path, range.start, true);
        let mut at = range.start + path.len() + 1;
        let mut first = path.is_empty();
        for part in parts.split('#') {
            if !part.is_empty() && !part.starts_with('^') {
                if !first {
                    self.push_text(" › ", at, false);
                }
                self.push_text(part, at, true);
                first = false;
            }
            at += part.len() + 1;
        }
    }

    pub(super) fn in_link(&self) -> bool {
        self.inside.links > 0
            || self.block.as_ref().is_some_and(|block| !block.open_links.is_empty())
    }
}

/// What joins two emoji to one.
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Emoji, and the signs that are shown like them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '〰' | '〽' | '㊗' | '㊙' | '\u{1f000}'..='\u{1faff}')
}

/// What stands between or behind emoji that are shown as one.
fn joins_picture(c: char) -> bool {
    matches!(c, ZERO_WIDTH_JOINER | '\u{fe0e}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}
