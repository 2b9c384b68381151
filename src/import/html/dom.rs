//! A page as a tree: the nodes that html5ever builds, in one vector, links by index.
//!
//! Nothing here recurses, so that a page nested deep costs memory and no stack; how deep and how
//! large one may be is for `limits` to say.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TokenizerResult, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, ExpandedName, LocalName, QualName};

use super::limits::{Limited, Measured};
use crate::model::html::without_endless_tags;

/// A node's place in its [`Dom`].
pub type NodeId = u32;

/// No node.
const NONE: NodeId = NodeId::MAX;

/// What a node is.
#[derive(Debug)]
pub enum Data {
    /// The root, a comment, a doctype: nothing that is read.
    Other,
    /// Characters.
    Text(StrTendril),
    /// An element with its attributes.
    Element(LocalName, Vec<(LocalName, StrTendril)>),
}

#[derive(Debug)]
struct Node {
    parent: NodeId,
    first: NodeId,
    last: NodeId,
    previous: NodeId,
    next: NodeId,
    /// How many nodes were around it when it came.
    depth: u32,
    data: Data,
}

/// A parsed page. Node 0 is its root.
#[derive(Debug, Default)]
pub struct Dom {
    nodes: Vec<Node>,
    /// Whether its end was not read, since it has too many elements.
    pub is_cut: bool,
}

/// A step of [`Dom::walk`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A node begins.
    Enter(NodeId),
    /// An element ends.
    Leave(NodeId),
}

impl Dom {
    /// The tree of `html`, as a browser with scripts would build it before running one.
    pub fn parse(html: &str) -> Self {
        let sink = Sink::default();
        sink.dom.borrow_mut().create(Data::Other);
        let options = TreeBuilderOpts { scripting_enabled: true, ..Default::default() };
        let limited = Limited::new(TreeBuilder::new(sink, options));
        let tokenizer = Tokenizer::new(limited, Default::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(&without_endless_tags(html)));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        tokenizer.end();
        let mut dom = tokenizer.sink.builder.sink.dom.take();
        dom.is_cut = tokenizer.sink.is_cut();
        dom
    }

    /// The tag of an element, else nothing.
    pub fn tag(&self, id: NodeId) -> &str {
        match &self.nodes[id as usize].data {
            Data::Element(name, _) => name,
            _ => "",
        }
    }

