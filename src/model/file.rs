//! Files as values: what comes in, what goes out, and where it goes.

use std::sync::Arc;

use super::{Failure, RelPath};

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
}

/// All files of a knowledge base.
#[derive(Debug, Default)]
pub struct Sources {
    /// The content root under the knowledge base's root; `""` where they are the same.
    pub content_root: String,
    /// Whether Obsidian keeps the files: it has its folder there or beside them.
    pub vault: bool,
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
}

/// A file that is copied, not parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its path under the content root or `static/`.
    pub path: RelPath,
    /// Where it is.
    pub absolute: std::path::PathBuf,
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
    /// An attachment or static file: its absolute path, read by the sink.
    Copy(std::path::PathBuf),
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

/// Takes every file and drops it: for `check`.
pub struct NullSink;

impl Sink for NullSink {
    fn put(&self, _file: OutFile) -> Result<(), Failure> {
        Ok(())
    }
}
