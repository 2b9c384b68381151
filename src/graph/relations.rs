//! Authored relations, completed: what one concept says of another also holds the other way
//! round. Circles in relations that carry over chains, and `related` beside `broader`, are told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::config::RelationType;
use crate::diagnostics::Diagnostic;
use crate::evidence::RelationEdge;
use crate::model::{DocId, Span};
use crate::parse::Document;
use crate::parse::slug::slug;

/// A relation type in the direction in which it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Direction {
    /// Index into the relation types.
    pub relation: u32,
    /// Whether it is read from its target.
    pub inverse: bool,
}

impl Direction {
    /// How it reads: "builds on", or "leads to".
    pub fn label(self, types: &[RelationType]) -> &str {
        let kind = &types[self.relation as usize];
        if self.inverse { &kind.inverse } else { &kind.label }
    }

    /// Its name in machine forms: that of the type, or of its inverse's label (`leads-to`).
    pub fn name(self, types: &[RelationType]) -> String {
        let kind = &types[self.relation as usize];
        match self.inverse {
            false => kind.name.clone(),
            true => match slug(&kind.inverse) {
                name if name.is_empty() => format!("inverse-of-{}", kind.name),
                name => name,
            },
        }
    }

    /// The same relation read from the other end.
    fn reversed(self, types: &[RelationType]) -> Self {
        let kind = &types[self.relation as usize];
        if kind.symmetric {
            return self;
        }
        if !self.inverse
            && let Some(inverse) = inverse_type(types, self.relation)
        {
            return Self { relation: inverse, inverse: false };
        }
        Self { inverse: !self.inverse, ..self }
    }
}

/// The type that is the inverse of type `relation`: by name (`broader`, `narrower`), else the one
/// whose name or label is its inverse label.
fn inverse_type(types: &[RelationType], relation: u32) -> Option<u32> {
    let kind = &types[relation as usize];
    let is_it = |other: &RelationType| match &kind.inverse_name {
        Some(name) => other.name == *name,
        None => other.label == kind.inverse || other.name == kind.inverse,
    };
    types.iter().position(is_it).filter(|&at| at != relation as usize).map(|at| at as u32)
}

/// One document's relation to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// Whose it is.
    pub source: DocId,
    /// Which.
    pub direction: Direction,
    /// To what.
    pub target: DocId,
    /// Where it was written in the source's text; `None` where it was completed.
    pub span: Option<Span>,
}

/// All relations, in both directions.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    all: Vec<Relation>,
    starts: Vec<u32>,
    broader: Vec<Vec<DocId>>,
}

impl Relations {
    /// Completes what authors wrote, by document in order of types, then targets, and tells
    /// circles and contradictions.
    pub fn new(
        documents: &[Arc<Document>],
        authored: &[RelationEdge],
        types: &[RelationType],
    ) -> (Self, Vec<Diagnostic>) {
        let mut found: BTreeMap<(DocId, Direction, DocId), Option<Span>> = BTreeMap::new();
        for edge in authored {
            let direction = Direction { relation: edge.relation, inverse: false };
            found.insert((edge.source, direction, edge.target), Some(edge.span));
        }
        for edge in authored {
            let direction = Direction { relation: edge.relation, inverse: false }.reversed(types);
            found.entry((edge.target, direction, edge.source)).or_insert(None);
        }
        let all: Vec<Relation> = found
            .into_iter()
            .map(|((source, direction, target), span)| Relation { source, direction, target, span })
            .collect();
        let starts = (0..=documents.len())
            .map(|doc| all.partition_point(|relation| relation.source.index() < doc) as u32)
            .collect();
        let mut relations = Self { all, starts, broader: Vec::new() };
        let mut diagnostics = Vec::new();
        for (number, kind) in (0u32..).zip(types) {
            let again = || inverse_type(types, number).is_some_and(|inverse| inverse < number);
            if kind.transitive && !kind.symmetric && !again() {
                relations.tell_circles(documents, types, number, &mut diagnostics);
            }
        }
        relations.broader = relations.hierarchy(documents.len(), types);
        relations.tell_contradictions(documents, types, &mut diagnostics);
        (relations, diagnostics)
    }

