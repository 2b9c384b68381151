//! Which page stands at which URL.

use super::lists::{Lists, page_url, pages};
use crate::links::Target;
use crate::model::{DocId, Kind, Map, Set};
use crate::site::Site;

/// A page of the site. Numbers of pages count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The home page.
    Home,
    /// A document's page.
    Document(DocId),
    /// A principle's card alone, for frames.
    Card(DocId),
    /// Further passages on a concept.
    Passages(DocId, usize),
    /// Topics.
    Topics(usize),
    /// Situations.
    Situations(usize),
    /// Questions.
    Questions(usize),
    /// Disagreements.
    Disagreements(usize),
    /// The library.
    Library(usize),
    /// The graph.
    Graph(usize),
    /// Principles to be printed: of a topic, or all.
    Print(Option<u32>, usize),
    /// All tags.
    Tags(usize),
    /// A tag.
    Tag(u32, usize),
    /// A folder without an index.
    Folder(u32, usize),
    /// The search page.
    Search,
    /// What a host shows for what isn't there.
    NotFound,
}

/// All pages and where they stand.
#[derive(Debug, Default)]
pub struct Routes {
    /// In a fixed order: documents first.
    pub all: Vec<(String, Route)>,
    by_url: Map<String, u32>,
}

impl Routes {
    /// The pages of `site`.
    pub fn new(site: &Site, lists: &Lists) -> Self {
        let mut routes = Self::default();
        let generated = &site.generated;
        let (home, not_found) = (site.home_document(), site.not_found_document());
        for number in 0..site.documents.len() {
            let doc = DocId::new(number);
            if Some(doc) != home && Some(doc) != not_found {
                routes.add(site.url(doc).to_owned(), Route::Document(doc));
            }
            let card = card_url(site.url(doc));
            if site.document(doc).kind == Kind::Principle && !site.urls.is_claimed(&card) {
                routes.add(card, Route::Card(doc));
            }
            if site.document(doc).kind == Kind::Concept {
                let passages = site.concept(doc).map_or(0, |c| site.passages[c.index()].len());
                for page in 2..=pages(passages) {
                    let url = page_url(site, site.url(doc), page);
                    routes.add(url, Route::Passages(doc, page));
                }
            }
        }
        routes.add(generated.home.clone(), Route::Home);
        routes.add_lists(site, lists);
        routes
    }

    /// Adds the pages that list something. Those with nothing on them are left out, unless somebody
    /// links to one.
    fn add_lists(&mut self, site: &Site, lists: &Lists) {
        let generated = &site.generated;
        let linked: Set<&str> = site
            .links
            .targets
            .iter()
            .flatten()
            .filter_map(|target| match target {
                Target::Page(page) => Some(site.pages[*page as usize].as_str()),
                _ => None,
            })
            .collect();
        let mut list = |url: &str, count: usize, route: &dyn Fn(usize) -> Route| {
            for page in 1..=pages(count) {
                self.add(page_url(site, url, page), route(page));
            }
        };
        let tags = &site.links.tags.tags;
        let mut some = |url: &str, count: usize, route: &dyn Fn(usize) -> Route| {
            if count > 0 || linked.contains(url) {
                list(url, count, route);
            }
        };
        some(&generated.situations, lists.situations.len(), &Route::Situations);
        some(&generated.questions, lists.questions.len(), &Route::Questions);
        some(&generated.disagreements, lists.disputes.len(), &Route::Disagreements);
        some(&generated.library, lists.library.len(), &Route::Library);
        some(&generated.tag_index, tags.len(), &Route::Tags);
        list(&generated.topics, lists.topics.len(), &Route::Topics);
        list(&generated.graph, lists.graph.len(), &Route::Graph);
        for ((number, tag), url) in (0u32..).zip(tags).zip(&generated.tags) {
            list(url, tag.documents.len(), &|page| Route::Tag(number, page));
        }
        for (number, folder) in (0u32..).zip(&site.tree.folders) {
            if folder.index.is_none() && !folder.path.is_empty() {
                let count = folder.folders.len() + folder.documents.len();
                let url = &site.urls.folders[number as usize];
                list(url, count, &|page| Route::Folder(number, page));
            }
        }
        if let Some(url) = &generated.print {
            list(url, lists.principles.len(), &|page| Route::Print(None, page));
        }
        for ((number, topic), url) in (0u32..).zip(&site.topics).zip(&generated.topic_prints) {
            if let Some(url) = url {
                let count = topic.principles.len();
                list(url, count, &|page| Route::Print(Some(number), page));
            }
        }
        list(&generated.search, 0, &|_| Route::Search);
        list(&generated.not_found, 0, &|_| Route::NotFound);
    }

    fn add(&mut self, url: String, route: Route) {
        self.by_url.insert(url.clone(), self.all.len() as u32);
        self.all.push((url, route));
    }

    /// The page at `url`, with the URL as the routes hold it.
    pub fn find(&self, url: &str) -> Option<(&str, Route)> {
        let (url, route) = &self.all[*self.by_url.get(url)? as usize];
        Some((url, *route))
    }
}

/// Where the bare card of the principle at `url` stands.
pub fn card_url(url: &str) -> String {
    format!("{}.card.html", url.strip_suffix(".html").unwrap_or(url))
}
