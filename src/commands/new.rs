//! `topoi new KIND TITLE`: a document with the fields of its kind, in the right place.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::print;
use crate::model::{Failure, Kind, RelPath};
use crate::parse::slug::slug;
use crate::source;

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The kind of the document.
    pub kind: Kind,
    /// Its title.
    pub title: String,
}

/// Writes the document and prints its path.
///
/// # Errors
/// A document that is there already; what the environment refused.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { root, kind, title } = arguments;
    let (config, _, _) = source::settings(root)?;
    let name = match slug(title) {
        name if name.trim_matches('-').is_empty() => {
            return Err(Failure::new(
                format!("no file can be named after `{title}`"),
                "give a title with letters or digits",
            ));
        }
        name => name,
    };
    let content = match &config.content {
        Some(content) => root.join(content.as_str()),
        None => root.join(source::content_root(root, &config)?),
    };
    let path = match folder(&config, *kind, &content) {
        Some(folder) => content.join(folder).join(format!("{name}.md")),
        None => content.join(format!("{name}.md")),
    };
    let relative = path.strip_prefix(&content).unwrap_or(&path).to_string_lossy().into_owned();
    let by_glob = RelPath::normalize(&relative).and_then(|path| config.kind_of(&path));
    write(&path, text(*kind, title, by_glob == Some(*kind)).as_bytes())?;
    print::result(&format!("{}\n", path.display()));
    Ok(())
}

/// The folder for a kind: where `[kinds]` says such documents stand (`concepts/**`), else one
/// named after the kind if it is there.
pub(super) fn folder(config: &crate::config::Config, kind: Kind, content: &Path) -> Option<String> {
    let glob = config.kinds.iter().filter(|(_, of)| *of == kind).find_map(|(glob, _)| {
        let folder = glob.glob().glob().strip_suffix("/**")?;
        (!folder.contains(['*', '?', '[', '{'])).then(|| folder.to_owned())
    });
    glob.or_else(|| {
        let named = kind.info().plural;
        content.join(named).is_dir().then(|| named.to_owned())
    })
}

/// Writes a new file, and the folders above it; never over one that is there.
///
/// # Errors
/// A file that is there; what the environment refused.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::new(
            format!("`{}` is there already", path.display()),
            "choose another title, or open that file",
        ),
        _ => Failure::new(
            format!("cannot write `{}`: {error}", path.display()),
            "check the folder and your rights there",
        ),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(refused)?;
    }
    let mut file = std::fs::File::create_new(path).map_err(refused)?;
    file.write_all(bytes).map_err(refused)
}

/// A document of `kind` to fill in. `known` tells whether its folder gives it the kind.
fn text(kind: Kind, title: &str, known: bool) -> String {
    let title = serde_json::Value::from(title).to_string();
    let kind_line = if known || kind == Kind::Note {
        String::new()
    } else {
        format!("kind: {}\n", kind.name())
    };
    let (fields, body) = match kind {
        Kind::Article => (
            "author:\npublished:\nsource:\ntext: full        # or excerpt, digest\n",
            "What was published or said.\n",
        ),
        Kind::Concept => (
            "aliases: []       # other names\nexcept: []        # phrases that are not it\n",
            "One sentence that says what it is.\n",
        ),
        Kind::Principle => (
            "concepts: []      # what it is filed under\nanswers: []       # situations in a reader's words\nevidence: []      # - article: …, stance: supports, quote: \"…\"\n",
            "## When\n\n## Do\n\n- \n\n## Avoid\n\n- \n\n## Say\n\n- \n\n## Ask\n\n- \n\n## Why\n\n## Unless\n",
        ),
        Kind::Contrast => (
            "between: []       # two concepts, or two principles\n",
            "The difference in one sentence.\n\n| | One | Other |\n|---|---|---|\n| | | |\n\n## How to tell\n\nA question that tells them apart.\n",
        ),
        Kind::Note => ("", ""),
    };
    format!("---\ntitle: {title}\n{kind_line}{fields}---\n\n{body}")
}
