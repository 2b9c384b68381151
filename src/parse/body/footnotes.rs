//! Footnotes, `[^label]` and `^[inline]`: put aside where they are written, and drawn at the end
//! in the order of their first reference.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::containers::ContainerKind;
use super::{Builder, is_inline};
use crate::model::{Map, Span};
use crate::parse::document::{AnchorKind, HoleKind, LinkKind};
use crate::parse::target::TargetParts;

/// How deep inline footnotes nest in one another.
const DEEPEST: usize = 3;

type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// The footnotes met.
#[derive(Default)]
pub(super) struct Footnotes<'a> {
    /// Labels in the order of their first reference, with the number of references.
    order: Vec<(String, u32)>,
    /// Where a label stands in `order`.
    numbers: Map<String, usize>,
    definitions: Map<String, Events<'a>>,
    /// How many inline footnotes the one being written stands in, itself included.
    level: usize,
    /// The definition being put aside, and how many stand inside it.
    aside: Option<(String, Events<'a>)>,
    depth: usize,
}

/// An inline footnote whose end has not come yet.
pub(super) struct Note<'a> {
    /// Its events from the opening bracket on, which comes first.
    events: Events<'a>,
    /// Open square brackets, its own included.
    brackets: usize,
    /// Open inline elements.
    elements: usize,
}

