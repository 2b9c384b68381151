//! What is wrong with a vocabulary: concepts that nothing mentions or that say nothing, labels
//! that are too common or never occur, passages that nobody can cite.

use std::sync::Arc;

use super::passages::source_kind;
use super::vocabulary::{Concept, Label, LabelKind};
use super::{DocMentions, Vocabulary};
use crate::diagnostics::Diagnostic;
use crate::model::fold::{CaseFolding, folded};
use crate::model::{Kind, Set, Span};
use crate::parse::Document;
use crate::parse::document::{Block, Word};

/// Words of a passage beyond which it is too long to be cited.
const LONG: usize = 200;

/// Mentions that a phrase of common words may have.
const MANY: u32 = 30;

/// Tells what is wrong. `mentions` are by document.
pub fn faults(
    vocabulary: &Vocabulary,
    documents: &[Arc<Document>],
    mentions: &[DocMentions],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let hits = hits(vocabulary, mentions);
    let targets = link_targets(documents);
    for (concept, hits) in vocabulary.concepts.iter().zip(&hits) {
        let document = &documents[concept.doc.index()];
        undefined(document, &mut diagnostics);
        common(vocabulary, concept, hits, &mut |label, hits| {
            let (span, text) = (label.span, &label.text);
            diagnostics.push(Diagnostic::common_label(&document.path, span, text, hits));
        });
        if hits.iter().all(|&hits| hits == 0) {
            let span = concept.labels.first().and_then(|label| label.span);
            diagnostics.push(Diagnostic::unmentioned_concept(
                &document.path,
                span,
                concept.pref_label(),
            ));
        } else {
            unused(concept, hits, document, &targets, &mut diagnostics);
        }
    }
    if source_kind(documents) == Kind::Article {
        documents
            .iter()
            .filter(|document| document.kind == Kind::Article)
            .for_each(|document| long_passages(document, &mut diagnostics));
    }
    diagnostics
}

/// Mentions by concept and label, those on the concept's own page left out.
fn hits(vocabulary: &Vocabulary, mentions: &[DocMentions]) -> Vec<Vec<u32>> {
    let mut hits: Vec<Vec<u32>> =
        vocabulary.concepts.iter().map(|concept| vec![0; concept.labels.len()]).collect();
    for (number, found) in mentions.iter().enumerate() {
        for mention in &found.mentions {
            if vocabulary.concept(mention.concept).doc.index() != number {
                hits[mention.concept.index()][mention.label as usize] += 1;
            }
        }
    }
    hits
}

/// A concept without a sentence of our own that says what it is.
fn undefined(document: &Document, out: &mut Vec<Diagnostic>) {
    let own = document.passages().any(|(_, block)| block.callout.is_none() && !block.quoted);
    if !own && document.meta.description.is_none() {
        let span = document.meta.title.as_ref().map(|title| title.span);
        out.push(Diagnostic::undefined_concept(&document.path, span, &document.title));
    }
}

/// Labels of very common words alone. A phrase of such words says something as long as it is rare.
fn common(
    vocabulary: &Vocabulary,
    concept: &Concept,
    hits: &[u32],
    tell: &mut dyn FnMut(&Label, u32),
) {
    let list = common_words(&concept.lang);
    for (label, &hits) in concept.labels.iter().zip(hits) {
        let Some(entry) = label.entry.filter(|_| !label.as_written) else { continue };
        let phrase = &vocabulary.entries[entry as usize].phrase;
        let common = phrase.words().all(|word| list.split_whitespace().any(|w| w == word));
        let rare = phrase.len() > 1 && hits < MANY;
        if common && !rare && !concept.has_near {
            tell(label, hits);
        }
    }
}

/// Aliases that neither a text nor a link uses.
fn unused(
    concept: &Concept,
    hits: &[u32],
    document: &Document,
    targets: &Set<String>,
    out: &mut Vec<Diagnostic>,
) {
    let unused: Vec<&Label> = concept
        .labels
        .iter()
        .zip(hits)
        .filter(|(label, hits)| label.kind == LabelKind::Alternative && **hits == 0)
        .map(|(label, _)| label)
        .filter(|label| !targets.contains(&folded(&label.text, CaseFolding::Common)))
        .collect();
    let Some(first) = unused.first() else { return };
    let names: Vec<&str> = unused.iter().map(|label| label.text.as_str()).collect();
    out.push(Diagnostic::unused_label(&document.path, first.span, &names));
}

/// What links name, folded.
fn link_targets(documents: &[Arc<Document>]) -> Set<String> {
    let links = documents.iter().flat_map(|document| &document.links);
    links.map(|link| folded(link.target.trim(), CaseFolding::Common)).collect()
}

fn long_passages(document: &Document, out: &mut Vec<Diagnostic>) {
    for (_, block) in document.passages().filter(|(_, block)| block.words.len() > LONG) {
        let words = words(document, block);
        if words <= LONG {
            continue;
        }
        // The first line is enough to find it by.
        let line = block.source.of(&document.text).lines().next().unwrap_or("").len();
        let span = Span { start: block.source.start, end: block.source.start + line as u32 };
        out.push(Diagnostic::long_passage(&document.path, span, words));
    }
}

/// The words of a block. In scripts without spaces, where every grapheme stands for itself, so many
/// count as one as make a word in running text: two of Chinese characters, three of kana, four of
/// the scripts of South-East Asia.
fn words(document: &Document, block: &Block) -> usize {
    let twelfths = |word: &Word| {
        let first = word.span().of(&document.plain).chars().next().unwrap_or(' ');
        match (word.has(Word::GRAPHEME), first) {
            (false, _) => 12,
            (true, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}') => {
                4
            }
            (true, ..'\u{2e80}') => 3,
            (true, _) => 6,
        }
    };
    document.block_words(block).iter().map(twelfths).sum::<usize>() / 12
}

/// The commonest words of a language, which name nothing by themselves.
fn common_words(lang: &str) -> &'static str {
    let line = include_str!("common-words.txt").lines().find_map(|line| {
        let (name, words) = line.split_once(':')?;
        (name == lang).then_some(words)
    });
    line.unwrap_or("")
}

#[cfg(test)]
mod tests {
    use crate::parse::{ParseOptions, parse};
    use crate::testing::source;

    #[test]
    fn scripts_without_spaces_are_counted_by_words() {
        for (text, count) in [
            ("one two three".to_owned(), 3),
            ("信".repeat(400), 200),
            ("かな".repeat(300), 200),
            ("ไทย".repeat(4), 3),
            (format!("{} is trust", "信頼"), 3),
        ] {
            let (document, _) = parse(&source("a.md", &text), None, &ParseOptions::default());
            let document = document.expect("a document");
            assert_eq!(super::words(&document, &document.blocks[0]), count, "{text}");
        }
    }
}
