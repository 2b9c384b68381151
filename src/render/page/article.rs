//! The page of an article: whose words these are, what we take from them, the text.

use super::{Desk, some_html};
use crate::evidence::{cite, surnames};
use crate::i18n::Words;
use crate::model::html::{escaped, push_escaped};
use crate::model::{DocId, Failure};
use crate::parse::Document;
use crate::parse::front_matter::TextForm;
use crate::render::views::*;

impl Desk<'_> {
    /// The page of an article.
    pub(super) fn article(&self, doc: DocId) -> Result<String, Failure> {
        let document = self.site.document(doc);
        let mut page = self.document_page(doc);
        page.body = some_html(self.sheet(doc).body(&[]));
        let takes = self.takes(doc);
        let view = ArticleView {
            basis: document.meta.basis.map(|basis| self.basis(basis)),
            text_kind: document.meta.text.name(),
            text_label: text_label(document, self.words()),
            source: document.meta.source_url.as_ref().map(|source| origin(&source.text)),
            license: document.meta.license.as_ref().map(|license| license.text.clone()),
            has_notes: takes.iter().flat_map(|group| &group.items).any(|t| !t.notes.is_empty()),
            takes,
            citation: citation(document, self.words()),
        };
        self.run_document(doc, &page, &view)
    }

    /// What principles take from an article: those it supports first.
    fn takes(&self, doc: DocId) -> Vec<TakesView> {
        let claims = &self.site.claims;
        let mut cited: Vec<_> = claims.cited_by[doc.index()]
            .iter()
            .map(|&(principle, place)| {
                let principle = &claims.principles[principle as usize];
                (principle.doc, &principle.evidence[place as usize])
            })
            .collect();
        cited.sort_by_key(|(principle, evidence)| (evidence.stance, *principle));
        let mut groups: Vec<TakesView> = Vec::new();
        let mut last = None;
        for (principle, evidence) in cited {
            let view = self.evidence_elsewhere(principle, evidence);
            if groups.last().is_none_or(|group| group.stance != view.stance) {
                groups.push(TakesView {
                    stance: view.stance,
                    stance_label: view.stance_label,
                    items: Vec::new(),
                });
            }
            let Some(group) = groups.last_mut() else { continue };
            // Several passages of one article may back one principle.
            if last != Some((principle, evidence.stance)) {
                group.items.push(TakeView { principle: self.link(principle), notes: Vec::new() });
            }
            last = Some((principle, evidence.stance));
            if let Some(take) = group.items.last_mut() {
                take.notes.extend(view.note);
            }
        }
        groups
    }
}

/// The badge: whose words the text holds.
fn text_label(document: &Document, words: &Words) -> String {
    match (document.meta.text, surnames(document, words)) {
        (TextForm::Full, _) => words.text("article.full").to_owned(),
        (TextForm::Excerpt, _) => words.text("article.excerpt").to_owned(),
        (TextForm::Digest, Some(names)) => words.with("article.digest-after", &[("names", &names)]),
        (TextForm::Digest, None) => words.text("article.digest").to_owned(),
    }
}

/// A web address leads to its host; anything else is a name.
fn origin(source: &str) -> OriginView {
    let rest = source.strip_prefix("https://").or_else(|| source.strip_prefix("http://"));
    match rest {
        Some(rest) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            OriginView {
                title: host.strip_prefix("www.").unwrap_or(host).to_owned(),
                href: Some(crate::urls::encoded(source)),
            }
        }
        None => OriginView { title: source.to_owned(), href: None },
    }
}

/// `Thomas A. Freese, <cite>Title</cite>, 2010. https://…`
fn citation(document: &Document, words: &Words) -> Html {
    let citation = cite(document, words);
    let mut html = String::new();
    if let Some(authors) = &citation.authors {
        push_escaped(&mut html, authors);
        html.push_str(words.text("frame.comma"));
    }
    html.push_str("<cite>");
    push_escaped(&mut html, &citation.title);
    html.push_str("</cite>");
    if let Some(year) = citation.year {
        html.push_str(&format!("{}{year}", words.text("frame.comma")));
    }
    html.push('.');
    if let Some(source) = &citation.source {
        html.push(' ');
        let origin = origin(source);
        match &origin.href {
            Some(href) => html.push_str(&format!(
                "<a class=\"external\" rel=\"noreferrer\" href=\"{}\">{}</a>",
                escaped(href),
                escaped(source)
            )),
            None => {
                push_escaped(&mut html, source);
                html.push('.');
            }
        }
    }
    Html(html)
}
