//! Imports: any bytes become an article that topoi reads, or are told; nothing in it runs, and none
//! of its files leads out of the folder that it is put in.

use std::io::{Cursor, Write as _};

use topoi::import::read::{Options, read};
use topoi::import::rules::Rules;
use topoi::model::{RelPath, Span};
use topoi::parse::{HtmlPolicy, ParseOptions};

use super::{document, harmless, markdown};

/// Reads a foreign document: a line with its name, then its bytes. Where these begin with a line
/// `=== part`, they are the parts of an archive.
pub fn check(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (name, bytes) = (super::text(&data[..end]), data.get(end + 1..).unwrap_or_default());
    let Some(file) = RelPath::normalize(name.trim()).filter(|path| !path.as_str().is_empty())
    else {
        return;
    };
    let bytes = match bytes.starts_with(b"=== ") {
        true => archive(&super::text(bytes)),
        false => bytes.to_vec(),
    };
    let rules = Rules::new(None).expect("the default rules");
    let mut found = Vec::new();
    for keep_all in [false, true] {
        let options = Options { keep_all, ..Options::default() };
        let articles = read(&file, &bytes, &rules, options, &mut found);
        assert!(!articles.is_empty() || !found.is_empty(), "neither read nor told");
        for (_, article) in articles {
            let text = article.file(None);
            assert!(text.len() < 100_000 + 2_000 * bytes.len(), "{} bytes", text.len());
            let options = ParseOptions { html: HtmlPolicy::Sanitize, ..ParseOptions::default() };
            let (parsed, found) = markdown::parsed(&text, &options);
            let is_deep = found.iter().any(|one| one.code.info().name == "too-deep");
            let Some(parsed) = parsed else {
                assert!(is_deep, "topoi doesn't read {text:?}");
                continue;
            };
            let is_blank = |c: char| c.is_whitespace() || c.is_control();
            let plain = |text: &str| {
                let words = text.split(is_blank).filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join(" ")
            };
            let title = plain(article.title.as_deref().unwrap_or(""));
            let title = if title.is_empty() { "Untitled" } else { &title };
            assert_eq!(plain(&parsed.title), title, "{text:?}");
            let whole = document::filled(&parsed, Span::new(0, parsed.html.len()));
            harmless::assert_fragment(&whole, &text);
            for (name, _) in &article.files {
                let inside = RelPath::normalize(name).is_some_and(|path| path.as_str() == name);
                assert!(inside, "{name:?} leads out");
            }
        }
    }
    markdown::assert_told(&mut found, &[]);
}

/// An archive of parts, each after a line `=== name`.
fn archive(text: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in super::files(text) {
        // A name that comes twice is refused by the writer.
        if writer.start_file(name, options).is_ok() {
            writer.write_all(text.as_bytes()).expect("memory");
        }
    }
    writer.finish().expect("memory").into_inner()
}
