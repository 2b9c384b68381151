//! Ideal distances between nodes: the terms that a layout tries to meet.
//!
//! Edges are as long as their ends' neighbourhoods differ (Gansner, Koren, North 2004, "Graph
//! drawing by stress majorization", section 4), damped by a square root, so that hubs get room;
//! other pairs are as far apart as the shortest path is long. Small graphs take all pairs. Large
//! ones take their edges, and for every node its distances to a few pivots, each standing for the
//! nodes round it (Ortmann, Klimenta, Brandes 2016, "A sparse stress model").

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::graph::adjacency::Adjacency;

/// Up to so many nodes all pairs are taken.
const ALL_PAIRS: usize = 500;
/// How many pivots a larger graph has.
const PIVOTS: usize = 120;

/// Two nodes and how far apart they should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// One node.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their ideal distance.
    pub distance: f64,
    /// How much it matters to `a`'s place.
    pub weight_a: f64,
    /// How much it matters to `b`'s place.
    pub weight_b: f64,
}

/// The terms of a connected graph. `stretch` is a factor for the length of the edge between two
/// nodes.
pub fn terms(graph: &Adjacency, stretch: impl Fn(usize, usize) -> f64 + Sync) -> Vec<Term> {
    let lengths = Lengths::new(graph, stretch);
    if graph.len() <= ALL_PAIRS { all_pairs(&lengths) } else { sparse(&lengths) }
}

/// A graph with the lengths of its edges, in the order of its adjacency lists.
struct Lengths<'a> {
    graph: &'a Adjacency,
    of: Vec<Vec<f64>>,
}

impl<'a> Lengths<'a> {
    fn new(graph: &'a Adjacency, stretch: impl Fn(usize, usize) -> f64 + Sync) -> Self {
        let of = (0..graph.len())
            .into_par_iter()
            .map(|a| {
                let length = |&(b, _): &(u32, f64)| {
                    let b = b as usize;
                    let shared = shared_neighbours(graph, a, b);
                    let apart = graph.degree(a) + graph.degree(b) - 2 * shared;
                    (apart as f64).sqrt() * stretch(a, b)
                };
                graph.of(a).iter().map(length).collect()
            })
            .collect();
        Self { graph, of }
    }

    /// Shortest path lengths from `source` (Dijkstra); infinite where there is no path.
    fn from(&self, source: usize) -> Vec<f64> {
        let mut distance = vec![f64::INFINITY; self.graph.len()];
        distance[source] = 0.0;
        // Non-negative floats order like their bits.
        let mut heap = BinaryHeap::from([(Reverse(0u64), source as u32)]);
        while let Some((Reverse(bits), node)) = heap.pop() {
            let node = node as usize;
            let so_far = f64::from_bits(bits);
            if so_far > distance[node] {
                continue;
            }
            for (&(next, _), length) in self.graph.of(node).iter().zip(&self.of[node]) {
                let through = so_far + length;
                if through < distance[next as usize] {
                    distance[next as usize] = through;
                    heap.push((Reverse(through.to_bits()), next));
                }
            }
        }
        distance
    }
}

/// How many neighbours two nodes have in common.
fn shared_neighbours(graph: &Adjacency, a: usize, b: usize) -> usize {
    let (short, long) = if graph.degree(a) < graph.degree(b) { (a, b) } else { (b, a) };
    let long = graph.of(long);
    graph
        .of(short)
        .iter()
        .filter(|(node, _)| long.binary_search_by_key(node, |&(other, _)| other).is_ok())
        .count()
}

fn all_pairs(lengths: &Lengths<'_>) -> Vec<Term> {
    let nodes = lengths.graph.len();
    let rows: Vec<Vec<f64>> = (0..nodes).into_par_iter().map(|node| lengths.from(node)).collect();
    let mut terms = Vec::with_capacity(nodes * nodes.saturating_sub(1) / 2);
    for (a, row) in rows.iter().enumerate() {
        for (b, &distance) in row.iter().enumerate().skip(a + 1) {
            let weight = 1.0 / (distance * distance);
            terms.push(Term {
                a: a as u32,
                b: b as u32,
                distance,
                weight_a: weight,
                weight_b: weight,
            });
        }
    }
    terms
}

