//! What can be wrong with readers' questions: those of `questions.toml`, and the words that widen
//! them.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

impl Diagnostic {
    /// `questions.toml` cannot be read, or an entry of it; `message` says why.
    pub fn unread_question(file: &RelPath, span: Option<Span>, message: &str) -> Self {
        let message = message.lines().next().unwrap_or_default().to_owned();
        Self::new(Code::UnreadQuestion, file, span, message)
            .help("what cannot be read is not asked; write `ask`, `find` and perhaps `within`")
    }

    /// A key of `questions.toml` that isn't known; `near` looks like it.
    pub fn unknown_question_key(
        file: &RelPath,
        span: Span,
        key: &str,
        near: Option<&str>,
        known: &[&str],
    ) -> Self {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: `{}`", known.join("`, `")),
        };
        Self::new(Code::UnreadQuestion, file, Some(span), format!("unknown key `{key}`")).help(help)
    }

    /// Two synonyms, `word` and `other`, are labels of two concepts.
    pub fn synonym_of_concepts(
        file: &RelPath,
        span: Span,
        (word, concept): (&str, &RelPath),
        (other, other_concept): (&str, &RelPath),
    ) -> Self {
        let message = format!(
            "`{word}` is a label of `{concept}`, and its synonym `{other}` one of `{other_concept}`"
        );
        Self::new(Code::SynonymConflict, file, Some(span), message)
            .help("take one away: whoever searches for one concept would find the other too")
    }

    /// `word` stands in two lists of synonyms.
    pub fn synonym_twice(file: &RelPath, span: Span, word: &str) -> Self {
        let message = format!("`{word}` stands in another list of synonyms too");
        Self::new(Code::SynonymConflict, file, Some(span), message)
            .help("make one list of the two, or give each a `for`")
    }

    /// A question doesn't find what it should among the first `within`: that is the result of
    /// number `rank`, or none; results called `before` come first.
    pub fn lost_question(
        file: &RelPath,
        span: Span,
        title: &str,
        rank: Option<usize>,
        within: usize,
        before: &[&str],
        help: &str,
    ) -> Self {
        let titles = format!("`{}`", before.join("`, `"));
        let message = match (rank, within) {
            (None, _) if before.is_empty() => format!("`{title}` is not found, nor is anything"),
            (None, _) => format!("`{title}` is not found; found are {titles}"),
            (Some(rank), 1) => format!("`{title}` is number {rank}; before it: {titles}"),
            (Some(rank), within) => format!(
                "`{title}` is number {rank}, not among the first {within}; before it: {titles}"
            ),
        };
        Self::new(Code::LostQuestion, file, Some(span), message).help(help)
    }
}
