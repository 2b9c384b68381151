//! For the platforms that run checks: GitHub, GitLab, and whatever reads SARIF.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Located;
use super::json::severity;
use crate::diagnostics::{CODES, Severity};

/// Workflow commands, one a line: `::error file=…,line=…::message`.
pub(super) fn github(located: &[Located<'_>]) -> String {
    let mut out = String::new();
    for one in located {
        let diagnostic = one.diagnostic;
        write!(
            out,
            "::{} file={}",
            severity(diagnostic.severity),
            property(diagnostic.file.as_str())
        )
        .expect("strings take all");
        if let Some((start, end)) = one.place {
            write!(out, ",line={},col={}", start.line, start.column).expect("strings take all");
            write!(out, ",endLine={},endColumn={}", end.line, end.column)
                .expect("strings take all");
        }
        let message = match &diagnostic.help {
            Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        writeln!(out, ",title={}::{}", diagnostic.code.info().name, data(&message))
            .expect("strings take all");
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// GitLab's Code Quality report: one JSON array, each entry with a fingerprint that stays when
/// lines move.
pub(super) fn gitlab(located: &[Located<'_>], fingerprints: &[String]) -> String {
    let entries = located.iter().zip(fingerprints).map(|(one, fingerprint)| {
        let diagnostic = one.diagnostic;
        json!({
            "description": diagnostic.message,
            "check_name": diagnostic.code.info().name,
            "fingerprint": fingerprint,
            "severity": if diagnostic.severity == Severity::Error { "major" } else { "minor" },
            "location": {
                "path": diagnostic.file.as_str(),
                "lines": { "begin": one.place.map_or(1, |(start, _)| start.line) },
            },
        })
    });
    pretty(&entries.collect())
}

/// SARIF 2.1.0 (OASIS standard), one run.
pub(super) fn sarif(located: &[Located<'_>]) -> String {
    let rules: Vec<Value> = CODES
        .iter()
        .map(|info| {
            let level = if info.severity == Severity::Error { "error" } else { "warning" };
            json!({
                "id": info.name,
                "shortDescription": { "text": info.meaning },
                "defaultConfiguration": { "level": level },
            })
        })
        .collect();
    let results: Vec<Value> = located.iter().map(result).collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "topoi",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn result(located: &Located<'_>) -> Value {
    let diagnostic = located.diagnostic;
    let text = match &diagnostic.help {
        Some(help) => format!("{}. Help: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let uri = crate::model::path::percent_encoded(diagnostic.file.as_str());
    let mut place = json!({ "artifactLocation": { "uri": uri } });
    if let Some((start, end)) = located.place {
        place["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    json!({
        "ruleId": diagnostic.code.info().name,
        "ruleIndex": diagnostic.code as usize,
        "level": severity(diagnostic.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": place }],
    })
}

fn pretty(value: &Value) -> String {
    let mut json = serde_json::to_string_pretty(value).expect("plain values");
    json.push('\n');
    json
}
