//! `topoi check`: reports and exit codes.

use std::io::Read as _;
use std::process::Stdio;

use crate::project::Project;

fn faulty() -> Project {
    Project::small()
        .file("articles/z.md", "---\ntitle: Z\ntgas: [x]\n---\n\nÄ [[Nobody]].\n")
        .file(
            "articles/q.md",
            "---\ntitle: Q\nkind: principle\nevidence:\n  - article: a\n    stance: supports\n    quote: never said this at all\n---\n",
        )
}

#[test]
fn tells_everything_and_writes_nothing() {
    let project = faulty();
    let run = project.run(&["check"]).ends_with(1).tells(&["errors"]);
    for part in [
        "error[broken-link]: ",
        "articles/z.md:6:3",
        "warning[unknown-key]: unknown key `tgas`",
        "did you mean `tags`?",
        "error[quote-not-found]",
        "articles/q.md:7:12",
    ] {
        assert!(run.out.contains(part), "no `{part}` in:\n{}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'), "no colours into a pipe");
    assert!(!project.path("public").exists());
    Project::small().run(&["check"]).ends_with(0).tells(&["nothing wrong"]);
}

#[test]
fn json_is_one_array_in_order() {
    let run = faulty().run(&["check", "--format", "json"]).ends_with(1);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let found: Vec<(&str, &str, u64)> = json
        .as_array()
        .expect("an array")
        .iter()
        .map(|d| {
            let text = |key: &str| d[key].as_str().expect("text");
            assert_eq!(
                d.as_object().expect("an object").keys().collect::<Vec<_>>(),
                [
                    "code",
                    "severity",
                    "message",
                    "file",
                    "line",
                    "column",
                    "end_line",
                    "end_column",
                    "help"
                ]
            );
            (text("file"), text("code"), d["line"].as_u64().unwrap_or(0))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("articles/q.md", "quote-not-found", 7),
            ("articles/z.md", "unknown-key", 3),
            ("articles/z.md", "broken-link", 6),
        ]
    );
}

#[test]
fn severities_are_the_authors() {
    let project =
        Project::small().file("articles/z.md", "---\ntitle: Z\ntgas: [x]\n---\n\nText.\n");
    project.run(&["check"]).ends_with(0);
    project.run(&["check", "--strict"]).ends_with(1);
    project.write("site.toml", "[check]\nunknown-key = \"deny\"\n");
    project.run(&["check"]).ends_with(1);
    project.write("site.toml", "[check]\nunknown-key = \"allow\"\n");
    project.run(&["check", "--strict"]).ends_with(0);
    project.write("site.toml", "[check]\nunknow-key = \"allow\"\n");
    let run = project.run(&["check"]).ends_with(2);
    assert!(run.out.contains("did you mean `unknown-key`?"), "{}", run.out);
    let run = project.run(&["check", "--format", "json"]).ends_with(2);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON for settings too");
    assert_eq!(json[0]["code"], "unknown-setting");
    project.write("site.toml", "[site]\noutput = \"../elsewhere\"\n");
    project.run(&["build"]).ends_with(2).tells(&["must be a folder inside"]);
}

#[test]
fn a_reader_that_leaves_is_no_fault() {
    let project = Project::small();
    for i in 0..300 {
        project.write(&format!("articles/b{i}.md"), format!("[[Nobody {i}]] [[Nothing {i}]]\n"));
    }
    let mut command = project.command(&["check"]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let mut pipe = child.stdout.take().expect("a pipe");
    let mut first = [0; 16];
    pipe.read_exact(&mut first).expect("some output");
    drop(pipe);
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "a broken pipe is success");
}

#[test]
fn wrong_arguments_end_with_2() {
    let project = Project::small();
    project.run(&["chekc"]).ends_with(2).tells(&["check"]);
    project.run(&["check", "--format", "xml"]).ends_with(2).tells(&["json"]);
    project.run(&["check", "--audience", "x"]).ends_with(2).tells(&["there is no audience `x`"]);
    project.write("site.toml", "[audiences]\nteam = []\n");
    project.run(&["build"]).ends_with(2).tells(&["--audience NAME", "`team`"]);
    project.run(&["build", "--audience", "team"]).ends_with(0);
}
