//! Front matter as typed fields: the block is found, read as a [`value`](super::value) tree, and
//! each known key checked. What is wrong is a diagnostic at its place; the rest is kept.

use super::fence::{Block, find_block, unclosed};
use super::keys::{ELSEWHERE, meant, nearest, ours};
use super::placeholder::{is_placeholder, yaml};
use super::value::{Node, Text, Value, parse_toml};
use crate::diagnostics::Diagnostic;
use crate::model::kind::COMMON_FIELDS;
use crate::model::{Date, Kind, RelPath, Span};

/// The typed fields of one document. Absent fields are empty.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// The block with its fences; empty where there is none.
    pub span: Span,
    /// The title, if given here.
    pub title: Option<Text>,
    /// The kind, if given here.
    pub kind: Option<Kind>,
    /// The URL's last segment.
    pub slug: Option<Text>,
    /// A sentence for listings and search engines.
    pub description: Option<Text>,
    /// Tags, without `#`.
    pub tags: Vec<Text>,
    /// Names: labels of a concept, link targets of any document.
    pub aliases: Vec<Text>,
    /// Old URLs: `redirect_from`, and aliases that look like paths.
    pub redirects: Vec<Text>,
    /// Who said it.
    pub authors: Vec<Text>,
    /// When it was published.
    pub published: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// BCP 47 tag.
    pub lang: Option<Text>,
    /// Left out unless drafts are asked for.
    pub draft: bool,
    /// `publish: false`: left out.
    pub unpublished: bool,
    /// Who may see it; empty means everyone.
    pub audience: Vec<Text>,
    /// Who keeps it up to date.
    pub owner: Option<Text>,
    /// A template of the theme in place of the kind's.
    pub template: Option<Text>,
    /// Order among siblings, light first.
    pub weight: Option<i64>,
    /// Whether to show a table of contents.
    pub toc: Option<bool>,
    /// Situations in a reader's words.
    pub answers: Vec<Text>,
    /// Labels that are not to be linked in this document.
    pub unlink: Vec<Text>,
    /// Article: where it was published.
    pub source_url: Option<Text>,
    /// Article: under which licence.
    pub license: Option<Text>,
    /// Article: whose words it holds.
    pub text: TextForm,
    /// Article: path of the raw text that quotations are checked against.
    pub original: Option<Text>,
    /// Article: what its claims rest on.
    pub basis: Option<Basis>,
    /// Concept: hidden labels.
    pub misspellings: Vec<Text>,
    /// Concept: labels that are compared as written.
    pub exact: Vec<Text>,
    /// Concept: phrases that are not it.
    pub except: Vec<Text>,
    /// Concept: words of which one must stand in the same passage.
    pub near: Vec<Text>,
    /// Concept: how its labels are compared.
    pub matching: Matching,
    /// Typed edges to other concepts, in order.
    pub relations: Vec<Relation>,
    /// Concept: the steps of a collection.
    pub members: Vec<Text>,
    /// Concept: whether the members have an order.
    pub ordered: bool,
    /// Concept: passages to show first.
    pub pin: Vec<Text>,
    /// Concept: passages not to show.
    pub hide: Vec<Text>,
    /// The concepts it is filed under.
    pub concepts: Vec<Text>,
    /// Principle: evidence.
    pub evidence: Vec<Evidence>,
    /// Contrast: its two sides.
    pub between: Vec<Text>,
    /// `[[wikilinks]]` that are the whole text of a value of some other key, as editors write them
    /// into properties.
    pub links: Vec<Text>,
    /// All other keys, for templates.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Whose words an article holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextForm {
    /// The author's, whole.
    #[default]
    Full,
    /// The author's, in part.
    Excerpt,
    /// Ours, after the author.
    Digest,
}

/// What an article's claims rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// What the author thinks.
    Opinion,
    /// What the author lived through.
    Experience,
    /// A study.
    Study,
    /// Data.
    Data,
}

