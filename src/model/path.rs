//! Relative paths as the project sees them: `/` between parts, no `.` or `..`, never absolute.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

/// Endings of documents that topoi doesn't read.
pub const UNREAD_FORMATS: [&str; 7] = ["mdx", "org", "rst", "adoc", "ipynb", "canvas", "base"];

/// A path relative to some root, normalised: parts joined by `/`, none empty, `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RelPath(Arc<str>);

impl RelPath {
    /// Normalises `path`: both slashes part it, `.` and empty parts go, `..` takes a part back.
    /// `None` when it would leave the root.
    pub fn normalize(path: &str) -> Option<Self> {
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/").into()))
    }

    /// A path that is known to be normal.
    ///
    /// # Panics
    /// When it isn't and debug assertions are on.
    pub fn new(path: &str) -> Self {
        debug_assert!(
            Self::normalize(path).is_some_and(|p| p.as_str() == path),
            "not a normal path: {path:?}"
        );
        Self(path.into())
    }

    /// The text of the path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds it, `""` for the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last part without its extension.
    pub fn file_stem(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// The extension of the last part, without the dot; `""` where there is none.
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// Whether the extension is one of `known`, in any case.
    pub fn has_extension(&self, known: &[&str]) -> bool {
        known.iter().any(|extension| self.extension().eq_ignore_ascii_case(extension))
    }

    /// Whether the file looks like a document in a format that topoi doesn't read.
    pub fn is_unread_format(&self) -> bool {
        self.has_extension(&UNREAD_FORMATS)
    }

    /// The whole path without the last part's extension.
    pub fn without_extension(&self) -> &str {
        let extension = self.extension();
        if extension.is_empty() { &self.0 } else { &self.0[..self.0.len() - extension.len() - 1] }
    }

    /// `other` seen from this path's folder, or `None` where it leaves the root.
    pub fn join_sibling(&self, other: &str) -> Option<Self> {
        Self::normalize(&format!("{}/{other}", self.parent()))
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

/// The link from page `from` to page `to`, both paths under the output root: relative, naming
/// the file, so that it works at any depth, under any sub-path and from disk.
///
/// ```
/// use topoi::model::path::relative_link;
/// assert_eq!(relative_link("concepts/trust.html", "index.html"), "../index.html");
/// assert_eq!(relative_link("a/b.html", "a/c.html"), "c.html");
/// assert_eq!(relative_link("a/b.html", "ab/c.html"), "../ab/c.html");
/// ```
pub fn relative_link(from: &str, to: &str) -> String {
    // Folders that both have: up to the last slash before they differ.
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared =
        from.as_bytes()[..same].iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
    let up = from.as_bytes()[shared..].iter().filter(|&&byte| byte == b'/').count();
    let mut link = String::with_capacity(3 * up + to.len() - shared);
    for _ in 0..up {
        link.push_str("../");
    }
    link.push_str(&to[shared..]);
    link
}

/// Paths of the system in words.
pub trait ShownPath {
    /// The path as people of the system write it. On Windows one that was joined from parts may have
    /// separators of both kinds, and one whose links were followed begins with `\\?\`.
    fn shown(&self) -> Cow<'_, str>;
}

impl ShownPath for Path {
    fn shown(&self) -> Cow<'_, str> {
        let text = self.to_string_lossy();
        if cfg!(windows) { of_windows(&text).into() } else { text }
    }
}

fn of_windows(path: &str) -> String {
    let path = path.replace('/', r"\");
    match (path.strip_prefix(r"\\?\UNC\"), path.strip_prefix(r"\\?\")) {
        (Some(share), _) => format!(r"\\{share}"),
        (None, Some(rest)) => rest.to_owned(),
        (None, None) => path,
    }
}

/// A path as part of a URL: what a URL gives a meaning is percent-encoded, `/` stays.
pub fn percent_encoded(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_windows_are_written_as_people_there_do() {
        for (path, shown) in [
            (r"C:\kb/articles\a.md", r"C:\kb\articles\a.md"),
            (r"\\?\C:\kb\public", r"C:\kb\public"),
            (r"\\?\UNC\server\share\kb", r"\\server\share\kb"),
            ("public", "public"),
        ] {
            assert_eq!(of_windows(path), shown);
        }
        assert_eq!(
            Path::new("kb/a.md").shown(),
            if cfg!(windows) { r"kb\a.md" } else { "kb/a.md" }
        );
    }
}
