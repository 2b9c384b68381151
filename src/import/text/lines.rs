//! The lines of a plain text as paragraphs, headings and lists.

use super::Chunk;
use crate::import::blocks::{Block, Builder, Open};

/// What it is parted into has at least so many words.
const PART: usize = 60;
/// A paragraph longer than this, in words, is parted at ends of sentences.
const WALL: usize = 150;
/// The chunks of a plain text as blocks.
pub(super) fn blocks(chunks: &[Chunk]) -> Vec<Block> {
    let mut builder = Builder::default();
    let width = column(chunks);
    for chunk in chunks {
        let lines = unwrapped(&chunk.lines, width);
        let heading = lines.len() == 1 && is_heading(&lines[0]);
        if heading {
            builder.open(Open::Heading(2));
            builder.text(&lines[0]);
            builder.close();
            continue;
        }
        let mut list: Option<Marker> = None;
        for line in &lines {
            for piece in bullets_in(line) {
                write_line(&mut builder, &piece, &mut list);
            }
        }
        if list.is_some() {
            builder.close();
        }
    }
    join_lists(builder.finish())
}

/// Lists that only a blank line parted are one.
fn join_lists(blocks: Vec<Block>) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks {
        match (joined.last_mut(), block) {
            (Some(Block::List(None, items)), Block::List(None, more)) => items.extend(more),
            (Some(Block::List(Some(first), items)), Block::List(Some(next), more))
                if *first + items.len() as u64 == next =>
            {
                items.extend(more);
            }
            (_, block) => joined.push(block),
        }
    }
    joined
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Marker {
    Bullet,
    Number(u64),
}

fn write_line(builder: &mut Builder, line: &str, list: &mut Option<Marker>) {
    match item(line) {
        Some((marker, text)) => {
            let same = matches!(
                (*list, marker),
                (Some(Marker::Bullet), Marker::Bullet)
                    | (Some(Marker::Number(_)), Marker::Number(_))
            );
            if !same {
                if list.is_some() {
                    builder.close();
                }
                builder.open(Open::List(match marker {
                    Marker::Bullet => None,
                    Marker::Number(first) => Some(first),
                }));
                *list = Some(marker);
            }
            builder.open(Open::Item);
            builder.text(text);
            builder.close();
        }
        None => {
            if list.take().is_some() {
                builder.close();
            }
            for part in parts(line) {
                builder.open(Open::Paragraph);
                builder.text(&part);
                builder.close();
            }
        }
    }
}

/// The marker of a pasted list's item, and its text.
pub(in crate::import) fn item(line: &str) -> Option<(Marker, &str)> {
    let line = line.trim();
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    let bullet = matches!(
        first,
        '•' | '●' | '▪' | '■' | '◦' | '‣' | '·' | '➢' | '✓' | '✔' | '\u{f0b7}' | '○'
    ) || (matches!(first, '–' | '-' | '*' | '—')
        && rest.starts_with(char::is_whitespace));
    if bullet && !rest.trim().is_empty() {
        return Some((Marker::Bullet, rest.trim()));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=3).contains(&digits) {
        let rest = line[digits..].strip_prefix([')', '.'])?;
        if rest.starts_with(char::is_whitespace) && !rest.trim().is_empty() {
            return Some((Marker::Number(line[..digits].parse().ok()?), rest.trim()));
        }
    }
    None
}

/// A line with several bullets in it, each on its own.
fn bullets_in(line: &str) -> Vec<String> {
    let parts: Vec<&str> = line.split(" • ").collect();
    if parts.len() < 3 {
        return vec![line.to_owned()];
    }
    let mut pieces = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let marked = place > 0 || item(part).is_some();
        let text = item(part).map_or(part.trim(), |(_, text)| text);
        pieces.push(if marked { format!("• {text}") } else { text.to_owned() });
    }
    pieces
}

/// A short line alone, with no end of a sentence: a heading.
fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let capital = line.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let ends = line.ends_with(['.', '!', ',', ';', ':', '"', '”', '’', ')', '…']);
    (1..=10).contains(&words)
        && line.chars().count() <= 70
        && capital
        && !ends
        && item(line).is_none()
}

/// The column at which a text was wrapped, where it was: in each chunk of three lines and more a
/// line ends because the next word would not have fitted.
fn column(chunks: &[Chunk]) -> Option<usize> {
    let length = |line: &String| line.chars().count();
    let width = chunks
        .iter()
        .filter(|chunk| chunk.lines.len() >= 3)
        .flat_map(|chunk| &chunk.lines)
        .map(length)
        .max()?;
    if !(40..=120).contains(&width) {
        return None;
    }
    let (mut full, mut all) = (0, 0);
    for chunk in chunks {
        for pair in chunk.lines.windows(2).filter(|pair| item(&pair[1]).is_none()) {
            all += 1;
            full += usize::from(is_full(&pair[0], &pair[1], width));
        }
    }
    (all >= 2 && full * 10 >= all * 8).then_some(width)
}

/// Whether the first word of `next` would not have fitted behind `line`.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    line.chars().count() + 1 + word > width
}

/// Lines that were broken at a column, joined.
fn unwrapped(lines: &[String], width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return lines.to_vec() };
    let mut joined: Vec<String> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let goes_on = place > 0 && is_full(&lines[place - 1], line, width) && item(line).is_none();
        match joined.last_mut() {
            Some(last) if goes_on => {
                // A word that was parted at the line's end keeps its hyphen: it may be its own.
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => joined.push(line.trim().to_owned()),
        }
    }
    joined
}

/// A wall of text parted at ends of sentences; else the text.
fn parts(text: &str) -> Vec<String> {
    if text.split_whitespace().count() <= WALL {
        return vec![text.to_owned()];
    }
    let (mut parts, mut part, mut words) = (Vec::new(), String::new(), 0);
    for sentence in sentences(text) {
        part.push_str(sentence);
        words += sentence.split_whitespace().count();
        if words >= PART {
            parts.push(std::mem::take(&mut part));
            words = 0;
        }
    }
    match parts.last_mut() {
        Some(last) if words < PART / 2 => last.push_str(&part),
        _ => parts.push(part),
    }
    parts
}

/// The sentences of a text, by UAX 29.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    use unicode_segmentation::UnicodeSegmentation as _;
    text.split_sentence_bounds()
}
