//! HEIC, AVIF, JPEG XL and films: boxes in boxes (ISO/IEC 14496-12, 23008-12). Offsets point
//! everywhere, so nothing moves: a box that isn't seen becomes one of free space, and where the
//! data of such an item stood there are zeros. How a picture is turned stands in a property of its
//! own.

use std::ops::Range;

/// A box: its name, where it begins, and where its content stands.
#[derive(Clone)]
struct Part {
    name: [u8; 4],
    start: usize,
    content: Range<usize>,
}

/// Items of these types tell what isn't seen.
const UNSEEN: [&[u8; 4]; 3] = [b"Exif", b"mime", b"uri "];
/// Boxes that do, wherever they stand.
const UNSEEN_BOXES: [&[u8; 4]; 8] =
    [b"uuid", b"udta", b"Exif", b"xml ", b"brob", b"jumb", b"jbrd", b"cprt"];

/// Exif of no fields, behind the offset that such an item begins with.
const EMPTY: &[u8] = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0";

/// The same file without them.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for part in parts(bytes, 0..bytes.len()) {
        match &part.name {
            b"meta" => items(bytes, &part, &mut out),
            b"moov" => film(bytes, &part, &mut out),
            name if UNSEEN_BOXES.contains(&name) => free(&part, &mut out),
            _ => {}
        }
    }
    out
}

/// A film's tracks and what it says of itself.
fn film(bytes: &[u8], film: &Part, out: &mut [u8]) {
    for part in parts(bytes, film.content.clone()) {
        match &part.name {
            b"trak" => {
                let inside = parts(bytes, part.content.clone());
                inside.iter().filter(|part| is_unseen(&part.name)).for_each(|part| free(part, out));
            }
            name if is_unseen(name) => free(&part, out),
            _ => {}
        }
    }
}

fn is_unseen(name: &[u8; 4]) -> bool {
    name == b"meta" || UNSEEN_BOXES.contains(&name)
}

fn free(part: &Part, out: &mut [u8]) {
    // The name stands behind the length.
    out[part.start + 4..part.start + 8].copy_from_slice(b"free");
    out[part.content.clone()].fill(0);
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

/// The boxes in `range`, as far as they are whole.
fn parts(bytes: &[u8], range: Range<usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = range.start;
    while at + 8 <= range.end {
        let name: [u8; 4] = bytes[at + 4..at + 8].try_into().expect("four bytes");
        let (length, head) = match number(bytes, at, 4) {
            Some(0) => (range.end - at, 8),
            Some(1) => match number(bytes, at + 8, 8) {
                Some(length) => (length, 16),
                None => break,
            },
            Some(length) => (length, 8),
            None => break,
        };
        let end = at.saturating_add(length);
        if length < head || end > range.end {
            break;
        }
        parts.push(Part { name, start: at, content: at + head..end });
        at = end;
    }
    parts
}

/// Wipes the items of a picture that aren't seen: what tells of it, and small pictures of it.
fn items(bytes: &[u8], meta: &Part, out: &mut [u8]) {
    let inside = parts(bytes, meta.content.start + 4..meta.content.end);
    let find = |name: &[u8; 4]| inside.iter().find(|part| &part.name == name);
    let mut unseen = find(b"iinf").map(|part| unseen_items(bytes, part)).unwrap_or_default();
    let exif: Vec<usize> =
        unseen.iter().filter(|(_, kind)| kind == b"Exif").map(|&(item, _)| item).collect();
    let small = find(b"iref").map(|part| small_pictures(bytes, part)).unwrap_or_default();
    unseen.extend(small.into_iter().map(|item| (item, *b"thmb")));
    unseen.sort_unstable();
    let data = find(b"idat").map_or(0, |part| part.content.start);
    let mut places =
        find(b"iloc").and_then(|part| locations(bytes, part, data)).unwrap_or_default();
    places.retain(|(item, _)| unseen.binary_search_by_key(item, |&(item, _)| item).is_ok());
    super::wipe(out, places.iter().map(|(_, range)| range.clone()).collect());
    for (item, range) in places {
        // What reads Exif wants some.
        if exif.contains(&item)
            && let Some(place) = out.get_mut(range.start..range.start.saturating_add(EMPTY.len()))
            && range.len() >= EMPTY.len()
        {
            place.copy_from_slice(EMPTY);
        }
    }
    inside
        .iter()
        .filter(|part| UNSEEN_BOXES.contains(&&part.name))
        .for_each(|part| free(part, out));
}

/// The numbers of items that tell what isn't seen, and their types.
fn unseen_items(bytes: &[u8], list: &Part) -> Vec<(usize, [u8; 4])> {
    let version = bytes.get(list.content.start).copied().unwrap_or(0);
    let entries = list.content.start + if version == 0 { 6 } else { 8 };
    let mut unseen = Vec::new();
    for entry in parts(bytes, entries..list.content.end) {
        let version = bytes.get(entry.content.start).copied().unwrap_or(0);
        let id = entry.content.start + 4;
        let width = if version >= 3 { 4 } else { 2 };
        let kind = id + width + 2;
        let kind = bytes.get(kind..kind + 4).and_then(|kind| kind.try_into().ok());
        if let Some(kind) = kind.filter(|kind: &[u8; 4]| UNSEEN.contains(&kind)) {
            unseen.extend(number(bytes, id, width).map(|item| (item, kind)));
        }
    }
    unseen
}

/// The numbers of items that are small pictures of others.
fn small_pictures(bytes: &[u8], list: &Part) -> Vec<usize> {
    let version = bytes.get(list.content.start).copied().unwrap_or(0);
    let width = if version == 0 { 2 } else { 4 };
    let references = parts(bytes, list.content.start + 4..list.content.end);
    let small = references.iter().filter(|part| &part.name == b"thmb");
    small.filter_map(|part| number(bytes, part.content.start, width)).collect()
}

/// Where the data of each item stand.
fn locations(bytes: &[u8], list: &Part, data: usize) -> Option<Vec<(usize, Range<usize>)>> {
    let start = list.content.start;
    let version = *bytes.get(start)?;
    let widths = number(bytes, start + 4, 2)?;
    let (offset, length) = (widths >> 12, widths >> 8 & 15);
    let (base, index) = (widths >> 4 & 15, if version == 0 { 0 } else { widths & 15 });
    let wide = if version < 2 { 2 } else { 4 };
    let mut at = start + 6;
    let mut next = |width: usize| -> Option<usize> {
        let value = if width == 0 { Some(0) } else { number(bytes, at, width) };
        at += width;
        value.filter(|_| at <= list.content.end)
    };
    let mut places = Vec::new();
    for _ in 0..next(wide)? {
        let item = next(wide)?;
        let method = if version == 0 { 0 } else { next(2)? & 15 };
        next(2)?;
        let base = next(base)?;
        for _ in 0..next(2)? {
            next(index)?;
            let (offset, length) = (next(offset)?, next(length)?);
            let start = base.saturating_add(offset);
            let start = match method {
                0 => start,
                1 => start.saturating_add(data),
                _ => continue,
            };
            let length = if length == 0 { usize::MAX } else { length };
            places.push((item, start..start.saturating_add(length)));
        }
    }
    Some(places)
}
