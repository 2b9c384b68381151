//! The edges of the topic graph, from what the stages before found: relations, evidence, links,
//! mentions, co-occurrence; tags, where there are no concepts.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cooccurrence::{self, INVENTORY, PassageConcepts, Place};
use super::relations::Relations;
use super::tags;
use super::topic::{Edge, EdgeKind, Input, Says};
use crate::links::Target;
use crate::model::{ConceptId, DocId, Kind, Map};
use crate::names::{SpecialPage, special_page};

/// A document keeps so many edges of links, and so many of mentions, its strongest.
const STRONGEST: usize = 16;
/// Up to so many targets, each link or mention of a document counts in full; more share.
const FULL_MEASURE: f64 = 8.0;
/// Weights are rounded to this part of 1, so that numbers computed from what is written agree.
const STEPS: f64 = 1e4;

/// What edges of each sort weigh. Authored ones weigh more than those that a machine found.
mod weight {
    pub const RELATION: f64 = 1.0;
    pub const EVIDENCE: f64 = 0.8;
    pub const LINK: f64 = 0.5;
    pub const MENTION: f64 = 0.3;
}

/// All edges, by source, target, kind and what they say.
pub(super) fn collect(input: &Input<'_>, relations: &Relations) -> Vec<Edge> {
    let mut edges = authored(input, relations);
    edges.extend(evidence(input));
    let of_documents: Vec<Vec<Edge>> = (0..input.documents.len())
        .into_par_iter()
        .map(|i| {
            let mut edges = links(input, DocId::new(i));
            edges.extend(mentions(input, DocId::new(i)));
            edges
        })
        .collect();
    edges.extend(of_documents.into_iter().flatten());
    let (named, bare) = passages(input);
    prove(input, &named, &mut edges);
    edges.extend(cooccurrences(input, &named, bare));
    if input.vocabulary.concepts.is_empty() {
        edges.extend(tags::shared(&input.links.tags.tags, input.documents.len()));
    }
    for edge in &mut edges {
        edge.weight = (edge.weight * STEPS).round().max(1.0) / STEPS;
    }
    edges.sort_by_key(|edge| (edge.source, edge.target, edge.kind, edge.says));
    edges
}

/// Relations in both directions, what is filed under what, contrasts and their sides, collections
/// and their members.
fn authored(input: &Input<'_>, relations: &Relations) -> Vec<Edge> {
    let mut edges: Vec<Edge> = relations
        .all()
        .iter()
        .map(|r| relation(r.source, r.target, Says::Relation(r.direction)))
        .collect();
    for (doc, concepts) in input.claims.filed_under.iter().enumerate() {
        let filed = concepts.iter().filter(|concept| concept.index() != doc);
        edges.extend(filed.map(|&concept| relation(DocId::new(doc), concept, Says::About)));
    }
    for contrast in &input.claims.contrasts {
        edges.extend(contrast.sides.map(|side| relation(contrast.doc, side, Says::Between)));
    }
    for (doc, members) in input.claims.members.iter().enumerate() {
        let members = members.iter().flat_map(|members| &members.docs);
        edges.extend(members.map(|&member| relation(DocId::new(doc), member, Says::Member)));
    }
    edges
}

fn relation(source: DocId, target: DocId, says: Says) -> Edge {
    Edge {
        source: source.0,
        target: target.0,
        kind: EdgeKind::Relation,
        says,
        weight: weight::RELATION,
        proof: Vec::new(),
    }
}

/// One edge for each principle, article and stance.
fn evidence(input: &Input<'_>) -> Vec<Edge> {
    let mut edges: BTreeMap<(DocId, DocId, Says), Vec<(DocId, u32)>> = BTreeMap::new();
    for principle in &input.claims.principles {
        for evidence in &principle.evidence {
            let key = (principle.doc, evidence.article, Says::Stance(evidence.stance));
            let proof = edges.entry(key).or_default();
            proof.extend(evidence.block.map(|block| (evidence.article, block)));
        }
    }
    edges
        .into_iter()
        .map(|((source, target, says), proof)| Edge {
            source: source.0,
            target: target.0,
            kind: EdgeKind::Evidence,
            says,
            weight: weight::EVIDENCE,
            proof,
        })
        .collect()
}

/// What a document links to or embeds; the first block that does is the proof.
fn links(input: &Input<'_>, doc: DocId) -> Vec<Edge> {
    let document = &input.documents[doc.index()];
    let mut counted: BTreeMap<DocId, (u32, Option<u32>)> = BTreeMap::new();
    if special_page(document) == Some(SpecialPage::NotFound) {
        // What it links to has nothing to do with it.
        return Vec::new();
    }
    for (link, target) in document.links.iter().zip(&input.links.targets[doc.index()]) {
        if let Target::Document { doc: to, .. } | Target::Embed { doc: to, .. } = *target
            && to != doc
        {
            let entry = counted.entry(to).or_insert((0, link.block));
            entry.0 += 1;
        }
    }
    let measure = weight::LINK * (FULL_MEASURE / counted.len() as f64).min(1.0);
    strongest(doc, EdgeKind::Link, counted, |_| measure)
}

