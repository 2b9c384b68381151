//! Words to the terminal. A reader that went away (`topoi check | head`) is no fault.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ask::Expectations;
use crate::audience::Selection;
use crate::diagnostics::format::{self, Format, Texts};
use crate::diagnostics::{Diagnostic, Severity};

/// Whether notes are left out.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Leaves notes out from now on, as `--quiet` asks.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether notes are left out.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// What is good to know, a line to standard error; `--quiet` leaves it out.
pub fn note(message: &str) {
    if !is_quiet() {
        line(message);
    }
}

/// What is wrong, or was asked for by name: a line to standard error, `--quiet` or not.
pub fn line(message: &str) {
    let _ = writeln!(anstream::stderr(), "{message}");
}

/// Results to standard output, coloured where it has colours. `false` where the reader went away.
pub fn result(text: &str) -> bool {
    let mut out = anstream::stdout();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    !written.is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Diagnostics for people, to standard error.
pub fn human(diagnostics: &[Diagnostic], texts: &Texts<'_>) {
    let _ =
        anstream::stderr().write_all(format::print(Format::Human, diagnostics, texts).as_bytes());
}

/// What is published and what isn't, to standard error.
pub fn selection(selection: &Selection) {
    if let Some(day) = selection.today {
        note(&format!("published as of {day} (`--date` sets another day)"));
    }
    if selection.is_guess {
        note(
            "only documents marked as published are, since some have `publish: true` or the like; \
             `publish = \"marked\"` or `\"all\"` under `[site]` in `site.toml` says what you want",
        );
    }
    if !selection.reasons.is_empty() {
        let reasons: Vec<String> =
            selection.reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        note(&format!(
            "{} of {} documents left out: {}",
            selection.left_out(),
            selection.all,
            reasons.join(", ")
        ));
    }
}

/// How many questions of readers are asked, to standard error.
pub fn expectations(expectations: &Expectations) {
    let Expectations { all, skipped } = expectations;
    let skipped = match skipped {
        0 => String::new(),
        number => format!("{number} skipped, whose documents are left out"),
    };
    let asked = if all.is_empty() {
        String::new()
    } else {
        format!("{} asked", count(all.len(), "question"))
    };
    let parts: Vec<String> = [asked, skipped].into_iter().filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        note(&parts.join(", "));
    }
}

/// `1 page`, `2 pages`.
pub fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}

/// `2 errors, 1 warning`; `None` where there is neither.
pub fn tally(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .filter_map(|(severity, name)| match count(severity) {
            0 => None,
            number => Some(self::count(number, name)),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `word` as the shells of this system read it: in quotation marks where it needs some, which on
/// Windows are double ones, for `cmd` and PowerShell alike.
pub fn shell_word(word: &str) -> String {
    if !cfg!(windows) {
        return posix_word(word);
    }
    let is_plain = |c: char| c.is_alphanumeric() || r"_-./\:".contains(c);
    match word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("\"{word}\""),
    }
}

/// `word` as a POSIX shell reads it, in a line of YAML too.
pub fn posix_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
    match word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::posix_word;

    #[test]
    fn words_are_quoted_for_the_shell() {
        assert_eq!(posix_word("docs/base"), "docs/base");
        assert_eq!(posix_word("our base"), "'our base'");
        assert_eq!(posix_word("it's"), "'it'\\''s'");
    }
}
