//! The page for what isn't there, where a document gives its body.

use super::html::read;
use super::site::{Site, build};

const FILES: [(&str, &str); 5] = [
    (
        "404.md",
        "---\ntitle: Lost\n---\n\nSorry. [[index|Home]], [x](sub/x.md#part), ![tree](tree.png), #tag, \
         [here](#there), [[sub/x]]\n\n## There\n\nTrust.\n",
    ),
    ("index.md", "# Home\n\nSee [[sub/x]].\n"),
    ("sub/x.md", "## Part\n"),
    ("trust.md", "---\nkind: concept\n---\n# Trust\n\nReliance.\n"),
    ("tree.png", ""),
];

/// Every address on the page that leads into the site.
fn addresses(site: &Site) -> Vec<String> {
    let page = read(site.text("404.html"));
    let all =
        ["href", "src", "action"].map(|name| page.attributes(name).map(str::to_owned).collect());
    all.into_iter().flat_map(|of: Vec<String>| of).collect()
}

#[test]
fn its_links_hold_at_any_depth() {
    for (settings, root) in
        [("", "/"), ("[site]\nbase_url = \"https://kb.example/docs/v1\"\n", "/docs/v1/")]
    {
        let mut files = FILES.to_vec();
        if !settings.is_empty() {
            files.push(("site.toml", settings));
        }
        let site = build(&files);
        let page = site.text("404.html");
        assert!(page.contains("<h1>Lost</h1>") && page.contains("Sorry."), "{page}");
        let below = |path: &str| format!("\"{root}{path}\"");
        for path in ["index.html", "sub/x.html#part", "tree.png", "tags/tag.html", "trust.html"] {
            assert!(page.contains(&below(path)), "no {} in {page}", below(path));
        }
        assert!(page.contains("href=\"#there\""), "{page}");
        for address in addresses(&site).iter().filter(|address| !address.starts_with('#')) {
            let outside = address.starts_with("https://");
            assert!(outside || address.starts_with(root), "`{address}` depends on the depth");
            let path = address.trim_start_matches(root).split('#').next().unwrap_or("");
            assert!(outside || site.files.contains_key(path), "`{address}` leads nowhere");
        }
    }
}

#[test]
fn no_list_names_it() {
    let mut files = FILES.to_vec();
    files.push(("site.toml", "[site]\nbase_url = \"https://kb.example\"\n"));
    let site = build(&files);
    let lists = site.files.iter().filter(|(path, _)| {
        let list = ["index.html", "topics.html", "search.html", "sitemap.xml", "llms.txt"];
        list.contains(&path.as_str()) || path.starts_with("assets/search")
    });
    for (path, bytes) in lists {
        let text = match path.ends_with(".pack") {
            true => crate::packs::shards(bytes).join("\n"),
            false => String::from_utf8_lossy(bytes).into_owned(),
        };
        assert!(!text.contains("Lost") && !text.contains("404.html"), "{path}: {text}");
    }
}
