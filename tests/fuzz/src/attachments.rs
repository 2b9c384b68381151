//! Attachments: what is published of a picture is no longer than it was, runs nothing, and is as
//! clean as can be.

use topoi::attachment::{HEAD, cleaned, facts, is_cleaned};
use topoi::model::file::Cleaning;

/// How files begin whose parts are walked.
const STARTS: [(&str, &[u8]); 9] = [
    ("a.jpg", b"\xFF\xD8"),
    ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("a.gif", b"GIF89a"),
    ("a.webp", b"RIFF\x20\x00\x00\x00WEBP"),
    ("a.tif", b"II*\x00\x08\x00\x00\x00"),
    ("a.tif", b"MM\x00*\x00\x00\x00\x08"),
    ("a.heic", b"\x00\x00\x00\x18ftypheic"),
    ("a.avif", b"\x00\x00\x00\x18ftypavif"),
    ("a.mp4", b"\x00\x00\x00\x18ftypisom"),
];

/// Cleans the bytes as a file of the name in the first line, and as pictures of all formats.
pub fn check(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (name, bytes) = (super::text(&data[..end]), data.get(end + 1..).unwrap_or_default());
    one(name.trim(), bytes);
    for (name, start) in STARTS {
        one(name, &[start, bytes].concat());
    }
}

fn one(name: &str, bytes: &[u8]) {
    let _ = facts(name, bytes);
    for (metadata, scripts) in [(true, true), (true, false), (false, true), (false, false)] {
        let cleaning = Cleaning { metadata, scripts };
        let clean = cleaned(name, bytes.to_vec(), cleaning);
        // A drawing is written anew, with its signs escaped.
        assert!(clean.len() <= 8 * bytes.len() + 64, "{name} grows to {}", clean.len());
        if !is_cleaned(name, &bytes[..bytes.len().min(HEAD)], cleaning) {
            assert!(clean == bytes, "{name} is another, which nobody expects");
        }
        let again = cleaned(name, clean.clone(), cleaning);
        assert!(again == clean, "{name} is not clean: {clean:02x?}, then {again:02x?}");
        if scripts && name.to_ascii_lowercase().ends_with(".svg") {
            assert!(!facts(name, &clean).runs, "it runs: {}", String::from_utf8_lossy(&clean));
        }
    }
}
