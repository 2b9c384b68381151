//! Values → what a field takes: text, lists, dates, switches, relations, evidence.

use super::fields::Reader;
use super::keys::{decides_privacy, nearest};
use super::{Evidence, FrontMatter, Relation, Stance};
use crate::diagnostics::Diagnostic;
use crate::model::written_date::{Written, read};
use crate::model::{Date, Kind, Span};
use crate::parse::placeholder::has_placeholder;
use crate::parse::value::{Node, Text, Value};

/// Nobody lists more by hand; each may become a page, a name or a link.
const MOST_ITEMS: usize = 10_000;

impl Reader<'_, '_> {
    /// A list with as many items as count; what follows is told. One that decides privacy is whole.
    pub(super) fn bounded(&mut self, key: &Text, node: Node) -> Node {
        let Value::List(mut items) = node.value else { return node };
        if items.len() > MOST_ITEMS && !decides_privacy(&key.text) {
            let wanted = format!("up to {MOST_ITEMS} items; those that follow don't count");
            let form = format!("a list of {} items", items.len());
            let (path, span) = (self.context.path, items[MOST_ITEMS].span);
            self.out.push(Diagnostic::front_matter_value(path, span, &key.text, &wanted, &form));
            items.truncate(MOST_ITEMS);
        }
        Node { value: Value::List(items), ..node }
    }

    pub(super) fn wrong(&mut self, key: &Text, node: &Node, wanted: &str) {
        self.out.push(Diagnostic::front_matter_value(
            self.context.path,
            node.span,
            &key.text,
            wanted,
            node.value.form(),
        ));
    }

    pub(super) fn text(&mut self, key: &Text, node: Node) -> Option<Text> {
        let node = wikilink_list(node);
        match scalar_text(&node.value) {
            Some(text) => Some(Text { text, span: node.span }),
            None => {
                self.wrong(key, &node, "text");
                None
            }
        }
    }

    /// Text, or what a wikilink that is the whole of it points to.
    fn target(&mut self, key: &Text, node: Node) -> Option<Text> {
        let mut text = self.text(key, node)?;
        if let Some(inner) = wikilink(&text.text) {
            text.text = inner.split('|').next().unwrap_or(inner).trim().to_owned();
        }
        Some(text)
    }

    pub(super) fn texts(&mut self, key: &Text, node: Node) -> Vec<Text> {
        let node = wikilink_row(wikilink_list(node));
        match node.value {
            Value::List(items) => items
                .into_iter()
                .filter(|item| item.value != Value::Null)
                .filter_map(|item| {
                    let item = self.as_typed(key, item);
                    self.target(key, item)
                })
                .filter(|text| !text.text.is_empty())
                .collect(),
            _ => self.target(key, node).into_iter().filter(|text| !text.text.is_empty()).collect(),
        }
    }

    /// An item with a colon in it, `- Win-back: the first email`, which YAML takes for a mapping.
    /// Names of audiences are not guessed.
    fn as_typed(&mut self, key: &Text, item: Node) -> Node {
        let Value::Table(entries) = &item.value else { return item };
        let [(name, value)] = entries.as_slice() else { return item };
        let Some(text) = scalar_text(&value.value).filter(|_| !decides_privacy(&key.text)) else {
            return item;
        };
        let typed = format!("{}: {text}", name.text);
        let (path, span) = (self.context.path, Span { end: value.span.end, ..name.span });
        let mend = format!("\"{}\"", typed.replace('\\', "\\\\").replace('"', "\\\""));
        self.out.push(Diagnostic::typed_value(path, span, &key.text, &mend));
        Node { value: Value::Text(typed), span }
    }

    /// A list, or one text with commas or spaces between; `#` in front is dropped. Docusaurus has
    /// mappings with a `label`, too.
    pub(super) fn tags(&mut self, key: &Text, mut node: Node) -> Vec<Text> {
        let one = !matches!(node.value, Value::List(_));
        if let Value::List(items) = &mut node.value {
            items.iter_mut().for_each(|item| name_of(item, "label"));
        }
        let mut tags = Vec::new();
        for text in self.texts(key, node) {
            let parts: Vec<&str> = match (one, text.text.contains(',')) {
                (true, true) => text.text.split(',').collect(),
                (true, false) => text.text.split_whitespace().collect(),
                (false, _) => vec![&text.text],
            };
            tags.extend(
                parts
                    .into_iter()
                    .map(|part| part.trim().trim_start_matches('#'))
                    .filter(|part| !part.is_empty())
                    .map(|part| Text { text: part.to_owned(), span: text.span }),
            );
        }
        tags
    }

    /// Zola keeps tags in a table of its own.
    pub(super) fn taxonomies(&mut self, meta: &mut FrontMatter, key: &Text, mut node: Node) {
        let tags = match &mut node.value {
            Value::Table(entries) => take(entries, "tags"),
            _ => None,
        };
        meta.extra.insert(key.text.clone(), node.value.to_json());
        if let Some((key, tags)) = tags {
            meta.tags.extend(self.tags(&key, tags));
        }
    }

