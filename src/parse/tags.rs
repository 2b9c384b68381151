//! Names in angle brackets: which are HTML, which are words that somebody put in brackets
//! (`<First Name>`, `List<String>`), and which belong to another program's components.

use std::cell::OnceCell;

use crate::model::Set;

/// Elements of HTML, by the standard, with those that it calls obsolete.
const ELEMENTS: &str = " a abbr acronym address applet area article aside audio b base basefont bdi \
    bdo bgsound big blink blockquote body br button canvas caption center cite code col colgroup \
    command content data datalist dd del details dfn dialog dir div dl dt em embed fieldset \
    figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html \
    i iframe image img input ins isindex kbd keygen label legend li link listing main map mark \
    marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object \
    ol optgroup option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s \
    samp script search section select shadow slot small source spacer span strike strong style sub \
    summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var \
    video wbr xmp ";

/// Those that do something alone, without attributes and without an end tag.
const ALONE: &str = " b big blockquote body br center cite code col colgroup dd del details div dl \
    dt em h1 h2 h3 h4 h5 h6 head hr html i iframe ins kbd li mark math ol p plaintext pre q s samp \
    script small strike strong style sub sup svg table tbody td textarea tfoot th thead tr tt u ul \
    wbr xmp ";

/// Elements whose content is no markup, or shown as it is written.
const VERBATIM: [&str; 7] =
    ["</pre", "</code", "</script", "</style", "</textarea", "</xmp", "</title"];

/// What a tag is that may be no HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// HTML.
    Html,
    /// Words in brackets, shown as they were typed.
    Words,
    /// A component of another program: its content stays.
    Component,
}

/// The tags of a document, looked at when one is asked for.
pub(super) struct Tags<'a> {
    text: &'a str,
    /// Names of start tags and end tags in lower case, end tags with a slash before.
    names: OnceCell<Set<String>>,
}

impl<'a> Tags<'a> {
    /// The tags in `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, names: OnceCell::new() }
    }

    /// What `tag` is, given with its brackets. `in_text` tells whether it stands in a line of
    /// text, where elements that hold blocks do nothing.
    pub fn kind(&self, tag: &str, in_text: bool) -> TagKind {
        let name = name(tag).to_ascii_lowercase();
        if name.is_empty() {
            return TagKind::Html;
        }
        let is_one_of = |names: &str| names.split_ascii_whitespace().any(|other| other == name);
        if is_one_of(ELEMENTS) {
            let bare = tag.len() == name.len() + "<>".len();
            let lone = in_text && bare && !is_one_of(ALONE) && !self.has(&format!("/{name}"));
            return if lone { TagKind::Words } else { TagKind::Html };
        }
        let filled = tag.ends_with("/>") || tag.contains('=');
        let paired = self.has(&name) && self.has(&format!("/{name}"));
        if filled || paired { TagKind::Component } else { TagKind::Words }
    }

    /// Whether `line` is a tag and nothing else, and one that is no HTML.
    pub fn is_line_of_words(&self, line: &str) -> bool {
        let line = line.trim_end();
        let inner = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        inner.is_some_and(|inner| !inner.contains(['<', '>']))
            && !name(line).is_empty()
            && self.kind(line, false) == TagKind::Words
    }

    fn has(&self, name: &str) -> bool {
        let names = self.names.get_or_init(|| {
            let rest = |at: usize| &self.text[at + 1..];
            let found = memchr::memchr_iter(b'<', self.text.as_bytes()).map(|at| {
                let slash = if rest(at).starts_with('/') { "/" } else { "" };
                format!("{slash}{}", self::name(&self.text[at..]).to_ascii_lowercase())
            });
            found.collect()
        });
        names.contains(name)
    }
}

/// Whether the element called `name` begins a block of raw HTML, by CommonMark.
pub(super) fn holds_blocks(name: &str) -> bool {
    const NAMES: &str = "address article aside base basefont blockquote body caption center col \
        colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form frame \
        frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu menuitem \
        nav noframes ol optgroup option p param search section summary table tbody td tfoot th \
        thead title tr track ul";
    NAMES.split_ascii_whitespace().any(|other| other.eq_ignore_ascii_case(name))
}

