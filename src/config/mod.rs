//! Settings: `site.toml` as text → a typed [`Config`] and diagnostics.
//!
//! Every key is optional; an unknown one is an error with a did-you-mean. What depends on several
//! keys (globs compiled, relations completed with the built-in ones) is worked out here, once.

mod keys;
mod nav;
mod raw;

pub use nav::NavEntry;

use globset::{GlobMatcher, GlobSet};

pub use keys::{Entries, SettingsTable, TABLES};

use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::{Kind, RelPath, Span};

/// The name of the settings file.
pub const SETTINGS: &str = "site.toml";

/// The name of the file of questions that the site is to answer.
pub const QUESTIONS: &str = "questions.toml";

/// The settings of one knowledge base.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's title; where none is given, its folder's name until more is known.
    pub title: String,
    /// Whether the settings give one.
    pub has_title: bool,
    /// A sentence about it.
    pub description: String,
    /// Where it will stand, without a slash at the end; needed for feed, sitemap and canonical
    /// links only.
    pub base_url: Option<String>,
    /// BCP 47 tag; where none is given, `en` until more is known.
    pub language: String,
    /// Whether the settings give one.
    pub has_language: bool,
    /// The content root under the knowledge base's root. `None`: `articles` if it is a folder and
    /// there are settings or nothing else, else the root itself.
    pub content: Option<RelPath>,
    /// The output folder under the root.
    pub output: String,
    /// Whether the settings name it.
    pub has_output: bool,
    /// The theme's name.
    pub theme: String,
    /// Where a reader says what is wrong; a URL or `mailto:`.
    pub feedback: Option<String>,
    /// Paths under the content root that are not read.
    pub ignore: GlobSet,
    /// Which documents are published.
    pub publish: Publish,
    /// How notes are written.
    pub dialect: Dialect,
    /// `[site] vault_filters`: whether what Obsidian's settings exclude is left out.
    pub vault_filters: bool,
    /// Kinds by glob under the content root; the first that matches counts.
    pub kinds: Vec<(GlobMatcher, Kind)>,
    /// The authored topics.
    pub topics: Vec<TopicConfig>,
    /// The table of contents, written by hand.
    pub nav: Vec<NavEntry>,
    /// Relation types: the built-in ones, then those of `[relations]`.
    pub relations: Vec<RelationType>,
    /// `[urls] case = "keep"`.
    pub keep_case: bool,
    /// `[urls] ledger`: the file under the root that remembers URLs, and where that is written.
    pub ledger: Option<(RelPath, Span)>,
    /// `[linking] mentions`.
    pub mentions: MentionLinks,
    /// `[linking] skip`: elements or callouts in which no mention is linked (`blockquote`, …).
    pub skip: Vec<String>,
    /// Titles of role blocks by role, beside the built-in English ones: `[roles]`.
    pub roles: Vec<(String, Vec<String>)>,
    /// `[check]`: severities that differ from the catalogue's.
    pub check: Vec<(Code, Severity)>,
    /// `[audiences]`: names, each with the audiences it includes.
    pub audiences: Vec<(String, Vec<String>)>,
    /// The files of audiences: `files` in `[audiences.NAME]`.
    pub audience_files: Vec<AudienceFiles>,
    /// `[security] html`.
    pub html: HtmlSetting,
    /// `[security] remote`: hosts from which pictures may come; `None`: all.
    pub remote: Option<Vec<String>>,
    /// `[security] attachments`.
    pub attachments: AttachmentSetting,
    /// `[security] metadata`.
    pub metadata: MetadataSetting,
    /// `[deploy] target`: the hosts that the site is written for.
    pub deploy: Vec<DeployTarget>,
    /// `[serve] editor`: a URL with `{path}`, `{line}` and `{column}`.
    pub editor: Option<String>,
    /// `[[search.synonyms]]`: what widens a search.
    pub synonyms: Vec<Synonyms>,
    /// `[site] edit`: where a page's source is edited, a URL with `{path}`.
    pub edit: Option<String>,
    /// `[theme]`.
    pub look: Look,
    /// `[share]`.
    pub share: Share,
    /// `[offline]`, where it is written.
    pub offline: Option<Offline>,
    /// `[cache] dir`: the folder under the root for what a build leaves to the next.
    pub cache: String,
}

/// `[theme]`: what a site changes about its theme without writing one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether the reader's own faces are used in place of the theme's.
    pub system_font: bool,
    /// The logo in the masthead: its path under `static/`, and where that is written.
    pub logo: Option<(RelPath, Span)>,
    /// What stands beside the title on the home page.
    pub cover: Cover,
}

/// `[share]`: what others show of a page whose address is sent to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Whether pages have pictures, where the site's own address is known.
    pub pictures: bool,
    /// In place of the one drawn for the whole site: its path under `static/`, and where that is
    /// written.
    pub picture: Option<(RelPath, Span)>,
}

/// `[offline]`: what readers' browsers keep for times without a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offline {
    /// Whether they keep the site. If not, what they kept once goes.
    pub enabled: bool,
    /// For so many days after the host last gave them a page.
    pub days: u32,
    /// The audiences whose builds are kept.
    pub audiences: Vec<String>,
}

