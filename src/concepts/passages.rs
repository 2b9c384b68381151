//! Passages of the sources, ranked for each concept by how much they say about it.
//!
//! A passage scores by what one can see without understanding it: whether it defines the concept
//! ("trust is …", "by trust we mean …"), how much of it the mentions are, whether its heading names
//! the concept, how near the start it stands, and whether it is of a length to be read and cited.
//! The parts are weighed by hand; the author's `pin` and `hide` have the last word. Further passages
//! of one article count less and less, so that several voices are heard first.

use std::sync::Arc;

use rayon::prelude::*;

use super::{DocMentions, Mention, Vocabulary};
use crate::model::fold::fold_passage;
use crate::model::{ConceptId, DocId, Kind, Map, Set, Span};
use crate::parse::Document;
use crate::parse::document::{Block, BlockKind, Word, hash_word};

/// A passage that says something about a concept.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The source.
    pub doc: DocId,
    /// The block.
    pub block: u32,
    /// How much it says; larger is more. Pinned passages have `f32::INFINITY`.
    pub score: f32,
    /// The concept's mentions, in plain text.
    pub mentions: Vec<Span>,
}

/// What is left of the score of an article's second passage, squared for its third, and so on.
const SECOND: f32 = 0.8;

/// The authors' corrections, by the concept's document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Passages to show first: `pin`.
    pub pinned: &'a [Vec<(DocId, u32)>],
    /// Passages not to show: `hide`.
    pub hidden: &'a [Vec<(DocId, u32)>],
}

/// Passages by concept, best first. Sources are the articles, or the notes where there is no
/// article. `mentions` are by document.
pub fn passages(
    vocabulary: &Vocabulary,
    documents: &[Arc<Document>],
    mentions: &[DocMentions],
    choice: &Choice<'_>,
) -> Vec<Vec<Passage>> {
    let source = source_kind(documents);
    let found: Vec<Vec<(ConceptId, Passage)>> = documents
        .par_iter()
        .zip(mentions)
        .enumerate()
        .map(|(number, (document, mentions))| match document.kind == source {
            true => of_document(vocabulary, DocId::new(number), document, mentions),
            false => Vec::new(),
        })
        .collect();
    let repeated = repetitions(documents, &found);
    let mut passages: Vec<Vec<Passage>> = vec![Vec::new(); vocabulary.concepts.len()];
    for (concept, passage) in found.into_iter().flatten() {
        if !repeated.contains(&(passage.doc, passage.block)) {
            passages[concept.index()].push(passage);
        }
    }
    passages.par_iter_mut().zip(&vocabulary.concepts).for_each(|(passages, concept)| {
        let none = Vec::new();
        let hidden = choice.hidden.get(concept.doc.index()).unwrap_or(&none);
        let pinned = choice.pinned.get(concept.doc.index()).unwrap_or(&none);
        passages.retain(|passage| !hidden.contains(&(passage.doc, passage.block)));
        rank(passages);
        pin(passages, pinned);
    });
    passages
}

/// The kind of the documents whose passages are evidence: articles, or notes where there are none.
pub fn source_kind(documents: &[Arc<Document>]) -> Kind {
    let articles = documents.iter().any(|document| document.kind == Kind::Article);
    if articles { Kind::Article } else { Kind::Note }
}

/// The passages of one source, with the concepts they mention.
fn of_document(
    vocabulary: &Vocabulary,
    doc: DocId,
    document: &Document,
    mentions: &DocMentions,
) -> Vec<(ConceptId, Passage)> {
    let mentions = mentions.mentions.as_slice();
    let headings: Set<(u32, ConceptId)> = mentions
        .iter()
        .filter(|m| document.blocks[m.block as usize].kind == BlockKind::Heading)
        .filter_map(|m| Some((document.blocks[m.block as usize].heading?, m.concept)))
        .collect();
    let mut found = Vec::new();
    for here in mentions.chunk_by(|a, b| a.block == b.block) {
        let number = here[0].block;
        let block = &document.blocks[number as usize];
        if !block.is_passage() {
            continue;
        }
        let mut concepts: Vec<ConceptId> = here.iter().map(|mention| mention.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        for &concept in &concepts {
            let own: Vec<&Mention> = here.iter().filter(|m| m.concept == concept).collect();
            let headed = block.heading.is_some_and(|at| headings.contains(&(at, concept)));
            let lang = vocabulary.concept(concept).lang.as_str();
            let scored = Scored { document, number, block, own: &own, concepts: concepts.len() };
            found.push((
                concept,
                Passage {
                    doc,
                    block: number,
                    score: scored.score(headed, lang),
                    mentions: own.iter().map(|mention| mention.plain).collect(),
                },
            ));
        }
    }
    found
}

/// One passage and what it has of one concept.
struct Scored<'a> {
    document: &'a Document,
    number: u32,
    block: &'a Block,
    own: &'a [&'a Mention],
    /// How many concepts it mentions.
    concepts: usize,
}

