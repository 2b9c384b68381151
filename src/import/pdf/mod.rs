//! PDF documents that have a text layer.
//!
//! [`limits`] counts what their streams unpack to, [`glyphs`] reads each page's characters and
//! places, [`lines`] makes lines of them in the order of reading, [`furniture`] takes out running
//! heads, feet and page numbers, [`paragraphs`] joins lines over columns and pages, and [`blocks`]
//! says what is a heading, a list, a table or a note.

mod blocks;
mod furniture;
mod glyphs;
mod limits;
mod lines;
mod paragraphs;

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::object::{
    Array, DateTime, Dict, MaybeRef, Object, String as Bytes,
};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::article::Article;
use super::encoding;
use super::markdown;
use super::names;
use crate::diagnostics::fault;
use crate::model::Date;
use glyphs::Spent;
use lines::Line;

/// A document of more pages than this is read to here.
const MOST_PAGES: usize = 5000;
/// The stack of the thread that reads, in bytes: drawings nest, and a stack that overflows ends the
/// program.
const STACK: usize = 64 << 20;
/// Where more than this share of the glyphs say no character, there is no text layer to speak of.
const UNKNOWN: f64 = 0.3;

/// What is kept of a page.
struct PageLines {
    height: f32,
    columns: Vec<Vec<Line>>,
    links: Vec<String>,
}

/// All that is read of a document.
#[derive(Default)]
struct Document {
    pages: Vec<PageLines>,
    sideways: Vec<String>,
    /// Numbers of pages that hold a picture and no text.
    scanned: Vec<usize>,
    pictures: usize,
    unknown: usize,
    glyphs: usize,
    /// Pages that could not be read, and how many were left out at the end.
    damaged: Vec<usize>,
    left_out: usize,
    /// Whether its pages take more than may be taken.
    over: bool,
    info: Info,
}

/// What a document says of itself.
#[derive(Default)]
struct Info {
    title: Option<String>,
    author: Option<String>,
    created: Option<Date>,
    lang: Option<String>,
}

/// Reads a document's text layer. `keep_all` keeps running heads and page numbers.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(bytes: &[u8], keep_all: bool) -> Result<Article, String> {
    limits::check(bytes)?;
    let mut document = on_a_large_stack(|| load(bytes))??;
    let count = document.pages.len() + document.damaged.len();
    if count == 0 {
        return Err("it is damaged: it holds no pages".to_owned());
    }
    if document.glyphs == 0 {
        return Err(match document.scanned.len() {
            _ if document.over => "it draws more than topoi reads".to_owned(),
            0 if !document.damaged.is_empty() => {
                "it is damaged: no page of it can be read".to_owned()
            }
            0 => "it holds no text".to_owned(),
            _ => "it holds pictures of pages and no text; run a text recognition over it first"
                .to_owned(),
        });
    }
    if document.unknown as f64 > document.glyphs as f64 * UNKNOWN {
        return Err(
            "its fonts don't say which characters they show; run a text recognition over it first"
                .to_owned(),
        );
    }
    let mut article = Article::default();
    if !keep_all {
        article.dropped = furniture::take(&mut document.pages);
        article.dropped.append(&mut document.sideways);
    }
    let body = blocks::blocks(&document, &mut article);
    let (mut body, sideways) = (body, std::mem::take(&mut document.sideways));
    for text in sideways {
        let mut builder = super::blocks::Builder::default();
        builder.text(&text);
        body.extend(builder.finish());
    }
    article.lang = document.info.lang.take();
    article.markdown = markdown::markdown(&body);
    article.text = markdown::plain(&body);
    article.notes = notes(&document, count);
    Ok(article)
}

/// What is told of a document beside its text.
fn notes(document: &Document, count: usize) -> Vec<String> {
    let list = |pages: &[usize]| {
        let few: Vec<String> = pages.iter().take(10).map(usize::to_string).collect();
        let more = if pages.len() > 10 { " and others" } else { "" };
        let word = if pages.len() == 1 { "page" } else { "pages" };
        format!("{word} {}{more}", few.join(", "))
    };
    let mut notes = Vec::new();
    if !document.scanned.is_empty() {
        let pages = list(&document.scanned);
        notes.push(format!("{pages} of {count} hold a picture and no text"));
    }
    if !document.damaged.is_empty() {
        notes.push(format!("{} could not be read", list(&document.damaged)));
    }
    if document.left_out > 0 {
        notes.push(format!("its last {} pages were left out", document.left_out));
    }
    if document.unknown > 0 {
        let what = "of its characters are not told by their font and stand as `\u{fffd}`";
        notes.push(format!("{} {what}", document.unknown));
    }
    if document.pictures > 0 {
        notes.push(format!("{} of its pictures stay behind", document.pictures));
    }
    notes
}

