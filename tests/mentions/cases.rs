//! Mentions in text cases: `tests/cases/mentions/*.txt`.
//!
//! A file holds cases. Each begins with `=== name`; then
//! - `% …` a concept, as front matter in YAML's flow form without the braces,
//! - `@ …` the front matter of the text,
//! - `! …` settings: `links=first-per-page`, `skip=blockquote`, `own=Title`, `link=Title` (what
//!   the next link of the text leads to; `-` for no concept),
//!
//! and then the text, a Markdown body, with what is expected in it: `⟦trust⟧` is linked;
//! `⟦trust|not-first⟧` is a mention or a candidate with that reason; `⟦trust=Credibility⟧` names
//! the concept where there are several.
//!
//! `tests/cases/gold` holds one long text, marked by a reader with all its mentions.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use topoi::concepts::{Concept, Linking, Mention, Vocabulary, explain, mentions, vocabulary};
use topoi::config::MentionLinks;
use topoi::model::{ConceptId, DocId, RelPath, SourceFile};
use topoi::parse::{Document, ParseOptions, parse};

#[derive(Default)]
struct Case<'a> {
    name: &'a str,
    concepts: Vec<&'a str>,
    meta: Vec<&'a str>,
    links: MentionLinks,
    skip: Vec<String>,
    own: Option<&'a str>,
    authored: Vec<&'a str>,
    marked: String,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name, ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(concept) = line.strip_prefix("% ") {
            case.concepts.push(concept);
        } else if let Some(meta) = line.strip_prefix("@ ") {
            case.meta.push(meta);
        } else if let Some(settings) = line.strip_prefix("! ") {
            settings.split(", ").for_each(|setting| case.set(setting));
        } else {
            case.marked.push_str(line);
            case.marked.push('\n');
        }
    }
    cases
}

impl<'a> Case<'a> {
    fn set(&mut self, setting: &'a str) {
        let (name, value) = setting.split_once('=').expect("a setting and its value");
        match (name, value) {
            ("links", "first-per-page") => self.links = MentionLinks::FirstPerPage,
            ("links", "none") => self.links = MentionLinks::None,
            ("skip", element) => self.skip.push(element.to_owned()),
            ("own", title) => self.own = Some(title),
            ("link", title) => self.authored.push(title),
            other => panic!("{}: unknown setting {other:?}", self.name),
        }
    }

    /// The text without marks.
    fn body(&self) -> String {
        let mut body = String::new();
        let mut rest = self.marked.as_str();
        while let Some((before, marked)) = rest.split_once('⟦') {
            let (inside, after) = marked.split_once('⟧').expect("a closing mark");
            let text = inside.split(['|', '=']).next().unwrap_or("");
            body.push_str(before);
            body.push_str(text);
            rest = after;
        }
        body + rest
    }

    /// The concepts, then the text.
    fn documents(&self) -> Vec<Arc<Document>> {
        let mut documents: Vec<Arc<Document>> = self
            .concepts
            .iter()
            .enumerate()
            .map(|(number, meta)| {
                document(&format!("c{number:02}.md"), &format!("kind: concept, {meta}"), "")
            })
            .collect();
        documents.push(document("text.md", &self.meta.join(", "), &self.body()));
        documents
    }

    /// The text with the marks of what is found.
    fn found(&self) -> String {
        let documents = self.documents();
        let (vocabulary, _) = vocabulary(&documents);
        let text = documents.last().expect("just pushed");
        marked(self, &vocabulary, &documents, text)
    }
}

fn document(path: &str, meta: &str, body: &str) -> Arc<Document> {
    let text =
        if meta.is_empty() { body.to_owned() } else { format!("---\n{{{meta}}}\n---\n{body}") };
    let file = SourceFile::new(RelPath::new(path), RelPath::new(path), text);
    let (document, diagnostics) = parse(&file, None, &ParseOptions::default());
    assert!(diagnostics.is_empty(), "{path}: {diagnostics:?}");
    Arc::new(document.expect("a document"))
}

fn title(vocabulary: &Vocabulary, concept: ConceptId) -> &str {
    vocabulary.concept(concept).pref_label()
}

