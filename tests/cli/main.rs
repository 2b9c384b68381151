//! The binary through its command line: what it prints, writes, and how it ends.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod ask;
mod attachments;
mod build;
mod cache;
mod check;
mod determinism;
mod doctor;
mod explain;
mod folders;
mod hostile;
#[cfg(feature = "import")]
mod import;
mod line_ends;
mod names;
mod offline;
mod privacy;
mod quiet;
mod output;
#[cfg(feature = "import")]
mod pdf;
mod project;
mod serve;
mod share;
mod start;
mod suggest;
#[cfg(feature = "import")]
mod walk;
#[cfg(feature = "import")]
mod web;
