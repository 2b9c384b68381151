//! What can be wrong with what is remembered or excused: `topoi-allow` comments, the ledger of
//! URLs, the topics of `site.toml`.

use super::{Code, Diagnostic};
use crate::model::{RelPath, Span};

impl Diagnostic {
    /// A `topoi-allow` comment names `code`, and nothing of that code is found where it reaches.
    pub fn unused_allow(file: &RelPath, span: Span, code: &str) -> Self {
        let message = format!("this comment allows `{code}`, and there is none");
        Self::new(Code::UnusedAllow, file, Some(span), message)
            .help("take it away; it reaches the rest of its line or, alone, the block that follows")
    }

    /// A `topoi-allow` comment names a code that isn't one; `near` looks like it.
    pub fn unknown_allow(file: &RelPath, span: Span, name: &str, near: Option<&str>) -> Self {
        let message = match name {
            "" => "this comment allows nothing".to_owned(),
            name => format!("there is no diagnostic `{name}` to allow"),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write a code as it is printed, such as `broken-link`".to_owned(),
        };
        Self::new(Code::UnusedAllow, file, Some(span), message).help(help)
    }

    /// The URL `url`, promised in line `span` of the ledger, is gone. `moved_to` is a document that
    /// may be what it became.
    pub fn vanished_url(file: &RelPath, span: Span, url: &str, moved_to: Option<&RelPath>) -> Self {
        let message = format!("the URL `{url}` is gone, and nothing redirects from it");
        let place = match moved_to {
            Some(moved_to) => format!("if it is `{moved_to}` now, add there"),
            None => "add to the document that has its content now".to_owned(),
        };
        Self::new(Code::VanishedUrl, file, Some(span), message).help(format!(
            "{place} `redirect_from: [\"/{url}\"]`; or give it up with `topoi check --update-urls`"
        ))
    }

    /// The anchor `id` of the page at `url`, promised in line `span` of the ledger, is gone from
    /// `document`.
    pub fn vanished_anchor(
        file: &RelPath,
        span: Span,
        url: &str,
        id: &str,
        document: &RelPath,
    ) -> Self {
        let message = format!("the anchor `{url}#{id}` is gone from `{document}`");
        let block = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let passage = match block {
            true => format!("`^{id}` behind the passage"),
            false => format!("`<a id=\"{id}\"></a>` before the passage"),
        };
        Self::new(Code::VanishedUrl, file, Some(span), message).help(format!(
            "keep it by `{{#{id}}}` behind the heading or {passage}; or give it up with `topoi \
             check --update-urls`"
        ))
    }

    /// The ledger isn't there yet.
    pub fn missing_ledger(file: &RelPath, span: Span, ledger: &RelPath) -> Self {
        let message = format!("there is no ledger `{ledger}` yet, so no URL is guarded");
        Self::new(Code::MissingLedger, file, Some(span), message)
            .help("write it with `topoi check --update-urls`, and keep it with the content")
    }
}
