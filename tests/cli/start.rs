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
    project.run(&["new", "idea", "x"]).ends_with(2).tells(&["expected `article`"]);
    project.run(&["new", "note", "///"]).ends_with(2).tells(&["no file can be named"]);
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
fn completions_name_the_commands() {
    let run = Project::new().run(&["completions", "bash"]).ends_with(0);
    assert!(run.out.contains("completions") && run.out.contains("serve"));
}
