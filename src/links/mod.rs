//! What points where: every link of every document resolved, or told as missing or ambiguous.
//!
//! [`resolve`] takes the documents as parsed and answers by index: [`Links::targets`] runs
//! parallel to each document's `links`. Nothing is looked up by name afterwards.

mod anchors;
mod backlinks;
mod distance;
mod embeds;
mod files;
mod foreign;
mod report;
mod resolver;
mod suggest;
mod tags;
mod unseen;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use anchors::{AnchorIndex, Piece, Place, piece};
pub use backlinks::{Backlink, starts as sentence_starts};
pub use files::Media;
pub use suggest::{KnownAnchors, Suggester, edits_allowed};
pub use tags::{Tag, Tags};
pub use unseen::UnseenName;

use self::resolver::Problem;
use crate::diagnostics::Diagnostic;
use crate::model::{DocId, RelPath};
use crate::names::{FolderTree, NameTable};
use crate::parse::Document;

/// What a link turned out to point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A document, or an anchor of it (index into its `anchors`).
    Document {
        /// The document.
        doc: DocId,
        /// Where in it.
        anchor: Option<u32>,
    },
    /// The same, drawn in place: see [`piece`]. Embeds that would never end are not among these.
    Embed {
        /// The document.
        doc: DocId,
        /// Which piece of it; none for the whole.
        anchor: Option<u32>,
    },
    /// A folder without an index, which has a listing page: index into [`FolderTree::folders`].
    Folder(u32),
    /// A file that is copied: index into [`Links::attachments`].
    File(u32),
    /// A page or file of the site that stands for no document: index into [`Input::pages`].
    Page(u32),
    /// A tag: index into [`Tags::tags`].
    Tag(u32),
    /// Another site, a mail address and the like, as written.
    External,
    /// A picture or embed on a host that isn't allowed: drawn as a link.
    Remote,
    /// Nothing: drawn as a dead link.
    Missing,
    /// A script or data URL: drawn as a dead link, its target never written.
    Unsafe,
}

impl Target {
    /// The document that is pointed to or embedded.
    pub fn doc(&self) -> Option<DocId> {
        match self {
            Self::Document { doc, .. } | Self::Embed { doc, .. } => Some(*doc),
            _ => None,
        }
    }
}

/// What resolving works on.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// All documents of the run, sorted by path.
    pub documents: &'a [Arc<Document>],
    /// Their names.
    pub names: &'a NameTable,
    /// Their folders.
    pub tree: &'a FolderTree,
    /// All other files, by path under the content root, sorted.
    pub files: &'a [RelPath],
    /// By document: its URL (`concepts/trust.html`), for links that name a page and not a file.
    pub urls: &'a [String],
    /// Old URLs and where they lead now.
    pub redirects: &'a [(String, DocId)],
    /// Paths in the output of generated pages and of the files of `static/`.
    pub pages: &'a [String],
    /// Content paths of outlines, which are no pages: links to them lead to the contents.
    pub outlines: &'a [RelPath],
    /// Which of `pages` the contents are.
    pub contents_page: u32,
    /// Documents that this build leaves out, so that links to them are told as such.
    pub left_out: &'a [Arc<Document>],
    /// The content root under the knowledge base's root; `""` where they are the same.
    pub content_root: &'a str,
    /// Whether Obsidian keeps the files, which looks for the targets of Markdown links by name,
    /// too.
    pub vault: bool,
    /// Whether names of what isn't there are hidden, too: where `[audiences]` are set, it may be
    /// there for others.
    pub hides_missing: bool,
    /// Hosts whose pictures are shown (`[security] remote`); `None`: all.
    pub remote: Option<&'a [String]>,
}

/// All links of a run, resolved.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// By document, parallel to its `links`.
    pub targets: Vec<Vec<Target>>,
    /// By document: what links to it, sorted by where it comes from.
    pub backlinks: Vec<Vec<Backlink>>,
    /// The files that something refers to, as sorted indices into [`Input::files`].
    pub attachments: Vec<u32>,
    /// The tags.
    pub tags: Tags,
    /// By document: links that say the name of something that isn't seen. No page may show it.
    pub unseen: Vec<Vec<UnseenName>>,
}

