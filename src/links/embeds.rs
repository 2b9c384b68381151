//! Embeds that would never end, or grow a page beyond measure: found before anything is drawn.
//!
//! The nodes are the pieces that embeds draw. A piece leads to those that it embeds itself, so
//! that a document may well embed another of its own sections. Embeds on a cycle, and of what
//! nests too deep or draws too much, become links.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Target;
use super::anchors::{Piece, piece};
use crate::diagnostics::Diagnostic;
use crate::model::{DocId, Map, RelPath, Span};
use crate::parse::Document;
use crate::parse::document::HoleKind;

/// How deep embeds may nest.
pub const MAX_DEPTH: u32 = 8;
/// How much html one document's embeds may draw, in bytes.
pub const MAX_BYTES: u64 = 8 << 20;

/// One embed that draws a document or a piece of it.
struct Embed {
    from: DocId,
    link: u32,
    /// Where it stands in its document's html.
    at: u32,
    /// The piece it draws.
    node: u32,
}

/// One piece that something embeds.
struct Node {
    doc: DocId,
    piece: Piece,
    /// The first embed that draws it.
    first: u32,
    /// The embeds inside it, as a range.
    inside: std::ops::Range<u32>,
}

/// Turns embeds that never end or draw too much into links, and tells each cause once.
pub(super) fn cut_endless(
    documents: &[Arc<Document>],
    targets: &mut [Vec<Target>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let graph = Graph::new(documents, targets);
    if graph.embeds.is_empty() {
        return;
    }
    let mut cut = vec![false; graph.embeds.len()];
    let component = graph.components();
    graph.cut_cycles(&component, &mut cut, diagnostics);
    let bytes = graph.cut_deep(&component.order, &mut cut, diagnostics);
    graph.cut_large(&bytes, &mut cut, diagnostics);
    for (embed, _) in graph.embeds.iter().zip(&cut).filter(|(_, cut)| **cut) {
        let target = &mut targets[embed.from.index()][embed.link as usize];
        if let Target::Embed { doc, anchor } = *target {
            *target = Target::Document { doc, anchor };
        }
    }
}

struct Graph<'a> {
    documents: &'a [Arc<Document>],
    /// In document order, then in the order in which they stand in the html.
    embeds: Vec<Embed>,
    nodes: Vec<Node>,
}

/// Strongly connected components of the pieces.
struct Components {
    /// By node: the number of its component.
    of: Vec<u32>,
    /// All nodes, each after those it leads to outside its component.
    order: Vec<u32>,
}

impl<'a> Graph<'a> {
    fn new(documents: &'a [Arc<Document>], targets: &[Vec<Target>]) -> Self {
        let mut embeds: Vec<Embed> = Vec::new();
        let mut nodes: Vec<Node> = Vec::new();
        let mut numbers: Map<(DocId, Option<u32>), u32> = Map::default();
        let mut by_document = Vec::with_capacity(documents.len());
        for (i, (document, targets)) in documents.iter().zip(targets).enumerate() {
            let first = embeds.len();
            let draws = targets.iter().any(|target| matches!(target, Target::Embed { .. }));
            for hole in document.holes.iter().filter(|_| draws) {
                let HoleKind::Embed(link) = hole.kind else { continue };
                let Target::Embed { doc, anchor } = targets[link as usize] else { continue };
                let node = *numbers.entry((doc, anchor)).or_insert_with(|| {
                    let piece = piece(&documents[doc.index()], anchor);
                    nodes.push(Node { doc, piece, first: embeds.len() as u32, inside: 0..0 });
                    nodes.len() as u32 - 1
                });
                embeds.push(Embed { from: DocId::new(i), link, at: hole.at, node });
            }
            by_document.push(first..embeds.len());
        }
        for node in &mut nodes {
            let own = by_document[node.doc.index()].clone();
            let html = node.piece.html;
            let start = own.start + embeds[own.clone()].partition_point(|e| e.at < html.start);
            let end = own.start + embeds[own].partition_point(|e| e.at < html.end);
            node.inside = start as u32..(end as u32).max(start as u32);
        }
        Self { documents, embeds, nodes }
    }

    fn inside(&self, node: u32) -> &[Embed] {
        let range = &self.nodes[node as usize].inside;
        &self.embeds[range.start as usize..range.end as usize]
    }

    /// The file and span of an embed.
    fn place(&self, embed: u32) -> (&RelPath, Span) {
        let embed = &self.embeds[embed as usize];
        let document = &self.documents[embed.from.index()];
        (&document.path, document.links[embed.link as usize].source)
    }

    /// Cuts every embed that leads from a piece to another of its own component. Each component
    /// is told once, at its first embed, with a shortest way round.
    fn cut_cycles(
        &self,
        component: &Components,
        cut: &mut [bool],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut first: Vec<Option<(u32, u32)>> = vec![None; self.nodes.len()];
        for node in 0..self.nodes.len() as u32 {
            let own = component.of[node as usize];
            for embed in self.nodes[node as usize].inside.clone() {
                let to = self.embeds[embed as usize].node;
                if component.of[to as usize] != own {
                    continue;
                }
                cut[embed as usize] = true;
                let first = &mut first[own as usize];
                *first = Some(first.map_or((embed, node), |first| first.min((embed, node))));
            }
        }
        for (embed, node) in first.into_iter().flatten() {
            let names: Vec<String> = std::iter::once(node)
                .chain(self.path_between(self.embeds[embed as usize].node, node, component))
                .map(|n| self.documents[self.nodes[n as usize].doc.index()].content_path.as_str())
                .map(|path| format!("`{path}`"))
                .collect();
            let (file, span) = self.place(embed);
            diagnostics.push(Diagnostic::embed_cycle(file, span, &names.join(" → ")));
        }
    }

