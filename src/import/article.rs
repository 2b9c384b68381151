//! An article as an import makes it, and the file that it becomes.

use std::fmt::Write as _;

use crate::model::Date;

/// What was read from a foreign document. What it doesn't say, or not clearly, is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// The title.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The day it was published.
    pub published: Option<Date>,
    /// Its address.
    pub source: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// The body as plain text.
    pub text: String,
    /// The body as Markdown.
    pub markdown: String,
    /// The lines that were left out, in order.
    pub dropped: Vec<String>,
    /// The files that belong to it: their names as the body's links say them, and their bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the reader of the import should know: a scanned page, a picture that is missing.
    pub notes: Vec<String>,
}

impl Article {
    /// The fields that the document doesn't tell.
    pub fn unknown(&self) -> Vec<&'static str> {
        let fields = [
            ("author", self.authors.is_empty()),
            ("published", self.published.is_none()),
            ("source", self.source.is_none()),
        ];
        fields.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect()
    }

    /// The file: front matter and body. `original` is where the raw document was kept.
    pub fn file(&self, original: Option<&str>) -> String {
        let mut file = String::from("---\n");
        let mut put = |key: &str, value: &str| {
            let _ = writeln!(file, "{key}: {}", scalar(value));
        };
        let says = |title: &&str| title.contains(|c: char| !c.is_whitespace() && !c.is_control());
        put("title", self.title.as_deref().filter(says).unwrap_or("Untitled"));
        put("kind", "article");
        if let [author] = self.authors.as_slice() {
            put("author", author);
        }
        if self.authors.len() > 1 {
            let names: Vec<String> = self.authors.iter().map(|name| scalar(name)).collect();
            let _ = writeln!(file, "authors: [{}]", names.join(", "));
        }
        let mut put = |key: &str, value: Option<&str>| {
            if let Some(value) = value {
                let _ = writeln!(file, "{key}: {}", scalar(value));
            }
        };
        let published = self.published.map(|day| day.to_string());
        put("published", published.as_deref());
        put("source", self.source.as_deref());
        put("lang", self.lang.as_deref());
        put("license", self.license.as_deref());
        put("original", original);
        file.push_str("text: full\n---\n\n");
        file.push_str(&self.markdown);
        file
    }
}

/// A YAML value: plain where it can be, else in double quotes, as JSON writes them. A control
/// character, which no YAML may hold, is a space.
fn scalar(value: &str) -> String {
    let value = &*value.replace(char::is_control, " ");
    let plain = value
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/' | '_' | '’'))
        && value.starts_with(char::is_alphabetic)
        && value.trim() == value
        && !matches!(
            value.to_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    let dated = Date::parse(value).is_some() && value.len() == 10;
    if plain || dated {
        return value.to_owned();
    }
    serde_json::Value::from(value).to_string()
}
