//! What English words are in a sentence: closed classes and frequent words by a list, the others
//! by their endings. No tagger: what noun phrases ask for, no more.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::model::{Map, Set};

const DATA: &str = include_str!("words-en.txt");

/// Classes of the list; a word may be of several.
pub mod class {
    /// Determiners.
    pub const DETERMINER: u16 = 1;
    /// Pronouns.
    pub const PRONOUN: u16 = 1 << 1;
    /// Prepositions.
    pub const PREPOSITION: u16 = 1 << 2;
    /// Conjunctions.
    pub const CONJUNCTION: u16 = 1 << 3;
    /// Auxiliaries, with their contractions.
    pub const AUXILIARY: u16 = 1 << 4;
    /// Adverbs.
    pub const ADVERB: u16 = 1 << 5;
    /// Verbs.
    pub const VERB: u16 = 1 << 6;
    /// Nouns that are verbs as well.
    pub const NOUN_VERB: u16 = 1 << 7;
    /// Adjectives that say little.
    pub const GENERIC_ADJECTIVE: u16 = 1 << 8;
    /// Nouns that say little.
    pub const GENERIC_NOUN: u16 = 1 << 9;
    /// Gerunds that are names of things.
    pub const NOUN_GERUND: u16 = 1 << 10;
    /// Other adjectives that no ending tells.
    pub const ADJECTIVE: u16 = 1 << 11;
    /// All closed classes.
    pub const CLOSED: u16 = DETERMINER | PRONOUN | PREPOSITION | CONJUNCTION | AUXILIARY;
}

const NAMES: [(&str, u16); 12] = [
    ("determiner", class::DETERMINER),
    ("pronoun", class::PRONOUN),
    ("preposition", class::PREPOSITION),
    ("conjunction", class::CONJUNCTION),
    ("auxiliary", class::AUXILIARY),
    ("adverb", class::ADVERB),
    ("verb", class::VERB),
    ("noun-verb", class::NOUN_VERB),
    ("generic-adjective", class::GENERIC_ADJECTIVE),
    ("generic-noun", class::GENERIC_NOUN),
    ("noun-gerund", class::NOUN_GERUND),
    ("adjective", class::ADJECTIVE),
];

static CLASSES: LazyLock<Map<&'static str, u16>> = LazyLock::new(|| {
    let mut classes: Map<&'static str, u16> = Map::default();
    for line in DATA.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, words)) = line.split_once(": ") else { continue };
        let bit = NAMES.iter().find(|(known, _)| *known == name).map_or(0, |(_, bit)| *bit);
        for word in words.split(' ') {
            *classes.entry(word).or_default() |= bit;
        }
    }
    classes
});

/// The classes of a word in lower case, as the list has it.
pub fn classes(word: &str) -> u16 {
    CLASSES.get(word).copied().unwrap_or(0)
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the list has it.
    Base,
    /// In `-s`.
    Third,
    /// In `-ed`.
    Past,
    /// In `-ing`.
    Gerund,
}

/// The classes of the word, or of the word that it is a form of.
pub fn classes_of_form(word: &str) -> (u16, Form) {
    let known = classes(word);
    if known != 0 {
        return (known, Form::Base);
    }
    let try_stem = |stem: &str| -> u16 {
        let verbs = class::VERB | class::NOUN_VERB | class::GENERIC_NOUN;
        let direct = classes(stem) & verbs;
        if direct != 0 {
            return direct;
        }
        let with_e = classes(&format!("{stem}e")) & verbs;
        if with_e != 0 {
            return with_e;
        }
        if let Some(y) = stem.strip_suffix('i') {
            let y = classes(&format!("{y}y")) & verbs;
            if y != 0 {
                return y;
            }
        }
        let bytes = stem.as_bytes();
        if bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] {
            return classes(&stem[..stem.len() - 1]) & verbs;
        }
        0
    };
    for (ending, form) in [("ing", Form::Gerund), ("ed", Form::Past), ("s", Form::Third)] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() > 1
        {
            let mut found = try_stem(stem);
            if found == 0 && form == Form::Third {
                found = stem.strip_suffix('e').map_or(0, try_stem);
            }
            if found != 0 {
                return (found, form);
            }
        }
    }
    (0, Form::Base)
}

/// What a word is in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A noun, or what may be one.
    Noun,
    /// An adjective.
    Adjective,
    /// A participle before a noun.
    Participle,
    /// A gerund that names or qualifies a thing.
    Gerund,
    /// A number.
    Number,
    /// A verb.
    Verb,
    /// An adverb.
    Adverb,
    /// A word of a closed class.
    Function,
}

/// What a word may be by itself: its tag where nothing beside it says otherwise, its list classes,
/// and the form that they are of.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The tag by list and ending.
    pub tag: Tag,
    /// Classes of the list.
    pub classes: u16,
    /// The verb form that the classes are of.
    pub form: Form,
}

/// What is known of a language: of English what words are, of others which are function words.
pub struct Language {
    /// Function words, of languages other than English.
    function: Option<Set<&'static str>>,
    stemmer: Option<Stemmer>,
}

