//! EDGE. The only reader of content: a folder → files as values, by walkdir.
//!
//! Read are all Markdown files below the content root; listed are the other files there and under
//! `static/`, for links to find. Not read: hidden paths, the output, `themes/`, `node_modules`,
//! `[site] ignore` globs, and whatever leads out of the root. Each file that should have been
//! read and wasn't is a diagnostic.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod snippets;
mod title;
mod tools;
mod vault;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use walk::walk;

use crate::config::{self, Config, Publish, QUESTIONS, SETTINGS};
use crate::diagnostics::Diagnostic;
use crate::model::file::{FileReader, MANIFEST};
use crate::model::path::ShownPath as _;
use crate::model::stamp::Stamp;
use crate::model::{Failure, FileEntry, Map, RelPath, SourceFile, Sources};

/// A larger document is refused: nobody writes it, and what is made of it takes up to fifty times
/// its size.
const LARGEST: u64 = 32 * 1024 * 1024;

/// Reads `site.toml` under `root`; without one, the default settings. The text comes along for
/// diagnostics.
///
/// # Errors
/// When the root is no folder, or the file is there and cannot be read as text.
pub fn settings(root: &Path) -> Result<(Config, String, Vec<Diagnostic>), Failure> {
    if !root.is_dir() {
        return Err(Failure::new(
            format!("there is no folder `{}`", root.shown()),
            "name an existing folder with `--root`, or make one with `topoi init`",
        ));
    }
    let path = root.join(SETTINGS);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let (title, publish) = (folder_name(root), Publish::Guess);
            let output = free_output(root);
            let config = Config { title, publish, output, ..Config::default() };
            return Ok((config, String::new(), Vec::new()));
        }
        Err(error) => {
            return Err(Failure::new(
                format!("cannot read `{}`: {error}", path.shown()),
                "check that it is a text file in UTF-8 and that you may read it",
            ));
        }
    };
    let (mut config, diagnostics) = config::parse(&RelPath::new(SETTINGS), &text);
    config.has_title = !config.title.trim().is_empty();
    if !config.has_title {
        config.title = folder_name(root);
    }
    if !config.has_output {
        config.output = free_output(root);
    }
    Ok((config, text, diagnostics))
}

/// Where the site is written unless the settings say it: `public`, but where that holds another
/// program's files, as VitePress and Astro keep pictures there.
fn free_output(root: &Path) -> String {
    let is_free = |name: &&str| {
        let folder = root.join(name);
        let hidden =
            |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
        std::fs::read_dir(&folder)
            .map_or(true, |entries| folder.join(MANIFEST).exists() || entries.flatten().all(hidden))
    };
    let name = ["public", "site", "_site", "topoi-site"].into_iter().find(is_free);
    name.unwrap_or("public").to_owned()
}

