//! Hashes of content, as names and manifests write them: SHA-256 in lower-case hex.

use sha2::{Digest as _, Sha256};

/// The first `bytes` bytes of the SHA-256 of `content`, two digits each.
pub fn hex(content: &[u8], bytes: usize) -> String {
    hex_of(&Sha256::digest(content)[..bytes])
}

/// `digest` in hex.
pub fn hex_of(digest: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn writes_what_others_write() {
        assert_eq!(hex(b"abc", 4), "ba7816bf");
        assert_eq!(hex(b"", 32).len(), 64);
    }
}
