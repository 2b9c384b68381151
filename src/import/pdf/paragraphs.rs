//! Lines as paragraphs: which lines go on, over columns and pages too, and what each paragraph is.

use std::collections::BTreeMap;

use super::PageLines;
use super::lines::{Line, Piece, text};
use crate::import::text::{Marker, item};
use crate::model::Set;

/// How far two sizes of a font may differ and be one, as a share.
const SAME: f32 = 0.07;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Role {
    Text,
    /// An item of a list.
    Item(Marker),
    /// A row of a table.
    Row,
    /// A note at a page's foot.
    Note,
}

/// Lines that belong together.
#[derive(Clone, Debug)]
pub struct Paragraph {
    pub role: Role,
    pub pieces: Vec<Piece>,
    /// The cells of a row and where they begin.
    pub cells: Vec<(f32, Vec<Piece>)>,
    pub size: f32,
    pub bold: bool,
    /// How many lines it has.
    pub lines: usize,
    pub page: usize,
    /// The line that it ends with, and how far its column goes.
    last: Line,
    right: f32,
    /// Where its first line begins.
    x: f32,
}

impl Paragraph {
    pub fn text(&self) -> String {
        text(&self.pieces)
    }
}

/// The sizes and distances that a document's text has most often.
pub struct Measures {
    /// The size of most of its text.
    pub body: f32,
    /// From line to line, by size in half points.
    leading: BTreeMap<i32, f32>,
}

fn half_points(value: f32) -> i32 {
    (value * 2.0).round() as i32
}

impl Measures {
    pub fn new(pages: &[PageLines]) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let mut steps: BTreeMap<i32, BTreeMap<i32, usize>> = BTreeMap::new();
        for column in pages.iter().flat_map(|page| &page.columns) {
            for (place, line) in column.iter().enumerate() {
                *sizes.entry(half_points(line.size)).or_default() += line.text().chars().count();
                let next = column.get(place + 1).filter(|next| same(line.size, next.size));
                let step = next.map_or(0.0, |next| next.y - line.y);
                if step > line.size * 0.8 && step < line.size * 3.0 {
                    let counts = steps.entry(half_points(line.size)).or_default();
                    *counts.entry(half_points(step)).or_default() += 1;
                }
            }
        }
        let most = |counts: &BTreeMap<i32, usize>| {
            let most = counts.iter().max_by_key(|(value, count)| (**count, -**value));
            most.map_or(0.0, |(value, _)| *value as f32 / 2.0)
        };
        let leading = steps.iter().map(|(size, counts)| (*size, most(counts))).collect();
        Self { body: most(&sizes), leading }
    }

    /// From line to line at a size.
    fn leading(&self, size: f32) -> f32 {
        let known = self.leading.get(&half_points(size)).copied();
        known.unwrap_or(size * 1.25).min(size * 2.2)
    }
}

fn same(a: f32, b: f32) -> bool {
    (a - b).abs() <= SAME * a.max(b)
}

/// The paragraphs of a document in order; notes at the feet of pages stand where they were met.
pub fn paragraphs(pages: &[PageLines], measures: &Measures) -> Vec<Paragraph> {
    let words = whole_words(pages);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        for column in &page.columns {
            let left = column.iter().map(|line| line.x).fold(f32::MAX, f32::min);
            let right = column.iter().map(|line| line.end).fold(f32::MIN, f32::max);
            let notes = notes(column, page.height, measures);
            for (place, line) in column.iter().enumerate() {
                let here = Here { line, left, right, first: place == 0, note: place >= notes };
                let next = column.get(place + 1);
                let before = place.checked_sub(1).and_then(|place| column.get(place));
                // A table goes on overleaf.
                let above = paragraphs.last().filter(|last| place == 0 && last.role == Role::Row);
                let is_row = is_row(line, before)
                    || is_row(line, next)
                    || is_row(line, above.map(|last| &last.last));
                add(&mut paragraphs, here, number, is_row, measures, &words);
            }
        }
    }
    paragraphs
}

