//! Sites as files in memory: made by the library or the program, searched and compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use topoi::attachment;
use topoi::model::file::Contents;
use topoi::model::{Failure, OutFile, RelPath, Sink, SourceFile};
use topoi::model::{FileEntry, Sources, WordsFile};
use topoi::pipeline::{self, Outputs, ParseCache, Snapshot};
use topoi::{config, theme};

use crate::base::Base;
use crate::packs::shards;

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Takes a site; what is copied it has from the base.
struct Memory<'a> {
    base: &'a Base,
    files: Mutex<Files>,
}

impl Sink for Memory<'_> {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        let bytes = match file.bytes {
            Contents::Bytes(bytes) => bytes,
            Contents::Copy(path, cleaning) => {
                let path = path.to_str().expect("UTF-8");
                let bytes = self.base.attachments.get(path).or(self.base.words.statics.get(path));
                attachment::cleaned(path, bytes.expect("a file").clone(), cleaning)
            }
        };
        self.files.lock().expect("no panic").insert(file.path, bytes);
        Ok(())
    }
}

/// The site of `base` for `audience`, without a disk.
pub fn build(base: &Base, audience: &str) -> Files {
    let (config, found) = config::parse(&RelPath::new("site.toml"), &base.settings());
    assert!(found.is_empty(), "{found:?}");
    let file = |(path, text): (&String, String)| {
        SourceFile::new(RelPath::new(&format!("articles/{path}")), RelPath::new(path), text)
    };
    let mut sources = Sources {
        content_root: "articles".to_owned(),
        documents: base.texts().map(file).collect(),
        originals: base
            .originals
            .iter()
            .map(|(path, text)| {
                SourceFile::new(RelPath::new(path), RelPath::new(path), text.as_str())
            })
            .collect(),
        ..Sources::default()
    };
    let entries = |files: &BTreeMap<String, Vec<u8>>| -> Vec<FileEntry> {
        let entry =
            |path: &String| FileEntry { path: RelPath::new(path), absolute: PathBuf::from(path) };
        files.keys().map(entry).collect()
    };
    sources.files = entries(&base.attachments);
    sources.statics = entries(&base.words.statics);
    let beside =
        |path: &str, text: &str| SourceFile::new(RelPath::new(path), RelPath::new(path), text);
    sources.questions = Some(beside("questions.toml", &base.words.questions));
    sources.tools = base.words.tools.iter().map(|(path, text)| beside(path, text)).collect();
    // Those of a whole site come first.
    sources.tools.sort_by_key(|file| file.path.as_str().contains('/'));
    let options =
        pipeline::Options { audience: Some(audience.to_owned()), ..pipeline::Options::default() };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut theme = theme::read(root, "default").expect("the theme");
    theme.words.extend(base.words.interface.iter().map(|(language, text)| WordsFile {
        language: (*language).to_owned(),
        path: Some(RelPath::new(&format!("themes/default/i18n/{language}.toml"))),
        text: text.clone(),
    }));
    let sink = Memory { base, files: Mutex::default() };
    let snapshot = Snapshot {
        config: Arc::new(config),
        sources: Arc::new(sources),
        options,
        ..Snapshot::default()
    };
    let (site, mut report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    let outputs = Outputs::new(Arc::new(site), Arc::new(theme));
    let written = outputs.and_then(|outputs| outputs.write_all(&sink, &mut report));
    written.unwrap_or_else(|error| panic!("{error}"));
    sink.files.into_inner().expect("no panic")
}

/// The same through the program.
pub fn build_on_disk(base: &Base, audience: &str) -> Files {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("base");
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    write("site.toml", base.settings().as_bytes());
    base.texts().for_each(|(path, text)| write(&format!("articles/{path}"), text.as_bytes()));
    base.originals.iter().for_each(|(path, text)| write(path, text.as_bytes()));
    base.attachments.iter().for_each(|(path, bytes)| write(&format!("articles/{path}"), bytes));
    let words = &base.words;
    write("questions.toml", words.questions.as_bytes());
    words.tools.iter().for_each(|(path, text)| write(path, text.as_bytes()));
    words.statics.iter().for_each(|(path, bytes)| write(&format!("static/{path}"), bytes));
    for (language, text) in &words.interface {
        write(&format!("themes/default/i18n/{language}.toml"), text.as_bytes());
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_topoi"));
    command.args(["build", "-q", "--audience", audience, "--root"]).arg(&root);
    let ended = command.output().expect("the program runs");
    let code = ended.status.code();
    assert!(matches!(code, Some(0 | 1)), "{}", String::from_utf8_lossy(&ended.stderr));
    let output = root.join("public");
    walkdir::WalkDir::new(&output)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&output).expect("inside").to_string_lossy();
            (path.into_owned(), fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// Everything that the files hold and are called, in lower case; what is compressed is read.
pub fn searched(files: &Files) -> String {
    let mut text = String::new();
    for (path, bytes) in files {
        text.push_str(path);
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(bytes));
        if path.ends_with(".pack") {
            for shard in shards(bytes) {
                text.push('\n');
                text.push_str(&shard);
            }
        } else if std::str::from_utf8(bytes).is_err() {
            for inflated in inflated(bytes) {
                text.push('\n');
                text.push_str(&String::from_utf8_lossy(&inflated));
            }
        }
        text.push('\n');
    }
    text.to_lowercase()
}

/// What comes out of every place from which something can be inflated.
fn inflated(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut inflate = flate2::Decompress::new(false);
        let mut out = Vec::with_capacity(1 << 20);
        let ended = inflate.decompress_vec(&bytes[at..], &mut out, flate2::FlushDecompress::Finish);
        let whole = matches!(ended, Ok(flate2::Status::StreamEnd));
        // What is short may have come out by chance.
        at += if whole && out.len() > 64 { inflate.total_in() as usize } else { 1 };
        found.extend((out.len() > 4).then_some(out));
    }
    found
}

/// The first difference between two sites, if there is one.
pub fn difference(one: &Files, other: &Files) -> Option<String> {
    let paths = one.keys().chain(other.keys());
    let path = paths.into_iter().find(|path| one.get(*path) != other.get(*path))?;
    let (Some(a), Some(b)) = (one.get(path), other.get(path)) else {
        return Some(format!("whether there is `{path}`"));
    };
    let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
    let near = |bytes: &[u8]| {
        let range = at.saturating_sub(120)..(at + 120).min(bytes.len());
        String::from_utf8_lossy(&bytes[range]).into_owned()
    };
    Some(format!("`{path}` at {at}\n--- with it\n{}\n--- without\n{}", near(a), near(b)))
}
