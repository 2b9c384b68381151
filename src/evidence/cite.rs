//! How an article is named: in a line, in a citation, as "after Freese".

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
pub fn cite(document: &Document) -> Citation {
    let authors: Vec<&str> = document.meta.authors.iter().map(|a| a.text.as_str()).collect();
    Citation {
        authors: names_in_line(&authors),
        year: document.meta.published.map(|date| date.year),
        title: document.title.clone(),
        source: document.meta.source_url.as_ref().map(|source| source.text.clone()),
    }
}

/// Names in one line: `A`, `A and B`, `A, B and C`.
pub fn names_in_line(names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some((*one).to_owned()),
        [head @ .., last] => Some(format!("{} and {last}", head.join(", "))),
    }
}

/// The surnames in one line, for "after Werth and Ruben"; from four on the first "and others".
/// A name with a comma gives its surname first.
pub fn surnames(document: &Document) -> Option<String> {
    let surname = |name: &str| match name.split_once(',') {
        Some((surname, _)) => surname.trim().to_owned(),
        None => name.split_whitespace().last().unwrap_or(name).to_owned(),
    };
    let names: Vec<String> = document.meta.authors.iter().map(|a| surname(&a.text)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        [first, _, _, _, ..] => Some(format!("{first} and others")),
        names => names_in_line(names),
    }
}
