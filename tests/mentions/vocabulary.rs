//! Faults of a vocabulary, and the ranking of passages.

use std::sync::Arc;

use topoi::concepts::{
    Choice, DocMentions, Linking, Vocabulary, faults, mentions, passages, vocabulary,
};
use topoi::model::{DocId, RelPath, SourceFile};
use topoi::parse::{Document, ParseOptions, parse};

/// Documents of `files`, each a path and a text.
fn documents(files: &[(&str, String)]) -> Vec<Arc<Document>> {
    files
        .iter()
        .map(|(path, text)| {
            let path = RelPath::new(path);
            let text = text.as_str();
            let file = SourceFile::new(path.clone(), path, text);
            Arc::new(parse(&file, None, &ParseOptions::default()).0.expect("a document"))
        })
        .collect()
}

fn concept(path: &str, meta: &str, body: &str) -> (String, String) {
    (path.to_owned(), format!("---\n{{kind: concept, {meta}}}\n---\n{body}\n"))
}

fn article(path: &str, body: &str) -> (String, String) {
    (path.to_owned(), format!("---\nkind: article\n---\n{body}\n"))
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, String)> {
    files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect()
}

fn all_mentions(vocabulary: &Vocabulary, documents: &[Arc<Document>]) -> Vec<DocMentions> {
    (0..)
        .map(DocId::new)
        .zip(documents)
        .map(|(doc, document)| {
            mentions(vocabulary, document, vocabulary.of(doc), &Linking::default(), &[])
        })
        .collect()
}

/// All that is told of the vocabulary, as `code file: message`.
fn told(files: &[(String, String)]) -> Vec<String> {
    let documents = documents(&borrowed(files));
    let (vocabulary, mut told) = vocabulary(&documents);
    told.extend(faults(&vocabulary, &documents, &all_mentions(&vocabulary, &documents)));
    told.iter()
        .map(|found| format!("{} {}: {}", found.code.info().name, found.file, found.message))
        .collect()
}

#[test]
fn a_sound_vocabulary_is_not_blamed() {
    let files = [
        concept("a.md", "title: Trust, aliases: [faith]", "It is reliance."),
        concept("b.md", "title: Me too", "The stage of one among several."),
        article("c.md", "Trust, they say; others say faith. “Me too”, says everybody."),
    ];
    assert_eq!(told(&files), Vec::<String>::new());
}

#[test]
fn labels_that_several_claim_are_told_with_all_claimants() {
    let files = [
        concept("a.md", "title: Lead", "A metal."),
        concept("b.md", "title: Prospect, aliases: [LEAD, lead]", "A buyer to be."),
        concept("c.md", "title: Guide, aliases: [leads, lead]", "Who goes first."),
        article("d.md", "Prospects and guides; LEAD and leads."),
    ];
    assert_eq!(
        told(&files)[0],
        "ambiguous-label a.md: 3 concepts claim the label `Lead`: `a.md`, `b.md`, `c.md`"
    );
}

#[test]
fn a_misspelling_that_is_another_concepts_label_is_told() {
    let files = [
        concept("a.md", "title: Trust", "Reliance."),
        concept("b.md", "title: Truss, misspellings: [trust]", "A frame of beams."),
        article("c.md", "Trust in a truss."),
    ];
    assert_eq!(
        told(&files)[0],
        "ambiguous-label a.md: 2 concepts claim the label `Trust`: `a.md`, `b.md`"
    );
}

#[test]
fn near_and_except_settle_a_claim() {
    let near = [
        concept("a.md", "title: Lead, near: [metal]", "A metal."),
        concept("b.md", "title: Prospect, aliases: [lead]", "A buyer to be."),
        article("d.md", "Lead is a metal, and a lead is a prospect."),
    ];
    let except = [
        concept("a.md", "title: Lead, except: [lead], aliases: [lead metal]", "A metal."),
        concept("b.md", "title: Prospect, aliases: [lead]", "A buyer to be."),
        article("d.md", "Lead metal is heavy. A lead is a prospect."),
    ];
    for files in [near, except] {
        let told = told(&files);
        assert!(!told.iter().any(|told| told.starts_with("ambiguous-label")), "{told:?}");
    }
}

