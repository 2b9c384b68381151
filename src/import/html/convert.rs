//! The chosen part of a page as blocks of Markdown.

use super::blocks::{is_inline, is_silent};
use super::dom::{Dom, NodeId, Step};
use super::hints;
use crate::import::blocks::{Block, Builder, Open, Wrap};

/// The text nodes in `chosen`, and the pictures between them, with the markup around.
pub fn convert(dom: &Dom, chosen: &[NodeId], base: Option<&str>) -> Vec<Block> {
    let mut kept = vec![false; dom.size()];
    let mut direct = vec![false; dom.size()];
    for &id in chosen {
        direct[id as usize] = true;
        for outer in dom.ancestors(id) {
            if std::mem::replace(&mut kept[outer as usize], true) {
                break;
            }
        }
    }
    keep_pictures(dom, &mut kept, &mut direct);
    let mut walk =
        Convert { dom, direct: &direct, base, builder: Builder::default(), done: Vec::new() };
    let enters = |id: NodeId| kept[id as usize] && !is_silent(dom.tag(id)) && !is_whole(dom, id);
    dom.walk(0, enters, |step| match step {
        Step::Enter(id) if kept[id as usize] => walk.enter(id),
        Step::Leave(id) if kept[id as usize] => walk.leave(id),
        _ => {}
    });
    walk.builder.finish()
}

/// Elements that are read at once.
fn is_whole(dom: &Dom, id: NodeId) -> bool {
    match dom.tag(id) {
        "pre" => true,
        "code" | "kbd" | "samp" | "tt" => dom.ancestors(id).all(|outer| dom.tag(outer) != "pre"),
        _ => false,
    }
}

/// Pictures that stand among the chosen text: the third element around them holds some of it.
fn keep_pictures(dom: &Dom, kept: &mut [bool], direct: &mut [bool]) {
    let document = super::google_document(dom);
    let mut pictures = Vec::new();
    for id in dom.elements("img") {
        let holder = dom.ancestors(id).skip(1).take(4).find(|&outer| kept[outer as usize]);
        let rest = dom.ancestors(id).take(5).any(|outer| {
            matches!(dom.tag(outer), "nav" | "header" | "footer" | "aside" | "button")
        });
        let inside = holder.is_some_and(|holder| {
            document == Some(holder) || !matches!(dom.tag(holder), "body" | "html" | "main")
        });
        if inside && !rest && !is_icon(dom, id) && address(dom, id).is_some() {
            pictures.push(id);
        }
    }
    for id in pictures {
        direct[id as usize] = true;
        for outer in dom.ancestors(id) {
            if std::mem::replace(&mut kept[outer as usize], true) {
                break;
            }
        }
    }
}

/// Whether a picture is a face, a button or a pixel that counts readers.
fn is_icon(dom: &Dom, id: NodeId) -> bool {
    let small = ["width", "height"].iter().any(|name| {
        dom.attribute(id, name)
            .and_then(|value| value.trim_end_matches("px").parse::<u32>().ok())
            .is_some_and(|size| size < 64)
    });
    let named = dom.attribute(id, "class").unwrap_or("").to_ascii_lowercase();
    small || ["avatar", "icon", "emoji", "logo", "gravatar"].iter().any(|word| named.contains(word))
}

/// The address of a picture, those of late loading included.
fn address(dom: &Dom, id: NodeId) -> Option<&str> {
    let names = ["data-src", "data-lazy-src", "data-original", "src"];
    let mut addresses = names.iter().filter_map(|name| dom.attribute(id, name));
    addresses.find(|address| !address.trim().is_empty() && !address.starts_with("data:"))
}

/// Whether a picture lies in the folder that a browser saves beside a page, whatever the page's own
/// address is.
fn is_beside(address: &str) -> bool {
    const ENDINGS: [&str; 9] = [
        "_files",
        "-files",
        "-Dateien",
        "_fichiers",
        "_archivos",
        "_file",
        "_bestanden",
        "_ficheiros",
        "_arquivos",
    ];
    let address = address.strip_prefix("./").unwrap_or(address);
    let folder = address.split_once('/').map_or("", |(folder, _)| folder);
    !folder.contains(':') && ENDINGS.iter().any(|ending| folder.ends_with(ending))
}

