//! The neighbourhood of one document as a fan: its own dot on the left, its closest neighbours
//! one below the other beside it, each with its name. It fits the rail at its own size, so that no
//! name is smaller there than one reads and none is cut off by the drawing's edge.

use std::fmt::Write as _;

use super::lines::{self, Line, is_idea};
use super::{Look, hue, in_words};
use crate::graph::{Edge, EdgeKind, Says, TopicGraph};
use crate::model::html::push_escaped;
use crate::model::{DocId, Kind};
use crate::picture::text::wrap;

/// How many neighbours a fan shows at most.
const NEIGHBOURS: usize = 10;
/// Its width, that of the rail.
const WIDTH: i32 = 256;
/// Where the document's own dot stands, and those of its neighbours.
const HUB: i32 = 12;
const RIM: i32 = 84;
/// The size of a name, how many letters fit beside a dot, and the height of its lines.
const TEXT: i32 = 14;
const COLUMNS: usize = 19;
const LINE: i32 = 17;
/// Room between two names.
const GAP: i32 = 9;

/// The local graph of a document; `None` where it has fewer than two neighbours.
pub fn local(graph: &TopicGraph, look: &Look<'_>, doc: DocId) -> Option<String> {
    let shown = neighbourhood(graph, doc);
    if shown.len() < 3 {
        return None;
    }
    let place = |doc: DocId| shown.iter().position(|&shown| shown == doc);
    let edges: Vec<&Edge> = graph.edges_of(doc).collect();
    let lines = lines::lines(graph, look.types, edges.into_iter(), place);
    let title = |doc: DocId| look.documents[doc.index()].title.as_str();
    let rows: Vec<Vec<String>> =
        shown[1..].iter().map(|&other| wrap(title(other), COLUMNS, 2)).collect();
    let height = rows.iter().map(|row| row.len() as i32 * LINE + GAP).sum::<i32>();
    let middle = height / 2;
    let mut out = format!(
        "<svg class=\"map local\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"group\" aria-label=\""
    );
    push_escaped(&mut out, &look.words.with("note.neighbours-of", &[("title", title(doc))]));
    out.push_str("\">");
    let mut nodes = String::new();
    let mut top = 0;
    for (number, (&other, row)) in shown[1..].iter().zip(&rows).enumerate() {
        let tall = row.len() as i32 * LINE + GAP;
        let y = top + tall / 2;
        let strongest = lines.iter().rev().find(|&&(_, a, b)| a.max(b) == number + 1);
        let class = strongest.map_or(Line::Link, |&(line, ..)| line).class();
        let bend = (HUB + RIM) / 2;
        let _ = write!(
            out,
            "<path class=\"e {class}\" d=\"M{HUB} {middle}C{bend} {middle} {bend} {y} {} {y}\"/>",
            RIM - 7
        );
        neighbour(graph, look, other, row, y, &mut nodes);
        top += tall;
    }
    let own = hue(graph.nodes[doc.index()].cluster);
    let _ = write!(out, "<circle class=\"hub{own}\" cx=\"{HUB}\" cy=\"{middle}\" r=\"9\"/>");
    out.push_str(&nodes);
    out.push_str("</svg>");
    Some(out)
}

/// One neighbour: a link round its mark and its name.
fn neighbour(
    graph: &TopicGraph,
    look: &Look<'_>,
    doc: DocId,
    row: &[String],
    y: i32,
    out: &mut String,
) {
    let node = graph.nodes[doc.index()];
    let _ = write!(out, "<a class=\"n {}{}\" href=\"", node.kind.name(), hue(node.cluster));
    push_escaped(out, &(look.href)(doc));
    out.push_str("\"><title>");
    push_escaped(out, &in_words(graph, look, doc, super::TITLE));
    out.push_str("</title>");
    let _ = match node.kind {
        Kind::Principle => {
            write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"13\" height=\"9\" rx=\"2\"/>",
                RIM - 6,
                y - 5
            )
        }
        _ => write!(out, "<circle cx=\"{RIM}\" cy=\"{y}\" r=\"5\"/>"),
    };
    let _ = write!(out, "<text class=\"label\" font-size=\"{TEXT}\">");
    let first = y - (row.len() as i32 - 1) * LINE / 2 + TEXT / 3;
    for (number, line) in row.iter().enumerate() {
        let last = number + 1 == row.len();
        let _ = write!(out, "<tspan x=\"{}\" y=\"{}\">", RIM + 12, first + number as i32 * LINE);
        push_escaped(out, line);
        out.push_str(if last { "</tspan>" } else { " </tspan>" });
    }
    out.push_str("</text></a>");
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
