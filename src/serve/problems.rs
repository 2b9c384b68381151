//! What is wrong, for people who don't read terminals: a page, and the event that tells open
//! pages.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::diagnostics::Severity;
use crate::diagnostics::format::Located;
use crate::model::RelPath;
use crate::model::html::escaped;
use crate::model::path::ShownPath as _;
use crate::urls;

/// What stands in the place of a code where the environment is at fault.
const ENVIRONMENT: &str = "environment";

/// One diagnostic as the browser shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The diagnostic's code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The file, relative to the root.
    pub file: String,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// Its column, from 1.
    pub column: Option<usize>,
    /// A link that opens the editor there, where one is set.
    pub editor: Option<String>,
}

/// How a line of a file is opened in the author's editor.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// `[serve] editor` of the settings.
    pub pattern: Option<String>,
}

impl Editor {
    /// The link that opens `file`, which stands under the root.
    fn link(&self, file: &RelPath, line: usize, column: usize) -> Option<String> {
        let path = self.root.join(file.as_str());
        let path = path.canonicalize().unwrap_or(path);
        let link = self.pattern.as_ref()?.replace("{path}", &address_of(&path.shown()));
        Some(link.replace("{line}", &line.to_string()).replace("{column}", &column.to_string()))
    }
}

impl Problem {
    /// What a diagnostic tells.
    pub fn new(located: &Located<'_>, editor: &Editor) -> Self {
        let diagnostic = located.diagnostic;
        let start = located.place.as_ref().map(|(start, _)| start);
        let (line, column) = (start.map(|at| at.line), start.map(|at| at.column));
        Self {
            code: diagnostic.code.info().name.to_owned(),
            severity: match diagnostic.severity {
                Severity::Error => "error".to_owned(),
                Severity::Warning | Severity::Allow => "warning".to_owned(),
            },
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            file: diagnostic.file.as_str().to_owned(),
            line,
            column,
            editor: editor.link(&diagnostic.file, line.unwrap_or(1), column.unwrap_or(1)),
        }
    }

    /// The same for who isn't at this machine: nothing of its folders, no way into its editor.
    /// Messages have paths in backticks; those of faults in content begin at the root.
    pub(super) fn for_others(mut self, root: &Path) -> Self {
        let real = root.canonicalize().ok();
        let roots = [real.clone(), real.map(|real| (&*real.shown()).into()), Some(root.to_owned())];
        let roots: Vec<PathBuf> = roots.into_iter().flatten().collect();
        let shorten = |text: &str| -> String {
            let part = |(number, part): (usize, &str)| match Path::new(part) {
                path if number % 2 == 0 || !path.is_absolute() => part.to_owned(),
                path => {
                    let inside = roots.iter().find_map(|root| path.strip_prefix(root).ok());
                    let name = path.file_name().map(Path::new).unwrap_or(path);
                    match inside {
                        Some(inside) => inside.shown().to_string(),
                        None if self.code == ENVIRONMENT => name.shown().to_string(),
                        None => part.to_owned(),
                    }
                }
            };
            text.split('`').enumerate().map(part).collect::<Vec<_>>().join("`")
        };
        let (message, help) = (shorten(&self.message), self.help.as_deref().map(shorten));
        (self.message, self.help, self.editor) = (message, help, None);
        self
    }

    /// A fault of the environment or the theme, which stands in no line.
    pub fn environment(message: impl Into<String>) -> Self {
        Self {
            code: ENVIRONMENT.to_owned(),
            severity: "error".to_owned(),
            message: message.into(),
            help: None,
            file: "site".to_owned(),
            line: None,
            column: None,
            editor: None,
        }
    }
}

/// The event as open pages receive it: what to do, and all problems.
pub(super) fn event(kind: &str, problems: &[Problem]) -> String {
    serde_json::json!({ "kind": kind, "problems": problems }).to_string()
}

/// The Problems page: grouped by file, in sentences.
pub(super) fn page(problems: &[Problem]) -> String {
    let mut body = String::new();
    if problems.is_empty() {
        body.push_str("<p class=\"topoi-good\">Nothing is wrong. Every link leads somewhere, and every quotation stands where it should.</p>");
    }
    let mut file = None;
    for problem in problems {
        if file != Some(&problem.file) {
            if file.is_some() {
                body.push_str("</ul>");
            }
            write!(body, "<h2>{}</h2><ul>", escaped(&problem.file)).expect("strings take all");
            file = Some(&problem.file);
        }
        item(&mut body, problem);
    }
    if file.is_some() {
        body.push_str("</ul>");
    }
    if problems.iter().any(|problem| problem.line.is_some() && problem.editor.is_none()) {
        body.push_str(
            "<p class=\"topoi-small\">Lines open in your editor where <code>site.toml</code> has, for \
             example, <code>editor = \"vscode://file{path}:{line}:{column}\"</code> under \
             <code>[serve]</code>.</p>",
        );
    }
    let count = match problems.len() {
        0 => "No problems".to_owned(),
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{count}</title></head><body class=\"topoi-problems\"><main>\
         <p><a href=\"/\">Back to the site</a></p><h1>{count}</h1>{body}\
         <p class=\"topoi-small\">This page keeps itself up to date while you write.</p>\
         </main></body></html>\n"
    )
}

