//! Which files code may show pieces of, and what is told of the others.

#![allow(clippy::disallowed_methods)]

use topoi::pipeline::ParseCache;
use topoi::source;

use super::site::{build_again, build_with, folder};

/// What is told of a site of these files, as `line code message`.
fn told(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let folder = folder(files);
    let (config, ..) = source::settings(folder.path()).expect("settings");
    let (site, report) = build_with(folder.path(), &config);
    let pages = site.files.iter().filter(|(path, _)| path.ends_with(".html"));
    let pages: String = pages.map(|(_, page)| String::from_utf8_lossy(page)).collect();
    (pages, report.diagnostics.iter().map(|one| one.message.clone()).collect())
}

#[test]
fn private_files_are_not_shown() {
    let settings = "[audiences.team]\nfiles = [\"inside\"]\n[audiences.all]\n";
    let page = "```text\n{{#include b.md}}\n{{#include inside/one.rs}}\n{{#include ../.env}}\n{{#include ../../one.rs}}\n```\n";
    for settings in ["", settings] {
        let (pages, told) = told(&[
            ("site.toml", settings),
            ("articles/a.md", page),
            ("articles/b.md", "---\ndraft: true\n---\nCanary.\n"),
            ("articles/inside/one.rs", if settings.is_empty() { "" } else { "Canary" }),
            (".env", "Canary"),
        ]);
        assert!(!pages.contains("Canary"), "{pages}");
        for path in ["b.md", "../.env", "../../one.rs"] {
            let message =
                format!("`{{{{#include}}}}` names a piece of `{path}` that code cannot show");
            assert!(told.contains(&message), "{told:#?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_to_a_hidden_or_foreign_file() {
    let root =
        folder(&[("a.md", "```\n{{#include l.rs}}\n{{#include m.rs}}\n```\n"), (".env", "Canary")]);
    let outside = folder(&[("one.rs", "Canary")]);
    std::os::unix::fs::symlink(".env", root.path().join("l.rs")).expect("a link");
    std::os::unix::fs::symlink(outside.path().join("one.rs"), root.path().join("m.rs"))
        .expect("a link");
    let (config, ..) = source::settings(root.path()).expect("settings");
    let (site, _) = build_with(root.path(), &config);
    assert!(site.text("a.html").contains("{{#include l.rs}}\n{{#include m.rs}}"));
}

#[test]
fn an_edit_of_such_a_file_is_an_edit_of_the_page() {
    let root = folder(&[
        ("a.md", "```\n{{#include one.txt}}\n```\n"),
        ("b.md", "B"),
        ("one.txt", "first"),
    ]);
    let (config, ..) = source::settings(root.path()).expect("settings");
    let (mut reader, mut cache) = (source::Reader::default(), ParseCache::for_edits());
    for text in ["first", "second"] {
        std::fs::write(root.path().join("one.txt"), text).expect("written");
        let (site, _) = build_again(root.path(), &config, &mut reader, &mut cache);
        assert!(site.text("a.html").contains(text));
    }
}