struct Convert<'a> {
    dom: &'a Dom,
    direct: &'a [bool],
    base: Option<&'a str>,
    builder: Builder,
    /// What each element around began: whether a block or markup.
    done: Vec<(NodeId, Begun)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Begun {
    Block,
    Wrap,
    Nothing,
}

impl Convert<'_> {
    fn enter(&mut self, id: NodeId) {
        if let Some(text) = self.dom.text(id) {
            if self.direct[id as usize] {
                self.builder.text(text);
            } else if text.trim().is_empty() {
                self.builder.text(" ");
            }
            return;
        }
        let tag = self.dom.tag(id);
        let begun = match tag {
            "" => return,
            "pre" => {
                self.builder.push(Block::Code(self.language(id), self.code(id)));
                Begun::Nothing
            }
            "code" | "kbd" | "samp" | "tt" => {
                self.builder.code(&self.code(id));
                Begun::Nothing
            }
            "br" => {
                self.builder.line_break();
                Begun::Nothing
            }
            "img" => {
                if self.direct[id as usize]
                    && let Some(source) = address(self.dom, id)
                {
                    let text = self.dom.attribute(id, "alt").unwrap_or("").to_owned();
                    let source = source.trim();
                    let address = match is_beside(source) {
                        true => source.to_owned(),
                        false => self.resolve(source),
                    };
                    self.builder.image(&address, &text);
                }
                Begun::Nothing
            }
            "hr" => {
                self.builder.push(Block::Rule);
                Begun::Nothing
            }
            _ => match self.wrap(id, tag) {
                Some(wrap) => {
                    self.builder.wrap(wrap);
                    Begun::Wrap
                }
                None if is_inline(tag) => Begun::Nothing,
                None => {
                    self.builder.open(self.block(id, tag));
                    if tag == "dt" {
                        self.builder.wrap(Wrap::Strong);
                    }
                    Begun::Block
                }
            },
        };
        self.done.push((id, begun));
    }

    fn leave(&mut self, id: NodeId) {
        if self.done.last().is_none_or(|(last, _)| *last != id) {
            return;
        }
        match self.done.pop() {
            Some((_, Begun::Block)) => {
                self.builder.close();
                if self.dom.tag(id) == "dt" {
                    self.builder.unwrap();
                }
            }
            Some((_, Begun::Wrap)) => self.builder.unwrap(),
            _ => {}
        }
    }

    fn wrap(&self, id: NodeId, tag: &str) -> Option<Wrap> {
        match tag {
            "em" | "i" | "cite" | "dfn" | "var" => Some(Wrap::Emphasis),
            "strong" | "b" if !self.in_heading(id) => Some(Wrap::Strong),
            "del" | "s" | "strike" => Some(Wrap::Strikethrough),
            "a" => {
                let address = self.dom.attribute(id, "href")?.trim();
                let dead = address.is_empty()
                    || address.starts_with('#')
                    || address.to_ascii_lowercase().starts_with("javascript:");
                (!dead).then(|| Wrap::Link(self.resolve(address)))
            }
            _ => None,
        }
    }

    fn in_heading(&self, id: NodeId) -> bool {
        self.dom.ancestors(id).take(6).any(|outer| hints::is_heading(self.dom.tag(outer)))
    }

    fn block(&self, id: NodeId, tag: &str) -> Open {
        match tag {
            "p" => Open::Paragraph,
            // The title is the page's only first heading.
            "h1" | "h2" => Open::Heading(2),
            "h3" => Open::Heading(3),
            "h4" => Open::Heading(4),
            "h5" => Open::Heading(5),
            "h6" => Open::Heading(6),
            "blockquote" => Open::Quote,
            "ul" | "menu" => Open::List(None),
            "ol" => {
                let first =
                    self.dom.attribute(id, "start").and_then(|start| start.trim().parse().ok());
                Open::List(Some(first.unwrap_or(1)))
            }
            "li" => Open::Item,
            "table" if is_data(self.dom, id) => Open::Table,
            "tr" if self.in_table(id) => Open::Row,
            "td" | "th" if self.in_table(id) => Open::Cell,
            _ => Open::Group,
        }
    }

    fn in_table(&self, id: NodeId) -> bool {
        let table = self.dom.ancestors(id).find(|&outer| self.dom.tag(outer) == "table");
        table.is_some_and(|table| is_data(self.dom, table))
    }

    fn code(&self, id: NodeId) -> String {
        let mut text = String::new();
        self.dom.walk(
            id,
            |_| true,
            |step| {
                if let Step::Enter(inner) = step {
                    text.push_str(self.dom.text(inner).unwrap_or(""));
                    if self.dom.tag(inner) == "br" {
                        text.push('\n');
                    }
                }
            },
        );
        text.trim_matches('\n').to_owned()
    }

    /// The language of a block of code, from a class such as `language-rust`.
    fn language(&self, id: NodeId) -> String {
        let inner = self.dom.children(id).find(|&child| self.dom.tag(child) == "code");
        let classes = [Some(id), inner]
            .into_iter()
            .flatten()
            .filter_map(|id| self.dom.attribute(id, "class"));
        let named = classes.flat_map(str::split_ascii_whitespace).find_map(|class| {
            class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))
        });
        let plain = |name: &&str| {
            name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#'))
        };
        named.filter(plain).unwrap_or("").to_owned()
    }

    /// An address as it is seen from outside of the page.
    fn resolve(&self, address: &str) -> String {
        let address = address.trim();
        if let Some(address) = behind_google(address) {
            return address;
        }
        match self.base {
            Some(base) => join(base, address),
            None => address.to_owned(),
        }
    }
}