#[test]
fn weak_concepts_and_labels_are_told() {
    let long = "word ".repeat(201);
    let files = [
        concept("a.md", "title: Way, aliases: [manner]", "How one does it."),
        concept("b.md", "title: Trust, aliases: [faith, reliance]", ""),
        concept("c.md", "title: Rapport", "> [!defines] [[d]]\n> Harmony."),
        article("d.md", &format!("This is the way they trust, in every way.\n\n{long}")),
    ];
    assert_eq!(
        told(&files),
        [
            "common-label a.md: the label `Way` is made of very common words; it is found 2 times",
            "unused-label a.md: the alias `manner` occurs nowhere",
            "undefined-concept b.md: `Trust` has no definition",
            "unused-label b.md: these aliases occur nowhere: `faith`, `reliance`",
            "undefined-concept c.md: `Rapport` has no definition",
            "unmentioned-concept c.md: no document mentions `Rapport`",
            "long-passage d.md: this passage has 201 words: too long to be cited",
        ]
    );
}

/// The passages on the first concept, best first, as text.
fn ranked(files: &[(String, String)], choice: &Choice<'_>) -> Vec<String> {
    let documents = documents(&borrowed(files));
    let (vocabulary, _) = vocabulary(&documents);
    let found = all_mentions(&vocabulary, &documents);
    passages(&vocabulary, &documents, &found, choice)[0]
        .iter()
        .map(|passage| documents[passage.doc.index()].block_text(passage.block).to_owned())
        .collect()
}

const DEFINING: &str =
    "Trust is the readiness to rely on someone where one cannot check what they do.";
const DENSE: &str =
    "Where there is trust they buy, and where trust is missing nobody buys, so trust is first.";
const PASSING: &str =
    "On the way home we spoke about prices, the weather, the new office, some trust, and lunch.";
const LEADING: &str =
    "The author then says of trust and of the sellers who ask for it on the first day:";

fn sources() -> Vec<(String, String)> {
    vec![
        concept("a.md", "title: Trust", "Reliance. Trust is not taken from here."),
        article("b.md", &format!("{PASSING}\n\n{LEADING}")),
        article("c.md", &format!("# On trust\n\n{DENSE}\n\nAnother thing.\n\n{DEFINING}")),
        ("d.md".to_owned(), "Notes are not sources where there are articles: trust.".to_owned()),
    ]
}

#[test]
fn passages_that_define_or_dwell_come_first() {
    let ranked = ranked(&sources(), &Choice::default());
    assert_eq!(ranked, [DEFINING, DENSE, PASSING, LEADING]);
}

#[test]
fn repeated_passages_count_once() {
    let mut files = sources();
    files.push(article("e.md", &format!("> {}", DEFINING.replace("someone", "someone  "))));
    assert_eq!(ranked(&files, &Choice::default()).len(), 4);
}

#[test]
fn pins_come_first_and_what_is_hidden_goes() {
    let files = sources();
    let place = |text: &str| {
        let documents = documents(&borrowed(&files));
        let at = |document: &Document| {
            (0..document.blocks.len() as u32).find(|&block| document.block_text(block) == text)
        };
        let number = documents.iter().position(|document| at(document).is_some());
        let number = number.expect("a document with the text");
        (DocId::new(number), at(&documents[number]).expect("the block"))
    };
    let pinned = [vec![place("Another thing."), place(PASSING)]];
    let hidden = [vec![place(DENSE)]];
    let choice = Choice { pinned: &pinned, hidden: &hidden };
    assert_eq!(ranked(&files, &choice), ["Another thing.", PASSING, DEFINING, LEADING]);
}

#[test]
fn notes_are_sources_where_there_is_no_article() {
    let files = [
        concept("a.md", "title: Trust", "Reliance."),
        ("d.md".to_owned(), "A note on trust.".to_owned()),
    ];
    assert_eq!(ranked(&files, &Choice::default()), ["A note on trust."]);
}
