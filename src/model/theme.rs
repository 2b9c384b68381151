//! A theme as a value: templates and assets, whatever they were read from.

use super::RelPath;

/// A file of the interface's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordsFile {
    /// The language, as the file is called.
    pub language: String,
    /// Where it stands in the knowledge base; `None` for one in the program.
    pub path: Option<RelPath>,
    /// What is in it, TOML.
    pub text: String,
}

/// A set of templates and files that give a site its looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Its name (`default`).
    pub name: String,
    /// Templates by name (`concept.html`), sorted.
    pub templates: Vec<(String, String)>,
    /// The words of the interface, a file a language; of one language those of the program come first.
    pub words: Vec<WordsFile>,
    /// Assets by path under `assets/` (`topoi.css`), sorted.
    pub assets: Vec<(String, Vec<u8>)>,
}
