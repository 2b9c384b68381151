//! Texts that Windows wrote: lines that end in CR LF read as those that end in LF.

use std::path::Path;
use std::process::Command;

use crate::project::{Project, Run, files};

/// The folders and files of each base that are copied, in this repository.
const BASES: &[(&str, &[&str])] = &[
    (".", &["articles", "site.toml", "questions.toml"]),
    ("tests/sites/vault", &[""]),
    ("tests/sites/handbook", &[""]),
];

/// A copy of a base, its texts with the line ends of Windows or without.
fn copy(base: &Path, parts: &[&str], windows: bool) -> Project {
    let project = Project::new();
    for part in parts {
        for (path, bytes) in files(&base.join(part)) {
            let path = format!("{part}/{path}");
            let path = path.trim_matches('/');
            let is_own = path.starts_with("public/") || path.starts_with(".topoi/");
            let is_text = [".md", ".toml", ".yml"].iter().any(|ending| path.ends_with(ending));
            let bytes = match String::from_utf8(bytes) {
                Ok(text) if is_text => {
                    let text = text.replace("\r\n", "\n");
                    let text = if windows { text.replace('\n', "\r\n") } else { text };
                    text.into_bytes()
                }
                Ok(text) => text.into_bytes(),
                Err(error) => error.into_bytes(),
            };
            if !is_own {
                project.write(&format!("base/{path}"), bytes);
            }
        }
    }
    project
}

#[test]
fn the_site_and_all_places_are_the_same() {
    for (base, parts) in BASES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(base);
        let [unix, windows] = [false, true].map(|windows| {
            let project = copy(&folder, parts, windows);
            let run = |arguments: &[&str]| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_topoi"));
                command.args(arguments).args(["--date", "2026-01-01"]);
                Run::of(command.current_dir(project.path("base")).output().expect("it runs"))
            };
            let told = run(&["check", "--format", "json"]);
            run(&["build", "--no-cache", "--output", "../site"]);
            (told.out, files(&project.path("site")))
        });
        assert!(unix.1.len() > 20, "a site of {base}");
        assert_eq!(unix.0, windows.0, "{base}");
        for (path, bytes) in &unix.1 {
            assert!(windows.1.get(path) == Some(bytes), "{path} of {base}");
        }
        assert_eq!(unix.1.len(), windows.1.len());
    }
}
