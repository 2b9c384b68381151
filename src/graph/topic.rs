//! The topic graph as a value, and how it is put together.

use std::sync::Arc;

use super::relations::{Direction, Relations};
use super::{Numbers, edges};
use crate::concepts::{DocMentions, Vocabulary};
use crate::config::RelationType;
use crate::diagnostics::Diagnostic;
use crate::evidence::Claims;
use crate::links::Links;
use crate::model::{ClusterId, DocId, Kind};
use crate::parse::Document;
use crate::parse::front_matter::Stance;

/// The topic graph. Every document is a node: node `n` is document `n`.
#[derive(Default)]
pub struct TopicGraph {
    /// Its nodes, by [`DocId`].
    pub nodes: Vec<Node>,
    /// Its edges, by source, target and kind. Relations stand in both directions.
    pub edges: Vec<Edge>,
    /// Its clusters, largest first, by [`ClusterId`].
    pub clusters: Vec<Cluster>,
    /// The modularity of the clusters.
    pub modularity: f64,
    /// The authored relations, completed.
    pub relations: Relations,
    /// By document: related documents of its kind, the closest first.
    pub related: Vec<Vec<DocId>>,
    /// By node: its edges, as indices into `edges`, in whichever direction they point.
    incident: Vec<Vec<u32>>,
}

/// A node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Its document.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its PageRank, rounded.
    pub rank: f64,
    /// Its cluster.
    pub cluster: Option<ClusterId>,
}

/// An edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// From: index into the nodes.
    pub source: u32,
    /// To: index into the nodes.
    pub target: u32,
    /// What kind of edge it is.
    pub kind: EdgeKind,
    /// What it says beyond that.
    pub says: Says,
    /// How strong it is, above 0 and at most 1, rounded.
    pub weight: f64,
    /// Passages that prove it, as document and block, the most telling first.
    pub proof: Vec<(DocId, u32)>,
}

/// What an edge is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// Authored: a relation between concepts, or a document filed under them.
    Relation,
    /// A principle cites an article.
    Evidence,
    /// A document links to another.
    Link,
    /// A document mentions a concept.
    Mention,
    /// Two concepts share passages; where there are no concepts, two documents share tags.
    Cooccurrence,
}

impl EdgeKind {
    /// Its name in machine forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relation => "relation",
            Self::Evidence => "evidence",
            Self::Link => "link",
            Self::Mention => "mention",
            Self::Cooccurrence => "co-occurrence",
        }
    }
}

/// What an edge says of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// No more than its kind.
    Nothing,
    /// A relation of `site.toml` or a built-in one.
    Relation(Direction),
    /// The source is filed under the target.
    About,
    /// The source is a contrast, the target one of its sides.
    Between,
    /// The source is a collection, the target one of its members.
    Member,
    /// What the target, an article, does to the source, a principle.
    Stance(Stance),
    /// Both carry the same tags.
    Tags,
}

impl Says {
    /// Its name in machine forms.
    pub fn name(self, types: &[RelationType]) -> Option<String> {
        Some(match self {
            Self::Nothing => return None,
            Self::Relation(direction) => direction.name(types),
            Self::About => "about".to_owned(),
            Self::Between => "between".to_owned(),
            Self::Member => "member".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::Stance(Stance::Supports) => "supports".to_owned(),
            Self::Stance(Stance::Qualifies) => "qualifies".to_owned(),
            Self::Stance(Stance::Disputes) => "disputes".to_owned(),
        })
    }
}

/// A community of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The document it is named after: its most central concept, else its most central one.
    pub head: DocId,
    /// Its members, the most central first.
    pub members: Vec<DocId>,
}

/// What the graph is built from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// All documents.
    pub documents: &'a [Arc<Document>],
    /// The concepts.
    pub vocabulary: &'a Vocabulary,
    /// By document: the mentions in it.
    pub mentions: &'a [DocMentions],
    /// What points where.
    pub links: &'a Links,
    /// Evidence, contrasts, relations.
    pub claims: &'a Claims,
    /// The relation types.
    pub relations: &'a [RelationType],
}

/// Ranks are rounded to this part of 1: far below what two ranks differ by that mean something.
const RANK_STEPS: f64 = 1e8;

/// Builds the graph: edges, ranks, clusters, related documents. Tells what is wrong with relations.
/// `numbers` are the last graph's, or the default.
pub fn build(input: &Input<'_>, numbers: &mut Numbers) -> (TopicGraph, Vec<Diagnostic>) {
    let (relations, diagnostics) =
        Relations::new(input.documents, &input.claims.relations, input.relations);
    let edges = edges::collect(input, &relations);
    let kinds: Vec<Kind> = input.documents.iter().map(|document| document.kind).collect();
    numbers.update(&edges, kinds.clone());
    let Numbers { ranks, clustering, related, .. } = numbers;
    let nodes: Vec<Node> = (0..input.documents.len())
        .map(|i| Node {
            doc: DocId::new(i),
            kind: kinds[i],
            rank: (ranks[i] * RANK_STEPS).round() / RANK_STEPS,
            cluster: clustering.of[i],
        })
        .collect();
    let clusters = clusters(&nodes, clustering.count);
    let mut incident = vec![Vec::new(); nodes.len()];
    for (number, edge) in (0u32..).zip(&edges) {
        incident[edge.source as usize].push(number);
        incident[edge.target as usize].push(number);
    }
    let modularity = clustering.modularity;
    let related = related.clone();
    let graph = TopicGraph { nodes, edges, clusters, modularity, relations, related, incident };
    (graph, diagnostics)
}

impl TopicGraph {
    /// The edges of a document, those from it and those to it.
    pub fn edges_of(&self, doc: DocId) -> impl Iterator<Item = &Edge> {
        let numbers = self.incident.get(doc.index()).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|&number| &self.edges[number as usize])
    }

    /// The concepts that share passages with a concept more often than chance would have it, the
    /// strongest first, with their edges.
    pub fn cooccurring(&self, doc: DocId) -> Vec<(DocId, &Edge)> {
        let mut found: Vec<(DocId, &Edge)> = self
            .edges_of(doc)
            .filter(|edge| edge.kind == EdgeKind::Cooccurrence)
            .map(|edge| (DocId(edge.source ^ edge.target ^ doc.0), edge))
            .collect();
        found.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then(a.0.cmp(&b.0)));
        found
    }
}

/// Members by cluster, the most central first, and who gives the cluster its name.
fn clusters(nodes: &[Node], count: usize) -> Vec<Cluster> {
    let mut members: Vec<Vec<&Node>> = vec![Vec::new(); count];
    for node in nodes {
        if let Some(cluster) = node.cluster {
            members[cluster.index()].push(node);
        }
    }
    let named = |members: Vec<&Node>| {
        // Sources stand behind what was made of them.
        let standing = |kind: Kind| match kind {
            Kind::Concept => 0,
            Kind::Note | Kind::Principle => 1,
            Kind::Contrast => 2,
            Kind::Article => 3,
        };
        let head = members.iter().min_by_key(|node| standing(node.kind));
        Cluster {
            head: head.expect("a cluster has members").doc,
            members: members.iter().map(|node| node.doc).collect(),
        }
    };
    members
        .into_iter()
        .map(|mut members| {
            members.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.doc.cmp(&b.doc)));
            named(members)
        })
        .collect()
}
