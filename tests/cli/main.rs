//! The binary through its command line: what it prints, writes, and how it ends.

#![allow(clippy::disallowed_methods)]

mod build;
mod check;
mod explain;
mod project;
mod serve;
mod start;
