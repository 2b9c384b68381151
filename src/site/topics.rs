//! The front door: topics as authored, else the top concepts of `broader`, else clusters; without
//! concepts the parts of the contents, else tags, so that one new article never rearranges it.

use std::sync::Arc;

use super::Site;
use crate::config::TopicConfig;
use crate::diagnostics::Diagnostic;
use crate::graph::Says;
use crate::links::Suggester;
use crate::model::{DocId, Kind, Map, RelPath, Set, Span};
use crate::names::{FolderTree, NameTable, Place, TableOfContents, name_key, path_key};
use crate::parse::Document;
use crate::parse::slug::slug;

/// An entry of the site's navigation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Its title.
    pub title: String,
    /// Its id on `topics.html`, unique.
    pub id: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Whether `site.toml` names it: what is computed changes with any edit.
    pub authored: bool,
    /// Its concepts, in order.
    pub concepts: Vec<DocId>,
    /// The principles filed under its concepts, each once.
    pub principles: Vec<u32>,
    /// Without concepts: its documents.
    pub documents: Vec<DocId>,
    /// The page that lists its documents already: a folder's or a tag's.
    pub listing: Option<String>,
    /// The line of the contents that it is.
    pub node: Option<u32>,
}

/// A topic made from fewer documents than this says nothing.
const LEAST: usize = 2;
/// Topics that are made, not authored, are at most this many.
const MOST: usize = 12;

/// All topics, in order.
pub(super) fn topics(site: &Site) -> Vec<Topic> {
    let mut topics = authored(site);
    if topics.is_empty() {
        topics = top_concepts(site);
    }
    if topics.is_empty() && !site.is_browsed_by_folders() {
        topics = clusters(site);
    }
    if topics.is_empty() {
        topics = parts(site);
    }
    if topics.is_empty() {
        topics = tags(site);
    }
    for topic in &mut topics {
        topic.principles = principles(site, &topic.concepts);
    }
    identified(topics)
}

/// What belongs together by its links, else by its tags, where the contents are the way in: a second
/// one.
pub(super) fn subjects(site: &Site) -> Vec<Topic> {
    if !site.is_browsed_by_folders() {
        return Vec::new();
    }
    let mut subjects = clusters(site);
    if subjects.is_empty() {
        subjects = tags(site);
    }
    identified(subjects)
}

/// `topics` with ids.
fn identified(mut topics: Vec<Topic>) -> Vec<Topic> {
    let mut ids: Set<String> = Set::default();
    // By slug: the last number that was tried behind it.
    let mut last: Map<String, usize> = Map::default();
    for topic in &mut topics {
        let base = match slug(&topic.title) {
            id if id.is_empty() => "topic".to_owned(),
            id => id,
        };
        let number = last.entry(base.clone()).or_insert(1);
        let mut id = base.clone();
        while !ids.insert(id.clone()) {
            *number += 1;
            id = format!("{base}-{number}");
        }
        topic.id = id;
    }
    topics
}

/// The principles on any of `concepts`: those filed under the first concept first.
fn principles(site: &Site, concepts: &[DocId]) -> Vec<u32> {
    let mut seen: Set<u32> = Set::default();
    concepts
        .iter()
        .flat_map(|concept| site.claims.principles_on[concept.index()].iter().copied())
        .filter(|&principle| seen.insert(principle))
        .collect()
}

/// `[[topics]]` that have a concept: what only others may see gives no topic a title. Concepts
/// that aren't there are told by [`faults`].
fn authored(site: &Site) -> Vec<Topic> {
    let Some(first) = site.documents.first() else { return Vec::new() };
    let find = |(name, _): &(String, Span)| site.names.find_kind(name, first, Kind::Concept).doc();
    let topic = |topic: &TopicConfig| Topic {
        title: topic.title.clone(),
        description: topic.description.clone(),
        authored: true,
        concepts: topic.concepts.iter().filter_map(find).collect(),
        ..Topic::default()
    };
    let topics = site.config.topics.iter().map(topic);
    topics.filter(|topic| !topic.concepts.is_empty()).collect()
}

