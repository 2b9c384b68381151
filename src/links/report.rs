//! Faults of links → diagnostics, with the help that spares the author a search.

use std::collections::BTreeMap;

use super::foreign::Form;
use super::resolver::{Fault, Problem, Resolver};
use super::suggest::{KnownAnchors, Suggester, edits_allowed};
use super::{Input, Target};
use crate::diagnostics::Diagnostic;
use crate::model::path::{UNREAD_FORMATS, relative_link};
use crate::model::{DocId, Map, RelPath};
use crate::names::{name_key, path_key, strip_markdown};
use crate::parse::document::{Link, LinkKind};
use crate::parse::{Document, has_placeholder};

/// Most names that one message lists.
const LISTED: usize = 10;

/// Tells all faults, in document order.
pub(super) fn report(
    input: &Input<'_>,
    resolver: &Resolver<'_>,
    faults: &[Vec<Fault>],
) -> Vec<Diagnostic> {
    if faults.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let names = (0u32..).zip(input.documents).flat_map(|(number, document)| {
        let path = &document.content_path;
        [path_key(path.file_stem()), name_key(&document.title)].map(|key| (key, number))
    });
    let files = (0u32..).zip(input.files).map(|(n, path)| (path_key(path.file_name()), n));
    let mut reporter = Reporter {
        input,
        resolver,
        documents: Suggester::new(names),
        files: Suggester::new(files),
        anchors: Map::default(),
    };
    let mut diagnostics = Vec::new();
    for (document, faults) in input.documents.iter().zip(faults) {
        for fault in faults {
            diagnostics.extend(reporter.diagnostic(document, fault));
        }
        diagnostics.extend(reporter.foreign(document, faults));
    }
    diagnostics
}

struct Reporter<'a> {
    input: &'a Input<'a>,
    resolver: &'a Resolver<'a>,
    documents: Suggester,
    files: Suggester,
    anchors: Map<DocId, KnownAnchors>,
}

