//! `topoi import PATH|URL…`: foreign documents become articles of the knowledge base.

mod pictures;
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
use crate::import::web::{self, Access, Client};
use crate::model::RelPath;
use crate::model::path::ShownPath as _;

/// The user's rules, beside `site.toml`.
const RULES: &str = "import-rules.toml";

/// So many files, or files of so many bytes, are read before what they hold is written: memory stays
/// bounded.
const BATCH: usize = 64;
const BATCH_BYTES: u64 = 32 << 20;

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// Files, folders and addresses of the web; `-` is standard input.
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
    /// Bring the pictures of the web along that the documents show.
    pub pictures: bool,
    /// How the web is asked.
    pub access: Access,
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
    let mut target = if arguments.stdout { None } else { Some(target::Target::open(arguments)?) };
    let (existing, paths) = existing(arguments, target.as_ref());
    let client = client(arguments)?;
    let files = files(&paths, &mut found);
    let mut rest = files.as_slice();
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch(rest));
        rest = later;
        let one = |path: &PathBuf| import(path, &rules, arguments, client.as_ref());
        let imports: Vec<Import> = batch.par_iter().map(one).collect();
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
    let mut brought = 0;
    if let (Some(target), Some(client), true) = (&target, &client, arguments.pictures) {
        let content = target.content().to_owned();
        let mut pictures = pictures::Pictures::new(client, content, arguments.dry_run);
        for document in existing.iter().chain(target.written()) {
            pictures.bring(document, &mut found)?;
        }
        brought = pictures.written;
    }
    diagnostics::sort(&mut found);
    print::human(&found, &Texts::default());
    if let Some(target) = target {
        print::note(&target.summary(brought));
    }
    let wrong = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if wrong { Outcome::ContentErrors } else { Outcome::Done })
}

/// How many files are read at once: one, or as many as are small.
fn batch(files: &[PathBuf]) -> usize {
    let mut all = 0;
    let fits = |path: &&PathBuf| {
        all += path.metadata().map_or(0, |facts| facts.len());
        all <= BATCH_BYTES
    };
    files.iter().take(BATCH).take_while(fits).count().max(1)
}

/// The client that asks the web, where something of it is wanted.
fn client(arguments: &Arguments) -> Result<Option<Client>, Failure> {
    let wanted = arguments.pictures || arguments.paths.iter().any(|path| address(path).is_some());
    if !wanted {
        return Ok(None);
    }
    let client = Client::new(&arguments.access);
    let name = |cause| Failure::new(cause, "name it as `http://host:port`");
    client.map(Some).map_err(name)
}

/// The address that an argument is.
fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| web::is_address(text))
}

/// With `--pictures`: the documents of the knowledge base among the arguments, all of them where there
/// are no arguments; and the other arguments.
fn existing(arguments: &Arguments, target: Option<&target::Target>) -> (Vec<String>, Vec<PathBuf>) {
    let (Some(target), true) = (target, arguments.pictures) else {
        return (Vec::new(), arguments.paths.clone());
    };
    if arguments.paths.is_empty() {
        return (target.documents(), Vec::new());
    }
    let (mut own, mut rest) = (Vec::new(), Vec::new());
    for path in &arguments.paths {
        match target.document(path) {
            Some(document) => own.push(document),
            None => rest.push(path.clone()),
        }
    }
    (own, rest)
}

fn rules(root: &Path) -> Result<Rules, Failure> {
    let path = root.join(RULES);
    let added = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            let message = format!("cannot read `{}`: {error}", path.shown());
            return Err(Failure::new(message, "check its rights"));
        }
    };
    Rules::new(added.as_deref()).map_err(|cause| {
        let message = format!("`{}` cannot be used: {}", path.shown(), cause.trim_end());
        Failure::new(message, "it has the lists `lines`, `beginnings` and `phrases`")
    })
}

/// The files to read, in order: what is named, and in folders what has a known ending.
fn files(paths: &[PathBuf], found: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if address(path).is_some() || !path.is_dir() {
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

/// A file's name, its bytes, and the address that it was fetched from.
struct Source {
    file: RelPath,
    bytes: Vec<u8>,
    address: Option<String>,
}

fn source(path: &Path, client: Option<&Client>) -> Result<Source, (RelPath, String)> {
    if let (Some(address), Some(client)) = (address(path), client) {
        let file = name_of_address(address, "");
        let found = client.document(address).map_err(|cause| (file, cause))?;
        let ending = if found.kind.contains("html") { "html" } else { "" };
        let file = name_of_address(&found.address, ending);
        return Ok(Source { file, bytes: found.bytes, address: Some(found.address) });
    }
    let piped = path.as_os_str() == "-";
    let file = if piped { RelPath::new("stdin") } else { name(path) };
    match bytes(path, piped) {
        Ok(bytes) => Ok(Source { file, bytes, address: None }),
        Err(cause) => Err((file, cause)),
    }
}

/// An address as diagnostics name it: host and path, and the ending where it has none of that kind.
fn name_of_address(address: &str, ending: &str) -> RelPath {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    let whole = match ending {
        "" => rest.to_owned(),
        _ if rest.ends_with(&format!(".{ending}")) => rest.to_owned(),
        ending => format!("{rest}.{ending}"),
    };
    RelPath::normalize(&whole).unwrap_or_else(|| RelPath::new("page"))
}

fn import(path: &Path, rules: &Rules, arguments: &Arguments, client: Option<&Client>) -> Import {
    let mut found = Vec::new();
    let Source { file, bytes, address } = match source(path, client) {
        Ok(source) => source,
        Err((file, cause)) => {
            found.push(Diagnostic::unreadable_import(&file, &cause));
            return Import { bytes: Vec::new(), articles: Vec::new(), found };
        }
    };
    let options = Options { keep_all: arguments.keep_all, address: address.as_deref() };
    let read = fault::guard(&file, fault::Task::Parse, || {
        let mut found = Vec::new();
        (read::read(&file, &bytes, rules, options, &mut found), found)
    });
    let articles = match read {
        Ok((mut articles, more)) => {
            found.extend(more);
            // What lies beside a single document's file; archives bring their own.
            if let [(own, article)] = articles.as_mut_slice()
                && *own == file
                && address.is_none()
                && article.files.is_empty()
            {
                let notes = pictures::bring_along(path, article);
                found.extend(notes.iter().map(|note| Diagnostic::incomplete_import(&file, note)));
            }
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
