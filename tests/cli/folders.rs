//! Folders as their owners have them: what is content, what is told, what is passed over.

use std::fs;

use crate::project::Project;

#[test]
fn a_folder_without_a_document_leaves_the_site_as_it_is() {
    let project = Project::new().file("docs/a.md", "# A\n");
    project.run(&["build"]).ends_with(0);
    let before = project.site();
    fs::rename(project.path("docs/a.md"), project.path("docs/a.mdx")).expect("moved");
    project.write("docs/b.mdx", "b");
    project.write("c.rst", "c");
    let parts = ["there is no document in", "2 `.mdx`, 1 `.rst`", "reads Markdown"];
    project.run(&["build"]).ends_with(2).tells(&parts);
    project.run(&["check"]).ends_with(2).tells(&parts);
    assert_eq!(project.site(), before);
    project.write("docs/latin.md", b"\xff\xfe");
    let parts = ["`docs/latin.md` is not UTF-8", "no document in", "can be read"];
    project.run(&["build"]).ends_with(2).tells(&parts);
    assert_eq!(project.site(), before);
    let empty = Project::new().file("site.toml", "").file("articles/a.png", "");
    empty.run(&["build"]).ends_with(2).tells(&["there is no document in", "`content`"]);
    assert!(!empty.path("public").exists());
}

#[test]
fn other_formats_are_told_once_a_folder_and_ending() {
    let project = Project::new()
        .file("a.md", "[b](x/b.MDX)\n")
        .file("x/b.MDX", "b")
        .file("x/c.mdx", "c")
        .file("x/d.org", "d")
        .file("y/e.mdx", "e")
        .file("f.ipynb", "{}")
        .file("y/.hidden/g.rst", "g")
        .file("y/notes.txt", "t");
    let run = project.run(&["check"]).ends_with(0);
    let told: Vec<&str> =
        run.out.lines().filter(|line| line.starts_with("warning[unsupported-file]")).collect();
    assert_eq!(
        told,
        [
            "warning[unsupported-file]: 1 `.ipynb` file in the top folder is not read",
            "warning[unsupported-file]: 2 `.mdx` files in `x` are not read",
            "warning[unsupported-file]: 1 `.org` file in `x` is not read",
            "warning[unsupported-file]: 1 `.mdx` file in `y` is not read",
        ]
    );
    assert!(run.err.contains("4 warnings"), "{}", run.err);
}

#[test]
fn articles_is_the_content_only_where_it_holds_all_of_it() {
    let project = Project::new()
        .file("articles/one.md", "1\n")
        .file("README.md", "# Read me\n")
        .file("LICENSE.md", "As is.\n")
        .file("tools/README.md", "How to.\n")
        .file("themes/notes.md", "no content\n");
    project.run(&["build"]).ends_with(0);
    let pages = |name: &str| project.path("public").join(name).exists();
    assert!(pages("one.html") && !pages("license.html"));
    project.write("guides/a.md", "a\n");
    project.run(&["build"]).ends_with(0);
    for page in ["articles/one.html", "guides/a.html", "license.html", "tools/index.html"] {
        assert!(pages(page), "{page}");
    }
    assert!(!pages("one.html"));
    // Names without capitals or small letters are no README.
    for name in ["2024.md", "\u{65e5}\u{8a18}.md"] {
        let project = Project::new().file("articles/one.md", "1\n").file(name, "x\n");
        project.run(&["build"]).ends_with(0);
        assert!(project.path("public/articles/one.html").exists(), "{name}");
    }
    // Settings say that the usual folder is meant.
    project.write("site.toml", "");
    project.run(&["build"]).ends_with(0);
    assert!(pages("one.html") && !pages("guides/a.html"));
}

#[cfg(unix)]
#[test]
fn locks_and_links_to_nothing_are_no_faults() {
    use std::os::unix::fs::symlink;
    let project = Project::new()
        .file("a.md", "# A\n")
        .file("a.md~", b"\xff")
        .file(".a.md.swp", b"\xff")
        .file("~$a.md", b"\xff")
        .file("~$plan.docx", b"\xff")
        .file("sub/x.md", "x\n");
    symlink("me@host.1234:1", project.path(".#a.md")).expect("a lock");
    symlink("gone.png", project.path("sub/tree.png")).expect("a link");
    symlink("/nowhere/at/all", project.path("old")).expect("a link");
    symlink("..", project.path("sub/.up")).expect("a link");
    let run = project.run(&["check", "--strict"]).ends_with(0);
    assert_eq!(run.out, "");
    symlink("gone.md", project.path("b.md")).expect("a link");
    let run = project.run(&["check"]).ends_with(0);
    assert!(run.out.contains("warning[unreadable-file]: cannot read `b.md`"), "{}", run.out);
    project.write("a.md", "![](sub/tree.png) [[b]]\n");
    let run = project.run(&["check"]).ends_with(1);
    assert!(run.out.contains("error[broken-link]: there is no document or file `sub/"));
    assert!(run.out.contains("error[broken-link]: there is no document or file `b`"));
}

#[cfg(unix)]
#[test]
fn a_name_with_a_backslash_is_told() {
    let project = Project::new()
        .file("a.md", "# A\n")
        .file("x\\..\\..\\b.md", "b\n")
        .file("x\\..\\..\\c.canvas", "{}");
    project.run(&["build"]).ends_with(1).tells(&["cannot read", "has a backslash"]);
}
