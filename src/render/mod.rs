//! Pages: views, HTML, templates.
//!
//! A page is made in two steps. A **view** ([`views`]) says in plain, typed values what the page
//! shows; a **template** ([`templates`]) says how it looks. Templates see nothing but their view,
//! so that a theme can never reach back into the build. Between the site and the views stand:
//!
//! - `routes`: which page stands at which URL, and `lists`: the long lists that pages share;
//! - `page`: one function a kind of page, from the site to its view;
//! - `body` and `embed`: documents' bodies, made by [`splice`] in one pass over their skeletons;
//!   `bound`: several of them on one page;
//! - `drawings`: code, highlighted by `code`, and math, each kept for the next page that shows it;
//! - `share`: pictures of pages whose address is sent to somebody;
//! - `assets`: the theme's files; `previews`: what stands behind a link, in shards.

mod assets;
mod body;
mod bound;
mod code;
pub mod drawings;
mod embed;
mod graph_data;
mod lists;
mod page;
mod previews;
mod redirect;
mod routes;
mod share;
pub mod splice;
pub mod templates;
mod text;
pub mod views;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use assets::Assets;
use graph_data::GraphPicture;
use lists::Lists;
use routes::{Route, Routes};
use share::Pictures;
use templates::Templates;

use crate::config::RelationType;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::fault::{self, Task};
use crate::i18n::{Speech, Words};
use crate::model::file::Contents;
use crate::model::{DocId, Failure, Map, OutFile, RelPath, Sink, Store, Theme};
use crate::site::{Offline, Site};

/// Why a page was not made.
#[derive(Debug)]
pub enum PageError {
    /// The theme's fault.
    Template(Failure),
    /// Ours.
    Fault(Diagnostic),
}

/// Renders the pages of a site: what all pages share is made once.
pub struct Renderer {
    site: Arc<Site>,
    templates: Templates,
    site_view: views::SiteView,
    assets: Assets,
    lists: Lists,
    routes: Routes,
    /// A line about each document, made when first asked for.
    summaries: Vec<OnceLock<Option<String>>>,
    /// The graph laid out, when its page is first asked for.
    graph_picture: OnceLock<GraphPicture>,
    /// The files of previews, made when one is first asked for.
    previews: OnceLock<Vec<OutFile>>,
    /// Pictures for those to whom a page's address is sent, where the site has some.
    pictures: Option<Pictures>,
    /// The contrast that a document is.
    contrast_of: Map<DocId, u32>,
    /// What pages say of themselves.
    speech: Arc<Speech>,
    /// The relation types, those of the program in the site's language.
    relations: Vec<RelationType>,
}

impl Renderer {
    /// Compiles `theme` for `site`, whose pages speak as `speech` does.
    ///
    /// # Errors
    /// A template that doesn't compile, or a face that cannot be read.
    pub fn new(site: Arc<Site>, theme: &Theme, speech: Arc<Speech>) -> Result<Self, Failure> {
        let words = speech.site();
        let mut assets = Assets::new(theme, words);
        let sides = match site.offline {
            Offline::Kept => &share::ICON_SIDES[..],
            _ => &share::ICON_SIDES[..1],
        };
        for (name, bytes) in share::icons(&site, theme, sides) {
            assets.add(&name, bytes);
        }
        let lists = Lists::new(&site);
        let site_view = page::site_view(&site, &assets, &lists, words);
        let contrasts = (0u32..).zip(&site.claims.contrasts);
        Ok(Self {
            templates: Templates::compile(theme, &site_view, speech.clone())?,
            site_view,
            assets,
            routes: Routes::new(&site, &lists),
            lists,
            summaries: site.documents.iter().map(|_| OnceLock::new()).collect(),
            graph_picture: OnceLock::new(),
            previews: OnceLock::new(),
            pictures: Pictures::new(&site, theme)?,
            contrast_of: contrasts.map(|(number, contrast)| (contrast.doc, number)).collect(),
            relations: relations(&site.config.relations, words),
            speech,
            site,
        })
    }

    /// Hands over what is neither page nor copy: the theme's assets, the graph's numbers, previews,
    /// pictures, redirects. `store` holds pictures of other builds.
    ///
    /// # Errors
    /// A file that the sink refuses.
    pub fn write_files(&self, sink: &dyn Sink, store: &dyn Store) -> Result<(), Failure> {
        for file in &self.assets.files {
            sink.put(file.clone())?;
        }
        let drawn = self.graph_picture();
        if !drawn.picture.nodes.is_empty() {
            sink.put(drawn.script.clone())?;
        }
        for file in self.previews() {
            sink.put(file.clone())?;
        }
        if let Some(pictures) = &self.pictures {
            pictures.write(self, sink, store)?;
        }
        for (url, doc) in &self.site.urls.redirects {
            sink.put(OutFile::text(
                url.clone(),
                redirect::page(&self.site, &self.speech, url, *doc),
            ))?;
        }
        Ok(())
    }