/// Where a link of a Google Docs export leads: it counts its readers on the way.
fn behind_google(address: &str) -> Option<String> {
    let query = address.strip_prefix("https://www.google.com/url?")?;
    let target = query.split('&').find_map(|part| part.strip_prefix("q="))?;
    let target = percent_encoding::percent_decode_str(target).decode_utf8().ok()?;
    target.starts_with("http").then(|| target.into_owned())
}

/// Whether a table holds data: two columns at least, no table inside, short cells.
fn is_data(dom: &Dom, table: NodeId) -> bool {
    let (mut rows, mut cells, mut nested, mut blocks, mut depth) = (0u32, 0u32, false, 0u32, 0u32);
    dom.walk(
        table,
        |id| !is_silent(dom.tag(id)),
        |step| {
            if let Step::Enter(id) = step {
                depth += 1;
                match dom.tag(id) {
                    "tr" => rows += 1,
                    "td" | "th" => cells += 1,
                    "table" if id != table => nested = true,
                    "p" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "pre" | "blockquote" => {
                        blocks += 1
                    }
                    _ => {}
                }
            }
        },
    );
    !nested && rows > 0 && cells >= rows * 2 && blocks <= cells * 2 && cells < 20_000
}

/// An address as `base` reads it.
pub fn join(base: &str, address: &str) -> String {
    let has_scheme = address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    if has_scheme {
        return address.to_owned();
    }
    let Some((scheme, rest)) = base.split_once("://") else { return address.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    if let Some(rest) = address.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    let path = path.split(['?', '#']).next().unwrap_or("");
    if address.starts_with(['?', '#']) {
        return format!("{scheme}://{host}{path}{address}");
    }
    let (address, behind) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let mut parts: Vec<&str> = Vec::new();
    if !address.starts_with('/') {
        parts.extend(path.split('/').skip(1));
        parts.pop();
    }
    for part in address.trim_start_matches('/').split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." => {}
            part => parts.push(part),
        }
    }
    format!("{scheme}://{host}/{}{behind}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn addresses_are_read_from_their_page() {
        let base = "https://example.com/a/b.html?x";
        for (address, whole) in [
            ("c.html", "https://example.com/a/c.html"),
            ("/c", "https://example.com/c"),
            ("../c?d=/e", "https://example.com/c?d=/e"),
            ("../../../c", "https://example.com/c"),
            ("//cdn.example.com/c", "https://cdn.example.com/c"),
            ("#top", "https://example.com/a/b.html#top"),
            ("mailto:a@example.com", "mailto:a@example.com"),
            ("http://example.org", "http://example.org"),
        ] {
            assert_eq!(join(base, address), whole, "{address}");
        }
    }
}
