//! `site.toml` as serde reads it.

pub(super) mod resolve;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{
    AttachmentSetting, Dialect, HtmlSetting, MentionLinks, MetadataSetting, NavEntry, Publish,
};

/// The file, table by table.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    site: Site,
    kinds: Ordered<Spanned<String>>,
    topics: Vec<Topic>,
    nav: Vec<NavEntry>,
    relations: Ordered<Relation>,
    urls: Urls,
    linking: Linking,
    roles: Ordered<OneOrMany>,
    check: Ordered<Spanned<String>>,
    audiences: Ordered<Spanned<AudienceEntry>>,
    security: Security,
    deploy: Deploy,
    serve: Serve,
    theme: Theme,
    share: Share,
    offline: Option<Spanned<Offline>>,
    search: Search,
    cache: Cache,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Site {
    title: Option<String>,
    description: Option<String>,
    base_url: Option<Spanned<String>>,
    language: Option<String>,
    content: Option<Spanned<String>>,
    output: Option<Spanned<String>>,
    theme: Option<String>,
    feedback: Option<String>,
    ignore: Vec<Spanned<String>>,
    publish: Publish,
    dialect: Dialect,
    vault_filters: Option<bool>,
    edit: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Theme {
    font: Option<Spanned<String>>,
    logo: Option<Spanned<String>>,
    cover: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Share {
    pictures: bool,
    picture: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Offline {
    enabled: bool,
    days: Option<Spanned<i64>>,
    audiences: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
struct Topic {
    title: String,
    description: Option<String>,
    #[serde(default)]
    concepts: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Relation {
    label: Option<String>,
    inverse: Option<String>,
    symmetric: bool,
    transitive: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Urls {
    case: Option<Spanned<String>>,
    ledger: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Linking {
    mentions: MentionLinks,
    skip: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Security {
    attachments: AttachmentSetting,
    html: HtmlSetting,
    metadata: MetadataSetting,
    remote: Option<Spanned<OneOrMany>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Deploy {
    target: Option<Spanned<OneOrMany>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Serve {
    editor: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    synonyms: Vec<Synonym>,
}

#[derive(Deserialize)]
struct Synonym {
    words: Spanned<Vec<Spanned<String>>>,
    #[serde(rename = "for")]
    target: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cache {
    dir: Option<Spanned<String>>,
}

/// An entry of `[audiences]`: those that it includes, and perhaps its files.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Audience {
    includes: OneOrMany,
    files: Vec<Spanned<String>>,
}

/// The same as it is written: a name, a list of names, or a table. No untagged enum, which would
/// lose where the globs stand.
struct AudienceEntry(Audience);

impl<'de> Deserialize<'de> for AudienceEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AudienceVisitor).map(Self)
    }
}

struct AudienceVisitor;

impl<'de> Visitor<'de> for AudienceVisitor {
    type Value = Audience;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the audiences that it includes, or a table with `includes` and `files`")
    }

    fn visit_str<E>(self, name: &str) -> Result<Audience, E> {
        Ok(Audience { includes: OneOrMany::One(name.to_owned()), files: Vec::new() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Audience, A::Error> {
        let names = Vec::deserialize(SeqAccessDeserializer::new(names))?;
        Ok(Audience { includes: OneOrMany::Many(names), files: Vec::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Audience, A::Error> {
        Audience::deserialize(MapAccessDeserializer::new(table))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

/// A table's entries in the order of the file.
struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Ordered<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}
