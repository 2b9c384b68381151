//! Which mentions become links: never in headings, links, images, on the concept's own page,
//! across markup or in what is skipped; the first of each concept in its section; three a passage.

use super::matcher::Context;
use super::{Linking, Mention, Reason};
use crate::config::MentionLinks;
use crate::model::{ConceptId, Kind, Set, Span};
use crate::parse::document::{Block, BlockKind, LinkKind, Word};
use crate::parse::front_matter::TextForm;

/// Automatic links in one passage.
const PER_PASSAGE: u32 = 3;

/// Sets the reason of each of `mentions`, which are in text order.
pub fn decide(context: &Context<'_>, linking: &Linking<'_>, mentions: &mut [Mention]) {
    if mentions.is_empty() {
        return;
    }
    let document = context.document;
    let skipped = skipped(context, linking.skip);
    let unlinked = unlinked(context);
    // An article keeps its author's words as they were: links stand beside them.
    let margin = document.kind == Kind::Article && document.meta.text != TextForm::Digest;
    let mut turns = Turns { context, linking, used: Set::default(), link: 0, passage: (0, 0) };
    for mention in mentions {
        let place = Place { context, mention };
        turns.pass_links(mention.plain.start);
        mention.reason = match place.obstacle(&skipped, &unlinked) {
            Some(reason) => reason,
            None if linking.links == MentionLinks::None => Reason::Unlinked,
            None => match turns.take(mention) {
                Reason::Linked if margin => Reason::Margin,
                reason => reason,
            },
        };
    }
}

/// Whose turn it is.
struct Turns<'a> {
    context: &'a Context<'a>,
    linking: &'a Linking<'a>,
    /// Concepts that were linked, by section.
    used: Set<(ConceptId, Option<u32>)>,
    /// The next authored link.
    link: usize,
    /// The passage being read, and its automatic links.
    passage: (u32, u32),
}

impl Turns<'_> {
    fn section(&self, block: u32) -> Option<u32> {
        match self.linking.links {
            MentionLinks::FirstPerPage => None,
            _ => self.context.document.blocks[block as usize].heading,
        }
    }

    /// Authored links before `offset` use up their concepts' turns.
    fn pass_links(&mut self, offset: u32) {
        let links = &self.context.document.links;
        while let Some(link) = links.get(self.link)
            && link.plain.start <= offset
        {
            let concept = self.context.authored.get(self.link).copied().flatten();
            self.link += 1;
            let written = !matches!(link.kind, LinkKind::Tag | LinkKind::Footnote);
            if let (Some(concept), Some(block), true) = (concept, link.block, written) {
                self.used.insert((concept, self.section(block)));
            }
        }
    }

    fn take(&mut self, mention: &Mention) -> Reason {
        let turn = (mention.concept, self.section(mention.block));
        if self.used.contains(&turn) {
            return Reason::NotFirst;
        }
        if self.passage.0 != mention.block {
            self.passage = (mention.block, 0);
        }
        if self.passage.1 == PER_PASSAGE {
            return Reason::PassageLimit;
        }
        self.passage.1 += 1;
        self.used.insert(turn);
        Reason::Linked
    }
}

/// Where one mention stands.
struct Place<'a> {
    context: &'a Context<'a>,
    mention: &'a Mention,
}

impl Place<'_> {
    /// Why the mention must not be linked.
    fn obstacle(&self, skipped: &[Span], unlinked: &Set<(ConceptId, u32)>) -> Option<Reason> {
        let Self { context, mention } = self;
        let document = context.document;
        let block: &Block = &document.blocks[mention.block as usize];
        let words = &document.words[mention.words.start as usize..mention.words.end as usize];
        let any = |flags: u16| words.iter().any(|word| word.has(flags));
        if matches!(block.kind, BlockKind::Heading | BlockKind::CalloutTitle) {
            return Some(Reason::Heading);
        }
        if any(Word::LINK) {
            return Some(Reason::LinkText);
        }
        if any(Word::IMAGE) {
            return Some(Reason::ImageText);
        }
        if context.own == Some(mention.concept) {
            return Some(Reason::OwnPage);
        }
        let one_element = words.iter().all(|word| word.element == words[0].element);
        let Some(html) = mention.html.filter(|html| {
            one_element
                && !any(Word::SPLIT)
                && is_text(html.of(&document.html))
                && self.whole(*html)
        }) else {
            return Some(Reason::CrossesMarkup);
        };
        let after = skipped.partition_point(|span| span.start <= html.start);
        if skipped[..after].last().is_some_and(|span| html.end <= span.end) {
            return Some(Reason::Skip);
        }
        unlinked.contains(&(mention.concept, mention.label)).then_some(Reason::Unlinked)
    }

    /// Whether no hole is inside.
    fn whole(&self, html: Span) -> bool {
        let holes = &self.context.document.holes;
        let first = holes.partition_point(|hole| hole.at <= html.start);
        holes.get(first).is_none_or(|hole| hole.at >= html.end)
    }
}

/// Whether `html` holds no tag but line breaks.
fn is_text(html: &str) -> bool {
    !html.contains('<') || !html.replace("<br />", "").contains('<')
}

/// The labels that the document's `unlink` names, with their inflections' concepts.
fn unlinked(context: &Context<'_>) -> Set<(ConceptId, u32)> {
    let mut labels = Set::default();
    for text in &context.document.meta.unlink {
        labels.extend(context.vocabulary.labels_like(&text.text, &context.document.lang));
    }
    labels
}

/// The parts of the html inside elements and callouts that `skip` names, outermost ones, sorted.
fn skipped(context: &Context<'_>, skip: &[String]) -> Vec<Span> {
    if skip.is_empty() {
        return Vec::new();
    }
    let document = context.document;
    let named = |name: &str| skip.iter().any(|skip| skip.eq_ignore_ascii_case(name));
    let mut spans: Vec<Span> = document
        .callouts
        .iter()
        .filter(|callout| named(&callout.kind) || named("callout"))
        .map(|callout| callout.html)
        .collect();
    let html = document.html.as_str();
    let mut open: Vec<(&str, usize)> = Vec::new();
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let tag = &html[at + 1..];
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let len = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = &tag[..len];
        if !named(name) {
            continue;
        }
        if !closes {
            open.push((name, at));
        } else if let Some(start) = open.iter().rposition(|(other, _)| *other == name) {
            spans.push(Span::new(open[start].1, at));
            open.truncate(start);
        }
    }
    spans.sort();
    let mut outermost: Vec<Span> = Vec::new();
    for span in spans {
        if outermost.last().is_none_or(|last| span.end > last.end) {
            outermost.push(span);
        }
    }
    outermost
}
