//! What parsing yields: one document as flat arrays over three texts.
//!
//! A [`Document`] has three coordinate systems, all in bytes: its **source** (the file), its
//! **plain** text (what a reader would hear read aloud, block after block, parted by blank lines)
//! and its **html** (a skeleton of the body, ready but for its [`Hole`]s). [`Segment`]s map plain
//! offsets to the other two. Whatever depends on other files is a hole: links, embeds, ids. A page
//! is made by copying the skeleton and filling the holes and mentions in one pass.

use std::ops::Range;
use std::sync::Arc;

use super::front_matter::FrontMatter;
pub use super::link::{Link, LinkKind, Size};
use super::target::split_wiki;
use crate::model::{Kind, RelPath, Snippet, SourceFile, Span};

/// One Markdown file, parsed alone.
#[derive(Clone, Debug)]
pub struct Document {
    /// Path under the knowledge base's root, for diagnostics.
    pub path: RelPath,
    /// Path under the content root, which URLs mirror.
    pub content_path: RelPath,
    /// The source text.
    pub text: Arc<str>,
    /// The files that code in it shows pieces of.
    pub snippets: Arc<[Snippet]>,
    /// From front matter, else `[kinds]`, else `article` if there is an author or source.
    pub kind: Kind,
    /// From front matter, else a level-one heading that opens the body, else the file's name.
    pub title: String,
    /// The heading that opens the body and says the title again.
    pub title_heading: Option<u32>,
    /// BCP 47 tag, from front matter, else the site's.
    pub lang: String,
    /// The front matter's fields, with spans.
    pub meta: FrontMatter,
    /// Plain text of all blocks, in order, parted by `"\n\n"`.
    pub plain: String,
    /// The body's HTML with nothing at the holes' places.
    pub html: String,
    /// Sorted by `at`; holes at the same place are filled in order.
    pub holes: Vec<Hole>,
    /// All blocks of text in reading order; most are passages.
    pub blocks: Vec<Block>,
    /// Headings in reading order.
    pub headings: Vec<Heading>,
    /// Callouts in order of their start; nested ones follow their parent.
    pub callouts: Vec<Callout>,
    /// Ids that links may name. Several may share a block.
    pub anchors: Vec<Anchor>,
    /// Plain to source and html offsets, sorted, without gaps inside a block.
    pub segments: Vec<Segment>,
    /// The distinct folded words.
    pub lexicon: Lexicon,
    /// All words, in order.
    pub words: Vec<Word>,
    /// Links, images, embeds and tags, in order, unresolved.
    pub links: Vec<Link>,
    /// Blocks of code and math, which are drawn when a page is made.
    pub drawings: Vec<Drawing>,
    /// Names of other programs' blocks and tags that are left out, and where they stand: they may
    /// say for whom something is.
    pub left_out: Vec<(String, Span)>,
    /// Paths under the content root of documents that it imports as parts of itself.
    pub partials: Vec<RelPath>,
    /// Whether the folder's own tool says that it is the home page.
    pub is_home: bool,
}

/// A place in the html that is filled when the page is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Byte offset into `html`.
    pub at: u32,
    /// What goes there.
    pub kind: HoleKind,
}

/// What fills a [`Hole`]. Numbers are indices into the document's vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoleKind {
    /// ` id="…"` of an anchor; nothing in an embed.
    Id(u32),
    /// The start tag of a link.
    LinkStart(u32),
    /// Its end tag.
    LinkEnd(u32),
    /// A whole image, embed or tag, of raw HTML too; `links[n]`.
    Embed(u32),
    /// `drawings[n]`, drawn.
    Drawing(u32),
    /// A backslash before word `n`: shown unless it frees a mention.
    Backslash(u32),
    /// The title of `callouts[n]`, which has none of its own.
    Title(u32),
    /// ` aria-label="…"` of a task's box: whether it is done.
    Task(bool),
}

/// Code or math that is shown otherwise than it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What it is.
    pub kind: DrawingKind,
    /// What it is drawn from.
    pub text: DrawingText,
}

