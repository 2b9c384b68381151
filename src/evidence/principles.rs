//! Principles: evidence in front matter and callouts, its places and quotations checked.

use std::rc::Rc;

use super::card::{Card, Role};
use super::originals::plain_text;
use super::quote::{self, FoldedBlocks, Quotable, Quotation};
use super::resolve::Resolver;
use super::{Evidence, Note, Principle, Question, callouts};
use crate::diagnostics::Diagnostic;
use crate::links::piece;
use crate::model::{DocId, Kind, RelPath, Span};
use crate::parse::Document;
use crate::parse::document::Callout;
use crate::parse::front_matter::{self, Stance, TextForm};
use crate::parse::value::Text;

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

impl Resolver<'_> {
    /// A principle's card and evidence. Evidence whose article is missing still says that the
    /// author had some: only its own fault is told.
    pub(super) fn principle(&mut self, doc: DocId) {
        let document = self.document(doc);
        let mut evidence = Vec::new();
        let mut stances = Vec::new();
        for entry in &document.meta.evidence {
            stances.push(entry.stance.unwrap_or(Stance::Supports));
            evidence.extend(self.entry(doc, entry));
        }
        for (number, callout) in (0u32..).zip(&document.callouts) {
            if let Some(stance) = Stance::parse(&callout.kind) {
                stances.push(stance);
                evidence.extend(self.callout(doc, number, callout, stance));
            }
        }
        self.weigh(doc, &stances);
        let number = self.claims.principles.len() as u32;
        let card = Card::read(document, self.input.roles);
        for block in card.items(document, Role::Ask) {
            self.claims.questions.push(Question { principle: number, block });
        }
        self.claims.principle_of[doc.index()] = Some(number);
        self.claims.principles.push(Principle { doc, card, evidence });
    }

    /// An article's `original` must be there to be looked into.
    pub(super) fn article(&mut self, doc: DocId) {
        let document = self.document(doc);
        if let Some(original) = &document.meta.original
            && self.original(doc).is_none()
        {
            self.out.push(Diagnostic::missing_original(
                &document.path,
                original.span,
                &original.text,
            ));
        }
    }

    /// An entry of front matter.
    fn entry(&mut self, doc: DocId, entry: &front_matter::Evidence) -> Option<Evidence> {
        let target = self.reference(doc, &entry.article.text);
        let span = entry.article.span;
        let Some(article) = self.find(doc, &target.path, span, Kind::Article, false) else {
            if self.input.names.is_unread(&target.path) {
                return None;
            }
            let near = self.suggest(&target.path);
            let file = self.path(doc);
            self.out.push(Diagnostic::evidence_missing(file, span, &target.path, near.as_deref()));
            return None;
        };
        let fragment = target.fragment.map(|text| Text { text, span });
        let checked = self.check(
            doc,
            Claimed {
                article,
                stance: entry.stance.unwrap_or(Stance::Supports),
                at: entry.at.as_ref().or(fragment.as_ref()),
                anchor: None,
                quote: entry.quote.as_ref().map(|quote| (quote.text.as_str(), quote.span)),
                note: entry.note.as_ref().map(|note| Note::Text(note.text.clone())),
                callout: None,
                span: entry.span,
            },
        );
        // Nobody knows on which side it stands.
        entry.stance.map(|_| checked)
    }

    /// `> [!supports] [[article#heading]]`.
    fn callout(
        &mut self,
        doc: DocId,
        number: u32,
        callout: &Callout,
        stance: Stance,
    ) -> Option<Evidence> {
        let (article, anchor) = self.cited(doc, callout)?;
        let parts = callouts::parts(self.document(doc), callout, |text| {
            self.folded(article, None, Quotable::All).shares_words(text)
        });
        Some(self.check(
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
        ))
    }

    /// Checks one piece of evidence: its place, its quotation, its note.
    fn check(&mut self, doc: DocId, claimed: Claimed<'_>) -> Evidence {
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
            Some(at) => self.anchor(doc, claimed.article, at).flatten(),
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
                claimed.stance.name(),
            ));
        }
        Evidence {
            article: claimed.article,
            stance: claimed.stance,
            anchor,
            block,
            quote: claimed.quote.map(|(quote, _)| quote::unmarked(quote).to_owned()),
            note: claimed.note,
            callout: claimed.callout,
        }
    }

    /// Looks the quotation up where it is said to stand; the passage that holds it.
    pub(super) fn check_quote(
        &mut self,
        doc: DocId,
        article: DocId,
        anchor: Option<u32>,
        quote: &str,
        span: Span,
    ) -> Option<u32> {
        let document = self.document(article);
        let name = document.content_path.as_str();
        let quotation = match Quotation::new(quote) {
            Ok(quotation) => quotation,
            Err(fault) => {
                self.out.push(Diagnostic::quote_unusable(self.path(doc), span, fault.message()));
                return None;
            }
        };
        let digest = document.meta.text == TextForm::Digest;
        let quotable = if digest { Quotable::Quoted } else { Quotable::All };
        if let Some(block) = self.folded(article, anchor, quotable).locate(&quotation) {
            return Some(block);
        }
        let original = self.original(article);
        if original.is_some_and(|original| quotation.find(original).is_some()) {
            return None;
        }
        if let Some(fault) = quotation.fault() {
            self.out.push(Diagnostic::quote_unusable(self.path(doc), span, fault.message()));
            return None;
        }
        let searches = self.searches_left > 0;
        self.searches_left = self.searches_left.saturating_sub(1);
        let all = self.folded(article, None, quotable);
        let elsewhere = all.locate(&quotation);
        let ours = digest && self.folded(article, None, Quotable::All).locate(&quotation).is_some();
        self.out.push(if ours && elsewhere.is_none() {
            Diagnostic::quote_from_digest(self.path(doc), span, name)
        } else {
            let place = elsewhere.and_then(|block| document.blocks[block as usize].anchor);
            let place = place.map(|anchor| document.anchors[anchor as usize].id.as_str());
            let nearest = if searches { all.nearest(&quotation) } else { None };
            let nearest = nearest.map(|block| document.block_text(block));
            let section = anchor.is_some();
            Diagnostic::quote_not_found(self.path(doc), span, name, section, place, nearest)
        });
        None
    }

    /// The folded words of an article, or of the piece that `anchor` stands for.
    pub(super) fn folded(
        &self,
        article: DocId,
        anchor: Option<u32>,
        quotable: Quotable,
    ) -> Rc<FoldedBlocks> {
        let document = self.document(article);
        let blocks = || piece(document, anchor).blocks;
        let fold = || Rc::new(FoldedBlocks::new(document, blocks(), quotable));
        let mut known = self.folded.borrow_mut();
        known.entry((article, anchor, quotable)).or_insert_with(fold).clone()
    }

    /// The folded words of an article's `original`; `None` where it has none or it isn't there.
    fn original(&mut self, article: DocId) -> Option<&str> {
        let (document, files) = (self.document(article), self.input.originals);
        let read = || {
            let path = RelPath::normalize(&document.meta.original.as_ref()?.text)?;
            let file = files.iter().find(|file| file.path == path)?;
            Some(quote::fold_quoted(&plain_text(file)))
        };
        self.originals.entry(article).or_insert_with(read).as_deref()
    }

    /// What the evidence as a whole lacks.
    fn weigh(&mut self, doc: DocId, stances: &[Stance]) {
        let document = self.document(doc);
        let span = document.meta.title.as_ref().map(|title| title.span);
        if !stances.contains(&Stance::Supports) {
            self.out.push(Diagnostic::unsupported_principle(&document.path, span));
        } else if stances.iter().all(|stance| *stance == Stance::Supports) {
            self.out.push(Diagnostic::one_sided_evidence(&document.path, span));
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
