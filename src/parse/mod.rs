//! One file, alone: front matter, blocks, passages, words with offsets, unresolved links.

mod anchors;
mod body;
mod code;
pub mod document;
pub mod front_matter;
mod notation;
mod sanitize;
pub mod slug;
pub mod target;
mod text;
pub mod value;
pub mod words;

pub use document::Document;
pub use front_matter::FrontMatter;
pub use text::passage_id;

use crate::diagnostics::Diagnostic;
use crate::model::{Kind, SourceFile};

/// What parsing depends on beside the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    /// The site's language, a BCP 47 tag.
    pub lang: String,
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// CommonMark and GFM alone, without topoi's own notation, for conformance tests.
    pub plain_commonmark: bool,
    /// Names of the relations that may be flat keys of front matter.
    pub relations: Vec<String>,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            lang: "en".to_owned(),
            html: HtmlPolicy::Sanitize,
            plain_commonmark: false,
            relations: ["broader", "narrower", "related", "contrasts"].map(str::to_owned).to_vec(),
        }
    }
}

/// What becomes of raw HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HtmlPolicy {
    /// Kept as far as an allow-list goes.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
    /// Kept as it is.
    Trusted,
}

/// Parses one file. `kind` is what `[kinds]` gives it. No document, with a diagnostic, where the
/// front matter is broken or a field that keeps it private is wrong.
pub fn parse(
    file: &SourceFile,
    kind: Option<Kind>,
    options: &ParseOptions,
) -> (Option<Document>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let context = front_matter::Context { path: &file.path, kind, relations: &options.relations };
    let Some(parsed) = front_matter::parse(&file.text, &context, &mut diagnostics) else {
        return (None, diagnostics);
    };
    if parsed.withheld {
        return (None, diagnostics);
    }
    let doc = Document::empty(file, parsed.kind, parsed.meta, &options.lang);
    let mut doc = body::Builder::new(doc, &file.text, options).build(parsed.body);
    doc.set_title();
    (Some(doc), diagnostics)
}
