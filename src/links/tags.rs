//! Tags: from front matter and prose, without regard to case, nested by `/`.

use std::collections::{BTreeMap, BTreeSet};

use super::names::name_key;
use crate::model::{DocId, Map};
use crate::parse::Document;
use crate::parse::document::LinkKind;

/// One tag and what carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name as first written, in document order (`sales/Discovery`).
    pub name: String,
    /// The documents that carry it or a tag below it, in order.
    pub documents: Vec<DocId>,
}

/// All tags of a run.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    /// The tags, sorted by folded name, then name.
    pub tags: Vec<Tag>,
    /// By document: the tags it carries itself, as indices into `tags`, sorted.
    pub of: Vec<Vec<u32>>,
    numbers: Map<String, u32>,
}

impl Tags {
    /// Gathers the tags of all documents. Where `a/b` is a tag, `a` is one too.
    pub fn new(documents: &[Document]) -> Self {
        let mut found: BTreeMap<String, (String, BTreeSet<DocId>)> = BTreeMap::new();
        let mut carried: Vec<BTreeSet<String>> = Vec::with_capacity(documents.len());
        for (i, document) in documents.iter().enumerate() {
            let mut own = BTreeSet::new();
            for written in written(document) {
                let name = written.trim_matches('/');
                for (end, _) in name.match_indices('/').chain([(name.len(), "")]) {
                    let name = &name[..end];
                    let entry = found
                        .entry(name_key(name))
                        .or_insert_with(|| (name.to_owned(), BTreeSet::new()));
                    entry.1.insert(DocId::new(i));
                }
                own.insert(name_key(name));
            }
            carried.push(own);
        }
        let numbers: Map<String, u32> = found.keys().cloned().zip(0u32..).collect();
        let of = carried
            .iter()
            .map(|own| own.iter().filter_map(|key| numbers.get(key).copied()).collect())
            .collect();
        let tags = found
            .into_values()
            .map(|(name, documents)| Tag { name, documents: documents.into_iter().collect() })
            .collect();
        Self { tags, of, numbers }
    }

    /// The number of the tag written `name`.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(&name_key(name.trim_matches('/'))).copied()
    }
}

fn written(document: &Document) -> impl Iterator<Item = &str> {
    let prose = document.links.iter().filter(|link| link.kind == LinkKind::Tag);
    document
        .meta
        .tags
        .iter()
        .map(|tag| tag.text.as_str())
        .chain(prose.map(|l| l.target.as_str()))
        .filter(|name| !name.trim_matches('/').is_empty())
}