/// The concepts that a document mentions, the more often the stronger.
fn mentions(input: &Input<'_>, doc: DocId) -> Vec<Edge> {
    let mut counted: BTreeMap<DocId, (u32, Option<u32>)> = BTreeMap::new();
    for mention in &input.mentions[doc.index()].mentions {
        let concept = input.vocabulary.concepts[mention.concept.index()].doc;
        if concept != doc {
            let entry = counted.entry(concept).or_insert((0, Some(mention.block)));
            entry.0 += 1;
        }
    }
    let measure = weight::MENTION * (FULL_MEASURE / counted.len() as f64).min(1.0);
    strongest(doc, EdgeKind::Mention, counted, |count| {
        let count = f64::from(count);
        measure * count / (count + 2.0)
    })
}

/// Edges of one kind from a document to those it points to most often, equals in their order.
fn strongest(
    doc: DocId,
    kind: EdgeKind,
    counted: BTreeMap<DocId, (u32, Option<u32>)>,
    weight: impl Fn(u32) -> f64,
) -> Vec<Edge> {
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|&(to, (count, _))| (std::cmp::Reverse(count), to));
    counted.truncate(STRONGEST);
    let edge = |(to, (count, block)): (DocId, (u32, Option<u32>))| Edge {
        source: doc.0,
        target: to.0,
        kind,
        says: Says::Nothing,
        weight: weight(count),
        proof: block.map(|block| (doc, block)).into_iter().collect(),
    };
    counted.into_iter().map(edge).collect()
}

/// The passages of articles (of notes, where there are no articles) that name a concept, and how
/// many name none.
fn passages(input: &Input<'_>) -> (Vec<PassageConcepts>, usize) {
    let has_articles = input.documents.iter().any(|document| document.kind == Kind::Article);
    let counted = if has_articles { Kind::Article } else { Kind::Note };
    let by_document: Vec<(Vec<PassageConcepts>, usize)> = (0..input.documents.len())
        .into_par_iter()
        .filter(|&i| input.documents[i].kind == counted)
        .map(|i| passages_of(input, DocId::new(i)))
        .collect();
    let bare = by_document.iter().map(|(_, bare)| bare).sum();
    (by_document.into_iter().flat_map(|(passages, _)| passages).collect(), bare)
}

/// Gives each authored relation the passage that names both ends and the fewest others, the first
/// of equals, if there is one.
fn prove(input: &Input<'_>, named: &[PassageConcepts], edges: &mut [Edge]) {
    let concept = |node: u32| input.vocabulary.of(DocId(node));
    let ends = |edge: &Edge| {
        let authored = matches!(edge.says, Says::Relation(_) | Says::Member);
        let (a, b) = (concept(edge.source)?, concept(edge.target)?);
        authored.then_some((a.min(b), a.max(b)))
    };
    let mut best: Map<(ConceptId, ConceptId), (usize, Option<Place>)> = Map::default();
    for pair in edges.iter().filter_map(ends) {
        best.insert(pair, (usize::MAX, None));
    }
    for passage in named.iter().filter(|passage| passage.concepts.len() <= INVENTORY) {
        for (i, &a) in passage.concepts.iter().enumerate() {
            for &b in &passage.concepts[i + 1..] {
                if let Some(held) = best.get_mut(&(a, b))
                    && passage.concepts.len() < held.0
                {
                    *held = (passage.concepts.len(), Some(passage.place));
                }
            }
        }
    }
    for edge in edges {
        let found = ends(edge).and_then(|pair| best.get(&pair)).and_then(|&(_, place)| place);
        edge.proof.extend(found.map(|place| (place.doc, place.block)));
    }
}

/// What shares passages more often than chance would have it.
fn cooccurrences(input: &Input<'_>, named: &[PassageConcepts], bare: usize) -> Vec<Edge> {
    let concept = |id: ConceptId| input.vocabulary.concepts[id.index()].doc;
    cooccurrence::cooccurrence(named, bare, &cooccurrence::Options::default())
        .into_iter()
        .map(|pair| Edge {
            source: concept(pair.a).0,
            target: concept(pair.b).0,
            kind: EdgeKind::Cooccurrence,
            says: Says::Nothing,
            weight: pair.npmi,
            proof: pair.proof.iter().map(|place| (place.doc, place.block)).collect(),
        })
        .collect()
}

/// The concepts of each passage of a document that names one, and how many name none.
fn passages_of(input: &Input<'_>, doc: DocId) -> (Vec<PassageConcepts>, usize) {
    let document = &input.documents[doc.index()];
    let mentions = &input.mentions[doc.index()].mentions;
    let mut passages = Vec::new();
    for of_block in mentions.chunk_by(|a, b| a.block == b.block) {
        let block = of_block[0].block;
        if !document.blocks[block as usize].is_passage() {
            continue;
        }
        let mut concepts: Vec<_> = of_block.iter().map(|mention| mention.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        passages.push(PassageConcepts { place: Place { doc, block }, concepts });
    }
    let bare = document.passages().count().saturating_sub(passages.len());
    (passages, bare)
}
