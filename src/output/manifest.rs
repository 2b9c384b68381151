//! The list of what topoi wrote, [`MANIFEST`]: a line a file, its SHA-256 in hex, two spaces, its
//! path.
//!
//! ```text
//! 4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865  concepts/trust.html
//! ```
//!
//! What it lists may be replaced and deleted, so no line is believed that could mean another
//! place: see [`is_contained`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::error::refused;
use super::patience::patiently;
use crate::model::Failure;
use crate::model::file::MANIFEST;
use crate::model::hash::hex_of;
use crate::model::path::ShownPath as _;

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// How all names begin that topoi keeps for itself at the top of an output.
const OURS: &str = ".topoi-";

/// What may stand in a folder before the first build: no site, and nothing that one would miss.
const BEFORE_A_SITE: &[&str] = &[
    ".DS_Store",
    ".git",
    ".gitattributes",
    ".gitignore",
    ".gitkeep",
    ".keep",
    ".nojekyll",
    ".well-known",
    "CNAME",
    "desktop.ini",
    "lost+found",
    "Thumbs.db",
];

/// Files with their hashes, by path under the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// By path.
    pub files: BTreeMap<String, Hash>,
    /// How many lines topoi cannot have written. Nothing is done to what they name.
    pub foreign_lines: usize,
}

impl Manifest {
    /// The manifest in `output`. A folder with files and without a manifest is someone else's.
    pub fn read(output: &Path) -> Result<Self, Failure> {
        let path = output.join(MANIFEST);
        match path.symlink_metadata() {
            Ok(metadata) if !metadata.is_file() => Err(Failure::new(
                format!("`{}` is no regular file", path.shown()),
                "remove it, or choose another folder with `--output`",
            )),
            Ok(_) => match fs::read(&path) {
                Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
                Err(error) => Err(refused("read", &path, error)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => refuse_occupied(output),
            Err(error) => Err(refused("read", &path, error)),
        }
    }

    /// The files that `text` lists.
    pub fn parse(text: &str) -> Self {
        let mut manifest = Self::default();
        for line in text.lines() {
            match parse_line(line) {
                Some((path, hash)) => {
                    manifest.files.insert(path.to_owned(), hash);
                }
                None => manifest.foreign_lines += 1,
            }
        }
        manifest
    }
}

/// The manifest's text.
pub(super) fn text<'a>(files: impl Iterator<Item = (&'a String, &'a Hash)>) -> String {
    let mut text = String::new();
    for (path, hash) in files {
        debug_assert!(is_contained(path), "{path:?}");
        text.push_str(&hex_of(hash));
        text.push_str("  ");
        text.push_str(path);
        text.push('\n');
    }
    text
}

/// Whether a path names a file below the output and fits in a line: no part is empty, `.` or `..`,
/// none of them is topoi's own, and no character ends a line or, on Windows, means another place.
pub(super) fn is_contained(path: &str) -> bool {
    let elsewhere =
        |c: char| matches!(c, '\n' | '\r' | '\0') || cfg!(windows) && matches!(c, '\\' | ':');
    path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path.contains(elsewhere)
        && !path.starts_with(OURS)
}

/// The folders above a path, outermost first.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// A path of the system as a manifest has it.
pub(super) fn slashed(path: &str) -> Cow<'_, str> {
    match cfg!(windows) && path.contains('\\') {
        true => path.replace('\\', "/").into(),
        false => path.into(),
    }
}

/// Writes `text` as the file `name` in `folder`, at once: a kill leaves the old file or the new.
pub(super) fn write_at_once(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let beside = folder.join(format!("{name}.new"));
    // What a kill left. Made anew, so that no link that lies there is written through.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::File::create_new(&beside)?;
    let written = file.write_all(text.as_bytes());
    // Closed first: not every file system renames an open file.
    drop(file);
    let to = folder.join(name);
    let done = written.and_then(|()| patiently(|| fs::rename(&beside, &to)));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

fn parse_line(line: &str) -> Option<(&str, Hash)> {
    let (hex, path) = line.split_once("  ")?;
    if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) || !is_contained(path) {
        return None;
    }
    let mut hash = Hash::default();
    for (i, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
    }
    Some((path, hash))
}

/// No files yet, if nobody else has any there.
fn refuse_occupied(output: &Path) -> Result<Manifest, Failure> {
    let harmless = |name: &str| BEFORE_A_SITE.contains(&name) || name.starts_with(OURS);
    let entries = match fs::read_dir(output) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Manifest::default()),
        Err(error) => return Err(refused("read", output, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| refused("read", output, error))?;
        if !entry.file_name().to_str().is_some_and(harmless) {
            return Err(Failure::new(
                format!("`{}` holds files, and topoi wrote none of them", output.shown()),
                "choose another folder with `--output`, or empty this one",
            ));
        }
    }
    Ok(Manifest::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_back() {
        let files = BTreeMap::from([("a b/c.html".to_owned(), [0xa5; 32])]);
        let text = text(files.iter());
        assert_eq!(text, format!("{}  a b/c.html\n", "a5".repeat(32)));
        assert_eq!(Manifest::parse(&text), Manifest { files, foreign_lines: 0 });
        // As a checkout on Windows may have it.
        assert_eq!(Manifest::parse(&text.replace('\n', "\r\n")).files.len(), 1);
    }

    #[test]
    fn lines_that_mean_another_place_are_not_believed() {
        let hash = "0".repeat(64);
        for path in [
            "../victim",
            "a/../../victim",
            "/etc/passwd",
            "a//b",
            "./a",
            "a/.",
            "a/",
            "",
            "a\rb",
            "a\0b",
            ".topoi-manifest",
            ".topoi-staging-x/a",
        ] {
            let manifest = Manifest::parse(&format!("{hash}  {path}\n"));
            assert_eq!((manifest.files.len(), manifest.foreign_lines), (0, 1), "{path:?}");
        }
        for line in ["abc  victim", "victim", &format!("{}  victim", "g".repeat(64))] {
            assert_eq!(Manifest::parse(line).files.len(), 0, "{line}");
        }
        assert_eq!(cfg!(windows), !is_contained("C:a") && !is_contained("a\\..\\b"));
    }
}
