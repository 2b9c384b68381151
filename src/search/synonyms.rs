//! Words that widen a search: `[[search.synonyms]]` as the runtime reads them, and what is wrong
//! with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::terms;
use crate::concepts::Vocabulary;
use crate::config::{SETTINGS, Synonyms};
use crate::diagnostics::Diagnostic;
use crate::model::fold::{CaseFolding, folded};
use crate::model::{ConceptId, RelPath, Set, Span};
use crate::parse::Document;

/// Lists of words, each with what they mean, or alone where they mean one another. What no
/// document of this build says is of no use to its readers, and may be another audience's: a list
/// is left out unless `known`, the index's words, have all words of what it leads to.
pub fn lists(groups: &[Synonyms], known: &Set<&str>, lang: &str) -> Vec<Vec<Vec<String>>> {
    let is_said = |text: &str| {
        let words = terms::of_text(text, lang);
        !words.is_empty()
            && words.iter().all(|terms| terms.iter().any(|term| known.contains(term.as_str())))
    };
    let texts = |words: &[(String, Span)]| words.iter().map(|(word, _)| word.clone()).collect();
    let list = |Synonyms { words, target }: &Synonyms| match target {
        Some((target, _)) => is_said(target).then(|| vec![texts(words), vec![target.clone()]]),
        None => words.iter().any(|(word, _)| is_said(word)).then(|| vec![texts(words)]),
    };
    groups.iter().filter_map(list).collect()
}

/// Synonyms that make one of two concepts, and words that stand in two lists.
pub fn faults(
    groups: &[Synonyms],
    documents: &[Arc<Document>],
    vocabulary: &Vocabulary,
    lang: &str,
) -> Vec<Diagnostic> {
    let file = RelPath::new(SETTINGS);
    let path = |concept: ConceptId| &documents[vocabulary.concept(concept).doc.index()].path;
    let mut found = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, Synonyms { words, target }) in groups.iter().enumerate() {
        for (word, span) in words {
            let first = *seen.entry(folded(word, CaseFolding::Common)).or_insert(number);
            if first != number && target.is_none() && groups[first].target.is_none() {
                found.push(Diagnostic::synonym_twice(&file, *span, word));
            }
        }
        let mut labelled: Option<(&str, ConceptId)> = None;
        for (word, span) in target.iter().chain(words) {
            let Some(&(concept, _)) = vocabulary.labels_like(word, lang).first() else { continue };
            match labelled {
                None => labelled = Some((word, concept)),
                Some((other, first)) if first != concept => {
                    found.push(Diagnostic::synonym_of_concepts(
                        &file,
                        *span,
                        (word, path(concept)),
                        (other, path(first)),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    found
}
