//! The labels of all concepts, and the automata that find them.
//!
//! A label is a sequence of word ids: words with the same key (see [`keys`](super::keys)) share
//! an id. In the automaton's text an id is four bytes, of which only the first has its high bit
//! set, so that a match begins and ends where words do. What the automaton finds is a candidate:
//! the coarsest equivalence that any label of the scheme asks for. [`matcher`](super::matcher)
//! then compares it with what its [`Entry`] asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::keys::{Keys, scheme_name};
use crate::diagnostics::Diagnostic;
use crate::model::{ConceptId, DocId, Kind, Map, Span};
use crate::parse::Document;
use crate::parse::document::Word;
use crate::parse::front_matter::Matching;
use crate::parse::words::Segmenter;

/// Bytes of one word id in an automaton's text.
pub(super) const CODE: usize = 4;

/// Labels of more words are no labels: it bounds the candidates at one place.
pub(super) const MAX_WORDS: usize = 24;

/// All labels of all concepts.
#[derive(Default)]
pub struct Vocabulary {
    /// In document order.
    pub concepts: Vec<Concept>,
    pub(super) schemes: Vec<Scheme>,
    pub(super) entries: Vec<Entry>,
    /// Tells vocabularies of one process apart, for what threads remember of them.
    pub(super) stamp: u64,
}

/// One concept.
#[derive(Clone, Debug)]
pub struct Concept {
    /// Its document.
    pub doc: DocId,
    /// Its language, the first part of its document's tag.
    pub lang: String,
    /// Its labels; the first is the preferred one.
    pub labels: Vec<Label>,
    /// Whether it asks for words near its labels.
    pub(super) has_near: bool,
}

impl Concept {
    /// The preferred label.
    pub fn pref_label(&self) -> &str {
        self.labels.first().map_or("", |label| &label.text)
    }

    /// The other labels for readers: not the misspellings.
    pub fn alt_labels(&self) -> impl Iterator<Item = &str> {
        let alternative = |label: &&Label| label.kind == LabelKind::Alternative;
        self.labels.iter().filter(alternative).map(|label| label.text.as_str())
    }
}

/// A way to name a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// As written.
    pub text: String,
    /// Preferred, alternative or hidden.
    pub kind: LabelKind,
    /// Where it is written, unless it comes from a heading or the file's name.
    pub span: Option<Span>,
    /// Whether it is compared as written.
    pub as_written: bool,
    /// Its words, folded; empty if it has none or too many to be found.
    pub(super) folded: Vec<String>,
}

/// What a label is to its concept, as SKOS has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelKind {
    /// The title.
    Preferred,
    /// An alias.
    Alternative,
    /// A misspelling.
    Hidden,
}

/// A language's automaton.
pub(super) struct Scheme {
    pub keys: Keys,
    /// Word ids, from 1, by key.
    pub ids: Map<String, u32>,
    pub automaton: AhoCorasick,
    /// By pattern: its words and its entries.
    pub patterns: Vec<(u32, Vec<u32>)>,
}

/// What a found phrase is to a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A label, by index into the concept's.
    Label(u32),
    /// A phrase that is not it.
    Except,
    /// A phrase of which one must be near.
    Near,
}

/// A phrase to find, and what it asks for beyond its words' keys.
pub(super) struct Entry {
    pub concept: ConceptId,
    pub role: Role,
    pub phrase: Phrase,
    pub as_written: bool,
}

/// A phrase taken apart.
pub(super) struct Phrase {
    /// Its words, folded.
    pub folded: Vec<String>,
    /// Its words as written, with one apostrophe.
    pub written: Vec<String>,
    /// What must stand before each word but the first, where that isn't just a space or hyphen.
    pub gaps: Vec<Option<String>>,
    /// Signs that must stand right before the first word (`.NET`).
    pub lead: String,
    /// Signs that must stand right after the last (`C++`).
    pub trail: String,
}

