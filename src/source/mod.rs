//! EDGE. The only reader of content: a folder → files as values, by walkdir.
//!
//! Read are all Markdown files below the content root; listed are the other files there and under
//! `static/`, for links to find. Not read: hidden paths, the output, `themes/`, `node_modules`,
//! `[site] ignore` globs, and whatever leads out of the root. Each file that should have been
//! read and wasn't is a diagnostic.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::config::{self, Config, Publish};
use crate::diagnostics::Diagnostic;
use crate::model::file::MANIFEST;
use crate::model::{RelPath, SourceFile};

/// The name of the settings file.
pub const SETTINGS: &str = "site.toml";
/// A larger document is refused: nobody writes it, and what is made of it takes up to fifty times
/// its size.
const LARGEST: u64 = 32 * 1024 * 1024;

/// All files of a knowledge base.
#[derive(Debug, Default)]
pub struct Sources {
    /// The content root under the knowledge base's root; `""` where they are the same.
    pub content_root: String,
    /// Whether Obsidian keeps the files: it has its folder there or beside them.
    pub vault: bool,
    /// Markdown under the content root, sorted by content path.
    pub documents: Vec<SourceFile>,
    /// Every other file under the content root, sorted by path.
    pub files: Vec<FileEntry>,
    /// Text outside the content root that some document names as its `original`.
    pub originals: Vec<SourceFile>,
    /// What stands under `static/`, sorted by path.
    pub statics: Vec<FileEntry>,
    /// The file that `[urls] ledger` names, if it is there: see
    /// [`site::ledger`](crate::urls::ledger).
    pub ledger: Option<String>,
    /// Files that were not read.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that is copied, not parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its path under the content root or `static/`.
    pub path: RelPath,
    /// Where it is.
    pub absolute: PathBuf,
}

/// What the environment refused.
#[derive(Debug)]
pub struct EnvironmentError {
    /// What is wrong, with the path.
    pub message: String,
    /// What to do next.
    pub help: String,
}

impl std::fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EnvironmentError {}

/// Reads `site.toml` under `root`; without one, the default settings. The text comes along for
/// diagnostics.
///
/// # Errors
/// When the root is no folder, or the file is there and cannot be read as text.
pub fn settings(root: &Path) -> Result<(Config, String, Vec<Diagnostic>), EnvironmentError> {
    if !root.is_dir() {
        return Err(EnvironmentError {
            message: format!("there is no folder `{}`", root.display()),
            help: "name an existing folder with `--root`, or make one with `topoi init`".into(),
        });
    }
    let path = root.join(SETTINGS);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let (title, publish) = (folder_name(root), Publish::Guess);
            let config = Config { title, publish, ..Config::default() };
            return Ok((config, String::new(), Vec::new()));
        }
        Err(error) => {
            return Err(EnvironmentError {
                message: format!("cannot read `{}`: {error}", path.display()),
                help: "check that it is a text file in UTF-8 and that you may read it".into(),
            });
        }
    };
    let (mut config, diagnostics) = config::parse(&RelPath::new(SETTINGS), &text);
    if config.title.is_empty() {
        config.title = folder_name(root);
    }
    Ok((config, text, diagnostics))
}

