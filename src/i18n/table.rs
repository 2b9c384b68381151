//! One file of words: its keys, their plural forms and placeholders.

use std::collections::{BTreeMap, BTreeSet};

use icu_plurals::PluralCategory;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::Diagnostic;
use crate::model::{RelPath, Span};

/// Messages by `table.key`.
pub type Table = BTreeMap<String, Message>;

/// The plural forms of all languages, as files name them.
const FORMS: [(&str, PluralCategory); 6] = [
    ("zero", PluralCategory::Zero),
    ("one", PluralCategory::One),
    ("two", PluralCategory::Two),
    ("few", PluralCategory::Few),
    ("many", PluralCategory::Many),
    ("other", PluralCategory::Other),
];

/// What stands for a key: a text, or one for each plural form; `other` stands for those that are not
/// given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    other: String,
    /// Without `other`; `None` where no number decides.
    forms: Option<Vec<(&'static str, String)>>,
}

impl Message {
    /// The text for numbers that have no form of their own.
    pub fn other(&self) -> &str {
        &self.other
    }

    /// The text for numbers of a category.
    pub fn form(&self, category: PluralCategory) -> &str {
        let name =
            FORMS.iter().find(|(_, known)| *known == category).map_or("other", |form| form.0);
        let forms = self.forms.as_deref().unwrap_or_default();
        forms.iter().find(|(form, _)| *form == name).map_or(&self.other, |(_, text)| text)
    }

    /// As scripts receive it.
    pub fn to_json(&self) -> Value {
        let Some(forms) = &self.forms else { return Value::from(self.other.as_str()) };
        let all = forms.iter().map(|(form, text)| (*form, text)).chain([("other", &self.other)]);
        Value::Object(all.map(|(form, text)| (form.to_owned(), text.as_str().into())).collect())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let forms = self.forms.iter().flatten().map(|(_, text)| text.as_str());
        forms.chain([self.other.as_str()])
    }

    /// The placeholders of all its forms; `n` is none, where a number decides: a form may be for
    /// one number alone.
    fn placeholders(&self) -> BTreeSet<&str> {
        let all = self.texts().flat_map(placeholders);
        all.filter(|name| self.forms.is_none() || *name != "n").collect()
    }
}

/// So many keys that nothing says get a did-you-mean.
const MOST_NAMED: usize = 100;

/// A file as it was read.
#[derive(Debug, Default)]
pub struct File {
    /// Its messages.
    pub table: Table,
    /// Where each key stands.
    spans: BTreeMap<String, Span>,
    /// What cannot be read: where, and what it should be.
    faults: Vec<(Span, String)>,
}

impl File {
    /// Reads a file's text.
    ///
    /// # Errors
    /// What is wrong with its TOML, and where.
    pub fn read(text: &str) -> Result<Self, (String, Option<Span>)> {
        let root = DeTable::parse(text).map_err(|error| {
            (error.message().trim_end_matches('.').to_owned(), error.span().map(Span::from))
        })?;
        let mut file = Self::default();
        for (name, value) in root.get_ref().iter() {
            let DeValue::Table(entries) = value.get_ref() else {
                let message = format!("`{}` is no table of words", name.get_ref());
                file.faults.push((name.span().into(), message));
                continue;
            };
            for (key, value) in entries.iter() {
                let span: Span = key.span().into();
                match message(value.get_ref()) {
                    Ok(message) => {
                        let key = format!("{}.{}", name.get_ref(), key.get_ref());
                        file.spans.insert(key.clone(), span);
                        file.table.insert(key, message);
                    }
                    Err(message) => file.faults.push((span, message)),
                }
            }
        }
        Ok(file)
    }

    /// What in the file at `path` the interface, whose words are those of `english`, doesn't know.
    pub fn check(&self, path: &RelPath, english: &Table) -> Vec<Diagnostic> {
        let unread =
            |span: Span, message: &str| Diagnostic::unread_words(path, Some(span), message);
        let mut found: Vec<Diagnostic> =
            self.faults.iter().map(|(span, message)| unread(*span, message)).collect();
        for (key, message) in &self.table {
            let span = self.spans[key];
            let Some(known) = english.get(key) else {
                // More are not listed; each costs a look at all keys.
                let near = (found.len() < MOST_NAMED)
                    .then(|| english.keys().min_by_key(|known| strsim::osa_distance(key, known)));
                let near = near.flatten().filter(|near| strsim::osa_distance(key, near) <= 3);
                found.push(Diagnostic::unknown_words(path, span, key, near.map(String::as_str)));
                continue;
            };
            let (own, wanted) = (message.placeholders(), known.placeholders());
            if own != wanted || known.forms.is_none() && message.forms.is_some() {
                let wanted: Vec<&str> = wanted.into_iter().collect();
                found.push(Diagnostic::other_placeholders(path, span, key, &wanted));
            }
        }
        found
    }
}

fn message(value: &DeValue<'_>) -> Result<Message, String> {
    let forms = match value {
        DeValue::String(other) => return Ok(Message { other: other.to_string(), forms: None }),
        DeValue::Table(forms) => forms,
        _ => return Err("words are a text, or texts by plural form".to_owned()),
    };
    let (mut other, mut read) = (None, Vec::new());
    for (form, text) in forms.iter() {
        let known = FORMS.iter().find(|(name, _)| name == form.get_ref());
        match (known, text.get_ref()) {
            (Some(("other", _)), DeValue::String(text)) => other = Some(text.to_string()),
            (Some((name, _)), DeValue::String(text)) => read.push((*name, text.to_string())),
            _ => other = None,
        }
        if known.is_none() {
            return Err(format!("`{}` is no plural form: {}", form.get_ref(), known_forms()));
        }
    }
    match other {
        Some(other) => Ok(Message { other, forms: Some(read) }),
        None => Err(format!("texts by plural form need `other`; the others are {}", known_forms())),
    }
}

fn known_forms() -> String {
    let names = FORMS.map(|(name, _)| format!("`{name}`"));
    names[..5].join(", ") + " and `other`"
}

/// The names that stand in braces in a text.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// `text` with its placeholders filled by `put`, which appends a value and says whether it has one.
/// Those that it hasn't stay as they are.
pub fn fill(text: &str, mut put: impl FnMut(&str, &mut String) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        match from.split_once('}') {
            Some((name, after)) => {
                if !put(name, &mut out) {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
                rest = after;
            }
            None => {
                out.push('{');
                rest = from;
            }
        }
    }
    out.push_str(rest);
    out
}
