//! How a site stands on disk, so that the next build knows without reading it whether somebody has
//! written to it since.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::manifest::{self, Hash};
use super::sink::Entry;
use crate::model::hash::hex;
use crate::model::stamp::Stamp;

/// How a site stood when a build was done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    output: PathBuf,
    /// The SHA-256 of the manifest that was written.
    manifest: String,
    /// The files that had been left alone for a while, by path under the output. The others are to
    /// be read.
    files: BTreeMap<String, Stamp>,
    /// Where the copied files come from, by the same path, and how those stood when they were read.
    sources: BTreeMap<String, (PathBuf, Option<Stamp>)>,
}

impl Standing {
    /// How `files` stand in `output`.
    pub(super) fn new(output: &Path, files: &BTreeMap<String, Entry>) -> Self {
        let now = SystemTime::now();
        let stamps: Vec<Option<(String, Stamp)>> = files
            .par_iter()
            .map(|(path, _)| {
                let stamp = Stamp::new(&output.join(path).symlink_metadata().ok()?);
                stamp.is_settled(now).then(|| (path.clone(), stamp))
            })
            .collect();
        let sources = files.iter().filter_map(|(path, entry)| {
            let (source, stamp) = entry.source.clone()?;
            Some((path.clone(), (source, stamp)))
        });
        Self {
            output: output.to_owned(),
            manifest: manifest_hash(files.iter().map(|(path, entry)| (path, &entry.hash))),
            files: stamps.into_iter().flatten().collect(),
            sources: sources.collect(),
        }
    }

    /// Whether it is how a site with the manifest `files` stood in `output`.
    pub(super) fn is_of(&self, output: &Path, files: &BTreeMap<String, Hash>) -> bool {
        self.output == output && self.manifest == manifest_hash(files.iter())
    }

    /// Whether the file at `path` stands as it did then.
    pub(super) fn has(&self, path: &str, place: &Path) -> bool {
        let stamp = |known| place.symlink_metadata().is_ok_and(|now| Stamp::new(&now) == known);
        self.files.get(path).copied().is_some_and(stamp)
    }

    /// Where the copy at `path` comes from, and how that stood.
    pub(super) fn source(&self, path: &str) -> Option<&(PathBuf, Option<Stamp>)> {
        self.sources.get(path)
    }
}

/// How the file that is to be copied from `source` stands, if it has been left alone for a while.
pub(super) fn of_source(source: &Path) -> Option<Stamp> {
    let stamp = Stamp::new(&source.metadata().ok()?);
    stamp.is_settled(SystemTime::now()).then_some(stamp)
}

fn manifest_hash<'a>(files: impl Iterator<Item = (&'a String, &'a Hash)>) -> String {
    hex(manifest::text(files).as_bytes(), 32)
}
