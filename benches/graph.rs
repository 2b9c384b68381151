//! How long the graph's numbers and layout take: 2,000 concepts laid out, ten thousand articles'
//! passages counted. Run with `cargo bench --bench graph`.

use std::time::Instant;

use topoi::graph::adjacency::{Adjacency, WeightedEdge};
use topoi::graph::cooccurrence::{Options, PassageConcepts, Place, cooccurrence};
use topoi::graph::random::Random;
use topoi::graph::{cluster, rank};
use topoi::model::{ConceptId, DocId};
use topoi::picture::layout::{Size, layout};

fn main() {
    for nodes in [60, 500, 2_000, 5_000] {
        lay_out(nodes);
    }
    for (articles, concepts) in [(1_000, 200), (10_000, 300), (10_000, 2_000)] {
        count(articles, concepts);
    }
}

/// A graph of communities with hubs, about four edges a node.
fn communities(nodes: usize) -> Adjacency {
    let mut random = Random::new(1);
    let mut edges = Vec::new();
    for node in 1..nodes {
        let group = node - node % 40;
        for _ in 0..4 {
            let near = random.below(10) > 0 && node > group;
            let to = if near { group + random.below(node - group) } else { random.below(node) };
            edges.push(WeightedEdge { a: node as u32, b: to as u32, weight: random.unit() + 0.1 });
        }
    }
    Adjacency::new(nodes, edges)
}

fn lay_out(nodes: usize) {
    let graph = communities(nodes);
    let mut random = Random::new(2);
    let sizes: Vec<Size> =
        (0..nodes).map(|_| Size { width: 50.0 + 90.0 * random.unit(), height: 26.0 }).collect();
    let start = Instant::now();
    let ranks = rank::pagerank(&graph);
    let ranked = start.elapsed();
    let clusters = cluster::louvain(&graph);
    let clustered = start.elapsed();
    let drawing = layout(&graph, &sizes, &clusters.of, &vec![120.0; clusters.count]);
    let done = start.elapsed();
    println!(
        "{nodes} nodes: PageRank {:.1} ms, Louvain {:.1} ms ({} clusters), layout {:.1} ms \
         ({} × {}), first rank {:.4}",
        ranked.as_secs_f64() * 1e3,
        (clustered - ranked).as_secs_f64() * 1e3,
        clusters.count,
        (done - clustered).as_secs_f64() * 1e3,
        drawing.width,
        drawing.height,
        ranks[0],
    );
}

fn count(articles: u32, concepts: usize) {
    let mut random = Random::new(3);
    let mut passages = Vec::new();
    for doc in 0..articles {
        for block in 0..40 {
            // Low numbers are common, as the names of a field are.
            let mut named: Vec<ConceptId> = (0..random.below(6))
                .map(|_| {
                    let (a, b) = (random.unit(), random.unit());
                    ConceptId::new((a * b * concepts as f64) as usize)
                })
                .collect();
            named.sort();
            named.dedup();
            if !named.is_empty() {
                let place = Place { doc: DocId(doc), block };
                passages.push(PassageConcepts { place, concepts: named });
            }
        }
    }
    let start = Instant::now();
    let pairs = cooccurrence(&passages, 0, &Options::default());
    println!(
        "{articles} articles, {concepts} concepts, {} passages: {} edges in {:.0} ms",
        passages.len(),
        pairs.len(),
        start.elapsed().as_secs_f64() * 1e3,
    );
}
