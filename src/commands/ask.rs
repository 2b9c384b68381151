//! `topoi ask`: what a reader would find, on the terminal, by the site's own search.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Loaded, Outcome, check_audience, print};
use crate::ask::{Answer, Engine, Files, Hit, SCRIPT};
use crate::model::path::ShownPath as _;
use crate::model::{Failure, RelPath};
use crate::pipeline::{self, Outputs, ParseCache};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// A site that was built, asked in place of the knowledge base.
    pub site: Option<PathBuf>,
    /// The words of the question.
    pub question: String,
    /// At most so many results.
    pub limit: usize,
    /// A JSON object in place of text.
    pub json: bool,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
}

/// Asks. The answer goes to standard output.
///
/// # Errors
/// Settings or content that cannot be used, a site that isn't there, a search that doesn't run.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let engine = match &arguments.site {
        Some(site) => Engine::open(folder(site)?),
        None => Engine::open(index(&arguments.root, &arguments.pipeline)?.1),
    };
    let answer = engine.and_then(|engine| engine.ask(&arguments.question, arguments.limit))?;
    print::result(&if arguments.json {
        json(&arguments.question, &answer)
    } else {
        human(&arguments.question, &answer)
    });
    Ok(if answer.results.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// The knowledge base at `root`, resolved, and the index of its site.
///
/// # Errors
/// Settings or content that cannot be used.
pub fn index(
    root: &Path,
    options: &pipeline::Options,
) -> Result<(Outputs, Arc<dyn Files>), Failure> {
    let loaded = Loaded::read(root)?;
    check_audience(&loaded.config, options.audience.as_deref())?;
    let (site, _) = pipeline::resolve(&loaded.snapshot(options), &mut ParseCache::default());
    let outputs = Outputs::new(Arc::new(site), loaded.theme.clone())?;
    let files = outputs.index()?;
    Ok((outputs, files))
}

/// The site that was written to `folder`.
fn folder(folder: &Path) -> Result<Arc<dyn Files>, Failure> {
    if !folder.join(SCRIPT).is_file() {
        return Err(Failure::new(
            format!("there is no search in `{}`", folder.shown()),
            "name the folder that `topoi build` wrote",
        ));
    }
    Ok(Arc::new(Folder(folder.to_owned())))
}

/// A site on disk. Its script may be anybody's, so nothing outside the folder is read.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str, range: Option<Range<usize>>) -> Option<Vec<u8>> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let path = RelPath::normalize(path)?;
        let real = self.0.join(path.as_str()).canonicalize().ok()?;
        if !real.starts_with(self.0.canonicalize().ok()?) {
            return None;
        }
        let mut file = std::fs::File::open(real).ok()?;
        let mut bytes = Vec::new();
        match range {
            Some(Range { start, end }) => {
                file.seek(SeekFrom::Start(start as u64)).ok()?;
                file.take(end.checked_sub(start)? as u64).read_to_end(&mut bytes).ok()?;
            }
            None => {
                file.read_to_end(&mut bytes).ok()?;
            }
        }
        Some(bytes)
    }
}

fn json(question: &str, answer: &Answer) -> String {
    #[derive(serde::Serialize)]
    struct Asked<'a> {
        question: &'a str,
        #[serde(flatten)]
        answer: &'a Answer,
    }
    let mut text = serde_json::to_string_pretty(&Asked { question, answer })
        .expect("an answer of text and numbers is JSON");
    text.push('\n');
    text
}

/// Each result with its place and best passage.
fn human(question: &str, answer: &Answer) -> String {
    let mut out = String::new();
    if answer.meant != question.trim() {
        let _ = writeln!(out, "Did you mean “{}”?\n", answer.meant);
    }
    for hit in &answer.results {
        let _ = write!(out, "{}", result(hit));
    }
    let shown = answer.results.len();
    let _ = match answer.total {
        0 => writeln!(out, "Nothing found."),
        total if total > shown => writeln!(out, "{} of {}.", shown, print::count(total, "result")),
        total => writeln!(out, "{}.", print::count(total, "result")),
    };
    out
}

fn result(hit: &Hit) -> String {
    let mut out = String::new();
    if let Some(situation) = &hit.situation {
        let _ = writeln!(out, "“{situation}”");
    }
    let _ = writeln!(out, "{} ({})", hit.title, hit.kind);
    let where_ = [hit.url.as_str(), hit.by.as_str(), hit.heading.as_str()];
    let where_: Vec<&str> = where_.into_iter().filter(|part| !part.is_empty()).collect();
    let _ = writeln!(out, "  {}", where_.join(" · "));
    match (&hit.act, &hit.say) {
        (None, None) => _ = writeln!(out, "  {}", hit.snippet),
        (act, say) => {
            for (label, text) in [("Do", act), ("Say", say)] {
                if let Some(text) = text {
                    let _ = writeln!(out, "  {label}: {text}");
                }
            }
        }
    }
    out.push('\n');
    out
}
