//! What can be said about the vocabulary: the constructors of the concepts' diagnostics.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

/// How a label that means too much is told apart.
const SETTLE: &str =
    "add `near` (words of which one must be in the passage) or `except`, or list it under `exact`";

impl Diagnostic {
    /// Several concepts claim `label`; `paths` are all claimants.
    pub fn ambiguous_label(
        file: &RelPath,
        span: Option<Span>,
        label: &str,
        paths: &[&str],
    ) -> Self {
        let claimants: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        let message =
            format!("{} concepts claim the label `{label}`: {}", paths.len(), claimants.join(", "));
        Self::new(Code::AmbiguousLabel, file, span, message).help(
            "it links nowhere; keep it on one of them, or tell them apart with `near` or `except`",
        )
    }

    /// `label` is made of very common words and has `hits` mentions.
    pub fn common_label(file: &RelPath, span: Option<Span>, label: &str, hits: u32) -> Self {
        let times = if hits == 1 { "once".to_owned() } else { format!("{hits} times") };
        let message =
            format!("the label `{label}` is made of very common words; it is found {times}");
        Self::new(Code::CommonLabel, file, span, message).help(SETTLE)
    }

    /// No document but its own mentions the concept.
    pub fn unmentioned_concept(file: &RelPath, span: Option<Span>, label: &str) -> Self {
        let message = format!("no document mentions `{label}`");
        Self::new(Code::UnmentionedConcept, file, span, message)
            .help("add the words that your sources use for it to `aliases`")
    }

    /// The document has no sentence of its own on what the concept is.
    pub fn undefined_concept(file: &RelPath, span: Option<Span>, label: &str) -> Self {
        Self::new(Code::UndefinedConcept, file, span, format!("`{label}` has no definition"))
            .help("begin the document with a sentence that says what it is")
    }

    /// `labels`, aliases of one concept, occur nowhere.
    pub fn unused_label(file: &RelPath, span: Option<Span>, labels: &[&str]) -> Self {
        let names: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
        let message = match names.as_slice() {
            [one] => format!("the alias {one} occurs nowhere"),
            _ => format!("these aliases occur nowhere: {}", names.join(", ")),
        };
        Self::new(Code::UnusedLabel, file, span, message)
            .help("remove it unless readers may search for it")
    }

    /// A passage of `words` words.
    pub fn long_passage(file: &RelPath, span: Span, words: usize) -> Self {
        let message = format!("this passage has {words} words: too long to be cited");
        Self::new(Code::LongPassage, file, Some(span), message)
            .help("part it where the thought turns; a blank line is enough")
    }
}
