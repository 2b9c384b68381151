//! What the index needs to know of a document: its text, and what others call it.

use std::ops::Range;

use rayon::prelude::*;

use super::terms;
use crate::evidence::{RelationEdge, Role, surnames};
use crate::i18n::Words;
use crate::model::fold::{CaseFolding, folded};
use crate::model::kind::KINDS;
use crate::model::{DocId, Kind};
use crate::parse::Document;
use crate::parse::document::{Link, LinkKind};
use crate::site::Site;
use crate::site::summary::{self, clip, one_line};

/// One document to be found.
pub struct Record<'a> {
    /// Its text.
    pub document: &'a Document,
    /// Its page, from the top of the site.
    pub url: &'a str,
    /// What it is.
    pub kind: Kind,
    /// Other names: alternative and hidden labels, aliases.
    pub labels: Vec<&'a str>,
    /// Situations, in readers' words.
    pub answers: Vec<&'a str>,
    /// The texts of links that point here, each once.
    pub link_texts: Vec<&'a str>,
    /// The titles of some documents that link here.
    pub linkers: Vec<&'a str>,
    /// A line that says who and when, or nothing.
    pub by: String,
    /// What it says in a line: a principle's first "do", else what its page has.
    pub summary: String,
    /// What a card says first to do and to say, where it answers situations.
    pub first_lines: [String; 2],
    /// Other names of the concepts that it is filed under.
    pub concepts: Vec<&'a str>,
    /// The titles of concepts that are related to these.
    pub related: Vec<&'a str>,
    /// What filters know it by: field and value, as shown.
    pub facets: Vec<(&'static str, String)>,
}

/// The fields that filters know, in the order they are offered.
pub const FIELDS: [&str; 5] = ["kind", "topic", "author", "tag", "year"];
/// Characters of a summary.
const SUMMARY: usize = 75;
/// What a card says first is cut at a word before this many bytes.
const FIRST_LINE: usize = 160;
/// Link texts longer than this are sentences, not names.
const LINK_TEXT: usize = 80;
/// A document that so many link to is no part of what each of them is about.
const LINKERS: usize = 5;

/// All documents of a site, the kinds that are preferred first, each kind in path order: numbers
/// of neighbours are near, and a number tells the kind.
pub fn records<'a>(site: &'a Site, words: &Words) -> Vec<Record<'a>> {
    let mut order: Vec<DocId> = (0..site.documents.len()).map(DocId::new).collect();
    order.retain(|&doc| Some(doc) != site.not_found_document());
    order.sort_by_key(|&doc| (rank(site.document(doc).kind), doc));
    order.into_par_iter().map(|doc| record(site, doc, words)).collect()
}

/// The place of a kind among all.
pub fn rank(kind: Kind) -> usize {
    KINDS.iter().position(|info| info.kind == kind).expect("every kind has a row")
}

fn record<'a>(site: &'a Site, doc: DocId, words: &Words) -> Record<'a> {
    let document = site.document(doc);
    let meta = &document.meta;
    let year = meta.published.map(|date| date.year.to_string());
    let by: Vec<String> = surnames(document, words).into_iter().chain(year.clone()).collect();
    let mut facets = vec![("kind", document.kind.name().to_owned())];
    if let Some(topic) = site.topic_of[doc.index()] {
        facets.push(("topic", site.topics[topic as usize].title.clone()));
    }
    facets.extend(meta.authors.iter().map(|author| ("author", author.text.clone())));
    let tags = &site.links.tags;
    facets.extend(
        tags.of[doc.index()].iter().map(|&tag| ("tag", tags.tags[tag as usize].name.clone())),
    );
    facets.extend(year.map(|year| ("year", year)));
    Record {
        document,
        url: site.url(doc),
        kind: document.kind,
        labels: meta.aliases.iter().chain(&meta.misspellings).map(|t| t.text.as_str()).collect(),
        answers: meta.answers.iter().map(|text| text.text.as_str()).collect(),
        link_texts: link_texts(site, doc),
        linkers: linkers(site, doc),
        by: by.join(", "),
        summary: summary(site, doc),
        first_lines: first_lines(site, doc),
        concepts: site.claims.filed_under[doc.index()]
            .iter()
            .flat_map(|&concept| &site.document(concept).meta.aliases)
            .map(|alias| alias.text.as_str())
            .collect(),
        related: related(site, doc),
        facets,
    }
}

