//! What a page is about, for other programs: schema.org's terms as JSON-LD data blocks.
//!
//! Addresses are absolute where the site's own is known, else relative to the page, which is how
//! JSON-LD reads them. A concept and the set that it belongs to have the same names as in
//! `data/topics.ttl`, so that the two can be joined.

use serde_json::{Map, Value, json};

use super::Desk;
use crate::evidence::cite;
use crate::model::{Date, DocId, Kind};
use crate::parse::Document;
use crate::parse::front_matter::TextForm;
use crate::render::text;
use crate::render::views::*;
use crate::urls;

/// Where the concepts stand as SKOS, and the name of their scheme there.
const SCHEME: (&str, &str) = ("data/topics.ttl", "scheme");
/// What a concept is called on its page.
const TERM: &str = "this";

/// A step on the way to a page.
pub(super) struct Step {
    pub title: String,
    /// The page, from the top of the site.
    pub url: String,
    /// The id on it.
    pub id: Option<String>,
}

impl Desk<'_> {
    /// What a document is; `about` are the concepts that it names.
    pub(super) fn document_block(&self, doc: DocId, page: &PageView, about: &[DocId]) -> Html {
        match self.site.document(doc).kind {
            Kind::Concept => self.term(doc, page).block(),
            _ => self.article_block(doc, page, about).block(),
        }
    }

    /// The home page's: the site.
    pub(super) fn site_block(&self) -> Html {
        let config = &*self.site.config;
        let site = Thing::new("WebSite")
            .with("name", config.title.as_str())
            .with("url", self.address(&self.site.generated.home))
            .with("inLanguage", config.language.as_str());
        let description = Some(config.description.as_str()).filter(|text| !text.is_empty());
        site.maybe("description", description).block()
    }

    /// All concepts as a set; `listed` are those that the page lists.
    pub(super) fn term_set(&self, listed: impl Iterator<Item = DocId>) -> Html {
        let config = &*self.site.config;
        let set = Thing::new("DefinedTermSet")
            .with("@id", self.name(SCHEME.0, SCHEME.1))
            .with("name", config.title.as_str())
            .with("url", self.address(&self.site.generated.topics))
            .with("inLanguage", config.language.as_str());
        let description = Some(config.description.as_str()).filter(|text| !text.is_empty());
        let terms: Vec<Value> = listed.map(|doc| self.short_term(doc)).collect();
        set.maybe("description", description).list("hasDefinedTerm", terms).block()
    }

    /// A concept.
    fn term(&self, doc: DocId, page: &PageView) -> Thing {
        let site = self.site;
        let number = site.concept(doc).expect("every concept is in the vocabulary").index();
        let labels = site.vocabulary.concepts[number].alt_labels();
        Thing::new("DefinedTerm")
            .with("@id", self.name(site.url(doc), TERM))
            .with("name", page.title.as_str())
            .list("alternateName", labels.map(Value::from).collect())
            .maybe("description", self.r.summary(doc))
            .with("termCode", site.document(doc).content_path.without_extension())
            .with("inDefinedTermSet", json!({ "@id": self.name(SCHEME.0, SCHEME.1) }))
            .with("url", self.address(site.url(doc)))
    }

    /// A concept by its name, as other pages mention it.
    fn short_term(&self, doc: DocId) -> Value {
        let term = Thing::new("DefinedTerm").with("@id", self.name(self.site.url(doc), TERM));
        term.with("name", self.site.document(doc).title.as_str()).value()
    }

    /// Any other document. A digest is our text, made from theirs.
    fn article_block(&self, doc: DocId, page: &PageView, about: &[DocId]) -> Thing {
        let site = self.site;
        let document = site.document(doc);
        let meta = &document.meta;
        let is_source = document.kind == Kind::Article;
        let theirs = is_source && meta.text == TextForm::Digest;
        let license = meta.license.as_ref().map(|license| work_or_address(&license.text));
        let mut article = Thing::new("Article")
            .with("headline", page.title.as_str())
            .with("url", self.address(site.url(doc)))
            .with("inLanguage", document.lang.as_str())
            .maybe("description", page.description.as_deref());
        if !theirs {
            article = article
                .list("author", authors(document))
                .maybe("datePublished", meta.published.map(iso));
        }
        article = article.maybe("dateModified", meta.updated.map(iso));
        if is_source {
            let source = cite(document, self.words()).source;
            article = match theirs {
                true => article.with("isBasedOn", original(document, source, license)),
                false => article
                    .maybe("license", license)
                    .maybe("isBasedOn", source.map(|source| work_or_address(&source))),
            };
        }
        let tags = site.links.tags.of[doc.index()].iter();
        let tags = tags.map(|&tag| site.links.tags.tags[tag as usize].name.as_str());
        // A source mentions many; their own pages say what they are.
        let named = about.iter().map(|&concept| match is_source {
            true => json!({ "@id": self.name(site.url(concept), TERM) }),
            false => self.short_term(concept),
        });
        let named = named.collect();
        let part = Thing::new("WebSite").with("name", site.config.title.as_str());
        article
            .list(if is_source { "mentions" } else { "about" }, named)
            .list("citation", self.cited(doc))
            .list("keywords", tags.map(Value::from).collect())
            .with("isPartOf", part.with("url", self.address(&site.generated.home)).value())
    }

    /// The articles that a principle cites, each once.
    fn cited(&self, doc: DocId) -> Vec<Value> {
        let site = self.site;
        let Some(number) = site.claims.principle_of[doc.index()] else { return Vec::new() };
        let evidence = &site.claims.principles[number as usize].evidence;
        let mut articles: Vec<DocId> = Vec::new();
        for evidence in evidence {
            if !articles.contains(&evidence.article) {
                articles.push(evidence.article);
            }
        }
        let cited = articles.into_iter().map(|article| {
            let document = site.document(article);
            Thing::new("Article")
                .with("headline", document.title.as_str())
                .with("url", self.address(site.url(article)))
                .value()
        });
        cited.collect()
    }

    /// The way to the page called `title`, it included.
    pub(super) fn trail_block(&self, trail: &[Step], title: &str) -> Html {
        let above = trail.iter().map(|step| {
            let id = step.id.as_deref().map(urls::fragment).unwrap_or_default();
            (step.title.as_str(), self.address(&step.url) + &id)
        });
        let item = |(number, (name, address)): (usize, (&str, String))| {
            let item = Thing::new("ListItem").with("position", number + 1).with("name", name);
            item.with("item", address).value()
        };
        let items = above.chain([(title, self.address(self.url))]).enumerate().map(item).collect();
        Thing::new("BreadcrumbList").list("itemListElement", items).block()
    }

    /// The address of the page at `url`.
    fn address(&self, url: &str) -> String {
        self.site.absolute(url).unwrap_or_else(|| self.href(url))
    }

    /// The name of what is called `fragment` in the file at `url`.
    fn name(&self, url: &str, fragment: &str) -> String {
        match &self.site.config.base_url {
            Some(base) => {
                format!("{}/{}", urls::encoded(base), urls::href("", url, Some(fragment)))
            }
            None => urls::href(self.url, url, Some(fragment)),
        }
    }
}

