//! `topoi build`: what it writes, what it refuses, and that nothing published is lost.

use std::fs;

use crate::project::{Project, files};

#[test]
fn writes_a_site_and_says_so() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0).tells(&["pages in", "files changed"]);
    let site = project.site();
    for file in ["index.html", "trust.html", "p.html", "topics.html", "404.html", "data/graph.json"]
    {
        assert!(site.contains_key(file), "no {file} among {:?}", site.keys());
    }
    assert!(!site.contains_key("feed.xml"), "a feed needs a base URL");
    assert_eq!(site["robots.txt"], b"User-agent: *\nDisallow: /\n");
}

#[test]
fn a_base_url_brings_feed_and_sitemap() {
    let project = Project::small();
    project.write("articles/d.md", "---\ntitle: Dated\ndate: 2026-01-02\n---\n\nText.\n");
    project.run(&["build", "--base-url", "https://x.example/wiki/"]).ends_with(0);
    let feed = project.read("public/feed.xml");
    assert!(
        feed.contains("<link rel=\"alternate\" href=\"https://x.example/wiki/d.html\"/>"),
        "{feed}"
    );
    assert!(
        project.read("public/sitemap.xml").contains("<loc>https://x.example/wiki/trust.html</loc>")
    );
    project.run(&["build", "--base-url", "x.example"]).ends_with(2).tells(&["is no base URL"]);
}

#[test]
fn an_output_is_no_content() {
    let project = Project::small();
    let output = project.path("articles/out");
    let output = output.to_str().expect("UTF-8");
    project.run(&["build", "--output", output]).ends_with(0);
    project.write("articles/leads.md", "# Leads\n\n[into the site](out/robots.txt)\n");
    project.run(&["check"]).ends_with(1).tells(&["1 error"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let project = Project::small();
    let run = |threads: &str, output: &str| {
        let folder = project.path(output);
        let folder = folder.to_str().expect("UTF-8");
        let mut command = project.command(&["build", "-q", "--output", folder]);
        command.env("RAYON_NUM_THREADS", threads);
        assert!(command.status().expect("the binary runs").success());
        files(&project.path(output))
    };
    assert_eq!(run("1", "one"), run("4", "four"));
}

#[test]
fn a_second_build_changes_nothing() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    let before = fs::metadata(project.path("public/index.html")).and_then(|m| m.modified());
    project.run(&["build"]).ends_with(0).tells(&["(0 of "]);
    let after = fs::metadata(project.path("public/index.html")).and_then(|m| m.modified());
    assert_eq!(before.expect("a time"), after.expect("a time"));
}

#[test]
fn content_errors_end_with_1_and_the_page_is_there() {
    let project = Project::small().file("articles/n.md", "See [[Turst]] and [x](nowhere.md).\n");
    project.run(&["build"]).ends_with(1).tells(&[
        "error[broken-link]",
        "articles/n.md:1:5",
        "did you mean",
    ]);
    let page = project.read("public/n.html");
    assert!(page.contains("See Turst and x"), "readers see plain text: {page}");
    assert!(!page.contains("nowhere.md\""), "a missing target is no live link");
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_built() {
    let project = Project::small()
        .file("articles/latin.md", b"caf\xe9\n")
        .file("articles/broken.md", "---\ndraft: [x\n---\n\nText.\n")
        .file("articles/draft.md", "---\ndraft: maybe\n---\n\nSecret.\n");
    project.run(&["build"]).ends_with(1).tells(&[
        "error[invalid-utf8]",
        "`articles/latin.md` is not UTF-8 text",
        "error[front-matter]",
        "articles/broken.md:2:8",
        "error[front-matter-value]",
        "`draft` is text here",
    ]);
    let site = project.site();
    assert!(site.contains_key("trust.html"));
    for left_out in ["latin.html", "broken.html", "draft.html"] {
        assert!(!site.contains_key(left_out), "{left_out}");
    }
    let secret = site.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Secret"));
    assert!(!secret, "what may be private stays out");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_told() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let project = Project::small().file("articles/locked.md", "x\n");
    let locked = project.path("articles/locked.md");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("a mode");
    let readable = fs::read(&locked).is_ok(); // for whom no file is locked
    symlink(project.path("articles"), project.path("articles/loop")).expect("a link");
    symlink("/etc", project.path("articles/etc")).expect("a link");
    let run = project.run(&["build"]).ends_with(1).tells(&["articles/loop", "leads back"]);
    if !readable {
        run.tells(&["cannot read `articles/locked.md`"]);
    }
    assert!(!project.site().keys().any(|path| path.contains("passwd") || path.contains("hosts")));
}

#[test]
fn a_broken_setting_ends_with_2_and_the_old_site_stands() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    let before = project.site();
    project.write("site.toml", "[site]\ntitel = \"x\"\n");
    project.run(&["build"]).ends_with(2).tells(&[
        "error[unknown-setting]",
        "site.toml:2:1",
        "did you mean `title`?",
    ]);
    for editor in ["vscode", "code --goto {file}:{line}", "vscode://file/{line}"] {
        project.write("site.toml", format!("[serve]\neditor = \"{editor}\"\n"));
        project.run(&["build"]).ends_with(2).tells(&["site.toml:2:10", "`{path}`"]);
    }
    project.write("site.toml", "[site\n");
    project.run(&["build"]).ends_with(2).tells(&["error[settings]", "site.toml:1"]);
    assert_eq!(project.site(), before);
}

#[test]
fn a_missing_content_root_or_theme_ends_with_2() {
    let project = Project::small().file("site.toml", "[site]\ncontent = \"docs\"\n");
    project.run(&["build"]).ends_with(2).tells(&["there is no content root", "docs"]);
    project.write("site.toml", "[site]\ntheme = \"fancy\"\n");
    project.run(&["build"]).ends_with(2).tells(&["there is no theme `fancy`"]);
    project.write("themes/fancy/templates/note.html", "{{ broken");
    project.run(&["build"]).ends_with(2).tells(&["template"]);
    assert!(!project.path("public").exists());
}

#[test]
fn two_documents_for_one_url_are_told_with_both_names() {
    let project =
        Project::small().file("articles/x.md", "---\nslug: trust\ntitle: X\n---\n\nText.\n");
    project.run(&["build"]).ends_with(1).tells(&[
        "error[url-collision]",
        "articles/x.md",
        "articles/trust.md",
    ]);
}

#[test]
fn a_folder_of_others_is_never_written_to() {
    let project = Project::small().file("public/thesis.tex", "years of work");
    project
        .run(&["build", "--output", project.path("public").to_str().expect("UTF-8")])
        .ends_with(2)
        .tells(&["topoi wrote none"]);
    project.run(&["build"]).ends_with(0);
    assert_eq!(std::fs::read_dir(project.path("public")).expect("it").count(), 1);
    project.write("site.toml", "[site]\noutput = \"public\"\n");
    project.run(&["build"]).ends_with(2).tells(&["topoi wrote none"]);
    assert_eq!(project.read("public/thesis.tex"), "years of work");
}

#[test]
fn a_killed_build_leaves_the_old_site() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    let before = project.site();
    for i in 0..400 {
        project.write(&format!("articles/many/{i}.md"), format!("# Note {i}\n\nSome text.\n"));
    }
    for delay in [2, 10, 25, 60] {
        let mut child = project.command(&["build", "-q"]).spawn().expect("the binary runs");
        std::thread::sleep(std::time::Duration::from_millis(delay));
        let _ = child.kill();
        let _ = child.wait();
        let now = project.site();
        assert!(now == before || now.contains_key("many/399.html"), "half a site after {delay} ms");
    }
    project.run(&["build"]).ends_with(0);
    let left = fs::read_dir(project.path(""))
        .expect("a folder")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(".topoi-staging"))
        .count();
    assert_eq!(left, 0, "the next build cleans up");
}

