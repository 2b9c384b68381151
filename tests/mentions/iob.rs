//! Mentions against a gold standard: a list of terms and annotated text, both as annotators
//! publish them, and how much of it an exact dictionary finds and how much topoi does.
//!
//! A list has a term a line, and whatever follows a tab is left out. Annotated text has a token a
//! line, a tab, and `B`, `I` or `O` (perhaps with a type, `B-TERM`); an empty line ends a sentence.
//! Lists are often lower-cased, so a term is taken in the ways in which the text writes it where it
//! is annotated with it: what is in capitals there (`NGO`) is compared as written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use topoi::concepts::{Linking, explain, vocabulary};
use topoi::model::{RelPath, SourceFile};
use topoi::parse::{Document, ParseOptions, parse};

/// Tokens `from..to` of a text.
pub type Span = (usize, usize);

/// An annotated text.
#[derive(Default)]
pub struct Annotated {
    /// Its tokens.
    pub tokens: Vec<String>,
    /// Where its sentences end.
    pub ends: BTreeSet<usize>,
    /// What annotators marked.
    pub gold: BTreeSet<Span>,
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    pub right: usize,
    pub found: usize,
    pub gold: usize,
}

impl Score {
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.gold.max(1) as f64
    }
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
    pub fn add(&mut self, gold: &BTreeSet<Span>, found: &BTreeSet<Span>) {
        self.right += gold.intersection(found).count();
        self.found += found.len();
        self.gold += gold.len();
    }
}

/// The terms of a list.
pub fn terms(list: &str) -> BTreeSet<String> {
    let term = |line: &str| line.split('\t').next().unwrap_or("").trim().to_owned();
    list.lines().map(term).filter(|term| !term.is_empty()).collect()
}

/// An annotated text.
pub fn annotated(text: &str) -> Annotated {
    let mut read = Annotated::default();
    let mut open = None;
    for line in text.lines() {
        let (token, tag) = line.rsplit_once('\t').unwrap_or((line, "O"));
        let at = read.tokens.len();
        if !tag.starts_with('I')
            && let Some(start) = open.take()
        {
            read.gold.insert((start, at));
        }
        if token.trim().is_empty() {
            read.ends.insert(at);
            continue;
        }
        if tag.starts_with('B') {
            open = Some(at);
        }
        read.tokens.push(token.to_owned());
    }
    if let Some(start) = open {
        read.gold.insert((start, read.tokens.len()));
    }
    read.ends.insert(read.tokens.len());
    read
}

/// Each of `terms` in the ways in which `texts` write it where they are annotated with it.
pub fn as_written(terms: &BTreeSet<String>, texts: &[Annotated]) -> Vec<String> {
    let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for text in texts {
        for &(start, end) in &text.gold {
            let form = text.tokens[start..end].join(" ");
            forms.entry(form.to_lowercase()).or_default().insert(form);
        }
    }
    let forms = |term: &String| match forms.get(&term.to_lowercase()) {
        Some(forms) => forms.iter().cloned().collect(),
        None => vec![term.clone()],
    };
    terms.iter().flat_map(forms).collect()
}

