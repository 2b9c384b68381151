//! Short texts: passages cut to a length, never in the middle of a word; dates, counts.

pub use crate::site::summary::{clip, first_sentence, lead, one_line, summary};

use crate::links::sentence_starts;
use crate::model::Span;
use crate::model::html::push_escaped;
use crate::parse::Document;

/// Whether the first letter of `html` that has a direction is of a script that is written from right
/// to left (rules P2 and P3 of the Unicode Bidirectional Algorithm, by blocks of scripts); `None`
/// where there is none.
pub fn starts_rtl(html: &str) -> Option<bool> {
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '<' => &rest[rest.find('>')? + 1..],
            '&' => &rest[rest.find(';').map_or(1, |i| i + 1)..],
            _ if matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}'
                | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
                && c.is_alphabetic() =>
            {
                return Some(true);
            }
            _ if c.is_alphabetic() => return Some(false),
            _ => &rest[c.len_utf8()..],
        };
    }
    None
}

/// Whether a language, a BCP 47 tag, is written from right to left: its script says so, else the
/// script that the language is most often written in.
pub fn is_rtl(lang: &str) -> bool {
    let mut parts = lang.split(['-', '_']);
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script = parts.find(|part| part.len() == 4 && part.is_ascii()).map(str::to_ascii_lowercase);
    match script.as_deref() {
        Some(script) => {
            matches!(script, "arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm" | "rohg")
        }
        None => matches!(
            language.as_str(),
            "ar" | "arc"
                | "arz"
                | "ckb"
                | "dv"
                | "fa"
                | "he"
                | "iw"
                | "ks"
                | "nqo"
                | "prs"
                | "ps"
                | "sd"
                | "syr"
                | "ug"
                | "ur"
                | "yi"
        ),
    }
}

/// JSON that can stand in a script element: nothing in it ends the element or begins a comment.
pub fn script_safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// `span` of a document's plain text as escaped HTML in one line, `marks` (sorted, in plain) set
/// in `b`. Where the text is longer than `limit` bytes, what stands round the first mark is shown.
pub fn marked(document: &Document, span: Span, marks: &[Span], limit: usize) -> String {
    let plain = &document.plain;
    let first = marks.iter().find(|mark| mark.start >= span.start).map_or(span.start, |m| m.start);
    let (start, end) = window(plain, span, first, limit);
    let mut out = String::with_capacity(end - start + 32);
    if start > span.start as usize {
        out.push('…');
    }
    let mut at = start;
    for mark in marks {
        let (from, to) = (mark.start as usize, mark.end as usize);
        if from < at || to > end || from == to {
            continue;
        }
        push_line(&mut out, &plain[at..from]);
        out.push_str("<b>");
        push_line(&mut out, &plain[from..to]);
        out.push_str("</b>");
        at = to;
    }
    push_line(&mut out, &plain[at..end]);
    if end < span.end as usize {
        out.push('…');
    }
    out
}

/// The part of `span` that is shown: all of it, else sentences round `focus`, else words.
fn window(plain: &str, span: Span, focus: u32, limit: usize) -> (usize, usize) {
    let (start, end) = (span.start as usize, span.end as usize);
    if end - start <= limit {
        return (start, end);
    }
    // Nothing further away can be shown: sentences are looked for no further.
    let low = plain.floor_char_boundary((focus as usize).saturating_sub(limit).max(start));
    let high = plain.ceil_char_boundary((focus as usize + limit).min(end));
    let text = &plain[low..high];
    let focus = focus as usize - low;
    let (mut from, mut to) = (if low == start { Some(0) } else { None }, None);
    for at in sentence_starts(text) {
        if at <= focus {
            from = Some(at);
        } else if to.is_none() || at - from.unwrap_or(0) <= limit {
            to = Some(at);
        }
    }
    // The text's end is a sentence's end, if all of the text is here.
    if high == end && text.len() - from.unwrap_or(0) <= limit {
        to = Some(text.len());
    }
    let next_word = |at: usize| text[at..focus].find(' ').map_or(at, |i| at + i + 1);
    let mut from = from.unwrap_or_else(|| next_word(0));
    let mut to = to.unwrap_or(text.len());
    if to - from > limit && focus - from > limit / 2 {
        from = next_word(text.ceil_char_boundary(focus - limit / 2));
    }
    if to - from > limit || (to == text.len() && high < end) {
        let near = text.floor_char_boundary((from + limit).min(text.len()));
        to = text[from..near].rfind(' ').map_or(near, |i| from + i);
    }
    let shown = text[from..to].trim_end();
    (low + from, low + from + shown.len())
}

/// Appends escaped text with line breaks as spaces and tabs between cells as dots.
fn push_line(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let gap = match byte {
            b'\t' => " · ",
            b'\n' => " ",
            _ => continue,
        };
        push_escaped(out, &text[from..at]);
        out.push_str(gap);
        from = at + 1;
    }
    push_escaped(out, &text[from..]);
}

/// `text` with its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_behind_words_and_says_so() {
        assert_eq!(clip("Trust takes time.", 40), "Trust takes time.");
        assert_eq!(clip("Trust takes time, and nothing helps.", 18), "Trust takes time…");
        assert_eq!(clip("信任需要时间", 3), "信任…");
        assert_eq!(clip("naïveté", 4), "naï…");
    }

    #[test]
    fn takes_sentences_until_there_are_enough() {
        let text = "Yes. Trust takes time. It does.";
        assert_eq!(first_sentence(text, 1), "Yes.");
        assert_eq!(first_sentence(text, 10), "Yes. Trust takes time.");
        assert_eq!(first_sentence("", 10), "");
    }

    #[test]
    fn shows_what_stands_round_a_mention() {
        let text = "One here. Two & there.\nThe word trust stands here, in the third. Four.";
        let source = crate::testing::source("a.md", text);
        let document = crate::parse::parse(&source, None, &crate::parse::ParseOptions::default());
        let document = document.0.expect("parses");
        let at = document.plain.find("trust").expect("it is there");
        let mark = Span::new(at, at + 5);
        let all = document.blocks[0].plain;
        assert_eq!(
            marked(&document, all, &[mark], 200),
            "One here. Two &amp; there. The word <b>trust</b> stands here, in the third. Four."
        );
        assert_eq!(
            marked(&document, all, &[mark], 45),
            "…The word <b>trust</b> stands here, in the third.…"
        );
        assert_eq!(marked(&document, all, &[mark], 14), "…word <b>trust</b>…");
        assert_eq!(marked(&document, all, &[], 12), "One here.…");
    }

    #[test]
    fn keeps_a_row_in_one_line() {
        assert_eq!(one_line("a\n b\tc\t\td"), "a b · c · d");
    }
}