impl Reporter<'_> {
    fn diagnostic(&mut self, from: &Document, fault: &Fault) -> Option<Diagnostic> {
        let link = &from.links[fault.link as usize];
        // What is to be mended is the target, which several links may share.
        let (path, span) = (&from.path, link.definition.unwrap_or(link.source));
        let embed = link.kind == LinkKind::Embed;
        Some(match &fault.problem {
            Problem::Unread | Problem::Foreign(..) => return None,
            // What stands in the braces is told, and where it leads nobody here knows.
            Problem::Missing if has_placeholder(&link.target) => return None,
            Problem::Missing => {
                let help = self.missing(from, link);
                Diagnostic::broken_link(path, span, embed, &link.written(), &help)
            }
            Problem::Empty => Diagnostic::empty_link(path, span, embed),
            Problem::Outside => {
                Diagnostic::link_outside(path, span, &link.target, self.input.content_root)
            }
            Problem::Anchor(doc) => {
                let to = &self.input.documents[doc.index()];
                let fragment = link.fragment.as_deref().unwrap_or("");
                let help = self.anchors(*doc, fragment);
                Diagnostic::broken_anchor(path, span, embed, &to.path, fragment, &help)
            }
            Problem::Ambiguous(docs) => {
                let paths = docs.iter().map(|doc| &self.input.documents[doc.index()].content_path);
                Diagnostic::ambiguous_link(path, span, &link.target, &listed(paths))
            }
            Problem::AmbiguousFile(files) => {
                let paths = files.iter().map(|&file| self.resolver.files.path(file));
                Diagnostic::ambiguous_link(path, span, &link.target, &listed(paths))
            }
            Problem::LeftOut(doc) => {
                let to = &self.input.left_out[*doc as usize];
                let audience: Vec<&str> =
                    to.meta.audience.iter().map(|name| name.text.as_str()).collect();
                match to.meta.draft || to.meta.unpublished || !self.input.hides_missing {
                    true => Diagnostic::left_out_link(path, span, &to.path),
                    false => Diagnostic::unseen_link(path, span, &to.path, &audience),
                }
            }
            Problem::Unsafe(scheme) => Diagnostic::unsafe_link(path, span, scheme),
            Problem::Local => Diagnostic::local_file(path, span, &link.target),
            Problem::Remote(host) => Diagnostic::remote_resource(path, span, host),
        })
    }

    /// Paths of other programs, once a document and form: a base that is written so throughout has
    /// thousands.
    fn foreign(&self, from: &Document, faults: &[Fault]) -> Vec<Diagnostic> {
        let mut all: BTreeMap<Form, (&Fault, Target, usize)> = BTreeMap::new();
        for fault in faults {
            let Problem::Foreign(form, target) = fault.problem else { continue };
            all.entry(form).or_insert((fault, target, 0)).2 += 1;
        }
        let diagnostic = |(form, (fault, target, count)): (Form, (&Fault, Target, usize))| {
            let link = &from.links[fault.link as usize];
            let span = link.definition.unwrap_or(link.source);
            let wiki = matches!(link.kind, LinkKind::Wiki | LinkKind::Embed);
            let (shown, mend) = self.names_of(from, target);
            let mend = if wiki { shown.clone() } else { mend };
            let what = match form {
                Form::Page => "is no file's path, but another program's address of a page",
                Form::Root => "starts at another root than this folder's",
                Form::Name => "is the name alone of what stands in another folder",
            };
            let written = link.written();
            Diagnostic::foreign_path(&from.path, span, &written, what, count - 1, &shown, &mend)
        };
        all.into_iter().map(diagnostic).collect()
    }

    /// Where the target may be meant to lead: a file of that name elsewhere, or in a format that is
    /// not read; a name like it.
    fn missing(&mut self, from: &Document, link: &Link) -> String {
        let wiki = matches!(link.kind, LinkKind::Wiki | LinkKind::Embed);
        if let Some(file) = self.unread_format(from, &link.target) {
            return format!("`{file}` is there, but topoi reads Markdown (`.md`) alone");
        }
        if !wiki
            && let Some(folder) = from.content_path.join_sibling(&link.target)
            && self.resolver.files.has_folder(folder.as_str())
        {
            return format!(
                "`{folder}` holds no document, and so has no page: link to a file in it, or add an `index.md`"
            );
        }
        let Some(path) = RelPath::normalize(link.target.trim_start_matches(['.', '/', '\\']))
        else {
            return CREATE.to_owned();
        };
        let name = path.file_name();
        if !wiki && let Some(found) = self.folder_index(from, &link.target) {
            let (shown, written) = self.names_of(from, found);
            return format!("the page of that folder is `{shown}`: write `{written}`");
        }
        let moved = match self.input.names.called(name) {
            [] => self.resolver.files.called(name, "").first().map(|&file| Target::File(file)),
            [doc, ..] => Some(Target::Document { doc: *doc, anchor: None }),
        };
        if let Some(found) = moved {
            let (shown, written) = self.names_of(from, found);
            return match wiki {
                true => format!("a file of that name is at `{shown}`"),
                false => format!("a file of that name is at `{shown}`: write `{written}`"),
            };
        }
        let key = path_key(strip_markdown(name));
        let near = match self.documents.nearest(&key) {
            Some(doc) => Some(Target::Document { doc: DocId(doc), anchor: None }),
            None => self.files.nearest(&path_key(name)).map(Target::File),
        };
        match near {
            Some(found) if wiki => {
                let name = match found {
                    Target::Document { doc, .. } => {
                        let path = self.input.names.path(doc);
                        let title = self.input.names.title(doc);
                        let by_title = strsim::osa_distance(&name_key(title), &key)
                            <= edits_allowed(key.chars().count());
                        if by_title { title.to_owned() } else { path.file_stem().to_owned() }
                    }
                    _ => self.names_of(from, found).0,
                };
                format!("did you mean `{name}`?")
            }
            Some(found) => format!("did you mean `{}`?", self.names_of(from, found).1),
            None => CREATE.to_owned(),
        }
    }

    /// The file that the target would be the page of, if topoi read its format.
    fn unread_format(&self, from: &Document, target: &str) -> Option<&RelPath> {
        let bare = target.trim_start_matches(['.', '/', '\\', '@']).trim_end_matches('/');
        let bare = bare.strip_suffix(".html").unwrap_or(strip_markdown(bare));
        if bare.is_empty() {
            return None;
        }
        let called = |ending: &str| {
            let names = [format!("{bare}.{ending}"), format!("{bare}/index.{ending}")];
            let folder = from.content_path.parent();
            names.iter().find_map(|name| self.resolver.files.called(name, folder).first().copied())
        };
        let file = UNREAD_FORMATS.iter().find_map(|ending| called(ending))?;
        Some(self.resolver.files.path(file))
    }

    /// The page of the folder whose `index.md` or `README.md` a link names, where it has another.
    fn folder_index(&self, from: &Document, target: &str) -> Option<Target> {
        let path = match target.starts_with('/') {
            true => RelPath::normalize(target)?,
            false => from.content_path.join_sibling(target)?,
        };
        let stem = strip_markdown(path.file_name());
        if !["index", "_index", "readme"].contains(&path_key(stem).as_str()) {
            return None;
        }
        let tree = self.input.tree;
        let doc = tree.folder(tree.at(path.parent())?).index?;
        Some(Target::Document { doc, anchor: None })
    }

    /// A document's or file's path under the content root, and as a link from `from`.
    fn names_of(&self, from: &Document, target: Target) -> (String, String) {
        let path = match target {
            Target::File(file) => self.resolver.files.path(file),
            Target::Document { doc, .. } => self.input.names.path(doc),
            Target::Folder(folder) => &RelPath::new(&self.input.tree.folder(folder).path),
            other => unreachable!("only documents, files and folders are suggested: {other:?}"),
        };
        let link = relative_link(from.content_path.as_str(), path.as_str()).replace(' ', "%20");
        (path.as_str().to_owned(), link)
    }

    /// The anchor most like `fragment`, and the anchors there are.
    fn anchors(&mut self, doc: DocId, fragment: &str) -> String {
        let document = &self.input.documents[doc.index()];
        let known = self.anchors.entry(doc).or_insert_with(|| KnownAnchors::new(document));
        known.help(document, fragment).unwrap_or_else(|| {
            "it has no headings and no block ids; link to the document itself".to_owned()
        })
    }
}

const CREATE: &str = "correct the target, or create what it names";

/// Up to [`LISTED`] paths in backticks.
fn listed<'a>(paths: impl ExactSizeIterator<Item = &'a RelPath>) -> String {
    let more = paths.len().saturating_sub(LISTED);
    let paths: Vec<String> = paths.take(LISTED).map(|path| format!("`{path}`")).collect();
    match more {
        0 => paths.join(", "),
        more => format!("{} and {more} more", paths.join(", ")),
    }
}
