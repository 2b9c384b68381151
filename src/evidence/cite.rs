//! How an article is named: in a line, in a citation, as "after Freese".

use crate::i18n::Words;
use crate::parse::Document;

/// The parts of a citation, any of which may be missing but the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// All authors in one line.
    pub authors: Option<String>,
    /// The year of publication.
    pub year: Option<i16>,
    /// The title.
    pub title: String,
    /// Where it was published: a URL or a name.
    pub source: Option<String>,
}

/// The citation of an article.
pub fn cite(document: &Document, words: &Words) -> Citation {
    let authors: Vec<&str> = document.meta.authors.iter().map(|a| a.text.as_str()).collect();
    Citation {
        authors: names_in_line(&authors, words),
        year: document.meta.published.map(|date| date.year),
        title: document.title.clone(),
        source: document.meta.source_url.as_ref().map(|source| source.text.clone()),
    }
}

/// Names in one line: `A`, `A and B`, `A, B and C`.
pub fn names_in_line(names: &[&str], words: &Words) -> Option<String> {
    (!names.is_empty()).then(|| words.list(names))
}

/// The surnames in one line, for "after Werth and Ruben"; from four on the first "and others".
/// A name with a comma gives its surname first.
pub fn surnames(document: &Document, words: &Words) -> Option<String> {
    let surname = |name: &str| match name.split_once(',') {
        Some((surname, _)) => surname.trim().to_owned(),
        None => name.split_whitespace().last().unwrap_or(name).to_owned(),
    };
    let names: Vec<String> = document.meta.authors.iter().map(|a| surname(&a.text)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        [first, _, _, _, ..] => Some(words.with("stance.others", &[("name", first)])),
        names => names_in_line(names, words),
    }
}