impl Links {
    /// Takes attachments out, by place in [`Self::attachments`], sorted: what led to them leads
    /// nowhere.
    pub fn drop_attachments(&mut self, dropped: &[u32]) {
        if dropped.is_empty() {
            return;
        }
        for target in self.targets.iter_mut().flatten() {
            let Target::File(number) = target else { continue };
            match dropped.binary_search(number) {
                Ok(_) => *target = Target::Missing,
                Err(before) => *number -= before as u32,
            }
        }
        let mut place = 0u32..;
        self.attachments.retain(|_| {
            let place = place.next().expect("there is a next number");
            dropped.binary_search(&place).is_err()
        });
    }
}

/// Resolves every link of every document.
pub fn resolve(input: &Input<'_>) -> (Links, Vec<Diagnostic>) {
    let tags = Tags::new(input.documents);
    let resolver = resolver::Resolver::new(input, &tags);
    let resolved: Vec<(Vec<Target>, Vec<resolver::Fault>)> = (0..input.documents.len())
        .into_par_iter()
        .map(|i| resolver.document(DocId::new(i)))
        .collect();
    let (mut targets, faults): (Vec<_>, Vec<_>) = resolved.into_iter().unzip();
    let unseen = input.documents.iter().zip(&faults).map(|(d, found)| unseen(input, d, found));
    let unseen = unseen.collect();
    let mut diagnostics = report::report(input, &resolver, &faults);
    embeds::cut_endless(input.documents, &mut targets, &mut diagnostics);
    let attachments = number_attachments(&mut targets);
    let backlinks = backlinks::backlinks(input.documents, &targets);
    diagnostics.extend(unsupported(input));
    (Links { targets, backlinks, attachments, tags, unseen }, diagnostics)
}

/// Where `document` says the name of something that isn't seen.
fn unseen(input: &Input<'_>, document: &Document, faults: &[resolver::Fault]) -> Vec<UnseenName> {
    let hidden = |fault: &&resolver::Fault| match fault.problem {
        Problem::LeftOut(_) | Problem::Unread => true,
        Problem::Missing | Problem::Anchor(_) => input.hides_missing,
        _ => false,
    };
    let links = faults.iter().filter(hidden).map(|fault| &document.links[fault.link as usize]);
    links.filter_map(|link| UnseenName::of(document, link)).collect()
}

/// Lists the files in use and makes [`Target::File`] point into that list.
fn number_attachments(targets: &mut [Vec<Target>]) -> Vec<u32> {
    let mut used: Vec<u32> = targets.iter_mut().flatten().filter_map(file).map(|n| *n).collect();
    used.sort_unstable();
    used.dedup();
    for number in targets.iter_mut().flatten().filter_map(file) {
        *number = used.partition_point(|used| *used < *number) as u32;
    }
    used
}

fn file(target: &mut Target) -> Option<&mut u32> {
    match target {
        Target::File(number) => Some(number),
        _ => None,
    }
}

/// Files in formats that topoi doesn't read are told, once a folder and ending.
fn unsupported(input: &Input<'_>) -> Vec<Diagnostic> {
    let mut all: BTreeMap<(&str, String), Vec<&RelPath>> = BTreeMap::new();
    for file in input.files.iter().filter(|file| file.is_unread_format()) {
        all.entry((file.parent(), file.extension().to_lowercase())).or_default().push(file);
    }
    all.iter()
        .map(|((folder, extension), files)| {
            let folder = in_root(input.content_root, &RelPath::new(folder));
            let first = in_root(input.content_root, files[0]);
            Diagnostic::unsupported_file(&first, &folder, extension, files.len())
        })
        .collect()
}

/// The path under the content root of a path under the knowledge base's root.
fn in_content<'a>(content_root: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(content_root)?.strip_prefix('/')
}

/// The path under the knowledge base's root of a path under the content root.
fn in_root(content_root: &str, path: &RelPath) -> RelPath {
    match content_root {
        "" => path.clone(),
        root => RelPath::normalize(&format!("{root}/{path}")).expect("two normal paths joined"),
    }
}
