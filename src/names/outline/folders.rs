//! What small files say of one folder: Docusaurus's `_category_.json`, MkDocs' `.pages` and
//! `.nav.yml`, Nextra's `_meta`; and Obsidian Publish's `site-options.json`, which says it of all.

use serde_json::Value;

use super::{Outlines, join, script, under_content};
use crate::model::{RelPath, SourceFile};

/// What is said of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderNote {
    /// What it is called.
    pub title: Option<String>,
    /// Where it stands among its neighbours.
    pub weight: Option<i64>,
    /// Names of what stands in it, in order, each with what it is called there. The rest stands
    /// where `...` is, else behind.
    pub order: Vec<(String, Option<String>)>,
    /// Names that are not shown.
    pub hidden: Vec<String>,
    /// Whether names run backwards.
    pub descending: bool,
}

/// The name in an order that stands for all others.
pub(crate) const REST: &str = "...";

/// Reads `file`, if it says something of a folder.
pub(super) fn read(file: &SourceFile, content_root: &str, outlines: &mut Outlines) {
    let Some(Ok(folder)) = under_content(file.path.parent(), content_root) else { return };
    let name = file.path.file_name();
    if name == "site-options.json" {
        let folder = folder.trim_end_matches(".obsidian").trim_end_matches('/');
        return publish(&file.text, folder, outlines);
    }
    let note = match name {
        "_category_.json" => serde_json::from_str(&file.text).ok().map(|value| category(&value)),
        "_category_.yml" | "_category_.yaml" => yaml(&file.text).map(|value| category(&value)),
        ".pages" | ".nav.yml" => yaml(&file.text).map(|value| pages(&value)),
        "_meta.json" | "meta.json" => {
            serde_json::from_str(&file.text).ok().map(|value| meta(&value))
        }
        "_meta.js" | "_meta.ts" | "_meta.mjs" => {
            script::exported(&file.text).map(|value| meta(&value))
        }
        _ => None,
    };
    if let Some(note) = note {
        outlines.notes.insert(folder, note);
    }
}

/// YAML as the tree that all readers here work on.
pub(super) fn yaml(text: &str) -> Option<Value> {
    serde_saphyr::from_str(text).ok()
}

fn category(value: &Value) -> FolderNote {
    FolderNote {
        title: value["label"].as_str().map(str::to_owned),
        weight: value["position"].as_f64().map(|position| position as i64),
        ..FolderNote::default()
    }
}

/// `nav: [a.md, Title: b.md, ..., c]`, and older files' `arrange`.
fn pages(value: &Value) -> FolderNote {
    let list = [&value["nav"], &value["arrange"]].into_iter().find_map(Value::as_array);
    let mut order = Vec::new();
    for item in list.into_iter().flatten() {
        match item {
            Value::String(name) => order.push((entry_name(name), None)),
            Value::Object(pairs) => order.extend(pairs.iter().filter_map(|(title, path)| {
                Some((entry_name(path.as_str()?), Some(title.clone())))
            })),
            _ => {}
        }
    }
    FolderNote {
        title: value["title"].as_str().map(str::to_owned),
        order,
        descending: value["order"].as_str() == Some("desc"),
        ..FolderNote::default()
    }
}

/// `{ "intro": "Introduction", "guide": { "title": "The guide" } }`, or Fumadocs' `pages: [...]`.
fn meta(value: &Value) -> FolderNote {
    let title = |value: &Value| {
        value
            .as_str()
            .or(value["title"].as_str())
            .filter(|title| !title.is_empty())
            .map(str::to_owned)
    };
    if let Some(list) = value["pages"].as_array() {
        let order = list.iter().filter_map(Value::as_str).map(|name| (entry_name(name), None));
        return FolderNote { title: title(value), order: order.collect(), ..FolderNote::default() };
    }
    let mut note = FolderNote::default();
    for (name, value) in value.as_object().into_iter().flatten() {
        match value["display"].as_str() {
            Some("hidden") => note.hidden.push(name.clone()),
            _ => note.order.push((name.clone(), title(value))),
        }
    }
    note
}

fn entry_name(path: &str) -> String {
    match path.trim_start_matches("./") {
        "..." | "*" => REST.to_owned(),
        path if path.starts_with("... ") => REST.to_owned(),
        path => path.trim_end_matches('/').to_owned(),
    }
}

/// Orders and hides by whole paths, whichever folder they stand in.
fn publish(text: &str, folder: &str, outlines: &mut Outlines) {
    let Ok(options) = serde_json::from_str::<Value>(text) else { return };
    let paths = |key: &str| {
        let paths = options[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        paths.map(|path| join(folder, path)).collect::<Vec<String>>()
    };
    let home = options["indexFile"].as_str().map(|path| join(folder, path));
    outlines.home = outlines.home.take().or_else(|| RelPath::normalize(&home?));
    for (key, hidden) in [("navigationOrdering", false), ("navigationHiddenItems", true)] {
        for path in paths(key) {
            let (above, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let note = outlines.notes.entry(above.to_owned()).or_default();
            match hidden {
                true => note.hidden.push(name.to_owned()),
                false => note.order.push((name.to_owned(), None)),
            }
        }
    }
}

/// A name in a script as words: `userGuide` reads "User guide".
pub(super) fn readable(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        match c {
            '-' | '_' => words.push(' '),
            c if words.is_empty() => words.extend(c.to_uppercase()),
            c if c.is_uppercase() => {
                words.push(' ');
                words.extend(c.to_lowercase());
            }
            c => words.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{FolderNote, meta, pages, yaml};

    #[test]
    fn folders_are_ordered_as_their_files_say() {
        let value = yaml(
            "title: The guide\nnav:\n  - intro.md\n  - Setup: setup/\n  - ...\n  - z.md\norder: desc\n",
        );
        let owned = |name: &str, title: Option<&str>| (name.to_owned(), title.map(str::to_owned));
        let expected = FolderNote {
            title: Some("The guide".to_owned()),
            order: vec![
                owned("intro.md", None),
                owned("setup", Some("Setup")),
                owned("...", None),
                owned("z.md", None),
            ],
            descending: true,
            ..FolderNote::default()
        };
        assert_eq!(pages(&value.expect("YAML")), expected);
        let note = meta(
            &serde_json::json!({"a": "First", "b": {"title": "Second"}, "c": {"display": "hidden"}}),
        );
        assert_eq!(note.order, [owned("a", Some("First")), owned("b", Some("Second"))]);
        assert_eq!(note.hidden, ["c"]);
    }
}