/// What a [`Drawing`] is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawingText {
    /// This piece of the source.
    Source(Span),
    /// This text, which stands in the source in pieces: in a quotation, in a list.
    Pieces(Box<str>),
}

impl DrawingText {
    /// The text, in `document`.
    pub fn of<'a>(&'a self, document: &'a Document) -> &'a str {
        match self {
            Self::Source(span) => span.of(&document.text),
            Self::Pieces(text) => text,
        }
    }
}

/// What a [`Drawing`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawingKind {
    /// A block of code in this language, as the fence names it.
    Code(Box<str>),
    /// LaTeX in a line. It can be drawn: parsing tried.
    InlineMath,
    /// LaTeX in lines of its own.
    DisplayMath,
}

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// A heading. Not a passage: it is cited by its own anchor.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A list item's own text (a tight one; a loose one holds paragraphs).
    Item,
    /// A table's row, header row included; cells are parted by tabs.
    Row,
    /// A paragraph inside a quotation.
    Quotation,
    /// A term of a definition list.
    Term,
    /// A definition of a definition list.
    Definition,
    /// A paragraph of a footnote.
    Footnote,
    /// The title line of a callout. Not a passage.
    CalloutTitle,
    /// A block of code. Not a passage; its words are searched only.
    Code,
    /// Text inside a block of raw HTML. Not a passage; its words are searched only.
    Html,
}

/// An innermost block of text.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text in `plain`.
    pub plain: Span,
    /// Its element in `html`, tags included (for an item: up to its nested blocks' end).
    pub html: Span,
    /// Where it stands in the source.
    pub source: Span,
    /// Its words, as a range of `words`.
    pub words: Range<u32>,
    /// The heading it stands under (a heading: itself).
    pub heading: Option<u32>,
    /// The innermost callout it stands in.
    pub callout: Option<u32>,
    /// Whether it stands in a quotation that is not a callout.
    pub quoted: bool,
    /// Its anchor: the author's `^id`, else a `p-` id; a heading's slug.
    pub anchor: Option<u32>,
}

impl Block {
    /// Whether it can be cited as a passage.
    pub fn is_passage(&self) -> bool {
        !matches!(
            self.kind,
            BlockKind::Heading | BlockKind::CalloutTitle | BlockKind::Code | BlockKind::Html
        ) && !self.plain.is_empty()
    }
}

/// A heading and its section.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its plain text.
    pub text: String,
    /// As it was typed, where that says other words than `text`: `[Acme](https://acme.example)`.
    /// Editors write links to headings from it.
    pub typed: Option<String>,
    /// Its block.
    pub block: u32,
    /// Its anchor.
    pub anchor: u32,
    /// The heading element in `html`.
    pub html: Span,
    /// What follows in `html` up to the next heading of its level or higher, or its container's
    /// end. Balanced.
    pub body: Span,
    /// The section's blocks, without the heading's own.
    pub blocks: Range<u32>,
}

/// A callout: `> [!kind]± title`.
#[derive(Clone, Debug)]
pub struct Callout {
    /// The kind, lower case (`supports`, `tip`).
    pub kind: String,
    /// The kind as written, with the words for styling behind its bar (`note|wide`).
    pub words: String,
    /// Where `[!kind]` stands in the source.
    pub kind_span: Span,
    /// The title's block, where it has one.
    pub title: Option<u32>,
    /// Links in its title line, as a range of `links`.
    pub title_links: Range<u32>,
    /// The whole element in `html`.
    pub html: Span,
    /// Its content in `html`, without title and wrapper. Balanced.
    pub body: Span,
    /// Where it stands in the source.
    pub source: Span,
    /// Its blocks (title included), nested callouts' included.
    pub blocks: Range<u32>,
    /// The callout it is nested in.
    pub parent: Option<u32>,
}

/// What an anchor was made from; the ledger keeps the authored ones alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnchorKind {
    /// A heading's slug or its `{#id}`.
    Heading,
    /// An author's `^id`.
    Block,
    /// An `id` or `name` in raw HTML.
    Html,
    /// `p-` and 8 hex digits of the folded text's SHA-256.
    Passage,
    /// A footnote or a reference to one.
    Footnote,
}

