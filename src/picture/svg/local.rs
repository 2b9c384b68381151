//! The neighbourhood of one document: itself in the middle, its closest neighbours round it.

use std::fmt::Write as _;

use super::lines::{self, is_idea};
use super::{Look, node};
use crate::graph::adjacency::{Adjacency, WeightedEdge};
use crate::graph::{Edge, EdgeKind, Says, TopicGraph};
use crate::model::html::push_escaped;
use crate::model::{DocId, Kind};
use crate::picture::layout::{Size, layout};
use crate::picture::map::{Label, Placed};

/// How many neighbours a local graph shows at most.
pub const NEIGHBOURS: usize = 24;

/// The local graph of a document; `None` where it has fewer than two neighbours.
pub fn local(graph: &TopicGraph, look: &Look<'_>, doc: DocId) -> Option<String> {
    let shown = neighbourhood(graph, doc);
    if shown.len() < 3 {
        return None;
    }
    let place = |doc: DocId| shown.iter().position(|&shown| shown == doc);
    let strong = |edge: &&Edge| edge.kind != EdgeKind::Link && edge.kind != EdgeKind::Mention;
    let edges: Vec<&Edge> = shown
        .iter()
        .flat_map(|&from| graph.edges_of(from).filter(move |edge| edge.source == from.0))
        .filter(|edge| strong(edge) || edge.source == doc.0 || edge.target == doc.0)
        .collect();
    let ties = edges.iter().filter_map(|edge| {
        let (a, b) = (place(DocId(edge.source))?, place(DocId(edge.target))?);
        Some(WeightedEdge { a: a as u32, b: b as u32, weight: edge.weight })
    });
    let labels: Vec<Label> = shown
        .iter()
        .map(|&other| {
            let document = &look.documents[other.index()];
            let weight = if other == doc { 1 } else { 2 };
            Label::new(document.kind, &document.title, weight)
        })
        .collect();
    let sizes: Vec<Size> = labels
        .iter()
        .map(|label| Size { width: label.width.into(), height: label.height.into() })
        .collect();
    let places = layout(&Adjacency::new(shown.len(), ties), &sizes, &vec![None; shown.len()], &[]);
    let placed: Vec<Placed> = shown
        .iter()
        .zip(labels)
        .zip(&places.nodes)
        .map(|((&doc, label), &(x, y))| Placed { doc, x, y, label })
        .collect();

    let mut out = format!(
        "<svg class=\"map local\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         role=\"group\" aria-label=\"",
        w = places.width,
        h = places.height
    );
    push_escaped(&mut out, &look.documents[doc.index()].title);
    out.push_str(" and its neighbours\" text-anchor=\"middle\">");
    let placed: Vec<&Placed> = placed.iter().collect();
    let lines = lines::lines(graph, look.types, edges.into_iter(), place);
    lines::draw(&placed, &lines, usize::MAX, &mut out);
    for (number, placed) in placed.iter().enumerate() {
        node(graph, look, placed, if number == 0 { " here" } else { "" }, super::TITLE, &mut out);
    }
    let _ = write!(out, "</svg>");
    Some(out)
}

/// A document and its closest neighbours: ideas by authored relations first, then by weight.
/// Articles appear where they are evidence.
fn neighbourhood(graph: &TopicGraph, doc: DocId) -> Vec<DocId> {
    let mut found: Vec<(u8, f64, DocId)> = Vec::new();
    for edge in graph.edges_of(doc) {
        let other = DocId(if edge.source == doc.0 { edge.target } else { edge.source });
        let kind = graph.nodes[other.index()].kind;
        let order = match edge.kind {
            EdgeKind::Relation => 0,
            EdgeKind::Evidence => 1,
            EdgeKind::Cooccurrence if edge.says == Says::Tags => 5,
            EdgeKind::Cooccurrence => 2,
            EdgeKind::Link if is_idea(kind) || kind == Kind::Note => 3,
            EdgeKind::Mention if is_idea(kind) => 4,
            EdgeKind::Link | EdgeKind::Mention => continue,
        };
        found.push((order, edge.weight, other));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut shown = vec![doc];
    for (_, _, other) in found {
        if shown.len() > NEIGHBOURS {
            break;
        }
        if !shown.contains(&other) {
            shown.push(other);
        }
    }
    shown
}
