//! The table of contents of a base that nobody ordered by topics: what stands under what, in
//! reading order.
//!
//! It is the folders' tree, in the order and with the names that the folder's own tool gives it
//! ([`Outlines`]); else by weights, then names, numbers in them as numbers. What such a tool's table
//! of contents doesn't list stands behind it, folder by folder.

use std::sync::Arc;

use super::address::{AddressTable, Place};
use super::outline::{Address, Entry, Mixture, Outline, Outlines, REST};
use super::{FolderTree, SpecialPage, natural_key, path_key, special_page, strip_markdown};
use crate::model::{DocId, RelPath, Set};
use crate::parse::Document;

/// One line of the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is called; none where its document says so itself.
    pub title: Option<String>,
    /// Its page; a part of another program's contents may have none.
    pub place: Option<Place>,
    /// The line it stands under.
    pub parent: Option<u32>,
    /// The lines that stand under it, in order.
    pub children: Vec<u32>,
    /// How many documents it holds, its own included.
    pub size: usize,
    /// Whether it gathers what no table of contents lists.
    pub is_rest: bool,
}

/// The table of contents. The first line is the site itself, with its home document.
#[derive(Clone, Debug, Default)]
pub struct TableOfContents {
    /// Every line; each stands behind the one it stands under.
    pub nodes: Vec<Node>,
    /// By document: its line; none for what is hidden from the contents.
    pub node_of: Vec<Option<u32>>,
    /// By folder of the tree: its line.
    pub node_of_folder: Vec<Option<u32>>,
    /// The documents in reading order, the home page first.
    pub order: Vec<DocId>,
    /// By document: its place in `order`.
    pub position: Vec<Option<u32>>,
}

impl TableOfContents {
    /// Lays out `documents`, which are sorted by path, in the folders of `tree`.
    pub fn new(documents: &[Arc<Document>], tree: &FolderTree, outlines: &Outlines) -> Self {
        let mut builder = Builder {
            documents,
            tree,
            outlines,
            addresses: AddressTable::new(documents, tree),
            placed: vec![false; documents.len()],
            open: vec![false; tree.folders.len()],
            nodes: vec![Node {
                title: None,
                place: Some(tree.folder(0).index.map_or(Place::Folder(0), Place::Document)),
                parent: None,
                children: Vec::new(),
                size: 0,
                is_rest: false,
            }],
        };
        builder.hide();
        if let Some(home) = tree.folder(0).index {
            builder.placed[home.index()] = true;
        }
        match &outlines.first {
            Some(outline) => {
                builder.outline(0, outline);
                builder.rest();
            }
            None => builder.folder_content(0, 0),
        }
        builder.contents()
    }

    /// The title of a line.
    pub fn title<'a>(&'a self, node: u32, documents: &'a [Arc<Document>]) -> &'a str {
        let node = &self.nodes[node as usize];
        match (&node.title, node.place) {
            (Some(title), _) => title,
            (None, Some(Place::Document(doc))) => label(&documents[doc.index()]),
            (None, _) => "",
        }
    }

    /// The lines above `node` but the first, innermost first.
    pub fn above(&self, node: u32) -> impl Iterator<Item = u32> {
        let above = |&node: &u32| self.nodes[node as usize].parent;
        std::iter::successors(above(&node), above).take_while(|&node| node > 0)
    }

    /// What is read before and after a document.
    pub fn neighbours(&self, doc: DocId) -> (Option<DocId>, Option<DocId>) {
        let Some(at) = self.position[doc.index()] else { return (None, None) };
        let at = at as usize;
        let before = at.checked_sub(1).map(|at| self.order[at]);
        (before, self.order.get(at + 1).copied())
    }

    /// The documents of `node` and of the lines below it, in reading order.
    pub fn documents_below(&self, node: u32) -> Vec<DocId> {
        let mut documents = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let node = &self.nodes[node as usize];
            if let Some(Place::Document(doc)) = node.place {
                documents.push(doc);
            }
            open.extend(node.children.iter().rev());
        }
        documents
    }
}

