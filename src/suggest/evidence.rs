//! Passages that speak to a principle, for or against it.
//!
//! A sentence scores by the words it shares with the principle, the title's most and rare ones
//! more (inverse frequency over sentences), and by the concepts it mentions that the principle is
//! filed under. On which side it stands is read from negations and words of restriction alone: the
//! stance stays open, for a person to say.

use super::keyphrases::words::{Form, class};
use super::review::NEGATIONS;
use super::texts::{self, Text};
use crate::concepts::source_kind;
use crate::evidence::can_quote;
use crate::model::{ConceptId, DocId, Map, Set};
use crate::parse::document::AnchorKind;
use crate::site::Site;

/// The side a passage seems to stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It says what the principle says.
    For,
    /// It denies or restricts it.
    Against,
}

/// A passage that may become evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The article.
    pub article: DocId,
    /// The passage.
    pub block: u32,
    /// Where it stands, as `at` of an entry has it.
    pub at: Option<String>,
    /// Its sentence.
    pub says: String,
    /// Whether that may be quoted: it passes the check that evidence has to pass. Of a digest only
    /// what it quotes itself does.
    pub quotable: bool,
    /// The side it seems to stand on.
    pub side: Side,
    /// Larger is nearer to the principle.
    pub score: f32,
}

/// What a word of the principle's title counts beside one of its body.
const TITLE: f32 = 3.0;

/// What a mention of a concept that the principle is filed under counts.
const CONCEPT: f32 = 1.5;

/// Words that restrict what a sentence says.
const RESTRICTIONS: &[&str] = &[
    "but",
    "however",
    "although",
    "though",
    "unless",
    "except",
    "yet",
    "instead",
    "depends",
    "despite",
    "whereas",
    "only",
    "sometimes",
];

/// Passages of the sources that speak to the principle `doc`, nearest first, at most `most`; none
/// that it cites already.
pub fn evidence_for(site: &Site, doc: DocId, most: usize) -> Vec<Candidate> {
    let texts = texts::of(site);
    let own = &texts[doc.index()];
    let weights = weights(own, &site.document(doc).title);
    let source = source_kind(&site.documents);
    let sources: Vec<&Text<'_>> =
        texts.iter().filter(|text| text.document.kind == source && text.doc != doc).collect();
    let rarity = rarity(&sources);
    let filed: Set<ConceptId> =
        site.claims.filed_under[doc.index()].iter().filter_map(|doc| site.concept(*doc)).collect();
    let cited = cited(site, doc);
    let negative = is_negative(own, 0);
    let mut found = Vec::new();
    for text in sources {
        let mentions = &site.mentions[text.doc.index()].mentions;
        let mut best: Map<u32, Candidate> = Map::default();
        for (number, range) in text.sentences.iter().enumerate() {
            let first = &text.tokens.tokens[range.start];
            let Some(block) = text.blocks[first.block as usize].0 else { continue };
            let heading = text.tokens.headings[first.block as usize];
            if heading || range.len() < 4 || cited.contains(&(text.doc, block)) {
                continue;
            }
            let mut stems: Vec<&str> =
                text.tokens.tokens[range.clone()].iter().map(|t| text.stem(t)).collect();
            stems.sort_unstable();
            stems.dedup();
            let words: f32 = stems
                .iter()
                .filter_map(|stem| Some(weights.get(*stem)? * rarity.get(*stem)?))
                .sum();
            let base = text.document.blocks[block as usize].plain.start;
            let last = &text.tokens.tokens[range.end - 1];
            let span = base + first.start..base + last.end;
            let mut named: Vec<ConceptId> = mentions
                .iter()
                .filter(|m| span.contains(&m.plain.start) && filed.contains(&m.concept))
                .map(|m| m.concept)
                .collect();
            named.sort_unstable();
            named.dedup();
            let length = libm::sqrtf(range.len() as f32 + 8.0);
            let score = (words + CONCEPT * named.len() as f32) / length;
            let better = best.get(&block).is_none_or(|known| known.score < score);
            if score > 0.0 && better {
                let says = text.sentence(number).to_owned();
                let against = is_negative(text, number) != negative || is_restricted(text, number);
                let side = if against { Side::Against } else { Side::For };
                let at = at(text, block);
                best.insert(
                    block,
                    Candidate { article: text.doc, block, at, says, quotable: false, side, score },
                );
            }
        }
        let mut blocks: Vec<u32> = best.keys().copied().collect();
        blocks.sort_unstable();
        found.extend(blocks.iter().filter_map(|block| best.remove(block)));
    }
    found.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then((a.article, a.block).cmp(&(b.article, b.block)))
    });
    found.truncate(most);
    for candidate in &mut found {
        candidate.quotable = can_quote(site.document(candidate.article), &candidate.says);
    }
    found
}

