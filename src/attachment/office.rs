//! Whom documents of office programs name: OOXML and OpenDocument are archives with a part that
//! says so (ECMA-376 part 2, 15.2; OpenDocument 1.3, 4.3); RTF has a group.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The parts of an archive that name somebody.
const PARTS: [&str; 3] = ["docProps/core.xml", "docProps/app.xml", "meta.xml"];
/// The elements in them that do.
const FIELDS: [&str; 7] =
    ["creator", "lastModifiedBy", "Manager", "Company", "initial-creator", "printed-by", "editor"];
/// An archive may list a part again and again.
const MOST_PARTS: usize = 8;
/// Nobody's names take more.
const LONGEST: u64 = 1 << 20;

/// Whom the archive's fields name.
pub(super) fn authors(bytes: &[u8]) -> Vec<String> {
    let parts = entries(bytes).into_iter().filter(|entry| PARTS.contains(&entry.name.as_str()));
    let parts = parts.take(MOST_PARTS);
    parts.filter_map(|entry| entry.text(bytes)).flat_map(|text| fields(&text)).collect()
}

/// Whom the fields of one part name.
fn fields(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    let mut open = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                open = FIELDS.contains(&tag.name().local_name().as_ref());
                if open {
                    found.push(String::new());
                }
            }
            Ok(Event::Text(text)) if open => {
                found.last_mut().expect("a field is open").push_str(&text);
            }
            Ok(Event::GeneralRef(_)) if open => {
                found.last_mut().expect("a field is open").push(' ');
            }
            Ok(Event::End(_)) => open = false,
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// An entry of a ZIP archive (APPNOTE 6.3.10, 4.3).
struct Entry {
    name: String,
    method: u16,
    length: usize,
    at: usize,
}

/// The entries of the archive's directory.
fn entries(bytes: &[u8]) -> Vec<Entry> {
    let Some(end) = memchr::memmem::rfind(bytes, b"PK\x05\x06") else { return Vec::new() };
    let mut at = number(bytes, end + 16, 4).unwrap_or(0);
    let mut entries = Vec::new();
    while bytes.get(at..at.saturating_add(4)) == Some(b"PK\x01\x02") {
        let field = |offset: usize, length: usize| number(bytes, at + offset, length).unwrap_or(0);
        let name = bytes.get(at + 46..at + 46 + field(28, 2)).unwrap_or(b"");
        entries.push(Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            method: field(10, 2) as u16,
            length: field(20, 4),
            at: field(42, 4),
        });
        at += 46 + field(28, 2) + field(30, 2) + field(32, 2);
    }
    entries
}

impl Entry {
    fn text(&self, bytes: &[u8]) -> Option<String> {
        let names = number(bytes, self.at + 26, 2)? + number(bytes, self.at + 28, 2)?;
        let start = self.at + 30 + names;
        let data = bytes.get(start..start.checked_add(self.length)?)?;
        let mut text = Vec::new();
        match self.method {
            0 => text.extend(data.iter().take(LONGEST as usize)),
            8 => _ = DeflateDecoder::new(data).take(LONGEST).read_to_end(&mut text),
            _ => return None,
        }
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

/// Whom the groups of a rich text name.
pub(super) fn rich_text_authors(bytes: &[u8]) -> Vec<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST as usize)]);
    let mut found = Vec::new();
    for group in ["{\\author ", "{\\operator ", "{\\*\\company ", "{\\manager "] {
        let places = head.split(group).skip(1);
        found.extend(places.filter_map(|rest| rest.split('}').next()).map(str::to_owned));
    }
    found
}