/// What a document is called in lists of its neighbours.
fn label(document: &Document) -> &str {
    let extra = &document.meta.extra;
    let keys = ["sidebar_label", "nav_title", "linkTitle", "linktitle"];
    let short = keys.iter().find_map(|key| extra.get(*key)?.as_str());
    let starlight = || extra.get("sidebar")?.get("label")?.as_str();
    let short = short.or_else(starlight).map(str::trim).filter(|label| !label.is_empty());
    short.unwrap_or(&document.title)
}

/// Where a document says that it stands among its neighbours.
pub(super) fn weight(document: &Document) -> Option<i64> {
    let extra = &document.meta.extra;
    let number = |value: &serde_json::Value| {
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).map(|n| n as i64)
    };
    let keys = ["sidebar_position", "nav_order", "order"];
    let starlight = || number(extra.get("sidebar")?.get("order")?);
    let other = keys.iter().find_map(|key| number(extra.get(*key)?)).or_else(starlight);
    document.meta.weight.or(other)
}

struct Builder<'a> {
    documents: &'a [Arc<Document>],
    tree: &'a FolderTree,
    outlines: &'a Outlines,
    addresses: AddressTable,
    /// By document: whether it has a line, or is to have none.
    placed: Vec<bool>,
    /// By folder: whether it is being laid out, so that no circle of outlines goes on.
    open: Vec<bool>,
    nodes: Vec<Node>,
}

/// Something in a folder.
#[derive(Clone, Copy)]
enum Item {
    Folder(u32),
    Document(DocId),
}

impl<'a> Builder<'a> {
    /// Documents that no contents show.
    fn hide(&mut self) {
        let partials: Set<&RelPath> =
            self.documents.iter().flat_map(|document| &document.partials).collect();
        for (number, document) in self.documents.iter().enumerate() {
            let is_partial = document.content_path.file_name().starts_with('_')
                && partials.contains(&document.content_path);
            let hidden = special_page(document) == Some(SpecialPage::NotFound) || is_partial;
            self.placed[number] |= hidden;
        }
        for (path, note) in &self.outlines.notes {
            for name in &note.hidden {
                let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                let key = path_key(strip_markdown(&path));
                let below = format!("{key}/");
                for (number, document) in self.documents.iter().enumerate() {
                    let own = path_key(document.content_path.without_extension());
                    self.placed[number] |= own == key || own.starts_with(&below);
                }
            }
        }
    }

    fn add(&mut self, parent: u32, title: Option<String>, place: Option<Place>) -> u32 {
        let number = self.nodes.len() as u32;
        let (children, parent) = (Vec::new(), Some(parent));
        self.nodes.push(Node { title, place, parent, children, size: 0, is_rest: false });
        number
    }

    /// The lines of an outline, below line `parent`.
    fn outline(&mut self, parent: u32, outline: &Outline) {
        self.entries(parent, &outline.entries, &outline.bases);
    }

    fn entries(&mut self, parent: u32, entries: &[Entry], bases: &[String]) {
        for entry in entries {
            let place = match &entry.target {
                Some(Address::Page(path)) => self.addresses.find(bases, path),
                Some(Address::Folder(path)) => self.folder_place(bases, path),
                None => None,
            };
            let whole = matches!(entry.target, Some(Address::Folder(_)));
            let own = match place {
                Some(Place::Document(doc)) => {
                    (!std::mem::replace(&mut self.placed[doc.index()], true)).then_some(())
                }
                Some(Place::Folder(_)) => Some(()),
                None => None,
            };
            // All of a folder without a name of its own stands where it is asked for. What is not
            // seen gives no name to what is.
            let unseen = place.is_none() && entry.target.is_some();
            let inline = whole && entry.title.is_none() || unseen;
            let node = match inline {
                true => parent,
                false => self.add(parent, entry.title.clone(), place.filter(|_| own.is_some())),
            };
            self.entries(node, &entry.entries, bases);
            if (whole || entry.entries.is_empty())
                && let Some(folder) = self.whole_folder(place, whole, bases, &entry.target)
            {
                self.folder_content(node, folder);
            }
        }
    }

    /// The folder all of which stands where `target` is listed: one that is named as such, or that
    /// has no page of its own.
    fn whole_folder(
        &self,
        place: Option<Place>,
        whole: bool,
        bases: &[String],
        target: &Option<Address>,
    ) -> Option<u32> {
        match (place, target) {
            (Some(Place::Folder(folder)), _) => Some(folder),
            (_, Some(Address::Folder(path))) if whole => self.folder_at(bases, path),
            _ => None,
        }
    }

