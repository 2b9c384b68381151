//! Lines that look as if they were to keep a document private, in what looks like front matter and
//! isn't as it is written: another sign behind the key, a character that nobody sees, a fence that
//! isn't one. In doubt, private.

use unicode_normalization::UnicodeNormalization as _;

use super::keys::is_private_key;
use crate::model::Span;

/// Front matter is looked for in so many lines.
const MOST_LINES: usize = 60;

/// The first such line of `text`, in which no front matter was found.
pub(super) fn doubtful_line(text: &str) -> Option<Span> {
    let mut lines = lines(text).map(|line| (line, shown(line))).skip_while(|(_, s)| s.is_empty());
    let (_, opening) = lines.next()?;
    let fence = ["---", "+++"].into_iter().find(|fence| opening.starts_with(fence))?;
    let mut found = None;
    for (line, shown) in lines.take(MOST_LINES) {
        if shown.starts_with(fence) || shown == "..." {
            return found;
        }
        let key = shown.split_once([':', '=']).map(|(key, _)| key.trim());
        if found.is_none() && key.is_some_and(is_private_key) {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            found = Some(Span::new(start, start + line.len()));
        }
    }
    None
}

/// A key of `keys` that reads like one which decides privacy and is written otherwise.
pub(super) fn is_disguised(key: &str) -> bool {
    let seen = shown(key);
    seen != key && is_private_key(&seen) && !is_private_key(key)
}

/// The lines of a text, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r'])
}

/// A line as a reader sees it: plain letters and signs, without what takes no room.
fn shown(line: &str) -> String {
    let takes_no_room = |c: char| {
        matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
    };
    let is_seen = |c: &char| !c.is_control() && !takes_no_room(*c);
    line.nfkc().filter(is_seen).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{doubtful_line, is_disguised};

    #[test]
    fn what_looks_private_is_found() {
        for text in [
            "---\naudience = internal\n---\nx",
            "---\naudience： internal\n---\nx",
            "---\naud\u{200b}ience: internal\n---\nx",
            "---\n\taudience: internal\n---\nx",
            "\u{a0}\n---\naudience: internal\n---\nx",
            "\u{200b}\n---\naudience: internal\n---\n",
            "\u{feff}---\naudience: internal\n---\n",
            "---yaml\naudience: internal\n---\nx",
            "---\raudience: internal\r---\rx",
            " ---\ndraft: true\n ---\nx",
            "+++\naudience: \"internal\"\n+++\nx",
        ] {
            assert!(doubtful_line(text).is_some(), "{text:?}");
        }
        for text in [
            "---\n\nText: with a colon.\n\n---\n",
            "---\n\nA draft = a beginning\n",
            "# Audience: all\n\n---\n",
            "---\nSome audience: all\n---\n",
            "",
        ] {
            assert_eq!(doubtful_line(text), None, "{text:?}");
        }
        assert!(is_disguised("aud\u{200b}ience") && is_disguised("ａudience"));
        assert!(!is_disguised("audience") && !is_disguised("title"));
    }
}
