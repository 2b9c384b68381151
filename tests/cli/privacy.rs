//! What is private stays private: audiences, through the binary.

use crate::project::Project;

const AUDIENCES: &str = "[audiences]\npublic = []\ninternal = [\"public\"]\n";

/// Whether any file of the site holds `word`.
fn published(project: &Project, word: &str) -> bool {
    let holds = |bytes: &Vec<u8>| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    project.site().values().any(holds)
}

#[test]
fn a_callout_nearly_for_an_audience_is_an_error_and_left_out() {
    for head in ["[!intrenal]", "[!note|internal]", "[!internal-only]", "[!restricted]"] {
        let text = format!("Seen.\n\n> {head} Wombat\n> wombat\n");
        let project = Project::small().file("site.toml", AUDIENCES).file("articles/n.md", text);
        let run = project.run(&["build", "--audience", "internal"]).ends_with(1);
        run.tells(&["error[unknown-audience]", "articles/n.md:3:3", "is left out"]);
        assert!(!published(&project, "ombat"), "{head}");
        assert!(published(&project, "Seen."), "the rest of the page is there");
    }
}

#[test]
fn without_audiences_a_private_callout_is_an_error_and_left_out() {
    for block in ["> [!internal]\n> wombat\n", ":::internal\nwombat\n:::\n"] {
        let project = Project::small().file("articles/n.md", format!("Seen.\n\n{block}"));
        project.run(&["build"]).ends_with(1).tells(&["error[unknown-audience]", "[audiences]"]);
        assert!(!published(&project, "wombat") && published(&project, "Seen."), "{block}");
    }
    let open = Project::small().file("articles/n.md", "> [!tip] Fine\n> wombat\n");
    open.run(&["build"]).ends_with(0);
    assert!(published(&open, "wombat"));
}

#[test]
fn a_component_in_a_line_may_be_private_too() {
    for text in ["<Aside type=\"internal\">wombat</Aside>", "a <Internal>wombat</Internal> b"] {
        let project = Project::small().file("articles/n.md", format!("Seen.\n\n{text}\n"));
        project.run(&["build"]).ends_with(1).tells(&["error[unknown-audience]"]);
        assert!(!published(&project, "wombat"), "{text}");
    }
    let open = Project::small().file("articles/n.md", "A <Badge type=\"tip\">wombat</Badge>.\n");
    open.run(&["build"]).ends_with(0);
    assert!(published(&open, "wombat"));
}

#[test]
fn a_wrong_value_of_a_privacy_key_is_an_error_and_leaves_the_file_out() {
    for line in ["audience: ''", "audience: []", "audience: 3.5.1", "audience: [x, {y: z}]"] {
        let text = format!("---\ntitle: Wombat\n{line}\n---\n\nwombat\n");
        let project = Project::small().file("articles/n.md", text);
        project.run(&["build"]).ends_with(1).tells(&["error[", "articles/n.md:3:"]);
        assert!(!published(&project, "ombat"), "{line}");
    }
    for line in ["draft: maybe", "publish: 'no'", "draft: []", "Publish: never", "drfat: yes"] {
        let text = format!("---\ntitle: Wombat\n{line}\n---\n\nwombat\n");
        let project = Project::small().file("articles/n.md", text);
        project.run(&["build"]).ends_with(1).tells(&["error[front-matter-value]"]);
        assert!(!published(&project, "ombat"), "{line}");
    }
}

/// A base with a public and an internal note; `text` is the public one's.
fn linking(text: &str) -> Project {
    Project::new().file("site.toml", AUDIENCES).file("articles/n.md", text).file(
        "articles/deep/wombat-plan.md",
        "---\naudience: internal\n---\n\n# Numbat\n\n## Quoll\n",
    )
}

