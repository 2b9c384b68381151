//! A knowledge base in memory, to be edited at will, and what a check finds in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use topoi::config::Config;
use topoi::diagnostics::Diagnostic;
use topoi::diagnostics::format::Texts;
use topoi::model::{FileEntry, Sources};
use topoi::model::{RelPath, SourceFile, Theme};
use topoi::pipeline::{self, Outputs, ParseCache, Snapshot};

/// A fault: file, line, code. What is said of a file as a whole has line 0.
pub type Fault = (String, usize, &'static str);

/// The files below a content root.
#[derive(Clone, Default)]
pub struct Sample {
    /// The documents: path and text.
    pub texts: BTreeMap<String, String>,
    /// The paths of all other files.
    pub files: BTreeSet<String>,
    /// Whether it is a vault: links may name a file wherever it stands.
    pub vault: bool,
    /// Front matter keys that were misspelt on purpose, and what they were.
    pub meant: BTreeMap<String, String>,
}

/// What lies below `root`; `None` where there is no such folder.
pub fn read(root: &Path) -> Option<Sample> {
    let mut sample = Sample::default();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).ok()? {
            let path = entry.expect("a readable entry").path();
            let relative = path.strip_prefix(root).expect("below the root").to_string_lossy();
            if relative.starts_with('.') {
                sample.vault |= relative == ".obsidian";
            } else if path.is_dir() {
                folders.push(path.clone());
            } else if relative.ends_with(".md") {
                let text = fs::read_to_string(&path).expect("text");
                sample.texts.insert(relative.into_owned(), text);
            } else {
                sample.files.insert(relative.into_owned());
            }
        }
    }
    Some(sample)
}

/// One of the samples in `tests/sites`.
pub fn site(folder: &str) -> Sample {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(folder)).expect("a sample")
}

/// All that a check finds, sorted.
pub fn found(sample: &Sample, theme: &Arc<Theme>) -> Vec<Fault> {
    let document = |(path, text): (&String, &String)| {
        SourceFile::new(RelPath::new(path), RelPath::new(path), text.as_str())
    };
    let entry =
        |path: &String| FileEntry { path: RelPath::new(path), absolute: PathBuf::from(path) };
    let mut sources = Sources {
        documents: sample.texts.iter().map(document).collect(),
        files: sample.files.iter().map(entry).collect(),
        vault: sample.vault.then(topoi::model::Vault::default),
        ..Sources::default()
    };
    sources.documents.sort_by(|a, b| a.content_path.cmp(&b.content_path));
    sources.files.sort_by(|a, b| a.path.cmp(&b.path));
    let config = Config { title: "Sample".to_owned(), ..Config::default() };
    let (config, sources) = (Arc::new(config), Arc::new(sources));
    let snapshot = Snapshot { config, sources: sources.clone(), ..Snapshot::default() };
    let (site, mut report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    let outputs = Outputs::new(Arc::new(site), theme.clone());
    outputs.and_then(|outputs| outputs.prove(&mut report)).expect("a theme that holds");
    let texts: Texts<'_> = sources.documents.iter().map(|file| (&file.path, &*file.text)).collect();
    let mut all: Vec<Fault> = texts
        .locate(&report.diagnostics)
        .iter()
        .map(|located| {
            let Diagnostic { file, code, .. } = located.diagnostic;
            let line = located.place.map_or(0, |(start, _)| start.line);
            (file.as_str().to_owned(), line, code.info().name)
        })
        .collect();
    all.sort();
    all
}
