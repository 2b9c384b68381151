//! From settings as they are written to [`Config`]: each value is read, or told where it stands.

use std::ops::Range;

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};
use toml::Spanned;

use super::{
    Audience, AudienceEntry, Offline as RawOffline, OneOrMany, Ordered, Raw, Relation,
    Share as RawShare, Synonym, Theme, Topic,
};
use crate::config::{
    AudienceFiles, Config, Cover, DeployTarget, Look, Offline, RelationType, Share, Synonyms,
    TopicConfig,
};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::{Kind, RelPath, Span};

/// `days` of `[offline]` where none are written.
const DAYS: u32 = 30;

impl Raw {
    /// Checks values and works out what depends on several keys. What cannot be used is left out, and
    /// told in `out`.
    pub(in crate::config) fn resolve(self, file: &RelPath, out: &mut Vec<Diagnostic>) -> Config {
        let mut wrong = |span: Range<usize>, message: &str| {
            out.push(Diagnostic::settings(file, Some(Span::from(span)), message));
        };
        let wrong = &mut wrong;
        let content = "`content` leads out of the knowledge base";
        let content = read(self.site.content, wrong, content, RelPath::normalize);
        let output = folder_inside("output", self.site.output, wrong);
        let cache = folder_inside("dir", self.cache.dir, wrong);
        let base_url = "`base_url` must begin with `https://` or `http://` and a host";
        let base_url = read(self.site.base_url, wrong, base_url, url_of_host);
        let kinds = kinds(self.kinds.0, wrong);
        let check = severities(self.check.0, wrong);
        let case = "`case` is `lower` or `keep`";
        let keep_case = read(self.urls.case, wrong, case, |case| match case {
            "lower" => Some(false),
            "keep" => Some(true),
            _ => None,
        });
        let ledger_span = self.urls.ledger.as_ref().map(|ledger| Span::from(ledger.span()));
        let ledger = "`ledger` leads out of the knowledge base";
        let ledger = read(self.urls.ledger, wrong, ledger, RelPath::normalize);
        let editor = "`editor` must be an address with `{path}`: \
                      `vscode://file{path}:{line}:{column}`";
        let editor = read(self.serve.editor, wrong, editor, |pattern| {
            (pattern.contains(':') && pattern.contains("{path}")).then(|| pattern.to_owned())
        });
        let deploy = deploy_targets(self.deploy.target, wrong);
        let edit = "`edit` must be an address with `{path}`: \
                    `https://host/owner/repository/edit/main/{path}`";
        let edit = read(self.site.edit, wrong, edit, |pattern| {
            let is_web = pattern.starts_with("https://") || pattern.starts_with("http://");
            (is_web && pattern.contains("{path}")).then(|| pattern.to_owned())
        });
        let look = look(self.theme, wrong);
        let share = share(self.share, wrong);
        let synonyms = synonyms(self.search.synonyms, wrong);
        let (audiences, audience_files) = audiences(self.audiences, wrong);
        let offline = self.offline.map(|written| offline(written, &audiences, wrong));
        let ignore = globs(self.site.ignore, wrong);
        let remote = self.security.remote.map(|remote| hosts(remote, wrong));
        Config {
            has_title: self.site.title.is_some(),
            title: self.site.title.unwrap_or_default(),
            description: self.site.description.unwrap_or_default(),
            base_url,
            has_language: self.site.language.is_some(),
            language: self.site.language.unwrap_or_else(|| "en".to_owned()),
            content,
            has_output: output.is_some(),
            output: output.unwrap_or_else(|| "public".to_owned()),
            theme: self.site.theme.unwrap_or_else(|| "default".to_owned()),
            feedback: self.site.feedback,
            publish: self.site.publish,
            dialect: self.site.dialect,
            vault_filters: self.site.vault_filters.unwrap_or(true),
            ignore,
            kinds,
            topics: self.topics.into_iter().map(topic).collect(),
            nav: self.nav,
            relations: built_in()
                .into_iter()
                .chain(self.relations.0.into_iter().map(relation_type))
                .collect(),
            keep_case: keep_case.unwrap_or(false),
            ledger: ledger.zip(ledger_span),
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
            share,
            offline,
            cache: cache.unwrap_or_else(|| ".topoi/cache".to_owned()),
        }
    }
}

