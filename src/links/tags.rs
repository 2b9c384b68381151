//! Tags: from front matter and prose, without regard to case, nested by `/`.

use std::collections::BTreeMap;
use std::sync::Arc;

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
    pub fn new(documents: &[Arc<Document>]) -> Self {
        let (spellings, carried) = spellings(documents);
        let mut found: BTreeMap<String, (&str, Vec<DocId>)> = BTreeMap::new();
        for (name, docs) in &spellings {
            for (end, _) in name.match_indices('/').chain([(name.len(), "")]) {
                let name = name[..end].trim_end_matches('/');
                let entry = found.entry(name_key(name)).or_insert((name, Vec::new()));
                entry.1.extend(docs);
            }
        }
        let numbers: Map<String, u32> = found.keys().cloned().zip(0u32..).collect();
        let of_spelling: Vec<u32> =
            spellings.iter().map(|(name, _)| numbers[&name_key(name)]).collect();
        let sorted = |mut numbers: Vec<u32>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let of = carried
            .into_iter()
            .map(|own| sorted(own.into_iter().map(|n| of_spelling[n as usize]).collect()))
            .collect();
        let tags = found
            .into_values()
            .map(|(name, mut documents)| {
                documents.sort_unstable();
                documents.dedup();
                Tag { name: name.to_owned(), documents }
            })
            .collect();
        Self { tags, of, numbers }
    }

    /// The number of the tag written `name`.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(&name_key(name.trim_matches('/'))).copied()
    }
}

/// Every spelling of a tag in the order of its first use, with the documents that use it.
type Spellings<'a> = Vec<(&'a str, Vec<DocId>)>;

/// All spellings, and by document the numbers of those it uses.
fn spellings(documents: &[Arc<Document>]) -> (Spellings<'_>, Vec<Vec<u32>>) {
    let mut spellings: Spellings<'_> = Vec::new();
    let mut numbers: Map<&str, u32> = Map::default();
    let mut carried = Vec::with_capacity(documents.len());
    for (i, document) in documents.iter().enumerate() {
        let doc = DocId::new(i);
        let mut own = Vec::new();
        let prose = document.links.iter().filter(|link| link.kind == LinkKind::Tag);
        let prose = prose.map(|link| link.target.as_str());
        for name in document.meta.tags.iter().map(|tag| tag.text.as_str()).chain(prose) {
            let name = name.trim_matches('/');
            if name.is_empty() {
                continue;
            }
            let number = *numbers.entry(name).or_insert_with(|| {
                spellings.push((name, Vec::new()));
                spellings.len() as u32 - 1
            });
            let docs = &mut spellings[number as usize].1;
            if docs.last() != Some(&doc) {
                docs.push(doc);
            }
            own.push(number);
        }
        carried.push(own);
    }
    (spellings, carried)
}
