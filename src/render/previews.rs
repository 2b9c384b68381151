//! Previews of pages, which the script of every page shows behind a link: classic scripts, since
//! neither modules nor `fetch` work over `file://`.
//!
//! `data/previews.js` sets `topoiPreviews` to the names of the shards, `assets/previews/<name>.js`, of
//! about [`PER_SHARD`] pages each; a shard puts its previews, by path, in its name's place:
//!
//! ```text
//! topoiPreviews[3]={"concepts/trust.html":[kind, title, language or "", label, line, [[says, what], …]]};
//! ```
//!
//! A page's shard is the FNV-1a hash of its path modulo the number of shards, so that a script finds it
//! with nothing but the link's address, and an edit changes one shard.

use std::fmt::Write as _;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::page::preview;
use super::{Renderer, Route};
use crate::model::OutFile;
use crate::model::hash;

/// The script that names the shards.
pub const ROOT: &str = "data/previews.js";
/// Their folder.
const FOLDER: &str = "assets/previews/";
/// So many pages are in a shard, about.
const PER_SHARD: usize = 24;

/// The files of all previews.
pub fn files(renderer: &Renderer) -> Vec<OutFile> {
    let documents = renderer.routes.all.iter().filter_map(|(url, route)| match *route {
        Route::Document(doc) => Some((url, doc)),
        _ => None,
    });
    let documents: Vec<_> = documents.collect();
    let count = documents.len().div_ceil(PER_SHARD).max(1);
    let mut shards = vec![Map::new(); count];
    let previews: Vec<Value> =
        documents.par_iter().map(|(_, doc)| preview::preview(renderer, *doc)).collect();
    for ((url, _), preview) in documents.into_iter().zip(previews) {
        shards[path_hash(url) as usize % count].insert(url.clone(), preview);
    }
    let mut files = Vec::with_capacity(count + 1);
    let mut names = Vec::with_capacity(count);
    for (number, shard) in shards.into_iter().enumerate() {
        let mut script = String::new();
        let _ = writeln!(script, "topoiPreviews[{number}]={};", Value::from(shard));
        let name = hash::hex(script.as_bytes(), 4);
        files.push(OutFile::text(format!("{FOLDER}{name}.js"), script));
        names.push(Value::from(name));
    }
    files.push(OutFile::text(ROOT, format!("topoiPreviews={};\n", Value::from(names))));
    files
}

/// Whether the file at `path` is one of them.
pub fn is_one(path: &str) -> bool {
    path == ROOT || path.starts_with(FOLDER)
}

/// FNV-1a, 32 bits (Fowler, Noll, Vo), which a script computes as well.
fn path_hash(path: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    path.bytes().fold(0x811c_9dc5, step)
}

#[cfg(test)]
mod tests {
    use super::path_hash;

    #[test]
    fn hashes_as_its_authors_do() {
        assert_eq!(path_hash(""), 0x811c_9dc5);
        assert_eq!(path_hash("a"), 0xe40c_292c);
        assert_eq!(path_hash("foobar"), 0xbf9c_f968);
    }
}