/// What others write when they point here.
fn link_texts(site: &Site, doc: DocId) -> Vec<&str> {
    let mut texts: Vec<&str> = site.links.backlinks[doc.index()]
        .iter()
        .filter_map(|backlink| {
            let from = site.document(backlink.from);
            let link: &Link = &from.links[backlink.link as usize];
            let named = matches!(link.kind, LinkKind::Wiki | LinkKind::Markdown | LinkKind::Html);
            (named && link.plain.len() <= LINK_TEXT).then(|| link.plain.of(&from.plain))
        })
        .filter(|text| !text.is_empty() && *text != site.document(doc).title)
        .collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// Who points here: an overview's title says what its parts are about.
fn linkers(site: &Site, doc: DocId) -> Vec<&str> {
    let mut from: Vec<DocId> =
        site.links.backlinks[doc.index()].iter().map(|backlink| backlink.from).collect();
    from.retain(|&from| from != doc);
    from.sort_unstable();
    from.dedup();
    from.truncate(LINKERS);
    from.into_iter().map(|from| site.document(from).title.as_str()).collect()
}

/// The titles of concepts that an author relates to those that a card is filed under.
fn related(site: &Site, doc: DocId) -> Vec<&str> {
    let own = &site.claims.filed_under[doc.index()];
    if own.is_empty() {
        return Vec::new();
    }
    let other = |edge: &RelationEdge| match (own.contains(&edge.source), own.contains(&edge.target))
    {
        (true, false) => Some(edge.target),
        (false, true) => Some(edge.source),
        _ => None,
    };
    let mut related: Vec<DocId> = site.claims.relations.iter().filter_map(other).collect();
    related.sort_unstable();
    related.dedup();
    related.into_iter().map(|doc| site.document(doc).title.as_str()).collect()
}

/// What a card says first to do and to say.
fn first_lines(site: &Site, doc: DocId) -> [String; 2] {
    let document = site.document(doc);
    let principle = site.claims.principle_of[doc.index()];
    let Some(principle) = principle.filter(|_| !document.meta.answers.is_empty()) else {
        return Default::default();
    };
    let card = &site.claims.principles[principle as usize].card;
    [Role::Do, Role::Say].map(|role| {
        let first = card.items(document, role).first().copied();
        let text = first.map(|block| one_line(document.block_text(block)));
        clip(&text.unwrap_or_default(), FIRST_LINE)
    })
}

/// The first thing that a principle says to do, else the line that its page has.
fn summary(site: &Site, doc: DocId) -> String {
    let document = site.document(doc);
    let principle = site.claims.principle_of[doc.index()];
    let first_do = principle
        .and_then(|principle| site.claims.principles[principle as usize].card.first_do)
        .map(|block| one_line(document.block_text(block)));
    let line = first_do.or_else(|| summary::summary(document)).unwrap_or_default();
    clip(&line, SUMMARY)
}

/// A filter's term: `topic:winning-trust`, `author:muller`, `tag:c++`. No other term has a colon.
pub fn filter_term(field: &str, value: &str) -> String {
    let sign = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '#');
    let mut out = format!("{field}:");
    let start = out.len();
    for word in value.split_whitespace() {
        let mut term = String::new();
        terms::term(&folded(word, CaseFolding::Common), &mut term);
        if out.len() > start && term.contains(|c| sign(&c)) {
            out.push('-');
        }
        out.extend(term.chars().filter(sign));
    }
    out
}

/// A run of blocks under one heading, about as long as a screen of a phone: where the best
/// passage is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The heading it stands under.
    pub heading: Option<u32>,
    /// Its blocks.
    pub blocks: Range<u32>,
}

/// A chunk that has reached this many bytes of text is closed.
const CHUNK: usize = 900;

/// A document's chunks; every block is in one.
pub fn chunks(document: &Document) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut size = 0;
    for (number, block) in (0u32..).zip(&document.blocks) {
        match chunks.last_mut() {
            Some(chunk) if chunk.heading == block.heading && size < CHUNK => {
                chunk.blocks.end = number + 1;
            }
            _ => {
                chunks.push(Chunk { heading: block.heading, blocks: number..number + 1 });
                size = 0;
            }
        }
        size += block.plain.len();
    }
    chunks
}
