//! Pictures for those to whom a page's address is sent.

use std::collections::BTreeMap;
use std::fs;

use crate::project::{Project, files};

const SETTINGS: &str =
    "[site]\ntitle = \"Base\"\nbase_url = \"https://e.example/base\"\n[share]\npictures = true\n";

fn project() -> Project {
    Project::small()
        .file("site.toml", SETTINGS)
        .file("articles/c.md", "---\ntitle: 信任\nkind: concept\n---\n\nIt is reliance.\n")
}

/// The picture that a page names, by its path in the output.
fn picture(site: &BTreeMap<String, Vec<u8>>, page: &str) -> Option<String> {
    let html = String::from_utf8(site[page].clone()).expect("UTF-8");
    let (_, rest) = html.split_once("<meta property=\"og:image\" content=\"")?;
    let address = rest.split('"').next().expect("an address");
    Some(address.strip_prefix("https://e.example/base/").expect("absolute").to_owned())
}

#[test]
fn cards_have_pictures_of_their_own_and_all_other_pages_one() {
    let project = project();
    assert!(project.run(&["build"]).err.contains("pages in"));
    let site = project.site();
    let of = |page: &str| picture(&site, page).expect(page);
    let (principle, concept, common) = (of("p.html"), of("trust.html"), of("index.html"));
    assert!(principle != concept && concept != common && common != principle);
    for page in ["a.html", "c.html", "topics.html", "search.html"] {
        assert_eq!(of(page), common, "{page}");
    }
    assert_eq!(picture(&site, "404.html"), None, "it has no address of its own");
    let drawn: Vec<&String> =
        site.keys().filter(|path| path.starts_with("assets/share/")).collect();
    assert_eq!(drawn.len(), 3);
    for path in drawn {
        assert!([&principle, &concept, &common].contains(&path));
        assert!(site[path].starts_with(b"\x89PNG"));
    }
    let html = String::from_utf8(site["p.html"].clone()).expect("UTF-8");
    for tag in [
        "<meta property=\"og:title\" content=\"Give it time\">",
        "<meta property=\"og:site_name\" content=\"Base\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:url\" content=\"https://e.example/base/p.html\">",
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta property=\"og:image:alt\" content=\"Give it time\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<meta name=\"theme-color\"",
        "<link rel=\"apple-touch-icon\" href=\"assets/icon-180.",
    ] {
        assert!(html.contains(tag), "no {tag} in {html}");
    }
}

#[test]
fn they_need_an_address_and_a_wish() {
    for settings in
        ["[share]\npictures = true\n", "[site]\nbase_url = \"https://e.example/base\"\n"]
    {
        let project = project().file("site.toml", settings);
        project.run(&["build"]);
        let site = project.site();
        assert_eq!(picture(&site, "p.html"), None, "{settings}");
        assert!(!site.keys().any(|path| path.starts_with("assets/share/")), "{settings}");
    }
    let settings = "[share]\npictures = true\n";
    let run = project().file("site.toml", settings).run(&["build"]);
    assert!(run.err.contains("and shared links have no pictures"), "{}", run.err);
}

#[test]
fn a_picture_of_the_owner_stands_for_the_site() {
    let project = project().file("static/ours.png", "not looked into");
    project.write("site.toml", format!("{SETTINGS}picture = \"ours.png\"\n"));
    project.run(&["build"]);
    let site = project.site();
    assert_eq!(picture(&site, "a.html").as_deref(), Some("ours.png"));
    assert!(picture(&site, "p.html").expect("its own").starts_with("assets/share/"));
    project.write("site.toml", format!("{SETTINGS}picture = \"gone.png\"\n"));
    project.run(&["build"]).tells(&["there is no file `static/gone.png`"]);
}

#[test]
fn what_was_drawn_once_is_not_drawn_again() {
    let project = project();
    project.run(&["build"]);
    let first = project.site();
    let kept = project.path(".topoi/cache/pictures");
    let names: Vec<String> = files(&kept).into_keys().collect();
    assert_eq!(names.len(), 3);
    // Another picture in its place shows whether it was drawn.
    fs::copy(kept.join(&names[0]), kept.join(&names[1])).expect("copied");
    fs::remove_dir_all(project.path("public")).expect("removed");
    project.run(&["build"]);
    let second = project.site();
    let of = |name: &String| format!("assets/share/{name}");
    assert_eq!(second[&of(&names[1])], first[&of(&names[0])]);
    fs::remove_dir_all(project.path("public")).expect("removed");
    project.run(&["build", "--no-cache"]);
    assert_eq!(project.site(), first);
}

#[test]
fn the_logo_is_the_icon_and_so_is_what_static_holds() {
    let html = |project: &Project| {
        project.run(&["build"]);
        project.read("public/p.html")
    };
    let with_logo = |logo: &str| {
        let settings = format!("{SETTINGS}[theme]\nlogo = \"{logo}\"\n");
        Project::small().file("site.toml", settings).file(&format!("static/{logo}"), "<svg/>")
    };
    let page = html(&with_logo("logo.png"));
    assert!(page.contains("<link rel=\"icon\" href=\"logo.png\">"), "{page}");
    assert!(page.contains("<link rel=\"apple-touch-icon\" href=\"logo.png\">"), "{page}");
    let project = with_logo("logo.svg");
    let page = html(&project);
    assert!(page.contains("<link rel=\"icon\" href=\"logo.svg\">"), "{page}");
    assert!(page.contains("<link rel=\"apple-touch-icon\" href=\"assets/icon-180."), "{page}");
    project.write("static/favicon.ico", "ico");
    project.write("static/apple-touch-icon.png", "png");
    let page = html(&project);
    assert!(page.contains("<link rel=\"icon\" href=\"favicon.ico\">"), "{page}");
    assert!(page.contains("apple-touch-icon\" href=\"apple-touch-icon.png\">"), "{page}");
}