#[test]
fn a_link_to_the_unseen_names_nothing() {
    for link in [
        "[[wombat-plan]]",
        "[[Numbat]]",
        "[[deep/wombat-plan#Quoll]]",
        "![[wombat-plan]]",
        "[wombat-plan](deep/wombat-plan.md)",
        "[Wombat plan][w]",
        "[words](deep/wombat-plan.md \"Numbat\")",
        "<a href=\"deep/wombat-plan.md\">wombat-plan.md</a>",
    ] {
        let project = linking(&format!(
            "{link} See {link} and more.\n\n- {link}\n\n[w]: deep/wombat-plan.md\n"
        ));
        let run = project.run(&["build", "--audience", "public"]).ends_with(1);
        run.tells(&["error[unseen-link]", "wombat-plan.md` is not for", "> [!internal]"]);
        for word in ["ombat", "umbat", "uoll"] {
            assert!(
                !published(&project, word),
                "`{word}` of {link}:\n{}",
                project.read("public/n.html")
            );
        }
        assert!(published(&project, "and more."), "{link}");
        assert!(!project.read("public/n.html").contains("<pre>"), "{link}");
        project.run(&["build", "--audience", "internal"]).ends_with(0);
    }
}

#[test]
fn for_an_audience_what_is_not_there_names_no_more_than_what_is_not_seen() {
    let text = "---\nup: \"[[wombat-plan]]\"\nlist: [\"[[wombat-plan]]\", \"[[n]]\"]\n---\n\n# A [[wombat-plan]]\n\n\
                [[wombat-plan]] and [its text](deep/wombat-plan.md) and [[n#Wombat]]\n";
    let project = linking(text);
    project.run(&["build", "--audience", "public"]).ends_with(1);
    let with = project.site();
    std::fs::remove_dir_all(project.path("articles/deep")).expect("a folder to remove");
    project.run(&["build", "--audience", "public"]).ends_with(1).tells(&["error[broken-link]"]);
    assert_eq!(with, project.site());
    assert!(!published(&project, "ombat") && published(&project, "its text"));
}

#[test]
fn a_draft_that_is_linked_is_no_error_and_names_nothing() {
    let project = Project::new()
        .file("articles/wombat.md", "---\ndraft: true\n---\n")
        .file("articles/n.md", "See [[wombat]] and [the plan](wombat.md).\n");
    project.run(&["build"]).ends_with(0).tells(&["warning[left-out-link]"]);
    assert!(!published(&project, "wombat") && published(&project, "the plan"));
}

#[test]
fn words_of_settings_are_published_only_where_a_document_uses_them() {
    let settings = format!(
        "{AUDIENCES}\n[[topics]]\ntitle = \"Wombat\"\ndescription = \"Numbat\"\nconcepts = [\"plan\"]\n\n\
         [[topics]]\ntitle = \"Kangaroo\"\nconcepts = [\"plan\", \"trust\"]\n\n\
         [relations.quoll]\nlabel = \"quolls\"\ninverse = \"is quolled by\"\n\n\
         [roles]\ndo = [\"Bandicoot\"]\n"
    );
    let project = Project::small().file("site.toml", settings).file(
        "articles/plan.md",
        "---\ntitle: Plan\nkind: concept\naudience: internal\nquoll: [trust]\n---\n\nA plan.\n",
    );
    project.run(&["build", "--audience", "public"]).ends_with(0);
    for word in ["ombat", "umbat", "uoll", "andicoot"] {
        assert!(!published(&project, word), "{word}");
    }
    assert!(published(&project, "Kangaroo"));
    project.run(&["build", "--audience", "internal"]).ends_with(0);
    for word in ["Wombat", "Numbat", "quoll"] {
        assert!(published(&project, word), "{word}");
    }
}

/// The names of the pages whose documents are called after one letter.
fn letters(project: &Project) -> String {
    let site = project.site();
    let names = site.keys().filter_map(|path| path.strip_suffix(".html"));
    names.filter(|name| name.len() == 1).collect::<Vec<_>>().join(" ")
}

