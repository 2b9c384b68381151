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

#[test]
fn a_situation_leads_with_its_card_and_what_to_do_and_say() {
    let card = "---\ntitle: Count deeds\nkind: principle\nanswers: [\"They went silent after the demo\"]\n---\n\n## Do\n\n- Note what they did.\n\n## Say\n\n- “A polite no is fine.”\n";
    let project = playbook().file("articles/deeds.md", card).file(
        "articles/silence.md",
        "---\ntitle: Silence after demos\n---\n\nThey went silent after the demo, and so did we. Silent demos.\n",
    );
    for question in ["they went silent after the demo", "what if the buyer is silent after a demo"]
    {
        let answer = json(&project.run(&["ask", question, "--json"]).ends_with(0));
        let first = &answer["results"][0];
        assert_eq!(first["page"], "deeds.html", "{question}: {answer:#}");
        assert_eq!(first["situation"], "They went silent after the demo");
        assert_eq!(first["do"], "Note what they did.");
        assert_eq!(first["say"], "“A polite no is fine.”");
    }
    // What shares but the words that hold a sentence together means something else.
    let answer = json(&project.run(&["ask", "they went to the bakery", "--json"]));
    assert!(!answer.to_string().contains("situation"), "{answer:#}");
}

#[test]
fn synonyms_widen_a_question_both_ways_or_one_way() {
    let settings = "[site]\ntitle = \"T\"\n\n[[search.synonyms]]\nwords = [\"coffee\", \"went dark\"]\n\n[[search.synonyms]]\nwords = [\"rebate\"]\nfor = \"discount\"\n";
    let project = playbook().file("site.toml", settings);
    let first = |question: &str| {
        let answer = json(&project.run(&["ask", question, "--json"]));
        answer["results"][0]["page"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(first("went dark"), "manners.html");
    assert_eq!(first("rebates"), "price.html");
    assert_eq!(first("dark"), "", "only the words together mean it");
    // A list that leads to nothing which is said is in no file.
    let other =
        "[site]\ntitle = \"T\"\n\n[[search.synonyms]]\nwords = [\"xylophone\", \"zither\"]\n";
    let project = playbook().file("site.toml", other);
    project.run(&["build"]).ends_with(0);
    let holds = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("xylophone");
    assert!(!project.site().values().any(holds));
}

#[test]
fn synonyms_that_make_one_of_two_concepts_are_told() {
    let settings = "[site]\ntitle = \"T\"\n\n[[search.synonyms]]\nwords = [\"price\", \"worth\"]\n\n[[search.synonyms]]\nwords = [\"cost\", \"worth\"]\n\n[[search.synonym]]\nwords = [\"a\"]\n";
    let concept =
        |title: &str| format!("---\ntitle: {title}\nkind: concept\n---\n\n{title} is it.\n");
    let project = Project::new()
        .file("site.toml", settings)
        .file("articles/price.md", concept("Price"))
        .file("articles/worth.md", concept("Worth"));
    let run = project.run(&["check"]).ends_with(2);
    assert!(run.out.contains("unknown setting `synonym`"), "{}", run.out);
    project.write("site.toml", settings.split("\n[[search.synonym]]").next().expect("a start"));
    let run = project.run(&["check"]).ends_with(0);
    for wanted in [
        "warning[synonym-conflict]: `worth` is a label of `articles/worth.md`, and its synonym `price` one of `articles/price.md`",
        "`worth` stands in another list of synonyms too",
    ] {
        assert!(run.out.contains(wanted), "no `{wanted}` in:\n{}", run.out);
    }
}

#[test]
fn the_sample_answers_the_questions_of_five_kinds_of_people() {
    let root = env!("CARGO_MANIFEST_DIR");
    let questions =
        std::fs::read_to_string(format!("{root}/questions.toml")).expect("a readable file");
    assert!(questions.matches("[[expect]]").count() >= 150);
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_topoi"))
        .args(["check", "--root", root, "--format", "json"])
        .output()
        .expect("the binary runs");
    let run = Run::of(run).ends_with(0);
    assert!(!run.out.contains("lost-question"), "{}", run.out);
}