/// A path of the system in an editor's address.
fn address_of(path: &str) -> String {
    if cfg!(windows) { address_on_windows(path) } else { urls::path(path) }
}

/// Parted by `/`, which stands before a drive's letter too.
fn address_on_windows(path: &str) -> String {
    let path = path.replace('\\', "/");
    match path.split_once(':') {
        Some((drive, rest)) => format!("/{drive}:{}", urls::path(rest)),
        None => urls::path(&path),
    }
}

fn item(body: &mut String, problem: &Problem) {
    let place = match problem.line {
        Some(line) => format!("Line {line}"),
        None => "The file".to_owned(),
    };
    let place = match &problem.editor {
        Some(editor) => format!("<a href=\"{}\">{place}</a>", escaped(editor)),
        None => place,
    };
    write!(
        body,
        "<li class=\"topoi-{}\"><p><span class=\"topoi-place\">{place}</span> {}</p>",
        escaped(&problem.severity),
        sentence(&problem.message)
    )
    .expect("strings take all");
    if let Some(help) = &problem.help {
        write!(body, "<p class=\"topoi-help\">{}</p>", sentence(help)).expect("strings take all");
    }
    write!(body, "<p class=\"topoi-code\">{}</p></li>", escaped(&problem.code))
        .expect("strings take all");
}

/// A message as a sentence: a capital first, a full stop last, names in backticks as code.
fn sentence(message: &str) -> String {
    let mut html = String::new();
    for (number, part) in message.split('`').enumerate() {
        if number % 2 == 1 {
            write!(html, "<code>{}</code>", escaped(part)).expect("strings take all");
        } else if number == 0 {
            let mut chars = part.chars();
            let first: String =
                chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
            html.push_str(&escaped(&(first + chars.as_str())));
        } else {
            html.push_str(&escaped(part));
        }
    }
    if !html.ends_with(['.', '?', '!']) {
        html.push('.');
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_in_sentences_and_escapes() {
        let problem = Problem {
            code: "broken-link".into(),
            severity: "error".into(),
            message: "there is no document `<b>`".into(),
            help: Some("did you mean `b`?".into()),
            file: "articles/a.md".into(),
            line: Some(3),
            column: Some(1),
            editor: Some("vscode://file/x:3".into()),
        };
        let page = page(&[problem]);
        assert!(page.contains("There is no document <code>&lt;b&gt;</code>."), "{page}");
        assert!(page.contains("<a href=\"vscode://file/x:3\">Line 3</a>"), "{page}");
        assert!(page.contains("<h1>1 problem</h1>"), "{page}");
        assert!(!page.contains("[serve]"), "{page}");
    }

    #[test]
    fn editors_on_windows_get_an_address() {
        assert_eq!(address_on_windows(r"C:\our kb\a.md"), "/C:/our%20kb/a.md");
        assert_eq!(address_on_windows(r"\\server\kb\a.md"), "//server/kb/a.md");
    }

    #[test]
    fn others_learn_nothing_of_the_folders() {
        let root = Path::new("/home/ann/secret");
        let tell = |message: &str| Problem::environment(message).for_others(root).message;
        assert_eq!(
            tell("cannot read `/home/ann/secret/a/b.md`: gone"),
            "cannot read `a/b.md`: gone"
        );
        assert_eq!(tell("cannot read `/home/ann/x.toml`, `y`"), "cannot read `x.toml`, `y`");
        let found = Problem {
            code: "broken-link".into(),
            editor: Some("edit:/home/ann/secret/a.md".into()),
            ..Problem::environment("there is no `/docs/a.md` in `/home/ann/secret/docs`")
        };
        let found = found.for_others(root);
        assert_eq!((&*found.message, found.editor), ("there is no `/docs/a.md` in `docs`", None));
    }

    #[test]
    fn says_how_lines_open_in_an_editor() {
        let mut problem = Problem::environment("the theme has no page");
        assert!(!page(&[problem.clone()]).contains("[serve]"));
        problem.line = Some(1);
        assert!(page(&[problem]).contains("[serve]"));
    }
}
