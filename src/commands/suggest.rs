//! `topoi suggest`: what the articles call for and nobody has written yet; with `--for`, passages
//! ready to cite; with `--keyphrases`, what one text is about.

mod report;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Loaded, Outcome, check_audience, new, print};
use crate::model::path::ShownPath as _;
use crate::model::{DocId, Failure, Kind, RelPath, SourceFile};
use crate::parse::document::BlockKind;
use crate::parse::{self, Document, ParseOptions};
use crate::pipeline::{self, ParseCache};
use crate::site::Site;
use crate::suggest::keyphrases::{Block, Keyphrase, keyphrases, paragraphs};
use crate::suggest::{self, Proposal, Rejected};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The text whose key phrases are asked for.
    pub keyphrases: Option<PathBuf>,
    /// The principle for which evidence is asked.
    pub principle: Option<String>,
    /// Whether to write drafts.
    pub write: bool,
    /// At most so many, of each kind.
    pub limit: Option<usize>,
    /// JSON in place of text.
    pub json: bool,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
}

/// Key phrases of a text, and passages for a principle, where nobody says how many.
const FEW: usize = 10;

/// Proposals of each kind, where nobody says how many.
const MANY: usize = 40;

/// Suggests. The result goes to standard output.
///
/// # Errors
/// A file that cannot be read or is no text; settings or content that cannot be used; a principle
/// that isn't there; what the environment refused.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if let Some(path) = &arguments.keyphrases {
        let found = of_file(path, arguments.limit.unwrap_or(FEW))?;
        print::result(&if arguments.json { json(&found) } else { lines(&found) });
        return Ok(if found.is_empty() { Outcome::NothingFound } else { Outcome::Done });
    }
    let loaded = Loaded::read(&arguments.root)?;
    check_audience(&loaded.config, arguments.pipeline.audience.as_deref())?;
    let snapshot = loaded.snapshot(&arguments.pipeline);
    let (site, _) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    if let Some(name) = &arguments.principle {
        return evidence(&site, name, arguments);
    }
    let rejected = rejected(&arguments.root)?;
    let limit = arguments.limit.unwrap_or(MANY);
    let mut shown: Vec<Proposal> = Vec::new();
    for proposal in suggest::proposals(&site) {
        let of_kind = shown.iter().filter(|other| other.kind == proposal.kind).count();
        if of_kind < limit && !rejected.contains(&proposal) {
            shown.push(proposal);
        }
    }
    if arguments.write {
        write(&site, &loaded, &arguments.root, &shown)?;
        return Ok(Outcome::Done);
    }
    print::result(&if arguments.json {
        report::json(&site, &shown)
    } else {
        report::human(&site, &shown)
    });
    Ok(if shown.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// What was rejected.
fn rejected(root: &Path) -> Result<Rejected, Failure> {
    let path = root.join(suggest::REJECTED);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Rejected::read(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Rejected::default()),
        Err(error) => Err(Failure::new(
            format!("cannot read `{}`: {error}", path.shown()),
            "it lists what was rejected, a line each; check your rights",
        )),
    }
}

/// Writes a draft for each proposal that is a document of its own, and says which.
fn write(site: &Site, loaded: &Loaded, root: &Path, proposals: &[Proposal]) -> Result<(), Failure> {
    let content = root.join(&loaded.sources.content_root);
    let mut written = 0;
    for proposal in proposals {
        let Some(stub) = suggest::stub(site, proposal, true) else { continue };
        let path = content.join(stub.path.as_str());
        if path.symlink_metadata().is_ok() {
            continue;
        }
        new::write(&path, stub.text.as_bytes())?;
        print::result(&format!("{}\n", path.shown()));
        written += 1;
    }
    print::note(&format!(
        "{} written; to accept one say what it is and delete its line `draft: true`, to reject it \
         delete the file and add its line to {}",
        print::count(written, "draft"),
        suggest::REJECTED
    ));
    Ok(())
}

