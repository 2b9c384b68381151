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

/// A knowledge base with something to propose of each kind.
fn clippings() -> Project {
    Project::new()
        .file("site.toml", "[kinds]\n\"sources/**\" = \"article\"\n\"concepts/**\" = \"concept\"\n\"principles/**\" = \"principle\"\n")
        .file(
            "articles/sources/first.md",
            "---\ntitle: What buyers remember\nauthor: Thomas A. Marsh\n---\n\nTrust is not \
             friendship. A customer relationship management (CRM) system remembers what the \
             seller forgot.\n\nDo buyers always trust the seller who asks first?\n\nTrust grows \
             with kept promises. A kept promise is worth more than a discount, and the buyer \
             remembers it for years.\n\nWe counted forty calls in one spring, and in thirty of \
             them the seller spoke before the buyer had said what was wrong.\n",
        )
        .file(
            "articles/sources/second.md",
            "---\ntitle: A winter of calls\nauthor: T. Marsh\n---\n\nTrust never grows with kept \
             promises alone. Kept promises are forgotten, such as small gifts.\n\nWe counted forty \
             calls in one spring, and in thirty of them the seller spoke before the buyer had \
             said what was wrong with it.\n\nThe team keeps friendships such as the golf \
             friendship apart from the account.\n",
        )
        .file("articles/concepts/trust.md", "---\ntitle: Trust\n---\n\nTrust is reliance.\n")
        .file(
            "articles/concepts/crm.md",
            "---\ntitle: Customer relationship management\nrelations:\n  related: [trust, kept-promises]\n---\n\nA system.\n",
        )
        .file(
            "articles/principles/keep-promises.md",
            "---\ntitle: Keep small promises\nconcepts: [trust, kept-promises]\nevidence:\n  - article: first\n    stance: supports\n    quote: Trust is not friendship.\n---\n\n## Do\n\n- Promise little.\n",
        )
}

/// The proposals of a kind as JSON has them.
fn of_kind(project: &Project, kind: &str) -> Vec<serde_json::Value> {
    let run = project.run(&["suggest", "--format", "json"]).ends_with(0);
    let rows: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let rows = rows.as_array().expect("an array");
    rows.iter().filter(|row| row["kind"] == kind).cloned().collect()
}

#[track_caller]
fn labels(rows: &[serde_json::Value]) -> Vec<&str> {
    rows.iter().map(|row| row["label"].as_str().expect("a label")).collect()
}

#[test]
fn what_documents_refer_to_and_nobody_wrote_comes_first() {
    let concepts = of_kind(&clippings(), "concept");
    assert_eq!(concepts[0]["label"], "kept promises", "{:?}", labels(&concepts));
    let known = ["Trust", "trust", "Customer relationship management", "CRM", "Marsh"];
    assert!(labels(&concepts).iter().all(|label| !known.contains(label)), "{concepts:#?}");
    let evidence = concepts[0]["evidence"].as_array().expect("evidence");
    assert!(evidence[0]["document"].as_str().expect("a path").starts_with("sources/"));
    assert!(evidence[0]["line"].as_u64() > Some(4) && evidence[0]["at"].is_string());
}

#[test]
fn names_contrasts_kinds_and_questions_come_with_their_sentences() {
    let project = clippings();
    let aliases = of_kind(&project, "alias");
    assert_eq!(labels(&aliases), ["CRM"], "{aliases:#?}");
    assert_eq!(aliases[0]["of"][0], "Customer relationship management");
    let contrasts = of_kind(&project, "contrast");
    assert_eq!(labels(&contrasts), ["Trust versus friendships"], "{contrasts:#?}");
    assert_eq!(contrasts[0]["evidence"][0]["quote"], "Trust is not friendship.");
    let relations = of_kind(&project, "relation");
    assert!(
        relations
            .iter()
            .any(|row| row["of"][0] == "golf friendship" && row["relation"] == "broader"),
        "{relations:#?}"
    );
    let questions = of_kind(&project, "question");
    assert_eq!(labels(&questions), ["Do buyers always trust the seller who asks first?"]);
    let authors = of_kind(&project, "author");
    assert_eq!(labels(&authors), ["Thomas A. Marsh"]);
    assert_eq!(authors[0]["of"][0], "T. Marsh");
}

#[test]
fn near_copies_and_contradictions_are_a_queue_to_review() {
    let project = clippings();
    let copies = of_kind(&project, "duplicate");
    assert_eq!(copies.len(), 1, "{copies:#?}");
    let quote = copies[0]["evidence"][1]["quote"].as_str().expect("a quotation");
    assert!(quote.starts_with("We counted forty calls"), "{quote}");
    let against = of_kind(&project, "contradiction");
    assert_eq!(against.len(), 1, "{against:#?}");
    assert_eq!(against[0]["of"][0], "Trust");
    assert_eq!(against[0]["evidence"][0]["quote"], "Trust grows with kept promises.");
}