#[test]
fn any_folder_of_markdown_builds() {
    let project = Project::new()
        .file("README.md", "# Handbook\n\nSee [the guide](guide/start.md#first-steps).\n")
        .file("guide/start.md", "# Start\n\n## First steps\n\nBack [home](../README.md), #todo.\n")
        .file("pic.png", b"\x89PNG")
        .file("guide/more.md", "![a picture](../pic.png) and [[Start]]\n");
    project.run(&["build"]).ends_with(0);
    let site = project.site();
    for file in ["index.html", "guide/start.html", "guide/more.html", "pic.png"] {
        assert!(site.contains_key(file), "no {file} among {:?}", site.keys());
    }
    let home = project.read("public/index.html");
    assert!(home.contains("href=\"guide/start.html#first-steps\""), "{home}");
    // Among words a tag is one where most links are a vault's.
    assert!(!site.contains_key("tags/todo.html"));
    project.write("guide/more.md", "[[Start]], [[guide/start]], [[README]]\n");
    project.run(&["build"]).ends_with(0);
    assert!(project.site().contains_key("tags/todo.html"));
}

/// Hosts that read headers from a file get one.
#[test]
fn headers_for_the_hosts_of_deploy() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    assert!(!project.site().contains_key("_headers"));
    project.write("site.toml", "[deploy]\ntarget = [\"cloudflare\", \"iis\"]\n");
    project.run(&["build"]).ends_with(0);
    let policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
    let headers = project.read("public/_headers");
    assert!(
        headers.starts_with(&format!("/*\n  Content-Security-Policy: {policy}\n")),
        "{headers}"
    );
    for header in [
        "  Cross-Origin-Resource-Policy: same-origin\n",
        "  Referrer-Policy: same-origin\n",
        "  X-Content-Type-Options: nosniff\n",
    ] {
        assert!(headers.contains(header), "no `{header}` in {headers}");
    }
    let config = project.read("public/web.config");
    assert!(config.contains("name=\"Cross-Origin-Resource-Policy\" value=\"same-origin\""));
    assert!(config.contains("statusCode=\"404\" path=\"404.html\""), "{config}");
    project.write("site.toml", "[deploy]\ntarget = \"geocities\"\n");
    project.run(&["build"]).ends_with(2).tells(&["netlify", "cloudflare", "iis"]);
}
