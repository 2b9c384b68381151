//! Key phrases of one text: the noun phrases that say what it is about, best first.
//!
//! 1. [`tokens`] parts sentences into words and says what each is there, by a list of closed
//!    classes and frequent words, its ending and its neighbours.
//! 2. [`candidates`] takes noun phrases and the phrases inside them, merged over inflection by
//!    their stems, and counts what published methods rank by: frequency, place and spread (YAKE),
//!    how often a phrase stands by itself and not in a longer one (C-value), the company that its
//!    words keep (RAKE), how many words and how general they are.
//! 3. A [`Forest`] weighs these numbers. `tests/keyphrases/train.py` grew it on papers with the
//!    key phrases that their authors and readers gave them, and on the papers' abstracts.
//!
//! Nothing here depends on other texts, so a short one is judged like a long one.

pub mod candidates;
mod lines;
pub mod tokens;
pub mod words;

use std::sync::LazyLock;

use candidates::{Candidate, Candidates};
pub use lines::{Paragraph, paragraphs};
pub use tokens::Block;
use tokens::Tokens;

use crate::model::forest::Forest;

pub(super) static FOREST: LazyLock<Forest> =
    LazyLock::new(|| Forest::read(include_str!("forest.txt")));

/// A phrase that says what a text is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyphrase {
    /// As the text has it, without a capital that only the start of a sentence gives it.
    pub text: String,
    /// The logarithm of the odds that somebody would have named it.
    pub score: f32,
    /// How often it occurs, in any form.
    pub count: usize,
    /// Where it occurs first: the block.
    pub block: u32,
    /// There: from which byte to which.
    pub span: (u32, u32),
}

/// The key phrases of a text, at most `most`, best first. `lang` is a BCP 47 tag.
///
/// ```
/// use topoi::suggest::keyphrases::{Block, keyphrases};
/// let text = "Source credibility decides how much of a message is believed. Source credibility \
///             grows with expertise.";
/// let found = keyphrases(&[Block { text, heading: false }], "en", 1);
/// assert_eq!(found[0].text, "source credibility");
/// ```
pub fn keyphrases(blocks: &[Block<'_>], lang: &str, most: usize) -> Vec<Keyphrase> {
    let tokens = Tokens::new(blocks, lang);
    let texts: Vec<&str> = blocks.iter().map(|block| block.text).collect();
    let candidates = Candidates::new(&tokens);
    let rows = candidates.features(&tokens);
    let mut scored: Vec<(f32, &Candidate)> =
        rows.iter().map(|row| FOREST.sum(row)).zip(&candidates.all).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.at[0].cmp(&b.1.at[0])));
    scored.truncate(most);
    scored
        .into_iter()
        .map(|(score, candidate)| {
            let len = candidate.stems.len();
            let first = candidate.at[0] as usize;
            let words = &tokens.tokens[first..first + len];
            Keyphrase {
                text: surface_in(&tokens, &texts, candidate),
                score,
                count: candidate.at.len(),
                block: words[0].block,
                span: (words[0].start, words[len - 1].end),
            }
        })
        .collect()
}

/// The form that a candidate has most often; `blocks` are the texts of its blocks.
pub(super) fn surface_in(tokens: &Tokens, blocks: &[&str], candidate: &Candidate) -> String {
    let mut forms: Vec<(String, usize)> = Vec::new();
    for &at in &candidate.at {
        let words = &tokens.tokens[at as usize..at as usize + candidate.stems.len()];
        let (first, last) = (&words[0], &words[words.len() - 1]);
        let text = &blocks[first.block as usize][first.start as usize..last.end as usize];
        let mut text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let by_place = first.first && first.capital && !first.acronym;
        if by_place {
            text = lower_first(&text);
        }
        match forms.iter_mut().find(|(form, _)| *form == text) {
            Some((_, count)) => *count += 1,
            None => forms.push((text, 1)),
        }
    }
    let best = forms.iter().map(|(_, count)| *count).max();
    forms.into_iter().find(|(_, count)| Some(*count) == best).map_or_else(String::new, |f| f.0)
}

/// The text with its first letter in lower case.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
