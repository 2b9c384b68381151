//! Names that authors give to tags, folders and pages: each gets a path that every system takes,
//! and keeps it.

use std::collections::BTreeSet;

use crate::project::Project;

/// The site's pages below `folder`.
fn pages(project: &Project, folder: &str) -> BTreeSet<String> {
    let site = project.site();
    site.into_keys().filter(|path| path.starts_with(folder) && path.ends_with(".html")).collect()
}

/// Builds twice: what was written must be known again.
fn build(project: &Project) {
    project.run(&["build"]).ends_with(0);
    let again = project.run(&["build"]).ends_with(0);
    assert!(again.err.contains("(0 of "), "{}", again.err);
}

#[test]
fn tags_of_any_form_have_a_page_each() {
    let tags = r##"[C++, C#, c, "a/b", "A/B", "a b", a-b, Ä, 2024, 🔥, "#hash", " sp ", "50%", "Q&A",
  "x.y", ".hid", index, con, "日本/東京", "..", ".", "a//c", "/", "https://x.y/z", "a.html/b", "a.html"]"##;
    let project = Project::new().file("site.toml", "[site]\ndialect = \"obsidian\"\n").file(
        "articles/a.md",
        format!("---\ntags: {tags}\n---\n#p//q/ and #🌱 and #2025 and #a/../b\n"),
    );
    build(&project);
    let expected = [
        "tags/--.html",
        "tags/-.html",
        "tags/-hid.html",
        "tags/2024.html",
        "tags/50%.html",
        "tags/a-b-2.html",
        "tags/a-b.html",
        "tags/a-html.html",
        "tags/a-html/b.html",
        "tags/a.html",
        "tags/a/b.html",
        "tags/a/c.html",
        "tags/c#.html",
        "tags/c++.html",
        "tags/c.html",
        "tags/con-.html",
        "tags/hash.html",
        "tags/https---x.y-z.html",
        "tags/index-2.html",
        "tags/index.html",
        "tags/p.html",
        "tags/p/q.html",
        "tags/q&a.html",
        "tags/sp.html",
        "tags/x.y.html",
        "tags/ä.html",
        "tags/日本.html",
        "tags/日本/東京.html",
        "tags/🌱.html",
        "tags/🔥.html",
    ];
    assert_eq!(pages(&project, "tags/"), expected.map(str::to_owned).into());
    let page = project.read("public/a.html");
    for link in ["tags/c%23.html", "tags/c++.html", "tags/%F0%9F%8C%B1.html", "tags/50%25.html"] {
        assert!(page.contains(link), "no link to {link}");
    }
}

#[test]
fn a_new_tag_moves_no_other() {
    let text = |tags: &str| format!("---\ntags: [{tags}]\n---\nx\n");
    let project = Project::new()
        .file("site.toml", "")
        .file("articles/a.md", text("C++, C#, .NET, node.js, a-b, R&D, ⚙️"));
    build(&project);
    let before = project.read("public/a.html");
    let links = |page: &str| -> BTreeSet<String> {
        let links = page.split("href=\"tags/").skip(1);
        links.map(|link| link.split('"').next().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(links(&before).len(), 8, "{:?}", links(&before));
    project.write("articles/b.md", text("C, NET, nodejs, a b, RD, ⚙, \"a:b\""));
    build(&project);
    assert_eq!(links(&project.read("public/a.html")), links(&before));
}

#[test]
fn long_and_deep_names_are_cut() {
    let deep =
        |last: usize| (0..3000).map(|i| format!("l{i}/")).collect::<String>() + &last.to_string();
    let long = "長".repeat(90);
    let folder = "f".repeat(250);
    let project = Project::new()
        .file("site.toml", "[site]\ndialect = \"obsidian\"\n")
        .file(&format!("articles/{folder}/{}.md", "n".repeat(250)), "x\n")
        .file("articles/slug.md", format!("---\nslug: /{}\n---\nx\n", "s/".repeat(3000)))
        .file("articles/tags.md", format!("#{long} #{long}長 #{} #{}\n", deep(1), deep(2)));
    build(&project);
    let tags = pages(&project, "tags/");
    assert_eq!(tags.len(), 1 + 2 + 9 + 2, "{tags:#?}");
    let longest = project.site().into_keys().map(|path| path.len()).max();
    assert!(longest < Some(1100), "{longest:?}");
}

#[test]
fn folders_and_files_do_not_stand_in_each_others_way() {
    let project = Project::new()
        .file("site.toml", "")
        .file("articles/a.html/b.md", "x\n")
        .file("articles/a.md", "[x](assets/search.js) [y](Robots.txt) ![z](d) [w](D/e.txt)\n")
        .file("articles/assets/search.js", "mine")
        .file("articles/Robots.txt", "mine")
        .file("articles/d", "mine")
        .file("articles/D/e.txt", "mine")
        .file("articles/robots.txt/c.md", "x\n")
        .file("articles/graph/2.md", "x\n");
    build(&project);
    let site = project.site();
    let own =
        site.iter().filter(|(_, bytes)| bytes.as_slice() == b"mine").map(|(path, _)| path.as_str());
    assert_eq!(own.collect::<Vec<_>>(), ["assets/search-2.js", "d-2", "d/e.txt", "robots-3.txt"]);
    for page in ["a.html", "a-html/b.html", "robots-2.txt/c.html", "robots-2.txt/index.html"] {
        assert!(site.contains_key(page), "no {page} in {:?}", site.keys());
    }
}

#[test]
fn old_urls_that_nobody_can_write_are_told() {
    let old = ["/a/../../b", "/con/", "/x./y", "/a.html/b", "/.git/x", "/a%00b"];
    let text = format!(
        "---\nredirect_from: [{}, /good/old/]\n---\nx\n",
        old.map(|old| format!("{old:?}")).join(", ")
    );
    let project = Project::new().file("site.toml", "").file("articles/a.md", text);
    project.run(&["build"]).ends_with(1);
    let told = project.run(&["check", "--format", "json"]).ends_with(1).out;
    assert_eq!(told.matches("\"front-matter-value\"").count(), old.len(), "{told}");
    assert!(project.site().contains_key("good/old/index.html"));
}

#[test]
fn more_old_urls_than_anybody_has_are_told() {
    let old: Vec<String> = (1..=1002).map(|i| format!("/old/{i}.html")).collect();
    let text = format!("---\nredirect_from:\n  - {}\n---\nx\n", old.join("\n  - "));
    let project = Project::new().file("site.toml", "").file("articles/a.md", text);
    let told = project.run(&["build"]).ends_with(1).err;
    assert!(told.contains("a.md:1003:"), "{told}");
    assert!(told.contains("a list of 1002 URLs"), "{told}");
    let site = project.site();
    assert!(site.contains_key("old/1000.html") && !site.contains_key("old/1001.html"));
}

/// What folds to nothing is nested in nothing, and not in itself without end.
#[test]
fn a_tag_that_nobody_sees_is_a_tag() {
    let project = Project::new()
        .file("a.md", "---\ntags: [\"\\u202e\", \"\\ufeff/b\", \"c/\\u200b/d\"]\n---\n\nText.\n");
    project.run(&["build"]).ends_with(0);
    assert!(project.site().keys().filter(|path| path.starts_with("tags/")).count() > 3);
}
