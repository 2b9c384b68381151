//! What holds of mentions whatever the text: linking changes no text, spans do not overlap, and
//! neither the order of concepts nor that of files matters.

use std::sync::Arc;

use proptest::prelude::*;

use topoi::concepts::{DocMentions, Linking, Vocabulary, explain, mentions, vocabulary};
use topoi::model::{DocId, RelPath, SourceFile, Span};
use topoi::parse::{Document, ParseOptions, parse};
use topoi::render::splice::{Filler, Wrap, splice};

const CONCEPTS: &[&str] = &[
    "{kind: concept, title: Trust, except: [trust fund]}",
    "{kind: concept, title: Trust builder, aliases: [builder of trust]}",
    "{kind: concept, title: Builder}",
    "{kind: concept, title: Fund, near: [cold]}",
    "{kind: concept, title: Cold call, aliases: [call]}",
    "{kind: concept, title: Calling, aliases: [fund]}",
    "{kind: concept, title: US}",
    "{kind: concept, title: R&D, aliases: [C++]}",
    "{kind: concept, title: 信頼}",
];

/// Pieces of Markdown that meet in all ways.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "trust",
        "trusts",
        "Trust",
        "builder",
        "builders",
        "of",
        "fund",
        "cold",
        "call",
        "calling",
        "US",
        "us",
        "$",
        "R&D",
        "R&amp;D",
        "C++",
        "信頼",
        "性",
        "é",
        "İ",
        "😀",
        "'s",
        "’",
        " ",
        " ",
        " ",
        " ",
        "-",
        "\n",
        "\n\n",
        "# ",
        "- ",
        "> ",
        "**",
        "*",
        "_",
        "`",
        "==",
        "[",
        "](x.md)",
        "![",
        "[[",
        "]]",
        "<b>",
        "</b>",
        "<br>",
        "\\",
        "\\trust",
        "&amp;",
        "|",
        "\n|---|\n",
        "~~",
        "$x$",
        "%%",
        "[^1]",
        "\n\n[^1]: ",
        "https://trust.example/call ",
        "\u{ad}",
        "\n```\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn document(path: &str, text: &str) -> Document {
    let file = SourceFile::new(RelPath::new(path), RelPath::new(path), text);
    parse(&file, None, &ParseOptions::default()).0.expect("a document")
}

fn concepts(order: &[usize]) -> Vec<Arc<Document>> {
    order
        .iter()
        .map(|&i| document(&format!("c{i}.md"), &format!("---\n{}\n---\n", CONCEPTS[i])).into())
        .collect()
}

/// Fills no hole.
struct Nothing;

impl Filler for Nothing {
    fn id(&mut self, _: u32, _: &mut String) {}
    fn link_start(&mut self, _: u32, _: &mut String) {}
    fn link_end(&mut self, _: u32, _: &mut String) {}
    fn embed(&mut self, _: u32, _: &mut String) {}
    fn drawing(&mut self, _: u32, _: &mut String) {}
    fn backslash(&mut self, _: u32, _: &mut String) {}
}

fn page(document: &Document, wraps: &[Wrap]) -> String {
    let mut out = String::new();
    let all = Span::new(0, document.html.len());
    splice(document, all, &[], wraps, &mut Nothing, &mut out);
    out
}

/// Mentions by name, so that they can be compared across vocabularies.
fn by_name(vocabulary: &Vocabulary, found: &DocMentions) -> Vec<(String, Span, &'static str)> {
    let mut names: Vec<_> = found
        .mentions
        .iter()
        .chain(&found.rejected)
        .map(|mention| {
            let label = vocabulary.concept(mention.concept).pref_label().to_owned();
            (label, mention.plain, mention.reason.name())
        })
        .collect();
    names.sort();
    names
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn linking_changes_no_text(text in text()) {
        let (vocabulary, _) = vocabulary(&concepts(&[0, 1, 2, 3, 4, 5, 6, 7, 8]));
        let document = document("a.md", &text);
        let found = mentions(&vocabulary, &document, None, &Linking::default(), &[]);
        let mut wraps: Vec<Wrap> = found
            .mentions
            .iter()
            .filter(|mention| mention.linked())
            .map(|mention| Wrap {
                span: mention.html.expect("what is linked stands in the html"),
                before: "\u{1}".to_owned(),
                after: "\u{2}",
            })
            .collect();
        wraps.sort_by_key(|wrap| wrap.span);
        let linked = page(&document, &wraps);
        // Every link is there, opened and closed in turn, around text alone.
        prop_assert_eq!(linked.matches('\u{1}').count(), wraps.len());
        for link in linked.split('\u{1}').skip(1) {
            let (inside, _) = link.split_once('\u{2}').expect("a link is closed");
            prop_assert!(!inside.replace("<br />", "").contains('<'), "{}", linked);
        }
        prop_assert_eq!(linked.replace(['\u{1}', '\u{2}'], ""), page(&document, &[]));
    }

    #[test]
    fn spans_are_in_order_and_do_not_overlap(text in text()) {
        let (vocabulary, _) = vocabulary(&concepts(&[0, 1, 2, 3, 4, 5, 6, 7, 8]));
        let document = document("a.md", &text);
        let found = explain(&vocabulary, &document, None, &Linking::default(), &[]);
        let mut end = 0;
        for mention in &found.mentions {
            prop_assert!(mention.plain.start >= end && !mention.plain.is_empty());
            prop_assert!(mention.reason.is_mention());
            end = mention.plain.end;
            let source = document.source_span(mention.plain);
            prop_assert!(document.text.get(source.range()).is_some());
            if let (true, Some(html)) = (mention.linked(), mention.html) {
                let shown = html.of(&document.html).replace("&amp;", "&").replace("<br />", "");
                prop_assert_eq!(shown, mention.plain.of(&document.plain));
            }
        }
        for rejected in &found.rejected {
            prop_assert!(!rejected.reason.is_mention());
        }
    }

    #[test]
    fn order_does_not_matter(
        text in text(),
        order in Just((0..CONCEPTS.len()).collect::<Vec<_>>()).prop_shuffle(),
        at in 0..=CONCEPTS.len(),
    ) {
        let forward: Vec<usize> = (0..CONCEPTS.len()).collect();
        let names = |order: &[usize], at: usize| {
            let mut documents = concepts(order);
            documents.insert(at, document("a.md", &text).into());
            let (vocabulary, _) = vocabulary(&documents);
            let found = explain(
                &vocabulary,
                &documents[at],
                vocabulary.of(DocId::new(at)),
                &Linking::default(),
                &[],
            );
            by_name(&vocabulary, &found)
        };
        prop_assert_eq!(names(&order, at), names(&forward, 0));
    }

    #[test]
    fn explaining_changes_no_mention(text in text()) {
        let (vocabulary, _) = vocabulary(&concepts(&[0, 1, 2, 3, 4, 5, 6, 7, 8]));
        let document = document("a.md", &text);
        let plain = mentions(&vocabulary, &document, None, &Linking::default(), &[]);
        let explained = explain(&vocabulary, &document, None, &Linking::default(), &[]);
        prop_assert_eq!(plain.mentions, explained.mentions);
    }
}
