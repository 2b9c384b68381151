//! Every page of whole sites, read as a browser reads it: no faults, no dead or absolute links, no
//! style and no script in the page, every id once.

mod packs;
mod pages {
    pub mod cases;
    mod edits;
    pub mod html;
    mod lost;
    mod random;
    pub mod site;
    mod snippets;
    mod words;
}

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pages::html::{Page, read};
use pages::site::{Site, build, build_folder};

/// Addresses in attributes that a browser follows.
const ADDRESSES: [&str; 4] = ["href", "src", "action", "poster"];

fn parsed(site: &Site) -> BTreeMap<&str, Page> {
    let is_page = |(url, _): &(&String, &Vec<u8>)| url.ends_with(".html");
    site.files
        .iter()
        .filter(is_page)
        .map(|(url, bytes)| (url.as_str(), read(std::str::from_utf8(bytes).expect("UTF-8"))))
        .collect()
}

/// Everything that holds for every page of any site; tells all faults at once.
fn check(site: &Site) {
    let pages = parsed(site);
    let mut faults = Vec::new();
    for (url, page) in &pages {
        for error in &page.errors {
            faults.push(format!("{url}: {error}"));
        }
        let mut ids = BTreeSet::new();
        for id in page.attributes("id") {
            if !ids.insert(id) {
                faults.push(format!("{url}: id `{id}` stands twice"));
            }
        }
        if page.attributes("style").next().is_some() || page.elements("style").next().is_some() {
            faults.push(format!("{url}: a style in the page"));
        }
        for script in page.elements("script") {
            let data = script.get("type") == Some("application/ld+json");
            if script.get("src").is_none() && !data {
                faults.push(format!("{url}: a script in the page"));
            }
        }
        if page.elements("h1").count() != 1 && !page.is_redirect() {
            faults.push(format!("{url}: {} first headings", page.elements("h1").count()));
        }
        // `404.html` is shown at any depth and has absolute paths.
        if *url == "404.html" {
            continue;
        }
        for name in ADDRESSES {
            for address in page.attributes(name) {
                faults.extend(dead(site, &pages, url, address));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What is wrong with an address on a page, if anything is.
fn dead(site: &Site, pages: &BTreeMap<&str, Page>, url: &str, address: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("{url}: `{address}` {what}"));
    if address.starts_with("http://")
        || address.starts_with("https://")
        || address.starts_with("mailto:")
    {
        return None;
    }
    if address.is_empty() || address.starts_with('/') {
        return wrong("is no relative link");
    }
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
    };
    let (path, fragment) = match address.split_once('#') {
        Some((path, fragment)) => (decode(path), Some(decode(fragment))),
        None => (decode(address), None),
    };
    let path = path.split('?').next().unwrap_or("").to_owned();
    let target = if path.is_empty() { url.to_owned() } else { join(url, &path) };
    if !site.files.contains_key(&target) {
        return wrong("leads to no file");
    }
    if let (Some(fragment), Some(page)) = (fragment, pages.get(target.as_str()))
        && !page.attributes("id").any(|id| id == fragment)
    {
        return wrong("leads to no id");
    }
    None
}

fn join(url: &str, path: &str) -> String {
    let mut parts: Vec<&str> = url.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "`{path}` on `{url}` leaves the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn bodies() {
    pages::cases::check();
}

#[test]
fn every_page_of_the_sample_is_whole() {
    let site = build_folder(Path::new(env!("CARGO_MANIFEST_DIR")));
    for url in ["index.html", "topics.html", "questions.html", "concepts/trust.html", "404.html"] {
        assert!(site.files.contains_key(url), "no {url}");
    }
    check(&site);
}

#[test]
fn every_page_of_a_vault_without_concepts_is_whole() {
    let site = build(&[
        (
            "README.md",
            "# Home\n\nSee [[a]] and [b](notes/b.md).\n\n## Main\n\n## Topics\n\n## When\n",
        ),
        (
            "a.md",
            "# A\n\n#tag/one and #Tag/Two.\n\n## Do\n\ntext[^1] and [[nowhere]]\n\n[^1]: A note.\n",
        ),
        (
            "notes/b.md",
            "# B\n\n![[a]]\n\nin line ![[a#^x]] and\n\n- ![[a#Do]]\n\n| ![[a]] | b |\n|-|-|\n| c | ![[a#Do]] |\n",
        ),
        (
            "notes/deep/c.md",
            "---\nredirect_from: /old/c\n---\n```rust\nfn a() {}\n```\n\n$a^2$\n\n$$\\frac{a}{b}$$\n",
        ),
        (
            "notes/2.md",
            "# Two\n\n> [!tip] A *tip*\n> text\n\n> [!note]- Folds\n> text\n\n1. a\n2. b\n\n- [ ] c\n",
        ),
    ]);
    check(&site);
    let old = site.text("old/c/index.html");
    assert!(old.contains("url=../../notes/deep/c.html"), "{old}");
}

#[test]
fn long_lists_go_on_over_several_pages() {
    let mut files: Vec<(String, String)> = (0..1203)
        .map(|n| {
            let text = format!(
                "---\ntitle: Article {n}\nauthor: Ann {}\ntags: [all]\nanswers: [\"Case {n}\"]\n---\n\nTrust is {n}.\n",
                n % 3
            );
            (format!("sources/a{n}.md"), text)
        })
        .collect();
    files.push(("trust.md".into(), "---\nkind: concept\n---\n# Trust\n\nReliance.\n".into()));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = build(&files);
    for list in ["library", "situations", "tags/all", "sources/index", "trust"] {
        assert!(site.files.contains_key(&format!("{list}/2.html")), "{list}/2.html");
        assert!(site.files.contains_key(&format!("{list}/3.html")), "{list}/3.html");
        assert!(!site.files.contains_key(&format!("{list}/4.html")), "{list}/4.html");
    }
    check(&site);
}

#[test]
fn an_article_names_each_principle_once_and_its_notes_if_it_has_any() {
    let principle = |notes: [&str; 2]| {
        format!(
            "---\nkind: principle\nevidence:\n  - {{article: a, {}}}\n  - {{article: a, {}}}\n---\n",
            notes[0], notes[1]
        )
    };
    let article = |notes| {
        let files = [("a.md", "---\nauthor: Ann\n---\nText.\n"), ("p.md", &*principle(notes))];
        let site = build(&files);
        site.text("a.html").to_owned()
    };
    let silent = article(["stance: supports", "stance: supports"]);
    assert_eq!(silent.matches("class=\"take supports\"").count(), 1);
    assert_eq!(silent.matches("href=\"p.html\"").count(), 1, "{silent}");
    assert!(!silent.contains("<details class=\"unfold\">"));
    let noted = article(["stance: supports, note: One.", "stance: supports, note: Two."]);
    assert!(noted.contains("One.") && noted.contains("Two."));
    assert!(noted.contains("<details class=\"unfold\">"));
}

#[test]
fn principles_are_printed_as_one_document_with_links_that_stay_in_it() {
    let site = build(&[
        (
            "site.toml",
            "[site]\nlanguage = \"en\"\n[audiences.team]\n[[topics]]\ntitle = \"Trust\"\nconcepts = [\"trust\"]\n",
        ),
        (
            "articles/trust.md",
            "---\nkind: concept\n---\n# Trust\n\nTrust is reliance, as in [[one]] and [[doubt]].\n\n## Further\n\nMore.\n",
        ),
        ("articles/doubt.md", "---\nkind: concept\n---\n# Doubt\n\nThe lack of trust.\n"),
        (
            "articles/one.md",
            "---\nkind: principle\nconcepts: [trust]\n---\n# One first\n\n## Do\n\nSee [[two#Why|two's why]], [[two]], [[two#Two then]] [[trust]] and [[trust#Further]][^1].\n\n## Details\n\nA table[^1], [[source]], [[three]].\n\n![[two#Details]]\n\n> [!supports] [[source#^p]]\n> > Reliance is trust.\n>\n> It says so.\n\n[^1]: A note.\n",
        ),
        (
            "articles/two.md",
            "---\nkind: principle\nlang: de\nconcepts: [trust]\n---\n# Two then\n\n## Do\n\nAct[^1].\n\n## Why\n\nBecause.\n\n## Details\n\nHere[^1].\n\n[^1]: Another note.\n",
        ),
        (
            "articles/three.md",
            "---\nkind: principle\n---\n# Three, of no topic\n\n## Do\n\nRest.\n",
        ),
        (
            "articles/four.md",
            "---\nkind: principle\naudience: team\nconcepts: [trust]\n---\n# Four, for some\n\n## Do\n\nHush.\n",
        ),
        ("articles/source.md", "---\nauthor: Ann\n---\n# Source\n\nReliance is trust. ^p\n"),
    ]);
    check(&site);
    let (all, topic) = (site.text("print.html"), site.text("print/trust.html"));
    for page in [all, topic] {
        for link in ["#card-2.why", "#card-2", "#card-1.fn-1", "#term-", "trust.html#further"] {
            assert!(page.contains(link), "{link} in {page}");
        }
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(page.contains("<h2 lang=\"de\">") && page.contains("no <code>base_url</code> yet"));
        assert!(!page.contains("Hush"), "what is for others is on nobody's paper");
    }
    assert!(all.contains("Three, of no topic</a></h2>") && all.contains("href=\"#card-3\""));
    assert!(!topic.contains("Three, of no topic</a></h2>"));
    assert!(topic.contains("href=\"../three.html\""), "{topic}");
    assert!(site.text("topics.html").contains("href=\"print/trust.html\""));
    assert!(site.text("index.html").contains("href=\"print.html\""));
}

#[test]
fn what_is_printed_comes_in_parts() {
    let card = |n: usize| {
        let text = format!("---\nkind: principle\n---\n# Card {n}\n\n## Do\n\nStep {n}.\n");
        (format!("p{n:03}.md"), text)
    };
    let files: Vec<(String, String)> = (0..503).map(card).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = build(&files);
    check(&site);
    assert_eq!(site.text("print.html").matches("class=\"leaf card-page\"").count(), 500);
    assert_eq!(site.text("print/2.html").matches("class=\"leaf card-page\"").count(), 3);
    let plain = build(&[("a.md", "# A\n")]);
    assert!(
        !plain.files.contains_key("print.html") && !plain.text("index.html").contains("print.html")
    );
}

#[test]
fn what_stands_in_another_language_says_so() {
    let site = build(&[
        ("site.toml", "[site]\nlanguage = \"en\"\ncontent = \".\"\n"),
        ("trust.md", "---\nkind: concept\naliases: [Vertrauen]\n---\n# Trust\n\nReliance.\n"),
        (
            "p.md",
            "---\nkind: principle\nconcepts: [trust]\nevidence:\n  - {article: q, quote: Vertrauen wächst langsam, note: It grows.}\n---\n# Wait\n\n## Do\n\nWait.\n",
        ),
        ("q.md", "---\nlang: de\nauthor: Ann\n---\n# Quelle\n\nVertrauen wächst langsam.\n"),
    ]);
    check(&site);
    let principle = site.text("p.html");
    assert!(
        principle.contains("<blockquote class=\"quote quote-open\" lang=\"de\">"),
        "{principle}"
    );
    assert!(principle.contains("<div class=\"prose\"><p>It grows."), "{principle}");
    let concept = site.text("trust.html");
    assert!(concept.contains("<div class=\"quote\" lang=\"de\">"), "{concept}");
}
