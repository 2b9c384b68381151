//! Paths that mean something to another program: written from a root that is not ours
//! (`/docs/setup.md`, docsify's and VitePress's way), or the address that it gives to a page
//! (`../setup/`). Where such a path tells exactly one document or file, it leads there.
//! Paths are compared as [addresses](fn@crate::names::address).

use std::sync::OnceLock;

use super::resolver::Resolver;
use super::{Input, Target};
use crate::model::{DocId, Map};
use crate::names::{Place, address as key, addresses, path_key, strip_markdown, tail};
use crate::parse::document::Link;
use crate::parse::{Document, has_placeholder};

/// How a path is foreign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// It starts at another root.
    Root,
    /// It is the address of a page, or names a file otherwise than it is called.
    Page,
    /// It is the name alone of a file that stands in another folder.
    Name,
}

/// More places than this that end alike tell nothing.
const CROWD: usize = 16;
/// Names that programs give to the folder or the address below which all content stands.
const ROOTS: [&str; 9] =
    ["content", "contents", "doc", "docs", "documentation", "notes", "pages", "src", "wiki"];

/// Documents, folders' pages and files by where they stand.
#[derive(Default)]
pub(super) struct Places {
    targets: Vec<Target>,
    paths: Vec<String>,
    by_path: Map<String, Vec<u32>>,
    /// By the last part of the path.
    by_name: Map<String, Vec<u32>>,
    /// By the last two parts.
    by_tail: Map<String, Vec<u32>>,
}

impl Places {
    fn new(input: &Input<'_>) -> Self {
        let mut places = Self::default();
        for (address, place) in addresses(input.documents, input.tree) {
            places.add(
                address,
                match place {
                    Place::Document(doc) => Target::Document { doc, anchor: None },
                    Place::Folder(folder) => Target::Folder(folder),
                },
            );
        }
        for (number, file) in (0u32..).zip(input.files) {
            places.add(path_key(file.as_str()), Target::File(number));
        }
        places
    }

    fn add(&mut self, path: String, target: Target) {
        let number = self.targets.len() as u32;
        let name = path.rsplit('/').next().unwrap_or(&path);
        self.by_name.entry(name.to_owned()).or_default().push(number);
        if let Some(tail) = tail(&path) {
            self.by_tail.entry(tail.to_owned()).or_default().push(number);
        }
        self.by_path.entry(path.clone()).or_default().push(number);
        self.paths.push(path);
        self.targets.push(target);
    }

    /// What stands at exactly `path`, if it is one.
    fn at(&self, path: &str) -> Option<Target> {
        self.single(self.by_path.get(path)?.iter())
    }

    /// The only one of `found`. A document comes before the folder that has the same address.
    fn single<'b>(&self, found: impl Iterator<Item = &'b u32> + Clone) -> Option<Target> {
        let path = |number: u32| &self.paths[number as usize];
        let first = *found.clone().next()?;
        let mut all = found.clone().map(|number| self.targets[*number as usize]);
        if all.clone().count() == 1 {
            return all.next();
        }
        let mut documents = all.filter(|target| matches!(target, Target::Document { .. }));
        let alike = found.clone().all(|number| path(*number) == path(first));
        documents.next().filter(|_| alike && documents.next().is_none())
    }

    /// What has a path that ends with `path`, if it is one.
    fn ending(&self, path: &str) -> Option<Target> {
        let found = match tail(path) {
            Some(tail) => self.by_tail.get(tail),
            None => self.by_name.get(path),
        };
        let found = found.filter(|found| found.len() <= CROWD)?;
        let suffix = format!("/{path}");
        let ends = |&&number: &&u32| {
            let own = &self.paths[number as usize];
            own == path || own.ends_with(&suffix)
        };
        self.single(found.iter().filter(ends))
    }
}