/// An id on the page.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The id before numbering: a slug may repeat.
    pub base: String,
    /// The id, unique on the page: repeated ones are numbered at the end of parsing.
    pub id: String,
    /// What it was made from.
    pub kind: AnchorKind,
    /// Where it was written.
    pub source: Span,
    /// The block that carries it, if one does.
    pub block: Option<u32>,
    /// The whole element that it names, where an `^id` stands below a list, table, quotation,
    /// callout or block of code.
    pub group: Option<Group>,
}

/// An element that holds blocks, or a block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The element in `html`, balanced.
    pub html: Span,
    /// Where it stands in the source.
    pub source: Span,
    /// Its blocks.
    pub blocks: Range<u32>,
}

/// A run of plain text that stands unchanged in html and, unless `source_len` differs from its
/// length (entities, escapes), in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Offset in `plain`; the segment reaches to the next one's.
    pub plain: u32,
    /// Offset in the source.
    pub source: u32,
    /// Offset in `html`; `u32::MAX` where it doesn't stand there (image descriptions, code that is
    /// highlighted, math).
    pub html: u32,
    /// Whether the run stands byte for byte in the source.
    pub verbatim: bool,
}

/// The distinct folded words of one document, by number.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    pub(super) text: String,
    /// By word: where it ends in the text.
    pub(super) ends: Vec<u32>,
}

impl Lexicon {
    /// Number of distinct words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Word number `lex`, folded.
    pub fn word(&self, lex: u32) -> &str {
        let i = lex as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.text[start..self.ends[i] as usize]
    }

    /// The 64-bit Fx hash of word number `lex`, folded: [`hash_word`].
    pub fn hash(&self, lex: u32) -> u64 {
        hash_word(self.word(lex))
    }

    /// All words with their hashes, in order of first occurrence.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        (0..self.ends.len() as u32).map(|lex| (self.word(lex), self.hash(lex)))
    }

    /// Appends a word that is not in it yet and gives its number.
    pub(super) fn push(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }
}

/// The hash by which words are looked up across documents.
pub fn hash_word(folded: &str) -> u64 {
    use std::hash::BuildHasher as _;
    rustc_hash::FxBuildHasher.hash_one(folded)
}

/// One word of the plain text, by Unicode word rules. In scripts without spaces every grapheme
/// is a word. The span leaves out a possessive `'s` and an elided article (`l'`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Offset in `plain`.
    pub start: u32,
    /// Length in bytes.
    pub len: u32,
    /// Its folded form's number in the lexicon.
    pub lex: u32,
    /// See the constants of [`Word`].
    pub flags: u16,
    /// The inline element it stands in, numbered within its block; 0 for none.
    pub element: u16,
}

impl Word {
    /// Between this word and the one before it in its block stand only spaces, one line break,
    /// or one hyphen: a label may reach over the gap.
    pub const JOINED: u16 = 1;
    /// It touches one of `$ € £ + # @ _`: no label.
    pub const TOUCHES: u16 = 1 << 1;
    /// In the text of a link.
    pub const LINK: u16 = 1 << 2;
    /// In code.
    pub const CODE: u16 = 1 << 3;
    /// In a URL written out.
    pub const URL: u16 = 1 << 4;
    /// Behind a backslash: not to be linked.
    pub const ESCAPED: u16 = 1 << 5;
    /// An inline element begins or ends inside the word.
    pub const SPLIT: u16 = 1 << 6;
    /// In a script without spaces: a grapheme, joined to its neighbours.
    pub const GRAPHEME: u16 = 1 << 7;
    /// In math.
    pub const MATH: u16 = 1 << 8;
    /// In an image's description.
    pub const IMAGE: u16 = 1 << 9;