impl Vocabulary {
    /// The concept of document `doc`.
    pub fn of(&self, doc: DocId) -> Option<ConceptId> {
        self.concepts.binary_search_by_key(&doc, |concept| concept.doc).ok().map(ConceptId::new)
    }

    /// The labels that a phrase in language `lang` is a form of.
    pub(super) fn labels_like(&self, text: &str, lang: &str) -> Vec<(ConceptId, u32)> {
        let words = Phrase::new(text, &mut Segmenter::new(lang)).folded;
        let mut labels = Vec::new();
        let mut key = String::new();
        for scheme in &self.schemes {
            let ids: Vec<u32> = words.iter().map(|word| scheme.id(word, &mut key)).collect();
            if ids.is_empty() || ids.contains(&0) {
                continue;
            }
            let codes: Vec<u8> = ids.iter().flat_map(|&id| code(id)).collect();
            let whole = scheme
                .automaton
                .find_overlapping_iter(&codes)
                .find(|found| found.len() == codes.len());
            let Some(whole) = whole else { continue };
            for &number in &scheme.patterns[whole.pattern().as_usize()].1 {
                let entry = &self.entries[number as usize];
                if let Role::Label(label) = entry.role {
                    labels.push((entry.concept, label));
                }
            }
        }
        labels
    }

    /// The concept `id`.
    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.concepts[id.index()]
    }
}

/// Collects the labels of all concepts among `documents`. Tells of labels that several claim.
pub fn vocabulary(documents: &[Document]) -> (Vocabulary, Vec<Diagnostic>) {
    static STAMP: AtomicU64 = AtomicU64::new(1);
    let mut builder = Builder::default();
    for (number, document) in documents.iter().enumerate() {
        if document.kind == Kind::Concept {
            builder.concept(DocId::new(number), document);
        }
    }
    let diagnostics = builder.ambiguous(documents);
    let schemes = builder.schemes.into_iter().map(SchemeBuilder::build).collect();
    let stamp = STAMP.fetch_add(1, Ordering::Relaxed);
    let vocabulary =
        Vocabulary { concepts: builder.concepts, schemes, entries: builder.entries, stamp };
    (vocabulary, diagnostics)
}

#[derive(Default)]
struct Builder {
    /// By language.
    segmenters: BTreeMap<String, Segmenter>,
    concepts: Vec<Concept>,
    entries: Vec<Entry>,
    schemes: Vec<SchemeBuilder>,
}

impl Builder {
    fn concept(&mut self, doc: DocId, document: &Document) {
        let meta = &document.meta;
        let lang = document.lang.as_str();
        let mut segmenter = self.segmenters.remove(lang).unwrap_or_else(|| Segmenter::new(lang));
        let id = ConceptId::new(self.concepts.len());
        let scheme = self.scheme(scheme_name(lang, meta));
        for text in &meta.except {
            let phrase = Phrase::new(&text.text, &mut segmenter);
            let as_written = is_capitals(&text.text);
            self.entry(scheme, Entry { concept: id, role: Role::Except, phrase, as_written });
        }
        for text in &meta.near {
            let phrase = Phrase::new(&text.text, &mut segmenter);
            self.entry(scheme, Entry { concept: id, role: Role::Near, phrase, as_written: false });
        }
        let mut labels: Vec<Label> = Vec::new();
        let mut seen = BTreeSet::new();
        for (text, kind, span) in named(document) {
            let phrase = Phrase::new(text, &mut segmenter);
            let exact = |exact: &str| exact == text;
            let as_written = meta.matching == Matching::Exact
                || is_capitals(text)
                || meta.exact.iter().any(|label| exact(&label.text));
            let written = if as_written { phrase.written.clone() } else { Vec::new() };
            if !seen.insert((phrase.folded.clone(), phrase.gaps.clone(), written)) {
                continue;
            }
            let number = labels.len() as u32;
            let folded =
                if phrase.folded.len() <= MAX_WORDS { phrase.folded.clone() } else { Vec::new() };
            labels.push(Label { text: text.to_owned(), kind, span, as_written, folded });
            let role = Role::Label(number);
            self.entry(scheme, Entry { concept: id, role, phrase, as_written });
        }
        self.segmenters.insert(lang.to_owned(), segmenter);
        self.concepts.push(Concept {
            doc,
            lang: primary(lang).to_owned(),
            labels,
            has_near: !meta.near.is_empty(),
        });
    }

