//! From words to mentions: all overlapping candidates are collected, those that fail are dropped,
//! concepts that claim the same words are told apart, and the leftmost-longest remain.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::forms::{self, Place};
use super::phrase::{PART, bare_gap, written};
use super::vocabulary::{CODE, Entry, MAX_WORDS, Role, Scheme, Vocabulary, code, primary};
use super::{DocMentions, Mention, Reason, keys};
use crate::model::{ConceptId, Span};
use crate::parse::Document;
use crate::parse::document::{Block, BlockKind, Word};
use crate::parse::words::is_sign;

/// What a document's mentions depend on.
pub struct Context<'a> {
    pub vocabulary: &'a Vocabulary,
    pub document: &'a Document,
    /// The concept whose page it is.
    pub own: Option<ConceptId>,
    /// The concepts that its links lead to, by link.
    pub authored: &'a [Option<ConceptId>],
    /// Whether what is no mention is wanted too.
    pub explaining: bool,
}

/// What an automaton found: words `start..end` of the document may be `entry`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    start: u32,
    end: u32,
    entry: u32,
}

/// How well a candidate fits its label, best first: as written, equal when folded, inflected (the
/// shorter label is nearer to the words' base).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    AsWritten,
    Folded,
    Inflected(u32),
}

/// A candidate for a label that passed the checks of form.
#[derive(Clone, Copy)]
struct Claim {
    start: u32,
    end: u32,
    fit: Fit,
    concept: ConceptId,
    label: u32,
    entry: u32,
    /// Why it is no mention.
    failure: Option<Reason>,
}

/// The phrases near a concept's labels, in one block: all that can be asked of them.
struct Near {
    first_end: u32,
    last_start: u32,
}

/// All mentions in text order, with the reason `Linked` until the places are looked at, and, when
/// explaining, what is none.
pub fn find(context: &Context<'_>) -> DocMentions {
    let mut found = DocMentions::default();
    let candidates = candidates(context);
    let mut rest = candidates.as_slice();
    for (number, block) in (0u32..).zip(&context.document.blocks) {
        let here = rest.partition_point(|candidate| candidate.start < block.words.end);
        let (own, later) = rest.split_at(here);
        rest = later;
        if !own.is_empty() {
            BlockMatcher { context, number, block }.resolve(own, &mut found);
        }
        if rest.is_empty() {
            break;
        }
    }
    found
}

/// What the automata find, sorted.
fn candidates(context: &Context<'_>) -> Vec<Candidate> {
    let Context { vocabulary, document, .. } = context;
    let mut candidates = Vec::new();
    let mut line = Line::default();
    for (number, scheme) in vocabulary.schemes.iter().enumerate() {
        let mut key = String::new();
        let ids = keys::ids_of(vocabulary.stamp, number, document.lexicon.iter(), |word| {
            scheme.id(word, &mut key)
        });
        if ids.iter().all(|&id| id == 0) {
            continue;
        }
        line.clear();
        for block in &document.blocks {
            if block.kind != BlockKind::Code || context.explaining {
                line.add(scheme, document, &ids, block);
            }
        }
        for found in scheme.automaton.find_overlapping_iter(&line.text) {
            let (words, entries) = &scheme.patterns[found.pattern().as_usize()];
            debug_assert_eq!(found.len(), *words as usize * CODE);
            let place = line.places.partition_point(|&(offset, _)| offset < found.start());
            let start = line.places[place].1;
            candidates.extend(entries.iter().map(|&entry| Candidate {
                start,
                end: start + words,
                entry,
            }));
        }
    }
    candidates.sort_unstable();
    candidates
}

/// A document as an automaton reads it.
#[derive(Default)]
struct Line {
    /// Codes of words; one 0 parts the runs between words that cannot be of one label.
    text: Vec<u8>,
    /// Where words stand in `text`, and their numbers in the document.
    places: Vec<(usize, u32)>,
}