    /// Names, or mappings with a `name` (as Docusaurus and Jekyll have them).
    pub(super) fn authors(&mut self, key: &Text, node: Node) -> Vec<Text> {
        let node = wikilink_list(node);
        let items = match node.value {
            Value::List(items) => items.into_iter().map(wikilink_list).collect(),
            _ => vec![node],
        };
        let mut authors = Vec::new();
        for mut item in items {
            name_of(&mut item, "name");
            if let Value::Table(_) = item.value {
                continue;
            }
            let name = self.text(key, item).map(without_brackets);
            authors.extend(name.filter(|name| !name.text.is_empty()));
        }
        authors
    }

    /// A date in any form that says which day it is; what is none is told, and not counted.
    pub(super) fn date(&mut self, key: &Text, node: Node) -> Option<Date> {
        let text = scalar_text(&node.value);
        let unread = |either| {
            let shown = text.as_deref().unwrap_or(node.value.form());
            Diagnostic::unread_date(self.context.path, node.span, &key.text, shown, either)
        };
        // Editors link dates to the notes of their days.
        let day = text.as_deref().and_then(wikilink).map(display);
        match read(day.as_deref().or(text.as_deref()).unwrap_or_default()) {
            Written::Date(date) => return Some(date),
            Written::Either(one, other) => self.out.push(unread(Some((one, other)))),
            Written::Unread => {
                let blank = |text: &str| text.is_empty() || has_placeholder(text);
                if !text.as_deref().is_some_and(blank) {
                    self.out.push(unread(None));
                }
            }
        }
        None
    }

    pub(super) fn number(&mut self, key: &Text, node: Node) -> Option<i64> {
        match node.value {
            Value::Int(number, _) => Some(number),
            Value::Float(number, _) => Some(number as i64),
            Value::Text(ref text) if let Ok(number) = text.trim().parse() => Some(number),
            _ => {
                self.wrong(key, &node, "a number");
                None
            }
        }
    }

    pub(super) fn bool(&mut self, key: &Text, node: Node) -> Option<bool> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.wrong(key, &node, "`true` or `false`");
                None
            }
        }
    }

    /// A switch that keeps things private: anything unclear withholds the document.
    pub(super) fn private_bool(&mut self, key: &Text, node: Node, safe_default: bool) -> bool {
        let value = self.bool(key, node);
        self.withheld |= value.is_none();
        value.unwrap_or(safe_default)
    }

    /// Names of audiences. None at all would be everyone, which nobody means who writes the key.
    pub(super) fn audience(&mut self, key: &Text, node: Node) -> Vec<Text> {
        let found = self.out.len();
        let audience = match node.value {
            Value::Null => Vec::new(),
            _ => self.texts(key, node.clone()),
        };
        if audience.is_empty() && self.out.len() == found {
            self.wrong(key, &node, "the name of an audience");
        }
        self.withheld |= self.out.len() > found;
        audience
    }

    pub(super) fn kind(&mut self, node: &Node) -> Option<Kind> {
        let name = scalar_text(&node.value).unwrap_or_default();
        let kind = Kind::parse(&name);
        if kind.is_none() && node.value != Value::Null {
            self.out.push(Diagnostic::unknown_kind(self.context.path, node.span, &name));
        }
        kind
    }

    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &Text,
        node: &Node,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let text = scalar_text(&node.value).unwrap_or_default();
        let found = choices.iter().find(|(name, _)| *name == text).map(|&(_, value)| value);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|&(name, _)| name).collect();
            self.out.push(Diagnostic::front_matter_choice(
                self.context.path,
                node.span,
                &key.text,
                nearest(&text, &names),
                &names,
            ));
        }
        found
    }

    pub(super) fn relations(&mut self, key: &Text, node: Node) -> Vec<Relation> {
        let Value::Table(entries) = node.value else {
            self.wrong(key, &node, "a mapping from relation to concepts");
            return Vec::new();
        };
        entries
            .into_iter()
            .map(|(name, targets)| {
                let targets = self.texts(&name, targets);
                Relation { name, targets }
            })
            .collect()
    }

    pub(super) fn evidence(&mut self, key: &Text, node: Node) -> Vec<Evidence> {
        let Value::List(items) = node.value else {
            self.wrong(key, &node, "a list of entries");
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.evidence_entry(key, item)).collect()
    }

    pub(super) fn evidence_entry(&mut self, key: &Text, node: Node) -> Option<Evidence> {
        let Value::Table(entries) = node.value else {
            self.wrong(key, &node, "entries with `article`, `stance`, `at`, `quote`, `note`");
            return None;
        };
        let first = entries.first().map_or(node.span, |(name, _)| name.span);
        let last = entries.last().map_or(node.span, |(_, value)| value.span);
        let span = Span { start: first.start, end: last.end.max(first.end) };
        let (mut article, mut stance, mut at, mut quote, mut note) = (None, None, None, None, None);
        let given = entries.into_iter().filter(|(_, value)| value.value != Value::Null);
        const KNOWN: [&str; 5] = ["article", "stance", "at", "quote", "note"];
        for (mut name, value) in given {
            if !KNOWN.contains(&name.text.as_str()) {
                let near = nearest(&name.text, &KNOWN);
                let path = self.context.path;
                self.out.push(Diagnostic::unknown_key(path, name.span, &name.text, near));
                name.text = near.unwrap_or_default().to_owned();
            }
            match name.text.as_str() {
                "article" => article = self.target(&name, value),
                "stance" => {
                    const STANCES: [(&str, Stance); 3] = [
                        ("supports", Stance::Supports),
                        ("qualifies", Stance::Qualifies),
                        ("disputes", Stance::Disputes),
                    ];
                    // What else is wrong with the entry is told all the same.
                    let known = self.choice(&name, &value, &STANCES);
                    stance = Some(known.or_else(|| nearest_choice(&value, &STANCES)));
                }
                "at" => at = self.text(&name, value),
                "quote" => quote = self.text(&name, value),
                "note" => note = self.text(&name, value),
                _ => {}
            }
        }
        let Some(article) = article else {
            self.out.push(Diagnostic::evidence_without_article(self.context.path, span));
            return None;
        };
        Some(Evidence {
            span,
            article,
            stance: stance.unwrap_or(Some(Stance::Supports)),
            at,
            quote,
            note,
        })
    }
}

