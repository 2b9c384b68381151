//! WebP: chunks in a RIFF container (RFC 9649).

use super::exif;

/// Chunks that say how the picture looks.
const SEEN: [&[u8]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The bits of `VP8X` that announce Exif and XMP.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

/// The chunks that are seen.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut at = 12;
    let mut orientation = None;
    let mut flags = None;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let end = (at + 8).saturating_add(length);
        let Some(data) = bytes.get(at + 8..end) else { break };
        if SEEN.contains(&&head[..4]) {
            if &head[..4] == b"VP8X" {
                flags = Some(out.len() + 8);
            }
            push(&mut out, head[..4].try_into().expect("four bytes"), data);
        } else if &head[..4] == b"EXIF" {
            let tiff = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
            orientation = exif::orientation(tiff);
        }
        at = end + length % 2;
    }
    if let Some(flags) = flags
        && let Some(byte) = out.get_mut(flags)
    {
        *byte &= !(EXIF | XMP);
        if let Some(orientation) = orientation {
            *byte |= EXIF;
            push(&mut out, b"EXIF", &exif::only(orientation));
        }
    }
    let size = (out.len() - 8) as u32;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    out
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend(name);
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out.extend(&[0][..data.len() % 2]);
}
