//! What one document says, as weighted terms: the words of its body as the parser counted them,
//! and the few short texts that name it.

use super::cards::CODE;
use super::record::{Chunk, Record, filter_term};
use super::terms;
use crate::model::Map;
use crate::parse::document::{Block, BlockKind, Document, Word};

/// How much an occurrence in a field counts against one in running text; tuned on real queries.
mod weight {
    pub const TITLE: f32 = 14.0;
    pub const LABEL: f32 = 13.0;
    pub const ANSWER: f32 = 7.0;
    pub const LINK: f32 = 3.0;
    /// Titles of documents that link here; of several each says less.
    pub const LINKER: f32 = 0.7;
    /// Other names of concepts that a card is filed under, and titles of those related to them.
    pub const CONCEPT: f32 = 0.6;
    pub const RELATED: f32 = 0.2;
    pub const HEADING: f32 = 5.2;
    pub const FILE: f32 = 2.0;
    pub const SUMMARY: f32 = 0.5;
    pub const FACET: f32 = 0.3;
    /// The first passage says what the rest is about.
    pub const LEAD: f32 = 3.2;
    pub const BODY: f32 = 0.7;
    pub const CODE: f32 = 0.15;
    /// A part of an identifier, as a share of the whole.
    pub const PART: f32 = 0.5;
}

/// A word of a file's name says as much as one of a title with so many times as many words.
const FILE_LENGTH: f32 = 1.6;
/// A label of more words says nothing of how much of it a query has.
pub const LABEL_WORDS: u8 = 7;

/// Bits of a position inside its chunk, and the last such.
pub const POSITION_BITS: u32 = 16;
const LAST: u32 = (1 << POSITION_BITS) - 1;

/// The terms of one document.
#[derive(Default)]
pub struct Bag {
    /// Its terms, in order of first occurrence.
    pub terms: Vec<Term>,
    /// Its terms in the order they are read, by their places among `terms`, each with its position. The
    /// next word of the same block has the next one.
    pub positions: Vec<(u32, u32)>,
    /// Number of words in its text.
    pub length: u32,
    /// Filter terms.
    pub filters: Vec<String>,
}

/// A term of a document.
pub struct Term {
    /// What is looked up.
    pub text: Box<str>,
    /// The folded word it was made from, where that differs: what a stemmer reads.
    pub folded: Option<Box<str>>,
    /// What the document says of it.
    pub count: Count,
}

/// What a document says of a term.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Weighted occurrences in names.
    pub name_weight: f32,
    /// Weighted occurrences in the text.
    pub text_weight: f32,
    /// Number of words in its shortest name that holds the term; 0 if none does.
    pub label: u8,
    /// The chunk that says it most.
    pub chunk: u16,
    /// Whether only a word derived from it is there.
    pub derived: bool,
    /// How much `chunk` says it.
    best: f32,
    /// The chunk being counted, and how much it says it so far.
    open: (u16, f32),
}

impl Count {
    /// What a name counts for a word that is not in it itself.
    pub fn derived(self, share: f32) -> Self {
        Self { name_weight: self.name_weight * share, derived: true, ..Self::default() }
    }
}

/// Counts a document's terms.
pub fn bag(record: &Record<'_>, chunks: &[Chunk]) -> Bag {
    let mut counter = Counter::default();
    counter.positions.reserve(record.document.words.len());
    counter.body(record.document, chunks);
    let lang = &record.document.lang;
    counter.name(&record.document.title, lang, weight::TITLE);
    for label in &record.labels {
        counter.name(label, lang, weight::LABEL);
    }
    for answer in &record.answers {
        counter.name(answer, lang, weight::ANSWER);
    }
    for text in &record.link_texts {
        counter.field(text, lang, weight::LINK);
    }
    let linker = weight::LINKER / (record.linkers.len() as f32).sqrt();
    for title in &record.linkers {
        counter.field(title, lang, linker);
    }
    for name in &record.concepts {
        counter.field(name, lang, weight::CONCEPT);
    }
    for title in &record.related {
        counter.field(title, lang, weight::RELATED);
    }
    counter.file_name(record.document.content_path.file_stem(), lang);
    counter.field(&record.summary, lang, weight::SUMMARY);
    let mut filters = Vec::new();
    for (field, value) in &record.facets {
        if *field != "kind" {
            counter.field(value, lang, weight::FACET);
        }
        filters.push(filter_term(field, value));
        // A filter may be typed by one word of its value (`author:freese`), which is no whole one.
        let words = || value.split_whitespace();
        if words().nth(1).is_some() {
            filters.extend(words().map(|word| filter_term(field, word) + "~"));
        }
    }
    filters.sort();
    filters.dedup();
    Bag {
        terms: counter.terms,
        positions: counter.positions,
        length: record.document.words.len() as u32,
        filters,
    }
}

