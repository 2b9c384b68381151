//! Which URL each document, folder, redirect and attachment has.
//!
//! URLs are paths under the output root. They mirror paths under the content root, part by part:
//! NFC, lower case, spaces to hyphens, and hyphens for what some file systems refuse. No URL is
//! given twice, not even in another case, since some hosts don't tell `A.html` from `a.html`.

pub mod generated;
pub mod ledger;
pub mod portable;

pub use generated::Generated;

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::diagnostics::{Diagnostic, Severity};
use crate::model::path::relative_link;
use crate::model::segment::{bounded, folder_segment, is_portable, segment};
use crate::model::{DocId, Map, RelPath, Set};
use crate::names::{FolderTree, SpecialPage, path_key, permalinks, special_page};
use crate::parse::Document;

/// The home page.
const HOME: &str = "index.html";
/// The page that a host shows for what isn't there.
pub const NOT_FOUND: &str = "404.html";

/// Most old URLs of a document, each of which is a file to write.
const MOST_REDIRECTS: usize = 1000;

/// The script that every page has.
const SCRIPT: &str = "assets/search.js";

/// Files of the site that are no pages and have their names from others.
const FIXED: [&str; 8] = [
    SCRIPT,
    "data/graph.graphml",
    "data/graph.json",
    "data/previews.js",
    "data/topics.ttl",
    "llms.txt",
    "robots.txt",
    "sitemap.xml",
];

/// The URLs of a run.
#[derive(Clone, Debug, Default)]
pub struct Urls {
    /// By document.
    pub documents: Vec<String>,
    /// Old URLs: the file to write, and where it leads.
    pub redirects: Vec<(String, DocId)>,
    /// By folder of the [`FolderTree`]: its index document's URL, else that of its listing page.
    /// The root's is `index.html`, the home page.
    pub folders: Vec<String>,
    /// The files of `static/` that are published, by their place in the list.
    pub statics: Vec<u32>,
    /// Every file, by its path's key, with the document that has it.
    claimed: Map<String, Option<DocId>>,
    /// The keys of all folders that hold one of them.
    above: Set<String>,
    /// By key of a path that was taken: the last number that was tried behind it.
    numbers: Map<String, u32>,
}

/// Gives URLs to documents, the files of `statics` (paths under `static/`, which keep them),
/// redirects and folders, in this order of precedence.
pub fn assign(
    documents: &[Arc<Document>],
    statics: &[RelPath],
    tree: &FolderTree,
    keep_case: bool,
) -> (Urls, Vec<Diagnostic>) {
    let mut urls = Urls::default();
    FIXED.iter().for_each(|path| urls.take(path, None));
    let mut diagnostics = Vec::new();
    for (i, document) in documents.iter().enumerate() {
        let doc = DocId::new(i);
        let wanted = match special_page(document) {
            Some(SpecialPage::Home) if tree.folder(0).index == Some(doc) => HOME.to_owned(),
            Some(SpecialPage::NotFound) => NOT_FOUND.to_owned(),
            _ => document_url(document, tree.is_index(doc), keep_case, &mut diagnostics),
        };
        if let Some(Some(other)) = urls.claimed.get(&path_key(&wanted)) {
            diagnostics.push(Diagnostic::url_collision(
                &document.path,
                document.meta.slug.as_ref().map(|slug| slug.span),
                &wanted,
                &documents[other.index()].path,
            ));
        }
        let url = urls.free(&wanted);
        urls.take(&url, Some(doc));
        urls.documents.push(url);
    }
    urls.claim_statics(statics, documents, &mut diagnostics);
    for (i, document) in documents.iter().enumerate() {
        urls.redirects_of(DocId::new(i), document, documents, &mut diagnostics);
    }
    for folder in &tree.folders {
        let url = match folder.index {
            Some(doc) => urls.documents[doc.index()].clone(),
            None => {
                let mut wanted = folder_url(&folder.path, keep_case);
                wanted.push_str("index.html");
                urls.claim(&wanted)
            }
        };
        urls.folders.push(url);
    }
    (urls, diagnostics)
}

