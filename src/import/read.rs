//! One file's bytes as articles, by what it is.

use super::archive::Archive;
use super::article::Article;
use super::rules::Rules;
use super::{docx, encoding, export, html, mhtml, pdf, pptx, text};
use crate::diagnostics::Diagnostic;
use crate::model::RelPath;
use crate::parse::front_matter;
use crate::parse::value::Text;

/// A text longer than this is not read: it is no article, and costs memory many times over.
pub const LONGEST: usize = 16 << 20;

/// A file larger than this is not read at all.
pub const LARGEST: usize = 256 << 20;

/// What may be asked of a reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Drop no line.
    pub keep_all: bool,
    /// The address that the file was fetched from.
    pub address: Option<&'a str>,
}

/// The name of the part that a locked office document consists of, in UTF-16.
const LOCKED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A saved page.
    Html,
    /// Markdown.
    Markdown,
    /// Any other text.
    Text,
    /// A page that a browser saved as one file.
    Mhtml,
    /// A PDF document.
    Pdf,
    /// A zip archive: an office document or an export.
    Archive,
    /// Bytes that are no text, or of a format that isn't read; what it seems to be.
    Unknown(&'static str),
}

/// The endings of files that a folder is searched for.
pub const ENDINGS: &[&str] = &[
    "html", "htm", "xhtml", "mht", "mhtml", "md", "markdown", "txt", "text", "docx", "pptx", "pdf",
    "zip",
];

