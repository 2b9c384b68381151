//! Settings: any `site.toml`, readers' questions, words of the interface and contents of other tools
//! are read or told, and the base is built with them.

use super::base;

/// Builds a small base with a file of settings: a line with its name, then its text.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    let (name, text) = super::first_line(&text);
    let pages = [
        ("trust.md", "---\nkind: concept\ntags: [a]\n---\n# Trust\n\nIt is earned.\n"),
        ("docs/one.md", "---\nkind: principle\nconcepts: [trust]\n---\n# One\n\nTrust [[two]].\n"),
        ("docs/two.md", "---\naudience: public\nlang: de\n---\n# Zwei\n\n> [!do]\n> Vertraue.\n"),
        (name, text),
    ];
    let files: Vec<(String, String)> =
        pages.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    base::build(&files);
}
