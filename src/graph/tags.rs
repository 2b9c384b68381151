//! Edges between documents that carry the same tags, where there are no concepts to join them.
//!
//! A tag that n documents carry says 1/(n−1) of each pair, as a passage that names n concepts
//! does, so that a rare tag joins and a common one hardly does. The documents of a tag stand in a
//! ring, each joined to a few before it and behind it: a tag that a thousand notes carry makes a
//! few thousand pairs and not half a million, and still joins them all.

use std::collections::BTreeMap;

use super::topic::{Edge, EdgeKind, Says};
use crate::links::Tag;

/// How far round the ring a document is joined to others.
const REACH: usize = 8;
/// A document keeps so many of these edges, its strongest.
const STRONGEST: usize = 8;
/// A tag that this many or fewer documents carry always counts…
const FEW: usize = 8;
/// …and any other if no more than this part of all documents carry it.
const COMMON: usize = 3;
/// What the edge of a tag weighs that only two documents carry.
const WEIGHT: f64 = 0.3;

/// The edges, the stronger first.
pub fn shared(tags: &[Tag], documents: usize) -> Vec<Edge> {
    // By pair: how much its tags say, and how near the two are in a ring.
    let mut pairs: BTreeMap<(u32, u32), (f64, usize)> = BTreeMap::new();
    for tag in tags {
        let carriers = &tag.documents;
        let count = carriers.len();
        if count < 2 || count > FEW && count * COMMON > documents {
            continue;
        }
        let says = 1.0 / (count - 1) as f64;
        for gap in 1..=REACH.min(count / 2) {
            // Half way round, the ring meets itself.
            let starts = if 2 * gap == count { gap } else { count };
            for at in 0..starts {
                let (a, b) = (carriers[at].0, carriers[(at + gap) % count].0);
                let pair = pairs.entry((a.min(b), a.max(b))).or_insert((0.0, gap));
                *pair = (pair.0 + says, pair.1.min(gap));
            }
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by(|(x, (says_x, gap_x)), (y, (says_y, gap_y))| {
        says_y.total_cmp(says_x).then(gap_x.cmp(gap_y)).then(x.cmp(y))
    });
    let mut degree = vec![0usize; documents];
    pairs.retain(|&((a, b), _)| {
        let room = degree[a as usize] < STRONGEST && degree[b as usize] < STRONGEST;
        if room {
            degree[a as usize] += 1;
            degree[b as usize] += 1;
        }
        room
    });
    let edge = |((source, target), (says, _)): ((u32, u32), (f64, usize))| Edge {
        source,
        target,
        kind: EdgeKind::Cooccurrence,
        says: Says::Tags,
        weight: WEIGHT * says.min(1.0),
        proof: Vec::new(),
    };
    pairs.into_iter().map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocId;

    fn tags(of: &[&[u32]]) -> Vec<Tag> {
        let tag = |docs: &&[u32]| Tag {
            name: format!("t{}", docs.len()),
            documents: docs.iter().map(|&doc| DocId(doc)).collect(),
            parent: None,
            below: Vec::new(),
        };
        of.iter().map(tag).collect()
    }

    #[test]
    fn rare_tags_join_more_than_common_ones() {
        let edges = shared(&tags(&[&[0, 1], &[1, 2, 3]]), 4);
        let found: Vec<_> = edges.iter().map(|e| (e.source, e.target, e.weight)).collect();
        assert_eq!(found, [(0, 1, 0.3), (1, 2, 0.15), (1, 3, 0.15), (2, 3, 0.15)]);
    }

    #[test]
    fn a_common_tag_joins_all_with_few_edges() {
        let all: Vec<u32> = (0..1000).collect();
        let edges = shared(&tags(&[&all]), 4000);
        assert_eq!(edges.len(), 1000 * STRONGEST / 2);
        let ends = edges.iter().map(|edge| (edge.source, edge.target));
        let weighted =
            ends.map(|(a, b)| super::super::adjacency::WeightedEdge { a, b, weight: 1.0 });
        let graph = super::super::adjacency::Adjacency::new(1000, weighted);
        assert_eq!(graph.components().iter().max(), Some(&0));
    }

    #[test]
    fn a_tag_on_nearly_everything_says_nothing() {
        let all: Vec<u32> = (0..20).collect();
        assert!(shared(&tags(&[&all]), 20).is_empty());
        assert!(shared(&tags(&[&[4]]), 20).is_empty());
    }
}
