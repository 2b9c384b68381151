//! `topoi ask`, `topoi questions import`, and `questions.toml` as `check` holds a site to it.

use serde_json::Value;

use crate::project::{Project, Run};

/// Four cards on silence, price, manners and promises.
fn playbook() -> Project {
    let card = |title: &str, answers: &str, text: &str| {
        format!(
            "---\ntitle: {title}\nkind: principle\nanswers: [{answers}]\n---\n\n## Do\n\n- {text}\n"
        )
    };
    Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file(
            "articles/deeds.md",
            card("Count deeds", "", "Note what the buyer did after the meeting."),
        )
        .file(
            "articles/price.md",
            card("Answer with a number", "\"They want a discount\"", "Say the price the same day."),
        )
        .file(
            "articles/manners.md",
            card("Manners are no trust", "", "Take coffee for coffee after a meeting."),
        )
        .file("articles/promises.md", card("Keep promises", "", "Ring before the meeting is late."))
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn a_question_is_answered_with_passages_and_by_exit_code() {
    let project = playbook();
    let run = project.run(&["ask", "they", "want", "a", "discount"]).ends_with(0);
    let (first, rest) = run.out.split_once('\n').expect("lines");
    assert!(run.out.contains("Answer with a number (principle)\n  price.html"), "{first}\n{rest}");
    assert!(run.out.contains("Say the price the same day."), "{}", run.out);
    let run = project.run(&["ask", "meeting", "--json", "--limit", "1"]).ends_with(0);
    let answer = json(&run);
    assert_eq!(answer["question"], "meeting");
    assert_eq!(answer["total"], 3);
    assert_eq!(answer["results"].as_array().map(Vec::len), Some(1));
    let run = project.run(&["ask", "xylophone"]).ends_with(1);
    assert_eq!(run.out, "Nothing found.\n");
    assert_eq!(
        json(&project.run(&["ask", "xylophone", "--json"]).ends_with(1))["results"],
        Value::Array(vec![])
    );
}

#[test]
fn a_written_site_answers_as_its_sources_do() {
    let project = playbook();
    project.run(&["build"]).ends_with(0);
    let site = project.path("public");
    let site = site.to_str().expect("UTF-8");
    for question in ["discount", "meeting", "what did the buyer do", "diskount"] {
        let fresh = project.run(&["ask", question, "--json"]).ends_with(0);
        let written = project.run(&["ask", question, "--json", "--site", site]).ends_with(0);
        assert_eq!(fresh.out, written.out, "{question}");
    }
    project.run(&["ask", "x", "--site", "articles"]).ends_with(2).tells(&["there is no search in"]);
}

#[test]
fn a_lost_question_is_told_with_its_place_and_what_would_mend_it() {
    let questions = "\
[[expect]]
ask = \"they want a discount\"
find = \"price\"
within = 1

[[expect]]
ask = \"they ghosted me after the meeting\"
find = \"deeds\"
within = 1

[[expect]]
ask = \"meeting\"
find = [\"price\", \"Keep promises\"]
";
    let project = playbook().file("questions.toml", questions);
    let run = project.run(&["check", "--format", "json"]).ends_with(1);
    let found = json(&run);
    let lost: Vec<&Value> =
        found.as_array().expect("a list").iter().filter(|d| d["code"] == "lost-question").collect();
    assert_eq!(lost.len(), 1, "{found:#}");
    let lost = lost[0];
    assert_eq!(
        (&lost["file"], &lost["line"], &lost["column"]),
        (&"questions.toml".into(), &7.into(), &7.into())
    );
    let text = |key: &str| lost[key].as_str().expect("text").to_owned();
    assert!(text("message").starts_with("`Count deeds` is number "), "{}", text("message"));
    assert!(text("message").contains("before it: `"), "{}", text("message"));
    let proposal = "add to `articles/deeds.md` `answers: [\"they ghosted me after the meeting\"]`";
    assert!(text("help").contains(proposal), "{}", text("help"));
    // The proposal mends it.
    let card = project.read("articles/deeds.md");
    let card = card.replace("answers: []", "answers: [\"they ghosted me after the meeting\"]");
    project.write("articles/deeds.md", card);
    let run = project.run(&["check", "--format", "json"]);
    assert!(!run.out.contains("lost-question"), "{}", run.out);
}

#[test]
fn what_cannot_be_read_or_found_is_told_and_the_rest_is_asked() {
    let questions = "\
[[expect]]
aks = \"price\"
find = \"price\"

[[expect]]
ask = \"price\"
find = \"prise\"

[[expect]]
ask = \"price\"
find = \"price\"
within = 11

[[expect]]
ask = \"coffee\"
find = \"price\"
";
    let project = playbook().file("questions.toml", questions);
    let run = project.run(&["check"]).ends_with(1).tells(&["1 question asked"]);
    for wanted in [
        "unknown key `aks`",
        "did you mean `ask`?",
        "this expectation asks nothing",
        "`find` names `prise`, and there is no such document",
        "did you mean `price`?",
        "`within` is a number from 1 to 10",
        "`Answer with a number` is not found",
    ] {
        assert!(run.out.contains(wanted), "no `{wanted}` in:\n{}", run.out);
    }
    let broken = playbook().file("questions.toml", "[[expect]\nask = 1\n");
    let run = broken.run(&["check"]).ends_with(1);
    assert!(run.out.contains("error[unread-question]"), "{}", run.out);
    // Whoever only wants to be told sets it so.
    let settings = "[site]\ntitle = \"T\"\n[check]\nlost-question = \"warn\"\n";
    let lenient = playbook()
        .file("site.toml", settings)
        .file("questions.toml", "[[expect]]\nask = \"coffee\"\nfind = \"price\"\n");
    let run = lenient.run(&["check"]).ends_with(0);
    assert!(run.out.contains("warning[lost-question]"), "{}", run.out);
}

#[test]
fn questions_whose_documents_are_left_out_are_skipped_and_counted() {
    let settings = "[site]\ntitle = \"T\"\n[audiences]\nsales = []\npartners = []\n";
    let questions = "[[expect]]\nask = \"margin\"\nfind = \"margin\"\n";
    let project = Project::new()
        .file("site.toml", settings)
        .file("questions.toml", questions)
        .file("articles/margin.md", "---\ntitle: Margin\naudience: sales\n---\nOurs is thin.\n")
        .file("articles/open.md", "---\ntitle: Open\n---\nFor all.\n");
    project.run(&["check", "--audience", "sales"]).ends_with(0).tells(&["1 question asked"]);
    let run = project.run(&["check", "--audience", "partners"]).ends_with(0);
    assert!(run.err.contains("1 skipped, whose documents are left out"), "{}", run.err);
    assert!(!run.err.contains("asked") && !run.out.contains("argin"), "{}\n{}", run.out, run.err);
}

#[test]
fn a_list_of_searches_becomes_expectations_to_look_through() {
    let list = "\
# from the log
https://playbook.example.com/search.html?q=they+want+a%20discount&f=kind:principle
> discount
- Discount
xylophone

price
";
    let project = playbook()
        .file("searches.txt", list)
        .file("questions.toml", "[[expect]]\nask = \"Price\"\nfind = \"price\"\n");
    let file = project.path("searches.txt");
    let run = project.run(&["questions", "import", file.to_str().expect("UTF-8")]).ends_with(0);
    run.tells(&["3 questions, 1 of them without a result; 2 known already"]);
    let run = project.run(&["questions", "import", file.to_str().expect("UTF-8")]);
    assert!(run.out.contains("# ask = \"xylophone\"\n# find = \"\"\n"), "{}", run.out);
    assert!(run.out.contains("# First now: Answer with a number."), "{}", run.out);
    assert!(
        run.out.contains("# asked 2 times\n[[expect]]\nask = \"discount\"\nfind = \"price\"\n"),
        "{}",
        run.out
    );
    // What is printed can be appended as it is.
    let all = format!("{}{}", project.read("questions.toml"), run.out);
    project.write("questions.toml", all);
    project.run(&["check"]).ends_with(0).tells(&["3 questions asked"]);
}

#[test]
fn a_script_that_never_ends_or_throws_is_told() {
    for (script, wanted) in [
        ("for (;;);", "the site's search does not run: interrupted"),
        ("throw Error(\"no luck\");", "the site's search does not run: no luck"),
    ] {
        let project = playbook()
            .file("site.toml", "[site]\ntheme = \"own\"\n")
            .file("themes/own/theme.toml", "name = \"own\"\n")
            .file("themes/own/assets/search/index.js", script);
        project.run(&["ask", "price"]).ends_with(2).tells(&[wanted, "assets/search"]);
    }
}
