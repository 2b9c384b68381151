//! Markdown: what holds of every document holds, in every dialect.

use topoi::diagnostics::format::{Format, Texts, print};
use topoi::diagnostics::{self, Diagnostic};
use topoi::model::{RelPath, SourceFile, Span};
use topoi::parse::{Document, HtmlPolicy, ParseOptions, parse};

use super::{document, harmless};

/// Reads the bytes as a document, with every policy for raw HTML.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    for (html, is_vault) in
        [(HtmlPolicy::Sanitize, false), (HtmlPolicy::Escape, true), (HtmlPolicy::Trusted, false)]
    {
        let options = ParseOptions {
            html,
            line_breaks: is_vault,
            prose_tags: is_vault,
            ..ParseOptions::default()
        };
        let Some(document) = parsed(&text, &options).0 else { continue };
        let is_sanitized = html != HtmlPolicy::Trusted;
        document::check(&document, is_sanitized);
        if is_sanitized {
            let whole = document::filled(&document, Span::new(0, document.html.len()));
            harmless::assert_fragment(&whole, &text);
        }
    }
}

/// Parses a text; what is told of it has its place in it.
pub fn parsed(text: &str, options: &ParseOptions) -> (Option<Document>, Vec<Diagnostic>) {
    let path = RelPath::new("a.md");
    let file = SourceFile::new(path.clone(), path.clone(), text);
    let (document, mut found) = parse(&file, None, options);
    assert_told(&mut found, &[(&path, text)]);
    (document, found)
}

/// Asserts that diagnostics tell of no bug, lie in their texts, and can be printed in every form.
pub fn assert_told(found: &mut Vec<Diagnostic>, texts: &[(&RelPath, &str)]) {
    diagnostics::sort(found);
    let all: Texts<'_> = texts.iter().copied().collect();
    for diagnostic in found.iter() {
        assert!(!diagnostic.is_fault(), "{}", diagnostic.message);
        if let (Some(span), Some(text)) = (diagnostic.span, all.get(&diagnostic.file)) {
            let place = text.get(span.start as usize..span.end as usize);
            assert!(place.is_some(), "{diagnostic:?} lies nowhere in {text:?}");
        }
    }
    for format in [Format::Human, Format::Json, Format::Github, Format::Gitlab, Format::Sarif] {
        let printed = print(format, found, &all);
        if matches!(format, Format::Json | Format::Gitlab | Format::Sarif) {
            serde_json::from_str::<serde_json::Value>(&printed).expect("JSON");
        }
    }
}
