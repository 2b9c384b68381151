//! Words of a block's plain text: Unicode word rules (UAX 29), and what labels need beyond them.
//!
//! - A possessive `'s` and an elided article (`l'`, `dell'`) are left out of the word's span.
//! - In scripts without spaces every grapheme is a word.
//! - A word knows whether a label may reach over the gap before it, whether it touches a sign
//!   such as `$`, and in which inline element it stands.
//!
//! A word boundary stands on both sides of any run of ASCII white space whatever is around it, so
//! text is taken in chunks between such runs, and a chunk of ASCII never enters the tables.

use unicode_segmentation::UnicodeSegmentation as _;

use super::document::{Lexicon, Word};
use super::interner::Interner;
use crate::model::fold::{CaseFolding, fold_word, is_invisible};

/// A run of a block's text inside one inline element.
pub struct Run {
    /// Where it ends, in bytes of the block's text.
    pub end: u32,
    /// The element, 0 for the block itself.
    pub element: u16,
    /// Flags of its words.
    pub flags: u16,
}

/// Splits blocks into words and collects the document's lexicon.
pub struct Segmenter {
    folding: CaseFolding,
    elisions: &'static [&'static str],
    interner: Interner,
    folded: String,
}

/// Calls `found` for every word of `text`, which is in language `lang`: where it stands, and whether
/// it is a grapheme of a script without spaces.
pub fn each_word(text: &str, lang: &str, mut found: impl FnMut(std::ops::Range<usize>, bool)) {
    pieces(text, elisions(lang), &mut |piece| found(piece.word.0..piece.word.1, piece.grapheme));
}

/// A word inside its token: `token` is what Unicode's rules yield, `word` what counts of it.
#[derive(Clone, Copy)]
struct Piece {
    token: (usize, usize),
    word: (usize, usize),
    grapheme: bool,
}

impl Segmenter {
    /// A segmenter for text in language `lang`, a BCP 47 tag.
    pub fn new(lang: &str) -> Self {
        Self {
            folding: CaseFolding::of(lang),
            elisions: elisions(lang),
            interner: Interner::default(),
            folded: String::new(),
        }
    }

    /// Appends the words of `text`, which starts at offset `base` of the plain text. `runs` cover
    /// it in order; without any it is all in the block itself. `escaped` are the offsets, sorted,
    /// of words behind a backslash.
    pub fn block(
        &mut self,
        text: &str,
        base: u32,
        runs: &[Run],
        escaped: &[u32],
        words: &mut Vec<Word>,
    ) {
        let elisions = self.elisions;
        let mut marks = Marks { text, runs, escaped, last: None };
        pieces(text, elisions, &mut |piece| {
            let (flags, element) = marks.next(piece);
            let (start, end) = piece.word;
            let lex = self.number(&text[start..end]);
            words.push(Word {
                start: base + start as u32,
                len: (end - start) as u32,
                lex,
                flags,
                element,
            });
        });
    }

    /// The distinct words met so far.
    pub fn lexicon(&self) -> &Lexicon {
        self.interner.words()
    }

    /// The distinct words met.
    pub fn into_lexicon(self) -> Lexicon {
        self.interner.into_words()
    }

    /// The number of `word`'s folded form, which is added if it is new.
    fn number(&mut self, word: &str) -> u32 {
        let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let folded = if plain {
            word
        } else {
            self.folded.clear();
            fold_word(word, self.folding, &mut self.folded);
            &self.folded
        };
        self.interner.number(folded)
    }
}

/// What the place of a word says about it.
struct Marks<'a> {
    text: &'a str,
    /// Runs not passed yet.
    runs: &'a [Run],
    /// Escapes not passed yet.
    escaped: &'a [u32],
    last: Option<Piece>,
}

