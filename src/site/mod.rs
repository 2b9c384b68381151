//! Which pages exist, at which URL, and what belongs together on them.
//!
//! Here names end: after this stage everything carries ids and URLs, and nothing is looked up by
//! what an author wrote. [`Site`] holds what the stages before it found and adds what only the
//! whole can tell: topics and the library.

pub mod summary;
pub mod topics;

pub use topics::Topic;

use std::sync::Arc;

use crate::concepts::{DocMentions, Passage, Vocabulary};
use crate::config::Config;
use crate::evidence::Claims;
use crate::graph::TopicGraph;
use crate::links::Links;
use crate::model::{ConceptId, DocId, Kind, OutFile};
use crate::names::{FolderTree, NameTable, TableOfContents};
use crate::parse::Document;
use crate::urls::{self, Generated, Urls};

/// No generated page lists more entries; further ones follow on pages of their own.
pub const PAGE_ENTRIES: usize = 500;

/// Where the worker stands that keeps the site for times without a network: it sees what is beside and
/// below it.
pub const OFFLINE_WORKER: &str = "topoi-worker.js";

/// Whether readers' browsers keep the site for times without a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offline {
    /// Nobody spoke of it.
    #[default]
    No,
    /// What they kept is to go: it was wanted once, or is for others.
    Cleared,
    /// They do.
    Kept,
}

/// Everything that pages, search and exports are made from. It owns what it holds and never
/// changes: a version of it is shared, and goes when nobody asks it any more.
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// Whether pages show which links lead nowhere. A reader has no use for it.
    pub marks_missing: bool,
    /// Whether readers' browsers keep it.
    pub offline: Offline,
    /// All documents that this build shows, sorted by path.
    pub documents: Vec<Arc<Document>>,
    /// What they are called.
    pub names: NameTable,
    /// The folders they stand in.
    pub tree: FolderTree,
    /// What stands under what, in reading order.
    pub contents: TableOfContents,
    /// The URL of each document, folder and redirect.
    pub urls: Urls,
    /// The URL of each attachment, parallel to [`Links::attachments`].
    pub attachments: Vec<String>,
    /// The URLs of those that would run in a reader's browser: hosts send headers that fence them
    /// in.
    pub fenced: Vec<String>,
    /// What is copied as it is: attachments and the files of `static/`.
    pub copies: Vec<OutFile>,
    /// The URLs of the pages that stand for no document.
    pub generated: Generated,
    /// Paths in the output of generated pages and static files: what
    /// [`Target::Page`](crate::links::Target::Page) points into.
    pub pages: Vec<String>,
    /// What points where.
    pub links: Links,
    /// The concepts.
    pub vocabulary: Arc<Vocabulary>,
    /// By document: the mentions in it.
    pub mentions: Vec<DocMentions>,
    /// By concept: what the sources say, best first.
    pub passages: Vec<Vec<Passage>>,
    /// Evidence, contrasts, cards.
    pub claims: Claims,
    /// The topic graph.
    pub graph: TopicGraph,
    /// The front door: topics in order.
    pub topics: Vec<Topic>,
    /// Without concepts: what belongs together by its links.
    pub subjects: Vec<Topic>,
    /// By document: the first topic it is filed under.
    pub topic_of: Vec<Option<u32>>,
    /// Articles by author, then year: see [`AuthorShelf`].
    pub library: Vec<AuthorShelf>,
}

/// The articles of one author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorShelf {
    /// The author; `None` for articles without one, which come last.
    pub author: Option<String>,
    /// Articles, the newest first.
    pub articles: Vec<DocId>,
}

impl Site {
    /// Finds out what only the whole can tell: topics, what is filed under each, the library.
    #[must_use]
    pub fn arranged(mut self) -> Self {
        self.topics = topics::topics(&self);
        self.subjects = topics::subjects(&self);
        let not_found = self.not_found_document();
        for topic in &mut self.topics {
            topic.documents.retain(|&doc| Some(doc) != not_found);
        }
        let titles = self
            .topics
            .iter()
            .map(|topic| (!topic.principles.is_empty()).then_some(topic.title.as_str()));
        self.generated.claim_topic_prints(titles, &mut self.urls);
        self.topic_of = self.topic_of_each();
        self.library = library(&self.documents);
        self
    }

    /// Whether the contents are the way in: where nobody named concepts or topics.
    pub fn is_browsed_by_folders(&self) -> bool {
        self.vocabulary.concepts.is_empty() && !self.topics.iter().any(|topic| topic.authored)
    }