/// What stands beside the title on the home page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cover {
    /// The topic graph, as an ornament.
    #[default]
    Graph,
    /// Nothing.
    None,
    /// A picture: its path under `static/`, and where that is written.
    Picture(RelPath, Span),
}

/// Files that are for one audience.
#[derive(Clone, Debug)]
pub struct AudienceFiles {
    /// The audience.
    pub audience: String,
    /// Which files, or folders with all that is in them, by path under the content root.
    pub glob: GlobMatcher,
    /// Where it is written.
    pub span: Span,
}

impl AudienceFiles {
    /// Whether the file at `path` is one of them, or in a folder that is.
    pub fn has(&self, path: &RelPath) -> bool {
        let ends = path.as_str().match_indices('/').map(|(at, _)| at);
        let mut ends = ends.chain([path.as_str().len()]);
        ends.any(|end| self.glob.is_match(&path.as_str()[..end]))
    }
}

/// An entry of `[[topics]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicConfig {
    /// Its title.
    pub title: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its concepts, as link targets, and where each is written.
    pub concepts: Vec<(String, Span)>,
}

/// A type of relation between concepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationType {
    /// Its name, as in front matter.
    pub name: String,
    /// How it reads from its source ("builds on").
    pub label: String,
    /// How it reads from its target ("leads to").
    pub inverse: String,
    /// The relation that is its inverse, if that has a name of its own (`narrower`).
    pub inverse_name: Option<String>,
    /// Whether it holds both ways.
    pub symmetric: bool,
    /// Whether it carries over chains; a cycle in it is then an error.
    pub transitive: bool,
}

impl RelationType {
    /// Whether it is one of the program's own, as the program calls it.
    pub fn is_built_in(&self) -> bool {
        raw::resolve::built_in().contains(self)
    }
}

/// Words of `[[search.synonyms]]`, each with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonyms {
    /// Words, or several words each.
    pub words: Vec<(String, Span)>,
    /// What they mean; `None` where they mean one another.
    pub target: Option<(String, Span)>,
}

/// `[site] publish`: which documents are published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publish {
    /// All that say nothing else.
    #[default]
    All,
    /// Those that say `publish: true`, or another program's word for it.
    Marked,
    /// Those, if there are any: without settings nobody has said.
    #[serde(skip)]
    Guess,
}

/// `[site] dialect`: whose habits the documents follow where programs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// Obsidian's, where it keeps the folder or most links are its own; else GitHub's.
    #[default]
    Auto,
    /// Single line breaks are shown, `#tags` in prose count, links find files by name.
    Obsidian,
    /// None of it.
    Github,
}

/// Which mentions become links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MentionLinks {
    /// The first of a concept in each section.
    #[default]
    FirstPerSection,
    /// The first of a concept on the page.
    FirstPerPage,
    /// None.
    None,
}

/// `[security] attachments`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentSetting {
    /// Nothing is published that runs in a reader's browser, unless a host sends headers for it.
    #[default]
    Safe,
    /// All are copied as they are.
    Trusted,
}

/// `[security] metadata`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetadataSetting {
    /// Pictures are published without what they tell beside what they show.
    #[default]
    Strip,
    /// With it.
    Keep,
}

/// `[deploy] target`: a host that reads headers from a file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeployTarget {
    /// Netlify, from `_headers`.
    Netlify,
    /// Cloudflare Pages, from `_headers`.
    Cloudflare,
    /// Internet Information Services and Azure App Service, from `web.config`.
    Iis,
}

impl DeployTarget {
    /// The host called `name`.
    fn parse(name: &str) -> Option<Self> {
        match name {
            "netlify" => Some(Self::Netlify),
            "cloudflare" => Some(Self::Cloudflare),
            "iis" => Some(Self::Iis),
            _ => None,
        }
    }
}

/// `[security] html`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HtmlSetting {
    /// Kept as far as an allow-list goes.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
    /// Kept as it is.
    Trusted,
}

impl Default for Config {
    fn default() -> Self {
        let (config, diagnostics) = parse(&RelPath::new("site.toml"), "");
        debug_assert!(diagnostics.is_empty(), "no settings are no fault");
        config
    }
}

impl Config {
    /// The kind that `[kinds]` gives the document at `path` under the content root.
    pub fn kind_of(&self, path: &RelPath) -> Option<Kind> {
        self.kinds.iter().find(|(glob, _)| glob.is_match(path.as_str())).map(|&(_, kind)| kind)
    }

    /// The relation called `name`.
    pub fn relation(&self, name: &str) -> Option<&RelationType> {
        self.relations.iter().find(|relation| relation.name == name)
    }
}

/// Reads `site.toml`. With an error among the diagnostics the settings must not be used.
pub fn parse(file: &RelPath, text: &str) -> (Config, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    keys::check(file, text, &mut diagnostics);
    let raw = match toml::from_str::<raw::Raw>(text) {
        Ok(raw) => raw,
        Err(error) => {
            let span = error.span().map(Into::into);
            diagnostics.push(Diagnostic::settings(file, span, error.message()));
            raw::Raw::default()
        }
    };
    (raw.resolve(file, &mut diagnostics), diagnostics)
}
