//! Paths as other programs make addresses of them, and what stands at an address.

use std::sync::Arc;

use super::{FolderTree, path_key, strip_markdown};
use crate::model::{DocId, Map};
use crate::parse::Document;

/// The form in which addresses are compared: without extension, `index` and `README`, without a
/// number in front of a part (`02-setup.md`), spaces as hyphens, in one case.
///
/// ```
/// use topoi::names::address;
/// assert_eq!(address("Guide/02-Setup.md"), "guide/setup");
/// assert_eq!(address("guide/index.html"), "guide");
/// ```
pub fn address(path: &str) -> String {
    let path = path_key(path);
    let path = path.strip_suffix(".html").or(path.strip_suffix(".htm")).unwrap_or(&path);
    let mut parts: Vec<String> = strip_markdown(path).split('/').map(part_address).collect();
    if parts.last().is_some_and(|name| matches!(name.as_str(), "index" | "_index" | "readme")) {
        parts.pop();
    }
    parts.join("/")
}

/// A part of a path without the number that sorts it, spaces as hyphens.
fn part_address(part: &str) -> String {
    let words = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = words.trim_start_matches(['-', '_', '.', ' ']);
    let numbered = words.len() < part.len() && bare.len() < words.len() && !bare.is_empty();
    let ordinal = numbered && !bare.starts_with(|c: char| c.is_ascii_digit());
    (if ordinal { bare } else { part }).replace(' ', "-")
}

/// What stands at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A document; an index stands at its folder's address.
    Document(DocId),
    /// A folder without an index: its number in the [`FolderTree`].
    Folder(u32),
}

/// All addresses of `documents` and their folders, each with what stands there. A document has
/// several where it says so: Docusaurus's `id`.
pub fn addresses<'a>(
    documents: &'a [Arc<Document>],
    tree: &'a FolderTree,
) -> impl Iterator<Item = (String, Place)> + 'a {
    let of_document = |(number, document): (usize, &'a Arc<Document>)| {
        let doc = DocId::new(number);
        let path = &document.content_path;
        let own = match tree.is_index(doc) {
            true => address(path.parent()),
            false => address(path.without_extension()),
        };
        let id = document.meta.extra.get("id").and_then(|id| id.as_str());
        let by_id = id.map(|id| address(&format!("{}/{id}", path.parent())));
        let by_id = by_id.map(|id| id.trim_start_matches('/').to_owned()).filter(|id| *id != own);
        [Some(own), by_id].into_iter().flatten().map(move |at| (at, Place::Document(doc)))
    };
    let folders = (0u32..).zip(&tree.folders).filter(|(_, folder)| folder.index.is_none());
    let folders = folders.map(|(number, folder)| (address(&folder.path), Place::Folder(number)));
    documents.iter().enumerate().flat_map(of_document).chain(folders)
}

/// Look-up of single addresses: the first of several that stand at one.
#[derive(Default)]
pub struct AddressTable(Map<String, Place>);

impl AddressTable {
    /// Files all addresses.
    pub fn new(documents: &[Arc<Document>], tree: &FolderTree) -> Self {
        let mut table = Map::default();
        for (address, place) in addresses(documents, tree) {
            table.entry(address).or_insert(place);
        }
        Self(table)
    }

    /// What `path` tells, seen from the first of `bases` from which something is there, else from the
    /// top.
    pub fn find(&self, bases: &[String], path: &str) -> Option<Place> {
        let path = path.trim_start_matches("./").trim_matches('/');
        let bases = bases.iter().map(String::as_str).chain([""]);
        bases.into_iter().find_map(|base| {
            let full = address(&format!("{base}/{path}"));
            self.0.get(full.trim_matches('/')).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn numbers_that_sort_are_no_part_of_an_address() {
        for (path, wanted) in [
            ("guide/README", "guide"),
            ("6.2 Release", "6.2-release"),
            ("2024-05-01-news", "2024-05-01-news"),
            ("01. First steps.md", "first-steps"),
            ("a/10", "a/10"),
        ] {
            assert_eq!(address(path), wanted, "{path}");
        }
    }
}
