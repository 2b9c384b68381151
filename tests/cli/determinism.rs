//! The same input gives the same bytes: with any number of threads, in any locale and time zone, at
//! any path, in whatever order the files were made, with and without a site that stands already.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::project::{Project, files};

/// Documents with something of each kind that is counted, ranked, drawn or sorted.
fn documents() -> Vec<(String, String)> {
    let mut documents = vec![
        (
            "site.toml".to_owned(),
            "[site]\nbase_url = \"https://base.example\"\n\n[[topics]]\ntitle = \"T\"\nconcepts = [\"c1\"]\n".to_owned(),
        ),
        ("articles/tree.svg".to_owned(), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned()),
        ("static/robots.txt".to_owned(), "User-agent: *\n".to_owned()),
    ];
    for i in 0..30 {
        let (next, third) = ((i + 1) % 30, (i * 7) % 30);
        documents.push((
            format!("articles/concepts/c{i}.md"),
            format!("---\ntitle: Concept {i}\nkind: concept\naliases: [thing {i}]\nrelations:\n  related: [c{next}]\n---\n\nWhat concept {third} is.\n"),
        ));
        documents.push((
            format!("articles/sources/Ärtikel {i}.md"),
            format!("---\ntitle: Article {i}\nauthor: Author {}\npublished: 2026-0{}-01\ntags: [t{}, İz, straße]\n---\n\nConcept {i} and thing {next}, then concept {third}.\n\n$x_{i}$ `code` ![](../tree.svg)\n\n```rust\nfn main() {{}}\n```\n", i % 7, 1 + i % 9, i % 5),
        ));
        documents.push((
            format!("articles/p{i}.md"),
            format!("---\ntitle: Principle {i}\nkind: principle\nconcepts: [c{i}, c{next}]\nanswers: [\"question {i}\"]\nevidence:\n  - article: Ärtikel {i}\n    stance: supports\n---\n\n## Do\n\n- Do {i} [[c{third}]].\n"),
        ));
    }
    documents
}

/// Writes the documents under `root`, in the order of the list or the other way round.
fn write(root: &Path, reversed: bool) {
    let mut documents = documents();
    if reversed {
        documents.reverse();
    }
    for (path, text) in documents {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

/// Builds the base at `root` in an environment; every file of the site but the list of them.
fn build(root: &Path, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    build_with(root, &[], environment)
}

/// The same with further arguments.
fn build_with(
    root: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> BTreeMap<String, Vec<u8>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_topoi"));
    command.args(["-q", "build"]).args(arguments).arg("--root").arg(root);
    command.envs(environment.iter().copied());
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files(&root.join("public"))
}

#[track_caller]
fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, what: &str) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{what}");
    let differs: Vec<&String> = one.keys().filter(|path| one[*path] != other[*path]).collect();
    assert!(differs.is_empty(), "{what}: {differs:?}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (base, moved) = (folder.path().join("base"), folder.path().join("elsewhere/base"));
    write(&base, false);
    write(&moved, true);
    let clean = |root: &Path| {
        for made in ["public", ".topoi"] {
            let _ = std::fs::remove_dir_all(root.join(made));
        }
    };
    let first = build(&base, &[("RAYON_NUM_THREADS", "1")]);
    assert!(first.len() > 100, "{}", first.len());
    for threads in ["2", "16"] {
        clean(&base);
        let site = build(&base, &[("RAYON_NUM_THREADS", threads)]);
        assert_same(&first, &site, &format!("{threads} threads"));
    }
    for (locale, zone) in
        [("C", "UTC"), ("tr_TR.UTF-8", "Pacific/Kiritimati"), ("ar_EG.UTF-8", "America/Adak")]
    {
        clean(&base);
        let site = build(&base, &[("LC_ALL", locale), ("LANG", locale), ("TZ", zone)]);
        assert_same(&first, &site, locale);
    }
    assert_same(&first, &build(&moved, &[]), "another path and order of creation");
    assert_same(&first, &build(&base, &[]), "over a site that stands, and with what is kept of it");
    std::fs::remove_dir_all(base.join("public")).expect("a site");
    assert_same(&first, &build(&base, &[]), "with what is kept of a site that is gone");
    let other = base.join("articles/p0.md");
    let text = std::fs::read_to_string(&other).expect("a document");
    std::fs::write(&other, "# Something else\n").expect("a document");
    build(&base, &[]);
    std::fs::write(&other, text).expect("a document");
    assert_same(&first, &build(&base, &[]), "over the site of something else");
    clean(&base);
    let uncached = build_with(&base, &["--no-cache"], &[]);
    assert_same(&first, &uncached, "without anything kept, before or behind");
    assert!(!base.join(".topoi").exists(), "nothing was kept");
}

/// What the folder is called is the title of a site for which nobody gives one, and stands in no
/// other.
#[test]
fn the_folders_name_is_the_last_title() {
    let project = Project::new();
    let built = |name: &str, file: &str, text: &str| {
        let root = project.path(&format!("{file}/{name}"));
        std::fs::create_dir_all(root.join("articles")).expect("a folder");
        std::fs::write(root.join("site.toml"), "").expect("settings");
        std::fs::write(root.join("articles/a.md"), "# A\n\nText.\n").expect("a document");
        std::fs::write(root.join(file), text).expect("a file");
        build(&root, &[])
    };
    for (file, text) in [
        ("site.toml", "[site]\ntitle = \"Mine\"\n"),
        ("mkdocs.yml", "site_name: Mine\n"),
        ("articles/index.md", "# Mine\n"),
    ] {
        let site = built("one", file, text);
        assert!(String::from_utf8_lossy(&site["index.html"]).contains("Mine"), "{file}");
        assert_same(&site, &built("two", file, text), file);
    }
}

/// Where nobody gives a title, the folder's name is one, where a title is shown, and in nothing
/// else: no other name, order or number follows from it.
#[test]
fn without_a_title_the_folders_name_is_shown_and_decides_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let [one, two] = ["Zwyx", "Qvjk"].map(|name| {
        let root = folder.path().join(name);
        write(&root, name == "Qvjk");
        let shown = name.as_bytes();
        let mut site = build(&root, &[]);
        for bytes in site.values_mut() {
            while let Some(at) = memchr::memmem::find(bytes, shown) {
                bytes[at..at + shown.len()].copy_from_slice(b"____");
            }
        }
        // Hashes of pages that show it.
        site.remove(".topoi-manifest");
        site
    });
    assert!(String::from_utf8_lossy(&one["index.html"]).contains("<title>____"));
    assert_same(&one, &two, "another name of the folder");
}
