//! The graph drawn as SVG: a picture that reads without script, every node a link.
//!
//! Classes and presentation attributes only, no `style`; coordinates are whole numbers. Links
//! come in order of clusters, the most central first, and each has a title that says in words
//! what the lines say.

mod cover;
mod global;
mod lines;
mod local;

use std::fmt::Write as _;
use std::sync::Arc;

pub use cover::cover;
pub use global::{MOST_BYTES, global};
pub use lines::{Line, lines};
pub use local::local;

use crate::config::RelationType;
use crate::graph::{EdgeKind, Says, TopicGraph};
use crate::i18n::Words;
use crate::model::html::push_escaped;
use crate::model::{ClusterId, DocId, Kind};
use crate::parse::Document;
use crate::picture::map::{GAP, LINE, Label, Placed};

/// How many hues clusters take turns in.
pub const HUES: u32 = 8;

/// What drawing needs beside the graph.
pub struct Look<'a> {
    /// All documents.
    pub documents: &'a [Arc<Document>],
    /// The relation types.
    pub types: &'a [RelationType],
    /// What it says of itself.
    pub words: &'a Words,
    /// The link from the page to a document.
    pub href: &'a dyn Fn(DocId) -> String,
}

/// The class of a cluster's hue, with a space before it; nothing for none.
pub fn hue(cluster: Option<ClusterId>) -> String {
    cluster.map_or(String::new(), |cluster| format!(" h{}", cluster.0 % HUES))
}

/// Appends one node: a link round a mark and its name. Its title says no more once it is `title`
/// bytes long.
fn node(
    graph: &TopicGraph,
    look: &Look<'_>,
    placed: &Placed,
    extra: &str,
    title: usize,
    out: &mut String,
) {
    let doc = placed.doc;
    let Some(node) = graph.nodes.get(doc.index()) else { return };
    let _ = write!(
        out,
        "<a class=\"n {}{}{extra}\" data-n=\"{}\" href=\"",
        node.kind.name(),
        hue(node.cluster),
        doc.0
    );
    push_escaped(out, &(look.href)(doc));
    out.push_str("\"><title>");
    push_escaped(out, &in_words(graph, look, doc, title));
    out.push_str("</title>");
    mark(node.kind, placed, out);
    name_beside(placed, &look.documents[doc.index()].title, out);
    out.push_str("</a>");
}

/// A node's mark: a dot, a small card for a principle, the sign of a contrast.
fn mark(kind: Kind, placed: &Placed, out: &mut String) {
    let Label { radius, size, .. } = placed.label;
    let (x, y) = (placed.x + placed.label.mark(), placed.y);
    let _ = match kind {
        Kind::Principle => {
            let (left, top) = (x - radius, y - radius * 2 / 3);
            let (width, height) = (2 * radius, radius * 4 / 3);
            write!(
                out,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"2\"/>"
            )
        }
        Kind::Contrast => write!(
            out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>\
             <text x=\"{x}\" y=\"{}\" font-size=\"{size}\">≠</text>",
            y + size / 3
        ),
        _ => write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"),
    };
}

/// A node's name, to the right of its mark.
fn name_beside(placed: &Placed, title: &str, out: &mut String) {
    let label = &placed.label;
    if label.lines.is_empty() {
        return;
    }
    let x = placed.x + label.mark() + label.radius + GAP as i32;
    let size = f64::from(label.size);
    let first = f64::from(placed.y) - (label.lines.len() as f64 - 1.0) / 2.0 * size * LINE;
    let _ =
        write!(out, "<text class=\"label\" text-anchor=\"start\" font-size=\"{}\">", label.size);
    let words: Vec<&str> = title.split_whitespace().collect();
    let title = words.join(" ");
    let mut rest = title.as_str();
    for (number, line) in label.lines.iter().enumerate() {
        rest = rest.strip_prefix(line.as_str()).unwrap_or("");
        // The baseline lies about a third of the size below a line's middle.
        let baseline = (first + number as f64 * size * LINE + size * 0.33).round() as i32;
        let _ = write!(out, "<tspan x=\"{x}\" y=\"{baseline}\">");
        push_escaped(out, line);
        // A space parts words for those who hear them or copy them, but not the parts of one.
        let parts = rest.starts_with(' ');
        rest = rest.trim_start();
        out.push_str(if parts { " </tspan>" } else { "</tspan>" });
    }
    out.push_str("</text>");
}

/// A title as long as this, in bytes, says enough.
const TITLE: usize = 220;

/// A node in words: its title, its kind, what it has to do with others, till it is `enough` bytes
/// long.
pub fn in_words(graph: &TopicGraph, look: &Look<'_>, doc: DocId, enough: usize) -> String {
    let title = |doc: DocId| look.documents[doc.index()].title.as_str();
    let kind = format!("kind.{}", look.documents[doc.index()].kind.name());
    let mut words = format!("{} ({})", title(doc), look.words.text(&kind));
    let mut before = "";
    for (says, other) in said(graph, look, doc) {
        if words.len() > enough {
            words.push_str(" …");
            break;
        }
        let _ = if says == before {
            write!(words, "{}{}", look.words.text("frame.comma"), title(other))
        } else {
            write!(words, "{}{says} {}", look.words.text("frame.semicolon"), title(other))
        };
        before = says;
    }
    words
}

/// What a node's authored edges say, read from the node: words and the other end.
pub fn said<'a>(graph: &TopicGraph, look: &'a Look<'_>, doc: DocId) -> Vec<(&'a str, DocId)> {
    let mut said: Vec<(u8, &str, DocId)> = Vec::new();
    for edge in graph.edges_of(doc) {
        let out = edge.source == doc.0;
        let other = DocId(if out { edge.target } else { edge.source });
        let (order, words) = match (edge.kind, edge.says, out) {
            (EdgeKind::Relation, Says::Relation(direction), true) => {
                (0, direction.label(look.types))
            }
            (EdgeKind::Relation, Says::About, true) => (1, look.words.text("edge.about")),
            (EdgeKind::Relation, Says::Between, true) => (1, look.words.text("edge.between")),
            (EdgeKind::Relation, Says::Member, true) => (2, look.words.text("atlas.has-steps")),
            (EdgeKind::Relation, Says::Member, false) => (2, look.words.text("edge.member-back")),
            _ => continue,
        };
        said.push((order, words, other));
    }
    said.sort_by_key(|&(order, words, other)| (order, words, other));
    said.into_iter().map(|(_, words, other)| (words, other)).collect()
}
