//! What a page says of its article: day, address, language, licence, and by `title` and `authors`
//! its title and who wrote it.

use serde_json::Value;

use super::blocks::Block;
use super::dom::{Dom, NodeId};
use super::{authors, title};
use crate::model::Date;

/// What a page says of its article; what it doesn't say, or not clearly, is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The day it was published.
    pub published: Option<Date>,
    /// Its address.
    pub source: Option<String>,
    /// Its language, as BCP 47 writes it.
    pub lang: Option<String>,
    /// The address of its licence.
    pub license: Option<String>,
}

/// Reads what `dom` says.
pub fn read(dom: &Dom, blocks: &[Block]) -> Metadata {
    let metas = Metas::read(dom);
    let data = Data::read(dom);
    let lang = dom.elements("html").next().and_then(|id| dom.attribute(id, "lang"));
    let lang = lang
        .map(str::to_owned)
        .or_else(|| metas.get(&["og:locale", "content-language", "dc.language"]));
    let source = source(dom, &metas);
    let site = Site::new(&metas, source.as_deref());
    Metadata {
        title: title::title(dom, &metas, &data, blocks, &site),
        authors: authors::authors(dom, &metas, &data, blocks, &site),
        published: published(dom, &metas, &data, blocks),
        source,
        lang: lang.map(|lang| lang.trim().replace('_', "-")).filter(|lang| is_language(lang)),
        license: license(dom),
    }
}

fn is_language(lang: &str) -> bool {
    let first = lang.split('-').next().unwrap_or("");
    (2..=3).contains(&first.len())
        && lang.len() < 12
        && lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// What a page calls its site, without spaces and signs, in lower case: the site's name, and its host
/// without what stands before and behind.
pub(super) struct Site {
    name: String,
    host: String,
}

impl Site {
    fn new(metas: &Metas, source: Option<&str>) -> Self {
        let host = source.and_then(|source| source.split_once("://")).map_or("", |(_, rest)| rest);
        let host = host.split(['/', ':', '?', '#']).next().unwrap_or("");
        let mut host = host.rsplit_once('.').map_or(host, |(head, _)| head);
        for front in ["www.", "blog.", "shop.", "news.", "en.", "m."] {
            host = host.strip_prefix(front).unwrap_or(host);
        }
        Self { name: squash(&metas.get(&["og:site_name"]).unwrap_or_default()), host: squash(host) }
    }

    /// Whether a text is the site's name, or holds it, or is part of it.
    pub(super) fn is_like(&self, text: &str) -> bool {
        let text = squash(text);
        let near = |name: &str| !name.is_empty() && (name.contains(&text) || text.contains(name));
        !text.is_empty() && (near(&self.name) || near(&self.host))
    }

    /// Whether a text is the site's name.
    pub(super) fn is(&self, text: &str) -> bool {
        let text = squash(text);
        !text.is_empty() && (text == self.name || text == self.host)
    }
}

fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The `meta` elements, names in lower case, in order.
pub(super) struct Metas(Vec<(String, String)>);

impl Metas {
    fn read(dom: &Dom) -> Self {
        let mut list = Vec::new();
        for id in dom.elements("meta") {
            let content = dom.attribute(id, "content").unwrap_or("").trim();
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = dom.attribute(id, key).filter(|_| !content.is_empty()) {
                    list.push((name.trim().to_ascii_lowercase(), content.to_owned()));
                }
            }
        }
        Self(list)
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of the first of these names.
    pub(super) fn get(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next().map(str::to_owned))
    }
}

/// The objects of the page's JSON-LD, nested ones too, in order.
pub(super) struct Data(Vec<Value>);

impl Data {
    fn read(dom: &Dom) -> Self {
        let mut objects = Vec::new();
        for id in dom.elements("script") {
            let kind = dom.attribute(id, "type").unwrap_or("");
            if !kind.trim().eq_ignore_ascii_case("application/ld+json") {
                continue;
            }
            let text = dom.own_text(id);
            let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
            let text = text.trim().trim_end_matches(';');
            let value = serde_json::from_str(text)
                .or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
            if let Ok(value) = value {
                gather(value, &mut objects, 0);
            }
        }
        Self(objects)
    }

    /// Objects of a type that begins or ends so.
    fn of_type<'a>(
        &'a self,
        fits: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Value> + 'a {
        self.0.iter().filter(move |object| types(object).any(&fits))
    }

    /// The object that an `@id` stands for.
    pub(super) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(id) = value.get("@id").filter(|_| value.get("name").is_none()) else {
            return value;
        };
        let named = |object: &&Value| object.get("@id") == Some(id) && object.get("name").is_some();
        self.0.iter().find(named).unwrap_or(value)
    }

    pub(super) fn articles(&self) -> impl Iterator<Item = &Value> + '_ {
        let kinds = |kind: &str| {
            kind.ends_with("Article")
                || kind.ends_with("Posting")
                || matches!(
                    kind,
                    "Report"
                        | "Review"
                        | "Recipe"
                        | "HowTo"
                        | "CreativeWork"
                        | "Question"
                        | "Course"
                        | "Book"
                )
        };
        self.of_type(kinds)
    }

    pub(super) fn pages(&self) -> impl Iterator<Item = &Value> + '_ {
        self.of_type(|kind| kind.ends_with("Page") || kind == "VideoObject")
    }
}