fn with(lines: &[(&str, &str)]) -> Project {
    let project = Project::new().file("articles/index.md", "Home.\n").file("site.toml", "");
    for (name, line) in lines {
        project.write(&format!("articles/{name}.md"), format!("---\n{line}\n---\n\nText.\n"));
    }
    project
}

#[test]
fn privacy_words_of_others_leave_a_document_out() {
    let project = with(&[
        ("a", "private: true"),
        ("b", "unlisted: yes"),
        ("c", "dg-publish: false"),
        ("d", "status: Draft"),
        ("e", "status: [evergreen, draft]"),
        ("f", "visibility: private"),
        ("g", "public: false"),
        ("h", "published: no"),
        ("i", "Private: true"),
        ("j", "publishDate: 2026-11-28"),
        ("k", "expiry_date: 2026-11-26"),
        ("l", "publishDate: 2026-11"),
        ("m", "private: false"),
        ("n", "status: evergreen"),
        ("o", "visibility: public"),
        ("p", "publishDate: 2026-11-27T10:00:00Z\nexpiryDate: 2026-11-27"),
        ("q", "dg-publish: true"),
        ("r", "status: draft\npublish: true"),
    ]);
    let run = project.run(&["build", "--date", "2026-11-27"]).ends_with(0).tells(&[
        "published as of 2026-11-27",
        "13 of 19 documents left out",
        "1 by `private`",
        "3 by `status`",
        "2 by `publishDate`",
    ]);
    assert_eq!(letters(&project), "m n o p q", "{}", run.err);
    project.run(&["build", "--date", "2027-01-01"]).ends_with(0);
    assert_eq!(letters(&project), "j l m n o q");
    project.run(&["build", "--date", "2027-01"]).ends_with(2).tells(&["expected a day"]);
}

#[test]
fn an_unreadable_privacy_word_is_an_error_and_leaves_the_document_out() {
    for line in [
        "private: maybe",
        "dg-publish: [x]",
        "visibility: {a: b}",
        "visibility: 10 km",
        "publishDate: soon",
        "expiryDate: '{{date}}'",
        "status: {a: b}",
    ] {
        let project = with(&[("a", line)]);
        project.run(&["build"]).ends_with(1).tells(&["error[front-matter-value]"]);
        assert_eq!(letters(&project), "", "{line}");
    }
    let project = with(&[("a", "prviate: true")]);
    project.run(&["build"]).ends_with(0).tells(&["warning[unknown-key]", "`private`"]);
    assert_eq!(letters(&project), "");
}

#[test]
fn today_is_the_command_lines_else_the_environments() {
    let project = with(&[("a", "publishDate: 2020-01-02")]);
    let build = |epoch: &str| {
        let mut command = project.command(&["build"]);
        command.env("SOURCE_DATE_EPOCH", epoch);
        crate::project::Run::of(command.output().expect("the binary runs")).ends_with(0)
    };
    build("1577836799").tells(&["published as of 2019-12-31"]);
    assert_eq!(letters(&project), "");
    build("1577923200").tells(&["published as of 2020-01-02"]);
    assert_eq!(letters(&project), "a");
    build("today").tells(&["no number of seconds"]);
    assert_eq!(letters(&project), "");
    project.run(&["build"]).ends_with(0);
    assert_eq!(letters(&project), "a", "else the clock's");
    let undated = with(&[("a", "title: A")]);
    assert!(!undated.run(&["build"]).ends_with(0).err.contains("published as of"));
}

#[test]
fn only_marked_documents_where_the_settings_say_so() {
    let lines = [
        ("a", "publish: true"),
        ("b", "dg-publish: true"),
        ("c", "public: true"),
        ("d", "title: D"),
    ];
    let project = with(&lines);
    project.write("articles/e.md", "A diary.\n");
    project.run(&["build"]).ends_with(0);
    assert_eq!(letters(&project), "a b c d e");
    project.write("site.toml", "[site]\npublish = \"marked\"\n");
    project.run(&["build"]).ends_with(0).tells(&["3 without `publish: true`"]);
    assert_eq!(letters(&project), "a b c");
    project.write("site.toml", "[site]\npublish = \"some\"\n");
    project.run(&["build"]).ends_with(2);
}

