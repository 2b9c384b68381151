//! One file, alone: front matter, blocks, passages, words with offsets, unresolved links.

mod aligned;
mod anchors;
mod body;
mod compact;
pub mod document;
mod foreign;
pub mod front_matter;
pub mod interner;
mod latex;
mod link;
mod mask;
pub mod math;
mod nesting;
mod placeholder;
mod queries;
pub mod slug;
mod tags;
pub mod target;
mod title;
pub mod value;
pub mod words;

pub use body::passage_id;
pub use document::Document;
pub use front_matter::FrontMatter;
pub use placeholder::has_placeholder;

use std::borrow::Cow;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::fault::{self, Task};
use crate::model::{Kind, SourceFile};

/// What parsing depends on beside the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    /// The site's language, a BCP 47 tag.
    pub lang: String,
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// Which notation is read.
    pub notation: Notation,
    /// Whether a single line break is shown.
    pub line_breaks: bool,
    /// Whether `#tags` in prose count.
    pub prose_tags: bool,
    /// Whether short codes of emoji count, `:rocket:`.
    pub short_codes: bool,
    /// Whether a wikilink names its text first, `[[text|Target]]`.
    pub text_first: bool,
    /// Names of the relations that may be flat keys of front matter.
    pub relations: Vec<String>,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            lang: "en".to_owned(),
            html: HtmlPolicy::Sanitize,
            notation: Notation::All,
            line_breaks: false,
            prose_tags: true,
            short_codes: true,
            text_first: false,
            relations: ["broader", "narrower", "related", "contrasts"].map(str::to_owned).to_vec(),
        }
    }
}

/// Which notation is read: all of it, but in conformance tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// CommonMark, with GFM's tables, task lists, strikethrough and footnotes.
    CommonMark,
    /// The same, and bare URLs are links.
    Gfm,
    /// The same, and topoi's own.
    #[default]
    All,
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
/// front matter is broken, a field that keeps it private is wrong, quotations nest without reason,
/// or a bug of ours ends it.
pub fn parse(
    file: &SourceFile,
    kind: Option<Kind>,
    options: &ParseOptions,
) -> (Option<Document>, Vec<Diagnostic>) {
    let parsed = fault::guard(&file.path, Task::Parse, || parse_text(file, kind, options));
    parsed.unwrap_or_else(|fault| (None, vec![fault]))
}

fn parse_text(
    file: &SourceFile,
    kind: Option<Kind>,
    options: &ParseOptions,
) -> (Option<Document>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let file = &without_nul(file);
    let context = front_matter::Context { path: &file.path, kind, relations: &options.relations };
    let Some(parsed) = front_matter::parse(&file.text, &context, &mut diagnostics) else {
        return (None, diagnostics);
    };
    if parsed.withheld {
        return (None, diagnostics);
    }
    if let Some(span) = nesting::too_deep(&file.text, parsed.body) {
        diagnostics.push(Diagnostic::too_deep(&file.path, span, nesting::DEEPEST));
        return (None, diagnostics);
    }
    let mut doc = Document::empty(file, parsed.kind, parsed.meta, &options.lang);
    doc.link_properties();
    let translation = body::translate(file, parsed.body, options);
    let text = translation.as_ref().map_or(&*file.text, |translation| &translation.text);
    let masked = body::mask(text, parsed.body, options.notation);
    let (mut doc, mut found) = body::Builder::new(doc, text, &masked, options).build(parsed.body);
    if let Some(translation) = translation {
        foreign::settle(&mut doc, &translation, &mut found);
    }
    diagnostics.extend(found);
    doc.set_title();
    doc.compact();
    (Some(doc), diagnostics)
}

/// The file with a space for every NUL: no page may hold one, and offsets stay what they are.
fn without_nul(file: &SourceFile) -> Cow<'_, SourceFile> {
    if memchr::memchr(0, file.text.as_bytes()).is_none() {
        return Cow::Borrowed(file);
    }
    Cow::Owned(SourceFile { text: file.text.replace('\0', " ").into(), ..file.clone() })
}
