//! The names documents answer to: paths, file names, titles and aliases, without regard to case.
//!
//! One table serves every stage that looks a document up by something an author wrote: wikilinks,
//! `concepts`, `between`, `members`, relations, evidence. A look-up costs a few hash look-ups,
//! however many documents there are.

use std::sync::{Arc, Mutex, PoisonError};

use unicode_normalization::UnicodeNormalization as _;

use super::FolderTree;
use crate::model::fold::{CaseFolding, fold_passage, folded};
use crate::model::{DocId, Kind, Map, RelPath};
use crate::parse::Document;

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Exactly one document at the best rank.
    One(DocId),
    /// Several at the same rank: the one that wins, and all of them, the winner first.
    Ambiguous(DocId, Arc<[DocId]>),
    /// None.
    None,
}

impl Found {
    /// The document that the name stands for.
    pub fn doc(&self) -> Option<DocId> {
        match self {
            Self::One(doc) | Self::Ambiguous(doc, _) => Some(*doc),
            Self::None => None,
        }
    }
}

/// Look-up of documents by name. Ranks: exact path, file name, title, alias.
pub struct NameTable {
    paths: Vec<RelPath>,
    titles: Vec<String>,
    kinds: Vec<Kind>,
    by_path: Map<String, Vec<DocId>>,
    by_root_path: Map<String, Vec<DocId>>,
    by_file: Map<String, Vec<DocId>>,
    /// By the last two parts of the path.
    by_tail: Map<String, Vec<DocId>>,
    by_title: Map<String, Vec<DocId>>,
    by_alias: Map<String, Vec<DocId>>,
    /// By a folder's path: its index.
    by_folder: Map<String, DocId>,
    /// Paths, by file name, of files that were to be documents and could not be read.
    unread: Map<String, Vec<String>>,
    /// Whether very many documents share some name.
    has_crowds: bool,
    /// Such names as they were found from a folder.
    remembered: Mutex<Map<(By, String, String), Found>>,
}

/// What a look-up goes by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    /// Paths and ends of paths.
    Path,
    /// The same, then titles and aliases.
    Name,
}

/// From how many candidates on a choice is remembered.
pub(crate) const CROWD: usize = 16;

impl NameTable {
    /// Files every document under its names. `documents` is sorted by path; a [`DocId`] is an
    /// index into it. A folder's name is one of its index.
    pub fn new(documents: &[Arc<Document>], tree: &FolderTree) -> Self {
        let mut table = Self {
            paths: documents.iter().map(|d| d.content_path.clone()).collect(),
            titles: documents.iter().map(|d| d.title.clone()).collect(),
            kinds: documents.iter().map(|d| d.kind).collect(),
            by_path: Map::default(),
            by_root_path: Map::default(),
            by_file: Map::default(),
            by_tail: Map::default(),
            by_title: Map::default(),
            by_alias: Map::default(),
            by_folder: Map::default(),
            unread: Map::default(),
            has_crowds: false,
            remembered: Mutex::default(),
        };
        for (i, document) in documents.iter().enumerate() {
            let doc = DocId::new(i);
            let path = &document.content_path;
            let key = path_key(path.without_extension());
            if let Some(tail) = tail(&key) {
                add(&mut table.by_tail, tail.to_owned(), doc);
            }
            add(&mut table.by_path, key, doc);
            if document.path != *path {
                add(&mut table.by_root_path, path_key(document.path.without_extension()), doc);
            }
            let mut shared = add(&mut table.by_file, path_key(path.file_stem()), doc);
            shared = shared.max(add(&mut table.by_title, name_key(&document.title), doc));
            for alias in &document.meta.aliases {
                shared = shared.max(add(&mut table.by_alias, name_key(&alias.text), doc));
            }
            table.has_crowds |= shared > CROWD;
        }
        for folder in &tree.folders {
            if let Some(index) = folder.index {
                table.by_folder.insert(path_key(&folder.path), index);
            }
        }
        table
    }

    /// Remembers files that were to be documents and could not be read, which has been told.
    #[must_use]
    pub fn and_unread(mut self, paths: &[RelPath]) -> Self {
        for path in paths {
            let key = path_key(path.without_extension());
            self.unread.entry(path_key(path.file_stem())).or_default().push(key);
        }
        self
    }

