//! EDGE. The only reader of themes: a folder over the embedded default → [`Theme`].
//!
//! `themes/<name>/` holds `theme.toml`, `templates/*.html`, `templates/new/*.md`, `assets/**` and
//! `i18n/*.toml`. What a theme doesn't have comes from the default theme, file by file (words key by
//! key); files on disk win over the embedded ones, so that a change to a style shows at once.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod manifest;

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use manifest::MANIFEST;

use crate::model::path::ShownPath as _;
use crate::model::{Failure, Kind, RelPath, Theme, WordsFile};

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Reads theme `name` of the knowledge base at `root`.
///
/// # Errors
/// When no such theme exists, or a file of it cannot be read.
pub fn read(root: &Path, name: &str) -> Result<Theme, Failure> {
    let mut files = embedded();
    let words = take_words(&mut files, None)?;
    // Key by key, as words are.
    let base = files.remove(MANIFEST).unwrap_or_default();
    let folder = root.join("themes").join(name);
    if folder.is_dir() {
        overlay(root, &folder, &mut files)?;
    } else if name != "default" {
        return Err(Failure::new(
            format!("there is no theme `{name}`: `{}` is no folder", folder.shown()),
            "make it with `topoi theme eject`, or set `theme = \"default\"`".to_owned(),
        ));
    }
    let own = take_words(&mut files, Some((&folder, name)))?;
    let words = words.into_iter().chain(own).collect();
    let overlaid = files.remove(MANIFEST).map(|text| (text, folder.join(MANIFEST)));
    let share = manifest::share(&base, overlaid.as_ref().map(|(text, path)| (&**text, &**path)))?;
    let theme = Theme { words, share, ..sort_out(name, files, &folder)? };
    manifest::check_faces(&theme, &folder)?;
    Ok(theme)
}

/// Takes the files of words out of `files`: those of the program, or those of the folder of a theme.
fn take_words(
    files: &mut BTreeMap<String, Vec<u8>>,
    own: Option<(&Path, &str)>,
) -> Result<Vec<WordsFile>, Failure> {
    let language = |path: &str| {
        let name = path.strip_prefix("i18n/")?.strip_suffix(".toml")?;
        (!name.contains('/')).then(|| name.to_owned())
    };
    let found: Vec<(String, String)> =
        files.keys().filter_map(|path| Some((path.clone(), language(path)?))).collect();
    let mut words = Vec::new();
    for (path, language) in found {
        let text = text_of(&path, files.remove(&path).unwrap_or_default(), own.map(|own| own.0))?;
        let path = own.map(|(_, name)| RelPath::new(&format!("themes/{name}/{path}")));
        words.push(WordsFile { language, path, text });
    }
    Ok(words)
}

/// The text of a file of a theme.
fn text_of(path: &str, bytes: Vec<u8>, folder: Option<&Path>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            format!("`{}` is not UTF-8 text", folder.unwrap_or(Path::new("")).join(path).shown()),
            "save the file as UTF-8".to_owned(),
        )
    })
}

/// The folder of a theme's [`starter`]s.
const STARTERS: &str = "templates/new/";

/// What a new document of `kind` begins as: `templates/new/<kind>.md` of theme `name`, with places
/// such as `{{ title }}` to be filled in.
///
/// # Errors
/// When the theme's file cannot be read.
pub fn starter(root: &Path, name: &str, kind: Kind) -> Result<String, Failure> {
    let file = format!("{STARTERS}{}.md", kind.name());
    let path = root.join("themes").join(name).join(&file);
    match std::fs::read_to_string(&path) {
        Ok(text) if lies_below(root, &path) => Ok(text),
        Ok(_) => Err(Failure::new(
            format!("`{}` leads out of the knowledge base", path.shown()),
            "nothing outside is read; put a copy in its place".to_owned(),
        )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let embedded = DEFAULT.get_file(&file).and_then(|file| file.contents_utf8());
            Ok(embedded.unwrap_or("---\ntitle: {{ title }}\nkind: {{ kind }}\n---\n\n").to_owned())
        }
        Err(error) => Err(Failure::new(
            format!("cannot read `{}`: {error}", path.shown()),
            "save the template as UTF-8, and check that you may read it".to_owned(),
        )),
    }
}

/// The sentences in a [`starter`] that an author is to replace: lines of text below the front
/// matter.
fn prompts(starter: &str) -> impl Iterator<Item = String> {
    let body = starter.splitn(3, "---\n").nth(2).unwrap_or("");
    let is_text = |line: &&str| line.contains(' ') && line.starts_with(char::is_alphabetic);
    body.lines().map(str::trim).filter(is_text).map(str::to_owned)
}

/// Every file of the default theme by its path in the theme's folder.
pub fn embedded() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![&DEFAULT];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files.insert(path, file.contents().to_vec());
        }
    }
    files
}

/// Whether `path` really lies below `root`, wherever links on the way to it lead.
fn lies_below(root: &Path, path: &Path) -> bool {
    path.canonicalize().ok().zip(root.canonicalize().ok()).is_some_and(|(p, r)| p.starts_with(r))
}

fn overlay(
    root: &Path,
    folder: &Path,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    let unreadable = |path: &Path, cause: &dyn std::fmt::Display| {
        Failure::new(
            format!("cannot read `{}`: {cause}", path.shown()),
            "check that the theme's files exist and that you may read them".to_owned(),
        )
    };
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        if !entry.file_type().is_file() || !visible(&entry) {
            continue;
        }
        if !lies_below(root, entry.path()) {
            return Err(Failure::new(
                format!("`{}` leads out of the knowledge base", entry.path().shown()),
                "nothing outside is read; put a copy in its place".to_owned(),
            ));
        }
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let bytes =
            std::fs::read(entry.path()).map_err(|error| unreadable(entry.path(), &error))?;
        files.insert(path.to_string_lossy().replace('\\', "/"), bytes);
    }
    Ok(())
}

fn sort_out(name: &str, files: BTreeMap<String, Vec<u8>>, folder: &Path) -> Result<Theme, Failure> {
    let mut theme = Theme { name: name.to_owned(), ..Theme::default() };
    for (path, bytes) in files {
        if path.starts_with(STARTERS) {
            // For `topoi new`: see [`starter`].
            theme.prompts.extend(prompts(&text_of(&path, bytes, Some(folder))?));
        } else if let Some(template) = path.strip_prefix("templates/") {
            let text = text_of(&path, bytes, Some(folder))?;
            theme.templates.push((template.to_owned(), text));
        } else if let Some(asset) = path.strip_prefix("assets/") {
            theme.assets.push((asset.to_owned(), bytes));
        }
    }
    Ok(theme)
}
