//! What can be wrong with the Markdown of one file.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

impl Diagnostic {
    /// Raw HTML that goes with its content.
    pub fn dropped_html(file: &RelPath, span: Span, element: &str) -> Self {
        let message = format!("`<{element}>` is left out of the page with what it holds");
        Self::new(Code::DroppedHtml, file, Some(span), message).help(
            "take it out, or trust all raw HTML: `html = \"trusted\"` under `[security]` in `site.toml`",
        )
    }

    /// Quotations and lists inside one another, more than `most`.
    pub fn too_deep(file: &RelPath, span: Span, most: usize) -> Self {
        let message = format!("quotations and lists nest more than {most} deep here");
        Self::new(Code::TooDeep, file, Some(span), message)
            .help("the document is left out until this is mended")
    }
}
