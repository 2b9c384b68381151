//! Where imports go: the files that are there, what was imported last, and what changes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use percent_encoding::utf8_percent_encode;

use super::Arguments;
use crate::commands::{Failure, new, print};
use crate::diagnostics::Diagnostic;
use crate::import::article::Article;
use crate::import::export::{IN_ADDRESS, links};
use crate::import::sketch::{Known, Sketch};
use crate::model::path::ShownPath as _;
use crate::model::{Kind, Map, RelPath, Set, hash};
use crate::parse::front_matter;
use crate::parse::slug::{file_stem, untitled};
use crate::source;

/// Each import as it was written, below the root: what an update merges from.
const IMPORTS: &str = ".topoi/imports";

/// A knowledge base that takes imports.
pub struct Target {
    root: PathBuf,
    /// The content root.
    content: PathBuf,
    /// The folder under the content root that articles go to; empty for the root itself.
    folder: String,
    keep_original: Option<String>,
    update: bool,
    dry_run: bool,
    /// What the documents that are there say, by path under the content root.
    known: Known,
    /// Their paths, in order.
    all: Vec<String>,
    /// The documents with a source address.
    sources: Map<String, String>,
    /// The paths that this run has written or found unchanged.
    taken: Set<String>,
    written: Vec<String>,
    updated: usize,
    unchanged: usize,
}

impl Target {
    /// Reads what is there.
    ///
    /// # Errors
    /// Settings that cannot be used; a folder for originals inside the content root.
    pub fn open(arguments: &Arguments) -> Result<Self, Failure> {
        let root = &arguments.root;
        let (config, _, _) = source::settings(root)?;
        let content = match &config.content {
            Some(content) => root.join(content.as_str()),
            None => root.join(source::content_root(root, &config)?),
        };
        let folder = new::folder(&config, Kind::Article, &content).unwrap_or_default();
        let keep_original = match &arguments.keep_original {
            Some(dir) => Some(originals(root, &content, dir)?),
            None => None,
        };
        let mut target = Self {
            root: root.clone(),
            content,
            folder,
            keep_original,
            update: arguments.update,
            dry_run: arguments.dry_run,
            known: Known::default(),
            all: Vec::new(),
            sources: Map::default(),
            taken: Set::default(),
            written: Vec::new(),
            updated: 0,
            unchanged: 0,
        };
        target.learn();
        Ok(target)
    }

    /// Takes note of the documents that are there. One that cannot be read is `check`'s to tell.
    fn learn(&mut self) {
        let walk = walkdir::WalkDir::new(&self.content).sort_by_file_name();
        let visible = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        };
        for entry in walk.into_iter().filter_entry(visible).filter_map(Result::ok) {
            let is_document = entry.path().extension().is_some_and(|ending| ending == "md");
            if !is_document {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let Some(path) = self.relative(entry.path()) else { continue };
            self.note(&path, &text);
            self.all.push(path);
        }
    }

    /// A path under the content root, with `/`.
    fn relative(&self, path: &Path) -> Option<String> {
        let inner = path.strip_prefix(&self.content).ok()?.to_string_lossy();
        Some(RelPath::normalize(&inner)?.as_str().to_owned())
    }

    fn note(&mut self, path: &str, text: &str) {
        let (source, body) = source_and_body(path, text);
        self.known.add(path, Sketch::new(body));
        if let Some(source) = source {
            self.sources.entry(source).or_insert_with(|| path.to_owned());
        }
    }

