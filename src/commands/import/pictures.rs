//! Pictures that come along: those beside a file, and those of the web.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::commands::Failure;
use crate::diagnostics::Diagnostic;
use crate::import::article::Article;
use crate::import::export::{IN_ADDRESS, links};
use crate::import::web::{self, Client};
use crate::model::{RelPath, hash};
use crate::parse::front_matter;

/// Where pictures of the web go, under the content root.
const FOLDER: &str = "pictures";

/// The endings of pictures.
const ENDINGS: [&str; 7] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// Takes the pictures along that an article of `path` refers to in its own folder or below; what
/// could not be taken is told.
pub fn bring_along(path: &Path, article: &mut Article) -> Vec<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let Ok(root) = folder.canonicalize() else { return Vec::new() };
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut notes = Vec::new();
    let markdown = links(&article.markdown, |address| {
        let is_picture = address
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()));
        if !is_picture || address.starts_with('/') || address.contains("//") {
            return None;
        }
        let inner = percent_decode_str(address).decode_utf8().ok()?;
        let inner = RelPath::normalize(&inner)?;
        let file = root.join(inner.as_str());
        // A link may lead out of the folder.
        let real = file.canonicalize().ok().filter(|real| real.starts_with(&root))?;
        let name = inner.file_name().to_owned();
        match read_picture(&real) {
            Ok(bytes) => {
                if files.iter().all(|(known, _)| *known != name) {
                    files.push((name.clone(), bytes));
                }
                Some(utf8_percent_encode(&name, IN_ADDRESS).to_string())
            }
            Err(cause) => {
                notes.push(format!("the picture `{address}` stays behind: {cause}"));
                None
            }
        }
    });
    article.markdown = markdown;
    article.files.extend(files);
    notes
}

fn read_picture(path: &Path) -> Result<Vec<u8>, String> {
    let facts = path.metadata().map_err(|error| error.to_string())?;
    if !facts.is_file() {
        return Err("it is no file".to_owned());
    }
    if facts.len() > web::LARGEST_PICTURE {
        return Err(format!("it is larger than {} MB", web::LARGEST_PICTURE >> 20));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

/// Brings the pictures of the web that documents show into the knowledge base.
pub struct Pictures<'a> {
    client: &'a Client,
    content: PathBuf,
    dry_run: bool,
    /// Where each address's picture went, or why it is not there.
    known: BTreeMap<String, Result<String, String>>,
    /// How many pictures were written.
    pub written: usize,
}

impl<'a> Pictures<'a> {
    /// Pictures for documents under the content root.
    pub fn new(client: &'a Client, content: PathBuf, dry_run: bool) -> Self {
        Self { client, content, dry_run, known: BTreeMap::new(), written: 0 }
    }

    /// Brings those of one document, and rewrites its links.
    ///
    /// # Errors
    /// What the environment refused.
    pub fn bring(&mut self, document: &str, found: &mut Vec<Diagnostic>) -> Result<(), Failure> {
        let path = self.content.join(document);
        let Ok(text) = std::fs::read_to_string(&path) else { return Ok(()) };
        let file = RelPath::normalize(document).unwrap_or_else(|| RelPath::new("document.md"));
        let up = "../".repeat(document.matches('/').count());
        let mut renewed = text.clone();
        // From the end, so that places stay.
        for (range, address) in remote(&text).into_iter().rev() {
            match self.picture(&address)? {
                Ok(name) => renewed.replace_range(range, &format!("{up}{FOLDER}/{name}")),
                Err(cause) => {
                    let what = format!("the picture `{address}` stays where it is: {cause}");
                    found.push(Diagnostic::incomplete_import(&file, &what));
                }
            }
        }
        if renewed != text && !self.dry_run {
            super::target::write(&path, renewed.as_bytes())?;
        }
        Ok(())
    }

    /// The name of the picture at an address, once it is there.
    fn picture(&mut self, address: &str) -> Result<Result<String, String>, Failure> {
        if let Some(known) = self.known.get(address) {
            return Ok(known.clone());
        }
        let picture = self.client.picture(address).and_then(|picture| {
            let ending =
                ending(&picture.bytes).ok_or("it is no picture of a kind that is shown")?;
            Ok((picture.bytes, ending))
        });
        let name = match picture {
            Ok((bytes, ending)) => {
                let hash = hash::hex(&bytes, 8);
                let name = format!("{hash}.{ending}");
                let path = self.content.join(FOLDER).join(&name);
                if !path.exists() {
                    self.written += 1;
                    if !self.dry_run {
                        super::target::write(&path, &bytes)?;
                    }
                }
                Ok(name)
            }
            Err(cause) => Err(cause),
        };
        self.known.insert(address.to_owned(), name.clone());
        Ok(name)
    }
}

/// What a picture's file ends in, by its first bytes. Drawings in SVG may hold scripts and are none.
fn ending(bytes: &[u8]) -> Option<&'static str> {
    let is = |sign: &[u8]| bytes.starts_with(sign);
    let brand = bytes.get(4..12).unwrap_or(b"");
    Some(match () {
        () if is(b"\x89PNG\r\n\x1a\n") => "png",
        () if is(b"\xff\xd8\xff") => "jpg",
        () if is(b"GIF87a") || is(b"GIF89a") => "gif",
        () if is(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => "webp",
        () if brand == b"ftypavif" || brand == b"ftypavis" => "avif",
        () => return None,
    })
}

/// Where a document names pictures of the web, and their addresses, in order.
fn remote(text: &str) -> Vec<(Range<usize>, String)> {
    let path = RelPath::new("document.md");
    let context = front_matter::Context { path: &path, kind: None, relations: &[] };
    let body = front_matter::parse(text, &context, &mut Vec::new()).map_or(0, |parsed| parsed.body);
    let source = &text[body..];
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(source, options).into_offset_iter();
    let (mut places, mut defined): (Vec<(Range<usize>, String)>, Vec<String>) = Default::default();
    for (event, range) in events.by_ref() {
        let Event::Start(Tag::Image { link_type, dest_url, .. }) = event else { continue };
        if !web::is_address(&dest_url) {
            continue;
        }
        match link_type {
            LinkType::Inline => {
                if let Some(at) = source[range.clone()].rfind(&*dest_url) {
                    let from = range.start + at;
                    places.push((from..from + dest_url.len(), dest_url.into_string()));
                }
            }
            _ => defined.push(dest_url.into_string()),
        }
    }
    for (_, definition) in events.reference_definitions().iter() {
        let span = definition.span.clone();
        if defined.iter().any(|address| *address == *definition.dest)
            && let Some(at) = source[span.clone()].find(&*definition.dest)
        {
            let from = span.start + at;
            places.push((from..from + definition.dest.len(), definition.dest.to_string()));
        }
    }
    places.sort_by_key(|(range, _)| range.start);
    places.dedup();
    places
        .into_iter()
        .map(|(range, address)| (range.start + body..range.end + body, address))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::remote;

    #[test]
    fn pictures_of_the_web_are_found_where_they_are_named() {
        let text = "---\ntitle: A\n---\n\n![a](https://e.example/a.png) [l](https://e.example/l) ![b](b.png)\n\n\
            `![c](https://e.example/c.png)` ![d][d] <img src=\"https://e.example/e.png\">\n\n[d]: https://e.example/d.png \"D\"\n";
        let found: Vec<&str> = remote(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, ["https://e.example/a.png", "https://e.example/d.png"]);
    }
}
