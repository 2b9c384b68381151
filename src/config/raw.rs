//! `site.toml` as serde reads it, and its resolution into a [`Config`].

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{
    AttachmentSetting, AudienceFiles, Config, Cover, DeployTarget, Dialect, HtmlSetting, Look,
    MentionLinks, MetadataSetting, NavEntry, Publish, RelationType, Synonyms, TopicConfig,
};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::{Kind, RelPath, Span};

/// The file, table by table.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    site: Site,
    kinds: Ordered<Spanned<String>>,
    topics: Vec<Topic>,
    nav: Vec<NavEntry>,
    relations: Ordered<Relation>,
    urls: Urls,
    linking: Linking,
    roles: Ordered<OneOrMany>,
    check: Ordered<Spanned<String>>,
    audiences: Ordered<Spanned<AudienceEntry>>,
    security: Security,
    deploy: Deploy,
    serve: Serve,
    theme: Theme,
    search: Search,
    cache: Cache,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Site {
    title: Option<String>,
    description: Option<String>,
    base_url: Option<Spanned<String>>,
    language: Option<String>,
    content: Option<Spanned<String>>,
    output: Option<Spanned<String>>,
    theme: Option<String>,
    feedback: Option<String>,
    ignore: Vec<Spanned<String>>,
    publish: Publish,
    dialect: Dialect,
    vault_filters: Option<bool>,
    edit: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Theme {
    font: Option<Spanned<String>>,
    logo: Option<Spanned<String>>,
    cover: Option<Spanned<String>>,
}

#[derive(Deserialize)]
struct Topic {
    title: String,
    description: Option<String>,
    #[serde(default)]
    concepts: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Relation {
    label: Option<String>,
    inverse: Option<String>,
    symmetric: bool,
    transitive: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Urls {
    case: Option<Spanned<String>>,
    ledger: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Linking {
    mentions: MentionLinks,
    skip: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Security {
    attachments: AttachmentSetting,
    html: HtmlSetting,
    metadata: MetadataSetting,
    remote: Option<Spanned<OneOrMany>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Deploy {
    target: Option<Spanned<OneOrMany>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Serve {
    editor: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    synonyms: Vec<Synonym>,
}

#[derive(Deserialize)]
struct Synonym {
    words: Spanned<Vec<Spanned<String>>>,
    #[serde(rename = "for")]
    target: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cache {
    dir: Option<Spanned<String>>,
}

/// An entry of `[audiences]`: those that it includes, and perhaps its files.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Audience {
    includes: OneOrMany,
    files: Vec<Spanned<String>>,
}

/// The same as it is written: a name, a list of names, or a table. No untagged enum, which would
/// lose where the globs stand.
struct AudienceEntry(Audience);

impl<'de> Deserialize<'de> for AudienceEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AudienceVisitor).map(Self)
    }
}

struct AudienceVisitor;

impl<'de> Visitor<'de> for AudienceVisitor {
    type Value = Audience;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the audiences that it includes, or a table with `includes` and `files`")
    }

    fn visit_str<E>(self, name: &str) -> Result<Audience, E> {
        Ok(Audience { includes: OneOrMany::One(name.to_owned()), files: Vec::new() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Audience, A::Error> {
        let names = Vec::deserialize(SeqAccessDeserializer::new(names))?;
        Ok(Audience { includes: OneOrMany::Many(names), files: Vec::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Audience, A::Error> {
        Audience::deserialize(MapAccessDeserializer::new(table))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

/// A table's entries in the order of the file.
struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Ordered<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}

impl Raw {
    /// Checks values and works out what depends on several keys.
    pub(super) fn resolve(self, file: &RelPath, out: &mut Vec<Diagnostic>) -> Config {
        let mut wrong = |span: std::ops::Range<usize>, message: &str| {
            out.push(Diagnostic::settings(file, Some(Span::from(span)), message));
        };
        let content = self.site.content.and_then(|content| {
            let path = RelPath::normalize(content.get_ref());
            if path.is_none() {
                wrong(content.span(), "`content` leads out of the knowledge base");
            }
            path
        });
        let mut folder_inside = |name: &str, written: Option<Spanned<String>>| {
            let written = written?;
            let path = RelPath::normalize(written.get_ref())
                .filter(|path| !path.as_str().is_empty() && !written.get_ref().starts_with('/'));
            if path.is_none() {
                let message = format!("`{name}` must be a folder inside the knowledge base");
                wrong(written.span(), &message);
            }
            path.map(|path| path.as_str().to_owned())
        };
        let output = folder_inside("output", self.site.output);
        let cache = folder_inside("dir", self.cache.dir);
        let base_url = self.site.base_url.and_then(|url| {
            let valid = ["https://", "http://"].iter().any(|scheme| {
                url.get_ref().strip_prefix(scheme).is_some_and(|host| !host.is_empty())
            });
            if !valid {
                wrong(url.span(), "`base_url` must begin with `https://` or `http://` and a host");
            }
            valid.then(|| url.get_ref().trim_end_matches('/').to_owned())
        });
        let mut kinds = Vec::new();
        for (pattern, kind) in self.kinds.0 {
            match (Glob::new(&pattern), Kind::parse(kind.get_ref())) {
                (Ok(glob), Some(kind)) => kinds.push((glob.compile_matcher(), kind)),
                (Err(error), _) => {
                    wrong(kind.span(), &format!("bad glob `{pattern}`: {}", error.kind()))
                }
                (_, None) => wrong(
                    kind.span(),
                    "a kind is one of `article`, `concept`, `principle`, `contrast`, `note`",
                ),
            }
        }
        let mut check = Vec::new();
        for (code, severity) in self.check.0 {
            let level = match severity.get_ref().as_str() {
                "allow" => Severity::Allow,
                "warn" => Severity::Warning,
                "deny" => Severity::Error,
                _ => {
                    wrong(severity.span(), "a severity is one of `allow`, `warn`, `deny`");
                    continue;
                }
            };
            check.extend(Code::parse(&code).map(|code| (code, level)));
        }
        let keep_case = match self.urls.case.as_ref().map(|case| case.get_ref().as_str()) {
            None | Some("lower") => false,
            Some("keep") => true,
            Some(_) => {
                let span = self.urls.case.as_ref().map_or(0..0, Spanned::span);
                wrong(span, "`case` is `lower` or `keep`");
                false
            }
        };
        let ledger = self.urls.ledger.and_then(|ledger| {
            let path = RelPath::normalize(ledger.get_ref());
            if path.is_none() {
                wrong(ledger.span(), "`ledger` leads out of the knowledge base");
            }
            path.map(|path| (path, ledger.span().into()))
        });
        let editor = self.serve.editor.and_then(|editor| {
            let valid = editor.get_ref().contains(':') && editor.get_ref().contains("{path}");
            if !valid {
                let example = "vscode://file{path}:{line}:{column}";
                let message = format!("`editor` must be an address with `{{path}}`: `{example}`");
                wrong(editor.span(), &message);
            }
            valid.then(|| editor.into_inner())
        });
        let mut deploy = Vec::new();
        if let Some(targets) = self.deploy.target {
            let span = targets.span();
            for name in targets.into_inner().into_vec() {
                match DeployTarget::parse(&name) {
                    Some(target) => deploy.push(target),
                    None => {
                        wrong(span.clone(), "a target is one of `netlify`, `cloudflare`, `iis`")
                    }
                }
            }
        }
        let edit = self.site.edit.and_then(|edit| {
            let valid =
                edit.get_ref().starts_with("https://") || edit.get_ref().starts_with("http://");
            let valid = valid && edit.get_ref().contains("{path}");
            if !valid {
                let example = "https://host/owner/repository/edit/main/{path}";
                wrong(
                    edit.span(),
                    &format!("`edit` must be an address with `{{path}}`: `{example}`"),
                );
            }
            valid.then(|| edit.into_inner())
        });
        let look = look(self.theme, &mut wrong);
        let synonyms = synonyms(self.search.synonyms, &mut wrong);
        let (audiences, audience_files) = audiences(self.audiences, &mut wrong);
        let mut ignore = GlobSetBuilder::new();
        for pattern in self.site.ignore {
            match Glob::new(pattern.get_ref()) {
                Ok(glob) => {
                    ignore.add(glob);
                }
                Err(error) => wrong(pattern.span(), &format!("bad glob: {}", error.kind())),
            }
        }
        let remote = self.security.remote.map(|remote| {
            let place = remote.span();
            match remote.into_inner() {
                OneOrMany::Many(hosts) => hosts,
                OneOrMany::One(word) => {
                    if word != "deny" {
                        wrong(place, "`remote` is `\"deny\"` or a list of hosts");
                    }
                    Vec::new()
                }
            }
        });
        Config {
            has_title: self.site.title.is_some(),
            title: self.site.title.unwrap_or_default(),
            description: self.site.description.unwrap_or_default(),
            base_url,
            language: self.site.language.unwrap_or_else(|| "en".to_owned()),
            content,
            output: output.unwrap_or_else(|| "public".to_owned()),
            theme: self.site.theme.unwrap_or_else(|| "default".to_owned()),
            feedback: self.site.feedback,
            publish: self.site.publish,
            dialect: self.site.dialect,
            vault_filters: self.site.vault_filters.unwrap_or(true),
            ignore: ignore.build().unwrap_or_else(|_| GlobSet::empty()),
            kinds,
            topics: self
                .topics
                .into_iter()
                .map(|t| TopicConfig {
                    title: t.title,
                    description: t.description,
                    concepts: t
                        .concepts
                        .into_iter()
                        .map(|concept| (concept.get_ref().clone(), concept.span().into()))
                        .collect(),
                })
                .collect(),
            nav: self.nav,
            relations: built_in()
                .into_iter()
                .chain(self.relations.0.into_iter().map(named))
                .collect(),
            keep_case,
            ledger,
            mentions: self.linking.mentions,
            skip: self.linking.skip,
            roles: self
                .roles
                .0
                .into_iter()
                .map(|(role, titles)| (role, titles.into_vec()))
                .collect(),
            check,
            audiences,
            audience_files,
            html: self.security.html,
            remote,
            attachments: self.security.attachments,
            metadata: self.security.metadata,
            deploy,
            editor,
            synonyms,
            edit,
            look,
            cache: cache.unwrap_or_else(|| ".topoi/cache".to_owned()),
        }
    }
}

/// `[theme]`: what a site changes about its theme without writing one.
fn look(raw: Theme, wrong: &mut impl FnMut(std::ops::Range<usize>, &str)) -> Look {
    let mut path = |value: &Spanned<String>, key: &str| {
        let path = RelPath::normalize(value.get_ref().trim_start_matches('/'));
        if path.is_none() {
            wrong(value.span(), &format!("`{key}` is a path under `static/`"));
        }
        path.map(|path| (path, Span::from(value.span())))
    };
    let logo = raw.logo.as_ref().and_then(|logo| path(logo, "logo"));
    let cover = match raw.cover.as_ref().map(|cover| cover.get_ref().as_str()) {
        None | Some("graph") => Cover::Graph,
        Some("none") => Cover::None,
        Some(_) => {
            let picture = raw.cover.as_ref().and_then(|cover| path(cover, "cover"));
            picture.map_or(Cover::Graph, |(path, span)| Cover::Picture(path, span))
        }
    };
    let system_font = match raw.font.as_ref().map(|font| font.get_ref().as_str()) {
        None | Some("theme") => false,
        Some("system") => true,
        Some(_) => {
            let span = raw.font.as_ref().map_or(0..0, Spanned::span);
            wrong(span, "`font` is `theme` or `system`");
            false
        }
    };
    Look { system_font, logo, cover }
}

/// `[[search.synonyms]]`: words that mean one another, or, with `for`, another word.
fn synonyms(
    raw: Vec<Synonym>,
    wrong: &mut impl FnMut(std::ops::Range<usize>, &str),
) -> Vec<Synonyms> {
    let text = |text: Spanned<String>| {
        let span = text.span().into();
        (text.into_inner().trim().to_owned(), span)
    };
    let mut groups = Vec::new();
    for Synonym { words, target } in raw {
        let (place, least) = (words.span(), if target.is_some() { 1 } else { 2 });
        let words: Vec<(String, Span)> = words.into_inner().into_iter().map(text).collect();
        let target = target.map(text);
        let blank = |(word, _): &(String, Span)| !word.contains(char::is_alphanumeric);
        if words.iter().chain(&target).any(blank) {
            wrong(place, "a synonym is a word or several");
        } else if words.len() < least {
            wrong(place, "synonyms are two words at least, or one with `for`");
        } else {
            groups.push(Synonyms { words, target });
        }
    }
    groups
}

/// `[audiences]`: who includes whom, and whose files are whose.
fn audiences(
    raw: Ordered<Spanned<AudienceEntry>>,
    wrong: &mut impl FnMut(std::ops::Range<usize>, &str),
) -> (Vec<(String, Vec<String>)>, Vec<AudienceFiles>) {
    let names: Vec<String> = raw.0.iter().map(|(name, _)| name.clone()).collect();
    let (mut audiences, mut globs) = (Vec::new(), Vec::new());
    for (name, entry) in raw.0 {
        let place = entry.span();
        let AudienceEntry(Audience { includes, files }) = entry.into_inner();
        let includes = includes.into_vec();
        for unknown in includes.iter().filter(|other| !names.contains(other)) {
            wrong(place.clone(), &format!("there is no audience `{unknown}` to include"));
        }
        for pattern in files {
            // Whoever writes a folder's name means what is in it, however it is written.
            let folder = pattern.get_ref().trim_start_matches("./").trim_end_matches('/');
            match GlobBuilder::new(folder).case_insensitive(true).build() {
                Ok(glob) => globs.push(AudienceFiles {
                    audience: name.clone(),
                    glob: glob.compile_matcher(),
                    span: pattern.span().into(),
                }),
                Err(error) => wrong(pattern.span(), &format!("bad glob: {}", error.kind())),
            }
        }
        audiences.push((name, includes));
    }
    (audiences, globs)
}

fn named((name, relation): (String, Relation)) -> RelationType {
    let label = relation.label.unwrap_or_else(|| name.replace('-', " "));
    let inverse = match (relation.inverse, relation.symmetric) {
        (Some(inverse), _) => inverse,
        (None, true) => label.clone(),
        (None, false) => format!("is what … {label}"),
    };
    RelationType {
        name,
        label,
        inverse,
        inverse_name: None,
        symmetric: relation.symmetric,
        transitive: relation.transitive,
    }
}

/// SKOS's relations, and `contrasts`.
fn built_in() -> Vec<RelationType> {
    let relation =
        |name: &str, label: &str, inverse: &str, inverse_name: Option<&str>| RelationType {
            name: name.to_owned(),
            label: label.to_owned(),
            inverse: inverse.to_owned(),
            inverse_name: inverse_name.map(str::to_owned),
            symmetric: inverse_name.is_none(),
            transitive: inverse_name.is_some(),
        };
    vec![
        relation("broader", "is part of", "covers", Some("narrower")),
        relation("narrower", "covers", "is part of", Some("broader")),
        relation("related", "is related to", "is related to", None),
        relation("contrasts", "is often confused with", "is often confused with", None),
    ]
}
