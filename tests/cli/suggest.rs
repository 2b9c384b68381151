//! `topoi suggest`: what the articles call for, and what one text is about.

use std::io::Write as _;
use std::process::Stdio;

use crate::project::{Project, Run};

const ESSAY: &str = "Source credibility and first calls\n\n\
    Source credibility decides how much of a message is believed. A buyer judges source \
    credibility within minutes, by expertise and by whether promises are kept. We asked forty \
    buyers about their first calls, and most of them remembered one broken promise.\n\n\
    Small promises that are kept build source credibility faster than a long presentation.\n";

#[test]
fn key_phrases_of_a_text_are_ranked_one_a_line() {
    let project = Project::new().file("essay.txt", ESSAY).file("essay.md", ESSAY);
    for name in ["essay.txt", "essay.md"] {
        let path = project.path(name);
        let path = path.to_str().expect("UTF-8");
        let run = project.run(&["suggest", "--keyphrases", path]).ends_with(0);
        let lines: Vec<&str> = run.out.lines().collect();
        assert_eq!(lines[0], "source credibility", "{}", run.out);
        assert!(lines.contains(&"promises") && lines.len() <= 10, "{}", run.out);
        let limited = project.run(&["suggest", "--keyphrases", path, "--limit", "2"]);
        assert_eq!(limited.out.lines().collect::<Vec<_>>(), lines[..2]);
        let json = project.run(&["suggest", "--keyphrases", path, "--format", "json"]);
        let rows: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
        let phrases: Vec<&str> = rows
            .as_array()
            .expect("rows")
            .iter()
            .filter_map(|row| row["phrase"].as_str())
            .collect();
        assert_eq!(phrases, lines);
        assert_eq!(rows[0]["count"], 4);
    }
}

#[test]
fn key_phrases_come_from_standard_input_in_any_language_and_of_text_alone() {
    let project = Project::new().file("a.docx", b"PK\x03\x04\0\0").file("leer.txt", "\n");
    let mut command = project.command(&["suggest", "--keyphrases", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(ESSAY.as_bytes()).expect("written");
    let run = Run::of(child.wait_with_output().expect("it ends")).ends_with(0);
    assert!(run.out.starts_with("source credibility\n"), "{}", run.out);
    let german = "---\nlang: de\n---\n\nDas Vertrauen wächst langsam. Wer das Vertrauen der \
                  Kundschaft hat, verliert es an einem Tag.\n";
    project.write("de.md", german);
    let path = |name: &str| project.path(name).to_str().expect("UTF-8").to_owned();
    let run = project.run(&["suggest", "--keyphrases", &path("de.md")]).ends_with(0);
    assert!(run.out.lines().any(|line| line == "Vertrauen"), "{}", run.out);
    let run = project.run(&["suggest", "--keyphrases", &path("a.docx")]).ends_with(2);
    run.tells(&["is no text", "topoi import"]);
    project.run(&["suggest", "--keyphrases", &path("gone")]).ends_with(2).tells(&["cannot read"]);
    let run = project.run(&["suggest", "--keyphrases", &path("leer.txt")]).ends_with(1);
    assert_eq!(run.out, "");
}
