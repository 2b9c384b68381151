//! A place for every node: neighbours near each other, no two boxes overlapping, each cluster in
//! a region of its own.
//!
//! 1. Every component is laid out by stress ([`distance`], [`stress`]), edges between clusters
//!    being longer, and turned so that it lies wide rather than high.
//! 2. The nodes of each cluster keep their places relative to each other, scaled to the room that
//!    their boxes need, and are pushed apart ([`overlap`]); the result is the cluster's region.
//! 3. Regions go where their clusters lay, and are pushed apart in turn.
//! 4. Components are set beside each other in rows.
//!
//! Same graph, same places: seeds are fixed, sums run in index order, logarithms come from `libm`.

pub mod distance;
pub mod overlap;
pub mod stress;

use rayon::prelude::*;

use crate::graph::adjacency::Adjacency;
use crate::model::ClusterId;

/// A place in the plane; y grows downwards, as in SVG.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// The size of a node's box, label included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// The region of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Which cluster.
    pub cluster: ClusterId,
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height, [`HEADING`] included.
    pub height: i32,
}

/// Where everything lies, in whole units from the upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The centre of each node's box.
    pub nodes: Vec<(i32, i32)>,
    /// The clusters' regions, ascending.
    pub regions: Vec<Region>,
    /// The width of the whole.
    pub width: i32,
    /// The height of the whole.
    pub height: i32,
}

/// Room at the top of a region for the cluster's name.
pub const HEADING: f64 = 30.0;
/// Room between two boxes.
const GAP: f64 = 12.0;
/// Room between a region's edge and its boxes, and between the drawing's edge and its regions.
const PADDING: f64 = 14.0;
/// Room between two regions.
const REGION_GAP: f64 = 26.0;
/// How much longer edges between clusters are.
const BETWEEN_CLUSTERS: f64 = 2.2;
/// How much of a region its boxes fill before they are pushed apart.
const FILL: f64 = 0.42;
/// How much wider than high drawings are made.
const ASPECT: f64 = 1.5;

/// Lays out `graph`. `boxes` are the nodes' sizes, `clusters` their clusters, whose names need
/// `headings` (a width by cluster).
pub fn layout(
    graph: &Adjacency,
    boxes: &[Size],
    clusters: &[Option<ClusterId>],
    headings: &[f64],
) -> Layout {
    let component = graph.components();
    let count = component.iter().max().map_or(0, |&last| last as usize + 1);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (node, &component) in component.iter().enumerate() {
        members[component as usize].push(node as u32);
    }
    let mut pieces: Vec<Piece> = members
        .into_par_iter()
        .map(|nodes| component_piece(graph, boxes, clusters, headings, nodes))
        .collect();
    // Large pieces first, equals in order of their nodes.
    pieces.sort_by(|a, b| b.area().total_cmp(&a.area()));
    pack(&mut pieces);
    finish(graph.len(), &pieces)
}

/// Nodes and regions with places relative to a common upper left corner.
struct Piece {
    nodes: Vec<u32>,
    centres: Vec<Point>,
    regions: Vec<(ClusterId, Point, Size)>,
    size: Size,
    corner: Point,
}

impl Piece {
    fn area(&self) -> f64 {
        self.size.width * self.size.height
    }
}

fn component_piece(
    graph: &Adjacency,
    boxes: &[Size],
    clusters: &[Option<ClusterId>],
    headings: &[f64],
    nodes: Vec<u32>,
) -> Piece {
    let part = graph.induced(&nodes);
    let cluster = |at: usize| clusters[nodes[at] as usize];
    let stretch =
        |a: usize, b: usize| if cluster(a) == cluster(b) { 1.0 } else { BETWEEN_CLUSTERS };
    let mut places = stress::place(nodes.len(), distance::terms(&part, stretch));
    lie_wide(&mut places);

    // Nodes by cluster, ascending; a node without one stands alone.
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&at| (cluster(at).map_or(u32::MAX, |c| c.0), at));
    let groups: Vec<&[usize]> =
        order.chunk_by(|&a, &b| cluster(a).is_some() && cluster(a) == cluster(b)).collect();
    let blocks: Vec<Block> = groups
        .par_iter()
        .map(|group| {
            let frame = cluster(group[0]).map(|c| headings.get(c.index()).copied().unwrap_or(0.0));
            Block::new(group, &places, |at| boxes[nodes[at] as usize], frame)
        })
        .collect();
    arrange(&nodes, &groups, blocks, cluster)
}

/// A cluster's boxes, set round their common middle.
struct Block {
    /// The middle of its nodes in the component's layout.
    middle: Point,
    /// Its boxes' centres, from its upper left corner.
    centres: Vec<Point>,
    size: Size,
}

