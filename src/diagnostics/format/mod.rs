//! Diagnostics as text: for people, for scripts, for the platforms that run checks.

mod cap;
mod human;
mod json;
mod platforms;

pub use cap::capped;

use super::Diagnostic;
use super::baseline::fingerprints;
use crate::model::{LineIndex, Map, Position, RelPath};

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// As the Rust compiler does, with the source line.
    #[default]
    Human,
    /// One JSON array.
    Json,
    /// Workflow commands that annotate a change on GitHub.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
}

/// The texts that spans point into, by path.
#[derive(Default)]
pub struct Texts<'a> {
    by_path: Map<&'a str, &'a str>,
}

impl<'a> FromIterator<(&'a RelPath, &'a str)> for Texts<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a RelPath, &'a str)>>(texts: I) -> Self {
        let by_path = texts.into_iter().map(|(path, text)| (path.as_str(), text)).collect();
        Self { by_path }
    }
}

impl<'a> Texts<'a> {
    /// The text of the file at `path`, if it was read.
    pub fn get(&self, path: &RelPath) -> Option<&'a str> {
        self.by_path.get(path.as_str()).copied()
    }

    /// The diagnostics with their places, in the same order. Diagnostics come sorted by file, so
    /// that each file's lines are counted once.
    pub fn locate<'d>(&self, diagnostics: &'d [Diagnostic]) -> Vec<Located<'d>> {
        let mut index: Option<(&str, LineIndex<'_>)> = None;
        diagnostics
            .iter()
            .map(|diagnostic| {
                let file = diagnostic.file.as_str();
                if index.as_ref().is_none_or(|(path, _)| *path != file) {
                    index = self.get(&diagnostic.file).map(|text| (file, LineIndex::new(text)));
                }
                let place = diagnostic.span.zip(index.as_ref()).map(|(span, (_, lines))| {
                    (lines.position(span.start as usize), lines.position(span.end as usize))
                });
                Located { diagnostic, place }
            })
            .collect()
    }
}

/// A diagnostic and where it begins and ends.
pub struct Located<'d> {
    /// The diagnostic.
    pub diagnostic: &'d Diagnostic,
    /// Its first place and the one past its last; `None` for a file as a whole.
    pub place: Option<(Position, Position)>,
}

/// Prints diagnostics; of very many alike in a file the first, and how many more there are. Human
/// form is coloured with ANSI codes; a stream without colours strips
/// them.
pub fn print(format: Format, diagnostics: &[Diagnostic], texts: &Texts<'_>) -> String {
    let diagnostics = &*capped(diagnostics);
    match format {
        Format::Human => human::print(&texts.locate(diagnostics), texts),
        Format::Json => json::print(&texts.locate(diagnostics)),
        Format::Github => platforms::github(&texts.locate(diagnostics)),
        Format::Gitlab => {
            platforms::gitlab(&texts.locate(diagnostics), &fingerprints(diagnostics, texts))
        }
        Format::Sarif => platforms::sarif(&texts.locate(diagnostics)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn sample() -> Vec<Diagnostic> {
        let path = RelPath::new("articles/a.md");
        let mut found = vec![
            Diagnostic::front_matter(&path, Span::new(4, 9), "no value"),
            Diagnostic::unreadable_file(&RelPath::new("articles/b.md"), "permission denied"),
        ];
        crate::diagnostics::sort(&mut found);
        found
    }

    fn printed(format: Format) -> String {
        let path = RelPath::new("articles/a.md");
        let texts: Texts<'_> = [(&path, "---\nä: x: y\n---\n")].into_iter().collect();
        print(format, &sample(), &texts)
    }

    #[test]
    fn reads_like_the_compiler() {
        let plain = anstream::adapter::strip_str(&printed(Format::Human)).to_string();
        assert!(plain.starts_with("error[front-matter]: front matter cannot be read: no value\n --> articles/a.md:2:1\n"), "{plain}");
        assert!(plain.contains("2 | ä: x: y\n  | ^^^^"), "{plain}");
        assert!(plain.contains("= help: "), "{plain}");
        assert!(plain.contains("--> articles/b.md\n"), "{plain}");
    }

    #[test]
    fn json_has_lines_and_columns_in_characters() {
        let json: serde_json::Value = serde_json::from_str(&printed(Format::Json)).expect("JSON");
        assert_eq!(json[0]["code"], "front-matter");
        assert_eq!(json[0]["severity"], "error");
        assert_eq!(json[0]["file"], "articles/a.md");
        assert_eq!((&json[0]["line"], &json[0]["column"]), (&2.into(), &1.into()));
        assert_eq!((&json[0]["end_line"], &json[0]["end_column"]), (&2.into(), &5.into()));
        assert_eq!(json[1]["line"], serde_json::Value::Null);
    }

    #[test]
    fn platforms_get_their_own_form() {
        let github = printed(Format::Github);
        assert!(
            github.starts_with(
                "::error file=articles/a.md,line=2,col=1,endLine=2,endColumn=5,title=front-matter::"
            ),
            "{github}"
        );
        let gitlab: serde_json::Value =
            serde_json::from_str(&printed(Format::Gitlab)).expect("JSON");
        assert_eq!(gitlab[0]["location"]["lines"]["begin"], 2);
        assert_ne!(gitlab[0]["fingerprint"], gitlab[1]["fingerprint"]);
        let sarif: serde_json::Value = serde_json::from_str(&printed(Format::Sarif)).expect("JSON");
        assert_eq!(sarif["version"], "2.1.0");
        assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "front-matter");
    }
}
