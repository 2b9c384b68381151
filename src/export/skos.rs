//! `data/topics.ttl`: the concepts as a SKOS concept scheme in Turtle.
//!
//! The integrity conditions of the SKOS Reference hold whatever authors wrote: one preferred label
//! a concept (S14), labels of different sorts disjoint (S13), `related` disjoint from what is
//! broader at any distance (S27), collections no concepts (S37), the members of an ordered one
//! both as list and one by one (S36). Relations of `site.toml`, and `contrasts`, are properties of
//! their own below `skos:semanticRelation`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::concepts::{Concept, LabelKind};
use crate::config::RelationType;
use crate::graph::Direction;
use crate::model::fold::fold_passage;
use crate::model::{DocId, Kind};
use crate::parse::document::Document;
use crate::parse::slug::slug;
use crate::site::Site;
use crate::site::summary::lead;
use crate::urls;

/// Where the file stands in the output.
pub const PATH: &str = "data/topics.ttl";

/// The relations that SKOS has itself.
const OF_SKOS: [&str; 3] = ["broader", "narrower", "related"];

/// The whole file; nothing where there is no concept.
pub fn turtle(site: &Site) -> Option<String> {
    if site.vocabulary.concepts.is_empty() {
        return None;
    }
    let mut out = String::from(
        "@prefix dct: <http://purl.org/dc/terms/> .\n\
         @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
         @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
         @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n\
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n",
    );
    let writer = Writer::new(site);
    writer.scheme(&mut out);
    writer.properties(&mut out);
    for concept in &site.vocabulary.concepts {
        writer.concept(concept, &mut out);
    }
    for concept in &site.vocabulary.concepts {
        writer.collection(concept, &mut out);
    }
    Some(out)
}

struct Writer<'a> {
    site: &'a Site,
    scheme: String,
    /// By document: the concepts right below it.
    below: Vec<Vec<DocId>>,
    /// `related` pairs that S27 forbids.
    forbidden: BTreeSet<(DocId, DocId)>,
}

impl<'a> Writer<'a> {
    fn new(site: &'a Site) -> Self {
        let mut below = vec![Vec::new(); site.documents.len()];
        for concept in &site.vocabulary.concepts {
            for parent in site.graph.relations.broader(concept.doc) {
                below[parent.index()].push(concept.doc);
            }
        }
        let forbidden = site.graph.relations.contradictions(&site.config.relations);
        Self {
            site,
            scheme: iri(site, PATH, "scheme"),
            below,
            forbidden: forbidden
                .into_iter()
                .map(|(_, _, relation)| (relation.source, relation.target))
                .collect(),
        }
    }

    fn is_concept(&self, doc: DocId) -> bool {
        self.site.document(doc).kind == Kind::Concept
    }

    fn is_top(&self, doc: DocId) -> bool {
        !self.site.graph.relations.broader(doc).iter().any(|&parent| self.is_concept(parent))
    }

    /// A concept's IRI: something that its page is about, and not the page.
    fn iri(&self, doc: DocId) -> String {
        iri(self.site, self.site.url(doc), "this")
    }

    fn scheme(&self, out: &mut String) {
        let config = &*self.site.config;
        let title = literal(&config.title, &config.language);
        let mut subject = Subject::new(&self.scheme, "skos:ConceptScheme");
        subject.add("dct:title", title);
        if !config.description.is_empty() {
            subject.add("dct:description", literal(&config.description, &config.language));
        }
        for concept in self.site.vocabulary.concepts.iter().filter(|c| self.is_top(c.doc)) {
            subject.add("skos:hasTopConcept", self.iri(concept.doc));
        }
        subject.write(out);
    }

    /// The relations that SKOS doesn't have, and their inverses, as far as documents use them: of
    /// others the settings may say what this audience is not to read.
    fn properties(&self, out: &mut String) {
        let types = &self.site.config.relations;
        let language = &self.site.config.language;
        let all = self.site.graph.relations.all();
        let used: BTreeSet<u32> = all.iter().map(|relation| relation.direction.relation).collect();
        let own = |kind: &&(usize, &RelationType)| {
            !OF_SKOS.contains(&kind.1.name.as_str()) && used.contains(&(kind.0 as u32))
        };
        let kinds: Vec<(usize, &RelationType)> = types.iter().enumerate().collect();
        let mut written = BTreeSet::new();
        for &(number, kind) in kinds.iter().filter(own) {
            let there = Direction { relation: number as u32, inverse: false };
            let back = Direction { inverse: true, ..there };
            let (name, inverse) = (self.property(there), self.property(back));
            if written.insert(name.clone()) {
                let mut subject = Subject::new(&name, "owl:ObjectProperty");
                if kind.symmetric {
                    subject.add("a", "owl:SymmetricProperty".to_owned());
                }
                if kind.transitive {
                    subject.add("a", "owl:TransitiveProperty".to_owned());
                }
                subject.add("rdfs:label", literal(&kind.label, language));
                subject.add("rdfs:subPropertyOf", "skos:semanticRelation".to_owned());
                subject.write(out);
            }
            if !kind.symmetric && written.insert(inverse.clone()) {
                let mut subject = Subject::new(&inverse, "owl:ObjectProperty");
                subject.add("owl:inverseOf", name);
                subject.add("rdfs:label", literal(&kind.inverse, language));
                subject.add("rdfs:subPropertyOf", "skos:semanticRelation".to_owned());
                subject.write(out);
            }
        }
    }

