//! `[[nav]]`: the table of contents, written by hand.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::model::Span;

/// An entry of `[[nav]]` or of `items` in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavEntry {
    /// What it is called; without one, what it leads to says so itself.
    pub title: Option<String>,
    /// A document or folder, by its path under the content root, and where that is written.
    pub path: Option<(String, Option<Span>)>,
    /// What stands under it.
    pub items: Vec<NavEntry>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Table {
    title: Option<String>,
    path: Option<Spanned<String>>,
    items: Vec<NavEntry>,
}

impl<'de> Deserialize<'de> for NavEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = NavEntry;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a path, or a table with `title`, `path` and `items`")
    }

    fn visit_str<E>(self, path: &str) -> Result<NavEntry, E> {
        Ok(NavEntry { path: Some((path.to_owned(), None)), ..NavEntry::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<NavEntry, A::Error> {
        let Table { title, path, items } = Table::deserialize(MapAccessDeserializer::new(table))?;
        let path = path.map(|path| (path.get_ref().clone(), Some(path.span().into())));
        Ok(NavEntry { title, path, items })
    }
}