/// What a site without a title is called.
fn folder_name(root: &Path) -> String {
    let name = root.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_owned()));
    name.map_or_else(|| "Notes".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Reads everything under `root` that `config` lets in.
///
/// # Errors
/// When the content root is missing or cannot be listed.
pub fn read(root: &Path, config: &Config) -> Result<Sources, EnvironmentError> {
    let content_root = content_root(root, config)?;
    let content = root.join(&content_root);
    let vault = is_vault(root) || is_vault(&content);
    let mut sources = Sources { content_root, vault, ..Sources::default() };
    let found = walk(root, &content, config, &mut sources.diagnostics);
    let (markdown, files): (Vec<FileEntry>, Vec<FileEntry>) =
        found.into_iter().partition(|file| is_markdown(&file.path));
    let prefix = sources.content_root.clone();
    let read: Vec<Result<SourceFile, Diagnostic>> =
        markdown.par_iter().map(|file| read_text(file, &in_root(&prefix, &file.path))).collect();
    for result in read {
        match result {
            Ok(file) => sources.documents.push(file),
            Err(diagnostic) => sources.diagnostics.push(diagnostic),
        }
    }
    sources.files = files;
    sources.originals = originals(root, &sources.documents);
    sources.ledger = ledger(root, config)?;
    let statics = root.join("static");
    if statics.is_dir() {
        sources.statics = walk(root, &statics, &Config::default(), &mut sources.diagnostics);
    }
    Ok(sources)
}

fn content_root(root: &Path, config: &Config) -> Result<String, EnvironmentError> {
    match &config.content {
        Some(content) if root.join(content.as_str()).is_dir() => Ok(content.as_str().to_owned()),
        Some(content) => Err(EnvironmentError {
            message: format!(
                "there is no content root `{}`",
                root.join(content.as_str()).display()
            ),
            help: format!("make the folder, or set `content` in `{SETTINGS}` to another"),
        }),
        // A vault without settings is content as a whole: its folder `articles` is one of many.
        None if is_vault(root) && !root.join(SETTINGS).exists() => Ok(String::new()),
        None if root.join("articles").is_dir() => Ok("articles".to_owned()),
        None => Ok(String::new()),
    }
}

/// Whether Obsidian keeps the files in `folder`. Its own lie hidden, and so are no content.
fn is_vault(folder: &Path) -> bool {
    folder.join(".obsidian").is_dir()
}

/// All files under `folder`, sorted by path.
fn walk(root: &Path, folder: &Path, config: &Config, out: &mut Vec<Diagnostic>) -> Vec<FileEntry> {
    let output = root.join(&config.output);
    let real_root = real(root);
    let passes = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let hidden = name.starts_with('.') && entry.depth() > 0;
        let other = entry.file_type().is_dir()
            && entry.depth() > 0
            && (name == "node_modules"
                || name == "themes" && folder == root
                || entry.path() == output
                // The output of an earlier build, wherever `--output` put it.
                || entry.path().join(MANIFEST).exists());
        let ignored = relative(folder, entry.path())
            .is_some_and(|path| config.ignore.is_match(path.as_str()));
        !hidden && !other && !ignored
    };
    let mut files = Vec::new();
    let mut links = Links { root: &real_root, folder: real(folder), followed: Vec::new() };
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let mut walk = walk.into_iter().filter_entry(passes);
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let file = relative(root, path).unwrap_or_else(|| RelPath::new(""));
                let cause = match error.loop_ancestor() {
                    Some(_) => "the link leads back to a folder that holds it".to_owned(),
                    None => error.io_error().map_or(error.to_string(), ToString::to_string),
                };
                out.push(Diagnostic::unreadable_file(&file, &cause));
                continue;
            }
        };
        if entry.path_is_symlink()
            && entry.depth() > 0
            && let Err(cause) = links.follow(&entry)
        {
            let file = relative(root, entry.path()).unwrap_or_else(|| RelPath::new(""));
            out.push(Diagnostic::unreadable_file(&file, cause));
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = relative(folder, entry.path()) else {
            let name = entry.path().to_string_lossy().into_owned();
            let file = RelPath::normalize(&name).unwrap_or_else(|| RelPath::new(""));
            out.push(Diagnostic::unreadable_file(&file, "its name is not UTF-8"));
            continue;
        };
        if !entry.file_type().is_file() {
            let file = relative(root, entry.path()).unwrap_or_else(|| path.clone());
            out.push(Diagnostic::unreadable_file(&file, "it is no regular file"));
            continue;
        }
        if path.as_str() == SETTINGS && folder == root {
            continue;
        }
        files.push(FileEntry { path, absolute: entry.into_path() });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Which symbolic links a walk follows: to what lies inside the knowledge base, and to each folder
/// once, so that no arrangement of links makes a walk without end.
struct Links<'a> {
    root: &'a Path,
    /// Where the walk begins.
    folder: PathBuf,
    /// The folders that links led to.
    followed: Vec<PathBuf>,
}

