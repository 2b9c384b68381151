//! How much may come out of a document's streams, counted before they are read.
//!
//! The reader unpacks a stream whole and knows no bounds; so all that a file could unpack is run
//! through once and thrown away, which takes some seconds at most.

use std::io::Read as _;

use flate2::bufread::ZlibDecoder;
use memchr::memmem;

/// One stream may unpack to so many bytes.
const LARGEST: u64 = 128 << 20;
/// All streams of a document may unpack to so many.
const MOST: u64 = 1 << 30;
/// A stream is packed at most once by each of its filters; so long may a dictionary be that is
/// searched for them, in bytes.
const DICTIONARY: usize = 2048;
/// LZW makes at most so many bytes of one.
const LZW: u64 = 2731;

/// Checks every stream of `bytes` that begins as packed ones do, whatever its dictionary says.
///
/// # Errors
/// A stream unpacks to more than may be read.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let too_much = |size: u64| Err(format!("a part of it unpacks to more than {} MB", size >> 20));
    let mut all = 0;
    for at in memmem::find_iter(bytes, b"stream") {
        let is_end = bytes[..at].ends_with(b"end");
        if is_end {
            continue;
        }
        let rest = &bytes[at + b"stream".len()..];
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let dictionary = dictionary(&bytes[at.saturating_sub(DICTIONARY)..at]);
        let lzw = count(dictionary, b"LZW");
        let flate = count(dictionary, b"Flate") + count(dictionary, b"/Fl ");
        if lzw + flate > 1 {
            return Err("a part of it is packed several times over".to_owned());
        }
        let size = if lzw > 0 {
            let packed = memmem::find(rest, b"endstream").unwrap_or(rest.len());
            packed as u64 * LZW
        } else {
            unpacked(rest)
        };
        if size > LARGEST {
            return too_much(LARGEST);
        }
        all += size;
        if all > MOST {
            return too_much(MOST);
        }
    }
    Ok(())
}

/// What stands between the last `obj` and the stream.
fn dictionary(before: &[u8]) -> &[u8] {
    memmem::rfind(before, b"obj").map_or(before, |at| &before[at..])
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    memmem::find_iter(bytes, word).count()
}

/// How much deflated bytes unpack to, as far as it matters; 0 where they are none.
fn unpacked(bytes: &[u8]) -> u64 {
    let mut stream = ZlibDecoder::new(bytes);
    let (mut buffer, mut size) = ([0; 16 << 10], 0);
    while size <= LARGEST {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => size += read as u64,
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::check;

    fn packed(size: usize) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; size]).expect("bytes");
        encoder.finish().expect("bytes")
    }

    fn document(filter: &str, stream: &[u8]) -> Vec<u8> {
        let head = format!("%PDF-1.7\n1 0 obj << /Filter {filter} >>\nstream\r\n");
        [head.as_bytes(), stream, b"\nendstream"].concat()
    }

    #[test]
    fn what_unpacks_to_too_much_is_told_before_it_is_read() {
        assert_eq!(check(&document("/FlateDecode", &packed(1 << 20))), Ok(()));
        let bomb = check(&document("/FlateDecode", &packed(129 << 20))).expect_err("a bomb");
        assert!(bomb.contains("more than 128 MB"), "{bomb}");
        let twice = check(&document("[/FlateDecode /FlateDecode]", &packed(10)));
        assert!(twice.expect_err("a chain").contains("several times"));
        let lzw = check(&document("/LZWDecode", &vec![0; 1 << 20]));
        assert!(lzw.expect_err("a bomb").contains("more than"));
    }
}
