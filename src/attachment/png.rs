//! PNG: a list of chunks (W3C Portable Network Graphics, third edition).

use flate2::Crc;

use super::exif;

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that say how the picture looks. Those whose names begin with a capital do too.
const SEEN: [&[u8; 4]; 16] = [
    b"acTL", b"bKGD", b"cHRM", b"cICP", b"cLLI", b"cLLi", b"fcTL", b"fdAT", b"gAMA", b"hIST",
    b"iCCP", b"mDCV", b"mDCv", b"pHYs", b"sBIT", b"sRGB",
];
/// The same.
const SEEN_TOO: [&[u8; 4]; 2] = [b"sPLT", b"tRNS"];

/// The chunks that are seen, up to the end of the picture.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut out = SIGNATURE.to_vec();
    let mut at = SIGNATURE.len();
    let mut orientation = None;
    // Behind the header, which must be first.
    let mut top = None;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name: &[u8; 4] = head[4..].try_into().expect("four bytes");
        let Some(chunk) = bytes.get(at..at.saturating_add(length).saturating_add(12)) else {
            break;
        };
        at += chunk.len();
        if name == b"eXIf" {
            orientation = orientation.or_else(|| exif::orientation(&chunk[8..8 + length]));
        }
        if name[0].is_ascii_uppercase() || SEEN.contains(&name) || SEEN_TOO.contains(&name) {
            out.extend(chunk);
        }
        if name == b"IEND" {
            break;
        }
        top.get_or_insert(out.len());
    }
    if let Some(orientation) = orientation {
        let top = top.unwrap_or(out.len());
        out.splice(top..top, chunk(b"eXIf", &exif::only(orientation)));
    }
    out
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(data);
    chunk.extend(crc.sum().to_be_bytes());
    chunk
}
