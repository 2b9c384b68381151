//! `topoi new KIND TITLE`: a document with the fields of its kind, in the right place.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Loaded, print, today};
use crate::model::path::ShownPath as _;
use crate::model::{Failure, Kind, RelPath};
use crate::parse::slug::file_stem;
use crate::pipeline::{self, ParseCache};
use crate::site::Site;
use crate::{source, suggest, theme};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The kind of the document.
    pub kind: Kind,
    /// Its title.
    pub title: String,
}

/// Concepts that a new principle is filed under, at most.
const MOST_CONCEPTS: usize = 4;

/// Writes the document and prints its path.
///
/// # Errors
/// A document that is there already; what the environment refused.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { root, kind, title } = arguments;
    let (config, _, _) = source::settings(root)?;
    let name = file_stem(title).ok_or_else(|| {
        let what = format!("no file can be named after `{title}`");
        Failure::new(what, "give a title with letters or digits")
    })?;
    let content = match &config.content {
        Some(content) => root.join(content.as_str()),
        None => root.join(source::content_root(root, &config)?),
    };
    let path = match folder(&config, *kind, &content) {
        Some(folder) => content.join(folder).join(format!("{name}.md")),
        None => content.join(format!("{name}.md")),
    };
    let relative = path.strip_prefix(&content).unwrap_or(&path).to_string_lossy().into_owned();
    let by_glob = RelPath::normalize(&relative).and_then(|path| config.kind_of(&path));
    let template = theme::starter(root, &config.theme, *kind)?;
    let filled = Filled::new(root, *kind, title, by_glob == Some(*kind));
    write(&path, filled.fill(&template).as_bytes())?;
    print::result(&format!("{}\n", path.shown()));
    if *kind == Kind::Principle {
        print::note(&format!("for its evidence: topoi suggest --for {name}"));
    }
    Ok(())
}

/// What stands in a template's places.
struct Filled {
    values: [(&'static str, String); 5],
    /// The line that says the kind, where its folder says it already.
    known_kind: Option<String>,
}

impl Filled {
    fn new(root: &Path, kind: Kind, title: &str, known: bool) -> Self {
        // A base that cannot be read yet has no owners and no concepts.
        let site = site(root);
        let concepts = match (&site, kind) {
            (Some(site), Kind::Principle) => suggest::likely_concepts(site, title, MOST_CONCEPTS)
                .into_iter()
                .map(|doc| site.document(doc).content_path.file_stem().to_owned())
                .collect(),
            _ => Vec::new(),
        };
        let owner = site.as_ref().and_then(usual_owner).or_else(|| git_name(root));
        let day = today::date();
        Self {
            values: [
                ("title", quoted(title)),
                ("kind", kind.name().to_owned()),
                ("owner", owner.map_or_else(String::new, |owner| quoted(&owner))),
                ("date", day.map_or_else(String::new, |day| day.to_string())),
                ("concepts", format!("[{}]", concepts.join(", "))),
            ],
            known_kind: (known || kind == Kind::Note).then(|| format!("kind: {}\n", kind.name())),
        }
    }

    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let found = after.split_once("}}").and_then(|(name, rest)| {
                let (_, value) = self.values.iter().find(|(known, _)| *known == name.trim())?;
                Some((value, rest))
            });
            rest = match found {
                Some((value, rest)) => {
                    out.push_str(value);
                    rest
                }
                // A place of somebody else's: it stays.
                None => {
                    out.push_str("{{");
                    after
                }
            };
        }
        out.push_str(rest);
        match &self.known_kind {
            Some(line) => out.replacen(line.as_str(), "", 1),
            None => out,
        }
    }
}

/// A value of front matter in quotation marks: JSON's are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The knowledge base as it is, without drafts, which nothing may refer to; none where it cannot be read.
fn site(root: &Path) -> Option<Site> {
    let loaded = Loaded::read_telling(root, |_, _| {}).ok()?;
    if !loaded.config.audiences.is_empty() {
        return None;
    }
    let options = pipeline::Options { today: today::today(None), ..pipeline::Options::default() };
    Some(pipeline::resolve(&loaded.snapshot(&options), &mut ParseCache::default()).0)
}

/// The owner of most documents.
fn usual_owner(site: &Site) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for document in &site.documents {
        if let Some(owner) = &document.meta.owner {
            *counts.entry(&owner.text).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    most.map(|(name, _)| name.to_owned())
}

/// The name under which Git would commit there.
fn git_name(root: &Path) -> Option<String> {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(["config", "user.name"]);
    let output = git.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !name.is_empty()).then_some(name)
}

/// The folder for a kind: where `[kinds]` says such documents stand (`concepts/**`), else one
/// named after the kind if it is there.
pub(super) fn folder(config: &crate::config::Config, kind: Kind, content: &Path) -> Option<String> {
    let glob = config.kinds.iter().filter(|(_, of)| *of == kind).find_map(|(glob, _)| {
        let folder = glob.glob().glob().strip_suffix("/**")?;
        (!folder.contains(['*', '?', '[', '{'])).then(|| folder.to_owned())
    });
    glob.or_else(|| {
        let named = kind.info().plural;
        content.join(named).is_dir().then(|| named.to_owned())
    })
}

/// Writes a new file, and the folders above it; never over one that is there.
///
/// # Errors
/// A file that is there; what the environment refused.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::new(
            format!("`{}` is there already", path.shown()),
            "choose another title, or open that file",
        ),
        _ => Failure::new(
            format!("cannot write `{}`: {error}", path.shown()),
            "check the folder and your rights there",
        ),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(refused)?;
    }
    let mut file = std::fs::File::create_new(path).map_err(refused)?;
    file.write_all(bytes).map_err(refused)
}
