//! The shared nouns: ids, paths, spans, files, text folding, theme types.
//!
//! Everything here is a plain value. No module is imported, nothing is read or written.

pub mod date;
pub mod failure;
pub mod field;
pub mod file;
pub mod fold;
pub mod forest;
pub mod hash;
pub mod html;
pub mod id;
pub mod kind;
pub mod path;
pub mod segment;
pub mod snippet;
pub mod span;
pub mod stamp;
pub mod theme;
pub mod vault;
pub mod written_date;

pub use date::Date;
pub use failure::Failure;
pub use file::{FileEntry, OutFile, Sink, SourceFile, Sources, Store};
pub use id::{ClusterId, ConceptId, DocId};
pub use kind::Kind;
pub use path::RelPath;
pub use snippet::Snippet;
pub use span::{LineIndex, Position, Span};
pub use theme::{Theme, WordsFile};
pub use vault::Vault;

/// A hash map for look-ups, with a fixed hasher. Iterating one is denied by lint.
pub type Map<K, V> = rustc_hash::FxHashMap<K, V>;
/// A hash set for look-ups, with a fixed hasher.
pub type Set<K> = rustc_hash::FxHashSet<K>;
