//! The theme's files with a hash of their content in their names, so that a browser may keep them
//! for ever.
//!
//! What is in `search/` is no file of its own: [`search`](crate::search) makes `search.js` of it,
//! which alone keeps its name. Nor is what is in the folders of [`JOINED`]: their files, in the
//! order of their names, are one file, so that a theme replaces a part and keeps the rest. Where a style sheet names other assets by `url(…)`, the names are
//! followed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::i18n::Words;
use crate::model::hash;
use crate::model::path::relative_link;
use crate::model::{OutFile, RelPath, Theme};

/// The script of search, and the folder of what it is made of.
const SEARCH: (&str, &str) = ("search.js", "search/");
/// Folders whose files are parts of one file. A theme that has the file itself needs no parts.
const JOINED: [(&str, &str); 3] =
    [("style/", "topoi.css"), ("reader/", "topoi.js"), ("graph/", "graph.js")];
/// The words that such a script receives: its table of `i18n/<lang>.toml`.
const SPOKEN: [(&str, &str); 2] = [("topoi.js", "reader"), ("graph.js", "map")];
/// What a minifier made of the parts of a folder, so that readers don't pay for comments and spaces
/// (`tests/node/minify.mjs`), with the hash of the parts in its first line. Where that is not the hash of
/// those at hand, somebody changed one of them, and they are sent as they are.
const MINIFIED: &str = "minified";

/// Assets with these stems are not for every page: one names them, or a script asks for them.
const OWN: [&str; 3] = ["graph", "search", "search-page"];

/// A theme's assets, ready to be written and to be named.
#[derive(Debug, Default)]
pub struct Assets {
    /// The files.
    pub files: Vec<OutFile>,
    /// Paths from the top of the site by name in the theme.
    pub paths: BTreeMap<String, String>,
    /// Style sheets of every page, the theme's own first.
    pub stylesheets: Vec<String>,
    /// Scripts of every page.
    pub scripts: Vec<String>,
}

impl Assets {
    /// Names `theme`'s assets; its scripts speak with `words`.
    pub fn new(theme: &Theme, words: &Words) -> Self {
        let mut assets = Self::default();
        let wholes = joined(&theme.assets, words);
        let is_sheet = |name: &str| name.ends_with(".css");
        // Sheets come last: they name the others.
        for (name, bytes) in wholes.iter().filter(|(name, _)| !is_sheet(name)) {
            if name.starts_with(SEARCH.1) {
                assets.paths.insert(SEARCH.0.to_owned(), format!("assets/{}", SEARCH.0));
            } else {
                assets.add(name, bytes.to_vec());
            }
        }
        for (name, bytes) in wholes.iter().filter(|(name, _)| is_sheet(name)) {
            let bytes = match std::str::from_utf8(bytes) {
                Ok(css) => assets.follow(name, css).into_bytes(),
                Err(_) => bytes.to_vec(),
            };
            assets.add(name, bytes);
        }
        let on_every_page = |name: &&String| {
            !name.contains('/')
                && RelPath::normalize(name).is_some_and(|p| !OWN.contains(&p.file_stem()))
        };
        let mut names: Vec<&String> = assets.paths.keys().filter(on_every_page).collect();
        names.sort_by_key(|name| (!name.starts_with("topoi."), name.as_str()));
        let with = |extension: &str| {
            let named = names.iter().filter(|name| name.ends_with(extension));
            named.map(|name| assets.paths[*name].clone()).collect::<Vec<_>>()
        };
        (assets.stylesheets, assets.scripts) = (with(".css"), with(".js"));
        assets
    }

    /// Adds a file, its hash in its name.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let file = hashed(name, bytes);
        self.paths.insert(name.to_owned(), file.path.clone());
        self.files.push(file);
    }

    /// The sheet with the assets that it names by `url(…)` under their new names.
    fn follow(&self, sheet: &str, css: &str) -> String {
        let sheet = RelPath::normalize(sheet).unwrap_or_else(|| RelPath::new(""));
        let mut out = String::with_capacity(css.len());
        let mut rest = css;
        while let Some(at) = rest.find("url(") {
            let (before, from) = rest.split_at(at + 4);
            out.push_str(before);
            let end = from.find(')').unwrap_or(from.len());
            let written = from[..end].trim().trim_matches(['"', '\'']);
            let (path, suffix) =
                written.split_at(written.find(['#', '?']).unwrap_or(written.len()));
            let named = sheet.join_sibling(path).and_then(|path| self.paths.get(path.as_str()));
            match named {
                Some(path) => {
                    out.push('"');
                    out.push_str(&relative_link(&format!("assets/{sheet}"), path));
                    out.push_str(suffix);
                    out.push('"');
                }
                None => out.push_str(&from[..end]),
            }
            rest = &from[end..];
        }
        out.push_str(rest);
        out
    }
}

/// The theme's assets with the parts of each whole joined; scripts are closed off from the page, and
/// have the words that they say before them.
fn joined<'a>(assets: &'a [(String, Vec<u8>)], words: &Words) -> BTreeMap<&'a str, Cow<'a, [u8]>> {
    let mut wholes: BTreeMap<&str, Cow<'_, [u8]>> = BTreeMap::new();
    let mut parts: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    let mut minified: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for (name, bytes) in assets {
        match JOINED.iter().find(|(folder, _)| name.starts_with(folder)) {
            Some((folder, whole)) if is_minified(&name[folder.len()..]) => {
                minified.insert(whole, bytes);
            }
            Some((_, whole)) => {
                let joined = parts.entry(whole).or_default();
                joined.extend_from_slice(bytes);
                joined.push(b'\n');
            }
            None => {
                wholes.insert(name, Cow::Borrowed(bytes));
            }
        }
    }
    for (name, parts) in parts {
        let short = minified.get(name).and_then(|file| current(file, &parts));
        let is_script = name.ends_with(".js");
        let whole = match (short, is_script) {
            (Some(short), false) => short.to_vec(),
            (None, false) => parts,
            (Some(short), true) => called(short, &spoken(name, words)),
            (None, true) => {
                let function =
                    [b"(words, language) => {\n\"use strict\";\n", &parts[..], b"}"].concat();
                called(&function, &spoken(name, words))
            }
        };
        wholes.entry(name).or_insert(Cow::Owned(whole));
    }
    wholes
}