impl Block {
    fn new(
        group: &[usize],
        places: &[Point],
        box_of: impl Fn(usize) -> Size,
        frame: Option<f64>,
    ) -> Self {
        let sizes: Vec<Size> = group.iter().map(|&at| box_of(at)).collect();
        let mut centres: Vec<Point> = group.iter().map(|&at| places[at]).collect();
        let middle = middle(&centres);
        scale_to_fit(&mut centres, &sizes, FILL);
        overlap::separate(&mut centres, &sizes, GAP);
        overlap::compact(&mut centres, &sizes, GAP);
        let (mut low, mut high) = bounds(&centres, &sizes);
        if let Some(heading) = frame {
            low = Point { x: low.x - PADDING, y: low.y - PADDING - HEADING };
            high = Point { x: high.x + PADDING, y: high.y + PADDING };
            let missing = (heading + 2.0 * PADDING - (high.x - low.x)).max(0.0);
            low.x -= missing / 2.0;
            high.x += missing / 2.0;
        }
        for centre in &mut centres {
            *centre = Point { x: centre.x - low.x, y: centre.y - low.y };
        }
        Self { middle, centres, size: Size { width: high.x - low.x, height: high.y - low.y } }
    }
}

/// Puts blocks where their middles lie, apart from each other.
fn arrange(
    nodes: &[u32],
    groups: &[&[usize]],
    blocks: Vec<Block>,
    cluster: impl Fn(usize) -> Option<ClusterId>,
) -> Piece {
    let sizes: Vec<Size> = blocks.iter().map(|block| block.size).collect();
    let mut middles: Vec<Point> = blocks.iter().map(|block| block.middle).collect();
    scale_to_fit(&mut middles, &sizes, 0.8);
    overlap::separate(&mut middles, &sizes, REGION_GAP);
    overlap::compact(&mut middles, &sizes, REGION_GAP);
    let (low, high) = bounds(&middles, &sizes);
    let mut piece = Piece {
        nodes: Vec::with_capacity(nodes.len()),
        centres: Vec::with_capacity(nodes.len()),
        regions: Vec::new(),
        size: Size { width: high.x - low.x, height: high.y - low.y },
        corner: Point::default(),
    };
    for ((block, group), middle) in blocks.iter().zip(groups).zip(&middles) {
        let corner = Point {
            x: middle.x - block.size.width / 2.0 - low.x,
            y: middle.y - block.size.height / 2.0 - low.y,
        };
        if let Some(cluster) = cluster(group[0]) {
            piece.regions.push((cluster, corner, block.size));
        }
        for (&at, centre) in group.iter().zip(&block.centres) {
            piece.nodes.push(nodes[at]);
            piece.centres.push(Point { x: corner.x + centre.x, y: corner.y + centre.y });
        }
    }
    piece
}

/// Sets pieces beside each other in rows, about as wide as high a drawing should be.
fn pack(pieces: &mut [Piece]) {
    let area: f64 = pieces
        .iter()
        .map(|piece| (piece.size.width + REGION_GAP) * (piece.size.height + REGION_GAP))
        .sum();
    let widest = pieces.iter().map(|piece| piece.size.width).fold(0.0, f64::max);
    let width = widest.max((area * ASPECT).sqrt());
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0f64);
    for piece in pieces {
        if x > 0.0 && x + piece.size.width > width {
            (x, y, row) = (0.0, y + row + REGION_GAP, 0.0);
        }
        piece.corner = Point { x, y };
        x += piece.size.width + REGION_GAP;
        row = row.max(piece.size.height);
    }
}

fn finish(nodes: usize, pieces: &[Piece]) -> Layout {
    let mut layout = Layout { nodes: vec![(0, 0); nodes], ..Layout::default() };
    let whole = |value: f64| value.round() as i32;
    for piece in pieces {
        let at = |point: &Point| Point {
            x: piece.corner.x + point.x + PADDING,
            y: piece.corner.y + point.y + PADDING,
        };
        for (&node, centre) in piece.nodes.iter().zip(&piece.centres) {
            let centre = at(centre);
            layout.nodes[node as usize] = (whole(centre.x), whole(centre.y));
        }
        for &(cluster, corner, size) in &piece.regions {
            let corner = at(&corner);
            layout.regions.push(Region {
                cluster,
                x: whole(corner.x),
                y: whole(corner.y),
                width: whole(size.width),
                height: whole(size.height),
            });
        }
        let end = at(&Point { x: piece.size.width, y: piece.size.height });
        layout.width = layout.width.max(whole(end.x + PADDING));
        layout.height = layout.height.max(whole(end.y + PADDING));
    }
    layout.regions.sort_by_key(|region| region.cluster);
    layout
}

fn middle(points: &[Point]) -> Point {
    let count = points.len().max(1) as f64;
    let sum =
        points.iter().fold(Point::default(), |sum, p| Point { x: sum.x + p.x, y: sum.y + p.y });
    Point { x: sum.x / count, y: sum.y / count }
}

