//! The site for times without a network: `[offline]`. A worker in the reader's browser keeps pages of
//! one build, and a manifest makes an app of the site.
//!
//! Of a build the worker keeps the **core** after one visit: home, situations, topics and search with
//! what they load, then the cards, then the index, up to four megabytes. All else it keeps as it is
//! visited. The build's name is a hash of all that was written; `data/build.txt` says it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use crate::i18n::Words;
use crate::model::file::Contents;
use crate::model::html::escaped;
use crate::model::theme::Colour;
use crate::model::{Failure, Kind, OutFile, Sink, hash};
use crate::site::{OFFLINE_WORKER, Offline, Site};
use crate::urls;

const WORKER: &str = include_str!("worker.js");
const CLEAR: &str = include_str!("clear.js");
/// Where the manifest stands.
pub const MANIFEST: &str = "manifest.webmanifest";
/// Where the name of the build stands.
const BUILD: &str = "data/build.txt";
/// The core holds at most so many bytes, before hosts compress them.
const MOST_BYTES: usize = 4_000_000;
/// And so many files: each is a request.
const MOST_FILES: usize = 600;

/// A file that was written: a hash of what it holds, and its length in bytes.
type Written = (String, usize);

/// A sink that remembers what goes through it.
pub struct Record<'a> {
    sink: &'a dyn Sink,
    is_on: bool,
    files: Mutex<BTreeMap<String, Written>>,
}

impl<'a> Record<'a> {
    /// Hands over to `sink`, and remembers it if `site` is to be kept by readers.
    pub fn new(site: &Site, sink: &'a dyn Sink) -> Self {
        Self { sink, is_on: site.offline == Offline::Kept, files: Mutex::default() }
    }
}

impl Sink for Record<'_> {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        if self.is_on {
            // Copies are pictures and attachments: a page names them, and asks for them again.
            if let Contents::Bytes(bytes) = &file.bytes {
                let written = (hash::hex(bytes, 8), bytes.len());
                let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
                files.insert(file.path.clone(), written);
            }
        }
        self.sink.put(file)
    }
}

/// Writes what a browser needs to keep the site, which is all in `record` by now; or what takes back
/// what it kept.
///
/// # Errors
/// What the sink refused.
pub fn write(site: &Site, words: &Words, paper: Colour, record: Record<'_>) -> Result<(), Failure> {
    let sink = record.sink;
    let files = record.files.into_inner().unwrap_or_else(PoisonError::into_inner);
    match site.offline {
        Offline::No => Ok(()),
        Offline::Cleared => sink.put(OutFile::text(OFFLINE_WORKER, CLEAR)),
        Offline::Kept => {
            let names: Vec<String> =
                files.iter().map(|(path, (hash, _))| format!("{hash} {path}\n")).collect();
            let build = hash::hex(format!("{WORKER}{}", names.concat()).as_bytes(), 8);
            sink.put(OutFile::text(BUILD, format!("{build}\n")))?;
            sink.put(OutFile::text(MANIFEST, manifest(site, &files, paper)))?;
            sink.put(OutFile::text(OFFLINE_WORKER, worker(site, words, &files, &build)))
        }
    }
}

/// The worker where the site is not to be kept: for hosts and ports that had one that was.
pub fn clearing() -> OutFile {
    OutFile::text(OFFLINE_WORKER, CLEAR)
}

fn worker(site: &Site, words: &Words, files: &BTreeMap<String, Written>, build: &str) -> String {
    let say = |key: &str| escaped(words.text(key));
    let core: Vec<String> = core(site, files).iter().map(|path| urls::path(path)).collect();
    let sheet = files.keys().find(|path| is_sheet(path)).map_or("", String::as_str);
    let settings = json!({
        "build": build,
        "days": site.config.offline.as_ref().map_or(0, |offline| offline.days),
        "core": core,
        "home": urls::path(&site.generated.home),
        "sheet": sheet,
        "title": escaped(&site.config.title),
        "language": escaped(&site.config.language),
        "words": { "title": say("offline.title"), "text": say("offline.text"), "home": say("offline.home") },
    });
    format!("const site = {settings};\n{WORKER}")
}

/// What one visit keeps, the most wanted first.
fn core<'a>(site: &'a Site, files: &'a BTreeMap<String, Written>) -> Vec<&'a str> {
    let generated = &site.generated;
    let pages = [&generated.home, &generated.situations, &generated.search, &generated.topics];
    let starting = |start: &'static str| {
        files.keys().map(String::as_str).filter(move |path| path.starts_with(start))
    };
    let cards = site.of_kind(Kind::Principle).map(|doc| site.url(doc));
    let wanted = pages
        .into_iter()
        .map(String::as_str)
        .chain(files.keys().map(String::as_str).filter(|path| is_frame(path)))
        .chain(cards)
        .chain(["data/previews.js"])
        .chain(starting("assets/search/"))
        .chain(starting("assets/previews/"));
    let (mut core, mut seen, mut bytes) = (Vec::new(), BTreeSet::new(), 0);
    for path in wanted {
        let Some((_, length)) = files.get(path) else { continue };
        if bytes + length <= MOST_BYTES && core.len() < MOST_FILES && seen.insert(path) {
            bytes += length;
            core.push(path);
        }
    }
    core
}

/// The style sheet of all pages.
fn is_sheet(path: &str) -> bool {
    path.starts_with("assets/topoi.") && path.ends_with(".css")
}

/// Whether every page loads the asset at `path`, or the search page does: of the graph's there is no
/// need.
fn is_frame(path: &str) -> bool {
    let Some(name) = path.strip_prefix("assets/") else { return false };
    let (folder, name) = name.rsplit_once('/').unwrap_or(("", name));
    let is_wanted = matches!(folder, "" | "early" | "fonts") && !name.starts_with("graph");
    is_wanted && [".css", ".js", ".woff2", ".svg"].iter().any(|end| name.ends_with(end))
}

/// The web app manifest (W3C Web Application Manifest).
fn manifest(site: &Site, files: &BTreeMap<String, Written>, paper: Colour) -> String {
    let icon = |side: &str| {
        let path = files.keys().find(|path| path.starts_with(&format!("assets/icon-{side}.")))?;
        Some(json!({ "src": path, "sizes": format!("{side}x{side}"), "type": "image/png" }))
    };
    let mut icons: Vec<_> = ["192", "512"].into_iter().filter_map(icon).collect();
    if let (true, Some((logo, _))) = (icons.is_empty(), &site.config.look.logo) {
        icons.push(json!({ "src": urls::path(logo.as_str()), "sizes": "any" }));
    }
    let [red, green, blue] = paper;
    let paper = format!("#{red:02x}{green:02x}{blue:02x}");
    let manifest = json!({
        "name": site.config.title,
        "description": site.config.description,
        "lang": site.config.language,
        "start_url": site.generated.home,
        "scope": "./",
        "display": "minimal-ui",
        "theme_color": paper,
        "background_color": paper,
        "icons": icons,
    });
    format!("{manifest}\n")
}
