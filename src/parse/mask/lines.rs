//! Characters at a line's beginning that would open a block which nobody meant.

use crate::parse::tags::Tags;

/// Their offsets in the body of `text`, which begins at `body`:
/// - a colon with no space behind it (`:::tip`, `:rocket:`), which makes no definition;
/// - the `<` of a tag that is no element and stands alone on its line, which begins no HTML.
pub(super) fn letters(text: &str, body: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let tags = Tags::new(&text[body..]);
    let mut letters = Vec::new();
    let mut line = body;
    while line < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[line..]).map_or(bytes.len(), |i| line + i);
        let marks = |at: usize, marks: &[u8]| {
            at + bytes[at..end].iter().take_while(|b| marks.contains(b)).count()
        };
        let at = marks(line, b" \t>");
        match bytes.get(at).filter(|_| at < end) {
            Some(b':') if !bytes.get(at + 1).is_some_and(|b| matches!(b, b' ' | b'\t')) => {
                letters.push(at);
            }
            Some(_) => {
                let at = marks(at, b" \t>-+*:.)0123456789");
                if bytes.get(at) == Some(&b'<') && tags.is_line_of_words(&text[at..end]) {
                    letters.push(at);
                }
            }
            None => {}
        }
        line = end + 1;
    }
    letters
}
