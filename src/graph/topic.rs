//! The topic graph as a value: nodes, edges, clusters, related documents.

use crate::concepts::{DocMentions, Vocabulary};
use crate::config::RelationType;
use crate::diagnostics::Diagnostic;
use crate::evidence::Claims;
use crate::links::Links;
use crate::model::{ClusterId, DocId, Kind};
use crate::parse::Document;

/// The topic graph.
#[derive(Default)]
pub struct TopicGraph {
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// Its edges.
    pub edges: Vec<Edge>,
    /// Its clusters, largest first.
    pub clusters: Vec<Cluster>,
    /// By document: related documents, the closest first.
    pub related: Vec<Vec<DocId>>,
}

/// A node.
pub struct Node {
    /// Its document.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its PageRank.
    pub rank: f64,
    /// Its cluster.
    pub cluster: Option<ClusterId>,
}

/// An edge.
pub struct Edge {
    /// From: index into the nodes.
    pub source: u32,
    /// To: index into the nodes.
    pub target: u32,
    /// Its kind.
    pub kind: EdgeKind,
    /// Its relation type, if it is authored.
    pub relation: Option<u32>,
    /// How strong it is.
    pub weight: f64,
    /// Passages that prove it.
    pub proof: Vec<(DocId, u32)>,
}

/// What an edge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// An authored relation.
    Relation,
    /// A document mentions a concept.
    Mention,
    /// A principle cites an article.
    Evidence,
    /// A document links to another.
    Link,
    /// Two concepts share passages.
    Cooccurrence,
}

/// A cluster.
pub struct Cluster {
    /// Its most central concept.
    pub head: DocId,
    /// Its members, the most central first.
    pub members: Vec<DocId>,
}

/// What the graph is built from.
pub struct Input<'a> {
    /// All documents.
    pub documents: &'a [Document],
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

/// Builds the graph.
pub fn build(input: &Input<'_>) -> (TopicGraph, Vec<Diagnostic>) {
    let related = input.documents.iter().map(|_| Vec::new()).collect();
    (TopicGraph { related, ..TopicGraph::default() }, Vec::new())
}