fn sparse(lengths: &Lengths<'_>) -> Vec<Term> {
    let graph = lengths.graph;
    let (pivots, rows) = pivots(lengths);
    let mut terms = Vec::with_capacity(graph.len() * pivots.len());
    for a in 0..graph.len() {
        for (&(b, _), &distance) in graph.of(a).iter().zip(&lengths.of[a]) {
            if a < b as usize {
                let weight = 1.0 / (distance * distance);
                terms.push(Term { a: a as u32, b, distance, weight_a: weight, weight_b: weight });
            }
        }
    }
    // The distances from each pivot to the nodes it stands for, ascending.
    let mut regions: Vec<Vec<f64>> = vec![Vec::new(); pivots.len()];
    for node in 0..graph.len() {
        let to_node = rows.iter().map(|row| row[node]).enumerate();
        let (nearest, distance) =
            to_node.min_by(|p, q| p.1.total_cmp(&q.1)).expect("a graph with nodes has pivots");
        regions[nearest].push(distance);
    }
    for region in &mut regions {
        region.sort_by(f64::total_cmp);
    }
    for ((&pivot, row), region) in pivots.iter().zip(&rows).zip(&regions) {
        for (node, &distance) in row.iter().enumerate() {
            let near = graph.of(pivot).binary_search_by_key(&(node as u32), |&(n, _)| n).is_ok();
            if node == pivot || near {
                continue;
            }
            let stands_for = region.partition_point(|&d| d <= distance / 2.0);
            let weight = stands_for as f64 / (distance * distance);
            // A pivot's own place is set by the other pivots; the pair comes twice then.
            terms.push(Term {
                a: node as u32,
                b: pivot as u32,
                distance,
                weight_a: weight,
                weight_b: 0.0,
            });
        }
    }
    terms
}

/// Pivots spread over the graph, each the farthest from those before, with their distances to all.
fn pivots(lengths: &Lengths<'_>) -> (Vec<usize>, Vec<Vec<f64>>) {
    let graph = lengths.graph;
    let start = (0..graph.len()).max_by_key(|&node| (graph.degree(node), Reverse(node)));
    let mut next = start.expect("a graph with nodes");
    let mut nearest = vec![f64::INFINITY; graph.len()];
    let (mut pivots, mut rows) = (Vec::new(), Vec::new());
    while pivots.len() < PIVOTS.min(graph.len()) {
        let row = lengths.from(next);
        for (nearest, &distance) in nearest.iter_mut().zip(&row) {
            *nearest = nearest.min(distance);
        }
        pivots.push(next);
        rows.push(row);
        // The last of the farthest would do as well; the first keeps the order plain.
        next = (0..graph.len())
            .max_by(|&a, &b| nearest[a].total_cmp(&nearest[b]).then(b.cmp(&a)))
            .expect("a graph with nodes");
    }
    (pivots, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::adjacency::tests::edge;

    #[test]
    fn paths_add_up() {
        let graph = Adjacency::new(4, (0..3).map(|a| edge(a, a + 1, 1.0)));
        let terms = terms(&graph, |_, _| 1.0);
        // Ends of a path differ by 3 neighbours, its middle by 4.
        let (end, middle) = (3f64.sqrt(), 2.0);
        let found: Vec<f64> = terms.iter().map(|term| term.distance).collect();
        let wanted = [end, end + middle, 2.0 * end + middle, middle, middle + end, end];
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn sparse_terms_cover_every_node() {
        let graph = Adjacency::new(900, (1..900).map(|a| edge(a / 2, a, 1.0)));
        let terms = terms(&graph, |_, _| 1.0);
        assert!(terms.len() < 900 * (PIVOTS + 2));
        for node in 0..900u32 {
            let held = terms.iter().filter(|t| t.a == node && t.weight_a > 0.0).count();
            assert!(held >= PIVOTS / 2, "node {node} is held by {held} terms");
        }
        assert!(terms.iter().all(|t| t.distance.is_finite() && t.distance > 0.0));
    }
}