/// What a site without a title is called.
fn folder_name(root: &Path) -> String {
    let name = root.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_owned()));
    name.map_or_else(|| "Notes".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Reads everything under `root` that `config` lets in. Each file that should have been read and
/// wasn't comes along as a diagnostic.
///
/// # Errors
/// When the content root is missing or cannot be listed.
pub fn read(root: &Path, config: &Config) -> Result<(Sources, Vec<Diagnostic>), Failure> {
    Reader::default().read(root, config)
}

/// Reads a knowledge base again and again: documents that nobody has written to are not read twice.
#[derive(Default)]
pub struct Reader {
    known: Map<PathBuf, (Stamp, SourceFile)>,
}

impl Reader {
    /// As [`read`].
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(
        &mut self,
        root: &Path,
        config: &Config,
    ) -> Result<(Sources, Vec<Diagnostic>), Failure> {
        read_all(root, config, self)
    }

    /// The documents of `files`, in their order.
    fn documents(
        &mut self,
        files: &[FileEntry],
        content_root: &str,
    ) -> Vec<Result<SourceFile, Diagnostic>> {
        let known = &self.known;
        let read = |file: &FileEntry| {
            let path = in_root(content_root, &file.path);
            // Before it is read: what is written to it from now on shows.
            let stamp = std::fs::metadata(&file.absolute).ok().map(|data| Stamp::new(&data));
            let stamp = stamp.filter(|stamp| stamp.is_settled(SystemTime::now()));
            let same = known.get(&file.absolute).filter(|(last, document)| {
                Some(*last) == stamp && document.path == path && document.content_path == file.path
            });
            match same {
                Some((_, document)) => (stamp, Ok(document.clone())),
                None => (stamp, read_text(file, &path)),
            }
        };
        let read: Vec<(Option<Stamp>, Result<SourceFile, Diagnostic>)> =
            files.par_iter().map(read).collect();
        let settled = files.iter().zip(&read).filter_map(|(file, (stamp, document))| {
            Some((file.absolute.clone(), ((*stamp)?, document.as_ref().ok()?.clone())))
        });
        self.known = settled.collect();
        read.into_iter().map(|(_, document)| document).collect()
    }
}

fn read_all(
    root: &Path,
    config: &Config,
    reader: &mut Reader,
) -> Result<(Sources, Vec<Diagnostic>), Failure> {
    let file_reader = FileReader {
        stamp: |path| {
            let metadata = std::fs::metadata(path)?;
            Ok((metadata.len(), metadata.modified()?))
        },
        read: |path| std::fs::read(path),
    };
    let (mut sources, mut unread) =
        (Sources { reader: file_reader, ..Sources::default() }, Vec::new());
    let found;
    (sources.content_root, found) = content(root, config, &mut unread)?;
    sources.vault = vault::read(root, &sources.content_root, &mut unread);
    let (markdown, files): (Vec<FileEntry>, Vec<FileEntry>) =
        found.into_iter().partition(|file| is_markdown(&file.path));
    for result in reader.documents(&markdown, &sources.content_root) {
        match result {
            Ok(file) => sources.documents.push(file),
            Err(diagnostic) => unread.push(diagnostic),
        }
    }
    sources.files = files;
    let read = snippets::Reader::new(root, &sources.content_root, &config.audience_files);
    sources.documents.par_iter_mut().for_each(|document| document.snippets = read.of(document));
    sources.originals = originals(root, &sources.documents);
    sources.ledger = ledger(root, config)?;
    sources.questions = questions(root)?;
    (sources.title, sources.language) = title::of_tools(root, &sources.content_root);
    sources.tools = tools::read(root, &sources.content_root, &sources.files, &sources.documents);
    let statics = root.join("static");
    if statics.is_dir() {
        check_below(root, &statics)?;
        sources.statics = walk(root, &statics, &Config::default(), &mut unread);
    }
    Ok((sources, unread))
}

/// Whether there is a document; `unread` says why others are none. A site of none would take the place of a whole one.
///
/// # Errors
/// There is none under `root`.
pub fn check_documents(
    root: &Path,
    sources: &Sources,
    unread: &[Diagnostic],
) -> Result<(), Failure> {
    if !sources.documents.is_empty() {
        return Ok(());
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for FileEntry { path, .. } in sources.files.iter().filter(|file| file.path.is_unread_format()) {
        *counts.entry(path.extension().to_lowercase()).or_default() += 1;
    }
    let others: Vec<String> =
        counts.iter().map(|(extension, count)| format!("{count} `.{extension}`")).collect();
    let folder = root.join(&sources.content_root);
    let message = match unread.is_empty() {
        true => format!("there is no document in `{}`", folder.shown()),
        false => format!("no document in `{}` can be read", folder.shown()),
    };
    let help = match others.is_empty() {
        true => "write Markdown there (`.md`), or say where it is: `content` under `[site]`",
        false => "topoi reads Markdown (`.md`) alone",
    };
    let others = match others.is_empty() {
        true => String::new(),
        false => format!(", but {}", others.join(", ")),
    };
    Err(Failure::new(format!("{message}{others}"), help.to_owned()))
}

/// The content root under `root`.
///
/// # Errors
/// The settings name one that isn't there.
pub fn content_root(root: &Path, config: &Config) -> Result<String, Failure> {
    content(root, config, &mut Vec::new()).map(|(folder, _)| folder)
}

/// The content root, and the files in it.
fn content(
    root: &Path,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(String, Vec<FileEntry>), Failure> {
    const USUAL: &str = "articles";
    let folder = match &config.content {
        Some(content) if root.join(content.as_str()).is_dir() => content.as_str(),
        Some(content) => {
            return Err(Failure::new(
                format!("there is no content root `{}`", root.join(content.as_str()).shown()),
                format!("make the folder, or set `content` in `{SETTINGS}` to another"),
            ));
        }
        None if !root.join(USUAL).is_dir() => "",
        None if root.join(SETTINGS).exists() => USUAL,
        None => {
            // Nobody has said what the content is: `articles` may be one folder among many.
            let mut found = Vec::new();
            let files = walk(root, root, config, &mut found);
            if is_vault(root) || !all_in(USUAL, &files) {
                diagnostics.extend(found);
                return Ok((String::new(), files));
            }
            USUAL
        }
    };
    check_below(root, &root.join(folder))?;
    let files = walk(root, &root.join(folder), config, diagnostics);
    Ok((folder.to_owned(), files))
}

/// # Errors
/// `folder`, which is there, leads out of the root.
fn check_below(root: &Path, folder: &Path) -> Result<(), Failure> {
    let real = |path: &Path| path.canonicalize().ok();
    match real(folder).zip(real(root)) {
        Some((there, root)) if !there.starts_with(&root) => Err(Failure::new(
            format!("`{}` leads out of the knowledge base", folder.shown()),
            "nothing outside is read: name the folder itself by `--root`, or put it in place of the link",
        )),
        _ => Ok(()),
    }
}

/// Whether all Markdown but files in capitals (README, LICENSE) stands in `folder`.
fn all_in(folder: &str, files: &[FileEntry]) -> bool {
    let capitals = |path: &RelPath| {
        let name = path.file_stem();
        name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
    };
    let inside = |path: &RelPath| {
        path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let markdown: Vec<&RelPath> =
        files.iter().map(|file| &file.path).filter(|path| is_markdown(path)).collect();
    let any = markdown.iter().any(|path| inside(path));
    any && markdown.iter().all(|path| inside(path) || capitals(path))
}

/// Whether Obsidian keeps the files in `folder`. Its own lie hidden, and so are no content.
fn is_vault(folder: &Path) -> bool {
    folder.join(".obsidian").is_dir()
}

fn in_root(content_root: &str, path: &RelPath) -> RelPath {
    match content_root {
        "" => path.clone(),
        folder => RelPath::new(&format!("{folder}/{path}")),
    }
}

fn is_markdown(path: &RelPath) -> bool {
    path.has_extension(&["md", "markdown"])
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
    Ok(SourceFile::new(path.clone(), file.path.clone(), text))
}

/// The ledger's text; `None` where it isn't there yet.
fn ledger(root: &Path, config: &Config) -> Result<Option<String>, Failure> {
    let Some((path, _)) = &config.ledger else { return Ok(None) };
    let absolute = root.join(path.as_str());
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let fail = |cause: &str| {
        Failure::new(
            format!("cannot read the ledger `{}`: {cause}", absolute.shown()),
            "mend it, or write it anew with `topoi check --update-urls`",
        )
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

/// `questions.toml`; `None` where there is none. A link that leads out of the root is not followed.
fn questions(root: &Path) -> Result<Option<SourceFile>, Failure> {
    let path = root.join(QUESTIONS);
    let fail = |cause: &str| {
        Failure::new(
            format!("cannot read `{}`: {cause}", path.shown()),
            "check that it is a text file in UTF-8 and that you may read it",
        )
    };
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let text = match path.canonicalize() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(&error.to_string())),
        Ok(real) if !real.starts_with(&real_root) => {
            return Err(fail("the link leads out of the knowledge base"));
        }
        Ok(real) => std::fs::read_to_string(real).map_err(|error| fail(&error.to_string()))?,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let path = RelPath::new(QUESTIONS);
    Ok(Some(SourceFile::new(path.clone(), path, text)))
}

/// The raw texts that documents name by `original: PATH`, relative to the root. Which of them
/// are wanted is settled later; here every line that could name one counts. Unreadable ones are
/// told by the stage that wants them.
fn originals(root: &Path, documents: &[SourceFile]) -> Vec<SourceFile> {
    let mut paths: Vec<RelPath> = documents
        .iter()
        .filter(|document| document.text.contains("original"))
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
