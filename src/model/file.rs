//! Files as values: what comes in, what goes out, and where it goes.

use std::sync::Arc;

use super::RelPath;

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
    fn put(&self, file: OutFile) -> Result<(), SinkError>;
}

/// Takes every file and drops it: for `check`.
pub struct NullSink;

impl Sink for NullSink {
    fn put(&self, _file: OutFile) -> Result<(), SinkError> {
        Ok(())
    }
}

/// An environment fault while a file went out.
#[derive(Debug)]
pub struct SinkError {
    /// What was attempted, with the path (`write \`public/index.html\``).
    pub what: String,
    /// What the system said.
    pub cause: std::io::Error,
}

impl std::fmt::Display for SinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {}: {}", self.what, self.cause)
    }
}

impl std::error::Error for SinkError {}