/// Where the notes of a column begin: small lines at its end, low on the page, that open with a
/// number or a sign.
fn notes(column: &[Line], height: f32, measures: &Measures) -> usize {
    let small = |line: &Line| line.size < measures.body * 0.93 && line.y > height * 0.4;
    let count = column.iter().rev().take_while(|line| small(line)).count();
    let from = column.len() - count;
    // Whatever opens none before goes on with the text above.
    let opens = column[from..].iter().position(|line| label(line).is_some());
    // Small lines below a sentence that goes on are notes too.
    let parts = from.checked_sub(1).is_some_and(|last| !ends(&column[last].text()));
    match opens {
        Some(place) => from + place,
        None if parts => from,
        None => column.len(),
    }
}

/// The number or sign that a note opens with.
fn label(line: &Line) -> Option<String> {
    let text = line.text();
    let first = text.split_whitespace().next()?;
    let digits = first.len() - first.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let raised = line.cells[0].pieces[0].raised;
    let sign = first.chars().next().filter(|c| matches!(c, '*' | '†' | '‡' | '§'));
    match digits {
        1..=3 if raised || digits == first.len() || &first[digits..] == "." => {
            Some(first[..digits].to_owned())
        }
        _ => sign.map(|sign| sign.to_string()),
    }
}

/// Takes the label off a note's pieces.
pub fn take_label(pieces: &mut Vec<Piece>) -> Option<String> {
    let whole = text(pieces);
    let start = whole.trim_start();
    let end = start.find(|c: char| !c.is_ascii_digit()).unwrap_or(start.len());
    if end == 0 || end > 3 {
        return None;
    }
    let label = start[..end].to_owned();
    let mut left = label.len() + whole.len() - start.len();
    while let Some(first) = pieces.first_mut() {
        let taken = left.min(first.text.len());
        first.text.drain(..taken);
        left -= taken;
        if !first.text.is_empty() {
            first.text = first.text.trim_start_matches(['.', ' ']).to_owned();
            break;
        }
        pieces.remove(0);
    }
    Some(label)
}

/// Whether a line is a table's row beside `other`: as many cells, two at least, that begin or end
/// where the other's do.
fn is_row(line: &Line, other: Option<&Line>) -> bool {
    let Some(other) = other else { return false };
    let count = line.cells.len();
    let near = |a: f32, b: f32| (a - b).abs() < line.size * 0.6;
    count >= 2
        && count == other.cells.len()
        && line.cells.iter().zip(&other.cells).all(|(a, b)| near(a.x, b.x) || near(a.end, b.end))
}

/// A line and where it stands.
struct Here<'a> {
    line: &'a Line,
    left: f32,
    right: f32,
    /// Whether it is its column's first.
    first: bool,
    note: bool,
}

fn add(
    paragraphs: &mut Vec<Paragraph>,
    here: Here<'_>,
    page: usize,
    is_row: bool,
    measures: &Measures,
    words: &Set<String>,
) {
    let line = here.line;
    let whole = line.text();
    let marker = item(&whole).map(|(marker, _)| marker);
    if !is_row && let Some(last) = continued(paragraphs, &here, marker.is_some(), &whole, measures)
    {
        let last = &mut paragraphs[last];
        join(&mut last.pieces, line.pieces(), words);
        last.lines += 1;
        last.bold &= line.bold;
        last.last = line.clone();
        last.right = here.right;
        return;
    }
    let role = match marker {
        _ if is_row => Role::Row,
        _ if here.note => Role::Note,
        Some(marker) => Role::Item(marker),
        None => Role::Text,
    };
    let cells = line.cells.iter().map(|cell| (cell.x, cell.pieces.clone())).collect();
    paragraphs.push(Paragraph {
        role,
        pieces: line.pieces(),
        cells,
        size: line.size,
        bold: line.bold,
        lines: 1,
        page,
        last: line.clone(),
        right: here.right,
        x: line.x,
    });
}

