//! Topics, folders, tags: the ways to find a document by where it belongs.

use std::collections::BTreeMap;

use super::Desk;
use super::data::Step;
use crate::model::kind::KINDS;
use crate::model::{DocId, Failure, Kind};
use crate::render::lists::{TopicItem, letter, share};
use crate::render::views::*;

impl Desk<'_> {
    /// `topics.html`: topics with all their principles, clusters, names from A to Z.
    pub(super) fn topics(&self, number: usize) -> Result<String, Failure> {
        let site = self.site;
        let lists = &self.r.lists;
        let curated = !site.vocabulary.concepts.is_empty();
        let mut page = self.generated_page(
            "topics",
            self.words().text(if curated { "place.topics" } else { "place.contents" }),
        );
        let mut view = TopicsView {
            letters_title: self
                .words()
                .text(if curated { "list.concepts-a-to-z" } else { "list.a-to-z" })
                .to_owned(),
            pager: self.pager(&site.generated.topics, lists.topics.len(), number),
            ..TopicsView::default()
        };
        let (mut at, mut nodes) = (None, Vec::new());
        for item in share(&lists.topics, number) {
            match *item {
                TopicItem::Line(node) => nodes.push(node),
                TopicItem::Head(topic) => {
                    at = Some(topic);
                    view.topics.push(self.topic(topic));
                }
                TopicItem::Entry(topic, doc) => {
                    if at != Some(topic) {
                        // It began on the page before.
                        at = Some(topic);
                        view.topics.push(TopicView { more: 0, ..self.topic(topic) });
                    }
                    if let Some(topic) = view.topics.last_mut() {
                        topic.entries.push(self.entry(doc));
                    }
                }
                TopicItem::Label(label) => {
                    let label = &lists.labels[label as usize];
                    let link = self.link(label.doc);
                    let letter = letter(&label.text);
                    if view.letters.last().is_none_or(|last| last.letter != letter) {
                        view.letters.push(LetterView { letter, entries: Vec::new() });
                    }
                    if let Some(last) = view.letters.last_mut() {
                        last.entries.push(LabelView {
                            title: label.text.clone(),
                            href: link.href,
                            see: label.alternative.then_some(link.title),
                        });
                    }
                }
            }
        }
        view.tree = self.lines(&nodes);
        if number == 1 && curated {
            view.clusters = self.clusters();
        }
        if curated {
            let listed = share(&lists.topics, number).iter().filter_map(|item| match *item {
                TopicItem::Label(label) => Some(&lists.labels[label as usize]),
                _ => None,
            });
            let listed = listed.filter(|label| !label.alternative).map(|label| label.doc);
            page.data_blocks = vec![self.term_set(listed)];
        }
        self.r.templates.render("topics.html", &page, &view)
    }

    /// A topic without its entries.
    fn topic(&self, number: u32) -> TopicView {
        let topic = &self.r.lists.shelves(self.site)[number as usize];
        let hidden = topic.documents.len().saturating_sub(crate::render::lists::SOME);
        TopicView {
            title: topic.title.clone(),
            id: topic.id.clone(),
            tint: if topic.authored { self.topic_tint(Some(number)) } else { "" },
            count: topic.principles.len().max(topic.documents.len()),
            href: topic.listing.as_ref().map(|listing| self.href(listing)),
            print: self.topic_print(number),
            description: topic.description.as_deref().map(super::text_html),
            concepts: self.links(&topic.concepts),
            entries: Vec::new(),
            more: if topic.listing.is_some() { hidden } else { 0 },
        }
    }

    /// Clusters of several concepts, with their most central ones.
    fn clusters(&self) -> Vec<ClusterView> {
        let is_concept = |doc: &&DocId| self.site.document(**doc).kind == Kind::Concept;
        let view = |cluster: &crate::graph::Cluster| {
            let concepts = cluster.members.iter().filter(is_concept);
            let concepts = concepts.filter(|&&doc| doc != cluster.head).take(12);
            ClusterView {
                title: self.site.document(cluster.head).title.clone(),
                concepts: concepts.map(|&doc| self.link(doc)).collect(),
            }
        };
        let clusters = self.site.graph.clusters.iter().map(view);
        clusters.filter(|cluster| !cluster.concepts.is_empty()).take(12).collect()
    }

    /// All tags.
    pub(super) fn tags(&self, number: usize) -> Result<String, Failure> {
        let all: Vec<u32> = (0..self.site.links.tags.tags.len() as u32).collect();
        let page = self.generated_page("listing", self.words().text("place.tags"));
        let view = ListingView {
            folders: share(&all, number).iter().map(|&tag| self.tag_view(tag)).collect(),
            groups: Vec::new(),
            pager: self.pager(&self.site.generated.tag_index, all.len(), number),
        };
        self.r.templates.render("listing.html", &page, &view)
    }

    /// What carries a tag.
    pub(super) fn tag(&self, tag: u32, number: usize) -> Result<String, Failure> {
        let site = self.site;
        let tags = &site.links.tags.tags;
        let own = &tags[tag as usize];
        let mut page = self.generated_page("listing", &format!("#{}", own.name));
        let step = |title: &str, url: &str| Step {
            title: title.to_owned(),
            url: url.to_owned(),
            id: None,
        };
        let above = std::iter::successors(own.parent, |&tag| tags[tag as usize].parent);
        let mut trail: Vec<Step> = above
            .map(|tag| step(&tags[tag as usize].name, &site.generated.tags[tag as usize]))
            .collect();
        trail.push(step(self.words().text("place.tags"), &site.generated.tag_index));
        trail.reverse();
        self.show_trail(&mut page, &trail);
        let below: &[u32] = if number == 1 { &own.below } else { &[] };
        let view = ListingView {
            folders: below.iter().map(|&tag| self.tag_view(tag)).collect(),
            groups: self.by_kind(&self.r.lists.tagged[tag as usize], number, 0),
            pager: self.pager(&site.generated.tags[tag as usize], own.documents.len(), number),
        };
        self.r.templates.render("listing.html", &page, &view)
    }

    /// What stands in a folder without an index.
    pub(super) fn folder(&self, folder: u32, number: usize) -> Result<String, Failure> {
        let site = self.site;
        let contents = site.tree.folder(folder);
        let mut page = self.generated_page("listing", &self.folder_title(folder));
        self.show_trail(&mut page, &self.folder_trail(folder));
        let count = contents.folders.len() + contents.documents.len();
        let view = ListingView {
            folders: share(&contents.folders, number)
                .iter()
                .map(|&below| {
                    let LinkView { title, href } = self.folder_link(below);
                    FolderView { title, href, count: site.tree.folder(below).size }
                })
                .collect(),
            groups: self.by_kind(&contents.documents, number, contents.folders.len()),
            pager: self.pager(&site.urls.folders[folder as usize], count, number),
        };
        self.r.templates.render("listing.html", &page, &view)
    }

    /// What documents of a kind are called in a heading.
    fn kinds(&self, kind: Kind) -> String {
        self.words().text(&format!("kinds.{}", kind.name())).to_owned()
    }

    /// The documents on page `number` of a listing that `before` other entries open, by kind.
    fn by_kind(
        &self,
        documents: &[DocId],
        number: usize,
        before: usize,
    ) -> Vec<GroupView<EntryView>> {
        let mut kinds: BTreeMap<usize, Vec<DocId>> = BTreeMap::new();
        for &doc in documents {
            let kind = self.site.document(doc).kind;
            let place = KINDS.iter().position(|info| info.kind == kind);
            kinds.entry(place.expect("every kind has a row")).or_default().push(doc);
        }
        let single = kinds.len() == 1;
        let all: Vec<(usize, DocId)> = kinds
            .into_iter()
            .flat_map(|(kind, docs)| docs.into_iter().map(move |doc| (kind, doc)))
            .collect();
        // Entries that come before count for their pages too.
        let start = ((number - 1) * crate::site::PAGE_ENTRIES).saturating_sub(before);
        let end = (number * crate::site::PAGE_ENTRIES).saturating_sub(before);
        let shown = &all[start.min(all.len())..end.min(all.len())];
        shown
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| GroupView {
                title: (!single).then(|| self.kinds(KINDS[group[0].0].kind)),
                id: KINDS[group[0].0].plural.to_owned(),
                tint: "",
                entries: group.iter().map(|&(_, doc)| self.entry(doc)).collect(),
            })
            .collect()
    }
}
