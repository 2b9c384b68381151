//! Text cases of pages: small knowledge bases and what a page of theirs holds.
//!
//! A file under `tests/cases/pages` holds cases:
//!
//! ```text
//! == what the case shows
//! -- path.md
//! the document whose page is looked at
//! -- another.md
//! a document beside it
//! -- expect
//! the body on the first document's page
//! ```
//!
//! `UPDATE_CASES=1 cargo test --test pages` writes what is expected anew.

#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::path::Path;

use super::site::build;

struct Case {
    name: String,
    files: Vec<(String, String)>,
    expected: String,
}

/// Runs every case under `tests/cases/pages`.
pub fn check() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/pages");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let entries = std::fs::read_dir(&folder).expect("the folder of cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut wrong = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a readable case");
        let (head, mut cases) = read(&text);
        assert!(!cases.is_empty(), "no cases in {}", path.display());
        for case in &mut cases {
            let found = body_of_first(case);
            if found.trim() != case.expected.trim() {
                let (name, expected) = (&case.name, case.expected.trim());
                let _ = write!(
                    wrong,
                    "\n{} == {name}\n--- expected\n{expected}\n--- found\n{}\n",
                    path.display(),
                    found.trim()
                );
                case.expected = found;
            }
        }
        if update {
            std::fs::write(&path, write(&head, &cases)).expect("a writable case");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}");
}

/// The body on the page of a case's first document.
fn body_of_first(case: &Case) -> String {
    let files: Vec<(&str, &str)> =
        case.files.iter().map(|(path, text)| (path.as_str(), text.trim_end())).collect();
    let site = build(&files);
    let url = case.files[0].0.replace(".md", ".html");
    let page = site.text(&url);
    let start = page.find("<div class=\"prose").expect("a body");
    let start = start + page[start..].find('>').expect("a tag's end") + 1;
    let mut depth = 1;
    let mut at = start;
    while depth > 0 {
        let next = page[at..].find("<div").unwrap_or(usize::MAX);
        let close = page[at..].find("</div>").expect("every div is closed");
        depth = if next < close { depth + 1 } else { depth - 1 };
        at += next.min(close) + 5;
    }
    page[start..at - 5].to_owned()
}

fn read(text: &str) -> (String, Vec<Case>) {
    let (head, rest) = text.split_at(text.find("== ").unwrap_or(text.len()));
    let cases = rest.split("\n== ").map(|case| {
        let (name, rest) = case.split_once('\n').expect("a case has lines");
        let rest = format!("\n{rest}");
        let (files, expected) = rest.split_once("\n-- expect\n").unwrap_or((&rest, ""));
        let files = files.split("\n-- ").skip(1).map(|file| {
            let (path, content) = file.split_once('\n').unwrap_or((file, ""));
            let content = content.trim_end_matches('\n');
            (path.to_owned(), content.to_owned() + if content.is_empty() { "" } else { "\n" })
        });
        let name = name.trim_start_matches("== ").to_owned();
        Case { name, files: files.collect(), expected: expected.to_owned() }
    });
    (head.to_owned(), cases.collect())
}

fn write(head: &str, cases: &[Case]) -> String {
    let mut out = head.to_owned();
    for case in cases {
        let _ = writeln!(out, "== {}", case.name);
        for (path, content) in &case.files {
            let _ = write!(out, "-- {path}\n{content}");
        }
        let _ = write!(out, "-- expect\n{}\n\n", case.expected.trim());
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
