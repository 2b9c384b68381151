//! Reading, checking and refreshing text cases.

#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use topoi::model::{RelPath, SourceFile};
use topoi::parse::{Document, ParseOptions, parse};

/// A small knowledge base.
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Its files in the order of the case: path and content.
    pub files: Vec<(String, String)>,
    /// What is expected of it.
    pub expected: String,
}

/// A knowledge base, parsed.
pub struct Base {
    /// Its documents, sorted by path.
    pub documents: Vec<Arc<Document>>,
    /// All other files, sorted.
    pub files: Vec<RelPath>,
    /// Texts outside the content root (`^raw/a.txt` in a case).
    pub originals: Vec<SourceFile>,
}

/// Runs every case under `tests/cases/<folder>` through `describe` and compares.
pub fn check(folder: &str, describe: fn(&Base) -> String) {
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
        let mut cases = read(&text);
        assert!(!cases.is_empty(), "no cases in {}", path.display());
        for case in &mut cases {
            let found = describe(&base(case));
            if found.trim() != case.expected.trim() {
                let _ = write!(
                    wrong,
                    "\n{} == {}\n--- expected\n{}\n--- found\n{}\n",
                    path.display(),
                    case.name,
                    case.expected.trim(),
                    found.trim()
                );
                case.expected = found;
            }
        }
        if update {
            let head = text.split("== ").next().unwrap_or("").to_owned();
            std::fs::write(&path, head + &write(&cases)).expect("a writable case");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}");
}

fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut in_expected = false;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("== ") {
            let name = name.trim().to_owned();
            cases.push(Case { name, files: Vec::new(), expected: String::new() });
            in_expected = false;
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match line.strip_prefix("-- ").map(str::trim_end) {
            Some("expect") => in_expected = true,
            Some(path) => {
                assert!(!in_expected, "a file after `expect` in `{}`", case.name);
                case.files.push((path.to_owned(), String::new()));
            }
            None if in_expected => case.expected.push_str(line),
            None => {
                if let Some((_, content)) = case.files.last_mut() {
                    content.push_str(line);
                }
            }
        }
    }
    cases
}

fn write(cases: &[Case]) -> String {
    let mut out = String::new();
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

fn base(case: &Case) -> Base {
    let mut base = Base { documents: Vec::new(), files: Vec::new(), originals: Vec::new() };
    for (path, content) in &case.files {
        if let Some(outside) = path.strip_prefix('^') {
            let path = RelPath::new(outside);
            let content_path = path.clone();
            base.originals.push(SourceFile::new(path, content_path, content.as_str()));
            continue;
        }
        let content_path = RelPath::new(path);
        if !matches!(content_path.extension(), "md" | "markdown") {
            base.files.push(content_path);
            continue;
        }
        let path = RelPath::new(&format!("kb/{content_path}"));
        let text = content.trim_end_matches('\n').to_owned() + "\n";
        let file = SourceFile::new(path, content_path, text);
        let (document, diagnostics) = parse(&file, None, &ParseOptions::default());
        assert!(diagnostics.is_empty(), "{}: {diagnostics:?}", case.name);
        let document = document.expect("front matter that can be read");
        base.documents.push(Arc::new(document));
    }
    base.documents.sort_by(|a, b| a.content_path.cmp(&b.content_path));
    base.files.sort();
    base
}