/// Passages for a principle.
fn evidence(site: &Site, name: &str, arguments: &Arguments) -> Result<Outcome, Failure> {
    let principles: Vec<DocId> = site.of_kind(Kind::Principle).collect();
    // As Windows writes a path.
    let path = name.replace('\\', "/");
    let path = path.trim_end_matches(".md");
    let is_it = |doc: &&DocId| {
        let document = site.document(**doc);
        let content = document.content_path.as_str().trim_end_matches(".md");
        content == path
            || document.content_path.file_stem() == path
            || document.title.to_lowercase() == name.to_lowercase()
    };
    let Some(doc) = principles.iter().find(is_it) else {
        return Err(Failure::new(
            format!("there is no principle `{name}`"),
            "write its path or its title; `topoi new principle TITLE` starts one",
        ));
    };
    let found = suggest::evidence_for(site, *doc, arguments.limit.unwrap_or(FEW));
    print::result(&if arguments.json {
        report::evidence_json(site, &found)
    } else {
        report::evidence_yaml(site, &found)
    });
    Ok(if found.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// One phrase a line.
fn lines(found: &[Keyphrase]) -> String {
    found.iter().map(|keyphrase| format!("{}\n", keyphrase.text)).collect()
}

/// A key phrase as JSON has it.
#[derive(Serialize)]
struct Row<'a> {
    phrase: &'a str,
    /// The logarithm of the odds, to three digits.
    score: f64,
    count: usize,
}

fn json(found: &[Keyphrase]) -> String {
    let rows: Vec<Row<'_>> = found
        .iter()
        .map(|Keyphrase { text, score, count, .. }| Row {
            phrase: text,
            score: (f64::from(*score) * 1e3).round() / 1e3,
            count: *count,
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("rows of text and numbers are JSON");
    text.push('\n');
    text
}

/// The key phrases of a file: Markdown by its ending, else plain text.
fn of_file(path: &Path, most: usize) -> Result<Vec<Keyphrase>, Failure> {
    let text = read(path)?;
    let markdown = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let document = markdown.then(|| document(path, &text)).flatten();
    let lang = document.as_ref().map_or("en", |document| &document.lang);
    let mut found = Vec::new();
    match &document {
        Some(document) => {
            if document.title_heading.is_none() && document.meta.title.is_some() {
                found.extend(paragraphs(&document.title).into_iter().map(|p| (p.text, true)));
            }
            for block in &document.blocks {
                let heading = block.kind == BlockKind::Heading;
                if heading || block.is_passage() {
                    let text = paragraphs(block.plain.of(&document.plain));
                    found.extend(text.into_iter().map(|p| (p.text, heading || p.heading)));
                }
            }
        }
        None => found.extend(paragraphs(&text).into_iter().map(|p| (p.text, p.heading))),
    }
    let blocks: Vec<Block<'_>> =
        found.iter().map(|(text, heading)| Block { text, heading: *heading }).collect();
    Ok(keyphrases(&blocks, lang, most))
}

/// The text of a file, or of standard input.
fn read(path: &Path) -> Result<String, Failure> {
    let unread = |error: std::io::Error| {
        Failure::new(
            format!("cannot read `{}`: {error}", path.shown()),
            "name a file of text, or `-` for standard input",
        )
    };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(unread)?;
    } else {
        bytes = std::fs::read(path).map_err(unread)?;
    }
    if bytes.contains(&0) {
        return Err(Failure::new(
            format!("`{}` is no text", path.shown()),
            "`topoi import` makes Markdown of office documents and web pages",
        ));
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// A Markdown file parsed; none where its front matter is broken.
fn document(path: &Path, text: &str) -> Option<Document> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let file = SourceFile::new(RelPath::new(&name), RelPath::new(&name), text);
    parse::parse(&file, None, &ParseOptions::default()).0
}
