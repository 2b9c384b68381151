//! A whole base: every page of it is made, none runs what its author wrote, and none grows beyond
//! what it is made from.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use topoi::config;
use topoi::diagnostics::{Diagnostic, Severity};
use topoi::model::file::Contents;
use topoi::model::{Failure, OutFile, RelPath, Sink, SourceFile, Sources, Theme, WordsFile};
use topoi::pipeline::{self, Outputs, ParseCache, Report, Snapshot};
use topoi::site::Site;
use topoi::theme;

use super::{harmless, markdown};

/// Settings of tools that are told from documents by their names.
const TOOLS: [&str; 12] = [
    "mkdocs.yml",
    "book.toml",
    "site-options.json",
    "sidebars.js",
    "astro.config.mjs",
    ".vitepress/config.ts",
    ".pages",
    ".nav.yml",
    "_category_.json",
    "_category_.yml",
    "_meta.json",
    "_meta.js",
];

/// Builds a base of the files that the bytes hold, each after a line `=== path`; without one they
/// are a document.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    let mut files = super::files(&text);
    if files.is_empty() {
        files.push(("a.md".to_owned(), text));
    }
    build(&files);
}

/// The theme, read once.
fn theme() -> &'static Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME.get_or_init(|| {
        let nowhere = std::path::Path::new("/nonexistent");
        theme::read(nowhere, "default").expect("the theme in the program")
    })
}

/// A site, and what was told on the way.
pub struct Built {
    /// What is known.
    pub site: Arc<Site>,
    /// Its files by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What was told.
    pub report: Report,
}

/// Builds a base of files and checks every page; nothing where its settings are at fault.
pub fn build(files: &[(String, String)]) -> Option<Built> {
    let (snapshot, theme) = snapshot(files)?;
    let (site, mut report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    let site = Arc::new(site);
    let outputs = Outputs::new(site.clone(), Arc::new(theme)).expect("the theme's templates");
    let memory = Memory::default();
    outputs.write_all(&memory, &mut report).expect("memory takes every file");
    assert!(!report.is_faulty(), "{:?}", report.diagnostics);
    let sources = &snapshot.sources;
    let read = sources.documents.iter().chain(&sources.questions);
    let texts: Vec<(&RelPath, &str)> = read.map(|file| (&file.path, &*file.text)).collect();
    markdown::assert_told(&mut report.diagnostics, &texts);
    let made = memory.0.into_inner().expect("no holder panics");
    let size: usize = files.iter().map(|(_, text)| text.len()).sum();
    let source = format!("{files:?}");
    for (path, bytes) in &made {
        assert!(
            RelPath::normalize(path).is_some_and(|it| it.as_str() == path),
            "{path:?} leads out"
        );
        assert!(bytes.len() <= 400_000 + 2_000 * size, "{path}: {} of {source}", bytes.len());
        if path.ends_with(".html") {
            let html = std::str::from_utf8(bytes).expect("pages are text");
            harmless::assert_page(html, &source);
        }
    }
    Some(Built { site, files: made, report })
}

/// The files as they would be read from a folder, and the theme with their words.
fn snapshot(files: &[(String, String)]) -> Option<(Snapshot, Theme)> {
    let mut theme = theme().clone();
    let mut sources = Sources::default();
    let mut settings = String::new();
    let mut documents: BTreeMap<RelPath, SourceFile> = BTreeMap::new();
    for (path, text) in files {
        // As `source` reads them: paths below the root, no hidden folders.
        let Some(path) = RelPath::normalize(path).filter(|path| !path.as_str().is_empty()) else {
            continue;
        };
        let file = SourceFile::new(path.clone(), path.clone(), text.as_str());
        let name = path.as_str();
        let is_tool = TOOLS.iter().any(|tool| name == *tool || name.ends_with(&format!("/{tool}")));
        match name {
            "site.toml" => settings.clone_from(text),
            "questions.toml" => sources.questions = Some(file),
            "urls.lock" => sources.ledger = Some(text.clone()),
            _ if is_tool => sources.tools.push(file),
            _ if name.ends_with(".toml") => theme.words.push(WordsFile {
                language: path.file_stem().to_owned(),
                path: Some(path.clone()),
                text: text.clone(),
            }),
            _ if name.ends_with(".md") => _ = documents.insert(path.clone(), file),
            _ => {}
        }
    }
    theme.words.sort_by(|a, b| a.language.cmp(&b.language));
    sources.documents = documents.into_values().collect();
    let path = RelPath::new("site.toml");
    let (config, mut found) = config::parse(&path, &settings);
    markdown::assert_told(&mut found, &[(&path, &settings)]);
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    if sources.documents.is_empty() || found.iter().any(is_error) {
        return None;
    }
    let audience = config.audiences.first().map(|(name, _)| name.clone());
    let snapshot = Snapshot {
        config: Arc::new(config),
        sources: Arc::new(sources),
        found: Arc::new(found),
        prompts: theme.prompts.as_slice().into(),
        options: pipeline::Options { audience, ..pipeline::Options::default() },
    };
    Some((snapshot, theme))
}

#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for Memory {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        let bytes = match file.bytes {
            Contents::Bytes(bytes) => bytes,
            Contents::Copy(..) => Vec::new(),
        };
        let old = self.0.lock().expect("no holder panics").insert(file.path.clone(), bytes);
        assert!(old.is_none(), "`{}` is written twice", file.path);
        Ok(())
    }
}
