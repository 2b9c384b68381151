//! The page of a principle: its card, what speaks against it, what speaks for it.

use std::borrow::Cow;
use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use super::{Desk, some_html};
use crate::evidence::{Card, Role};
use crate::model::html::escaped;
use crate::model::{DocId, Failure, Kind, Map};
use crate::render::body::{Sheet, push_attribute};
use crate::render::bound::Bound;
use crate::render::views::*;

impl Desk<'_> {
    /// The page of a principle.
    pub(super) fn principle(&self, doc: DocId) -> Result<String, Failure> {
        let number = self.site.claims.principle_of[doc.index()];
        let principle =
            &self.site.claims.principles[number.expect("every principle is claimed") as usize];
        let sheet = self.sheet(doc);
        let mut page = self.document_page(doc);
        page.body = some_html(sheet.body(&principle.card.cuts));
        let view = PrincipleView {
            card: card(&sheet, &principle.card),
            evidence: self.sides(&principle.evidence, |e| self.evidence(e, Some(&sheet))),
            back: page
                .canonical
                .as_deref()
                .and_then(|address| qr_code(address, self.words().text("principle.qr-code")))
                .map(Html),
            stands: self.stands(&principle.evidence),
            opposes: self.opposes(doc),
            graph: self.local_graph(doc),
        };
        self.run_document(doc, &page, &view)
    }

    /// A principle's card alone, small enough for a frame in another program.
    pub(super) fn bare_card(&self, doc: DocId) -> Result<String, Failure> {
        let number = self.site.claims.principle_of[doc.index()];
        let principle =
            &self.site.claims.principles[number.expect("every principle is claimed") as usize];
        let mut page = self.document_page(doc);
        page.kind = "card";
        page.canonical = self.site.absolute(self.site.url(doc));
        page.data_blocks.clear();
        // It is a part: what its links mean stands on the principle's page.
        let none = Bound::default();
        let sheet = Sheet::bound(self.site, &self.r.speech, self.url, doc, &none);
        let view = CardPageView {
            card: card(&sheet, &principle.card),
            whole: self.site.href(self.url, doc),
        };
        self.r.templates.render("card.html", &page, &view)
    }

    /// Principles that a contrast sets against this one, then those that a relation does.
    fn opposes(&self, doc: DocId) -> Vec<OpposedView> {
        let site = self.site;
        let mut seen = vec![doc];
        let mut opposed = Vec::new();
        for &number in &site.claims.contrasts_of[doc.index()] {
            let contrast = &site.claims.contrasts[number as usize];
            for &other in contrast.sides.iter().filter(|&&side| side != doc) {
                if site.document(other).kind == Kind::Principle && !seen.contains(&other) {
                    seen.push(other);
                    let LinkView { title, href } = self.link(other);
                    opposed.push(OpposedView {
                        title,
                        href,
                        summary: self.difference(contrast.doc),
                        contrast: Some(site.href(self.url, contrast.doc)),
                    });
                }
            }
        }
        for relation in site.graph.relations.of(doc) {
            let kind = &site.config.relations[relation.direction.relation as usize];
            if kind.name == "contrasts" && !seen.contains(&relation.target) {
                seen.push(relation.target);
                let LinkView { title, href } = self.link(relation.target);
                let summary = self.first_do(relation.target);
                opposed.push(OpposedView { title, href, summary, contrast: None });
            }
        }
        opposed
    }
}

/// `address` as a QR code, which `label` names: a drawing of one path, with the quiet zone that readers need.
pub(super) fn qr_code(address: &str, label: &str) -> Option<String> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let (left, top, length) = (x + QUIET, y + QUIET, run.len());
                let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET;
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" height=\"{side}\" \
         role=\"img\" aria-label=\"{}\"><path d=\"{path}\"/></svg>",
        escaped(label)
    ))
}

/// The blocks of a card. Several of one role stand one after another.
pub(super) fn card(sheet: &Sheet<'_>, card: &Card) -> CardView {
    let headings = &sheet.document.headings;
    let headings: Map<u32, u32> = headings.iter().map(|h| (h.html.start, h.anchor)).collect();
    let block = |role: Role| -> Option<BlockView> {
        let mut view = BlockView::default();
        for (number, block) in card.with(role).enumerate() {
            let html = sheet.piece(block.content, &card.cuts);
            let id = headings.get(&block.whole.start).map(|anchor| sheet.id(*anchor));
            match (number, id) {
                (0, id) => {
                    view.id = id.map(Cow::into_owned);
                    view.html.0 = html;
                }
                (_, Some(id)) => {
                    view.html.0.push_str("<div");
                    push_attribute(&mut view.html.0, "id", &id);
                    view.html.0.push('>');
                    view.html.0.push_str(&html);
                    view.html.0.push_str("</div>");
                }
                (_, None) => view.html.0.push_str(&html),
            }
        }
        (!view.html.0.trim().is_empty()).then_some(view)
    };
    CardView {
        when: block(Role::When),
        do_: block(Role::Do),
        avoid: block(Role::Avoid),
        say: block(Role::Say),
        ask: block(Role::Ask),
        why: block(Role::Why),
        example: block(Role::Example),
        unless: block(Role::Unless),
    }
}