#[test]
fn what_was_rejected_is_not_proposed_again() {
    let project = clippings();
    let all = project.run(&["suggest"]).ends_with(0);
    assert!(all.out.contains("concept: kept promises\n"), "{}", all.out);
    project.write(
        "topoi.reject",
        "# no names of ours\nconcept:  Kept promises\nalias: CRM of Customer relationship management\n",
    );
    let left = project.run(&["suggest"]).ends_with(0);
    assert!(!left.out.contains("concept: kept promises\n"), "{}", left.out);
    assert!(!left.out.contains("alias: CRM"), "{}", left.out);
    assert!(left.out.contains("contrast: Trust versus friendships"), "{}", left.out);
}

#[test]
fn drafts_are_written_once_where_their_kind_stands_and_are_sound() {
    let project = clippings();
    let run = project.run(&["suggest", "--write", "--limit", "3"]).ends_with(0);
    run.tells(&["draft: true", "topoi.reject"]);
    let text = project.read("articles/concepts/kept-promises.md");
    assert!(text.starts_with("---\ntitle: \"Kept promises\"\ndraft: true"), "{text}");
    assert!(text.contains("- sources/first.md: Trust grows with kept promises."), "{text}");
    let again = project.run(&["suggest", "--write", "--limit", "3"]).ends_with(0);
    assert!(!again.out.contains("kept-promises"), "{}", again.out);
    let concepts = of_kind(&project, "concept");
    assert!(!labels(&concepts).contains(&"kept promises"), "{:?}", labels(&concepts));
    project.write(
        "articles/concepts/kept-promises.md",
        text.replace("draft: true   # delete this line to accept it\n", ""),
    );
    project.run(&["check"]).ends_with(0);
}

#[test]
fn passages_for_a_principle_pass_the_check_that_evidence_has_to_pass() {
    let project = clippings();
    let run = project.run(&["suggest", "--for", "Keep small promises"]).ends_with(0);
    assert!(run.out.contains("read for") && run.out.contains("read against"), "{}", run.out);
    assert!(!run.out.contains("Trust is not friendship."), "cited already: {}", run.out);
    assert!(run.out.contains("quote: \"Trust grows with kept promises.\""), "{}", run.out);
    let entries =
        run.out.replace("stance:   #", "stance: qualifies #").replace("note:\n", "note: x\n");
    let principle = project.read("articles/principles/keep-promises.md");
    let pasted = principle.replace("friendship.\n---", &format!("friendship.\n{entries}---"));
    project.write("articles/principles/keep-promises.md", pasted);
    project.write("articles/concepts/kept-promises.md", "---\ntitle: Kept promises\n---\n\nx\n");
    project.run(&["check", "--strict"]).ends_with(0);
    let json = project.run(&["suggest", "--for", "keep-promises", "--format", "json"]);
    assert!(json.code <= 1 && json.out.starts_with('['), "{}", json.out);
    project.run(&["suggest", "--for", "gone"]).ends_with(2).tells(&["no principle `gone`"]);
}

/// Half of the sample's concepts, taken away by chance, are proposed among the first forty.
#[test]
fn concepts_taken_from_the_sample_are_called_for() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = crate::project::files(&root.join("articles"));
    let settings = std::fs::read(root.join("site.toml")).expect("the sample's settings");
    for seed in 1..=5_u64 {
        let mut concepts: Vec<&String> =
            files.keys().filter(|path| path.starts_with("concepts/")).collect();
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for at in (1..concepts.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            concepts.swap(at, (state >> 33) as usize % (at + 1));
        }
        let gone = &concepts[..concepts.len() / 2];
        let mut project = Project::new().file("site.toml", &settings);
        for (path, bytes) in files.iter().filter(|(path, _)| !gone.contains(path)) {
            project = project.file(&format!("articles/{path}"), bytes);
        }
        let proposed = of_kind(&project, "concept");
        let proposed: Vec<String> =
            labels(&proposed).iter().take(40).map(|label| label.to_lowercase()).collect();
        let title = |path: &str| {
            let text = String::from_utf8_lossy(&files[path]).into_owned();
            let title = text.lines().find_map(|line| line.strip_prefix("title: "));
            title.expect("a title").to_lowercase()
        };
        let found = gone.iter().filter(|path| proposed.contains(&title(path))).count();
        assert!(
            found * 10 >= gone.len() * 7,
            "seed {seed}: {found} of {}: {proposed:?}",
            gone.len()
        );
    }
}
