//! Text cases for the topic graph: small knowledge bases, their relations and edges.
//!
//! The form of a case is that of `tests/linking.rs`.
//! `UPDATE_CASES=1 cargo test --test topic_graph` writes what is expected anew.

#[path = "linking/cases.rs"]
mod cases;
#[path = "pages/site.rs"]
mod site;

use std::fmt::Write as _;
use std::sync::Arc;

use cases::{Base, check};
use topoi::config::{self, Config};
use topoi::diagnostics::{Diagnostic, Severity, sort};
use topoi::evidence::{Claims, Input, RoleTitles, claims};
use topoi::graph::Relations;
use topoi::links;
use topoi::model::{DocId, LineIndex, RelPath};
use topoi::names::{FolderTree, NameTable};
use topoi::parse::Document;
use topoi::picture::svg;

/// The relation types of the cases.
const SETTINGS: &str = r#"
[relations.builds-on]
label = "builds on"
inverse = "leads to"

[relations.precedes]
inverse = "follows"
transitive = true
"#;

fn settings() -> Config {
    let (config, diagnostics) = config::parse(&RelPath::new("site.toml"), SETTINGS);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    config
}

fn claimed(base: &Base, config: &Config) -> (Claims, Vec<Diagnostic>) {
    let tree = FolderTree::new(&base.documents);
    let names = NameTable::new(&base.documents, &tree);
    let urls = vec![String::new(); base.documents.len()];
    let (links, _) = links::resolve(&links::Input {
        documents: &base.documents,
        names: &names,
        tree: &tree,
        files: &base.files,
        urls: &urls,
        redirects: &[],
        pages: &[],
        outlines: &[],
        contents_page: 0,
        left_out: &[],
        content_root: "kb",
        vault: false,
        hides_missing: false,
        remote: Some(&[]),
    });
    claims(&Input {
        documents: &base.documents,
        originals: &base.originals,
        names: &names,
        links: &links,
        relations: &config.relations,
        roles: &RoleTitles::new(&config.roles),
    })
}

/// Every relation in words, breadcrumbs longer than one step, diagnostics.
fn relations(base: &Base) -> String {
    let config = settings();
    let (claims, mut told) = claimed(base, &config);
    let (relations, found) = Relations::new(&base.documents, &claims.relations, &config.relations);
    told.extend(found);
    let title = |doc: DocId| base.documents[doc.index()].title.as_str();
    let mut out = String::new();
    for relation in relations.all() {
        let label = relation.direction.label(&config.relations);
        let name = relation.direction.name(&config.relations);
        let from = if relation.span.is_some() { "" } else { ", completed" };
        let (source, target) = (title(relation.source), title(relation.target));
        let _ = writeln!(out, "{source} {label} {target} ({name}{from})");
    }
    for doc in (0..base.documents.len()).map(DocId::new) {
        let trail: Vec<&str> = relations.trail(doc).into_iter().map(title).collect();
        if trail.len() > 1 {
            let _ = writeln!(out, "{} > {}", trail.join(" > "), title(doc));
        }
    }
    sort(&mut told);
    out + &describe(&base.documents, &told)
}

fn describe(documents: &[Arc<Document>], diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let document = documents.iter().find(|d| d.path == diagnostic.file);
        let text = document.map_or("", |document| &document.text);
        let at = LineIndex::new(text).position(diagnostic.span.map_or(0, |s| s.start as usize));
        let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
        let code = diagnostic.code.info().name;
        let (file, message) = (&diagnostic.file, &diagnostic.message);
        let _ = writeln!(out, "{severity}[{code}] {file}:{}:{}: {message}", at.line, at.column);
    }
    out
}

#[test]
fn relations_are_completed_and_checked() {
    check("relations", relations);
}

/// The picture on the graph's page of a knowledge base.
fn picture(files: &[(String, String)]) -> String {
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let built = site::build(&files);
    let page = built.text("graph.html");
    let start = page.find("<svg class=\"map").expect("a picture");
    let end = page[start..].find("</svg>").expect("its end");
    page[start..start + end].to_owned()
}

#[test]
fn the_picture_of_many_lines_and_long_names_is_bounded() {
    // As many nodes as are drawn one by one, in a script of three bytes a character.
    let all = 290;
    let files: Vec<(String, String)> = (0..all)
        .map(|n| {
            let title = format!("{n} {}", "関係を築くための信頼の基礎 ".repeat(6));
            let to: Vec<String> =
                (1..60).map(|step| format!("c{}", (n + step * 7) % all)).collect();
            let to = to.join(", ");
            (
                format!("c{n}.md"),
                format!("---\ntitle: {title}\nkind: concept\nrelated: [{to}]\n---\n"),
            )
        })
        .collect();
    let picture = picture(&files);
    assert!(picture.len() <= svg::MOST_BYTES, "{} bytes", picture.len());
    assert_eq!(picture.matches("<a class=\"n ").count(), all);
    assert!(picture.matches('L').count() > 300, "lines as far as there is room");
}

#[test]
fn the_picture_of_many_clusters_and_lone_notes_is_bounded() {
    let mut files: Vec<(String, String)> = (0..1200)
        .map(|n| {
            let next = n - n % 3 + (n + 1) % 3;
            (
                format!("n{n}.md"),
                format!("# A note with a title of some length, number {n}\n\n[[n{next}]]\n"),
            )
        })
        .collect();
    files.extend((0..300).map(|n| (format!("alone{n}.md"), format!("# Alone {n}\n"))));
    let picture = picture(&files);
    assert!(picture.len() <= svg::MOST_BYTES, "{} bytes", picture.len());
    let clusters = picture.matches("<a class=\"cluster").count();
    assert!((200..=400).contains(&clusters), "{clusters} clusters");
}

#[test]
fn tags_join_notes_and_concepts_leave_tags_to_readers() {
    let note = |name: &str, tags: &str| {
        (format!("{name}.md"), format!("---\ntags: [{tags}]\n---\nText.\n"))
    };
    let mut files =
        vec![note("a", "soil"), note("b", "soil"), note("c", "rain"), note("d", "rain")];
    let edges = |files: &[(String, String)]| {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
        let json = site::build(&files).text("data/graph.json").to_owned();
        json.lines().filter(|line| line.contains("\"relation\": \"tags\"")).count()
    };
    assert_eq!(edges(&files), 2);
    let plain: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let topics = site::build(&plain).text("topics.html").to_owned();
    assert!(topics.contains("<h2 id=\"soil\"") && topics.contains("<h2 id=\"rain\""), "{topics}");
    files.push(("e.md".into(), "---\nkind: concept\n---\nA concept.\n".into()));
    assert_eq!(edges(&files), 0);
}
