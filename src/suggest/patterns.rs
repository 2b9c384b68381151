//! What sentences say in set words: contrasts ("A versus B", "A is not B", "don't confuse A with
//! B"), what is a kind of what (M. A. Hearst, "Automatic acquisition of hyponyms from large text
//! corpora", COLING 1992), and questions.

use std::collections::BTreeMap;
use std::ops::Range;

use super::concepts::Found;
use super::keyphrases::words::{Tag, class};
use super::texts::{Text, key_of};
use super::{Place, Proposal, ProposalKind};
use crate::concepts::source_kind;
use crate::model::Kind;
use crate::model::fold::fold_passage;
use crate::site::Site;

/// Two things with the words between them, and how sure such words are.
const CONTRASTS: &[(&[&str], f32)] = &[
    (&["versus"], 2.0),
    (&["vs"], 2.0),
    (&["is", "not"], 1.0),
    (&["are", "not"], 1.0),
    (&["isn't"], 1.0),
    (&["aren't"], 1.0),
    (&["is", "different", "from"], 1.5),
    (&["differs", "from"], 1.5),
    (&["is", "not", "the", "same", "as"], 2.0),
    (&["isn't", "the", "same", "as"], 2.0),
    (&["doesn't", "equal"], 1.5),
    (&["don't", "equal"], 1.5),
    (&["rather", "than"], 0.5),
    (&["and", "not"], 0.5),
];

/// Words before two things that are then joined by one of the second words.
const PAIRS: &[(&[&str], &[&str], f32)] = &[
    (&["confuse"], &["with", "and"], 2.0),
    (&["mistake"], &["for"], 1.5),
    (&["difference", "between"], &["and"], 1.5),
    (&["distinction", "between"], &["and"], 1.5),
    (&["line", "between"], &["and"], 1.0),
    (&["distinguish"], &["from"], 1.5),
];

/// Words between a general thing and a special one; whether the general one stands first.
const KINDS: &[(&[&str], bool)] = &[
    (&["such", "as"], true),
    (&["including"], true),
    (&["especially"], true),
    (&["and", "other"], false),
    (&["or", "other"], false),
    (&["is", "a", "kind", "of"], false),
    (&["is", "a", "form", "of"], false),
    (&["is", "a", "type", "of"], false),
    (&["is", "a", "sort", "of"], false),
    (&["is", "one", "kind", "of"], false),
    (&["are", "a", "kind", "of"], false),
    (&["are", "a", "form", "of"], false),
];

/// Words to pass over before a noun phrase.
const MOST_PASSED: usize = 3;

/// The thing named right after token `from`, and where its name ends.
fn after(text: &Text<'_>, found: &Found, from: usize, end: usize) -> Option<(String, usize)> {
    let tokens = &text.tokens.tokens;
    let start = (from..end.min(from + MOST_PASSED)).find(|&at| {
        let known = text.tokens.word(&tokens[at]).known;
        let passed = known.classes & (class::DETERMINER | class::ADVERB) != 0
            || matches!(tokens[at].tag, Tag::Adverb | Tag::Function);
        !passed
    })?;
    let most = end.min(start + 4);
    // What punctuation parts from the start is no part of the name.
    let most = (start + 1..most).find(|&at| tokens[at].parted).unwrap_or(most);
    (start + 1..=most).rev().find_map(|to| Some((found.name(&text.key(start..to))?, to)))
}

/// The thing named right before token `to`.
fn before(text: &Text<'_>, found: &Found, start: usize, to: usize) -> Option<String> {
    let tokens = &text.tokens.tokens;
    let least = start.max(to.saturating_sub(4));
    let least = (least..to).rev().find(|&at| tokens[at].parted).unwrap_or(least);
    (least..to).find_map(|from| found.name(&text.key(from..to)))
}

/// Whether `words` stand from token `at` on; where they end.
fn stands(text: &Text<'_>, at: usize, end: usize, words: &[&str]) -> Option<usize> {
    let tokens = text.tokens.tokens.get(at..(at + words.len()).min(end))?;
    let same = tokens.len() == words.len()
        && tokens.iter().zip(words).all(|(token, word)| text.lower(token) == *word);
    same.then_some(at + words.len())
}