/// Turns points so that they spread most from left to right, the first one left of the middle or
/// above it, so that mirror images don't flip between builds of like graphs.
fn lie_wide(points: &mut [Point]) {
    let centre = middle(points);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for point in points.iter_mut() {
        *point = Point { x: point.x - centre.x, y: point.y - centre.y };
        xx += point.x * point.x;
        xy += point.x * point.y;
        yy += point.y * point.y;
    }
    let angle = 0.5 * libm::atan2(2.0 * xy, xx - yy);
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    for point in points.iter_mut() {
        *point = Point { x: cos * point.x + sin * point.y, y: cos * point.y - sin * point.x };
    }
    let Some(&first) = points.first() else { return };
    for point in points {
        point.x *= if first.x > 0.0 { -1.0 } else { 1.0 };
        point.y *= if first.y > 0.0 { -1.0 } else { 1.0 };
    }
}

/// Moves points round their middle and scales their spread to what a disc would have that boxes
/// of `sizes` fill to the part `fill`; wider than high.
fn scale_to_fit(points: &mut [Point], sizes: &[Size], fill: f64) {
    let centre = middle(points);
    let area: f64 = sizes.iter().map(|size| (size.width + GAP) * (size.height + GAP)).sum();
    let square =
        |p: &Point| (p.x - centre.x) * (p.x - centre.x) + (p.y - centre.y) * (p.y - centre.y);
    let spread = (points.iter().map(square).sum::<f64>() / points.len().max(1) as f64).sqrt();
    // A disc of radius r has a root mean square distance of r/√2 from its middle.
    let wanted = (area / fill / std::f64::consts::PI).sqrt() / std::f64::consts::SQRT_2;
    let scale = if spread > 0.0 { wanted / spread } else { 0.0 };
    let widen = ASPECT.sqrt();
    for point in points {
        point.x = (point.x - centre.x) * scale * widen;
        point.y = (point.y - centre.y) * scale / widen;
    }
}

/// The corners of the box round all boxes.
fn bounds(centres: &[Point], sizes: &[Size]) -> (Point, Point) {
    let start = (
        Point { x: f64::INFINITY, y: f64::INFINITY },
        Point { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    );
    centres.iter().zip(sizes).fold(start, |(low, high), (centre, size)| {
        let (half_x, half_y) = (size.width / 2.0, size.height / 2.0);
        (
            Point { x: low.x.min(centre.x - half_x), y: low.y.min(centre.y - half_y) },
            Point { x: high.x.max(centre.x + half_x), y: high.y.max(centre.y + half_y) },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::adjacency::tests::edge;
    use crate::graph::cluster::louvain;
    use crate::graph::random::Random;

    fn sample() -> (Adjacency, Vec<Size>, Vec<Option<ClusterId>>) {
        let mut random = Random::new(3);
        let mut edges = Vec::new();
        for node in 1..120u32 {
            for _ in 0..2 {
                let group = node / 20 * 20;
                let to = group + random.below((node - group).max(1) as usize) as u32;
                edges.push(edge(node, to.min(node - 1), 1.0));
            }
        }
        let graph = Adjacency::new(125, edges);
        let sizes =
            (0..125).map(|_| Size { width: 40.0 + 100.0 * random.unit(), height: 24.0 }).collect();
        let clusters = louvain(&graph).of;
        (graph, sizes, clusters)
    }

    #[test]
    fn boxes_lie_apart_inside_their_regions() {
        let (graph, sizes, clusters) = sample();
        let layout = layout(&graph, &sizes, &clusters, &[90.0; 40]);
        let centres: Vec<Point> =
            layout.nodes.iter().map(|&(x, y)| Point { x: x.into(), y: y.into() }).collect();
        assert!(!overlap::overlaps(&centres, &sizes, GAP - 2.0));
        for (node, cluster) in clusters.iter().enumerate() {
            let (x, y) = layout.nodes[node];
            assert!((0..layout.width).contains(&x) && (0..layout.height).contains(&y));
            let Some(cluster) = cluster else { continue };
            let region = layout.regions[cluster.index()];
            assert!((region.x..region.x + region.width).contains(&x), "node {node}");
            assert!((region.y..region.y + region.height).contains(&y), "node {node}");
        }
        for (i, a) in layout.regions.iter().enumerate() {
            for b in &layout.regions[i + 1..] {
                let apart = a.x + a.width <= b.x
                    || b.x + b.width <= a.x
                    || a.y + a.height <= b.y
                    || b.y + b.height <= a.y;
                assert!(apart, "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn the_same_graph_has_the_same_layout() {
        let (graph, sizes, clusters) = sample();
        let once = layout(&graph, &sizes, &clusters, &[]);
        assert_eq!(once, layout(&graph, &sizes, &clusters, &[]));
    }

    #[test]
    fn an_empty_graph_has_an_empty_layout() {
        assert_eq!(layout(&Adjacency::new(0, []), &[], &[], &[]).nodes, []);
    }
}
