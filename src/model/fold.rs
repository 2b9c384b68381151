//! Text folding: the forms in which words, passages and quotations are compared.

use caseless::Caseless as _;
use unicode_normalization::UnicodeNormalization as _;

/// Case folding differs for Turkish and Azerbaijani, where `I` pairs with `ı` and `İ` with `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseFolding {
    /// Unicode's full case folding.
    #[default]
    Common,
    /// The same with the Turkic mappings of `I` and `İ` (`tr`, `az`).
    Turkic,
}

impl CaseFolding {
    /// The folding of language `lang`, a BCP 47 tag.
    pub fn of(lang: &str) -> Self {
        match lang.split(['-', '_']).next().unwrap_or("") {
            "tr" | "az" => Self::Turkic,
            _ => Self::Common,
        }
    }
}

/// Appends `word` to `out` as words are compared: NFKC, case folded, NFKC again, with one
/// apostrophe (`'`) and one hyphen (`-`) for all their forms, and without invisible marks.
pub fn fold_word(word: &str, folding: CaseFolding, out: &mut String) {
    if word.is_ascii() {
        for byte in word.bytes() {
            match (byte, folding) {
                (b'I', CaseFolding::Turkic) => out.push('ı'),
                _ => out.push(byte.to_ascii_lowercase() as char),
            }
        }
        return;
    }
    let turkic = |c: char| match (c, folding) {
        ('I', CaseFolding::Turkic) => 'ı',
        ('İ', CaseFolding::Turkic) => 'i',
        _ => c,
    };
    let shown = word.chars().filter(|&c| !is_invisible(c));
    out.extend(shown.nfkc().map(turkic).default_case_fold().nfkc().map(plain_punctuation));
}

/// `word` folded into a new string; see [`fold_word`].
pub fn folded(word: &str, folding: CaseFolding) -> String {
    let mut out = String::with_capacity(word.len());
    fold_word(word, folding, &mut out);
    out
}

/// Characters that show nothing and part nothing: soft hyphen, joiners, zero-width space, marks of
/// direction, byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One character for all apostrophes and single quotes, double quotes, dashes and spaces.
pub fn plain_punctuation(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        c => c,
    }
}

/// A passage or quotation in the form in which they are compared and hashed: quotes and dashes
/// folded, runs of white space made one space, ends trimmed. Case is kept.
pub fn fold_passage(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Most text stays as it is.
        let bytes = rest.as_bytes();
        let is_kept = |at: usize| {
            let after_word = at > 0 && bytes[at - 1] != b' ';
            (bytes[at].is_ascii_graphic() && bytes[at] != b'`') || (bytes[at] == b' ' && after_word)
        };
        let kept = (0..bytes.len()).find(|&at| !is_kept(at)).unwrap_or(bytes.len());
        out.push_str(&rest[..kept]);
        let mut others = rest[kept..].chars();
        let Some(c) = others.next().map(plain_punctuation) else { break };
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        rest = others.as_str();
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_passage_is_its_words_with_plain_punctuation(text in "[ab `’\u{a0}\u{3000}é—\n\t]{0,24}") {
            let plain: String = text.chars().map(plain_punctuation).collect();
            let words: Vec<&str> = plain.split_whitespace().collect();
            prop_assert_eq!(fold_passage(&text), words.join(" "));
        }
    }
}
