//! From the site to views: one function a kind of page.
//!
//! [`Desk`] is what they share: the site, the URL of the page at hand, and the small parts (links,
//! entries, articles, evidence, topics) as that page shows them.

mod article;
mod browse;
mod concept;
mod contrast;
mod data;
mod frame;
mod graph;
mod home;
mod lists;
mod note;
pub(super) mod preview;
mod principle;
mod print;
mod sources;
mod tree;

pub(super) use frame::site_view;

use std::borrow::Cow;

use super::body::Sheet;
use super::text;
use super::views::*;
use super::{Renderer, Route};
use crate::i18n::Words;
use crate::model::html::escaped;
use crate::model::kind::KINDS;
use crate::model::{Date, DocId, Failure, Kind};
use crate::picture::svg;
use crate::site::Site;
use crate::urls;

/// What the views of one page are made with.
pub(super) struct Desk<'r> {
    pub r: &'r Renderer,
    pub site: &'r Site,
    /// The page's URL.
    pub url: &'r str,
}

impl Desk<'_> {
    /// The words of the site's language.
    fn words(&self) -> &Words {
        self.r.speech.site()
    }

    /// A kind as small print names it.
    fn kind_name(&self, kind: Kind) -> String {
        self.words().text(&format!("kind.{}", kind.name())).to_owned()
    }

    fn date_view(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.words().date(date) }
    }

    /// How pictures of the graph are drawn, with links by `href`.
    fn look<'a>(&'a self, href: &'a dyn Fn(DocId) -> String) -> svg::Look<'a> {
        svg::Look {
            documents: &self.site.documents,
            types: &self.r.relations,
            words: self.words(),
            href,
        }
    }
}

/// Renders the page of `route` at `url`.
pub(super) fn render(r: &Renderer, url: &str, route: Route) -> Result<String, Failure> {
    let desk = Desk { r, site: &r.site, url };
    match route {
        Route::Home => desk.home(),
        Route::Document(doc) => match desk.site.document(doc).kind {
            Kind::Article => desk.article(doc),
            Kind::Concept => desk.concept(doc),
            Kind::Principle => desk.principle(doc),
            Kind::Contrast => desk.contrast(doc),
            Kind::Note => desk.note(doc),
        },
        Route::Card(doc) => desk.bare_card(doc),
        Route::Passages(doc, page) => desk.further_passages(doc, page),
        Route::Topics(page) => desk.topics(page),
        Route::Situations(page) => desk.situations(page),
        Route::Questions(page) => desk.questions(page),
        Route::Disagreements(page) => desk.disagreements(page),
        Route::Library(page) => desk.library(page),
        Route::Graph(page) => desk.graph(page),
        Route::Print(topic, page) => desk.print(topic, page),
        Route::Tags(page) => desk.tags(page),
        Route::Tag(tag, page) => desk.tag(tag, page),
        Route::Folder(folder, page) => desk.folder(folder, page),
        Route::Search => desk.search(),
        Route::NotFound => desk.not_found(),
    }
}

/// The template of a document's page, or the name of a generated page's.
pub(super) fn template(r: &Renderer, route: Route) -> Cow<'static, str> {
    Cow::Borrowed(match route {
        Route::Document(doc) => return document_template(r, doc),
        Route::Home => "home",
        Route::Card(_) => "card",
        Route::Passages(..) => "passages",
        Route::Topics(_) => "topics",
        Route::Situations(_) => "situations",
        Route::Questions(_) => "questions",
        Route::Disagreements(_) => "disagreements",
        Route::Library(_) => "library",
        Route::Graph(_) => "graph",
        Route::Print(..) => "print",
        Route::Tags(_) => "tags",
        Route::Tag(..) => "tag",
        Route::Folder(..) => "folder",
        Route::Search => "search",
        Route::NotFound => "404",
    })
}

