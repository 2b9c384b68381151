//! What pages of all kinds have: the site's frame, and [`PageView`].

use std::collections::BTreeMap;

use super::Desk;
use super::data::Step;
use crate::i18n::Words;
use crate::links::Backlink;
use crate::model::{DocId, Kind};
use crate::parse::document::{BlockKind, Heading};
use crate::render::Assets;
use crate::render::body::{Sheet, push_attribute};
use crate::render::lists::Lists;
use crate::render::share::{ICON_SIDES, is_raster};
use crate::render::templates::to_top;
use crate::render::text;
use crate::render::views::*;
use crate::site::{OFFLINE_WORKER, Offline, Site};

/// A page says no more links to it than this.
const BACKLINKS: usize = 500;
/// A page has a table of contents from so many headings on.
const TOC: usize = 3;
/// So many concepts of an article or note are named.
const CONCEPTS: usize = 12;
/// So many related documents are named.
const RELATED: usize = 6;
/// A description for search engines is about this long, in characters.
const DESCRIPTION: usize = 200;

/// The frame of all pages.
pub fn site_view(site: &Site, assets: &Assets, lists: &Lists, words: &Words) -> SiteView {
    let generated = &site.generated;
    let item = |name: &str, url: &str| NavItem {
        title: words.text(&format!("place.{name}")).to_owned(),
        url: url.to_owned(),
        icon: "more",
    };
    let with_icon = |item: NavItem, icon: &'static str| NavItem { icon, ..item };
    let url_if = |some: bool, url: &String| some.then(|| url.clone());
    let dated = site
        .documents
        .iter()
        .any(|document| document.meta.published.is_some() || document.meta.updated.is_some());
    let config = &*site.config;
    // What lies in `static/` under the name that browsers ask for is what its owner wants.
    let given =
        |name: &str| site.copies.iter().any(|file| file.path == name).then(|| name.to_owned());
    let logo = config.look.logo.as_ref().map(|(path, _)| path);
    let mut view = SiteView {
        title: config.title.clone(),
        description: (!config.description.is_empty()).then(|| config.description.clone()),
        language: config.language.clone(),
        rtl: text::is_rtl(&config.language),
        curated: !site.vocabulary.concepts.is_empty(),
        home: generated.home.clone(),
        search: generated.search.clone(),
        topics: generated.topics.clone(),
        situations: url_if(!lists.situations.is_empty(), &generated.situations),
        questions: url_if(!lists.questions.is_empty(), &generated.questions),
        disagreements: url_if(!lists.disputes.is_empty(), &generated.disagreements),
        library: url_if(!lists.library.is_empty(), &generated.library),
        graph: (!lists.graph.is_empty()).then(|| generated.graph.clone()),
        tags: url_if(!site.links.tags.tags.is_empty(), &generated.tag_index),
        print: generated.print.clone(),
        feed: url_if(config.base_url.is_some() && dated, &generated.feed),
        logo: logo.map(|path| path.as_str().to_owned()),
        system_font: config.look.system_font,
        icon: given("favicon.svg")
            .or_else(|| given("favicon.png"))
            .or_else(|| given("favicon.ico"))
            .or_else(|| logo.map(|path| path.as_str().to_owned()))
            .or_else(|| assets.paths.get("favicon.svg").cloned()),
        offline: (site.offline == Offline::Kept).then(|| OFFLINE_WORKER.to_owned()),
        touch_icon: given("apple-touch-icon.png")
            .or_else(|| logo.filter(|path| is_raster(path)).map(|path| path.as_str().to_owned()))
            .or_else(|| assets.paths.get(&format!("icon-{}.png", ICON_SIDES[0])).cloned()),
        stylesheets: assets.stylesheets.clone(),
        scripts: assets.scripts.clone(),
        assets: assets.paths.clone(),
        ..SiteView::default()
    };
    let some = |name: &str, url: &Option<String>| url.as_ref().map(|url| item(name, url));
    let topics = if view.curated { "topics" } else { "contents" };
    view.nav.push(item(topics, &view.topics));
    view.nav.extend(some("when", &view.situations));
    view.nav.extend(some("questions", &view.questions));
    view.nav.extend(some("disagreements", &view.disagreements));
    view.nav.extend(some("library", &view.library));
    view.nav.extend(some("graph", &view.graph));
    if view.nav.len() < 5 {
        view.nav.extend(some("tags", &view.tags));
    }
    // DESIGN's bar: *When… · Search · Topics*, else *Search · Contents · Tags*.
    let when = some("when", &view.situations).map(|when| with_icon(when, "when"));
    let ways = [
        with_icon(item("search", &view.search), "search"),
        with_icon(item(topics, &view.topics), "topics"),
    ];
    let tags = some("tags", &view.tags).or_else(|| some("library", &view.library));
    let third = if when.is_none() { tags.map(|tags| with_icon(tags, "tag")) } else { None };
    view.bar = when.into_iter().chain(ways).chain(third).collect();
    view.footer.push(item(topics, &view.topics));
    view.footer.extend(some("situations", &view.situations));
    view.footer.extend(some("disagreements", &view.disagreements));
    view.footer.extend(some("library", &view.library));
    view.footer.extend(some("tags", &view.tags));
    view.footer.extend(some("graph", &view.graph));
    view.footer.extend(some("print", &view.print));
    view.footer.extend(some("feed", &view.feed));
    view
}