impl Line {
    fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    /// Appends the words of `block` that may be of a label, seen with their neighbours: of many
    /// labels' words most stand alone.
    fn add(&mut self, scheme: &Scheme, document: &Document, ids: &[u32], block: &Block) {
        let words = document.block_words(block);
        let id = |word: Option<&Word>| word.map_or(0, |word| ids[word.lex as usize]);
        let mut next = id(words.first());
        let mut parted = true;
        for (at, number) in block.words.clone().enumerate() {
            let this = next;
            next = id(words.get(at + 1));
            let role = scheme.role(this);
            let kept = role & Scheme::ALONE != 0
                || (role & Scheme::INNER != 0 && !parted)
                || (role & Scheme::STARTS != 0 && scheme.role(next) & Scheme::INNER != 0);
            if kept {
                self.places.push((self.text.len(), number));
                self.text.extend_from_slice(&code(this));
            } else if !parted {
                self.text.push(0);
            }
            parted = !kept;
        }
        if !parted {
            self.text.push(0);
        }
    }
}

struct BlockMatcher<'a> {
    context: &'a Context<'a>,
    number: u32,
    block: &'a Block,
}

impl BlockMatcher<'_> {
    fn resolve(&self, candidates: &[Candidate], found: &mut DocMentions) {
        let vocabulary = self.context.vocabulary;
        let mut claims: Vec<Claim> = Vec::new();
        let mut excepts: Vec<(ConceptId, Candidate)> = Vec::new();
        let mut nears: BTreeMap<ConceptId, Near> = BTreeMap::new();
        for candidate in candidates {
            let entry = &vocabulary.entries[candidate.entry as usize];
            let words = self.words(candidate.start, candidate.end);
            let Some((fit, case)) = self.fit(entry, words) else { continue };
            match entry.role {
                Role::Label(label) => claims.push(Claim {
                    start: candidate.start,
                    end: candidate.end,
                    fit,
                    concept: entry.concept,
                    label,
                    entry: candidate.entry,
                    failure: if case { None } else { Some(Reason::Case) },
                }),
                Role::Except if case => excepts.push((entry.concept, *candidate)),
                Role::Except => {}
                Role::Near => {
                    let near = nears
                        .entry(entry.concept)
                        .or_insert(Near { first_end: candidate.end, last_start: 0 });
                    near.first_end = near.first_end.min(candidate.end);
                    near.last_start = near.last_start.max(candidate.start);
                }
            }
        }
        nearest_fits(&mut claims);
        for claim in &mut claims {
            claim.failure = self.failure(claim, &excepts, &nears);
        }
        self.settle(&mut claims, found);
    }

    fn words(&self, start: u32, end: u32) -> &[Word] {
        &self.context.document.words[start as usize..end as usize]
    }

    /// How `words` fit `entry`, and whether their case does. `None` where they don't.
    fn fit(&self, entry: &Entry, words: &[Word]) -> Option<(Fit, bool)> {
        let document = self.context.document;
        let phrase = &entry.phrase;
        for (number, pair) in words.windows(2).enumerate() {
            let fits = match phrase.gaps.get(number).and_then(Option::as_ref) {
                None => pair[1].has(Word::JOINED),
                Some(gap) => {
                    let range = pair[0].span().range().end..pair[1].start as usize;
                    range.len() <= 16 && bare_gap(&document.plain[range]) == *gap
                }
            };
            if !fits {
                return None;
            }
        }
        if !self.edges_fit(entry, words) {
            return None;
        }
        let folded = |word: &Word| document.lexicon.word(word.lex);
        if !entry.as_written {
            let pairs = || words.iter().map(folded).zip(phrase.words());
            let equal = pairs().all(|(word, form)| word == form);
            if !equal && entry.english {
                let (before, after) = self.around(words);
                let fits = |(number, (word, form))| {
                    forms::is_form(word, form, self.place(words, number), before)
                };
                let alone = words.len() == 1;
                if !pairs().enumerate().all(fits)
                    || (alone && forms::is_set_phrase(before, folded(&words[0]), after))
                {
                    return None;
                }
            }
            let len = phrase.folded.len() as u32;
            return Some((if equal { Fit::Folded } else { Fit::Inflected(len) }, true));
        }
        // The last word may have a plural `s`.
        let same = |number: usize, word: &str, form: &str| {
            word == form || (number + 1 == words.len() && word.strip_suffix('s') == Some(form))
        };
        let pairs = || words.iter().enumerate();
        if !pairs().zip(phrase.words()).all(|((n, word), form)| same(n, folded(word), form)) {
            return None;
        }
        let case = pairs()
            .zip(phrase.written.split(PART))
            .all(|((n, word), form)| same(n, &written(word.span().of(&document.plain)), form));
        Some((Fit::AsWritten, case))
    }

    /// The folded words before and after `words` in the block; empty where there is none.
    fn around(&self, words: &[Word]) -> (&str, &str) {
        let document = self.context.document;
        let block = document.block_words(self.block);
        let at = block.partition_point(|other| other.start < words[0].start);
        let folded = |word: Option<&Word>| word.map_or("", |word| document.lexicon.word(word.lex));
        let before = at.checked_sub(1).and_then(|at| block.get(at));
        (folded(before), folded(block.get(at + words.len())))
    }

    /// What word `number` of `words`, which may be a label, is there.
    fn place(&self, words: &[Word], number: usize) -> Place {
        match (number, words.len() - 1) {
            (_, 0) => Place::Alone,
            (0, _) => Place::First,
            (number, last) if number < last => Place::Inner,
            (_, last) => {
                let gap = words[last - 1].span().range().end..words[last].start as usize;
                Place::Last(self.context.document.plain[gap].contains(['-', '‐', '‑']))
            }
        }
    }

    /// Whether nothing touches the words that belongs to another word, and the label's own signs
    /// are there.
    fn edges_fit(&self, entry: &Entry, words: &[Word]) -> bool {
        let (first, last) = (words[0], words[words.len() - 1]);
        let phrase = &entry.phrase;
        let plain = phrase.lead.is_empty() && phrase.trail.is_empty();
        if entry.role == Role::Near
            || (plain && !first.has(Word::TOUCHES) && !last.has(Word::TOUCHES))
        {
            return true;
        }
        let block = self.block.plain;
        let text = &self.context.document.plain;
        let before = &text[block.start as usize..first.start as usize];
        let after = &text[last.span().range().end..block.end as usize];
        let (Some(before), Some(after)) =
            (before.strip_suffix(&phrase.lead), after.strip_prefix(&phrase.trail))
        else {
            return false;
        };
        let after = ["'s", "’s", "'", "’"]
            .iter()
            .find_map(|ending| after.strip_prefix(ending))
            .unwrap_or(after);
        !before.ends_with(is_sign) && !after.starts_with(is_sign)
    }

    /// Why `claim` is no mention.
    fn failure(
        &self,
        claim: &Claim,
        excepts: &[(ConceptId, Candidate)],
        nears: &BTreeMap<ConceptId, Near>,
    ) -> Option<Reason> {
        let words = self.words(claim.start, claim.end);
        let any = |flags: u16| words.iter().any(|word| word.has(flags));
        if self.block.kind == BlockKind::Code || any(Word::CODE | Word::MATH) {
            return Some(Reason::Code);
        }
        if any(Word::URL) {
            return Some(Reason::Url);
        }
        if any(Word::ESCAPED) {
            return Some(Reason::Escaped);
        }
        // They are sorted by start, and none is longer than a label may be.
        let first =
            excepts.partition_point(|(_, phrase)| phrase.start + MAX_WORDS as u32 <= claim.start);
        let excepted = excepts[first..]
            .iter()
            .take_while(|(_, phrase)| phrase.start < claim.end)
            .filter(|(concept, phrase)| *concept == claim.concept && claim.start < phrase.end)
            .any(|(_, phrase)| {
                let longer = claim.end - claim.start > phrase.end - phrase.start;
                !(longer && claim.start <= phrase.start && phrase.end <= claim.end)
            });
        if excepted {
            return Some(Reason::Except);
        }
        if claim.failure.is_some() {
            return claim.failure;
        }
        let near = nears
            .get(&claim.concept)
            .is_some_and(|near| near.first_end <= claim.start || claim.end <= near.last_start);
        let wanted = self.context.vocabulary.concept(claim.concept).has_near;
        (wanted && !near).then_some(Reason::NearMissing)
    }

    /// Settles who has each span, keeps the leftmost-longest, and writes them out.
    fn settle(&self, claims: &mut [Claim], found: &mut DocMentions) {
        claims.sort_by(|a, b| {
            let longer = b.end.cmp(&a.end);
            a.start.cmp(&b.start).then(longer).then(a.concept.cmp(&b.concept))
        });
        let mut reached = 0;
        let mut at = 0;
        while at < claims.len() {
            let (start, end) = (claims[at].start, claims[at].end);
            let same = claims[at..].iter().take_while(|c| (c.start, c.end) == (start, end)).count();
            let group = &mut claims[at..at + same];
            at += same;
            if start < reached || group.iter().all(|claim| claim.failure.is_some()) {
                continue;
            }
            reached = end;
            let winner = self.winner(group);
            for claim in group.iter_mut().filter(|claim| claim.failure.is_none()) {
                match winner {
                    None => claim.failure = Some(Reason::Ambiguous),
                    Some(winner) if winner == claim.concept => {
                        found.mentions.push(self.mention(claim, Reason::Linked));
                    }
                    Some(_) => {}
                }
            }
        }
        if self.context.explaining {
            self.reject(claims, found);
        }
    }

    /// The concept that has a span: the only claimant; else the only one whose `near` is met;
    /// else the only one in the text's language; else the only one that the document links to or
    /// is about.
    fn winner(&self, group: &[Claim]) -> Option<ConceptId> {
        let Context { vocabulary, document, own, authored, .. } = self.context;
        let mut claimants: Vec<ConceptId> = group
            .iter()
            .filter(|claim| claim.failure.is_none())
            .map(|claim| claim.concept)
            .collect();
        claimants.dedup();
        let lang = primary(&document.lang);
        let tests: [&dyn Fn(ConceptId) -> bool; 3] = [
            &|concept| vocabulary.concept(concept).has_near,
            &|concept| vocabulary.concept(concept).lang == lang,
            &|concept| *own == Some(concept) || authored.contains(&Some(concept)),
        ];
        for test in tests {
            if claimants.len() < 2 {
                break;
            }
            if claimants.iter().any(|&concept| test(concept)) {
                claimants.retain(|&concept| test(concept));
            }
        }
        match claimants.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Tells what was no mention, unless it overlaps a mention of the same concept, or one that
    /// was told.
    fn reject(&self, claims: &[Claim], found: &mut DocMentions) {
        let first = found.mentions.partition_point(|mention| mention.block < self.number);
        let mentions = &found.mentions[first..];
        let told = found.rejected.len();
        for claim in claims {
            let Some(reason) = claim.failure else { continue };
            let covers = |other: &&Mention| {
                other.concept == claim.concept
                    && other.words.start < claim.end
                    && claim.start < other.words.end
            };
            let next = mentions.partition_point(|mention| mention.words.end <= claim.start);
            let near = |other: &&Mention| other.words.start + MAX_WORDS as u32 > claim.start;
            let mentioned = mentions[next..]
                .iter()
                .take_while(|m| m.words.start < claim.end)
                .any(|m| covers(&m));
            let repeated = found.rejected[told..].iter().rev().take_while(near).any(|m| covers(&m));
            if !mentioned && !repeated {
                found.rejected.push(self.mention(claim, reason));
            }
        }
    }

    fn mention(&self, claim: &Claim, reason: Reason) -> Mention {
        let document = self.context.document;
        let words = self.words(claim.start, claim.end);
        let (first, last) = (words[0], words[words.len() - 1]);
        let phrase = &self.context.vocabulary.entries[claim.entry as usize].phrase;
        let plain = Span {
            start: first.start - phrase.lead.len() as u32,
            end: last.start + last.len + phrase.trail.len() as u32,
        };
        Mention {
            concept: claim.concept,
            label: claim.label,
            block: self.number,
            words: claim.start..claim.end,
            plain,
            html: document.html_span(plain),
            reason,
        }
    }
}

/// Of the claims to one span whose case fits, keeps the best: a word that equals one concept's
/// label belongs to that concept alone. Of each concept one claim remains.
fn nearest_fits(claims: &mut Vec<Claim>) {
    let order = |a: &Claim, b: &Claim| -> Ordering {
        let span = (a.start, a.end).cmp(&(b.start, b.end));
        let case = a.failure.is_some().cmp(&b.failure.is_some());
        span.then(case)
            .then(a.fit.cmp(&b.fit))
            .then(a.concept.cmp(&b.concept))
            .then(a.label.cmp(&b.label))
    };
    claims.sort_by(order);
    let mut best: Option<(u32, u32, Fit)> = None;
    let mut last: Option<(u32, u32, ConceptId)> = None;
    claims.retain(|claim| {
        if best.is_none_or(|(start, end, _)| (start, end) != (claim.start, claim.end)) {
            best = Some((claim.start, claim.end, claim.fit));
            last = None;
        }
        let repeated = last == Some((claim.start, claim.end, claim.concept));
        last = Some((claim.start, claim.end, claim.concept));
        let fits = claim.failure.is_some() || best.is_some_and(|(_, _, fit)| fit == claim.fit);
        fits && !repeated
    });
}
