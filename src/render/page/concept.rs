//! The page of a concept: what it means, what to do, what the sources say, where it leads.

use super::{Desk, block_html, some_html};
use crate::model::html::escaped;
use crate::model::{DocId, Failure, Kind, Span};
use crate::parse::Document;
use crate::parse::front_matter::Stance;
use crate::render::body::Sheet;
use crate::render::lists::{page_url, pages, share};
use crate::render::text::{capitalised, lead, one_line};
use crate::render::views::*;

/// So many concepts that share passages are named.
const COOCCURRING: usize = 12;

impl Desk<'_> {
    /// The page of a concept.
    pub(super) fn concept(&self, doc: DocId) -> Result<String, Failure> {
        let site = self.site;
        let document = site.document(doc);
        let sheet = self.sheet(doc);
        let number = site.concept(doc).expect("every concept is in the vocabulary").index();
        let concept = &site.vocabulary.concepts[number];
        let principles = &site.claims.principles_on[doc.index()];
        let mut page = self.document_page(doc);
        let definition = definition(document);
        let defines = &site.claims.definitions[doc.index()];
        let callouts = defines.iter().map(|d| document.callouts[d.callout as usize].html);
        let mut cuts: Vec<Span> = callouts.collect();
        cuts.extend(definition.map(|block| document.blocks[block as usize].html));
        cuts.sort_by_key(|cut| cut.start);
        page.body = some_html(sheet.body(&cuts));
        let passages = &site.passages[number];
        let rest = (pages(passages.len()) > 1).then(|| self.href(&page_url(site, self.url, 2)));
        let view = ConceptView {
            definition: definition.and_then(|block| block_html(&sheet, block)),
            labels: concept.alt_labels().map(str::to_owned).collect(),
            principles: principles
                .iter()
                .map(|&p| self.entry(site.claims.principles[p as usize].doc))
                .collect(),
            dissent: self.dissent(principles),
            confused: self.confused(doc),
            questions: self.questions_of(principles),
            definitions: self.definitions(doc, &sheet),
            passages: self.passages(passages, rest),
            relations: self.relations(doc),
            sequences: self.sequences(doc),
            cooccurring: self.cooccurring(doc),
            graph: self.local_graph(doc),
        };
        self.run_document(doc, &page, &view)
    }

    /// Page `number` of the passages on a concept.
    pub(super) fn further_passages(&self, doc: DocId, number: usize) -> Result<String, Failure> {
        let concept = self.site.concept(doc).expect("every concept is in the vocabulary");
        let passages = &self.site.passages[concept.index()];
        let title = self
            .words()
            .with("concept.sources-title", &[("concept", &self.site.document(doc).title)]);
        let page = self.generated_page("passages", &title);
        let view = FurtherPassagesView {
            concept: Some(self.link(doc)),
            groups: self.by_article(share(passages, number)),
            pager: self.pager(self.site.url(doc), passages.len(), number),
        };
        self.r.templates.render("passages.html", &page, &view)
    }

    /// What disputes the principles on a concept. What only qualifies them, they say themselves.
    fn dissent(&self, principles: &[u32]) -> Vec<DissentView> {
        let mut dissent = Vec::new();
        for &number in principles {
            let principle = &self.site.claims.principles[number as usize];
            let disputing = principle.evidence.iter().filter(|e| e.stance == Stance::Disputes);
            let evidence: Vec<EvidenceView> =
                disputing.map(|e| self.evidence_elsewhere(principle.doc, e)).collect();
            if !evidence.is_empty() {
                dissent.push(DissentView { principle: self.link(principle.doc), evidence });
            }
        }
        dissent
    }

    fn confused(&self, doc: DocId) -> Vec<EntryView> {
        let contrasts = self.site.claims.contrasts_of[doc.index()].iter();
        contrasts
            .map(|&number| self.entry(self.site.claims.contrasts[number as usize].doc))
            .collect()
    }

    fn questions_of(&self, principles: &[u32]) -> Vec<QuestionView> {
        let claims = &self.site.claims;
        let mut questions = Vec::new();
        for &principle in principles {
            let start = claims.questions.partition_point(|q| q.principle < principle);
            let own = claims.questions[start..].iter().take_while(|q| q.principle == principle);
            questions.extend(own.map(|question| self.question(question)));
        }
        questions
    }

    /// A question as a block, and where it stands.
    pub(super) fn question(&self, question: &crate::evidence::Question) -> QuestionView {
        let principle = &self.site.claims.principles[question.principle as usize];
        let document = self.site.document(principle.doc);
        let text = one_line(document.block_text(question.block));
        QuestionView {
            html: Html(format!("<p>{}</p>", escaped(&text))),
            title: document.title.clone(),
            href: self.site.href_block(self.url, principle.doc, question.block),
        }
    }

    fn definitions(&self, doc: DocId, sheet: &Sheet<'_>) -> Vec<PassageView> {
        let site = self.site;
        let view = |definition: &crate::evidence::Definition| {
            let callout = &sheet.document.callouts[definition.callout as usize];
            Some(PassageView {
                html: some_html(sheet.piece(callout.body, &[]))?,
                own_lang: self.own_lang(&sheet.document.lang),
                href: match definition.anchor {
                    Some(anchor) => site.href_at(self.url, definition.article, anchor),
                    None => site.href(self.url, definition.article),
                },
                heading: None,
                ours: false,
                article: self.source(definition.article),
            })
        };
        site.claims.definitions[doc.index()].iter().filter_map(view).collect()
    }

    /// Relations in words, inverse ones included, by label. What a contrast compares is shown with
    /// the contrast.
    fn relations(&self, doc: DocId) -> Vec<RelationView> {
        let site = self.site;
        let types = &self.r.relations;
        let compared = |other: DocId| {
            site.claims.contrasts_of[doc.index()]
                .iter()
                .any(|&number| site.claims.contrasts[number as usize].sides.contains(&other))
        };
        let mut views: Vec<RelationView> = Vec::new();
        for relation in site.graph.relations.of(doc) {
            let contrasts = types[relation.direction.relation as usize].name == "contrasts";
            if contrasts && compared(relation.target) {
                continue;
            }
            let label = capitalised(relation.direction.label(types));
            let target = self.link(relation.target);
            match views.iter_mut().find(|view| view.label == label) {
                Some(view) if view.targets.iter().any(|link| link.href == target.href) => {}
                Some(view) => view.targets.push(target),
                None => views.push(RelationView { label, targets: vec![target] }),
            }
        }
        views
    }

    /// A collection's members with a line each, then the collections that it is a member of.
    fn sequences(&self, doc: DocId) -> Vec<SequenceView> {
        let claims = &self.site.claims;
        let step = |member: DocId, with_summary: bool| {
            let LinkView { title, href } = self.link(member);
            let summary = with_summary.then(|| self.summary(member)).flatten();
            StepView { title, href, here: member == doc, summary }
        };
        let view = |of: DocId| {
            let members = claims.members[of.index()].as_ref()?;
            let own = of == doc;
            Some(SequenceView {
                of: (!own).then(|| self.link(of)),
                ordered: members.ordered,
                items: members.docs.iter().map(|&member| step(member, own)).collect(),
            })
        };
        let others = claims.member_of[doc.index()].iter().copied();
        std::iter::once(doc).chain(others).filter_map(view).collect()
    }

    fn cooccurring(&self, doc: DocId) -> Vec<CooccurrenceView> {
        let found = self.site.graph.cooccurring(doc);
        let concepts =
            found.into_iter().filter(|(other, _)| self.site.document(*other).kind == Kind::Concept);
        concepts
            .take(COOCCURRING)
            .map(|(other, edge)| {
                let LinkView { title, href } = self.link(other);
                let proof = edge.proof.first().map(|&(article, block)| LinkView {
                    title: self.site.document(article).title.clone(),
                    href: self.site.href_block(self.url, article, block),
                });
                CooccurrenceView { title, href, passages: edge.proof.len(), proof }
            })
            .collect()
    }
}

/// The paragraph that defines a concept: the first of its text, before any heading of it.
pub(super) fn definition(document: &Document) -> Option<u32> {
    let block = lead(document)?;
    let heading = document.blocks[block as usize].heading;
    (heading.is_none() || heading == document.title_heading).then_some(block)
}
