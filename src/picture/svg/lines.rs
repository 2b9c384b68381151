//! The lines between the marks: one for each pair and class, from border to border, drawn as one
//! path a class.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::RelationType;
use crate::graph::{Edge, EdgeKind, Says, TopicGraph};
use crate::model::{DocId, Kind};
use crate::picture::map::Placed;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Two documents share tags.
    Tags,
    /// A link or mention.
    Link,
    /// Two concepts share passages.
    Cooccurrence,
    /// A document is filed under a concept.
    About,
    /// A relation that holds both ways, or a collection and its member.
    Relation,
    /// A relation that points somewhere.
    Directed,
    /// A contrast.
    Contrast,
}

impl Line {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Cooccurrence => "cooccurrence",
            Self::Link => "link",
            Self::About => "about",
            Self::Relation => "relation",
            Self::Directed => "directed",
            Self::Contrast => "contrasts",
        }
    }

    /// The line of an edge; none for the second direction of a relation.
    fn of(edge: &Edge, types: &[RelationType]) -> Option<Self> {
        Some(match (edge.kind, edge.says) {
            (_, Says::Tags) => Self::Tags,
            (EdgeKind::Cooccurrence, _) => Self::Cooccurrence,
            (EdgeKind::Link | EdgeKind::Mention, _) => Self::Link,
            (EdgeKind::Evidence, _) | (_, Says::About | Says::Nothing | Says::Stance(_)) => {
                Self::About
            }
            (_, Says::Between) => Self::Contrast,
            (_, Says::Member) => Self::Relation,
            (_, Says::Relation(direction)) => {
                let kind = &types[direction.relation as usize];
                match kind.name.as_str() {
                    "contrasts" => Self::Contrast,
                    // It is drawn as `broader`, from the other end.
                    "narrower" => return None,
                    _ if direction.inverse => return None,
                    _ if kind.symmetric => Self::Relation,
                    _ => Self::Directed,
                }
            }
        })
    }
}

/// The lines of `edges` between `placed` nodes (`at` finds a node's place among them), each as
/// class, from, to; sorted. Links show only between documents that nothing stronger joins, shared
/// tags only where nothing else does, and a contrast's two sides are joined through its own mark,
/// if that is there.
pub fn lines<'a>(
    graph: &TopicGraph,
    types: &[RelationType],
    edges: impl Iterator<Item = &'a Edge>,
    at: impl Fn(DocId) -> Option<usize>,
) -> Vec<(Line, usize, usize)> {
    let mut found = BTreeSet::new();
    let mut compared = BTreeSet::new();
    for edge in edges {
        let (source, target) = (DocId(edge.source), DocId(edge.target));
        let (Some(from), Some(to)) = (at(source), at(target)) else { continue };
        let Some(line) = Line::of(edge, types) else { continue };
        let both_ways = line != Line::Directed;
        let (from, to) = if both_ways && to < from { (to, from) } else { (from, to) };
        found.insert((line, from, to));
        if edge.says == Says::Between {
            compared.insert(source);
        }
    }
    let pair = |a: usize, b: usize| (a.min(b), a.max(b));
    let mut joined: BTreeMap<(usize, usize), Line> = BTreeMap::new();
    for &(line, a, b) in &found {
        joined.entry(pair(a, b)).and_modify(|held| *held = line.max(*held)).or_insert(line);
    }
    let through_mark: BTreeSet<(usize, usize)> = compared
        .iter()
        .filter_map(|&contrast| {
            let sides: Vec<usize> = graph
                .edges_of(contrast)
                .filter(|edge| edge.says == Says::Between)
                .filter_map(|edge| at(DocId(edge.target)))
                .collect();
            let &[a, b] = sides.as_slice() else { return None };
            Some(pair(a, b))
        })
        .collect();
    found
        .into_iter()
        .filter(|&(line, a, b)| match line {
            Line::Link => joined[&pair(a, b)] == Line::Link,
            Line::Tags => joined[&pair(a, b)] == Line::Tags,
            Line::Contrast => !through_mark.contains(&(a, b)),
            _ => true,
        })
        .collect()
}

/// Appends the lines, a path for each class, and arrowheads: as many as fit into `room` bytes,
/// those that say most first. They are drawn in the opposite order, the strongest on top.
pub(super) fn draw(
    placed: &[&Placed],
    lines: &[(Line, usize, usize)],
    room: usize,
    out: &mut String,
) {
    let mut paths: Vec<String> = Vec::new();
    let mut arrows = String::new();
    let mut used = 0;
    for of_class in lines.chunk_by(|a, b| a.0 == b.0).rev() {
        let mut path = format!("<path class=\"e {}\" d=\"", of_class[0].0.class());
        used += path.len();
        for &(line, a, b) in of_class {
            let (a, b) = (placed[a], placed[b]);
            let (Some((x1, y1)), Some((x2, y2))) = (border(a, b), border(b, a)) else { continue };
            let before = path.len() + arrows.len();
            let _ = write!(path, "M{x1} {y1}L{x2} {y2}");
            if line == Line::Directed {
                arrow((x1, y1), (x2, y2), &mut arrows);
            }
            used += path.len() + arrows.len() - before;
            if used > room.saturating_sub(ROOM_AT_LEAST) {
                break;
            }
        }
        path.push_str("\"/>");
        paths.push(path);
    }
    out.extend(paths.into_iter().rev());
    if !arrows.is_empty() {
        let _ = write!(out, "<path class=\"e arrows\" d=\"{arrows}\"/>");
    }
}

/// What the last line of each class, and the ends of paths, may take beyond the room there is.
const ROOM_AT_LEAST: usize = 1_000;

/// Where the line from the mark of `from` to that of `to` leaves the former.
fn border(from: &Placed, to: &Placed) -> Option<(i32, i32)> {
    let (x, y) = (from.x + from.label.mark(), from.y);
    let (dx, dy) = (f64::from(to.x + to.label.mark() - x), f64::from(to.y - y));
    if dx == 0.0 && dy == 0.0 {
        return None;
    }
    let part = f64::from(from.label.radius + 2) / (dx * dx + dy * dy).sqrt();
    let end = |middle: i32, way: f64| middle + (way * part.min(0.5)).round() as i32;
    Some((end(x, dx), end(y, dy)))
}

/// A small triangle at the end of a line.
fn arrow(from: (i32, i32), to: (i32, i32), out: &mut String) {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = (dx * dx + dy * dy).sqrt();
    if length < 12.0 {
        return;
    }
    let (ux, uy) = (dx / length, dy / length);
    let at = |back: f64, side: f64| {
        let x = f64::from(to.0) - back * ux - side * uy;
        let y = f64::from(to.1) - back * uy + side * ux;
        (x.round() as i32, y.round() as i32)
    };
    let ((x1, y1), (x2, y2)) = (at(9.0, 4.0), at(9.0, -4.0));
    let _ = write!(out, "M{} {}L{x1} {y1}L{x2} {y2}Z", to.0, to.1);
}

/// Whether a kind of document stands for an idea, not a source.
pub(super) fn is_idea(kind: Kind) -> bool {
    matches!(kind, Kind::Concept | Kind::Principle | Kind::Contrast)
}