impl<'r> Desk<'r> {
    /// What a page has that stands for no document.
    pub(super) fn generated_page(&self, kind: &'static str, title: &str) -> PageView {
        let of_site = self.site.config.description.as_str();
        PageView {
            title: title.to_owned(),
            // What the page is, and of what.
            description: (!of_site.is_empty()).then(|| format!("{title}: {of_site}")),
            kind,
            url: self.url.to_owned(),
            root: to_top(self.url),
            lang: self.site.config.language.clone(),
            rtl: text::is_rtl(&self.site.config.language),
            canonical: self.site.absolute(self.url),
            feedback: self.feedback(title),
            picture: self.picture(None),
            ..PageView::default()
        }
    }

    /// The attributes of an element that holds text in `language`, where that isn't the site's.
    pub(super) fn own_lang(&self, language: &str) -> Html {
        let site = &self.site.config.language;
        if language == site {
            return Html::default();
        }
        let mut attributes = String::new();
        push_attribute(&mut attributes, "lang", language);
        if text::is_rtl(language) != text::is_rtl(site) {
            let direction = if text::is_rtl(language) { "rtl" } else { "ltr" };
            push_attribute(&mut attributes, "dir", direction);
        }
        Html(attributes)
    }

    /// The picture for those to whom the page's address is sent.
    fn picture(&self, doc: Option<DocId>) -> Option<PictureView> {
        self.r.pictures.as_ref()?.view(self.r, doc)
    }

    /// What a document's page has, but for its body.
    pub(super) fn document_page(&self, doc: DocId) -> PageView {
        let site = self.site;
        let document = site.document(doc);
        let meta = &document.meta;
        let description = match document.kind {
            Kind::Contrast => self.difference(doc).map(|Html(html)| html),
            _ => None,
        };
        let authors: Vec<&str> = meta.authors.iter().map(|author| author.text.as_str()).collect();
        let backlinks = &site.links.backlinks[doc.index()];
        let (concepts, trail) = (self.concepts_of(doc), self.trail(doc));
        let mut page = PageView {
            title_id: self.title_id(doc),
            lang: document.lang.clone(),
            rtl: text::is_rtl(&document.lang),
            own_lang: self.own_lang(&document.lang),
            description: self
                .r
                .summary(doc)
                .map(|summary| text::clip(summary, DESCRIPTION))
                .or(description),
            tint: self.tint(doc),
            edit: self.edit(doc),
            topic: site.topic_of[doc.index()].map(|topic| self.topic_link(topic)),
            authors: crate::evidence::names_in_line(&authors, self.words()),
            published: meta.published.map(|date| self.date_view(date)),
            updated: meta.updated.map(|date| self.date_view(date)),
            owner: meta.owner.as_ref().map(|owner| owner.text.clone()),
            concepts: self.links(&concepts),
            tags: site.links.tags.of[doc.index()].iter().map(|&tag| self.tag_link(tag)).collect(),
            answers: meta.answers.iter().map(|answer| answer.text.clone()).collect(),
            toc: self.toc(doc),
            related: site.graph.related[doc.index()]
                .iter()
                .take(RELATED)
                .map(|&doc| self.link(doc))
                .collect(),
            backlinks: self.backlinks(&backlinks[..backlinks.len().min(BACKLINKS)]),
            more_backlinks: backlinks.len().saturating_sub(BACKLINKS),
            extra: meta.extra.clone(),
            picture: self.picture(Some(doc)),
            ..self.generated_page(document.kind.name(), &document.title)
        };
        if site.is_browsed_by_folders() {
            page.tree = self.branch(doc);
            (page.previous, page.next) = self.neighbours(doc);
        }
        page.data_blocks.push(self.document_block(doc, &page, &concepts));
        self.show_trail(&mut page, &trail);
        page
    }

