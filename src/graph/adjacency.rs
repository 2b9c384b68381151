//! A weighted undirected graph as flat arrays: what ranking, clustering and layout walk over.

/// An undirected edge between two nodes, with a weight above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedEdge {
    /// One end.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Its weight.
    pub weight: f64,
}

/// Neighbours of all nodes, each list ascending and without repetition. Parallel edges are summed
/// in the order in which they came; loops are dropped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adjacency {
    starts: Vec<u32>,
    neighbours: Vec<(u32, f64)>,
}

impl Adjacency {
    /// The graph of `nodes` nodes with `edges`.
    pub fn new(nodes: usize, edges: impl IntoIterator<Item = WeightedEdge>) -> Self {
        let mut ends: Vec<(u32, u32, f64)> = Vec::new();
        for WeightedEdge { a, b, weight } in edges {
            debug_assert!((a.max(b) as usize) < nodes && weight > 0.0);
            if a != b {
                ends.push((a, b, weight));
                ends.push((b, a, weight));
            }
        }
        ends.sort_by_key(|&(from, to, _)| (from, to));
        ends.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        let mut starts = vec![0u32; nodes + 1];
        for &(from, ..) in &ends {
            starts[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        Self { starts, neighbours: ends.into_iter().map(|(_, to, weight)| (to, weight)).collect() }
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of `node` with the weights of the edges, ascending.
    pub fn of(&self, node: usize) -> &[(u32, f64)] {
        &self.neighbours[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// How many neighbours `node` has.
    pub fn degree(&self, node: usize) -> usize {
        self.of(node).len()
    }

    /// The sum of the weights of `node`'s edges.
    pub fn strength(&self, node: usize) -> f64 {
        self.of(node).iter().map(|&(_, weight)| weight).sum()
    }

    /// The component of each node; components are numbered in order of their lowest node.
    pub fn components(&self) -> Vec<u32> {
        let mut component = vec![u32::MAX; self.len()];
        let mut stack = Vec::new();
        let mut count = 0;
        for start in 0..self.len() {
            if component[start] != u32::MAX {
                continue;
            }
            component[start] = count;
            stack.push(start);
            while let Some(node) = stack.pop() {
                for &(next, _) in self.of(node) {
                    if component[next as usize] == u32::MAX {
                        component[next as usize] = count;
                        stack.push(next as usize);
                    }
                }
            }
            count += 1;
        }
        component
    }

    /// The graph of the `kept` nodes alone, renumbered in their order.
    pub fn induced(&self, kept: &[u32]) -> Self {
        let mut place = vec![u32::MAX; self.len()];
        for (at, &node) in kept.iter().enumerate() {
            place[node as usize] = at as u32;
        }
        let mut starts = vec![0u32];
        let mut neighbours = Vec::new();
        for &node in kept {
            let from = neighbours.len();
            neighbours.extend(self.of(node as usize).iter().filter_map(|&(to, weight)| {
                let to = place[to as usize];
                (to != u32::MAX).then_some((to, weight))
            }));
            neighbours[from..].sort_by_key(|&(to, _)| to);
            starts.push(neighbours.len() as u32);
        }
        Self { starts, neighbours }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn edge(a: u32, b: u32, weight: f64) -> WeightedEdge {
        WeightedEdge { a, b, weight }
    }

    #[test]
    fn sums_parallel_edges_and_drops_loops() {
        let graph =
            Adjacency::new(4, [edge(2, 0, 1.0), edge(0, 2, 0.5), edge(1, 1, 9.0), edge(0, 1, 2.0)]);
        assert_eq!(graph.of(0), [(1, 2.0), (2, 1.5)]);
        assert_eq!(graph.of(1), [(0, 2.0)]);
        assert_eq!(graph.degree(3), 0);
        assert_eq!(graph.components(), [0, 0, 0, 1]);
    }

    #[test]
    fn induced_graphs_are_renumbered() {
        let graph = Adjacency::new(4, [edge(0, 1, 1.0), edge(1, 3, 2.0), edge(3, 2, 4.0)]);
        let part = graph.induced(&[3, 1]);
        assert_eq!(part.len(), 2);
        assert_eq!(part.of(0), [(1, 2.0)]);
    }
}
