//! What is searched for: the terms that a word of the text stands for.
//!
//! A word's term is its folded form (NFKC, case folded: what the parser counts) without marks
//! (*résumé* and *resume* meet, NFKD of UAX 15), without apostrophes, with one `i` for the dotted
//! and the dotless, so that Turkish meets what a browser folds without knowing the language.
//! Colons are for filters alone. Identifiers have parts beside the whole (`snake_case`,
//! `camelCase`, `v2`); signs that make a name are kept (`c++`, `c#`, `.net`). Scripts without spaces
//! are cut in pairs of characters.
//! The runtime's `tokens` makes the same terms of a query.

use unicode_normalization::UnicodeNormalization as _;

use crate::model::fold::{CaseFolding, folded};
use crate::parse::words;

/// Terms of more UTF-16 units are cut: nobody types them, and one shard must hold a term.
const LONGEST: usize = 40;

/// The term of a folded word, appended to `out`.
pub fn term(folded: &str, out: &mut String) {
    let start = out.len();
    if folded.is_ascii() {
        let kept = |byte: &u8| !matches!(byte, b'\'' | b':' | ..=b' ');
        out.extend(folded.bytes().filter(kept).map(char::from));
    } else {
        let bare = folded.nfkd().filter(|&c| !is_mark(c)).map(|c| if c == 'ı' { 'i' } else { c });
        // Some signs decompose into a space and a mark; a narrow space joins words.
        out.extend(bare.filter(|&c| !matches!(c, '\'' | ':') && !c.is_whitespace()).nfc());
    }
    if out.len() - start > LONGEST {
        let mut units = 0;
        let long = out[start..].char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > LONGEST
        });
        if let Some((at, _)) = long {
            out.truncate(start + at);
        }
    }
}

/// Whether `c` only changes the character before it; the Arabic filler goes with them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || c == '\u{640}'
}

/// Parts of an identifier or compound in `word` as it was written, as they were written; none
/// where it is one plain word.
pub fn parts(word: &str) -> Vec<&str> {
    let bytes = word.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<u8> = None;
    for at in 0..=bytes.len() {
        let byte = bytes.get(at).copied();
        let edge = match (before, byte) {
            (_, None) => true,
            (Some(a), Some(b)) => is_edge(a, b, bytes.get(at + 1).copied()),
            (None, Some(_)) => false,
        };
        if edge {
            let part =
                word[start..at].trim_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            if !part.is_empty() {
                parts.push(part);
            }
            start = at;
        }
        before = byte;
    }
    if parts.len() == 1 && parts[0].len() == word.len() {
        parts.clear();
    }
    parts
}

/// Whether an identifier has a seam between the bytes `a` and `b`; `next` follows.
fn is_edge(a: u8, b: u8, next: Option<u8>) -> bool {
    let joint = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'\'';
    joint(b)
        || joint(a)
        || (a.is_ascii_lowercase() && b.is_ascii_uppercase())
        || (a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
            && next.is_some_and(|next| next.is_ascii_lowercase()))
}

/// Signs in front of a word that make a name of it.
pub const SIGNS: [char; 2] = ['.', '@'];

/// The name that signs round `word` at `start..end` of `text` make of it: `c++`, `c#`, `.net`,
/// `@media`.
pub fn signed(text: &str, start: usize, end: usize) -> Option<String> {
    let after = &text[end..];
    let word = &text[start..end];
    if after.starts_with("++") {
        return Some(format!("{}++", word.to_lowercase()));
    }
    if word.len() <= 2 && after.starts_with('#') && !after[1..].starts_with(char::is_alphanumeric) {
        return Some(format!("{}#", word.to_lowercase()));
    }
    let (at, sign) = text[..start].char_indices().next_back().filter(|(_, c)| SIGNS.contains(c))?;
    let fresh = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == ')');
    (fresh && word.len() > 1).then(|| format!("{sign}{}", word.to_lowercase()))
}

/// Whether signs make a name of a word.
pub fn is_signed(term: &str) -> bool {
    term.starts_with(SIGNS) || term.ends_with(['+', '#'])
}

