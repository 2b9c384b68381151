//! For scripts: one JSON array.

use serde::Serialize;

use super::Located;
use crate::diagnostics::Severity;

/// One member of the array. Lines and columns count from 1, columns in Unicode scalar values;
/// `null` where a file as a whole is meant.
#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: Option<&'a str>,
}

pub(super) fn print(located: &[Located<'_>]) -> String {
    let entries: Vec<Entry<'_>> = located.iter().map(entry).collect();
    let mut json = serde_json::to_string_pretty(&entries).expect("plain values");
    json.push('\n');
    json
}

fn entry<'a>(located: &Located<'a>) -> Entry<'a> {
    let diagnostic = located.diagnostic;
    Entry {
        code: diagnostic.code.info().name,
        severity: severity(diagnostic.severity),
        message: &diagnostic.message,
        file: diagnostic.file.as_str(),
        line: located.place.map(|(start, _)| start.line),
        column: located.place.map(|(start, _)| start.column),
        end_line: located.place.map(|(_, end)| end.line),
        end_column: located.place.map(|(_, end)| end.column),
        help: diagnostic.help.as_deref(),
    }
}

/// A severity's name.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Allow => "allow",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
