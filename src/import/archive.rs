//! Zip archives of strangers: how much may come out of one, and where its names may lead.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::RelPath;

/// An archive may hold so many files.
const MOST_FILES: usize = 20_000;
/// One file of an archive may have so many bytes.
pub const LARGEST: u64 = 64 << 20;
/// All that is read of one archive may have so many.
const MOST: u64 = 512 << 20;

/// An archive whose files are read under limits.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    read: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| format!("the archive is damaged ({error})"))?;
        if zip.len() > MOST_FILES {
            return Err(format!("the archive holds more than {MOST_FILES} files"));
        }
        Ok(Self { zip, read: 0 })
    }

    /// The names of its files, in order; those that lead out of it are left out and told.
    pub fn names(&self, notes: &mut Vec<String>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self.zip.file_names().filter(|name| !name.ends_with('/')) {
            let leads_out = name.starts_with(['/', '\\'])
                || name.contains(':')
                || RelPath::normalize(name).is_none()
                || name.split(['/', '\\']).any(|part| part == "..");
            if leads_out {
                notes.push(format!("`{name}` would lead out of the archive and is not read"));
            } else {
                names.push(name.to_owned());
            }
        }
        names.sort();
        names
    }

    /// A file's bytes; `None` where there is no such file.
    ///
    /// # Errors
    /// What is wrong with it: damage, a password, more than may be read.
    pub fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err("it is protected by a password".to_owned());
            }
            Err(error) => return Err(format!("`{name}` in it is damaged ({error})")),
        };
        let left = LARGEST.min(MOST - self.read);
        let mut bytes = Vec::new();
        let read = file.take(left + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("`{name}` in it is damaged ({error})"))?;
        self.read += bytes.len() as u64;
        if bytes.len() as u64 > left {
            return Err(format!("`{name}` in it unpacks to more than {} MB", left >> 20));
        }
        Ok(Some(bytes))
    }

    /// A file's text, empty where there is no such file.
    ///
    /// # Errors
    /// As [`Self::file`].
    pub fn text(&mut self, name: &str) -> Result<String, String> {
        Ok(self.file(name)?.map(|bytes| super::encoding::decode(&bytes).text).unwrap_or_default())
    }
}