    /// The id of the heading that says the title again.
    pub(super) fn title_id(&self, doc: DocId) -> Option<String> {
        let document = self.site.document(doc);
        let heading = &document.headings[document.title_heading? as usize];
        Some(document.anchors[heading.anchor as usize].id.clone())
    }

    /// Where a document's source is edited.
    fn edit(&self, doc: DocId) -> Option<String> {
        let to = self.site.config.edit.as_ref()?;
        let path = crate::urls::encoded(self.site.document(doc).path.as_str());
        Some(to.replace("{path}", &path))
    }

    /// Where to write, with the page's title for a subject.
    fn feedback(&self, title: &str) -> Option<String> {
        let to = self.site.config.feedback.as_ref()?;
        if !to.starts_with("mailto:") || to.contains('?') {
            return Some(to.clone());
        }
        let subject = format!("{}: {title}", self.site.config.title);
        let set = percent_encoding::NON_ALPHANUMERIC;
        Some(format!("{to}?subject={}", percent_encoding::utf8_percent_encode(&subject, set)))
    }

    /// The way to a document, outermost first: to a concept through its topic and what is broader,
    /// to any other through the folders above it. An index stands for its own folder.
    fn trail(&self, doc: DocId) -> Vec<Step> {
        let site = self.site;
        if site.document(doc).kind == Kind::Concept {
            return self.concept_trail(doc);
        }
        if let Some(node) = site.contents.node_of[doc.index()] {
            return self.node_trail(node);
        }
        let tree = &site.tree;
        let above = tree.path_to(tree.folder_of[doc.index()]);
        let above = above.filter(|&folder| tree.folder(folder).index != Some(doc));
        self.folder_steps(above)
    }

    fn concept_trail(&self, doc: DocId) -> Vec<Step> {
        let site = self.site;
        let step = |doc: DocId| Step {
            title: site.document(doc).title.clone(),
            url: site.url(doc).to_owned(),
            id: None,
        };
        let topics = Step {
            title: self.words().text("place.topics").to_owned(),
            url: site.generated.topics.clone(),
            id: None,
        };
        let broader = site.graph.relations.trail(doc);
        let top = broader.first().copied().unwrap_or(doc);
        // A topic made from the top concept itself would say the same twice.
        let topic = site.topic_of[top.index()].map(|topic| self.topic_step(topic));
        let topic = topic.filter(|topic| topic.title != site.document(top).title);
        let broader = broader.into_iter().map(step);
        std::iter::once(topics).chain(topic).chain(broader).collect()
    }

    /// The folders above a folder, outermost first.
    pub(super) fn folder_trail(&self, folder: u32) -> Vec<Step> {
        if let Some(node) = self.site.contents.node_of_folder[folder as usize] {
            return self.node_trail(node);
        }
        self.folder_steps(self.site.tree.path_to(folder).skip(1))
    }

    /// A step for each of `folders`, which come innermost first.
    fn folder_steps(&self, folders: impl Iterator<Item = u32>) -> Vec<Step> {
        let mut steps: Vec<Step> = folders.map(|folder| self.folder_step(folder)).collect();
        steps.reverse();
        steps
    }

    /// Puts the way to a page on it, as links and as data.
    pub(super) fn show_trail(&self, page: &mut PageView, trail: &[Step]) {
        if !trail.is_empty() {
            page.breadcrumb = trail.iter().map(|step| self.step_link(step)).collect();
            page.data_blocks.push(self.trail_block(trail, &page.title));
        }
    }