    /// All of them, by source, type and target.
    pub fn all(&self) -> &[Relation] {
        &self.all
    }

    /// Those of a document.
    pub fn of(&self, doc: DocId) -> &[Relation] {
        let Some(&end) = self.starts.get(doc.index() + 1) else { return &[] };
        &self.all[self.starts[doc.index()] as usize..end as usize]
    }

    /// The concepts right above a concept, the first one written first. Relations that are part of a circle are left out.
    pub fn broader(&self, doc: DocId) -> &[DocId] {
        self.broader.get(doc.index()).map_or(&[], Vec::as_slice)
    }

    /// Everything above a concept, sorted.
    pub fn above(&self, doc: DocId) -> BTreeSet<DocId> {
        let mut above = BTreeSet::new();
        let mut open = vec![doc];
        while let Some(doc) = open.pop() {
            open.extend(self.broader(doc).iter().filter(|&&parent| above.insert(parent)));
        }
        above
    }

    /// The way down to a concept along the first of what is broader, the topmost first, without
    /// the concept itself: its breadcrumbs.
    pub fn trail(&self, doc: DocId) -> Vec<DocId> {
        let mut trail = Vec::new();
        let mut at = doc;
        while let Some(&parent) = self.broader(at).first() {
            trail.push(parent);
            at = parent;
        }
        trail.reverse();
        trail
    }

    /// The relations of type `relation` alone, in its own direction.
    fn of_type(&self, relation: u32) -> impl Iterator<Item = &Relation> {
        let wanted = Direction { relation, inverse: false };
        self.all.iter().filter(move |edge| edge.direction == wanted)
    }

    /// Parents by document, without the edges of circles: as the child's author wrote them, then
    /// those written from the other end.
    fn hierarchy(&self, documents: usize, types: &[RelationType]) -> Vec<Vec<DocId>> {
        let mut parents = vec![Vec::new(); documents];
        let Some(broader) = types.iter().position(|kind| kind.name == "broader") else {
            return parents;
        };
        let broader = broader as u32;
        let circles = Circles::new(documents, self.of_type(broader));
        let mut edges: Vec<&Relation> = self.of_type(broader).collect();
        let written = |edge: &Relation| edge.span.map_or(u32::MAX, |span| span.start);
        edges.sort_by_key(|edge| (edge.source, written(edge), edge.target));
        for edge in edges {
            if !circles.joins(edge.source, edge.target) {
                parents[edge.source.index()].push(edge.target);
            }
        }
        parents
    }

    /// Tells each circle once, by its shortest way round from its first document.
    fn tell_circles(
        &self,
        documents: &[Arc<Document>],
        types: &[RelationType],
        relation: u32,
        out: &mut Vec<Diagnostic>,
    ) {
        let circles = Circles::new(documents.len(), self.of_type(relation));
        let mut told = BTreeSet::new();
        for edge in self.of_type(relation) {
            if !circles.joins(edge.source, edge.target)
                || !told.insert(circles.component[edge.source.index()])
            {
                continue;
            }
            let path = circles.round(edge.source);
            let titles: Vec<&str> =
                path.iter().map(|doc| documents[doc.index()].title.as_str()).collect();
            // A step may have been written from its other end.
            let steps = path.windows(2);
            let written = steps.filter_map(|step| self.written(step[0], step[1], types, relation));
            let Some((doc, span)) = written.min() else { continue };
            let file = &documents[doc.index()].path;
            out.push(Diagnostic::relation_cycle(
                file,
                span,
                &types[relation as usize].name,
                &titles,
            ));
        }
    }

    /// Where an author wrote that `source` has `relation` to `target`, from either end.
    fn written(
        &self,
        source: DocId,
        target: DocId,
        types: &[RelationType],
        relation: u32,
    ) -> Option<(DocId, Span)> {
        let direction = Direction { relation, inverse: false };
        let at = |from: DocId, direction: Direction, to: DocId| {
            let edges = self.of(from).iter();
            let mut alike = edges.filter(|edge| edge.direction == direction && edge.target == to);
            alike.next().and_then(|edge| edge.span).map(|span| (from, span))
        };
        at(source, direction, target).or_else(|| at(target, direction.reversed(types), source))
    }

