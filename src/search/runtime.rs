//! The runtime as it is sent: the theme's scripts of search as one, in a scope of its own.
//!
//! A reader's first search would pay for comments, spaces and long names, so the default theme
//! brings what a minifier makes of its scripts (`tests/node/minify.mjs`), with the hash of what it
//! was made of in its first line. Where that is not the hash of the scripts at hand, somebody
//! changed one of them, and they are sent as they are.

use std::borrow::Cow;

use crate::model::Theme;
use crate::model::hash::hex;

/// The theme's folder of scripts that are the runtime together.
const PARTS: &str = "search/";
/// What a minifier made of them.
const MINIFIED: &str = "search/minified.js";

/// The runtime of `theme`, or `None` where it has none.
pub fn runtime(theme: &Theme) -> Option<String> {
    let script = joined(theme)?;
    let minified = theme.assets.iter().find(|(name, _)| name == MINIFIED);
    let minified = minified.and_then(|(_, text)| std::str::from_utf8(text).ok());
    let (first, rest) = minified.and_then(|text| text.split_once('\n')).unwrap_or_default();
    Some(if first == head(&script) { rest.trim_end().to_owned() } else { script })
}

/// The scripts as one. A page that loads it again, after the site has changed, keeps the one it has.
fn joined(theme: &Theme) -> Option<String> {
    let is_part = |name: &str| name.starts_with(PARTS) && name != MINIFIED;
    let parts: Vec<Cow<'_, str>> = theme
        .assets
        .iter()
        .filter(|(name, _)| is_part(name))
        .map(|(_, script)| String::from_utf8_lossy(script))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "\"use strict\";\nvar topoi = window.topoi || (() => {{\n{}\n\
             return Object.assign(receive, {{ start, search, tokens, tools }});\n}})();",
            parts.join("\n")
        )
    })
}

/// The first line of what was made of `script`.
fn head(script: &str) -> String {
    format!("// {}", hex(script.as_bytes(), 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(scripts: &[(&str, &str)]) -> Theme {
        let asset = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        Theme { assets: scripts.iter().map(asset).collect(), ..Theme::default() }
    }

    #[test]
    fn what_was_minified_is_sent_until_a_script_changes() {
        let mut scripts = vec![("search/a.js", "// A.\nlet a;"), ("search/b.js", "let b;")];
        let plain = runtime(&theme(&scripts)).expect("scripts");
        assert!(plain.contains("// A.\nlet a;\nlet b;\n"), "{plain}");
        let minified = format!("{}\nlet a,b\n", head(&plain));
        scripts.push((MINIFIED, &minified));
        assert_eq!(runtime(&theme(&scripts)).expect("scripts"), "let a,b");
        scripts[1].1 = "let c;";
        let changed = runtime(&theme(&scripts)).expect("scripts");
        assert!(changed.contains("// A.\nlet a;\nlet c;\n"), "{changed}");
    }

    #[test]
    fn a_theme_without_scripts_has_no_search() {
        assert_eq!(runtime(&theme(&[("topoi.js", "let a;")])), None);
    }
}
