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

    /// What `mark` opens at `span` and nothing closes.
    pub fn unclosed(file: &RelPath, span: Span, mark: &str) -> Self {
        let message = format!("`{mark}` is never closed, so that no page shows what follows");
        let end = match mark {
            "%%" => "%%".to_owned(),
            "<!--" => "-->".to_owned(),
            "<?" => "?>".to_owned(),
            "<!" => ">".to_owned(),
            "<![CDATA[" => "]]>".to_owned(),
            tag => tag.replace('<', "</"),
        };
        Self::new(Code::Unclosed, file, Some(span), message)
            .help(format!("write `{end}` where it ends; `\\{mark}` is text"))
    }

    /// A formula that cannot be drawn; `command` is the first that is not known.
    pub fn unread_math(file: &RelPath, span: Span, command: Option<&str>) -> Self {
        let message = match command {
            Some(command) => format!("`{command}` is no command of math that topoi knows"),
            None => "this formula cannot be read".to_owned(),
        };
        Self::new(Code::UnreadMath, file, Some(span), message).help(
            "it is shown as it was typed; a dollar sign that means money may be written `\\$`",
        )
    }

    /// Syntax of another program, `form`, that is left out here and wherever else it stands.
    pub fn foreign_syntax(file: &RelPath, span: Span, form: &str) -> Self {
        let message = format!("`{form}` means something to another program, and nothing here");
        Self::new(Code::ForeignSyntax, file, Some(span), message)
            .help("it is left out and the text in it stays; as code, in backticks, it is shown")
    }

    /// A query, or a view of one, that another program runs; the page has nothing of it.
    pub fn hidden_query(file: &RelPath, span: Span, form: &str) -> Self {
        let message = format!("`{form}` is run by another program, and left out of the page");
        Self::new(Code::ForeignSyntax, file, Some(span), message).help(
            "write what readers are to see, or links; tags and folders have pages of their own",
        )
    }

    /// A value that another program fills in, shown as it was typed.
    pub fn foreign_value(file: &RelPath, span: Span, form: &str) -> Self {
        let message = format!("`{form}` is filled in by another program, and shown here as it is");
        Self::new(Code::ForeignSyntax, file, Some(span), message)
            .help("write what it stands for; as code, in backticks, it is told no more")
    }

    /// A line of code that shows a piece of a file, which isn't there or has no such piece.
    pub fn no_piece(file: &RelPath, span: Span, form: &str, path: &str) -> Self {
        let message = format!("`{form}` names a piece of `{path}` that code cannot show");
        Self::new(Code::ForeignSyntax, file, Some(span), message).help(
            "it is shown as it was typed: there is no such file in the knowledge base, or no such \
             piece in it, or it is hidden or a document; `\\` before the line shows it untold",
        )
    }

    /// What a template asks an author to write, as it stands there.
    pub fn unwritten(file: &RelPath, span: Span, text: &str) -> Self {
        let message = format!("\"{text}\" is what the template asks for, and readers would see it");
        Self::new(Code::UnwrittenText, file, Some(span), message)
            .help("write it, take it out, or set `draft: true` until it is written")
    }

    /// Quotations and lists inside one another, more than `most`.
    pub fn too_deep(file: &RelPath, span: Span, most: usize) -> Self {
        let message = format!("quotations and lists nest more than {most} deep here");
        Self::new(Code::TooDeep, file, Some(span), message)
            .help("the document is left out until this is mended")
    }

    /// `[text][label]` or `[^label]` that nothing defines; `near` is a label like it.
    pub fn undefined_label(file: &RelPath, span: Span, label: &str, near: Option<&str>) -> Self {
        let (what, defined) = match label.starts_with('^') {
            true => ("footnote", "text"),
            false => ("label", "target"),
        };
        let message = format!("nothing defines the {what} `[{label}]`");
        let help = match near {
            Some(near) => format!("did you mean `[{near}]`?"),
            None => format!("write `[{label}]: ` and its {defined} on a line of its own"),
        };
        Self::new(Code::BrokenReference, file, Some(span), message).help(help)
    }

    /// A footnote that nothing refers to or, `again`, one whose label another has already.
    pub fn unused_footnote(file: &RelPath, span: Span, label: &str, again: bool) -> Self {
        let (message, help) = match again {
            true => (
                format!("`[^{label}]` is defined twice, and the first counts"),
                "give it a label of its own".to_owned(),
            ),
            false => (
                format!("nothing refers to the footnote `[^{label}]`, so that no page shows it"),
                format!("write `[^{label}]` where it belongs, or take it out"),
            ),
        };
        Self::new(Code::UnusedFootnote, file, Some(span), message).help(help)
    }
}
