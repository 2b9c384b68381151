//! What a folder's own tool calls the site, and in which language it says it is: Obsidian Publish,
//! MkDocs, mdBook, VitePress, Docusaurus, Starlight, Hugo, Jekyll, docsify. Nothing in their settings
//! is run.

use std::path::Path;

/// Finds something in one tool's settings.
type Reader = fn(&str) -> Option<String>;

/// The files of the tools, with what finds the site's name and its language there.
const TOOLS: [(&str, Reader, Reader); 27] = [
    ("site-options.json", publish, nothing),
    (".obsidian/site-options.json", publish, nothing),
    ("mkdocs.yml", mkdocs, mkdocs_language),
    ("mkdocs.yaml", mkdocs, mkdocs_language),
    ("book.toml", mdbook, mdbook_language),
    (".vitepress/config.ts", script_title, script_lang),
    (".vitepress/config.mts", script_title, script_lang),
    (".vitepress/config.js", script_title, script_lang),
    (".vitepress/config.mjs", script_title, script_lang),
    ("docs/.vitepress/config.ts", script_title, script_lang),
    ("docs/.vitepress/config.mts", script_title, script_lang),
    ("docs/.vitepress/config.js", script_title, script_lang),
    ("docs/.vitepress/config.mjs", script_title, script_lang),
    ("docusaurus.config.ts", script_title, nothing),
    ("docusaurus.config.js", script_title, nothing),
    ("docusaurus.config.mjs", script_title, nothing),
    ("astro.config.mjs", script_title, nothing),
    ("astro.config.ts", script_title, nothing),
    ("astro.config.js", script_title, nothing),
    ("hugo.toml", hugo, hugo_language),
    ("hugo.yaml", yaml_title, yaml_language),
    ("config.toml", hugo, hugo_language),
    ("config.yaml", hugo_yaml, nothing),
    ("_config.yml", yaml_title, yaml_language),
    ("_config.yaml", yaml_title, yaml_language),
    ("index.html", docsify, nothing),
    ("docs/index.html", docsify, nothing),
];

/// The name and the language in the first of the tools' settings that have them. They lie in the
/// root or beside the content.
pub(super) fn of_tools(root: &Path, content_root: &str) -> (Option<String>, Option<String>) {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let content = root.join(content_root);
    let above = content.parent().filter(|above| above.starts_with(root));
    let folders = [Some(root), above, Some(content.as_path())];
    let (mut name, mut language) = (None, None);
    for (file, names, speaks) in TOOLS {
        for folder in folders.iter().flatten() {
            let path = folder.join(file);
            let inside = path.canonicalize().is_ok_and(|real| real.starts_with(&real_root));
            let Some(text) = inside.then(|| std::fs::read_to_string(&path).ok()).flatten() else {
                continue;
            };
            let called =
                || names(&text).map(|name| one_line(&name)).filter(|name| !name.is_empty());
            name = name.or_else(called);
            language = language.or_else(|| speaks(&text).filter(|tag| is_tag(tag)));
        }
    }
    (name, language)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `tag` looks like BCP 47's.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(|first| {
        matches!(first.len(), 2 | 3) && first.chars().all(|c| c.is_ascii_alphabetic())
    }) && parts.all(is_part)
}

fn nothing(_: &str) -> Option<String> {
    None
}

fn publish(text: &str) -> Option<String> {
    let options: serde_json::Value = serde_json::from_str(text).ok()?;
    options.get("siteName")?.as_str().map(str::to_owned)
}

fn mkdocs(text: &str) -> Option<String> {
    text.lines().find_map(|line| line.strip_prefix("site_name:")).and_then(scalar)
}

/// `language` under `theme`, as Material has it.
fn mkdocs_language(text: &str) -> Option<String> {
    let theme = text.lines().skip_while(|line| !line.starts_with("theme:")).skip(1);
    let mut inner = theme.take_while(|line| line.trim().is_empty() || line.starts_with([' ', '#']));
    inner.find_map(|line| line.trim_start().strip_prefix("language:")).and_then(scalar)
}

/// A value of YAML. The line alone is read: the file may hold tags of Python's, which other readers
/// refuse.
fn scalar(value: &str) -> Option<String> {
    let value = value.trim();
    let quoted = |quote: char| value.strip_prefix(quote)?.split(quote).next();
    let name = match quoted('"').or_else(|| quoted('\'')) {
        Some(name) => name,
        None => value.split(" #").next().unwrap_or(value).trim(),
    };
    // `!ENV [NAME, default]` is none of ours.
    (!name.starts_with(['!', '&', '*', '|', '>', '{', '['])).then(|| name.to_owned())
}

fn mdbook(text: &str) -> Option<String> {
    let book: toml::Table = toml::from_str(text).ok()?;
    book.get("book")?.get("title")?.as_str().map(str::to_owned)
}

fn mdbook_language(text: &str) -> Option<String> {
    let book: toml::Table = toml::from_str(text).ok()?;
    book.get("book")?.get("language")?.as_str().map(str::to_owned)
}