impl Resolver<'_> {
    /// The one document or file that `written` tells, which leads nowhere as a path from `from`.
    pub(super) fn foreign(&self, from: &Document, written: &str) -> Option<(Target, Form)> {
        let places = self.places.get_or_init(|| Places::new(self.input));
        let written = behind_placeholder(written);
        let rooted = written.starts_with(['/', '\\', '@']);
        let own = from.content_path.without_extension();
        if !rooted {
            let seen_from = [from.content_path.parent(), own].map(|own| joined(own, written));
            let page = seen_from
                .into_iter()
                .flatten()
                .find_map(|path| places.at(&key(&path)).or_else(|| places.at(&path_key(&path))))
                .filter(|target| !self.is_itself(from, written, target));
            if let Some(target) = page {
                return Some((target, Form::Page));
            }
        }
        // A path that leads somewhere and ends in a slash is the address of a page.
        let is_address = written.starts_with("../") && written.ends_with('/');
        let path = joined("", written.trim_start_matches(['.', '/', '\\', '@']))?;
        let found = [key(&path), path_key(&path)].into_iter().find_map(|path| {
            (!path.is_empty())
                .then(|| self.place_below_a_root(places, from, &path, (rooted, is_address)))?
        });
        let found = found.filter(|target| rooted || !self.is_itself(from, written, target));
        let named = || self.named(places, written).map(|target| (target, Form::Name));
        found.map(|target| (target, Form::Root)).or_else(named)
    }

    /// The one file that is called `written`, wherever it stands: editors of vaults write links so,
    /// and what says that it is a vault isn't always there.
    fn named(&self, places: &Places, written: &str) -> Option<Target> {
        let (stem, extension) = written.rsplit_once('.')?;
        let is_name = !stem.is_empty() && !written.contains(['/', '\\']);
        let is_file = is_name && (1..=5).contains(&extension.len());
        let bare = strip_markdown(written);
        let keys = [key(bare), path_key(bare)];
        let found = keys.iter().filter(|_| is_file).find_map(|key| places.ending(key))?;
        let is_document = matches!(found, Target::Document { .. });
        (is_document == (strip_markdown(written) != written)).then_some(found)
    }

    /// The document that `../b/` means to a program that gives each page a folder of its own, where
    /// it is another than the one that the path tells. The slash says that such a program is meant,
    /// unless the fragment is that other's alone.
    pub(super) fn seen_from_address(&self, from: DocId, link: &Link) -> Option<Target> {
        let written = &link.target;
        let is_address = written.starts_with('.') && written.ends_with('/');
        if !is_address || self.input.tree.is_index(from) {
            return None;
        }
        let own = self.input.documents[from.index()].content_path.without_extension();
        let path = joined(own, written)?;
        let places = self.places.get_or_init(|| Places::new(self.input));
        let target = places.at(&key(&path))?;
        let Target::Document { doc, .. } = target else { return None };
        let has = |fragment: &str| self.place(doc, fragment).is_some();
        link.fragment.as_deref().is_none_or(has).then_some(target)
    }

    /// Whether `written` names a file, and `target` is the document that it stands in: seen from a
    /// file, `../a.html` is another than the `a.html` beside it, of a site that isn't here.
    fn is_itself(&self, from: &Document, written: &str, target: &Target) -> bool {
        let Target::Document { doc, .. } = target else { return false };
        written.ends_with(".html") && self.input.documents[doc.index()].path == from.path
    }

    fn place_below_a_root(
        &self,
        places: &Places,
        from: &Document,
        path: &str,
        (rooted, is_address): (bool, bool),
    ) -> Option<Target> {
        let below = |root: &str| match root {
            "" => places.at(path),
            root => places.at(&format!("{root}/{path}")),
        };
        let folder = key(from.content_path.parent());
        let roots = std::iter::once("").chain(ends(&folder));
        if let Some(target) = roots.into_iter().find_map(below) {
            return Some(target);
        }
        if (rooted || is_address || path.contains('/'))
            && let Some(target) = places.ending(path)
        {
            return Some(target);
        }
        // What stands before is the address of the whole site, or the folder that it was.
        let (first, _) = path.split_once('/')?;
        if self.input.tree.at(first).is_some() || self.files.has_folder(first) {
            return None;
        }
        let mut rest = path;
        while let Some((before, behind)) = rest.split_once('/') {
            rest = behind;
            let whole = behind.contains('/') || ROOTS.contains(&before);
            let end = || behind.contains('/').then(|| places.ending(behind))?;
            if whole && let Some(target) = places.at(behind).or_else(end) {
                return Some(target);
            }
        }
        None
    }
}

/// What stands behind the part of a path that another program is to fill in: in
/// `/docs/{{version}}/events` it is `/events`. All of it, where that names nothing.
fn behind_placeholder(written: &str) -> &str {
    let rest = written.rsplit_once("}}").map_or("", |(_, rest)| rest);
    let names = rest.starts_with('/') && rest.len() > 1;
    if names && has_placeholder(written) { rest } else { written }
}

/// A table that is made when the first link asks for it.
pub(super) type LazyPlaces = OnceLock<Places>;

/// `folder` and each one above it but the top, the uppermost first.
fn ends(folder: &str) -> impl Iterator<Item = &str> {
    let slashes = folder.match_indices('/').map(|(at, _)| at);
    slashes.chain([folder.len()]).map(|at| &folder[..at]).filter(|folder| !folder.is_empty())
}

/// `path` seen from `folder`; `None` where it leads above the top.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{behind_placeholder, ends, joined};

    #[test]
    fn folders_come_from_the_top_down() {
        assert_eq!(ends("a/b/c").collect::<Vec<_>>(), ["a", "a/b", "a/b/c"]);
        assert_eq!(ends("").count(), 0);
        assert_eq!(joined("a/b", "../../../c"), None);
        assert_eq!(joined("a/b", "../c/./d//"), Some("a/c/d".to_owned()));
    }

    #[test]
    fn what_a_program_fills_in_stands_before_a_path() {
        for (written, path) in [
            ("/docs/{{version}}/events", "/events"),
            ("{{base}}/guide/setup.md", "/guide/setup.md"),
            ("{{a}}/{{ b }}/c/", "/c/"),
            ("/x/{{ id }}", "/x/{{ id }}"),
            ("{{a}}/", "{{a}}/"),
            ("/a}}/b", "/a}}/b"),
            ("/a/b", "/a/b"),
        ] {
            assert_eq!(behind_placeholder(written), path);
        }
    }
}
