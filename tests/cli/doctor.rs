//! `topoi doctor`: facts without content, and what is odd with what to do.

use crate::project::Project;

#[test]
fn a_sound_base_has_nothing_odd_and_keeps_its_words() {
    let project = Project::small().file("site.toml", "[site]\ntitle = \"Zanzibar\"\n");
    let run = project.run(&["doctor"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let fact = |name: &str| {
        let line = run.out.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no `{name}` in {}", run.out)).trim().to_owned()
    };
    assert!(fact("documents").starts_with("3 documents, "), "{}", run.out);
    assert_eq!(fact("settings"), "site.toml, 2 lines");
    assert_eq!(fact("published"), "3 of 3");
    assert_eq!(fact("output"), "not there yet");
    assert_eq!(fact("cache"), "nothing yet");
    assert_eq!(fact("dialect"), "github, guessed of the links");
    assert!(run.out.ends_with("nothing odd\n"), "{}", run.out);
    for private in ["Zanzibar", "Trust", "trust.md", "Ann"] {
        assert!(!run.out.contains(private), "`{private}` in {}", run.out);
    }
}

#[test]
fn the_dialect_comes_with_its_reason() {
    let dialect = |project: &Project| {
        let out = project.run(&["doctor"]).ends_with(0).out;
        let line = out.lines().find_map(|line| line.strip_prefix("dialect"));
        line.expect("a line").trim().to_owned()
    };
    let vault = Project::new().file("a.md", "# A\n").file(".obsidian/app.json", "{}");
    assert_eq!(dialect(&vault), "obsidian, for the folder `.obsidian`");
    vault.write("site.toml", "[site]\ncontent = \".\"\ndialect = \"github\"\n");
    assert_eq!(dialect(&vault), "github, as `site.toml` says");
}

#[test]
fn a_cache_is_this_programs_or_another_ones() {
    let project = Project::small();
    project.run(&["build", "-q"]).ends_with(0);
    let cache = |project: &Project| {
        let out = project.run(&["doctor"]).ends_with(0).out;
        let line = out.lines().find_map(|line| line.strip_prefix("cache"));
        line.expect("a line").trim().to_owned()
    };
    let found = cache(&project);
    assert!(found.starts_with("1 build, ") && found.ends_with(", 1 of this topoi"), "{found}");
    let folder = project.path(".topoi/cache");
    let values = std::fs::read_dir(&folder).expect("a folder").flatten();
    for value in values.filter(|file| file.path().extension().is_some_and(|end| end == "cache")) {
        std::fs::write(value.path(), "topoi-cache 0.0.1-old 00\n{}").expect("written");
    }
    let found = cache(&project);
    assert!(found.ends_with("all of another topoi: the next build makes all anew"), "{found}");
    project.run(&["build", "-q"]).ends_with(0);
    assert!(cache(&project).ends_with(", 1 of this topoi"), "an old one is no obstacle");
}

#[test]
fn what_is_odd_comes_with_what_to_do() {
    let settings = "[site]\noutput = \"public\"\ntheme = \"gone\"\ntitel = \"x\"\n";
    let project = Project::small().file("site.toml", settings).file("public/thesis.tex", "years");
    let run = project.run(&["doctor"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for odd in
        ["there is no theme `gone`", "site.toml has 1 fault", "topoi didn't write what stands"]
    {
        assert!(run.out.contains(&format!("- {odd}")), "no `{odd}` in {}", run.out);
    }
    assert_eq!(run.out.matches("  help: ").count(), 3, "{}", run.out);
}