    fn scheme(&mut self, name: &'static str) -> usize {
        match self.schemes.iter().position(|scheme| scheme.name == name) {
            Some(at) => at,
            None => {
                self.schemes.push(SchemeBuilder {
                    name,
                    keys: Keys::of(name),
                    ids: Map::default(),
                    patterns: BTreeMap::new(),
                });
                self.schemes.len() - 1
            }
        }
    }

    fn entry(&mut self, scheme: usize, entry: Entry) {
        let number = self.entries.len() as u32;
        let scheme = &mut self.schemes[scheme];
        let folded = &entry.phrase.folded;
        if folded.is_empty() || folded.len() > MAX_WORDS {
            return;
        }
        scheme.pattern(folded, number);
        if entry.as_written {
            // The plural `s` of QBS is none to the language's rules.
            let mut plural = folded.clone();
            if let Some(last) = plural.last_mut() {
                last.push('s');
            }
            scheme.pattern(&plural, number);
        }
        self.entries.push(entry);
    }

    /// Labels that several concepts of one language claim, unless all but one ask for words near
    /// them.
    fn ambiguous(&self, documents: &[Document]) -> Vec<Diagnostic> {
        let excepted: BTreeSet<(ConceptId, &[String])> = self
            .entries
            .iter()
            .filter(|entry| entry.role == Role::Except)
            .map(|entry| (entry.concept, entry.phrase.folded.as_slice()))
            .collect();
        let mut claims: BTreeMap<Claimed<'_>, Vec<(ConceptId, u32)>> = BTreeMap::new();
        for entry in &self.entries {
            let Role::Label(label) = entry.role else { continue };
            let concept = &self.concepts[entry.concept.index()];
            let folded = entry.phrase.folded.as_slice();
            let hidden = concept.labels[label as usize].kind == LabelKind::Hidden;
            if hidden || excepted.contains(&(entry.concept, folded)) {
                continue;
            }
            let written =
                if entry.as_written { concept.labels[label as usize].text.as_str() } else { "" };
            claims
                .entry((&concept.lang, folded, written))
                .or_default()
                .push((entry.concept, label));
        }
        let mut diagnostics = Vec::new();
        for claimants in claims.values_mut() {
            claimants.dedup_by_key(|(concept, _)| *concept);
            let near = claimants.iter().filter(|(c, _)| self.concepts[c.index()].has_near).count();
            if claimants.len() < 2 || near + 1 >= claimants.len() {
                continue;
            }
            let (first, label) = claimants[0];
            let concept = &self.concepts[first.index()];
            let label = &concept.labels[label as usize];
            let paths: Vec<&str> = claimants
                .iter()
                .map(|(c, _)| documents[self.concepts[c.index()].doc.index()].path.as_str())
                .collect();
            let file = &documents[concept.doc.index()].path;
            diagnostics.push(Diagnostic::ambiguous_label(file, label.span, &label.text, &paths));
        }
        diagnostics
    }
}

/// What concepts may claim together: a language, folded words, and how they are written where
/// that counts.
type Claimed<'a> = (&'a str, &'a [String], &'a str);

/// A concept's names with their kinds, the preferred label first.
fn named(document: &Document) -> Vec<(&str, LabelKind, Option<Span>)> {
    let meta = &document.meta;
    let title = meta.title.as_ref().filter(|title| !title.text.is_empty());
    let mut names =
        vec![(document.title.as_str(), LabelKind::Preferred, title.map(|title| title.span))];
    for (texts, kind) in [
        (&meta.aliases, LabelKind::Alternative),
        (&meta.exact, LabelKind::Alternative),
        (&meta.misspellings, LabelKind::Hidden),
    ] {
        names.extend(texts.iter().map(|text| (text.text.as_str(), kind, Some(text.span))));
    }
    names
}

