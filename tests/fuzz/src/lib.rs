//! What holds of topoi whatever bytes come in: a function a target, which panics where it doesn't.
//!
//! `cargo fuzz` hands them what it makes up (`tests/fuzz/run`); `tests/fuzz.rs` hands them the
//! texts of `corpus` and damaged copies of these, with stable Rust.

pub mod attachments;
pub mod base;
pub mod cache;
#[path = "../../markdown/document.rs"]
pub mod document;
pub mod front_matter;
pub mod harmless;
#[allow(dead_code)] // other tests ask more of a page
#[path = "../../pages/html.rs"]
pub mod html;
pub mod import;
pub mod links;
pub mod manifest;
pub mod markdown;
pub mod mentions;
pub mod search;
pub mod settings;

/// A target: what it is called, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, as the folders of `corpus` are called.
pub const TARGETS: [Target; 11] = [
    ("attachments", attachments::check),
    ("base", base::check),
    ("cache", cache::check),
    ("front_matter", front_matter::check),
    ("import", import::check),
    ("links", links::check),
    ("manifest", manifest::check),
    ("markdown", markdown::check),
    ("mentions", mentions::check),
    ("search", search::check),
    ("settings", settings::check),
];

/// Bytes as text: files that are none are told before anything reads them. A mark at a text's begin
/// is taken off there, too.
fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).trim_start_matches('\u{feff}').to_owned()
}

/// The first line, and what follows it.
fn first_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// Files of a text: each begins with a line `=== path`.
fn files(text: &str) -> Vec<(String, String)> {
    let parts = text.split("=== ").skip(1);
    parts.map(first_line).map(|(path, text)| (path.trim().to_owned(), text.to_owned())).collect()
}