    /// A shortest way between two pieces of one component, both ends included.
    fn path_between(&self, from: u32, to: u32, component: &Components) -> Vec<u32> {
        let mut came_from: Map<u32, u32> = Map::from_iter([(from, from)]);
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front().filter(|&node| node != to) {
            for next in self.inside(node).iter().map(|embed| embed.node) {
                let same = component.of[next as usize] == component.of[from as usize];
                if same && !came_from.contains_key(&next) {
                    came_from.insert(next, node);
                    queue.push_back(next);
                }
            }
        }
        let mut path = vec![to];
        while let Some(&before) = path.last().and_then(|last| came_from.get(last)) {
            if path.last() == Some(&from) {
                break;
            }
            path.push(before);
        }
        path.reverse();
        path
    }

    /// Cuts the embeds of pieces that nest too deep or draw too much. Gives what each piece
    /// draws, in bytes.
    fn cut_deep(
        &self,
        order: &[u32],
        cut: &mut [bool],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<u64> {
        let mut height = vec![0u32; self.nodes.len()];
        let mut bytes = vec![0u64; self.nodes.len()];
        let mut too_much = vec![false; self.nodes.len()];
        for &node in order {
            let n = node as usize;
            let mut total = self.nodes[n].piece.html.len() as u64;
            for (embed, cut) in self.inside(node).iter().zip(&cut[range(&self.nodes[n].inside)]) {
                if !cut && !too_much[embed.node as usize] {
                    height[n] = height[n].max(height[embed.node as usize]);
                    total = total.saturating_add(bytes[embed.node as usize]);
                }
            }
            height[n] += 1;
            bytes[n] = total;
            if height[n] > MAX_DEPTH || total > MAX_BYTES {
                too_much[n] = true;
                let (file, span) = self.place(self.nodes[n].first);
                diagnostics.push(Diagnostic::embed_limit(file, span, MAX_DEPTH, MAX_BYTES >> 20));
            }
        }
        for (embed, cut) in self.embeds.iter().zip(cut.iter_mut()) {
            *cut |= too_much[embed.node as usize];
        }
        bytes
    }

    /// Many small embeds make a large page too: those after the limit are cut.
    fn cut_large(&self, bytes: &[u64], cut: &mut [bool], diagnostics: &mut Vec<Diagnostic>) {
        let (mut page, mut drawn, mut told) = (None, 0u64, false);
        for (n, embed) in (0u32..).zip(&self.embeds) {
            if page != Some(embed.from) {
                (page, drawn, told) = (Some(embed.from), 0, false);
            }
            if cut[n as usize] {
                continue;
            }
            drawn = drawn.saturating_add(bytes[embed.node as usize]);
            cut[n as usize] = drawn > MAX_BYTES;
            if drawn > MAX_BYTES && !told {
                let (file, span) = self.place(n);
                diagnostics.push(Diagnostic::embed_limit(file, span, MAX_DEPTH, MAX_BYTES >> 20));
                told = true;
            }
        }
    }

    /// Tarjan's algorithm (1972) without recursion.
    fn components(&self) -> Components {
        const NEW: u32 = u32::MAX;
        let count = self.nodes.len();
        let (mut index, mut low) = (vec![NEW; count], vec![0u32; count]);
        let (mut of, mut order) = (vec![NEW; count], Vec::with_capacity(count));
        let (mut stack, mut next, mut components) = (Vec::new(), 0, 0);
        for root in 0..count as u32 {
            let mut calls: Vec<(u32, usize)> = Vec::new();
            if index[root as usize] == NEW {
                calls.push((root, 0));
            }
            while let Some((node, at)) = calls.last_mut() {
                let n = *node as usize;
                if *at == 0 {
                    (index[n], low[n]) = (next, next);
                    next += 1;
                    stack.push(*node);
                }
                if let Some(embed) = self.inside(*node).get(*at) {
                    *at += 1;
                    let to = embed.node as usize;
                    if index[to] == NEW {
                        calls.push((embed.node, 0));
                    } else if of[to] == NEW {
                        low[n] = low[n].min(index[to]);
                    }
                    continue;
                }
                calls.pop();
                if let Some((caller, _)) = calls.last() {
                    low[*caller as usize] = low[*caller as usize].min(low[n]);
                }
                if low[n] == index[n] {
                    let from = stack.iter().rposition(|&s: &u32| s as usize == n);
                    for member in stack.split_off(from.expect("every node was pushed")) {
                        of[member as usize] = components;
                        order.push(member);
                    }
                    components += 1;
                }
            }
        }
        Components { of, order }
    }
}

fn range(range: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    range.start as usize..range.end as usize
}
