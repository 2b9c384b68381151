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
        // A block that ends early leaves the rest to the body; one that is left out is told.
        match document {
            Some(document) => assert!(document.plain.contains("The body stays."), "{text:?}"),
            None => assert!(!found.is_empty(), "left out and not told: {text:?}"),
        }
    }
}
