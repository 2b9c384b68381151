//! The graph for the script of its page: a classic script that sets `topoiGraph`, since neither
//! modules nor `fetch` work over `file://`.
//!
//! ```text
//! clusters  [number, name, x, y, width, height]
//! nodes     [document, title, kind, cluster or -1, href, x, y, width, height, text size, lines,
//!            the mark's radius, how far its middle is from the box's]
//!           ideas first, then articles, which are drawn when a reader asks for them
//! words     what edges say, each once
//! edges     [from, to, class, words from here, words from there, proof or -1]
//! proofs    [text, href, whose]
//! ```

use serde_json::{Value, json};

use super::assets;
use super::text::{clip, one_line};
use crate::config::RelationType;
use crate::graph::{Edge, EdgeKind, Says};
use crate::i18n::Words;
use crate::model::{DocId, Map, OutFile};
use crate::parse::front_matter::Stance;
use crate::picture;
use crate::picture::Picture;
use crate::picture::map::{MOST_NODES, Placed};
use crate::site::Site;

/// What the page of the graph shows: made when it is asked for.
#[derive(Default)]
pub struct GraphPicture {
    /// Who stands where.
    pub picture: Picture,
    /// The same for the page's script, with all edges.
    pub script: OutFile,
}

impl GraphPicture {
    /// Lays out the graph of `site`.
    pub fn new(site: &Site, words: &Words, types: &[RelationType]) -> Self {
        let picture = picture::draw(&site.documents, &site.graph, MOST_NODES);
        let script = assets::hashed(NAME, script(site, words, types, &picture).into_bytes());
        Self { picture, script }
    }
}

/// Whether the file at `path` in the output is the script.
pub fn is_script(path: &str) -> bool {
    path.strip_prefix("assets/graph-data.").is_some_and(|rest| rest.ends_with(".js"))
}

const NAME: &str = "graph-data.js";

/// A proof is cut to about this many characters.
const PROOF: usize = 260;
/// No more proofs than these are written, those of the strongest edges.
const MOST_PROOFS: usize = 3_000;

/// The script for `site`.
fn script(site: &Site, say: &Words, types: &[RelationType], picture: &Picture) -> String {
    let from = site.generated.graph.as_str();
    let placed: Vec<&Placed> = picture.nodes.iter().chain(&picture.sources).collect();
    let mut place: Map<u32, usize> = Map::default();
    for (at, placed) in placed.iter().enumerate() {
        place.insert(placed.doc.0, at);
    }
    let clusters: Vec<Value> = picture
        .regions
        .iter()
        .map(|r| {
            let head = site.graph.clusters[r.cluster.index()].head;
            json!([r.cluster.0, site.document(head).title, r.x, r.y, r.width, r.height])
        })
        .collect();
    let nodes: Vec<Value> = placed.iter().map(|placed| node(site, from, placed)).collect();
    let mut phrases = Phrases::default();
    let mut proofs = Proofs::default();
    let mut shown: Vec<&Edge> = site
        .graph
        .edges
        .iter()
        .filter(|edge| place.contains_key(&edge.source) && place.contains_key(&edge.target))
        .filter(|edge| !is_second(site, edge))
        .collect();
    shown.sort_by(|a, b| a.kind.cmp(&b.kind).then(b.weight.total_cmp(&a.weight)));
    let edges: Vec<Value> = shown
        .into_iter()
        .map(|edge| {
            let (class, there, back) = said(say, types, edge);
            let proof = proofs.add(site, from, edge);
            let (there, back) = (phrases.add(there), phrases.add(back));
            json!([place[&edge.source], place[&edge.target], class, there, back, proof])
        })
        .collect();
    let data = json!({
        "folded": picture.folded,
        "clusters": clusters,
        "nodes": nodes,
        "words": phrases.all,
        "edges": edges,
        "proofs": proofs.all,
    });
    format!("topoiGraph = {data};\n")
}

