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

/// Red, green and blue.
pub type Colour = [u8; 3];

/// How pictures of shared pages look: `[share]` in `theme.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareLook {
    /// The face of title and text: a WOFF2 file under `assets/`.
    pub face: String,
    /// The face of kind, topic and the site's name.
    pub label: String,
    /// The ground.
    pub paper: Colour,
    /// Titles.
    pub ink: Colour,
    /// What stands below them.
    pub soft: Colour,
    /// Where no topic has a colour, and the site's icon.
    pub accent: Colour,
    /// The colours of authored topics, `t1` and following.
    pub topics: Vec<Colour>,
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
    /// What the templates of new documents ask their authors to write, a line each.
    pub prompts: Vec<String>,
    /// Assets by path under `assets/` (`topoi.css`), sorted.
    pub assets: Vec<(String, Vec<u8>)>,
    /// How pictures of shared pages look.
    pub share: ShareLook,
}
