//! What a document is called.

use super::Document;
use super::document::{Block, BlockKind, Link, LinkKind, Word};
use super::placeholder::is_placeholder;
use crate::model::Span;

impl Document {
    /// Sets the title from front matter, else a level-one heading that opens the body, else the
    /// file's name (for an `index` or `README`, its folder's), where another program is to fill in
    /// the title, too. A heading that opens the body and says the title is noted, so that a page
    /// doesn't say it twice.
    pub(super) fn set_title(&mut self) {
        let opening = self.opening_heading(|level| level == 1);
        let given = self.given_title().map(str::to_owned);
        let said = opening.map(|number| self.name_in(number));
        let said = said.filter(|text| !is_placeholder(text));
        self.title = given.or(said).unwrap_or_else(|| self.file_title());
        self.title_heading = opening.filter(|&number| self.name_in(number) == self.title);
    }

    /// The text of a heading without what its pictures show, such as badges, unless that is all.
    fn name_in(&self, heading: u32) -> String {
        let heading = &self.headings[heading as usize];
        let plain = self.blocks[heading.block as usize].plain;
        let mut name = String::new();
        let mut at = plain.start;
        let pictures = self.links.iter().filter(|link| link.kind == LinkKind::Image);
        let inside = |link: &&Link| plain.start <= link.plain.start && link.plain.end <= plain.end;
        for link in pictures.filter(inside) {
            name.push_str(Span { start: at, end: link.plain.start.max(at) }.of(&self.plain));
            at = link.plain.end.max(at);
        }
        name.push_str(Span { start: at, end: plain.end }.of(&self.plain));
        match name.trim() {
            "" => heading.text.clone(),
            name => name.to_owned(),
        }
    }

    /// Whether nothing but its file's name says what it is called.
    pub fn is_untitled(&self) -> bool {
        self.title_heading.is_none() && self.given_title().is_none()
    }

    /// What front matter calls it.
    fn given_title(&self) -> Option<&str> {
        let title = self.meta.title.as_ref().map(|title| title.text.as_str());
        title.filter(|text| !text.is_empty() && !is_placeholder(text))
    }

    /// The same under another title. A heading of any level that opens the body and says it is not
    /// said again.
    pub fn with_title(&self, title: &str) -> Self {
        let opening = self.opening_heading(|_| true);
        let title_heading = opening.filter(|&number| self.headings[number as usize].text == title);
        Self { title: title.to_owned(), title_heading, ..self.clone() }
    }

    /// The heading of a level that `counts` which the body opens with: before it stand at most
    /// pictures, as badges and logos do.
    fn opening_heading(&self, counts: impl Fn(u8) -> bool) -> Option<u32> {
        let number = self.headings.iter().position(|heading| counts(heading.level))?;
        let heading = &self.headings[number];
        let (before, block) = (&self.blocks[..heading.block as usize], heading.block as usize);
        let picture = |block: &Block| {
            self.block_words(block).iter().all(|word| word.has(Word::IMAGE))
                && block.kind != BlockKind::Heading
        };
        let outside = !self.blocks[block].quoted && self.blocks[block].callout.is_none();
        let opens = outside && !heading.text.is_empty() && before.iter().all(picture);
        opens.then_some(number as u32)
    }

    fn file_title(&self) -> String {
        let stem = self.content_path.file_stem();
        let folder = self.content_path.parent().rsplit('/').next().unwrap_or("");
        if matches!(stem.to_ascii_lowercase().as_str(), "index" | "_index" | "readme")
            && !folder.is_empty()
        {
            folder.to_owned()
        } else {
            stem.to_owned()
        }
    }
}
