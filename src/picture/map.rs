//! The picture of the graph before it is drawn: who is on it, how large, and where.
//!
//! It shows concepts, principles and contrasts, or notes where there are no concepts; articles
//! have places of their own beside them, for when a reader asks. Above a few hundred nodes it
//! opens on clusters ([`Picture::folded`]).

use std::sync::Arc;

use super::layout::{self, Point, Region, Size, overlap};
use super::text::{text_width, wrap};
use crate::graph::adjacency::{Adjacency, WeightedEdge};
use crate::graph::{Edge, EdgeKind, Node, Says, TopicGraph};
use crate::model::{DocId, Kind};
use crate::parse::Document;

/// Above so many nodes the picture opens on clusters.
pub const FOLD: usize = 300;
/// No more nodes than these, the most central, are on the picture; the list beside it has all.
pub const MOST_NODES: usize = 4_000;
/// No more articles than these, the most central, can be asked for on the picture.
const MOST_SOURCES: usize = 150;
/// The height of a line of text, as a multiple of its size.
pub const LINE: f64 = 1.25;
/// Room between a mark and its name, and behind the name.
pub const GAP: f64 = 6.0;
/// Room above and below a name.
const AIR: f64 = 4.0;
/// The size of clusters' names.
pub const HEADING_TEXT: f64 = 24.0;
/// The room that a mark without a name takes.
const MARK: i32 = 26;

/// Who is drawn where, in whole units from the upper left corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The nodes on it, by cluster, the most central first; those without a cluster last.
    pub nodes: Vec<Placed>,
    /// Articles that a reader may ask for.
    pub sources: Vec<Placed>,
    /// The clusters' regions.
    pub regions: Vec<Region>,
    /// The width of the whole.
    pub width: i32,
    /// The height of the whole.
    pub height: i32,
    /// Whether it opens on clusters.
    pub folded: bool,
    /// Nodes that found no room on it.
    pub left_out: usize,
}

/// A node's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Which.
    pub doc: DocId,
    /// The middle of its box.
    pub x: i32,
    /// The middle of its box.
    pub y: i32,
    /// How it looks.
    pub label: Label,
}

/// How a node is drawn: a mark, for most with its name beside it, both within a box.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    /// The lines of its name.
    pub lines: Vec<String>,
    /// The radius of its mark.
    pub radius: i32,
    /// Whether the mark stands in the middle of the box. Its name, if it has one, is then shown
    /// when somebody asks, and takes no room.
    pub alone: bool,
    /// The text's size.
    pub size: i32,
    /// The box's width.
    pub width: i32,
    /// The box's height.
    pub height: i32,
}

impl Label {
    /// The label of a document; `weight` is from 0, central, to 2, at the edge.
    pub fn new(kind: Kind, title: &str, weight: u8) -> Self {
        let (size, radius, columns, lines) = match (kind, weight) {
            (Kind::Contrast, _) => {
                let (width, height) = (MARK, MARK);
                return Self {
                    lines: Vec::new(),
                    radius: 11,
                    alone: true,
                    size: 15,
                    width,
                    height,
                };
            }
            (Kind::Principle, _) => {
                let lines = wrap(title, 26, 3);
                return Self { lines, radius: 9, alone: true, size: 13, width: MARK, height: MARK };
            }
            (Kind::Concept | Kind::Note, 0) => (20, 10, 20, 2),
            (Kind::Concept | Kind::Note, 1) => (16, 7, 22, 2),
            (Kind::Concept | Kind::Note, _) => (14, 5, 24, 2),
            (Kind::Article, _) => (13, 5, 26, 3),
        };
        let lines = wrap(title, columns, lines);
        let text = f64::from(size);
        let widest = lines.iter().map(|line| text_width(line, text)).fold(0.0, f64::max);
        let width = (f64::from(2 * radius) + widest + 2.0 * GAP).ceil() as i32;
        let height = (lines.len() as f64 * text * LINE + 2.0 * AIR).ceil() as i32;
        Self { lines, radius, alone: false, size, width, height }
    }

    /// Where the mark's middle lies, from the middle of the box.
    pub fn mark(&self) -> i32 {
        if self.alone { 0 } else { self.radius - self.width / 2 }
    }

    fn box_size(&self) -> Size {
        Size { width: f64::from(self.width), height: f64::from(self.height) }
    }
}