    /// By document: the first topic it is filed under.
    fn topic_of_each(&self) -> Vec<Option<u32>> {
        let mut topic_of = vec![None; self.documents.len()];
        for (number, topic) in (0u32..).zip(&self.topics) {
            let principles =
                topic.principles.iter().map(|&p| self.claims.principles[p as usize].doc);
            for doc in topic.concepts.iter().copied().chain(principles) {
                topic_of[doc.index()].get_or_insert(number);
            }
            for doc in &topic.documents {
                topic_of[doc.index()].get_or_insert(number);
            }
        }
        // What belongs to no topic itself goes with what it is about.
        for contrast in &self.claims.contrasts {
            let of_sides = contrast.sides.iter().find_map(|side| topic_of[side.index()]);
            topic_of[contrast.doc.index()] = topic_of[contrast.doc.index()].or(of_sides);
        }
        for (doc, concepts) in self.claims.filed_under.iter().enumerate() {
            let of_concepts = concepts.iter().find_map(|concept| topic_of[concept.index()]);
            topic_of[doc] = topic_of[doc].or(of_concepts);
        }
        topic_of
    }

    /// A document.
    pub fn document(&self, doc: DocId) -> &Document {
        &self.documents[doc.index()]
    }

    /// A document's URL, from the top of the site.
    pub fn url(&self, doc: DocId) -> &str {
        &self.urls.documents[doc.index()]
    }

    /// The concept that a document is about.
    pub fn concept(&self, doc: DocId) -> Option<ConceptId> {
        self.vocabulary.of(doc)
    }

    /// The link from the page at `from` to a document.
    pub fn href(&self, from: &str, doc: DocId) -> String {
        urls::href(from, self.url(doc), None)
    }

    /// The link from the page at `from` to an anchor of a document.
    pub fn href_at(&self, from: &str, doc: DocId, anchor: u32) -> String {
        let id = &self.document(doc).anchors[anchor as usize].id;
        urls::href(from, self.url(doc), Some(id))
    }

    /// The link from the page at `from` to a block of a document: to its passage, else to the
    /// page.
    pub fn href_block(&self, from: &str, doc: DocId, block: u32) -> String {
        match self.document(doc).blocks[block as usize].anchor {
            Some(anchor) => self.href_at(from, doc, anchor),
            None => self.href(from, doc),
        }
    }

    /// The document whose body stands on the home page.
    pub fn home_document(&self) -> Option<DocId> {
        self.tree.folder(0).index
    }

    /// The document whose body stands on the page for what isn't there. It is on no list.
    pub fn not_found_document(&self) -> Option<DocId> {
        self.urls.not_found()
    }

    /// The absolute address of a page, where the site's own is known. A folder's index is
    /// addressed as the folder.
    pub fn absolute(&self, url: &str) -> Option<String> {
        let base = urls::encoded(self.config.base_url.as_ref()?);
        let folder = url.strip_suffix("index.html").filter(|p| p.is_empty() || p.ends_with('/'));
        Some(format!("{base}/{}", urls::href("", folder.unwrap_or(url), None)))
    }

    /// Documents of a kind, in path order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = DocId> + '_ {
        (0..self.documents.len())
            .map(DocId::new)
            .filter(move |&doc| self.documents[doc.index()].kind == kind)
    }
}

/// Shelves by author in alphabetical order; an article with several stands on each one's.
fn library(documents: &[Arc<Document>]) -> Vec<AuthorShelf> {
    let mut entries: Vec<(bool, String, Option<String>, DocId)> = Vec::new();
    for (i, document) in documents.iter().enumerate() {
        if document.kind != Kind::Article {
            continue;
        }
        if document.meta.authors.is_empty() {
            entries.push((true, String::new(), None, DocId::new(i)));
        }
        for author in &document.meta.authors {
            let key = sort_name(&author.text);
            entries.push((false, key, Some(author.text.clone()), DocId::new(i)));
        }
    }
    let newest = |doc: DocId| std::cmp::Reverse(documents[doc.index()].meta.published);
    entries.sort_by(|a, b| {
        (a.0, &a.1, &a.2, newest(a.3), a.3).cmp(&(b.0, &b.1, &b.2, newest(b.3), b.3))
    });
    let mut shelves: Vec<AuthorShelf> = Vec::new();
    for (_, _, author, doc) in entries {
        match shelves.last_mut() {
            Some(shelf) if shelf.author == author => shelf.articles.push(doc),
            _ => shelves.push(AuthorShelf { author, articles: vec![doc] }),
        }
    }
    shelves
}

/// A name as lists of names sort it: the surname first.
fn sort_name(name: &str) -> String {
    let name = name.to_lowercase();
    match (name.contains(','), name.rsplit_once(' ')) {
        (false, Some((rest, surname))) => format!("{surname} {rest}"),
        _ => name,
    }
}