/// `title: "…"` in a script's settings, as VitePress, Docusaurus and Starlight have it; the first is
/// the site's own.
fn script_title(text: &str) -> Option<String> {
    script_value(text, "title")
}

fn script_lang(text: &str) -> Option<String> {
    script_value(text, "lang")
}

/// The text that the first line `key: "…"` gives, with nothing in it that a program fills in.
fn script_value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let value = line.trim_start().trim_start_matches(['{', ' ']).strip_prefix(key)?;
        let value = value.trim_start().strip_prefix(':')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let inner = value[1..].split(quote).next().unwrap_or("");
        (!inner.contains(['$', '\\'])).then(|| inner.to_owned())
    })
}

/// Hugo's settings: `title`, and `languageCode`.
fn hugo(text: &str) -> Option<String> {
    toml_value(text, "title").filter(|_| text.contains("baseURL") || text.contains("[markup"))
}

fn hugo_language(text: &str) -> Option<String> {
    let language = toml_value(text, "languageCode").or_else(|| toml_value(text, "locale"));
    language.or_else(|| toml_value(text, "defaultContentLanguage"))
}

fn toml_value(text: &str, key: &str) -> Option<String> {
    let settings: toml::Table = toml::from_str(text).ok()?;
    settings.get(key)?.as_str().map(str::to_owned)
}

fn hugo_yaml(text: &str) -> Option<String> {
    yaml_title(text).filter(|_| text.contains("baseURL"))
}

/// `title:` at the left, as Jekyll and Hugo have it.
fn yaml_title(text: &str) -> Option<String> {
    text.lines().find_map(|line| line.strip_prefix("title:")).and_then(scalar)
}

fn yaml_language(text: &str) -> Option<String> {
    let keys = ["lang:", "locale:", "languageCode:"];
    let value = keys.iter().find_map(|key| text.lines().find_map(|line| line.strip_prefix(key)));
    value.and_then(scalar).map(|tag| tag.replace('_', "-"))
}

/// `name: '…'` in docsify's page.
fn docsify(text: &str) -> Option<String> {
    let settings = text.split_once("$docsify")?.1;
    script_value(settings, "name").filter(|name| !name.contains('<'))
}

#[cfg(test)]
mod tests {
    use super::{is_tag, mdbook, mdbook_language, mkdocs, mkdocs_language, publish};

    #[test]
    fn reads_languages_as_their_tools_write_them() {
        let tag = |tag: &str| Some(tag.to_owned());
        let yaml = "site_name: A\ntheme:\n  name: material\n\n  language: de # German\nextra:\n  language: fr\n";
        assert_eq!(mkdocs_language(yaml), tag("de"));
        assert_eq!(mkdocs_language("theme: material\nextra:\n  language: fr\n"), None);
        assert_eq!(mdbook_language("[book]\nlanguage = \"pt-BR\"\n"), tag("pt-BR"));
        assert!(is_tag("pt-BR") && is_tag("zh-Hant") && !is_tag("en_US") && !is_tag("!ENV"));
    }

    #[test]
    fn reads_names_in_scripts_and_pages() {
        let name = |name: &str| Some(name.to_owned());
        let vitepress = "export default defineConfig({\n  lang: 'ja',\n  title: 'Field notes',\n  head: [],\n  themeConfig: { title: 'x' },\n})";
        assert_eq!(super::script_title(vitepress), name("Field notes"));
        assert_eq!(super::script_lang(vitepress), name("ja"));
        assert_eq!(super::script_title("{ title: `v${version}` }"), None);
        assert_eq!(super::script_title("const title = 'x'"), None);
        let docsify = "<title>x</title><script>window.$docsify = {\n  name: 'Field notes',\n}";
        assert_eq!(super::docsify(docsify), name("Field notes"));
        assert_eq!(super::docsify("<script>x = {\n name: 'y' }"), None);
        assert_eq!(super::hugo("baseURL = 'https://a.example'\ntitle = 'Notes'\n"), name("Notes"));
        assert_eq!(super::hugo("title = 'of something else'\n"), None);
        assert_eq!(super::yaml_title("# x\ntitle: Field notes # y\n"), name("Field notes"));
        assert_eq!(super::yaml_language("locale: pt_BR\n"), name("pt-BR"));
    }

    #[test]
    fn reads_names_as_their_tools_write_them() {
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(
            publish("{\"siteName\": \"Field notes\", \"indexFile\": \"a.md\"}"),
            name("Field notes")
        );
        assert_eq!(publish("{"), None);
        for (text, expected) in [
            ("site_name: Field notes # ours\nnav: []\n", name("Field notes")),
            ("plugins:\n  - !!python/name:a.b\nsite_name: 'C# notes'\n", name("C# notes")),
            ("site_name: \"A \u{2026} b\"\n", name("A \u{2026} b")),
            ("site_name: !ENV [NAME, x]\n", None),
            ("theme:\n  site_name: x\n", None),
        ] {
            assert_eq!(mkdocs(text), expected, "{text}");
        }
        assert_eq!(mdbook("[book]\ntitle = \"The book\"\n"), name("The book"));
        assert_eq!(mdbook("[book]\nauthors = []\n"), None);
    }
}
