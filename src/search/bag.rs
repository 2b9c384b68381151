//! What one document says, as weighted terms: the words of its body as the parser counted them,
//! and the few short texts that name it.

use super::cards::CODE;
use super::positions::{Positions, PositionsWriter};
use super::record::{Chunk, Record, filter_term};
use super::terms;
use crate::parse::document::{Block, BlockKind, Document, Lexicon, Word};
use crate::parse::interner::Interner;

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

/// The terms of a run of documents.
pub struct Bags {
    /// All terms, in order of first occurrence.
    pub terms: Lexicon,
    /// By term: the folded word it was made from, where that differs: what a stemmer reads.
    pub folded: Vec<Option<Box<str>>>,
    /// By term: the first of the documents that has it.
    pub first: Vec<u32>,
    /// By document.
    pub bags: Vec<Bag>,
}

/// The terms of one document.
pub struct Bag {
    /// Its terms by number, in order of first occurrence, each with what it says of it.
    pub counts: Vec<(u32, Count)>,
    /// Its terms in the order they are read.
    pub positions: Positions,
    /// Number of words in its text.
    pub length: u32,
    /// Filter terms.
    pub filters: Vec<String>,
}

/// What a document says of a term.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Weighted occurrences in names.
    pub name_weight: f32,
    /// Weighted occurrences in the text.
    pub text_weight: f32,
    /// The chunk that says it most.
    pub chunk: u16,
    /// Number of words in its shortest name that holds the term; 0 if none does.
    pub label: u8,
    /// Whether only a word derived from it is there.
    pub derived: bool,
}

impl Count {
    /// What a name counts for a word that is not in it itself.
    pub fn derived(self, share: f32) -> Self {
        Self { name_weight: self.name_weight * share, derived: true, ..Self::default() }
    }
}

