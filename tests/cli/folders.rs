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

/// What the home page of `project` calls the site.
fn name(project: &Project) -> String {
    project.run(&["build"]).ends_with(0);
    let home = project.read("public/index.html");
    let title = home.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    title.expect("a title").trim().to_owned()
}

#[test]
fn a_site_is_called_what_its_folder_calls_it() {
    let project = Project::new().file("notes/README.md", "text\n").file("notes/a.md", "# A\n");
    let root = project.path("notes");
    let build = |more: &[&str]| {
        let command = [&["build", "--root", root.to_str().expect("UTF-8")], more].concat();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_topoi")).args(command).output();
        assert!(output.expect("the binary runs").status.success());
        project.read("notes/public/index.html")
    };
    assert!(build(&[]).contains("<title>notes</title>"), "the folder's name");
    let project = Project::new().file("docs/a.md", "# A\n").file("index.md", "# Our notes\n");
    assert_eq!(name(&project), "Our notes");
    project.write("index.md", "Text.\n\n# Late\n\n");
    assert_ne!(name(&project), "Late");
    project.write("index.md", "---\ntitle: Secret\ndraft: true\n---\n");
    assert!(!name(&project).contains("Secret"));
    project.write("index.md", "# Our notes\n");
    project.write("mkdocs.yml", "site_name: 'Handbook'\nx: !!python/name:a.b\n");
    assert_eq!(name(&project), "Handbook");
    project.write("site.toml", "[site]\ntitle = \"Ours\"\n");
    assert_eq!(name(&project), "Ours");
}

#[test]
fn a_signed_note_is_no_source_in_a_folder_without_concepts() {
    let project = Project::new()
        .file("a.md", "---\nauthor: Ann\n---\n\nText.\n")
        .file("b.md", "---\nsource: https://x.example/b\n---\n\nText.\n");
    let kind = |page: &str| {
        project.run(&["build"]).ends_with(0);
        let html = project.read(&format!("public/{page}.html"));
        html.split("<body class=\"kind-").nth(1).expect("a body")[..4].to_owned()
    };
    assert_eq!((kind("a"), kind("b")), ("note".into(), "arti".into()));
    project.write("trust.md", "---\nkind: concept\n---\n# Trust\n\nReliance.\n");
    assert_eq!((kind("a"), kind("b")), ("arti".into(), "arti".into()));
}

#[test]
fn pages_that_a_base_has_no_use_for_are_not_there() {
    const LISTS: [&str; 5] = ["library", "situations", "questions", "disagreements", "tags/index"];
    let project = Project::new().file("a.md", "Text.\n");
    project.run(&["build"]).ends_with(0).tells(&["`robots.txt`"]);
    let site = project.site();
    for list in LISTS {
        let page = format!("{list}.html");
        assert!(!site.contains_key(&page), "{page}");
        let home = String::from_utf8_lossy(&site["index.html"]).into_owned();
        assert!(!home.contains(&page), "{home}");
    }
    project.write("a.md", "---\ntags: [tag]\n---\n[all](library.html)\n");
    project.run(&["build"]).ends_with(0);
    let site = project.site();
    assert!(site.contains_key("library.html"), "somebody links to it");
    assert!(site.contains_key("tags/index.html") && !site.contains_key("questions.html"));
}

#[test]
fn a_wrong_stance_hides_nothing_behind_it() {
    let evidence = |article: &str| {
        format!(
            "---\nkind: principle\nevidence:\n  - article: {article}\n    stance: support\n    quote: Trust takes some time\n---\n"
        )
    };
    let project = Project::small().file("articles/p.md", evidence("a"));
    let run = project.run(&["check"]).ends_with(1);
    for part in [
        "`stance` is none of `supports`, `qualifies`, `disputes` here",
        "did you mean `supports`?",
        "error[quote-not-found]",
        "the nearest passage reads: “Trust takes time to grow.”",
    ] {
        assert!(run.out.contains(part), "no {part} in {}", run.out);
    }
    project.write("articles/p.md", evidence("gone"));
    let run = project.run(&["check"]).ends_with(1);
    assert!(run.out.contains("`stance`") && run.out.contains("error[dangling-evidence]"));
    let one = Project::new().file("a.md", "Text.\n").run(&["check"]).ends_with(0);
    assert!(one.err.contains("1 document, nothing wrong"), "{}", one.err);
}