    /// Whether `target`, which names no document, names a file that could not be read: then what
    /// is wrong is that file, and not what refers to it.
    pub fn is_unread(&self, target: &str) -> bool {
        let bare = target.trim_start_matches(['.', '/', '@']);
        let Some(path) = RelPath::normalize(strip_markdown(bare)) else { return false };
        let key = path_key(path.as_str());
        let name = key.rsplit('/').next().unwrap_or(&key);
        let ends = |path: &String| {
            path.strip_suffix(&key).is_some_and(|p| p.is_empty() || p.ends_with('/'))
        };
        self.unread.get(name).is_some_and(|paths| paths.iter().any(ends))
    }

    /// Looks up `target`, as a wikilink writes it, seen from `from`. Kinds don't matter.
    pub fn find(&self, target: &str, from: &Document) -> Found {
        self.find_by(By::Name, target, from)
    }

    /// The same for targets that are a path, or the end of one: titles and aliases don't answer.
    pub fn find_path(&self, target: &str, from: &Document) -> Found {
        self.find_by(By::Path, target, from)
    }

    fn find_by(&self, by: By, target: &str, from: &Document) -> Found {
        let search = || self.search(by, target, &from.content_path, |_| true);
        if !self.has_crowds {
            return search();
        }
        let key = (by, from.content_path.parent().to_owned(), target.to_owned());
        let remembered = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = remembered().get(&key) {
            return found.clone();
        }
        let found = search();
        if matches!(&found, Found::Ambiguous(_, all) if all.len() > CROWD) {
            remembered().insert(key, found.clone());
        }
        found
    }

    /// The same for names that mean one kind of document (`concepts: [trust]`): at every rank
    /// others are passed over; where no document of the kind answers, any other may.
    pub fn find_kind(&self, target: &str, from: &Document, kind: Kind) -> Found {
        let wanted = |doc: DocId| self.kinds[doc.index()] == kind;
        match self.search(By::Name, target, &from.content_path, wanted) {
            Found::None => self.find(target, from),
            found => found,
        }
    }

    /// The document at exactly `path` under the content root, with or without extension.
    pub fn at_path(&self, path: &str) -> &[DocId] {
        self.by_path.get(&path_key(strip_markdown(path))).map_or(&[], Vec::as_slice)
    }

    /// The document at exactly `path` under the knowledge base's root.
    pub fn at_root_path(&self, path: &str) -> &[DocId] {
        self.by_root_path.get(&path_key(strip_markdown(path))).map_or(&[], Vec::as_slice)
    }

    /// The documents whose file is called `name`, with or without extension, wherever they stand.
    pub fn called(&self, name: &str) -> &[DocId] {
        self.by_file.get(&path_key(strip_markdown(name))).map_or(&[], Vec::as_slice)
    }

    /// The path of a document under the content root.
    pub fn path(&self, doc: DocId) -> &RelPath {
        &self.paths[doc.index()]
    }

