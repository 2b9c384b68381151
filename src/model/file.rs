//! Files as values: what comes in, what goes out, and where it goes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::{Failure, RelPath, Snippet, Vault};

/// The list of what topoi wrote, in the output folder: a line a file, its SHA-256 in hex, two
/// spaces, its path.
pub const MANIFEST: &str = ".topoi-manifest";

/// One file as it was read. Content is UTF-8; others are refused by [`source`](crate::source).
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path under the knowledge base's root, as diagnostics name it (`articles/trust.md`).
    pub path: RelPath,
    /// Path under the content root, as URLs mirror it (`trust.md`).
    pub content_path: RelPath,
    /// The whole text, without a byte order mark.
    pub text: Arc<str>,
    /// The files that code in it shows pieces of.
    pub snippets: Arc<[Snippet]>,
}

impl SourceFile {
    /// A file whose code shows no other.
    pub fn new(path: RelPath, content_path: RelPath, text: impl Into<Arc<str>>) -> Self {
        Self { path, content_path, text: text.into(), snippets: Arc::default() }
    }
}

/// All files of a knowledge base.
#[derive(Debug, Default)]
pub struct Sources {
    /// The content root under the knowledge base's root; `""` where they are the same.
    pub content_root: String,
    /// What Obsidian's settings say, where it keeps the files.
    pub vault: Option<Vault>,
    /// Markdown under the content root, sorted by content path.
    pub documents: Vec<SourceFile>,
    /// Every other file under the content root, sorted by path.
    pub files: Vec<FileEntry>,
    /// Text outside the content root that some document names as its `original`.
    pub originals: Vec<SourceFile>,
    /// What stands under `static/`, sorted by path.
    pub statics: Vec<FileEntry>,
    /// The text of the file that `[urls] ledger` names, if it is there: see
    /// [`urls::ledger`](crate::urls::ledger).
    pub ledger: Option<String>,
    /// `questions.toml` beside the settings, if it is there.
    pub questions: Option<SourceFile>,
    /// What another tool's settings in the folder call the site.
    pub title: Option<String>,
    /// The language that such settings name, a BCP 47 tag.
    pub language: Option<String>,
    /// Reads what is copied, where something must be known of it.
    pub reader: FileReader,
    /// Settings of other tools that say in which order things stand, with paths under the root;
    /// those of a whole site first.
    pub tools: Vec<SourceFile>,
}

/// A file that is copied, not parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its path under the content root or `static/`.
    pub path: RelPath,
    /// Where it is.
    pub absolute: PathBuf,
}

/// One file of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutFile {
    /// Path under the output folder, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Contents,
}

impl Default for Contents {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

/// The bytes of an [`OutFile`]: made in memory, or a file on disk that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Bytes made by a stage.
    Bytes(Vec<u8>),
    /// An attachment or static file: its absolute path, read by the sink, which leaves out of it
    /// what is said.
    Copy(PathBuf, Cleaning),
}

/// What is left out of a file that is copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaning {
    /// What pictures tell beside what they show.
    pub metadata: bool,
    /// What would run in drawings.
    pub scripts: bool,
}

/// How a file that is copied is read, where something must be known of it.
#[derive(Clone, Copy, Debug)]
pub struct FileReader {
    /// Its length in bytes, and when it was last written.
    pub stamp: fn(&Path) -> std::io::Result<(u64, SystemTime)>,
    /// What it holds.
    pub read: fn(&Path) -> std::io::Result<Vec<u8>>,
}

impl Default for FileReader {
    /// Reads nothing: there is no disk.
    fn default() -> Self {
        use std::io::ErrorKind::Unsupported;
        Self { stamp: |_| Err(Unsupported.into()), read: |_| Err(Unsupported.into()) }
    }
}

impl OutFile {
    /// A file made of text.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: Contents::Bytes(text.into().into_bytes()) }
    }

    /// A file made of bytes.
    pub fn bytes(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: Contents::Bytes(bytes.into()) }
    }
}

/// Where a site's files go as they are made: the disk for `build`, memory for `serve` and tests,
/// nowhere for `check`. Called from many threads, in no order; each path once.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// # Errors
    /// What the environment refused, with the path in the message.
    fn put(&self, file: OutFile) -> Result<(), Failure>;
}

/// Where builds keep what is dear to make for the next. A name says all that a value is made of, so
/// that no value is ever out of date.
pub trait Store: Send + Sync {
    /// The value called `name`, whole, or none.
    fn get(&self, name: &str) -> Option<Vec<u8>>;

    /// Keeps `value`; that it cannot costs the next build time, nothing else.
    fn put(&self, name: &str, value: &[u8]);
}

/// Keeps nothing.
pub struct NoStore;

impl Store for NoStore {
    fn get(&self, _name: &str) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _name: &str, _value: &[u8]) {}
}

/// Takes every file and drops it: for `check`.
pub struct NullSink;

impl Sink for NullSink {
    fn put(&self, _file: OutFile) -> Result<(), Failure> {
        Ok(())
    }
}
