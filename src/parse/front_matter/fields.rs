//! Keys → fields: which key fills which field, and what a misspelt one was meant to be.

use super::keys::{ELSEWHERE, meant, ours};
use super::privacy::read_switch;
use super::values::{scalar_text, take, wikilinks, without_brackets};
use super::{Basis, Context, FrontMatter, Matching, Relation, TextForm};
use crate::diagnostics::Diagnostic;
use crate::model::field;
use crate::model::kind::COMMON_FIELDS;
use crate::model::{Kind, Span};
use crate::parse::value::{Node, Text, Value};

/// Reads the entries of one block.
pub(super) struct Reader<'a, 'b> {
    pub context: &'a Context<'a>,
    pub out: &'b mut Vec<Diagnostic>,
    /// All keys of the block.
    pub keys: Vec<String>,
    /// Whether a field that keeps things private is wrong.
    pub withheld: bool,
}

impl Reader<'_, '_> {
    /// All fields, and the kind that they make.
    pub(super) fn read(
        &mut self,
        mut entries: Vec<(Text, Node)>,
        span: Span,
    ) -> (FrontMatter, Kind) {
        let mut meta = FrontMatter { span, ..FrontMatter::default() };
        meta.kind = match take(&mut entries, "kind") {
            Some((_, node)) => self.kind(&node),
            None => self.misspelt_kind(&mut entries),
        };
        let source = ["author", "authors", "source", "source_url"];
        let has_source = entries.iter().any(|(key, node)| {
            let name = key.text.as_str();
            (source.contains(&name) || meant(name, &source).is_some()) && node.value != Value::Null
        });
        let kind = meta.kind.or(self.context.kind).unwrap_or(if has_source {
            Kind::Article
        } else {
            Kind::Note
        });
        for (key, node) in entries {
            let node = self.bounded(&key, node);
            match node.value == Value::Null && key.text != "audience" {
                true => self.misspelt(&mut meta, kind, &key, node),
                false => self.field(&mut meta, kind, &key, node),
            }
        }
        (meta, kind)
    }

    fn field(&mut self, meta: &mut FrontMatter, kind: Kind, key: &Text, node: Node) {
        let name = ours(&key.text);
        if field::has(kind.info().fields, name) || matches!(name, "concepts" | "relations") {
            return self.kind_field(meta, key, node);
        }
        if self.context.relations.iter().any(|relation| relation == name) {
            if kind != Kind::Concept {
                wikilinks(&node, &mut meta.links);
            }
            let targets = self.texts(key, node);
            meta.relations.push(Relation { name: key.clone(), targets });
            return;
        }
        match name {
            // Jekyll's `published: false` is no date.
            "published" if read_switch(&node.value).is_some() => {
                let value = Value::Bool(read_switch(&node.value) == Some(true));
                self.publish(meta, key, Node { value, ..node });
            }
            "taxonomies" => self.taxonomies(meta, key, node),
            "title" => meta.title = self.text(key, node).map(without_brackets),
            "slug" => meta.slug = self.text(key, node),
            "description" => meta.description = self.text(key, node),
            "tags" => meta.tags.extend(self.tags(key, node)),
            "aliases" => {
                let (redirects, aliases): (Vec<_>, Vec<_>) =
                    self.texts(key, node).into_iter().partition(is_path);
                meta.aliases.extend(aliases);
                meta.redirects.extend(redirects);
            }
            "redirect_from" => meta.redirects.extend(self.texts(key, node)),
            "author" | "authors" => meta.authors.extend(self.authors(key, node)),
            "published" | "date" => meta.published = self.date(key, node).or(meta.published),
            "updated" => meta.updated = self.date(key, node),
            "draft" => self.draft(meta, key, node),
            "publish" => self.publish(meta, key, node),
            "audience" => meta.audience = self.audience(key, node),
            "owner" => meta.owner = self.text(key, node).map(without_brackets),
            // Another program's: a mapping or a list.
            "template" | "toc" | "lang"
                if matches!(node.value, Value::Table(_) | Value::List(_)) =>
            {
                meta.extra.insert(key.text.clone(), node.value.to_json());
            }
            "lang" => meta.lang = self.text(key, node),
            "template" => meta.template = self.text(key, node),
            "weight" | "sidebar_position" => meta.weight = self.number(key, node),
            "toc" => meta.toc = self.bool(key, node),
            "answers" => meta.answers = self.texts(key, node),
            "unlink" => meta.unlink = self.texts(key, node),
            _ => {
                wikilinks(&node, &mut meta.links);
                meta.extra.insert(key.text.clone(), node.value.to_json());
                if !self.privacy(meta, key, &node) {
                    self.misspelt(meta, kind, key, node);
                }
            }
        }
    }

