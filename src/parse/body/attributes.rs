//! The attributes of a start tag in raw HTML.

use super::elements::{self, Element};
use super::text::is_id;
use crate::model::html::push_escaped;
use crate::parse::document::Size;

/// A start tag's attributes as they are kept.
#[derive(Default)]
pub(super) struct Attributes {
    /// ` name="value"`, one after the other.
    pub html: String,
    pub ids: Vec<String>,
    pub href: Option<String>,
    pub src: Option<String>,
    pub alt: Option<String>,
    pub title: Option<String>,
    pub size: Size,
}

impl Attributes {
    /// The attributes of tag `name`, which is `element` if it is kept.
    pub fn read(tag: &str, element: Option<&Element>, attributes: Vec<(String, String)>) -> Self {
        let is_link = tag == "a";
        let mut kept = Self::default();
        for (name, value) in attributes {
            let value = value.as_str();
            let given = || (!value.trim().is_empty()).then(|| value.trim().to_owned());
            match name.as_str() {
                "name" if !is_link => {}
                "id" | "name" => {
                    let id = given().filter(|id| is_id(id));
                    kept.ids.extend(id.filter(|id| !kept.ids.contains(id)));
                }
                "href" => kept.href = Some(value.to_owned()),
                "src" | "data" => kept.src = given(),
                "srcset" if tag == "img" && kept.src.is_none() => {
                    // The first of the pictures; a `src` behind it wins.
                    kept.src =
                        value.split([' ', ',']).find(|url| !url.is_empty()).map(str::to_owned);
                }
                "alt" => kept.alt = given(),
                "title" => kept.title = given(),
                "width" if elements::is_length(value) => kept.size.width = given(),
                "height" if elements::is_length(value) => kept.size.height = given(),
                _ => {}
            }
            if let Some(value) = element.and_then(|e| elements::attribute(e, &name, value)) {
                kept.html.push(' ');
                kept.html.push_str(&name);
                kept.html.push_str("=\"");
                push_escaped(&mut kept.html, value);
                kept.html.push('"');
            }
        }
        kept
    }
}