fn node(site: &Site, from: &str, placed: &Placed) -> Value {
    let node = site.graph.nodes[placed.doc.index()];
    let label = &placed.label;
    json!([
        placed.doc.0,
        site.document(placed.doc).title,
        node.kind.name(),
        node.cluster.map_or(-1, |cluster| i64::from(cluster.0)),
        site.href(from, placed.doc),
        placed.x,
        placed.y,
        label.width,
        label.height,
        label.size,
        label.lines,
        label.radius,
        label.mark(),
    ])
}

/// Whether an edge is the second direction of a relation that is there already.
fn is_second(site: &Site, edge: &Edge) -> bool {
    let Says::Relation(direction) = edge.says else { return false };
    let kind = &site.config.relations[direction.relation as usize];
    direction.inverse || kind.name == "narrower" || kind.symmetric && edge.source > edge.target
}

/// The class of an edge's line, and what it says from its source and from its target.
fn said<'a>(
    words: &'a Words,
    types: &'a [RelationType],
    edge: &Edge,
) -> (&'static str, &'a str, &'a str) {
    let said = |class, there, back| (class, words.text(there), words.text(back));
    match (edge.kind, edge.says) {
        (_, Says::Relation(direction)) => {
            let kind = &types[direction.relation as usize];
            let class = match kind.name.as_str() {
                "contrasts" => "contrasts",
                _ if kind.symmetric => "relation",
                _ => "directed",
            };
            let back = if kind.symmetric { &kind.label } else { &kind.inverse };
            (class, &kind.label, back)
        }
        (_, Says::About) => said("about", "edge.about", "edge.about-back"),
        (_, Says::Between) => said("contrasts", "edge.between", "edge.between-back"),
        (_, Says::Member) => said("relation", "edge.member", "edge.member-back"),
        (_, Says::Stance(Stance::Supports)) => {
            said("evidence", "edge.supports", "edge.supports-back")
        }
        (_, Says::Stance(Stance::Qualifies)) => {
            said("evidence", "edge.qualifies", "edge.qualifies-back")
        }
        (_, Says::Stance(Stance::Disputes)) => {
            said("evidence", "edge.disputes", "edge.disputes-back")
        }
        (_, Says::Tags) => said("tags", "edge.tags", "edge.tags"),
        (EdgeKind::Cooccurrence, _) => said("cooccurrence", "edge.passages", "edge.passages"),
        (EdgeKind::Mention, _) => said("mention", "edge.mentions", "edge.mentions-back"),
        _ => said("link", "edge.links", "edge.links-back"),
    }
}

/// Phrases, each once.
#[derive(Default)]
struct Phrases<'a> {
    all: Vec<&'a str>,
}

impl<'a> Phrases<'a> {
    fn add(&mut self, words: &'a str) -> usize {
        let found = self.all.iter().position(|&held| held == words);
        found.unwrap_or_else(|| {
            self.all.push(words);
            self.all.len() - 1
        })
    }
}

/// Passages, each once.
#[derive(Default)]
struct Proofs {
    all: Vec<Value>,
    index: Map<(DocId, u32), usize>,
}

impl Proofs {
    /// The number of an edge's first proof, −1 for none. That a document links or mentions needs
    /// none.
    fn add(&mut self, site: &Site, from: &str, edge: &Edge) -> i64 {
        let weak = matches!(edge.kind, EdgeKind::Link | EdgeKind::Mention);
        let Some(&(doc, block)) = edge.proof.first().filter(|_| !weak) else { return -1 };
        if let Some(&number) = self.index.get(&(doc, block)) {
            return number as i64;
        }
        if self.all.len() >= MOST_PROOFS {
            return -1;
        }
        let document = site.document(doc);
        let text = clip(&one_line(document.block_text(block)), PROOF);
        self.index.insert((doc, block), self.all.len());
        self.all.push(json!([text, site.href_block(from, doc, block), document.title]));
        self.all.len() as i64 - 1
    }
}
