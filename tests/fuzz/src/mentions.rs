//! Mentions: each lies in its text, none in another, and one that is found as written reads as its
//! label does.

use std::sync::Arc;

use topoi::concepts::{Linking, explain, vocabulary};
use topoi::model::fold::fold_passage;
use topoi::model::{RelPath, SourceFile};
use topoi::parse::{Document, ParseOptions, parse};

/// Finds labels, which the first line holds with bars between, in the rest.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    let (labels, text) = super::first_line(&text);
    let labels: Vec<&str> = labels.split('|').collect();
    for matching in ["exact", "inflection", "stem"] {
        let mut documents: Vec<Arc<Document>> = labels
            .iter()
            .enumerate()
            .filter_map(|(number, label)| {
                let name = serde_json::Value::from(*label).to_string();
                let front = format!("---\nkind: concept\nmatch: {matching}\ntitle: {name}\n---\n");
                parsed(&format!("c{number}.md"), &front)
            })
            .collect();
        let Some(document) = parsed("text.md", text) else { return };
        documents.push(document.clone());
        let (vocabulary, _) = vocabulary(&documents);
        let found = explain(&vocabulary, &document, None, &Linking::default(), &[]);
        let mut end = 0;
        for mention in &found.mentions {
            assert!(mention.plain.start >= end && !mention.plain.is_empty(), "{mention:?}");
            end = mention.plain.end;
            let words = mention.plain.of(&document.plain);
            let source = document.source_span(mention.plain);
            assert!(document.text.get(source.range()).is_some(), "{mention:?} in {text:?}");
            if let Some(html) = mention.html {
                assert!(document.html.get(html.range()).is_some(), "{mention:?} in {text:?}");
            }
            if matching == "exact" {
                let concept = vocabulary.concept(mention.concept);
                let label = concept.pref_label();
                // Plurals and possessives more or less are allowed, of labels that end in one too.
                let (found, named) = (letters(words), letters(label));
                let is_label = found.trim_end_matches('s') == named.trim_end_matches('s');
                assert!(is_label, "{words:?} is not {label:?}: {text:?}");
            }
        }
    }
}

/// A text as labels are compared: without case and marks between its words.
fn letters(text: &str) -> String {
    fold_passage(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn parsed(path: &str, text: &str) -> Option<Arc<Document>> {
    let path = RelPath::new(path);
    let file = SourceFile::new(path.clone(), path, text);
    parse(&file, None, &ParseOptions::default()).0.map(Arc::new)
}