    fn kind_field(&mut self, meta: &mut FrontMatter, key: &Text, node: Node) {
        match key.text.as_str() {
            "source" | "source_url" => meta.source_url = self.text(key, node),
            "license" => meta.license = self.text(key, node),
            "text" => {
                const FORMS: [(&str, TextForm); 3] = [
                    ("full", TextForm::Full),
                    ("excerpt", TextForm::Excerpt),
                    ("digest", TextForm::Digest),
                ];
                meta.text = self.choice(key, &node, &FORMS).unwrap_or_default();
            }
            "original" => meta.original = self.text(key, node),
            "basis" => {
                const BASES: [(&str, Basis); 4] = [
                    ("opinion", Basis::Opinion),
                    ("experience", Basis::Experience),
                    ("study", Basis::Study),
                    ("data", Basis::Data),
                ];
                meta.basis = self.choice(key, &node, &BASES);
            }
            "misspellings" => meta.misspellings = self.texts(key, node),
            "exact" => meta.exact = self.texts(key, node),
            "except" => meta.except = self.texts(key, node),
            "near" => meta.near = self.texts(key, node),
            "match" => {
                const MATCHINGS: [(&str, Matching); 3] = [
                    ("exact", Matching::Exact),
                    ("inflection", Matching::Inflection),
                    ("stem", Matching::Stem),
                ];
                meta.matching = self.choice(key, &node, &MATCHINGS).unwrap_or_default();
            }
            "relations" => meta.relations.extend(self.relations(key, node)),
            "members" => meta.members = self.texts(key, node),
            "ordered" => meta.ordered = self.bool(key, node).unwrap_or(false),
            "pin" => meta.pin = self.texts(key, node),
            "hide" => meta.hide = self.texts(key, node),
            "concepts" => meta.concepts = self.texts(key, node),
            "evidence" => meta.evidence = self.evidence(key, node),
            "between" => meta.between = self.texts(key, node),
            other => unreachable!("the table of kinds names the unread field `{other}`"),
        }
    }

    /// A key that looks like one of a kind's is told and, where its value fits, read as what was
    /// meant: one slip of the pen makes one diagnostic, and what was to be private stays so.
    fn misspelt(&mut self, meta: &mut FrontMatter, kind: Kind, key: &Text, node: Node) {
        let fields =
            field::names(COMMON_FIELDS).chain(field::names(kind.info().fields)).chain(ELSEWHERE);
        let relations = self.context.relations.iter().map(String::as_str);
        let known: Vec<&str> = fields.chain(relations.filter(|_| kind == Kind::Concept)).collect();
        let Some(near) = meant(ours(&key.text), &known) else { return };
        let told = self.out.len();
        let withheld = self.withheld;
        // A kind is read before all others; nothing says nothing, but of an audience.
        let says = near != "kind" && (node.value != Value::Null || near == "audience");
        if says && !self.keys.iter().any(|key| key == near) {
            let meant = Text { text: near.to_owned(), span: key.span };
            self.field(meta, kind, &meant, node);
        }
        // Of a value that doesn't fit nothing more is said, but for what stands inside a mapping,
        // and for what keeps a file private, in doubt.
        const MEANT: [&str; 5] = ["evidence", "relations", "audience", "draft", "publish"];
        if !MEANT.contains(&near) {
            self.out.truncate(told);
            self.withheld = withheld;
        }
        let unknown = Diagnostic::unknown_key(self.context.path, key.span, &key.text, Some(near));
        self.out.insert(told, unknown);
    }

    /// The kind under a key that looks like `kind`, where it names one.
    fn misspelt_kind(&mut self, entries: &mut Vec<(Text, Node)>) -> Option<Kind> {
        let misspelt = |(key, node): &(Text, Node)| {
            let kind = scalar_text(&node.value).and_then(|name| Kind::parse(&name))?;
            let known = field::has(COMMON_FIELDS, &key.text);
            (!known && meant(&key.text, &["kind"]).is_some()).then_some(kind)
        };
        let at = entries.iter().position(|entry| misspelt(entry).is_some())?;
        let (key, node) = entries.remove(at);
        let unknown = Diagnostic::unknown_key(self.context.path, key.span, &key.text, Some("kind"));
        self.out.push(unknown);
        self.kind(&node)
    }
}

/// Aliases that are old URLs, as Hugo and Zola mean them.
fn is_path(alias: &Text) -> bool {
    let text = alias.text.as_str();
    text.starts_with('/') || text.ends_with('/') || text.ends_with(".html")
}
