//! Settings of other tools in the folder, for what they say of order and names. Nothing in them is
//! run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{FileEntry, RelPath, SourceFile};

/// Settings of a tool that makes a site of a whole folder, the first of them first. They lie in the
/// root, beside the content or in it.
const OF_SITES: [&str; 13] = [
    "book.toml",
    "site-options.json",
    ".obsidian/site-options.json",
    "mkdocs.yml",
    "mkdocs.yaml",
    ".vitepress/config.ts",
    ".vitepress/config.mts",
    ".vitepress/config.js",
    ".vitepress/config.mjs",
    ".vitepress/config/index.ts",
    "docs/.vitepress/config.ts",
    "docs/.vitepress/config.mts",
    "docs/.vitepress/config.js",
];
/// The same, which may lie in the folder of the site's program.
const OF_PROGRAMS: [&str; 9] = [
    "mkdocs.yml",
    "sidebars.js",
    "sidebars.ts",
    "sidebars.json",
    "sidebars.cjs",
    "sidebars.mjs",
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
];
/// Hidden files that say something of their folder.
const HIDDEN: [&str; 2] = [".pages", ".nav.yml"];
/// Other files that do.
const OF_FOLDERS: [&str; 8] = [
    "_category_.json",
    "_category_.yml",
    "_category_.yaml",
    "_meta.json",
    "_meta.js",
    "_meta.ts",
    "_meta.mjs",
    "meta.json",
];
/// So deep the folder of a site's program may lie.
const DEEPEST: usize = 3;
/// A larger file is nobody's navigation.
const LARGEST: u64 = 1024 * 1024;

/// All settings that there are, with paths under the root: those of a whole site first. `files` are
/// what stands below the content root, `documents` the Markdown there.
pub(super) fn read(
    root: &Path,
    content_root: &str,
    files: &[FileEntry],
    documents: &[SourceFile],
) -> Vec<SourceFile> {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    let above = content_root.rsplit_once('/').map_or("", |(above, _)| above);
    let mut sites = vec!["", above, content_root];
    sites.dedup();
    for folder in sites {
        let names = OF_SITES.iter().chain(&OF_PROGRAMS);
        found.extend(names.map(|name| (join(folder, name), root.join(folder).join(name))));
    }
    let mut programs: Vec<&FileEntry> = files
        .iter()
        .filter(|file| OF_PROGRAMS.contains(&file.path.file_name()))
        .filter(|file| depth(&file.path) <= DEEPEST)
        .collect();
    programs.sort_by_key(|file| depth(&file.path));
    let of_folders = files.iter().filter(|file| OF_FOLDERS.contains(&file.path.file_name()));
    for file in programs.into_iter().chain(of_folders) {
        found.push((join(content_root, file.path.as_str()), file.absolute.clone()));
    }
    let folders: BTreeSet<&str> = documents.iter().flat_map(|d| folders(d.path.parent())).collect();
    for folder in folders {
        let hidden = HIDDEN.iter().map(|name| (join(folder, name), root.join(folder).join(name)));
        found.extend(hidden);
    }
    let mut seen = BTreeSet::new();
    found.retain(|(path, _)| seen.insert(path.clone()));
    found.iter().filter_map(|(path, absolute)| read_one(path, absolute, &real_root)).collect()
}

/// A file below the root; none where it isn't there, too large or no text.
fn read_one(path: &str, absolute: &Path, real_root: &Path) -> Option<SourceFile> {
    let size = std::fs::metadata(absolute).ok().filter(|m| m.is_file())?.len();
    let inside = absolute.canonicalize().ok()?.starts_with(real_root);
    if !inside || size > LARGEST {
        return None;
    }
    let text: Arc<str> = std::fs::read_to_string(absolute).ok()?.into();
    let path = RelPath::new(path);
    Some(SourceFile::new(path.clone(), path, text))
}

fn depth(path: &RelPath) -> usize {
    path.as_str().split('/').count()
}

/// A folder and all above it but the root.
fn folders(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| Some(folder.rsplit_once('/')?.0))
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
