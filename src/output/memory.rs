//! A sink that writes nothing to disk: for `serve` and tests.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::model::file::Contents;
use crate::model::{Failure, OutFile, Sink};

/// Keeps every file by its path.
#[derive(Default)]
pub struct MemorySink {
    files: Mutex<BTreeMap<String, Contents>>,
}

impl MemorySink {
    /// The files that came, by path.
    pub fn into_files(self) -> BTreeMap<String, Contents> {
        self.files.into_inner().expect("no holder panics")
    }
}

impl Sink for MemorySink {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        self.files.lock().expect("no holder panics").insert(file.path, file.bytes);
        Ok(())
    }
}