/// What `take` makes of a written value. Where that is nothing, it is told in these words.
fn read<R>(
    written: Option<Spanned<String>>,
    wrong: &mut impl FnMut(Range<usize>, &str),
    message: &str,
    take: impl FnOnce(&str) -> Option<R>,
) -> Option<R> {
    let written = written?;
    let value = take(written.get_ref());
    if value.is_none() {
        wrong(written.span(), message);
    }
    value
}

/// The folder that `name` is set to.
fn folder_inside(
    name: &str,
    written: Option<Spanned<String>>,
    wrong: &mut impl FnMut(Range<usize>, &str),
) -> Option<String> {
    let message = format!("`{name}` must be a folder inside the knowledge base");
    read(written, wrong, &message, |written| {
        let path = RelPath::normalize(written)?;
        let is_inside = !path.as_str().is_empty() && !written.starts_with('/');
        is_inside.then(|| path.as_str().to_owned())
    })
}

/// An address of the web with a host, without a slash at its end.
fn url_of_host(url: &str) -> Option<String> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    (!host.is_empty()).then(|| url.trim_end_matches('/').to_owned())
}

/// Most globs of `[kinds]`, each of which is a program of its own.
const MOST_KINDS: usize = 1000;

/// `[kinds]`: globs, each with the kind of what it matches.
fn kinds(
    raw: Vec<(String, Spanned<String>)>,
    wrong: &mut impl FnMut(Range<usize>, &str),
) -> Vec<(GlobMatcher, Kind)> {
    let mut kinds = Vec::new();
    if let Some((_, kind)) = raw.get(MOST_KINDS) {
        wrong(kind.span(), &format!("`[kinds]` may have {MOST_KINDS} globs"));
    }
    for (pattern, kind) in raw.into_iter().take(MOST_KINDS) {
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
    kinds
}

/// `[check]`: severities by code. Unknown codes are told with the unknown keys.
fn severities(
    raw: Vec<(String, Spanned<String>)>,
    wrong: &mut impl FnMut(Range<usize>, &str),
) -> Vec<(Code, Severity)> {
    let mut severities = Vec::new();
    for (code, severity) in raw {
        let level = match severity.get_ref().as_str() {
            "allow" => Severity::Allow,
            "warn" => Severity::Warning,
            "deny" => Severity::Error,
            _ => {
                wrong(severity.span(), "a severity is one of `allow`, `warn`, `deny`");
                continue;
            }
        };
        severities.extend(Code::parse(&code).map(|code| (code, level)));
    }
    severities
}

/// `[deploy]`: where the site goes.
fn deploy_targets(
    raw: Option<Spanned<OneOrMany>>,
    wrong: &mut impl FnMut(Range<usize>, &str),
) -> Vec<DeployTarget> {
    let Some(raw) = raw else { return Vec::new() };
    let place = raw.span();
    let mut targets = Vec::new();
    for name in raw.into_inner().into_vec() {
        match DeployTarget::parse(&name) {
            Some(target) => targets.push(target),
            None => wrong(place.clone(), "a target is one of `netlify`, `cloudflare`, `iis`"),
        }
    }
    targets
}

/// The globs of `ignore`. Where they cannot be looked for, the settings are at fault: what was to be
/// left out is not published.
fn globs(raw: Vec<Spanned<String>>, wrong: &mut impl FnMut(Range<usize>, &str)) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    let place = raw.first().map_or(0..0, Spanned::span);
    for pattern in raw {
        match Glob::new(pattern.get_ref()) {
            Ok(glob) => {
                globs.add(glob);
            }
            Err(error) => wrong(pattern.span(), &format!("bad glob: {}", error.kind())),
        }
    }
    globs.build().unwrap_or_else(|error| {
        let cause = error.kind().to_string();
        let cause = cause.split_once('\n').map_or(&*cause, |(line, _)| line);
        wrong(place, &format!("these globs are too many or too large: {cause}"));
        GlobSet::empty()
    })
}

