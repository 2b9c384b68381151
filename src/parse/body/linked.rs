//! Embeds in the text of a link: `[![[tree.png]]](https://example.com)`.
//!
//! After an embed's end pulldown-cmark lets the link's closing bracket belong to the embed, and
//! tells `[`, then a picture at the link's address. Here both become what they are.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::Builder;

impl<'a> Builder<'a> {
    /// Takes an event that tells of an embed in a link's text as of a picture, or that belongs to
    /// such an embed; gives back all others.
    pub(super) fn embed_in_link(
        &mut self,
        event: Event<'a>,
        range: Range<usize>,
    ) -> Option<(Event<'a>, Range<usize>)> {
        if self.linked_embed.is_some_and(|until| range.end <= until) {
            return None;
        }
        match event {
            Event::Start(Tag::Image { link_type, dest_url, title, id })
                if self.extended()
                    && self.images.is_empty()
                    && self.linked_embed.is_none()
                    && range.start >= self.hidden_until
                    && let Some(embed) = self.hidden_embed(link_type, &range) =>
            {
                let open = self.waiting_bracket();
                let start = open.map_or(range.start, |at| self.pending[at].0.start);
                let mut text = self.pending.split_off(open.unwrap_or(self.pending.len()));
                self.flush();
                self.start_link(link_type, &dest_url, &title, start..range.end);
                self.defined_elsewhere(link_type, &id);
                self.pending = text.split_off(usize::from(open.is_some()));
                self.flush();
                self.embed(embed.clone());
                self.linked_embed = Some(embed.end);
                None
            }
            event => Some((event, range)),
        }
    }

    /// The `![[…]]` at the beginning of a picture that is written otherwise.
    fn hidden_embed(&self, link_type: LinkType, range: &Range<usize>) -> Option<Range<usize>> {
        let written = &self.text[range.clone()];
        let inner = written.strip_prefix("![[")?.split("]]").next()?;
        let end = range.start + "![[".len() + inner.len() + "]]".len();
        let other = matches!(link_type, LinkType::WikiLink { .. }) || end > range.end;
        (!other && !inner.is_empty() && !inner.contains(['[', ']'])).then_some(range.start..end)
    }

    /// The last piece of the text that waits which is an opening bracket, and not closed since.
    fn waiting_bracket(&self) -> Option<usize> {
        let mut depth = 1;
        self.pending.iter().rposition(|(range, text)| {
            let escaped = self.text[..range.start].ends_with('\\');
            depth += i32::from(**text == *"]" && !escaped) - i32::from(**text == *"[" && !escaped);
            depth == 0
        })
    }

    fn embed(&mut self, range: Range<usize>) {
        let inner = &self.text[range.start + "![[".len()..range.end - "]]".len()];
        let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
        let has_pothole = target.len() < inner.len();
        let label_start = range.end - "]]".len() - label.len();
        self.start_image(LinkType::WikiLink { has_pothole }, target, "", range);
        if let Some(image) = self.images.last_mut() {
            image.push(label, label_start, true);
        }
        self.end_image();
    }
}