#[test]
fn without_settings_a_mark_means_that_others_are_private() {
    let project = with(&[("a", "publish: true"), ("b", "title: B")]);
    std::fs::remove_file(project.path("site.toml")).expect("settings to remove");
    project.run(&["build"]).ends_with(0).tells(&["only documents marked", "`[site]`"]);
    assert_eq!(letters(&project), "a");
}

#[test]
fn a_guess_never_drops_most_of_a_site() {
    let project =
        with(&[("a", "title: A"), ("b", "title: B"), ("c", "title: C"), ("d", "title: D")]);
    std::fs::remove_file(project.path("site.toml")).expect("settings to remove");
    project.run(&["build"]).ends_with(0);
    let before = project.site();
    project.write("articles/a.md", "---\npublish: true\n---\n");
    let run = project.run(&["build"]).ends_with(1);
    run.tells(&["would drop 3 pages, more than half", "`publish = \"marked\"`"]);
    assert_eq!(before, project.site(), "the old site stands");
    project.write("site.toml", "[site]\npublish = \"marked\"\n");
    project.run(&["build"]).ends_with(0);
    assert_eq!(letters(&project), "a");
}

#[test]
fn a_folder_may_be_an_audiences_and_the_narrower_counts() {
    let settings = "[audiences]\npublic = []\n\n[audiences.partner]\nincludes = \"public\"\nfiles = [\"Deals/\"]\n\n\
                    [audiences.internal]\nincludes = [\"partner\"]\nfiles = [\"board/**\", \"deals/*-terms.*\"]\n";
    let project = Project::new()
        .file("site.toml", settings)
        .file("articles/n.md", "![plan](board/wombat.png) and [b](board/b.md)\n")
        .file("articles/board/wombat.png", "numbat")
        .file("articles/board/b.md", "---\naudience: public\n---\n")
        .file("articles/deals/d.md", "Deals.\n")
        .file("articles/deals/more/e.md", "---\naudience: internal\n---\n")
        .file("articles/deals/f-terms.md", "Terms.\n");
    let pages = |audience: &str, code: i32| {
        project.run(&["build", "--audience", audience]).ends_with(code);
        let all = ["n", "board/b", "deals/d", "deals/more/e", "deals/f-terms"];
        let site = project.site();
        let there = all.into_iter().filter(|page| site.contains_key(&format!("{page}.html")));
        there.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(pages("public", 1), "n");
    assert!(!published(&project, "ombat") && !published(&project, "umbat"));
    assert_eq!(pages("partner", 1), "n deals/d");
    assert_eq!(pages("internal", 0), "n board/b deals/d deals/more/e deals/f-terms");
    assert!(published(&project, "numbat"));
}

#[test]
fn a_glob_or_audience_that_means_nothing_is_told() {
    let project = Project::small();
    project.write("site.toml", "[audiences.internal]\nfiles = [\"baord/**\"]\n");
    let run = project.run(&["check", "--audience", "internal"]).ends_with(0);
    assert!(
        run.out.contains("warning[idle-glob]") && run.out.contains("site.toml:2:10"),
        "{}",
        run.out
    );
    for (wrong, told) in [
        ("[audiences]\ninternal = [\"pubic\"]\n", "there is no audience `pubic`"),
        ("[audiences.internal]\nfile = [\"board/**\"]\n", "did you mean `files`?"),
        ("[audiences.internal]\nfiles = [\"[\"]\n", "bad glob"),
    ] {
        project.write("site.toml", wrong);
        project.run(&["build", "--audience", "internal"]).ends_with(2).tells(&[told]);
    }
}

/// However long it is.
#[test]
fn a_comment_is_nobodys() {
    let comment = "many words\n".repeat(2_000);
    let text = format!(
        "Seen.\n\n<!--\n{comment}hidden-one\n-->\n\n> - <!-- {}hidden-two -->\n\n%%\n{comment}\n\nhidden-three\n%%\n\n\
         <div><!--\n{comment}hidden-four\n--></div>\n",
        comment.replace('\n', "\n> "),
    );
    let project = Project::new().file("a.md", text);
    project.run(&["build"]).ends_with(0);
    for (path, bytes) in project.site() {
        assert!(memchr::memmem::find(&bytes, b"hidden-").is_none(), "{path}");
    }
    assert!(project.read("public/a.html").contains("Seen."));
}

/// A document that is not seen gives no name to the line that those stand under who are.
#[test]
fn contents_name_nothing_that_is_not_seen() {
    let hidden = "---\naudience: internal\n---\n# Wombat\n";
    let outline = "- [The wombat](b.md)\n  - [A](a.md)\n";
    for path in ["articles/SUMMARY.md", "articles/_sidebar.md"] {
        let project = Project::small()
            .file("site.toml", AUDIENCES)
            .file("articles/a.md", "# A\n")
            .file("articles/b.md", hidden)
            .file(path, outline);
        project.run(&["build", "--audience", "public"]);
        assert!(!published(&project, "ombat"), "{path}");
        project.run(&["build", "--audience", "internal"]);
        assert!(published(&project, "The wombat"), "{path}");
    }
    let nav = format!(
        "{AUDIENCES}[[nav]]\ntitle = \"The wombat\"\npath = \"b.md\"\nitems = [{{ path = \"a.md\" }}]\n"
    );
    let project = Project::small()
        .file("site.toml", nav)
        .file("articles/a.md", "# A\n")
        .file("articles/b.md", hidden);
    project.run(&["build", "--audience", "public"]);
    assert!(!published(&project, "ombat"));
}

#[test]
fn front_matter_that_is_none_publishes_nothing() {
    for text in [
        "---\naudience = internal\n---\nwombat\n",
        "---\naud\u{200b}ience: internal\n---\nwombat\n",
        "\u{a0}\n---\naudience: internal\n---\nwombat\n",
        "---yaml\naudience: internal\n---\nwombat\n",
        "---\raudience: internal\r---\rwombat\r",
    ] {
        let project = Project::small().file("site.toml", AUDIENCES).file("articles/n.md", text);
        project.run(&["build", "--audience", "public"]).ends_with(1).tells(&["front-matter"]);
        assert!(!published(&project, "wombat"), "{text:?}");
    }
}

/// What only others see may refer to a file alone: of that a narrower build cannot say that it is gone.
#[test]
fn a_ledger_of_all_holds_for_each_audience() {
    let settings = format!("{AUDIENCES}[urls]\nledger = \"urls.txt\"\n");
    let hidden = "---\naudience: internal\n---\n# Hidden\n\n[Plan](plan.zip)\n";
    let project = Project::new()
        .file("site.toml", settings)
        .file("urls.txt", "")
        .file("articles/a.md", "# A\n")
        .file("articles/deep/b.md", hidden)
        .file("articles/deep/plan.zip", "PK");
    project.run(&["check", "--audience", "internal", "--update-urls"]).ends_with(0);
    assert!(project.read("urls.txt").contains("deep/plan.zip"));
    project.run(&["check", "--audience", "public"]).ends_with(0);
    project.run(&["check", "--audience", "public", "--update-urls"]).ends_with(0);
    assert!(project.read("urls.txt").contains("deep/plan.zip"));
    std::fs::remove_file(project.path("articles/deep/plan.zip")).expect("removed");
    project.write("articles/deep/b.md", "---\naudience: internal\n---\n# Hidden\n");
    let run = project.run(&["check", "--audience", "internal"]).ends_with(1);
    assert!(run.out.contains("vanished-url"), "{}", run.out);
}
