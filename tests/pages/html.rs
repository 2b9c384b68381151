//! A page as the parser of browsers sees it: its elements, their attributes, its faults.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, QualName, parse_document};

/// An element of a page.
pub struct Element {
    name: &'static QualName,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of attribute `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(attribute, _)| attribute == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A page, parsed.
#[derive(Default)]
pub struct Page {
    elements: Vec<Element>,
    /// Its text, as it stands between tags; not that of scripts.
    pub texts: Vec<String>,
    /// What the parser found wrong.
    pub errors: Vec<String>,
}

impl Page {
    /// The elements called `name`.
    pub fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| &*element.name.local == name)
    }

    /// All elements, with their attributes.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[(String, String)])> {
        self.elements.iter().map(|element| (&*element.name.local, element.attributes.as_slice()))
    }

    /// The values of all attributes called `name`.
    pub fn attributes<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.all().flat_map(|(_, attributes)| attributes);
        pairs.filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it only leads on to another page.
    pub fn is_redirect(&self) -> bool {
        self.elements("meta").any(|meta| meta.get("http-equiv") == Some("refresh"))
    }
}

/// Reads a page.
pub fn read(html: &str) -> Page {
    parse_document(Builder::default(), html5ever::ParseOpts::default()).one(html)
}

/// Takes what the parser makes. A node is its index among the elements, from 1; the document and
/// all other nodes are 0.
#[derive(Default)]
struct Builder {
    page: RefCell<Page>,
    names: RefCell<Vec<&'static QualName>>,
}

impl TreeSink for Builder {
    type Handle = usize;
    type Output = Page;
    type ElemName<'a> = &'static QualName;

    fn finish(self) -> Page {
        self.page.into_inner()
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.page.borrow_mut().errors.push(message.into_owned());
    }

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name(&self, target: &usize) -> &'static QualName {
        self.names.borrow()[*target - 1]
    }

    fn create_element(&self, name: QualName, given: Vec<Attribute>, _: ElementFlags) -> usize {
        // Tests may leak: the tree builder wants names that outlive its borrow of the sink.
        let name: &'static QualName = Box::leak(Box::new(name));
        let attributes = given
            .into_iter()
            .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
            .collect();
        self.page.borrow_mut().elements.push(Element { name, attributes });
        let mut names = self.names.borrow_mut();
        names.push(name);
        names.len()
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        0
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        0
    }

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, a: &usize, b: &usize) -> bool {
        a == b
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        let is_script = *parent > 0 && &*self.elem_name(parent).local == "script";
        if let (NodeOrText::AppendText(text), false) = (child, is_script) {
            self.page.borrow_mut().texts.push(text.to_string());
        }
    }
    fn append_based_on_parent_node(&self, _: &usize, _: &usize, _: NodeOrText<usize>) {}
    fn append_before_sibling(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn add_attrs_if_missing(&self, _: &usize, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &usize) {}
    fn reparent_children(&self, _: &usize, _: &usize) {}
}