/// Chooses, measures and places: no more than `most` nodes, the most central.
pub fn draw(documents: &[Arc<Document>], graph: &TopicGraph, most: usize) -> Picture {
    let TopicGraph { nodes, clusters, edges, .. } = graph;
    let (shown, left_out) = choose(nodes, most);
    let labels = labels(documents, nodes, &shown);
    let sizes: Vec<Size> = labels.iter().map(Label::box_size).collect();
    let ties = ties(nodes, &shown, edges);
    let of: Vec<_> = shown.iter().map(|&node| nodes[node as usize].cluster).collect();
    let headings: Vec<f64> = clusters
        .iter()
        .map(|cluster| text_width(&documents[cluster.head.index()].title, HEADING_TEXT))
        .collect();
    let placed = layout::layout(&ties, &sizes, &of, &headings);
    let mut picture = Picture {
        regions: placed.regions,
        width: placed.width,
        height: placed.height,
        folded: shown.len() + left_out > FOLD,
        left_out,
        ..Picture::default()
    };
    for ((&node, label), &(x, y)) in shown.iter().zip(labels).zip(&placed.nodes) {
        picture.nodes.push(Placed { doc: DocId(node), x, y, label });
    }
    picture.sources = sources(documents, nodes, edges, &picture);
    picture
}

/// Who is on the picture, by cluster and rank, and how many found no room. Where it opens on
/// clusters, nodes without one have nowhere to be and stand in the list alone.
fn choose(nodes: &[Node], most: usize) -> (Vec<u32>, usize) {
    let has_concepts = nodes.iter().any(|node| node.kind == Kind::Concept);
    let is_shown = |node: &&Node| match node.kind {
        Kind::Concept | Kind::Principle | Kind::Contrast => true,
        Kind::Note => !has_concepts,
        Kind::Article => false,
    };
    let mut shown: Vec<&Node> = nodes.iter().filter(is_shown).collect();
    shown.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.doc.cmp(&b.doc)));
    let all = shown.len();
    if all > FOLD {
        shown.retain(|node| node.cluster.is_some());
    }
    shown.truncate(most);
    let left_out = all - shown.len();
    shown.sort_by_key(|node| node.cluster.map_or(u32::MAX, |cluster| cluster.0));
    (shown.iter().map(|node| node.doc.0).collect(), left_out)
}

/// Labels by rank: one in twelve large, one in four middling.
fn labels(documents: &[Arc<Document>], nodes: &[Node], shown: &[u32]) -> Vec<Label> {
    let mut ranks: Vec<f64> = shown.iter().map(|&node| nodes[node as usize].rank).collect();
    ranks.sort_by(|a, b| b.total_cmp(a));
    let bound = |part: usize| ranks.get(ranks.len() / part).copied().unwrap_or(0.0);
    let (large, middling) = (bound(12), bound(4));
    shown
        .iter()
        .map(|&node| {
            let Node { kind, rank, .. } = nodes[node as usize];
            let weight = if rank > large { 0 } else { 1 + u8::from(rank <= middling) };
            Label::new(kind, &documents[node as usize].title, weight)
        })
        .collect()
}

/// The edges that pull on the picture: authored relations and co-occurrence; for a node that has
/// none of these (all notes without concepts are such), its links, mentions and shared tags.
fn ties(nodes: &[Node], shown: &[u32], edges: &[Edge]) -> Adjacency {
    let mut place = vec![u32::MAX; nodes.len()];
    for (at, &node) in (0u32..).zip(shown) {
        place[node as usize] = at;
    }
    let ends = |edge: &Edge| {
        let (a, b) = (place[edge.source as usize], place[edge.target as usize]);
        (a != u32::MAX && b != u32::MAX).then_some(WeightedEdge { a, b, weight: edge.weight })
    };
    let strong = |edge: &&Edge| match edge.kind {
        EdgeKind::Relation => true,
        EdgeKind::Cooccurrence => edge.says != Says::Tags,
        _ => false,
    };
    let mut ties: Vec<WeightedEdge> = edges.iter().filter(strong).filter_map(ends).collect();
    let mut tied = vec![false; shown.len()];
    for tie in &ties {
        tied[tie.a as usize] = true;
        tied[tie.b as usize] = true;
    }
    let weak = edges.iter().filter(|edge| !strong(edge)).filter_map(ends);
    ties.extend(weak.filter(|tie| !tied[tie.a as usize] || !tied[tie.b as usize]));
    Adjacency::new(shown.len(), ties)
}

