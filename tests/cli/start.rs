//! `topoi init`, `new`, `theme eject`: starting points that work and overwrite nothing.

use crate::project::Project;

#[test]
fn init_makes_a_base_without_a_fault() {
    let project = Project::new();
    let folder = project.path("kb");
    let folder = folder.to_str().expect("UTF-8");
    project.run(&["init", folder]).ends_with(0).tells(&["topoi serve --root"]);
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_topoi"))
        .args(["check", "--strict", "--root", folder])
        .output()
        .expect("the binary runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    assert_eq!(project.read("kb/.gitignore"), "/public/\n/.topoi/\n");
    project.run(&["init", folder]).ends_with(2).tells(&["is there already"]);
}

#[test]
fn init_spells_out_what_it_guessed_of_a_folder_and_knows_its_faults() {
    let project = Project::new()
        .file(".obsidian/app.json", "{\"userIgnoreFilters\": [\"Old/\"]}")
        .file(".obsidian/templates.json", "{\"folder\": \"Templates\"}")
        .file("Templates/T.md", "---\ntitle: {{title}}\ndate: {{date}}\n---\n[[{{x}}]]\n")
        .file("Old/O.md", "old\n")
        .file(
            "A.md",
            "---\npublish: true\n---\n[[B]] [[nowhere]] ![](https://pics.example.com/a.png)\n",
        )
        .file("B.md", "---\npublish: true\n---\none\ntwo #tag\n")
        .file("C.md", "diary\n");
    let folder = project.path("");
    let folder = folder.to_str().expect("UTF-8");
    let baseline = project.path("check-baseline.json");
    let baseline = baseline.to_str().expect("UTF-8");
    let run = project.run(&["init", folder]).ends_with(0);
    run.tells(&["2 of 5 documents would be published", "1 as a template", "known fault"]);
    let settings = project.read("site.toml");
    for line in [
        "dialect = \"obsidian\"",
        "publish = \"marked\"",
        "vault_filters = true",
        "remote = [\"pics.example.com\"]",
    ] {
        assert!(settings.contains(line), "{line} in {settings}");
    }
    project.run(&["check", "--strict", "--baseline", baseline]).ends_with(0);
    project.run(&["build"]);
    assert!(project.read("public/b.html").contains("one<br"), "line breaks are shown");
    project.write("B.md", "---\npublish: true\n---\n[[elsewhere]]\n");
    project.run(&["check", "--baseline", baseline]).ends_with(1);
    project.run(&["init", folder]).ends_with(2).tells(&["is there already"]);
}

#[test]
fn new_writes_in_the_right_place_and_never_over() {
    let project = Project::small().file("site.toml", "[kinds]\n\"ideas/**\" = \"concept\"\n");
    let run = project.run(&["new", "concept", "Cold: \"call\""]).ends_with(0);
    assert!(run.out.trim_end().ends_with("articles/ideas/cold-call.md"), "{}", run.out);
    let text = project.read("articles/ideas/cold-call.md");
    assert!(text.starts_with("---\ntitle: \"Cold: \\\"call\\\"\"\naliases:"), "{text}");
    project.run(&["new", "concept", "Cold: \"call\""]).ends_with(2).tells(&["is there already"]);
    for kind in ["article", "principle", "contrast", "note"] {
        project.run(&["new", kind, &format!("New {kind}")]).ends_with(0);
    }
    let check = project.run(&["check", "--format", "json"]);
    assert!(!check.out.contains("front-matter"), "what is new can be read: {}", check.out);
    // Readers would see what the templates ask for.
    let told: serde_json::Value = serde_json::from_str(&check.out).expect("JSON");
    let asked = told.as_array().expect("a list").iter();
    let asked = asked.filter(|one| one["code"] == "unwritten-text").count();
    assert_eq!(asked, 4, "of a concept, an article and a contrast: {told:#}");
    let run = project.run(&["new", "note", "Con"]).ends_with(0);
    assert!(run.out.trim_end().ends_with("/con-.md"), "Windows keeps `con`: {}", run.out);
    project.run(&["new", "note", &"long ".repeat(100)]).ends_with(0);
    project.run(&["new", "idea", "x"]).ends_with(2).tells(&["expected `article`"]);
    project.run(&["new", "note", "///"]).ends_with(2).tells(&["no file can be named"]);
}

#[test]
fn a_new_principle_knows_its_owner_day_and_concepts() {
    let project = Project::small().file(
        "articles/credibility.md",
        "---\ntitle: Credibility\nkind: concept\nowner: Field \"north\"\n---\n\nBeing believed.\n",
    );
    let mut command = project.command(&["new", "principle", "Credibility first, trust later"]);
    let output = command.env("SOURCE_DATE_EPOCH", "1767225600").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = project.read("articles/credibility-first-trust-later.md");
    for line in [
        "concepts: [credibility, trust] ",
        "owner: \"Field \\\"north\\\"\"\n",
        "updated: 2026-01-01\n",
        "kind: principle\n",
    ] {
        assert!(text.contains(line), "no `{line}` in {text}");
    }
    let check = project.run(&["check", "--format", "json"]);
    assert!(!check.out.contains("front-matter"), "{}", check.out);
}

#[test]
fn what_new_documents_begin_as_can_be_changed() {
    let project = Project::small().file(
        "themes/default/templates/new/note.md",
        "---\ntitle: {{title}}\nkind: {{ kind }}\ntags: [{{date}}]\n---\n\nHello {{ first_name }}\n",
    );
    let mut command = project.command(&["new", "note", "Minutes"]);
    assert!(command.env("SOURCE_DATE_EPOCH", "0").status().expect("it runs").success());
    let expected = "---\ntitle: \"Minutes\"\ntags: [1970-01-01]\n---\n\nHello {{ first_name }}\n";
    assert_eq!(project.read("articles/minutes.md"), expected);
    project.run(&["build"]).ends_with(0);
}

#[test]
fn the_sales_playbook_has_empty_cards_and_asks_its_questions() {
    let project = Project::new();
    let folder = project.path("kb");
    let folder = folder.to_str().expect("UTF-8");
    project.run(&["init", folder, "--template", "sales-playbook"]).ends_with(0);
    let card = project.read("kb/articles/principles/earn-credibility-first.md");
    assert!(card.contains("answers:") && card.contains("## Do\n\n- \n"), "{card}");
    assert!(!card.contains("evidence:") && !card.contains("owner:"), "{card}");
    assert!(!project.path("kb/articles/sources").exists());
    assert!(project.read("kb/site.toml").contains("[[search.synonyms]]"));
    assert!(project.read("kb/questions.toml").contains("they ghosted me after the demo"));
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_topoi"))
        .args(["check", "--format", "json", "--root", folder])
        .output()
        .expect("the binary runs");
    let faults: serde_json::Value = serde_json::from_slice(&check.stdout).expect("JSON");
    let faults = faults.as_array().expect("an array");
    let others: Vec<&serde_json::Value> = faults
        .iter()
        .filter(|fault| {
            // What empty cards lack, and nothing that fails the check.
            let lacks =
                ["unsupported-principle", "lost-question", "unmentioned-concept", "unwritten-text"];
            fault["severity"] != "warning" || lacks.iter().all(|code| fault["code"] != *code)
        })
        .collect();
    assert!(others.is_empty(), "{others:#?}");
    project
        .run(&["init", folder, "--template", "sales-playbook"])
        .ends_with(2)
        .tells(&["not empty"]);
}

#[test]
fn an_ejected_theme_is_the_default_one_until_it_is_changed() {
    let project = Project::small();
    project.run(&["build"]).ends_with(0);
    let before = project.site();
    project.run(&["theme", "eject"]).ends_with(0);
    project.run(&["build"]).ends_with(0).tells(&["(0 of "]);
    assert_eq!(project.site(), before);
    project.write(
        "themes/default/templates/note.html",
        "{% extends \"base.html\" %}{% block main %}MINE{% endblock %}",
    );
    project.write("articles/n.md", "# N\n\nText.\n");
    project.run(&["build"]).ends_with(0);
    assert!(project.read("public/n.html").contains("MINE"));
    project.run(&["theme", "eject"]).ends_with(0);
    assert!(project.read("themes/default/templates/note.html").contains("MINE"), "kept");
}

#[test]
fn manual_pages_tell_of_every_command() {
    let project = Project::new();
    let folder = project.path("man/man1");
    project.run(&["man", folder.to_str().expect("UTF-8")]).ends_with(0);
    assert!(project.read("man/man1/topoi-build.1").contains("no\\-wait"));
    assert!(project.read("man/man1/topoi.1").contains("topoi\\-serve(1)"));
    let file = project.file("taken", "");
    let run = file.run(&["man", file.path("taken").to_str().expect("UTF-8")]);
    run.ends_with(2).tells(&["cannot write manual pages", "name a folder"]);
}

#[test]
fn completions_name_the_commands() {
    let run = Project::new().run(&["completions", "bash"]).ends_with(0);
    assert!(run.out.contains("completions") && run.out.contains("serve"));
}

#[test]
fn init_writes_a_pipeline_for_github_or_gitlab() {
    let project =
        Project::new().file("docs/a.md", "# A\n\nSee [[nowhere]].\n").file(".git/HEAD", "");
    let folder = project.path("docs");
    let folder = folder.to_str().expect("UTF-8");
    // In a repository it stands at the top, and knows what is wrong already.
    project.run(&["init", folder, "--ci", "github"]).ends_with(0).tells(&["checks the base"]);
    let pipeline = project.read(".github/workflows/topoi.yml");
    let known = "--root docs --baseline docs/check-baseline.json";
    for line in [
        format!("- run: topoi check {known} --format github --date "),
        format!("- run: topoi build {known} --output site --date "),
        "path: docs/.topoi/cache\n".to_owned(),
    ] {
        assert!(pipeline.contains(&line), "no {line} in {pipeline}");
    }
    // It can be had later; what is there stays.
    project.run(&["init", folder, "--ci", "gitlab"]).ends_with(0);
    assert!(
        project.read(".gitlab-ci.yml").contains(&format!("topoi check {known} --format gitlab"))
    );
    let again = project.run(&["init", folder, "--ci", "gitlab"]);
    again.ends_with(2).tells(&[".gitlab-ci.yml` is there already", "take it away"]);
    // In no repository it stands in the folder; of audiences the one that sees least is built for.
    let settings =
        "[site]\ncontent = \".\"\n[audiences.team]\nincludes = [\"public\"]\n[audiences.public]\n";
    let alone = Project::new().file("b.md", "# B\n").file("site.toml", settings);
    let folder = alone.path("");
    let run = alone.run(&["init", folder.to_str().expect("UTF-8"), "--ci", "github"]).ends_with(0);
    run.tells(&["`public`, which sees least"]);
    assert!(
        alone
            .read(".github/workflows/topoi.yml")
            .contains("topoi build --audience public --output")
    );
}
