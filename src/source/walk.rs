//! The folder walk: which files there are, and which links are followed.
//!
//! What an author didn't mean as content is passed over in silence: hidden paths (but for the
//! pictures that GitBook keeps in one), an editor's lock files, and links to nothing, unless they
//! are called like a document.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::is_markdown;
use crate::config::{Config, SETTINGS};
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::file::MANIFEST;
use crate::model::{FileEntry, RelPath};

/// All files under `folder`, sorted by path.
pub(super) fn walk(
    root: &Path,
    folder: &Path,
    config: &Config,
    out: &mut Vec<Diagnostic>,
) -> Vec<FileEntry> {
    let output = root.join(&config.output);
    let real_root = real(root);
    let is_meant = |path: &Path| is_meant(folder, path, config);
    let passes = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let other = entry.file_type().is_dir()
            && entry.depth() > 0
            && (name == "node_modules"
                || name == "themes" && folder == root
                || entry.path() == output
                // The output of an earlier build, wherever `--output` put it.
                || entry.path().join(MANIFEST).exists());
        !other && is_meant(entry.path())
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
                out.extend(is_meant(path).then(|| refused(root, path, &error)).flatten());
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
        if entry.depth() > 0
            && let Err(diagnostic) = check_name(root, &entry)
        {
            out.push(diagnostic);
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_dir() {
            continue;
        }
        match file(root, folder, entry) {
            Ok(Some(file)) => files.push(file),
            Ok(None) => {}
            Err(diagnostic) => out.push(diagnostic),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// GitBook's folder, hidden, and in its `assets` stands what pages refer to.
const GITBOOK: &str = ".gitbook";

/// Whether the author means `path` to be looked at, as far as its name tells.
fn is_meant(folder: &Path, path: &Path, config: &Config) -> bool {
    if path == folder {
        return true;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // `~$report.docx` is the lock file of an office program.
    let hidden = name.starts_with('.') && name != GITBOOK || name.starts_with("~$");
    let above = path.parent().and_then(Path::file_name).unwrap_or_default();
    let hidden = hidden || above == GITBOOK && name != "assets";
    let ignored =
        || relative(folder, path).is_some_and(|path| config.ignore.is_match(path.as_str()));
    !hidden && !ignored()
}

/// What the walk says of a path that it cannot look at; nothing of a link to nothing, which a
/// missing file is, too.
fn refused(root: &Path, path: &Path, error: &walkdir::Error) -> Option<Diagnostic> {
    let file = relative(root, path).unwrap_or_else(|| RelPath::new(""));
    if error.loop_ancestor().is_some() {
        let cause = "the link leads back to a folder that holds it";
        return Some(Diagnostic::unreadable_file(&file, cause));
    }
    let dangling = path.symlink_metadata().is_ok_and(|found| found.is_symlink())
        && error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound);
    if dangling {
        // A link from a document that leads here finds nothing, and that is told there.
        let told = Diagnostic::unreadable_file(&file, "the link leads to nothing");
        let severity = Severity::Warning;
        return is_markdown(&file).then_some(Diagnostic { severity, ..told });
    }
    let cause = error.io_error().map_or(error.to_string(), ToString::to_string);
    Some(Diagnostic::unreadable_file(&file, &cause))
}

/// A line break in a name would end the line of a list, and a terminal obeys other characters.
fn check_name(root: &Path, entry: &DirEntry) -> Result<(), Diagnostic> {
    if !entry.file_name().to_string_lossy().contains(char::is_control) {
        return Ok(());
    }
    let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
    let shown = name.replace('\\', "_").replace(char::is_control, "\u{fffd}");
    let file = RelPath::normalize(&shown).unwrap_or_else(|| RelPath::new(""));
    let cause = "its name has a line break or another control character";
    Err(Diagnostic::unreadable_file(&file, cause))
}

/// The file of an entry that is no folder, unless it is none of the content's.
fn file(root: &Path, folder: &Path, entry: DirEntry) -> Result<Option<FileEntry>, Diagnostic> {
    let Some(path) = relative(folder, entry.path()) else {
        let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
        let file = RelPath::normalize(&name.replace('\\', "_")).unwrap_or_else(|| RelPath::new(""));
        return Err(Diagnostic::unreadable_file(
            &file,
            "its name is not UTF-8, or has a backslash",
        ));
    };
    if !entry.file_type().is_file() {
        let file = relative(root, entry.path()).unwrap_or_else(|| path.clone());
        return Err(Diagnostic::unreadable_file(&file, "it is no regular file"));
    }
    if path.as_str() == SETTINGS && folder == root {
        return Ok(None);
    }
    Ok(Some(FileEntry { path, absolute: entry.into_path() }))
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
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn relative(folder: &Path, path: &Path) -> Option<RelPath> {
    let relative = path.strip_prefix(folder).ok()?;
    let parts: Option<Vec<&str>> =
        relative.components().map(|part| part.as_os_str().to_str()).collect();
    // A backslash parts folders on other machines.
    let parts = parts.filter(|parts| !parts.iter().any(|part| part.contains('\\')));
    Some(RelPath::new(&parts?.join("/")))
}