    /// `related` must not hold between a concept and what is above it (SKOS, S27).
    fn tell_contradictions(
        &self,
        documents: &[Arc<Document>],
        types: &[RelationType],
        out: &mut Vec<Diagnostic>,
    ) {
        for (low, high, edge) in self.contradictions(types) {
            let Some(span) = edge.span else { continue };
            out.push(Diagnostic::relation_contradiction(
                &documents[edge.source.index()].path,
                span,
                &documents[low.index()].title,
                &documents[high.index()].title,
            ));
        }
    }

    /// `related` relations between a concept and one above it, each as the lower one, the higher
    /// one and the relation; in both directions.
    pub fn contradictions(&self, types: &[RelationType]) -> Vec<(DocId, DocId, Relation)> {
        let Some(related) = types.iter().position(|kind| kind.name == "related") else {
            return Vec::new();
        };
        let mut above: BTreeMap<DocId, BTreeSet<DocId>> = BTreeMap::new();
        let mut is_above = |high: DocId, low: DocId| {
            above.entry(low).or_insert_with(|| self.above(low)).contains(&high)
        };
        let mut found = Vec::new();
        for edge in self.of_type(related as u32) {
            if is_above(edge.target, edge.source) {
                found.push((edge.source, edge.target, *edge));
            } else if is_above(edge.source, edge.target) {
                found.push((edge.target, edge.source, *edge));
            }
        }
        found
    }
}

/// The strongly connected components of one relation.
struct Circles {
    next: Vec<Vec<DocId>>,
    component: Vec<u32>,
}

impl Circles {
    fn new<'a>(documents: usize, edges: impl Iterator<Item = &'a Relation>) -> Self {
        let mut next = vec![Vec::new(); documents];
        for edge in edges {
            next[edge.source.index()].push(edge.target);
        }
        let component = strong_components(&next);
        Self { next, component }
    }

    /// Whether an edge between the two is part of a circle.
    fn joins(&self, a: DocId, b: DocId) -> bool {
        self.component[a.index()] == self.component[b.index()]
    }

    /// The shortest way from `start` back to itself, `start` first and last.
    fn round(&self, start: DocId) -> Vec<DocId> {
        let mut from: BTreeMap<DocId, DocId> = BTreeMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(doc) = open.pop_front() {
            for &next in &self.next[doc.index()] {
                if next == start {
                    let mut path = vec![start, doc];
                    while let Some(&before) = from.get(path.last().expect("it begins with two")) {
                        path.push(before);
                    }
                    path.dedup();
                    path.reverse();
                    if path.len() == 1 {
                        path.push(start);
                    }
                    return path;
                }
                if self.joins(start, next) && !from.contains_key(&next) {
                    from.insert(next, doc);
                    open.push_back(next);
                }
            }
        }
        vec![start]
    }
}

/// Strongly connected components (Tarjan 1972), without recursion; numbers have no meaning but
/// equality.
fn strong_components(next: &[Vec<DocId>]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut order = vec![UNSEEN; next.len()];
    let mut low = vec![0u32; next.len()];
    let mut component = vec![UNSEEN; next.len()];
    let mut stack: Vec<usize> = Vec::new();
    let mut walk: Vec<(usize, usize)> = Vec::new();
    let mut seen = 0;
    for root in 0..next.len() {
        if order[root] == UNSEEN {
            walk.push((root, 0));
        }
        while let Some((node, edge)) = walk.pop() {
            if edge == 0 {
                order[node] = seen;
                low[node] = seen;
                seen += 1;
                stack.push(node);
            } else {
                let child = next[node][edge - 1].index();
                if component[child] == UNSEEN {
                    low[node] = low[node].min(low[child]);
                }
            }
            if let Some(child) = next[node].get(edge) {
                walk.push((node, edge + 1));
                let child = child.index();
                if order[child] == UNSEEN {
                    walk.push((child, 0));
                } else if component[child] == UNSEEN {
                    low[node] = low[node].min(order[child]);
                }
            } else if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = order[node];
                    if member == node {
                        break;
                    }
                }
            }
        }
    }
    component
}
