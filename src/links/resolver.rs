//! One link → what it points to, or what is wrong with it. Every step is a hash look-up.

use std::sync::{Arc, OnceLock};

use super::anchors::{AnchorIndex, Place};
use super::files::{FileTable, Media};
use super::foreign::{Form, LazyPlaces};
use super::{Input, Tags, Target, in_content};
use crate::model::{DocId, Map, RelPath};
use crate::names::{FolderTree, Found, NameTable, path_key, strip_markdown};
use crate::parse::Document;
use crate::parse::document::{Link, LinkKind};

/// Something wrong with one link, to be told later.
pub(super) struct Fault {
    /// The link's index in its document.
    pub link: u32,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a link.
pub(super) enum Problem {
    /// Nothing is there.
    Missing,
    /// Nothing was written.
    Empty,
    /// The path leads out of the content root.
    Outside,
    /// The document is there, the fragment isn't in it.
    Anchor(DocId),
    /// The path means something to another program; it tells one document or file, which was taken.
    Foreign(Form, Target),
    /// Several documents answer; the first was taken.
    Ambiguous(Arc<[DocId]>),
    /// Several files answer; the first was taken.
    AmbiguousFile(Arc<[u32]>),
    /// The document exists and is left out of this build: index into [`Input::left_out`].
    LeftOut(u32),
    /// The document could not be read, which is told there.
    Unread,
    /// The link would run a script or carry its data in itself.
    Unsafe(String),
    /// A picture or embed from another host.
    Remote(String),
    /// The target is on the author's own machine.
    Local,
}

type Outcome = (Target, Option<Problem>);

/// All tables that a link is looked up in.
pub(super) struct Resolver<'a> {
    pub(super) input: &'a Input<'a>,
    tags: &'a Tags,
    pub(super) files: FileTable<'a>,
    left_out: NameTable,
    by_url: Map<String, Target>,
    pub(super) places: LazyPlaces,
    anchors: Vec<OnceLock<AnchorIndex>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(input: &'a Input<'a>, tags: &'a Tags) -> Self {
        let mut by_url: Map<String, Target> = Map::default();
        let to = |doc| Target::Document { doc, anchor: None };
        for (i, url) in input.urls.iter().enumerate() {
            by_url.entry(path_key(url)).or_insert(to(DocId::new(i)));
        }
        for (url, doc) in input.redirects {
            by_url.entry(path_key(url)).or_insert(to(*doc));
        }
        for (number, page) in (0u32..).zip(input.pages) {
            by_url.entry(path_key(page)).or_insert(Target::Page(number));
        }
        for outline in input.outlines {
            by_url.insert(path_key(outline.as_str()), Target::Page(input.contents_page));
        }
        Self {
            input,
            tags,
            files: FileTable::new(input.files),
            left_out: NameTable::new(input.left_out, &FolderTree::new(input.left_out)),
            by_url,
            places: LazyPlaces::new(),
            anchors: input.documents.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Resolves all links of one document.
    pub(super) fn document(&self, doc: DocId) -> (Vec<Target>, Vec<Fault>) {
        let document = &self.input.documents[doc.index()];
        let mut faults = Vec::new();
        let mut targets = Vec::with_capacity(document.links.len());
        for (number, link) in (0u32..).zip(&document.links) {
            let (target, problem) = self.link(doc, document, link);
            targets.push(target);
            faults.extend(problem.map(|problem| Fault { link: number, problem }));
        }
        (targets, faults)
    }

    fn link(&self, doc: DocId, document: &Document, link: &Link) -> Outcome {
        if link.kind == LinkKind::Tag {
            return match self.tags.find(&link.target) {
                Some(tag) => (Target::Tag(tag), None),
                None => (Target::Missing, Some(Problem::Missing)),
            };
        }
        if let Some(outcome) = self.external(link) {
            return outcome;
        }
        let wiki = matches!(link.kind, LinkKind::Wiki | LinkKind::Embed);
        let mut fragment = link.fragment.as_deref();
        let (target, problem) = if let Some((target, part)) = self.hash_route(document, link) {
            fragment = part;
            (target, Some(Problem::Foreign(Form::Root, target)))
        } else if !link.target.is_empty() {
            match wiki {
                true => self.by_name(document, &link.target),
                false => self.by_path(doc, document, link),
            }
        } else if link.route().is_some() {
            return (Target::Missing, Some(Problem::Missing));
        } else if link.fragment.is_some() || link.query.is_some() {
            (Target::Document { doc, anchor: None }, None)
        } else {
            (Target::Missing, Some(Problem::Empty))
        };
        let (target, problem) = match (target, fragment) {
            (Target::Document { doc, .. }, Some(fragment)) => match self.place(doc, fragment) {
                Some(Place::Top) => (target, problem),
                Some(Place::Anchor(n)) => (Target::Document { doc, anchor: Some(n) }, problem),
                // Its page is more to a reader than nothing.
                None => return (target, Some(Problem::Anchor(doc))),
            },
            (Target::Document { doc, .. }, None) => (self.docsify_place(doc, link), problem),
            _ => (target, problem),
        };
        match target {
            Target::Document { doc, anchor }
                if matches!(link.kind, LinkKind::Embed | LinkKind::Image) =>
            {
                (Target::Embed { doc, anchor }, problem)
            }
            target => (target, problem),
        }
    }

    /// What docsify's `#/guide/setup?id=first-steps` leads to: a document, and a fragment of it.
    fn hash_route<'l>(&self, from: &Document, link: &'l Link) -> Option<(Target, Option<&'l str>)> {
        let route = link.route()?;
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        let (target, _) = match path.trim_matches('/') {
            "" => (self.folder(0), Form::Root),
            _ => self.foreign(from, path)?,
        };
        Some((target, query.strip_prefix("id=")))
    }

    /// A document, or the place in it that docsify's `?id=first-steps` names.
    fn docsify_place(&self, doc: DocId, link: &Link) -> Target {
        let id = link.query.as_deref().and_then(|query| query.strip_prefix("id="));
        let place = |id: &str| {
            let bare = id.strip_prefix('_').unwrap_or(id);
            self.place(doc, id).or_else(|| self.place(doc, bare))
        };
        match id.and_then(place) {
            Some(Place::Anchor(n)) => Target::Document { doc, anchor: Some(n) },
            _ => Target::Document { doc, anchor: None },
        }
    }

    /// The place that `fragment` means in a document; its anchors are filed on first use.
    pub(super) fn place(&self, doc: DocId, fragment: &str) -> Option<Place> {
        let document = &self.input.documents[doc.index()];
        self.anchors[doc.index()]
            .get_or_init(|| AnchorIndex::new(document))
            .find(document, fragment)
    }

    /// Links with a scheme or a host; `None` for those inside the knowledge base.
    fn external(&self, link: &Link) -> Option<Outcome> {
        let wiki = matches!(link.kind, LinkKind::Wiki | LinkKind::Embed);
        let scheme = scheme(&link.target);
        if let Some(scheme) = unsafe_scheme(&link.target)
            && !(wiki && is_file_page(&link.target))
        {
            let is_local = link.target.trim_start().to_ascii_lowercase().starts_with("file:");
            let problem = match is_local && link.kind != LinkKind::Autolink {
                true => Problem::Local,
                false => Problem::Unsafe(scheme),
            };
            return Some((Target::Unsafe, Some(problem)));
        }
        let external = match (link.kind, &scheme) {
            (LinkKind::Autolink, _) => true,
            _ if link.target.starts_with("//") => !wiki,
            // A note may be called `Q: what now?`.
            (_, Some(scheme)) => !wiki || matches!(scheme.as_str(), "http" | "https" | "mailto"),
            (_, None) => false,
        };
        if !external {
            return None;
        }
        if !is_embed(link.kind) {
            return Some((Target::External, None));
        }
        let host = host(&link.target);
        match self.shows(link, host) {
            true => Some((Target::External, None)),
            false => Some((Target::Remote, Some(Problem::Remote(host.to_owned())))),
        }
    }

    /// Whether a page shows what `link` has from another `host`: pictures, unless the settings
    /// forbid it.
    fn shows(&self, link: &Link, host: &str) -> bool {
        let path = link.target.split(['?', '#']).next().unwrap_or("");
        let name = path.rsplit('/').next().and_then(RelPath::normalize);
        let media = name.as_ref().map_or(Media::Other, Media::of);
        let plays = matches!(media, Media::Audio | Media::Video | Media::Pdf);
        let picture = match link.kind {
            // Obsidian's way to show a player.
            LinkKind::Image if plays || is_player(host) => false,
            LinkKind::Image | LinkKind::HtmlSource => true,
            LinkKind::Embed => media == Media::Image,
            _ => false,
        };
        let allowed = match self.input.remote {
            None => true,
            Some(hosts) => hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host)),
        };
        picture && allowed
    }

    /// A wikilink's or embed's target: a document or file by path or name.
    fn by_name(&self, from: &Document, target: &str) -> Outcome {
        let names = self.input.names;
        let has_extension = RelPath::normalize(target).is_some_and(|p| !p.extension().is_empty());
        if has_extension && names.at_path(target).is_empty() {
            let relative = target.starts_with("./") || target.starts_with("../");
            let path = match relative {
                true => from.content_path.join_sibling(target),
                false => RelPath::normalize(target),
            };
            if let Some(file) = path.and_then(|path| self.files.at_path(path.as_str())) {
                return (Target::File(file), None);
            }
        }
        let document = document(names.find(target, from));
        if let Some(outcome) = document.or_else(|| self.file_by_name(from, target)) {
            return outcome;
        }
        if let Some(folder) = self.input.tree.at(target.trim_matches('/')) {
            return (self.folder(folder), None);
        }
        if target.starts_with(['.', '/'])
            && self.left_out.find(target, from) == Found::None
            && let Some((target, form)) = self.foreign_name(from, target)
        {
            return (target, Some(Problem::Foreign(form, target)));
        }
        self.absent(target, self.left_out.find(target, from).doc())
    }

    /// A wikilink that is a path and leads nowhere: the one document or file that it tells, or that
    /// has the name behind `./`.
    fn foreign_name(&self, from: &Document, target: &str) -> Option<(Target, Form)> {
        self.foreign(from, target).or_else(|| {
            match self.input.names.find(target.strip_prefix("./")?, from) {
                Found::One(doc) => Some((Target::Document { doc, anchor: None }, Form::Root)),
                _ => None,
            }
        })
    }

    /// Nothing answers to `target` but, maybe, a document that this build leaves out.
    fn absent(&self, target: &str, left_out: Option<DocId>) -> Outcome {
        let problem = match left_out {
            _ if self.input.names.is_unread(target) => Some(Problem::Unread),
            Some(doc) => Some(Problem::LeftOut(doc.0)),
            None => Some(Problem::Missing),
        };
        (Target::Missing, problem)
    }

    fn file_by_name(&self, from: &Document, target: &str) -> Option<Outcome> {
        let called = |target| self.files.called(target, from.content_path.parent());
        let mut found = called(target);
        if found.is_empty()
            && let Some(inside) = in_content(self.input.content_root, target)
        {
            found = called(inside);
        }
        let file = Target::File(*found.first()?);
        Some((file, (found.len() > 1).then_some(Problem::AmbiguousFile(found))))
    }

    /// A Markdown or HTML link's target: a path, relative to the document or, with a slash in
    /// front, to the content root; else the URL of a page.
    fn by_path(&self, doc: DocId, from: &Document, link: &Link) -> Outcome {
        // Zola writes links from the content root with an `@`.
        let written = match link.target.strip_prefix('@') {
            Some(rooted) if rooted.starts_with('/') => rooted,
            _ => link.target.as_str(),
        };
        let path = match written.starts_with(['/', '\\']) {
            true => RelPath::normalize(written),
            false => from.content_path.join_sibling(written),
        };
        let foreign = || {
            let (target, form) = self.foreign(from, written)?;
            Some((target, Some(Problem::Foreign(form, target))))
        };
        let Some(path) = path else {
            return foreign().unwrap_or((Target::Missing, Some(Problem::Outside)));
        };
        if let Some(outcome) = self.at_path(path.as_str(), written.ends_with(['/', '\\'])) {
            let own = match self.input.tree.at(path.as_str()) {
                None => self.seen_from_address(doc, link).filter(|own| *own != outcome.0),
                Some(_) => None,
            };
            return own.map_or(outcome, |own| (own, Some(Problem::Foreign(Form::Page, own))));
        }
        if let Some(target) = self.at_url(doc, written) {
            return (target, None);
        }
        let picture =
            matches!(link.kind, LinkKind::Image | LinkKind::HtmlSource | LinkKind::HtmlPlayer);
        let anywhere = match self.input.vault {
            true => self.in_vault(from, written),
            false if picture && !written.contains('/') => self.file_by_name(from, written),
            false => None,
        };
        if let Some(outcome) = anywhere {
            return outcome;
        }
        let left_out = match self.input.vault {
            true => self.left_out.find_path(written, from).doc(),
            false => self.left_out.at_path(path.as_str()).first().copied(),
        };
        let named = if self.input.vault { written } else { path.as_str() };
        if left_out.is_none()
            && !self.input.names.is_unread(named)
            && let Some(outcome) = foreign()
        {
            return outcome;
        }
        self.absent(named, left_out)
    }

    /// What Obsidian finds for a Markdown link that leads nowhere from its document: a file at
    /// that path from the root or, nearest first, one whose path ends so.
    fn in_vault(&self, from: &Document, written: &str) -> Option<Outcome> {
        if written.starts_with("./") || written.starts_with("../") {
            return None;
        }
        let found = document(self.input.names.find_path(written, from));
        found.or_else(|| self.file_by_name(from, written).filter(|_| !written.starts_with('/')))
    }

    /// The document, file or folder at a path; a folder first where a slash was written behind.
    pub(super) fn at_path(&self, path: &str, slash: bool) -> Option<Outcome> {
        let folder = || self.input.tree.at(path).map(|folder| (self.folder(folder), None));
        if slash && let Some(outcome) = folder() {
            return Some(outcome);
        }
        let bare = strip_markdown(path) == path;
        if bare && let Some(file) = self.files.at_path(path) {
            return Some((Target::File(file), None));
        }
        let docs = match self.input.names.at_path(path) {
            docs @ [_, _, ..] => self.written_alike(docs, path),
            docs => docs.to_vec(),
        };
        match docs.as_slice() {
            [] => {}
            [doc] => return Some((Target::Document { doc: *doc, anchor: None }, None)),
            [doc, ..] => {
                let target = Target::Document { doc: *doc, anchor: None };
                return Some((target, Some(Problem::Ambiguous(docs.into()))));
            }
        }
        folder()
    }

    /// Of documents whose paths differ in case alone, the one written like `path`, else all.
    fn written_alike(&self, docs: &[DocId], path: &str) -> Vec<DocId> {
        let bare = strip_markdown(path);
        let alike = |doc: &&DocId| self.input.names.path(**doc).without_extension() == bare;
        docs.iter().find(alike).map_or_else(|| docs.to_vec(), |doc| vec![*doc])
    }

    fn folder(&self, folder: u32) -> Target {
        match self.input.tree.folder(folder).index {
            Some(doc) => Target::Document { doc, anchor: None },
            None => Target::Folder(folder),
        }
    }

    /// A page named by its URL, with or without `.html` or `/index.html`, relative to the URL of
    /// the document that links.
    fn at_url(&self, doc: DocId, written: &str) -> Option<Target> {
        let path = match written.strip_prefix('/') {
            Some(path) => RelPath::normalize(path),
            None => {
                let own = self.input.urls.get(doc.index())?;
                let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
                RelPath::normalize(&format!("{folder}/{written}"))
            }
        }?;
        let key = path_key(path.as_str());
        let index =
            if key.is_empty() { "index.html".to_owned() } else { format!("{key}/index.html") };
        let urls = [format!("{key}.html"), index, key];
        let page = urls.iter().find_map(|url| self.by_url.get(url)).copied();
        page.or_else(|| {
            // The listing page of a folder.
            let folder = path.as_str().strip_suffix("index.html")?;
            self.input.tree.at(folder.trim_end_matches('/')).map(|n| self.folder(n))
        })
    }
}