/// The hosts of `remote`; none for `"deny"`.
fn hosts(raw: Spanned<OneOrMany>, wrong: &mut impl FnMut(Range<usize>, &str)) -> Vec<String> {
    let place = raw.span();
    match raw.into_inner() {
        OneOrMany::Many(hosts) => hosts,
        OneOrMany::One(word) => {
            if word != "deny" {
                wrong(place, "`remote` is `\"deny\"` or a list of hosts");
            }
            Vec::new()
        }
    }
}

fn topic(raw: Topic) -> TopicConfig {
    let place = |concept: Spanned<String>| {
        let span = concept.span().into();
        (concept.into_inner(), span)
    };
    TopicConfig {
        title: raw.title,
        description: raw.description,
        concepts: raw.concepts.into_iter().map(place).collect(),
    }
}

/// `[theme]`: what a site changes about its theme without writing one.
fn look(raw: Theme, wrong: &mut impl FnMut(Range<usize>, &str)) -> Look {
    let mut path = |value: &Spanned<String>, key: &str| static_path(value, key, wrong);
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

/// The path under `static/` that `key` is set to, and where that is written.
fn static_path(
    value: &Spanned<String>,
    key: &str,
    wrong: &mut impl FnMut(Range<usize>, &str),
) -> Option<(RelPath, Span)> {
    let path = RelPath::normalize(value.get_ref().trim_start_matches('/'));
    if path.is_none() {
        wrong(value.span(), &format!("`{key}` is a path under `static/`"));
    }
    path.map(|path| (path, Span::from(value.span())))
}

/// `[share]`.
fn share(raw: RawShare, wrong: &mut impl FnMut(Range<usize>, &str)) -> Share {
    let picture = raw.picture.and_then(|path| static_path(&path, "picture", wrong));
    Share { pictures: raw.pictures, picture }
}

/// `[offline]`. Whose builds are for audiences says which of them readers may carry along.
fn offline(
    written: Spanned<RawOffline>,
    known: &[(String, Vec<String>)],
    wrong: &mut impl FnMut(Range<usize>, &str),
) -> Offline {
    let (place, raw) = (written.span(), written.into_inner());
    if raw.enabled && raw.audiences.is_empty() && !known.is_empty() {
        let message =
            "`[offline]` keeps the builds of the `audiences` that it names, and names none";
        wrong(place, message);
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
    for audience in raw.audiences.iter().filter(|name| !names.contains(&name.get_ref().as_str())) {
        let message = format!("there is no audience `{}` in [audiences]", audience.get_ref());
        wrong(audience.span(), &message);
    }
    let days = raw.days.map_or(DAYS, |days| {
        let span = days.span();
        let number = u32::try_from(days.into_inner()).ok().filter(|days| (1..=365).contains(days));
        number.unwrap_or_else(|| {
            wrong(span, "`days` is a number from 1 to 365");
            DAYS
        })
    });
    let audiences = raw.audiences.into_iter().map(Spanned::into_inner).collect();
    Offline { enabled: raw.enabled, days, audiences }
}

/// `[[search.synonyms]]`: words that mean one another, or, with `for`, another word.
fn synonyms(raw: Vec<Synonym>, wrong: &mut impl FnMut(Range<usize>, &str)) -> Vec<Synonyms> {
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
    wrong: &mut impl FnMut(Range<usize>, &str),
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

/// A relation of the site's own.
fn relation_type((name, relation): (String, Relation)) -> RelationType {
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
pub(in crate::config) fn built_in() -> Vec<RelationType> {
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
