//! What ends a block of another program.

use super::arguments::{Family, Tag};
use super::heads::End;
use crate::model::Map;

/// The last place of what closes blocks.
pub(super) struct Closers {
    /// A line of colons, with how many.
    colons: Vec<(usize, usize)>,
    /// A tag, by name, in each of the languages.
    tags: Map<String, Vec<(Family, usize)>>,
}

impl Closers {
    pub(super) fn of(text: &str, body: usize) -> Self {
        let mut closers = Self { colons: Vec::new(), tags: Map::default() };
        let mut at = body;
        for line in text[body..].split_inclusive('\n') {
            let bare = line.trim_matches([' ', '\t', '>', '\n', '\r']);
            if bare.starts_with(":::") && bare.bytes().all(|b| b == b':') {
                match closers.colons.iter_mut().find(|(len, _)| *len == bare.len()) {
                    Some((_, last)) => *last = at,
                    None => closers.colons.push((bare.len(), at)),
                }
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
            End::Colons(colons) => {
                self.colons.iter().any(|(len, last)| len >= colons && *last > at)
            }
            End::Tag(family, name) => {
                let all = self.tags.get(name).into_iter().flatten();
                all.into_iter().any(|(of, last)| of == family && *last > at)
            }
            End::Indent | End::Fence(..) => true,
        }
    }
}

/// Where in `line` stands what ends a block so.
pub(super) fn closing(line: &str, end: &End) -> Option<(usize, usize)> {
    let bare = line.trim_end();
    match end {
        End::Indent => None,
        End::Colons(colons) => {
            let all = bare.len() >= *colons && bare.bytes().all(|b| b == b':');
            all.then_some((0, bare.len()))
        }
        End::Fence(mark, len) => {
            let all = bare.len() >= *len && bare.bytes().all(|b| b == *mark);
            all.then_some((0, bare.len()))
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
