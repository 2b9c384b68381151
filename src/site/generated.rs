//! The pages that stand for no document, and their URLs. A document may take any of their names;
//! then the page moves to `topoi-<name>.html`.

use super::Urls;
use crate::links::Tags;
use crate::parse::slug::slug;

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
}

impl Generated {
    /// Claims a URL for every generated page but those of tags.
    pub fn claim(urls: &mut Urls) -> Self {
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
            not_found: claim("404.html"),
            feed: claim("feed.xml"),
            tag_index: claim("tags/index.html"),
            tags: Vec::new(),
        }
    }

    /// Claims a URL for each tag's page. Tags come sorted; where slugs collide (C++, C#) the
    /// later one gets `-2`.
    pub fn claim_tags(&mut self, tags: &Tags, urls: &mut Urls) {
        for tag in &tags.tags {
            let parts: Vec<String> = tag.name.split('/').map(slug).collect();
            let base = parts.join("/");
            let base = if base.trim_matches(['/', '-']).is_empty() { "tag".into() } else { base };
            let mut wanted = format!("tags/{base}.html");
            let mut number = 1;
            while urls.is_claimed(&wanted) {
                number += 1;
                wanted = format!("tags/{base}-{number}.html");
            }
            self.tags.push(urls.claim(&wanted));
        }
    }

    /// All pages' URLs but those of tags, so that links to them resolve.
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
        .map(Clone::clone)
        .to_vec()
    }
}