impl Marks<'_> {
    /// Flags and element of the word `piece`.
    fn next(&mut self, piece: Piece) -> (u16, u16) {
        let mut flags = if piece.grapheme { Word::GRAPHEME } else { 0 };
        let (start, end) = piece.token;
        if let Some(last) = self.last
            // A mark on the apostrophe behind a word is a word of its own.
            && joined(&self.text[last.token.1.min(start)..start], last.grapheme, piece.grapheme)
        {
            flags |= Word::JOINED;
        }
        self.last = Some(piece);
        if ends_in_sign(&self.text[..start]) || begins_with_sign(&self.text[end..]) {
            flags |= Word::TOUCHES;
        }
        while let [first, rest @ ..] = self.escaped
            && *first as usize <= piece.word.0
        {
            if *first as usize >= start {
                flags |= Word::ESCAPED;
            }
            self.escaped = rest;
        }
        let (inherited, element) = self.element(piece.word);
        (flags | inherited, element)
    }

    /// The element of the word's start, the flags of all runs it touches, and `SPLIT` where they
    /// are of several elements.
    fn element(&mut self, (start, end): (usize, usize)) -> (u16, u16) {
        while let [first, rest @ ..] = self.runs
            && first.end as usize <= start
        {
            self.runs = rest;
        }
        let Some(first) = self.runs.first() else { return (0, 0) };
        let mut flags = first.flags;
        let mut reached = first.end as usize;
        for run in &self.runs[1..] {
            if reached >= end {
                break;
            }
            flags |= run.flags;
            if run.element != first.element {
                flags |= Word::SPLIT;
            }
            reached = run.end as usize;
        }
        (flags, first.element)
    }
}

/// Whether a label may reach over `gap`: spaces, at most one line break, or one hyphen alone;
/// nothing at all beside a grapheme.
fn joined(gap: &str, left_grapheme: bool, right_grapheme: bool) -> bool {
    match gap {
        " " => !(left_grapheme && right_grapheme),
        "" => left_grapheme || right_grapheme,
        "-" | "\u{2010}" | "\u{2011}" => true,
        _ if left_grapheme && right_grapheme => gap == "\n",
        _ => {
            // A tab parts the cells of a table.
            let space = |c: char| (c.is_whitespace() && c != '\t' && c != '\r') || is_invisible(c);
            gap.chars().all(space) && gap.matches('\n').count() <= 1
        }
    }
}

/// Signs that make the word beside them something else: US$, #trust, C++, a@b.
pub fn is_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '+' | '#' | '@' | '_')
}

fn ends_in_sign(text: &str) -> bool {
    match text.as_bytes().last() {
        None => false,
        Some(byte) if byte.is_ascii() => is_sign(char::from(*byte)),
        Some(_) => text.ends_with(is_sign),
    }
}

fn begins_with_sign(text: &str) -> bool {
    match text.as_bytes().first() {
        None => false,
        Some(byte) if byte.is_ascii() => is_sign(char::from(*byte)),
        Some(_) => text.starts_with(is_sign),
    }
}

/// Calls `out` with every word of `text`.
fn pieces(text: &str, elisions: &[&str], out: &mut impl FnMut(Piece)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        if bytes[start].is_ascii_whitespace() {
            start += 1;
            continue;
        }
        let mut end = start;
        let mut ascii = true;
        while end < bytes.len() && !bytes[end].is_ascii_whitespace() {
            ascii &= bytes[end].is_ascii();
            end += 1;
        }
        let chunk = &text[start..end];
        let mut token = |at: usize, token: &str| {
            let begin = start + at;
            shape(token, begin, elisions, &bytes[begin + token.len()..], out);
        };
        if ascii {
            ascii_tokens(chunk, &mut token);
        } else {
            chunk.split_word_bound_indices().for_each(|(at, word)| token(at, word));
        }
        start = end;
    }
}