/// The name of the tag that `text` begins with; empty where it begins with none.
pub(super) fn name(text: &str) -> &str {
    let rest = text.strip_prefix("</").or_else(|| text.strip_prefix('<')).unwrap_or("");
    let end = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let begins = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends = rest[end..].starts_with([' ', '\t', '\n', '\r', '/', '>']) || end == rest.len();
    if begins && ends { &rest[..end] } else { "" }
}

/// Whether `tag` is HTML as people write it, and not a piece of a formula (`a<b and c>d`).
pub(super) fn is_plain_html(tag: &str) -> bool {
    let name = name(tag);
    let known = ELEMENTS.split_ascii_whitespace().any(|other| other.eq_ignore_ascii_case(name));
    known && (tag.contains(['=', '/']) || tag.len() == name.len() + "<>".len())
}

/// What ends the tag, comment or verbatim element that `text` begins with; `None` where it begins
/// with none.
pub(super) fn end_mark(text: &str) -> Option<&'static str> {
    let rest = text.strip_prefix('<')?;
    if rest.starts_with("!--") {
        return Some("-->");
    }
    let name = name(text);
    let verbatim = VERBATIM.into_iter().find(|mark| mark[2..].eq_ignore_ascii_case(name));
    match verbatim.filter(|_| !rest.starts_with('/')) {
        Some(mark) => Some(mark),
        None => rest
            .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
            .then_some(">"),
    }
}

/// The start tag of the script, style or text area that `text` begins with, and whether it is
/// closed there.
pub(super) fn verbatim_element(text: &str) -> Option<(&'static str, bool)> {
    const ELEMENTS: [(&str, &str); 3] =
        [("<script>", "</script"), ("<style>", "</style"), ("<textarea>", "</textarea")];
    let (tag, end) = ELEMENTS.into_iter().find(|(tag, _)| {
        tag[1..tag.len() - 1].eq_ignore_ascii_case(name(text)) && !text.starts_with("</")
    })?;
    Some((tag, find_mark(text, end).is_some()))
}

/// Where `mark`, in any case, stands in `text`.
pub(super) fn find_mark(text: &str, mark: &str) -> Option<usize> {
    let mut starts = memchr::memchr_iter(mark.as_bytes()[0], text.as_bytes());
    starts.find(|at| {
        let found = text.as_bytes().get(*at..at + mark.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(mark.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_words_from_elements() {
        let text = "<Tabs> </Tabs> <my-box> </my-box> </time> <Name>";
        let kinds = |in_text| {
            let tags = Tags::new(text);
            move |tag: &str| tags.kind(tag, in_text)
        };
        let kind = kinds(true);
        for words in ["<Name>", "<First Name>", "<your-phone>", "</First>", "<source>", "<address>"]
        {
            assert_eq!(kind(words), TagKind::Words, "{words}");
        }
        for html in ["<b>", "<DIV>", "<time>", "<source src=a>", "<br/>", "</address>", "<p>"] {
            assert_eq!(kind(html), TagKind::Html, "{html}");
        }
        for component in ["<Tabs>", "</Tabs>", "<Icon />", "<Card title=\"a\">", "<my-box>"] {
            assert_eq!(kind(component), TagKind::Component, "{component}");
        }
        assert_eq!(kinds(false)("<source>"), TagKind::Html);
    }

    #[test]
    fn knows_what_ends_a_tag() {
        assert_eq!(end_mark("<!-- a"), Some("-->"));
        assert_eq!(end_mark("<PRE>"), Some("</pre"));
        assert_eq!(end_mark("</pre>"), Some(">"));
        assert_eq!(end_mark("<a"), Some(">"));
        assert_eq!(end_mark("< a"), None);
        assert_eq!(find_mark("a</Pre>", "</pre"), Some(1));
    }
}
