//! Gives the program a number of its own: `TOPOI_BUILD`, a hash of what it is made from. What one
//! build of the program keeps in its cache means nothing to another.
#![allow(clippy::disallowed_methods)]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for root in ["Cargo.toml", "Cargo.lock", "src", "themes"] {
        println!("cargo:rerun-if-changed={root}");
        collect(Path::new(root), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&fs::read(&file).unwrap_or_default());
    }
    println!("cargo:rustc-env=TOPOI_BUILD={:016x}", hasher.finish());
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
