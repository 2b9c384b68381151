//! The page of a contrast: the difference, how to tell, both sides.

use super::{Desk, block_html, some_html};
use crate::concepts::Passage;
use crate::evidence::Contrast;
use crate::model::{DocId, Failure, Map, Span};
use crate::render::views::*;

/// So many passages that mention both sides are shown.
const BOTH: usize = 5;

impl Desk<'_> {
    /// The page of a contrast. One whose sides are missing still says what it has.
    pub(super) fn contrast(&self, doc: DocId) -> Result<String, Failure> {
        let site = self.site;
        let document = site.document(doc);
        let sheet = self.sheet(doc);
        let mut page = self.document_page(doc);
        let number = self.r.contrast_of.get(&doc).copied();
        let contrast = number.map(|number| &site.claims.contrasts[number as usize]);
        let difference = contrast.and_then(|contrast| contrast.difference);
        let tell = contrast.and_then(|contrast| contrast.tell.as_ref());
        let mut cuts: Vec<Span> = Vec::new();
        cuts.extend(difference.map(|block| document.blocks[block as usize].html));
        cuts.extend(tell.map(|block| block.whole));
        cuts.sort_by_key(|cut| cut.start);
        page.body = some_html(sheet.body(&cuts));
        let view = ContrastView {
            difference: difference.and_then(|block| block_html(&sheet, block)),
            tell: tell.and_then(|block| {
                let heading = document.headings.iter().find(|h| h.html.start == block.whole.start);
                Some(BlockView {
                    id: heading.map(|heading| sheet.id(heading.anchor).into_owned()),
                    html: some_html(sheet.piece(block.content, &[]))?,
                })
            }),
            sides: contrast
                .map(|contrast| contrast.sides.map(|side| self.side(side)).to_vec())
                .unwrap_or_default(),
            passages: contrast.map(|contrast| self.both(contrast)).unwrap_or_default(),
        };
        self.run_document(doc, &page, &view)
    }

    fn side(&self, doc: DocId) -> SideView {
        let claims = &self.site.claims;
        let LinkView { title, href } = self.link(doc);
        let principles = claims.principles_on[doc.index()].iter();
        let evidence = claims.principle_of[doc.index()]
            .map_or(&[][..], |number| claims.principles[number as usize].evidence.as_slice());
        SideView {
            title,
            href,
            tint: self.tint(doc),
            summary: self.first_do(doc).or_else(|| self.summary(doc)),
            principles: principles.map(|&p| self.link(claims.principles[p as usize].doc)).collect(),
            evidence: evidence.iter().map(|e| self.evidence_elsewhere(doc, e)).collect(),
        }
    }

    /// Passages that mention both sides, the best first.
    fn both(&self, contrast: &Contrast) -> PassagesView {
        let of = |doc: DocId| {
            let concept = self.site.concept(doc)?;
            Some(&self.site.passages[concept.index()])
        };
        let [Some(one), Some(other)] = contrast.sides.map(of) else {
            return PassagesView::default();
        };
        let (one, other) = if one.len() < other.len() { (one, other) } else { (other, one) };
        let known: Map<(DocId, u32), &Passage> =
            one.iter().map(|passage| ((passage.doc, passage.block), passage)).collect();
        let mut found: Vec<Passage> = Vec::new();
        for passage in other {
            let Some(same) = known.get(&(passage.doc, passage.block)) else { continue };
            let mut both = passage.clone();
            both.mentions.extend(&same.mentions);
            both.mentions.sort();
            both.score = both.score.min(same.score);
            found.push(both);
        }
        found.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then((a.doc, a.block).cmp(&(b.doc, b.block)))
        });
        let top = found.iter().take(BOTH).map(|passage| self.passage(passage, 700)).collect();
        PassagesView { top, count: found.len(), groups: Vec::new(), rest: None }
    }
}