impl Links<'_> {
    /// Whether the link is followed; else why not.
    fn follow(&mut self, entry: &DirEntry) -> Result<(), &'static str> {
        let target = real(entry.path());
        if !target.starts_with(self.root) {
            return Err("the link leads out of the knowledge base");
        }
        if !entry.file_type().is_dir() {
            return Ok(());
        }
        if self.folder.starts_with(&target) {
            return Err("the link leads back to a folder that holds it");
        }
        if self.followed.contains(&target) {
            return Err("another link leads to the same folder");
        }
        self.followed.push(target);
        Ok(())
    }
}

/// Where `path` leads, links followed.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn relative(folder: &Path, path: &Path) -> Option<RelPath> {
    let relative = path.strip_prefix(folder).ok()?;
    let parts: Option<Vec<&str>> =
        relative.components().map(|part| part.as_os_str().to_str()).collect();
    Some(RelPath::new(&parts?.join("/")))
}

fn in_root(content_root: &str, path: &RelPath) -> RelPath {
    match content_root {
        "" => path.clone(),
        folder => RelPath::new(&format!("{folder}/{path}")),
    }
}

fn is_markdown(path: &RelPath) -> bool {
    ["md", "markdown"].iter().any(|extension| path.extension().eq_ignore_ascii_case(extension))
}

/// Reads one text file. A byte order mark is left out.
fn read_text(file: &FileEntry, path: &RelPath) -> Result<SourceFile, Diagnostic> {
    let unreadable = |error: std::io::Error| Diagnostic::unreadable_file(path, &error.to_string());
    let size = std::fs::metadata(&file.absolute).map_err(unreadable)?.len();
    if size > LARGEST {
        let cause = format!(
            "it has {} MB, more than the {} MB a document may have",
            size >> 20,
            LARGEST >> 20
        );
        return Err(Diagnostic::unreadable_file(path, &cause));
    }
    let bytes = std::fs::read(&file.absolute).map_err(unreadable)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Diagnostic::invalid_utf8(path, error.utf8_error().valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(SourceFile { path: path.clone(), content_path: file.path.clone(), text: text.into() })
}

/// The ledger's text; `None` where it isn't there yet.
fn ledger(root: &Path, config: &Config) -> Result<Option<String>, EnvironmentError> {
    let Some((path, _)) = &config.ledger else { return Ok(None) };
    let absolute = root.join(path.as_str());
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let fail = |cause: &str| EnvironmentError {
        message: format!("cannot read the ledger `{}`: {cause}", absolute.display()),
        help: "mend it, or write it anew with `topoi check --update-urls`".into(),
    };
    match absolute.canonicalize() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fail(&error.to_string())),
        Ok(real) if !real.starts_with(&real_root) => {
            Err(fail("the link leads out of the knowledge base"))
        }
        Ok(real) => std::fs::read_to_string(real).map(Some).map_err(|e| fail(&e.to_string())),
    }
}

/// The raw texts that documents name by `original: PATH`, relative to the root. Which of them
/// are wanted is settled later; here every line that could name one counts. Unreadable ones are
/// told by the stage that wants them.
fn originals(root: &Path, documents: &[SourceFile]) -> Vec<SourceFile> {
    let mut paths: Vec<RelPath> = documents
        .iter()
        .flat_map(|document| document.text.lines())
        .filter_map(|line| line.trim_start().strip_prefix("original"))
        .filter_map(|rest| rest.trim_start().strip_prefix([':', '=']))
        .filter_map(|value| RelPath::normalize(value.trim().trim_matches(['"', '\''])))
        .filter(|path| !path.as_str().is_empty())
        .collect();
    paths.sort();
    paths.dedup();
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    paths
        .iter()
        .filter_map(|path| {
            let absolute = root.join(path.as_str()).canonicalize().ok()?;
            let inside = absolute.starts_with(&real_root) && absolute.is_file();
            let file = FileEntry { path: path.clone(), absolute };
            inside.then(|| read_text(&file, path).ok()).flatten()
        })
        .collect()
}