/// Counts the terms of `records`, each with its chunks.
pub fn bags(records: &[Record<'_>], chunks: &[Vec<Chunk>]) -> Bags {
    let mut counter = Counter::default();
    let bags = records.iter().zip(chunks).map(|(record, chunks)| counter.bag(record, chunks));
    let bags = bags.collect();
    let Terms { interner, folded, first } = counter.terms;
    Bags { terms: interner.into_words(), folded, first, bags }
}

/// Counts one document after another. Most words of one are in others too: what is found out of a
/// word is kept.
#[derive(Default)]
struct Counter {
    terms: Terms,
    lexemes: Lexemes,
    open: OpenBag,
}

/// The terms met so far.
#[derive(Default)]
struct Terms {
    interner: Interner,
    folded: Vec<Option<Box<str>>>,
    first: Vec<u32>,
}

impl Terms {
    /// The number of `term`; `document` is the one that is read.
    fn number(&mut self, term: &str, document: u32) -> u32 {
        debug_assert!(!term.contains(char::is_whitespace), "terms are parted by spaces: {term:?}");
        let number = self.interner.number(term);
        if number as usize == self.first.len() {
            self.first.push(document);
            self.folded.push(None);
        }
        number
    }
}

/// Entries of documents' lexicons with their terms.
#[derive(Default)]
struct Lexemes {
    /// By folded word and word as it was typed.
    numbers: Interner,
    lexemes: Vec<Lexeme>,
    /// By entry of the lexicon of the document that is read: the lexeme's number plus one.
    of_entry: Vec<u32>,
    text: String,
}

/// The terms of an entry of a lexicon.
struct Lexeme {
    whole: u32,
    /// The folded word, where the term is another text.
    folded: Option<Box<str>>,
    parts: Box<[u32]>,
    /// What a query makes of it: the whole, or several words.
    words: Box<[u32]>,
}

impl Lexemes {
    /// Begins a document.
    fn clear(&mut self, document: &Document) {
        self.of_entry.clear();
        self.of_entry.resize(document.lexicon.len(), 0);
    }

    /// What `word` of `document`, which has this number, stands for. The parts of all its forms are
    /// those of the first form met.
    fn get(&mut self, document: &Document, word: &Word, terms: &mut Terms, number: u32) -> &Lexeme {
        let entry = word.lex as usize;
        if let Some(known) = self.of_entry[entry].checked_sub(1) {
            return &self.lexemes[known as usize];
        }
        let (folded, typed) = (document.lexicon.word(word.lex), word.span().of(&document.plain));
        self.text.clear();
        self.text.push_str(folded);
        if folded != typed {
            self.text.push('\0');
            self.text.push_str(typed);
        }
        let known = self.numbers.number(&self.text);
        if known as usize == self.lexemes.len() {
            self.lexemes.push(Lexeme::new(folded, typed, terms, number));
        }
        self.of_entry[entry] = known + 1;
        let lexeme = &self.lexemes[known as usize];
        let whole = lexeme.whole as usize;
        if lexeme.folded.is_some() && terms.first[whole] == number {
            terms.folded[whole].clone_from(&lexeme.folded);
        }
        lexeme
    }
}

impl Lexeme {
    fn new(folded: &str, typed: &str, terms: &mut Terms, document: u32) -> Self {
        let mut text = String::new();
        terms::term(folded.trim_matches('_'), &mut text);
        let whole = terms.number(&text, document);
        let folded = (*folded != *text).then(|| folded.trim_matches('_').into());
        let mut number = |part: &str| {
            text.clear();
            terms::term(&part.to_lowercase(), &mut text);
            (!text.is_empty()).then(|| terms.number(&text, document))
        };
        let mut parts: Vec<u32> = Vec::new();
        for part in terms::parts(typed) {
            parts.extend(number(part).filter(|&part| part != whole));
        }
        let mut words = vec![whole];
        if !parts.is_empty() && typed.contains(terms::is_joint) {
            words = typed.split(terms::is_joint).filter_map(number).collect();
            parts.extend(words.iter().filter(|term| !parts.contains(term)).collect::<Vec<_>>());
        }
        Self { whole, folded, parts: parts.into(), words: words.into() }
    }
}

/// The document that is read.
#[derive(Default)]
struct OpenBag {
    /// Its number plus one.
    number: u32,
    /// By term: the number plus one of the last document that has it, and its place there.
    places: Vec<(u32, u32)>,
    counts: Vec<OpenCount>,
    positions: PositionsWriter,
    /// The position of the next name: names stand behind the text of the first chunk.
    next_position: u32,
}

/// What is counted of a term so far.
struct OpenCount {
    term: u32,
    count: Count,
    /// How much the count's chunk says it.
    best: f32,
    /// The chunk being counted, and how much it says it so far.
    open: (u16, f32),
}

impl OpenBag {
    /// Begins a document; the one before is handed out.
    fn clear(&mut self) {
        self.number += 1;
        self.counts.clear();
        self.next_position = 0;
    }

    /// The place for what is counted of `term`.
    fn get(&mut self, term: u32) -> &mut OpenCount {
        if self.places.len() <= term as usize {
            self.places.resize((term as usize + 1).next_power_of_two(), (0, 0));
        }
        let place = &mut self.places[term as usize];
        if place.0 != self.number {
            *place = (self.number, self.counts.len() as u32);
            let (count, best, open) = (Count::default(), 0.0, (0, 0.0));
            self.counts.push(OpenCount { term, count, best, open });
        }
        &mut self.counts[place.1 as usize]
    }

    /// Counts an occurrence of `term` in the text of `chunk`.
    fn count(&mut self, term: u32, chunk: u16, weight: f32) {
        let OpenCount { count, best, open, .. } = self.get(term);
        count.text_weight += weight;
        if open.0 != chunk {
            *open = (chunk, 0.0);
        }
        open.1 += weight;
        if open.1 > *best {
            *best = open.1;
            count.chunk = chunk;
        }
    }

    /// Notes terms that are read from `position` on, which moves behind them.
    fn add_positions(&mut self, terms: &[u32], position: &mut u32) {
        for &term in terms {
            self.positions.push(term, *position);
            // Who reads past so many words of a chunk stays at its end.
            *position += u32::from(*position & LAST < LAST);
        }
    }
}

impl Counter {
    /// Counts a document's terms.
    fn bag(&mut self, record: &Record<'_>, chunks: &[Chunk]) -> Bag {
        let document = record.document;
        self.open.clear();
        self.lexemes.clear(document);
        self.body(document, chunks);
        self.names(record);
        let mut filters = Vec::new();
        for (field, value) in &record.facets {
            if *field != "kind" {
                self.field(value, &document.lang, weight::FACET);
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
            counts: self.open.counts.iter().map(|open| (open.term, open.count)).collect(),
            positions: self.open.positions.take(),
            length: document.words.len() as u32,
            filters,
        }
    }

    /// The short texts that name a document or stand near it.
    fn names(&mut self, record: &Record<'_>) {
        let lang = &record.document.lang;
        self.name(&record.document.title, lang, weight::TITLE);
        for label in &record.labels {
            self.name(label, lang, weight::LABEL);
        }
        for answer in &record.answers {
            self.name(answer, lang, weight::ANSWER);
        }
        for text in &record.link_texts {
            self.field(text, lang, weight::LINK);
        }
        let linker = weight::LINKER / (record.linkers.len() as f32).sqrt();
        for title in &record.linkers {
            self.field(title, lang, linker);
        }
        for name in &record.concepts {
            self.field(name, lang, weight::CONCEPT);
        }
        for title in &record.related {
            self.field(title, lang, weight::RELATED);
        }
        self.file_name(record.document.content_path.file_stem(), lang);
        self.field(&record.summary, lang, weight::SUMMARY);
    }

    fn number(&mut self, term: &str) -> u32 {
        self.terms.number(term, self.open.number - 1)
    }

    /// The text's words, chunk by chunk.
    fn body(&mut self, document: &Document, chunks: &[Chunk]) {
        let lead = document.blocks.iter().position(Block::is_passage);
        for (number, chunk) in (0u16..).zip(chunks.iter().take(usize::from(u16::MAX))) {
            let mut position = u32::from(number) << POSITION_BITS;
            for at in chunk.blocks.clone() {
                let block = &document.blocks[at as usize];
                // The heading that says the title again counts as the title.
                if block.kind == BlockKind::Heading
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
                self.block(document, block, number, weight, &mut position);
                // The next block's first word is no neighbour.
                position += 1;
            }
            if number == 0 {
                self.open.next_position = position;
            }
        }
    }

    /// A block's words; each occurrence counts `weight`.
    fn block(
        &mut self,
        document: &Document,
        block: &Block,
        chunk: u16,
        weight: f32,
        position: &mut u32,
    ) {
        let words = document.block_words(block);
        let shown = match block.kind {
            BlockKind::Code => block.plain.start + CODE as u32,
            _ => u32::MAX,
        };
        for (i, word) in words.iter().enumerate() {
            if word.has(Word::GRAPHEME) {
                if let Some(term) = self.grapheme(document, words, i) {
                    self.open.count(term, chunk, weight);
                    self.open.add_positions(&[term], position);
                }
                continue;
            }
            let document_number = self.open.number - 1;
            let lexeme = self.lexemes.get(document, word, &mut self.terms, document_number);
            self.open.count(lexeme.whole, chunk, weight);
            for &part in &lexeme.parts {
                self.open.count(part, chunk, weight * weight::PART);
            }
            let signed = signed(document, word);
            let signed = signed.map(|signed| self.terms.number(&signed, document_number));
            if let Some(signed) = signed {
                self.open.count(signed, chunk, weight);
            }
            if word.start < shown {
                let words = signed.as_ref().map_or(&*lexeme.words, std::slice::from_ref);
                self.open.add_positions(words, position);
            }
        }
    }

    /// A character of a script without spaces: with the one before it, or alone.
    fn grapheme(&mut self, document: &Document, words: &[Word], i: usize) -> Option<u32> {
        let near = |a: &Word, b: &Word| a.has(Word::GRAPHEME) && a.span().end == b.start;
        let pair = i > 0 && near(&words[i - 1], &words[i]);
        let alone = !pair && !words.get(i + 1).is_some_and(|next| near(&words[i], next));
        let mut text = String::new();
        if pair {
            terms::term(document.lexicon.word(words[i - 1].lex), &mut text);
        }
        (pair || alone).then(|| {
            terms::term(document.lexicon.word(words[i].lex), &mut text);
            self.number(&text)
        })
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
        let mut position = self.open.next_position;
        for terms in &words {
            // A name that signs make of a word stands behind its parts.
            let signed = terms.iter().find(|term| terms::is_signed(term));
            let term = self.number(signed.unwrap_or(&terms[0]));
            self.open.add_positions(&[term], &mut position);
        }
        self.open.next_position = position + 1;
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
                let count = &mut self.open.get(number).count;
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
            self.open.get(number).count.name_weight += weight;
        }
    }
}

/// The name that signs round `word` make of it, if they do.
fn signed(document: &Document, word: &Word) -> Option<String> {
    let (start, end) = (word.start as usize, word.span().end as usize);
    let is_near = word.has(Word::TOUCHES) || document.plain[..start].ends_with(terms::SIGNS);
    is_near.then(|| terms::signed(&document.plain, start, end)).flatten()
}
