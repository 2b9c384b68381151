//! What is written for times without a network, for whom, and when it takes itself back.

use crate::project::Project;

const WORKER: &str = "public/topoi-worker.js";

fn with(settings: &str) -> Project {
    Project::small().file("site.toml", settings)
}

/// Whether the worker in the output keeps the site; `None` without one.
fn keeps(project: &Project) -> Option<bool> {
    let worker = project.path(WORKER);
    worker.exists().then(|| project.read(WORKER).starts_with("const site = {"))
}

#[test]
fn a_worker_is_written_where_somebody_spoke_of_it() {
    let project = with("");
    project.run(&["build"]).ends_with(0);
    assert_eq!(keeps(&project), None);
    assert!(!project.read("public/index.html").contains("data-offline"));
    project.write("site.toml", "[offline]\nenabled = true\ndays = 7\n");
    project.run(&["build"]).ends_with(0);
    assert_eq!(keeps(&project), Some(true));
    assert!(project.read(WORKER).contains("\"days\":7,"));
    assert!(project.read("public/p.html").contains("data-offline=\"topoi-worker.js\""));
    assert!(project.read("public/p.html").contains("<link rel=\"manifest\""));
    assert!(project.read(WORKER).contains("\"p.html\""), "the card is of the core");
    project.write("site.toml", "[offline]\nenabled = false\n");
    project.run(&["build"]).ends_with(0);
    assert_eq!(keeps(&project), Some(false));
    assert!(!project.read("public/p.html").contains("data-offline"));
    assert!(!project.path("public/manifest.webmanifest").exists());
}

#[test]
fn its_name_changes_with_the_site_and_with_nothing_else() {
    let project = with("[offline]\nenabled = true\n");
    let build = || {
        project.run(&["build", "--no-cache"]).ends_with(0);
        (project.read("public/data/build.txt"), project.read(WORKER))
    };
    let first = build();
    assert!(first.1.contains(&format!("\"build\":\"{}\"", first.0.trim())));
    assert_eq!(build(), first);
    project.write("articles/b.md", "---\ntitle: More\nkind: article\n---\n\nMore.\n");
    assert_ne!(build().0, first.0);
}

#[test]
fn builds_for_audiences_are_kept_where_they_are_named() {
    let audiences = "[audiences]\npublic = []\ninternal = [\"public\"]\n";
    let project =
        with(&format!("[offline]\nenabled = true\naudiences = [\"public\"]\n{audiences}"));
    project.run(&["build", "--audience", "public"]).ends_with(0);
    assert_eq!(keeps(&project), Some(true));
    project.run(&["build", "--audience", "internal"]).ends_with(0);
    assert_eq!(keeps(&project), Some(false));
    for (offline, told) in [
        ("[offline]\nenabled = true\n", "names none"),
        ("[offline]\naudiences = [\"pubic\"]\n", "there is no audience `pubic`"),
        ("[offline]\ndays = 0\n", "`days` is a number from 1 to 365"),
    ] {
        project.write("site.toml", format!("{offline}{audiences}"));
        project.run(&["build", "--audience", "public"]).ends_with(2).tells(&[told]);
    }
}
