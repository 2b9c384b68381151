//! Imports in text cases: `tests/cases/import/*.txt`.
//!
//! Each case begins with `=== name.ending`, and its ending is the foreign document's. What follows
//! is the document, then after a line `--- file` the file that it becomes and after a line
//! `--- dropped` the lines that were left out.

use std::fmt::Write as _;
use std::path::Path;

use topoi::import::read::{Options, read};
use topoi::import::rules::Rules;
use topoi::model::RelPath;

struct Case<'a> {
    name: &'a str,
    input: &'a str,
    expected: &'a str,
}

fn cases(text: &str) -> (&str, Vec<Case<'_>>) {
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or("");
    let case = |part| {
        let (name, rest): (&str, &str) = str::split_once(part, '\n').expect("a name");
        let (input, _) = rest.split_once("\n--- file\n").unwrap_or((rest, ""));
        let expected = &rest[input.len()..];
        Case { name, input, expected: expected.trim_start_matches('\n') }
    };
    (head, parts.map(case).collect())
}

/// The import as a case shows it.
fn describe(case: &Case<'_>) -> String {
    let rules = Rules::new(None).expect("the default rules");
    let mut found = Vec::new();
    let file = RelPath::new(case.name);
    let article = read(&file, case.input.as_bytes(), &rules, Options::default(), &mut found);
    let mut shown = String::from("--- file\n");
    for (_, article) in article {
        shown.push_str(&article.file(None));
        shown.push_str("--- dropped\n");
        for line in &article.dropped {
            let _ = writeln!(shown, "{line}");
        }
    }
    for diagnostic in found {
        let _ = writeln!(shown, "--- {}: {}", diagnostic.code.info().name, diagnostic.message);
    }
    shown
}

#[test]
fn imports_are_as_the_cases_show() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("cases")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = String::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("text");
        let (head, list) = cases(&text);
        let mut renewed = head.to_owned();
        for case in &list {
            let shown = describe(case);
            if shown.trim_end() != case.expected.trim_end() {
                let _ =
                    writeln!(wrong, "{}: expected\n{}\nfound\n{shown}", case.name, case.expected);
            }
            let _ = write!(renewed, "\n=== {}\n{}\n{}", case.name, case.input, shown.trim_end());
        }
        renewed.push('\n');
        if update {
            std::fs::write(&path, renewed).expect("a writable case");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}");
}
