//! Obsidian's settings: `.obsidian/app.json`, `templates.json` and those of two plugins.

use std::path::Path;

use serde_json::Value;

use crate::diagnostics::Diagnostic;
use crate::model::RelPath;
use crate::model::vault::{Vault, VaultFilter, VaultPattern, VaultReason};

/// Where settings name a folder of templates, or one template.
const TEMPLATES: [(&str, &str); 5] = [
    ("templates.json", "folder"),
    ("plugins/templater-obsidian/data.json", "templates_folder"),
    ("plugins/quickadd/data.json", "templateFolderPath"),
    ("daily-notes.json", "template"),
    ("zk-prefixer.json", "template"),
];

/// So many of `userIgnoreFilters` may be regular expressions: each takes time and memory of its own.
const MOST_EXPRESSIONS: usize = 100;
/// And as many bytes, compiled.
const LARGEST_EXPRESSION: usize = 1 << 20;

/// The settings of the vault that holds the content root, if one does: it lies there or above.
pub(super) fn read(root: &Path, content_root: &str, out: &mut Vec<Diagnostic>) -> Option<Vault> {
    let content = root.join(content_root);
    let mut places = vec![(content, String::new())];
    if !content_root.is_empty() {
        places.push((root.to_owned(), format!("{content_root}/").to_lowercase()));
    }
    let (folder, below) = places.into_iter().find(|(folder, _)| super::is_vault(folder))?;
    let settings = folder.join(".obsidian");
    let json = |file: &str| -> Option<Value> {
        serde_json::from_str(&std::fs::read_to_string(settings.join(file)).ok()?).ok()
    };
    let app = json("app.json").unwrap_or_default();
    let strict_line_breaks = app["strictLineBreaks"].as_bool().unwrap_or(false);
    let mut filters = Vec::new();
    for (file, key) in TEMPLATES {
        let Some(settings) = json(file) else { continue };
        let Some(path) = settings[key].as_str() else { continue };
        filters.extend(template(path, file.starts_with("daily") || file.starts_with("zk"), &below));
    }
    let (mut expressions, mut too_many) = (0, None);
    for filter in app["userIgnoreFilters"].as_array().into_iter().flatten() {
        let Some(filter) = filter.as_str().filter(|filter| !filter.is_empty()) else { continue };
        if expression(filter).is_some() {
            expressions += 1;
            if expressions > MOST_EXPRESSIONS {
                too_many.get_or_insert(filter);
                continue;
            }
        }
        match excluded(filter, &below) {
            Ok(pattern) => filters.extend(pattern),
            Err(cause) => {
                let cause = format!("`{filter}` among `userIgnoreFilters`: {cause}");
                let file = RelPath::new(".obsidian/app.json");
                out.push(Diagnostic::unreadable_file(&file, &cause));
            }
        }
    }
    if let Some(filter) = too_many {
        let cause = format!(
            "more than {MOST_EXPRESSIONS} of `userIgnoreFilters` are regular expressions; those from \
             `{filter}` on are not read"
        );
        out.push(Diagnostic::unreadable_file(&RelPath::new(".obsidian/app.json"), &cause));
    }
    Some(Vault { strict_line_breaks, filters })
}

/// A folder of templates or, if `is_file`, one template.
fn template(path: &str, is_file: bool, below: &str) -> Option<VaultFilter> {
    let path = RelPath::normalize(path).filter(|path| !path.as_str().is_empty())?;
    let end = match (is_file, path.as_str().ends_with(".md")) {
        (true, true) => "",
        (true, false) => ".md",
        (false, _) => "/",
    };
    prefix(&format!("{path}{end}"), below, VaultReason::Template)
}

/// What stands between the slashes of a filter that is a regular expression.
fn expression(filter: &str) -> Option<&str> {
    filter.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'))
}

/// One of `userIgnoreFilters`: how a path begins or, between slashes, a regular expression.
fn excluded(filter: &str, below: &str) -> Result<Option<VaultFilter>, String> {
    let reason = VaultReason::Excluded;
    let Some(source) = expression(filter) else {
        return Ok(prefix(filter.trim_start_matches("./"), below, reason));
    };
    let config = regex_automata::meta::Config::new().nfa_size_limit(Some(LARGEST_EXPRESSION));
    let expression = regex_automata::meta::Regex::builder().configure(config).build(source);
    let expression = expression.map_err(|error| error.to_string())?;
    let pattern = VaultPattern::Expression(Box::new(expression));
    Ok(Some(VaultFilter { pattern, reason }))
}

/// A filter of paths in the vault, as paths under the content root have it, which is `below` it.
/// None where no such path begins so.
fn prefix(path: &str, below: &str, reason: VaultReason) -> Option<VaultFilter> {
    let path = path.to_lowercase();
    let inner = match path.strip_prefix(below) {
        Some(inner) => inner,
        // The content root as a whole.
        None => below.starts_with(&path).then_some("")?,
    };
    Some(VaultFilter { pattern: VaultPattern::Prefix(inner.to_owned()), reason })
}