impl Urls {
    /// The document that stands at `404.html`.
    pub fn not_found(&self) -> Option<DocId> {
        self.documents.iter().position(|url| url == NOT_FOUND).map(DocId::new)
    }

    /// Claims the URL of a generated page. Where a document has it, the page moves to
    /// `topoi-<name>`.
    pub fn claim(&mut self, wanted: &str) -> String {
        let mut url = wanted.to_owned();
        if self.is_claimed(&url) {
            let name = url.rfind('/').map_or(0, |slash| slash + 1);
            url.insert_str(name, "topoi-");
        }
        self.claim_numbered(&url)
    }

    /// Claims the URL of one generated page among many alike, which get numbers where it is taken.
    pub fn claim_numbered(&mut self, wanted: &str) -> String {
        let url = self.free(wanted);
        self.take(&url, None);
        url
    }

    /// Gives a URL to each attachment; `files` are paths under the content root. They mirror
    /// their path as documents do; where something else has the URL, `-2` goes behind the name.
    pub fn attachments<'a>(
        &mut self,
        files: impl IntoIterator<Item = &'a RelPath>,
        keep_case: bool,
    ) -> Vec<String> {
        let mut given = Vec::new();
        for file in files {
            let mut wanted = folder_url(file.parent(), keep_case);
            wanted.push_str(&segment(file.file_name(), keep_case));
            given.push(self.claim_numbered(&bounded(wanted)));
        }
        given
    }

    /// Claims the URLs of the files of `static/`; those in whose place something else stands are
    /// told, and not published. Files that topoi would write for machines give way to them.
    fn claim_statics(
        &mut self,
        statics: &[RelPath],
        documents: &[Arc<Document>],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (number, path) in (0u32..).zip(statics) {
            let (url, key) = (path.as_str(), path_key(path.as_str()));
            let mut above = key.match_indices('/').map(|(at, _)| &key[..at]);
            let document = self.claimed.get(&key).copied().flatten();
            let what = match document {
                Some(doc) => Some(format!("`{}`", documents[doc.index()].path)),
                None if key == HOME => Some("the home page".to_owned()),
                None if key == SCRIPT => Some("the search".to_owned()),
                None if self.above.contains(&key) => Some("a folder of pages".to_owned()),
                None => above
                    .find_map(|folder| self.claimed.get(folder).copied().flatten())
                    .map(|doc| format!("`{}`", documents[doc.index()].path)),
            };
            match what {
                None => self.statics.push(number),
                Some(what) => {
                    let file = RelPath::new(&format!("static/{path}"));
                    diagnostics.push(Diagnostic::static_collision(&file, url, &what));
                }
            }
        }
        for number in self.statics.clone() {
            self.take(statics[number as usize].as_str(), None);
        }
    }

    /// Whether a file or a folder has this URL already.
    pub fn is_claimed(&self, url: &str) -> bool {
        let key = path_key(url);
        self.claimed.contains_key(&key) || self.above.contains(&key)
    }

    fn take(&mut self, url: &str, doc: Option<DocId>) {
        let key = path_key(url);
        let mut folder = key.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            if !self.above.insert(above.to_owned()) {
                break;
            }
            folder = above;
        }
        self.claimed.insert(key, doc);
    }

    /// `wanted`, or the path most like it that nothing stands in the way of: no file, no folder of
    /// its name, no file where it wants a folder. Parts that are taken get the first free number.
    fn free(&mut self, wanted: &str) -> String {
        let mut path = String::with_capacity(wanted.len());
        for part in wanted.split_inclusive('/') {
            let name = part.trim_end_matches('/');
            let start = path.len();
            path.push_str(name);
            let folder = name.len() < part.len();
            let taken = |urls: &Self, path: &str| match folder {
                true => urls.claimed.contains_key(&path_key(path)),
                false => urls.is_claimed(path),
            };
            if taken(self, &path) {
                let key = path_key(&path);
                let dot = name.rfind('.').filter(|&at| at > 0).unwrap_or(name.len());
                let (stem, extension) = name.split_at(dot);
                // A folder's parts come again and again, and all to the same place.
                let tried = self.numbers.get(&key).filter(|_| !folder);
                let mut number = tried.copied().unwrap_or(1);
                while taken(self, &path) {
                    number += 1;
                    path.truncate(start);
                    path.push_str(&format!("{stem}-{number}{extension}"));
                }
                self.numbers.insert(key, number);
            }
            if folder {
                path.push('/');
            }
        }
        path
    }

    fn redirects_of(
        &mut self,
        doc: DocId,
        document: &Document,
        documents: &[Arc<Document>],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let elsewhere = permalinks(document).map(|old| (old, None));
        let redirects = &document.meta.redirects;
        if let Some(one_more) = redirects.get(MOST_REDIRECTS) {
            let wanted = format!("up to {MOST_REDIRECTS} old URLs; those that follow lead nowhere");
            let form = format!("a list of {} URLs", redirects.len());
            let (path, span) = (&document.path, one_more.span);
            let key = "redirect_from";
            diagnostics.push(Diagnostic::front_matter_value(path, span, key, &wanted, &form));
        }
        let written = redirects.iter().take(MOST_REDIRECTS);
        let written = written.map(|old| (old.text.as_str(), Some(old.span)));
        for (old, span) in written.chain(elsewhere) {
            let open = |url: &String| self.is_claimed(url) || self.free(url) == *url;
            let Some(url) = redirect_url(old).filter(open) else {
                // A permalink may hold placeholders of another program; it is none of ours.
                if let Some(span) = span {
                    // Netlify's `/old/*` is followed by nobody here, and no fault of the text.
                    let (form, severity) = match old.contains('*') {
                        true => ("a pattern", Severity::Warning),
                        false => ("not a path below the site's root", Severity::Error),
                    };
                    let wanted = "a path below the site's root, such as `/old/page.html`";
                    let path = &document.path;
                    let told =
                        Diagnostic::front_matter_value(path, span, "redirect_from", wanted, form);
                    diagnostics.push(Diagnostic { severity, ..told });
                }
                continue;
            };
            match self.claimed.get(&path_key(&url)) {
                None => {
                    self.take(&url, Some(doc));
                    self.redirects.push((url, doc));
                }
                Some(Some(other)) if *other != doc && span.is_some() => {
                    diagnostics.push(Diagnostic::url_collision(
                        &document.path,
                        span,
                        &url,
                        &documents[other.index()].path,
                    ));
                }
                Some(_) => {}
            }
        }
    }
}