fn marked(
    case: &Case<'_>,
    vocabulary: &Vocabulary,
    documents: &[Arc<Document>],
    text: &Document,
) -> String {
    let named = |name: &str| {
        let found = documents.iter().position(|document| document.title == name);
        found.and_then(|number| vocabulary.of(DocId::new(number)))
    };
    let linking = Linking { links: case.links, skip: &case.skip };
    let mut authored: Vec<_> = case.authored.iter().map(|name| named(name)).collect();
    authored.resize(text.links.len().max(authored.len()), None);
    let own = case.own.map(|name| named(name).expect("a concept"));
    let found = explain(vocabulary, text, own, &linking, &authored);
    let mut all: Vec<&Mention> = found.mentions.iter().chain(&found.rejected).collect();
    all.sort_by_key(|mention| (text.source_span(mention.plain).start, mention.concept));
    let body = &text.text[text.meta.span.end as usize..];
    let mut out = String::new();
    let mut at = 0;
    for mention in all {
        let span = text.source_span(mention.plain);
        let (start, end) = (span.start as usize, span.end as usize);
        let (start, end) = (start - text.meta.span.end as usize, end - text.meta.span.end as usize);
        assert_eq!(mention.reason.is_mention(), found.mentions.contains(mention));
        if start >= at {
            out.push_str(&body[at..start]);
            let _ = write!(out, "⟦{}", &body[start..end]);
            at = end;
        } else {
            // A second concept at the same place.
            assert_eq!(out.pop(), Some('⟧'));
        }
        if vocabulary.concepts.len() > 1 {
            let _ = write!(out, "={}", title(vocabulary, mention.concept));
        }
        if !mention.linked() {
            let _ = write!(out, "|{}", mention.reason.name());
        }
        out.push('⟧');
    }
    out + &body[at..]
}

/// What a reader marked in one long text, and what is found: each as source span and concept.
#[test]
fn a_labelled_essay_is_read_as_a_reader_reads_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/gold/allotment.txt");
    let text = std::fs::read_to_string(&file).expect("a readable file");
    let cases = cases(&text);
    let case = &cases[0];
    assert!(case.body().split_whitespace().count() >= 1500);
    let documents = case.documents();
    let (vocabulary, _) = vocabulary(&documents);
    let essay = documents.last().expect("the essay");
    let found = mentions(&vocabulary, essay, None, &Linking::default(), &[]);
    let found: BTreeSet<(usize, String, &str)> = found
        .mentions
        .iter()
        .map(|mention| {
            let span = essay.source_span(mention.plain).range();
            let text = essay.text[span.clone()].to_owned();
            (span.start, text, title(&vocabulary, mention.concept))
        })
        .collect();
    let mut wanted = BTreeSet::new();
    let (mut at, mut rest) = (0, case.marked.as_str());
    while let Some((before, marked)) = rest.split_once('⟦') {
        let (inside, after) = marked.split_once('⟧').expect("a closing mark");
        let (text, concept) = inside.split_once('=').unwrap_or((inside, inside));
        let named = |c: &&Concept| c.pref_label().to_lowercase() == concept.to_lowercase();
        let close = |c: &&Concept| {
            concept.to_lowercase().strip_suffix('s') == Some(&c.pref_label().to_lowercase())
        };
        let concept =
            vocabulary.concepts.iter().find(named).or(vocabulary.concepts.iter().find(close));
        at += before.len();
        wanted.insert((at, text.to_owned(), concept.expect("a known concept").pref_label()));
        at += text.len();
        rest = after;
    }
    let right = found.intersection(&wanted).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / wanted.len() as f64);
    println!("{} mentions, precision {precision:.3}, recall {recall:.3}", wanted.len());
    let missed: Vec<_> = wanted.difference(&found).collect();
    let false_ones: Vec<_> = found.difference(&wanted).collect();
    assert!(missed.is_empty() && false_ones.is_empty(), "missed {missed:?}, false {false_ones:?}");
}

#[test]
fn mentions_are_found_where_they_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/mentions");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, String::new());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        for case in cases(&text) {
            count += 1;
            let found = case.found();
            if found != case.marked {
                let _ =
                    writeln!(wrong, "--- {}\nwanted: {}found:  {found}", case.name, case.marked);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 100, "{count} cases");
}
