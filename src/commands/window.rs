//! The program started by double-click, in a console window of its own: it asks for a folder, serves
//! it and opens the browser. Only Windows starts programs so.

#[cfg(windows)]
mod console;

use std::io::BufRead;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::print::line;
use super::serve;
use crate::model::Failure;
use crate::model::path::ShownPath as _;
use crate::pipeline::Options;

/// Where the search for a free port begins, as on the command line.
const PORT: u16 = 4321;

/// Whether no other program writes to this one's console, so that it goes when this one ends.
pub fn is_own() -> bool {
    #[cfg(windows)]
    return console::is_own();
    #[cfg(not(windows))]
    false
}

/// Asks for a folder and serves it until the window is closed. What goes wrong stays to be read.
pub fn run() -> ExitCode {
    let mut answers = std::io::stdin().lock();
    let failure = match ask(&mut answers) {
        Some(folder) => serve(folder).err(),
        None => return ExitCode::SUCCESS,
    };
    let Some(failure) = failure else { return ExitCode::SUCCESS };
    line(&format!("error: {failure}"));
    if let Some(help) = &failure.help {
        line(&format!("  help: {help}"));
    }
    line("\nEnter closes this window.");
    let _ = answers.read_line(&mut String::new());
    ExitCode::from(2)
}

fn serve(root: PathBuf) -> Result<(), Failure> {
    serve::run(serve::Arguments {
        root,
        port: PORT,
        host: Ipv4Addr::LOCALHOST.into(),
        open: true,
        pipeline: Options { marks_missing: true, ..Options::default() },
    })
}

/// The folder that is named; asked for until there is one. `None` where the answers end.
fn ask(answers: &mut impl BufRead) -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    line(
        "topoi shows a folder of Markdown as a site, in your browser.\n\n\
         Drag the folder into this window, or type where it is, and press Enter.",
    );
    line(&format!("Enter alone takes {}.", here.shown()));
    loop {
        let mut answer = String::new();
        if answers.read_line(&mut answer).ok()? == 0 {
            return None;
        }
        let folder = folder_of(&answer, &here);
        if folder.is_dir() {
            return Some(folder);
        }
        line(&format!("There is no folder `{}`. Which one is it?", folder.shown()));
    }
}

/// The folder that an answer names: one that was dragged into the window stands in quotation marks
/// where it has spaces.
fn folder_of(answer: &str, here: &Path) -> PathBuf {
    match answer.trim().trim_matches('"').trim() {
        "" => here.to_owned(),
        folder => here.join(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_asked_for_until_it_names_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let base = folder.path().join("our base");
        std::fs::create_dir(&base).expect("a folder");
        let answers =
            format!("{}\n\"{}\"\r\n", folder.path().join("gone").display(), base.display());
        assert_eq!(ask(&mut answers.as_bytes()), Some(base));
        assert_eq!(ask(&mut "\n".as_bytes()), std::env::current_dir().ok());
        assert_eq!(ask(&mut "".as_bytes()), None, "the window was closed");
    }
}
