//! Settings of tools that make a site of a whole folder: MkDocs, Docusaurus, Starlight, VitePress.

use serde_json::Value;

use super::{Address, Entry, Mixture, Outlines, based, folders, join, script, under_content};
use crate::model::SourceFile;
use crate::parse::target::is_external;

/// Nesting deeper than this is nobody's navigation.
const DEEPEST: usize = 40;

/// Reads `file`, if it is the settings of a tool that is known here.
pub(super) fn read(file: &SourceFile, content_root: &str, outlines: &mut Outlines) {
    let folder = file.path.parent();
    let outline = match file.path.file_name() {
        "mkdocs.yml" | "mkdocs.yaml" => {
            outlines.mixture = Mixture::PagesFirst;
            if file.text.contains("literate-nav") {
                let name = file.text.lines().find_map(|line| line.trim().strip_prefix("nav_file:"));
                outlines.nav_file =
                    name.map(|name| name.trim().trim_matches(['"', '\'']).to_owned());
            }
            let docs = setting(&file.text, "docs_dir").unwrap_or_else(|| "docs".to_owned());
            let nav = block(&file.text, "nav").and_then(|nav| folders::yaml(&nav));
            let entries = nav.map(|nav| mkdocs(&nav["nav"], 0)).unwrap_or_default();
            based(&[join(folder, &docs)], content_root, entries)
        }
        "book.toml" => {
            let book: Option<toml::Table> = toml::from_str(&file.text).ok();
            let source = book.as_ref().and_then(|book| book.get("book")?.get("src")?.as_str());
            let folder = join(folder, source.unwrap_or("src").trim_matches(['.', '/']));
            outlines.summary =
                under_content(folder.trim_matches('/'), content_root).and_then(Result::ok);
            return;
        }
        name if name.starts_with("sidebars.") => {
            let sidebars = script::exported(&file.text);
            let entries = sidebars.map(|sidebars| docusaurus_all(&sidebars)).unwrap_or_default();
            // The folder that they list stands beside them, or beside the site's own.
            let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
            let folders = [join(folder, "docs"), join(above, "docs"), folder.to_owned()];
            based(&folders, content_root, entries)
        }
        name if name.starts_with("astro.config.") => {
            let sidebars = script::values_of(&file.text, "sidebar");
            let entries = sidebars.iter().flat_map(|sidebar| starlight(sidebar, 0)).collect();
            based(&[join(folder, "src/content/docs")], content_root, entries)
        }
        name if name.starts_with("config.") && folder.ends_with(".vitepress") => {
            let site = folder.strip_suffix(".vitepress").unwrap_or("").trim_end_matches('/');
            let sources = script::values_of(&file.text, "srcDir");
            let source = sources.iter().find_map(Value::as_str).unwrap_or("");
            let sidebars = script::values_of(&file.text, "sidebar");
            let entries = sidebars.iter().map(vitepress).find(|entries| !entries.is_empty());
            let entries = entries.unwrap_or_default();
            let folders = [join(site, source.trim_matches(['.', '/']))];
            based(&folders, content_root, entries)
        }
        _ => return,
    };
    outlines.offer(outline);
}

/// The text of a top-level key of YAML and all that stands under it: the rest of the file may hold
/// tags of another language.
fn block(text: &str, key: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("{key}:")));
    let first = lines.next()?;
    let below = |line: &&str| {
        line.is_empty() || line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty()
    };
    let mut block = format!("{first}\n");
    lines.take_while(below).for_each(|line| {
        block.push_str(line);
        block.push('\n');
    });
    Some(block)
}

/// The text behind a top-level key.
fn setting(text: &str, key: &str) -> Option<String> {
    let value = folders::yaml(&block(text, key)?)?;
    value[key].as_str().map(|value| value.trim_matches(['.', '/']).to_owned())
}

fn page(path: &str) -> Option<Address> {
    (!path.is_empty() && !is_external(path)).then(|| Address::Page(path.to_owned()))
}

/// In MkDocs what ends in a slash is all of a folder.
fn page_or_folder(path: &str) -> Option<Address> {
    match path.strip_suffix('/') {
        Some(folder) if !is_external(path) => Some(Address::Folder(folder.to_owned())),
        _ => page(path),
    }
}