#[derive(Default)]
struct Counter {
    terms: Vec<Term>,
    numbers: Map<Box<str>, u32>,
    positions: Vec<(u32, u32)>,
    /// The position of the next name: names stand behind the text of the first chunk.
    next_position: u32,
}

impl Counter {
    fn number(&mut self, term: &str) -> u32 {
        debug_assert!(!term.contains(char::is_whitespace), "terms are parted by spaces: {term:?}");
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.terms.len() as u32;
        self.numbers.insert(term.into(), number);
        self.terms.push(Term { text: term.into(), folded: None, count: Count::default() });
        number
    }

    /// The text's words, by the parser's numbers: a word's terms are made once a document.
    fn body(&mut self, document: &Document, chunks: &[Chunk]) {
        let mut lexemes: Vec<Option<Lexeme>> = vec![None; document.lexicon.len()];
        let mut text = String::new();
        let lead = document.blocks.iter().position(Block::is_passage);
        for (number, chunk) in (0u16..).zip(chunks.iter().take(usize::from(u16::MAX))) {
            let mut position = u32::from(number) << POSITION_BITS;
            for at in chunk.blocks.clone() {
                let block = &document.blocks[at as usize];
                let heading = block.kind == BlockKind::Heading;
                // The heading that says the title again counts as the title.
                if heading
                    && document.title_heading.is_some()
                    && block.heading == document.title_heading
                {
                    continue;
                }
                let weight = match block.kind {
                    BlockKind::Heading | BlockKind::CalloutTitle => weight::HEADING,
                    BlockKind::Code => weight::CODE,
                    _ if lead == Some(at as usize) => weight::LEAD,
                    _ => weight::BODY,
                };
                let words = document.block_words(block);
                let shown = match block.kind {
                    BlockKind::Code => block.plain.start + CODE as u32,
                    _ => u32::MAX,
                };
                for (i, word) in words.iter().enumerate() {
                    if word.has(Word::GRAPHEME) {
                        if let Some(term) = self.grapheme(document, words, i, &mut text) {
                            self.count(term, number, weight);
                            self.add_positions(&[term], &mut position);
                        }
                        continue;
                    }
                    let lexeme = match &lexemes[word.lex as usize] {
                        Some(lexeme) => lexeme.clone(),
                        None => {
                            let lexeme = self.lexeme(document, word);
                            lexemes[word.lex as usize] = Some(lexeme.clone());
                            lexeme
                        }
                    };
                    self.count(lexeme.whole, number, weight);
                    for &part in lexeme.parts.iter() {
                        self.count(part, number, weight * weight::PART);
                    }
                    let span = word.span();
                    let before = &document.plain[..span.start as usize];
                    let mut signed = None;
                    if before.ends_with(terms::SIGNS) || word.has(Word::TOUCHES) {
                        signed =
                            terms::signed(&document.plain, span.start as usize, span.end as usize);
                    }
                    let signed = signed.map(|signed| self.number(&signed));
                    if let Some(signed) = signed {
                        self.count(signed, number, weight);
                    }
                    if span.start < shown {
                        let words = signed.as_ref().map_or(&*lexeme.words, std::slice::from_ref);
                        self.add_positions(words, &mut position);
                    }
                }
                // The next block's first word is no neighbour.
                position += 1;
            }
            if number == 0 {
                self.next_position = position;
            }
        }
    }

    /// A word's terms. Its parts are those of the first form met.
    fn lexeme(&mut self, document: &Document, word: &Word) -> Lexeme {
        let folded = document.lexicon.word(word.lex);
        let mut text = String::new();
        terms::term(folded.trim_matches('_'), &mut text);
        let whole = self.number(&text);
        if *folded != *text {
            self.terms[whole as usize].folded = Some(folded.trim_matches('_').into());
        }
        let word = word.span().of(&document.plain);
        let mut number = |part: &str| {
            text.clear();
            terms::term(&part.to_lowercase(), &mut text);
            (!text.is_empty()).then(|| self.number(&text))
        };
        let mut parts: Vec<u32> = Vec::new();
        for part in terms::parts(word) {
            parts.extend(number(part).filter(|&part| part != whole));
        }
        let mut words = vec![whole];
        if !parts.is_empty() && word.contains(terms::is_joint) {
            words = word.split(terms::is_joint).filter_map(number).collect();
            parts.extend(words.iter().filter(|term| !parts.contains(term)).collect::<Vec<_>>());
        }
        Lexeme { whole, parts: parts.into(), words: words.into() }
    }