/// The tokens of UAX 29 in ASCII text, those without a letter or digit left out. ASCII holds only
/// letters, digits, `_` (ExtendNumLet), `:` (MidLetter), `.` and `'` (MidNumLet) and `,` `;`
/// (MidNum), so rules WB5 to WB13 come down to this.
fn ascii_tokens(chunk: &str, out: &mut impl FnMut(usize, &str)) {
    let bytes = chunk.as_bytes();
    let core = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut at = 0;
    while at < bytes.len() {
        if !core(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let mut speaks = false;
        loop {
            while at < bytes.len() && core(bytes[at]) {
                speaks |= bytes[at] != b'_';
                at += 1;
            }
            let (Some(middle), Some(next)) = (bytes.get(at), bytes.get(at + 1)) else { break };
            let previous = bytes[at - 1];
            let letters = previous.is_ascii_alphabetic() && next.is_ascii_alphabetic();
            let digits = previous.is_ascii_digit() && next.is_ascii_digit();
            let goes_on = match middle {
                b'\'' | b'.' => letters || digits,
                b':' => letters,
                b',' | b';' => digits,
                _ => false,
            };
            if !goes_on {
                break;
            }
            at += 1;
        }
        if speaks {
            out(start, &chunk[start..at]);
        }
    }
}

/// Turns one token, which begins at `begin`, into words: graphemes, or the token less its elided
/// article and possessive. `after` is what follows it.
fn shape(token: &str, begin: usize, elisions: &[&str], after: &[u8], out: &mut impl FnMut(Piece)) {
    if !token.is_ascii() && token.chars().any(is_unspaced) {
        for (at, grapheme) in token.grapheme_indices(true) {
            let span = (begin + at, begin + at + grapheme.len());
            if grapheme.chars().any(char::is_alphanumeric) {
                let unspaced = grapheme.chars().any(is_unspaced);
                out(Piece { token: span, word: span, grapheme: unspaced });
            }
        }
        return;
    }
    if !token.chars().any(char::is_alphanumeric) {
        return;
    }
    let (mut start, mut end) = (0, token.len());
    if let Some(article) = elided(token, elisions) {
        start = article;
    }
    end -= possessive(&token[start..]);
    // The plural's bare apostrophe (buyers' trust) belongs to the token, so that labels reach over.
    let apostrophe = match after {
        _ if !matches!(token.as_bytes()[token.len() - 1], b's' | b'S' | b'x' | b'z') => 0,
        [b'\'', ..] => 1,
        [0xe2, 0x80, 0x99, ..] => 3,
        _ => 0,
    };
    out(Piece {
        token: (begin, begin + token.len() + apostrophe),
        word: (begin + start, begin + end),
        grapheme: false,
    });
}

/// Length of a possessive at the end of `token`, which keeps at least a letter before it.
fn possessive(token: &str) -> usize {
    if !token.ends_with(['s', 'S']) || token.len() < 3 {
        return 0;
    }
    ["'s", "’s", "'S", "’S", "ʼs", "＇s"]
        .iter()
        .find(|ending| token.len() > ending.len() && token.ends_with(**ending))
        .map_or(0, |ending| ending.len())
}

/// Length of an elided article at the start of `token`, apostrophe included.
fn elided(token: &str, elisions: &[&str]) -> Option<usize> {
    if elisions.is_empty() {
        return None;
    }
    let (at, apostrophe) = token.char_indices().find(|(_, c)| matches!(c, '\'' | '’' | 'ʼ'))?;
    let rest = at + apostrophe.len_utf8();
    let article = &token[..at];
    let known = elisions.iter().any(|elision| article.eq_ignore_ascii_case(elision));
    (known && rest < token.len()).then_some(rest)
}

/// Words that lose their last vowel before another, by language.
fn elisions(lang: &str) -> &'static [&'static str] {
    match lang.split(['-', '_']).next().unwrap_or("") {
        "fr" => {
            &["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
        }
        "it" => &[
            "l", "d", "c", "m", "t", "s", "v", "un", "dell", "all", "dall", "nell", "sull", "coll",
            "quell", "quest", "bell", "sant",
        ],
        "ca" => &["l", "d", "m", "t", "s", "n"],
        _ => &[],
    }
}

/// Whether `c` is of a script that is written without spaces: Han, Hiragana, Katakana, Thai, Lao,
/// Khmer, Myanmar.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff
        | 0x1000..=0x109f
        | 0x1780..=0x17ff
        | 0x19e0..=0x19ff
        | 0x2e80..=0x2fdf
        | 0x3005..=0x3007
        | 0x3021..=0x3029
        | 0x3038..=0x303b
        | 0x3041..=0x30ff
        | 0x31f0..=0x31ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff
        | 0xa9e0..=0xa9fe
        | 0xaa60..=0xaa7f
        | 0xf900..=0xfaff
        | 0xff66..=0xff9f
        | 0x1b000..=0x1b16f
        | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The words of `text`, with `+` before those joined to the one before, `!` before those that
    /// touch a sign.
    fn words(lang: &str, text: &str) -> String {
        let mut segmenter = Segmenter::new(lang);
        let mut words = Vec::new();
        segmenter.block(text, 0, &[], &[], &mut words);
        let shown: Vec<String> = words
            .iter()
            .map(|word| {
                let joined = if word.has(Word::JOINED) { "+" } else { "" };
                let touches = if word.has(Word::TOUCHES) { "!" } else { "" };
                format!("{joined}{touches}{}", word.span().of(text))
            })
            .collect();
        shown.join(" ")
    }

    #[test]
    fn splits_words() {
        assert_eq!(
            words("en", "The buyer's trust—earned, can't"),
            "The +buyer +trust earned can't"
        );
        assert_eq!(
            words("en", "cold-call cold - call U.S. 3.14"),
            "cold +call +cold call +U.S 3.14"
        );
        assert_eq!(words("en", "buyers’ trust 'quoted' word"), "buyers +trust quoted word");
        assert_eq!(words("en", "US$ 5 C++ a@b #x £9"), "!US 5 +!C !a !b !x !9");
        assert_eq!(words("en", "a\nb\n\nc\td \u{a0}e"), "a +b c d +e");
        assert_eq!(words("fr", "L’acheteur qu'il aujourd'hui"), "acheteur +il +aujourd'hui");
        assert_eq!(words("en", "snake_case _x -- ... ✓"), "snake_case +_x");
        assert_eq!(words("en", "z'\u{1772}"), "z '\u{1772}");
    }

    #[test]
    fn takes_scripts_without_spaces_by_grapheme() {
        assert_eq!(words("ja", "信頼を得る"), "信 +頼 +を +得 +る");
        assert_eq!(words("ja", "信 頼、AIモデル。"), "信 頼 AI +モ +デ +ル");
        assert_eq!(words("th", "ไว้ใจ"), "ไ +ว้ +ใ +จ");
        assert_eq!(words("ko", "신뢰를 얻다"), "신뢰를 +얻다");
    }

    #[test]
    fn knows_elements() {
        let mut segmenter = Segmenter::new("en");
        let mut words = Vec::new();
        let run = |end, element, flags| Run { end, element, flags };
        let runs = [run(2, 0, 0), run(5, 1, Word::LINK), run(9, 0, 0)];
        segmenter.block("a bcdef g", 10, &runs, &[8], &mut words);
        let shown: Vec<_> = words.iter().map(|w| (w.start, w.len, w.element, w.flags)).collect();
        assert_eq!(
            shown,
            [
                (10, 1, 0, 0),
                (12, 5, 1, Word::LINK | Word::SPLIT | Word::JOINED),
                (18, 1, 0, Word::JOINED | Word::ESCAPED)
            ]
        );
        assert_eq!(segmenter.into_lexicon().word(1), "bcdef");
    }

    fn tokens(text: &str) -> Vec<(usize, &str)> {
        let mut found = Vec::new();
        ascii_tokens(text, &mut |at, word| found.push((at, &text[at..at + word.len()])));
        found
    }

    proptest! {
        /// The hand-written rules are UAX 29 on ASCII.
        #[test]
        fn ascii_rules_are_unicode_rules(text in "[a-cA-C0-2_:.',;\"$ -]{0,24}") {
            // The general rules, which a character outside ASCII switches on.
            let marked = format!("{text} é");
            let expected: Vec<(usize, &str)> =
                marked.unicode_word_indices().filter(|(_, word)| *word != "é").collect();
            prop_assert_eq!(tokens(&text), expected);
        }

        /// White space parts chunks without a change to what the rules find.
        #[test]
        fn chunks_change_nothing(text in "[a-b1 \n\t.'’\u{301}\u{200d}é信カ_,😀\u{1f1e6}]{0,24}") {
            let whole: Vec<(usize, &str)> = text.unicode_word_indices().collect();
            let chunked: Vec<(usize, &str)> = text
                .split_inclusive(|c: char| c.is_ascii_whitespace())
                .scan(0, |at, chunk| {
                    let start = *at;
                    *at += chunk.len();
                    Some(chunk.unicode_word_indices().map(move |(i, word)| (start + i, word)))
                })
                .flatten()
                .collect();
            prop_assert_eq!(whole, chunked);
        }

        /// Words do not overlap, are not empty, and lie on character boundaries.
        #[test]
        fn words_are_spans(text in any::<String>()) {
            let mut words = Vec::new();
            Segmenter::new("fr").block(&text, 0, &[], &[], &mut words);
            let mut end = 0;
            for word in words {
                prop_assert!(word.start >= end && word.len > 0);
                end = word.start + word.len;
                prop_assert!(text.is_char_boundary(word.start as usize));
                prop_assert!(text.is_char_boundary(end as usize));
            }
        }
    }
}
