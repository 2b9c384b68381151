//! `-q`: where nothing is wrong, no command says a word on standard error.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use clap::CommandFactory as _;
use topoi::cli::Arguments;

use crate::project::Project;

/// What each command is asked to do in a sound base, in which `new.md` is there to import.
const RUNS: &[(&str, &[&str])] = &[
    ("init", &["FOLDER/begun", "--ci", "gitlab"]),
    ("build", &["--date", "2026-01-01"]),
    ("check", &["--date", "2026-01-01"]),
    ("explain", &["trust"]),
    ("ask", &["trust"]),
    ("questions", &["import", "FOLDER/asked.txt"]),
    ("new", &["principle", "Wait for trust"]),
    ("import", &["FOLDER/new.md"]),
    ("suggest", &["--write"]),
    ("theme", &["eject"]),
    ("doctor", &[]),
    ("schema", &[]),
    ("completions", &["bash"]),
    ("man", &["FOLDER/man"]),
];

/// The commands among them that have something to note otherwise.
const NOTING: &[&str] =
    &["init", "build", "check", "questions", "new", "import", "suggest", "theme", "man"];

const TALK: &str = "---\ntitle: A talk on waiting\nauthor: Ann Smith\npublished: 2024-05-01\n\
    source: Talks\n---\n\nWho waits is trusted in the end, whatever the others do meanwhile.\n";

fn base() -> Project {
    Project::small()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file("asked.txt", "what is trust\n")
        .file("new.md", TALK)
}

#[test]
fn no_command_says_a_word_where_nothing_is_wrong() {
    let command = Arguments::command();
    let rows = RUNS.iter().map(|&(name, _)| name).chain(["serve"]);
    let mut rows: Vec<&str> = rows.collect();
    let mut names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    names.retain(|name| cfg!(feature = "import") || *name != "import");
    rows.retain(|name| cfg!(feature = "import") || *name != "import");
    names.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, names, "every command has a row");
    for &(name, arguments) in RUNS {
        if name == "import" && cfg!(not(feature = "import")) {
            continue;
        }
        let run = |options: &[&str]| {
            let project = base();
            let folder = project.path("").to_string_lossy().trim_end_matches('/').to_owned();
            let arguments = arguments.iter().map(|one| one.replace("FOLDER", &folder));
            let all: Vec<String> = std::iter::once(name.to_owned())
                .chain(arguments)
                .chain(options.iter().map(|&option| option.to_owned()))
                .collect();
            project.run(&all.iter().map(String::as_str).collect::<Vec<_>>()).ends_with(0)
        };
        let quiet = run(&["-q"]);
        assert_eq!(quiet.err, "", "topoi {name} -q");
        let loud = run(&[]);
        assert_eq!(loud.err.is_empty(), !NOTING.contains(&name), "topoi {name}: {}", loud.err);
        if name != "doctor" {
            assert_eq!(quiet.out.is_empty(), loud.out.is_empty(), "results stay: topoi {name}");
        }
    }
}

#[test]
fn serve_says_its_address_alone() {
    let project = base();
    let mut serve = project
        .command(&["serve", "-q", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(serve.stderr.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("text");
    assert!(first.starts_with("serving on http://127.0.0.1:"), "{first}");
    serve.kill().expect("it ends");
    serve.wait().expect("it ended");
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(rest, [""; 0]);
}