/// What an exact dictionary finds: terms in any case, but for those in capitals, the leftmost and
/// longest. A hyphen is a space to it, as to topoi, so that all that differs is inflection.
pub fn exact(terms: &[String], text: &Annotated) -> BTreeSet<Span> {
    let is_capitals =
        |term: &str| term.chars().any(char::is_uppercase) && term.to_uppercase() == term;
    let split = |term: &str| -> Vec<String> {
        term.split([' ', '-']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (written, folded): (Vec<&String>, Vec<&String>) =
        terms.iter().partition(|t| is_capitals(t));
    let written: BTreeSet<Vec<String>> = written.into_iter().map(|term| split(term)).collect();
    let folded: BTreeSet<Vec<String>> =
        folded.into_iter().map(|term| split(&term.to_lowercase())).collect();
    let longest = written.iter().chain(&folded).map(Vec::len).max().unwrap_or(0);
    // Words with the tokens that they stand in.
    let words: Vec<(String, usize)> = text
        .tokens
        .iter()
        .enumerate()
        .flat_map(|(token, text)| split(text).into_iter().map(move |word| (word, token)))
        .collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < words.len() {
        let end = *text.ends.range(words[at].1 + 1..).next().expect("an end after each token");
        let rest = &words[at..(at + longest).min(words.len())];
        let rest = &rest[..rest.partition_point(|&(_, token)| token < end)];
        let fits = |&length: &usize| {
            let written_here: Vec<String> =
                rest[..length].iter().map(|(word, _)| word.clone()).collect();
            let lower: Vec<String> = written_here.iter().map(|word| word.to_lowercase()).collect();
            written.contains(&written_here) || folded.contains(&lower)
        };
        match (1..=rest.len()).rev().find(fits) {
            Some(length) => {
                found.insert((words[at].1, words[at + length - 1].1 + 1));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn document(path: &str, text: String) -> Arc<Document> {
    let path = RelPath::new(path);
    let file = SourceFile::new(path.clone(), path, text);
    Arc::new(parse(&file, None, &ParseOptions::default()).0.expect("a document"))
}

/// What topoi finds, each term being a concept, with labels that are matched as `matching` says.
pub fn topoi(terms: &[String], texts: &[Annotated], matching: &str) -> Vec<BTreeSet<Span>> {
    // What topoi reads as one label (cold call, cold-call) is one concept.
    let mut names: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for term in terms {
        let words: Vec<String> = term.split([' ', '-']).map(str::to_lowercase).collect();
        let words: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        names.entry(words.join(" ")).or_default().push(term);
    }
    let concept = |(number, names): (usize, &Vec<&String>)| {
        let names = serde_json::to_string(names).expect("text is JSON");
        let text = format!(
            "---\n{{kind: concept, match: {matching}, title: T{number}T, aliases: {names}}}\n---\n"
        );
        document(&format!("c{number:05}.md"), text)
    };
    let concepts: Vec<Arc<Document>> = names.values().enumerate().map(concept).collect();
    let (vocabulary, _) = vocabulary(&concepts);
    let found = |text: &Annotated| {
        let document = document("text.md", body(text));
        let found = explain(&vocabulary, &document, None, &Linking::default(), &[]);
        let places = places(&document.plain, &text.tokens);
        let token = |offset: u32| places.partition_point(|&(_, end)| end <= offset as usize);
        let span = |span: topoi::model::Span| (token(span.start), token(span.end - 1) + 1);
        found.mentions.iter().map(|mention| span(mention.plain)).collect()
    };
    texts.iter().map(found).collect()
}

/// A text as Markdown that means just its tokens.
fn body(text: &Annotated) -> String {
    let mut out = String::new();
    for (at, token) in text.tokens.iter().enumerate() {
        // Words keep the hyphens and apostrophes in them.
        let inside = |at: usize| 0 < at && at + 1 < token.len();
        for (place, c) in token.char_indices() {
            let plain = matches!(c, '\'' | ',' | '.' | '?' | '/' | '-') && inside(place);
            if c.is_ascii_punctuation() && !plain {
                out.push('\\');
            }
            out.push(c);
        }
        out.push_str(if text.ends.contains(&(at + 1)) { "\n\n" } else { " " });
    }
    out
}

/// Where tokens stand in `plain`, in bytes.
fn places(plain: &str, tokens: &[String]) -> Vec<(usize, usize)> {
    let mut at = 0;
    let place = |token: &String| {
        let blank = plain[at..].len() - plain[at..].trim_start().len();
        let start = at + blank;
        // A token that is drawn otherwise is passed over; the next is found behind it.
        let near = plain[start..].char_indices().take(40).map(|(offset, _)| start + offset);
        match near.into_iter().find(|&start| plain[start..].starts_with(token.as_str())) {
            Some(start) => {
                at = start + token.len();
                (start, at)
            }
            None => (at, at),
        }
    };
    tokens.iter().map(place).collect()
}
