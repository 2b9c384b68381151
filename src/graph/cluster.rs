//! Communities: the Louvain method (Blondel, Guillaume, Lambiotte, Lefebvre 2008) with multilevel
//! refinement (Rotta, Noack 2011): after a coarse level has settled, the finer ones move nodes
//! again. The visiting order is seeded; of several orders the best modularity wins.

use super::adjacency::{Adjacency, WeightedEdge};
use super::random::Random;
use crate::model::ClusterId;

/// A partition of the nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    /// The cluster of each node, largest cluster first, equals by their lowest node. A node that
    /// is alone has none.
    pub of: Vec<Option<ClusterId>>,
    /// How many clusters there are.
    pub count: usize,
    /// Newman's modularity of the partition, lone nodes being communities of one.
    pub modularity: f64,
}

/// Nodes times tries stay below this, so that a large graph doesn't cost what a small one may.
const EFFORT: usize = 40_000;
/// The most visiting orders that are tried.
const TRIES: usize = 24;
/// The seed of the visiting orders.
const SEED: u64 = 0x70_70_6f_69;
/// A move must gain more than this, so that rounding errors end no round and start none.
const LEAST_GAIN: f64 = 1e-10;

/// The clusters of `graph`.
pub fn louvain(graph: &Adjacency) -> Clustering {
    let finest = Level { graph: graph.clone(), loops: vec![0.0; graph.len()] };
    let tries = (EFFORT / graph.len().max(1)).clamp(2, TRIES) as u64;
    // A try begins with lone nodes, or with the best partition so far.
    let attempt = |start: Option<&(Vec<u32>, f64)>, number: u64| {
        let start = start.map(|(communities, _)| communities.clone());
        let mut random = Random::new(SEED + number);
        let communities = finest.partition(start, number > 0, &mut random);
        let communities = connected_parts(graph, &communities);
        let modularity = modularity(graph, &communities);
        (communities, modularity)
    };
    let mut best = attempt(None, 0);
    for pair in 1..=tries / 2 {
        let (anew, onward) =
            rayon::join(|| attempt(None, 2 * pair), || attempt(Some(&best), 2 * pair - 1));
        for found in [onward, anew] {
            if found.1 > best.1 + LEAST_GAIN {
                best = found;
            }
        }
    }
    let (communities, modularity) = best;
    let (of, count) = largest_first(&communities);
    Clustering { of, count, modularity }
}

/// Newman's modularity of a partition of a weighted graph; 0 for a graph without edges.
pub fn modularity(graph: &Adjacency, communities: &[u32]) -> f64 {
    let count = communities.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
    let (mut inside, mut strength) = (vec![0.0; count], vec![0.0; count]);
    for node in 0..graph.len() {
        let community = communities[node] as usize;
        for &(to, weight) in graph.of(node) {
            strength[community] += weight;
            if communities[to as usize] as usize == community {
                inside[community] += weight;
            }
        }
    }
    let total: f64 = strength.iter().sum();
    if total == 0.0 {
        return 0.0;
    }
    inside.iter().zip(&strength).map(|(i, s)| i / total - (s / total) * (s / total)).sum()
}

/// A graph whose nodes stand for communities of a finer one.
struct Level {
    graph: Adjacency,
    /// Twice the weight of the edges inside each node.
    loops: Vec<f64>,
}

impl Level {
    /// Partitions the level, from `start` or from lone nodes.
    fn partition(&self, start: Option<Vec<u32>>, shuffled: bool, random: &mut Random) -> Vec<u32> {
        let nodes = self.graph.len();
        let mut order: Vec<u32> = (0..nodes as u32).collect();
        if shuffled {
            random.shuffle(&mut order);
        }
        let mut communities = start.unwrap_or_else(|| (0..nodes as u32).collect());
        self.move_nodes(&mut communities, &order);
        let count = renumber(&mut communities);
        if count == nodes || count == 1 {
            return communities;
        }
        let coarse = self.aggregate(&communities, count);
        let above = coarse.partition(None, shuffled, random);
        for community in &mut communities {
            *community = above[*community as usize];
        }
        self.move_nodes(&mut communities, &order);
        renumber(&mut communities);
        communities
    }

