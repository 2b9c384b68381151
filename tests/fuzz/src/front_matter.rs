//! Front matter: any block is read or told, and nothing of it is lost from sight.

use topoi::parse::{HtmlPolicy, ParseOptions};

use super::markdown::parsed;

/// Reads the bytes as YAML and as TOML in front of a body.
pub fn check(data: &[u8]) {
    let inner = super::text(data);
    for fence in ["---", "+++"] {
        let text = format!("{fence}\n{inner}\n{fence}\n\nThe body stays.\n");
        let options = ParseOptions {
            html: HtmlPolicy::Sanitize,
            relations: vec!["builds-on".to_owned()],
            ..ParseOptions::default()
        };
        let (document, found) = parsed(&text, &options);
        // What is no block is body, where a comment may hide the rest: that is told, too.
        let stays = document.is_some_and(|document| document.plain.contains("The body stays."));
        assert!(stays || !found.is_empty(), "left out and not told: {text:?}");
    }
}
