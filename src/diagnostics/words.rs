//! What can be wrong with a theme's words of the interface.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

/// So many missing words are named.
const NAMED: usize = 4;

impl Diagnostic {
    /// A file of words is no TOML, or says something in no form that words have; `message` says what.
    pub fn unread_words(file: &RelPath, span: Option<Span>, message: &str) -> Self {
        let message = message.lines().next().unwrap_or_default().to_owned();
        Self::new(Code::UnreadWords, file, span, message)
            .help("what cannot be read is said as if the file didn't have it")
    }

    /// A file of words has a key that nothing asks for; `near` looks like it.
    pub fn unknown_words(file: &RelPath, span: Span, key: &str, near: Option<&str>) -> Self {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the manual lists all keys under \"Words of the interface\"".to_owned(),
        };
        Self::new(Code::UnreadWords, file, Some(span), format!("nothing says `{key}`")).help(help)
    }

    /// The words for `key` have other placeholders than are filled in.
    pub fn other_placeholders(file: &RelPath, span: Span, key: &str, wanted: &[&str]) -> Self {
        let wanted: Vec<String> = wanted.iter().map(|name| format!("`{{{name}}}`")).collect();
        let help = match wanted.is_empty() {
            true => "these words have none".to_owned(),
            false => format!("what is filled in here: {}", wanted.join(", ")),
        };
        let message = format!("`{key}` has other placeholders or forms than its words in English");
        Self::new(Code::UnreadWords, file, Some(span), message).help(help)
    }

    /// The file of the site's language lacks the words for `keys`.
    pub fn missing_words(file: &RelPath, keys: &[&str]) -> Self {
        let named: Vec<String> = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
        let more = match keys.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("there are no words for {}{more}", named.join(", "));
        Self::new(Code::MissingWords, file, None, message).help(
            "they are said in English; add them, or set `missing-words = \"allow\"` in `[check]`",
        )
    }

    /// The interface has no words in the site's language; `words` would be their file.
    pub fn unspoken_language(file: &RelPath, language: &str, words: &RelPath) -> Self {
        let message = format!("the interface has no words in `{language}`; it speaks English");
        Self::new(Code::MissingWords, file, None, message)
            .help(format!("write `{words}`, or set `missing-words = \"allow\"` in `[check]`"))
    }
}
