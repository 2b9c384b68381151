//! The second reader's headings, ids and blocks, and what fragments mean among them.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::markdown::{lines, prose};

/// A heading: where its line is, its level, its text without marks.
pub struct Heading {
    /// The line, or the two of an underlined one.
    pub source: Range<usize>,
    level: usize,
    text: String,
    id: Option<String>,
}

/// A `^id`: its name, and where it is written with the space before it.
pub struct Block {
    /// The name.
    pub id: String,
    /// The place.
    pub source: Range<usize>,
}

/// Where links may lead in one document.
pub struct Anchors {
    ids: BTreeSet<String>,
    headings: Vec<Heading>,
    blocks: Vec<Block>,
}

impl Anchors {
    /// The anchors of a text.
    pub fn new(text: &str) -> Self {
        let (headings, blocks) = (headings(text), blocks(text));
        let mut ids = BTreeSet::new();
        for heading in &headings {
            let base = heading.id.clone().unwrap_or_else(|| slug(&heading.text));
            let numbered = (1..).map(|n| format!("{base}-{n}"));
            let mut names = std::iter::once(base.clone()).chain(numbered);
            ids.insert(names.find(|name| !ids.contains(name)).expect("names don't end"));
        }
        let prose = prose(text);
        for mark in [" id=\"", " name=\""] {
            let values = prose.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
            ids.extend(values.map(str::to_owned));
        }
        ids.extend(blocks.iter().map(|block| block.id.clone()));
        Self { ids: ids.iter().map(|id| id.to_lowercase()).collect(), headings, blocks }
    }

    /// Whether `fragment`, without `#`, leads anywhere.
    pub fn holds(&self, fragment: &str) -> bool {
        let last = fragment.rsplit('#').next().unwrap_or("");
        if let Some(id) = last.strip_prefix('^') {
            return self.blocks.iter().any(|block| block.id.eq_ignore_ascii_case(id));
        }
        let path: Vec<String> =
            fragment.split('#').map(words).filter(|part| !part.is_empty()).collect();
        fragment.is_empty()
            || self.ids.contains(&fragment.to_lowercase())
            || self.ids.contains(&slug(fragment))
            || (0..self.headings.len()).any(|heading| self.is_called(heading, &path))
    }

    /// Whether a heading has the last text of `path` and stands below the others.
    fn is_called(&self, heading: usize, path: &[String]) -> bool {
        let Some((last, above)) = path.split_last() else { return false };
        let mut level = self.headings[heading].level;
        let mut wanted = above.iter().rev().peekable();
        for higher in self.headings[..heading].iter().rev() {
            if higher.level < level {
                level = higher.level;
                wanted.next_if(|part| **part == words(&higher.text));
            }
        }
        wanted.next().is_none() && words(&self.headings[heading].text) == *last
    }
}

/// The headings of a text.
pub fn headings(text: &str) -> Vec<Heading> {
    let prose = prose(text);
    let mut found = Vec::new();
    let mut before = (0, "");
    for (at, line) in lines(&prose) {
        let bare = line.trim_start_matches('#');
        let level = line.len() - bare.len();
        let end = at + line.len();
        if (1..=6).contains(&level) && (bare.is_empty() || bare.starts_with(' ')) {
            found.push(heading(at..end, level, text[at + level..end].trim()));
        }
        // An underlined heading, where it is a paragraph of one line.
        let (start, above) = before;
        let alone = start == 0 || prose[..start].ends_with("\n\n");
        let plain = !above.trim().is_empty() && !above.starts_with(['#', '>', '-', '|', '<']);
        if alone && plain && line.len() > 1 {
            let underlines = [(1, '='), (2, '-')]
                .into_iter()
                .filter(|(_, mark)| line.trim_end().chars().all(|c| c == *mark));
            found.extend(underlines.map(|(level, _)| {
                heading(start..end, level, text[start..start + above.len()].trim())
            }));
        }
        before = (at, line);
    }
    found
}

fn heading(source: Range<usize>, level: usize, written: &str) -> Heading {
    let attributes = written.rfind(" {#").filter(|_| written.ends_with('}'));
    let (text, id) = match attributes {
        Some(at) => {
            let inner = &written[at + 3..written.len() - 1];
            (&written[..at], inner.split(' ').next().map(str::to_owned))
        }
        None => (written, None),
    };
    Heading { source, level, text: without_marks(text), id }
}

/// A heading's text without its marks: emphasis, code, links, HTML.
fn without_marks(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let wiki = rest.strip_prefix("[[").and_then(|inner| inner.split_once("]]"));
        let link = rest.strip_prefix('[').and_then(|inner| inner.split_once("]("));
        let tag = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        if let Some((inner, after)) = wiki {
            plain.push_str(inner.rsplit('|').next().unwrap_or(inner));
            rest = after;
        } else if let Some((inner, after)) = link {
            plain.push_str(inner);
            rest = after.split_once(')').map_or("", |(_, after)| after);
        } else if let Some((_, after)) = tag {
            rest = after;
        } else {
            let inside = plain.ends_with(char::is_alphanumeric)
                && rest[c.len_utf8()..].starts_with(char::is_alphanumeric);
            if !matches!(c, '*' | '`' | '\\') && (c != '_' || inside) {
                plain.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    plain.replace("&amp;", "&")
}

/// The block ids of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let prose = prose(text);
    let block = |(at, line): (usize, &str)| {
        let line = line.trim_end();
        let start = line.rfind('^')?;
        let id = &line[start + 1..];
        let named = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let apart = start == 0 || line[..start].ends_with(' ');
        (named && apart).then(|| Block {
            id: id.to_owned(),
            source: at + start.saturating_sub(1)..at + line.len(),
        })
    };
    lines(&prose).filter_map(block).collect()
}

/// GitHub's anchor for a heading.
fn slug(text: &str) -> String {
    let kept =
        |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ') || is_combining_mark(*c);
    text.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The words of a heading, as links by text compare them.
fn words(text: &str) -> String {
    let folded = crate::resolve::key(text).replace(['\'', '\u{2019}'], "");
    let parts = folded.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
