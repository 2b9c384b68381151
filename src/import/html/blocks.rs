//! A page as a line of blocks: stretches of text that no block-level element interrupts.

use super::dom::{Dom, NodeId, Step};
use super::hints;

/// A stretch of text and where it stands.
#[derive(Debug)]
pub struct Block {
    /// The innermost block-level element around it.
    pub element: NodeId,
    /// Its first and last text node (or `pre`), in the page's order.
    pub nodes: Vec<NodeId>,
    /// Its text, white space as single spaces; line breaks stand for `br`, all of them in `pre`.
    pub text: String,
    /// Words, and those of them in links.
    pub words: u32,
    /// Words in links.
    pub link_words: u32,
    /// Hints of all elements around it.
    pub bits: u64,
    /// Hints of the element itself and the two around it.
    pub near_bits: u64,
    /// How many elements are around it.
    pub depth: u32,
}

/// Elements whose text no reader of the page sees as text.
pub fn is_silent(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "iframe"
            | "object"
            | "svg"
            | "select"
            | "textarea"
            | "canvas"
            | "audio"
            | "video"
            | "datalist"
            | "math"
            | "map"
            | "noembed"
    )
}

/// Elements that stand in a line of text.
pub fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "q"
            | "ruby"
            | "rb"
            | "rt"
            | "rp"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "img"
            | "picture"
            | "source"
    )
}

/// The blocks of a page, in order.
pub fn blocks(dom: &Dom) -> Vec<Block> {
    let mut walk = Walk {
        dom,
        hints: hints::Words::default(),
        around: Vec::new(),
        links: 0,
        pre: 0,
        open: None,
        blocks: Vec::new(),
    };
    dom.walk(0, |id| !is_silent(dom.tag(id)), |step| walk.step(step));
    walk.flush();
    walk.blocks
}

struct Around {
    id: NodeId,
    bits: u64,
    inline: bool,
}

struct Walk<'a> {
    dom: &'a Dom,
    hints: hints::Words,
    around: Vec<Around>,
    links: u32,
    pre: u32,
    open: Option<Block>,
    blocks: Vec<Block>,
}

impl Walk<'_> {
    fn step(&mut self, step: Step) {
        match step {
            Step::Enter(id) => {
                if let Some(text) = self.dom.text(id) {
                    self.push(id, text);
                    return;
                }
                let tag = self.dom.tag(id);
                if tag.is_empty() || is_silent(tag) {
                    return;
                }
                let inline = is_inline(tag);
                if tag == "br" {
                    self.line_break();
                    return;
                }
                if !inline {
                    self.flush();
                }
                self.links += u32::from(tag == "a");
                self.pre += u32::from(tag == "pre");
                let outer = self.around.last().map_or(0, |around| around.bits);
                let bits = outer | hints::of(self.dom, id, &mut self.hints);
                self.around.push(Around { id, bits, inline });
            }
            Step::Leave(id) => {
                if self.around.last().is_some_and(|around| around.id == id) {
                    let Some(around) = self.around.pop() else { return };
                    let tag = self.dom.tag(id);
                    self.links -= u32::from(tag == "a");
                    self.pre -= u32::from(tag == "pre");
                    if !around.inline {
                        self.flush();
                    }
                }
            }
        }
    }

    fn push(&mut self, id: NodeId, text: &str) {
        let blank = text.trim().is_empty();
        if blank && self.open.is_none() {
            return;
        }
        if self.open.is_none() {
            let element = self.around.iter().rev().find(|around| !around.inline);
            let element = element.map_or(0, |around| around.id);
            let depth = self.around.len();
            let bits = self.around.last().map_or(0, |around| around.bits);
            let outer = depth.checked_sub(4).map_or(0, |place| self.around[place].bits);
            self.open = Some(Block {
                element,
                nodes: Vec::new(),
                text: String::new(),
                words: 0,
                link_words: 0,
                bits,
                near_bits: bits & !outer,
                depth: depth as u32,
            });
        }
        let links = self.links;
        let pre = self.pre > 0;
        let Some(open) = &mut self.open else { return };
        open.bits |= self.around.last().map_or(0, |around| around.bits) & hints::tag_bit("a");
        open.nodes.push(id);
        let words = count_words(text);
        open.words += words;
        if links > 0 {
            open.link_words += words;
        }
        if pre {
            open.text.push_str(text);
        } else {
            push_spaced(&mut open.text, text);
        }
    }

    fn line_break(&mut self) {
        if let Some(open) = &mut self.open {
            while open.text.ends_with(' ') {
                open.text.pop();
            }
            open.text.push('\n');
        }
    }

    fn flush(&mut self) {
        if let Some(mut block) = self.open.take() {
            block.text.truncate(block.text.trim_end().len());
            if block.words > 0 || !block.text.trim().is_empty() {
                self.blocks.push(block);
            }
        }
    }
}

/// Adds text with runs of white space as one space.
pub fn push_spaced(all: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() {
            if !all.is_empty() && !all.ends_with([' ', '\n']) {
                all.push(' ');
            }
        } else {
            all.push(c);
        }
    }
}

/// Runs of letters and digits.
pub fn count_words(text: &str) -> u32 {
    let (mut words, mut inside) = (0, false);
    for c in text.chars() {
        let letter = c.is_alphanumeric();
        words += u32::from(letter && !inside);
        inside = letter;
    }
    words
}
