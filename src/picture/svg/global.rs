//! The whole picture: every idea in its cluster's region, or, where they are too many, the
//! clusters alone, which a script unfolds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Look, hue, lines, node};
use crate::graph::{EdgeKind, TopicGraph};
use crate::model::html::{escaped, push_escaped};
use crate::model::{ClusterId, DocId, Map};
use crate::picture::layout::Region;
use crate::picture::map::{HEADING_TEXT, Picture, Placed};
use crate::picture::text::{text_width, wrap};

/// The drawing is no larger than this, in bytes: what matters least is left out of it, and the
/// script, which has the numbers, draws all.
pub const MOST_BYTES: usize = 200_000;
/// So many of them are for the nodes' titles, which say in words what the lines say…
const TITLES: usize = 60_000;
/// …and so many for the clusters, where the picture opens on them, and their names.
const CLUSTERS: usize = 150_000;

/// The whole graph. `list` is the link to a cluster's entry in the list beside the picture.
pub fn global(
    graph: &TopicGraph,
    picture: &Picture,
    look: &Look<'_>,
    list: &dyn Fn(ClusterId) -> String,
) -> String {
    let (width, height) = (picture.width.max(1), picture.height.max(1));
    let folded = if picture.folded { " folded" } else { "" };
    let mut out = format!(
        "<svg class=\"map global{folded}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"group\" aria-label=\"{}\" text-anchor=\"middle\">\
         <g class=\"view\">",
        escaped(look.words.text("atlas.map"))
    );
    if picture.folded {
        clusters(graph, picture, look, list, &mut out);
    } else {
        nodes(graph, picture, look, &mut out);
    }
    out.push_str("</g></svg>");
    out
}

/// Fields, lines, then the nodes cluster by cluster.
fn nodes(graph: &TopicGraph, picture: &Picture, look: &Look<'_>, out: &mut String) {
    let fields = fields(graph, picture);
    for (region, field) in picture.regions.iter().zip(&fields) {
        let _ = write!(
            out,
            "<path class=\"region{}\" data-c=\"{}\" d=\"{field}\"/>",
            hue(Some(region.cluster)),
            region.cluster.0
        );
    }
    let boxes = boxes(graph, picture, look);
    let mut places: Map<DocId, usize> = Map::default();
    for (at, placed) in picture.nodes.iter().enumerate() {
        places.insert(placed.doc, at);
    }
    let placed: Vec<&Placed> = picture.nodes.iter().collect();
    let at = |doc: DocId| places.get(&doc).copied();
    let shown = graph.edges.iter().filter(|edge| edge.kind != EdgeKind::Mention);
    let room = MOST_BYTES.saturating_sub(out.len() + boxes.len());
    lines::draw(&placed, &lines::lines(graph, look.types, shown, at), room, out);
    out.push_str(&boxes);
}

/// The outline of each region's field: a soft curve round the boxes that it holds.
fn fields(graph: &TopicGraph, picture: &Picture) -> Vec<String> {
    let mut corners: BTreeMap<ClusterId, Vec<(i32, i32)>> = BTreeMap::new();
    for placed in &picture.nodes {
        if let Some(cluster) = graph.nodes[placed.doc.index()].cluster {
            let (x, y) = (placed.label.width / 2 + ROUND, placed.label.height / 2 + ROUND);
            let held = corners.entry(cluster).or_default();
            for (side, end) in [(-1, -1), (-1, 1), (1, -1), (1, 1)] {
                held.push((placed.x + side * x, placed.y + end * y));
            }
        }
    }
    let of = |region: &Region| corners.remove(&region.cluster).unwrap_or_default();
    picture.regions.iter().map(of).map(hull).map(|outline| soft(&outline)).collect()
}

/// A field reaches so far beyond the boxes in it.
const ROUND: i32 = 14;

