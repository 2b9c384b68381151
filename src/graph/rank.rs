//! Centrality: PageRank (Page, Brin, Motwani, Winograd 1999) on the weighted undirected graph.

use super::adjacency::Adjacency;

/// The chance that the random reader follows an edge instead of opening a page at random.
pub const DAMPING: f64 = 0.85;
/// The iteration ends when the ranks' total change falls below this.
const TOLERANCE: f64 = 1e-13;
/// It ends in any case after so many rounds; the error shrinks by [`DAMPING`] in each.
const ROUNDS: usize = 250;

/// The rank of every node; they sum up to 1. A node without edges passes its rank to all alike.
pub fn pagerank(graph: &Adjacency) -> Vec<f64> {
    let nodes = graph.len();
    if nodes == 0 {
        return Vec::new();
    }
    let even = 1.0 / nodes as f64;
    let strengths: Vec<f64> = (0..nodes).map(|node| graph.strength(node)).collect();
    let mut rank = vec![even; nodes];
    let mut share = vec![0.0; nodes];
    for _ in 0..ROUNDS {
        let mut loose = 0.0;
        for node in 0..nodes {
            if strengths[node] > 0.0 {
                share[node] = rank[node] / strengths[node];
            } else {
                loose += rank[node];
            }
        }
        let base = (1.0 - DAMPING + DAMPING * loose) * even;
        let mut change = 0.0;
        for (node, rank) in rank.iter_mut().enumerate() {
            let received: f64 =
                graph.of(node).iter().map(|&(from, weight)| weight * share[from as usize]).sum();
            let next = base + DAMPING * received;
            change += (next - *rank).abs();
            *rank = next;
        }
        if change < TOLERANCE {
            break;
        }
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::super::adjacency::tests::edge;
    use super::*;

    #[test]
    fn a_star_has_its_closed_form() {
        // Centre c and four leaves l: c = 0.15/5 + 0.85·4l, l = 0.15/5 + 0.85·c/4, c + 4l = 1.
        let graph = Adjacency::new(5, (1..5).map(|leaf| edge(0, leaf, 3.0)));
        let rank = pagerank(&graph);
        let centre = (0.03 + 0.85) / 1.85;
        assert!((rank[0] - centre).abs() < 1e-12, "{}", rank[0]);
        assert!((rank[3] - (1.0 - centre) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn nodes_without_edges_share_alike() {
        assert_eq!(pagerank(&Adjacency::new(4, [])), [0.25; 4]);
        assert!(pagerank(&Adjacency::new(0, [])).is_empty());
    }

    #[test]
    fn weights_count() {
        let graph = Adjacency::new(3, [edge(0, 1, 9.0), edge(0, 2, 1.0)]);
        let rank = pagerank(&graph);
        assert!(rank[1] > 2.0 * rank[2]);
        assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
