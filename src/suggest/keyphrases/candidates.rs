//! Noun phrases of a text and what is known of each.

use libm::{log1pf, log2f, logf};

use super::tokens::{Token, Tokens};
use super::words::{Form, Tag, class};
use crate::model::Map;

/// Words that a phrase has at most.
const MOST_WORDS: usize = 5;

/// Numbers known of a candidate; see [`Candidates::features`].
pub const FEATURES: usize = 34;

/// A phrase that may be a key phrase: all its occurrences.
pub struct Candidate {
    /// The stems of its words.
    pub stems: Vec<u32>,
    /// Its occurrences: the first token of each, in order.
    pub at: Vec<u32>,
    /// At how many of them it is a whole noun phrase.
    pub whole: u32,
    /// How many occurrences it has inside of longer candidates, by distinct longer phrases.
    longer: (u32, u32),
}

/// All candidates of a text.
pub struct Candidates {
    /// In order of first occurrence.
    pub all: Vec<Candidate>,
}

impl Candidates {
    /// The candidates of `tokens`.
    pub fn new(tokens: &Tokens) -> Self {
        let mut all: Vec<Candidate> = Vec::new();
        let mut by_stems: Map<Vec<u32>, u32> = Map::default();
        for run in runs(tokens) {
            let run_tokens = &tokens.tokens[run.clone()];
            let start = lead(tokens, run_tokens);
            let len = run_tokens.len();
            for from in 0..len {
                if !begins(tokens, &run_tokens[from]) {
                    continue;
                }
                for to in from + 1..=len.min(from + MOST_WORDS) {
                    if !ends(tokens, &run_tokens[to - 1]) {
                        continue;
                    }
                    let stems: Vec<u32> =
                        run_tokens[from..to].iter().map(|t| tokens.word(t).stem).collect();
                    let id = *by_stems.entry(stems.clone()).or_insert_with(|| {
                        all.push(Candidate { stems, at: Vec::new(), whole: 0, longer: (0, 0) });
                        all.len() as u32 - 1
                    });
                    let candidate = &mut all[id as usize];
                    candidate.at.push((run.start + from) as u32);
                    candidate.whole += u32::from(from == start && to == len);
                }
            }
        }
        nest(&mut all, &by_stems);
        Self { all }
    }

    /// What is known of each candidate, a row of [`FEATURES`] numbers each.
    pub fn features(&self, tokens: &Tokens) -> Vec<[f32; FEATURES]> {
        let text = TextFacts::new(tokens);
        let most = self.all.iter().map(|c| c.at.len()).max().unwrap_or(1) as f32;
        let mut heads: Map<u32, u32> = Map::default();
        for candidate in &self.all {
            *heads.entry(*candidate.stems.last().expect("a word")).or_default() += 1;
        }
        self.all.iter().map(|c| text.row(tokens, c, most, &heads)).collect()
    }
}

/// Counts the occurrences of each candidate inside of longer ones.
fn nest(all: &mut [Candidate], by_stems: &Map<Vec<u32>, u32>) {
    for id in 0..all.len() {
        let (stems, count) = (all[id].stems.clone(), all[id].at.len() as u32);
        if stems.len() < 2 {
            continue;
        }
        for from in 0..stems.len() {
            for to in from + 1..=stems.len() {
                if to - from == stems.len() {
                    continue;
                }
                if let Some(&inner) = by_stems.get(&stems[from..to]) {
                    let longer = &mut all[inner as usize].longer;
                    *longer = (longer.0 + count, longer.1 + 1);
                }
            }
        }
    }
}

/// Ranges of tokens that may be noun phrases: nouns and what stands before them.
pub fn runs(tokens: &Tokens) -> Vec<std::ops::Range<usize>> {
    let all = &tokens.tokens;
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let start = at;
        while at < all.len() && in_phrase(all[at].tag) && (at == start || !all[at].parted) {
            at += 1;
        }
        let mut end = at;
        while end > start && !ends(tokens, &all[end - 1]) {
            end -= 1;
        }
        let mut begin = start;
        while begin < end && all[begin].tag == Tag::Number {
            begin += 1;
        }
        if begin < end {
            found.push(begin..end);
        }
        if at == start {
            at += 1;
        }
    }
    found
}

fn in_phrase(tag: Tag) -> bool {
    !matches!(tag, Tag::Verb | Tag::Adverb | Tag::Function)
}

/// Where a phrase begins when the words that say little are left out.
fn lead(tokens: &Tokens, run: &[Token]) -> usize {
    run.iter().position(|token| begins(tokens, token)).unwrap_or(0)
}

fn begins(tokens: &Tokens, token: &Token) -> bool {
    let known = tokens.word(token).known;
    let generic = known.form == Form::Base && known.classes & class::GENERIC_ADJECTIVE != 0;
    token.tag != Tag::Number && !generic && is_word(tokens, token)
}

fn ends(tokens: &Tokens, token: &Token) -> bool {
    matches!(token.tag, Tag::Noun | Tag::Gerund | Tag::Number) && is_word(tokens, token)
        || token.tag == Tag::Adjective && token.acronym
}

fn is_word(tokens: &Tokens, token: &Token) -> bool {
    token.tag == Tag::Number || tokens.word(token).lower.chars().nth(1).is_some()
}