    fn folder_at(&self, bases: &[String], path: &str) -> Option<u32> {
        let below = |base: &str| match (base, path) {
            (base, "") => base.to_owned(),
            ("", path) => path.to_owned(),
            (base, path) => format!("{base}/{path}"),
        };
        bases.iter().find_map(|base| self.tree.at(&below(base)))
    }

    fn folder_place(&self, bases: &[String], path: &str) -> Option<Place> {
        let folder = self.folder_at(bases, path)?;
        let index = self.tree.folder(folder).index;
        Some(index.map_or(Place::Folder(folder), Place::Document))
    }

    /// What the outline doesn't list.
    fn rest(&mut self) {
        if self.placed.iter().all(|placed| *placed) {
            return;
        }
        let only = self.nodes.len() == 1;
        let node = if only { 0 } else { self.add(0, None, None) };
        self.nodes[node as usize].is_rest = !only;
        // What stands beside the listed comes first.
        let bases = self.outlines.first.iter().flat_map(|outline| &outline.bases);
        for folder in bases.filter_map(|base| self.tree.at(base)).filter(|&folder| folder > 0) {
            self.folder_content(node, folder);
        }
        self.folder_content(node, 0);
    }

    /// What stands in a folder and has no line yet, below line `parent`.
    fn folder_content(&mut self, parent: u32, folder: u32) {
        if std::mem::replace(&mut self.open[folder as usize], true) {
            return;
        }
        let contents = self.tree.folder(folder);
        if let Some(outline) = self.outlines.parts.get(&contents.path) {
            self.outline(parent, outline);
        }
        let folders = contents.folders.iter().map(|&below| Item::Folder(below));
        let documents = contents.documents.iter().map(|&doc| Item::Document(doc));
        let mut items: Vec<Item> = folders.chain(documents).collect();
        let note = self.outlines.notes.get(&contents.path);
        items.sort_by_cached_key(|item| self.key(item, note));
        for item in items {
            match item {
                Item::Document(doc) if self.placed[doc.index()] => {}
                Item::Document(doc) => {
                    self.placed[doc.index()] = true;
                    let title = self.noted_title(&item, note);
                    self.add(parent, title, Some(Place::Document(doc)));
                }
                Item::Folder(below) => self.folder(parent, below, note),
            }
        }
        self.open[folder as usize] = false;
    }

    fn folder(&mut self, parent: u32, number: u32, note: Option<&super::outline::FolderNote>) {
        let folder = self.tree.folder(number);
        let own = self.outlines.notes.get(&folder.path).and_then(|note| note.title.clone());
        let title = self.noted_title(&Item::Folder(number), note).or(own);
        let place = match folder.index {
            Some(index) if self.placed[index.index()] => None,
            Some(index) => {
                self.placed[index.index()] = true;
                Some(Place::Document(index))
            }
            None => Some(Place::Folder(number)),
        };
        let title = match place {
            Some(Place::Document(_)) => title,
            _ => title.or_else(|| Some(readable(&folder.path))),
        };
        let node = self.add(parent, title, place);
        self.folder_content(node, number);
    }