fn iso(date: Date) -> String {
    date.to_string()
}

fn authors(document: &Document) -> Vec<Value> {
    let person = |name: &str| Thing::new("Person").with("name", name).value();
    document.meta.authors.iter().map(|author| person(&author.text)).collect()
}

/// What a digest is made from.
fn original(document: &Document, source: Option<String>, license: Option<Value>) -> Value {
    let work = Thing::new("CreativeWork")
        .with("name", document.title.as_str())
        .list("author", authors(document))
        .maybe("datePublished", document.meta.published.map(iso))
        .maybe("license", license);
    match source {
        Some(source) if is_address(&source) => work.with("url", source),
        // The name of what it appeared in.
        Some(source) => work.with("isPartOf", work_or_address(&source)),
        None => work,
    }
    .value()
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// An address, or else a work by its name.
fn work_or_address(text: &str) -> Value {
    match is_address(text) {
        true => Value::from(text),
        false => Thing::new("CreativeWork").with("name", text).value(),
    }
}

/// Something with a type of schema.org.
struct Thing(Map<String, Value>);

impl Thing {
    fn new(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), Value::from(kind))]))
    }

    fn with(mut self, property: &str, value: impl Into<Value>) -> Self {
        self.0.insert(property.to_owned(), value.into());
        self
    }

    fn maybe(self, property: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(property, value),
            None => self,
        }
    }

    fn list(self, property: &str, values: Vec<Value>) -> Self {
        if values.is_empty() { self } else { self.with(property, values) }
    }

    fn value(self) -> Value {
        Value::Object(self.0)
    }

    /// As a block of its own. What could end its element, or begin a comment in it, is escaped.
    fn block(self) -> Html {
        let mut block = Map::from_iter([("@context".to_owned(), "https://schema.org".into())]);
        block.extend(self.0);
        Html(text::script_safe(&Value::Object(block).to_string()))
    }
}
