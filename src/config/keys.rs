//! The tables and keys that `site.toml` may have, and a check that it has no others.

use toml::de::{DeTable, DeValue};

use crate::diagnostics::{CODES, Diagnostic};
use crate::model::{RelPath, Span};

/// Known tables with their keys; `*` stands for names of the author's choice.
const TABLES: &[(&str, &[&str])] = &[
    (
        "site",
        &[
            "title",
            "description",
            "base_url",
            "language",
            "content",
            "output",
            "theme",
            "feedback",
            "ignore",
            "publish",
            "edit",
        ],
    ),
    ("kinds", &["*"]),
    ("topics", &["title", "description", "concepts"]),
    ("relations", &["*"]),
    ("urls", &["case", "ledger"]),
    ("linking", &["mentions", "skip"]),
    ("roles", &["*"]),
    ("check", &["*"]),
    ("audiences", &["*"]),
    ("security", &["html", "remote"]),
    ("deploy", &["target"]),
    ("serve", &["editor"]),
    ("theme", &["font", "logo", "cover"]),
];

const AUDIENCE_KEYS: &[&str] = &["includes", "files"];
const RELATION_KEYS: &[&str] = &["label", "inverse", "symmetric", "transitive"];

/// Reports every key that isn't known. Text that is no TOML at all is left to the typed reader.
pub(super) fn check(file: &RelPath, text: &str, out: &mut Vec<Diagnostic>) {
    let Ok(root) = DeTable::parse(text) else { return };
    let tables: Vec<&str> = TABLES.iter().map(|&(name, _)| name).collect();
    for (name, value) in sorted(root.get_ref()) {
        let Some((_, keys)) = TABLES.iter().find(|(table, _)| *table == name.text) else {
            out.push(unknown(file, &name, &tables));
            continue;
        };
        check_value(file, &name, value, keys, out);
    }
}

struct Key<'a> {
    text: &'a str,
    span: Span,
}

fn sorted<'a>(table: &'a DeTable<'_>) -> Vec<(Key<'a>, &'a DeValue<'a>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| (Key { text: key.get_ref(), span: key.span().into() }, value.get_ref()))
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

fn check_value(
    file: &RelPath,
    name: &Key<'_>,
    value: &DeValue<'_>,
    keys: &[&str],
    out: &mut Vec<Diagnostic>,
) {
    match value {
        DeValue::Table(table) => {
            for (key, value) in sorted(table) {
                if keys != ["*"] {
                    if !keys.contains(&key.text) {
                        out.push(unknown(file, &key, keys));
                    }
                } else if name.text == "audiences" && matches!(value, DeValue::Table(_)) {
                    check_value(file, &key, value, AUDIENCE_KEYS, out);
                } else if name.text == "relations" {
                    check_value(file, &key, value, RELATION_KEYS, out);
                } else if name.text == "check" && !CODES.iter().any(|code| code.name == key.text) {
                    let codes: Vec<&str> = CODES.iter().map(|code| code.name).collect();
                    out.push(unknown(file, &key, &codes));
                }
            }
        }
        DeValue::Array(items) => {
            for item in items.iter() {
                check_value(file, name, item.get_ref(), keys, out);
            }
        }
        _ => {}
    }
}

fn unknown(file: &RelPath, key: &Key<'_>, known: &[&str]) -> Diagnostic {
    let nearest = known
        .iter()
        .map(|name| (strsim::osa_distance(key.text, name), *name))
        .min()
        .filter(|&(distance, name)| distance <= 2.max(name.len() / 3));
    Diagnostic::unknown_setting(file, key.span, key.text, nearest.map(|(_, name)| name), known)
}
