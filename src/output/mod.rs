//! EDGE. Sinks: to disk, whole or not at all; to memory; to nowhere.
//!
//! A build makes a [`Claim`] on its output, so that no other writes there, and hands its files to a
//! [`DiskSink`]. Committed, the old site and the new one change places at once, or, where the
//! folder must stay the folder it is, their files do, one by one, with a journal: killed at any
//! instant, a build leaves the old site or the new one, or what the next build finishes. Against
//! power loss there is no promise: files are not synced one by one.
//!
//! What was written is listed with its SHA-256 in `.topoi-manifest`; nothing else is ever deleted
//! or written over, and no file of the old site is written to. The output folder and those in it
//! keep owner, group, mode and access lists.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod claim;
mod sink;
mod standing;
mod staging;
mod exchange;
mod in_place;
mod manifest;
mod lock;
mod mounts;
mod rights;
mod error;
mod patience;
mod memory;
#[cfg(test)]
mod tests;

pub use crate::model::file::NullSink;
pub use claim::Claim;
pub use memory::MemorySink;
pub use sink::{DiskSink, Written};
pub use standing::Standing;
