//! Reading, checking and refreshing text cases.

#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::path::Path;

use super::describe::describe;

/// Some Markdown, and what is expected of it.
struct Case {
    /// What it shows, and how.
    title: String,
    markdown: String,
    expected: String,
}

/// Runs every case under `tests/cases/<folder>` and compares.
pub fn check(folder: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {}", folder.display());
    let mut wrong = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a readable case");
        let (head, mut cases) = read(&text);
        assert!(!cases.is_empty(), "no cases in {}", path.display());
        for case in &mut cases {
            let shown = case.title.split_once('|').map_or("html", |(_, shown)| shown);
            let found = describe(&case.markdown, shown);
            if found.trim_end() != case.expected.trim_end() {
                let _ = write!(
                    wrong,
                    "\n{} == {}\n{}--- expected\n{}\n--- found\n{}\n",
                    path.display(),
                    case.title,
                    case.markdown,
                    case.expected.trim_end(),
                    found.trim_end()
                );
                case.expected = found;
            }
        }
        if update {
            std::fs::write(&path, write(head, &cases)).expect("a writable case");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}");
}

fn read(text: &str) -> (&str, Vec<Case>) {
    let start = text.find("== ").unwrap_or(text.len());
    let mut cases: Vec<Case> = Vec::new();
    let mut in_expected = false;
    for line in text[start..].split_inclusive('\n') {
        if let Some(title) = line.strip_prefix("== ") {
            let title = title.trim().to_owned();
            cases.push(Case { title, markdown: String::new(), expected: String::new() });
            in_expected = false;
        } else if line.trim_end() == "-- expect" {
            in_expected = true;
        } else if let Some(case) = cases.last_mut() {
            let part = if in_expected { &mut case.expected } else { &mut case.markdown };
            part.push_str(line);
        }
    }
    (&text[..start], cases)
}

fn write(head: &str, cases: &[Case]) -> String {
    let mut out = head.to_owned();
    for Case { title, markdown, expected } in cases {
        let _ = write!(out, "== {title}\n{markdown}-- expect\n{}\n\n", expected.trim_end());
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
