//! The baseline: faults that were there when checking began, so that an old handbook can start
//! strict today. Only what is not in it counts.
//!
//! A fault is known again by a [`fingerprint`](fingerprints) of its code, its file, the names in
//! its message, the text of its line, and its number among those that agree in all of these. It
//! stays the same when lines move, and when another release says the same in other words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Diagnostic;
use super::format::Texts;
use crate::model::hash;
use crate::model::{Map, Span};

/// The version of the format.
const VERSION: u32 = 1;

/// Known faults, by fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<String, Entry>,
}

/// One fault, as people who read the file want it. Only the fingerprint is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    file: String,
    code: String,
    about: String,
    fingerprint: String,
}

#[derive(Deserialize)]
struct Written {
    version: u32,
    faults: Vec<Entry>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// What is wrong with it, when it is no JSON of this form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if written.version != VERSION {
            return Err(format!("its version is {}, and {VERSION} is known", written.version));
        }
        let known = written.faults.into_iter().map(|entry| (entry.fingerprint.clone(), entry));
        Ok(Self { known: known.collect() })
    }

    /// The baseline of these faults.
    pub fn of(diagnostics: &[Diagnostic], texts: &Texts<'_>) -> Self {
        let prints = fingerprints(diagnostics, texts);
        let entry = |(fault, fingerprint): (&Diagnostic, String)| {
            let about = names(&fault.message).join(", ");
            let (file, code) = (fault.file.as_str().to_owned(), fault.code.info().name.to_owned());
            (fingerprint.clone(), Entry { file, code, about, fingerprint })
        };
        Self { known: diagnostics.iter().zip(prints).map(entry).collect() }
    }

    /// JSON, one fault a line, sorted by file.
    pub fn to_json(&self) -> String {
        let mut entries: Vec<&Entry> = self.known.values().collect();
        entries.sort();
        let lines: Vec<String> = entries
            .iter()
            .map(|entry| format!("\n    {}", serde_json::to_string(entry).expect("plain text")))
            .collect();
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!("{{\n  \"version\": {VERSION},\n  \"faults\": [{}{end}]\n}}\n", lines.join(","))
    }

    /// Takes known faults out of `diagnostics`. Gives how many there were.
    pub fn take_known(&self, diagnostics: &mut Vec<Diagnostic>, texts: &Texts<'_>) -> usize {
        let before = diagnostics.len();
        let mut prints = fingerprints(diagnostics, texts).into_iter();
        diagnostics.retain(|diagnostic| {
            let print = prints.next().expect("one for each diagnostic");
            diagnostic.is_fault() || !self.known.contains_key(&print)
        });
        before - diagnostics.len()
    }

    /// Number of faults.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

/// A fingerprint of each diagnostic: 16 hex digits of a SHA-256.
pub fn fingerprints(diagnostics: &[Diagnostic], texts: &Texts<'_>) -> Vec<String> {
    let mut seen: Map<String, usize> = Map::default();
    diagnostics
        .iter()
        .map(|fault| {
            let mut subject = format!("{}\n{}\n", fault.code.info().name, fault.file);
            subject.push_str(&names(&fault.message).join("\n"));
            if let Some((text, span)) = texts.get(&fault.file).zip(fault.span) {
                subject.push_str("\n\n");
                subject.extend(line(text, span).split_whitespace().flat_map(|word| [word, " "]));
            }
            let number = seen.entry(subject.clone()).or_default();
            *number += 1;
            hash::hex(format!("{subject}\n\n{number}").as_bytes(), 8)
        })
        .collect()
}

/// The names in a message: what stands between backticks.
fn names(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// The line that `span` begins in; of a very long one what stands near.
fn line(text: &str, span: Span) -> &str {
    const NEAR: usize = 2048;
    let start = text.floor_char_boundary(span.start as usize);
    let near = text.floor_char_boundary(start.saturating_sub(NEAR));
    let far = text.ceil_char_boundary((start + NEAR).min(text.len()));
    let from = text[near..start].rfind('\n').map_or(near, |i| near + i + 1);
    let to = text[start..far].find('\n').map_or(far, |i| start + i);
    &text[from..to]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn broken(path: &RelPath, text: &str) -> Vec<Diagnostic> {
        text.match_indices("[[")
            .map(|(at, _)| {
                let target = text[at + 2..].split(']').next().unwrap_or("");
                Diagnostic::broken_link(path, Span::new(at, at + 2), false, target, "")
            })
            .collect()
    }

    fn new(old: &str, now: &str) -> (Vec<String>, usize) {
        let path = RelPath::new("a.md");
        let old_texts: Texts<'_> = [(&path, old)].into_iter().collect();
        let baseline = Baseline::of(&broken(&path, old), &old_texts);
        let baseline = Baseline::parse(&baseline.to_json()).expect("its own form");
        let texts: Texts<'_> = [(&path, now)].into_iter().collect();
        let mut faults = broken(&path, now);
        let known = baseline.take_known(&mut faults, &texts);
        (faults.into_iter().map(|fault| fault.message).collect(), baseline.len() - known)
    }

    #[test]
    fn knows_faults_again_when_lines_move() {
        assert_eq!(new("[[x]] a\n\n[[y]]\n", "# New\n\n[[y]]\n\n  [[x]]   a\n"), (vec![], 0));
    }

    #[test]
    fn counts_repetitions() {
        let said = "there is no document or file `x`".to_owned();
        assert_eq!(new("[[x]]\n[[x]]\n", "[[x]]\n[[x]]\n[[x]]\n"), (vec![said.clone()], 0));
        assert_eq!(new("[[x]]\n[[x]]\n", "[[x]]\n"), (vec![], 1));
        assert_eq!(new("[[x]] a\n", "[[x]] b\n"), (vec![said], 1));
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        for text in ["", "[]", "{\"version\": 2, \"faults\": []}", "{\"version\": 1}"] {
            assert!(Baseline::parse(text).is_err(), "{text}");
        }
    }
}