/// The link from page `from` to `to`, both URLs under the output root, with characters encoded
/// that a URL gives a meaning. `&` still wants escaping in HTML.
///
/// A `from` that begins with a slash is the path of the whole site, for a page that is shown at any
/// depth: links below it are absolute.
///
/// ```
/// use topoi::urls::href;
/// assert_eq!(href("b/c.html", "a.html", Some("x")), "../a.html#x");
/// assert_eq!(href("/docs/", "a.html", None), "/docs/a.html");
/// ```
pub fn href(from: &str, to: &str, fragment: Option<&str>) -> String {
    let mut link = match from.starts_with('/') {
        true => format!("{from}{to}"),
        false => relative_link(from, to),
    };
    if !link.bytes().all(is_plain) {
        link = utf8_percent_encode(&link, IN_URL).to_string();
    }
    if let Some(fragment) = fragment {
        link.push('#');
        match fragment.bytes().all(is_plain) {
            true => link.push_str(fragment),
            false => link.extend(utf8_percent_encode(fragment, IN_URL)),
        }
    }
    link
}

/// Nothing to encode: the bytes that nearly all URLs are made of.
fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = 0u8;
        while byte < 128 {
            plain[byte as usize] =
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'_');
            byte += 1;
        }
        plain
    };
    PLAIN[usize::from(byte)]
}

