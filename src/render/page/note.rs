//! The page of any other document.

use super::{Desk, some_html};
use crate::links::Target;
use crate::model::{DocId, Failure};
use crate::render::views::*;

/// An index names no more documents of its folder than this.
const BELOW: usize = 100;

impl Desk<'_> {
    /// The page of a note.
    pub(super) fn note(&self, doc: DocId) -> Result<String, Failure> {
        let mut page = self.document_page(doc);
        page.body = some_html(self.sheet(doc).body(&[]));
        let view = NoteView { below: self.below(doc) };
        self.run_document(doc, &page, &view)
    }

    /// What stands in the folder of which `doc` is the index, but for what it links to itself.
    fn below(&self, doc: DocId) -> Vec<LinkView> {
        let site = self.site;
        if !site.tree.is_index(doc) {
            return Vec::new();
        }
        let targets = &site.links.targets[doc.index()];
        let linked = |other: DocId| targets.iter().any(|target| target.doc() == Some(other));
        let contents = site.tree.home(doc);
        let folders = contents.folders.iter().filter(|&&folder| {
            let index = site.tree.folder(folder).index;
            !index.is_some_and(linked) && !targets.contains(&Target::Folder(folder))
        });
        let documents = contents.documents.iter().filter(|&&other| !linked(other));
        folders
            .map(|&folder| self.folder_link(folder))
            .chain(documents.map(|&doc| self.link(doc)))
            .take(BELOW)
            .collect()
    }
}
