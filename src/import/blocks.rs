//! What every format is read into: blocks of text with the markup that Markdown has, and the
//! builder that makes them from a stream of beginnings, words and ends.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of a level from 1.
    Heading(u8, Line),
    /// A paragraph.
    Paragraph(Line),
    /// A quotation.
    Quote(Vec<Block>),
    /// A list; the number of its first item where it has numbers.
    List(Option<u64>, Vec<Vec<Block>>),
    /// Code and its language.
    Code(String, String),
    /// Rows of cells, the first of them the head.
    Table(Vec<Vec<Line>>),
    /// A footnote and its label.
    Footnote(String, Vec<Block>),
    /// A line across.
    Rule,
}

/// Text with inline markup, as Markdown's events.
pub type Line = Vec<Event<'static>>;

/// Markup around words.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrap {
    /// `*x*`
    Emphasis,
    /// `**x**`
    Strong,
    /// `~~x~~`
    Strikethrough,
    /// `[x](address)`
    Link(String),
}

/// What a block is begun for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// A part that is no block of its own.
    Group,
    /// A heading.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A quotation.
    Quote,
    /// A list; the number of its first item where it has numbers.
    List(Option<u64>),
    /// An item of the list around.
    Item,
    /// A table.
    Table,
    /// A row of the table around.
    Row,
    /// A cell of the row around.
    Cell,
}

/// Blocks nest no deeper; what does is read into the last level.
const DEEPEST: usize = 24;

struct Frame {
    open: Open,
    blocks: Vec<Block>,
    items: Vec<Vec<Block>>,
    rows: Vec<Vec<Line>>,
}

enum Leaf {
    Text(String),
    Code(String),
    Image(String, String),
    Footnote(String),
    Break,
}

/// Makes blocks of a stream. Ends are given in the order of beginnings, reversed.
pub struct Builder {
    frames: Vec<Frame>,
    /// Frames beyond [`DEEPEST`], which only count.
    beyond: usize,
    wraps: Vec<(u32, Wrap)>,
    next_wrap: u32,
    leaves: Vec<(Vec<(u32, Wrap)>, Leaf)>,
}

impl Default for Builder {
    fn default() -> Self {
        let root = Frame::new(Open::Group);
        Self { frames: vec![root], beyond: 0, wraps: Vec::new(), next_wrap: 0, leaves: Vec::new() }
    }
}

impl Frame {
    fn new(open: Open) -> Self {
        Self { open, blocks: Vec::new(), items: Vec::new(), rows: Vec::new() }
    }
}

impl Builder {
    /// Begins a block.
    pub fn open(&mut self, open: Open) {
        self.flush();
        if self.frames.len() >= DEEPEST {
            self.beyond += 1;
        } else {
            self.frames.push(Frame::new(open));
        }
    }

    /// Ends the block that was begun last.
    pub fn close(&mut self) {
        self.flush();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        let Some(outer) = self.frames.last_mut() else { return };
        let Frame { open, mut blocks, mut items, mut rows } = frame;
        match open {
            Open::Group | Open::Paragraph | Open::Heading(_) => outer.blocks.append(&mut blocks),
            Open::Quote if blocks.is_empty() => {}
            Open::Quote => outer.blocks.push(Block::Quote(blocks)),
            Open::Item if outer.open_is_list() => {
                if !blocks.is_empty() {
                    outer.items.push(blocks);
                }
            }
            Open::Item => {
                if !blocks.is_empty() {
                    outer.blocks.push(Block::List(None, vec![blocks]));
                }
            }
            Open::List(first) => {
                // What stands in a list outside its items is an item.
                items.extend(blocks.into_iter().map(|block| vec![block]));
                if !items.is_empty() {
                    outer.blocks.push(Block::List(first, items));
                }
            }
            Open::Cell if outer.open == Open::Row => {
                outer.rows.push(vec![cell(blocks)]);
            }
            Open::Row if outer.open == Open::Table => {
                let row: Vec<Line> = rows.into_iter().flatten().collect();
                if row.iter().any(|cell| !cell.is_empty()) {
                    outer.rows.push(row);
                }
                outer.blocks.append(&mut blocks);
            }
            Open::Table => {
                outer.blocks.append(&mut blocks);
                let width = rows.iter().map(Vec::len).max().unwrap_or(0);
                if width > 0 {
                    for row in &mut rows {
                        row.resize(width, Vec::new());
                    }
                    outer.blocks.push(Block::Table(rows));
                }
            }
            Open::Cell | Open::Row => {
                outer.blocks.append(&mut blocks);
                let lines = rows.into_iter().flatten();
                outer.blocks.extend(lines.map(Block::Paragraph));
            }
        }
    }

    /// Begins markup around words.
    pub fn wrap(&mut self, wrap: Wrap) {
        self.next_wrap += 1;
        self.wraps.push((self.next_wrap, wrap));
    }

    /// Ends the markup that was begun last.
    pub fn unwrap(&mut self) {
        self.wraps.pop();
    }

    /// Adds words; runs of white space count as one space.
    pub fn text(&mut self, text: &str) {
        self.leaf(Leaf::Text(text.to_owned()));
    }