/// The first part of a language tag.
pub(super) fn primary(lang: &str) -> &str {
    lang.split(['-', '_']).next().unwrap_or("")
}

/// Whether a label is in capitals: two capital letters at least, and no small one.
fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 2 && !text.chars().any(char::is_lowercase)
}

impl Phrase {
    fn new(text: &str, segmenter: &mut Segmenter) -> Self {
        let mut words = Vec::new();
        segmenter.block(text, 0, &[], &[], &mut words);
        let lexicon = segmenter.lexicon();
        let gaps = words
            .windows(2)
            .map(|pair| {
                let gap = &text[pair[0].span().range().end..pair[1].start as usize];
                (!pair[1].has(Word::JOINED)).then(|| bare_gap(gap))
            })
            .collect();
        let edge = |c: char| matches!(c, '$' | '€' | '£' | '+' | '#' | '@' | '_' | '.');
        let start = words.first().map_or(0, |word| word.start as usize);
        let end = words.last().map_or(text.len(), |word| (word.start + word.len) as usize);
        let lead = text[..start].trim_start_matches(|c| !edge(c));
        let lead = if lead.chars().all(edge) { lead } else { "" };
        let trail_len = text[end..].find(|c| !edge(c)).unwrap_or(text.len() - end);
        let trail = text[end..end + trail_len].trim_end_matches('.');
        Self {
            folded: words.iter().map(|word| lexicon.word(word.lex).to_owned()).collect(),
            written: words.iter().map(|word| written(word.span().of(text))).collect(),
            gaps,
            lead: lead.to_owned(),
            trail: trail.to_owned(),
        }
    }
}

/// A gap without its white space, with one form of each mark.
pub(super) fn bare_gap(gap: &str) -> String {
    let marks = gap.chars().map(crate::model::fold::plain_punctuation);
    marks.filter(|c| !c.is_whitespace()).collect()
}

/// A word as it is compared where case counts: NFKC, one apostrophe.
pub(super) fn written(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    if word.is_ascii() {
        return word.to_owned();
    }
    word.chars()
        .filter(|&c| c != '\u{ad}')
        .nfkc()
        .map(crate::model::fold::plain_punctuation)
        .collect()
}

struct SchemeBuilder {
    name: &'static str,
    keys: Keys,
    ids: Map<String, u32>,
    /// Entries by word ids.
    patterns: BTreeMap<Vec<u32>, Vec<u32>>,
}

impl SchemeBuilder {
    /// Finds `words` on behalf of `entry`.
    fn pattern(&mut self, words: &[String], entry: u32) {
        let mut key = String::new();
        let ids = words.iter().map(|word| {
            key.clear();
            self.keys.key(word, &mut key);
            let next = self.ids.len() as u32 + 1;
            *self.ids.entry(key.clone()).or_insert(next)
        });
        let entries = self.patterns.entry(ids.collect()).or_default();
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }

    fn build(self) -> Scheme {
        let codes: Vec<Vec<u8>> =
            self.patterns.keys().map(|ids| ids.iter().flat_map(|&id| code(id)).collect()).collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(&codes)
            .expect("no vocabulary has 2^31 bytes of labels");
        let patterns =
            self.patterns.into_iter().map(|(ids, entries)| (ids.len() as u32, entries)).collect();
        Scheme { keys: self.keys, ids: self.ids, automaton, patterns }
    }
}

impl Scheme {
    /// The id of the words with the key of `word`, folded; 0 if no label has one.
    pub fn id(&self, word: &str, key: &mut String) -> u32 {
        key.clear();
        self.keys.key(word, key);
        self.ids.get(key.as_str()).copied().unwrap_or(0)
    }
}

/// A word id in an automaton's text: 7 bits a byte, the first marked.
pub(super) fn code(id: u32) -> [u8; CODE] {
    let part = |shift: u32| (id >> shift) as u8 & 0x7f;
    [part(21) | 0x80, part(14), part(7), part(0)]
}
