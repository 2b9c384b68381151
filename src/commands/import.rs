//! `topoi import PATH…`: foreign documents become articles of the knowledge base.

mod target;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Failure, Outcome, print};
use crate::diagnostics::format::Texts;
use crate::diagnostics::{self, Diagnostic, Severity, fault};
use crate::import::article::Article;
use crate::import::read::{self, ENDINGS, Options};
use crate::import::rules::Rules;
use crate::model::RelPath;

/// The user's rules, beside `site.toml`.
const RULES: &str = "import-rules.toml";

/// So many files are read before what they hold is written: memory stays bounded.
const BATCH: usize = 64;

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// Files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// Print the articles and write nothing.
    pub stdout: bool,
    /// Print them as JSON.
    pub json: bool,
    /// Drop no line.
    pub keep_all: bool,
    /// Keep the raw files in this folder of the root.
    pub keep_original: Option<String>,
    /// Merge what is new in a source into its article.
    pub update: bool,
    /// Show what would change and write nothing.
    pub dry_run: bool,
    /// Say only what is wrong.
    pub quiet: bool,
}

/// A file that was read.
struct Import {
    bytes: Vec<u8>,
    articles: Vec<(RelPath, Article)>,
    found: Vec<Diagnostic>,
}

/// Imports, and tells what could not be.
///
/// # Errors
/// Rules that cannot be read; what the environment refused to write.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let rules = rules(&arguments.root)?;
    let mut found = Vec::new();
    let files = files(&arguments.paths, &mut found);
    let mut target = if arguments.stdout { None } else { Some(target::Target::open(arguments)?) };
    for batch in files.chunks(BATCH) {
        let imports: Vec<Import> =
            batch.par_iter().map(|path| import(path, &rules, arguments)).collect();
        for import in imports {
            found.extend(import.found);
            for (file, article) in &import.articles {
                match &mut target {
                    Some(target) => target.take(file, &import.bytes, article, &mut found)?,
                    None => show(article, arguments.json),
                }
            }
        }
    }
    diagnostics::sort(&mut found);
    print::human(&found, &Texts::default());
    if let Some(target) = target.filter(|_| !arguments.quiet) {
        print::note(&target.summary());
    }
    let wrong = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if wrong { Outcome::ContentErrors } else { Outcome::Done })
}

fn rules(root: &Path) -> Result<Rules, Failure> {
    let path = root.join(RULES);
    let added = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            let message = format!("cannot read `{}`: {error}", path.display());
            return Err(Failure::new(message, "check its rights"));
        }
    };
    Rules::new(added.as_deref()).map_err(|cause| {
        let message = format!("`{}` cannot be used: {}", path.display(), cause.trim_end());
        Failure::new(message, "it has the lists `lines`, `beginnings` and `phrases`")
    })
}

/// The files to read, in order: what is named, and in folders what has a known ending.
fn files(paths: &[PathBuf], found: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
        };
        let walk = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| !hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let ending = entry
                        .path()
                        .extension()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .to_lowercase();
                    if ENDINGS.contains(&ending.as_str()) {
                        files.push(entry.into_path());
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let at = error.path().unwrap_or(path).to_owned();
                    found.push(Diagnostic::unreadable_import(&name(&at), &error.to_string()));
                }
            }
        }
    }
    files
}

/// A path as diagnostics name it.
fn name(path: &Path) -> RelPath {
    let text = path.to_string_lossy();
    RelPath::normalize(&text)
        .filter(|path| !path.as_str().is_empty())
        .or_else(|| RelPath::normalize(&path.file_name()?.to_string_lossy()))
        .unwrap_or_else(|| RelPath::new("input"))
}

fn import(path: &Path, rules: &Rules, arguments: &Arguments) -> Import {
    let piped = path.as_os_str() == "-";
    let file = if piped { RelPath::new("stdin") } else { name(path) };
    let mut found = Vec::new();
    let bytes = match bytes(path, piped) {
        Ok(bytes) => bytes,
        Err(cause) => {
            found.push(Diagnostic::unreadable_import(&file, &cause));
            return Import { bytes: Vec::new(), articles: Vec::new(), found };
        }
    };
    let options = Options { keep_all: arguments.keep_all };
    let read = fault::guard(&file, fault::Task::Parse, || {
        let mut found = Vec::new();
        (read::read(&file, &bytes, rules, options, &mut found), found)
    });
    let articles = match read {
        Ok((articles, more)) => {
            found.extend(more);
            articles
        }
        Err(bug) => {
            found.push(bug);
            Vec::new()
        }
    };
    Import { bytes, articles, found }
}

/// A file's bytes, no more of them than are ever read.
fn bytes(path: &Path, piped: bool) -> Result<Vec<u8>, String> {
    let most = read::LARGEST as u64;
    let mut bytes = Vec::new();
    let read = if piped {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
        file.take(most + 1).read_to_end(&mut bytes)
    };
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most {
        return Err(format!("it is larger than {} MB", most >> 20));
    }
    Ok(bytes)
}

/// Prints an article.
fn show(article: &Article, json: bool) {
    if json {
        let object = serde_json::json!({
            "title": article.title,
            "author": article.authors,
            "published": article.published,
            "source": article.source,
            "lang": article.lang,
            "text": article.text,
            "markdown": article.markdown,
            "dropped": article.dropped,
        });
        print::result(&format!("{object}\n"));
    } else {
        print::result(&article.file(None));
    }
}
