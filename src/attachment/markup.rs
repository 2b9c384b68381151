//! What in markup would run in a browser, and XML as it is read for that.

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape_with};
use quick_xml::events::{BytesDecl, BytesStart, Event};

use crate::model::html::without_endless_tags;

/// An attribute with its value as a browser understands it.
pub(super) struct Attribute {
    pub name: String,
    pub value: String,
}

/// Elements that run, or draw other documents that may, or change where addresses lead.
const RUN: [&str; 14] = [
    "applet",
    "base",
    "embed",
    "foreignscript",
    "frame",
    "handler",
    "iframe",
    "link",
    "listener",
    "object",
    "portal",
    "script",
    "stylesheet",
    "transform",
];
/// Elements that set attributes of others.
const SET: [&str; 3] = ["set", "animate", "animatetransform"];

/// Whether an element of this local name runs something.
pub(super) fn runs(name: &str, attributes: &[Attribute]) -> bool {
    let name = name.to_ascii_lowercase();
    let value = |wanted: &str| {
        let found = attributes.iter().find(|one| one.name.eq_ignore_ascii_case(wanted));
        found.map(|one| one.value.trim().to_ascii_lowercase())
    };
    match name.as_str() {
        "link" => value("rel").is_none_or(|rel| rel != "stylesheet" && !rel.contains("icon")),
        "meta" => {
            let plain = ["content-type", "content-language", "x-ua-compatible"];
            let charsets = ["utf-8", "us-ascii", "iso-8859-1", "windows-1252"];
            let content = value("content").unwrap_or_default();
            let charset = value("charset")
                .or_else(|| content.split_once("charset=").map(|(_, name)| name.to_owned()));
            value("http-equiv").is_some_and(|name| !plain.contains(&&*name))
                || charset.is_some_and(|name| !charsets.contains(&&*name))
        }
        name if SET.contains(&name) => value("attributeName").is_some_and(|set| {
            let local = set.rsplit(':').next().unwrap_or("");
            local == "href" || local.starts_with("on")
        }),
        name => RUN.contains(&name),
    }
}

/// Whether an attribute of this local name, in lower case, may be run by an event.
fn is_event(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    name.len() > 2 && name.starts_with("on") && name.bytes().all(is_part)
}

/// Whether an attribute of this local name, in lower case, runs something.
pub(super) fn attribute_runs(name: &str, value: &str) -> bool {
    let address = |value: &str| {
        // As browsers read them: without what can't be seen in them.
        let plain: String =
            value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let plain = plain.to_ascii_lowercase();
        let mut rest = plain.as_str();
        while let Some(inner) =
            ["feed:", "view-source:", "jar:"].iter().find_map(|s| rest.strip_prefix(s))
        {
            rest = inner;
        }
        rest.starts_with("javascript:")
            || rest.starts_with("vbscript:")
            || rest.starts_with("data:")
                && !rest.starts_with("data:image/")
                && !rest.starts_with("data:font/")
            || rest.starts_with("data:image/svg") && name != "src" && name != "style"
    };
    let holds_document = name == "srcdoc";
    is_event(name)
        || holds_document
        || address(value)
        || value.contains(';') && value.split(';').any(address)
}

/// A tag is not as long, in bytes, but to hide something.
const LONGEST_TAG: usize = 1 << 16;

/// Whether a file of HTML runs something, or asks its reader for something. What isn't plain UTF-8
/// may be read as anything.
///
/// What is a comment or a title to a browser depends on all that stands before it. So whatever looks
/// like a tag is taken for one, wherever it stands: rather too many than too few.
pub(super) fn html_runs(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let has_endless_tags = matches!(without_endless_tags(text), Cow::Owned(_));
    if text.contains(['\0', '\u{1b}']) || has_endless_tags {
        return true;
    }
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) && tag_runs(&text[at..]))
}

/// Whether the tag that `text` begins with runs something.
fn tag_runs(text: &str) -> bool {
    let mut quote = None;
    let end = text.bytes().take(LONGEST_TAG).position(|byte| {
        match (byte, quote) {
            (b'>', None) => return true,
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
        false
    });
    // A quotation mark may be none, where no value begins.
    let ends = [end, memchr::memchr(b'>', &text.as_bytes()[..text.len().min(LONGEST_TAG)])];
    ends.into_iter().flatten().any(|end| is_running(&text[..=end]))
        || end.is_none() && text.len() >= LONGEST_TAG
}

fn is_running(tag: &str) -> bool {
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(tag));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.run.get()
}