/// The convex hull of `points`, counter-clockwise (Andrew's monotone chain).
fn hull(mut points: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    points.sort_unstable();
    points.dedup();
    let left_turn = |a: (i32, i32), b: (i32, i32), c: (i32, i32)| {
        let (ux, uy) = (i64::from(b.0 - a.0), i64::from(b.1 - a.1));
        let (vx, vy) = (i64::from(c.0 - a.0), i64::from(c.1 - a.1));
        ux * vy - uy * vx > 0
    };
    let chain = |points: &mut dyn Iterator<Item = (i32, i32)>| {
        let mut half: Vec<(i32, i32)> = Vec::new();
        for point in points {
            while half.len() > 1 && !left_turn(half[half.len() - 2], half[half.len() - 1], point) {
                half.pop();
            }
            half.push(point);
        }
        half.pop();
        half
    };
    let mut outline = chain(&mut points.iter().copied());
    outline.extend(chain(&mut points.iter().rev().copied()));
    outline
}

/// A closed curve through the middles of an outline's sides, bent towards its corners.
fn soft(outline: &[(i32, i32)]) -> String {
    let Some(&last) = outline.last() else { return String::new() };
    let middle = |a: (i32, i32), b: (i32, i32)| ((a.0 + b.0) / 2, (a.1 + b.1) / 2);
    let start = middle(last, outline[0]);
    let mut path = format!("M{} {}", start.0, start.1);
    for (at, &corner) in outline.iter().enumerate() {
        let end = middle(corner, outline[(at + 1) % outline.len()]);
        let _ = write!(path, "Q{} {} {} {}", corner.0, corner.1, end.0, end.1);
    }
    path.push('Z');
    path
}

/// The clusters' names and the nodes.
fn boxes(graph: &TopicGraph, picture: &Picture, look: &Look<'_>) -> String {
    let mut boxes = String::new();
    let out = &mut boxes;
    for region in &picture.regions {
        let _ = write!(
            out,
            "<text class=\"name{}\" x=\"{}\" y=\"{}\" font-size=\"{HEADING_TEXT}\">",
            hue(Some(region.cluster)),
            region.x + region.width / 2,
            region.y + HEADING_TEXT as i32
        );
        push_escaped(out, name(graph, look, region.cluster));
        out.push_str("</text>");
    }
    let title = (TITLES / picture.nodes.len().max(1)).min(super::TITLE);
    for placed in &picture.nodes {
        node(graph, look, placed, "", title, out);
    }
    boxes
}

fn rect(region: &Region, out: &mut String) {
    let _ = write!(
        out,
        "<rect class=\"region{}\" data-c=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
         rx=\"40\"/>",
        hue(Some(region.cluster)),
        region.cluster.0,
        region.x,
        region.y,
        region.width,
        region.height
    );
}

fn name<'a>(graph: &TopicGraph, look: &'a Look<'_>, cluster: ClusterId) -> &'a str {
    &look.documents[graph.clusters[cluster.index()].head.index()].title
}

/// The clusters as boxes, each a link with its name and how much it holds, and lines between
/// those that have to do with each other.
fn clusters(
    graph: &TopicGraph,
    picture: &Picture,
    look: &Look<'_>,
    list: &dyn Fn(ClusterId) -> String,
    out: &mut String,
) {
    let unit = f64::from(picture.width) / 1200.0;
    between(graph, picture, unit, out);
    let mut held: BTreeMap<ClusterId, usize> = BTreeMap::new();
    for placed in &picture.nodes {
        if let Some(cluster) = graph.nodes[placed.doc.index()].cluster {
            *held.entry(cluster).or_default() += 1;
        }
    }
    let most = held.values().copied().max().unwrap_or(1);
    for region in &picture.regions {
        if out.len() > CLUSTERS {
            // The largest come first.
            break;
        }
        let cluster = region.cluster;
        let count = held.get(&cluster).copied().unwrap_or(0);
        let _ = write!(
            out,
            "<a class=\"cluster{}\" data-c=\"{}\" href=\"",
            hue(Some(cluster)),
            cluster.0
        );
        push_escaped(out, &list(cluster));
        let title = name(graph, look, cluster);
        out.push_str("\"><title>");
        push_escaped(out, &look.words.count("atlas.cluster", count, &[("title", title)]));
        out.push_str("</title>");
        rect(region, out);
        bubble(region, count, most, out);
        cluster_text(region, title, count, unit, out);
        out.push_str("</a>");
    }
}