    /// Writes an article where it belongs, if it says something new.
    ///
    /// # Errors
    /// What the environment refused.
    pub fn take(
        &mut self,
        file: &RelPath,
        bytes: &[u8],
        article: &Article,
        found: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        let name = article.title.as_deref().and_then(file_stem).unwrap_or_else(untitled);
        let original = self.keep_original.as_ref().map(|dir| {
            let ending = file.as_str().rsplit_once('.').map_or("txt", |(_, ending)| ending);
            format!("{dir}/{name}.{ending}")
        });
        let by_source =
            article.source.as_ref().and_then(|source| self.sources.get(source)).cloned();
        let own = by_source.unwrap_or_else(|| self.path(&name));
        let article = &*self.with_free_names(article, &own);
        let new_text = article.file(original.as_deref());
        let sketch = Sketch::new(&article.markdown);
        let Some(there) = self.read(&own) else {
            if let Some(other) = self.known.find(&sketch) {
                found.push(Diagnostic::duplicate_import(file, other));
                self.unchanged += 1;
                return Ok(());
            }
            return self.create(&own, file, article, bytes, original, &new_text, sketch, found);
        };
        let base = std::fs::read_to_string(self.root.join(IMPORTS).join(&own)).ok();
        if there == new_text || base.as_deref() == Some(new_text.as_str()) {
            self.unchanged += 1;
            self.taken.insert(own);
            return Ok(());
        }
        let (source, _) = source_and_body(&own, &there);
        let other_page = source != article.source || self.taken.contains(&own);
        if base.is_none() && other_page || self.taken.contains(&own) {
            // Another document of the same title.
            if let Some(other) = self.known.find(&sketch) {
                found.push(Diagnostic::duplicate_import(file, other));
                self.unchanged += 1;
                return Ok(());
            }
            let free = (2..)
                .map(|number| self.path(&format!("{name}-{number}")))
                .find(|path| !self.content.join(path).exists() && !self.taken.contains(path));
            let path = free.unwrap_or(own);
            return self.create(&path, file, article, bytes, original, &new_text, sketch, found);
        }
        self.merge(&own, file, base.as_deref(), &there, &new_text, found)
    }

    /// The article with other names for those of its files whose names are taken beside `path` by
    /// files that differ: two documents may each have an `image1.png`.
    fn with_free_names<'b>(&self, article: &'b Article, path: &str) -> Cow<'b, Article> {
        let beside = self.content.join(path);
        let mut renamed: Vec<(String, String)> = Vec::new();
        for (name, bytes) in &article.files {
            let there = std::fs::read(beside.with_file_name(name)).ok();
            if there.is_some_and(|there| there != *bytes) {
                let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
                renamed.push((name.clone(), format!("{stem}-{}.{ending}", hash::hex(bytes, 4))));
            }
        }
        if renamed.is_empty() {
            return Cow::Borrowed(article);
        }
        let mut article = article.clone();
        for (old, new) in renamed {
            let in_link = |name: &str| utf8_percent_encode(name, IN_ADDRESS).to_string();
            let (from, to) = (in_link(&old), in_link(&new));
            article.markdown = links(&article.markdown, |address| {
                (address == old || address == from).then(|| to.clone())
            });
            for (name, _) in article.files.iter_mut().filter(|(name, _)| *name == old) {
                name.clone_from(&new);
            }
        }
        Cow::Owned(article)
    }

    /// Merges what is new in the source into the file that is there.
    fn merge(
        &mut self,
        path: &str,
        file: &RelPath,
        base: Option<&str>,
        there: &str,
        new_text: &str,
        found: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        self.taken.insert(path.to_owned());
        let merged = base.and_then(|base| diffy::merge(base, there, new_text).ok());
        if self.dry_run {
            let shown = merged.as_deref().unwrap_or(new_text);
            self.show(path, there, shown);
        }
        if !self.update {
            found.push(Diagnostic::changed_import(file, path));
            return Ok(());
        }
        let Some(merged) = merged else {
            found.push(Diagnostic::conflicting_import(file, path));
            return Ok(());
        };
        self.updated += 1;
        self.written.push(path.to_owned());
        if self.dry_run {
            return Ok(());
        }
        write(&self.content.join(path), merged.as_bytes())?;
        write(&self.root.join(IMPORTS).join(path), new_text.as_bytes())
    }

    #[allow(clippy::too_many_arguments)]
    fn create(
        &mut self,
        path: &str,
        file: &RelPath,
        article: &Article,
        bytes: &[u8],
        original: Option<String>,
        new_text: &str,
        sketch: Sketch,
        found: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        let unknown = article.unknown();
        if !unknown.is_empty() {
            found.push(Diagnostic::unknown_field(file, path, &unknown));
        }
        self.known.add(path, sketch);
        if let Some(source) = &article.source {
            self.sources.insert(source.clone(), path.to_owned());
        }
        self.taken.insert(path.to_owned());
        self.written.push(path.to_owned());
        if self.dry_run {
            self.show(path, "", new_text);
            return Ok(());
        }
        write(&self.content.join(path), new_text.as_bytes())?;
        write(&self.root.join(IMPORTS).join(path), new_text.as_bytes())?;
        if let Some(original) = original {
            write(&self.root.join(original), bytes)?;
        }
        let beside = self.content.join(path);
        for (name, bytes) in &article.files {
            write(&beside.with_file_name(name), bytes)?;
        }
        Ok(())
    }

    fn path(&self, name: &str) -> String {
        match self.folder.as_str() {
            "" => format!("{name}.md"),
            folder => format!("{folder}/{name}.md"),
        }
    }

    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.content.join(path)).ok()
    }

    fn show(&self, path: &str, before: &str, after: &str) {
        let old = if before.is_empty() { "/dev/null".to_owned() } else { format!("a/{path}") };
        let mut options = diffy::DiffOptions::new();
        options.set_original_filename(old).set_modified_filename(format!("b/{path}"));
        print::result(&options.create_patch(before, after).to_string());
    }

    /// The content root.
    pub fn content(&self) -> &Path {
        &self.content
    }

    /// The documents that this run has written or merged into, by path under the content root.
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// All documents that are there.
    pub fn documents(&self) -> Vec<String> {
        self.all.clone()
    }

    /// A document of the knowledge base that a path leads to.
    pub fn document(&self, path: &Path) -> Option<String> {
        let whole = path.canonicalize().ok()?;
        let inner = whole.strip_prefix(self.content.canonicalize().ok()?).ok()?.to_string_lossy();
        let inner = RelPath::normalize(&inner)?.as_str().to_owned();
        self.all.contains(&inner).then_some(inner)
    }

    /// What was done, in a line; `pictures` came from the web.
    pub fn summary(&self, pictures: usize) -> String {
        let will = if self.dry_run { "would be " } else { "" };
        let mut parts = vec![format!(
            "{} {will}imported",
            print::count(self.written.len() - self.updated, "article")
        )];
        if self.updated > 0 {
            parts.push(format!("{} {will}updated", self.updated));
        }
        if self.unchanged > 0 {
            parts.push(format!("{} there already", self.unchanged));
        }
        if pictures > 0 {
            parts.push(format!("{} {will}brought along", print::count(pictures, "picture")));
        }
        parts.join(", ")
    }
}

