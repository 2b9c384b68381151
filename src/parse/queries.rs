//! Queries and views that plugins of Obsidian run where a note is read.

/// Languages of code blocks that are no code.
const BLOCKS: &[&str] = &[
    "base",
    "button",
    "chart",
    "chartsview",
    "dataview",
    "dataviewjs",
    "db-folder",
    "embed",
    "excalidraw",
    "folder-index",
    "folder-overview",
    "leaflet",
    "mapview",
    "meta-bind",
    "meta-bind-button",
    "meta-bind-embed",
    "query",
    "tasks",
    "todoist",
    "tracker",
    "waypoint",
];

/// Whether a code block in `language` is a query.
pub(super) fn is_query(language: &str) -> bool {
    BLOCKS.iter().any(|name| name.eq_ignore_ascii_case(language))
}

/// Whether the text of a code span is a query of Dataview's: `= this.file.name`, `$= dv.current()`.
pub(super) fn is_inline_query(code: &str) -> bool {
    let script = code.strip_prefix("$=").is_some_and(|rest| rest.contains("dv."));
    script
        || code.strip_prefix('=').is_some_and(|rest| {
            let rest = rest.trim_start();
            let calls = |name: &str| rest.starts_with(name);
            rest.contains("this.")
                || ["date(", "dur(", "link(", "length(", "choice(", "default("]
                    .into_iter()
                    .any(calls)
                || rest.starts_with("[[") && rest.contains("]].")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_told_from_code() {
        for code in ["= this.file.name", "=this.x", "$= dv.current().file.name", "= [[A]].b"] {
            assert!(is_inline_query(code), "{code}");
        }
        for code in ["= 5", "=", "==", "= a + b", "$=", "=SUM(A1:A3)", "this.file"] {
            assert!(!is_inline_query(code), "{code}");
        }
    }
}
