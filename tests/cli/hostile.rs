//! Input that means harm: an answer or a diagnostic, in bounded time and memory.
//!
//! The long forms (a line of 200 MB, a million links) run with the feature `long`, which
//! `tests/run --long` sets.
#![cfg(target_os = "linux")]

mod megabyte;

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::project::{Project, Run};

const LONG: bool = cfg!(feature = "long");

/// Checks `project` in at most `seconds` of processor time, which other programs on the machine
/// don't lengthen, and 4 GB of addresses.
#[track_caller]
fn bounded(project: &Project, seconds: u64) -> Run {
    let mut limited = Command::new("sh");
    // The limits hold for the binary, which takes the shell's place. Past its time it is ended.
    let limits = format!("ulimit -v 4000000 && ulimit -t {seconds} && exec \"$0\" \"$@\"");
    limited.args(["-c", &limits]);
    let command = project.command(&["check", "--format", "json"]);
    limited.arg(command.get_program()).args(command.get_args()).process_group(0);
    let start = Instant::now();
    let run = Run::of(limited.output().expect("a shell"));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20 * seconds), "it waits for something: {took:?}");
    assert!(run.code == 0 || run.code == 1, "exit code {}:\n{}", run.code, run.err);
    run
}

/// `code file` of every diagnostic, in order.
fn told(run: &Run) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let entries = json.as_array().expect("an array").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    entries.map(|entry| format!("{} {}", text(&entry["code"]), text(&entry["file"]))).collect()
}

#[test]
fn odd_bytes_and_names() {
    let project = Project::new()
        .file("articles/nul.md", b"# A\0B\n\n[[crlf]] \0 [[gone]]\n")
        .file("articles/surrogate.md", "---\ntitle: \"\\ud800\"\n---\nx\n")
        .file("articles/crlf.md", "---\r\ntitle: T\r\n---\r\n# A\r\n\r\n[[gone]]\r\n")
        .file("articles/mark.md", "\u{feff}---\ntitle: Marked\n---\n[[marked]] [[gone]]\n")
        .file("articles/latin.md", b"\xff\xfe")
        .file("articles/Case.md", "# one\n")
        .file("articles/case.md", "# two\n")
        .file("articles/caf\u{e9}.md", "# composed\n")
        .file("articles/cafe\u{301}.md", "# decomposed\n")
        .file("articles/bomb.md", bomb())
        .file("articles/open.md", "---\ntitle: no end\n");
    let pipe = Command::new("mkfifo").arg(project.path("articles/pipe.md")).status();
    assert!(pipe.expect("mkfifo").success());
    let run = bounded(&project, 20);
    let mut told = told(&run);
    told.sort();
    let expected = [
        "broken-link articles/crlf.md",
        "broken-link articles/mark.md",
        "broken-link articles/nul.md",
        "loose-front-matter articles/bomb.md",
        "loose-front-matter articles/surrogate.md",
        "invalid-utf8 articles/latin.md",
        "unreadable-file articles/pipe.md",
        "url-collision articles/case.md",
    ];
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    for expected in expected {
        assert!(told.contains(&expected), "no `{expected}` in {told:#?}");
    }
    let collisions = told.iter().filter(|line| line.starts_with("url-collision")).count();
    assert_eq!(collisions, 2, "{told:#?}");
    assert!(run.out.contains("\"line\":6") || run.out.contains("\"line\": 6"), "{}", run.out);
}

/// YAML whose aliases would grow to millions of values.
fn bomb() -> String {
    let mut yaml = "---\na0: &a0 [x, x]\n".to_owned();
    for i in 1..12 {
        let list = vec![format!("*a{}", i - 1); 8].join(",");
        yaml += &format!("a{i}: &a{i} [{list}]\n");
    }
    yaml + "---\nx\n"
}

#[test]
fn a_document_too_large_to_hold() {
    let project = Project::small();
    let size = if LONG { 200 } else { 40 };
    let line = "word [x](y) *em* `c` ".repeat(size * 1024 * 1024 / 21);
    project.write("articles/line.md", line);
    let sparse = File::create(project.path("articles/sparse.md")).expect("a file");
    sparse.set_len(1 << 40).expect("a size");
    let run = bounded(&project, 60);
    assert_eq!(
        told(&run),
        ["unreadable-file articles/line.md", "unreadable-file articles/sparse.md",]
    );
    let text = "a".repeat(if LONG { 30 << 20 } else { 3 << 20 });
    let links = "word [x](a.md) *em* `c` ".repeat(if LONG { 1 << 20 } else { 1 << 16 });
    let project = Project::small().file("articles/long.md", text).file("articles/one.md", links);
    assert_eq!(told(&bounded(&project, if LONG { 600 } else { 120 })), [""; 0]);
}