/// How a concept's labels are compared with words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// As written.
    Exact,
    /// With plural, possessive and verb forms.
    #[default]
    Inflection,
    /// By the language's Snowball stem.
    Stem,
}

/// Authored edges of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The relation's name.
    pub name: Text,
    /// The concepts it points to.
    pub targets: Vec<Text>,
}

/// What a piece of evidence does to a principle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// It speaks for it.
    Supports,
    /// It limits it.
    Qualifies,
    /// It speaks against it.
    Disputes,
}

impl Stance {
    /// The stance called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "supports" => Some(Self::Supports),
            "qualifies" => Some(Self::Qualifies),
            "disputes" => Some(Self::Disputes),
            _ => None,
        }
    }

    /// Its name, as in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Qualifies => "qualifies",
            Self::Disputes => "disputes",
        }
    }
}

/// One entry of a principle's `evidence`.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The whole entry.
    pub span: Span,
    /// The article, as a link target.
    pub article: Text,
    /// What it does to the principle.
    pub stance: Stance,
    /// A heading, `^block` or passage id of the article.
    pub at: Option<Text>,
    /// Words that must occur there.
    pub quote: Option<Text>,
    /// What it says, in our words.
    pub note: Option<Text>,
}

/// What the caller knows that the file doesn't say.
pub struct Context<'a> {
    /// The file, for diagnostics.
    pub path: &'a RelPath,
    /// The kind that `[kinds]` gives it.
    pub kind: Option<Kind>,
    /// Names of relations, which may be flat keys.
    pub relations: &'a [String],
}

/// Front matter with what follows from it.
#[derive(Debug)]
pub struct Parsed {
    /// The fields.
    pub meta: FrontMatter,
    /// The kind.
    pub kind: Kind,
    /// Where the body begins, in bytes of the file.
    pub body: usize,
    /// Whether a field that keeps things private is wrong: then the document is left out.
    pub withheld: bool,
}

/// Reads the front matter of `text`. `None`, with a diagnostic, where the block is broken.
pub fn parse(text: &str, context: &Context<'_>, out: &mut Vec<Diagnostic>) -> Option<Parsed> {
    let (span, entries) = match find_block(text) {
        None => {
            if let Some(opened) = unclosed(text) {
                out.push(Diagnostic::front_matter_open(context.path, opened));
                return None;
            }
            (Span::default(), Ok(Vec::new()))
        }
        Some(Block { fence: '-', span, inner }) => {
            (span, yaml(inner.of(text), inner.start as usize))
        }
        Some(Block { span, inner, .. }) => (span, parse_toml(inner.of(text), inner.start as usize)),
    };
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            out.push(Diagnostic::front_matter(context.path, error.span, &error.cause));
            return None;
        }
    };
    let keys = entries.iter().map(|(key, _)| key.text.clone()).collect();
    let mut reader = Reader { context, out, keys, withheld: false };
    let (meta, kind) = reader.read(entries, span);
    Some(Parsed { meta, kind, body: span.end as usize, withheld: reader.withheld })
}