impl<'a> Builder<'a> {
    /// Gives the event back unless it belongs to a footnote's definition.
    pub(super) fn set_aside(
        &mut self,
        event: Event<'a>,
        range: Range<usize>,
    ) -> Option<(Event<'a>, Range<usize>)> {
        let Some((_, events)) = &mut self.footnotes.aside else {
            return match event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    self.end_note();
                    self.footnotes.aside = Some((label.to_string(), Vec::new()));
                    None
                }
                event => Some((event, range)),
            };
        };
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => self.footnotes.depth += 1,
            Event::End(TagEnd::FootnoteDefinition) if self.footnotes.depth > 0 => {
                self.footnotes.depth -= 1;
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                let aside = self.footnotes.aside.take();
                let hidden = self.hidden_until;
                let shown =
                    |events: &Events<'_>| events.last().is_none_or(|(_, range)| range.end > hidden);
                if let Some((label, events)) = aside.filter(|(_, events)| shown(events)) {
                    let span =
                        events.first().map_or(Span::default(), |(_, range)| range.clone().into());
                    self.references.footnotes.push((label.clone(), span));
                    self.footnotes.definitions.entry(label).or_insert(events);
                }
            }
            event => events.push((event, range)),
        }
        None
    }

    /// Whether `text` is the bracket that opens an inline footnote, `^[`, which is then put aside.
    pub(super) fn begins_note(&mut self, text: &CowStr<'a>, range: &Range<usize>) -> bool {
        let off = self.notes_off || self.footnotes.level >= DEEPEST || !self.images.is_empty();
        if **text != *"[" || off || !self.extended() {
            return false;
        }
        let before = &self.text[..range.start];
        let caret = before.ends_with('^') && !before.ends_with("\\^");
        let joined =
            self.pending.last().is_some_and(|(r, t)| r.end == range.start && t.ends_with('^'));
        if !caret || !joined {
            return false;
        }
        let events = vec![(Event::Text(text.clone()), range.clone())];
        self.note = Some(Note { events, brackets: 1, elements: 0 });
        true
    }

    /// Takes an event while an inline footnote is open.
    pub(super) fn note_event(&mut self, event: Event<'a>, range: Range<usize>) {
        let Some(note) = &mut self.note else { return };
        match &event {
            Event::Text(text) if note.elements == 0 && **text == *"[" => note.brackets += 1,
            Event::Text(text) if note.elements == 0 && **text == *"]" => {
                note.brackets -= 1;
                if note.brackets == 0 && note.events.len() > 1 {
                    return self.write_note(range);
                }
                if note.brackets == 0 {
                    self.end_note();
                    return self.event(event, range);
                }
            }
            Event::Start(tag) if is_inline(tag) && !matches!(tag, Tag::TableCell) => {
                note.elements += 1;
            }
            Event::End(_) if note.elements > 0 => note.elements -= 1,
            // It never ends.
            Event::Start(_) | Event::End(_) | Event::Rule | Event::Html(_) => {
                self.end_note();
                return self.event(event, range);
            }
            _ => {}
        }
        note.events.push((event, range));
    }

    fn write_note(&mut self, close: Range<usize>) {
        let Some(mut note) = self.note.take() else { return };
        let (_, open) = note.events.remove(0);
        let inner = open.end..close.start;
        note.events.insert(0, (Event::Start(Tag::Paragraph), inner.clone()));
        note.events.push((Event::End(TagEnd::Paragraph), inner));
        if let Some((range, text)) = self.pending.last_mut() {
            *text = text[..text.len() - 1].to_owned().into();
            range.end -= 1;
        }
        self.flush();
        // No label of Markdown's holds a line's end.
        let label = format!("{}\n{}", self.footnotes.level + 1, open.start);
        self.footnotes.definitions.insert(label.clone(), note.events);
        self.footnote_reference(&label, open.start - 1..close.end);
    }

    /// An inline footnote that never ends was none: its events are read after all.
    pub(super) fn end_note(&mut self) {
        let Some(note) = self.note.take() else { return };
        self.notes_off = true;
        for (event, range) in note.events {
            self.event(event, range);
        }
        self.notes_off = false;
    }

    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        let notes = &mut self.footnotes;
        let index = *notes.numbers.entry(label.to_owned()).or_insert_with(|| {
            notes.order.push((label.to_owned(), 0));
            notes.order.len() - 1
        });
        notes.order[index].1 += 1;
        let (number, count) = (index + 1, notes.order[index].1);
        self.open_lazy_block(range.start);
        self.boundary();
        let id = reference_id(number, count);
        let block = Some(self.doc.blocks.len() as u32);
        let anchor = self.anchor(id, AnchorKind::Footnote, Span::from(range.clone()), block);
        self.doc.html.push_str("<sup class=\"footnote-ref\"");
        self.hole(self.doc.html.len(), HoleKind::Id(anchor));
        self.doc.html.push('>');
        self.footnote_link(&format!("fn-{number}"), &number.to_string(), range.into());
        self.doc.html.push_str("</sup>");
    }

    /// A link inside the page that is resolved like any other, so that embeds can redirect it.
    fn footnote_link(&mut self, fragment: &str, text: &str, source: Span) {
        let parts = TargetParts { fragment: Some(fragment.to_owned()), ..TargetParts::default() };
        let link = self.new_link(LinkKind::Footnote, parts, source);
        self.hole(self.doc.html.len(), HoleKind::LinkStart(link));
        self.doc.html.push_str(text);
        self.hole(self.doc.html.len(), HoleKind::LinkEnd(link));
    }

    /// Whether a footnote is still there when all that something refers to are written.
    pub(super) fn has_unused_footnote(&self, label: &str) -> bool {
        self.footnotes.definitions.contains_key(label)
    }

    pub(super) fn write_footnotes(&mut self) {
        let mut number = 0;
        while let Some((label, _)) = self.footnotes.order.get(number).cloned() {
            number += 1;
            if number == 1 {
                self.doc.html.push_str("<section class=\"footnotes\">\n<ol>\n");
            }
            let events = self.footnotes.definitions.remove(&label).unwrap_or_default();
            let level = label.split_once('\n').and_then(|(level, _)| level.parse().ok());
            self.footnotes.level = level.unwrap_or(0);
            // Comments hide what follows them in the source, and this was written before.
            self.hidden_until = 0;
            let span =
                events.first().map_or(Span::default(), |(_, range)| Span::from(range.clone()));
            let anchor = self.anchor(format!("fn-{number}"), AnchorKind::Footnote, span, None);
            self.doc.html.push_str("<li");
            self.hole(self.doc.html.len(), HoleKind::Id(anchor));
            self.doc.html.push_str(">\n");
            self.push_container(ContainerKind::Footnote, span);
            let before = self.doc.blocks.len();
            for (event, range) in events {
                self.event(event, range);
            }
            self.end_note();
            self.end_lazy_block();
            self.backlinks(number, before, span);
            self.pop_container();
            self.doc.html.push_str("</li>\n");
        }
        if number > 0 {
            self.doc.html.push_str("</ol>\n</section>\n");
        }
    }

    /// Links back to where footnote `number`, whose blocks follow the first `before`, is referred
    /// to, at the end of its last paragraph.
    fn backlinks(&mut self, number: usize, before: usize, span: Span) {
        let paragraph = self.doc.html.strip_suffix("</p>\n").map(str::len);
        if let Some(len) = paragraph {
            self.doc.html.truncate(len);
        }
        for count in 1..=self.footnotes.order[number - 1].1 {
            self.doc.html.push(' ');
            self.footnote_link(&reference_id(number, count), "↩", span);
        }
        if paragraph.is_some() {
            self.doc.html.push_str("</p>\n");
            let end = self.doc.html.len() as u32 - 1;
            if let Some(block) = self.doc.blocks[before..].last_mut() {
                block.html.end = end;
            }
        }
    }
}

fn reference_id(number: usize, count: u32) -> String {
    if count == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{count}") }
}