/// A document that was looked up, if it was found.
fn document(found: Found) -> Option<Outcome> {
    let doc = found.doc()?;
    let problem = match found {
        Found::Ambiguous(_, all) => Some(Problem::Ambiguous(all)),
        _ => None,
    };
    Some((Target::Document { doc, anchor: None }, problem))
}

/// Whether a browser would fetch the target of a link of this kind by itself.
pub(super) fn is_embed(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Embed | LinkKind::Image | LinkKind::HtmlSource | LinkKind::HtmlPlayer)
}

/// Whether what `host` has is played in a frame of its own.
fn is_player(host: &str) -> bool {
    const HOSTS: [&str; 6] =
        ["youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "twitter.com", "x.com"];
    let host = host.to_ascii_lowercase();
    HOSTS.iter().any(|known| {
        host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    })
}

/// The scheme of a URL as a browser reads it: white space and control characters don't count.
fn scheme(target: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in target.chars().filter(|c| !c.is_whitespace() && !c.is_control()) {
        match c {
            ':' if scheme.len() > 1 => return Some(scheme),
            '+' | '-' | '.' | '0'..='9' if !scheme.is_empty() => scheme.push(c),
            c if c.is_ascii_alphabetic() => scheme.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    None
}

/// Schemes of addresses that run, carry their content in themselves, or lead into the reader's own
/// machine.
const UNSAFE: [&str; 9] =
    ["blob", "data", "file", "filesystem", "jar", "javascript", "mhtml", "res", "vbscript"];
/// Schemes behind which another address stands.
const BEFORE: [&str; 4] = ["feed", "itpc", "pcast", "view-source"];

/// The scheme for which `target` is not published, behind however many others it stands.
fn unsafe_scheme(target: &str) -> Option<String> {
    let mut rest = target;
    loop {
        let scheme = scheme(rest)?;
        if UNSAFE.contains(&scheme.as_str()) {
            return Some(scheme);
        }
        rest = rest.split_once(':').filter(|_| BEFORE.contains(&scheme.as_str()))?.1;
        rest = rest.trim_start_matches('/');
    }
}

/// Whether a wikilink names a page of a wiki's files (`File:Tree.png`), and no address.
fn is_file_page(target: &str) -> bool {
    let name =
        target.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"));
    name && !target.contains(['/', '\\'])
}

/// The host of an external URL, without user and port.
fn host(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::{host, is_file_page, scheme, unsafe_scheme};

    #[test]
    fn what_runs_is_found_behind_other_schemes() {
        for (target, expected) in [
            ("javascript:1", Some("javascript")),
            ("feed:javascript:1", Some("javascript")),
            ("view-source:feed://JavaScript:1", Some("javascript")),
            ("Feed:\tdata:text/html,x", Some("data")),
            ("file:///etc/passwd", Some("file")),
            ("feed:https://a.example/x", None),
            ("https://a.example/javascript:1", None),
            ("obsidian://open?vault=a", None),
            ("a note", None),
        ] {
            assert_eq!(unsafe_scheme(target).as_deref(), expected, "{target}");
        }
        assert!(is_file_page("File:Tree.png") && !is_file_page("file:///a"));
    }

    #[test]
    fn reads_schemes_as_browsers_do() {
        for (target, wanted) in [
            ("https://a.b/c", Some("https")),
            ("JavaScript:alert(1)", Some("javascript")),
            (" java\tscript\n:alert(1)", Some("javascript")),
            ("\u{1}data:text/html,x", Some("data")),
            ("a/b:c.md", None),
            ("C:\\notes", None),
            ("notes.md", None),
        ] {
            assert_eq!(scheme(target).as_deref(), wanted, "{target:?}");
        }
    }

    #[test]
    fn finds_hosts() {
        for (url, wanted) in [
            ("https://user@img.example.com:8080/a.png", "img.example.com"),
            ("//cdn.example.com/x", "cdn.example.com"),
            ("https://example.com?x=//y", "example.com"),
        ] {
            assert_eq!(host(url), wanted);
        }
    }
}