/// What a file is, by its first bytes and its ending (lower case, none where it came by a pipe).
pub fn format(bytes: &[u8], ending: &str) -> Format {
    let starts = |sign: &[u8]| bytes.starts_with(sign);
    // A PDF's sign may stand behind a few other bytes.
    if bytes[..bytes.len().min(1024)].windows(5).any(|bytes| bytes == b"%PDF-") {
        return Format::Pdf;
    }
    if starts(b"PK\x03\x04") {
        return Format::Archive;
    }
    // Word puts what it locks into a file of the old format.
    if starts(b"\xd0\xcf\x11\xe0") && memchr::memmem::find(bytes, LOCKED).is_some() {
        return Format::Unknown("protected by a password; save it without one");
    }
    let known: [(&[u8], &'static str); 6] = [
        (b"PK\x05\x06", "an empty archive"),
        (b"\xd0\xcf\x11\xe0", "an office document of the old format"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1f\x8b", "a compressed file"),
    ];
    if let Some((_, what)) = known.iter().find(|(sign, _)| starts(sign)) {
        return Format::Unknown(what);
    }
    match ending {
        "html" | "htm" | "xhtml" => Format::Html,
        "md" | "markdown" => Format::Markdown,
        "mht" | "mhtml" => Format::Mhtml,
        "docx" | "pptx" | "zip" => Format::Unknown("damaged: it doesn't begin as an archive does"),
        "pdf" => Format::Unknown("damaged: it doesn't begin as a PDF document does"),
        _ => {
            let head = encoding::decode(&bytes[..bytes.len().min(2048)]).text;
            let lower = head.trim_start().to_ascii_lowercase();
            let page = ["<!doctype html", "<html", "<head", "<body"]
                .iter()
                .any(|sign| lower.starts_with(sign))
                || (lower.starts_with("<?xml") || lower.starts_with("<!--"))
                    && lower.contains("<html");
            if page {
                Format::Html
            } else if head.contains('\0') {
                Format::Unknown("no text")
            } else {
                Format::Text
            }
        }
    }
}

/// Reads one file: an article, or several of an export, each with its name. What is wrong is told.
pub fn read(
    file: &RelPath,
    bytes: &[u8],
    rules: &Rules,
    options: Options<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<(RelPath, Article)> {
    let ending =
        file.as_str().rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let articles = match format(bytes, &ending) {
        Format::Unknown(what) => Err(format!("it is {what}")),
        Format::Pdf => {
            pdf::read(bytes, options.keep_all).map(|article| vec![(file.clone(), article)])
        }
        Format::Archive => read_archive(file, bytes, rules, options, found),
        format => read_plain(file, bytes, format, rules, options, found)
            .map(|article| vec![(file.clone(), article)]),
    };
    let mut articles = articles.unwrap_or_else(|cause| {
        found.push(Diagnostic::unreadable_import(file, &cause));
        Vec::new()
    });
    if let Some(address) = options.address {
        for (_, article) in &mut articles {
            // A page may say that it belongs elsewhere on its own site, not on another.
            let own = article.source.take().filter(|source| host(source) == host(address));
            article.source = own.or_else(|| Some(address.to_owned()));
        }
    }
    for (file, article) in &articles {
        found.extend(article.notes.iter().map(|note| Diagnostic::incomplete_import(file, note)));
    }
    articles
}

/// The host of an address, without `www.`.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host)
}

fn read_archive(
    file: &RelPath,
    bytes: &[u8],
    rules: &Rules,
    options: Options<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<Vec<(RelPath, Article)>, String> {
    let mut archive = Archive::open(bytes)?;
    let mut notes = Vec::new();
    let names = archive.names(&mut notes);
    let has = |name: &str| names.iter().any(|known| known == name);
    let articles = if has("word/document.xml") {
        vec![(file.clone(), docx::read(&mut archive)?)]
    } else if has("ppt/presentation.xml") {
        vec![(file.clone(), pptx::read(&mut archive)?)]
    } else {
        notes.clear();
        let pages = export::read(&mut archive, rules, options.keep_all, &mut notes)?;
        let inside = |name: &str| {
            RelPath::normalize(&format!("{file}/{name}")).unwrap_or_else(|| file.clone())
        };
        pages.into_iter().map(|(name, article)| (inside(&name), article)).collect()
    };
    found.extend(notes.iter().map(|note| Diagnostic::incomplete_import(file, note)));
    if articles.is_empty() {
        return Err("it holds no page that could be read".to_owned());
    }
    if articles.iter().all(|(_, article)| article.markdown.trim().is_empty()) {
        return Err("it holds no text".to_owned());
    }
    Ok(articles)
}

fn read_plain(
    file: &RelPath,
    bytes: &[u8],
    format: Format,
    rules: &Rules,
    options: Options<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<Article, String> {
    if bytes.len() > LONGEST {
        return Err(format!(
            "it has {} MB of text, more than {} MB",
            bytes.len() >> 20,
            LONGEST >> 20
        ));
    }
    let (page, address) = match format {
        Format::Mhtml => mhtml::page(bytes)?,
        _ => {
            let decoded = encoding::decode(bytes);
            if decoded.damaged {
                found.push(Diagnostic::damaged_import(file, decoded.encoding));
            }
            (decoded.text, None)
        }
    };
    let mut article = match format {
        Format::Html | Format::Mhtml => html::read(&page, rules, options.keep_all, options.address),
        _ => read_text(file, &page, format == Format::Markdown, rules, options),
    };
    article.source = article.source.or(address);
    if !article.markdown.trim().is_empty() {
        return Ok(article);
    }
    Err(match format {
        Format::Html | Format::Mhtml if article.dropped.is_empty() => {
            "the page holds no text; scripts would have to make it".to_owned()
        }
        Format::Html | Format::Mhtml => {
            "none of the page's text reads as an article; `--keep-all` takes all of it".to_owned()
        }
        _ => "it holds no text".to_owned(),
    })
}

fn read_text(
    file: &RelPath,
    whole: &str,
    markdown: bool,
    rules: &Rules,
    options: Options<'_>,
) -> Article {
    let context = front_matter::Context { path: file, kind: None, relations: &[] };
    // What is wrong with foreign front matter shows in the import.
    let parsed = front_matter::parse(whole, &context, &mut Vec::new());
    let Some(parsed) = parsed.filter(|parsed| parsed.body > 0) else {
        let markdown = markdown || text::looks_like_markdown(whole);
        return text::read(whole, markdown, rules, options.keep_all);
    };
    let fields = parsed.meta;
    let value = |field: Option<Text>| {
        field.map(|text| text.text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut article = text::read(&whole[parsed.body..], true, rules, options.keep_all);
    article.title = value(fields.title).or(article.title);
    if !fields.authors.is_empty() {
        article.authors = fields.authors.into_iter().map(|author| author.text).collect();
    }
    article.published = fields.published.or(article.published);
    article.source = value(fields.source_url).or(article.source);
    article.lang = value(fields.lang).or(article.lang);
    article.license = value(fields.license).or(article.license);
    article
}
