//! What documents and folders are called, and the tree they stand in.
//!
//! [`NameTable`] finds a document by anything that an author may have written for it;
//! [`FolderTree`] says what stands where, [`TableOfContents`] in which order and under which names, as the
//! folder's own tool has it ([`outline`]). All are made once a run, right after it is known which
//! documents are seen.

mod address;
mod contents;
pub mod outline;
mod special;
mod table;
mod tree;

pub use address::{Place, address, addresses};
pub use contents::{Node, TableOfContents, readable};
pub use special::{SpecialPage, permalinks, special_page};
pub(crate) use table::{CROWD, distance, tail};
pub use table::{Found, NameTable, name_key, path_key, strip_markdown, tag_levels};
pub use tree::{Folder, FolderTree, natural_key, reading_order};
