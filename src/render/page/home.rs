//! The home page, search, and what a host shows for what isn't there: the ways in.

use std::cmp::Reverse;

use super::{Desk, some_html};
use crate::config::Cover;
use crate::evidence::Evidence;
use crate::model::{Date, DocId, Failure, Kind, Set};
use crate::parse::front_matter::Stance;
use crate::picture::{self, svg};
use crate::render::lists::Dispute;
use crate::render::views::*;
use crate::urls;

/// So many situations, disagreements, news, articles, tags and topics are on the home page.
const SITUATIONS: usize = 8;
const DISAGREEMENTS: usize = 4;
const NEWS: usize = 6;
const ARTICLES: usize = 6;
const TAGS: usize = 24;
const CENTRAL: usize = 8;
const TOPICS: usize = 24;
/// So many dots are on the cover.
const COVER: usize = 72;
const PAGES: usize = 24;

impl Desk<'_> {
    /// The home page; the root's index gives its body.
    pub(super) fn home(&self) -> Result<String, Failure> {
        let site = self.site;
        let mut page = self.generated_page("home", &site.config.title);
        page.description.clone_from(&self.r.site_view.description);
        if let Some(doc) = site.home_document() {
            let sheet = self.sheet(doc);
            let document = self.document_page(doc);
            page = PageView {
                title: page.title,
                title_id: document.title_id.clone(),
                kind: page.kind,
                description: page.description.or(document.description.clone()),
                body: some_html(sheet.body(&[])),
                topic: None,
                toc: Vec::new(),
                ..document
            };
        }
        page.data_blocks = vec![self.site_block()];
        let situations = &site.claims.situations;
        let curated = !site.vocabulary.concepts.is_empty();
        let view = HomeView {
            situations: self.some_situations(),
            more_situations: (situations.len() > SITUATIONS).then_some(situations.len()),
            topics: self.topics_with_two(),
            disagreements: self.some_disagreements(),
            cover: self.cover(),
            cover_picture: match &site.config.look.cover {
                Cover::Picture(path, _) => Some(self.href(path.as_str())),
                _ => None,
            },
            news: self.news(),
            library: self.some_articles(),
            pages: if curated { Vec::new() } else { self.top_pages() },
            central: if curated { Vec::new() } else { self.central() },
            tags: if curated { Vec::new() } else { self.top_tags() },
        };
        self.r.templates.render("home.html", &page, &view)
    }

    /// The most central part of the graph, as an ornament.
    fn cover(&self) -> Option<Html> {
        let site = self.site;
        if site.config.look.cover != Cover::Graph {
            return None;
        }
        let href = |_: DocId| String::new();
        let look = self.look(&href);
        let picture = picture::draw(&site.documents, &site.graph, COVER);
        svg::cover(&site.graph, &picture, &look, &|doc| self.tint(doc)).map(Html)
    }

    /// The search page, which offers the topics while nothing is found.
    pub(super) fn search(&self) -> Result<String, Failure> {
        let page = self.generated_page("search", self.words().text("place.search"));
        let view = SearchView { topics: self.topics_with_two() };
        self.r.templates.render("search.html", &page, &view)
    }

    /// `404.html`. Hosts show it at any depth, so its links are absolute paths, below the path of
    /// the site's own address. A document may give its body.
    pub(super) fn not_found(&self) -> Result<String, Failure> {
        let base = self.site.config.base_url.as_deref().unwrap_or("");
        let path = base
            .split_once("://")
            .map_or("", |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let root = match path.trim_matches('/') {
            "" => "/".to_owned(),
            path => format!("/{path}/"),
        };
        let top = Desk { url: &root, ..*self };
        let title = self.words().text("lost.title");
        let mut page = PageView { canonical: None, ..self.generated_page("404", title) };
        if let Some(doc) = self.site.not_found_document() {
            let document = self.site.document(doc);
            page.title.clone_from(&document.title);
            page.title_id = self.title_id(doc);
            page.lang.clone_from(&document.lang);
            page.rtl = crate::render::text::is_rtl(&document.lang);
            page.own_lang = self.own_lang(&document.lang);
            page.body = some_html(top.sheet(doc).body(&[]));
        }
        let mut topics = top.topics_with_two();
        for topic in &mut topics {
            topic.concepts.clear();
            topic.entries.clear();
        }
        page.root.clone_from(&root);
        self.r.templates.render("404.html", &page, &NotFoundView { topics })
    }

    /// Situations of each topic in turn, so that every topic has one on the first screen; of a
    /// document that answers several the first before all others.
    fn some_situations(&self) -> Vec<SituationView> {
        let situations = &self.site.claims.situations;
        let mut seen: Set<DocId> = Set::default();
        let mut in_turn: Vec<(bool, usize, u32)> = Vec::new();
        for topic in self.r.lists.situations.chunk_by(|a, b| a.0 == b.0) {
            let mut turns = [0, 0];
            for &(_, number) in topic {
                let again = !seen.insert(situations[number as usize].doc);
                in_turn.push((again, turns[usize::from(again)], number));
                turns[usize::from(again)] += 1;
            }
        }
        // Stable: within a turn the topics keep their order.
        in_turn.sort_by_key(|&(again, turn, _)| (again, turn));
        let chosen = in_turn.into_iter().take(SITUATIONS);
        chosen.map(|(.., number)| self.situation(number)).collect()
    }

    pub(super) fn situation(&self, number: u32) -> SituationView {
        let situation = &self.site.claims.situations[number as usize];
        let LinkView { title, href } = self.link(situation.doc);
        SituationView { text: situation.text.clone(), title, href, tint: self.tint(situation.doc) }
    }

    /// The topics with two principles each, as far as possible others than before; without
    /// concepts with two documents.
    fn topics_with_two(&self) -> Vec<TopicView> {
        let site = self.site;
        let mut shown: Vec<DocId> = Vec::new();
        let mut views = Vec::new();
        for (number, topic) in (0u32..).zip(&site.topics).take(TOPICS) {
            let mut all: Vec<DocId> =
                topic.principles.iter().map(|&p| site.claims.principles[p as usize].doc).collect();
            if all.is_empty() {
                let index = |doc: &&DocId| !site.tree.is_index(**doc);
                all.extend(topic.documents.iter().filter(index).take(64));
            }
            let count = topic.principles.len().max(topic.documents.len());
            all.sort_by_key(|doc| shown.contains(doc));
            all.truncate(if topic.principles.is_empty() { 3 } else { 2 });
            shown.extend(&all);
            let LinkView { title, href } = self.topic_link(number);
            views.push(TopicView {
                title,
                id: String::new(),
                href: Some(href),
                print: None,
                description: topic.description.as_deref().map(super::text_html),
                concepts: self.links(&topic.concepts),
                tint: self.topic_tint(Some(number)),
                count,
                more: count.saturating_sub(all.len()),
                entries: all.into_iter().map(|doc| self.entry(doc)).collect(),
            });
        }
        views
    }

    fn some_disagreements(&self) -> Vec<DuelView> {
        let disputes = self.r.lists.disputes.iter().take(DISAGREEMENTS);
        disputes.map(|dispute| self.duel(*dispute)).collect()
    }

    /// A disagreement as two sides: a contrast's, or a principle's claim and what disputes it.
    pub(super) fn duel(&self, dispute: Dispute) -> DuelView {
        let claims = &self.site.claims;
        let (doc, sides) = match dispute {
            Dispute::Contrast(number) => {
                let contrast = &claims.contrasts[number as usize];
                let side = |doc: DocId| {
                    let LinkView { title, href } = self.link(doc);
                    let principle = claims.principle_of[doc.index()];
                    let evidence = principle.map(|n| &claims.principles[n as usize].evidence[..]);
                    let who = self.names_of(evidence.unwrap_or_default(), Stance::Supports);
                    StandView { text: super::text_html(&title), href: Some(href), who }
                };
                (contrast.doc, contrast.sides.map(side))
            }
            Dispute::Principle(number) => {
                let principle = &claims.principles[number as usize];
                let of =
                    |stance: Stance| principle.evidence.iter().filter(move |e| e.stance == stance);
                let against = of(Stance::Disputes).next().or(of(Stance::Qualifies).next());
                let stance = against.map_or(Stance::Disputes, |evidence| evidence.stance);
                let text = against.and_then(|evidence| {
                    let EvidenceView { note, quote, .. } =
                        self.evidence_elsewhere(principle.doc, evidence);
                    note.or(quote)
                });
                let sides = [
                    StandView {
                        text: super::text_html(&self.site.document(principle.doc).title),
                        href: None,
                        who: self.names_of(&principle.evidence, Stance::Supports),
                    },
                    StandView {
                        text: text.unwrap_or_default(),
                        href: None,
                        who: self.names_of(&principle.evidence, stance),
                    },
                ];
                (principle.doc, sides)
            }
        };
        let LinkView { title, href } = self.link(doc);
        DuelView { title, href, tint: self.tint(doc), sides }
    }

    /// A disagreement in a line: the difference, and who stands where.
    pub(super) fn dispute_entry(&self, dispute: Dispute) -> EntryView {
        let claims = &self.site.claims;
        match dispute {
            Dispute::Contrast(number) => {
                let contrast = &claims.contrasts[number as usize];
                self.entry(contrast.doc)
            }
            Dispute::Principle(number) => {
                let principle = &claims.principles[number as usize];
                let LinkView { title, href } = self.link(principle.doc);
                let meta = self.who_stands_where(&principle.evidence);
                EntryView { title, href, meta, ..EntryView::default() }
            }
        }
    }

    /// `Disputed by Werth and Ruben; supported by Freese`.
    fn who_stands_where(&self, evidence: &[Evidence]) -> Option<String> {
        let parts: Vec<String> = [
            (Stance::Disputes, "stance.who-disputes"),
            (Stance::Qualifies, "stance.who-qualifies"),
            (Stance::Supports, "stance.who-supports"),
        ]
        .into_iter()
        .filter_map(|(stance, key)| {
            let names = self.names_of(evidence, stance)?;
            Some(self.words().with(key, &[("names", &names)]))
        })
        .collect();
        let line = parts.join(self.words().text("frame.semicolon"));
        (!parts.is_empty()).then(|| crate::render::text::capitalised(&line))
    }

    /// Who stands where, those who support it first.
    pub(super) fn stands(&self, evidence: &[Evidence]) -> Vec<StanceView> {
        let stances = [Stance::Supports, Stance::Qualifies, Stance::Disputes];
        let view = |stance: Stance| {
            let who = self.names_of(evidence, stance)?;
            Some(StanceView { stance: stance.name(), label: self.stance(stance), who })
        };
        stances.into_iter().filter_map(view).collect()
    }

    /// The authors of the articles that take one stance, else the articles' titles.
    fn names_of(&self, evidence: &[Evidence], stance: Stance) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for evidence in evidence.iter().filter(|evidence| evidence.stance == stance) {
            let document = self.site.document(evidence.article);
            let title = || self.words().with("stance.title-as-name", &[("title", &document.title)]);
            let name = crate::evidence::surnames(document, self.words()).unwrap_or_else(title);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // Names of several authors hold an "and" already.
        (!names.is_empty()).then(|| names.join(self.words().text("frame.comma")))
    }

    fn news(&self) -> Vec<NewsView> {
        let mut dated: Vec<(Date, DocId)> = Vec::new();
        for (number, document) in self.site.documents.iter().enumerate() {
            let published = document.meta.published.filter(|_| document.kind != Kind::Article);
            if let Some(date) = document.meta.updated.or(published) {
                dated.push((date, DocId::new(number)));
            }
        }
        dated.sort_by_key(|&(date, doc)| (Reverse(date), doc));
        dated.truncate(NEWS);
        let view = |(date, doc): (Date, DocId)| {
            let LinkView { title, href } = self.link(doc);
            NewsView { title, href, date: self.date_view(date) }
        };
        dated.into_iter().map(view).collect()
    }

    fn some_articles(&self) -> Vec<SourceView> {
        let mut articles: Vec<DocId> = self.site.of_kind(Kind::Article).collect();
        articles.sort_by_key(|&doc| (Reverse(self.site.document(doc).meta.published), doc));
        articles.truncate(ARTICLES);
        articles.into_iter().map(|doc| self.source(doc)).collect()
    }

    /// The notes that most others link to.
    fn central(&self) -> Vec<LinkView> {
        let site = self.site;
        let mut notes: Vec<(usize, DocId)> = (0..site.documents.len())
            .map(DocId::new)
            .filter(|&doc| Some(doc) != site.home_document())
            .map(|doc| (site.links.backlinks[doc.index()].len(), doc))
            .filter(|&(count, _)| count > 0)
            .collect();
        notes.sort_by_key(|&(count, doc)| (Reverse(count), doc));
        notes.truncate(CENTRAL);
        notes.into_iter().map(|(_, doc)| self.link(doc)).collect()
    }

    /// The documents at the top of the contents.
    fn top_pages(&self) -> Vec<LinkView> {
        let contents = &self.site.contents;
        let top = crate::site::topics::top_line(contents);
        let lines = contents.nodes[top as usize].children.iter();
        let pages = lines.filter(|&&node| {
            let line = &contents.nodes[node as usize];
            line.children.is_empty() && line.place.is_some()
        });
        pages.take(PAGES).map(|&node| self.step_link(&self.node_step(node))).collect()
    }

    fn top_tags(&self) -> Vec<FolderView> {
        let tags = &self.site.links.tags.tags;
        let mut numbers: Vec<u32> = (0..tags.len() as u32).collect();
        numbers.sort_by_key(|&n| (Reverse(tags[n as usize].documents.len()), n));
        numbers.truncate(TAGS);
        numbers.sort_unstable();
        numbers.into_iter().map(|tag| self.tag_view(tag)).collect()
    }

    pub(super) fn tag_view(&self, tag: u32) -> FolderView {
        let LinkView { title, href } = self.tag_link(tag);
        let count = self.site.links.tags.tags[tag as usize].documents.len();
        FolderView { title, href, count }
    }

    /// A list's earlier and later pages; none where one page holds all.
    pub(super) fn pager(&self, url: &str, count: usize, number: usize) -> Option<PagerView> {
        use crate::render::lists::{page_url, pages};
        let total = pages(count);
        let href = |n: usize| urls::href(self.url, &page_url(self.site, url, n), None);
        (total > 1).then(|| PagerView {
            number,
            total,
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < total).then(|| href(number + 1)),
        })
    }
}
