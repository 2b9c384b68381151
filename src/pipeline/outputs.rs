//! What is made of a resolved site: every file for a sink, or the one that is asked for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::report::{Counter, Report};
use crate::ask::{self, Files, MemoryFiles};
use crate::config::QUESTIONS;
use crate::diagnostics::Code;
use crate::export::offline::Record;
use crate::i18n::Speech;
use crate::model::file::{Contents, NoStore};
use crate::model::{Failure, OutFile, RelPath, Sink, Store, Theme};
use crate::render::{PageError, Renderer};
use crate::site::{OFFLINE_WORKER, Offline, Site};
use crate::{export, search};

/// The files of one version of the site. It owns what they are made from, so that it can be
/// shared by whoever asks, and goes with the last of them.
pub struct Outputs {
    site: Arc<Site>,
    theme: Arc<Theme>,
    renderer: Renderer,
    speech: Arc<Speech>,
    /// The index and the exports by path, made when one of them is first asked for; none where
    /// that came to no end.
    derived: OnceLock<Option<BTreeMap<String, Contents>>>,
    retired: AtomicBool,
    content_security_policy: OnceLock<String>,
    /// What other builds made that is dear.
    store: Arc<dyn Store>,
}

impl Outputs {
    /// Compiles `theme` for `site`. Nothing is made yet.
    ///
    /// # Errors
    /// A template that doesn't compile.
    pub fn new(site: Arc<Site>, theme: Arc<Theme>) -> Result<Self, Failure> {
        let languages = site.documents.iter().map(|document| document.lang.as_str());
        let mut speech = Speech::new(&theme, &site.config.language, languages);
        if !site.config.has_language {
            // Nobody asked for words in a language that was guessed.
            speech.diagnostics.retain(|one| one.code != Code::MissingWords);
        }
        let speech = Arc::new(speech);
        let renderer = Renderer::new(site.clone(), &theme, speech.clone())?;
        Ok(Self {
            site,
            theme,
            renderer,
            speech,
            derived: OnceLock::new(),
            retired: AtomicBool::new(false),
            content_security_policy: OnceLock::new(),
            store: Arc::new(NoStore),
        })
    }

    /// The same, with what other builds left in `store`, where this one leaves more.
    pub fn with_store(self, store: Arc<dyn Store>) -> Self {
        Self { store, ..self }
    }

    /// The site that the files are made from.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// How many pages there are.
    pub fn page_count(&self) -> usize {
        self.renderer.urls().count()
    }

    /// Makes every file and hands it to `sink`, as soon as it is made. Where a bug of ours kept a
    /// page from being made, it stands in `report`, and the rest is not worth making.
    ///
    /// # Errors
    /// A template that doesn't run, or a file that the sink refuses.
    pub fn write_all(&self, sink: &dyn Sink, report: &mut Report) -> Result<(), Failure> {
        let counter = Counter::new(sink);
        let record = Record::new(&self.site, &counter);
        report.begin("render");
        let progress = report.stages.progress().clone();
        progress.expect(self.page_count());
        self.renderer.write_files(&record, &*self.store)?;
        self.site.copies.iter().try_for_each(|file| record.put(file.clone()))?;
        report.settle(self.speech.diagnostics.clone(), &self.site.config);
        report.add(self.renderer.write_pages(&record, &|| progress.advance())?);
        if !report.is_faulty() {
            report.begin("search");
            search::write(&self.site, &self.theme, self.speech.site(), &record)?;
            report.begin("export");
            export::write(&self.site, &record)?;
            let paper = self.theme.share.paper;
            export::offline::write(&self.site, self.speech.site(), paper, record)?;
        }
        report.stages.end();
        report.count_files(self.page_count(), &counter);
        Ok(())
    }

    /// Makes a page of every template and drops it: what can be wrong with content is known by
    /// now, and whether the theme holds is shown by one page as well as by all.
    ///
    /// # Errors
    /// A template that doesn't run.
    pub fn prove(&self, report: &mut Report) -> Result<(), Failure> {
        report.begin("render");
        report.settle(self.speech.diagnostics.clone(), &self.site.config);
        report.add(self.renderer.prove()?);
        report.stages.end();
        Ok(())
    }

    /// The search of this site, ready to be asked.
    ///
    /// # Errors
    /// What the stage says: memory takes every file.
    pub fn index(&self) -> Result<Arc<dyn Files>, Failure> {
        let files = MemoryFiles::default();
        search::write(&self.site, &self.theme, self.speech.site(), &files)?;
        Ok(Arc::new(files))
    }

    /// Asks readers' questions, and takes those that lose their document into `report`. Without
    /// questions no index is made.
    ///
    /// # Errors
    /// The theme's search script doesn't run.
    pub fn ask_questions(&self, report: &mut Report) -> Result<(), Failure> {
        let expectations = std::mem::take(&mut report.expectations.all);
        if !expectations.is_empty() {
            report.begin("questions");
            let file = RelPath::new(QUESTIONS);
            let lost = ask::lost(&file, &expectations, &self.site, &self.index()?)?;
            report.settle(lost, &self.site.config);
            report.expectations.all = expectations;
            report.stages.end();
        }
        Ok(())
    }

    /// The file at `path` in the output, if there is one.
    ///
    /// # Errors
    /// A template that doesn't run, or a bug of ours.
    pub fn get(&self, path: &str) -> Result<Option<Contents>, PageError> {
        if let Some(page) = self.renderer.page(path) {
            return page.map(|html| Some(Contents::Bytes(html.into_bytes())));
        }
        if let Some(file) = self.renderer.file(path) {
            return Ok(Some(file));
        }
        if let Some(file) = self.site.copies.iter().find(|file| file.path == path) {
            return Ok(Some(file.bytes.clone()));
        }
        if path == OFFLINE_WORKER && self.site.offline == Offline::Cleared {
            return Ok(Some(export::offline::clearing().bytes));
        }
        if path.ends_with(".html") || !path.contains(['.', '_']) {
            return Ok(None);
        }
        Ok(self.derived().and_then(|files| files.get(path)).cloned())
    }

    /// The header with which the pages are meant to be served.
    pub fn content_security_policy(&self) -> &str {
        self.content_security_policy.get_or_init(|| {
            export::headers::content_security_policy(&export::headers::picture_hosts(&self.site))
        })
    }

    /// Nobody asks this version any more: what it is still making is left where it is.
    pub fn retire(&self) {
        self.retired.store(true, Ordering::Relaxed);
    }

    fn derived(&self) -> Option<&BTreeMap<String, Contents>> {
        let make = || {
            let sink = Kept { files: Mutex::default(), retired: &self.retired };
            let written = search::write(&self.site, &self.theme, self.speech.site(), &sink)
                .and_then(|()| export::write(&self.site, &sink));
            written.ok().map(|()| sink.files.into_inner().unwrap_or_else(PoisonError::into_inner))
        };
        self.derived.get_or_init(make).as_ref()
    }
}

/// Keeps files for those who ask for one, and ends a stage that goes on for nobody.
struct Kept<'a> {
    files: Mutex<BTreeMap<String, Contents>>,
    retired: &'a AtomicBool,
}

impl Sink for Kept<'_> {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        if self.retired.load(Ordering::Relaxed) {
            return Err(Failure::new("the site has changed", "ask again"));
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(file.path, file.bytes);
        Ok(())
    }
}
