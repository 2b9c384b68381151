//! Fragments: which anchor of a document `#…` means, and which piece of it an anchor stands for.

use std::ops::{Range, RangeInclusive};

use unicode_normalization::UnicodeNormalization as _;

use crate::model::fold::{CaseFolding, folded};
use crate::model::{Map, Span};
use crate::parse::Document;
use crate::parse::document::{AnchorKind, BlockKind, Heading};
use crate::parse::slug::slug;

/// What a fragment points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The page as a whole (`#`, `#top`).
    Top,
    /// An anchor, as an index into [`Document::anchors`].
    Anchor(u32),
}

/// One document's anchors by id, and its headings by text.
pub struct AnchorIndex {
    by_id: Map<String, u32>,
    by_folded_id: Map<String, u32>,
    by_heading: Map<String, Vec<u32>>,
    /// The anchors of terms that are defined, by the slugs that Hugo has for them.
    by_term: Map<String, u32>,
    /// The anchors of headings with letters that ASCII lacks, without these, as MkDocs and kramdown
    /// write slugs; none where several have the same.
    by_ascii: Map<String, Option<u32>>,
    /// The heading each heading stands under.
    parents: Vec<Option<u32>>,
}

impl AnchorIndex {
    /// Files the anchors of `document`, which are numbered.
    pub fn new(document: &Document) -> Self {
        let mut index = Self {
            by_id: Map::default(),
            by_folded_id: Map::default(),
            by_heading: Map::default(),
            by_term: Map::default(),
            by_ascii: Map::default(),
            parents: parents(document),
        };
        for (number, anchor) in (0u32..).zip(&document.anchors) {
            index.by_id.entry(anchor.id.clone()).or_insert(number);
            index.by_folded_id.entry(anchor.id.to_lowercase()).or_insert(number);
        }
        for (number, heading) in (0u32..).zip(&document.headings) {
            if let Some(key) = ascii_key(&heading.text) {
                let same = index.by_ascii.entry(key);
                same.and_modify(|anchor| *anchor = None).or_insert(Some(heading.anchor));
            }
            for key in keys(heading) {
                index.by_heading.entry(key).or_default().push(number);
            }
        }
        for block in document.blocks.iter().filter(|block| block.kind == BlockKind::Term) {
            if let Some(anchor) = block.anchor {
                let slug = slug(block.plain.of(&document.plain));
                index.by_term.entry(slug).or_insert(anchor);
            }
        }
        index
    }

    /// The place `fragment` (without `#`, decoded) points to: an id as written; `^id`; a heading's
    /// path (`A#B`) or text; an id without regard to case, or the slug of what was written; a
    /// defined term.
    pub fn find(&self, document: &Document, fragment: &str) -> Option<Place> {
        let fragment = fragment.split(":~:").next().unwrap_or("").trim();
        if let Some(&anchor) = self.by_id.get(fragment) {
            return Some(Place::Anchor(anchor));
        }
        if fragment.is_empty() || fragment.eq_ignore_ascii_case("top") {
            return Some(Place::Top);
        }
        let last = fragment.rsplit('#').next().unwrap_or(fragment).trim();
        if let Some(id) = last.strip_prefix('^') {
            return self.block(document, id.trim()).map(Place::Anchor);
        }
        let found = self
            .heading(document, fragment)
            .or_else(|| self.by_folded_id.get(&fragment.to_lowercase()).copied())
            .or_else(|| self.by_folded_id.get(&slug(fragment)).copied())
            .or_else(|| self.repeated(document, fragment))
            .or_else(|| self.by_term.get(&slug(fragment)).copied())
            .or_else(|| *self.by_ascii.get(&heading_key(fragment))?);
        found.map(Place::Anchor)
    }

    /// What MkDocs calls `setup_2`: the third heading with that text.
    fn repeated(&self, document: &Document, fragment: &str) -> Option<u32> {
        let (slug, number) = fragment.rsplit_once('_')?;
        let headings = self.by_heading.get(&heading_key(slug))?;
        let heading = headings.get(number.parse::<usize>().ok()?)?;
        Some(document.headings[*heading as usize].anchor)
    }

    /// The block with the author's `^id`, or a passage with the id `p-…`.
    fn block(&self, document: &Document, id: &str) -> Option<u32> {
        let anchor = self.by_id.get(id).or_else(|| self.by_folded_id.get(&id.to_lowercase()))?;
        let kind = document.anchors[*anchor as usize].kind;
        matches!(kind, AnchorKind::Block | AnchorKind::Passage).then_some(*anchor)
    }