/// Contrasts that texts draw between two things with names.
pub(super) fn contrasts(site: &Site, texts: &[Text<'_>], found: &Found) -> Vec<Proposal> {
    let drawn: Vec<[String; 2]> = site
        .claims
        .contrasts
        .iter()
        .map(|contrast| sorted(contrast.sides.map(|side| site.document(side).title.clone())))
        .collect();
    let mut all: BTreeMap<[String; 2], (f32, [String; 2], Vec<Place>)> = BTreeMap::new();
    each_sentence(texts, |text, sentence, range| {
        for at in range.clone() {
            for (one, other, score) in contrast_at(text, found, at, &range) {
                let key = sorted([one.clone(), other.clone()]);
                if key[0] == key[1] || drawn.contains(&key) {
                    continue;
                }
                let entry = all.entry(key).or_insert_with(|| (0.0, [one, other], Vec::new()));
                entry.0 += score;
                entry.2.push(text.place(sentence));
            }
        }
    });
    all.into_values()
        .map(|(score, [one, other], places)| Proposal {
            kind: ProposalKind::Contrast,
            label: format!("{one} versus {other}"),
            of: vec![one, other],
            relation: None,
            aliases: Vec::new(),
            score,
            places,
        })
        .collect()
}

fn contrast_at(
    text: &Text<'_>,
    found: &Found,
    at: usize,
    range: &Range<usize>,
) -> Vec<(String, String, f32)> {
    let mut all = Vec::new();
    for (words, score) in CONTRASTS {
        if let Some(end) = stands(text, at, range.end, words)
            && let Some(one) = before(text, found, range.start, at)
            && let Some((other, _)) = after(text, found, end, range.end)
        {
            all.push((one, other, *score));
        }
    }
    for (words, joins, score) in PAIRS {
        if let Some(end) = stands(text, at, range.end, words)
            && let Some((one, end)) = after(text, found, end, range.end)
            && text.tokens.tokens.get(end).is_some_and(|t| joins.contains(&text.lower(t)))
            && let Some((other, _)) = after(text, found, end + 1, range.end)
        {
            all.push((one, other, *score));
        }
    }
    all
}

fn sorted(mut sides: [String; 2]) -> [String; 2] {
    sides.sort();
    sides
}

/// `broader` between two things with names, where a sentence says so.
pub(super) fn relations(site: &Site, texts: &[Text<'_>], found: &Found) -> Vec<Proposal> {
    let mut all: BTreeMap<(String, String), Vec<Place>> = BTreeMap::new();
    each_sentence(texts, |text, sentence, range| {
        for at in range.clone() {
            for (words, general_first) in KINDS {
                let Some(end) = stands(text, at, range.end, words) else { continue };
                let Some(one) = before(text, found, range.start, at) else { continue };
                let Some((other, _)) = after(text, found, end, range.end) else { continue };
                let (special, general) = if *general_first { (other, one) } else { (one, other) };
                if special != general && !is_authored(site, &special, &general) {
                    all.entry((special, general)).or_default().push(text.place(sentence));
                }
            }
        }
    });
    all.into_iter()
        .map(|((special, general), places)| Proposal {
            kind: ProposalKind::Relation,
            label: format!("{special}: broader: {general}"),
            score: places.len() as f32,
            of: vec![special, general],
            relation: Some("broader"),
            aliases: Vec::new(),
            places,
        })
        .collect()
}

/// Whether some relation between the two is authored.
fn is_authored(site: &Site, one: &str, other: &str) -> bool {
    site.claims.relations.iter().any(|edge| {
        let ends = [&site.document(edge.source).title, &site.document(edge.target).title];
        ends == [one, other] || ends == [other, one]
    })
}

/// Words that a question has: a shorter one is a turn of phrase.
const QUESTION_WORDS: std::ops::RangeInclusive<usize> = 4..=30;

/// Questions that sources ask, those on concepts first.
pub(super) fn questions(site: &Site, texts: &[Text<'_>]) -> Vec<Proposal> {
    let source = source_kind(&site.documents);
    let asked: Vec<String> =
        site.claims.situations.iter().map(|situation| fold_passage(&situation.text)).collect();
    let mut all: BTreeMap<String, (f32, Vec<Place>)> = BTreeMap::new();
    each_sentence(texts, |text, sentence, range| {
        let words = text.sentence(sentence).split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.trim_end_matches(['"', '”', '’', '\'', ')']);
        let fits = text.document.kind == source
            && words.ends_with('?')
            && QUESTION_WORDS.contains(&range.len())
            && !asked.contains(&fold_passage(words));
        if !fits {
            return;
        }
        let place = text.place(sentence);
        let on = &site.mentions[text.doc.index()].mentions;
        let named = on.iter().filter(|mention| Some(mention.block) == place.block).count();
        let first = &text.tokens.tokens[range.start];
        let heading = text.tokens.headings[first.block as usize];
        let entry = all.entry(words.to_owned()).or_default();
        entry.0 += 1.0 + named.min(3) as f32 + f32::from(u8::from(heading));
        entry.1.push(place);
    });
    all.into_iter()
        .map(|(label, (score, places))| Proposal {
            kind: ProposalKind::Question,
            label,
            of: Vec::new(),
            relation: None,
            aliases: Vec::new(),
            score,
            places,
        })
        .collect()
}

/// Calls `with` for each sentence of what was written or curated.
fn each_sentence(texts: &[Text<'_>], mut with: impl FnMut(&Text<'_>, usize, Range<usize>)) {
    for text in texts {
        for (number, range) in text.sentences.iter().enumerate() {
            with(text, number, range.clone());
        }
    }
}

/// Whether `title` is a concept's; what documents on it may be filed under.
pub(super) fn is_concept(site: &Site, title: &str) -> bool {
    let key = key_of(title, &site.config.language);
    site.of_kind(Kind::Concept)
        .any(|doc| key_of(&site.document(doc).title, &site.document(doc).lang) == key)
}
