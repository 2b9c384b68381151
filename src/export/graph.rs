//! The topic graph for other programs: `data/graph.json` and `data/graph.graphml`.
//!
//! Both hold the same nodes and edges, in the same order. An edge's `weight` and a node's `rank`
//! are what the graph was computed with: PageRank of the undirected graph whose parallel edges'
//! weights are summed.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::graph::{Edge, Node};
use crate::model::DocId;
use crate::site::Site;

/// A node's id in machine forms: its path under the content root without extension.
fn id(site: &Site, doc: DocId) -> &str {
    site.document(doc).content_path.without_extension()
}

/// The id of the node that a node's cluster is named after.
fn cluster<'a>(site: &'a Site, node: &Node) -> Option<&'a str> {
    node.cluster.map(|cluster| id(site, site.graph.clusters[cluster.index()].head))
}

/// `data/graph.json`, a node and an edge a line.
pub fn json(site: &Site) -> String {
    let size = 256 * site.graph.nodes.len() + 128 * site.graph.edges.len();
    let mut out = String::with_capacity(size);
    out.push_str("{\"nodes\": [");
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let ids: Vec<String> = site.graph.nodes.iter().map(|node| quoted(id(site, node.doc))).collect();
    for (number, node) in site.graph.nodes.iter().enumerate() {
        let _ = write!(
            out,
            "{}\n{{\"id\": {}, \"kind\": \"{}\", \"title\": {}, \"url\": {}, \"cluster\": {}, \
             \"rank\": {}}}",
            if number == 0 { "" } else { "," },
            ids[number],
            node.kind.name(),
            quoted(&site.document(node.doc).title),
            quoted(site.url(node.doc)),
            cluster(site, node).map_or("null".to_owned(), quoted),
            node.rank
        );
    }
    out.push_str("\n], \"edges\": [");
    for (number, edge) in site.graph.edges.iter().enumerate() {
        let _ = write!(
            out,
            "{}\n{{\"source\": {}, \"target\": {}, \"kind\": \"{}\", \"relation\": {}, \
             \"weight\": {}}}",
            if number == 0 { "" } else { "," },
            ids[edge.source as usize],
            ids[edge.target as usize],
            edge.kind.name(),
            relation(site, edge).map_or("null".to_owned(), |relation| quoted(&relation)),
            edge.weight
        );
    }
    out.push_str("\n]}\n");
    out
}

fn relation(site: &Site, edge: &Edge) -> Option<String> {
    edge.says.name(&site.config.relations)
}

/// The attributes of nodes and edges in GraphML: on what, name, type.
const KEYS: [(&str, &str, &str); 8] = [
    ("node", "title", "string"),
    ("node", "kind", "string"),
    ("node", "url", "string"),
    ("node", "cluster", "string"),
    ("node", "rank", "double"),
    ("edge", "kind", "string"),
    ("edge", "relation", "string"),
    ("edge", "weight", "double"),
];

/// `data/graph.graphml`, a directed graph whose edges may be parallel.
pub fn graphml(site: &Site) -> Vec<u8> {
    let size = 512 * site.graph.nodes.len() + 256 * site.graph.edges.len();
    let mut writer = Writer::new(Vec::with_capacity(size));
    let written = write_graphml(site, &mut writer);
    written.expect("memory takes all that is written");
    writer.into_inner()
}

fn write_graphml(site: &Site, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.get_mut().write_all(b"\n")?;
    let root = BytesStart::new("graphml")
        .with_attributes([("xmlns", "http://graphml.graphdrawing.org/xmlns")]);
    writer.write_event(Event::Start(root))?;
    for (on, name, kind) in KEYS {
        let key = format!("{on}-{name}");
        writer.write_event(Event::Empty(BytesStart::new("key").with_attributes([
            ("id", key.as_str()),
            ("for", on),
            ("attr.name", name),
            ("attr.type", kind),
        ])))?;
    }
    let graph = BytesStart::new("graph").with_attributes([("edgedefault", "directed")]);
    writer.write_event(Event::Start(graph))?;
    let ids: Vec<_> = site.graph.nodes.iter().map(|node| xml(id(site, node.doc))).collect();
    for (node, id) in site.graph.nodes.iter().zip(&ids) {
        writer.get_mut().write_all(b"\n")?;
        let start = [("id", Cow::from(&**id))];
        let rank = node.rank.to_string();
        let values = [
            ("node-title", Some(site.document(node.doc).title.as_str())),
            ("node-kind", Some(node.kind.name())),
            ("node-url", Some(site.url(node.doc))),
            ("node-cluster", cluster(site, node)),
            ("node-rank", Some(rank.as_str())),
        ];
        element(writer, "node", &start, &values)?;
    }
    for (number, edge) in site.graph.edges.iter().enumerate() {
        writer.get_mut().write_all(b"\n")?;
        let start = [
            ("id", Cow::from(format!("e{number}"))),
            ("source", Cow::from(&*ids[edge.source as usize])),
            ("target", Cow::from(&*ids[edge.target as usize])),
        ];
        let (relation, weight) = (relation(site, edge), edge.weight.to_string());
        let values = [
            ("edge-kind", Some(edge.kind.name())),
            ("edge-relation", relation.as_deref()),
            ("edge-weight", Some(weight.as_str())),
        ];
        element(writer, "edge", &start, &values)?;
    }
    writer.get_mut().write_all(b"\n")?;
    writer.write_event(Event::End(BytesEnd::new("graph")))?;
    writer.write_event(Event::End(BytesEnd::new("graphml")))?;
    writer.get_mut().write_all(b"\n")
}

/// A node or edge with its values; those that are missing are left out.
fn element(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    attributes: &[(&str, Cow<'_, str>)],
    values: &[(&str, Option<&str>)],
) -> std::io::Result<()> {
    let attributes = attributes.iter().map(|(name, value)| (*name, &**value));
    writer.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes)))?;
    for (key, value) in values {
        let Some(value) = value else { continue };
        writer
            .write_event(Event::Start(BytesStart::new("data").with_attributes([("key", *key)])))?;
        writer.write_event(Event::Text(BytesText::new(&xml(value))))?;
        writer.write_event(Event::End(BytesEnd::new("data")))?;
    }
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// `text` without the characters that XML 1.0 cannot hold, not even escaped.
fn xml(text: &str) -> Cow<'_, str> {
    let fits = |c: char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => c >= ' ',
    };
    match text.chars().all(fits) {
        true => Cow::Borrowed(text),
        false => text.chars().filter(|c| fits(*c)).collect(),
    }
}