    /// The anchor of the first heading with the last part's text that stands under the others.
    fn heading(&self, document: &Document, path: &str) -> Option<u32> {
        let parts: Vec<String> =
            path.split('#').map(heading_key).filter(|part| !part.is_empty()).collect();
        let (last, above) = parts.split_last()?;
        let candidates = self.by_heading.get(last)?;
        let fits = |&&heading: &&u32| self.stands_under(document, heading, above);
        let written = path.rsplit('#').next().unwrap_or("").trim();
        let exact = |&&heading: &&u32| document.headings[heading as usize].text == written;
        let heading = candidates
            .iter()
            .filter(fits)
            .find(exact)
            .or_else(|| candidates.iter().find(|heading| fits(heading)))?;
        Some(document.headings[*heading as usize].anchor)
    }

    fn stands_under(&self, document: &Document, heading: u32, above: &[String]) -> bool {
        let mut wanted = above.iter().rev().peekable();
        let mut at = self.parents[heading as usize];
        while let (Some(part), Some(parent)) = (wanted.peek(), at) {
            if keys(&document.headings[parent as usize]).any(|key| key == **part) {
                wanted.next();
            }
            at = self.parents[parent as usize];
        }
        wanted.peek().is_none()
    }
}

/// A piece of a document: what an embed draws, what a quotation is looked for in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its balanced range of the document's html.
    pub html: Span,
    /// Its blocks.
    pub blocks: Range<u32>,
}

/// What `anchor` stands for: a heading for its section, heading included; a block for itself; an
/// id below a list, table or quotation for all of it; no anchor, or one that belongs to no block,
/// for the whole document.
pub fn piece(document: &Document, anchor: Option<u32>) -> Piece {
    let whole =
        Piece { html: Span::new(0, document.html.len()), blocks: 0..document.blocks.len() as u32 };
    let Some(number) = anchor else { return whole };
    if let Some(heading) = document.headings.iter().find(|heading| heading.anchor == number) {
        return Piece {
            html: Span { start: heading.html.start, end: heading.body.end.max(heading.html.end) },
            blocks: heading.block..heading.blocks.end.max(heading.block + 1),
        };
    }
    let anchor = &document.anchors[number as usize];
    match (&anchor.group, anchor.block) {
        (Some(group), _) => Piece { html: group.html, blocks: group.blocks.clone() },
        (None, Some(block)) => {
            Piece { html: document.blocks[block as usize].html, blocks: block..block + 1 }
        }
        (None, None) => whole,
    }
}

/// The form in which headings are compared: letters and digits, folded, words parted by a space.
/// Editors write heading links without the characters that links give a meaning. A heading that
/// has no letter and no digit is compared as it is written.
fn heading_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in folded(text, CaseFolding::Common).chars() {
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            key.push(c);
        } else if c != '\'' && !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    match key.is_empty() {
        true => text.split_whitespace().collect::<Vec<_>>().join(" "),
        false => key,
    }
}

/// The key of a heading of Latin letters of which ASCII lacks some, without accents and them.
fn ascii_key(text: &str) -> Option<String> {
    const LATIN: RangeInclusive<char> = '\0'..='\u{24f}';
    if text.is_ascii() || text.chars().any(|c| c.is_alphabetic() && !LATIN.contains(&c)) {
        return None;
    }
    let bare: String = text.nfkd().filter(char::is_ascii).collect();
    Some(heading_key(&bare)).filter(|key| !key.is_empty())
}

/// The keys that a heading is found by: of its plain text, and of what was typed.
fn keys(heading: &Heading) -> impl Iterator<Item = String> {
    let plain = heading_key(&heading.text);
    let typed = heading.typed.as_deref().map(heading_key).filter(|typed| *typed != plain);
    [Some(plain), typed].into_iter().flatten()
}

/// For each heading, the nearest one before it of a higher rank.
fn parents(document: &Document) -> Vec<Option<u32>> {
    let mut open: Vec<u32> = Vec::new();
    let mut parents = Vec::with_capacity(document.headings.len());
    for (number, heading) in (0u32..).zip(&document.headings) {
        while open.last().is_some_and(|&h| document.headings[h as usize].level >= heading.level) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(number);
    }
    parents
}
