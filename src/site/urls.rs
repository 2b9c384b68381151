//! Which URL each document, folder, redirect and attachment has.
//!
//! URLs are paths under the output root. They mirror paths under the content root, part by part:
//! NFC, lower case, spaces to hyphens, and hyphens for what some file systems refuse. No URL is
//! given twice, not even in another case, since some hosts don't tell `A.html` from `a.html`.

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::diagnostics::Diagnostic;
use crate::links::{NameTable, path_key};
use crate::model::path::relative_link;
use crate::model::{DocId, Map, RelPath, Set};
use crate::parse::Document;

/// Longest part of a URL, in bytes, so that the file name with its extension fits everywhere.
const MAX_PART: usize = 200;

/// The URLs of a run.
#[derive(Clone, Debug, Default)]
pub struct Urls {
    /// By document.
    pub documents: Vec<String>,
    /// Old URLs: the file to write, and where it leads.
    pub redirects: Vec<(String, DocId)>,
    /// By folder of the [`NameTable`]: its index document's URL, else that of its listing page.
    /// The root's is `index.html`, the home page.
    pub folders: Vec<String>,
    claimed: Map<String, Option<DocId>>,
}

/// Gives URLs to documents, redirects and folders, in this order of precedence.
pub fn assign(
    documents: &[Arc<Document>],
    names: &NameTable,
    keep_case: bool,
) -> (Urls, Vec<Diagnostic>) {
    let mut urls = Urls::default();
    let mut diagnostics = Vec::new();
    let indices: Set<DocId> = names.folders().iter().filter_map(|folder| folder.index).collect();
    for (i, document) in documents.iter().enumerate() {
        let doc = DocId::new(i);
        let index = indices.contains(&doc);
        let wanted = document_url(document, index, keep_case, &mut diagnostics);
        let url = match urls.claimed.get(&path_key(&wanted)) {
            None => wanted,
            Some(other) => {
                let other = other.expect("only documents have claimed anything yet");
                diagnostics.push(Diagnostic::url_collision(
                    &document.path,
                    document.meta.slug.as_ref().map(|slug| slug.span),
                    &wanted,
                    &documents[other.index()].path,
                ));
                urls.numbered(&wanted)
            }
        };
        urls.claimed.insert(path_key(&url), Some(doc));
        urls.documents.push(url);
    }
    for (i, document) in documents.iter().enumerate() {
        urls.redirects_of(DocId::new(i), document, documents, &mut diagnostics);
    }
    for folder in names.folders() {
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
    /// Claims the URL of a generated page. Where a document has it, the page moves to
    /// `topoi-<name>`.
    pub fn claim(&mut self, wanted: &str) -> String {
        let mut url = wanted.to_owned();
        if self.claimed.contains_key(&path_key(&url)) {
            let (folder, name) = match wanted.rsplit_once('/') {
                Some((folder, name)) => (format!("{folder}/"), name),
                None => (String::new(), wanted),
            };
            url = format!("{folder}topoi-{name}");
            if self.claimed.contains_key(&path_key(&url)) {
                url = self.numbered(&url);
            }
        }
        self.claimed.insert(path_key(&url), None);
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
            wanted.push_str(&part(file.file_name(), keep_case));
            if self.claimed.contains_key(&path_key(&wanted)) {
                wanted = self.numbered(&wanted);
            }
            self.claimed.insert(path_key(&wanted), None);
            given.push(wanted);
        }
        given
    }

    /// Whether something has this URL already.
    pub fn is_claimed(&self, url: &str) -> bool {
        self.claimed.contains_key(&path_key(url))
    }

    fn redirects_of(
        &mut self,
        doc: DocId,
        document: &Document,
        documents: &[Arc<Document>],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        // Jekyll's, Hugo's and Zola's names for the URL that a page has there.
        let extra = |key: &&str| document.meta.extra.get(*key).and_then(|value| value.as_str());
        let elsewhere = ["permalink", "url", "path"];
        let elsewhere = elsewhere.iter().filter_map(extra).map(|old| (old, None));
        let written = document.meta.redirects.iter().map(|old| (old.text.as_str(), Some(old.span)));
        for (old, span) in written.chain(elsewhere) {
            let Some(url) = redirect_url(old) else {
                // A permalink may hold placeholders of another program; it is none of ours.
                if let Some(span) = span {
                    diagnostics.push(Diagnostic::front_matter_value(
                        &document.path,
                        span,
                        "redirect_from",
                        "a path below the site's root, such as `/old/page.html`",
                        "not a path below the site's root",
                    ));
                }
                continue;
            };
            match self.claimed.get(&path_key(&url)) {
                None => {
                    self.claimed.insert(path_key(&url), Some(doc));
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

    /// `wanted` with the first free number behind its name.
    fn numbered(&self, wanted: &str) -> String {
        let name_at = wanted.rfind('/').map_or(0, |i| i + 1);
        let dot = wanted[name_at..].rfind('.').filter(|&i| i > 0);
        let (stem, extension) = wanted.split_at(dot.map_or(wanted.len(), |i| name_at + i));
        (2u32..)
            .map(|n| format!("{stem}-{n}{extension}"))
            .find(|url| !self.claimed.contains_key(&path_key(url)))
            .expect("numbers don't run out")
    }
}

/// The link from page `from` to `to`, both URLs under the output root, with characters encoded
/// that a URL gives a meaning. `&` still wants escaping in HTML.
pub fn href(from: &str, to: &str, fragment: Option<&str>) -> String {
    let mut link = relative_link(from, to);
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
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'_')
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
        None => part(path.file_stem(), keep_case),
        Some(slug) => {
            let text = slug.text.trim().trim_end_matches(".html");
            match RelPath::normalize(text).filter(|path| !path.as_str().is_empty()) {
                Some(slug) if slug.parent().is_empty() && !text.starts_with('/') => {
                    part(slug.as_str(), keep_case)
                }
                Some(slug) => {
                    url = folder_url(slug.parent(), keep_case);
                    part(slug.file_name(), keep_case)
                }
                None => {
                    diagnostics.push(Diagnostic::front_matter_value(
                        &document.path,
                        slug.span,
                        "slug",
                        "the last part of the page's URL, such as `winning-trust`",
                        "not a part of a URL",
                    ));
                    part(path.file_stem(), keep_case)
                }
            }
        }
    };
    url.push_str(&stem);
    url.push_str(".html");
    url
}

/// The URL that a document at `path` has if nothing in it says otherwise.
pub(super) fn url_of_path(path: &RelPath, keep_case: bool) -> String {
    let stem = part(path.file_stem(), keep_case);
    format!("{}{stem}.html", folder_url(path.parent(), keep_case))
}

/// A folder's URL with a slash behind; empty for the root.
fn folder_url(folder: &str, keep_case: bool) -> String {
    folder
        .split('/')
        .filter(|name| !name.is_empty())
        .flat_map(|name| [part(name, keep_case), "/".to_owned()])
        .collect()
}

/// One part of a path as one part of a URL. A part that is too long is cut, and keeps its
/// extension and a hash.
fn part(name: &str, keep_case: bool) -> String {
    let plain = |c: char| match c {
        ' ' | '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' => '-',
        c if c.is_whitespace() || c.is_control() => '-',
        c => c,
    };
    let mut part: String = name.nfc().map(plain).collect();
    if !keep_case {
        part = part.to_lowercase();
    }
    if part.len() <= MAX_PART {
        return part;
    }
    let hash = Sha256::digest(part.as_bytes());
    let extension = part.rfind('.').filter(|&i| part.len() - i <= 16).unwrap_or(part.len());
    let (stem, extension) = part.split_at(extension);
    let kept = &stem[..stem.floor_char_boundary(MAX_PART - 32)];
    format!("{kept}-{:02x}{:02x}{:02x}{:02x}{extension}", hash[0], hash[1], hash[2], hash[3])
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
    if path.as_str().is_empty() || path.as_str().contains(char::is_control) {
        return None;
    }
    if path.as_str().split('/').any(|part| part.len() > MAX_PART || part.starts_with('.')) {
        return None;
    }
    match path.extension() {
        "html" | "htm" => Some(path.as_str().to_owned()),
        _ => Some(format!("{path}/index.html")),
    }
}

#[cfg(test)]
mod tests {
    use super::{href, part, redirect_url};

    #[test]
    fn parts_mirror_names() {
        for (name, url) in [
            ("Mutual Trust", "mutual-trust"),
            ("C++", "c++"),
            ("Cafe\u{301}", "café"),
            ("What? \"Why\"", "what---why-"),
            ("A — B", "a-—-b"),
        ] {
            assert_eq!(part(name, false), url);
        }
        assert_eq!(part("Mutual Trust", true), "Mutual-Trust");
        let long = part(&format!("{}.png", "ä".repeat(300)), false);
        assert!(long.len() <= 200 && long.ends_with(".png"), "{long}");
    }

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
        ] {
            assert_eq!(redirect_url(old).as_deref(), file, "{old}");
        }
    }

    #[test]
    fn links_encode_what_urls_give_a_meaning() {
        assert_eq!(href("a/b.html", "c#/50%.html", Some("x y")), "../c%23/50%25.html#x%20y");
    }
}
