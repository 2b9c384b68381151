//! What a person should look at together: passages of two sources that say nearly the same, and
//! sentences on one concept that may contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use super::keyphrases::words::{Form, class};
use super::texts::{Text, key_of};
use super::{Place, Proposal, ProposalKind};
use crate::concepts::source_kind;
use crate::model::{DocId, Map};
use crate::parse::document::hash_word;
use crate::site::Site;

/// Words of a shingle.
const SHINGLE: usize = 4;

/// Words of a passage below which it is too short to compare.
const LEAST_WORDS: usize = 12;

/// Of a passage's shingles, those with the smallest hashes stand for it: passages that share one
/// are compared.
const SKETCH: usize = 8;

/// More passages than these share nothing but a phrase of the house.
const MOST_SHARING: usize = 20;

/// The share of the shorter passage's shingles that the other has, from which on it is told.
const SAME: f32 = 0.5;

/// A passage and its shingles' hashes, sorted.
struct Passage {
    doc: DocId,
    block: u32,
    shingles: Vec<u64>,
}

/// Passages of two sources that say nearly the same.
pub(super) fn duplicates(site: &Site) -> Vec<Proposal> {
    let passages = passages(site);
    let mut sharing: Map<u64, Vec<usize>> = Map::default();
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (number, passage) in passages.iter().enumerate() {
        for &hash in passage.shingles.iter().take(SKETCH) {
            let others = sharing.entry(hash).or_default();
            if others.len() < MOST_SHARING {
                let elsewhere = others.iter().filter(|&&o| passages[o].doc != passage.doc);
                pairs.extend(elsewhere.map(|&other| (other, number)));
                others.push(number);
            }
        }
    }
    let place = |passage: &Passage| Place {
        doc: passage.doc,
        block: Some(passage.block),
        quote: site.document(passage.doc).block_text(passage.block).to_owned(),
    };
    let mut found = Vec::new();
    for (one, other) in pairs {
        let (one, other) = (&passages[one], &passages[other]);
        let shared = one.shingles.iter().filter(|h| other.shingles.binary_search(h).is_ok());
        let least = one.shingles.len().min(other.shingles.len()) as f32;
        let share = shared.count() as f32 / least;
        if share >= SAME {
            let name = |passage: &Passage| {
                let document = site.document(passage.doc);
                let anchor = document.blocks[passage.block as usize].anchor;
                let id = anchor.map_or("", |anchor| document.anchors[anchor as usize].id.as_str());
                format!("{}#{id}", document.content_path)
            };
            found.push(Proposal {
                kind: ProposalKind::Duplicate,
                label: format!("{} and {}", name(one), name(other)),
                of: Vec::new(),
                relation: None,
                aliases: Vec::new(),
                score: share,
                places: vec![place(one), place(other)],
            });
        }
    }
    found
}

fn passages(site: &Site) -> Vec<Passage> {
    let source = source_kind(&site.documents);
    let mut found = Vec::new();
    for doc in site.of_kind(source) {
        let document = site.document(doc);
        let hashes: Vec<u64> = document.lexicon.iter().map(|(_, hash)| hash).collect();
        for (number, block) in (0u32..).zip(&document.blocks) {
            let words = document.block_words(block);
            if !block.is_passage() || words.len() < LEAST_WORDS {
                continue;
            }
            let mut shingles: Vec<u64> = words
                .windows(SHINGLE)
                .map(|run| {
                    let mixed = run.iter().fold(0u64, |sum, word| {
                        sum.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                            ^ hashes[word.lex as usize]
                    });
                    mixed ^ (mixed >> 29)
                })
                .collect();
            shingles.sort_unstable();
            shingles.dedup();
            found.push(Passage { doc, block: number, shingles });
        }
    }
    found
}

/// Words that turn a sentence round.
pub(super) const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "cannot",
    "without",
    "nobody",
    "nothing",
    "none",
    "neither",
    "nor",
    "hardly",
    "rarely",
    "seldom",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "don't",
    "doesn't",
    "didn't",
    "hasn't",
    "haven't",
    "can't",
    "couldn't",
    "won't",
    "wouldn't",
    "shouldn't",
    "mustn't",
    "false",
    "myth",
    "wrong",
    "avoid",
];

/// Words of which one says what the other denies.
const ANTONYMS: &[(&str, &str)] = &[
    ("always", "never"),
    ("always", "sometimes"),
    ("all", "none"),
    ("before", "after"),
    ("first", "last"),
    ("first", "later"),
    ("more", "less"),
    ("most", "least"),
    ("many", "few"),
    ("increase", "decrease"),
    ("increases", "decreases"),
    ("raise", "lower"),
    ("raises", "lowers"),
    ("fast", "slow"),
    ("faster", "slower"),
    ("quickly", "slowly"),
    ("early", "late"),
    ("easy", "hard"),
    ("easy", "difficult"),
    ("helps", "hurts"),
    ("help", "hurt"),
    ("builds", "destroys"),
    ("build", "destroy"),
    ("strong", "weak"),
    ("stronger", "weaker"),
    ("good", "bad"),
    ("better", "worse"),
    ("right", "wrong"),
    ("necessary", "unnecessary"),
    ("important", "unimportant"),
    ("useful", "useless"),
    ("possible", "impossible"),
    ("everyone", "nobody"),
    ("everybody", "nobody"),
    ("must", "may"),
    ("must", "needn't"),
    ("required", "optional"),
    ("open", "closed"),
    ("public", "private"),
    ("safe", "dangerous"),
    ("true", "false"),
    ("win", "lose"),
    ("long", "short"),
    ("high", "low"),
    ("higher", "lower"),
];

