//! The files that checking keeps, and what it tells of names and of links between folders.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn topoi(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_topoi"))
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// A fresh folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

#[test]
fn a_baseline_lets_only_new_faults_count() {
    let root = folder(&[("a.md", "One [[x]].\n\nTwo [[y]].\n")]);
    let path = root.path().join("known.json");
    let file = path.to_str().expect("UTF-8");
    let missing = topoi(root.path(), &["check", "--baseline", file]);
    assert_eq!(code(&missing), 2);
    assert!(
        String::from_utf8_lossy(&missing.stderr)
            .contains(&format!("--baseline {file} --update-baseline"))
    );
    assert_eq!(code(&topoi(root.path(), &["check", "--baseline", file, "--update-baseline"])), 0);
    fs::write(root.path().join("a.md"), "# New\n\nTwo [[y]].\n\nThree [[z]].\n").expect("a file");
    let output = topoi(root.path(), &["check", "--format", "json", "--baseline", file]);
    assert_eq!(code(&output), 1);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told.as_array().map(Vec::len), Some(1));
    assert_eq!(told[0]["line"], 5);
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(notes.contains("1 of the 2 known faults no longer occur"), "{notes}");
    fs::write(root.path().join("a.md"), "# New\n\nTwo [[y]].\n").expect("a file");
    assert_eq!(code(&topoi(root.path(), &["build", "--baseline", file])), 0);
    assert_eq!(code(&topoi(root.path(), &["build"])), 1);
    fs::write(&path, "{").expect("a file");
    assert_eq!(code(&topoi(root.path(), &["check", "--baseline", file])), 2);
}

#[test]
fn the_ledger_guards_urls_and_authored_anchors() {
    let root = folder(&[
        ("site.toml", "[urls]\nledger = \"urls.lock\"\n"),
        ("articles/a.md", "# A\n\n## Part\n\nSaid. ^here\n"),
        ("articles/b.md", "# B\n\nText.\n"),
    ]);
    let codes = |arguments: &[&str]| {
        let output = topoi(root.path(), arguments);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let told = told.as_array().expect("an array").iter();
        told.map(|one| format!("{} {}", one["code"], one["message"])).collect::<Vec<_>>()
    };
    let check = ["check", "--format", "json"];
    assert!(codes(&check)[0].contains("missing-ledger"));
    assert_eq!(code(&topoi(root.path(), &["check", "--update-urls"])), 0);
    let lock = fs::read_to_string(root.path().join("urls.lock")).expect("the ledger");
    for promise in ["a.html", "a.html#part", "a.html#here", "b.html"] {
        assert!(lock.lines().any(|line| line == promise), "{promise} is not in {lock}");
    }
    assert!(!lock.contains("#p-"), "{lock}");
    assert_eq!(codes(&check), Vec::<String>::new());
    fs::write(root.path().join("articles/a.md"), "# A\n\nSaid.\n").expect("a file");
    fs::rename(root.path().join("articles/b.md"), root.path().join("articles/c.md"))
        .expect("moved");
    let told = codes(&check);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|one| one.contains("vanished-url")), "{told:?}");
    let redirecting = "---\nredirect_from: /b.html\n---\n# B\n\nText.\n";
    fs::write(root.path().join("articles/c.md"), redirecting).expect("a file");
    assert_eq!(codes(&check).len(), 2);
    assert_eq!(code(&topoi(root.path(), &["check", "--update-urls"])), 0);
    assert_eq!(codes(&check), Vec::<String>::new());
}

#[test]
fn topics_name_concepts() {
    let root = folder(&[
        ("site.toml", "[[topics]]\ntitle = \"Trust\"\nconcepts = [\"trust\", \"credibilty\"]\n"),
        ("articles/trust.md", "---\nkind: concept\n---\n# Trust\n\nIt is relied on.\n"),
        ("articles/credibility.md", "---\nkind: concept\n---\n# Credibility\n\nIt earns trust.\n"),
        ("articles/a.md", "Credibility and trust.\n"),
    ]);
    let output = topoi(root.path(), &["check", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&told[0]["code"], &told[0]["line"], &told[0]["column"]),
        (&"unknown-reference".into(), &3.into(), &22.into(),)
    );
    assert_eq!(told[0]["help"], "did you mean `credibility`?");
}