    /// Moves nodes to the neighbouring (or an empty) community with the highest gain until none
    /// gains, looking again only at those whose neighbours moved.
    fn move_nodes(&self, communities: &mut [u32], order: &[u32]) {
        let nodes = self.graph.len();
        let strength: Vec<f64> =
            (0..nodes).map(|node| self.graph.strength(node) + self.loops[node]).collect();
        let total: f64 = strength.iter().sum();
        if total == 0.0 {
            return;
        }
        let mut sums = vec![0.0; nodes];
        let mut sizes = vec![0u32; nodes];
        for node in 0..nodes {
            sums[communities[node] as usize] += strength[node];
            sizes[communities[node] as usize] += 1;
        }
        let mut empty: Vec<u32> = (0..nodes as u32).filter(|&c| sizes[c as usize] == 0).collect();
        let mut queue: std::collections::VecDeque<u32> = order.iter().copied().collect();
        let mut queued = vec![true; nodes];
        let mut weight_to = vec![0.0; nodes];
        let mut met: Vec<u32> = Vec::new();
        // Every move gains, so that this ends; the bound is against rounding alone.
        let mut moves_left = 200 * nodes;
        while let Some(node) = queue.pop_front() {
            let node = node as usize;
            queued[node] = false;
            let own = communities[node];
            met.clear();
            for &(to, weight) in self.graph.of(node) {
                let community = communities[to as usize];
                if weight_to[community as usize] == 0.0 {
                    met.push(community);
                }
                weight_to[community as usize] += weight;
            }
            let gain = |community: u32, sum: f64| {
                weight_to[community as usize] - strength[node] * sum / total
            };
            let stay = gain(own, sums[own as usize] - strength[node]);
            let (mut best, mut best_gain) = (own, stay + LEAST_GAIN);
            for &community in met.iter().filter(|&&community| community != own) {
                let gain = gain(community, sums[community as usize]);
                if gain > best_gain {
                    (best, best_gain) = (community, gain);
                }
            }
            if best_gain < -LEAST_GAIN && sizes[own as usize] > 1 {
                best = *empty.last().expect("a community of two leaves a number free");
            }
            for &community in &met {
                weight_to[community as usize] = 0.0;
            }
            if best == own || moves_left == 0 {
                continue;
            }
            moves_left -= 1;
            sums[own as usize] -= strength[node];
            sizes[own as usize] -= 1;
            if sizes[own as usize] == 0 {
                empty.push(own);
            }
            if sizes[best as usize] == 0 {
                // Of the empty ones the last was taken.
                empty.pop();
            }
            sums[best as usize] += strength[node];
            sizes[best as usize] += 1;
            communities[node] = best;
            for &(to, _) in self.graph.of(node) {
                if communities[to as usize] != best && !queued[to as usize] {
                    queued[to as usize] = true;
                    queue.push_back(to);
                }
            }
        }
    }

    /// The level whose nodes are the `count` communities.
    fn aggregate(&self, communities: &[u32], count: usize) -> Self {
        let mut loops = vec![0.0; count];
        let mut edges = Vec::new();
        for node in 0..self.graph.len() {
            let a = communities[node];
            loops[a as usize] += self.loops[node];
            for &(to, weight) in self.graph.of(node) {
                let b = communities[to as usize];
                if a == b {
                    loops[a as usize] += weight;
                } else if a < b {
                    edges.push(WeightedEdge { a, b, weight });
                }
            }
        }
        Self { graph: Adjacency::new(count, edges), loops }
    }
}

/// Numbers communities from 0 in order of their first node; gives their count.
fn renumber(communities: &mut [u32]) -> usize {
    let mut names = vec![u32::MAX; communities.len()];
    let mut count = 0;
    for community in communities.iter_mut() {
        let name = &mut names[*community as usize];
        if *name == u32::MAX {
            *name = count;
            count += 1;
        }
        *community = *name;
    }
    count as usize
}