/// The source address that a document names, and its body.
fn source_and_body<'a>(path: &str, text: &'a str) -> (Option<String>, &'a str) {
    let path = RelPath::normalize(path).unwrap_or_else(|| RelPath::new("document.md"));
    let context = front_matter::Context { path: &path, kind: None, relations: &[] };
    match front_matter::parse(text, &context, &mut Vec::new()) {
        Some(parsed) => {
            let source = parsed.meta.source_url.map(|source| source.text);
            (source, &text[parsed.body..])
        }
        None => (None, text),
    }
}

/// The folder for originals as a path under the root.
fn originals(root: &Path, content: &Path, dir: &str) -> Result<String, Failure> {
    let path = RelPath::normalize(dir)
        .filter(|path| !path.as_str().is_empty() && !Path::new(dir).is_absolute());
    let Some(path) = path else {
        let message = format!("`{dir}` is no folder inside the knowledge base");
        return Err(Failure::new(message, "name one relative to its root, such as `originals`"));
    };
    let inside = root.join(path.as_str()).starts_with(content);
    if inside {
        let message = format!("`{dir}` is inside the content root, whose files are published");
        return Err(Failure::new(message, "name a folder beside it, such as `originals`"));
    }
    Ok(path.as_str().to_owned())
}

/// Writes a file and the folders above it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error: std::io::Error| {
        let message = format!("cannot write `{}`: {error}", path.shown());
        Failure::new(message, "check the folder and your rights there")
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(refused)?;
    }
    std::fs::write(path, bytes).map_err(refused)
}