fn titled(title: &str) -> Option<String> {
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// `- Title: path`, `- path`, `- Section: [...]`.
pub(super) fn mkdocs(nav: &Value, depth: usize) -> Vec<Entry> {
    let Some(items) = nav.as_array().filter(|_| depth < DEEPEST) else { return Vec::new() };
    let mut entries = Vec::new();
    for item in items {
        match item {
            Value::String(path) => match path.split_once('*') {
                Some((folder, _)) => entries.push(Entry {
                    target: Some(Address::Folder(folder.trim_end_matches('/').to_owned())),
                    ..Entry::default()
                }),
                None => {
                    entries.push(Entry { target: page_or_folder(path), ..Entry::default() });
                }
            },
            Value::Object(pairs) => {
                entries.extend(pairs.iter().map(|(title, value)| Entry {
                    title: titled(title),
                    target: value.as_str().and_then(page_or_folder),
                    entries: mkdocs(value, depth + 1),
                }));
            }
            _ => {}
        }
    }
    entries
}

/// All sidebars of a site: several are parts of it, named as their keys are.
fn docusaurus_all(sidebars: &Value) -> Vec<Entry> {
    let Some(sidebars) = sidebars.as_object() else { return docusaurus(sidebars, 0) };
    if let [(_, only)] = sidebars.iter().collect::<Vec<_>>().as_slice() {
        return docusaurus(only, 0);
    }
    let part = |(name, sidebar): (&String, &Value)| Entry {
        title: Some(folders::readable(name.trim_end_matches("Sidebar"))),
        target: None,
        entries: docusaurus(sidebar, 0),
    };
    sidebars.iter().map(part).collect()
}

fn docusaurus(items: &Value, depth: usize) -> Vec<Entry> {
    if depth > DEEPEST {
        return Vec::new();
    }
    match items {
        Value::Array(items) => items.iter().flat_map(|item| docusaurus(item, depth)).collect(),
        Value::String(id) => vec![Entry { target: page(id), ..Entry::default() }],
        Value::Object(item) if item.contains_key("type") => {
            let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or("");
            let title = titled(text("label"));
            let entry = match text("type") {
                "doc" | "ref" => Entry { title, target: page(text("id")), ..Entry::default() },
                "autogenerated" => {
                    let folder = text("dirName").trim_matches(['.', '/']).to_owned();
                    Entry { title, target: Some(Address::Folder(folder)), ..Entry::default() }
                }
                "category" => Entry {
                    title,
                    target: item.get("link").and_then(|link| page(link["id"].as_str()?)),
                    entries: item
                        .get("items")
                        .map(|i| docusaurus(i, depth + 1))
                        .unwrap_or_default(),
                },
                _ => return Vec::new(),
            };
            vec![entry]
        }
        // `{ "Guides": ["a", "b"] }`.
        Value::Object(parts) => {
            let part = |(title, items): (&String, &Value)| Entry {
                title: titled(title),
                target: None,
                entries: docusaurus(items, depth + 1),
            };
            parts.iter().map(part).collect()
        }
        _ => Vec::new(),
    }
}

fn starlight(items: &Value, depth: usize) -> Vec<Entry> {
    let Some(items) = items.as_array().filter(|_| depth < DEEPEST) else { return Vec::new() };
    let entry = |item: &Value| match item {
        Value::String(slug) => Entry { target: page(slug), ..Entry::default() },
        item => {
            let folder = item["autogenerate"]["directory"].as_str();
            let link = item["slug"].as_str().or(item["link"].as_str());
            Entry {
                title: item["label"].as_str().and_then(titled),
                target: match folder {
                    Some(folder) => Some(Address::Folder(folder.trim_matches('/').to_owned())),
                    None => link.and_then(page),
                },
                entries: starlight(&item["items"], depth + 1),
            }
        }
    };
    items.iter().map(entry).collect()
}

/// One sidebar, or one for each part of the site: what they list comes one after the other.
fn vitepress(sidebar: &Value) -> Vec<Entry> {
    let Some(parts) = sidebar.as_object() else { return vitepress_items(sidebar, "", 0) };
    let part = |(path, part): (&String, &Value)| match part {
        Value::Object(_) => {
            let base =
                part["base"].as_str().unwrap_or(if part["base"].is_null() { "" } else { path });
            vitepress_items(&part["items"], base, 0)
        }
        items => vitepress_items(items, "", 0),
    };
    parts.iter().flat_map(part).collect()
}

fn vitepress_items(items: &Value, base: &str, depth: usize) -> Vec<Entry> {
    let Some(items) = items.as_array().filter(|_| depth < DEEPEST) else { return Vec::new() };
    let entry = |item: &Value| {
        let own = item["base"].as_str().unwrap_or(base);
        let address = |link: &str| match link.starts_with('/') || is_external(link) {
            true => page(link),
            false => page(&format!("{own}{link}")),
        };
        Entry {
            title: item["text"].as_str().and_then(titled),
            target: item["link"].as_str().and_then(address),
            entries: vitepress_items(&item["items"], own, depth + 1),
        }
    };
    items.iter().map(entry).collect()
}
