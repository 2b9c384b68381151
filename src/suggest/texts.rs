//! Documents as sentences of tagged words.

use std::ops::Range;

use rayon::prelude::*;

use super::Place;
use super::keyphrases::tokens::{Block, Token, Tokens};
use crate::model::{DocId, Map};
use crate::parse::Document;
use crate::parse::document::BlockKind;
use crate::site::Site;

/// A document's text.
pub(super) struct Text<'a> {
    pub doc: DocId,
    pub document: &'a Document,
    /// Its blocks: the document's number of each and its words. The title comes first, without a
    /// number, where the body doesn't have it.
    pub blocks: Vec<(Option<u32>, &'a str)>,
    pub tokens: Tokens,
    pub sentences: Vec<Range<usize>>,
}

/// The texts of all documents, in their order.
pub(super) fn of(site: &Site) -> Vec<Text<'_>> {
    (0..site.documents.len())
        .into_par_iter()
        .map(|number| Text::new(DocId::new(number), &site.documents[number]))
        .collect()
}

impl<'a> Text<'a> {
    fn new(doc: DocId, document: &'a Document) -> Self {
        let mut blocks: Vec<(Option<u32>, &str)> = Vec::new();
        let mut read: Vec<Block<'_>> = Vec::new();
        if document.title_heading.is_none() {
            blocks.push((None, &document.title));
            read.push(Block { text: &document.title, heading: true });
        }
        for (number, block) in (0u32..).zip(&document.blocks) {
            let heading = block.kind == BlockKind::Heading;
            if heading || block.is_passage() {
                let text = block.plain.of(&document.plain);
                blocks.push((Some(number), text));
                read.push(Block { text, heading });
            }
        }
        let tokens = Tokens::new(&read, &document.lang);
        let mut sentences: Vec<Range<usize>> = Vec::new();
        for (at, token) in tokens.tokens.iter().enumerate() {
            match sentences.last_mut() {
                Some(last) if tokens.tokens[last.start].sentence == token.sentence => {
                    last.end = at + 1;
                }
                _ => sentences.push(at..at + 1),
            }
        }
        Self { doc, document, blocks, tokens, sentences }
    }

    /// The words of some tokens of one block.
    pub(super) fn words(&self, range: Range<usize>) -> String {
        let tokens = &self.tokens.tokens[range];
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return String::new();
        };
        let text = &self.blocks[first.block as usize].1[first.start as usize..last.end as usize];
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A sentence, with the marks at its end.
    pub(super) fn sentence(&self, number: usize) -> &'a str {
        let range = self.sentences[number].clone();
        let first = &self.tokens.tokens[range.start];
        let text = self.blocks[first.block as usize].1;
        let next = self.tokens.tokens.get(range.end).filter(|next| next.block == first.block);
        let end = next.map_or(text.len(), |next| next.start as usize);
        let opening = |c: char| c.is_whitespace() || "“„«‘([{—–-".contains(c);
        unclosed(text[first.start as usize..end].trim_end_matches(opening))
    }

    /// The sentence that a token stands in.
    pub(super) fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|range| range.end <= token)
    }

    /// A sentence as a place.
    pub(super) fn place(&self, sentence: usize) -> Place {
        let first = &self.tokens.tokens[self.sentences[sentence].start];
        Place {
            doc: self.doc,
            block: self.blocks[first.block as usize].0,
            quote: self.sentence(sentence).to_owned(),
        }
    }

    /// A token's word in lower case.
    pub(super) fn lower(&self, token: &Token) -> &str {
        &self.tokens.word(token).lower
    }

    /// The stem of a token's word.
    pub(super) fn stem(&self, token: &Token) -> &str {
        &self.tokens.stems[self.tokens.word(token).stem as usize]
    }

    /// What phrases are compared by: their stems.
    pub(super) fn key(&self, range: Range<usize>) -> String {
        let stems: Vec<&str> = self.tokens.tokens[range].iter().map(|t| self.stem(t)).collect();
        joined(&stems)
    }
}

/// Stems in one, hyphens as spaces.
pub(super) fn joined(stems: &[&str]) -> String {
    stems.join(" ").replace('-', " ")
}

/// What `phrase` is compared by.
pub(super) fn key_of(phrase: &str, lang: &str) -> String {
    let tokens = Tokens::new(&[Block { text: phrase, heading: false }], lang);
    let stems: Vec<&str> = tokens
        .tokens
        .iter()
        .map(|token| tokens.stems[tokens.word(token).stem as usize].as_str())
        .collect();
    joined(&stems)
}

/// By the key of each label, and of each title and alias of other documents: what it names.
pub(super) fn known_names(site: &Site) -> Map<String, String> {
    let mut known = Map::default();
    for document in &site.documents {
        let names = document.meta.aliases.iter().chain(&document.meta.misspellings);
        for name in names.map(|name| name.text.as_str()).chain([document.title.as_str()]) {
            known.entry(key_of(name, &document.lang)).or_insert_with(|| document.title.clone());
        }
    }
    known
}

/// `text` without a mark at its end that closes what was opened before it.
fn unclosed(text: &str) -> &str {
    const MARKS: [(char, char); 4] = [('“', '”'), ('«', '»'), ('(', ')'), ('[', ']')];
    let closed = MARKS.iter().find(|(open, close)| text.ends_with(*close) && !text.contains(*open));
    if let Some((_, close)) = closed {
        return text.trim_end_matches(*close);
    }
    match text.ends_with('"') && text.matches('"').count() == 1 {
        true => text.trim_end_matches('"'),
        false => text,
    }
}
