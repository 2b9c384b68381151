//! GIF: blocks of which comments and most applications' are not seen (GIF89a).

/// Applications whose blocks say how the picture moves and which colours it has.
const SEEN: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// The blocks that are seen, up to the end of the picture.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut at = 13 + bytes.get(10).map_or(0, |&flags| table(flags));
    let mut out = bytes[..at.min(bytes.len())].to_vec();
    while let Some(&kind) = bytes.get(at) {
        let start = at;
        let data = match kind {
            // A picture: its place, perhaps a table of colours, the size of its codes.
            0x2C => at + 11 + bytes.get(at + 9).map_or(0, |&flags| table(flags)),
            0x21 => at + 2,
            0x3B => {
                out.push(0x3B);
                break;
            }
            _ => break,
        };
        let Some(end) = end_of_blocks(bytes, data) else { break };
        at = end;
        let is_seen = match bytes.get(start + 1) {
            _ if kind == 0x2C => true,
            Some(0xFF) => bytes.get(data..data + 12).is_some_and(is_seen_application),
            Some(0x01 | 0xF9) => true,
            _ => false,
        };
        if is_seen {
            out.extend(&bytes[start..at]);
        }
    }
    out
}

/// Whether the first block of an application, with its length, is of one that is seen.
fn is_seen_application(block: &[u8]) -> bool {
    block.strip_prefix(&[11]).is_some_and(|name| SEEN.contains(&name))
}

/// The size of the table of colours that a block's flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The end of a chain of blocks, each behind its length; the last has none.
fn end_of_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