/// Whether Unicode's rules join words by `c` that the runtime reads apart (`10,000`, `c:inline`).
pub fn is_joint(c: char) -> bool {
    let within =
        matches!(c, '_' | '\'' | '’' | '.' | '·' | '״' | '׳' | '\u{ad}' | '\u{200c}' | '\u{200d}');
    !(within || c.is_alphanumeric() || is_mark(c))
}

/// The verb of an English contraction with *not*, folded: whoever asks writes it either way.
fn negated(word: &str, lang: &str) -> Option<String> {
    let verb = word.strip_suffix("n't").filter(|_| lang.starts_with("en"))?;
    let irregular = [("ca", "can"), ("wo", "will"), ("sha", "shall")];
    let whole = irregular.iter().find(|(short, _)| *short == verb).map_or(verb, |(_, whole)| whole);
    Some(whole.to_owned())
}

/// The terms of a short text (a title, a label), one list a word: the word's own term first, its
/// parts and signed name behind it.
pub fn of_text(text: &str, lang: &str) -> Vec<Vec<String>> {
    let folding = CaseFolding::of(lang);
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut last: Option<(usize, String)> = None;
    let single = |word: &str| {
        let mut out = String::new();
        term(&folded(word, folding), &mut out);
        out
    };
    words::each_word(text, lang, |range, is_grapheme| {
        let word = &text[range.clone()];
        if is_grapheme {
            let this = single(word);
            match last.take() {
                Some((end, before)) if end == range.start => {
                    let pair = format!("{before}{this}");
                    match all.last_mut() {
                        // A lone character waits for its neighbour; the pair replaces it.
                        Some(terms) if terms.len() == 1 && terms[0] == before => terms[0] = pair,
                        _ => all.push(vec![pair]),
                    }
                }
                _ => all.push(vec![this.clone()]),
            }
            last = Some((range.end, this));
            return;
        }
        last = None;
        let mut terms = vec![single(word.trim_matches('_'))];
        for part in parts(word) {
            let part = single(part);
            if !terms.contains(&part) {
                terms.push(part);
            }
        }
        terms.extend(signed(text, range.start, range.end));
        if let Some(verb) = negated(&folded(word, folding), lang) {
            terms.extend([verb, "not".to_owned()]);
        }
        terms.retain(|term| !term.is_empty());
        if !terms.is_empty() {
            all.push(terms);
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, lang: &str) -> String {
        of_text(text, lang).iter().map(|terms| terms.join("/")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn folds_words() {
        assert_eq!(
            terms("Résumé Straße İstanbul ISPARTA", "en"),
            "resume strasse istanbul isparta"
        );
        assert_eq!(terms("ISPARTA İzmir", "tr"), "isparta izmir");
        assert_eq!(terms("can't buyer's ٱلْكِتَاب كتـاب", "ar"), "cant buyer ٱلكتاب كتاب");
    }

    #[test]
    fn cuts_where_the_browser_does() {
        let long = "ы".repeat(41);
        assert_eq!(terms(&long, "ru"), "ы".repeat(40));
        assert_eq!(terms("author:smith", "en"), "authorsmith/author/smith");
    }

    #[test]
    fn takes_identifiers_apart() {
        assert_eq!(terms("_getch_nolock", "en"), "getch_nolock/getch/nolock");
        assert_eq!(terms("CNoWorkerThread", "en"), "cnoworkerthread/c/no/worker/thread");
        assert_eq!(terms("example.com U.S.", "en"), "example.com/example/com u.s/u/s");
    }

    #[test]
    fn takes_contractions_apart() {
        assert_eq!(terms("doesn’t can't", "en-GB"), "doesnt/does/not cant/can/not");
        assert_eq!(terms("doesn't", "de"), "doesnt");
    }

    #[test]
    fn keeps_signs_that_name() {
        assert_eq!(terms("C++ and C# on .NET.", "en"), "c/c++ and c/c# on net/.net");
        assert_eq!(terms("@Line of a@example", "en"), "line/@line of a example");
    }

    /// The voiced sound marks go, here as in queries.
    #[test]
    fn pairs_characters() {
        assert_eq!(terms("信頼を得る", "ja"), "信頼 頼を を得 得る");
        assert_eq!(terms("信 AIモデル", "ja"), "信 ai モテ テル");
    }
}
