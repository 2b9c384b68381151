//! `topoi questions import`: what readers searched for, as expectations to look through.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{Loaded, ask, print};
use crate::ask::{Engine, import};
use crate::config::QUESTIONS;
use crate::model::path::ShownPath as _;
use crate::model::{Failure, RelPath};
use crate::pipeline;

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The list, a question a line; `-` for standard input.
    pub file: PathBuf,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
}

/// Imports. The expectations go to standard output, for somebody to look through and to add to
/// `questions.toml`.
///
/// # Errors
/// A list that cannot be read, settings or content that cannot be used.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let text = read(&arguments.file)?;
    let sources = Loaded::read(&arguments.root)?.sources;
    let (outputs, files) = ask::index(&arguments.root, &arguments.pipeline)?;
    let known = match &sources.questions {
        Some(file) => crate::ask::questions(&RelPath::new(QUESTIONS), &file.text).0,
        None => Vec::new(),
    };
    let site = outputs.site();
    let name = |page: &str| {
        let at = site.urls.documents.iter().position(|url| url == page)?;
        Some(site.documents[at].content_path.without_extension().to_owned())
    };
    let imported = import(&text, &known, &Engine::open(files)?, &name)?;
    print::result(&imported.toml);
    let questions = print::count(imported.questions, "question");
    print::note(&format!(
        "{questions}, {} of them without a result; {} known already",
        imported.empty, imported.known
    ));
    Ok(())
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().read_to_end(&mut bytes).map(drop),
        false => std::fs::read(path).map(|read| bytes = read),
    };
    read.map_err(|error| {
        let what = format!("cannot read `{}`: {error}", path.shown());
        Failure::new(what, "name a text file with a question a line, or `-` for standard input")
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
