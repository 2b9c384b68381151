//! Tags: from front matter and prose, without regard to case, nested by `/`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{DocId, Map};
use crate::names::{name_key, tag_levels};
use crate::parse::Document;
use crate::parse::document::LinkKind;

/// One tag and what carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name as first written, in document order (`sales/Discovery`).
    pub name: String,
    /// The documents that carry it or a tag below it, in order.
    pub documents: Vec<DocId>,
    /// The tag that it is nested in.
    pub parent: Option<u32>,
    /// The tags right below it, in order.
    pub below: Vec<u32>,
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
        let mut found: BTreeMap<String, Found> = BTreeMap::new();
        let mut keys = Vec::with_capacity(spellings.len());
        for (name, docs) in &spellings {
            let mut key = String::new();
            let mut end = 0;
            for level in tag_levels(name) {
                end += level.len() + usize::from(end > 0);
                let above = (end > level.len()).then(|| key.clone());
                key.push_str(if end > level.len() { "/" } else { "" });
                key.push_str(&tag_key(level));
                let entry = found.entry(key.clone()).or_insert_with(|| Found {
                    name: name[..end].to_owned(),
                    above,
                    documents: Vec::new(),
                });
                entry.documents.extend(docs);
            }
            keys.push(key);
        }
        let numbers: Map<String, u32> = found.keys().cloned().zip(0u32..).collect();
        let of = carried.into_iter().map(|own| {
            sorted(own.into_iter().map(|spelling| numbers[&keys[spelling as usize]]).collect())
        });
        let of = of.collect();
        let tag = |found: Found| Tag {
            name: found.name,
            documents: sorted(found.documents),
            parent: found.above.and_then(|above| numbers.get(&above).copied()),
            below: Vec::new(),
        };
        let mut tags: Vec<Tag> = found.into_values().map(tag).collect();
        for number in 0..tags.len() {
            if let Some(parent) = tags[number].parent {
                tags[parent as usize].below.push(number as u32);
            }
        }
        Self { tags, of, numbers }
    }

    /// The number of the tag written `name`.
    pub fn find(&self, name: &str) -> Option<u32> {
        let keys: Vec<String> = tag_levels(&normal(name)).map(tag_key).collect();
        self.numbers.get(&keys.join("/")).copied()
    }
}

/// A tag while they are gathered.
struct Found {
    name: String,
    /// The key of the tag that it is nested in. A key may be empty: that of signs nobody sees.
    above: Option<String>,
    documents: Vec<DocId>,
}

/// A tag's name as it counts: without empty levels and white space round them. An address is one
/// level.
fn normal(name: &str) -> Cow<'_, str> {
    let name = name.trim().trim_matches('/');
    let is_normal = |level: &str| !level.is_empty() && level.trim().len() == level.len();
    if name.contains("://") || name.split('/').all(is_normal) {
        return name.into();
    }
    let levels = name.split('/').map(str::trim).filter(|level| !level.is_empty());
    levels.collect::<Vec<_>>().join("/").into()
}

/// The form in which levels of tags are compared: that of names, without the marks that choose
/// between two pictures of one sign.
fn tag_key(level: &str) -> String {
    let mut key = name_key(level);
    key.retain(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}'));
    key
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items.dedup();
    items
}

/// Every spelling of a tag in the order of its first use, with the documents that use it.
type Spellings<'a> = Vec<(Cow<'a, str>, Vec<DocId>)>;

/// All spellings, and by document the numbers of those it uses.
fn spellings(documents: &[Arc<Document>]) -> (Spellings<'_>, Vec<Vec<u32>>) {
    let mut spellings: Spellings<'_> = Vec::new();
    let mut numbers: Map<Cow<'_, str>, u32> = Map::default();
    let mut carried = Vec::with_capacity(documents.len());
    for (i, document) in documents.iter().enumerate() {
        let doc = DocId::new(i);
        let mut own = Vec::new();
        let prose = document.links.iter().filter(|link| link.kind == LinkKind::Tag);
        let prose = prose.map(|link| link.target.as_str());
        for name in document.meta.tags.iter().map(|tag| tag.text.as_str()).chain(prose) {
            let name = normal(name);
            if name.is_empty() {
                continue;
            }
            let number = *numbers.entry(name.clone()).or_insert_with(|| {
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