/// Looks at each tag.
#[derive(Default)]
struct Tags {
    run: Cell<bool>,
}

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            let attribute = |one: &html5ever::Attribute| Attribute {
                name: one.name.local.to_string(),
                value: one.value.to_string(),
            };
            let attributes: Vec<Attribute> = tag.attrs.iter().map(attribute).collect();
            let asks = ["form", "input", "button", "textarea", "select"].contains(&&*tag.name);
            let mut each = attributes.iter();
            if asks
                || runs(&tag.name, &attributes)
                || each.any(|one| attribute_runs(&one.name, &one.value))
            {
                self.run.set(true);
            }
        }
        TokenSinkResult::Continue
    }
}

/// Whether a file of XML runs something when a browser shows it.
pub(super) fn xml_runs(bytes: &[u8]) -> bool {
    let text = decoded(bytes);
    if text.contains('\u{1b}') || text.contains("<!ATTLIST") {
        return true;
    }
    // Without a namespace of the web's no attribute is an event.
    let has_events = text.contains("w3.org") || text.contains("<!ENTITY");
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut entities = Entities::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let attributes = attributes(&tag, &entities);
                let local = tag.name().local_name().as_ref().to_owned();
                let event = |one: &Attribute| {
                    let local = one.name.rsplit(':').next().unwrap_or("").to_lowercase();
                    (has_events || !is_event(&local)) && attribute_runs(&local, &one.value)
                };
                if runs(&local, &attributes) || attributes.iter().any(event) {
                    return true;
                }
            }
            Ok(Event::DocType(text)) => {
                // What isn't plain text may stand for a tag.
                entities = Entities::read(&text);
                if text.matches("<!ENTITY").count() > entities.0.len() {
                    return true;
                }
            }
            Ok(Event::Decl(declaration)) if is_foreign(&declaration) => return true,
            Ok(Event::PI(instruction)) if instruction.starts_with("xml-stylesheet") => {
                let kind = instruction.split_once("type=").map_or("", |(_, kind)| kind);
                let kind = kind.trim_start_matches(['"', '\'', ' ']);
                if !kind.starts_with("text/css") || instruction.contains("xsl") {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Whether a file of XML says that its bytes are to be read otherwise than [`decoded`] does.
pub(super) fn is_foreign(declaration: &BytesDecl<'_>) -> bool {
    const KNOWN: [&str; 6] = ["utf-8", "utf8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"];
    let encoding = declaration.encoding().and_then(Result::ok);
    let name = encoding.map(|name| name.to_ascii_lowercase());
    name.is_some_and(|name| !KNOWN.contains(&&*name))
}

/// The text of a file of XML, which may be UTF-16 or Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}'));
        Cow::Owned(text.collect())
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
        },
    }
}

/// The attributes of a tag. What a reference stands for is in its place.
pub(super) fn attributes(tag: &BytesStart<'_>, entities: &Entities) -> Vec<Attribute> {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).filter_map(Result::ok);
    attributes
        .map(|attribute| {
            let value = attribute.value.as_ref();
            let value = unescape_with(value, |name| entities.find(name));
            Attribute {
                name: attribute.key.as_ref().to_owned(),
                value: value.map_or_else(|_| String::new(), Cow::into_owned),
            }
        })
        .collect()
}

/// The entities that a document declares, those of plain text alone: editors write namespaces
/// with them.
#[derive(Default)]
pub(super) struct Entities(Vec<(String, String)>);

impl Entities {
    /// Those in a declaration of the document's type.
    pub(super) fn read(declaration: &str) -> Self {
        let declarations = declaration.split("<!ENTITY").skip(1);
        let entity = |text: &str| {
            let (name, rest) = text.trim_start().split_once(char::is_whitespace)?;
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let value = rest[1..].split(quote).next()?;
            let is_plain = value.len() <= 128 && !value.contains(['<', '&', '%']);
            is_plain.then(|| (name.to_owned(), value.to_owned()))
        };
        Self(declarations.take(200).filter_map(entity).collect())
    }

    fn find(&self, name: &str) -> Option<&str> {
        let declared = self.0.iter().find(|(known, _)| known == name);
        resolve_predefined_entity(name).or(declared.map(|(_, value)| value.as_str()).or(Some("")))
    }

    /// What a reference in text stands for: a character, or what is declared.
    pub(super) fn text_of(&self, name: &str) -> String {
        unescape_with(&format!("&{name};"), |name| self.find(name))
            .map_or_else(|_| String::new(), Cow::into_owned)
    }
}