    /// The title of a document.
    pub fn title(&self, doc: DocId) -> &str {
        &self.titles[doc.index()]
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    fn search(
        &self,
        by: By,
        target: &str,
        from: &RelPath,
        wanted: impl Fn(DocId) -> bool,
    ) -> Found {
        let target = target.trim();
        let pick = |candidates: &[DocId]| {
            let kept: Vec<DocId> = candidates.iter().copied().filter(|&doc| wanted(doc)).collect();
            self.nearest(kept, from)
        };
        let path = strip_markdown(target).trim_end_matches('/');
        let relative = path.starts_with("./") || path.starts_with("../");
        let exact = if relative { from.join_sibling(path) } else { RelPath::normalize(path) };
        if let Some(exact) = exact.filter(|exact| !exact.as_str().is_empty()) {
            let key = path_key(exact.as_str());
            for paths in [&self.by_path, &self.by_root_path] {
                let Some(docs) = paths.get(&key) else { continue };
                let alike = |doc: &&DocId| {
                    self.path(**doc).without_extension() == exact.as_str() && wanted(**doc)
                };
                match docs.iter().find(alike) {
                    Some(doc) if docs.len() > 1 => return Found::One(*doc),
                    _ => {}
                }
                if let Some(found) = pick(docs) {
                    return found;
                }
            }
            let anywhere = !relative && !target.starts_with('/');
            if anywhere && let Some(found) = pick(&self.ending_with(exact.file_name(), &key)) {
                return found;
            }
        }
        if by == By::Path {
            return Found::None;
        }
        let name = name_key(target);
        for names in [&self.by_title, &self.by_alias] {
            if let Some(found) = names.get(&name).and_then(|docs| pick(docs)) {
                return found;
            }
        }
        let index = self.by_folder.get(&path_key(path)).copied();
        match index.filter(|&doc| !path.is_empty() && wanted(doc)) {
            Some(index) => Found::One(index),
            None => Found::None,
        }
    }

    /// Documents called `file` whose path ends with `key`, a path key of whole parts.
    fn ending_with(&self, file: &str, key: &str) -> Vec<DocId> {
        let Some(tail) = tail(key) else { return self.called(file).to_vec() };
        let called = self.by_tail.get(tail).map_or(&[][..], Vec::as_slice);
        let suffix = format!("/{key}");
        let ends = |doc: &DocId| {
            let path = path_key(self.path(*doc).without_extension());
            path == key || path.ends_with(&suffix)
        };
        called.iter().copied().filter(ends).collect()
    }

    /// Orders candidates: nearest folder, shortest path, path order.
    fn nearest(&self, mut candidates: Vec<DocId>, from: &RelPath) -> Option<Found> {
        if candidates.len() > 1 {
            candidates.dedup();
            candidates.sort_by_cached_key(|&doc| {
                let path = self.path(doc);
                (distance(from.parent(), path.parent()), path.as_str().split('/').count(), doc)
            });
        }
        match candidates.as_slice() {
            [] => None,
            [one] => Some(Found::One(*one)),
            [first, ..] => Some(Found::Ambiguous(*first, candidates.into())),
        }
    }
}

/// The last two parts of a path, if it has two: few files share them, be they all called `index`.
pub(crate) fn tail(path: &str) -> Option<&str> {
    let name = path.rfind('/')?;
    let folder = path[..name].rfind('/').map_or(0, |slash| slash + 1);
    Some(&path[folder..])
}

/// Steps up and down from one folder to another.
pub(crate) fn distance(from: &str, to: &str) -> usize {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).count();
    let shared =
        from.split('/').zip(to.split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count();
    parts(from) + parts(to) - 2 * shared
}

/// The form in which paths are compared: NFC, case folded.
pub fn path_key(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    use caseless::Caseless as _;
    path.nfc().default_case_fold().nfc().collect()
}

/// The form in which titles and aliases are compared: folded, white space made one space.
pub fn name_key(name: &str) -> String {
    fold_passage(&folded(name, CaseFolding::Common))
}

/// Deepest level of a tag: what is nested further is part of the last level's name.
const TAG_LEVELS: usize = 10;

/// The levels of a tag's name, outermost first. An address is one level.
pub fn tag_levels(name: &str) -> impl Iterator<Item = &str> {
    name.splitn(if name.contains("://") { 1 } else { TAG_LEVELS }, '/')
}

/// `path` without `.md` or `.markdown`.
pub fn strip_markdown(path: &str) -> &str {
    for extension in [".md", ".markdown"] {
        let Some(at) = path.len().checked_sub(extension.len()) else { continue };
        if at > 0 && path.is_char_boundary(at) && path[at..].eq_ignore_ascii_case(extension) {
            return &path[..at];
        }
    }
    path
}

/// Files `doc` under `key`. Gives how many documents are filed there now.
fn add(map: &mut Map<String, Vec<DocId>>, key: String, doc: DocId) -> usize {
    let docs = map.entry(key).or_default();
    if docs.last() != Some(&doc) {
        docs.push(doc);
    }
    docs.len()
}

#[cfg(test)]
mod tests {
    use super::{distance, strip_markdown};

    #[test]
    fn measures_folders() {
        for (from, to, steps) in [
            ("", "", 0),
            ("", "a", 1),
            ("a/b", "a/b", 0),
            ("a/b", "a/c", 2),
            ("ab", "a", 2),
            ("a", "a/b/c", 2),
        ] {
            assert_eq!(distance(from, to), steps, "{from:?} {to:?}");
        }
    }

    #[test]
    fn takes_the_extension_off() {
        for (path, bare) in [
            ("a.md", "a"),
            ("A.MD", "A"),
            ("a.markdown", "a"),
            (".md", ".md"),
            ("é", "é"),
            ("a.txt", "a.txt"),
        ] {
            assert_eq!(strip_markdown(path), bare);
        }
    }
}