/// Articles, each near the middle of what it has to do with, apart from everything else.
fn sources(
    documents: &[Arc<Document>],
    nodes: &[Node],
    edges: &[Edge],
    picture: &Picture,
) -> Vec<Placed> {
    let mut articles: Vec<&Node> = nodes.iter().filter(|node| node.kind == Kind::Article).collect();
    articles.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.doc.cmp(&b.doc)));
    articles.truncate(MOST_SOURCES);
    let mut place: Vec<Option<Point>> = vec![None; nodes.len()];
    for node in &picture.nodes {
        place[node.doc.index()] = Some(Point { x: node.x.into(), y: node.y.into() });
    }
    let mut pull: Vec<(Point, f64)> = vec![(Point::default(), 0.0); nodes.len()];
    for edge in edges {
        for (article, other) in [(edge.source, edge.target), (edge.target, edge.source)] {
            if let Some(at) = place[other as usize] {
                let (sum, weight) = &mut pull[article as usize];
                sum.x += at.x * edge.weight;
                sum.y += at.y * edge.weight;
                *weight += edge.weight;
            }
        }
    }
    let articles: Vec<&Node> =
        articles.into_iter().filter(|node| pull[node.doc.index()].1 > 0.0).collect();
    let labels: Vec<Label> = articles
        .iter()
        .map(|node| Label::new(node.kind, &documents[node.doc.index()].title, 2))
        .collect();
    let mut centres: Vec<Point> = articles
        .iter()
        .map(|node| {
            let (sum, weight) = pull[node.doc.index()];
            Point { x: sum.x / weight, y: sum.y / weight }
        })
        .collect();
    let sizes: Vec<Size> = labels.iter().map(Label::box_size).collect();
    settle(&mut centres, &sizes, picture);
    articles
        .iter()
        .zip(labels)
        .zip(centres)
        .map(|((node, label), centre)| Placed {
            doc: node.doc,
            x: centre.x.round() as i32,
            y: centre.y.round() as i32,
            label,
        })
        .collect()
}

/// Moves each box to the nearest free place, along a spiral of whole steps round where it wants
/// to be.
fn settle(centres: &mut [Point], sizes: &[Size], picture: &Picture) {
    const STEP: f64 = 14.0;
    let mut taken = Taken::default();
    for node in &picture.nodes {
        let at = Point { x: node.x.into(), y: node.y.into() };
        taken.add(at, node.label.box_size());
    }
    for (centre, &size) in centres.iter_mut().zip(sizes) {
        let wanted = *centre;
        *centre = rings()
            .map(|(x, y)| Point { x: wanted.x + STEP * x, y: wanted.y + STEP * y })
            .find(|&at| taken.is_free(at, size))
            .unwrap_or(wanted);
        taken.add(*centre, size);
    }
}

/// Boxes by the cells of a grid that they lie in.
#[derive(Default)]
struct Taken {
    cells: crate::model::Map<(i32, i32), Vec<(Point, Size)>>,
}

impl Taken {
    const CELL: f64 = 96.0;
    const GAP: f64 = 4.0;

    /// The cells that a box and its margin lie in.
    fn cells(at: Point, size: Size) -> impl Iterator<Item = (i32, i32)> {
        let cell = |value: f64| (value / Self::CELL).floor() as i32;
        let (half_x, half_y) = (size.width / 2.0 + Self::GAP, size.height / 2.0 + Self::GAP);
        let columns = cell(at.x - half_x)..=cell(at.x + half_x);
        let rows = cell(at.y - half_y)..=cell(at.y + half_y);
        columns.flat_map(move |x| rows.clone().map(move |y| (x, y)))
    }

    fn add(&mut self, at: Point, size: Size) {
        for cell in Self::cells(at, size) {
            self.cells.entry(cell).or_default().push((at, size));
        }
    }

    fn is_free(&self, at: Point, size: Size) -> bool {
        let touches = |&(other, of): &(Point, Size)| overlap::touch(at, size, other, of, Self::GAP);
        let mut near = Self::cells(at, size).filter_map(|cell| self.cells.get(&cell)).flatten();
        !near.any(touches)
    }
}

/// Whole offsets by growing distance, ring by ring.
fn rings() -> impl Iterator<Item = (f64, f64)> {
    (0..120i32).flat_map(|ring| {
        (-ring..=ring).flat_map(move |x| {
            let edge = if x.abs() == ring { -ring..=ring } else { ring..=ring };
            edge.flat_map(move |y| {
                let both = if x.abs() == ring { vec![y] } else { vec![y, -y] };
                both.into_iter().map(move |y| (f64::from(x), f64::from(y)))
            })
        })
    })
}
