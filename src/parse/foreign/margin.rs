//! What stands before the text of a line: white space and marks of quotations.

/// How much of `line` is white space, of `most` columns at most.
pub(super) fn indentation(line: &str, most: usize) -> usize {
    (1..=most).rev().find_map(|columns| strip_columns(line, columns)).unwrap_or(0)
}

/// How much of `line` is white space and marks of quotations.
pub(super) fn own(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '>']).len()
}

/// How much of `line` is `own`, which stands before the lines of a block; white space may lack.
pub(super) fn strip_own(line: &str, own: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    for mark in own.bytes() {
        match (mark, bytes.get(at)) {
            (b'>', _) => {
                let spaces = line[at..].len() - line[at..].trim_start_matches(' ').len();
                if bytes.get(at + spaces) != Some(&b'>') || spaces > 3 {
                    return None;
                }
                at += spaces + 1;
            }
            (_, Some(b' ' | b'\t')) => at += 1,
            _ => {}
        }
    }
    Some(at)
}

/// How much of `line` makes `wanted` columns of white space, if it has as many.
pub(super) fn strip_columns(line: &str, wanted: usize) -> Option<usize> {
    let mut column = 0;
    for (at, byte) in line.bytes().enumerate() {
        if column >= wanted {
            return Some(at);
        }
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => return None,
        }
    }
    (column >= wanted).then_some(line.len())
}

/// The width of white space and marks.
pub(super) fn columns(prefix: &str) -> usize {
    prefix.bytes().fold(0, |column, byte| column + if byte == b'\t' { 4 - column % 4 } else { 1 })
}