#[test]
fn names_that_differ_in_case_or_normal_form_are_told() {
    let root = folder(&[
        ("Caf\u{e9}.md", "# One\n"),
        ("Cafe\u{301}.md", "# Two\n"),
        ("a.md", "# Lower\n"),
        ("A.md", "# Upper\n"),
        ("nul.md", "Before\0after, [[nowhere]].\n"),
    ]);
    let output = topoi(root.path(), &["check", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let count = |code: &str| {
        told.as_array().expect("an array").iter().filter(|one| one["code"] == code).count()
    };
    assert_eq!((count("url-collision"), count("broken-link")), (2, 1), "{told}");
}

/// The codes and files that a check of `root` tells.
fn told(root: &Path) -> Vec<(String, String)> {
    let output = topoi(root, &["check", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let one = |one: &serde_json::Value| (text(&one["code"]), text(&one["file"]));
    told.as_array().expect("an array").iter().map(one).collect()
}

/// A slip in one file is told there, and not at everything that refers to the file.
#[test]
fn a_document_that_cannot_be_read_is_told_once() {
    let root = folder(&[
        ("x.md", "---\ndraft: [x\n---\n# X\n"),
        ("open.md", "---\ndraft: true\n\n# Secret\n"),
        ("concepts/trust.md", "---\nkind: concept\naudience: [\n---\n"),
        ("deep/y.md", "[x](../x.md#part), [[x]], ![[x]], [open](/open.md), [[deep/y]], [[z]].\n"),
        (
            "p.md",
            "---\nkind: principle\nconcepts: [trust]\nevidence:\n  - article: x\n    stance: supports\n---\n",
        ),
    ]);
    let wanted = [
        ("front-matter", "concepts/trust.md"),
        ("broken-link", "deep/y.md"),
        ("front-matter", "open.md"),
        ("front-matter", "x.md"),
    ];
    let wanted = wanted.map(|(code, file)| (code.to_owned(), file.to_owned()));
    assert_eq!(told(root.path()), wanted);
}

/// Links by bare name are a vault's; elsewhere no other program would follow them.
#[test]
fn a_vault_is_known_by_its_hidden_folder() {
    for (mark, faults) in [
        (".obsidian/app.json", 0),
        ("articles/.obsidian/app.json", 0),
        ("articles/deep/.obsidian/app.json", 1),
        (".obsidian", 1),
        ("obsidian/app.json", 1),
    ] {
        let root = folder(&[
            (mark, "{}"),
            ("site.toml", ""),
            ("articles/a.md", "[x](Note.md) ![](tree.png)\n"),
            ("articles/deep/Note.md", "text\n"),
            ("articles/deep/tree.png", ""),
        ]);
        assert_eq!(told(root.path()).len(), faults, "{mark}");
    }
}

/// A vault may have a folder `articles`, as any other; its notes are all of them.
#[test]
fn a_vault_without_settings_is_content_as_a_whole() {
    let root = folder(&[
        (".obsidian/app.json", "{}"),
        ("articles/a.md", "[[note]]\n"),
        ("note.md", "[[articles/a]], [a](a.md), [[nowhere]]\n"),
    ]);
    let nowhere = ("broken-link".to_owned(), "note.md".to_owned());
    assert_eq!(told(root.path()), [nowhere]);
}

/// Other programs' documents name templates of theirs, which may be called like ours.
#[test]
fn a_template_of_another_program_is_no_fault() {
    for name in ["article.html", "concept", "search.html", "home.html", "base.html", "page.html"] {
        let text = format!("---\ntemplate: {name}\n---\n# A\n\nSaid.\n");
        let root = folder(&[("a.md", &text)]);
        assert_eq!(code(&topoi(root.path(), &["build"])), 0, "{name}");
        let page = fs::read_to_string(root.path().join("public/a.html")).expect("the page");
        assert!(page.contains("Said."), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_or_out_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let text = "# A\n\nSaid [[nowhere]].\n";
    let root = folder(&[("site.toml", ""), ("articles/a.md", text), ("out.md", "[[x]]\n")]);
    symlink(root.path(), root.path().join("articles/back")).expect("a link");
    symlink("/", root.path().join("articles/out")).expect("a link");
    symlink(".", root.path().join("articles/self")).expect("a link");
    let unreadable = |file: &str| ("unreadable-file".to_owned(), file.to_owned());
    assert_eq!(
        told(root.path()),
        [
            ("broken-link".to_owned(), "articles/a.md".to_owned()),
            unreadable("articles/back"),
            unreadable("articles/out"),
            unreadable("articles/self"),
        ]
    );
}

/// Folders that all link to one another have as many ways through them as there are orders.
#[cfg(unix)]
#[test]
fn a_maze_of_links_is_walked_once() {
    let root = folder(&[]);
    for one in 0..12 {
        let folder = root.path().join(format!("d{one}"));
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("a.md"), "# A\n").expect("a file");
        for other in (0..12).filter(|other| *other != one) {
            std::os::unix::fs::symlink(format!("../d{other}"), folder.join(format!("l{other}")))
                .expect("a link");
        }
    }
    let start = std::time::Instant::now();
    assert!(!told(root.path()).is_empty());
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
