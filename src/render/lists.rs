//! The long lists of the site in the order in which pages show them, and how pages share them.
//!
//! Every list is flat: one item an entry, with the group it stands under. A page takes its slice
//! of [`PAGE_ENTRIES`] items and groups them again, so that the first page of a list costs no more
//! than any other.

use rayon::prelude::*;

use crate::model::{ClusterId, DocId, Kind, Map, Set};
use crate::names::{natural_key, reading_order};
use crate::parse::front_matter::Stance;
use crate::parse::slug::slug;
use crate::site::topics::Topic;
use crate::site::{PAGE_ENTRIES, Site};

/// One item of `topics.html`.
#[derive(Clone, Copy, Debug)]
pub enum TopicItem {
    /// A line of the contents.
    Line(u32),
    /// A topic begins.
    Head(u32),
    /// A principle of it, or without concepts a document.
    Entry(u32, DocId),
    /// A label: index into [`Lists::labels`].
    Label(u32),
}

/// Something sources disagree on.
#[derive(Clone, Copy, Debug)]
pub enum Dispute {
    /// A contrast between two principles.
    Contrast(u32),
    /// A principle that some evidence disputes, else qualifies.
    Principle(u32),
}

/// A name in the list from A to Z.
#[derive(Clone, Debug)]
pub struct Label {
    /// The name.
    pub text: String,
    /// The document.
    pub doc: DocId,
    /// Whether it is another name than the title.
    pub alternative: bool,
}

/// All long lists.
#[derive(Debug, Default)]
pub struct Lists {
    /// Situations by topic, those without one last; what tells one to act comes first.
    pub situations: Vec<(Option<u32>, u32)>,
    /// Questions by topic; those without one last.
    pub questions: Vec<(Option<u32>, u32)>,
    /// Contrasts, then principles that are disputed, then those that are qualified only.
    pub disputes: Vec<Dispute>,
    /// Principles by topic; those without one last.
    pub principles: Vec<(Option<u32>, u32)>,
    /// Articles by shelf.
    pub library: Vec<(u32, DocId)>,
    /// Topics with their entries, then labels.
    pub topics: Vec<TopicItem>,
    /// Names of concepts, or of documents where there are no concepts, sorted.
    pub labels: Vec<Label>,
    /// The graph's nodes but for articles, by cluster; those without one last.
    pub graph: Vec<(Option<ClusterId>, DocId)>,
    /// By tag: the documents that carry it, by weight, then title.
    pub tagged: Vec<Vec<DocId>>,
    /// By topic: the page of `topics.html` on which it begins.
    pub topic_pages: Vec<usize>,
    /// By line of the contents: the page of `topics.html` on which it stands.
    pub line_pages: Vec<usize>,
    /// By line of the contents: its id on that page, if it has no page of its own.
    pub line_ids: Vec<Option<String>>,
}

impl Lists {
    /// Lays the lists of `site` out.
    pub fn new(site: &Site) -> Self {
        let topic = |doc: DocId| site.topic_of[doc.index()];
        let last = |topic: &Option<u32>| topic.unwrap_or(u32::MAX);
        let mut situations: Vec<(Option<u32>, u32)> =
            (0u32..).zip(&site.claims.situations).map(|(n, s)| (topic(s.doc), n)).collect();
        let answer = |number: u32| site.claims.situations[number as usize].doc;
        situations.sort_by_key(|(topic, number)| {
            let kind = site.document(answer(*number)).kind;
            (last(topic), kind != Kind::Principle, *number)
        });
        let principles = &site.claims.principles;
        let mut questions: Vec<(Option<u32>, u32)> = (0u32..)
            .zip(&site.claims.questions)
            .map(|(n, question)| (topic(principles[question.principle as usize].doc), n))
            .collect();
        questions.sort_by_key(|(topic, number)| (last(topic), *number));
        let mut by_topic: Vec<(Option<u32>, u32)> = Vec::new();
        for (number, of) in (0u32..).zip(&site.topics) {
            let own = |&&p: &&u32| topic(principles[p as usize].doc) == Some(number);
            by_topic.extend(of.principles.iter().filter(own).map(|&p| (Some(number), p)));
        }
        let listed: Set<u32> = by_topic.iter().map(|&(_, principle)| principle).collect();
        let rest = (0..principles.len() as u32).filter(|principle| !listed.contains(principle));
        by_topic.extend(rest.map(|principle| (None, principle)));
        let is_principle = |doc: &DocId| site.document(*doc).kind == Kind::Principle;
        let contrasts = (0u32..).zip(&site.claims.contrasts);
        let opposed = contrasts
            .filter(|(_, contrast)| contrast.sides.iter().all(is_principle))
            .map(|(number, _)| Dispute::Contrast(number));
        let mut disputed: Vec<u32> = (0u32..)
            .zip(principles)
            .filter(|(_, principle)| principle.is_disputed())
            .map(|(number, _)| number)
            .collect();
        let outright = |number: u32| {
            let evidence = &principles[number as usize].evidence;
            evidence.iter().any(|evidence| evidence.stance == Stance::Disputes)
        };
        disputed.sort_by_key(|&number| (!outright(number), number));
        let library = (0u32..)
            .zip(&site.library)
            .flat_map(|(n, shelf)| shelf.articles.iter().map(move |&doc| (n, doc)))
            .collect();
        let mut lists = Self {
            situations,
            questions,
            principles: by_topic,
            disputes: opposed.chain(disputed.into_iter().map(Dispute::Principle)).collect(),
            library,
            labels: labels(site),
            graph: graph(site),
            tagged: tagged(site),
            ..Self::default()
        };
        lists.lay_out_topics(site);
        lists
    }

