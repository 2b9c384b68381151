//! Text as sentences of tagged words.

use super::words::{Form, Known, Language, Tag, class};
use crate::model::Map;

/// A word's number among the distinct words of a text.
pub type WordId = u32;

/// A distinct word, in lower case.
pub struct Word {
    /// In lower case.
    pub lower: String,
    /// The number of its stem.
    pub stem: u32,
    /// What it is by itself.
    pub known: Known,
}

/// An occurrence of a word.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The distinct word.
    pub word: WordId,
    /// Byte offset in its block.
    pub start: u32,
    /// Byte offset of its end.
    pub end: u32,
    /// The block it stands in.
    pub block: u32,
    /// Its sentence, numbered through the text.
    pub sentence: u32,
    /// Whether punctuation, or the start of a sentence, parts it from the word before.
    pub parted: bool,
    /// Whether it is the first of its sentence.
    pub first: bool,
    /// Whether it stands in round brackets.
    pub bracketed: bool,
    /// Begins with a capital.
    pub capital: bool,
    /// Has a capital behind its first letter.
    pub acronym: bool,
    /// What it is here.
    pub tag: Tag,
}

/// A text taken apart.
pub struct Tokens {
    /// Distinct words.
    pub words: Vec<Word>,
    /// By number of a stem, the stem.
    pub stems: Vec<String>,
    /// All words in order.
    pub tokens: Vec<Token>,
    /// Whether each block is a heading.
    pub headings: Vec<bool>,
    /// Number of sentences.
    pub sentences: u32,
}

/// A block of text.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// The text; a line break in it is a space.
    pub text: &'a str,
    /// Whether it is a title or heading.
    pub heading: bool,
}

impl Tokens {
    /// Takes `blocks` apart; `lang` is a BCP 47 tag.
    pub fn new(blocks: &[Block<'_>], lang: &str) -> Self {
        let mut reader = Reader {
            tokens: Tokens {
                words: Vec::new(),
                stems: Vec::new(),
                tokens: Vec::new(),
                headings: blocks.iter().map(|block| block.heading).collect(),
                sentences: 0,
            },
            ids: Map::default(),
            stem_ids: Map::default(),
            language: Language::of(lang),
        };
        for (number, block) in blocks.iter().enumerate() {
            reader.block(number as u32, block.text);
        }
        let mut tokens = reader.tokens;
        tokens.tag();
        tokens
    }

    /// A token's distinct word.
    pub fn word(&self, token: &Token) -> &Word {
        &self.words[token.word as usize]
    }

    /// Decides what each word is where it stands.
    fn tag(&mut self) {
        for at in 0..self.tokens.len() {
            let tag = self.tag_at(at);
            self.tokens[at].tag = tag;
        }
    }

    fn tag_at(&self, at: usize) -> Tag {
        let token = &self.tokens[at];
        let Known { tag, classes, form } = self.word(token).known;
        let before = (at > 0 && !token.parted).then(|| &self.tokens[at - 1]);
        let before_classes = before.map_or(0, |t| {
            let known = self.word(t).known;
            if known.form == Form::Base { known.classes } else { 0 }
        });
        let after = self.tokens.get(at + 1).filter(|t| !t.parted);
        let after_known = after.map(|t| self.word(t).known);
        let after_nominal = after_known.is_some_and(|known| {
            matches!(known.tag, Tag::Noun | Tag::Adjective | Tag::Gerund | Tag::Participle)
        });
        let behind_noun = before.is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Gerund));
        // "to use", "we use", "can use"
        let is_to = before.is_some_and(|t| self.word(t).lower == "to");
        let subject = is_to
            || before_classes & (class::PRONOUN | class::AUXILIARY) != 0
                && before_classes & class::DETERMINER == 0;
        match tag {
            Tag::Noun if classes & (class::NOUN_VERB | class::VERB) != 0 => {
                if form == Form::Base
                    && subject
                    && !is_be(before.map(|t| self.word(t).lower.as_str()))
                {
                    return Tag::Verb;
                }
                let open = after_known.is_some_and(|known| {
                    known.classes & (class::DETERMINER | class::PRONOUN | class::ADVERB) != 0
                        && known.form == Form::Base
                });
                if (behind_noun || subject) && open {
                    return Tag::Verb;
                }
                Tag::Noun
            }
            Tag::Verb if before_classes & class::DETERMINER != 0 && !after_nominal => Tag::Noun,
            Tag::Participle | Tag::Noun if form == Form::Past || tag == Tag::Participle => {
                let qualifies =
                    after_nominal && !behind_noun && before_classes & class::AUXILIARY == 0;
                if qualifies { Tag::Participle } else { Tag::Verb }
            }
            Tag::Gerund => {
                if classes & class::NOUN_GERUND != 0 {
                    return Tag::Gerund;
                }
                let follows = before
                    .is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adjective | Tag::Gerund));
                let determined = before_classes & class::DETERMINER != 0;
                let verbal = classes & (class::VERB | class::NOUN_VERB) != 0;
                if determined || (follows && !verbal) {
                    return Tag::Gerund;
                }
                if verbal || before_classes & class::PREPOSITION != 0 {
                    return Tag::Verb;
                }
                Tag::Gerund
            }
            tag => tag,
        }
    }
}

