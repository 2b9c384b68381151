//! Pieces of other files in code: the lines that name them are exchanged for them.

use std::ops::Range;

use super::lines;
use super::source_map::Edits;
use super::{LeftOut, Told};
use crate::model::Snippet;
use crate::model::snippet::Directive;

/// A line of code that is exchanged.
struct Exchange {
    /// Where its text stands, without what is before it and its break.
    range: Range<usize>,
    /// What comes in its place.
    text: String,
}

/// The piece that `directive` names, if its file is there and has it.
pub(super) fn piece(directive: &Directive<'_>, snippets: &[Snippet]) -> Option<String> {
    let snippet = snippets.iter().find(|snippet| snippet.name == directive.path)?;
    directive.cut(&snippet.text)
}

/// A fence that nothing in `code` closes.
pub(super) fn fence(code: &str) -> String {
    let longest = code.lines().map(|line| run(line, b'`')).max().unwrap_or(0);
    "`".repeat(3.max(longest + 1))
}

/// Writes the block of code at `range` of `text` with the pieces that its lines name. Lines that
/// name none that is there stay, and are told.
pub(super) fn expand(
    text: &str,
    range: &Range<usize>,
    snippets: &[Snippet],
    edits: &mut Edits<'_>,
    left_out: &mut Vec<LeftOut>,
) {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut at = text[..range.start].rfind('\n').map_or(0, |i| i + 1);
    for line in text[at..range.end].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let rest = start + (line.len() - line.trim_start_matches([' ', '\t', '>']).len());
        let range = rest..start + line.trim_end().len();
        let Some(shown) = text.get(range.clone()) else { continue };
        // A sign before it: somebody writes about it.
        if let Some(bare) = shown.strip_prefix(['\\', ';'])
            && Directive::read(bare).is_some_and(|directive| directive.form != "<<<")
        {
            exchanges.push(Exchange { range, text: bare.to_owned() });
            continue;
        }
        let Some(directive) = Directive::read(shown).filter(|one| one.form != "<<<") else {
            continue;
        };
        match piece(&directive, snippets) {
            Some(piece) => {
                let before = format!("\n{}", &text[start..rest]);
                exchanges.push(Exchange { range, text: piece.replace('\n', &before) });
            }
            None => left_out.push(LeftOut {
                span: range.into(),
                form: Some(Told::NoPiece(directive.form, directive.path.to_owned())),
                words: String::new(),
            }),
        }
    }
    if exchanges.is_empty() {
        return;
    }
    // No line of a piece may close the block.
    let first = text[range.clone()].lines().next().and_then(lines::fence);
    let (mark, len) = first.unwrap_or((b'`', 0));
    let runs = exchanges.iter().flat_map(|one| one.text.lines()).map(|line| run(line, mark)).max();
    let more = runs.filter(|run| first.is_some() && *run >= len).map_or(0, |run| run + 1 - len);
    let more = char::from(mark).to_string().repeat(more);
    if !more.is_empty() {
        edits.keep_to(range.start + len);
        edits.insert(&more);
    }
    for one in &exchanges {
        edits.keep_to(one.range.start);
        edits.replace_to(one.range.end, &one.text);
    }
    let end = range.start + text[range.clone()].trim_end().len();
    let last = &text[text[..end].rfind('\n').map_or(end, |i| i + 1)..end];
    if !more.is_empty() && run(last, mark) >= len {
        edits.keep_to(end);
        edits.insert(&more);
    }
    edits.keep_to(range.end);
}

/// How many marks a line begins with, behind white space and marks of quotations.
fn run(line: &str, mark: u8) -> usize {
    let line = line.trim_start_matches([' ', '\t', '>']);
    line.bytes().take_while(|b| *b == mark).count()
}