/// A sentence on a concept.
struct Said {
    text: usize,
    sentence: usize,
    /// Its content words' hashes, sorted.
    stems: Vec<u64>,
    negated: bool,
    /// Words of [`ANTONYMS`] in it: pair and side.
    poles: Vec<(usize, bool)>,
}

/// Sentences on a concept that are compared with each other.
const MOST_SENTENCES: usize = 120;

/// Pairs of sentences of two sources on one concept that share words and differ in a negation or
/// an antonym.
pub(super) fn contradictions(site: &Site, texts: &[Text<'_>]) -> Vec<Proposal> {
    let source = source_kind(&site.documents);
    let mut said: BTreeMap<u32, Vec<Said>> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        if text.document.kind != source {
            continue;
        }
        let mentions = &site.mentions[text.doc.index()].mentions;
        for (sentence, range) in text.sentences.iter().enumerate() {
            let first = &text.tokens.tokens[range.start];
            let Some(block) = text.blocks[first.block as usize].0 else { continue };
            let base = text.document.blocks[block as usize].plain.start;
            let last = &text.tokens.tokens[range.end - 1];
            let span = base + first.start..base + last.end;
            let mut concepts: Vec<u32> = mentions
                .iter()
                .filter(|mention| span.contains(&mention.plain.start))
                .map(|mention| mention.concept.0)
                .collect();
            concepts.sort_unstable();
            concepts.dedup();
            let is_said = range.len() >= 5 && !text.sentence(sentence).ends_with('?');
            for concept in concepts {
                let of = said.entry(concept).or_default();
                if is_said && of.len() < MOST_SENTENCES {
                    of.push(Said::new(text, number, sentence));
                }
            }
        }
    }
    let mut found: BTreeMap<[(usize, usize); 2], Proposal> = BTreeMap::new();
    for (concept, sentences) in &said {
        let concept = site.vocabulary.concept(crate::model::ConceptId(*concept));
        let named: Vec<u64> =
            key_of(concept.pref_label(), &concept.lang).split(' ').map(hash_word).collect();
        for (at, one) in sentences.iter().enumerate() {
            for other in &sentences[at + 1..] {
                let Some(score) = one.contradicts(other, &named) else { continue };
                let places = vec![
                    texts[one.text].place(one.sentence),
                    texts[other.text].place(other.sentence),
                ];
                let name = |said: &Said| texts[said.text].document.content_path.to_string();
                let title = concept.pref_label().to_owned();
                let quoted = places.iter().map(|place| start_of(&place.quote)).collect::<Vec<_>>();
                found
                    .entry([(one.text, one.sentence), (other.text, other.sentence)])
                    .or_insert_with(|| Proposal {
                        kind: ProposalKind::Contradiction,
                        label: format!(
                            "{} “{}” and {} “{}”",
                            name(one),
                            quoted[0],
                            name(other),
                            quoted[1]
                        ),
                        of: vec![title],
                        relation: None,
                        aliases: Vec::new(),
                        score,
                        places,
                    });
            }
        }
    }
    found.into_values().collect()
}

/// The first words of a sentence.
fn start_of(quote: &str) -> String {
    let words: Vec<&str> = quote.split_whitespace().collect();
    match words.len() {
        0..=6 => words.join(" "),
        _ => format!("{}…", words[..6].join(" ")),
    }
}

impl Said {
    fn new(text: &Text<'_>, number: usize, sentence: usize) -> Self {
        let tokens = &text.tokens.tokens[text.sentences[sentence].clone()];
        let mut stems = Vec::new();
        let (mut negated, mut poles) = (false, Vec::new());
        for token in tokens {
            let word = text.lower(token);
            let known = text.tokens.word(token).known;
            if NEGATIONS.contains(&word) {
                negated = !negated;
                continue;
            }
            for (pair, (one, other)) in ANTONYMS.iter().enumerate() {
                if word == *one || word == *other {
                    poles.push((pair, word == *one));
                }
            }
            let closed =
                known.form == Form::Base && known.classes & (class::CLOSED | class::ADVERB) != 0;
            if !closed {
                stems.push(hash_word(text.stem(token)));
            }
        }
        stems.sort_unstable();
        stems.dedup();
        Self { text: number, sentence, stems, negated, poles }
    }

    /// How much they share beside the concept's name, where one may deny what the other says.
    /// `concept` has the hashes of the name's stems.
    fn contradicts(&self, other: &Self, concept: &[u64]) -> Option<f32> {
        if self.text == other.text {
            return None;
        }
        let own = |stem: &&u64| !concept.contains(stem);
        let shared = self.stems.iter().filter(|stem| other.stems.binary_search(stem).is_ok());
        let shared = shared.filter(own).count();
        let overlap = shared as f32 / self.stems.len().min(other.stems.len()).max(1) as f32;
        let opposed = self.poles.iter().any(|(pair, side)| other.poles.contains(&(*pair, !side)));
        let differs = opposed || self.negated != other.negated;
        let enough = shared >= 2 && overlap >= if opposed { 0.3 } else { 0.4 };
        (differs && enough).then_some(overlap + if opposed { 0.2 } else { 0.0 })
    }
}