/// The template that a document's front matter names, else its kind's.
fn document_template(r: &Renderer, doc: DocId) -> Cow<'static, str> {
    let document = r.site.document(doc);
    let named = document.meta.template.as_ref().map(|name| match name.text.ends_with(".html") {
        true => name.text.clone(),
        false => format!("{}.html", name.text),
    });
    let named = named.filter(|name| r.templates.has(name) && !is_taken(name));
    named.map_or(Cow::Borrowed(document.kind.info().template), Cow::Owned)
}

/// The classes of topics' colours.
const TINTS: [&str; 8] = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"];

/// Templates that get another view than a document's.
const GENERATED: [&str; 14] = [
    "404.html",
    "base.html",
    "card.html",
    "disagreements.html",
    "graph.html",
    "home.html",
    "library.html",
    "listing.html",
    "passages.html",
    "print.html",
    "questions.html",
    "search.html",
    "situations.html",
    "topics.html",
];

/// Whether a template is made for pages of one sort. Documents that come from other programs may
/// name one for a template of theirs.
fn is_taken(name: &str) -> bool {
    let is_part = name.starts_with("components/");
    is_part || KINDS.iter().any(|kind| kind.template == name) || GENERATED.contains(&name)
}

impl<'r> Desk<'r> {
    /// Runs the template of a document's kind, or the one that its front matter names.
    fn run_document<V: serde::Serialize>(
        &self,
        doc: DocId,
        page: &PageView,
        view: &V,
    ) -> Result<String, Failure> {
        self.r.templates.render(&document_template(self.r, doc), page, view)
    }

    /// The neighbours of a document in the graph, drawn.
    fn local_graph(&self, doc: DocId) -> Option<Html> {
        let site = self.site;
        let href = |doc: DocId| site.href(self.url, doc);
        svg::local(&site.graph, &self.look(&href), doc).map(Html)
    }

    /// The link to another page.
    fn href(&self, url: &str) -> String {
        urls::href(self.url, url, None)
    }

    /// A document's title and page.
    fn link(&self, doc: DocId) -> LinkView {
        LinkView {
            title: self.site.document(doc).title.clone(),
            href: self.site.href(self.url, doc),
        }
    }

    fn links(&self, docs: &[DocId]) -> Vec<LinkView> {
        docs.iter().map(|&doc| self.link(doc)).collect()
    }

    /// A line about a document, escaped.
    fn summary(&self, doc: DocId) -> Option<Html> {
        self.r.summary(doc).map(|summary| Html(escaped(summary)))
    }

    /// A document in a list, with the line that says most about its kind.
    fn entry(&self, doc: DocId) -> EntryView {
        let document = self.site.document(doc);
        let first_do = self.first_do(doc);
        let summary = match document.kind {
            Kind::Contrast => self.difference(doc),
            Kind::Principle if first_do.is_some() => None,
            _ => self.summary(doc),
        };
        let meta = match document.kind {
            Kind::Article => self.credit(&self.source(doc)),
            _ => None,
        };
        let LinkView { title, href } = self.link(doc);
        EntryView { title, href, summary, first_do, meta, tint: self.tint(doc) }
    }

    /// `Thomas A. Freese, 2010 · opinion`.
    fn credit(&self, source: &SourceView) -> Option<String> {
        let year = source.year.map(|year| year.to_string());
        let who = match (&source.authors, year) {
            (Some(authors), Some(year)) => {
                Some(format!("{authors}{}{year}", self.words().text("frame.comma")))
            }
            (authors, year) => authors.clone().or(year),
        };
        match (who, &source.basis) {
            (Some(who), Some(basis)) => Some(format!("{who} · {basis}")),
            (who, basis) => who.or_else(|| basis.clone()),
        }
    }

