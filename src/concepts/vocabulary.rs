//! The labels of all concepts, and the automata that find them.
//!
//! A label is a sequence of word ids: words with the same key (see [`keys`](super::keys)) share
//! an id. In the automaton's text an id is four bytes, of which only the first has its high bit
//! set, so that a match begins and ends where words do. What the automaton finds is a candidate:
//! the coarsest equivalence that any label of the scheme asks for. [`matcher`](super::matcher)
//! then compares it with what its [`Entry`] asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::english;
use super::keys::{Keys, scheme_name};
use super::phrase::{PART, Phrase, is_capitals};
use crate::diagnostics::Diagnostic;
use crate::model::{ConceptId, DocId, Kind, Map, Set, Span};
use crate::parse::Document;
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
    /// Its entry, unless it has no word or too many to be found.
    pub(super) entry: Option<u32>,
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
    /// By word id: where in patterns the word stands; nowhere for id 0.
    roles: Vec<u8>,
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
    /// Whether its words have the forms that [`forms`](super::forms) tells: fewer than those with
    /// their keys.
    pub english: bool,
}

impl Entry {
    fn new(concept: ConceptId, role: Role, phrase: Phrase, as_written: bool) -> Self {
        Self { concept, role, phrase, as_written, english: false }
    }
}

impl Vocabulary {
    /// The concept of document `doc`.
    pub fn of(&self, doc: DocId) -> Option<ConceptId> {
        self.concepts.binary_search_by_key(&doc, |concept| concept.doc).ok().map(ConceptId::new)
    }

    /// The labels that a phrase in language `lang` is a form of.
    pub fn labels_like(&self, text: &str, lang: &str) -> Vec<(ConceptId, u32)> {
        let phrase = Phrase::new(text, false, &mut Segmenter::new(lang));
        let mut labels = Vec::new();
        let mut key = String::new();
        for scheme in &self.schemes {
            let ids: Vec<u32> = phrase.words().map(|word| scheme.id(word, &mut key)).collect();
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
pub fn vocabulary(documents: &[Arc<Document>]) -> (Vocabulary, Vec<Diagnostic>) {
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
            let as_written = is_capitals(&text.text);
            let phrase = Phrase::new(&text.text, as_written, &mut segmenter);
            self.entry(scheme, Entry::new(id, Role::Except, phrase, as_written));
        }
        for text in &meta.near {
            let phrase = Phrase::new(&text.text, false, &mut segmenter);
            self.entry(scheme, Entry::new(id, Role::Near, phrase, false));
        }
        let mut labels: Vec<Label> = Vec::new();
        let mut seen: BTreeSet<(bool, Phrase)> = BTreeSet::new();
        for (text, kind, span) in named(document) {
            let as_written = meta.matching == Matching::Exact
                || is_capitals(text)
                || meta.exact.iter().any(|label| label.text == text);
            let phrase = Phrase::new(text, as_written, &mut segmenter);
            if !seen.insert((as_written, phrase.clone())) {
                continue;
            }
            let role = Role::Label(labels.len() as u32);
            let entry = self.entry(scheme, Entry::new(id, role, phrase, as_written));
            labels.push(Label { text: text.to_owned(), kind, span, as_written, entry });
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

    /// Adds an entry and gives its number, unless no text can match it.
    fn entry(&mut self, scheme: usize, mut entry: Entry) -> Option<u32> {
        let number = self.entries.len() as u32;
        let scheme = &mut self.schemes[scheme];
        if entry.phrase.len() == 0 || entry.phrase.len() > MAX_WORDS {
            return None;
        }
        scheme.pattern(entry.phrase.words(), number);
        if entry.as_written {
            // The plural `s` of QBS is none to the language's rules; that of one letter is another
            // word: As, Is.
            if entry.phrase.folded.chars().nth(1).is_some() {
                let plural = format!("{}s", entry.phrase.folded);
                scheme.pattern(plural.split(PART), number);
            }
        } else if scheme.name == "en" {
            let words = || entry.phrase.words();
            entry.english = true;
            if words().any(|word| english::further_form(word).is_some()) {
                let further = |word| english::further_form(word).unwrap_or(word);
                scheme.pattern(words().map(further), number);
            }
        }
        self.entries.push(entry);
        Some(number)
    }

    /// Labels that several concepts of one language claim, unless all but one ask for words near
    /// them.
    fn ambiguous(&self, documents: &[Arc<Document>]) -> Vec<Diagnostic> {
        let excepted: Set<(ConceptId, &str)> = self
            .entries
            .iter()
            .filter(|entry| entry.role == Role::Except)
            .map(|entry| (entry.concept, &*entry.phrase.folded))
            .collect();
        let mut first: Map<Claimed<'_>, (ConceptId, u32)> = Map::default();
        let mut claims: BTreeMap<Claimed<'_>, Vec<(ConceptId, u32)>> = BTreeMap::new();
        for entry in &self.entries {
            let Role::Label(label) = entry.role else { continue };
            let concept = &self.concepts[entry.concept.index()];
            let folded = &*entry.phrase.folded;
            if excepted.contains(&(entry.concept, folded)) {
                continue;
            }
            let claimed = (concept.lang.as_str(), folded, &*entry.phrase.written);
            let claim = (entry.concept, label);
            let earlier = *first.entry(claimed).or_insert(claim);
            if earlier != claim {
                claims.entry(claimed).or_insert_with(|| vec![earlier]).push(claim);
            }
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
type Claimed<'a> = (&'a str, &'a str, &'a str);

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

struct SchemeBuilder {
    name: &'static str,
    keys: Keys,
    ids: Map<String, u32>,
    /// Entries by word ids.
    patterns: BTreeMap<Vec<u32>, Vec<u32>>,
}

impl SchemeBuilder {
    /// Finds `words` on behalf of `entry`.
    fn pattern<'a>(&mut self, words: impl Iterator<Item = &'a str>, entry: u32) {
        let mut key = String::new();
        let ids = words.map(|word| {
            key.clear();
            self.keys.key(word, &mut key);
            self.ids.get(key.as_str()).copied().unwrap_or_else(|| {
                let id = self.ids.len() as u32 + 1;
                self.ids.insert(key.clone(), id);
                id
            })
        });
        let entries = self.patterns.entry(ids.collect()).or_default();
        // Entries come in order; an entry in capitals comes twice.
        if entries.last() != Some(&entry) {
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
        let mut roles = vec![0; self.ids.len() + 1];
        for ids in self.patterns.keys() {
            roles[ids[0] as usize] |= if ids.len() == 1 { Scheme::ALONE } else { Scheme::STARTS };
            ids[1..].iter().for_each(|&id| roles[id as usize] |= Scheme::INNER);
        }
        let patterns =
            self.patterns.into_iter().map(|(ids, entries)| (ids.len() as u32, entries)).collect();
        Scheme { keys: self.keys, ids: self.ids, automaton, patterns, roles }
    }
}

impl Scheme {
    /// The word is a pattern by itself.
    pub const ALONE: u8 = 1;
    /// It begins a longer one.
    pub const STARTS: u8 = 2;
    /// It goes on with one.
    pub const INNER: u8 = 4;

    /// Where in patterns the word with `id` stands: the constants above.
    pub fn role(&self, id: u32) -> u8 {
        self.roles[id as usize]
    }

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
