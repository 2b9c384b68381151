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
    assert!(run.out.ends_with("nothing odd\n"), "{}", run.out);
    for private in ["Zanzibar", "Trust", "trust.md", "Ann"] {
        assert!(!run.out.contains(private), "`{private}` in {}", run.out);
    }
}

#[test]
fn what_is_odd_comes_with_what_to_do() {
    let settings = "[site]\ntheme = \"gone\"\ntitel = \"x\"\n";
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
