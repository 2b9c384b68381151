//! What is printed: the principles of a topic, or all of them, one a page, with a cover, contents and
//! what their terms mean. Their sources are named; the texts of these stay on the site.

use super::concept::definition;
use super::principle::{card, qr_code};
use super::{Desk, block_html, some_html};
use crate::model::{DocId, Failure, Map};
use crate::names::natural_key;
use crate::render::body::Sheet;
use crate::render::bound::Bound;
use crate::render::lists::share;
use crate::render::views::*;
use crate::site::PAGE_ENTRIES;

impl Desk<'_> {
    /// Part `number` of what `topic`, or the whole site, has to print.
    pub(super) fn print(&self, topic: Option<u32>, number: usize) -> Result<String, Failure> {
        let site = self.site;
        let generated = &site.generated;
        let (all, url) = match topic {
            Some(topic) => {
                let own = site.topics[topic as usize].principles.iter();
                let url = &generated.topic_prints[topic as usize];
                (own.map(|&principle| (Some(topic), principle)).collect(), url)
            }
            None => (self.r.lists.principles.clone(), &generated.print),
        };
        let shown = share(&all, number);
        let terms = self.terms(shown);
        let mut bound = Bound::default();
        shown.iter().for_each(|&(_, principle)| bound.add_whole(self.principle_doc(principle)));
        terms.iter().for_each(|&doc| bound.add_gist(doc));

        let (title, address) = match topic {
            Some(topic) => {
                let url = self.topic_step(topic);
                let id = url.id.map(|id| crate::urls::fragment(&id)).unwrap_or_default();
                let address = site.absolute(&url.url).map(|address| address + &id);
                (site.topics[topic as usize].title.clone(), address)
            }
            None => (site.config.title.clone(), site.absolute(&generated.home)),
        };
        let mut page = self.generated_page("print", &title);
        page.canonical = None;
        page.tint = self.topic_tint(topic);
        let changes = shown.iter().filter_map(|&(_, principle)| {
            site.document(self.principle_doc(principle)).meta.updated
        });
        let view = PrintView {
            topic: topic.map(|topic| self.topic_link(topic)),
            description: match topic {
                Some(topic) => site.topics[topic as usize].description.clone(),
                None => Some(site.config.description.clone()).filter(|text| !text.is_empty()),
            },
            count: all.len(),
            pager: url.as_ref().and_then(|url| self.pager(url, all.len(), number)),
            updated: changes.max().map(|date| self.date_view(date)),
            back: address.as_deref().and_then(|address| self.code(address)),
            address,
            groups: self.leaves(shown, &bound),
            terms: terms.iter().filter_map(|&doc| self.meaning(doc, &bound)).collect(),
        };
        self.r.templates.render("print.html", &page, &view)
    }

    /// The page on which topic `number` is printed.
    pub(super) fn topic_print(&self, number: u32) -> Option<String> {
        let url = self.site.generated.topic_prints.get(number as usize)?.as_ref()?;
        Some(self.href(url))
    }

    fn principle_doc(&self, principle: u32) -> DocId {
        self.site.claims.principles[principle as usize].doc
    }

    fn code(&self, address: &str) -> Option<Html> {
        qr_code(address, self.words().text("principle.qr-code")).map(Html)
    }

    fn leaves(&self, shown: &[(Option<u32>, u32)], bound: &Bound) -> Vec<LeavesView> {
        let bare = self.site.topics.is_empty();
        shown
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| {
                let topic = group[0].0;
                let further = || (!bare).then(|| self.words().text("list.further").to_owned());
                LeavesView {
                    title: match topic {
                        Some(topic) => Some(self.site.topics[topic as usize].title.clone()),
                        None => further(),
                    },
                    id: match topic {
                        Some(topic) => format!("topic-{}", topic + 1),
                        None => "topic-further".to_owned(),
                    },
                    tint: self.topic_tint(topic),
                    leaves: group.iter().map(|&(_, number)| self.leaf(number, bound)).collect(),
                }
            })
            .collect()
    }

    fn leaf(&self, number: u32, bound: &Bound) -> LeafView {
        let principle = &self.site.claims.principles[number as usize];
        let doc = principle.doc;
        let document = self.site.document(doc);
        let sheet = Sheet::bound(self.site, &self.r.speech, self.url, doc, bound);
        let address = self.site.absolute(self.site.url(doc));
        LeafView {
            title: document.title.clone(),
            id: bound.id(document, doc, None).unwrap_or_default(),
            lang: document.lang.clone(),
            own_lang: self.own_lang(&document.lang),
            href: self.site.href(self.url, doc),
            card: card(&sheet, &principle.card),
            body: some_html(sheet.body(&principle.card.cuts)),
            evidence: self.sides(&principle.evidence, |e| self.evidence(e, Some(&sheet))),
            back: address.as_deref().and_then(|address| self.code(address)),
            address,
        }
    }

    /// The concepts that the principles are filed under and that are defined, from A to Z; at most as
    /// many as a page lists.
    fn terms(&self, shown: &[(Option<u32>, u32)]) -> Vec<DocId> {
        let site = self.site;
        let mut defined: Map<DocId, bool> = Map::default();
        for &(_, principle) in shown {
            for &doc in &site.claims.filed_under[self.principle_doc(principle).index()] {
                defined.entry(doc).or_insert_with(|| definition(site.document(doc)).is_some());
            }
        }
        let defined = defined.into_iter().filter(|&(_, is_defined)| is_defined);
        let mut terms: Vec<DocId> = defined.map(|(doc, _)| doc).collect();
        terms.sort_by_cached_key(|&doc| (natural_key(&site.document(doc).title), doc));
        terms.truncate(PAGE_ENTRIES);
        terms
    }

    fn meaning(&self, doc: DocId, bound: &Bound) -> Option<TermView> {
        let document = self.site.document(doc);
        let sheet = Sheet::bound(self.site, &self.r.speech, self.url, doc, bound);
        Some(TermView {
            title: document.title.clone(),
            id: bound.id(document, doc, None)?,
            own_lang: self.own_lang(&document.lang),
            href: self.site.href(self.url, doc),
            definition: block_html(&sheet, definition(document)?)?,
        })
    }
}
