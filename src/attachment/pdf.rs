//! Whom a PDF names: `Author` of its information dictionary, also inside compressed objects, and
//! `creator` of its XMP (ISO 32000-2, 14.3).

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use memchr::memmem;

/// Most bytes that the objects of a file are inflated to.
const LARGEST: u64 = 32 << 20;

/// Most fields that are looked at: an update of a file leaves the old ones in it.
const MOST_FIELDS: usize = 1000;

/// Whom the file's fields name. Those of an encrypted one can't be read.
pub(super) fn authors(bytes: &[u8]) -> Vec<String> {
    if memmem::find(bytes, b"/Encrypt").is_some() {
        return Vec::new();
    }
    let mut found = named(bytes);
    let mut left = LARGEST;
    for at in memmem::find_iter(bytes, b"/ObjStm") {
        let head = &bytes[at..bytes.len().min(at + 4096)];
        let Some(start) = memmem::find(head, b"stream") else { continue };
        let data = &bytes[at + start + "stream".len()..];
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let mut objects = Vec::new();
        let _ = ZlibDecoder::new(data).take(left).read_to_end(&mut objects);
        left -= objects.len() as u64;
        found.extend(named(&objects));
    }
    found
}

/// Whom `Author` and `dc:creator` name in `bytes`.
fn named(bytes: &[u8]) -> Vec<String> {
    let mut found: Vec<String> = memmem::find_iter(bytes, b"/Author")
        .take(MOST_FIELDS)
        .filter_map(|at| value(bytes[at + "/Author".len()..].trim_ascii_start()))
        .collect();
    for at in memmem::find_iter(bytes, b"<dc:creator>").take(MOST_FIELDS) {
        let field = &bytes[at..];
        let end = memmem::find(&field[..field.len().min(1 << 16)], b"</dc:creator>").unwrap_or(0);
        let field = String::from_utf8_lossy(&field[..end]);
        let items = field.split("<rdf:li").skip(1);
        let texts = items.filter_map(|item| item.split_once('>')?.1.split('<').next());
        found.extend(texts.map(str::to_owned));
    }
    found
}

/// A string as it is written: in brackets with escapes, or in hex.
fn value(bytes: &[u8]) -> Option<String> {
    let bytes = &bytes[..bytes.len().min(1 << 16)];
    match bytes.first()? {
        b'(' => literal(&bytes[1..]),
        b'<' if bytes.get(1) != Some(&b'<') => {
            let end = memchr::memchr(b'>', bytes)?;
            let digits: Vec<u8> = bytes[1..end]
                .iter()
                .filter_map(|&b| char::from(b).to_digit(16))
                .map(|d| d as u8)
                .collect();
            Some(text(
                &digits
                    .chunks(2)
                    .map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0))
                    .collect::<Vec<_>>(),
            ))
        }
        _ => None,
    }
}

fn literal(bytes: &[u8]) -> Option<String> {
    let (mut out, mut depth, mut at) = (Vec::new(), 0, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b')' if depth == 0 => return Some(text(&out)),
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let escaped = *bytes.get(at)?;
        at += 1;
        match escaped {
            b'n' => out.push(b'\n'),
            b'r' | b't' | b'b' | b'f' => out.push(b' '),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut digits =
                    bytes[at - 1..].iter().take(3).take_while(|b| (b'0'..=b'7').contains(b));
                let count = digits.by_ref().count();
                let octal = bytes[at - 1..at - 1 + count].iter();
                out.push(octal.fold(0_u16, |sum, digit| sum << 3 | u16::from(digit - b'0')) as u8);
                at += count - 1;
            }
            other => out.push(other),
        }
    }
}

/// UTF-16 or UTF-8 behind their marks, else Latin letters as they mostly are.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
        },
    }
}
