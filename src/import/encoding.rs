//! Bytes as text: what they say of their encoding, checked against what they are.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text, and the encoding that it was read in.
#[derive(Debug, PartialEq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding's name.
    pub encoding: &'static str,
    /// Whether some bytes were none of its characters; each stands as `U+FFFD`.
    pub damaged: bool,
}

/// Reads bytes: by their mark, else as UTF-8 where they are that, else as UTF-16 where every second
/// byte of them is zero, else as a page's `meta charset` says, else as windows-1252, in which every
/// byte means something.
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return in_encoding(&bytes[mark..], encoding);
    }
    if let Some(encoding) = utf_16(bytes) {
        return in_encoding(bytes, encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), damaged: false };
    }
    // A `meta` that can be read as bytes is not in UTF-16, whatever it says.
    let declared =
        declared(bytes).filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding));
    if let Some(encoding) = declared {
        return in_encoding(bytes, encoding);
    }
    // A page in UTF-8 with a few broken bytes stays UTF-8.
    let lossy = in_encoding(bytes, UTF_8);
    let broken = lossy.text.matches('\u{fffd}').count();
    let multibyte = lossy.text.chars().filter(|c| !c.is_ascii()).count() - broken;
    if multibyte > broken * 4 { lossy } else { in_encoding(bytes, WINDOWS_1252) }
}

fn in_encoding(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), damaged }
}

/// UTF-16 without a mark: most of the first bytes' even or odd half are zero.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if head.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let half = head.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// What the head of a page says of its encoding.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn bytes_are_read_as_what_they_are() {
        let marked: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("Zoë".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let bare: Vec<u8> = "A plain text, Zoë".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, text, encoding) in [
            ("Zoë".as_bytes(), "Zoë", "UTF-8"),
            (b"\xef\xbb\xbfZo\xc3\xab".as_slice(), "Zoë", "UTF-8"),
            (marked.as_slice(), "Zoë", "UTF-16LE"),
            (bare.as_slice(), "A plain text, Zoë", "UTF-16BE"),
            (
                b"<meta charset=utf-8>Zo\xeb \x93x\x94".as_slice(),
                "<meta charset=utf-8>Zoë “x”",
                "windows-1252",
            ),
            (
                b"<meta charset='iso-8859-2'>\xb3".as_slice(),
                "<meta charset='iso-8859-2'>ł",
                "ISO-8859-2",
            ),
        ] {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        }
    }
}