#[test]
fn numbers_in_titles_say_the_order_where_files_have_none() {
    let project = Project::new()
        .file("guide/zebra.md", "# 3.1 First\n\nText.\n")
        .file("guide/apple.md", "# 3.10 Last\n\nText.\n")
        .file("guide/mango.md", "# 3.9 Middle\n\nText.\n")
        .file("guide/more.md", "# More\n\nText.\n")
        .file("words/b.md", "# Apple\n\nText.\n")
        .file("words/a.md", "# Zebra\n\nText.\n");
    project.run(&["build"]).ends_with(0);
    let follows = |page: &str, next: &str| {
        let html = project.read(&format!("public/{page}"));
        let link = html.split('>').find(|tag| tag.contains("rel=\"next\"")).unwrap_or_default();
        assert!(link.contains(&format!("href=\"{next}\"")), "after {page} comes `{link}`");
    };
    follows("guide/zebra.html", "mango.html");
    follows("guide/mango.html", "apple.html");
    follows("guide/apple.html", "more.html");
    // Without numbers, files are in the order of their names, as in the folder itself.
    follows("words/a.html", "b.html");
}

#[test]
fn gitbook_keeps_its_pictures_in_a_hidden_folder() {
    let project = Project::new()
        .file("a/b.md", "![p](../.gitbook/assets/p.png) ![q](/.gitbook/assets/q.png)\n")
        .file(".gitbook/assets/p.png", "p")
        .file(".gitbook/assets/q.png", "q")
        .file(".gitbook/includes/part.md", "# Part\n")
        .file(".gitbook/vars.yaml", "a: 1\n");
    project.run(&["build"]).ends_with(0);
    let site = project.site();
    assert!(site.keys().any(|path| path.ends_with("p.png")), "{:?}", site.keys());
    assert!(!site.keys().any(|path| path.contains("part") || path.contains("vars")));
}

#[test]
fn a_title_may_be_wider_than_a_picture() {
    let long = "an ever longer title of one note that many others lead to ".repeat(12);
    let mut project = Project::new().file("hub.md", format!("# {long}\n"));
    for number in 0..24 {
        project = project.file(&format!("n{number}.md"), "[hub](hub.md)\n");
    }
    project.run(&["build"]).ends_with(0);
}

