//! The words of the interface: what pages say that no author wrote.
//!
//! A theme has a file for each language, `i18n/<lang>.toml`: tables of keys, each with a text or, where
//! a number decides, one for each plural form of the language. Placeholders stand in braces:
//!
//! ```toml
//! [count]
//! page = { one = "{n} page", other = "{n} pages" }
//! [list]
//! page-of = "Page {number} of {total}"
//! ```
//!
//! A file of a knowledge base's own theme goes over the one in the program, key by key, and one for
//! `de-AT` over that for `de`. What is missing still is said in English. Plurals, lists and dates
//! follow the rules of the language whose words are used (`formats`), with Western digits:
//! so do the texts around them, and the scripts.
//!
//! The frame of every page speaks the site's language, also round a document in another one: who
//! reads a site has one language for its places, and lists mix titles in many. What stands within the
//! text in the author's place (the headings of a card, a callout without a title, a picture that is
//! missing) speaks the document's ([`Speech::of`]), since it is read in one breath with that.

mod formats;
mod table;

use std::sync::Arc;

use formats::Formats;
use table::{File, Message, Table};

use crate::diagnostics::Diagnostic;
use crate::model::html::escaped;
use crate::model::{Date, Map, RelPath, Theme};

/// English, which stands for what others lack.
const ENGLISH: &str = include_str!("../../themes/default/i18n/en.toml");

/// The words of one language, whole.
pub struct Words {
    language: String,
    messages: Map<String, (Message, IsEnglish)>,
    formats: Formats,
    english: Formats,
}

/// Whether English stands in for a language that lacks the words.
type IsEnglish = bool;

impl Default for Words {
    /// English.
    fn default() -> Self {
        Self::new("en", "en", Table::default())
    }
}

impl Words {
    /// The words of `table`, over English; `tag` says by which rules of the language.
    fn new(language: &str, tag: &str, table: Table) -> Self {
        let mut messages: Map<String, (Message, IsEnglish)> = Map::default();
        for (key, message) in english() {
            messages.insert(key, (message, true));
        }
        for (key, message) in table {
            messages.insert(key, (message, false));
        }
        let language = language.to_owned();
        Self { language, messages, formats: Formats::new(tag), english: Formats::new("en") }
    }

    /// The language, a BCP 47 tag: the one that was asked for where there are words in it, else `en`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What stands for `key`, such as `frame.skip`. A key that there isn't stands for itself.
    pub fn text<'w>(&'w self, key: &'w str) -> &'w str {
        self.find(key).unwrap_or(key)
    }

    /// The same, if there is such a key.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.messages.get(key).map(|(message, _)| message.other())
    }

    /// The same with its placeholders filled.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        table::fill(self.text(key), |name, out| put(values, name, out))
    }

    /// What stands for `key` in the form for `n`, which is one of its placeholders.
    pub fn count(&self, key: &str, n: usize, values: &[(&str, &str)]) -> String {
        let number = n.to_string();
        table::fill(self.form(key, n), |name, out| match name {
            "n" => {
                out.push_str(&number);
                true
            }
            name => put(values, name, out),
        })
    }

    /// The text of `key`, not filled in yet, in the form for `n`.
    fn form<'w>(&'w self, key: &'w str, n: usize) -> &'w str {
        match self.messages.get(key) {
            Some((message, is_english)) => {
                let formats = if *is_english { &self.english } else { &self.formats };
                message.form(formats.plural(n))
            }
            None => key,
        }
    }

    /// What stands for `key` as html, as templates ask for it: `n` decides the form, and `put` appends
    /// what fills a placeholder and says whether it can. None where there is no such key.
    pub fn html(
        &self,
        key: &str,
        n: Option<usize>,
        put: impl FnMut(&str, &mut String) -> bool,
    ) -> Option<String> {
        self.messages.contains_key(key).then(|| {
            let text = n.map_or_else(|| self.text(key), |n| self.form(key, n));
            table::fill(&escaped(text), put)
        })
    }

    /// Names in one line: `A`, `A and B`, `A, B and C`.
    pub fn list(&self, items: &[&str]) -> String {
        self.formats.list(items)
    }

    /// A date as one reads it: `14 July 2010`, `July 2010`, `2010`.
    pub fn date(&self, date: Date) -> String {
        self.formats.date(date)
    }

    /// The words of table `name`, by key, as scripts receive them: a text, or texts by plural form.
    pub fn for_script(&self, name: &str) -> serde_json::Map<String, serde_json::Value> {
        let own = |key: &str| key.split_once('.').filter(|(table, _)| *table == name).is_some();
        let mut keys: Vec<&String> = self.messages.keys().filter(|key| own(key)).collect();
        keys.sort();
        let entry = |key: &String| {
            let (_, short) = key.split_once('.').expect("keys have a table");
            (short.to_owned(), self.messages[key].0.to_json())
        };
        keys.into_iter().map(entry).collect()
    }

    /// The keys that English stands in for, sorted.
    fn missing(&self) -> Vec<&str> {
        let missing = self.messages.iter().filter(|(_, (_, is_english))| *is_english);
        let mut missing: Vec<&str> = missing.map(|(key, _)| key.as_str()).collect();
        missing.sort_unstable();
        missing
    }
}

