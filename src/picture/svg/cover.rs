//! The topic graph as the ornament of the home page: dots and lines, a few names, no links.

use std::fmt::Write as _;

use super::{Look, lines};
use crate::graph::{EdgeKind, TopicGraph};
use crate::model::html::push_escaped;
use crate::model::{DocId, Kind, Map};
use crate::picture::map::{Picture, Placed};
use crate::picture::text::text_width;

/// A drawing of fewer dots than this says nothing.
const LEAST: usize = 8;
/// So many names stand on it.
const NAMES: usize = 6;
/// The width of the drawing, in its own units.
const WIDTH: f64 = 1000.0;
/// The size of a name.
const TEXT: f64 = 30.0;
/// Room round the dots.
const MARGIN: f64 = 40.0;

/// A dot's or a name's box.
#[derive(Clone, Copy)]
struct Space {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Space {
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A node on the drawing.
struct Dot<'a> {
    placed: &'a Placed,
    kind: Kind,
    x: f64,
    y: f64,
    radius: f64,
}

impl Dot<'_> {
    fn space(&self) -> Space {
        let Self { x, y, radius, .. } = self;
        Space { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }
}

/// Draws `picture` without words, coloured by the class that `tint` gives a document. Nothing for
/// a graph of a few nodes or without lines.
pub fn cover(
    graph: &TopicGraph,
    picture: &Picture,
    look: &Look<'_>,
    tint: &dyn Fn(DocId) -> &'static str,
) -> Option<String> {
    if picture.nodes.len() < LEAST {
        return None;
    }
    let bounds = picture.nodes.iter().map(|node| (node.x, node.y));
    let (left, right) =
        bounds.clone().fold((i32::MAX, i32::MIN), |(a, b), (x, _)| (a.min(x), b.max(x)));
    let (top, bottom) = bounds.fold((i32::MAX, i32::MIN), |(a, b), (_, y)| (a.min(y), b.max(y)));
    let scale = (WIDTH - 2.0 * MARGIN) / f64::from((right - left).max(1));
    let dots: Vec<Dot<'_>> = picture
        .nodes
        .iter()
        .map(|placed| {
            let kind = graph.nodes[placed.doc.index()].kind;
            Dot {
                placed,
                kind,
                x: (MARGIN + f64::from(placed.x - left) * scale).round(),
                y: (MARGIN + TEXT + f64::from(placed.y - top) * scale).round(),
                radius: radius(kind, placed.label.size),
            }
        })
        .collect();
    let height = (2.0 * MARGIN + TEXT + f64::from(bottom - top) * scale).round();
    let mut out = format!(
        "<svg class=\"cover\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         aria-hidden=\"true\">"
    );
    if !threads(graph, picture, look, &dots, &mut out) {
        return None;
    }
    for dot in &dots {
        let (x, y, tint) = (dot.x, dot.y, tint(dot.placed.doc));
        let _ = match dot.kind {
            Kind::Contrast => {
                write!(out, "<path class=\"x\" d=\"M{} {y}l9-9 9 9-9 9z\"/>", x - 9.0)
            }
            _ => {
                write!(out, "<circle class=\"{tint}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", dot.radius)
            }
        };
    }
    names(&dots, look, &mut out);
    out.push_str("</svg>");
    Some(out)
}

fn radius(kind: Kind, size: i32) -> f64 {
    match (kind, size) {
        (Kind::Principle | Kind::Contrast | Kind::Article, _) => 5.0,
        (_, 18..) => 19.0,
        (_, 15..) => 13.0,
        _ => 8.5,
    }
}

/// The lines between the dots, as arcs, a path for each class; whether there are any.
fn threads(
    graph: &TopicGraph,
    picture: &Picture,
    look: &Look<'_>,
    dots: &[Dot<'_>],
    out: &mut String,
) -> bool {
    let mut places: Map<DocId, usize> = Map::default();
    for (at, placed) in picture.nodes.iter().enumerate() {
        places.insert(placed.doc, at);
    }
    let shown = graph.edges.iter().filter(|edge| edge.kind != EdgeKind::Mention);
    let lines = lines::lines(graph, look.types, shown, |doc| places.get(&doc).copied());
    for of_class in lines.chunk_by(|a, b| a.0 == b.0) {
        let _ = write!(out, "<path class=\"{}\" d=\"", of_class[0].0.class());
        for &(_, a, b) in of_class {
            let (a, b) = (&dots[a], &dots[b]);
            // Bent to one side by an eighth of its length.
            let x = (a.x + b.x) / 2.0 + (b.y - a.y) / 8.0;
            let y = (a.y + b.y) / 2.0 - (b.x - a.x) / 8.0;
            let _ = write!(out, "M{} {}Q{} {} {} {}", a.x, a.y, x.round(), y.round(), b.x, b.y);
        }
        out.push_str("\"/>");
    }
    !lines.is_empty()
}

/// The names of the largest dots, each above or below its own: where it covers no dot, else where
/// it covers no large one. No name covers another.
fn names(dots: &[Dot<'_>], look: &Look<'_>, out: &mut String) {
    let mut taken: Vec<Space> = Vec::new();
    let mut central: Vec<&Dot<'_>> = dots.iter().filter(|dot| dot.radius > 10.0).collect();
    central.sort_by(|a, b| b.radius.total_cmp(&a.radius));
    for dot in &central {
        let name = &look.documents[dot.placed.doc.index()].title;
        let width = text_width(name, TEXT);
        if width > WIDTH / 2.0 {
            continue;
        }
        let x = dot.x.clamp(width / 2.0, WIDTH - width / 2.0);
        let (above, below) = (dot.y - dot.radius - 9.0, dot.y + dot.radius + TEXT);
        let space = |y: f64| Space {
            left: x - width / 2.0,
            top: y - TEXT,
            right: x + width / 2.0,
            bottom: y,
        };
        let is_free = |y: f64, least: f64| {
            let others = dots.iter().filter(|other| other.placed.doc != dot.placed.doc);
            let mut others = others.filter(|other| other.radius > least);
            !taken.iter().any(|name| name.meets(&space(y)))
                && !others.any(|other| other.space().meets(&space(y)))
        };
        let places = [(above, 0.0), (below, 0.0), (above, 10.0)];
        let Some(&(y, _)) = places.iter().find(|(y, least)| is_free(*y, *least)) else { continue };
        let space = space(y);
        taken.push(space);
        let _ = write!(out, "<text x=\"{x:.0}\" y=\"{y:.0}\" font-size=\"{TEXT}\">");
        push_escaped(out, name);
        out.push_str("</text>");
        if taken.len() == NAMES {
            break;
        }
    }
}
