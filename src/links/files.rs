//! Attachments: the files beside the documents, found by path or, as Obsidian does, by name.

use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Map, RelPath};
use crate::names::{CROWD, distance, path_key, tail};

/// A folder, and what was looked up from there.
type Asked = (String, String);

/// Look-up of attachments; numbers are indices into the list it was made from.
pub struct FileTable<'a> {
    paths: &'a [RelPath],
    by_path: Map<String, Vec<u32>>,
    by_name: Map<String, Vec<u32>>,
    /// By the last two parts of the path.
    by_tail: Map<String, Vec<u32>>,
    /// Names that very many files share, as they were found from a folder.
    remembered: Mutex<Map<Asked, Arc<[u32]>>>,
}

impl<'a> FileTable<'a> {
    /// Files `paths`, which are relative to the content root and sorted.
    pub fn new(paths: &'a [RelPath]) -> Self {
        let mut table = Self {
            paths,
            by_path: Map::default(),
            by_name: Map::default(),
            by_tail: Map::default(),
            remembered: Mutex::default(),
        };
        for (number, path) in (0u32..).zip(paths) {
            let key = path_key(path.as_str());
            if let Some(tail) = tail(&key) {
                table.by_tail.entry(tail.to_owned()).or_default().push(number);
            }
            table.by_path.entry(key).or_default().push(number);
            table.by_name.entry(path_key(path.file_name())).or_default().push(number);
        }
        table
    }

    /// The file at `path`; where several differ in case alone, the one written like it.
    pub fn at_path(&self, path: &str) -> Option<u32> {
        let numbers = self.by_path.get(&path_key(path))?;
        let exact = numbers.iter().find(|&&number| self.paths[number as usize].as_str() == path);
        exact.or(numbers.first()).copied()
    }

    /// Whether there are files below the folder at `path`.
    pub fn has_folder(&self, path: &str) -> bool {
        let below = format!("{}/", path.trim_end_matches('/'));
        let first = self.paths.partition_point(|file| file.as_str() < below.as_str());
        self.paths.get(first).is_some_and(|file| file.as_str().starts_with(&below))
    }

    /// All files whose path ends with `target`, best first: nearest to folder `from`, shortest
    /// path, path order.
    pub fn called(&self, target: &str, from: &str) -> Arc<[u32]> {
        let Some(wanted) = RelPath::normalize(target) else { return Arc::default() };
        let key = path_key(wanted.as_str());
        let called = match tail(&key) {
            Some(tail) => self.by_tail.get(tail),
            None => self.by_name.get(&key),
        };
        let Some(called) = called else { return Arc::default() };
        if called.len() <= CROWD {
            return self.ordered(called, &key, from);
        }
        let place = (from.to_owned(), key);
        let remembered = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = remembered().get(&place) {
            return found.clone();
        }
        let found = self.ordered(called, &place.1, from);
        remembered().insert(place, found.clone());
        found
    }

    fn ordered(&self, called: &[u32], key: &str, from: &str) -> Arc<[u32]> {
        let suffix = format!("/{key}");
        let mut found: Vec<u32> = called
            .iter()
            .copied()
            .filter(|&number| {
                let path = path_key(self.paths[number as usize].as_str());
                path == key || path.ends_with(&suffix)
            })
            .collect();
        found.sort_by_cached_key(|&number| {
            let path = &self.paths[number as usize];
            (distance(from, path.parent()), path.as_str().split('/').count(), number)
        });
        found.into()
    }

    /// The path of a file under the content root.
    pub fn path(&self, number: u32) -> &RelPath {
        &self.paths[number as usize]
    }
}

/// How a browser shows an attachment in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// A PDF document.
    Pdf,
    /// Nothing a browser shows: a link.
    Other,
}

impl Media {
    /// By the extension of `path`.
    pub fn of(path: &RelPath) -> Self {
        match path.extension().to_ascii_lowercase().as_str() {
            "apng" | "avif" | "bmp" | "gif" | "ico" | "jpeg" | "jpg" | "png" | "svg" | "webp" => {
                Self::Image
            }
            "3gp" | "flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav" => Self::Audio,
            "m4v" | "mkv" | "mov" | "mp4" | "ogv" | "webm" => Self::Video,
            "pdf" => Self::Pdf,
            _ => Self::Other,
        }
    }
}
