//! How deep quotations and lists nest on one line. The Markdown parser looks at every open
//! container again for every line, so what is hostile here must not reach it.

use crate::model::Span;

/// Containers that one line may open. Browsers stop at 512 elements.
pub(super) const DEEPEST: usize = 200;

/// The first place in `text` behind `start` where a line opens more than [`DEEPEST`] containers.
pub(super) fn too_deep(text: &str, start: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut line = start;
    loop {
        let end = memchr::memchr(b'\n', &bytes[line..]).map_or(bytes.len(), |i| line + i);
        // Each marker takes at least one byte.
        if end - line > DEEPEST
            && let Some(at) = deep_marker(&bytes[line..end])
        {
            return Some(Span::new(line + at, line + at + 1));
        }
        if end == bytes.len() {
            return None;
        }
        line = end + 1;
    }
}

/// Where `line` opens one container too many.
fn deep_marker(line: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0);
    while let Some(&byte) = line.get(at) {
        let marker = match byte {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'>' => 1,
            b'-' | b'+' | b'*' => item_marker(line, at + 1)? - at,
            b'0'..=b'9' => {
                let digits = line[at..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                let sign = at + digits;
                if !matches!(line.get(sign), Some(b'.' | b')')) {
                    return None;
                }
                item_marker(line, sign + 1)? - at
            }
            _ => return None,
        };
        depth += 1;
        if depth > DEEPEST {
            let is_rule = |b: &u8| *b == byte || b.is_ascii_whitespace();
            return (!line[at..].iter().all(is_rule) || byte == b'>').then_some(at);
        }
        at += marker;
    }
    None
}

/// The end of an item's marker, if white space follows it.
fn item_marker(line: &[u8], end: usize) -> Option<usize> {
    line.get(end).is_none_or(|b| matches!(b, b' ' | b'\t' | b'\r')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_deep_nesting() {
        let deep = |marker: &str, count| too_deep(&format!("a\n{}b", marker.repeat(count)), 0);
        for marker in ["> ", ">", "- ", "1. ", "12) > * "] {
            let containers = if marker.len() > 4 { 3 } else { 1 };
            assert_eq!(deep(marker, DEEPEST / containers), None, "{marker}");
            let span = deep(marker, DEEPEST / containers + 1).expect("too deep");
            assert!(span.start > 100, "{marker} {span:?}");
        }
        assert_eq!(deep("> a", 300), None);
        assert_eq!(deep("-", 300), None);
        assert_eq!(too_deep(&"- ".repeat(300), 0), None);
        assert_eq!(too_deep(&"> ".repeat(300), 4).map(|span| span.start), Some(404));
    }
}