/// What a value was meant to choose, if it looks like one of the choices.
fn nearest_choice<T: Copy>(node: &Node, choices: &[(&str, T)]) -> Option<T> {
    let names: Vec<&str> = choices.iter().map(|&(name, _)| name).collect();
    let near = nearest(&scalar_text(&node.value)?, &names)?;
    choices.iter().find(|(name, _)| *name == near).map(|&(_, value)| value)
}

/// Puts the text under `key` in the place of a mapping that has it.
pub(super) fn name_of(node: &mut Node, key: &str) {
    if let Value::Table(fields) = &mut node.value
        && let Some((_, name)) = take(fields, key)
    {
        *node = name;
    }
}

pub(super) fn take(entries: &mut Vec<(Text, Node)>, name: &str) -> Option<(Text, Node)> {
    let at = entries.iter().position(|(key, _)| key.text == name)?;
    Some(entries.remove(at))
}

pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Int(_, text) | Value::Float(_, text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// `[[Target]]` without quotation marks is, to YAML, a list in a list: take it as was meant.
fn wikilink_list(node: Node) -> Node {
    let Value::List(outer) = &node.value else { return node };
    let [Node { value: Value::List(inner), span }] = outer.as_slice() else { return node };
    let parts: Option<Vec<String>> = inner.iter().map(|part| scalar_text(&part.value)).collect();
    match parts {
        Some(parts) if !parts.is_empty() => {
            Node { value: Value::Text(format!("[[{}]]", parts.join(", "))), span: *span }
        }
        _ => node,
    }
}

/// `[[A]], [[B]]` as a list of two.
fn wikilink_row(node: Node) -> Node {
    let Value::Text(text) = &node.value else { return node };
    let parts = row(text);
    if parts.len() < 2 {
        return node;
    }
    let item = |part: &str| Node { value: Value::Text(part.to_owned()), span: node.span };
    Node { value: Value::List(parts.into_iter().map(item).collect()), span: node.span }
}

/// The wikilinks that make up `text`, with commas or spaces between; none where it holds more.
fn row(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text
        .split_inclusive("]]")
        .map(|part| part.trim_matches([' ', ',']))
        .filter(|part| !part.is_empty())
        .collect();
    let all = parts.iter().all(|part| wikilink(part).is_some());
    if all { parts } else { Vec::new() }
}

/// What stands in a wikilink that is the whole of `text`.
pub(super) fn wikilink(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("[[")?.strip_suffix("]]")?;
    (!inner.is_empty() && !inner.contains(['[', ']'])).then_some(inner)
}

/// The name that a wikilink shows: its own text, else the last part of its target.
fn display(inner: &str) -> String {
    let (target, text) = inner.split_once('|').unwrap_or((inner, ""));
    let path = target.split('#').next().unwrap_or(target);
    let name = path.rsplit('/').next().unwrap_or(path);
    let shown = if text.trim().is_empty() { name } else { text };
    shown.trim().to_owned()
}

/// Text without the brackets of a wikilink that is the whole of it.
pub(super) fn without_brackets(mut text: Text) -> Text {
    if let Some(inner) = wikilink(&text.text) {
        text.text = display(inner);
    }
    text
}

/// Gathers the texts in `node` that are one wikilink each, or several with commas between.
pub(super) fn wikilinks(node: &Node, links: &mut Vec<Text>) {
    let add = |text: &str, span: Span, links: &mut Vec<Text>| {
        let row = row(text).into_iter().filter_map(wikilink);
        links.extend(row.map(|inner| Text { text: inner.to_owned(), span }));
    };
    match &node.value {
        Value::Text(text) => add(text, node.span, links),
        Value::List(items) => match wikilink_list(node.clone()).value {
            Value::Text(text) => add(&text, node.span, links),
            _ => items.iter().for_each(|item| wikilinks(item, links)),
        },
        Value::Table(entries) => entries.iter().for_each(|(_, value)| wikilinks(value, links)),
        _ => {}
    }
}
