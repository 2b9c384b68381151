//! What a folder's own tool calls the site: Obsidian Publish, MkDocs, mdBook.

use std::path::Path;

/// Finds the name in one tool's settings.
type Reader = fn(&str) -> Option<String>;

/// The name in the first of the tools' settings that has one. They lie in the root or beside the
/// content.
pub(super) fn of_tool(root: &Path, content_root: &str) -> Option<String> {
    let tools: [(&str, Reader); 5] = [
        ("site-options.json", publish),
        (".obsidian/site-options.json", publish),
        ("mkdocs.yml", mkdocs),
        ("mkdocs.yaml", mkdocs),
        ("book.toml", mdbook),
    ];
    let content = root.join(content_root);
    let above = content.parent().filter(|above| above.starts_with(root));
    let folders = [Some(root), above, Some(content.as_path())];
    tools.iter().find_map(|(file, name)| {
        let texts =
            folders.iter().flatten().map(|folder| std::fs::read_to_string(folder.join(file)));
        let found = texts.flatten().find_map(|text| name(&text))?;
        let name = found.split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    })
}

fn publish(text: &str) -> Option<String> {
    let options: serde_json::Value = serde_json::from_str(text).ok()?;
    options.get("siteName")?.as_str().map(str::to_owned)
}

/// The line alone is read: the file may hold tags of Python's, which other readers refuse.
fn mkdocs(text: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix("site_name:"))?.trim();
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

#[cfg(test)]
mod tests {
    use super::{mdbook, mkdocs, publish};

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
