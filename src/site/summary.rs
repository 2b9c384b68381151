//! What a document says in a line: on pages and previews, in the feed and for other programs.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::links::sentence_starts;
use crate::parse::Document;
use crate::parse::document::{Block, BlockKind};

/// A line about a document: its description, else the first sentence of its first paragraph.
pub fn summary(document: &Document) -> Option<String> {
    if let Some(description) = &document.meta.description
        && !description.text.trim().is_empty()
    {
        return Some(one_line(&description.text));
    }
    let number = lead(document)?;
    let text = one_line(document.block_text(number));
    Some(clip(first_sentence(&text, 20), 220))
}

/// The block of a document's first paragraph in prose.
pub fn lead(document: &Document) -> Option<u32> {
    let is_lead = |block: &Block| {
        block.kind == BlockKind::Paragraph && block.callout.is_none() && block.is_passage()
    };
    document.blocks.iter().position(is_lead).map(|number| number as u32)
}

/// The first sentence of `text`, with the next ones as long as it has under `least` characters.
pub fn first_sentence(text: &str, least: usize) -> &str {
    let long = |end: usize| text[..end].trim_end().chars().count() >= least;
    let end = sentence_starts(text).find(|&at| long(at)).unwrap_or(text.len());
    text[..end].trim()
}

/// `text` in one line: white space is one space, cells of a row are parted by a dot.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for cell in text.split('\t') {
        let start = line.len();
        for word in cell.split_whitespace() {
            if line.len() > start {
                line.push(' ');
            } else if start > 0 {
                line.push_str(" · ");
            }
            line.push_str(word);
        }
    }
    line
}

/// The first `limit` characters of `text` at most, cut behind a word and marked with `…` where
/// something is left out.
pub fn clip(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let mut cut = text[..end].rfind(char::is_whitespace).unwrap_or(0);
    if cut == 0 {
        // One long word, or a script without spaces.
        cut = text
            .grapheme_indices(true)
            .map(|(at, _)| at)
            .take_while(|&at| at < end)
            .last()
            .unwrap_or(0);
    }
    let shown =
        text[..cut].trim_end_matches(|c: char| !c.is_alphanumeric() && !")”’\"'»".contains(c));
    format!("{shown}…")
}