fn is_be(word: Option<&str>) -> bool {
    matches!(
        word,
        Some(
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "am"
                | "being"
                | "has"
                | "have"
                | "had"
                | "one"
        )
    )
}

struct Reader {
    tokens: Tokens,
    ids: Map<String, WordId>,
    stem_ids: Map<String, u32>,
    language: Language,
}

impl Reader {
    fn block(&mut self, number: u32, text: &str) {
        let (mut at, mut parted, mut first, mut depth) = (0, true, true, 0_u32);
        let mut sentence = self.tokens.sentences;
        let mut any = false;
        while let Some(c) = text[at..].chars().next() {
            if c.is_alphanumeric() {
                let end = word_end(text, at);
                if first && any {
                    sentence += 1;
                }
                self.push(text, at, end, number, sentence, (parted, first, depth > 0));
                (parted, first, any) = (false, false, true);
                at = end;
                continue;
            }
            let after = text[at + c.len_utf8()..].chars().next();
            match c {
                '(' => (depth, parted) = (depth + 1, true),
                ')' => (depth, parted) = (depth.saturating_sub(1), true),
                '.' if is_abbreviated(&text[..at]) => parted = true,
                '.' | '!' | '?' if after.is_none_or(|c| c.is_whitespace() || is_closing(c)) => {
                    (parted, first, depth) = (true, true, 0);
                }
                c if c.is_whitespace() => {}
                '\'' | '’' => {}
                _ => parted = true,
            }
            at += c.len_utf8();
        }
        self.tokens.sentences = sentence + 1;
    }

    fn push(
        &mut self,
        text: &str,
        start: usize,
        mut end: usize,
        block: u32,
        sentence: u32,
        (parted, first, bracketed): (bool, bool, bool),
    ) {
        let mut shown = &text[start..end];
        for possessive in ["'s", "’s"] {
            if let Some(bare) = shown.strip_suffix(possessive) {
                shown = bare;
            }
        }
        end = start + shown.len();
        let lower = shown.to_lowercase().replace('’', "'");
        let word = match self.ids.get(&lower) {
            Some(&id) => id,
            None => {
                let stem = self.stem(&lower);
                let id = self.tokens.words.len() as u32;
                let known = self.language.known(&lower);
                self.tokens.words.push(Word { lower: lower.clone(), stem, known });
                self.ids.insert(lower, id);
                id
            }
        };
        let mut chars = shown.chars();
        let capital = chars.next().is_some_and(char::is_uppercase);
        let acronym = chars.any(char::is_uppercase);
        self.tokens.tokens.push(Token {
            word,
            start: start as u32,
            end: end as u32,
            block,
            sentence,
            parted,
            first,
            bracketed,
            capital,
            acronym,
            tag: Tag::Function,
        });
    }

    fn stem(&mut self, lower: &str) -> u32 {
        let stem = match lower.rsplit_once('-') {
            Some((head, last)) => format!("{head}-{}", self.language.stem(last)),
            None => self.language.stem(lower).into_owned(),
        };
        match self.stem_ids.get(&stem) {
            Some(&id) => id,
            None => {
                let id = self.tokens.stems.len() as u32;
                self.tokens.stems.push(stem.clone());
                self.stem_ids.insert(stem, id);
                id
            }
        }
    }
}

/// Where the word that begins at `start` ends: letters, digits, and single marks between them.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let inner = match c {
            '-' | '\'' | '’' | '/' | '&' | '_' | '\u{2010}' | '\u{2011}' => {
                next.is_some_and(char::is_alphanumeric)
            }
            '.' => next.is_some_and(|n| {
                (last.is_ascii_digit() && n.is_ascii_digit())
                    || (last.is_uppercase() && n.is_uppercase())
            }),
            '+' | '#' => true,
            _ => false,
        };
        let mark = is_mark(c);
        if !(c.is_alphanumeric() || mark || (inner && last.is_alphanumeric())) {
            break;
        }
        end = start + at + c.len_utf8();
        last = c;
    }
    end
}

/// Combining marks belong to the letter before.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f)
}

/// Whether the full stop behind `before` marks an abbreviation: an initial, `Dr`, `e.g`.
fn is_abbreviated(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    let known =
        ["Mr", "Mrs", "Ms", "Dr", "Prof", "St", "vs", "e.g", "i.e", "cf", "Fig", "fig", "No"];
    initial || known.contains(&word)
}

/// Marks that may stand between a sentence's full stop and the space behind it.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»')
}