    /// Adds code in a line.
    pub fn code(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.leaf(Leaf::Code(text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }

    /// Adds a picture.
    pub fn image(&mut self, address: &str, text: &str) {
        self.leaf(Leaf::Image(address.to_owned(), text.to_owned()));
    }

    /// Adds a reference to a footnote.
    pub fn footnote(&mut self, label: &str) {
        self.leaf(Leaf::Footnote(label.to_owned()));
    }

    /// Breaks the line; a second break ends the paragraph.
    pub fn line_break(&mut self) {
        let blank = |leaf: &Leaf| matches!(leaf, Leaf::Text(text) if text.trim().is_empty());
        while self.leaves.last().is_some_and(|(_, leaf)| blank(leaf)) {
            self.leaves.pop();
        }
        if matches!(self.leaves.last(), Some((_, Leaf::Break))) {
            self.flush();
        } else {
            self.leaf(Leaf::Break);
        }
    }

    /// Adds a block that is whole.
    pub fn push(&mut self, block: Block) {
        self.flush();
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// All blocks; what is still open ends.
    pub fn finish(mut self) -> Vec<Block> {
        self.beyond = 0;
        while self.frames.len() > 1 {
            self.close();
        }
        self.flush();
        self.frames.pop().map(|frame| frame.blocks).unwrap_or_default()
    }

    fn leaf(&mut self, leaf: Leaf) {
        self.leaves.push((self.wraps.clone(), leaf));
    }

    /// Ends the line at hand: a paragraph, or what the block around is.
    fn flush(&mut self) {
        let leaves = std::mem::take(&mut self.leaves);
        let line = line(leaves);
        if line.is_empty() {
            return;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        frame.blocks.push(match frame.open {
            Open::Heading(level) => Block::Heading(level, line),
            _ => Block::Paragraph(line),
        });
    }
}

impl Frame {
    fn open_is_list(&self) -> bool {
        matches!(self.open, Open::List(_))
    }
}

/// The blocks of a cell as one line.
pub fn cell(blocks: Vec<Block>) -> Line {
    let mut all: Line = Vec::new();
    for line in lines_of(&blocks) {
        if !all.is_empty() {
            all.push(Event::Text(CowStr::Borrowed(" ")));
        }
        all.extend(line.into_iter().map(|event| match event {
            Event::HardBreak => Event::Text(CowStr::Borrowed(" ")),
            event => event,
        }));
    }
    all
}

/// All lines in blocks, in order.
fn lines_of(blocks: &[Block]) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(_, line) | Block::Paragraph(line) => lines.push(line.clone()),
            Block::Quote(inner) | Block::Footnote(_, inner) => lines.extend(lines_of(inner)),
            Block::List(_, items) => lines.extend(items.iter().flat_map(|item| lines_of(item))),
            Block::Code(_, text) => {
                lines.push(vec![Event::Code(CowStr::from(text.replace('\n', " ")))])
            }
            Block::Table(rows) => lines.extend(rows.iter().flatten().cloned()),
            Block::Rule => {}
        }
    }
    lines
}

/// Leaves as events: spaces stand outside of markup, and markup that ends at once is left out.
fn line(leaves: Vec<(Vec<(u32, Wrap)>, Leaf)>) -> Line {
    let mut events: Line = Vec::new();
    let mut open: Vec<(u32, Wrap)> = Vec::new();
    let (mut space, mut breaks, mut last) = (false, false, ' ');
    for (wraps, leaf) in leaves {
        let text = match &leaf {
            Leaf::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Leaf::Break => {
                breaks = !events.is_empty();
                space = false;
                continue;
            }
            _ => String::new(),
        };
        if let Leaf::Text(original) = &leaf {
            space |= original.starts_with(char::is_whitespace);
            if text.is_empty() {
                continue;
            }
        }
        let common = open.iter().zip(&wraps).take_while(|(a, b)| a.0 == b.0 || a.1 == b.1).count();
        let first = text.chars().next().unwrap_or('x');
        let ends = open.len() > common;
        let opens = wraps.len() > common;
        // Markdown sees no emphasis in `**Note:**text` nor `a**(b)**`, and not two in `**a***b*`.
        let parts = ends && (opens || !last.is_alphanumeric() && first.is_alphanumeric())
            || opens && last.is_alphanumeric() && !first.is_alphanumeric();
        close(&mut events, &mut open, common);
        space |= parts && !events.is_empty();
        if breaks {
            close(&mut events, &mut open, 0);
            events.push(Event::HardBreak);
        } else if space && !events.is_empty() {
            events.push(Event::Text(CowStr::Borrowed(" ")));
        }
        (space, breaks) = (false, false);
        for wrap in &wraps[open.len()..] {
            events.push(Event::Start(tag(&wrap.1)));
            open.push(wrap.clone());
        }
        match leaf {
            Leaf::Text(original) => {
                last = text.chars().next_back().unwrap_or(' ');
                events.push(Event::Text(text.into()));
                space = original.ends_with(char::is_whitespace);
            }
            Leaf::Code(code) => {
                last = '`';
                events.push(Event::Code(code.into()));
            }
            Leaf::Image(address, text) => {
                let tag = Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: address.into(),
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                };
                events.push(Event::Start(tag));
                if !text.trim().is_empty() {
                    events.push(Event::Text(
                        text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
                    ));
                }
                events.push(Event::End(TagEnd::Image));
            }
            Leaf::Footnote(label) => events.push(Event::FootnoteReference(label.into())),
            Leaf::Break => {}
        }
    }
    close(&mut events, &mut open, 0);
    events
}

fn close(events: &mut Line, open: &mut Vec<(u32, Wrap)>, keep: usize) {
    while open.len() > keep {
        let Some((_, wrap)) = open.pop() else { return };
        events.push(Event::End(tag(&wrap).to_end()));
    }
}

fn tag(wrap: &Wrap) -> Tag<'static> {
    match wrap {
        Wrap::Emphasis => Tag::Emphasis,
        Wrap::Strong => Tag::Strong,
        Wrap::Strikethrough => Tag::Strikethrough,
        Wrap::Link(address) => Tag::Link {
            link_type: LinkType::Inline,
            dest_url: address.clone().into(),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        },
    }
}