pub(super) fn types(object: &Value) -> impl Iterator<Item = &str> + '_ {
    let (one, many) = match object.get("@type") {
        Some(Value::String(kind)) => (Some(kind.as_str()), [].as_slice()),
        Some(Value::Array(kinds)) => (None, kinds.as_slice()),
        _ => (None, [].as_slice()),
    };
    one.into_iter().chain(many.iter().filter_map(Value::as_str))
}

/// Flattens a value to its objects; the depth of foreign JSON is bounded.
fn gather(value: Value, objects: &mut Vec<Value>, depth: u32) {
    if depth > 8 || objects.len() > 2000 {
        return;
    }
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| gather(item, objects, depth + 1)),
        Value::Object(map) => {
            let inner: Vec<Value> = map
                .values()
                .filter(|value| value.is_object() || value.is_array())
                .cloned()
                .collect();
            objects.push(Value::Object(map));
            inner.into_iter().for_each(|item| gather(item, objects, depth + 1));
        }
        _ => {}
    }
}

/// A title without the site's name behind it, and without entities that were escaped twice.
pub(super) fn clean(text: &str) -> String {
    let text = text
        .replace("&amp;", "&")
        .replace("&#039;", "'")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn published(dom: &Dom, metas: &Metas, data: &Data, blocks: &[Block]) -> Option<Date> {
    let day = |text: &str| day_in(text);
    let in_data = |key: &'static str| {
        data.articles()
            .chain(data.pages())
            .filter_map(move |object| object.get(key)?.as_str())
            .find_map(day)
    };
    in_data("datePublished")
        .or_else(|| in_data("dateCreated"))
        .or_else(|| {
            let names = [
                "article:published_time",
                "og:published_time",
                "article:published",
                "datepublished",
                "date",
                "pubdate",
                "publishdate",
                "publish-date",
                "publish_date",
                "dc.date",
                "dc.date.issued",
                "dcterms.date",
                "dcterms.created",
                "citation_publication_date",
                "citation_date",
                "sailthru.date",
                "parsely-pub-date",
                "article.published",
                "published_time",
                "release_date",
            ];
            names.iter().find_map(|name| metas.all(name).find_map(day))
        })
        .or_else(|| in_data("uploadDate"))
        .or_else(|| marked_day(dom))
        .or_else(|| shown_day(dom, blocks))
}

/// The day of the first element that is marked as a day of publication, or as a time.
fn marked_day(dom: &Dom) -> Option<Date> {
    let published = |id: &NodeId| dom.attribute(*id, "itemprop") == Some("datePublished");
    let value = |id: NodeId| {
        let attribute = ["datetime", "content", "title"]
            .iter()
            .find_map(|name| dom.attribute(id, name).and_then(day_in));
        attribute.or_else(|| day_in(&dom.text_of(id)))
    };
    let elements = || (0..dom.size() as NodeId).filter(|&id| !dom.tag(id).is_empty());
    elements()
        .filter(published)
        .find_map(value)
        .or_else(|| dom.elements("time").filter(|&id| !in_rest(dom, id)).find_map(value))
}

/// Whether an element stands in what is surely no article.
fn in_rest(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id).any(|id| matches!(dom.tag(id), "nav" | "footer" | "aside"))
}

/// A day in a short line near the title.
fn shown_day(dom: &Dom, blocks: &[Block]) -> Option<Date> {
    let heading = blocks.iter().position(|block| dom.tag(block.element) == "h1").unwrap_or(0);
    let near = blocks.iter().skip(heading.saturating_sub(6)).take(24);
    near.filter(|block| block.words <= 14).find_map(|block| line_day(&block.text))
}

/// The day that a short line holds: the line as a whole, or a part of it.
pub fn line_day(line: &str) -> Option<Date> {
    let line = line.trim();
    if line.len() > 160 {
        return None;
    }
    if let Some(day) = day_in(line) {
        return Some(day);
    }
    let parts = line.split(['|', '•', '·', '\n', '–', '—', '(', ')']);
    let words: Vec<&str> = line.split_whitespace().collect();
    let windows = [4, 3, 2, 1]
        .into_iter()
        .flat_map(|width| words.windows(width).map(|words| words.join(" ")));
    parts.map(str::to_owned).chain(windows).find_map(|part| day_in(part.trim().trim_matches(',')))
}

/// A whole day in any written form.
fn day_in(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = Date::parse(text).or_else(|| Date::parse(text.get(..10)?));
    day.filter(|day| day.day > 0 && (1900..2100).contains(&day.year))
}

fn source(dom: &Dom, metas: &Metas) -> Option<String> {
    let canonical = dom.elements("link").find(|&id| {
        dom.attribute(id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
    });
    let canonical = canonical.and_then(|id| dom.attribute(id, "href")).map(str::to_owned);
    let web = |address: &String| address.starts_with("http://") || address.starts_with("https://");
    canonical.filter(web).or_else(|| metas.get(&["og:url", "twitter:url"]).filter(web))
}

fn license(dom: &Dom) -> Option<String> {
    let marked = |tag| {
        dom.elements(tag).find(|&id| {
            dom.attribute(id, "rel")
                .is_some_and(|rel| rel.split_ascii_whitespace().any(|part| part == "license"))
        })
    };
    let href = |id| dom.attribute(id, "href").map(str::to_owned);
    marked("link")
        .or_else(|| marked("a"))
        .and_then(href)
        .filter(|address| address.starts_with("http"))
}