    /// The name of an item in its folder, as orders write it.
    fn name(&self, item: &Item) -> &'a str {
        match item {
            Item::Folder(number) => {
                let path = &self.tree.folder(*number).path;
                path.rsplit('/').next().unwrap_or(path)
            }
            Item::Document(doc) => self.documents[doc.index()].content_path.file_stem(),
        }
    }

    /// The title of a document, or of a folder's own, that begins with a number where its file's
    /// name doesn't: `pain.md` with "3.5 Pain" stands between 3.4 and 3.6.
    fn numbered_title(&self, item: &Item) -> Option<&str> {
        let is_numbered = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let doc = match item {
            Item::Document(doc) => *doc,
            Item::Folder(number) => self.tree.folder(*number).index?,
        };
        let title = self.documents[doc.index()].title.as_str();
        (is_numbered(title) && !is_numbered(self.name(item))).then_some(title)
    }

    fn noted_title(
        &self,
        item: &Item,
        note: Option<&super::outline::FolderNote>,
    ) -> Option<String> {
        let name = path_key(self.name(item));
        let order = &note?.order;
        order.iter().find(|(listed, _)| path_key(strip_markdown(listed)) == name)?.1.clone()
    }

    /// Where an item stands in its folder: as the folder's file says; by weight; by the mixture;
    /// by the number that its title begins with, else by name.
    fn key(
        &self,
        item: &Item,
        note: Option<&super::outline::FolderNote>,
    ) -> (usize, i64, u8, std::cmp::Reverse<String>, String, String) {
        let name = self.name(item);
        let key = path_key(name);
        let order = note.map_or(&[][..], |note| note.order.as_slice());
        let at = |wanted: &str| order.iter().position(|(listed, _)| listed == wanted);
        let listed = order.iter().position(|(listed, _)| path_key(strip_markdown(listed)) == key);
        let place = listed.or_else(|| at(REST)).unwrap_or(order.len());
        let (weight, is_folder) = match item {
            Item::Document(doc) => (weight(&self.documents[doc.index()]), false),
            Item::Folder(number) => {
                let folder = self.tree.folder(*number);
                let noted = self.outlines.notes.get(&folder.path).and_then(|note| note.weight);
                let own = folder.index.and_then(|doc| weight(&self.documents[doc.index()]));
                (noted.or(own), true)
            }
        };
        let class = match self.outlines.mixture {
            Mixture::Mixed => 0,
            Mixture::FoldersFirst => u8::from(!is_folder),
            Mixture::PagesFirst => u8::from(is_folder),
        };
        let natural = natural_key(self.numbered_title(item).unwrap_or(name));
        let (down, up) = match note.is_some_and(|note| note.descending) {
            true => (natural, String::new()),
            false => (String::new(), natural),
        };
        (place, weight.unwrap_or(i64::MAX), class, std::cmp::Reverse(down), up, name.to_owned())
    }

    /// Drops lines that lead nowhere and hold nothing, and counts.
    fn contents(mut self) -> TableOfContents {
        let mut kept = vec![false; self.nodes.len()];
        kept[0] = true;
        for number in (1..self.nodes.len()).rev() {
            let is_document = matches!(self.nodes[number].place, Some(Place::Document(_)));
            self.nodes[number].size += usize::from(is_document);
            let (size, parent) = (self.nodes[number].size, self.nodes[number].parent);
            kept[number] = size > 0;
            let parent = parent.expect("only the first has none");
            self.nodes[parent as usize].size += size;
        }
        self.nodes[0].size += usize::from(self.tree.folder(0).index.is_some());
        let mut numbers = vec![None; self.nodes.len()];
        let mut nodes: Vec<Node> = Vec::new();
        for (number, mut node) in self.nodes.into_iter().enumerate() {
            if !kept[number] {
                continue;
            }
            let new = nodes.len() as u32;
            numbers[number] = Some(new);
            node.parent = node.parent.and_then(|parent| numbers[parent as usize]);
            if let Some(parent) = node.parent {
                nodes[parent as usize].children.push(new);
            }
            nodes.push(node);
        }
        let mut contents = TableOfContents {
            nodes,
            node_of: vec![None; self.documents.len()],
            node_of_folder: vec![None; self.tree.folders.len()],
            order: Vec::new(),
            position: vec![None; self.documents.len()],
        };
        for (number, node) in (0u32..).zip(&contents.nodes) {
            match node.place {
                Some(Place::Document(doc)) => {
                    contents.node_of[doc.index()] = Some(number);
                    let folder = self.tree.folder_of[doc.index()];
                    if self.tree.is_index(doc) {
                        contents.node_of_folder[folder as usize] = Some(number);
                    }
                }
                Some(Place::Folder(folder)) => {
                    contents.node_of_folder[folder as usize] = Some(number);
                }
                None => {}
            }
        }
        contents.order = contents.documents_below(0);
        for (at, doc) in (0u32..).zip(&contents.order) {
            contents.position[doc.index()] = Some(at);
        }
        contents
    }
}

/// A folder's name as a title: `03-deal-orchestration` reads "Deal orchestration".
pub fn readable(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let words = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = words.trim_start_matches(['-', '_', '.', ' ']);
    let words = if words.is_empty() { name } else { words };
    let words = words.replace(['-', '_'], " ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}
