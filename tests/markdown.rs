//! Text cases for parsing: Markdown, and what it becomes.
//!
//! A file under `tests/cases/parse` holds cases:
//!
//! ```text
//! == what the case shows | html blocks links
//! Markdown
//! -- expect
//! html: …
//! ```
//!
//! The words behind the bar are what is shown, `html` alone without them; `crlf`, `escape`,
//! `trusted` and `concept` change how the text is read. In the html a hole reads `{id x}`,
//! `{a target}`, `{/a}`, `{embed target}`, `{made}` or `{\}`.
//!
//! `UPDATE_CASES=1 cargo test --test markdown` writes what is expected anew.

mod markdown {
    pub mod cases;
    pub mod describe;
    mod document;
    mod dollars;
    mod hostile;
    mod properties;
}

use markdown::cases::check;

#[test]
fn parse() {
    check("parse");
}