/// Whether a file of a folder of parts is what a minifier made of the others.
fn is_minified(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, _)| stem == MINIFIED)
}

/// What stands in `minified`, if it was made of `parts`.
fn current<'a>(minified: &'a [u8], parts: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = minified.split_at(memchr::memchr(b'\n', minified)?);
    let hash = hash::hex(parts, 8);
    let is_of_them =
        head == format!("// {hash}").as_bytes() || head == format!("/* {hash} */").as_bytes();
    is_of_them.then(|| rest.trim_ascii())
}

/// A script that calls `function` with `arguments`.
fn called(function: &[u8], arguments: &str) -> Vec<u8> {
    [b"(", function, b")(", arguments.as_bytes(), b");\n"].concat()
}

/// What script `name` says, as arguments: its table of words, with the kinds for that of the graph, and
/// the language.
fn spoken(name: &str, words: &Words) -> String {
    let Some((_, table)) = SPOKEN.iter().find(|(script, _)| *script == name) else {
        return String::new();
    };
    let mut said = words.for_script(table);
    if *table == "map" {
        said.insert("kinds".to_owned(), words.for_script("kind").into());
    }
    let said = serde_json::Value::from(said);
    let language = serde_json::Value::from(words.language());
    format!("{said}, {language}")
}

/// An asset, a hash of what it holds in its name.
pub fn hashed(name: &str, bytes: Vec<u8>) -> OutFile {
    let hash = hash::hex(&bytes, 4);
    let path = match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{hash}.{extension}"),
        None => format!("assets/{name}.{hash}"),
    };
    OutFile::bytes(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file::Contents;

    #[test]
    fn what_was_minified_is_sent_until_a_part_changes() {
        let sheet = |parts: &[(&str, &str)]| {
            let asset =
                |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
            let assets: Vec<_> = parts.iter().map(asset).collect();
            let wholes = joined(&assets, &Words::default());
            let text = |name: &str| wholes.get(name).map(|text| text.clone().into_owned());
            let sheet = text("topoi.css").or(text("topoi.js")).expect("a whole");
            String::from_utf8(sheet).expect("UTF-8")
        };
        let made = format!("/* {} */\na{{}}\n", hash::hex(b"a { }\nb { }\n", 8));
        let minified = ("style/minified.css", made.as_str());
        let parts = [("style/a.css", "a { }"), ("style/b.css", "b { }"), minified];
        assert_eq!(sheet(&parts), "a{}");
        let added = [parts[0], parts[1], ("style/c.css", "c { }"), minified];
        assert_eq!(sheet(&added), "a { }\nb { }\nc { }\n");
        let made = format!("// {}\n(w,l)=>{{}}\n", hash::hex(b"let a;\n", 8));
        let script = sheet(&[("reader/a.js", "let a;"), ("reader/minified.js", &made)]);
        assert!(
            script.starts_with("((w,l)=>{})({") && script.ends_with(", \"en\");\n"),
            "{script}"
        );
    }

    #[test]
    fn names_carry_hashes_and_sheets_follow() {
        let asset = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let css = "a { background: url('img/a.svg#x') } b { src: url(none.woff2) }";
        let theme = Theme {
            name: "t".into(),
            assets: vec![
                asset("extra.css", css),
                asset("graph.js", "1"),
                asset("img/a.svg", "<svg/>"),
                asset("search-field.js", "5"),
                asset("search-page.js", "4"),
                asset("search/index.js", "2"),
                asset("search/words.js", "2"),
                asset("reader/a.js", "3;"),
                asset("reader/b.js", "4;"),
                asset("style/a.css", "b {}"),
            ],
            ..Theme::default()
        };
        let assets = Assets::new(&theme, &Words::default());
        assert!(assets.stylesheets[0].starts_with("assets/topoi."), "{:?}", assets.stylesheets);
        assert!(assets.stylesheets[1].starts_with("assets/extra."));
        assert_eq!(assets.scripts.len(), 2, "the graph's script is for its page alone");
        assert!(assets.scripts[1].starts_with("assets/search-field."), "{:?}", assets.scripts);
        assert_eq!(assets.paths["search.js"], "assets/search.js", "for whoever asks");
        assert_eq!(assets.files.len(), 7, "the runtime is written elsewhere");
        let script = assets.files.iter().find(|file| file.path.starts_with("assets/topoi."));
        let script = script.map(|file| file.bytes.clone());
        let Some(Contents::Bytes(script)) = script else { panic!("no script") };
        let script = String::from_utf8(script).expect("UTF-8");
        let start = "((words, language) => {\n\"use strict\";\n3;\n4;\n})({";
        assert!(script.starts_with(start), "{script}");
        assert!(script.contains("\"copied\":\"copied\""), "{script}");
        assert!(script.ends_with("}, \"en\");\n"), "{script}");
        let svg = assets.paths["img/a.svg"].strip_prefix("assets/").expect("an asset");
        let sheet = assets.follow("extra.css", css);
        assert!(sheet.contains(&format!("url(\"{svg}#x\")")), "{sheet}");
        assert!(sheet.contains("url(none.woff2)"), "{sheet}");
    }
}