/// Does `work` on a thread of its own and catches what it throws.
fn on_a_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || fault::catch(work))
            .map_err(|error| format!("it could not be read: {error}"))?;
        match thread.join() {
            Ok(Ok(result)) => Ok(result),
            _ => Err("it is damaged".to_owned()),
        }
    })
}

/// Whether a font gives widths to characters beyond the last (ISO 32000-2, 9.7.4.3): the reader makes
/// a table of all.
fn has_endless_fonts(pdf: &Pdf) -> bool {
    pdf.objects().into_iter().any(|object| is_endless(&object, 0))
}

/// Whether `object`, or one that it holds and doesn't merely refer to, is such a font.
fn is_endless(object: &Object<'_>, depth: usize) -> bool {
    const LAST: f64 = 65_535.0;
    const DEEPEST: usize = 12;
    let inner = |value: MaybeRef<Object<'_>>| match value {
        MaybeRef::NotRef(value) => is_endless(&value, depth + 1),
        MaybeRef::Ref(_) => false,
    };
    let dict = match object {
        Object::Array(array) if depth < DEEPEST => return array.raw_iter().any(inner),
        Object::Dict(dict) if depth < DEEPEST => dict,
        Object::Stream(stream) => stream.dict(),
        _ => return false,
    };
    let widths = [&b"W"[..], b"W2"].into_iter().filter_map(|key| dict.get::<Array<'_>>(key));
    let beyond = |value| matches!(value, Object::Number(number) if number.as_f64() > LAST);
    widths.into_iter().any(|widths| widths.iter::<Object<'_>>().any(beyond))
        || dict.entries().any(|(_, value)| inner(value))
}

fn load(bytes: &[u8]) -> Result<Document, String> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "it is protected by a password; save it without one".to_owned()
        }
        LoadPdfError::Decryption(_) => "it is encrypted in a way that topoi can't read".to_owned(),
        LoadPdfError::Invalid if memchr::memmem::find(bytes, b"/Encrypt").is_some() => {
            "it is damaged, or protected by a password".to_owned()
        }
        LoadPdfError::Invalid => "it is damaged: it holds no list of pages".to_owned(),
    })?;
    if has_endless_fonts(&pdf) {
        return Err("it is damaged: a font has more characters than there are".to_owned());
    }
    let mut document = Document { info: info(&pdf), ..Document::default() };
    let cache = InterpreterCache::new();
    let mut spent = Spent::default();
    let pages = pdf.pages();
    for (place, source) in pages.iter().enumerate() {
        let over = place >= MOST_PAGES || spent.is_over();
        if over {
            document.left_out = pages.len() - place;
            break;
        }
        let Ok(page) = fault::catch(|| glyphs::page(source, &cache, &mut spent)) else {
            document.over |= spent.is_over();
            document.damaged.push(place + 1);
            continue;
        };
        if page.glyphs.iter().all(|glyph| glyph.c.is_whitespace()) && page.covered {
            document.scanned.push(place + 1);
        }
        document.glyphs += page.glyphs.len();
        document.unknown += page.unknown;
        document.pictures += if page.covered { 0 } else { page.pictures };
        let sideways = page.sideways.iter().map(|text| text.trim().to_owned());
        document.sideways.extend(sideways.filter(|text| !text.is_empty()));
        let columns = lines::columns(&page);
        document.pages.push(PageLines { height: page.height, columns, links: page.links });
    }
    Ok(document)
}

fn info(pdf: &Pdf) -> Info {
    let meta = pdf.metadata();
    let field = |bytes: &Option<Box<[u8]>>| {
        let text = decode(bytes.as_deref()?);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let lang = catalog.and_then(|catalog| catalog.get::<Bytes<'_>>(b"Lang"));
    let lang = lang.map(|lang| decode(lang.as_bytes()).trim().replace('_', "-"));
    let is_tag = |lang: &String| {
        let first = lang.split('-').next().unwrap_or("");
        (2..=3).contains(&first.len())
            && lang.len() < 12
            && lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    Info {
        title: field(&meta.title),
        author: field(&meta.author),
        created: meta.creation_date.as_ref().and_then(day),
        lang: lang.filter(is_tag),
    }
}

fn day(time: &DateTime) -> Option<Date> {
    Date::parse(&format!("{:04}-{:02}-{:02}", time.year, time.month, time.day))
}

/// A text string: UTF-16 or UTF-8 by its mark, else in the document's own encoding, whose letters
/// are those of windows-1252.
fn decode(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some(_) => encoding::decode(bytes).text,
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The names in a document's field of authors, where they are names.
fn authors(info: &Info) -> Vec<String> {
    let people = info.author.as_deref().map(names::people).unwrap_or_default();
    if people.iter().all(|name| names::is_name(name)) { people } else { Vec::new() }
}