impl Language {
    /// The language with this BCP 47 tag.
    pub fn of(lang: &str) -> Self {
        let primary = lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "" | "en" => return Self { function: None, stemmer: english() },
            "da" => Some(Algorithm::Danish),
            "de" => Some(Algorithm::German),
            "es" => Some(Algorithm::Spanish),
            "fr" => Some(Algorithm::French),
            "it" => Some(Algorithm::Italian),
            "nl" => Some(Algorithm::Dutch),
            "pt" => Some(Algorithm::Portuguese),
            "sv" => Some(Algorithm::Swedish),
            _ => None,
        };
        let function = stop_words::lookup(&primary).unwrap_or_default().iter().copied().collect();
        Self { function: Some(function), stemmer: algorithm.map(Stemmer::create) }
    }

    /// What `word`, in lower case, is by itself.
    pub fn known(&self, word: &str) -> Known {
        let Some(function) = &self.function else {
            let (classes, form) = classes_of_form(word);
            return Known { tag: by_itself(word, classes, form), classes, form };
        };
        let (tag, classes) = match word {
            word if function.contains(word) => (Tag::Function, class::PREPOSITION),
            word if !word.chars().any(char::is_alphabetic) => (Tag::Number, 0),
            _ => (Tag::Noun, 0),
        };
        Known { tag, classes, form: Form::Base }
    }

    /// The stem of `word`, in lower case.
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        match &self.stemmer {
            Some(stemmer) => stemmer.stem(word),
            None => word.into(),
        }
    }
}

fn english() -> Option<Stemmer> {
    Some(Stemmer::create(Algorithm::English))
}

fn by_itself(word: &str, classes: u16, form: Form) -> Tag {
    if !word.chars().any(char::is_alphabetic) {
        return Tag::Number;
    }
    if classes & class::CLOSED != 0 && form == Form::Base {
        return Tag::Function;
    }
    if classes & class::NOUN_GERUND != 0 {
        return Tag::Gerund;
    }
    if form == Form::Base {
        if classes & (class::GENERIC_ADJECTIVE | class::ADJECTIVE) != 0 {
            return Tag::Adjective;
        }
        if classes & class::ADVERB != 0 {
            return Tag::Adverb;
        }
        if classes & (class::NOUN_VERB | class::GENERIC_NOUN) != 0 {
            return Tag::Noun;
        }
        if classes & class::VERB != 0 {
            return Tag::Verb;
        }
    } else if form == Form::Third {
        return match classes & (class::NOUN_VERB | class::GENERIC_NOUN) {
            0 => Tag::Verb,
            _ => Tag::Noun,
        };
    }
    if let Some((_, last)) = word.rsplit_once('-') {
        let whole = matches!(
            last,
            "based"
                | "oriented"
                | "like"
                | "free"
                | "driven"
                | "aware"
                | "specific"
                | "wide"
                | "dependent"
                | "independent"
                | "level"
                | "scale"
                | "time"
                | "dimensional"
                | "order"
        );
        return match by_ending(last) {
            _ if whole => Tag::Adjective,
            Tag::Participle => Tag::Adjective,
            tag => tag,
        };
    }
    by_ending(word)
}

fn by_ending(word: &str) -> Tag {
    let ends = |ending: &str| word.len() > ending.len() + 2 && word.ends_with(ending);
    if ends("ly") && !NOUNS_IN_LY.contains(&word) {
        return Tag::Adverb;
    }
    if ends("ing") {
        return Tag::Gerund;
    }
    if ends("ed") && !ends("eed") {
        return Tag::Participle;
    }
    let adjective = ["ous", "ful", "less", "able", "ible", "ive", "ical", "al", "ic", "ary", "ish"]
        .into_iter()
        .any(ends);
    if adjective && !NOUNS_LIKE_ADJECTIVES.contains(&word) {
        return Tag::Adjective;
    }
    Tag::Noun
}

const NOUNS_IN_LY: &[&str] = &[
    "family",
    "supply",
    "assembly",
    "anomaly",
    "reply",
    "monopoly",
    "butterfly",
    "ally",
    "fly",
    "italy",
    "july",
    "bully",
    "belly",
    "jelly",
    "rally",
    "subassembly",
    "friendly",
    "costly",
];

const NOUNS_LIKE_ADJECTIVES: &[&str] = &[
    "signal",
    "proposal",
    "retrieval",
    "removal",
    "approval",
    "terminal",
    "journal",
    "material",
    "portal",
    "potential",
    "interval",
    "arrival",
    "manual",
    "hospital",
    "capital",
    "animal",
    "tutorial",
    "polynomial",
    "rival",
    "trial",
    "referral",
    "renewal",
    "appraisal",
    "integral",
    "crystal",
    "metal",
    "mineral",
    "professional",
    "individual",
    "ritual",
    "festival",
    "rental",
    "denial",
    "survival",
    "withdrawal",
    "disposal",
    "goal",
    "deal",
    "fractal",
    "chemical",
    "pedal",
    "medal",
    "coal",
    "proverbial",
    "festival",
    "principal",
    "rehearsal",
    "reversal",
    "traversal",
    "logic",
    "topic",
    "traffic",
    "metric",
    "heuristic",
    "arithmetic",
    "graphic",
    "fabric",
    "music",
    "magic",
    "clinic",
    "critic",
    "plastic",
    "ceramic",
    "republic",
    "characteristic",
    "statistic",
    "rhetoric",
    "mechanic",
    "epidemic",
    "tactic",
    "mosaic",
    "antibiotic",
    "schematic",
    "semantic",
    "objective",
    "perspective",
    "alternative",
    "derivative",
    "archive",
    "drive",
    "directive",
    "incentive",
    "initiative",
    "narrative",
    "motive",
    "executive",
    "representative",
    "detective",
    "adjective",
    "native",
    "variable",
    "table",
    "cable",
    "deliverable",
    "timetable",
    "vegetable",
    "observable",
    "dictionary",
    "library",
    "boundary",
    "summary",
    "commentary",
    "glossary",
    "vocabulary",
    "diary",
    "salary",
    "secretary",
    "anniversary",
    "adversary",
    "january",
    "february",
    "itinerary",
    "canary",
    "parish",
    "rubbish",
    "english",
    "spanish",
    "fish",
    "wish",
    "dish",
    "polish",
    "publish",
    "census",
    "bus",
    "virus",
    "hive",
    "five",
    "olive",
    "live",
    "dive",
    "five",
];