    /// The concepts that a document is filed under, then of articles and notes those that it
    /// mentions most.
    fn concepts_of(&self, doc: DocId) -> Vec<DocId> {
        let site = self.site;
        let mut concepts = site.claims.filed_under[doc.index()].clone();
        if matches!(site.document(doc).kind, Kind::Article | Kind::Note) {
            let mut counts: BTreeMap<DocId, usize> = BTreeMap::new();
            for mention in &site.mentions[doc.index()].mentions {
                let concept = site.vocabulary.concepts[mention.concept.index()].doc;
                *counts.entry(concept).or_default() += 1;
            }
            let mut counted: Vec<(DocId, usize)> = counts.into_iter().collect();
            counted.sort_by_key(|&(doc, count)| (std::cmp::Reverse(count), doc));
            for (concept, _) in counted {
                if concepts.len() < CONCEPTS && !concepts.contains(&concept) {
                    concepts.push(concept);
                }
            }
        }
        concepts
    }

    /// Headings of the text itself, two levels of them.
    fn toc(&self, doc: DocId) -> Vec<TocView> {
        let document = self.site.document(doc);
        if document.meta.toc == Some(false) {
            return Vec::new();
        }
        let own = |(number, heading): &(u32, &Heading)| {
            let block = &document.blocks[heading.block as usize];
            let plain =
                block.kind == BlockKind::Heading && block.callout.is_none() && !block.quoted;
            plain && Some(*number) != document.title_heading && !heading.text.is_empty()
        };
        let headings: Vec<&Heading> =
            (0u32..).zip(&document.headings).filter(own).map(|(_, heading)| heading).collect();
        let top = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
        let mut toc: Vec<TocView> = Vec::new();
        let mut count = 0;
        for heading in headings.into_iter().filter(|heading| heading.level <= top + 1) {
            let entry = TocView {
                title: heading.text.clone(),
                id: document.anchors[heading.anchor as usize].id.clone(),
                children: Vec::new(),
            };
            count += 1;
            match toc.last_mut().filter(|_| heading.level > top) {
                Some(parent) => parent.children.push(entry),
                None => toc.push(entry),
            }
        }
        if count < TOC && document.meta.toc != Some(true) {
            toc.clear();
        }
        toc
    }

    /// The documents that `links` come from, each with its sentences, the one that says most first.
    fn backlinks(&self, links: &[Backlink]) -> Vec<BacklinkView> {
        let by_page = links.chunk_by(|a, b| a.from == b.from).map(|links| {
            let from = self.site.document(links[0].from);
            let mut links: Vec<&Backlink> = links.iter().collect();
            links.sort_by_key(|link| (std::cmp::Reverse(self.told(link)), **link));
            let mut sentences = links.into_iter().map(|link| self.sentence(link));
            let best = sentences.next().expect("a page that links has a link");
            BacklinkView {
                title: from.title.clone(),
                sentence: (!best.sentence.is_empty()).then_some(best.sentence),
                href: best.href,
                others: sentences.filter(|other| !other.sentence.is_empty()).collect(),
            }
        });
        by_page.collect()
    }

    /// How much a sentence says beside the link's own text, in bytes; from here on it is enough.
    fn told(&self, link: &Backlink) -> usize {
        const ENOUGH: usize = 160;
        let written = &self.site.document(link.from).links[link.link as usize];
        link.sentence.len().saturating_sub(written.plain.len()).min(ENOUGH)
    }

    fn sentence(&self, link: &Backlink) -> SentenceView {
        let from = self.site.document(link.from);
        let written = &from.links[link.link as usize];
        SentenceView {
            href: match written.block {
                Some(block) => self.site.href_block(self.url, link.from, block),
                None => self.site.href(self.url, link.from),
            },
            sentence: Html(text::marked(from, link.sentence, &[written.plain], usize::MAX)),
        }
    }

    /// The sheet of a document's own page.
    pub(super) fn sheet(&self, doc: DocId) -> Sheet<'r> {
        Sheet::own(self.site, &self.r.speech, self.url, doc)
    }
}
