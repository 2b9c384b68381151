//! What is computed from edges alone: ranks, clusters, related documents.

use super::adjacency::{Adjacency, WeightedEdge};
use super::cluster::{self, Clustering};
use super::topic::Edge;
use super::{rank, related};
use crate::model::{DocId, Kind};

/// The numbers of a graph, and what they were computed from.
#[derive(Default)]
pub struct Numbers {
    edges: Vec<WeightedEdge>,
    kinds: Vec<Kind>,
    pub(super) ranks: Vec<f64>,
    pub(super) clustering: Clustering,
    pub(super) related: Vec<Vec<DocId>>,
}

impl Numbers {
    /// Computes them for `edges` between documents of `kinds`, unless these are the last ones.
    pub(super) fn update(&mut self, edges: &[Edge], kinds: Vec<Kind>) {
        let weighted = |e: &Edge| WeightedEdge { a: e.source, b: e.target, weight: e.weight };
        let same = |(edge, known): (&Edge, &WeightedEdge)| weighted(edge) == *known;
        if self.kinds == kinds
            && self.edges.len() == edges.len()
            && edges.iter().zip(&self.edges).all(same)
        {
            return;
        }
        self.edges = edges.iter().map(weighted).collect();
        self.kinds = kinds;
        let graph = Adjacency::new(self.kinds.len(), self.edges.iter().copied());
        (self.clustering, (self.ranks, self.related)) = rayon::join(
            || cluster::louvain(&graph),
            || rayon::join(|| rank::pagerank(&graph), || related::related(&graph, &self.kinds)),
        );
    }
}