struct Reader<'a, 'b> {
    context: &'a Context<'a>,
    out: &'b mut Vec<Diagnostic>,
    /// All keys of the block.
    keys: Vec<String>,
    withheld: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, mut entries: Vec<(Text, Node)>, span: Span) -> (FrontMatter, Kind) {
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
            match node.value == Value::Null && key.text != "audience" {
                true => self.misspelt(&mut meta, kind, &key, node),
                false => self.field(&mut meta, kind, &key, node),
            }
        }
        (meta, kind)
    }

    fn field(&mut self, meta: &mut FrontMatter, kind: Kind, key: &Text, node: Node) {
        let name = ours(&key.text);
        if kind.info().fields.contains(&name) || matches!(name, "concepts" | "relations") {
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
            "published" if matches!(node.value, Value::Bool(_)) => {
                meta.unpublished |= !self.private_bool(key, node, true);
            }
            "taxonomies" => self.taxonomies(meta, key, node),
            "title" => meta.title = self.text(key, node),
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
            "lang" => meta.lang = self.text(key, node),
            "draft" => meta.draft = self.private_bool(key, node, false),
            "publish" => meta.unpublished |= !self.private_bool(key, node, true),
            "audience" => meta.audience = self.audience(key, node),
            "owner" => meta.owner = self.text(key, node),
            "template" => meta.template = self.text(key, node),
            "weight" | "sidebar_position" => meta.weight = self.number(key, node),
            "toc" => meta.toc = self.bool(key, node),
            "answers" => meta.answers = self.texts(key, node),
            "unlink" => meta.unlink = self.texts(key, node),
            _ => {
                wikilinks(&node, &mut meta.links);
                meta.extra.insert(key.text.clone(), node.value.to_json());
                self.misspelt(meta, kind, key, node);
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

    fn wrong(&mut self, key: &Text, node: &Node, wanted: &str) {
        self.out.push(Diagnostic::front_matter_value(
            self.context.path,
            node.span,
            &key.text,
            wanted,
            node.value.form(),
        ));
    }

    fn text(&mut self, key: &Text, node: Node) -> Option<Text> {
        match scalar_text(&node.value) {
            Some(text) => Some(Text { text, span: node.span }),
            None => {
                self.wrong(key, &node, "text");
                None
            }
        }
    }

    fn texts(&mut self, key: &Text, node: Node) -> Vec<Text> {
        match node.value {
            Value::List(items) => items
                .into_iter()
                .filter(|item| item.value != Value::Null)
                .filter_map(|item| self.text(key, wikilink_list(item)))
                .filter(|text| !text.text.is_empty())
                .collect(),
            _ => self.text(key, node).into_iter().filter(|text| !text.text.is_empty()).collect(),
        }
    }

    /// A list, or one text with commas or spaces between; `#` in front is dropped. Docusaurus has
    /// mappings with a `label`, too.
    fn tags(&mut self, key: &Text, mut node: Node) -> Vec<Text> {
        let one = !matches!(node.value, Value::List(_));
        if let Value::List(items) = &mut node.value {
            items.iter_mut().for_each(|item| name_of(item, "label"));
        }
        let mut tags = Vec::new();
        for text in self.texts(key, node) {
            let parts: Vec<&str> = match (one, text.text.contains(',')) {
                (true, true) => text.text.split(',').collect(),
                (true, false) => text.text.split_whitespace().collect(),
                (false, _) => vec![&text.text],
            };
            tags.extend(
                parts
                    .into_iter()
                    .map(|part| part.trim().trim_start_matches('#'))
                    .filter(|part| !part.is_empty())
                    .map(|part| Text { text: part.to_owned(), span: text.span }),
            );
        }
        tags
    }

    /// Zola keeps tags in a table of its own.
    fn taxonomies(&mut self, meta: &mut FrontMatter, key: &Text, mut node: Node) {
        let tags = match &mut node.value {
            Value::Table(entries) => take(entries, "tags"),
            _ => None,
        };
        meta.extra.insert(key.text.clone(), node.value.to_json());
        if let Some((key, tags)) = tags {
            meta.tags.extend(self.tags(&key, tags));
        }
    }

    /// Names, or mappings with a `name` (as Docusaurus and Jekyll have them).
    fn authors(&mut self, key: &Text, node: Node) -> Vec<Text> {
        let items = match node.value {
            Value::List(items) => items,
            _ => vec![node],
        };
        let mut authors = Vec::new();
        for mut item in items {
            name_of(&mut item, "name");
            if let Value::Table(_) = item.value {
                continue;
            }
            authors.extend(self.text(key, item).filter(|name| !name.text.is_empty()));
        }
        authors
    }

    fn date(&mut self, key: &Text, node: Node) -> Option<Date> {
        let text = scalar_text(&node.value).unwrap_or_default();
        // Editors link dates to the notes of their days.
        let inner = text.strip_prefix("[[").and_then(|text| text.strip_suffix("]]"));
        let date = Date::parse(inner.unwrap_or(&text));
        if date.is_none() && !is_placeholder(&text) {
            self.wrong(key, &node, "a date such as `2026-11-23`, `2026-11` or `2026`");
        }
        date
    }

    fn number(&mut self, key: &Text, node: Node) -> Option<i64> {
        match node.value {
            Value::Int(number) => Some(number),
            Value::Float(number) => Some(number as i64),
            Value::Text(ref text) if let Ok(number) = text.trim().parse() => Some(number),
            _ => {
                self.wrong(key, &node, "a number");
                None
            }
        }
    }

    fn bool(&mut self, key: &Text, node: Node) -> Option<bool> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.wrong(key, &node, "`true` or `false`");
                None
            }
        }
    }

    /// A switch that keeps things private: anything unclear withholds the document.
    fn private_bool(&mut self, key: &Text, node: Node, safe_default: bool) -> bool {
        let value = self.bool(key, node);
        self.withheld |= value.is_none();
        value.unwrap_or(safe_default)
    }

    fn audience(&mut self, key: &Text, node: Node) -> Vec<Text> {
        if node.value == Value::Null {
            self.wrong(key, &node, "the name of an audience");
            self.withheld = true;
            return Vec::new();
        }
        let before = self.out.len();
        let audience = self.texts(key, node);
        self.withheld |= self.out.len() > before || audience.is_empty();
        audience
    }

    fn kind(&mut self, node: &Node) -> Option<Kind> {
        let name = scalar_text(&node.value).unwrap_or_default();
        let kind = Kind::parse(&name);
        if kind.is_none() && node.value != Value::Null {
            self.out.push(Diagnostic::unknown_kind(self.context.path, node.span, &name));
        }
        kind
    }

    fn choice<T: Copy>(&mut self, key: &Text, node: &Node, choices: &[(&str, T)]) -> Option<T> {
        let text = scalar_text(&node.value).unwrap_or_default();
        let found = choices.iter().find(|(name, _)| *name == text).map(|&(_, value)| value);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|&(name, _)| name).collect();
            let all = format!("one of `{}`", names.join("`, `"));
            match nearest(&text, &names) {
                Some(near) => self.wrong(key, node, &format!("`{near}`, or another {all}")),
                None => self.wrong(key, node, &all),
            }
        }
        found
    }

    fn relations(&mut self, key: &Text, node: Node) -> Vec<Relation> {
        let Value::Table(entries) = node.value else {
            self.wrong(key, &node, "a mapping from relation to concepts");
            return Vec::new();
        };
        entries
            .into_iter()
            .map(|(name, targets)| {
                let targets = self.texts(&name, targets);
                Relation { name, targets }
            })
            .collect()
    }

    fn evidence(&mut self, key: &Text, node: Node) -> Vec<Evidence> {
        let Value::List(items) = node.value else {
            self.wrong(key, &node, "a list of entries");
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.evidence_entry(key, item)).collect()
    }

    fn evidence_entry(&mut self, key: &Text, node: Node) -> Option<Evidence> {
        let Value::Table(entries) = node.value else {
            self.wrong(key, &node, "entries with `article`, `stance`, `at`, `quote`, `note`");
            return None;
        };
        let first = entries.first().map_or(node.span, |(name, _)| name.span);
        let last = entries.last().map_or(node.span, |(_, value)| value.span);
        let span = Span { start: first.start, end: last.end.max(first.end) };
        let (mut article, mut stance, mut at, mut quote, mut note) = (None, None, None, None, None);
        let given = entries.into_iter().filter(|(_, value)| value.value != Value::Null);
        const KNOWN: [&str; 5] = ["article", "stance", "at", "quote", "note"];
        for (mut name, value) in given {
            if !KNOWN.contains(&name.text.as_str()) {
                let near = nearest(&name.text, &KNOWN);
                let path = self.context.path;
                self.out.push(Diagnostic::unknown_key(path, name.span, &name.text, near));
                name.text = near.unwrap_or_default().to_owned();
            }
            match name.text.as_str() {
                "article" => article = self.text(&name, wikilink_list(value)),
                "stance" => {
                    const STANCES: [(&str, Stance); 3] = [
                        ("supports", Stance::Supports),
                        ("qualifies", Stance::Qualifies),
                        ("disputes", Stance::Disputes),
                    ];
                    stance = Some(self.choice(&name, &value, &STANCES)?);
                }
                "at" => at = self.text(&name, value),
                "quote" => quote = self.text(&name, value),
                "note" => note = self.text(&name, value),
                _ => {}
            }
        }
        let Some(article) = article else {
            self.out.push(Diagnostic::evidence_without_article(self.context.path, span));
            return None;
        };
        Some(Evidence {
            span,
            article,
            stance: stance.unwrap_or(Stance::Supports),
            at,
            quote,
            note,
        })
    }

    /// A key that looks like one of a kind's is told and, where its value fits, read as what was
    /// meant: one slip of the pen makes one diagnostic, and what was to be private stays so.
    fn misspelt(&mut self, meta: &mut FrontMatter, kind: Kind, key: &Text, node: Node) {
        let fields = COMMON_FIELDS.iter().chain(kind.info().fields).chain(&ELSEWHERE).copied();
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
            let known = COMMON_FIELDS.contains(&key.text.as_str());
            (!known && meant(&key.text, &["kind"]).is_some()).then_some(kind)
        };
        let at = entries.iter().position(|entry| misspelt(entry).is_some())?;
        let (key, node) = entries.remove(at);
        let unknown = Diagnostic::unknown_key(self.context.path, key.span, &key.text, Some("kind"));
        self.out.push(unknown);
        self.kind(&node)
    }
}

