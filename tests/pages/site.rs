//! Sites built into memory, from a folder or from texts.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use topoi::config::Config;
use topoi::model::file::Contents;
use topoi::model::{Failure, OutFile, Sink};
use topoi::pipeline::{self, Outputs, ParseCache, Report, Snapshot};
use topoi::{source, theme};

/// A site in memory.
pub struct Site {
    /// Its files by path; attachments without their bytes.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// The text of a file.
    pub fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("no `{path}`"));
        std::str::from_utf8(bytes).expect("UTF-8")
    }
}

#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for Memory {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        let bytes = match file.bytes {
            Contents::Bytes(bytes) => bytes,
            Contents::Copy(..) => Vec::new(),
        };
        let old = self.0.lock().expect("no test panics with it").insert(file.path.clone(), bytes);
        assert!(old.is_none(), "`{}` is written twice", file.path);
        Ok(())
    }
}

/// Builds the knowledge base at `root`.
pub fn build_folder(root: &Path) -> Site {
    let (config, _, _) = source::settings(root).expect("settings");
    build_with(root, &config).0
}

/// The same with settings that have been read, and what it tells.
pub fn build_with(root: &Path, config: &Config) -> (Site, Report) {
    build_again(root, config, &mut source::Reader::default(), &mut ParseCache::default())
}

/// The same with what was kept of the last version.
pub fn build_again(
    root: &Path,
    config: &Config,
    reader: &mut source::Reader,
    cache: &mut ParseCache,
) -> (Site, Report) {
    let (sources, unread) = reader.read(root, config).expect("content");
    let theme = theme::read(root, &config.theme).expect("the theme");
    let sink = Memory::default();
    let (config, sources) = (Arc::new(config.clone()), Arc::new(sources));
    let snapshot = Snapshot { config, sources, found: Arc::new(unread), ..Snapshot::default() };
    let (site, mut report) = pipeline::resolve(&snapshot, cache);
    let outputs = Outputs::new(Arc::new(site), Arc::new(theme));
    let written = outputs.and_then(|outputs| outputs.write_all(&sink, &mut report));
    written.unwrap_or_else(|error| panic!("{error}"));
    (Site { files: sink.0.into_inner().expect("no test panics with it") }, report)
}

/// Builds a folder of these files without settings.
pub fn build(files: &[(&str, &str)]) -> Site {
    build_folder(folder(files).path())
}

/// A folder of these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}