    /// Whether any of `flags` is set.
    pub fn has(self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    /// Its span in `plain`.
    pub fn span(self) -> Span {
        Span { start: self.start, end: self.start + self.len }
    }
}

impl Document {
    /// A document without a body.
    pub(super) fn empty(file: &SourceFile, kind: Kind, meta: FrontMatter, lang: &str) -> Self {
        Self {
            path: file.path.clone(),
            content_path: file.content_path.clone(),
            text: file.text.clone(),
            snippets: file.snippets.clone(),
            kind,
            title: String::new(),
            title_heading: None,
            lang: meta.lang.as_ref().map_or(lang, |lang| &lang.text).to_owned(),
            meta,
            plain: String::new(),
            html: String::new(),
            holes: Vec::new(),
            blocks: Vec::new(),
            headings: Vec::new(),
            callouts: Vec::new(),
            anchors: Vec::new(),
            segments: Vec::new(),
            lexicon: Lexicon::default(),
            words: Vec::new(),
            links: Vec::new(),
            drawings: Vec::new(),
            left_out: Vec::new(),
            partials: Vec::new(),
            is_home: false,
        }
    }

    /// Makes links of the wikilinks in front matter. They stand in no block and have no text.
    pub(super) fn link_properties(&mut self) {
        let links = std::mem::take(&mut self.meta.links);
        self.links.extend(links.into_iter().map(|link| {
            let target = link.text.split('|').next().unwrap_or("");
            let parts = split_wiki(target);
            Link {
                kind: LinkKind::Wiki,
                target: parts.path,
                fragment: parts.fragment,
                query: None,
                label: None,
                title: None,
                size: Size::default(),
                source: link.span,
                definition: None,
                plain: Span::default(),
                block: None,
            }
        }));
    }

    /// The text of block `block`.
    pub fn block_text(&self, block: u32) -> &str {
        self.blocks[block as usize].plain.of(&self.plain)
    }

    /// The words of a block.
    pub fn block_words(&self, block: &Block) -> &[Word] {
        &self.words[block.words.start as usize..block.words.end as usize]
    }

    /// The passages: blocks that can be cited, with their numbers.
    pub fn passages(&self) -> impl Iterator<Item = (u32, &Block)> {
        (0u32..).zip(&self.blocks).filter(|(_, block)| block.is_passage())
    }

    /// Where plain offset `offset` stands in the source.
    pub fn source_offset(&self, offset: u32) -> u32 {
        let segment = self.segment(offset);
        if segment.verbatim { segment.source + (offset - segment.plain) } else { segment.source }
    }

    /// The source span of a plain span.
    pub fn source_span(&self, plain: Span) -> Span {
        self.source_span_in(&self.text, plain)
    }

    /// The same while the document is built from `text`, its source or what that was rewritten to.
    pub(super) fn source_span_in(&self, text: &str, plain: Span) -> Span {
        if plain.is_empty() {
            let at = self.source_offset(plain.start);
            return Span { start: at, end: at };
        }
        let start = self.source_offset(plain.start);
        // The last byte's place, plus one, so that a segment's end is not the next one's start.
        let (last, next) = self.segment_and_next(plain.end - 1);
        let rest = &text.as_bytes()[last.source as usize..];
        let reference = rest.iter().take(40).position(|b| *b == b';').filter(|_| rest[0] == b'&');
        let end = match (next, reference) {
            _ if last.verbatim => last.source + (plain.end - last.plain),
            (_, Some(len)) => last.source + len as u32 + 1,
            (Some(next), None) if next.source > last.source => next.source,
            _ => text.ceil_char_boundary(last.source as usize + 1) as u32,
        };
        Span { start, end: end.max(start) }
    }

    /// The html span of a plain span, if it stands there in one piece of text.
    pub fn html_span(&self, plain: Span) -> Option<Span> {
        let first = self.segment(plain.start);
        let last = self.segment(plain.end.max(1) - 1);
        if first.html == u32::MAX || last.html == u32::MAX {
            return None;
        }
        let start = first.html + (plain.start - first.plain);
        let end = last.html + (plain.end - last.plain);
        Some(Span { start, end })
    }

    fn segment(&self, plain: u32) -> Segment {
        self.segment_and_next(plain).0
    }

    fn segment_and_next(&self, plain: u32) -> (Segment, Option<Segment>) {
        let i = self.segments.partition_point(|segment| segment.plain <= plain).max(1);
        (self.segments[i - 1], self.segments.get(i).copied())
    }
}
