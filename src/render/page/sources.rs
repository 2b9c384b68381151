//! Articles as others name them: evidence, passages, definitions.

use super::{Desk, some_html};
use crate::concepts::Passage;
use crate::evidence::{Evidence, Note};
use crate::model::DocId;
use crate::model::html::{escaped, push_escaped};
use crate::parse::front_matter::{Basis, Stance, TextForm};
use crate::render::body::Sheet;
use crate::render::text;
use crate::render::views::*;

/// The best passages are shown up to this many bytes, all others up to the second.
const TOP: usize = 700;
const REST: usize = 280;

impl Desk<'_> {
    /// An article as evidence names it; leads to the article.
    pub(super) fn source(&self, doc: DocId) -> SourceView {
        let document = self.site.document(doc);
        let authors: Vec<&str> =
            document.meta.authors.iter().map(|author| author.text.as_str()).collect();
        SourceView {
            title: document.title.clone(),
            href: self.site.href(self.url, doc),
            authors: crate::evidence::names_in_line(&authors, self.words()),
            year: document.meta.published.map(|date| date.year),
            basis: document.meta.basis.map(|basis| self.basis(basis)),
            text_kind: document.meta.text.name(),
            text_label: self
                .words()
                .text(&format!("article.{}-line", document.meta.text.name()))
                .to_owned(),
            summary: None,
        }
    }

    /// Evidence of a principle; leads to the exact passage where it names one. `sheet` is the
    /// principle's, if this is its own page.
    pub(super) fn evidence(&self, evidence: &Evidence, sheet: Option<&Sheet<'_>>) -> EvidenceView {
        let mut article = self.source(evidence.article);
        article.href = match (evidence.block, evidence.anchor) {
            (Some(block), _) => self.site.href_block(self.url, evidence.article, block),
            (None, Some(anchor)) => self.site.href_at(self.url, evidence.article, anchor),
            (None, None) => article.href,
        };
        let note = match (&evidence.note, sheet) {
            (Some(Note::Text(note)), _) => some_html(paragraphs(note)),
            (Some(Note::Html(span)), Some(sheet)) => some_html(sheet.piece(*span, &[])),
            _ => None,
        };
        EvidenceView {
            id: sheet.and_then(|sheet| quote_id(evidence, sheet)),
            stance: evidence.stance.name(),
            stance_label: self.stance(evidence.stance),
            article,
            note,
            note_lang: sheet.map(|sheet| self.own_lang(&sheet.document.lang)).unwrap_or_default(),
            quote: evidence.quote.as_ref().map(|quote| Html(escaped(quote))),
            quote_lang: self.own_lang(&self.site.document(evidence.article).lang),
        }
    }

    /// A stance as one reads it.
    pub(super) fn stance(&self, stance: Stance) -> String {
        self.words().text(&format!("stance.{}", stance.name())).to_owned()
    }

    /// A basis as one reads it.
    pub(super) fn basis(&self, basis: Basis) -> String {
        let name = match basis {
            Basis::Opinion => "opinion",
            Basis::Experience => "experience",
            Basis::Study => "study",
            Basis::Data => "data",
        };
        self.words().text(&format!("article.{name}")).to_owned()
    }

    /// A principle's evidence, the same on another page than its own. Notes that are html of the
    /// principle's body are drawn there too.
    pub(super) fn evidence_elsewhere(&self, principle: DocId, evidence: &Evidence) -> EvidenceView {
        let mut view = self.evidence(evidence, None);
        view.note_lang = self.own_lang(&self.site.document(principle).lang);
        if let Some(Note::Html(span)) = &evidence.note {
            let sheet = Sheet::elsewhere(self.site, &self.r.speech, self.url, principle, *span);
            view.note = some_html(sheet.piece(*span, &[]));
        }
        view
    }

    /// A principle's evidence on both sides: what disputes it, what qualifies it, what supports it.
    pub(super) fn sides<'e>(
        &self,
        all: &'e [Evidence],
        view: impl Fn(&'e Evidence) -> EvidenceView,
    ) -> EvidenceSides {
        let with = |stance: Stance| all.iter().filter(move |evidence| evidence.stance == stance);
        EvidenceSides {
            dissenting: with(Stance::Disputes).chain(with(Stance::Qualifies)).map(&view).collect(),
            supporting: with(Stance::Supports).map(&view).collect(),
        }
    }

    /// The passages of a concept: the best three, then all by article as far as one page goes.
    pub(super) fn passages(&self, all: &[Passage], rest: Option<String>) -> PassagesView {
        const BEST: usize = 3;
        let top = all.iter().take(BEST).map(|passage| self.passage(passage, TOP)).collect();
        let groups = match all.len() > BEST {
            true => self.by_article(&all[..all.len().min(crate::site::PAGE_ENTRIES)]),
            false => Vec::new(),
        };
        PassagesView { top, count: all.len(), groups, rest }
    }

    /// Passages by article, the articles in the order of their best passage.
    pub(super) fn by_article(&self, passages: &[Passage]) -> Vec<PassageGroupView> {
        let mut best: Vec<DocId> = Vec::new();
        let mut seen = vec![false; self.site.documents.len()];
        for passage in passages {
            if !std::mem::replace(&mut seen[passage.doc.index()], true) {
                best.push(passage.doc);
            }
        }
        let mut rank = vec![0; self.site.documents.len()];
        for (number, doc) in best.iter().enumerate() {
            rank[doc.index()] = number;
        }
        let mut sorted: Vec<&Passage> = passages.iter().collect();
        sorted.sort_by_key(|passage| (rank[passage.doc.index()], passage.block));
        sorted
            .chunk_by(|a, b| a.doc == b.doc)
            .map(|group| PassageGroupView {
                article: self.source(group[0].doc),
                passages: group.iter().map(|passage| self.line(passage)).collect(),
            })
            .collect()
    }

    fn line(&self, passage: &Passage) -> LineView {
        let document = self.site.document(passage.doc);
        let block = &document.blocks[passage.block as usize];
        LineView {
            html: Html(text::marked(document, block.plain, &passage.mentions, REST)),
            own_lang: self.own_lang(&document.lang),
            href: self.site.href_block(self.url, passage.doc, passage.block),
            heading: block.heading.map(|n| document.headings[n as usize].text.clone()),
        }
    }

    /// A passage with the concept's mentions marked.
    pub(super) fn passage(&self, passage: &Passage, limit: usize) -> PassageView {
        let document = self.site.document(passage.doc);
        let block = &document.blocks[passage.block as usize];
        PassageView {
            html: Html(text::marked(document, block.plain, &passage.mentions, limit)),
            own_lang: self.own_lang(&document.lang),
            href: self.site.href_block(self.url, passage.doc, passage.block),
            ours: document.meta.text == TextForm::Digest && !block.quoted,
            heading: block.heading.map(|n| document.headings[n as usize].text.clone()),
            article: self.source(passage.doc),
        }
    }
}

/// The id of evidence: that of its quotation's block in the principle, which the page cuts.
fn quote_id(evidence: &Evidence, sheet: &Sheet<'_>) -> Option<String> {
    let callout = &sheet.document.callouts[evidence.callout? as usize];
    let first = callout.title.map_or(callout.blocks.start, |title| title + 1);
    let block = (first..callout.blocks.end).map(|n| &sheet.document.blocks[n as usize]).next()?;
    let shown = match &evidence.note {
        Some(Note::Html(note)) => note.start <= block.html.start,
        _ => false,
    };
    block.anchor.filter(|_| !shown).map(|anchor| sheet.id(anchor).into_owned())
}

/// Plain text as paragraphs.
fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        html.push_str("<p>");
        push_escaped(&mut html, paragraph);
        html.push_str("</p>");
    }
    html
}
