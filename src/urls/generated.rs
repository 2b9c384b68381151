//! The pages that stand for no document, and their URLs. A document may take any of their names;
//! then the page moves to `topoi-<name>.html`.

use std::sync::Arc;

use super::{NOT_FOUND, Urls};
use crate::model::Kind;
use crate::model::segment::{bounded, folder_segment};
use crate::names::tag_levels;
use crate::parse::Document;

/// URLs of generated pages, from the top of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The home page: the root's `index.html`.
    pub home: String,
    /// Topics, clusters, concepts A to Z.
    pub topics: String,
    /// Situations in readers' words.
    pub situations: String,
    /// Everything to ask.
    pub questions: String,
    /// Where sources disagree.
    pub disagreements: String,
    /// Articles by author and year.
    pub library: String,
    /// The topic graph.
    pub graph: String,
    /// The search page.
    pub search: String,
    /// What a host shows for what isn't there.
    pub not_found: String,
    /// The feed.
    pub feed: String,
    /// The list of tags.
    pub tag_index: String,
    /// By tag.
    pub tags: Vec<String>,
    /// All principles on one page to be printed, where there are some.
    pub print: Option<String>,
    /// By topic: the same of its principles.
    pub topic_prints: Vec<Option<String>>,
}

impl Generated {
    /// Claims a URL for every generated page of a site of `documents`, but for those of tags and
    /// topics.
    pub fn claim(urls: &mut Urls, documents: &[Arc<Document>]) -> Self {
        let has_cards = documents.iter().any(|document| document.kind == Kind::Principle);
        // A document at its place gives its body, as one does of the home page.
        let not_found = match urls.not_found() {
            Some(_) => NOT_FOUND.to_owned(),
            None => urls.claim(NOT_FOUND),
        };
        let mut claim = |name: &str| urls.claim(name);
        Self {
            home: "index.html".to_owned(),
            topics: claim("topics.html"),
            situations: claim("situations.html"),
            questions: claim("questions.html"),
            disagreements: claim("disagreements.html"),
            library: claim("library.html"),
            graph: claim("graph.html"),
            search: claim("search.html"),
            not_found,
            feed: claim("feed.xml"),
            tag_index: claim("tags/index.html"),
            tags: Vec::new(),
            print: has_cards.then(|| claim("print.html")),
            topic_prints: Vec::new(),
        }
    }

    /// Claims a URL for each of `tags`, which are sorted. It mirrors the tag's name as a document's
    /// mirrors its path, so that C, C# and C++ have each their own, whichever of them there are. A
    /// tag that is written as its URL has it first; then, in order, those that come to the same
    /// (`a:b`, `a-b`), which get `-2`.
    pub fn claim_tags(&mut self, tags: &[&str], urls: &mut Urls) {
        let wanted: Vec<String> = tags.iter().map(|tag| tag_path(tag)).collect();
        self.tags = vec![String::new(); wanted.len()];
        let exact = |tag: &usize| wanted[*tag] == tags[*tag].to_lowercase();
        let (first, others): (Vec<usize>, Vec<usize>) = (0..wanted.len()).partition(exact);
        for tag in first.into_iter().chain(others) {
            self.tags[tag] = urls.claim_numbered(&format!("tags/{}.html", wanted[tag]));
        }
    }

    /// Claims a URL for what each topic has to print: those of `titles` that are some.
    pub fn claim_topic_prints<'a>(
        &mut self,
        titles: impl Iterator<Item = Option<&'a str>>,
        urls: &mut Urls,
    ) {
        let url = |title: &str| bounded(format!("print/{}.html", folder_segment(title, false)));
        let mut claim = |title: &str| urls.claim_numbered(&url(title));
        self.topic_prints = titles.map(|title| title.map(&mut claim)).collect();
    }

    /// Where [`all`](Self::all) has the page of topics or contents.
    pub const TOPICS: u32 = 1;

    /// All pages' URLs but those of tags and topics, so that links to them resolve.
    pub fn all(&self) -> Vec<String> {
        [
            &self.home,
            &self.topics,
            &self.situations,
            &self.questions,
            &self.disagreements,
            &self.library,
            &self.graph,
            &self.search,
            &self.not_found,
            &self.feed,
            &self.tag_index,
        ]
        .into_iter()
        .chain(&self.print)
        .cloned()
        .collect()
    }
}

/// A tag's name as a path.
fn tag_path(name: &str) -> String {
    let segments: Vec<String> =
        tag_levels(name).map(|level| folder_segment(level, false)).collect();
    bounded(segments.join("/"))
}