/// The paragraph that a line goes on with.
fn continued(
    paragraphs: &[Paragraph],
    here: &Here<'_>,
    marked: bool,
    whole: &str,
    measures: &Measures,
) -> Option<usize> {
    // Notes stand between the two parts of a paragraph that goes on overleaf.
    let place = match here.note || !here.first {
        true => paragraphs.len().checked_sub(1)?,
        false => paragraphs.iter().rposition(|paragraph| paragraph.role != Role::Note)?,
    };
    let last = &paragraphs[place];
    let line = here.line;
    let fits = last.role != Role::Row
        && same(last.size, line.size)
        && last.last.bold == line.bold
        && (last.role == Role::Note) == here.note;
    if !fits {
        return None;
    }
    let large = line.size > measures.body * 1.15;
    let starts_low = whole.chars().next().is_some_and(char::is_lowercase);
    let ended = ends(&last.text());
    let room = last.right - last.last.end;
    let broke_early = first_word(line) + line.size * 0.3 < room;
    if here.first {
        let goes_on = if starts_low { !ended } else { !ended && !broke_early && !marked };
        return (goes_on && !large).then_some(place);
    }
    let step = line.y - last.last.y;
    let most = if large { line.size * 1.6 } else { measures.leading(line.size) * 1.3 };
    if step > most || step < -0.5 {
        return None;
    }
    if large {
        return Some(place);
    }
    if here.note {
        return label(line).is_none().then_some(place);
    }
    let in_list = matches!(last.role, Role::Item(_));
    if in_list && line.x > last.x + line.size * 0.4 {
        return Some(place);
    }
    let indent = line.x - here.left;
    let was_indented = last.lines > 1 && last.last.x - here.left > line.size * 0.7;
    let indented =
        indent > line.size * 0.7 && line.x - last.last.x > line.size * 0.7 && !was_indented;
    if indented && !starts_low {
        return None;
    }
    let deliberate = broke_early && (ended || !starts_low);
    (!deliberate).then_some(place)
}

/// Whether a sentence ends with a text.
fn ends(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '”', '’', ')', '»', ']']);
    text.ends_with(['.', '?', '!', ':', ';', '…'])
}

/// How wide a line's first word is.
fn first_word(line: &Line) -> f32 {
    let whole = line.text();
    let count = whole.chars().count().max(1) as f32;
    let word = whole.split_whitespace().next().map_or(0, |word| word.chars().count()) as f32;
    (line.end - line.x) / count * word
}

/// The words that stand whole in a line, in lower case: what a parted word is held against.
fn whole_words(pages: &[PageLines]) -> Set<String> {
    let mut words = Set::default();
    for line in pages.iter().flat_map(|page| &page.columns).flatten() {
        let text = line.text();
        let mut parts: Vec<&str> = text.split_whitespace().collect();
        if parts.last().is_some_and(|last| last.ends_with(['-', '‐', '\u{ad}'])) {
            parts.pop();
        }
        words.extend(parts.iter().map(|word| bare(word)));
    }
    words
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Joins the next line to a paragraph: a word that was parted becomes one, unless the document
/// writes it with its hyphen elsewhere.
fn join(pieces: &mut Vec<Piece>, next: Vec<Piece>, words: &Set<String>) {
    let end = text(pieces);
    let end = end.trim_end();
    let start = text(&next);
    let parted = end.chars().next_back().filter(|c| matches!(c, '-' | '‐' | '\u{ad}'));
    let head = end.split_whitespace().next_back().unwrap_or("");
    let tail = start.split_whitespace().next().unwrap_or("");
    let low = tail.chars().next().is_some_and(char::is_lowercase);
    let letter = head.trim_end_matches(['-', '‐', '\u{ad}']).ends_with(char::is_alphabetic);
    let Some(last) = pieces.last_mut() else {
        pieces.extend(next);
        return;
    };
    last.text.truncate(last.text.trim_end().len());
    match parted {
        Some(sign) if letter && tail.starts_with(char::is_alphanumeric) => {
            let whole = bare(&format!("{}{tail}", head.trim_end_matches(sign)));
            let hyphened = bare(&format!("{}-{tail}", head.trim_end_matches(sign)));
            let keeps = words.contains(&hyphened) && !words.contains(&whole) || !low;
            if !keeps || sign == '\u{ad}' {
                last.text.pop();
            }
        }
        Some(_) if letter => {}
        _ => last.text.push(' '),
    }
    for piece in next {
        match pieces.last_mut() {
            Some(last) if last.link == piece.link && last.raised == piece.raised => {
                last.text.push_str(&piece.text);
            }
            _ => pieces.push(piece),
        }
    }
}
