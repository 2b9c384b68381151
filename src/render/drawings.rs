//! Code and math as pages show them. Drawing costs more than the rest of a page, and pages repeat
//! what they show: in an embed, after an edit elsewhere. So what was drawn is kept for the next
//! page, within bounds.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::code;
use crate::model::Map;
use crate::model::html::push_escaped;
use crate::parse::document::{Document, Drawing, DrawingKind};
use crate::parse::math;

/// Bytes of html that are kept at most, all in all.
const MOST_KEPT: usize = 8 << 20;
/// A drawing of shorter text is made again: that costs no more than to look for it.
const WORTH_KEEPING: usize = 16;

/// Appends drawing `number` of `document` to `out`.
pub fn draw(document: &Document, number: u32, out: &mut String) {
    let Drawing { kind, text } = &document.drawings[number as usize];
    let text = text.of(document);
    if text.len() < WORTH_KEEPING {
        return out.push_str(&drawn(kind, text));
    }
    let key = key(kind, text);
    if let Some(html) = with_kept(|kept| kept.html.get(&key).cloned()) {
        return out.push_str(&html);
    }
    let html = drawn(kind, text);
    out.push_str(&html);
    with_kept(|kept| kept.put(key, html));
}

/// `text` as html.
fn drawn(kind: &DrawingKind, text: &str) -> String {
    let html = match kind {
        DrawingKind::Code(language) => code::highlight(text, language),
        DrawingKind::InlineMath => math::mathml(text, false),
        DrawingKind::DisplayMath => math::mathml(text, true),
    };
    html.unwrap_or_else(|| {
        let mut html = String::with_capacity(text.len() + text.len() / 8);
        push_escaped(&mut html, text);
        html
    })
}

/// The SHA-256 of a drawing's kind and text.
type Key = [u8; 32];

fn key(kind: &DrawingKind, text: &str) -> Key {
    let kind = match kind {
        DrawingKind::Code(language) => language,
        // No fence names a language with a space.
        DrawingKind::InlineMath => "inline math",
        DrawingKind::DisplayMath => "display math",
    };
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(text).finalize().into()
}

/// Drawings by what they are drawn from.
#[derive(Default)]
struct Kept {
    html: Map<Key, Arc<str>>,
    bytes: usize,
}

impl Kept {
    /// Keeps `html`. Where there is too much already, that goes.
    fn put(&mut self, key: Key, html: String) {
        if self.bytes + html.len() > MOST_KEPT {
            *self = Self::default();
        }
        if html.len() <= MOST_KEPT {
            self.bytes += html.len();
            let twice = self.html.insert(key, html.into());
            self.bytes -= twice.map_or(0, |html| html.len());
        }
    }
}

fn with_kept<T>(work: impl FnOnce(&mut Kept) -> T) -> T {
    static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);
    work(&mut KEPT.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{ParseOptions, parse};
    use crate::testing::source;

    /// All drawings of a document.
    fn drawings(markdown: &str) -> Vec<String> {
        let document = parse(&source("a.md", markdown), None, &ParseOptions::default()).0;
        let document = document.expect("parses");
        let draw = |number| {
            let mut html = String::new();
            draw(&document, number, &mut html);
            html
        };
        (0..document.drawings.len() as u32).map(draw).collect()
    }

    #[test]
    fn draws_code_and_math_each_in_its_way() {
        let text = "f(x) == ffffffff";
        let all = drawings(&format!(
            "```rust\n{text}\n```\n\n```nope\n{text} <\n```\n\n${text}$ $${text}$$"
        ));
        assert_eq!(all.len(), 4);
        assert!(all[0].contains("<span class=\"hl-source hl-rust\">"), "{}", all[0]);
        assert_eq!(all[1], format!("{text} &lt;\n"));
        assert!(all[2].starts_with("<math") && !all[2].contains("display=\"block\""), "{}", all[2]);
        assert!(all[3].contains("display=\"block\""), "{}", all[3]);
        // The last block, in a quotation, in a list; blank lines at the ends are code.
        for markdown in [
            "```nope\n\na\n\n```",
            "> ```nope\n>\n> a\n>\n> ```",
            "- ```nope\n\n  a\n\n  ```",
            "x\n\n```nope\n\na\n\n",
        ] {
            assert_eq!(drawings(markdown), ["\na\n\n"], "{markdown:?}");
        }
        assert_eq!(drawings("```nope\n"), [""]);
    }

    #[test]
    fn draws_the_same_from_what_it_kept() {
        let markdown = "```c\nint kept_by_this_test;\n```";
        let first = drawings(markdown);
        let key = key(&DrawingKind::Code("c".into()), "int kept_by_this_test;\n");
        assert!(with_kept(|kept| kept.html.contains_key(&key)));
        assert_eq!(drawings(markdown), first);
    }

    #[test]
    fn keeps_within_bounds() {
        let mut kept = Kept::default();
        for number in 0..40 {
            kept.put([number & !1; 32], "a".repeat(MOST_KEPT / 16));
            let bytes: usize = kept.html.values().map(|html| html.len()).sum();
            assert!(kept.bytes <= MOST_KEPT && bytes == kept.bytes);
        }
        kept.put([99; 32], "a".repeat(MOST_KEPT + 1));
        assert!(kept.html.is_empty());
    }
}