    fn property(&self, direction: Direction) -> String {
        let name = slug(&direction.name(&self.site.config.relations));
        iri(self.site, PATH, &format!("relation-{name}"))
    }

    fn concept(&self, concept: &Concept, out: &mut String) {
        let site = self.site;
        let document = site.document(concept.doc);
        let mut subject = Subject::new(&self.iri(concept.doc), "skos:Concept");
        subject.add("skos:inScheme", self.scheme.clone());
        if self.is_top(concept.doc) {
            subject.add("skos:topConceptOf", self.scheme.clone());
        }
        subject.add("foaf:isPrimaryTopicOf", iri(site, site.url(concept.doc), ""));
        labels(concept, &document.lang, &mut subject);
        if let Some(definition) = definition(document) {
            subject.add("skos:definition", literal(&definition, &document.lang));
        }
        for &parent in site.graph.relations.broader(concept.doc) {
            if self.is_concept(parent) {
                subject.add("skos:broader", self.iri(parent));
            }
        }
        for &child in &self.below[concept.doc.index()] {
            subject.add("skos:narrower", self.iri(child));
        }
        for relation in site.graph.relations.of(concept.doc) {
            let kind = &site.config.relations[relation.direction.relation as usize];
            let target = self.iri(relation.target);
            match kind.name.as_str() {
                _ if !self.is_concept(relation.target) => {}
                "broader" | "narrower" => {}
                "related" if self.forbidden.contains(&(concept.doc, relation.target)) => {}
                "related" => subject.add("skos:related", target),
                _ => subject.add(&self.property(relation.direction), target),
            }
        }
        subject.write(out);
    }

    /// A concept with members has, beside itself, a collection of them.
    fn collection(&self, concept: &Concept, out: &mut String) {
        let Some(members) = &self.site.claims.members[concept.doc.index()] else { return };
        let iris: Vec<String> = members
            .docs
            .iter()
            .filter(|&&doc| self.is_concept(doc))
            .map(|&doc| self.iri(doc))
            .collect();
        if iris.is_empty() {
            return;
        }
        let kind = if members.ordered { "skos:OrderedCollection" } else { "skos:Collection" };
        let name = iri(self.site, self.site.url(concept.doc), "members");
        let mut subject = Subject::new(&name, kind);
        subject.add("skos:inScheme", self.scheme.clone());
        let document = self.site.document(concept.doc);
        subject.add("skos:prefLabel", literal(&document.title, &document.lang));
        subject.add("dct:subject", self.iri(concept.doc));
        for member in &iris {
            subject.add("skos:member", member.clone());
        }
        if members.ordered {
            subject.add("skos:memberList", format!("( {} )", iris.join(" ")));
        }
        subject.write(out);
    }
}

/// What a concept's document says it is: its description, else its first paragraph.
fn definition(document: &Document) -> Option<String> {
    if let Some(description) = &document.meta.description {
        return Some(description.text.clone());
    }
    Some(fold_passage(document.block_text(lead(document)?)))
}

/// Labels, each text once, as the strongest sort that it is.
fn labels(concept: &Concept, lang: &str, subject: &mut Subject) {
    let mut said = BTreeSet::new();
    for (kind, property) in [
        (LabelKind::Preferred, "skos:prefLabel"),
        (LabelKind::Alternative, "skos:altLabel"),
        (LabelKind::Hidden, "skos:hiddenLabel"),
    ] {
        for label in concept.labels.iter().filter(|label| label.kind == kind) {
            if said.insert(label.text.as_str()) {
                subject.add(property, literal(&label.text, lang));
            }
        }
    }
}

/// One subject with its statements, each once, written as a block.
struct Subject {
    name: String,
    statements: Vec<(String, String)>,
}

impl Subject {
    fn new(name: &str, class: &str) -> Self {
        Self { name: name.to_owned(), statements: vec![("a".to_owned(), class.to_owned())] }
    }

    fn add(&mut self, property: &str, value: String) {
        let statement = (property.to_owned(), value);
        if !self.statements.contains(&statement) {
            self.statements.push(statement);
        }
    }

    fn write(self, out: &mut String) {
        let _ = write!(out, "\n{}", self.name);
        let mut part = " ";
        for alike in self.statements.chunk_by(|a, b| a.0 == b.0) {
            let values: Vec<&str> = alike.iter().map(|(_, value)| value.as_str()).collect();
            let _ = write!(out, "{part}{} {}", alike[0].0, values.join(",\n        "));
            part = " ;\n    ";
        }
        out.push_str(" .\n");
    }
}

/// What an IRI of Turtle may not hold.
const NEVER_IN_IRI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The IRI of `fragment`, a slug, of the page at `url`: absolute where the site's address is known, else
/// relative to this file.
fn iri(site: &Site, url: &str, fragment: &str) -> String {
    let link = match &site.config.base_url {
        Some(base) => {
            format!("{}/{}", utf8_percent_encode(base, NEVER_IN_IRI), urls::href("", url, None))
        }
        None if url == PATH => String::new(),
        None => urls::href(PATH, url, None),
    };
    match fragment {
        "" => format!("<{link}>"),
        _ => format!("<{link}#{fragment}>"),
    }
}

/// A string with its language, if the tag is one.
fn literal(text: &str, lang: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    let mut parts = lang.split('-');
    let first = parts.next().unwrap_or("");
    let is_tag = (1..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if is_tag {
        let _ = write!(out, "@{lang}");
    }
    out
}
