//! The second reader's idea of where links lead: what it finds broken is what a check must find.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

use crate::anchors::{Anchors, headings};
use crate::foreign::Places;
use crate::markdown::{Link, Style, front_matter, line_number, lines, links};
use crate::samples::{Fault, Sample};

/// All faults of the links of a sample, sorted.
pub fn faults(sample: &Sample) -> Vec<Fault> {
    let names = Names::new(sample);
    let mut all = Vec::new();
    for (file, text) in &sample.texts {
        let mut told: Vec<(usize, &str)> = links(text)
            .iter()
            .filter_map(|link| Some((line_number(text, link.at), names.fault(file, text, link)?)))
            .collect();
        // Foreign paths are told once a form.
        told.sort_by_key(|(line, _)| *line);
        let mut forms = Vec::new();
        told.retain(|(_, code)| {
            let form = matches!(*code, "page" | "root" | "name");
            let again = form && forms.contains(code);
            forms.push(*code);
            !again
        });
        for (_, code) in
            told.iter_mut().filter(|(_, code)| matches!(*code, "page" | "root" | "name"))
        {
            *code = "foreign-path";
        }
        allow(text, &mut told);
        all.extend(told.into_iter().map(|(line, code)| (file.clone(), line, code)));
    }
    let unsupported =
        sample.files.iter().filter(|path| path.ends_with(".canvas") || path.ends_with(".base"));
    all.extend(unsupported.map(|path| (path.clone(), 0, "unsupported-file")));
    all.sort();
    all
}

/// Takes away what comments allow, in the block that follows, and tells of those that allow nothing.
fn allow(text: &str, told: &mut Vec<(usize, &str)>) {
    for (number, (_, line)) in (1..).zip(lines(text)) {
        if !line.starts_with("<!-- topoi-allow broken-link") {
            continue;
        }
        let block = lines(text).skip(number).take_while(|(_, line)| !line.trim().is_empty());
        let scope = number..=number + block.count();
        let before = told.len();
        told.retain(|(line, code)| *code != "broken-link" || !scope.contains(line));
        if told.len() == before {
            told.push((number, "unused-allow"));
        }
    }
}

/// Every name in a form to be compared: without regard to case and Unicode's normal forms.
pub fn key(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect::<String>().replace('ß', "ss")
}

/// A path's key, without the extension of Markdown.
fn path_key(path: &str) -> String {
    let key = key(path);
    key.strip_suffix(".md").map(str::to_owned).unwrap_or(key)
}

enum Found<'a> {
    Document(&'a str),
    Other,
}

/// What links are looked up in.
struct Names<'a> {
    /// The documents by path.
    paths: BTreeMap<String, &'a str>,
    /// The other files by path.
    files: BTreeMap<String, &'a str>,
    /// Documents by title and alias, titles first.
    titles: BTreeMap<String, &'a str>,
    aliases: BTreeMap<String, &'a str>,
    anchors: BTreeMap<&'a str, Anchors>,
    /// Whether paths are looked for by their ends.
    vault: bool,
    places: Places,
}

impl<'a> Names<'a> {
    fn new(sample: &'a Sample) -> Self {
        let mut names = Self {
            paths: sample.texts.keys().map(|path| (path_key(path), path.as_str())).collect(),
            files: sample.files.iter().map(|path| (key(path), path.as_str())).collect(),
            titles: BTreeMap::new(),
            aliases: BTreeMap::new(),
            anchors: BTreeMap::new(),
            vault: sample.vault,
            places: Places::new(sample),
        };
        for (path, text) in &sample.texts {
            names.anchors.insert(path, Anchors::new(text));
            let meant = |key: &str| sample.meant.get(key).cloned().unwrap_or(key.to_owned());
            for (name, value) in properties(text) {
                match meant(&name).as_str() {
                    "title" => names.titles.insert(key(&value), path),
                    "aliases" => names.aliases.insert(key(&value), path),
                    _ => None,
                };
            }
            if let Some(first) = headings(text).first() {
                let title = text[first.source.clone()].trim_start_matches(['#', ' ']);
                names.titles.entry(key(title)).or_insert(path);
            }
        }
        names
    }

