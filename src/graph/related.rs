//! Documents that are close in the graph though nothing need link them: those of the same kind
//! that share neighbours, shared hubs counting little (after Adamic and Adar 2003, "Friends and
//! neighbors on the web").

use rayon::prelude::*;

use super::adjacency::Adjacency;
use crate::model::{DocId, Kind};

/// How many related documents each has at most.
const MOST: usize = 6;
/// Of a shared neighbour's neighbours so many are looked at, its closest: nothing here is
/// quadratic.
const LOOKED_AT: usize = 48;

/// By node: the closest others of its kind, the closest first.
pub fn related(graph: &Adjacency, kinds: &[Kind]) -> Vec<Vec<DocId>> {
    let strengths: Vec<f64> = (0..graph.len()).map(|node| graph.strength(node)).collect();
    let closest: Vec<Vec<(u32, f64)>> =
        (0..graph.len()).into_par_iter().map(|node| closest(graph, kinds, node)).collect();
    (0..graph.len())
        .into_par_iter()
        .map_init(
            || (vec![0.0f64; graph.len()], Vec::new()),
            |(scores, met), node| {
                for &(other, weight) in graph.of(node) {
                    add(scores, met, other, weight);
                }
                for &(shared, weight) in graph.of(node) {
                    let shared = shared as usize;
                    let rarity = 1.0 / libm::log(2.0 + graph.degree(shared) as f64);
                    for &(other, other_weight) in &closest[shared] {
                        add(scores, met, other, weight * other_weight * rarity);
                    }
                }
                let mut found: Vec<(f64, u32)> = met
                    .drain(..)
                    .map(|other| {
                        let score = std::mem::take(&mut scores[other as usize]);
                        (score / strengths[other as usize].sqrt(), other)
                    })
                    .filter(|&(_, other)| {
                        other as usize != node && kinds[other as usize] == kinds[node]
                    })
                    .collect();
                let closer =
                    |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
                if found.len() > MOST {
                    // Thousands may be met where six are wanted.
                    found.select_nth_unstable_by(MOST, closer);
                    found.truncate(MOST);
                }
                found.sort_by(closer);
                found.into_iter().map(|(_, other)| DocId(other)).collect()
            },
        )
        .collect()
}

fn add(scores: &mut [f64], met: &mut Vec<u32>, node: u32, score: f64) {
    if scores[node as usize] == 0.0 {
        met.push(node);
    }
    scores[node as usize] += score;
}

/// The strongest neighbours of a node, so many of each kind.
fn closest(graph: &Adjacency, kinds: &[Kind], node: usize) -> Vec<(u32, f64)> {
    let mut neighbours = graph.of(node).to_vec();
    neighbours.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut room = [LOOKED_AT; crate::model::kind::KINDS.len()];
    neighbours.retain(|&(other, _)| {
        let room = &mut room[kinds[other as usize] as usize];
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    });
    neighbours
}

#[cfg(test)]
mod tests {
    use super::super::adjacency::tests::edge;
    use super::*;

    #[test]
    fn shared_neighbours_of_the_same_kind_relate() {
        // Articles 0, 1, 2; concepts 3, 4, 5. 0 and 1 share both 3 and 4; 2 shares 4 alone.
        let graph = Adjacency::new(
            6,
            [(0, 3), (0, 4), (1, 3), (1, 4), (2, 4), (2, 5)].map(|(a, b)| edge(a, b, 0.3)),
        );
        let kind = |doc| if doc < 3 { Kind::Article } else { Kind::Concept };
        let kinds: Vec<Kind> = (0..6).map(kind).collect();
        let related = related(&graph, &kinds);
        assert_eq!(related[0], [DocId(1), DocId(2)]);
        assert_eq!(related[2], [DocId(0), DocId(1)]);
        assert_eq!(related[3], [DocId(4)]);
    }
}
