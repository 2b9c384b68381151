//! `questions.toml`: readers' questions and the documents that answer them, with their places.
//!
//! ```toml
//! [[expect]]
//! ask = "they ghosted me"
//! find = "count-what-they-do-next"   # or several, of which one is enough
//! within = 3                         # among the first so many; 3 if nothing is said
//! ```
//!
//! An entry that cannot be read is told and left out; the others count.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::Diagnostic;
use crate::model::{RelPath, Span};

/// A document is to be among so many results where nothing is said: those that a reader sees
/// without scrolling.
pub const WITHIN: usize = 3;
/// Further down nobody looks.
const MOST_WITHIN: i64 = 10;

/// The keys of an expectation.
const KEYS: [&str; 3] = ["ask", "find", "within"];

/// A question, and by what names its answers are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What a reader types.
    pub ask: String,
    /// Where it stands.
    pub span: Span,
    /// Documents, by path or name as links name them; one of them is enough.
    pub find: Vec<(String, Span)>,
    /// Among so many of the first results.
    pub within: usize,
}

/// Reads the expectations of `file`.
pub fn questions(file: &RelPath, text: &str) -> (Vec<Question>, Vec<Diagnostic>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, found: Vec::new() };
    if let Some(error) = errors.first() {
        let span = error.span().map(Into::into);
        let message = error.message().trim_end_matches('.');
        reader.found.push(Diagnostic::unread_question(file, span, message));
        return (Vec::new(), reader.found);
    }
    let mut questions = Vec::new();
    for (key, value) in root.get_ref().iter() {
        if key.get_ref() != "expect" {
            reader.unknown(key.get_ref(), key.span().into(), &["expect"]);
            continue;
        }
        match value.get_ref() {
            DeValue::Array(entries) => {
                questions.extend(entries.iter().filter_map(|entry| reader.question(entry)));
            }
            _ => reader.wrong(value.span().into(), "`expect` is no list; write `[[expect]]`"),
        }
    }
    questions.sort_by_key(|question| question.span);
    (questions, reader.found)
}

struct Reader<'a> {
    file: &'a RelPath,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Span, message: &str) {
        self.found.push(Diagnostic::unread_question(self.file, Some(span), message));
    }

    fn unknown(&mut self, key: &str, span: Span, known: &[&str]) {
        let nearest = known.iter().min_by_key(|name| strsim::osa_distance(key, name));
        let near = nearest.filter(|name| strsim::osa_distance(key, name) <= 2);
        self.found.push(Diagnostic::unknown_question_key(
            self.file,
            span,
            key,
            near.copied(),
            known,
        ));
    }

    fn question(&mut self, entry: &Spanned<DeValue<'_>>) -> Option<Question> {
        let place = entry.span().into();
        let DeValue::Table(table) = entry.get_ref() else {
            self.wrong(place, "this expectation is no table; write `[[expect]]`");
            return None;
        };
        for (key, _) in table.iter() {
            if !KEYS.contains(&&**key.get_ref()) {
                self.unknown(key.get_ref(), key.span().into(), &KEYS);
            }
        }
        let within = table.get("within").map_or(Some(WITHIN), |value| self.within(value));
        let find = table.get("find").map(|value| self.names(value));
        let Some(ask) = table.get("ask") else {
            self.wrong(place, "this expectation asks nothing; add `ask`, in a reader's words");
            return None;
        };
        let span: Span = ask.span().into();
        let text = match ask.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => text.trim().to_owned(),
            _ => {
                self.wrong(span, "`ask` is to be what a reader types, in quotes");
                return None;
            }
        };
        let Some(find) = find else {
            self.wrong(span, "this expectation finds nothing; add `find`, the document's name");
            return None;
        };
        Some(Question { ask: text, span, find: find?, within: within? })
    }

    fn within(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        match number {
            Some(number @ 1..=MOST_WITHIN) => usize::try_from(number).ok(),
            _ => {
                self.wrong(value.span().into(), "`within` is a number from 1 to 10");
                None
            }
        }
    }

    /// A name, or a list of them.
    fn names(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<(String, Span)>> {
        let single = [value];
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => single.to_vec(),
        };
        let mut names = Vec::new();
        for item in &items {
            match item.get_ref() {
                DeValue::String(name) if !name.trim().is_empty() => {
                    names.push((name.trim().to_owned(), item.span().into()));
                }
                _ => {
                    self.wrong(item.span().into(), "`find` is to be the name of a document");
                    return None;
                }
            }
        }
        if names.is_empty() {
            self.wrong(value.span().into(), "`find` is to be the name of a document");
            return None;
        }
        Some(names)
    }
}