    /// What is wrong with a link, as a code.
    fn fault(&self, from: &str, text: &str, link: &Link) -> Option<&'static str> {
        match link.style {
            Style::Label => return Some("broken-reference"),
            Style::Footnote => return Some("unused-footnote"),
            Style::Wiki | Style::Embed | Style::Path | Style::Picture => {}
        }
        let written = &text[link.target.clone()];
        let wiki = matches!(link.style, Style::Wiki | Style::Embed);
        let (path, fragment) = written.split_once('#').unwrap_or((written, ""));
        let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        if fragment.starts_with('/') {
            let form = self.places.form(from, fragment.split('?').next().unwrap_or(""));
            return Some(form.map_or("broken-link", |_| "root"));
        }
        let found = match (wiki, path.trim()) {
            (_, "") => Some(Found::Document(from)),
            (true, name) => self.named(from, name),
            (false, path) => {
                let path = decode(path.split('?').next().unwrap_or(""));
                let picture = link.style == Style::Picture && !path.contains('/');
                let at = if path.is_empty() {
                    Some(Found::Document(from))
                } else {
                    self.at(from, &path)
                };
                let relative = path.starts_with("./") || path.starts_with("../");
                let vault = || self.vault && !relative && !path.starts_with('/');
                at.or_else(|| self.ending(&path).filter(|_| vault()))
                    .or_else(|| self.file(&path).filter(|_| picture || vault()))
            }
        };
        let fragment = if wiki { fragment.trim().to_owned() } else { decode(fragment) };
        let foreign = || match wiki {
            true if !path.starts_with(['.', '/']) => None,
            true => self.places.form(from, path.trim()).or_else(|| {
                let name = path.trim().strip_prefix("./")?;
                self.named(from, name).map(|_| "root")
            }),
            false => self.places.form(from, &decode(path.split('?').next().unwrap_or(""))),
        };
        let code = match found {
            None if let Some(form) = foreign() => return Some(form),
            None => "broken-link",
            Some(Found::Document(path)) if !self.anchors[path].holds(&fragment) => "broken-anchor",
            Some(_) => return None,
        };
        Some(if link.style == Style::Embed { "broken-embed" } else { code })
    }

    /// What a path from a document leads to.
    fn at(&self, from: &str, path: &str) -> Option<Found<'a>> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let start = if path.starts_with('/') { "" } else { folder };
        let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
            match part {
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let at = parts.join("/");
        let document = self.paths.get(&path_key(&at)).map(|path| Found::Document(path));
        let file = || self.files.get(&key(&at)).map(|_| Found::Other);
        let found = if path.ends_with('/') { None } else { document.or_else(file) };
        found.or_else(|| self.folder(&key(&at)))
    }

    fn folder(&self, folder: &str) -> Option<Found<'a>> {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let index = ["index", "readme"]
            .into_iter()
            .find_map(|name| self.paths.get(&format!("{below}{name}")))
            .map(|path| Found::Document(path));
        let any = || self.paths.keys().any(|path| path.starts_with(&below)).then_some(Found::Other);
        index.or_else(any)
    }

    /// What a name stands for: the end of a path, a title, an alias, another file.
    fn named(&self, from: &str, name: &str) -> Option<Found<'a>> {
        if name.starts_with("./") || name.starts_with("../") {
            return self.at(from, name);
        }
        let called = || self.titles.get(&key(name)).or_else(|| self.aliases.get(&key(name)));
        let document = self.ending(name).or_else(|| called().map(|path| Found::Document(path)));
        document
            .or_else(|| self.file(name))
            .or_else(|| self.folder(&path_key(name.trim_matches('/'))))
    }

    /// The document at a path from the root, else one whose path ends so.
    fn ending(&self, name: &str) -> Option<Found<'a>> {
        let wanted = path_key(name.trim_matches('/'));
        let ends = |path: &str| path == wanted || path.ends_with(&format!("/{wanted}"));
        let exact = self.paths.get(&wanted);
        let any = || self.paths.iter().find(|(path, _)| ends(path)).map(|(_, path)| path);
        exact.or_else(any).map(|path| Found::Document(path))
    }

    fn file(&self, name: &str) -> Option<Found<'a>> {
        let wanted = key(name);
        let ends = |path: &String| *path == wanted || path.ends_with(&format!("/{wanted}"));
        self.files.keys().any(ends).then_some(Found::Other)
    }
}

/// The keys of front matter with each of their values.
pub fn properties(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut last = String::new();
    for (_, line) in lines(&text[front_matter(text)]) {
        let bare = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            found.push((last.clone(), bare(item)));
        } else if let Some((name, value)) = line.split_once(": ").or(line.split_once(" = ")) {
            last = name.to_owned();
            let inner = value.trim().trim_start_matches('[').trim_end_matches(']');
            let list = value.starts_with('[') && !value.starts_with("[[");
            let values: Vec<&str> = if list { inner.split(',').collect() } else { vec![value] };
            found.extend(values.into_iter().map(|value| (last.clone(), bare(value))));
        } else if let Some(name) = line.strip_suffix(':') {
            last = name.to_owned();
        }
    }
    found
}
