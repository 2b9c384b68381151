//! What a page is in a few lines, for whoever thinks of following a link to it.

use serde_json::{Value, json};

use super::Desk;
use crate::model::{DocId, Kind};
use crate::render::Renderer;
use crate::render::text::{capitalised, clip, first_sentence, one_line};

/// Characters of the line about a page.
const LINE: usize = 260;
/// So many relations are told.
const RELATIONS: usize = 3;

/// The preview of a document: kind, title, language if it isn't the site's, label and line, relations.
pub fn preview(r: &Renderer, doc: DocId) -> Value {
    let desk = Desk { r, site: &r.site, url: "" };
    let document = desk.site.document(doc);
    let lang = match document.lang == desk.site.config.language {
        true => "",
        false => &document.lang,
    };
    let (label, line) = desk.preview_line(doc);
    let kind = desk.words().text(match document.kind {
        Kind::Concept => "mark.concept",
        Kind::Principle => "mark.principle",
        Kind::Contrast => "mark.contrast",
        Kind::Article => "mark.article",
        Kind::Note => "mark.note",
    });
    json!([kind, document.title, lang, label, line, desk.preview_relations(doc)])
}

/// What a page says first, plain text.
pub fn preview_line(r: &Renderer, doc: DocId) -> String {
    Desk { r, site: &r.site, url: "" }.preview_line(doc).1
}

impl Desk<'_> {
    /// What a page says first: a principle's first "do", a contrast's difference, else the line that
    /// search engines get.
    fn preview_line(&self, doc: DocId) -> (&str, String) {
        let document = self.site.document(doc);
        let text = |block: u32| one_line(document.block_text(block));
        let claims = &self.site.claims;
        let first_do = claims.principle_of[doc.index()]
            .and_then(|number| claims.principles[number as usize].card.first_do);
        if let Some(block) = first_do {
            let label = self.r.speech.of(&document.lang).text("card.do");
            return (label, clip(&text(block), LINE));
        }
        let contrast = self.r.contrast_of.get(&doc);
        let difference = contrast.and_then(|&n| claims.contrasts[n as usize].difference);
        let line = match difference {
            Some(block) => first_sentence(&text(block), 20).to_owned(),
            None => self.r.summary(doc).unwrap_or_default().to_owned(),
        };
        ("", clip(&line, LINE))
    }

    /// What it has to do with others, in words: what authors say, then who wrote it and when.
    fn preview_relations(&self, doc: DocId) -> Vec<Value> {
        let (site, words) = (self.site, self.words());
        let title = |doc: DocId| site.document(doc).title.as_str();
        let mut said: Vec<(String, String)> = Vec::new();
        if site.document(doc).kind == Kind::Article {
            let source = self.source(doc);
            let who = source.authors.unwrap_or_else(|| words.text("article.unsigned").to_owned());
            said.push((who, source.year.map_or_else(String::new, |year| year.to_string())));
            for &(principle, place) in &site.claims.cited_by[doc.index()] {
                let principle = &site.claims.principles[principle as usize];
                let stance = principle.evidence[place as usize].stance;
                said.push((self.stance(stance), title(principle.doc).to_owned()));
            }
        }
        let href = |_: DocId| String::new();
        let look = self.look(&href);
        for (says, other) in crate::picture::svg::said(&site.graph, &look, doc) {
            said.push((capitalised(says), title(other).to_owned()));
        }
        said.dedup();
        said.into_iter().take(RELATIONS).map(|(says, what)| json!([says, what])).collect()
    }
}
