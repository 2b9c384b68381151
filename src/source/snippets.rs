//! EDGE. The files that code in documents shows pieces of.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::is_markdown;
use crate::config::AudienceFiles;
use crate::model::snippet::{self, Directive};
use crate::model::{RelPath, Snippet, SourceFile};

/// A larger file is no code that somebody reads, in bytes.
const LARGEST: u64 = 1 << 20;

/// Reads them: files inside the knowledge base, no hidden ones, and none that may be private where
/// the document that names it is not: other documents, and files of an audience.
pub(super) struct Reader<'a> {
    root: &'a Path,
    real_root: PathBuf,
    content_root: &'a str,
    audience_files: &'a [AudienceFiles],
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        root: &'a Path,
        content_root: &'a str,
        audience_files: &'a [AudienceFiles],
    ) -> Self {
        let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self { root, real_root, content_root, audience_files }
    }

    /// Those of `document` that can be read, each once.
    pub(super) fn of(&self, document: &SourceFile) -> Arc<[Snippet]> {
        let mut found: Vec<Snippet> = Vec::new();
        if !snippet::may_hold(&document.text) {
            return Arc::default();
        }
        for line in document.text.lines() {
            let line = line.trim_start_matches([' ', '\t', '>']);
            let Some(Directive { path: name, .. }) = Directive::read(line) else { continue };
            if !found.iter().any(|snippet| snippet.name == name)
                && let Some(text) = self.read(document, name)
            {
                found.push(Snippet { name: name.to_owned(), text });
            }
        }
        found.into()
    }

    /// The file that `document` calls `name`: seen from its own folder as mdBook has it, from the
    /// root as MkDocs has it, from the content root as VitePress has it. Where its `..` lead from
    /// is a setting of its program; the root is taken for that at last.
    fn read(&self, document: &SourceFile, name: &str) -> Option<Arc<str>> {
        let bare = name.strip_prefix("@/").or(name.strip_prefix('/'));
        let beside = bare.is_none().then(|| document.path.join_sibling(name)).flatten();
        let bare = bare.unwrap_or(name);
        let in_content = RelPath::normalize(&format!("{}/{bare}", self.content_root));
        let at_last = RelPath::normalize(bare.trim_start_matches("../"));
        let places = [beside, in_content, RelPath::normalize(bare), at_last];
        places.into_iter().flatten().find_map(|path| self.text(&path))
    }

    fn text(&self, path: &RelPath) -> Option<Arc<str>> {
        let absolute = self.root.join(path.as_str()).canonicalize().ok()?;
        // Where it really is: a link says nothing of what may be shown.
        let path = RelPath::normalize(absolute.strip_prefix(&self.real_root).ok()?.to_str()?)?;
        let is_hidden = path.as_str().split('/').any(|part| part.starts_with('.'));
        let in_content = match self.content_root {
            "" => Some(path.as_str()),
            folder => path.as_str().strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
        };
        let is_private = in_content.map(RelPath::new).is_some_and(|path| {
            is_markdown(&path) || self.audience_files.iter().any(|files| files.has(&path))
        });
        let metadata = std::fs::metadata(&absolute).ok()?;
        if is_hidden || is_private || !metadata.is_file() || metadata.len() > LARGEST {
            return None;
        }
        let text = String::from_utf8(std::fs::read(&absolute).ok()?).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(&text).into())
    }
}
