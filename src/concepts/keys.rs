//! Keys by which words are compared: words with the same key are forms of one word. A scheme is
//! a language's way to make them; each has its own automaton.

use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};

use super::english;
use crate::model::Map;
use crate::parse::FrontMatter;
use crate::parse::front_matter::Matching;

/// A way to make keys of folded words.
pub enum Keys {
    /// English inflection.
    English,
    /// English by Snowball's stem, irregular forms brought to their bases first.
    EnglishStem(Stemmer),
    /// Another language by Snowball's stem.
    Snowball(Stemmer),
    /// The word itself, for languages without a stemmer.
    Plain,
}

/// The name of the scheme for a concept in `lang`: its language, where that has rules of its own.
pub fn scheme_name(lang: &str, meta: &FrontMatter) -> &'static str {
    let primary = lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    match primary.as_str() {
        "en" if meta.matching == Matching::Stem => "en-stem",
        "en" => "en",
        "nb" | "nn" | "no" => "no",
        other => STEMMERS.iter().find(|(name, _)| *name == other).map_or("", |(name, _)| name),
    }
}

const STEMMERS: [(&str, Algorithm); 16] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("nl", Algorithm::Dutch),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("es", Algorithm::Spanish),
    ("sv", Algorithm::Swedish),
    ("tr", Algorithm::Turkish),
];

impl Keys {
    /// The keys of the scheme called `name`; see [`scheme_name`].
    pub fn of(name: &str) -> Self {
        match name {
            "en" => Self::English,
            "en-stem" => Self::EnglishStem(Stemmer::create(Algorithm::English)),
            _ => match STEMMERS.iter().find(|(known, _)| *known == name) {
                Some(&(_, algorithm)) => Self::Snowball(Stemmer::create(algorithm)),
                None => Self::Plain,
            },
        }
    }

    /// Appends the key of `word`, folded, to `out`.
    pub fn key(&self, word: &str, out: &mut String) {
        match self {
            Self::English => english::inflection_key(word, out),
            Self::EnglishStem(stemmer) => out.push_str(&stemmer.stem(english::base(word))),
            Self::Snowball(stemmer) => out.push_str(&stemmer.stem(word)),
            Self::Plain => out.push_str(word),
        }
    }
}

/// What a word's id was found to be, so that each distinct word is stemmed once a thread.
#[derive(Default)]
struct Memo {
    /// The vocabulary and scheme that it is about.
    about: (u64, usize),
    ids: Map<u64, (Box<str>, u32)>,
}

/// Words that a memo holds at most before it starts anew.
const MEMO_LIMIT: usize = 1 << 20;

thread_local! {
    static MEMOS: RefCell<Vec<Memo>> = const { RefCell::new(Vec::new()) };
}

/// The ids of `words`, folded and with their hashes, by `find`, which is asked once for each
/// distinct word of vocabulary `stamp` and scheme `scheme` on this thread.
pub fn ids_of<'a>(
    stamp: u64,
    scheme: usize,
    words: impl Iterator<Item = (&'a str, u64)>,
    mut find: impl FnMut(&str) -> u32,
) -> Vec<u32> {
    MEMOS.with_borrow_mut(|memos| {
        if memos.len() <= scheme {
            memos.resize_with(scheme + 1, Memo::default);
        }
        let memo = &mut memos[scheme];
        if memo.about != (stamp, scheme) || memo.ids.len() > MEMO_LIMIT {
            *memo = Memo { about: (stamp, scheme), ids: Map::default() };
        }
        words
            .map(|(word, hash)| match memo.ids.get(&hash) {
                Some((known, id)) if **known == *word => *id,
                // Two words with one hash: the second is worked out each time.
                Some(_) => find(word),
                None => {
                    let id = find(word);
                    memo.ids.insert(hash, (word.into(), id));
                    id
                }
            })
            .collect()
    })
}
