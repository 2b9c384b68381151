//! Holds the worked example of the format: an index of one note, read back byte by byte.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::packs::UNIT;
use super::{About, Record, index};
use crate::model::file::Contents;
use crate::model::hash::hex_of;
use crate::model::{Failure, Kind, OutFile, RelPath, Sink, SourceFile};
use crate::parse::{self, ParseOptions};

/// Bytes before the first shard of a pack.
const HEAD: usize = 12;

/// Keeps what comes.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for Kept {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        if let Contents::Bytes(bytes) = file.bytes {
            self.0.lock().expect("no holder panics").insert(file.path, bytes);
        }
        Ok(())
    }
}

/// The text of the shard at `range` of a pack.
fn read(pack: &[u8], range: std::ops::Range<usize>) -> String {
    let bytes = &pack[range];
    let fill = usize::from(bytes[bytes.len() - 1] - b'0');
    let mut plain = Vec::new();
    let mut bytes = bytes[..bytes.len() - fill].iter();
    while let Some(&byte) = bytes.next() {
        plain.push(if byte == b'\\' { bytes.next().expect("an escape") ^ 64 } else { byte });
    }
    let mut text = vec![0; 4096];
    let length = libdeflater::Decompressor::new().zlib_decompress(&plain, &mut text);
    text.truncate(length.expect("it inflates"));
    let text = String::from_utf8(text).expect("text");
    text.replace('\0', "|").replace(' ', "␣").replace('\n', "⏎").replace('\t', "⇥")
}

#[test]
fn the_example_is_what_is_written() {
    let path = RelPath::new("trust.md");
    let text = "Trust takes time, trust me.\n";
    let note = SourceFile::new(path.clone(), path, text);
    let (document, _) = parse::parse(&note, None, &ParseOptions::default());
    let document = document.expect("a note");
    let record = Record {
        document: &document,
        url: "trust.html",
        kind: Kind::Note,
        labels: Vec::new(),
        answers: Vec::new(),
        link_texts: Vec::new(),
        linkers: Vec::new(),
        by: String::new(),
        summary: "Trust takes time, trust me.".to_owned(),
        first_lines: Default::default(),
        concepts: Vec::new(),
        related: Vec::new(),
        facets: Vec::new(),
    };
    let kept = Kept::default();
    let root = index(&[record], &About::default(), &kept).expect("nothing refuses");
    let files = kept.0.into_inner().expect("no holder panics");
    let [(path, pack)] = files.iter().collect::<Vec<_>>()[..] else { panic!("one pack") };
    // Where they lie: the unit at which the first begins, then their lengths; 0 ends them.
    let value: serde_json::Value = serde_json::from_str(&root).expect("JSON");
    let places = value["packs"][1].as_str().expect("text").bytes().map(|digit| digit - b'#');
    let mut end = HEAD;
    let shards: Vec<String> = places
        .skip(1)
        .take_while(|&units| units > 0)
        .map(|units| {
            let start = end;
            end += UNIT * usize::from(units);
            read(pack, start..end)
        })
        .collect();
    let object = value.as_object().expect("an object");
    let mut lines: Vec<String> =
        object.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    lines.extend([path.clone(), hex_of(&pack[..HEAD])]);
    lines.extend(pack[HEAD..].chunks(UNIT).map(hex_of));
    let names = ["dictionary", "reversed", "passages", "cards", "facets"];
    lines.extend(names.iter().zip(shards).map(|(name, text)| {
        format!("{name}: {text}{}", if text.is_empty() { "(empty)" } else { "" })
    }));
    assert_eq!(example(), lines, "write into the example:\n//! {}", lines.join("\n//! "));
}

/// The lines of the example in the chapter on the format.
fn example() -> Vec<String> {
    let lines = include_str!("mod.rs").lines().map_while(|line| line.strip_prefix("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned());
    let example =
        lines.skip_while(|line| line != "# An example").take_while(|line| line != "# The format");
    let mut inside = false;
    example
        .filter(|line| {
            if line.starts_with("```") {
                inside = !inside;
                return false;
            }
            inside && !line.is_empty()
        })
        .collect()
}
