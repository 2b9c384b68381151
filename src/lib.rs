//! topoi turns a folder of Markdown into a cross-linked topic graph and a searchable static site.

// Modules in reading order.
pub mod model;
pub mod diagnostics;
pub mod config;
pub mod source;
pub mod theme;
pub mod cache;
pub mod parse;
pub mod audience;
pub mod concepts;
pub mod links;
pub mod evidence;
pub mod graph;
pub mod site;
pub mod render;
pub mod search;
pub mod export;
pub mod pipeline;
pub mod output;
pub mod import;
pub mod serve;
pub mod commands;
pub mod cli;
#[cfg(test)]
pub(crate) mod testing;
