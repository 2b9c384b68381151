//! House rules as tests: which module may import which, a header in every file, no files that
//! outgrow a reader.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each module may import; `@names` are those that `names` may import.
const MAY_IMPORT: &[(&str, &str)] = &[
    ("model", ""),
    ("diagnostics", "model"),
    ("config", "model diagnostics"),
    ("attachment", "model"),
    ("source", "model diagnostics config"),
    ("theme", "model diagnostics config"),
    ("i18n", "model diagnostics"),
    ("cache", "model"),
    ("parse", "model diagnostics"),
    ("audience", "model diagnostics config parse"),
    ("concepts", "model diagnostics config parse"),
    ("names", "model diagnostics config parse"),
    ("urls", "@names names"),
    ("links", "@urls urls"),
    ("evidence", "@links links i18n"),
    ("graph", "@evidence concepts evidence"),
    ("site", "@graph graph"),
    ("picture", "@site site"),
    ("render", "@picture picture"),
    ("search", "@site site"),
    ("export", "@site site"),
    ("ask", "@site site"),
    ("suggest", "@site site"),
    ("pipeline", "@render render search export ask audience attachment"),
    ("output", "model diagnostics attachment"),
    ("import", "model diagnostics parse"),
    // `urls` for the one way to write a path into an address.
    // `suggest` for the queue of proposals, of the site that is served.
    ("serve", "model diagnostics pipeline urls attachment site suggest"),
];

/// What `module` may import.
fn may_import(module: &str) -> BTreeSet<&'static str> {
    let row = MAY_IMPORT.iter().find(|(name, _)| *name == module);
    let (_, row) = row.unwrap_or_else(|| panic!("`{module}` has no row"));
    let mut allowed = BTreeSet::new();
    for item in row.split_whitespace() {
        match item.strip_prefix('@') {
            Some(module) => allowed.extend(may_import(module)),
            None => _ = allowed.insert(item),
        }
    }
    allowed
}

/// Modules that tie the others together and may import anything.
const FREE: &[&str] = &["commands", "cli", "main", "lib", "testing"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The top-level module that a file under `src` belongs to.
fn module_of(path: &Path) -> String {
    let relative = path.strip_prefix(source_root()).expect("a path under src");
    let first = relative.components().next().expect("a file name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules named by `crate::…` outside comments, `use crate::{a, b}` included.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or("")
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list = match rest.strip_prefix('{') {
            Some(inner) => top_level_names(inner),
            None => vec![rest],
        };
        for item in list {
            let name: String =
                item.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(name);
        }
    }
    found.remove("");
    found
}

/// The items of a `{…}` list at its own level.
fn top_level_names(inner: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&inner[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let rows = MAY_IMPORT.iter().map(|&(module, _)| module);
    let modules: BTreeSet<&str> = rows.chain(FREE.iter().copied()).collect();
    let mut met = BTreeSet::new();
    let mut wrong = Vec::new();
    for path in rust_files(&source_root()) {
        let module = module_of(&path);
        assert!(modules.contains(module.as_str()), "`{module}` is not in the table of modules");
        met.insert(module.clone());
        if FREE.contains(&module.as_str()) {
            continue;
        }
        let allowed = may_import(&module);
        let text = fs::read_to_string(&path).expect("a readable file");
        for import in imports(&text) {
            let inside = import == module || !modules.contains(import.as_str());
            if !inside && !allowed.contains(import.as_str()) {
                wrong.push(format!("{}: `{module}` may not import `{import}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let gone: Vec<&&str> = modules.iter().filter(|module| !met.contains(**module)).collect();
    assert!(gone.is_empty(), "the table lists modules that don't exist: {gone:?}");
}

/// A file that is longer is two.
const MOST_LINES: usize = 600;

#[test]
fn no_file_outgrows_a_reader() {
    let lines = |path: &PathBuf| fs::read_to_string(path).expect("text").lines().count();
    let mut long = rust_files(&source_root());
    long.retain(|path| lines(path) > MOST_LINES);
    assert!(long.is_empty(), "over {MOST_LINES} lines: {long:?}");
}

#[test]
fn the_layering_check_sees_imports() {
    let text =
        "use crate::{model::{Span, Kind}, links};\nfn f() { crate::site::x(); }\n// crate::cli";
    let found: Vec<String> = imports(text).into_iter().collect();
    assert_eq!(found, ["links", "model", "site"]);
}

#[test]
fn every_file_says_what_it_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src", "tests", "benches"].map(|folder| root.join(folder));
    let missing: Vec<String> = folders
        .iter()
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| rust_files(folder))
        .filter(|path| !path.components().any(|part| part.as_os_str() == "node_modules"))
        .filter(|path| !fs::read_to_string(path).expect("a readable file").starts_with("//!"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(missing.is_empty(), "no `//!` header in {}", missing.join(", "));
}

#[test]
fn paths_are_written_as_people_of_the_system_do() {
    let shows = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a readable file");
        let is_test = path.components().any(|part| part.as_os_str() == "tests");
        !is_test && text.split("#[cfg(test)]").next().unwrap_or("").contains(".display()")
    };
    let wrong: Vec<PathBuf> = rust_files(&source_root()).into_iter().filter(shows).collect();
    assert!(wrong.is_empty(), "`shown()` of model::path, in place of `display()`: {wrong:?}");
}

#[test]
fn one_file_may_be_unsafe() {
    let is_unsafe = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a readable file");
        text.contains("allow(unsafe_code)") || text.contains("unsafe {")
    };
    let found: Vec<PathBuf> = rust_files(&source_root()).into_iter().filter(is_unsafe).collect();
    assert_eq!(found, [source_root().join("commands/window/console.rs")]);
}

#[test]
fn the_newest_version_has_its_changes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).expect("a readable file");
    let changes = read("CHANGELOG.md");
    let mut headings = changes.lines().filter_map(|line| line.strip_prefix("## "));
    assert_eq!(headings.next(), Some("Unreleased"));
    let version = env!("CARGO_PKG_VERSION");
    let newest = headings.next().expect("a version").split(' ').next();
    assert_eq!(newest, Some(version), "CHANGELOG.md is not of this version");
    let lock = read("tests/fuzz/Cargo.lock");
    assert!(lock.contains(&format!("name = \"topoi\"\nversion = \"{version}\"")), "its lock");
}

/// What the default theme's faces weigh together, at most.
const MOST_FONT_BYTES: u64 = 90_000;

#[test]
fn the_faces_are_light_and_their_licences_stand_beside_them() {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/assets/fonts");
    let files: Vec<PathBuf> =
        fs::read_dir(fonts).expect("fonts").map(|entry| entry.expect("a file").path()).collect();
    let faces = files.iter().filter(|path| path.extension().is_some_and(|e| e == "woff2"));
    let weight: u64 = faces.map(|path| fs::metadata(path).expect("a file").len()).sum();
    assert!((1..=MOST_FONT_BYTES).contains(&weight), "{weight} bytes of faces");
    let licences = files.iter().filter(|path| {
        fs::read_to_string(path).is_ok_and(|text| text.contains("SIL OPEN FONT LICENSE"))
    });
    assert_eq!(licences.count(), 2, "one for each family");
}