/// `#` and an id, with characters encoded that a URL gives a meaning.
pub fn fragment(id: &str) -> String {
    format!("#{}", utf8_percent_encode(id, IN_URL))
}

/// A path as a part of an address.
pub fn path(path: &str) -> String {
    utf8_percent_encode(path, IN_URL).to_string()
}

/// An address or part of one as an author wrote it: what no URL may hold is encoded, all else
/// stays.
pub fn encoded(written: &str) -> String {
    utf8_percent_encode(written.trim(), NEVER_IN_URL).to_string()
}

const NEVER_IN_URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

const IN_URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A document's URL: its path's, with `slug` for the last part. A slug with slashes is a path
/// from the root, as Docusaurus has them.
fn document_url(
    document: &Document,
    index: bool,
    keep_case: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let path = &document.content_path;
    let mut url = folder_url(path.parent(), keep_case);
    let stem = match &document.meta.slug {
        None if index => "index".to_owned(),
        None => folder_segment(path.file_stem(), keep_case),
        Some(slug) => {
            let text = slug.text.trim().trim_end_matches(".html");
            match RelPath::normalize(text).filter(|path| !path.as_str().is_empty()) {
                Some(slug) if slug.parent().is_empty() && !text.starts_with('/') => {
                    folder_segment(slug.as_str(), keep_case)
                }
                Some(slug) => {
                    url = folder_url(slug.parent(), keep_case);
                    folder_segment(slug.file_name(), keep_case)
                }
                None => {
                    diagnostics.push(Diagnostic::front_matter_value(
                        &document.path,
                        slug.span,
                        "slug",
                        "the last part of the page's URL, such as `winning-trust`",
                        "not a part of a URL",
                    ));
                    folder_segment(path.file_stem(), keep_case)
                }
            }
        }
    };
    url.push_str(&stem);
    url.push_str(".html");
    bounded(url)
}

/// The URL that a document at `path` has if nothing in it says otherwise.
fn url_of_path(path: &RelPath, keep_case: bool) -> String {
    let stem = folder_segment(path.file_stem(), keep_case);
    bounded(format!("{}{stem}.html", folder_url(path.parent(), keep_case)))
}

/// A folder's URL with a slash behind; empty for the root.
fn folder_url(folder: &str, keep_case: bool) -> String {
    folder
        .split('/')
        .filter(|name| !name.is_empty())
        .flat_map(|name| [folder_segment(name, keep_case), "/".to_owned()])
        .collect()
}

/// The file of an old URL: `/a.html` is itself, `/a` and `/a/` are `a/index.html`. `None` for
/// what isn't a path below the root.
fn redirect_url(old: &str) -> Option<String> {
    let path = old.trim().split(['?', '#']).next().unwrap_or("");
    if path.contains(':') || path.starts_with("//") {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let path = RelPath::normalize(&path)?;
    let file = match path.extension() {
        "html" | "htm" => path.as_str().to_owned(),
        _ => format!("{path}/index.html"),
    };
    is_portable(&file).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::{href, redirect_url};

    #[test]
    fn old_urls_become_files() {
        for (old, file) in [
            ("/a.html", Some("a.html")),
            ("/a", Some("a/index.html")),
            ("/a/", Some("a/index.html")),
            ("b/c%20d/", Some("b/c d/index.html")),
            ("/", None),
            ("../x", None),
            ("https://example.com/a", None),
            ("/.git/config", None),
            ("/a?b=c", Some("a/index.html")),
            ("/con/a.", None),
            ("/a.html/b", None),
        ] {
            assert_eq!(redirect_url(old).as_deref(), file, "{old}");
        }
    }

    #[test]
    fn links_encode_what_urls_give_a_meaning() {
        assert_eq!(href("a/b.html", "c#/50%.html", Some("x y")), "../c%23/50%25.html#x%20y");
    }
}