/// A cluster as a circle, by area as large as what it holds.
fn bubble(region: &Region, count: usize, most: usize, out: &mut String) {
    let room = f64::from(region.width.min(region.height)) / 2.0;
    let radius = (room * (0.55 + 0.45 * (count as f64 / most as f64).sqrt())).round();
    let _ = write!(
        out,
        "<circle class=\"bubble\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>",
        region.x + region.width / 2,
        region.y + region.height / 2
    );
}

/// A cluster's name, as large as its box allows, and the number of its nodes below.
fn cluster_text(region: &Region, title: &str, count: usize, unit: f64, out: &mut String) {
    let (width, height) = (f64::from(region.width), f64::from(region.height));
    let lines = wrap(title, 16, 3);
    let widest = lines.iter().map(|line| text_width(line, 1.0)).fold(0.1, f64::max);
    let rows = lines.len() as f64 + 1.2;
    let size = (0.9 * width / widest).min(0.8 * height / (rows * 1.2)).min(26.0 * unit).max(1.0);
    let x = region.x + region.width / 2;
    let top = f64::from(region.y) + (height - rows * 1.2 * size) / 2.0;
    let baseline = |row: f64| (top + (row + 0.85) * 1.2 * size).round() as i32;
    let _ = write!(out, "<text class=\"name\" font-size=\"{}\">", size.round());
    for (row, line) in lines.iter().enumerate() {
        let _ = write!(out, "<tspan x=\"{x}\" y=\"{}\">", baseline(row as f64));
        push_escaped(out, line);
        out.push_str("</tspan>");
    }
    let _ = write!(
        out,
        "</text><text class=\"count\" font-size=\"{}\" x=\"{x}\" y=\"{}\">{count}</text>",
        (size * 0.75).round(),
        baseline(lines.len() as f64 + 0.1)
    );
}

/// A cluster keeps the lines to so many others, its strongest.
const TIES: usize = 4;

fn between(graph: &TopicGraph, picture: &Picture, unit: f64, out: &mut String) {
    let mut sums: BTreeMap<(ClusterId, ClusterId), f64> = BTreeMap::new();
    for edge in &graph.edges {
        let cluster = |node: u32| graph.nodes[node as usize].cluster;
        if let (Some(a), Some(b)) = (cluster(edge.source), cluster(edge.target))
            && a != b
        {
            *sums.entry((a.min(b), a.max(b))).or_default() += edge.weight;
        }
    }
    let mut ties: Vec<_> = sums.into_iter().collect();
    ties.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let strongest = ties.first().map_or(1.0, |tie| tie.1);
    let mut degree = vec![0; graph.clusters.len()];
    let middle = |cluster: ClusterId| {
        let regions = &picture.regions;
        let at = regions.binary_search_by_key(&cluster, |region| region.cluster).ok()?;
        let region = &regions[at];
        Some((region.x + region.width / 2, region.y + region.height / 2))
    };
    for ((a, b), weight) in ties {
        let (Some((x1, y1)), Some((x2, y2))) = (middle(a), middle(b)) else { continue };
        if degree[a.index()] >= TIES && degree[b.index()] >= TIES {
            continue;
        }
        if out.len() > MOST_BYTES - CLUSTERS {
            break;
        }
        degree[a.index()] += 1;
        degree[b.index()] += 1;
        let thick = ((weight / strongest).sqrt() * 9.0 * unit).round().max(1.0);
        let _ = write!(
            out,
            "<path class=\"e tie\" stroke-width=\"{thick}\" d=\"M{x1} {y1}L{x2} {y2}\"/>"
        );
    }
}
