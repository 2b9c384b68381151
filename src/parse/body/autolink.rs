//! GFM's extended autolinks: bare URLs and addresses.

use std::ops::Range;

use super::Builder;
use super::text::InlineKind;
use crate::model::Span;
use crate::parse::document::{LinkKind, Word};
use crate::parse::target::split_url;

/// No name of a host is longer; what is looked ahead is bounded by it.
const LONGEST_DOMAIN: usize = 253;

impl Builder<'_> {
    /// A URL that begins at `start`, in text that ends at `end`; text from `from` on is not
    /// written yet. Returns where the text goes on.
    pub(super) fn url(&mut self, from: usize, start: usize, end: usize) -> Option<usize> {
        let boundary =
            |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '[' | '"' | '\'');
        let before = self.text[..start].chars().next_back();
        if start < from || self.in_link() || !before.is_none_or(boundary) {
            return None;
        }
        let text = &self.text[start..end];
        let scheme = ["http://", "https://", "ftp://"].iter().find(|scheme| {
            text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        let scheme = scheme.map_or(0, |scheme| scheme.len());
        if !is_domain(domain(&text[scheme..])) {
            return None;
        }
        let url = trim_url(text);
        let target = if scheme == 0 { format!("http://{url}") } else { url.to_owned() };
        self.autolink(from, start..start + url.len(), &target)
    }

    /// An address around the `@` at `at`.
    pub(super) fn email(&mut self, from: usize, at: usize, end: usize) -> Option<usize> {
        let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
        let before = &self.text[from..at];
        let start = at - (before.len() - before.trim_end_matches(local).len());
        let rest = &self.text[at + 1..end];
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let domain = rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())].trim_end_matches('.');
        let ends_well = domain.ends_with(|c: char| c.is_ascii_alphanumeric());
        if start == at
            || self.in_link()
            || !ends_well
            || !domain.contains('.')
            || !is_domain(domain)
        {
            return None;
        }
        let stop = at + 1 + domain.len();
        self.autolink(from, start..stop, &format!("mailto:{}", &self.text[start..stop]))
    }

    fn autolink(&mut self, from: usize, range: Range<usize>, target: &str) -> Option<usize> {
        self.push_text(&self.text[from..range.start], from, true);
        self.place = range.start;
        self.open_lazy_block(range.start);
        let link = self.new_link(LinkKind::Autolink, split_url(target), Span::from(range.clone()));
        self.enter_link(link, Word::URL, InlineKind::Markdown);
        self.push_text(&self.text[range.clone()], range.start, true);
        self.leave();
        self.leave_link();
        Some(range.end)
    }
}

/// What of `text` may be the name of a host; empty where it is too long.
fn domain(text: &str) -> &str {
    let end = text.bytes().take(LONGEST_DOMAIN + 1).position(|b| {
        b.is_ascii() && !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'_' | b'.')
    });
    match end {
        Some(end) => &text[..end],
        None if text.len() <= LONGEST_DOMAIN => text,
        None => "",
    }
}

/// A URL as far as GFM takes it: to white space or `<`, without closing punctuation, a reference
/// to a character, or a closing parenthesis that none opened.
fn trim_url(text: &str) -> &str {
    let len = text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len());
    let mut url = &text[..len];
    let opened = url.bytes().filter(|b| *b == b'(').count();
    let mut closed = url.bytes().filter(|b| *b == b')').count();
    loop {
        let shorter = match url.as_bytes().last() {
            Some(b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"') => {
                &url[..url.len() - 1]
            }
            Some(b')') if closed > opened => {
                closed -= 1;
                &url[..url.len() - 1]
            }
            Some(b';') => {
                let name =
                    url[..url.len() - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                match name.strip_suffix('&') {
                    Some(shorter) if name.len() + 1 < url.len() => shorter,
                    _ => &url[..url.len() - 1],
                }
            }
            _ => return url,
        };
        url = shorter;
    }
}

fn is_domain(domain: &str) -> bool {
    let mut parts = domain.trim_end_matches('.').split('.').rev();
    let valid = |part: &str| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-');
    let (last, before) = (parts.next().unwrap_or(""), parts.next());
    let underscore = last.contains('_') || before.is_some_and(|part| part.contains('_'));
    valid(last) && before.map_or(domain == "localhost", valid) && parts.all(valid) && !underscore
}
