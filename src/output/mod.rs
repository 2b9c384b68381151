//! EDGE. Sinks: to disk, atomically; to memory; to nowhere.

mod disk;
mod memory;

pub use crate::model::file::NullSink;
pub use disk::{DiskSink, OutputError, Written};
pub use memory::MemorySink;
