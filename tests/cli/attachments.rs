//! Attachments: what would run in a reader's browser, what tells of its maker, and `static/`.

use crate::project::{Project, files};

const DRAWING: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><circle r=\"1\"/></svg>";

fn project() -> Project {
    Project::new()
        .file("articles/a.md", "# A\n\n[map](map.html) ![](tree.svg) [plain](plain.html)\n")
        .file("articles/map.html", "<script src=x></script>")
        .file("articles/plain.html", "<!doctype html><title>t</title><p>plain")
        .file("articles/tree.svg", DRAWING)
}

#[test]
fn nothing_is_published_that_runs() {
    let project = project();
    let run = project.run(&["build"]).ends_with(0);
    run.tells(&[
        "warning[active-attachment]: `map.html` would run",
        "warning[active-attachment]: `tree.svg` holds something that would run",
    ]);
    let site = project.site();
    assert!(!site.contains_key("map.html"));
    assert!(site.contains_key("plain.html"), "it runs nothing");
    let drawing = String::from_utf8_lossy(&site["tree.svg"]);
    assert!(drawing.contains("<circle r=\"1\"/>") && !drawing.contains("script"), "{drawing}");
    let page = project.read("public/a.html");
    assert!(page.contains(">map <img") && !page.contains("map.html"), "{page}");
    assert!(page.contains("href=\"plain.html\""), "{page}");
}

#[test]
fn who_trusts_their_files_says_so() {
    let project = project().file("site.toml", "[security]\nattachments = \"trusted\"\n");
    project.run(&["build"]).ends_with(0).tells(&["`map.html` runs in the reader's browser"]);
    let site = project.site();
    assert_eq!(site["map.html"], b"<script src=x></script>");
    assert_eq!(site["tree.svg"], DRAWING.as_bytes());
}

/// A host that sends headers fences them in.
#[test]
fn hosts_fence_in_what_runs() {
    let project = project().file("site.toml", "[deploy]\ntarget = [\"netlify\", \"iis\"]\n");
    let run = project.run(&["build"]).ends_with(0);
    assert!(!run.err.contains("`map.html`"), "{}", run.err);
    assert!(project.site().contains_key("map.html"));
    let headers = project.read("public/_headers");
    assert!(headers.contains("\n/map.html\n  Content-Security-Policy: sandbox;"), "{headers}");
    assert!(!headers.contains("plain.html"), "{headers}");
    let config = project.read("public/web.config");
    assert!(config.contains("<location path=\"map.html\">"), "{config}");
}

/// JPEG with a comment, which `static/` may hold too.
#[test]
fn pictures_tell_nothing_of_their_makers() {
    let picture = b"\xFF\xD8\xFF\xFE\0\x08HIDDEN\xFF\xDA\0\x02SEEN\xFF\xD9";
    let project = Project::new()
        .file("articles/a.md", "# A\n\n![a tree](tree.jpg)\n")
        .file("articles/tree.jpg", picture)
        .file("static/team.jpg", picture);
    project.run(&["build"]).ends_with(0);
    for path in ["tree.jpg", "team.jpg"] {
        assert_eq!(project.site()[path], b"\xFF\xD8\xFF\xDA\0\x02SEEN\xFF\xD9", "{path}");
    }
    let before = files(&project.path("public"));
    project.run(&["build"]).ends_with(0).tells(&["(0 of "]);
    assert!(before == files(&project.path("public")));
    project.write("site.toml", "[security]\nmetadata = \"keep\"\n");
    project.run(&["build"]).ends_with(0);
    assert_eq!(project.site()["tree.jpg"], picture);
}

#[test]
fn documents_that_name_their_authors_are_told() {
    let project = Project::new()
        .file("articles/a.md", "# A\n\n[offer](offer.pdf), [again](offer.pdf)\n")
        .file("articles/offer.pdf", "%PDF-1.4 << /Author (Jane Doe) >>");
    let run = project.run(&["check"]).ends_with(0);
    assert_eq!(run.out.matches("`offer.pdf` names `Jane Doe`").count(), 1, "{}", run.out);
    project.write("site.toml", "[security]\nmetadata = \"keep\"\n");
    assert!(!project.run(&["check"]).ends_with(0).out.contains("Jane Doe"));
}

/// What stands in `static/` is published as it is, unless a page stands there.
#[test]
fn files_of_static_claim_their_urls() {
    let project = Project::small()
        .file("articles/old.md", "---\nredirect_from: [/was.html]\n---\n# Old\n")
        .file("static/index.html", "mine")
        .file("static/trust.html", "mine")
        .file("static/was.html", "mine")
        .file("static/robots.txt", "mine")
        .file("static/topics.html", "mine")
        .file("static/assets/search.js", "mine")
        .file("static/CNAME", "playbook.example.com");
    let run = project.run(&["build"]).ends_with(1);
    run.tells(&[
        "`static/index.html` and the home page both claim the URL `index.html`",
        "`static/trust.html` and `articles/trust.md` both claim the URL `trust.html`",
        "`static/assets/search.js` and the search both claim",
    ]);
    let site = project.site();
    for path in ["robots.txt", "topics.html", "was.html"] {
        assert_eq!(site[path], b"mine", "{path}");
    }
    for path in ["index.html", "trust.html", "assets/search.js"] {
        assert!(site[path].len() > 100, "{path}");
    }
    assert!(site.contains_key("topoi-topics.html") && site.contains_key("CNAME"));
}
