//! Topoi's own notation inside text: highlights, comments, tags, bare URLs, freed words.
//!
//! pulldown-cmark splits text at every character that might have meant something. The pieces
//! that stand side by side in the source are joined again and scanned once.

use std::ops::Range;

use super::body::Builder;
use super::document::{HoleKind, Link, LinkKind, Word};
use super::target::split_url;
use crate::model::Span;

/// Bytes at which notation may begin.
const TRIGGERS: [bool; 256] = {
    let mut table = [false; 256];
    let triggers = b"=%#:\\.@";
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
                    } else if range.start >= self.comment_until {
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
        let mut from = run.start.max(self.comment_until.min(run.end));
        if self.options.plain_commonmark || self.in_image() {
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
            b'=' if rest.starts_with("==") => self.highlight(from, at),
            b'%' if rest.starts_with("%%") => self.comment(from, at),
            b'#' => self.tag(from, at, rest),
            b'\\' => self.freed_word(from, at, rest),
            b':' if rest.starts_with("://") => {
                let scheme = ["https", "http"].into_iter().find(|s| before.ends_with(s))?;
                self.url(from, at - scheme.len(), end)
            }
            b'.' if before.ends_with("www") => self.url(from, at - 3, end),
            b'@' => self.email(from, at, end),
            _ => None,
        }
    }

    fn highlight(&mut self, from: usize, at: usize) -> Option<usize> {
        let before = self.text[..at].chars().next_back()?;
        let after = self.text[at + 2..].chars().next()?;
        let open = self.block.as_ref().is_some_and(|block| block.mark_open);
        if open && !before.is_whitespace() {
            self.push_text(&self.text[from..at], from, true);
            self.doc.html.push_str("</mark>");
            self.leave();
        } else if !open && !after.is_whitespace() && after != '=' {
            let block_end = self.block.as_ref().map_or(self.text.len(), |b| b.source.range().end);
            self.text.get(at + 2..block_end)?.find("==")?;
            self.push_text(&self.text[from..at], from, true);
            self.place = at;
            self.enter(0);
            self.doc.html.push_str("<mark>");
        } else {
            return None;
        }
        self.block.as_mut()?.mark_open = !open;
        Some(at + 2)
    }

    /// A comment ends in its block, or, if it begins one, wherever it ends.
    fn comment(&mut self, from: usize, at: usize) -> Option<usize> {
        let (start, end) = self
            .block
            .as_ref()
            .map_or((at, self.text.len()), |b| (b.source.range().start, b.source.range().end));
        let close = at + 2 + self.text[at + 2..].find("%%")? + 2;
        if close > end && !self.text[start..at].trim_matches(['>', ' ', '-']).is_empty() {
            return None;
        }
        self.push_text(&self.text[from..at], from, true);
        self.comment_until = close;
        Some(close)
    }

    fn tag(&mut self, from: usize, at: usize, rest: &str) -> Option<usize> {
        let boundary = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '>' | '|');
        if self.in_link() || !self.text[..at].chars().next_back().is_none_or(boundary) {
            return None;
        }
        let is_tag = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
        let len = rest[1..].find(|c| !is_tag(c)).unwrap_or(rest.len() - 1);
        let name = rest[1..=len].trim_end_matches(['/', '-']);
        if name.chars().all(|c| !c.is_alphabetic()) || name.starts_with('/') {
            return None;
        }
        self.push_text(&self.text[from..at], from, true);
        if self.block.is_none() {
            self.open_lazy_block(at);
        }
        let end = at + 1 + name.len();
        let number = self.new_link(LinkKind::Tag, name, at..end);
        self.hole(self.doc.html.len(), HoleKind::Embed(number));
        self.push_unseen(&self.text[at..end], at, true, Word::URL);
        self.doc.links[number as usize].plain.end = self.doc.plain.len() as u32;
        Some(end)
    }

    /// `\word`: the backslash goes, the word is not to be linked.
    fn freed_word(&mut self, from: usize, at: usize, rest: &str) -> Option<usize> {
        let free = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\'' | '“' | '‘');
        if !self.text[..at].chars().next_back().is_none_or(free) {
            return None;
        }
        rest[1..].chars().next().filter(|c| c.is_alphabetic())?;
        self.push_text(&self.text[from..at], from, true);
        if self.block.is_none() {
            self.open_lazy_block(at);
        }
        let block = self.block.as_mut()?;
        block.escaped.push((self.doc.plain.len() - block.plain_start) as u32);
        Some(at + 1)
    }

    /// GFM's extended autolinks.
    fn url(&mut self, from: usize, start: usize, end: usize) -> Option<usize> {
        let boundary =
            |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '[' | '"' | '\'');
        if start < from
            || self.in_link()
            || !self.text[..start].chars().next_back().is_none_or(boundary)
        {
            return None;
        }
        let url = trim_url(&self.text[start..end]);
        let host = url.split_once("://").map_or(url, |(_, host)| host);
        let domain = host.split(['/', '?', '#', ':']).next().unwrap_or("");
        if !is_domain(domain) {
            return None;
        }
        let target = if url.starts_with("www.") { format!("http://{url}") } else { url.to_owned() };
        self.autolink(from, start..start + url.len(), &target)
    }

    fn email(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
        let before = &self.text[from..at];
        let start = at - (before.len() - before.trim_end_matches(local).len());
        let rest = &self.text[at + 1..end];
        let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')));
        let domain = rest[..len.unwrap_or(rest.len())].trim_end_matches(['.', '-', '_']);
        if start == at || self.in_link() || !domain.contains('.') || !is_domain(domain) {
            return None;
        }
        let stop = at + 1 + domain.len();
        self.autolink(from, start..stop, &format!("mailto:{}", &self.text[start..stop]))
    }

    fn autolink(&mut self, from: usize, range: Range<usize>, target: &str) -> Option<usize> {
        self.push_text(&self.text[from..range.start], from, true);
        self.place = range.start;
        self.enter(Word::LINK | Word::URL);
        let number = self.new_link(LinkKind::Autolink, target, range.clone());
        self.hole(self.doc.html.len(), HoleKind::LinkStart(number));
        self.push_text(&self.text[range.clone()], range.start, true);
        self.doc.links[number as usize].plain.end = self.doc.plain.len() as u32;
        self.hole(self.doc.html.len(), HoleKind::LinkEnd(number));
        self.leave();
        Some(range.end)
    }

    fn new_link(&mut self, kind: LinkKind, target: &str, source: Range<usize>) -> u32 {
        let parts = split_url(target);
        let at = self.doc.plain.len();
        self.doc.links.push(Link {
            kind,
            target: parts.path,
            fragment: parts.fragment,
            query: parts.query,
            label: None,
            title: None,
            source: Span::from(source),
            plain: Span::new(at, at),
            block: None,
        });
        self.doc.links.len() as u32 - 1
    }

    /// The text of a wikilink that has none of its own: `A#B` reads "A › B", `#B` "B".
    fn push_wiki_text(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let mut at = range.start;
        let mut first = true;
        for part in text.split('#') {
            let shown = !part.is_empty() && (first || !part.starts_with('^'));
            if shown {
                if at > range.start + 1 {
                    self.push_text(" › ", at, false);
                }
                self.push_text(part, at, true);
            }
            first = false;
            at += part.len() + 1;
        }
        if text.starts_with("#^") {
            self.push_text(text, range.start, true);
        }
    }

    fn in_link(&self) -> bool {
        self.block
            .as_ref()
            .and_then(|block| block.elements.last())
            .is_some_and(|&(_, flags)| flags & Word::LINK != 0)
    }
}

/// A URL as far as GFM takes it: to white space or `<`, without closing punctuation or a closing
/// parenthesis that none opened.
fn trim_url(text: &str) -> &str {
    let len = text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len());
    let mut url = &text[..len];
    loop {
        let trimmed = url.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"']);
        let open = trimmed.matches('(').count();
        let close = trimmed.matches(')').count();
        let trimmed = match trimmed.strip_suffix(')') {
            Some(shorter) if close > open => shorter,
            _ => trimmed,
        };
        if trimmed.len() == url.len() {
            return url;
        }
        url = trimmed;
    }
}

fn is_domain(domain: &str) -> bool {
    let parts: Vec<&str> = domain.split('.').collect();
    let valid = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    parts.iter().all(valid)
        && !parts.iter().rev().take(2).any(|part| part.contains('_'))
        && (parts.len() > 1 || domain == "localhost")
}
