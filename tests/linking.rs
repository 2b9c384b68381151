//! Text cases for links, URLs and evidence: small knowledge bases and what is found in them.
//!
//! A file under `tests/cases/{links,urls,evidence}` holds cases:
//!
//! ```text
//! == what the case shows
//! -- path/under/the/content/root.md
//! the document
//! -- pictures/tree.png
//! -- expect
//! what the stage says, one fact a line
//! ```
//!
//! `UPDATE_CASES=1 cargo test --test linking` writes what is expected anew.

mod linking {
    pub mod cases;
    pub mod describe;
}

use linking::cases::check;
use linking::describe;

#[test]
fn links() {
    check("links", describe::links);
}

#[test]
fn urls() {
    check("urls", describe::urls);
}

#[test]
fn evidence() {
    check("evidence", describe::evidence);
}