/// Puts the text under `key` in the place of a mapping that has it.
fn name_of(node: &mut Node, key: &str) {
    if let Value::Table(fields) = &mut node.value
        && let Some((_, name)) = take(fields, key)
    {
        *node = name;
    }
}

fn take(entries: &mut Vec<(Text, Node)>, name: &str) -> Option<(Text, Node)> {
    let at = entries.iter().position(|(key, _)| key.text == name)?;
    Some(entries.remove(at))
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// `[[Target]]` without quotation marks is, to YAML, a list in a list: take it as was meant.
fn wikilink_list(node: Node) -> Node {
    let Value::List(outer) = &node.value else { return node };
    let [Node { value: Value::List(inner), span }] = outer.as_slice() else { return node };
    match inner.as_slice() {
        [one] => match scalar_text(&one.value) {
            Some(text) => Node { value: Value::Text(text), span: *span },
            None => node,
        },
        _ => node,
    }
}

/// Gathers the texts in `node` that are one wikilink each.
fn wikilinks(node: &Node, links: &mut Vec<Text>) {
    match &node.value {
        Value::Text(text) => {
            let inner = text.trim().strip_prefix("[[").and_then(|text| text.strip_suffix("]]"));
            let one = inner.filter(|inner| !inner.is_empty() && !inner.contains(['[', ']']));
            links.extend(one.map(|inner| Text { text: inner.to_owned(), span: node.span }));
        }
        Value::List(items) => items.iter().for_each(|item| wikilinks(item, links)),
        Value::Table(entries) => entries.iter().for_each(|(_, value)| wikilinks(value, links)),
        _ => {}
    }
}

/// Aliases that are old URLs, as Hugo and Zola mean them.
fn is_path(alias: &Text) -> bool {
    let text = alias.text.as_str();
    text.starts_with('/') || text.ends_with('/') || text.ends_with(".html")
}
