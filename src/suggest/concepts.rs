//! Concepts that the articles call for and nobody has curated.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::keyphrases::candidates::Candidates;
use super::keyphrases::words::{Form, Tag, class};
use super::keyphrases::{FOREST, surface_in};
use super::texts::{Text, key_of, known_names};
use super::{Place, Proposal, ProposalKind, aliases};
use crate::concepts::source_kind;
use crate::links::Target;
use crate::model::{DocId, Kind, Map, Set};
use crate::parse::document::LinkKind;
use crate::site::Site;

/// Candidates of one text that are looked at.
const MOST_OF_A_TEXT: usize = 150;

/// What a candidate is worth that documents refer to by name, for each document.
const WANTED: f32 = 3.0;

/// What a curated document's words count, beside an article's.
const CURATED: f32 = 0.5;

/// The score from which on a candidate is proposed, or named in proposals of other kinds.
const NAMED: f32 = 0.02;

/// A phrase that may be a concept's name.
#[derive(Default)]
struct Candidate {
    /// Forms with the number of their occurrences.
    forms: Vec<(String, usize)>,
    score: f32,
    /// Articles that have it.
    articles: u32,
    places: Vec<Place>,
    /// The form under which documents refer to it.
    wanted: Option<String>,
}

/// All candidates, and all names that are known.
pub(super) struct Found {
    /// By key.
    candidates: BTreeMap<String, Candidate>,
    /// By key: the title of what it names.
    pub known: Map<String, String>,
    /// By key of a long form: short forms.
    short: BTreeMap<String, Vec<String>>,
}