#[test]
fn more_nesting_than_anybody_writes() {
    let count = 10_000;
    let project = Project::small()
        .file("articles/quotes.md", format!("{} deep\n", ">".repeat(count)))
        .file("articles/lists.md", format!("{}x\n", "- ".repeat(count)))
        .file("articles/brackets.md", "[".repeat(count * 10))
        .file("articles/embeds.md", "![[".repeat(count))
        .file("articles/notes.md", "^[".repeat(count))
        .file("articles/elements.md", "<div>".repeat(count))
        .file("articles/callouts.md", "> [!note] x\n>".repeat(count));
    for diagnostic in told(&bounded(&project, 60)) {
        assert!(diagnostic.starts_with("too-deep "), "{diagnostic}");
    }
}

#[test]
fn as_many_broken_links_as_one_can_write() {
    let count = if LONG { 500_000 } else { 10_000 };
    let headings: String = (0..1000).map(|i| format!("## h{i}\n\n")).collect();
    let links: String = (0..count).map(|i| format!("[x](n{i}.md)\n[[h#g{i}]]\n")).collect();
    let project = Project::small().file("articles/h.md", headings).file("articles/l.md", links);
    let told = told(&bounded(&project, if LONG { 300 } else { 60 }));
    for code in ["broken-link ", "broken-anchor "] {
        let shown = told.iter().filter(|line| line.starts_with(code)).count();
        assert_eq!(shown, 100 + 1, "{code}");
    }
    assert_eq!(told.len(), 2 * (100 + 1));
}

/// In every form the report stays short, and says how many faults it leaves out.
#[test]
fn broken_links_in_one_line() {
    let count = if LONG { 100_000 } else { 20_000 };
    let line: String = (0..count).map(|i| format!("[[n{i}]] ")).collect();
    let project = Project::small().file("articles/line.md", line);
    let run = bounded(&project, 60);
    assert_eq!(told(&run).len(), 100 + 1);
    let rest = format!("{} more like these in this file", count - 100);
    for format in ["human", "json", "github", "gitlab", "sarif"] {
        let run = project.run(&["check", "--format", format]).ends_with(1);
        assert!(run.out.contains(&rest), "{format}: {}", run.out);
        assert!(run.out.len() < 200_000, "{format}: {} bytes", run.out.len());
    }
    let run = project.run(&["check"]).ends_with(1);
    run.tells(&[&format!("{count} errors")]);
    project.run(&["check", "--update-baseline"]).ends_with(0);
}

/// In a folder tree whose documents are all called alike no link looks at each of them.
#[test]
fn links_to_one_name_of_thousands() {
    let mut project = Project::new().file("site.toml", "");
    let folders = if LONG { 3000 } else { 1000 };
    for folder in 0..folders {
        let link = |n: usize| format!("[[x{folder}y{n}/README]] ![[x{folder}y{n}/a.png]]\n\n");
        let text: String = (0..20).map(link).chain(["![[a.png]]\n".to_owned()]).collect();
        project = project
            .file(&format!("articles/f{folder}/README.md"), text)
            .file(&format!("articles/f{folder}/a.png"), "");
    }
    let run = bounded(&project, if LONG { 120 } else { 15 });
    let told = told(&run);
    let count = |code: &str| told.iter().filter(|one| one.starts_with(code)).count();
    assert_eq!(count("broken-link"), 20 * folders);
    assert_eq!(count("broken-embed"), 20 * folders);
}

#[test]
fn a_file_that_changes_while_it_is_read() {
    let project = Project::small();
    let path = project.path("articles/moving.md");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut turn = 0_usize;
            while !done.load(Ordering::Relaxed) {
                turn += 1;
                let _ = match turn % 3 {
                    0 => std::fs::write(&path, "é".repeat(turn % 5000)),
                    1 => std::fs::write(&path, "---\ntitle: T\n---\n"),
                    _ => std::fs::remove_file(&path),
                };
            }
        });
        for _ in 0..if LONG { 200 } else { 10 } {
            for diagnostic in told(&bounded(&project, 20)) {
                assert!(diagnostic.ends_with(" articles/moving.md"), "{diagnostic}");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// What is told of it doesn't hold all of it.
#[test]
fn a_template_of_nothing_but_brackets() {
    let template = format!("{{{{ {}", "(".repeat(300_000));
    let project = Project::small().file("themes/default/templates/note.html", template);
    let run = project.run(&["build"]).ends_with(2);
    assert!(run.err.len() < 10_000, "{} bytes", run.err.len());
}

/// Each item would be a page, a name or a link.
#[test]
fn lists_longer_than_anybody_writes_are_told() {
    for key in ["author", "tags", "aliases"] {
        let items: Vec<String> = (0..10_050).map(|i| format!("n{i}")).collect();
        let text = format!("---\nkind: article\n{key}: [{}]\n---\nx\n", items.join(", "));
        let project = Project::small().file("articles/long.md", text);
        let run = bounded(&project, 20);
        let told = told(&run);
        assert!(told.iter().any(|one| one.contains("front-matter-value")), "{key}: {told:?}");
    }
}