/// Parts communities that fell into pieces, which never lowers modularity.
fn connected_parts(graph: &Adjacency, communities: &[u32]) -> Vec<u32> {
    let inner = (0..graph.len()).flat_map(|node| {
        let alike =
            move |to: u32| to > node as u32 && communities[to as usize] == communities[node];
        graph
            .of(node)
            .iter()
            .filter(move |&&(to, _)| alike(to))
            .map(move |&(to, weight)| WeightedEdge { a: node as u32, b: to, weight })
    });
    Adjacency::new(graph.len(), inner).components()
}

/// Numbers the communities of two and more nodes by size, equals by their lowest node.
fn largest_first(communities: &[u32]) -> (Vec<Option<ClusterId>>, usize) {
    let count = communities.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
    let mut sizes = vec![0usize; count];
    for &community in communities {
        sizes[community as usize] += 1;
    }
    // Components are numbered by their lowest node, and the sort is stable.
    let mut order: Vec<usize> = (0..count).filter(|&community| sizes[community] > 1).collect();
    order.sort_by_key(|&community| std::cmp::Reverse(sizes[community]));
    let mut cluster = vec![None; count];
    for (at, &community) in order.iter().enumerate() {
        cluster[community] = Some(ClusterId::new(at));
    }
    (communities.iter().map(|&community| cluster[community as usize]).collect(), order.len())
}

#[cfg(test)]
mod tests {
    use super::super::adjacency::tests::edge;
    use super::*;

    /// Zachary's karate club, as published in 1977, unweighted.
    const KARATE: &[(u32, &[u32])] = &[
        (0, &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31]),
        (1, &[2, 3, 7, 13, 17, 19, 21, 30]),
        (2, &[3, 7, 8, 9, 13, 27, 28, 32]),
        (3, &[7, 12, 13]),
        (4, &[6, 10]),
        (5, &[6, 10, 16]),
        (6, &[16]),
        (8, &[30, 32, 33]),
        (9, &[33]),
        (13, &[33]),
        (14, &[32, 33]),
        (15, &[32, 33]),
        (18, &[32, 33]),
        (19, &[33]),
        (20, &[32, 33]),
        (22, &[32, 33]),
        (23, &[25, 27, 29, 32, 33]),
        (24, &[25, 27, 31]),
        (25, &[31]),
        (26, &[29, 33]),
        (27, &[33]),
        (28, &[31, 33]),
        (29, &[32, 33]),
        (30, &[32, 33]),
        (31, &[32, 33]),
        (32, &[33]),
    ];

    #[test]
    fn finds_the_best_known_partition_of_the_karate_club() {
        let edges = KARATE.iter().flat_map(|(a, to)| to.iter().map(move |b| edge(*a, *b, 1.0)));
        let found = louvain(&Adjacency::new(34, edges));
        // Brandes et al. 2008 prove 0.4198 the maximum.
        assert!((found.modularity - 0.41979).abs() < 1e-5, "{}", found.modularity);
        assert_eq!(found.count, 4);
    }

    #[test]
    fn parts_cliques_and_leaves_lone_nodes_alone() {
        let mut edges = Vec::new();
        for clique in [0..4u32, 4..7] {
            for a in clique.clone() {
                edges.extend((a + 1..clique.end).map(|b| edge(a, b, 1.0)));
            }
        }
        edges.push(edge(0, 4, 0.2));
        let found = louvain(&Adjacency::new(8, edges));
        let of: Vec<_> = found.of.iter().map(|c| c.map(|c| c.0)).collect();
        assert_eq!(
            of,
            [0, 0, 0, 0, 1, 1, 1].map(Some).into_iter().chain([None]).collect::<Vec<_>>()
        );
    }

    #[test]
    fn survives_graphs_without_edges_or_nodes() {
        assert_eq!(louvain(&Adjacency::new(0, [])).count, 0);
        assert_eq!(louvain(&Adjacency::new(3, [])).of, [None, None, None]);
    }
}
