//! The manual's examples: files that it shows are written, commands that it shows are run, and what
//! it says they print is what they print.
//!
//! In a page, ```` ```toml title="site.toml" ```` is a file of the example's folder, and
//! ```` ```console ```` a session there: a line that begins with `$ topoi` is a command, the lines
//! below it are its output, where `…` alone stands for any lines. All blocks of a page share one
//! folder, in order.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{docs, topoi};

/// A fenced block: its info string and its text.
struct Block {
    info: String,
    text: String,
    line: usize,
}

#[test]
fn examples_do_what_the_manual_says() {
    let mut sessions = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let folder = tempfile::tempdir().expect("a folder");
        for block in blocks(&text) {
            let place = format!("{}:{}", page.display(), block.line);
            if let Some(path) = title(&block.info) {
                write(folder.path(), path, &block.text);
            } else if block.info == "console" {
                sessions += 1;
                session(folder.path(), &block.text, &place);
            }
        }
    }
    assert!(sessions >= 8, "only {sessions} sessions: are they still found?");
}

fn pages() -> Vec<PathBuf> {
    let files = WalkDir::new(docs()).sort_by_file_name().into_iter();
    let paths = files.map(|entry| entry.expect("a readable entry").into_path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn blocks(text: &str) -> Vec<Block> {
    let (mut found, mut open): (Vec<Block>, Option<(Block, String)>) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate() {
        let fence: String = line.chars().take_while(|&c| c == '`').collect();
        match &mut open {
            Some((block, end)) if line.trim_end() == *end => {
                found.push(Block { text: std::mem::take(&mut block.text), ..block_of(block) });
                open = None;
            }
            Some((block, _)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None if fence.len() >= 3 => {
                let info = line[fence.len()..].trim().to_owned();
                open = Some((Block { info, text: String::new(), line: number + 1 }, fence));
            }
            None => {}
        }
    }
    found
}

fn block_of(block: &Block) -> Block {
    Block { info: block.info.clone(), text: String::new(), line: block.line }
}

fn title(info: &str) -> Option<&str> {
    let (_, rest) = info.split_once("title=\"")?;
    rest.split_once('"').map(|(path, _)| path)
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a writable folder");
    fs::write(file, text).expect("a writable file");
}

/// Runs each command and compares what it prints.
fn session(folder: &Path, text: &str, place: &str) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ topoi") else {
            panic!("{place}: a session has commands `$ topoi …` and their output, not `{line}`");
        };
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
            expected.push(line);
        }
        let arguments = words(command);
        let output = topoi().args(&arguments).current_dir(folder).output().expect("it runs");
        let mut printed = String::from_utf8_lossy(&output.stdout).into_owned();
        printed += &String::from_utf8_lossy(&output.stderr);
        assert!(
            matches(&expected, &printed.lines().collect::<Vec<_>>()),
            "{place}: `topoi{command}` printed\n{printed}\nand the manual says\n{}",
            expected.join("\n")
        );
        assert!(output.status.code() != Some(2), "{place}: `topoi{command}` could not do its work");
    }
}

/// A command line's words; quotation marks keep one together.
fn words(line: &str) -> Vec<String> {
    let (mut found, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// Whether lines are as expected, where `…` stands for any number of them, and at the end of a line
/// for its rest.
fn matches(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        ([], []) => true,
        (["…"], _) => true,
        (["…", rest @ ..], _) => {
            (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..]))
        }
        ([line, expected @ ..], [printed_line, printed @ ..]) => {
            let same = match line.strip_suffix('…') {
                Some(start) => printed_line.starts_with(start),
                None => line.trim_end() == printed_line.trim_end(),
            };
            same && matches(expected, printed)
        }
        _ => false,
    }
}

#[test]
fn a_session_that_differs_is_seen() {
    assert!(matches(&["a", "…", "c"], &["a", "b", "b", "c"]));
    assert!(matches(&["a…"], &["abc"]));
    assert!(!matches(&["a", "…", "c"], &["a", "b"]));
    assert!(!matches(&["a"], &["a", "b"]));
    assert!(!matches(&[], &["a"]));
}
