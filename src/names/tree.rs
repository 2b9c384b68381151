//! The folders that hold documents, and what stands in each, in reading order.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{SpecialPage, TableOfContents, path_key, special_page};
use crate::model::{DocId, Map, RelPath};
use crate::parse::Document;

/// A folder under the content root that holds documents, itself or further down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its path under the content root, `""` for the root itself.
    pub path: String,
    /// The document that is its `index.html`.
    pub index: Option<DocId>,
    /// The folder it stands in; none for the root.
    pub parent: Option<u32>,
    /// The folders right below, by path or in the order of the contents.
    pub folders: Vec<u32>,
    /// The documents right below but its index, in [`reading_order`] or those that the contents
    /// show, in their order.
    pub documents: Vec<DocId>,
    /// How many documents stand in it and further down, indices included.
    pub size: usize,
}

/// All folders. Two whose paths differ in case alone are one, since they share a URL.
#[derive(Clone, Debug, Default)]
pub struct FolderTree {
    /// Sorted by path: the root comes first, and each folder before those below it.
    pub folders: Vec<Folder>,
    /// By document: the folder it stands in.
    pub folder_of: Vec<u32>,
    by_path: Map<String, u32>,
}

impl FolderTree {
    /// The tree of `documents`, which are sorted by path.
    pub fn new(documents: &[Arc<Document>]) -> Self {
        let mut tree = Self::of_paths(documents);
        tree.find_indices(documents);
        let home = tree.folders[0].index;
        for (i, document) in documents.iter().enumerate() {
            let folder = tree.by_path[&path_key(document.content_path.parent())];
            tree.folder_of.push(folder);
            let folder = &mut tree.folders[folder as usize];
            folder.size += 1;
            let listed = special_page(document) != Some(SpecialPage::NotFound);
            let index = [folder.index, home].contains(&Some(DocId::new(i)));
            if listed && !index {
                folder.documents.push(DocId::new(i));
            }
        }
        for number in (1..tree.folders.len()).rev() {
            let Folder { parent, size, .. } = tree.folders[number];
            tree.folders[parent.expect("only the root has none") as usize].size += size;
        }
        for folder in &mut tree.folders {
            folder.documents.sort_by_cached_key(|doc| reading_order(&documents[doc.index()]));
        }
        tree
    }

    /// The folders on the way to each document, with nothing in them yet.
    fn of_paths(documents: &[Arc<Document>]) -> Self {
        let mut paths = BTreeMap::from([("", String::new())]);
        let mut keys = Map::from_iter([(String::new(), "")]);
        for document in documents {
            let mut path = document.content_path.parent();
            while !path.is_empty() && !paths.contains_key(path) {
                let key = path_key(path);
                if keys.contains_key(&key) {
                    break;
                }
                keys.insert(key.clone(), path);
                paths.insert(path, key);
                path = parent(path);
            }
        }
        let mut tree = Self::default();
        for (number, (path, key)) in (0u32..).zip(paths) {
            let above = path_key(parent(path));
            let parent = (number > 0).then(|| tree.by_path[&above]);
            if let Some(parent) = parent {
                tree.folders[parent as usize].folders.push(number);
            }
            tree.folders.push(Folder { path: path.to_owned(), parent, ..Folder::default() });
            tree.by_path.insert(key, number);
        }
        tree
    }

    /// Notes each folder's index: `index.md`, else Hugo's `_index.md`, else `README.md`. A
    /// document with a `slug` is no index. Before the root's `README.md` comes the document that
    /// says it is the home page, wherever it stands.
    fn find_indices(&mut self, documents: &[Arc<Document>]) {
        let mut ranks: Vec<Option<(u8, DocId)>> = vec![None; self.folders.len()];
        for (i, document) in documents.iter().enumerate() {
            let path = &document.content_path;
            let named = index_rank(path).filter(|_| document.meta.slug.is_none());
            let (folder, rank) = match (special_page(document), named) {
                (Some(SpecialPage::Home), Some(rank)) if path.parent().is_empty() => {
                    ("", rank.min(HOME))
                }
                (Some(SpecialPage::Home), _) => ("", HOME),
                (_, Some(rank)) => (path.parent(), rank),
                (_, None) => continue,
            };
            let best = &mut ranks[self.by_path[&path_key(folder)] as usize];
            let candidate = (rank, DocId::new(i));
            if best.is_none_or(|best| candidate < best) {
                *best = Some(candidate);
            }
        }
        for (folder, best) in self.folders.iter_mut().zip(ranks) {
            folder.index = best.map(|(_, doc)| doc);
        }
    }

    /// Puts what stands in each folder in the order of `contents`. Documents without a line there
    /// are hidden, here too.
    pub fn follow(&mut self, contents: &TableOfContents) {
        let last = |at: Option<u32>| at.unwrap_or(u32::MAX);
        for folder in &mut self.folders {
            let of_folder = |number: &u32| last(contents.node_of_folder[*number as usize]);
            folder.folders.sort_by_key(of_folder);
            folder.documents.retain(|doc| contents.node_of[doc.index()].is_some());
            folder.documents.sort_by_key(|doc| contents.node_of[doc.index()]);
        }
    }

    /// The number of the folder at `path` under the content root, without regard to case.
    pub fn at(&self, path: &str) -> Option<u32> {
        self.by_path.get(&path_key(path)).copied()
    }

    /// A folder by its number.
    pub fn folder(&self, number: u32) -> &Folder {
        &self.folders[number as usize]
    }

    /// The folder that a document stands in.
    pub fn home(&self, doc: DocId) -> &Folder {
        self.folder(self.folder_of[doc.index()])
    }

    /// Whether a document is its folder's index.
    pub fn is_index(&self, doc: DocId) -> bool {
        self.home(doc).index == Some(doc)
    }

    /// Folder `number` and those above it but the root, innermost first.
    pub fn path_to(&self, number: u32) -> impl Iterator<Item = u32> {
        let above = |&number: &u32| self.folder(number).parent;
        std::iter::successors(Some(number), above).take_while(|&number| number > 0)
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Rank of a file name among those that stand for their folder; `None` for all others.
fn index_rank(path: &RelPath) -> Option<u8> {
    match path_key(path.file_stem()).as_str() {
        "index" => Some(0),
        "_index" => Some(1),
        "readme" => Some(3),
        _ => None,
    }
}

/// The rank among the root's of a document that says it is the home page.
const HOME: u8 = 2;

/// How documents of one folder or tag are sorted: by weight, then title.
pub fn reading_order(document: &Document) -> (i64, String, RelPath) {
    let weight = document.meta.weight.unwrap_or(i64::MAX);
    (weight, natural_key(&document.title), document.content_path.clone())
}

/// The key by which titles are sorted: without regard to case, numbers by their value.
///
/// ```
/// use topoi::names::natural_key;
/// assert!(natural_key("2.9 Demos") < natural_key("2.10 Proofs"));
/// assert!(natural_key("apple") < natural_key("Banana"));
/// ```
pub fn natural_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len() + 4);
    let lower = title.to_lowercase();
    let mut rest = lower.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        key.push_str(&rest[..at]);
        let digits = &rest[at..];
        let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
        let value = digits.trim_start_matches('0');
        // Numbers stand where digits do; the longer one is the larger one.
        key.push_str(&format!("0{:03}{value}", value.len().min(999)));
        rest = &rest[at + digits.len()..];
    }
    key.push_str(rest);
    key
}
