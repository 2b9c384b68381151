//! Places that meet ideal distances: stress minimised by stochastic gradient descent (Zheng,
//! Pawar, Goodman 2018, "Graph drawing by stochastic gradient descent"). Each term in turn moves
//! its two nodes along the line between them; steps shrink by a fixed schedule.

use super::Point;
use super::distance::Term;
use crate::graph::random::Random;

/// Rounds over all terms.
const ROUNDS: i32 = 30;
/// How far the last round's steps go for the closest pair.
const LAST_STEP: f64 = 0.1;
/// The seed of the first places and of the order of terms.
const SEED: u64 = 0x67_72_61_70_68;

/// Places of `nodes` nodes that come close to the distances of `terms`.
pub fn place(nodes: usize, mut terms: Vec<Term>) -> Vec<Point> {
    let mut random = Random::new(SEED);
    let farthest = terms.iter().map(|term| term.distance).fold(0.0, f64::max);
    let mut places: Vec<Point> = (0..nodes)
        .map(|_| Point { x: random.unit() * farthest, y: random.unit() * farthest })
        .collect();
    let weights =
        || terms.iter().flat_map(|term| [term.weight_a, term.weight_b]).filter(|&w| w > 0.0);
    let (lightest, heaviest) =
        weights().fold((f64::INFINITY, 0.0f64), |(low, high), w| (low.min(w), high.max(w)));
    if !lightest.is_finite() {
        return places;
    }
    let (first, last) = (1.0 / lightest, LAST_STEP / heaviest);
    let decay = libm::log(first / last) / f64::from(ROUNDS - 1);
    for round in 0..ROUNDS {
        let step = first * libm::exp(-decay * f64::from(round));
        random.shuffle(&mut terms);
        for term in &terms {
            pull(&mut places, term, step);
        }
    }
    places
}

/// Moves the two nodes of a term towards their distance.
fn pull(places: &mut [Point], term: &Term, step: f64) {
    let (a, b) = (term.a as usize, term.b as usize);
    let (dx, dy) = (places[a].x - places[b].x, places[a].y - places[b].y);
    let apart = (dx * dx + dy * dy).sqrt().max(1e-9);
    let excess = (apart - term.distance) / (2.0 * apart);
    let (move_a, move_b) = ((term.weight_a * step).min(1.0), (term.weight_b * step).min(1.0));
    places[a].x -= move_a * excess * dx;
    places[a].y -= move_a * excess * dy;
    places[b].x += move_b * excess * dx;
    places[b].y += move_b * excess * dy;
}

/// The stress of places: the weighted squares of what the distances miss, for tests and benches.
pub fn stress(places: &[Point], terms: &[Term]) -> f64 {
    terms
        .iter()
        .map(|term| {
            let (a, b) = (places[term.a as usize], places[term.b as usize]);
            let apart = ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt();
            term.weight_a.max(term.weight_b) * (apart - term.distance) * (apart - term.distance)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::distance::terms;
    use super::*;
    use crate::graph::adjacency::Adjacency;
    use crate::graph::adjacency::tests::edge;

    #[test]
    fn a_grid_unfolds() {
        let at = |x: u32, y: u32| y * 8 + x;
        let mut edges = Vec::new();
        for y in 0..8 {
            for x in 0..7 {
                edges
                    .extend([edge(at(x, y), at(x + 1, y), 1.0), edge(at(y, x), at(y, x + 1), 1.0)]);
            }
        }
        let graph = Adjacency::new(64, edges);
        let terms = terms(&graph, |a, b| {
            // Unit lengths: undo the neighbourhoods' measure.
            1.0 / ((graph.degree(a) + graph.degree(b)) as f64).sqrt()
        });
        let places = place(64, terms.clone());
        // The optimum of an 8 by 8 grid under path lengths is near 45.
        let reached = stress(&places, &terms) / terms.len() as f64;
        assert!(reached < 0.03, "{reached}");
        assert_eq!(places, place(64, terms), "the same twice");
    }
}