#[test]
fn blocks_turn_where_their_script_runs_the_other_way() {
    let project = Project::new()
        .file("site.toml", "[site]\nlanguage = \"en\"\ncontent = \".\"\n")
        .file("a.md", "# אמון\n\nטקסט בעברית.\n\nEnglish *text* with עברית.\n\n- *«מילה»*\n- 5 %\n")
        .file("b.md", "---\nlang: he\n---\n# אמון\n\nעברית.\n\n42: English.\n");
    project.run(&["build"]).ends_with(0);
    let turned = |page: &str| {
        let site = project.site();
        let page = String::from_utf8_lossy(&site[page]).into_owned();
        let prose = page.split("class=\"prose").nth(1).expect("prose").to_owned();
        let tags = prose.split(" dir=\"auto\">").skip(1);
        tags.map(|rest| rest.split('\n').next().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(turned("a.html"), ["טקסט בעברית.</p>", "<em>«מילה»</em></li>"]);
    assert_eq!(turned("b.html"), ["42: English.</p>"]);
}

#[test]
fn the_language_is_what_the_folder_says_it_is() {
    let lang = |project: &Project| {
        project.run(&["build", "-q"]).ends_with(0);
        let page = project.read("public/a.html");
        let tag = page.split_once("<html ").expect("a page").1.split_once('>').expect("a tag").0;
        tag.to_owned()
    };
    let text = "# الثقة\n\nالثقة تحتاج وقتا، وهي تبنى ببطء.\n";
    let arabic = lang(&Project::new().file("a.md", text));
    assert!(arabic.contains("lang=\"ar\"") && arabic.contains("dir=\"rtl\""), "{arabic}");
    // Settings are right, and so are another tool's.
    let english =
        Project::new().file("a.md", text).file("site.toml", "[site]\nlanguage = \"en\"\n");
    assert!(lang(&english).contains("lang=\"en\""));
    let german = Project::new()
        .file("a.md", "# A\n\nZeit.\n")
        .file("book.toml", "[book]\nlanguage = \"de\"\n");
    assert!(lang(&german).contains("lang=\"de\""));
    // Nobody asked for words in a language that was guessed.
    let japanese = Project::new().file("a.md", "# 信頼\n\n信頼には時間がかかる。\n");
    let run = japanese.run(&["build"]).ends_with(0);
    assert!(!run.err.contains("missing-words"), "{}", run.err);
    // Where some is private, nothing is counted.
    let audiences = "[site]\ncontent = \".\"\n[audiences.all]\n";
    let project = Project::new().file("a.md", text).file("site.toml", audiences);
    project.run(&["build", "-q", "--audience", "all"]).ends_with(0);
    assert!(project.read("public/a.html").contains("<html lang=\"en\""));
    let init = Project::new().file("a.md", text);
    init.run(&["init", init.path("").to_str().expect("UTF-8")]).ends_with(0);
    assert!(init.read("site.toml").contains("language = \"ar\"\n"));
}

#[test]
fn what_has_no_title_is_called_as_it_is_listed() {
    let project = Project::new()
        .file("book.toml", "[book]\ntitle = \"The book\"\n")
        .file("src/SUMMARY.md", "# Summary\n\n- [First things](ch01-00-first.md)\n  - [A part](ch01-01-part.md)\n- [Listed](ch02.md)\n")
        .file("src/ch01-00-first.md", "<a id=\"old\"></a>\n\n## First things\n\nText, see [a part](ch01-01-part.md).\n")
        .file("src/ch01-01-part.md", "## Another heading\n\nText.\n")
        .file("src/ch02.md", "# Its own\n\nText.\n");
    project.run(&["build"]).ends_with(0);
    let headings = |page: &str| {
        let page = project.read(&format!("public/src/{page}.html"));
        let main = page.split_once("<main").expect("main").1.to_owned();
        let texts = main.split("<h").skip(1).filter(|rest| rest.starts_with(['1', '2']));
        let text = |rest: &str| {
            rest.split_once('>')
                .map_or("", |(_, rest)| rest)
                .split('<')
                .next()
                .unwrap_or("")
                .to_owned()
        };
        texts.map(text).collect::<Vec<_>>()
    };
    assert_eq!(headings("ch01-00-first")[..1], ["First things"]);
    assert_eq!(headings("ch01-00-first").iter().filter(|text| *text == "First things").count(), 1);
    assert_eq!(headings("ch01-01-part")[..2], ["A part", "Another heading"]);
    assert_eq!(headings("ch02")[..1], ["Its own"]);
    // At the top of the folder too.
    let flat = Project::new()
        .file("_sidebar.md", "- [Begin here](begin.md)\n")
        .file("README.md", "# Home\n")
        .file("begin.md", "Text.\n");
    flat.run(&["build"]).ends_with(0);
    assert!(flat.read("public/begin.html").contains("<h1>Begin here</h1>"));
}

/// Docusaurus' way: what another document imports is a part of it, and no page of the contents.
#[test]
fn what_is_imported_stands_where_it_is_named() {
    let project = Project::new()
        .file("docs/_steps.md", "Put the key in.\n")
        .file("docs/guide/_notes.md", "Turn it twice.\n")
        .file("docs/_own.md", "# Own\n\nA page like others.\n")
        .file(
            "docs/guide/start.md",
            "# Start\n\nimport Steps from '../_steps.md';\nimport Notes from \"./_notes.md\"\n\n\
             <Steps />\n\n- An item.\n\n  <Notes loud />\n\n```\n<Steps />\n```\n",
        );
    let run = project.run(&["build"]).ends_with(0);
    assert!(!run.err.contains("foreign-syntax"), "{}", run.err);
    let page = project.read("public/docs/guide/start.html");
    assert!(page.contains("Put the key in.") && page.contains("Turn it twice."), "{page}");
    assert!(page.contains("&lt;Steps /&gt;"), "{page}");
    let list = project.read("public/docs/index.html");
    assert!(!list.contains("_steps") && list.contains("_own.html"), "{list}");
    assert!(project.site().contains_key("docs/_steps.html"));
}

/// In a wiki of GitHub's, as Gollum draws it, a link names its text first.
#[test]
fn a_wiki_names_the_text_of_a_link_first() {
    let project = Project::new()
        .file("Home.md", "See [[how we sell|Sales-Calls#second]] and [[Sales Calls]], `[[a|b]]`.\n")
        .file("Sales-Calls.md", "# Sales calls\n\n## First\n\n## Second\n\nText.\n");
    let page = |project: &Project| {
        project.run(&["build"]);
        project.read("public/home.html")
    };
    let others = page(&project);
    assert!(!others.contains("sales-calls.html#second"), "{others}");
    let wiki = page(&project.file("_Sidebar.md", "- [Calls](Sales-Calls)\n"));
    assert!(wiki.contains("<a href=\"sales-calls.html#second\">how we sell</a>"), "{wiki}");
    assert!(wiki.contains("<a href=\"sales-calls.html\">Sales Calls</a>"), "{wiki}");
    assert!(wiki.contains("<code>[[a|b]]</code>"), "{wiki}");
}

/// VitePress and Astro keep pictures in `public`, where a site would be written.
#[test]
fn a_folder_called_public_may_be_another_programs() {
    let picture = b"\x89PNG\r\n\x1a\n".to_vec();
    let project = Project::new()
        .file("a.md", "# A\n\n![x](/img/x.png)\n")
        .file("public/img/x.png", picture.clone());
    let run = project.run(&["build"]).ends_with(0);
    assert!(run.err.contains(" to ./site") || run.err.contains("/site ("), "{}", run.err);
    assert!(project.read("site/a.html").contains("public/img/x.png"));
    assert!(project.path("site/public/img/x.png").exists());
    project.run(&["build"]).ends_with(0);
    project.run(&["init", project.path("").to_str().expect("UTF-8")]).ends_with(0);
    assert!(project.read("site.toml").contains("output = \"site\""));
    project.run(&["build"]).ends_with(0);
    // Who names it means it.
    let project = Project::new()
        .file("a.md", "# A\n")
        .file("site.toml", "[site]\noutput = \"public\"\n")
        .file("articles/a.md", "# A\n")
        .file("public/img/x.png", picture);
    project.run(&["build"]).ends_with(2);
}

#[test]
fn obsidian_says_which_page_is_the_home_page() {
    let project = Project::new()
        .file(".obsidian/site-options.json", "{\"indexFile\": \"Start here.md\"}")
        .file("Start here.md", "Welcome, see [[Other]].\n")
        .file("Other.md", "Back to [[Start here]].\n");
    project.run(&["build"]).ends_with(0);
    assert!(project.read("public/index.html").contains("Welcome, see"));
    assert!(!project.site().contains_key("start-here.html"));
    assert!(project.read("public/other.html").contains("<a href=\"index.html\""));
}

#[test]
fn mappings_of_other_programs_are_no_faults() {
    let project = Project::new()
        .file("a.md", "---\ntemplate: {name: x}\ntoc: {depth: 2}\nlang: [en, fr]\n---\n# A\n");
    let run = project.run(&["build"]).ends_with(0);
    assert!(!run.err.contains("front-matter"), "{}", run.err);
}

#[test]
fn players_of_other_hosts_are_links() {
    let project = Project::new().file(
        "a.md",
        "![](https://www.youtube.com/watch?v=a) ![A film](https://a.example/b.mp4?x) \
         ![](https://a.example/c.png) ![](https://notyoutube.com/d)\n",
    );
    project.run(&["build"]);
    let page = project.read("public/a.html");
    assert_eq!(page.matches("<img").count(), 2, "{page}");
    assert!(page.contains("href=\"https://www.youtube.com/watch?v=a\""), "{page}");
    assert!(page.contains(">A film</a>"), "{page}");
}