/// What `[[topics]]` of the settings `file` name and isn't there. A concept that this build
/// leaves out is no fault.
pub fn faults(
    file: &RelPath,
    topics: &[TopicConfig],
    documents: &[Arc<Document>],
    names: &NameTable,
    left_out: &[Arc<Document>],
) -> Vec<Diagnostic> {
    let find = |names: &NameTable, documents: &[Arc<Document>], name: &str| {
        documents.first().and_then(|first| names.find_kind(name, first, Kind::Concept).doc())
    };
    let wanted: Vec<&(String, Span)> = topics.iter().flat_map(|topic| &topic.concepts).collect();
    let missing: Vec<_> =
        wanted.into_iter().filter(|(name, _)| find(names, documents, name).is_none()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let hidden = NameTable::new(left_out, &FolderTree::new(left_out));
    let concepts: Vec<&Arc<Document>> =
        documents.iter().filter(|document| document.kind == Kind::Concept).collect();
    let spelt = (0u32..).zip(&concepts).flat_map(|(number, document)| {
        let stem = path_key(document.content_path.file_stem());
        [(stem, number), (name_key(&document.title), number)]
    });
    let mut suggester = Suggester::new(spelt);
    missing
        .into_iter()
        .filter(|(name, _)| find(&hidden, left_out, name).is_none() && !names.is_unread(name))
        .map(|(name, span)| {
            let near = suggester
                .nearest(&path_key(name))
                .map(|number| concepts[number as usize].content_path.file_stem());
            Diagnostic::unknown_reference(file, *span, "concepts", name, near)
        })
        .collect()
}

/// Concepts that nothing is broader than and that are broader than some: each with what it
/// covers, depth first.
fn top_concepts(site: &Site) -> Vec<Topic> {
    let number = |name: &str| site.config.relations.iter().position(|t| t.name == name);
    let (Some(broader), Some(narrower)) = (number("broader"), number("narrower")) else {
        return Vec::new();
    };
    let mut below: Vec<Vec<DocId>> = vec![Vec::new(); site.documents.len()];
    let mut has_broader = vec![false; site.documents.len()];
    for edge in &site.claims.relations {
        let (child, parent) = if edge.relation as usize == broader {
            (edge.source, edge.target)
        } else if edge.relation as usize == narrower {
            (edge.target, edge.source)
        } else {
            continue;
        };
        below[parent.index()].push(child);
        has_broader[child.index()] = true;
    }
    let mut topics = Vec::new();
    for (i, document) in site.documents.iter().enumerate() {
        if has_broader[i] || below[i].is_empty() {
            continue;
        }
        let mut concepts = vec![DocId::new(i)];
        let mut seen: Set<DocId> = concepts.iter().copied().collect();
        let mut at = 0;
        while at < concepts.len() {
            for &child in &below[concepts[at].index()] {
                if seen.insert(child) {
                    concepts.push(child);
                }
            }
            at += 1;
        }
        topics.push(Topic { title: document.title.clone(), concepts, ..Topic::default() });
    }
    topics
}

/// Clusters, where more than shared tags joins documents: else the tags themselves say it better.
fn clusters(site: &Site) -> Vec<Topic> {
    if site.graph.edges.iter().all(|edge| edge.says == Says::Tags) {
        return Vec::new();
    }
    site.graph
        .clusters
        .iter()
        .filter(|cluster| cluster.members.len() >= LEAST)
        .take(MOST)
        .map(|cluster| {
            let (concepts, documents) = cluster
                .members
                .iter()
                .partition(|doc| site.documents[doc.index()].kind == Kind::Concept);
            Topic {
                title: site.documents[cluster.head.index()].title.clone(),
                concepts,
                documents,
                ..Topic::default()
            }
        })
        .collect()
}

/// The parts of a handbook: the lines of its contents that hold others, those at the top or, where
/// one of them holds nearly everything, the ones in it.
fn parts(site: &Site) -> Vec<Topic> {
    let contents = &site.contents;
    let part = |&node: &u32| {
        let line = &contents.nodes[node as usize];
        let own = match line.place {
            Some(Place::Document(doc)) => Some(doc),
            _ => None,
        };
        let mut documents = contents.documents_below(node);
        documents.retain(|&doc| Some(doc) != own);
        let listing = match line.place {
            Some(Place::Document(doc)) => Some(site.url(doc).to_owned()),
            Some(Place::Folder(folder)) => Some(site.urls.folders[folder as usize].clone()),
            None => None,
        };
        let title = contents.title(node, &site.documents).to_owned();
        Topic { title, documents, listing, node: Some(node), ..Topic::default() }
    };
    let lines = contents.nodes[top_line(contents) as usize].children.iter();
    let lines = lines.filter(|&&node| !contents.nodes[node as usize].is_rest);
    let mut topics: Vec<Topic> = lines.map(part).collect();
    topics.retain(|topic| topic.documents.len() >= LEAST);
    topics.truncate(3 * MOST);
    topics
}

/// The line whose own lines are the parts: the first or, where another holds nearly everything, that.
pub fn top_line(contents: &TableOfContents) -> u32 {
    let mut top = 0;
    loop {
        let line = &contents.nodes[top as usize];
        let parts = |node: &&u32| !contents.nodes[**node as usize].children.is_empty();
        let mut within = line.children.iter().filter(parts);
        let (Some(&only), None) = (within.next(), within.next()) else { return top };
        let inner = &contents.nodes[only as usize];
        let has_parts = inner.children.iter().filter(parts).count() > 1;
        if !has_parts || line.size - inner.size > 3 {
            return top;
        }
        top = only;
    }
}

fn tags(site: &Site) -> Vec<Topic> {
    let mut tags: Vec<_> = site
        .links
        .tags
        .tags
        .iter()
        .zip(&site.generated.tags)
        .filter(|(tag, _)| tag.documents.len() >= LEAST)
        .collect();
    tags.sort_by_key(|(tag, _)| std::cmp::Reverse(tag.documents.len()));
    tags.truncate(MOST);
    tags.iter()
        .map(|(tag, url)| Topic {
            title: tag.name.clone(),
            documents: tag.documents.clone(),
            listing: Some((*url).clone()),
            ..Topic::default()
        })
        .collect()
}