    /// What `topics.html` has besides names and the contents: topics; without concepts, what belongs
    /// together by its links.
    pub fn shelves<'s>(&self, site: &'s Site) -> &'s [Topic] {
        if site.is_browsed_by_folders() { &site.subjects } else { &site.topics }
    }

    fn lay_out_topics(&mut self, site: &Site) {
        self.line_pages = vec![1; site.contents.nodes.len()];
        self.line_ids = line_ids(site);
        if site.is_browsed_by_folders() {
            for node in 1..site.contents.nodes.len() as u32 {
                self.line_pages[node as usize] = self.topics.len() / PAGE_ENTRIES + 1;
                self.topics.push(TopicItem::Line(node));
            }
        }
        for (number, topic) in (0u32..).zip(self.shelves(site)) {
            self.topic_pages.push(self.topics.len() / PAGE_ENTRIES + 1);
            self.topics.push(TopicItem::Head(number));
            let principles =
                topic.principles.iter().map(|&p| site.claims.principles[p as usize].doc);
            self.topics.extend(principles.map(|doc| TopicItem::Entry(number, doc)));
            // A folder or tag has a page that lists its documents; a few stand for them here.
            let part = topic.listing.is_some() || site.is_browsed_by_folders();
            let shown = if part { SOME } else { usize::MAX };
            let documents = topic.documents.iter().take(shown);
            self.topics.extend(documents.map(|&doc| TopicItem::Entry(number, doc)));
        }
        self.topics.extend((0..self.labels.len() as u32).map(TopicItem::Label));
    }
}

/// Ids for the lines of the contents that have no page: `t.` and the slug of the title, with a number
/// where it comes again.
fn line_ids(site: &Site) -> Vec<Option<String>> {
    let mut times: Map<String, usize> = Map::default();
    let mut id = |node: u32| {
        let base = format!("t.{}", slug(site.contents.title(node, &site.documents)));
        let time = times.entry(base.clone()).or_default();
        *time += 1;
        if *time == 1 { base } else { format!("{base}-{time}") }
    };
    let lines = (0u32..).zip(&site.contents.nodes);
    lines.map(|(node, line)| line.place.is_none().then(|| id(node))).collect()
}

/// How many documents of a folder or tag stand for it.
pub const SOME: usize = 6;

fn labels(site: &Site) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let concepts = &site.vocabulary.concepts;
    for concept in concepts {
        let title =
            Label { text: concept.pref_label().to_owned(), doc: concept.doc, alternative: false };
        labels.push(title);
        labels.extend(concept.alt_labels().map(|label| Label {
            text: label.to_owned(),
            doc: concept.doc,
            alternative: true,
        }));
    }
    if concepts.is_empty() {
        let home = site.home_document();
        let all = (0..site.documents.len()).map(DocId::new).filter(|&doc| Some(doc) != home);
        labels.extend(all.map(|doc| Label {
            text: site.document(doc).title.clone(),
            doc,
            alternative: false,
        }));
    }
    labels.sort_by_cached_key(|label| {
        let first = label.text.chars().next();
        let class = match first {
            Some(first) if first.is_ascii_digit() => 0,
            Some(first) if first.is_alphabetic() => 1,
            _ => 2,
        };
        (class, natural_key(&label.text), label.alternative, label.doc)
    });
    labels
}

/// By tag: its documents in reading order. Every page of a listing takes its share of them.
fn tagged(site: &Site) -> Vec<Vec<DocId>> {
    let tags = &site.links.tags.tags;
    let sorted = tags.par_iter().map(|tag| {
        let mut documents = tag.documents.clone();
        documents.sort_by_cached_key(|&doc| reading_order(site.document(doc)));
        documents
    });
    sorted.collect()
}

/// Ideas by cluster, the most central first.
fn graph(site: &Site) -> Vec<(Option<ClusterId>, DocId)> {
    let is_idea = |doc: &DocId| site.document(*doc).kind != Kind::Article;
    let mut nodes = Vec::new();
    for (number, cluster) in site.graph.clusters.iter().enumerate() {
        let members = cluster.members.iter().copied().filter(is_idea);
        nodes.extend(members.map(|doc| (Some(ClusterId::new(number)), doc)));
    }
    let alone = site.graph.nodes.iter().filter(|node| node.cluster.is_none());
    nodes.extend(alone.map(|node| node.doc).filter(is_idea).map(|doc| (None, doc)));
    nodes
}

/// What a label stands under: its first letter in upper case, `0–9`, `#` for anything else.
pub fn letter(label: &str) -> String {
    match label.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        Some(first) if first.is_ascii_digit() => "0–9".to_owned(),
        _ => "#".to_owned(),
    }
}

/// How many pages a list of `count` entries takes; an empty one takes one.
pub fn pages(count: usize) -> usize {
    count.div_ceil(PAGE_ENTRIES).max(1)
}

/// The entries on page `number`, from 1.
pub fn share<T>(list: &[T], number: usize) -> &[T] {
    let start = (number - 1) * PAGE_ENTRIES;
    &list[start.min(list.len())..(start + PAGE_ENTRIES).min(list.len())]
}

/// The URL of page `number` of the list at `url`: `topics.html`, `topics/2.html`. Where a document
/// has that URL, `topics/topoi-2.html`.
pub fn page_url(site: &Site, url: &str, number: usize) -> String {
    if number == 1 {
        return url.to_owned();
    }
    let stem = url.strip_suffix(".html").unwrap_or(url);
    let mut name = number.to_string();
    while site.urls.is_claimed(&format!("{stem}/{name}.html")) {
        name.insert_str(0, "topoi-");
    }
    format!("{stem}/{name}.html")
}