    /// The text of a text node.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id as usize].data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An attribute of an element.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        match &self.nodes[id as usize].data {
            Data::Element(_, attributes) => {
                attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
            }
            _ => None,
        }
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// The node that holds this one.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        some(self.nodes[id as usize].parent)
    }

    /// The nodes in this one, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(some(self.nodes[id as usize].first), |&id| {
            some(self.nodes[id as usize].next)
        })
    }

    /// This node and those that hold it, inside out.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |&id| self.parent(id))
    }

    /// Everything below `root`, in order, each element left after what it holds; `enters` says
    /// whether an element's inside is walked.
    pub fn walk(&self, root: NodeId, enters: impl Fn(NodeId) -> bool, mut visit: impl FnMut(Step)) {
        let mut at = root;
        loop {
            visit(Step::Enter(at));
            if let Some(first) = some(self.nodes[at as usize].first).filter(|_| enters(at)) {
                at = first;
                continue;
            }
            loop {
                visit(Step::Leave(at));
                if at == root {
                    return;
                }
                if let Some(next) = some(self.nodes[at as usize].next) {
                    at = next;
                    break;
                }
                at = self.nodes[at as usize].parent;
            }
        }
    }

    /// Every element below the root with this tag, in order.
    pub fn elements<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = NodeId> + 'a {
        (0..self.nodes.len() as NodeId).filter(move |&id| self.tag(id) == tag)
    }

    /// All text below `root`, runs of white space as one space, scripts and styles left out.
    pub fn text_of(&self, root: NodeId) -> String {
        let mut all = String::new();
        let enters = |id| !matches!(self.tag(id), "script" | "style" | "noscript" | "template");
        self.walk(root, enters, |step| {
            if let Step::Enter(id) = step {
                all.push_str(self.text(id).unwrap_or(""));
                if !self.tag(id).is_empty() {
                    all.push(' ');
                }
            }
        });
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The characters directly in an element: a script's source.
    pub fn own_text(&self, id: NodeId) -> String {
        self.children(id).filter_map(|child| self.text(child)).collect()
    }

    fn create(&mut self, data: Data) -> NodeId {
        let depth = 0;
        let node =
            Node { parent: NONE, first: NONE, last: NONE, previous: NONE, next: NONE, depth, data };
        self.nodes.push(node);
        self.nodes.len() as NodeId - 1
    }

    fn detach(&mut self, id: NodeId) {
        let Node { parent, previous, next, .. } = self.nodes[id as usize];
        match some(previous) {
            Some(previous) => self.nodes[previous as usize].next = next,
            None if parent != NONE => self.nodes[parent as usize].first = next,
            None => {}
        }
        match some(next) {
            Some(next) => self.nodes[next as usize].previous = previous,
            None if parent != NONE => self.nodes[parent as usize].last = previous,
            None => {}
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts `id` into `parent`, before `next` or as the last.
    fn insert(&mut self, parent: NodeId, id: NodeId, next: NodeId) {
        self.detach(id);
        let previous = match some(next) {
            Some(next) => self.nodes[next as usize].previous,
            None => self.nodes[parent as usize].last,
        };
        let depth = self.nodes[parent as usize].depth + 1;
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next, node.depth) = (parent, previous, next, depth);
        match some(previous) {
            Some(previous) => self.nodes[previous as usize].next = id,
            None => self.nodes[parent as usize].first = id,
        }
        match some(next) {
            Some(next) => self.nodes[next as usize].previous = id,
            None => self.nodes[parent as usize].last = id,
        }
    }

    /// Adds a node or characters; characters beside characters join them.
    fn add(&mut self, parent: NodeId, child: NodeOrText<Handle>, next: NodeId) {
        let id = match child {
            NodeOrText::AppendNode(handle) => handle.id,
            NodeOrText::AppendText(text) => {
                let before = match some(next) {
                    Some(next) => self.nodes[next as usize].previous,
                    None => self.nodes[parent as usize].last,
                };
                if let Some(before) = some(before)
                    && let Data::Text(so_far) = &mut self.nodes[before as usize].data
                {
                    so_far.push_tendril(&text);
                    return;
                }
                self.create(Data::Text(text))
            }
        };
        self.insert(parent, id, next);
    }
}

fn some(id: NodeId) -> Option<NodeId> {
    (id != NONE).then_some(id)
}

/// A node as the tree builder holds it, with its name at hand.
#[derive(Clone)]
struct Handle {
    id: NodeId,
    name: Option<Rc<QualName>>,
}

#[derive(Default)]
struct Sink {
    dom: RefCell<Dom>,
    /// How many elements are around what comes next.
    depth: Cell<u32>,
}

impl Measured for Sink {
    fn depth(&self) -> u32 {
        self.depth.get()
    }

    fn nodes(&self) -> usize {
        self.dom.borrow().nodes.len()
    }
}

impl Sink {
    /// Notes how deep the element is that was put somewhere.
    fn note_depth(&self, id: Option<NodeId>) {
        if let Some(id) = id {
            self.depth.set(self.dom.borrow().nodes[id as usize].depth);
        }
    }

    fn other(&self) -> Handle {
        Handle { id: self.dom.borrow_mut().create(Data::Other), name: None }
    }
}

/// The element that is put somewhere, if it is one.
fn element_of(child: &NodeOrText<Handle>) -> Option<NodeId> {
    match child {
        NodeOrText::AppendNode(handle) if handle.name.is_some() => Some(handle.id),
        _ => None,
    }
}

fn pairs(attributes: Vec<Attribute>) -> Vec<(LocalName, StrTendril)> {
    attributes.into_iter().map(|Attribute { name, value }| (name.local, value)).collect()
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: None }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_ref().expect("the tree builder asks elements alone").expanded()
    }

    fn create_element(&self, name: QualName, list: Vec<Attribute>, _: ElementFlags) -> Handle {
        let data = Data::Element(name.local.clone(), pairs(list));
        Handle { id: self.dom.borrow_mut().create(data), name: Some(Rc::new(name)) }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.other()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let element = element_of(&child);
        self.dom.borrow_mut().add(parent.id, child, NONE);
        self.note_depth(element);
    }

    /// An element is closed: what comes next stands beside it.
    fn pop(&self, element: &Handle) {
        let depth = self.dom.borrow().nodes[element.id as usize].depth;
        self.depth.set(depth.saturating_sub(1));
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.dom.borrow().parent(element.id).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// A template's content stands in the template: nothing reads either.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, a: &Handle, b: &Handle) -> bool {
        a.id == b.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        let element = element_of(&node);
        let parent = self.dom.borrow().parent(sibling.id);
        if let Some(parent) = parent {
            self.dom.borrow_mut().add(parent, node, sibling.id);
            self.note_depth(element);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, list: Vec<Attribute>) {
        let mut dom = self.dom.borrow_mut();
        if let Data::Element(_, attributes) = &mut dom.nodes[target.id as usize].data {
            for (name, value) in pairs(list) {
                if attributes.iter().all(|(key, _)| *key != name) {
                    attributes.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.dom.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        let mut dom = self.dom.borrow_mut();
        while let Some(first) = some(dom.nodes[node.id as usize].first) {
            dom.insert(parent.id, first, NONE);
        }
    }
}