    /// One of these files.
    pub fn file(&self, path: &str) -> Option<Contents> {
        if let Some(file) = self.assets.files.iter().find(|file| file.path == path) {
            return Some(file.bytes.clone());
        }
        if graph_data::is_script(path) {
            let script = &self.graph_picture().script;
            return (script.path == path).then(|| script.bytes.clone());
        }
        if previews::is_one(path) {
            let file = self.previews().iter().find(|file| file.path == path)?;
            return Some(file.bytes.clone());
        }
        if share::is_one(path) {
            return self.pictures.as_ref()?.get(self, path);
        }
        let (url, doc) = self.site.urls.redirects.iter().find(|(url, _)| url == path)?;
        Some(Contents::Bytes(redirect::page(&self.site, &self.speech, url, *doc).into_bytes()))
    }

    /// Renders every page, in parallel, and calls `rendered` after each. Gives the bugs of ours that kept one from being made.
    ///
    /// # Errors
    /// A template that doesn't run, or a file that the sink refuses.
    pub fn write_pages(
        &self,
        sink: &dyn Sink,
        rendered: &(dyn Fn() + Sync),
    ) -> Result<Vec<Diagnostic>, Failure> {
        let faults: Result<Vec<Option<Diagnostic>>, Failure> = self
            .routes
            .all
            .par_iter()
            .map(|(url, route)| {
                let fault = match self.make(url, *route) {
                    Ok(html) => sink.put(OutFile::text(url.clone(), html)).map(|()| None)?,
                    Err(PageError::Fault(fault)) => Some(fault),
                    Err(PageError::Template(error)) => return Err(error),
                };
                rendered();
                Ok(fault)
            })
            .collect();
        Ok(faults?.into_iter().flatten().collect())
    }

    /// Renders one page of each template, in parallel, without the graph's picture, and drops it.
    /// Gives the bugs of ours that kept one from being made.
    ///
    /// # Errors
    /// A template that doesn't run.
    pub fn prove(&self) -> Result<Vec<Diagnostic>, Failure> {
        let _ = self.graph_picture.set(GraphPicture::default());
        let mut proven = BTreeSet::new();
        let pages: Vec<_> = self
            .routes
            .all
            .iter()
            .filter(|(_, route)| proven.insert(page::template(self, *route)))
            .collect();
        let faults: Result<Vec<Option<Diagnostic>>, Failure> = pages
            .par_iter()
            .map(|(url, route)| match self.make(url, *route) {
                Ok(_) => Ok(None),
                Err(PageError::Fault(fault)) => Ok(Some(fault)),
                Err(PageError::Template(error)) => Err(error),
            })
            .collect();
        Ok(faults?.into_iter().flatten().collect())
    }

    /// The URLs of all pages.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.routes.all.iter().map(|(url, _)| url.as_str())
    }

    /// The page at `url`, if there is one.
    ///
    /// # Errors
    /// A template that doesn't run, or a bug of ours.
    pub fn page(&self, url: &str) -> Option<Result<String, PageError>> {
        let (url, route) = self.routes.find(url)?;
        Some(self.make(url, route))
    }

    /// The one place where a page is made. A bug on the way is its document's alone.
    fn make(&self, url: &str, route: Route) -> Result<String, PageError> {
        let file = match route {
            Route::Document(doc) | Route::Card(doc) | Route::Passages(doc, _) => Some(doc),
            Route::Home => self.site.home_document(),
            _ => None,
        };
        let file = file.map(|doc| self.site.document(doc).path.clone());
        // Pages that stand for no document are the settings' as much as anybody's.
        let file = file.unwrap_or_else(|| RelPath::new("site.toml"));
        match fault::guard(&file, Task::Render(url), || page::render(self, url, route)) {
            Ok(html) => html.map_err(PageError::Template),
            Err(fault) => Err(PageError::Fault(fault)),
        }
    }

    fn graph_picture(&self) -> &GraphPicture {
        self.graph_picture
            .get_or_init(|| GraphPicture::new(&self.site, self.speech.site(), &self.relations))
    }

    fn previews(&self) -> &[OutFile] {
        self.previews.get_or_init(|| previews::files(self))
    }

    /// A line about a document.
    fn summary(&self, doc: DocId) -> Option<&str> {
        let make = || text::summary(self.site.document(doc));
        self.summaries[doc.index()].get_or_init(make).as_deref()
    }
}

/// The relation types with the labels of the program's own in the site's language. Those of a
/// knowledge base are called what it calls them.
fn relations(types: &[RelationType], words: &Words) -> Vec<RelationType> {
    let said = |of: &RelationType| {
        let inverse = of.inverse_name.as_ref().unwrap_or(&of.name);
        let say = |name: &str| words.text(&format!("edge.{name}")).to_owned();
        RelationType { label: say(&of.name), inverse: say(inverse), ..of.clone() }
    };
    let own = |of: &RelationType| if of.is_built_in() { said(of) } else { of.clone() };
    types.iter().map(own).collect()
}
