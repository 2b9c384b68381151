//! What front matter says in another way than YAML does, and is read past.

use super::{Code, Diagnostic};
use crate::model::{Date, RelPath, Span};

/// Longest mend that a message spells out, in bytes.
const SHOWN: usize = 120;

impl Diagnostic {
    /// A value that was taken as it was typed; `mend` is how YAML wants it.
    pub fn typed_value(file: &RelPath, span: Span, key: &str, mend: &str) -> Self {
        let message = format!("`{key}` is read as it was typed, which YAML would not do");
        let help = match mend.len() {
            ..=SHOWN => format!("write `{mend}`"),
            _ => "put the value in quotation marks".to_owned(),
        };
        Self::new(Code::LooseFrontMatter, file, Some(span), message).help(help)
    }

    /// A value that opens what nothing closes.
    pub fn unclosed_value(file: &RelPath, span: Span, key: &str, closer: &str) -> Self {
        let message = format!("`{key}` is read as if `{closer}` closed its value");
        Self::new(Code::LooseFrontMatter, file, Some(span), message)
            .help(format!("write `{closer}` behind it"))
    }

    /// A tab among the spaces that YAML wants.
    pub fn tab_in_front_matter(file: &RelPath, span: Span) -> Self {
        let message = "a tab stands here, where YAML takes spaces".to_owned();
        Self::new(Code::LooseFrontMatter, file, Some(span), message)
            .help("write spaces; it is read as if they stood there")
    }

    /// A key that looks as if it belonged to the value above.
    pub fn indented_key(file: &RelPath, span: Span, key: &str) -> Self {
        let message = format!("`{key}` is indented, and read as if it were not");
        Self::new(Code::LooseFrontMatter, file, Some(span), message)
            .help("take the spaces in front of it out")
    }

    /// A key that stands twice; whether both values count, or the last.
    pub fn key_twice(file: &RelPath, span: Span, key: &str, both: bool) -> Self {
        let counts = if both { "both count" } else { "the last counts" };
        let message = format!("`{key}` stands twice, and {counts}");
        Self::new(Code::LooseFrontMatter, file, Some(span), message)
            .help("leave one, with what is meant")
    }

    /// A block that doesn't begin the file.
    pub fn front_matter_below(file: &RelPath, span: Span) -> Self {
        let message = "front matter stands below an empty line".to_owned();
        let first = Span { start: span.start, end: span.start + 3 };
        Self::new(Code::LooseFrontMatter, file, Some(first), message)
            .help("take the line out: most programs read front matter at the very start alone")
    }

    /// A date that cannot be read; `either` are the two days that it may be.
    pub fn unread_date(
        file: &RelPath,
        span: Span,
        key: &str,
        written: &str,
        either: Option<(Date, Date)>,
    ) -> Self {
        let message = match either {
            Some((one, other)) => format!("`{key}` may be {one} or {other}"),
            None => format!("`{key}` is no date: `{written}`"),
        };
        let help = match either {
            Some((one, other)) => format!("write `{one}` or `{other}`, whichever is meant"),
            None => "write a date such as `2026-11-23`, `2026-11` or `2026`".to_owned(),
        };
        Self::new(Code::UnreadDate, file, Some(span), message).help(help)
    }
}