impl Found {
    pub(super) fn new(site: &Site, texts: &[Text<'_>]) -> Self {
        let known = known_names(site);
        let source = source_kind(&site.documents);
        let counted: Vec<Vec<Row>> = texts
            .par_iter()
            .map(|text| if is_counted(text, source) { of_text(text) } else { Vec::new() })
            .collect();
        let mut candidates: BTreeMap<String, Candidate> = BTreeMap::new();
        for (text, rows) in texts.iter().zip(counted) {
            let article = text.document.kind == source;
            for Row { key, score, form, count, place } in rows {
                if known.contains_key(&key) {
                    continue;
                }
                let candidate = candidates.entry(key).or_default();
                candidate.score += if article { score } else { score * CURATED };
                candidate.articles += u32::from(article);
                match candidate.forms.iter_mut().find(|(known, _)| *known == form) {
                    Some((_, all)) => *all += count,
                    None => candidate.forms.push((form, count)),
                }
                match article {
                    true => candidate.places.insert(candidate.articles as usize - 1, place),
                    false => candidate.places.push(place),
                }
            }
        }
        for (name, key, place) in wanted(site) {
            if known.contains_key(&key) {
                continue;
            }
            let candidate = candidates.entry(key).or_default();
            candidate.score += WANTED;
            candidate.places.push(place);
            candidate.wanted.get_or_insert(name);
        }
        let mut short: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in aliases::abbreviations(texts) {
            let forms = short.entry(pair.key).or_default();
            if !forms.contains(&pair.short) {
                forms.push(pair.short);
            }
        }
        Self { candidates, known, short }
    }

    /// What `key` names: a document's title, or a candidate that is good enough.
    pub(super) fn name(&self, key: &str) -> Option<String> {
        self.known.get(key).cloned().or_else(|| {
            let candidate = self.candidates.get(key)?;
            (candidate.score >= NAMED).then(|| candidate.name())
        })
    }

    /// The concepts, surest first.
    pub(super) fn proposals(&self, site: &Site) -> Vec<Proposal> {
        let authors: Vec<String> = site
            .documents
            .iter()
            .flat_map(|document| document.meta.authors.iter().map(|name| (name, &document.lang)))
            .flat_map(|(name, lang)| {
                let last = name.text.split_whitespace().last().unwrap_or("").to_owned();
                [key_of(&name.text, lang), key_of(&last, lang)]
            })
            .collect();
        let surnames: Set<&str> =
            authors.iter().filter(|key| !key.contains(' ')).map(String::as_str).collect();
        let short: Vec<&String> = self.short.values().flatten().collect();
        self.candidates
            .iter()
            .filter(|(key, _)| {
                let mut words = key.split(' ');
                !authors.contains(key) && words.all(|word| !surnames.contains(word))
            })
            .filter(|(_, candidate)| candidate.score >= NAMED)
            .filter(|(_, candidate)| candidate.forms.iter().all(|(form, _)| !short.contains(&form)))
            .map(|(key, candidate)| Proposal {
                kind: ProposalKind::Concept,
                label: candidate.name(),
                of: Vec::new(),
                relation: None,
                aliases: self.short.get(key).cloned().unwrap_or_default(),
                score: candidate.score,
                places: candidate.places.clone(),
            })
            .collect()
    }
}

impl Candidate {
    /// The form under which it is referred to, else the one it has most often.
    fn name(&self) -> String {
        if let Some(wanted) = &self.wanted {
            return wanted.clone();
        }
        let most = self.forms.iter().map(|(_, count)| *count).max();
        let best = self.forms.iter().find(|(_, count)| Some(*count) == most);
        best.map_or_else(String::new, |(form, _)| form.clone())
    }
}

/// Articles, and what is curated from them; not the home page and its like.
fn is_counted(text: &Text<'_>, source: Kind) -> bool {
    let kind = text.document.kind;
    kind == source || matches!(kind, Kind::Concept | Kind::Principle | Kind::Contrast)
}

/// A candidate in one text.
struct Row {
    key: String,
    score: f32,
    form: String,
    count: usize,
    place: Place,
}

/// What a candidate gains where it stands in a title or heading, beside other words.
const TITLED: f32 = 0.3;

/// What it gains where a sentence says what it is.
const DEFINED: f32 = 0.5;

/// The candidates of a text.
fn of_text(text: &Text<'_>) -> Vec<Row> {
    let tokens = &text.tokens;
    let candidates = Candidates::new(tokens);
    let rows = candidates.features(tokens);
    let blocks: Vec<&str> = text.blocks.iter().map(|(_, text)| *text).collect();
    let mut scored: Vec<(f32, usize)> =
        rows.iter().enumerate().map(|(number, row)| (FOREST.sum(row), number)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(MOST_OF_A_TEXT);
    let mut found = Vec::new();
    for (score, number) in scored {
        let candidate = &candidates.all[number];
        let len = candidate.stems.len();
        let in_heading = |at: &&u32| tokens.headings[tokens.tokens[**at as usize].block as usize];
        let headings = candidate.at.iter().filter(in_heading).count();
        // What stands in titles alone is a turn of phrase of theirs.
        if candidate.at.len() == headings || is_general(text, candidate.at[0] as usize, len) {
            continue;
        }
        let first = candidate.at.iter().find(|at| !in_heading(at)).copied().unwrap_or_default();
        let defined = candidate.at.iter().any(|&at| is_defined(text, at as usize, len));
        let probability = 1.0 / (1.0 + libm::expf(-score));
        found.push(Row {
            key: text.key(first as usize..first as usize + len),
            score: probability
                + if headings > 0 { TITLED } else { 0.0 }
                + if defined { DEFINED } else { 0.0 },
            form: surface_in(tokens, &blocks, candidate),
            count: candidate.at.len(),
            place: text.place(text.sentence_of(first as usize)),
        });
    }
    found
}

/// Whether a candidate is one word that says little or is as often a verb, or begins with a verb.
fn is_general(text: &Text<'_>, first: usize, len: usize) -> bool {
    let of = |at: usize| text.tokens.word(&text.tokens.tokens[at]).known;
    let little = class::GENERIC_NOUN | class::NOUN_VERB | class::VERB | class::GENERIC_ADJECTIVE;
    let verb = of(first).classes & class::VERB != 0 && of(first).form == Form::Base;
    verb || (len == 1 && (of(first).classes & little != 0 || of(first).tag == Tag::Participle))
}

/// Whether a sentence begins with the candidate and goes on with what it is.
fn is_defined(text: &Text<'_>, at: usize, len: usize) -> bool {
    let tokens = &text.tokens.tokens;
    let opens = tokens[at].first
        || (at > 0 && tokens[at - 1].first && {
            matches!(text.lower(&tokens[at - 1]), "a" | "an" | "the")
        });
    let next = tokens.get(at + len).filter(|next| !next.parted);
    opens && next.is_some_and(|next| matches!(text.lower(next), "is" | "are" | "means"))
}

/// Names that documents refer to where nothing is: name, key, where.
fn wanted(site: &Site) -> Vec<(String, String, Place)> {
    let mut found = Vec::new();
    for (number, document) in site.documents.iter().enumerate() {
        let doc = DocId::new(number);
        let meta = &document.meta;
        let mut want = |name: &str, block: Option<u32>, quote: String| {
            if let Some(name) = concept_name(name) {
                let key = key_of(&name, &document.lang);
                found.push((name, key, Place { doc, block, quote }));
            }
        };
        let related = meta.relations.iter().flat_map(|relation| &relation.targets);
        let named = meta.concepts.iter().chain(&meta.members).chain(&meta.between).chain(related);
        for name in named {
            let target = crate::evidence::reference(&site.names, document, &name.text).path;
            if site.names.find_kind(&target, document, Kind::Concept).doc().is_none() {
                want(&target, None, name.text.clone());
            }
        }
        for (link, target) in document.links.iter().zip(&site.links.targets[number]) {
            let page = matches!(link.kind, LinkKind::Wiki | LinkKind::Markdown);
            if page && *target == Target::Missing && !link.target.is_empty() {
                let quote = link.plain.of(&document.plain).to_owned();
                want(&link.target, link.block, quote);
            }
        }
    }
    found.dedup_by(|a, b| a.1 == b.1 && a.2.doc == b.2.doc);
    found
}

/// The name that a target says: its file's name, hyphens as spaces; none that is no page's or too
/// long for a concept's.
fn concept_name(target: &str) -> Option<String> {
    let name = target.trim().rsplit('/').next()?;
    let name = name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(name);
    let name = name.replace(['-', '_'], " ");
    let words = name.split_whitespace().count();
    (1..=4).contains(&words).then_some(name).filter(|name| !name.contains('.'))
}

/// The concepts that a principle with this title is likely filed under: those whose
/// labels stand in it, then those that stand in the same passages as these, at most `most`.
pub fn likely_concepts(site: &Site, title: &str, most: usize) -> Vec<DocId> {
    let lang = &site.config.language;
    let words: Vec<&str> = title.split_whitespace().collect();
    let mut found: Vec<DocId> = Vec::new();
    for len in (1..=words.len().min(5)).rev() {
        for run in words.windows(len) {
            let run = run.join(" ");
            let phrase = run.trim_matches(|c: char| !c.is_alphanumeric());
            for (concept, _) in site.vocabulary.labels_like(phrase, lang) {
                let doc = site.vocabulary.concept(concept).doc;
                if !found.contains(&doc) {
                    found.push(doc);
                }
            }
        }
    }
    for doc in found.clone() {
        for (other, _) in site.graph.cooccurring(doc).into_iter().take(2) {
            if !found.contains(&other) {
                found.push(other);
            }
        }
    }
    found.truncate(most);
    found
}
