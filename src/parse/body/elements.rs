//! The allow-list of raw HTML: which elements and attributes are kept, and as what.
//!
//! - Landmarks (`main`, `nav`, …) belong to the page and become plain boxes.
//! - `class` is dropped, but for `language-…` on code: a class of the theme on imported text could
//!   dress it as the site's own interface. `style` and all handlers are dropped.
//! - Pictures, frames and players become embeds, links become links: both are checked and drawn
//!   like those of Markdown, so no URL passes unseen.

/// An element that is kept.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name in the source.
    pub name: &'static str,
    /// Its name on the page.
    pub tag: &'static str,
    /// Its end tag on the page.
    pub close: &'static str,
    /// What it is.
    pub form: Form,
}

/// What an element may hold, and where it may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Holds blocks.
    Block,
    /// Holds text inside a block.
    Inline,
    /// The same, of code.
    Code,
    /// Holds nothing.
    Void,
    /// A heading of that level.
    Heading(u8),
}

impl Element {
    /// Whether its text is code.
    pub(super) fn is_code(&self) -> bool {
        self.form == Form::Code || self.name == "pre"
    }

    /// Whether an open `self` ends where a `next` begins, as HTML has it.
    pub(super) fn ends_before(&self, next: &Element) -> bool {
        match self.name {
            "p" => matches!(next.form, Form::Block | Form::Heading(_)) || next.name == "hr",
            "li" => next.name == "li",
            "dt" | "dd" => matches!(next.name, "dt" | "dd"),
            "td" | "th" => matches!(next.name, "td" | "th" | "tr" | "tbody" | "tfoot"),
            "tr" => matches!(next.name, "tr" | "tbody" | "tfoot"),
            "thead" | "tbody" | "caption" | "colgroup" => matches!(next.name, "tbody" | "tfoot"),
            _ => false,
        }
    }
}

macro_rules! elements {
    ($($form:expr => $($name:literal $tag:literal)*;)*) => {
        &[$($(Element { name: $name, tag: $tag, close: concat!("</", $tag, ">"), form: $form },)*)*]
    };
}

/// The allow-list, by form: an element's name in the source, and its name on the page.
const ELEMENTS: &[Element] = elements! {
    Form::Block => "address" "div" "article" "div" "aside" "div" "center" "div" "footer" "div"
        "header" "div" "hgroup" "div" "main" "div" "nav" "div" "section" "div";
    Form::Block => "blockquote" "blockquote" "details" "details" "dd" "dd" "div" "div" "dl" "dl"
        "dt" "dt" "figcaption" "figcaption" "figure" "figure" "li" "li" "menu" "ul" "ol" "ol"
        "p" "p" "pre" "pre" "summary" "summary" "ul" "ul";
    Form::Block => "table" "table" "caption" "caption" "colgroup" "colgroup" "tbody" "tbody"
        "td" "td" "tfoot" "tfoot" "th" "th" "thead" "thead" "tr" "tr";
    Form::Inline => "a" "span" "abbr" "abbr" "acronym" "abbr" "b" "b" "bdi" "bdi" "bdo" "bdo"
        "big" "span" "cite" "cite" "data" "span" "del" "del" "dfn" "dfn" "em" "em" "font" "span"
        "i" "i" "ins" "ins" "label" "span" "mark" "mark" "q" "q" "rp" "rp" "rt" "rt"
        "ruby" "ruby" "s" "s" "small" "small" "span" "span" "strike" "s" "strong" "strong"
        "sub" "sub" "sup" "sup" "time" "time" "u" "u";
    Form::Code => "code" "code" "kbd" "kbd" "samp" "samp" "tt" "code" "var" "var";
    Form::Void => "br" "br" "col" "col" "hr" "hr" "wbr" "wbr";
    Form::Heading(1) => "h1" "h1";
    Form::Heading(2) => "h2" "h2";
    Form::Heading(3) => "h3" "h3";
    Form::Heading(4) => "h4" "h4";
    Form::Heading(5) => "h5" "h5";
    Form::Heading(6) => "h6" "h6";
};

/// The element called `name`, if it is kept. Of all others the tags go and the content stays.
pub(super) fn find(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.name == name)
}

/// Elements that go with all they hold.
pub(super) fn drops_content(name: &str) -> bool {
    matches!(
        name,
        "applet"
            | "canvas"
            | "frameset"
            | "iframe"
            | "math"
            | "noembed"
            | "noframes"
            | "noscript"
            | "object"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "xmp"
    )
}

/// The attribute `name="value"` of `element` as it is kept: the value, which is still to be
/// escaped. Ids, names and URLs are seen to elsewhere.
pub(super) fn attribute<'a>(element: &Element, name: &str, value: &'a str) -> Option<&'a str> {
    let one_of = |names: &[&str]| names.iter().any(|one| value.eq_ignore_ascii_case(one));
    let cell = matches!(element.name, "td" | "th");
    let kept = match name {
        "title" => true,
        "lang" => value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
        "dir" => one_of(&["ltr", "rtl", "auto"]),
        "align" if !matches!(element.form, Form::Inline | Form::Code | Form::Void) => {
            one_of(&["left", "center", "right", "justify"])
        }
        "valign" if cell => one_of(&["top", "middle", "bottom", "baseline"]),
        "colspan" | "rowspan" if cell => is_number(value, 1000),
        "span" if matches!(element.name, "col" | "colgroup") => is_number(value, 1000),
        "scope" if cell => one_of(&["row", "col", "rowgroup", "colgroup"]),
        "width" | "height" => (cell || matches!(element.name, "table" | "col")) && is_length(value),
        "open" if element.name == "details" => return Some(""),
        "reversed" if element.name == "ol" => return Some(""),
        "start" if element.name == "ol" => is_number(value, u32::MAX),
        "type" if element.name == "ol" => matches!(value, "1" | "a" | "A" | "i" | "I"),
        "value" if element.name == "li" => is_number(value, u32::MAX),
        "datetime" => matches!(element.name, "time" | "del" | "ins"),
        "class" if element.name == "code" => {
            return value.split_ascii_whitespace().find(|class| class.starts_with("language-"));
        }
        _ => false,
    };
    kept.then_some(value)
}

/// A length as HTML's attributes have it: pixels or per cent.
pub(super) fn is_length(value: &str) -> bool {
    let number = value.strip_suffix('%').or(value.strip_suffix("px")).unwrap_or(value);
    is_number(number, 100_000)
}

fn is_number(value: &str, most: u32) -> bool {
    value.bytes().all(|b| b.is_ascii_digit()) && value.parse().is_ok_and(|n: u32| n <= most)
}
