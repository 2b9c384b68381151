//! JPEG: a list of segments, of which those of applications tell what isn't seen (JFIF, JPEG
//! Interchange Format, ITU-T T.81 annex B).

use super::exif;

/// The picture's segments, scans as they are; what stands behind its end (a second picture, a
/// film) goes. A file that breaks off is given as far as it goes.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    let mut orientation = None;
    let mut at = 2;
    // Behind the segment that begins a JFIF file, which must be first.
    let mut top = 2;
    while let Some(segment) = Segment::read(bytes, at) {
        let start = at;
        at = segment.end;
        let payload = &bytes[segment.payload..segment.end];
        match segment.marker {
            0xE0 if payload.starts_with(b"JFIF\0") && payload.len() >= 14 => {
                // Without the small picture that may follow its numbers.
                out.extend([0xFF, 0xE0, 0, 16]);
                out.extend(&payload[..12]);
                out.extend([0, 0]);
                top = out.len();
            }
            0xE1 if payload.starts_with(b"Exif\0\0") => {
                orientation = orientation.or_else(|| exif::orientation(&payload[6..]));
            }
            // Colours are read by it.
            0xE2 if payload.starts_with(b"ICC_PROFILE\0") => out.extend(&bytes[start..at]),
            0xEE if payload.starts_with(b"Adobe") => out.extend(&bytes[start..at]),
            0xE0..=0xEF | 0xFE => {}
            0xD9 => {
                out.extend([0xFF, 0xD9]);
                break;
            }
            0xDA => {
                at = end_of_scan(bytes, segment.end);
                out.extend(&bytes[start..at]);
            }
            _ => out.extend(&bytes[start..at]),
        }
    }
    if let Some(orientation) = orientation {
        let tiff = exif::only(orientation);
        let mut segment = vec![0xFF, 0xE1, 0, (2 + 6 + tiff.len()) as u8];
        segment.extend(b"Exif\0\0");
        segment.extend(tiff);
        out.splice(top..top, segment);
    }
    out
}

struct Segment {
    marker: u8,
    payload: usize,
    end: usize,
}

impl Segment {
    /// The segment at `at`, if it is whole.
    fn read(bytes: &[u8], mut at: usize) -> Option<Self> {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        while *bytes.get(at)? == 0xFF {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        if matches!(marker, 0x01 | 0xD0..=0xD9) {
            return Some(Self { marker, payload: at, end: at });
        }
        let length = bytes.get(at..at + 2)?;
        let end = at + usize::from(u16::from_be_bytes([length[0], length[1]]));
        (end >= at + 2 && end <= bytes.len()).then_some(Self { marker, payload: at + 2, end })
    }
}

/// Where the next marker stands that isn't part of the scan.
fn end_of_scan(bytes: &[u8], start: usize) -> usize {
    let markers = memchr::memchr_iter(0xFF, &bytes[start..]).map(|at| start + at);
    let mut ends = markers.filter(|&at| {
        bytes.get(at + 1).is_some_and(|&next| !matches!(next, 0x00 | 0xD0..=0xD7 | 0xFF))
    });
    ends.next().unwrap_or(bytes.len())
}