/// What is known of the whole text.
struct TextFacts {
    tokens: f32,
    /// By stem: occurrences of it.
    counts: Vec<u32>,
    /// By stem: occurrences in noun phrases, and of words beside it there.
    degree: Vec<(u32, u32)>,
    /// Sentences.
    sentences: f32,
    /// Tokens of the first block or sentence.
    title: u32,
}

impl TextFacts {
    fn new(tokens: &Tokens) -> Self {
        let mut counts = vec![0; tokens.stems.len()];
        for token in &tokens.tokens {
            counts[tokens.word(token).stem as usize] += 1;
        }
        let mut degree = vec![(0, 0); tokens.stems.len()];
        for run in runs(tokens) {
            let len = run.len() as u32;
            for token in &tokens.tokens[run] {
                let of = &mut degree[tokens.word(token).stem as usize];
                *of = (of.0 + 1, of.1 + len);
            }
        }
        let title = tokens.tokens.iter().take_while(|t| t.block == 0 && t.sentence == 0).count();
        Self {
            tokens: tokens.tokens.len() as f32,
            counts,
            degree,
            sentences: tokens.sentences as f32,
            title: title as u32,
        }
    }

    fn row(
        &self,
        tokens: &Tokens,
        candidate: &Candidate,
        most: f32,
        heads: &Map<u32, u32>,
    ) -> [f32; FEATURES] {
        let count = candidate.at.len() as f32;
        let len = candidate.stems.len();
        let first = candidate.at[0];
        let last = *candidate.at.last().expect("an occurrence");
        let words = &tokens.tokens[first as usize..first as usize + len];
        let share = |f: &dyn Fn(&Token) -> bool| {
            let n = candidate.at.iter().filter(|&&at| f(&tokens.tokens[at as usize])).count();
            n as f32 / count
        };
        let word_counts: Vec<f32> =
            candidate.stems.iter().map(|&s| log1pf(self.counts[s as usize] as f32)).collect();
        let sum: f32 = word_counts.iter().sum();
        let has = |bit: u16| {
            words
                .iter()
                .filter(|t| {
                    let known = tokens.word(t).known;
                    known.classes & bit != 0 && matches!(known.form, Form::Base | Form::Third)
                })
                .count() as f32
        };
        let rake: f32 = candidate
            .stems
            .iter()
            .map(|&s| {
                let (n, d) = self.degree[s as usize];
                d as f32 / (n as f32).max(1.0)
            })
            .sum::<f32>()
            / len as f32;
        let nested = if candidate.longer.1 == 0 {
            0.0
        } else {
            candidate.longer.0 as f32 / candidate.longer.1 as f32
        };
        let c_value = log2f((len + 1) as f32) * (count - nested);
        let mut sentences: Vec<u32> =
            candidate.at.iter().map(|&at| tokens.tokens[at as usize].sentence).collect();
        sentences.dedup();
        let early = candidate.at.iter().filter(|&&at| at < 250).count() as f32;
        let headings = candidate
            .at
            .iter()
            .filter(|&&at| tokens.headings[tokens.tokens[at as usize].block as usize])
            .count() as f32;
        let median = candidate.at[candidate.at.len() / 2] as f32 / self.tokens;
        let head = words.last().expect("a word");
        let head_lower = &tokens.word(head).lower;
        let letters: usize = words.iter().map(|t| (t.end - t.start) as usize).sum();
        let capital = share(&|t: &Token| t.capital && !t.first);
        let nominal =
            ["ion", "ity", "ment", "ness", "ism", "ing", "sis", "ance", "ence", "cy", "ogy"]
                .into_iter()
                .any(|ending| head_lower.ends_with(ending));
        [
            log1pf(count),
            count / most,
            candidate.whole as f32 / count,
            log1pf(candidate.whole as f32),
            log1pf(c_value.max(0.0)),
            log1pf(first as f32),
            first as f32 / self.tokens,
            f32::from(u8::from(first < self.title)),
            log1pf(headings),
            (last - first) as f32 / self.tokens,
            len as f32,
            letters as f32,
            sum / len as f32,
            word_counts.iter().copied().fold(f32::MAX, f32::min),
            word_counts.iter().copied().fold(0.0, f32::max),
            has(class::GENERIC_NOUN),
            has(class::GENERIC_ADJECTIVE),
            f32::from(u8::from({
                let known = tokens.word(head).known;
                known.classes & class::GENERIC_NOUN != 0
                    && matches!(known.form, Form::Base | Form::Third)
            })),
            capital,
            share(&|t: &Token| t.acronym),
            f32::from(u8::from(matches!(words[0].tag, Tag::Participle | Tag::Gerund))),
            f32::from(u8::from(words[0].tag == Tag::Adjective)),
            logf(self.tokens),
            sentences.len() as f32 / self.sentences,
            f32::from(u8::from(words.iter().any(|t| t.tag == Tag::Number))),
            share(&|t: &Token| t.bracketed),
            median,
            rake,
            log1pf(early),
            f32::from(u8::from(words.iter().any(|t| tokens.word(t).lower.contains('-')))),
            log1pf(heads[candidate.stems.last().expect("a word")] as f32),
            f32::from(u8::from(nominal)),
            candidate.longer.1 as f32 / count,
            has(class::VERB | class::NOUN_VERB),
        ]
    }
}
