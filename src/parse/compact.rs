//! A document in the room that it takes. While it is parsed its lists grow by doubling; thousands of
//! documents are kept, and a third of what they hold would be air.

use super::Document;
use super::document::Lexicon;

impl Document {
    /// Moves every list and text to memory of its size. To shrink them where they lie is not enough:
    /// allocators leave a block as it is until half of it is free.
    pub(super) fn compact(&mut self) {
        for text in [&mut self.plain, &mut self.html, &mut self.title] {
            compact_text(text);
        }
        compact_list(&mut self.holes);
        compact_list(&mut self.blocks);
        compact_list(&mut self.headings);
        compact_list(&mut self.callouts);
        compact_list(&mut self.anchors);
        compact_list(&mut self.segments);
        compact_list(&mut self.words);
        compact_list(&mut self.links);
        compact_list(&mut self.drawings);
        self.lexicon.compact();
    }
}

impl Lexicon {
    fn compact(&mut self) {
        compact_text(&mut self.text);
        compact_list(&mut self.ends);
    }
}

fn compact_text(text: &mut String) {
    if text.capacity() > text.len() {
        *text = text.as_str().to_owned();
    }
}

fn compact_list<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() {
        let mut exact = Vec::with_capacity(list.len());
        exact.append(list);
        *list = exact;
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::{ParseOptions, parse};
    use crate::testing::source;

    #[test]
    fn holds_no_air() {
        let text = "# Title\n\nWords and [[links]] and `code`.\n".repeat(100);
        let document = parse(&source("a.md", &text), None, &ParseOptions::default()).0;
        let document = document.expect("parses");
        assert!(document.plain.len() > 2000 && document.words.len() > 500);
        assert_eq!(document.plain.capacity(), document.plain.len());
        assert_eq!(document.html.capacity(), document.html.len());
        assert_eq!(document.words.capacity(), document.words.len());
        assert_eq!(document.segments.capacity(), document.segments.len());
        assert_eq!(document.anchors.capacity(), document.anchors.len());
    }
}
