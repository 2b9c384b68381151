//! Reads an undirected graph from standard input, a line `a b weight` for each edge and the number
//! of nodes on the first, and prints ranks, clusters and modularity as JSON: for comparing them
//! with other programs' (`tests/graph/check_numbers.py`).

use std::io::Read as _;

use topoi::graph::adjacency::{Adjacency, WeightedEdge};
use topoi::graph::{cluster, rank};

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("a graph on standard input");
    let mut lines = text.lines();
    let nodes = lines.next().and_then(|line| line.parse().ok()).expect("a number of nodes");
    let graph = Adjacency::new(nodes, lines.map(edge));
    let clustering = cluster::louvain(&graph);
    let clusters: Vec<Option<u32>> = clustering.of.iter().map(|c| c.map(|c| c.0)).collect();
    let numbers = serde_json::json!({
        "rank": rank::pagerank(&graph),
        "cluster": clusters,
        "modularity": clustering.modularity,
    });
    println!("{numbers}");
}

fn edge(line: &str) -> WeightedEdge {
    let mut words = line.split_whitespace();
    let mut next = || words.next().expect("three words a line");
    WeightedEdge {
        a: next().parse().expect("a node"),
        b: next().parse().expect("a node"),
        weight: next().parse().expect("a weight"),
    }
}
