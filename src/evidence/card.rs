//! Cards: the blocks of a principle's body that have a role.

use crate::model::Span;
use crate::model::fold::{CaseFolding, folded};
use crate::parse::Document;
use crate::parse::document::BlockKind;
use crate::parse::front_matter::Stance;

/// What a block of a card is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// When it applies.
    When,
    /// What to do.
    Do,
    /// What not to do.
    Avoid,
    /// What to say.
    Say,
    /// What to ask.
    Ask,
    /// Why it holds.
    Why,
    /// An example.
    Example,
    /// When it doesn't hold.
    Unless,
    /// Of a contrast: how to tell which of the two it is.
    Tell,
}

/// The roles with their names and the titles that stand for them without any setting.
const ROLES: &[(Role, &str, &[&str])] = &[
    (Role::When, "when", &["when", "when to use it", "when it applies"]),
    (Role::Do, "do", &["do", "dos", "what to do"]),
    (Role::Avoid, "avoid", &["avoid", "don't", "do not", "don'ts", "what to avoid"]),
    (Role::Say, "say", &["say", "what to say"]),
    (Role::Ask, "ask", &["ask", "what to ask", "questions to ask"]),
    (Role::Why, "why", &["why", "why it works"]),
    (Role::Example, "example", &["example", "examples", "for example"]),
    (Role::Unless, "unless", &["unless", "holds unless", "except when"]),
    (Role::Tell, "tell", &["tell", "how to tell", "how to tell them apart"]),
];

/// Which titles of headings and callouts stand for which role.
#[derive(Clone, Debug)]
pub struct RoleTitles {
    titles: Vec<(String, Role)>,
}

impl RoleTitles {
    /// The built-in titles and those of `[roles]`: names of roles with further titles. Names
    /// that are no role are passed over.
    pub fn new(further: &[(String, Vec<String>)]) -> Self {
        let built_in = ROLES
            .iter()
            .flat_map(|&(role, _, titles)| titles.iter().map(move |t| ((*t).to_owned(), role)));
        let authored = further.iter().flat_map(|(name, titles)| {
            let role = ROLES.iter().find(|(_, role, _)| role == name).map(|row| row.0);
            titles.iter().filter_map(move |title| Some((role_key(title), role?)))
        });
        Self { titles: built_in.chain(authored).collect() }
    }

    /// The role that `title` stands for.
    pub fn role(&self, title: &str) -> Option<Role> {
        let key = role_key(title);
        self.titles.iter().rev().find(|(title, _)| *title == key).map(|&(_, role)| role)
    }
}

impl Default for RoleTitles {
    fn default() -> Self {
        Self::new(&[])
    }
}

fn role_key(title: &str) -> String {
    let title = title.trim().trim_end_matches([':', '…', '.', '?', '!']);
    folded(title, CaseFolding::Common).trim().to_owned()
}

/// A block with a role: a section under a heading, or a callout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleBlock {
    /// Its role.
    pub role: Role,
    /// All of it in html, heading or wrapper included: cut from the prose.
    pub whole: Span,
    /// Its content in html. Balanced; [`Card::cuts`] take out of it what is shown elsewhere.
    pub content: Span,
    /// Its blocks, without the heading's or title's.
    pub blocks: std::ops::Range<u32>,
}

/// The blocks of one principle, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// All blocks with a role.
    pub blocks: Vec<RoleBlock>,
    /// The first thing to do: a block of the document.
    pub first_do: Option<u32>,
    /// What is shown in its own place, in html: blocks with a role, and callouts with evidence.
    /// Sorted by start, outer ones first; one may hold others.
    pub cuts: Vec<Span>,
}

impl Card {
    /// Reads `document`'s headings and callouts. A role inside another's section is its own.
    pub fn read(document: &Document, titles: &RoleTitles) -> Self {
        let headings = document.headings.iter().filter_map(|heading| {
            Some(RoleBlock {
                role: titles.role(&heading.text)?,
                whole: Span { start: heading.html.start, end: heading.body.end },
                content: heading.body,
                blocks: heading.blocks.clone(),
            })
        });
        let callouts = document.callouts.iter().filter_map(|callout| {
            let first = callout.title.map_or(callout.blocks.start, |title| title + 1);
            Some(RoleBlock {
                role: titles.role(&callout.kind)?,
                whole: callout.html,
                content: callout.body,
                blocks: first..callout.blocks.end,
            })
        });
        let order = |span: &Span| (span.start, std::cmp::Reverse(span.end));
        let mut blocks: Vec<RoleBlock> = headings.chain(callouts).collect();
        blocks.sort_by_key(|block| order(&block.whole));
        let evidence = document.callouts.iter().filter(|c| Stance::parse(&c.kind).is_some());
        let mut cuts: Vec<Span> = blocks.iter().map(|block| block.whole).collect();
        cuts.extend(evidence.map(|callout| callout.html));
        cuts.sort_by_key(order);
        let mut card = Self { blocks, first_do: None, cuts };
        card.first_do = card.items(document, Role::Do).first().copied();
        card
    }

    /// The blocks with `role`.
    pub fn with(&self, role: Role) -> impl Iterator<Item = &RoleBlock> {
        self.blocks.iter().filter(move |block| block.role == role)
    }

    /// The items under `role`: list items where there are some, else paragraphs.
    pub fn items(&self, document: &Document, role: Role) -> Vec<u32> {
        let mut items = Vec::new();
        for block in self.with(role) {
            let first = self.cuts.partition_point(|cut| cut.start < block.content.start);
            let inside = self.cuts[first..].iter().take_while(|cut| cut.start < block.content.end);
            // Where each cut begins, and how far it and those before it reach.
            let reach = |far: &mut u32, cut: &Span| {
                *far = (*far).max(cut.end);
                Some((cut.start, *far))
            };
            let inside = inside.filter(|cut| cut.end <= block.content.end);
            let inner: Vec<(u32, u32)> = inside.scan(0, reach).collect();
            let own = |&number: &u32| {
                let at = &document.blocks[number as usize];
                let behind = inner.partition_point(|(start, _)| *start <= at.html.start);
                let elsewhere = behind > 0 && at.html.end <= inner[behind - 1].1;
                at.is_passage() && !elsewhere
            };
            let passages: Vec<u32> = block.blocks.clone().filter(own).collect();
            let is_item = |number: &u32| document.blocks[*number as usize].kind == BlockKind::Item;
            let listed = passages.iter().any(is_item);
            items.extend(passages.into_iter().filter(|number| !listed || is_item(number)));
        }
        items
    }
}
