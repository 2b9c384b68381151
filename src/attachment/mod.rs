//! Attachments: what they tell beside what they show, and what in them would run in a browser.
//! Bytes → facts, and bytes → the bytes to publish.
//!
//! A photograph says where and when it was taken, by which camera and whose, and holds a small
//! picture that may show what was cut off: [`cleaned`] leaves out all that isn't seen. How the
//! picture is turned is kept, and so are its colours. No crate does this for all formats, for
//! broken files and for what stands behind a picture's end; each is a walk over parts here.
//! A drawing (SVG) may hold scripts: `svg` leaves them out.

mod boxes;
mod exif;
pub mod facts;
mod gif;
mod jpeg;
mod markup;
mod office;
mod pdf;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod tiff;
mod webp;

use std::ops::Range;

pub use facts::{Facts, facts};

use crate::model::file::Cleaning;

/// How much of a file [`is_cleaned`] must see.
pub const HEAD: usize = 32;

/// Whether a file that begins with `head` may be another after [`cleaned`]; else it needn't be held
/// as a whole.
pub fn is_cleaned(path: &str, head: &[u8], cleaning: Cleaning) -> bool {
    let is_drawing = is_svg(path) && (cleaning.scripts || cleaning.metadata);
    is_drawing || cleaning.metadata && strip_of(head).is_some()
}

/// The bytes to publish of the file at `path`; those that hold nothing else stay as they are.
pub fn cleaned(path: &str, bytes: Vec<u8>, cleaning: Cleaning) -> Vec<u8> {
    if is_svg(path) && (cleaning.scripts || cleaning.metadata) {
        return svg::cleaned(&bytes, cleaning).unwrap_or(bytes);
    }
    match strip_of(&bytes) {
        Some(strip) if cleaning.metadata => stripped(strip, bytes),
        _ => bytes,
    }
}

/// Strips until nothing changes: in a broken file parts may lie in other parts, and be seen as such
/// once those are gone. What changes for ever was made to, and nothing is left of it.
fn stripped(strip: Strip, mut bytes: Vec<u8>) -> Vec<u8> {
    const MOST_ROUNDS: usize = 8;
    for _ in 0..MOST_ROUNDS {
        let fewer = strip(&bytes);
        if fewer == bytes {
            return bytes;
        }
        bytes = fewer;
    }
    Vec::new()
}

/// Leaves out of a picture what isn't seen.
type Strip = fn(&[u8]) -> Vec<u8>;

/// What strips files that begin with `head`.
fn strip_of(head: &[u8]) -> Option<Strip> {
    let at = |place: usize, name: &[u8]| head.get(place..place + name.len()) == Some(name);
    Some(match () {
        () if at(0, b"\xFF\xD8\xFF") => jpeg::strip,
        () if at(0, png::SIGNATURE) => png::strip,
        () if at(0, b"RIFF") && at(8, b"WEBP") => webp::strip,
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => gif::strip,
        () if [&b"II*\0"[..], b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|name| at(0, name)) => {
            tiff::strip
        }
        // Sound says who plays it, and means to.
        () if at(4, b"ftyp") && !at(8, b"M4A ") && !at(8, b"M4B ") => boxes::strip,
        () if at(0, b"\0\0\0\x0CJXL ") => boxes::strip,
        () => return None,
    })
}

fn is_svg(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("svg"))
}

/// Sets `ranges`, which may overlap and lead out, to zeros.
fn wipe(bytes: &mut [u8], mut ranges: Vec<Range<usize>>) {
    ranges.sort_by_key(|range| range.start);
    let mut done = 0;
    for range in ranges {
        let (start, end) = (range.start.max(done), range.end.min(bytes.len()));
        if start < end {
            bytes[start..end].fill(0);
            done = end;
        }
    }
}