    /// The class of a document's colour: its topic's, where somebody authored that. A computed one
    /// would repaint the site at an edit.
    fn tint(&self, doc: DocId) -> &'static str {
        self.topic_tint(self.site.topic_of[doc.index()])
    }

    fn topic_tint(&self, topic: Option<u32>) -> &'static str {
        let authored = topic.filter(|&number| self.site.topics[number as usize].authored);
        authored.map_or("", |number| TINTS[number as usize % TINTS.len()])
    }

    /// A principle's first "do", in a line.
    fn first_do(&self, doc: DocId) -> Option<Html> {
        let number = self.site.claims.principle_of[doc.index()]?;
        let block = self.site.claims.principles[number as usize].card.first_do?;
        let line = text::one_line(self.site.document(doc).block_text(block));
        Some(Html(escaped(&text::clip(&line, 180))))
    }

    /// A contrast's difference, in a sentence.
    fn difference(&self, doc: DocId) -> Option<Html> {
        let &number = self.r.contrast_of.get(&doc)?;
        let block = self.site.claims.contrasts[number as usize].difference?;
        let line = text::one_line(self.site.document(doc).block_text(block));
        Some(Html(escaped(&text::clip(text::first_sentence(&line, 20), 260))))
    }

    /// A folder's page.
    fn folder_link(&self, folder: u32) -> LinkView {
        self.step_link(&self.folder_step(folder))
    }

    fn folder_step(&self, folder: u32) -> data::Step {
        data::Step {
            title: self.folder_title(folder),
            url: self.site.urls.folders[folder as usize].clone(),
            id: None,
        }
    }

    fn step_link(&self, step: &data::Step) -> LinkView {
        let href = urls::href(self.url, &step.url, step.id.as_deref());
        LinkView { title: step.title.clone(), href }
    }

    fn folder_title(&self, folder: u32) -> String {
        if let Some(node) = self.site.contents.node_of_folder[folder as usize] {
            return self.site.contents.title(node, &self.site.documents).to_owned();
        }
        let folder = self.site.tree.folder(folder);
        match folder.index {
            Some(index) => self.site.document(index).title.clone(),
            None => crate::names::readable(&folder.path),
        }
    }

    fn tag_link(&self, tag: u32) -> LinkView {
        LinkView {
            title: self.site.links.tags.tags[tag as usize].name.clone(),
            href: self.href(&self.site.generated.tags[tag as usize]),
        }
    }

    /// Where topic `number` stands: on `topics.html`, or the folder or tag that it is made of.
    fn topic_link(&self, number: u32) -> LinkView {
        self.step_link(&self.topic_step(number))
    }

    fn topic_step(&self, number: u32) -> data::Step {
        let topic = &self.site.topics[number as usize];
        let title = topic.title.clone();
        if let Some(node) = topic.node {
            return data::Step { title, ..self.node_step(node) };
        }
        match &topic.listing {
            Some(listing) => data::Step { title, url: listing.clone(), id: None },
            None => {
                let page = self.r.lists.topic_pages.get(number as usize).copied().unwrap_or(1);
                let url = super::lists::page_url(self.site, &self.site.generated.topics, page);
                data::Step { title, url, id: Some(topic.id.clone()) }
            }
        }
    }
}

/// Finished HTML, or nothing where there is only white space.
fn some_html(html: String) -> Option<Html> {
    (!html.trim().is_empty()).then_some(Html(html))
}

/// A block of a document on its own page.
fn block_html(sheet: &Sheet<'_>, block: u32) -> Option<Html> {
    some_html(sheet.piece(sheet.document.blocks[block as usize].html, &[]))
}

/// Plain text as HTML.
fn text_html(plain: &str) -> Html {
    Html(escaped(plain))
}

#[cfg(test)]
mod tests {
    use super::is_taken;

    #[test]
    fn every_template_of_the_default_theme_is_for_one_sort_of_page() {
        let theme = crate::theme::read(std::path::Path::new("."), "default").expect("the theme");
        let free: Vec<&String> =
            theme.templates.iter().map(|(name, _)| name).filter(|name| !is_taken(name)).collect();
        assert_eq!(free, Vec::<&String>::new());
        assert!(!is_taken("page.html"));
    }
}
