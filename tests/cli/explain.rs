//! `topoi explain`: each candidate with its place and reason.

use crate::project::Project;

fn project() -> Project {
    Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file(
            "articles/trust.md",
            "---\ntitle: Trust\nkind: concept\nexcept: [trust fund]\n---\nIt is.\n",
        )
        .file(
            "articles/note.md",
            "# Über `trust`\n\nThey é **trusted** us; [trust](trust.md) and a trust fund.\n",
        )
}

#[test]
fn json_names_every_candidate_with_its_place_and_reason() {
    let project = project();
    for name in ["note", "note.md", "articles/note.md", r".\articles\note.md", "Über trust"] {
        let run = project.run(&["explain", name, "--format", "json"]).ends_with(0);
        let rows: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let shown: Vec<String> = rows
            .as_array()
            .expect("an array")
            .iter()
            .map(|row| {
                format!(
                    "{}:{} {} {} {} {} {} {}",
                    row["line"],
                    row["column"],
                    row["concept"].as_str().unwrap_or(""),
                    row["label"].as_str().unwrap_or(""),
                    row["text"].as_str().unwrap_or(""),
                    row["mention"],
                    row["linked"],
                    row["reason"].as_str().unwrap_or("")
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "1:9 Trust Trust trust false false code",
                "3:10 Trust Trust trusted true true linked",
                "3:25 Trust Trust trust true false link-text",
                "3:48 Trust Trust trust false false except",
            ]
        );
    }
}

#[test]
fn people_see_the_line_with_the_words_marked() {
    let text = project().run(&["explain", "note", "trusting"]).ends_with(0).out;
    let wanted = [
        "articles/note.md:3:10: Trust: linked [linked]",
        "    They é **trusted** us; [trust](trust.md) and a trust fund.",
        "             ^^^^^^^",
    ];
    assert!(text.contains(&wanted.join("\n")), "{text}");
    assert!(
        text.ends_with("articles/note.md: 2 mentions, 1 of them linked, 2 other places\n"),
        "{text}"
    );
}

#[test]
fn what_is_not_there_is_told_with_what_may_be_meant() {
    let project = project();
    for (arguments, wanted) in [
        (&["explain", "nite"][..], "there is no document `nite`"),
        (&["explain", "note", "truts"], "no concept has the label `truts`"),
    ] {
        let run = project.run(arguments).ends_with(2).tells(&[wanted, "did you mean"]);
        assert!(run.out.is_empty());
    }
}