impl Scored<'_> {
    fn score(&self, headed: bool, lang: &str) -> f32 {
        let words = self.block.words.len() as f32;
        let named: u32 = self.own.iter().map(|m| m.words.end - m.words.start).sum();
        // A fifth of the words is as dense as prose about one thing gets.
        let density = (named as f32 / words * 5.0).min(1.0);
        let often = (self.own.len() as f32 - 1.0).min(3.0) / 3.0;
        let focus = 1.0 / self.concepts as f32;
        let definition = if self.defines(lang) { 1.0 } else { 0.0 };
        let headed = if headed { 1.0 } else { 0.0 };
        let content = 1.0
            + 1.5 * definition
            + 0.8 * density
            + 0.7 * often
            + 0.6 * headed
            + 0.4 * focus
            + 0.3 * self.position();
        content * length(words) * if self.is_whole() { 1.0 } else { 0.7 }
    }

    /// Whether it ends as a sentence does, and doesn't just lead on to what follows.
    fn is_whole(&self) -> bool {
        let text = self.document.block_text(self.number).trim_end();
        !text.ends_with([':', ',', ';', '：', '，', '、'])
            && (self.block.kind != BlockKind::Paragraph || !text.ends_with(char::is_alphanumeric))
    }

    /// 1 at the start of the document, less towards its end; first under its heading counts half.
    fn position(&self) -> f32 {
        let all = self.document.blocks.len().max(1) as f32;
        let first = self.number == 0
            || self.document.blocks[self.number as usize - 1].kind == BlockKind::Heading;
        0.5 * (1.0 - self.number as f32 / all) + if first { 0.5 } else { 0.0 }
    }

    /// Whether a sentence says what the concept is: the mention begins it, and a verb of defining
    /// follows; or a phrase of defining stands before the mention.
    fn defines(&self, lang: &str) -> bool {
        let patterns = patterns(lang);
        let document = self.document;
        let word = |at: u32| document.lexicon.word(document.words[at as usize].lex);
        let joined = |at: u32| document.words[at as usize].has(Word::JOINED);
        self.own.iter().any(|mention| {
            let words = mention.words.clone();
            let follows = words.end < self.block.words.end
                && joined(words.end)
                && patterns.after.contains(&word(words.end));
            let opens = self.opens_sentence(&words, patterns.articles);
            let before = words.start > self.block.words.start
                && joined(words.start)
                && patterns.before.contains(&word(words.start - 1));
            (follows && opens) || before
        })
    }

    /// Whether `words` begin a sentence, an article before them or not.
    fn opens_sentence(&self, words: &std::ops::Range<u32>, articles: &[&str]) -> bool {
        let document = self.document;
        let mut at = words.start;
        while at > self.block.words.start {
            let before = document.words[at as usize - 1];
            let gap = &document.plain
                [before.span().range().end..document.words[at as usize].start as usize];
            if gap.contains(['.', '!', '?', ':', '。', '！', '？']) {
                return true;
            }
            if !articles.contains(&document.lexicon.word(before.lex)) {
                return false;
            }
            at -= 1;
        }
        true
    }
}

/// How fit a number of words is to be read and cited: full marks from 12 to 120.
fn length(words: f32) -> f32 {
    if words < 12.0 {
        0.4 + 0.05 * words
    } else if words <= 120.0 {
        1.0
    } else {
        (120.0 / words).max(0.4)
    }
}

/// How a language defines things.
struct Patterns {
    /// Words that may stand before a term at the start of a sentence.
    articles: &'static [&'static str],
    /// Words right after the term.
    after: &'static [&'static str],
    /// Words right before it.
    before: &'static [&'static str],
}

