//! Claims resolved: names to documents, places to passages, quotations to the words they repeat.

use super::callouts;
use super::card::{Card, Role};
use super::quote::{self, FoldedBlocks};
use super::{
    Claims, Contrast, Definition, Evidence, Input, Members, Note, Principle, Question,
    RelationEdge, Situation,
};
use crate::diagnostics::Diagnostic;
use crate::links::{AnchorIndex, Place, Suggester, name_key, piece};
use crate::model::fold::fold_passage;
use crate::model::{DocId, Kind, Map, RelPath, Span};
use crate::parse::Document;
use crate::parse::document::BlockKind;
use crate::parse::front_matter::{self, Stance, TextForm};
use crate::parse::target::split_wiki;
use crate::parse::value::Text;

pub(super) struct Resolver<'a> {
    input: &'a Input<'a>,
    claims: Claims,
    out: Vec<Diagnostic>,
    /// Anchors of the documents that were cited so far.
    anchors: Map<DocId, AnchorIndex>,
    /// Names of documents, made when the first one is missing.
    suggester: Option<Suggester>,
}

/// A claim on an article before it is checked.
struct Claimed<'a> {
    article: DocId,
    stance: Stance,
    at: Option<&'a Text>,
    anchor: Option<u32>,
    quote: Option<(&'a str, Span)>,
    note: Option<Note>,
    callout: Option<u32>,
    span: Span,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let n = input.documents.len();
        let claims = Claims {
            principle_of: vec![None; n],
            filed_under: vec![Vec::new(); n],
            principles_on: vec![Vec::new(); n],
            cited_by: vec![Vec::new(); n],
            contrasts_of: vec![Vec::new(); n],
            definitions: vec![Vec::new(); n],
            members: vec![None; n],
            member_of: vec![Vec::new(); n],
            pinned: vec![Vec::new(); n],
            hidden: vec![Vec::new(); n],
            ..Claims::default()
        };
        Self { input, claims, out: Vec::new(), anchors: Map::default(), suggester: None }
    }

    pub(super) fn run(mut self) -> (Claims, Vec<Diagnostic>) {
        for number in 0..self.input.documents.len() {
            let doc = DocId::new(number);
            self.common(doc);
            match self.document(doc).kind {
                Kind::Principle => self.principle(doc),
                Kind::Contrast => self.contrast(doc),
                Kind::Concept => self.concept(doc),
                Kind::Article | Kind::Note => {}
            }
        }
        self.claims.relations.sort();
        self.claims.relations.dedup_by_key(|edge| (edge.source, edge.relation, edge.target));
        for (number, principle) in (0u32..).zip(&self.claims.principles) {
            for concept in &self.claims.filed_under[principle.doc.index()] {
                self.claims.principles_on[concept.index()].push(number);
            }
            for (place, evidence) in (0u32..).zip(&principle.evidence) {
                self.claims.cited_by[evidence.article.index()].push((number, place));
            }
        }
        (self.claims, self.out)
    }

    fn document(&self, doc: DocId) -> &'a Document {
        &self.input.documents[doc.index()]
    }

    fn path(&self, doc: DocId) -> &'a RelPath {
        &self.document(doc).path
    }

    /// What documents of all kinds may claim.
    fn common(&mut self, doc: DocId) {
        let document = self.document(doc);
        for answer in &document.meta.answers {
            self.claims.situations.push(Situation { text: answer.text.clone(), doc });
        }
        for name in &document.meta.concepts {
            if let Some(concept) = self.named(doc, name, "concepts", Kind::Concept)
                && !self.claims.filed_under[doc.index()].contains(&concept)
            {
                self.claims.filed_under[doc.index()].push(concept);
            }
        }
        for relation in &document.meta.relations {
            let types = self.input.relations;
            let Some(number) = types.iter().position(|t| t.name == relation.name.text) else {
                let known: Vec<&str> = types.iter().map(|t| t.name.as_str()).collect();
                self.out.push(Diagnostic::unknown_relation(
                    &document.path,
                    relation.name.span,
                    &relation.name.text,
                    &known,
                ));
                continue;
            };
            for target in &relation.targets {
                let found = self.named(doc, target, &relation.name.text, Kind::Concept);
                if let Some(other) = found.filter(|&other| other != doc) {
                    let (relation, span) = (number as u32, target.span);
                    self.claims.relations.push(RelationEdge {
                        source: doc,
                        relation,
                        target: other,
                        span,
                    });
                }
            }
        }
    }

    /// The document that `name` in field `field` of `doc` stands for; told if there is none.
    fn named(&mut self, doc: DocId, name: &Text, field: &str, kind: Kind) -> Option<DocId> {
        let target = strip_brackets(&name.text);
        let target = split_wiki(target.split('|').next().unwrap_or(target)).path;
        let found = self.input.names.find_kind(&target, self.document(doc), kind).doc();
        if found.is_none() {
            let near = self.suggest(&target);
            self.out.push(Diagnostic::unknown_reference(
                self.path(doc),
                name.span,
                field,
                &target,
                near.as_deref(),
            ));
        }
        found
    }

    fn suggest(&mut self, name: &str) -> Option<String> {
        let documents = self.input.documents;
        let suggester = self.suggester.get_or_insert_with(|| {
            Suggester::new((0u32..).zip(documents).flat_map(|(i, document)| {
                [(name_key(document.content_path.file_stem()), i), (name_key(&document.title), i)]
            }))
        });
        let doc = suggester.nearest(&name_key(name))?;
        Some(documents[doc as usize].content_path.file_stem().to_owned())
    }

    fn concept(&mut self, doc: DocId) {
        let document = self.document(doc);
        let meta = &document.meta;
        let members: Vec<DocId> = meta
            .members
            .iter()
            .filter_map(|name| self.named(doc, name, "members", Kind::Concept))
            .filter(|&member| member != doc)
            .collect();
        if !members.is_empty() {
            for member in &members {
                self.claims.member_of[member.index()].push(doc);
            }
            self.claims.members[doc.index()] =
                Some(Members { ordered: meta.ordered, docs: members });
        }
        for (number, callout) in (0u32..).zip(&document.callouts) {
            if callout.kind != "defines" {
                continue;
            }
            match callouts::cited(self.input.links, doc, callout) {
                Some((article, anchor)) => self.claims.definitions[doc.index()].push(Definition {
                    article,
                    anchor,
                    callout: number,
                }),
                None => self.uncited(doc, callout.kind_span, &callout.kind),
            }
        }
        for pin in &meta.pin {
            let place = self.passage(doc, pin, "pin");
            self.claims.pinned[doc.index()].extend(place);
        }
        for hide in &meta.hide {
            let place = self.passage(doc, hide, "hide");
            self.claims.hidden[doc.index()].extend(place);
        }
    }

    /// A callout that should cite an article and doesn't, unless its link is told as broken.
    fn uncited(&mut self, doc: DocId, span: Span, kind: &str) {
        let document = self.document(doc);
        let linked = document.links.iter().any(|link| {
            link.source.start >= span.end
                && !document.text[span.end as usize..link.source.start as usize].contains('\n')
        });
        if !linked {
            self.out.push(Diagnostic::callout_without_article(&document.path, span, kind));
        }
    }

    /// `article#^id`: a passage of an article.
    fn passage(&mut self, doc: DocId, name: &Text, field: &str) -> Option<(DocId, u32)> {
        let target = split_wiki(strip_brackets(&name.text));
        let article = Text { text: target.path.clone(), span: name.span };
        let article = self.named(doc, &article, field, Kind::Article)?;
        let at = Text { text: target.fragment.unwrap_or_default(), span: name.span };
        let anchor = self.anchor(doc, article, &at)??;
        let block = piece(self.document(article), Some(anchor)).blocks.start;
        Some((article, block))
    }

    /// The anchor that `at` names in `article`: `None` where there is none, told; `Some(None)`
    /// for the whole document.
    fn anchor(&mut self, doc: DocId, article: DocId, at: &Text) -> Option<Option<u32>> {
        let document = self.document(article);
        let index = self.anchors.entry(article).or_insert_with(|| AnchorIndex::new(document));
        match index.find(document, at.text.trim().trim_start_matches('#')) {
            Some(Place::Anchor(anchor)) => Some(Some(anchor)),
            Some(Place::Top) => Some(None),
            None => {
                let ids: Vec<&str> = document
                    .headings
                    .iter()
                    .map(|heading| document.anchors[heading.anchor as usize].id.as_str())
                    .collect();
                self.out.push(Diagnostic::dangling_evidence(
                    self.path(doc),
                    at.span,
                    &at.text,
                    document.content_path.as_str(),
                    &ids,
                ));
                None
            }
        }
    }

    fn principle(&mut self, doc: DocId) {
        let document = self.document(doc);
        let mut evidence = Vec::new();
        for entry in &document.meta.evidence {
            evidence.extend(self.entry(doc, entry));
        }
        for (number, callout) in (0u32..).zip(&document.callouts) {
            let Some(stance) = Stance::parse(&callout.kind) else { continue };
            let Some((article, anchor)) = callouts::cited(self.input.links, doc, callout) else {
                self.uncited(doc, callout.kind_span, &callout.kind);
                continue;
            };
            let parts = callouts::parts(document, callout);
            evidence.extend(self.check(
                doc,
                Claimed {
                    article,
                    stance,
                    at: None,
                    anchor,
                    quote: parts.quote.as_deref().map(|quote| (quote, parts.quote_span)),
                    note: parts.note.map(Note::Html),
                    callout: Some(number),
                    span: callout.kind_span,
                },
            ));
        }
        self.weigh(doc, &evidence);
        let number = self.claims.principles.len() as u32;
        let card = Card::read(document, self.input.roles);
        for block in card.items(document, Role::Ask) {
            self.claims.questions.push(Question { principle: number, block });
        }
        self.claims.principle_of[doc.index()] = Some(number);
        self.claims.principles.push(Principle { doc, card, evidence });
    }

    /// An entry of front matter.
    fn entry(&mut self, doc: DocId, entry: &front_matter::Evidence) -> Option<Evidence> {
        let article = self.named(doc, &entry.article, "evidence", Kind::Article)?;
        self.check(
            doc,
            Claimed {
                article,
                stance: entry.stance,
                at: entry.at.as_ref(),
                anchor: None,
                quote: entry.quote.as_ref().map(|quote| (quote.text.as_str(), quote.span)),
                note: entry.note.as_ref().map(|note| Note::Text(note.text.clone())),
                callout: None,
                span: entry.span,
            },
        )
    }

    /// Checks one piece of evidence: its place, its quotation, its note.
    fn check(&mut self, doc: DocId, claimed: Claimed<'_>) -> Option<Evidence> {
        let article = self.document(claimed.article);
        if article.kind != Kind::Article {
            self.out.push(Diagnostic::evidence_no_article(
                self.path(doc),
                claimed.span,
                article.content_path.as_str(),
                article.kind.name(),
            ));
        }
        let anchor = match claimed.at {
            Some(at) => self.anchor(doc, claimed.article, at).unwrap_or(None),
            None => claimed.anchor,
        };
        let mut block = anchor.and_then(|anchor| cited_block(article, anchor));
        if let Some((quote, span)) = claimed.quote {
            block = self.check_quote(doc, claimed.article, anchor, quote, span).or(block);
        }
        if claimed.note.is_none() && claimed.stance != Stance::Supports {
            self.out.push(Diagnostic::unexplained_stance(
                self.path(doc),
                claimed.span,
                stance_name(claimed.stance),
            ));
        }
        Some(Evidence {
            article: claimed.article,
            stance: claimed.stance,
            anchor,
            block,
            quote: claimed.quote.map(|(quote, _)| quote.trim().to_owned()),
            note: claimed.note,
            callout: claimed.callout,
        })
    }

    /// Looks the quotation up where it is said to stand; the passage that holds it.
    fn check_quote(
        &mut self,
        doc: DocId,
        article: DocId,
        anchor: Option<u32>,
        quote: &str,
        span: Span,
    ) -> Option<u32> {
        let document = self.document(article);
        let name = document.content_path.as_str();
        let pieces = match quote::pieces(quote) {
            Ok(pieces) => pieces,
            Err(fault) => {
                self.out.push(Diagnostic::quote_unusable(self.path(doc), span, fault.message()));
                return None;
            }
        };
        let digest = document.meta.text == TextForm::Digest;
        let blocks = piece(document, anchor).blocks;
        let quotable = |block: u32| {
            let block = &document.blocks[block as usize];
            block.kind != BlockKind::Code && (!digest || block.quoted)
        };
        let here = FoldedBlocks::new(document, blocks.clone(), quotable);
        if let Some(block) = here.locate(&pieces) {
            return Some(block);
        }
        if self.stands_in_original(document, &pieces) {
            return None;
        }
        let all = 0..document.blocks.len() as u32;
        let elsewhere = FoldedBlocks::new(document, all, quotable).locate(&pieces);
        let ours =
            digest && FoldedBlocks::new(document, blocks, |_| true).locate(&pieces).is_some();
        self.out.push(if ours {
            Diagnostic::quote_from_digest(self.path(doc), span, name)
        } else {
            let place = elsewhere.and_then(|block| document.blocks[block as usize].anchor);
            let place = place.map(|anchor| document.anchors[anchor as usize].id.as_str());
            Diagnostic::quote_not_found(self.path(doc), span, name, anchor.is_some(), place)
        });
        None
    }

    fn stands_in_original(&self, document: &Document, pieces: &[String]) -> bool {
        let Some(original) = &document.meta.original else { return false };
        let path = RelPath::normalize(&original.text);
        self.input
            .originals
            .iter()
            .filter(|file| Some(&file.path) == path.as_ref())
            .any(|file| quote::find(pieces, &fold_passage(&file.text)).is_some())
    }

    /// What the evidence as a whole lacks.
    fn weigh(&mut self, doc: DocId, evidence: &[Evidence]) {
        let document = self.document(doc);
        let span = document.meta.title.as_ref().map(|title| title.span);
        if !evidence.iter().any(|e| e.stance == Stance::Supports) {
            self.out.push(Diagnostic::unsupported_principle(&document.path, span));
        } else if evidence.iter().all(|e| e.stance == Stance::Supports) {
            self.out.push(Diagnostic::one_sided_evidence(&document.path, span));
        }
    }

    fn contrast(&mut self, doc: DocId) {
        let document = self.document(doc);
        let between = &document.meta.between;
        let sides: Vec<DocId> = between.iter().filter_map(|name| self.side(doc, name)).collect();
        let &[a, b] = sides.as_slice() else {
            if between.len() != 2 || sides.len() > 2 {
                let span = between.first().map(|first| Span {
                    start: first.span.start,
                    end: between.last().map_or(first.span.end, |last| last.span.end),
                });
                self.out.push(Diagnostic::contrast_sides(&document.path, span, between.len()));
            }
            return;
        };
        let (kind_a, kind_b) = (self.document(a).kind, self.document(b).kind);
        if a == b || kind_a != kind_b {
            let span = between.first().map(|name| name.span);
            self.out.push(Diagnostic::contrast_kinds(
                &document.path,
                span,
                kind_a.name(),
                kind_b.name(),
            ));
        }
        if a == b {
            return;
        }
        let difference = document
            .passages()
            .map(|(number, _)| number)
            .find(|&number| document.blocks[number as usize].kind == BlockKind::Paragraph);
        let card = Card::read(document, self.input.roles);
        let tell = card.with(Role::Tell).next().cloned();
        let number = self.claims.contrasts.len() as u32;
        self.claims.contrasts.push(Contrast { doc, sides: [a, b], difference, tell });
        for side in [a, b] {
            self.claims.contrasts_of[side.index()].push(number);
        }
        let contrasts = self.input.relations.iter().position(|t| t.name == "contrasts");
        if let Some(relation) = contrasts.filter(|_| kind_a == Kind::Concept && kind_b == kind_a) {
            let (source, target) = (a.min(b), a.max(b));
            let span = between[0].span;
            self.claims.relations.push(RelationEdge {
                source,
                relation: relation as u32,
                target,
                span,
            });
        }
    }

    fn side(&mut self, doc: DocId, name: &Text) -> Option<DocId> {
        let target = strip_brackets(&name.text);
        let from = self.document(doc);
        let concept = self.input.names.find_kind(target, from, Kind::Concept).doc();
        match concept.filter(|&found| self.document(found).kind == Kind::Concept) {
            Some(found) => Some(found),
            None => self.named(doc, name, "between", Kind::Principle),
        }
    }
}

/// The passage that an anchor names: a block itself, a heading's first passage.
fn cited_block(article: &Document, anchor: u32) -> Option<u32> {
    let blocks = piece(article, Some(anchor)).blocks;
    if blocks == (0..article.blocks.len() as u32) {
        return None;
    }
    blocks.into_iter().find(|&block| article.blocks[block as usize].is_passage())
}

/// `[[name]]` without its brackets.
fn strip_brackets(name: &str) -> &str {
    let inner = name.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    inner.unwrap_or(name).trim()
}

fn stance_name(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "supports",
        Stance::Qualifies => "qualifies",
        Stance::Disputes => "disputes",
    }
}
