//! EDGE. What a build leaves for the next one, on disk: `[cache] dir`, `.topoi/cache` by default.
//!
//! A value a file. Its first line is `topoi-cache <build of the program> <SHA-256 of the rest>`, the
//! rest is JSON. What is damaged, or another build of the program wrote, isn't there. The folder
//! may be removed at any time; a `.gitignore` in it keeps it out of repositories.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::Store;
use crate::model::hash::hex;

/// Which build of the program this is.
pub const PROGRAM: &str = env!("TOPOI_BUILD");

/// So many values are kept, the newest: each output and audience has its own.
const MOST_KEPT: usize = 16;

/// One value on disk.
pub struct Cache {
    folder: PathBuf,
    name: String,
}

impl Cache {
    /// The value for `key` in `folder`, neither of which need be there.
    pub fn new(folder: &Path, key: &str) -> Self {
        Self { folder: folder.to_owned(), name: format!("{}.cache", hex(key.as_bytes(), 8)) }
    }

    /// A folder of values beside it.
    pub fn folder(&self, name: &str) -> Folder {
        Folder::new(&self.folder, name)
    }

    /// The value, if this build of the program wrote it and it is whole.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let bytes = fs::read(self.folder.join(&self.name)).ok()?;
        let end = memchr::memchr(b'\n', &bytes)?;
        let (first, rest) = (&bytes[..end], &bytes[end + 1..]);
        (first == first_line(rest).as_bytes()).then(|| serde_json::from_slice(rest).ok())?
    }

    /// Puts `value` in place of the last one, at once.
    ///
    /// # Errors
    /// What the system refused. The last value is still there, or none.
    pub fn write<T: Serialize>(&self, value: &T) -> io::Result<()> {
        let value = serde_json::to_vec(value)?;
        fs::create_dir_all(&self.folder)?;
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n")?;
        }
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        io::Write::write_all(&mut file, first_line(&value).as_bytes())?;
        io::Write::write_all(&mut file, b"\n")?;
        io::Write::write_all(&mut file, &value)?;
        file.persist(self.folder.join(&self.name)).map_err(|error| error.error)?;
        self.forget_old()
    }

    /// Removes the oldest values where there are too many.
    fn forget_old(&self) -> io::Result<()> {
        let mut values: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "cache") {
                values.push((entry.metadata()?.modified()?, path));
            }
        }
        values.sort();
        let many = values.len().saturating_sub(MOST_KEPT);
        values[..many].iter().try_for_each(|(_, path)| fs::remove_file(path))
    }
}

/// Whether `folder`, which need not be there, lies outside of `root`, as a link may have it.
pub fn leads_out(root: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let nearest = folder.ancestors().find(|path| path.symlink_metadata().is_ok());
    match (nearest.map(real), real(root)) {
        (Some(Some(folder)), Some(root)) => !folder.starts_with(root),
        (Some(None), _) => true,
        _ => false,
    }
}

/// What stands in a cache's folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// How many values of builds there are.
    pub values: usize,
    /// How many of them this build of the program wrote; the others are none to it.
    pub own: usize,
    /// The size of all files, in bytes.
    pub bytes: u64,
}

/// Looks into `folder`, which need not be there.
pub fn stock(folder: &Path) -> Stock {
    let mut stock = Stock::default();
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    for file in files.filter(|entry| entry.file_type().is_file()) {
        stock.bytes += file.metadata().map_or(0, |metadata| metadata.len());
        if file.path().extension().is_some_and(|extension| extension == "cache") {
            let mut first = Vec::new();
            let opened = fs::File::open(file.path());
            let _ = opened.and_then(|file| file.take(256).read_to_end(&mut first));
            stock.values += 1;
            stock.own += usize::from(first.starts_with(own_opening().as_bytes()));
        }
    }
    stock
}

/// Values by name in a folder of their own, a file each: for what is many and dear to make.
pub struct Folder {
    folder: PathBuf,
    used: Mutex<BTreeSet<String>>,
}

impl Folder {
    /// Beside those that were used, so many values are kept, the newest: of other outputs and
    /// audiences, and of what is written back and forth.
    const MOST_UNUSED: usize = 1_000;

    /// The values in `folder` under `cache`, neither of which need be there.
    pub fn new(cache: &Path, folder: &str) -> Self {
        Self { folder: cache.join(folder), used: Mutex::default() }
    }

