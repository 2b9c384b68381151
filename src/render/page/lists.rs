//! Situations, questions, disagreements, the library: everything of one sort in one place.

use super::Desk;
use crate::model::{DocId, Failure, Set};
use crate::parse::front_matter::Stance;
use crate::parse::slug::slug;
use crate::render::lists::{Dispute, share};
use crate::render::views::*;

impl Desk<'_> {
    /// `situations.html`.
    pub(super) fn situations(&self, number: usize) -> Result<String, Failure> {
        let list = &self.r.lists.situations;
        let view = SituationsView {
            groups: self.by_topic(share(list, number), |n| self.situation(n)),
            pager: self.pager(&self.site.generated.situations, list.len(), number),
        };
        let page = self.generated_page("situations", self.words().text("place.when"));
        self.r.templates.render("situations.html", &page, &view)
    }

    /// `questions.html`.
    pub(super) fn questions(&self, number: usize) -> Result<String, Failure> {
        let list = &self.r.lists.questions;
        let question = |n: u32| self.question(&self.site.claims.questions[n as usize]);
        let view = QuestionsView {
            groups: self.by_topic(share(list, number), question),
            pager: self.pager(&self.site.generated.questions, list.len(), number),
        };
        let page = self.generated_page("questions", self.words().text("list.questions-title"));
        self.r.templates.render("questions.html", &page, &view)
    }

    /// `disagreements.html`.
    pub(super) fn disagreements(&self, number: usize) -> Result<String, Failure> {
        let list = &self.r.lists.disputes;
        let mut view = DisagreementsView {
            pager: self.pager(&self.site.generated.disagreements, list.len(), number),
            ..DisagreementsView::default()
        };
        for &dispute in share(list, number) {
            match dispute {
                Dispute::Contrast(_) => view.contrasts.push(self.duel(dispute)),
                Dispute::Principle(number) => {
                    let principle = &self.site.claims.principles[number as usize];
                    let with = |stance: Stance| {
                        let evidence = principle.evidence.iter();
                        let found = evidence.filter(move |evidence| evidence.stance == stance);
                        found.map(|e| self.evidence_elsewhere(principle.doc, e)).collect::<Vec<_>>()
                    };
                    let disputing = with(Stance::Disputes);
                    if disputing.is_empty() {
                        view.qualified.push(self.dispute_entry(dispute));
                        continue;
                    }
                    let LinkView { title, href } = self.link(principle.doc);
                    let others = [
                        ("stance.qualified-by", with(Stance::Qualifies)),
                        ("stance.supported-by", with(Stance::Supports)),
                    ]
                    .into_iter()
                    .filter(|(_, evidence)| !evidence.is_empty())
                    .map(|(label, evidence)| OthersView {
                        label: self.words().text(label).to_owned(),
                        articles: evidence.into_iter().map(|evidence| evidence.article).collect(),
                    })
                    .collect();
                    let id = format!("t.principle-{}", number + 1);
                    let tint = self.tint(principle.doc);
                    view.disputed.push(DisputedView { id, title, href, tint, disputing, others });
                }
            }
        }
        let page =
            self.generated_page("disagreements", self.words().text("list.disagreements-title"));
        self.r.templates.render("disagreements.html", &page, &view)
    }

    /// `library.html`.
    pub(super) fn library(&self, number: usize) -> Result<String, Failure> {
        let list = &self.r.lists.library;
        let mut ids = Ids::default();
        let groups = share(list, number)
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| {
                let author = self.site.library[group[0].0 as usize].author.as_deref();
                let title = author.unwrap_or(self.words().text("article.unsigned"));
                GroupView {
                    title: Some(title.to_owned()),
                    id: ids.new_id(title),
                    tint: "",
                    entries: group.iter().map(|&(_, doc)| self.shelved(doc)).collect(),
                }
            })
            .collect();
        let view = LibraryView {
            count: self.site.of_kind(crate::model::Kind::Article).count(),
            groups,
            pager: self.pager(&self.site.generated.library, list.len(), number),
        };
        let page = self.generated_page("library", self.words().text("place.library"));
        self.r.templates.render("library.html", &page, &view)
    }

    /// An article with a line about it.
    fn shelved(&self, doc: DocId) -> SourceView {
        SourceView { summary: self.r.summary(doc).map(str::to_owned), ..self.source(doc) }
    }

    /// Entries under their topics. Without any topic there is one group without a heading.
    fn by_topic<T>(
        &self,
        entries: &[(Option<u32>, u32)],
        view: impl Fn(u32) -> T,
    ) -> Vec<GroupView<T>> {
        let bare = self.site.topics.is_empty();
        entries
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| {
                let topic = group[0].0.map(|number| &self.site.topics[number as usize]);
                GroupView {
                    title: match topic {
                        Some(topic) => Some(topic.title.clone()),
                        None => (!bare).then(|| self.words().text("list.further").to_owned()),
                    },
                    id: topic.map_or_else(|| "t.further".to_owned(), |topic| topic.id.clone()),
                    tint: self.topic_tint(group[0].0),
                    entries: group.iter().map(|&(_, number)| view(number)).collect(),
                }
            })
            .collect()
    }
}

/// Ids of one page, each given once.
#[derive(Default)]
struct Ids {
    given: Set<String>,
}

impl Ids {
    fn new_id(&mut self, title: &str) -> String {
        let base = match slug(title) {
            slug if slug.is_empty() => "entry".to_owned(),
            slug => slug,
        };
        let mut id = base.clone();
        let mut number = 1;
        while !self.given.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }
}
