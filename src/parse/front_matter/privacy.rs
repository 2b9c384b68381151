//! Privacy words: keys that say whether a document is published, ours and those of other programs
//! (Obsidian's gardens, Hugo, Jekyll, Docusaurus, WordPress). In doubt a document is private: what
//! cannot be read leaves it out, and is told.

use super::FrontMatter;
use super::fields::Reader;
use super::values::scalar_text;
use crate::diagnostics::Diagnostic;
use crate::model::Date;
use crate::parse::value::{Node, Text, Value};

/// Keys whose misspelt forms are read too: what was to be private stays so.
const KEYS: [&str; 6] =
    ["private", "unlisted", "dgpublish", "visibility", "publishdate", "expirydate"];
/// Values of `visibility` that are for everyone.
const FOR_ALL: [&str; 6] = ["public", "published", "visible", "everyone", "all", "open"];
/// Values of `visibility` and `status` that are not.
const PRIVATE: [&str; 10] = [
    "draft",
    "private",
    "hidden",
    "unlisted",
    "unpublished",
    "internal",
    "confidential",
    "secret",
    "restricted",
    "none",
];

impl Reader<'_, '_> {
    /// Reads a key of another program's that decides privacy. Whether it is one.
    pub(super) fn privacy(&mut self, meta: &mut FrontMatter, key: &Text, node: &Node) -> bool {
        let word: String = key.text.chars().filter(|c| c.is_alphanumeric()).collect();
        let word = word.to_lowercase();
        let slip = |known: &&&str| strsim::osa_distance(&word, known) == 1;
        let meant = KEYS.iter().find(slip).filter(|_| !KEYS.contains(&word.as_str()));
        if let Some(meant) = meant {
            let (path, name) = (self.context.path, &key.text);
            self.out.push(Diagnostic::unknown_key(path, key.span, name, Some(meant)));
        }
        match meant.map_or(word.as_str(), |meant| *meant) {
            "private" | "unlisted" => {
                let private = self.switch(key, node).unwrap_or(false);
                self.hold_back(meta, key, private);
            }
            "dgpublish" | "public" => {
                let published = self.switch(key, node);
                self.hold_back(meta, key, published == Some(false));
                meta.marked |= published == Some(true);
            }
            "status" => self.status(meta, key, node),
            "visibility" => self.visibility(meta, key, node),
            "publishdate" => meta.publish_from = self.private_date(key, node),
            "expirydate" | "unpublishdate" => meta.publish_until = self.private_date(key, node),
            _ => return false,
        }
        true
    }

    /// `publish`, `published` as Jekyll means it, and `draft`: ours.
    pub(super) fn publish(&mut self, meta: &mut FrontMatter, key: &Text, node: Node) {
        let written = node.value == Value::Bool(true);
        let published = self.private_bool(key, node, true);
        self.hold_back(meta, key, !published);
        meta.marked |= written && key.text == "publish";
    }

    pub(super) fn draft(&mut self, meta: &mut FrontMatter, key: &Text, node: Node) {
        meta.draft |= self.private_bool(key, node, false);
        if meta.draft {
            meta.held_back_by.get_or_insert(key.clone());
        }
    }

    fn hold_back(&self, meta: &mut FrontMatter, key: &Text, private: bool) {
        if private {
            meta.unpublished = true;
            meta.held_back_by.get_or_insert(key.clone());
        }
    }

    /// One word or several; whoever writes `draft` among them means it.
    fn status(&mut self, meta: &mut FrontMatter, key: &Text, node: &Node) {
        let words = match &node.value {
            Value::List(items) => items.iter().map(|item| scalar_text(&item.value)).collect(),
            value => scalar_text(value).map(|word| vec![word]),
        };
        let Some(words) = words else {
            self.wrong(key, node, "a word such as `draft` or `published`");
            self.withheld = true;
            return;
        };
        let says = |wanted: &str| words.iter().any(|word| word.eq_ignore_ascii_case(wanted));
        if says("draft") {
            meta.draft = true;
            meta.held_back_by.get_or_insert(key.clone());
        }
        self.hold_back(meta, key, says("private") || says("unpublished"));
    }

    fn visibility(&mut self, meta: &mut FrontMatter, key: &Text, node: &Node) {
        let word = scalar_text(&node.value).map(|word| word.to_lowercase());
        let among = |words: &[&str]| word.as_deref().is_some_and(|word| words.contains(&word));
        if among(&FOR_ALL) {
            return;
        }
        match among(&PRIVATE) {
            true => self.hold_back(meta, key, true),
            false => {
                self.wrong(key, node, "`public` or `private`");
                self.withheld = true;
            }
        }
    }

    /// A switch as other programs write it.
    fn switch(&mut self, key: &Text, node: &Node) -> Option<bool> {
        let value = read_switch(&node.value);
        if value.is_none() {
            self.wrong(key, node, "`true` or `false`");
            self.withheld = true;
        }
        value
    }

    /// A date from or until which a document is published.
    fn private_date(&mut self, key: &Text, node: &Node) -> Option<Date> {
        let date = scalar_text(&node.value).and_then(|text| Date::parse(&text));
        if date.is_none() {
            self.wrong(key, node, "a date such as `2026-11-23`");
            self.withheld = true;
        }
        date
    }
}

/// `true`, `yes`, `on`, `1`, and what says no, in any case: YAML of before 2009 took all of these.
pub(super) fn read_switch(value: &Value) -> Option<bool> {
    match scalar_text(value)?.to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    }
}