    /// Removes the oldest values that nobody asked for, where there are too many.
    pub fn forget_old(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut unused: Vec<(SystemTime, PathBuf)> = entries
            .flatten()
            .filter(|entry| !used.contains(&*entry.file_name().to_string_lossy()))
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        unused.sort();
        let many = unused.len().saturating_sub(Self::MOST_UNUSED);
        for (_, path) in &unused[..many] {
            // One that stays costs a little room.
            let _ = fs::remove_file(path);
        }
    }
}

impl Store for Folder {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        let mut bytes = fs::read(self.folder.join(name)).ok()?;
        let end = memchr::memchr(b'\n', &bytes)?;
        let value = bytes.split_off(end + 1);
        (bytes[..end] == *first_line(&value).as_bytes()).then_some(value)
    }

    fn put(&self, name: &str, value: &[u8]) {
        let write = || {
            fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            io::Write::write_all(&mut file, format!("{}\n", first_line(value)).as_bytes())?;
            io::Write::write_all(&mut file, value)?;
            file.persist(self.folder.join(name)).map_err(|error| error.error)
        };
        // The next build makes it again, and says so where it cannot write its cache at all.
        let _: io::Result<fs::File> = write();
    }
}

/// What stands before a value.
fn first_line(value: &[u8]) -> String {
    format!("{}{}", own_opening(), hex(value, 32))
}

/// How the first lines begin that this build of the program writes.
fn own_opening() -> String {
    format!("topoi-cache {PROGRAM} ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_value_and_no_damaged_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("deep/er");
        let cache = Cache::new(&folder, "key");
        assert_eq!(cache.read::<Vec<u32>>(), None);
        cache.write(&vec![1, 2, 3]).expect("written");
        assert_eq!(cache.read(), Some(vec![1, 2, 3]));
        assert_eq!(Cache::new(&folder, "other").read::<Vec<u32>>(), None);
        let path = folder.join(&cache.name);
        let whole = fs::read(&path).expect("the value");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).expect("written");
            assert_eq!(cache.read::<Vec<u32>>(), None, "byte {at}");
            fs::write(&path, &whole[..at]).expect("written");
            assert_eq!(cache.read::<Vec<u32>>(), None, "cut at {at}");
        }
        cache.write(&vec![4]).expect("written");
        assert_eq!(cache.read(), Some(vec![4]));
        let bytes = whole.len() as u64 - 4 + 2;
        assert_eq!(stock(&folder), Stock { values: 1, own: 1, bytes });
        fs::write(&path, "topoi-cache 0.0.1-old 00\n[4]").expect("written");
        assert_eq!((stock(&folder).values, stock(&folder).own), (1, 0));
        assert_eq!(stock(Path::new("gone")), Stock::default());
    }

    #[test]
    fn a_folder_gives_whole_values_and_keeps_those_in_use() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(parent.path(), "pictures");
        assert_eq!(folder.get("a.png"), None);
        folder.put("a.png", b"one\ntwo");
        assert_eq!(folder.get("a.png").as_deref(), Some(&b"one\ntwo"[..]));
        let path = parent.path().join("pictures/a.png");
        let whole = fs::read(&path).expect("the value");
        fs::write(&path, &whole[..whole.len() - 1]).expect("written");
        assert_eq!(folder.get("a.png"), None);
        for number in 0..Folder::MOST_UNUSED + 2 {
            fs::write(parent.path().join(format!("pictures/{number}")), "").expect("written");
        }
        folder.forget_old();
        let left = fs::read_dir(parent.path().join("pictures")).expect("the folder").count();
        assert_eq!(left, Folder::MOST_UNUSED + 1);
        assert!(path.exists(), "it is in use");
    }

    #[test]
    fn forgets_the_oldest() {
        let folder = tempfile::tempdir().expect("a folder");
        let keep = |number: usize| {
            Cache::new(folder.path(), &number.to_string()).write(&number).expect("written");
        };
        (0..MOST_KEPT + 3).for_each(keep);
        let files = fs::read_dir(folder.path()).expect("a folder").flatten();
        let values = files.filter(|file| file.path().extension().is_some());
        assert_eq!(values.count(), MOST_KEPT);
        let last = Cache::new(folder.path(), &(MOST_KEPT + 2).to_string());
        assert_eq!(last.read(), Some(MOST_KEPT + 2));
    }
}
