//! The XML of office documents as a stream of beginnings, texts and ends, names without prefixes.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

/// A step through a document.
#[derive(Debug)]
pub enum Node {
    /// An element begins: its name and attributes, both without prefixes.
    Start(String, Vec<(String, String)>),
    /// An element ends.
    End(String),
    /// Characters.
    Text(String),
}

/// Walks a document and gives each node to `visit`.
///
/// # Errors
/// What is wrong with it, in words; what stands before was given.
pub fn walk(xml: &str, mut visit: impl FnMut(Node)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.local_name().as_ref().to_owned();
                visit(Node::Start(name, attributes(&element)));
            }
            Ok(Event::End(element)) => {
                visit(Node::End(element.local_name().as_ref().to_owned()));
            }
            Ok(Event::Text(text)) => visit(Node::Text(text.to_string())),
            Ok(Event::CData(text)) => visit(Node::Text(text.to_string())),
            Ok(Event::GeneralRef(reference)) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let text = character.map(String::from).or_else(|| {
                    quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned)
                });
                visit(Node::Text(text.unwrap_or_default()));
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(format!("its XML is damaged ({error})")),
        }
    }
}

fn attributes(element: &BytesStart<'_>) -> Vec<(String, String)> {
    let one = |attribute: Attribute<'_>| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    };
    // Looking for those that come twice compares each with all before it.
    let mut attributes = element.attributes();
    attributes.with_checks(false).filter_map(Result::ok).map(one).collect()
}

/// The value of an attribute.
pub fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
