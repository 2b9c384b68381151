//! topoi turns a folder of Markdown into a cross-linked topic graph and a searchable static site.
//!
//! # The map
//!
//! Values flow one way. [`pipeline::resolve`] calls the stages 2 to 8 in order and yields a
//! [`Site`](site::Site), which owns all that they found; [`pipeline::Outputs`] makes files of it,
//! all of them for `build`, the one that is asked for in [`serve`]:
//!
//! 1. [`source`] and [`theme`] read files; nothing after them touches a disk until [`output`].
//!    [`i18n`] reads the words of the interface out of a theme.
//! 2. [`parse`] takes one file alone: front matter, blocks, passages, words, unresolved links, and
//!    the body as a skeleton of html with holes. It runs in parallel.
//! 3. [`audience`] drops what this build may not show.
//! 4. [`names`] files documents and folders under what they are called; [`urls`] says where each
//!    stands in the output; [`links`] what points where.
//! 5. [`evidence`] resolves claims and checks quotations; cards, contrasts, definitions.
//! 6. [`concepts`] makes the vocabulary, finds its labels in one pass, ranks passages.
//! 7. [`graph`] joins all that into the topic graph, with ranks and clusters.
//! 8. [`site`](mod@site) holds all that and says what belongs together.
//! 9. [`picture`] lays the graph out when a page asks for it; [`render`], [`search`] and
//!    [`export`] make files and hand each to a [`model::Sink`]. [`output`] puts them in the old
//!    site's place; [`cache`] holds what spares the next build its work where nothing changed.
//! 10. [`ask`] runs the search that was made, and holds it to the questions of readers;
//!     [`suggest`] reads the site for what its articles call for and nobody has written yet.
//!
//! # What holds everywhere
//!
//! - Only the modules whose header says EDGE touch disk, clock, environment, network or terminal.
//! - What is wrong with content is a [`diagnostics::Diagnostic`] and never stops the run; what is
//!   wrong with the machine is an error that names the path; a bug panics, and is caught at the
//!   document ([`diagnostics::fault`]): the rest is read and reported, and no output is touched.
//! - The same input gives the same bytes: no order depends on a hash map or on a thread.
//! - `tests/house.rs` holds which module may import which.

// Modules in reading order.
pub mod model;
pub mod diagnostics;
pub mod config;
pub mod attachment;
pub mod source;
pub mod theme;
pub mod i18n;
pub mod parse;
pub mod audience;
pub mod concepts;
pub mod names;
pub mod urls;
pub mod links;
pub mod evidence;
pub mod graph;
pub mod site;
pub mod picture;
pub mod render;
pub mod search;
pub mod export;
pub mod ask;
pub mod suggest;
pub mod pipeline;
#[cfg(feature = "import")]
pub mod import;
pub mod output;
pub mod cache;
pub mod serve;
pub mod commands;
pub mod cli;
#[cfg(test)]
pub(crate) mod testing;
