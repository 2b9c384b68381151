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
