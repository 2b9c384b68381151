//! What ends a block of another program.

use super::arguments::{Family, Tag};
use super::heads::End;
use crate::model::Map;

/// The last place of what closes blocks.
pub(super) struct Closers {
    /// A line of one character, with which and how many.
    lines: Vec<(u8, usize, usize)>,
    /// A line `:::name-end:::`, by name.
    names: Map<String, usize>,
    /// A tag, by name, in each of the languages.
    tags: Map<String, Vec<(Family, usize)>>,
}

impl Closers {
    pub(super) fn of(text: &str, body: usize) -> Self {
        let mut closers = Self { lines: Vec::new(), names: Map::default(), tags: Map::default() };
        let mut at = body;
        for line in text[body..].split_inclusive('\n') {
            let bare = line.trim_matches([' ', '\t', '>', '\n', '\r']);
            if let Some(mark) = [b':', b'/'].into_iter().find(|mark| is_line_of(bare, *mark, 3)) {
                let same = |line: &&mut (u8, usize, usize)| (line.0, line.1) == (mark, bare.len());
                match closers.lines.iter_mut().find(same) {
                    Some((.., last)) => *last = at,
                    None => closers.lines.push((mark, bare.len(), at)),
                }
            }
            if let Some(name) = name_end(bare) {
                closers.names.insert(name.to_owned(), at);
            }
            at += line.len();
        }
        for at in memchr::memchr2_iter(b'{', b'<', &text.as_bytes()[body..]).map(|i| body + i) {
            if let Some(tag) = Tag::at(text, at).filter(|tag| tag.closes) {
                let all = closers.tags.entry(tag.name).or_default();
                all.retain(|(family, _)| *family != tag.family);
                all.push((tag.family, at));
            }
        }
        closers
    }

    /// Whether something behind `at` closes a block that ends so.
    pub(super) fn any_behind(&self, at: usize, end: &End) -> bool {
        match end {
            End::Line(mark, least) => {
                let mut lines = self.lines.iter();
                lines.any(|(of, len, last)| of == mark && len >= least && *last > at)
            }
            End::Named(name) => self.names.get(name).is_some_and(|last| *last > at),
            End::Tag(family, name) => {
                let all = self.tags.get(name).into_iter().flatten();
                all.into_iter().any(|(of, last)| of == family && *last > at)
            }
            End::Indent | End::Fence(..) | End::Element(_) => true,
        }
    }
}

/// Whether `line` is nothing but `least` such characters or more.
fn is_line_of(line: &str, mark: u8, least: usize) -> bool {
    line.len() >= least && line.bytes().all(|b| b == mark)
}

/// The name of the block that `line` ends, as DocFX writes it: `:::row-end:::`.
fn name_end(line: &str) -> Option<&str> {
    line.strip_prefix(":::")?.strip_suffix(":::")?.strip_suffix("-end")
}

/// Where in `line` stands what ends a block so.
pub(super) fn closing(line: &str, end: &End) -> Option<(usize, usize)> {
    let bare = line.trim_end();
    match end {
        End::Indent => None,
        End::Line(mark, least) | End::Fence(mark, least) => {
            is_line_of(bare, *mark, *least).then_some((0, bare.len()))
        }
        End::Named(name) => (name_end(bare) == Some(name.as_str())).then_some((0, bare.len())),
        End::Element(name) => {
            let opens = memchr::memmem::find_iter(line.as_bytes(), b"</");
            opens.into_iter().find_map(|at| {
                let rest = &line[at + 2..];
                let (tag, _) = rest.split_once('>')?;
                tag.trim_end().eq_ignore_ascii_case(name).then(|| (at, at + 3 + tag.len()))
            })
        }
        End::Tag(family, name) => {
            let sign = if *family == Family::Component { b'<' } else { b'{' };
            let signs = memchr::memchr_iter(sign, line.as_bytes());
            let (mut read, mut in_code) = (0, false);
            signs.into_iter().find_map(|at| {
                in_code ^= line[read..at].matches('`').count() % 2 == 1;
                read = at;
                if in_code {
                    return None;
                }
                let tag = Tag::at(line, at).filter(|tag| tag.closes && tag.name == *name)?;
                Some((tag.range.start, tag.range.end))
            })
        }
    }
}