    /// A character of a script without spaces: with the one before it, or alone.
    fn grapheme(
        &mut self,
        document: &Document,
        words: &[Word],
        i: usize,
        text: &mut String,
    ) -> Option<u32> {
        let near = |a: &Word, b: &Word| a.has(Word::GRAPHEME) && a.span().end == b.start;
        text.clear();
        let pair = i > 0 && near(&words[i - 1], &words[i]);
        let alone = !pair && !words.get(i + 1).is_some_and(|next| near(&words[i], next));
        if pair {
            terms::term(document.lexicon.word(words[i - 1].lex), text);
        }
        (pair || alone).then(|| {
            terms::term(document.lexicon.word(words[i].lex), text);
            self.number(text)
        })
    }

    fn count(&mut self, term: u32, chunk: u16, weight: f32) {
        let count = &mut self.terms[term as usize].count;
        count.text_weight += weight;
        if count.open.0 != chunk {
            count.open = (chunk, 0.0);
        }
        count.open.1 += weight;
        if count.open.1 > count.best {
            count.best = count.open.1;
            count.chunk = chunk;
        }
    }

    /// Notes terms that are read from `position` on, which moves behind them.
    fn add_positions(&mut self, terms: &[u32], position: &mut u32) {
        for &term in terms {
            self.positions.push((term, *position));
            // Who reads past so many words of a chunk stays at its end.
            *position += u32::from(*position & LAST < LAST);
        }
    }

    /// A text that names the document, or one of its names in a list of code (`_creat, _wcreat`).
    fn name(&mut self, text: &str, lang: &str, weight: f32) {
        let code = |piece: &&str| !piece.trim().contains(' ') && piece.contains(['_', ':', '(']);
        let pieces: Vec<&str> = text.split(',').filter(code).collect();
        if text.contains(',') {
            for piece in pieces {
                self.label(piece, lang, 0.0);
            }
        }
        self.label(text, lang, weight);
    }

    /// A file's name names its document, if less carefully than a title does.
    fn file_name(&mut self, stem: &str, lang: &str) {
        if matches!(stem, "index" | "README" | "readme") {
            return;
        }
        let text = stem.replace(['-', '_'], " ");
        self.field(&text, lang, weight::FILE);
        self.label_of(&terms::of_text(&text, lang), 0.0, FILE_LENGTH);
    }

    fn label(&mut self, text: &str, lang: &str, weight: f32) {
        let words = terms::of_text(text, lang);
        self.label_of(&words, weight, 1.0);
        let mut position = self.next_position;
        for terms in &words {
            // A name that signs make of a word stands behind its parts.
            let signed = terms.iter().find(|term| terms::is_signed(term));
            let term = self.number(signed.unwrap_or(&terms[0]));
            self.add_positions(&[term], &mut position);
        }
        self.next_position = position + 1;
    }

    /// A name of so many words as `words` has, each weighing `longer` times as much.
    fn label_of(&mut self, words: &[Vec<String>], weight: f32, longer: f32) {
        let length = (words.len() as f32 * longer).round().min(f32::from(LABEL_WORDS)) as u8;
        // A long name that has the word says less of it than a short one.
        let weight = weight / (0.7 + 0.16 * words.len() as f32);
        for terms in words {
            // A part names it less than the whole does.
            let parts = (usize::from(length) + terms.len() - 1).min(usize::from(LABEL_WORDS)) as u8;
            for (i, term) in terms.iter().enumerate() {
                let number = self.number(term);
                let count = &mut self.terms[number as usize].count;
                count.name_weight += if i == 0 { weight } else { weight * weight::PART };
                let length = if i == 0 { length } else { parts };
                if count.label == 0 || length < count.label {
                    count.label = length;
                }
            }
        }
    }

    /// A text about the document.
    fn field(&mut self, text: &str, lang: &str, weight: f32) {
        for term in terms::of_text(text, lang).iter().flatten() {
            let number = self.number(term);
            self.terms[number as usize].count.name_weight += weight;
        }
    }
}

/// The terms of an entry of a lexicon.
#[derive(Clone)]
struct Lexeme {
    whole: u32,
    parts: std::rc::Rc<[u32]>,
    /// What a query makes of it: the whole, or several words.
    words: std::rc::Rc<[u32]>,
}