/// The messages in English.
fn english() -> Table {
    File::read(ENGLISH).map(|file| file.table).unwrap_or_default()
}

fn put(values: &[(&str, &str)], name: &str, out: &mut String) -> bool {
    let value = values.iter().find(|(known, _)| *known == name);
    value.map(|(_, value)| out.push_str(value)).is_some()
}

/// The languages that the pages of a site speak.
pub struct Speech {
    site: Arc<Words>,
    others: Map<String, Arc<Words>>,
    /// What is wrong with the theme's files of words.
    pub diagnostics: Vec<Diagnostic>,
}

impl Default for Speech {
    /// English alone.
    fn default() -> Self {
        let (site, others) = (Arc::new(Words::default()), Map::default());
        Self { site, others, diagnostics: Vec::new() }
    }
}

impl Speech {
    /// What `theme` has to say in the site's language and in those of its documents.
    pub fn new<'a>(
        theme: &Theme,
        language: &str,
        documents: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut files = Files::read(theme);
        let site = match files.words(language) {
            Some(words) => {
                let missing = words.missing();
                if let Some(file) = files.own_file(words.language()).filter(|_| !missing.is_empty())
                {
                    files.diagnostics.push(Diagnostic::missing_words(&file, &missing));
                }
                words
            }
            None => {
                let file = RelPath::new(&format!("themes/{}/i18n/{language}.toml", theme.name));
                let settings = RelPath::new("site.toml");
                files.diagnostics.push(Diagnostic::unspoken_language(&settings, language, &file));
                Words::default()
            }
        };
        let site = Arc::new(site);
        let mut others: Map<String, Arc<Words>> = Map::default();
        for document in documents.filter(|document| *document != language) {
            if !others.contains_key(document) {
                let words = files.words(document).map_or_else(|| site.clone(), Arc::new);
                others.insert(document.to_owned(), words);
            }
        }
        Self { site, others, diagnostics: files.diagnostics }
    }

    /// The words of the site's language.
    pub fn site(&self) -> &Words {
        &self.site
    }

    /// The words for what stands within a text in `language`; the site's where there are none.
    pub fn of(&self, language: &str) -> &Words {
        self.others.get(language).unwrap_or(&self.site)
    }
}

/// A theme's files of words, read.
struct Files {
    /// Tables by language, in lower case, and the file if it is not in the program.
    tables: Vec<(String, Option<RelPath>, Table)>,
    diagnostics: Vec<Diagnostic>,
}

impl Files {
    fn read(theme: &Theme) -> Self {
        let (mut tables, mut diagnostics) = (Vec::new(), Vec::new());
        let english = english();
        for file in &theme.words {
            match File::read(&file.text) {
                Ok(read) => {
                    if let Some(path) = &file.path {
                        diagnostics.extend(read.check(path, &english));
                    }
                    tables.push((file.language.to_lowercase(), file.path.clone(), read.table));
                }
                Err((message, span)) => {
                    let path = file.path.clone().unwrap_or_else(|| RelPath::new(&file.language));
                    diagnostics.push(Diagnostic::unread_words(&path, span, &message));
                }
            }
        }
        Self { tables, diagnostics }
    }

    /// The words for `tag`: those of the language, under those of its variants. None where there are
    /// none in that language at all.
    fn words(&self, tag: &str) -> Option<Words> {
        let lower = tag.to_lowercase().replace('_', "-");
        let mut table = Table::default();
        let mut is_known = false;
        let ends = lower.match_indices('-').map(|(at, _)| at).chain([lower.len()]);
        for wanted in ends.map(|end| &lower[..end]) {
            for (_, _, own) in self.tables.iter().filter(|(language, ..)| language == wanted) {
                is_known = true;
                table.extend(own.iter().map(|(key, message)| (key.clone(), message.clone())));
            }
        }
        is_known.then(|| Words::new(tag, tag, table))
    }

    /// The file of the theme's own that words in `tag` may come from.
    fn own_file(&self, tag: &str) -> Option<RelPath> {
        let base = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let of_language = |language: &str| language.split('-').next() == Some(&base);
        let own = self.tables.iter().rev().filter(|(language, ..)| of_language(language));
        own.filter_map(|(_, path, _)| path.clone()).next()
    }
}

#[cfg(test)]
mod tests;
