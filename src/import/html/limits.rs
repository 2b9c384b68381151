//! How far a page may go: elements in elements, and elements in all. Browsers stop at 512 of the
//! former; the tree builder compares each with all around it, and opens those for emphasis anew in
//! each paragraph.

use std::cell::{Cell, RefCell};

use html5ever::LocalName;
use html5ever::interface::TreeSink;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;

use crate::model::Map;

/// An element so deep is left out; what it holds stands in the one around it.
const DEEPEST: u32 = 400;
/// A tree of so many nodes takes no more.
const MOST_NODES: usize = 2_000_000;

/// A tree that knows how far it goes.
pub(super) trait Measured {
    /// How many elements are around what comes next.
    fn depth(&self) -> u32;
    /// How many nodes there are.
    fn nodes(&self) -> usize;
}

/// Hands tokens to a tree builder as long as its tree is within bounds.
pub(super) struct Limited<Handle, Sink> {
    pub builder: TreeBuilder<Handle, Sink>,
    /// Elements that were left out and are not closed yet.
    left_out: RefCell<Map<LocalName, u32>>,
    is_cut: Cell<bool>,
}

impl<Handle, Sink> Limited<Handle, Sink> {
    pub(super) fn new(builder: TreeBuilder<Handle, Sink>) -> Self {
        Self { builder, left_out: RefCell::default(), is_cut: Cell::new(false) }
    }

    /// Whether the end of the page was not read.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.get()
    }

    /// Whether a tag is left out: it would open an element that is too deep, or closes one that was.
    fn leaves_out(&self, token: &Token, depth: u32) -> bool {
        let Token::TagToken(tag) = token else { return false };
        let mut left_out = self.left_out.borrow_mut();
        match tag.kind {
            // What changes how text is read goes in, and nothing goes into it.
            TagKind::StartTag if is_text(&tag.name) => false,
            TagKind::StartTag if depth >= DEEPEST => {
                *left_out.entry(tag.name.clone()).or_default() += 1;
                true
            }
            TagKind::StartTag => false,
            TagKind::EndTag => match left_out.get_mut(&tag.name) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            },
        }
    }
}

/// Whether an element's content is characters alone, or it has none.
fn is_text(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "noscript"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "plaintext"
            | "img"
            | "br"
            | "hr"
            | "wbr"
            | "input"
    )
}

impl<Handle, Sink> TokenSink for Limited<Handle, Sink>
where
    Handle: Clone,
    Sink: TreeSink<Handle = Handle> + Measured,
{
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let is_over = self.builder.sink.nodes() > MOST_NODES;
        if is_over && !matches!(token, Token::EOFToken) {
            self.is_cut.set(true);
            return TokenSinkResult::Continue;
        }
        if self.leaves_out(&token, self.builder.sink.depth()) {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
