//! Documents that are parts of others, as MDX has them: `import Part from './_part.md'`, and where
//! it is to stand `<Part />`.

use crate::model::{RelPath, SourceFile};

/// The parts that the lines so far import.
pub(super) struct Partials<'a> {
    file: &'a SourceFile,
    /// Their names, and their paths under the content root.
    imported: Vec<(&'a str, RelPath)>,
}

impl<'a> Partials<'a> {
    pub(super) fn of(file: &'a SourceFile) -> Self {
        Self { file, imported: Vec::new() }
    }

    /// Notes the part that `line` imports, if it does.
    pub(super) fn import(&mut self, line: &'a str) -> bool {
        let Some((name, path)) = import(line) else { return false };
        let path = match path.strip_prefix("@site/") {
            Some(path) => RelPath::normalize(path),
            None => self.file.content_path.join_sibling(path),
        };
        self.imported.extend(path.map(|path| (name, path)));
        true
    }

    /// The path of the part that stands in place of `line`.
    pub(super) fn at(&self, line: &str) -> Option<&RelPath> {
        let inner = line.trim().strip_prefix('<')?.strip_suffix("/>")?;
        let name = inner.split_whitespace().next()?;
        let known = self.imported.iter().rev().find(|(other, _)| *other == name);
        known.map(|(_, path)| path)
    }

    pub(super) fn into_paths(self) -> Vec<RelPath> {
        self.imported.into_iter().map(|(_, path)| path).collect()
    }
}

/// The name and the path in `import Name from './path.md'`.
fn import(line: &str) -> Option<(&str, &str)> {
    let (name, path) = line.strip_prefix("import ")?.split_once(" from ")?;
    let path = path.trim().trim_end_matches(';').trim_end();
    let mark = path.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let path = path.strip_prefix(mark)?.strip_suffix(mark)?;
    let is_name = |name: &str| !name.is_empty() && name.chars().all(char::is_alphanumeric);
    (is_name(name.trim()) && super::tags::is_document(path)).then_some((name.trim(), path))
}
