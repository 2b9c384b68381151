//! Files kept in memory: an index that was made to be asked.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::Files;
use crate::model::file::Contents;
use crate::model::{Failure, OutFile, Sink};

/// Files by path, as a stage of the pipeline hands them over.
#[derive(Default)]
pub struct MemoryFiles {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Sink for MemoryFiles {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        if let Contents::Bytes(bytes) = file.bytes {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(file.path, bytes);
        }
        Ok(())
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str, range: Option<Range<usize>>) -> Option<Vec<u8>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = files.get(path)?;
        match range {
            Some(range) => bytes.get(range.start..range.end.min(bytes.len())).map(<[u8]>::to_vec),
            None => Some(bytes.clone()),
        }
    }
}
