//! Where a text that the parser gave stands in the source.

use std::ops::Range;

/// A run of text and where it stands in the source.
pub(super) struct Aligned {
    pub text: Range<usize>,
    pub source: usize,
    pub verbatim: bool,
}

/// Finds `text`, whose characters stand at `range` of `source` in order, but for line ends (which
/// may be spaces here), with marks in front and between: backticks and dollar signs, emphasis,
/// quotation marks before lines.
pub(super) fn aligned(text: &str, source: &str, range: Range<usize>) -> Vec<Aligned> {
    let bytes = &source.as_bytes()[range.clone()];
    let mut runs = Vec::new();
    let mut push = |text: Range<usize>, source, verbatim| {
        if !text.is_empty() {
            runs.push(Aligned { text, source: range.start + source, verbatim });
        }
    };
    let (mut run, mut at) = (0, 0);
    if let Some(start) = memchr::memmem::find(bytes, text.as_bytes()) {
        push(0..text.len(), start, true);
        return runs;
    }
    for (i, c) in text.char_indices() {
        let mut buffer = [0; 4];
        let wanted = c.encode_utf8(&mut buffer).as_bytes();
        let same =
            |window: &[u8]| window == wanted || (c == ' ' && matches!(window, b"\r" | b"\n"));
        let Some(skipped) = bytes[at..].windows(wanted.len()).position(same) else {
            push(run..i, (at + run).saturating_sub(i), true);
            push(i..text.len(), 0, false);
            return runs;
        };
        // The parser makes two spaces of one line's end.
        let doubled = c == ' ' && bytes[at + skipped] == b'\r';
        if skipped > 0 || doubled {
            push(run..i, (at + run).saturating_sub(i), true);
            run = i + usize::from(doubled);
        }
        at += skipped + wanted.len();
    }
    push(run..text.len(), at + run - text.len(), true);
    runs
}