fn patterns(lang: &str) -> &'static Patterns {
    match lang {
        "de" => &Patterns {
            articles: &["der", "die", "das", "ein", "eine", "unter"],
            after: &[
                "ist",
                "sind",
                "bedeutet",
                "heißt",
                "heisst",
                "bezeichnet",
                "meint",
                "versteht",
            ],
            before: &["heißt", "heisst", "bedeutet", "bezeichnet"],
        },
        "fr" => &Patterns {
            articles: &["le", "la", "les", "un", "une", "par"],
            after: &["est", "sont", "signifie", "désigne", "consiste"],
            before: &["appelle", "nomme"],
        },
        "es" => &Patterns {
            articles: &["el", "la", "los", "las", "un", "una", "por"],
            after: &["es", "son", "significa", "consiste", "designa"],
            before: &["llama", "denomina"],
        },
        "it" => &Patterns {
            articles: &["il", "lo", "la", "i", "gli", "le", "un", "una", "per"],
            after: &["è", "sono", "significa", "consiste", "indica"],
            before: &["chiama", "chiamiamo"],
        },
        "pt" => &Patterns {
            articles: &["o", "a", "os", "as", "um", "uma", "por"],
            after: &["é", "são", "significa", "consiste"],
            before: &["chama", "chamamos"],
        },
        "nl" => &Patterns {
            articles: &["de", "het", "een", "onder"],
            after: &["is", "zijn", "betekent", "houdt"],
            before: &["heet", "noemen"],
        },
        _ => &Patterns {
            articles: &["a", "an", "the", "this", "that", "such", "true", "real", "by"],
            after: &["is", "are", "means", "mean", "refers", "consists", "describes", "isn't"],
            before: &["called", "define", "defines", "defining", "means"],
        },
    }
}

/// Sorts by score, each article's further passages held back.
fn rank(passages: &mut [Passage]) {
    let place = |p: &Passage| (p.doc, p.block);
    let order =
        |a: &Passage, b: &Passage| b.score.total_cmp(&a.score).then(place(a).cmp(&place(b)));
    passages.sort_by(order);
    let mut seen: Map<DocId, f32> = Map::default();
    for passage in passages.iter_mut() {
        let factor = seen.entry(passage.doc).or_insert(1.0);
        passage.score *= *factor;
        *factor *= SECOND;
    }
    passages.sort_by(order);
}

/// Puts the pinned passages first, in the order of the front matter, mentioned there or not.
fn pin(passages: &mut Vec<Passage>, pinned: &[(DocId, u32)]) {
    let mut first: Vec<Passage> = Vec::new();
    for &(doc, block) in pinned {
        if first.iter().any(|passage| (passage.doc, passage.block) == (doc, block)) {
            continue;
        }
        let at = passages.iter().position(|passage| (passage.doc, passage.block) == (doc, block));
        let mut passage = match at {
            Some(at) => passages.remove(at),
            None => Passage { doc, block, score: 0.0, mentions: Vec::new() },
        };
        passage.score = f32::INFINITY;
        first.push(passage);
    }
    passages.splice(0..0, first);
}

/// Passages whose folded text another passage, earlier in document order, says already.
fn repetitions(
    documents: &[Arc<Document>],
    found: &[Vec<(ConceptId, Passage)>],
) -> Set<(DocId, u32)> {
    let signed: Vec<Vec<(u64, u32)>> = documents
        .par_iter()
        .zip(found)
        .map(|(document, found)| {
            let mut blocks: Vec<u32> = found.iter().map(|(_, passage)| passage.block).collect();
            blocks.dedup();
            blocks.into_iter().map(|block| (signature(document, block), block)).collect()
        })
        .collect();
    let text = |doc: DocId, block: u32| fold_passage(documents[doc.index()].block_text(block));
    let mut first: Map<u64, (DocId, u32)> = Map::default();
    let mut repeated = Set::default();
    for (number, blocks) in signed.into_iter().enumerate() {
        let doc = DocId::new(number);
        for (signature, block) in blocks {
            let (other, at) = *first.entry(signature).or_insert((doc, block));
            if (other, at) != (doc, block) && text(other, at) == text(doc, block) {
                repeated.insert((doc, block));
            }
        }
    }
    repeated
}

/// A number that blocks with the same words share.
fn signature(document: &Document, block: u32) -> u64 {
    let words = document.block_words(&document.blocks[block as usize]);
    words.iter().fold(hash_word(""), |sum, word| {
        sum.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ document.lexicon.hash(word.lex)
    })
}
