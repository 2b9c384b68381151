//! What a run tells: diagnostics, counts, times.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::stages::Stages;
use crate::ask::Expectations;
use crate::audience::Selection;
use crate::config::Config;
use crate::diagnostics::{self, Diagnostic, Severity};
use crate::model::file::Contents;
use crate::model::{Failure, OutFile, Sink};

/// What a run made and what it found wrong.
#[derive(Debug)]
pub struct Report {
    /// Sorted; with the severities of `[check]` and `--strict`, the allowed ones left out.
    pub diagnostics: Vec<Diagnostic>,
    /// How many documents are left out, and why.
    pub selection: Selection,
    /// What readers' questions are to find.
    pub expectations: Expectations,
    /// Pages made.
    pub pages: usize,
    /// Files handed to the sink.
    pub files: usize,
    /// Bytes made; copied files don't count.
    pub bytes: u64,
    /// The ledger of URLs anew, where the options ask for it and every document could be read.
    pub ledger: Option<String>,
    /// The stages with their wall times.
    pub stages: Stages,
    /// Whether warnings count as errors.
    strict: bool,
}

impl Report {
    /// Gives `diagnostics` the severities that `config` and `strict` set, and sorts them.
    pub(super) fn new(
        mut diagnostics: Vec<Diagnostic>,
        config: &Config,
        strict: bool,
        ledger: Option<String>,
        stages: Stages,
    ) -> Self {
        settle(&mut diagnostics, config, strict);
        diagnostics::sort(&mut diagnostics);
        let (selection, expectations) = (Selection::default(), Expectations::default());
        let (pages, files, bytes) = (0, 0, 0);
        Self { diagnostics, selection, expectations, pages, files, bytes, ledger, stages, strict }
    }

    /// The report of a build whose site stands as it was left.
    pub(super) fn of_kept_site(
        diagnostics: Vec<Diagnostic>,
        selection: Selection,
        (pages, files, bytes): (usize, usize, u64),
        strict: bool,
    ) -> Self {
        let (expectations, stages) = (Expectations::default(), Stages::default());
        let ledger = None;
        Self { diagnostics, selection, expectations, pages, files, bytes, ledger, stages, strict }
    }

    /// Takes down how much was made.
    pub(super) fn count_files(&mut self, pages: usize, counter: &Counter<'_>) {
        self.pages = pages;
        self.files = counter.files.load(Ordering::Relaxed);
        self.bytes = counter.bytes.load(Ordering::Relaxed);
    }

    /// The stage at hand ends, and stage `name` begins.
    pub fn begin(&mut self, name: &'static str) {
        self.stages.begin(name);
    }

    /// Whether a bug ended the work on a document: what was made is not to be published.
    pub fn is_faulty(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_fault)
    }

    /// Takes in what was found wrong with content once the site was known, with the severities
    /// that `config` sets.
    pub(super) fn settle(&mut self, mut found: Vec<Diagnostic>, config: &Config) {
        settle(&mut found, config, self.strict);
        self.add(found);
    }

    /// Takes in what was found while pages were made.
    pub(super) fn add(&mut self, faults: Vec<Diagnostic>) {
        self.diagnostics.extend(faults);
        diagnostics::sort(&mut self.diagnostics);
    }

    /// How many diagnostics have `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// Gives `diagnostics` the severities that `config` and `strict` set, without what is allowed.
fn settle(diagnostics: &mut Vec<Diagnostic>, config: &Config, strict: bool) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| !diagnostic.is_fault()) {
        let set = config.check.iter().rev().find(|(code, _)| *code == diagnostic.code);
        if let Some(&(_, severity)) = set {
            diagnostic.severity = severity;
        }
        if strict && diagnostic.severity == Severity::Warning {
            diagnostic.severity = Severity::Error;
        }
    }
    diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Allow);
}

/// Counts what goes through to a sink.
pub(super) struct Counter<'a> {
    sink: &'a dyn Sink,
    files: AtomicUsize,
    bytes: AtomicU64,
}

impl<'a> Counter<'a> {
    pub(super) fn new(sink: &'a dyn Sink) -> Self {
        Self { sink, files: AtomicUsize::new(0), bytes: AtomicU64::new(0) }
    }
}

impl Sink for Counter<'_> {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        self.files.fetch_add(1, Ordering::Relaxed);
        if let Contents::Bytes(bytes) = &file.bytes {
            self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        }
        self.sink.put(file)
    }
}