/// What each stem of the principle counts.
fn weights(own: &Text<'_>, title: &str) -> Map<String, f32> {
    let mut weights: Map<String, f32> = Map::default();
    let title = texts::key_of(title, &own.document.lang);
    let all: f32 = own.tokens.tokens.len() as f32;
    for token in &own.tokens.tokens {
        let known = own.tokens.word(token).known;
        let closed = class::CLOSED | class::ADVERB | class::GENERIC_ADJECTIVE;
        if known.form == Form::Base && known.classes & closed != 0 {
            continue;
        }
        // A long card says no more than a short one.
        let weight = weights.entry(own.stem(token).to_owned()).or_default();
        *weight = (*weight + 20.0 / all.max(20.0)).min(1.0);
    }
    for stem in title.split(' ') {
        if let Some(weight) = weights.get_mut(stem) {
            *weight = TITLE;
        }
    }
    weights
}

/// By stem: how rare it is, the logarithm of sentences by sentences that have it.
fn rarity(sources: &[&Text<'_>]) -> Map<String, f32> {
    let mut counts: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
    let mut all = 0;
    for text in sources {
        for range in &text.sentences {
            let mut stems: Vec<&str> =
                text.tokens.tokens[range.clone()].iter().map(|t| text.stem(t)).collect();
            stems.sort_unstable();
            stems.dedup();
            for stem in stems {
                *counts.entry(stem).or_default() += 1;
            }
            all += 1;
        }
    }
    let rare = |count: u32| libm::logf((all as f32 + 1.0) / (count as f32 + 0.5));
    counts.into_iter().map(|(stem, count)| (stem.to_owned(), rare(count).max(0.0))).collect()
}

/// The passages that a principle cites.
fn cited(site: &Site, doc: DocId) -> Set<(DocId, u32)> {
    let Some(principle) = site.claims.principle_of[doc.index()] else { return Set::default() };
    let evidence = &site.claims.principles[principle as usize].evidence;
    evidence.iter().filter_map(|entry| Some((entry.article, entry.block?))).collect()
}

/// Where a block stands, as `at` has it.
fn at(text: &Text<'_>, block: u32) -> Option<String> {
    let anchor = text.document.blocks[block as usize].anchor?;
    let anchor = &text.document.anchors[anchor as usize];
    let caret = if anchor.kind == AnchorKind::Block { "^" } else { "" };
    Some(format!("#{caret}{}", anchor.id.trim_start_matches('^')))
}

fn is_negative(text: &Text<'_>, sentence: usize) -> bool {
    let Some(range) = text.sentences.get(sentence) else { return false };
    let tokens = &text.tokens.tokens[range.clone()];
    tokens.iter().filter(|t| NEGATIONS.contains(&text.lower(t))).count() % 2 == 1
}

fn is_restricted(text: &Text<'_>, sentence: usize) -> bool {
    let tokens = &text.tokens.tokens[text.sentences[sentence].clone()];
    tokens.iter().any(|t| RESTRICTIONS.contains(&text.lower(t)))
}
