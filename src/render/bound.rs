//! Several documents on one page: each id belongs to one of them, and what leads from one to another
//! stays on the page.

use crate::model::{DocId, Map};
use crate::parse::Document;

/// The documents of such a page.
#[derive(Debug, Default)]
pub struct Bound {
    places: Map<DocId, Place>,
}

#[derive(Debug)]
struct Place {
    /// Its id, with which those of its anchors begin.
    id: String,
    /// Whether its anchors are on the page, too.
    whole: bool,
}

impl Bound {
    /// Adds a document that is shown with all that its own page has of its text.
    pub fn add_whole(&mut self, doc: DocId) {
        let id = format!("card-{}", self.places.len() + 1);
        self.places.insert(doc, Place { id, whole: true });
    }

    /// Adds a document of which only what it is about is shown.
    pub fn add_gist(&mut self, doc: DocId) {
        let id = format!("term-{}", self.places.len() + 1);
        self.places.insert(doc, Place { id, whole: false });
    }

    /// The id of an anchor of `doc`, or of its beginning; none if that isn't on the page.
    pub fn id(&self, document: &Document, doc: DocId, anchor: Option<u32>) -> Option<String> {
        let Place { id, whole } = self.places.get(&doc)?;
        let title = document.title_heading.map(|number| document.headings[number as usize].anchor);
        match anchor.filter(|&anchor| Some(anchor) != title) {
            None => Some(id.clone()),
            Some(anchor) if *whole => {
                Some(format!("{id}.{}", document.anchors[anchor as usize].id))
            }
            Some(_) => None,
        }
    }
}
