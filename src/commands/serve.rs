//! `topoi serve`: the site in memory, resolved again at every change, its pages made when asked for.
//!
//! Each version of the site lives on the stack of a thread of its own (`host`), which renders the
//! pages that are asked for; a second thread makes the search index and the exports meanwhile, and
//! then answers for them. When the next version takes over, nobody asks this one any more, and both
//! threads end.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::print::{self, note};
use super::{Failure, check_audience};
use crate::config::Config;
use crate::diagnostics::format::{Located, Texts};
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::file::{Contents, SinkError};
use crate::model::{OutFile, RelPath, Sink, Theme};
use crate::output::MemorySink;
use crate::pipeline::{self, ParseCache, Resolved};
use crate::render::{PageError, Renderer};
use crate::serve::{self, Answer, Ask, Build, Options, Problem, Server};
use crate::source::{self, SETTINGS, Sources};
use crate::{export, search, site, theme, urls};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The port to take; the next free one if it is taken.
    pub port: u16,
    /// Whether to open a browser.
    pub open: bool,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
    /// Says nothing but errors and the address.
    pub quiet: bool,
}

/// How many ports to try from the wanted one on.
const TRIES: u16 = 20;

/// Serves until the process ends.
///
/// # Errors
/// No free port, or no threads, sockets or watches to be had; a root that isn't there.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let (config, _, _) = source::settings(&arguments.root)?;
    check_audience(&config, arguments.pipeline.audience.as_deref())?;
    let wanted = arguments.port;
    let server = Server::bind(&Options { port: wanted, tries: TRIES }).map_err(|error| {
        Failure::new(
            format!("cannot listen on 127.0.0.1:{wanted}: {error}"),
            "choose another port with `--port`",
        )
    })?;
    let address = server.address().map_err(|error| refused("the port", &error))?;
    let url = format!("http://127.0.0.1:{}/", address.port());
    if wanted != 0 && address.port() != wanted {
        note(&format!("port {wanted} is taken, using {}", address.port()));
    }
    let open = arguments.open;
    let ready = move || {
        note(&format!("serving on {url} (Ctrl-C ends)"));
        if open && let Err(error) = open_browser(&url) {
            note(&format!("cannot open a browser: {error}; open {url} yourself"));
        }
    };
    let memory = Arc::new(Mutex::new(ParseCache::default()));
    let rebuild = move || make(&arguments, &memory);
    server.run(rebuild, ready).map_err(|error| refused("the server", &error))
}

fn refused(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("cannot start {what}: {error}"),
        "the system may be out of threads, sockets or file watches",
    )
}

fn open_browser(url: &str) -> std::io::Result<()> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    std::process::Command::new(program)
        .arg(url)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .map(drop)
}

/// Resolves the site once. Whatever fails becomes a problem that open pages show.
fn make(arguments: &Arguments, memory: &Arc<Mutex<ParseCache>>) -> Build {
    let start = Instant::now();
    let (arguments, memory) = (arguments.clone(), memory.clone());
    let quiet = arguments.quiet;
    let (sender, built) = channel();
    let host = move || host(&arguments, &memory, &sender);
    if let Err(error) = std::thread::Builder::new().name("site".to_owned()).spawn(host) {
        let problem = told(&format!("cannot start a thread: {error}"), "close other programs");
        return Build { problems: vec![problem], ..Build::default() };
    }
    let Ok((build, summary)) = built.recv() else {
        let help = "the site that was last whole is still served";
        return Build { problems: vec![told("the build ended early", help)], ..Build::default() };
    };
    if !quiet && build.site.is_some() {
        let (pages, found) = summary;
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let found = found.map(|tally| format!("; {tally}")).unwrap_or_default();
        note(&format!("{pages} pages in {ms:.0} ms{found}"));
    }
    build
}

/// What `host` sends once: the site, or why there is none; how many pages it has, and what was
/// found wrong in short.
type Built = (Build, (usize, Option<String>));

/// Reads and resolves the site, sends it, and answers for its files until nobody asks any more.
fn host(arguments: &Arguments, memory: &Mutex<ParseCache>, built: &Sender<Built>) {
    if let Err(build) = attempt(arguments, memory, built) {
        // Who asked waits for it.
        let _ = built.send((build, (0, None)));
    }
}

/// The error is a build without a site, which keeps the one that stood before.
fn attempt(
    arguments: &Arguments,
    memory: &Mutex<ParseCache>,
    built: &Sender<Built>,
) -> Result<(), Build> {
    let root = &arguments.root;
    let failed = |message: &str, help: &str, config: &Config| Build {
        site: None,
        problems: vec![told(message, help)],
        watch: watched(root, config, None),
    };
    let (config, text, found) = source::settings(root)
        .map_err(|error| failed(&error.message, &error.help, &Config::default()))?;
    let settings = RelPath::new(SETTINGS);
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let texts: Texts<'_> = [(&settings, text.as_str())].into_iter().collect();
        print::human(&found, &texts);
        return Err(Build {
            site: None,
            problems: problems(&found, &texts, root, &config),
            watch: watched(root, &config, None),
        });
    }
    let theme = theme::read(root, &config.theme)
        .map_err(|error| failed(&error.message, &error.help, &config))?;
    let sources = source::read(root, &config)
        .map_err(|error| failed(&error.message, &error.help, &config))?;
    let options = &arguments.pipeline;
    let input = pipeline::Input { config: &config, sources: &sources, theme: &theme, options };
    let parsed = {
        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
        pipeline::parse(&input, Some(&mut memory))
    };
    pipeline::resolve(&input, parsed, |mut resolved| {
        let renderer = Renderer::new(&resolved.site, &theme).map_err(|error| {
            let help = "mend the theme; the site that was last whole is still served";
            failed(&error.to_string(), help, &config)
        })?;
        let diagnostics = &mut resolved.report.diagnostics;
        diagnostics.splice(0..0, found);
        let documents = sources.documents.iter().map(|file| (&file.path, &*file.text));
        let ledger = config.ledger.as_ref().map(|(path, _)| path).zip(sources.ledger.as_deref());
        let texts: Texts<'_> =
            std::iter::once((&settings, text.as_str())).chain(ledger).chain(documents).collect();
        print::human(diagnostics, &texts);
        let (site, asks) = serve::Site::new();
        let build = Build {
            site: Some(site),
            problems: problems(diagnostics, &texts, root, &config),
            watch: watched(root, &config, Some(&sources)),
        };
        let summary = (renderer.urls().count(), print::tally(diagnostics));
        let _ = built.send((build, summary));
        answer(&input, root, &resolved, &renderer, asks);
        Ok(())
    })
}

/// Answers for the files of a site until nobody asks any more.
fn answer(
    input: &pipeline::Input<'_>,
    root: &Path,
    resolved: &Resolved<'_>,
    renderer: &Renderer<'_>,
    asks: Receiver<Ask>,
) {
    let kept = MemorySink::default();
    let written = renderer
        .write_files(&resolved.attachments, &kept)
        .and_then(|()| pipeline::copy_statics(&input.sources.statics, &kept));
    written.expect("memory takes all that is written");
    let kept = kept.into_files();
    let gone = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (later, rest) = channel::<Ask>();
        scope.spawn(|| answer_later(&resolved.site, input.theme, &gone, rest));
        for ask in asks {
            if let Some(page) = renderer.page(&ask.path) {
                ask.answer(match page {
                    Ok(html) => Answer::File(Contents::Bytes(html.into_bytes())),
                    Err(PageError::Template(error)) => {
                        Answer::Fault(Problem::environment(error.to_string()))
                    }
                    Err(PageError::Fault(fault)) => {
                        let located = Located { diagnostic: &fault, place: None };
                        Answer::Fault(problem(&located, root, input.config))
                    }
                });
            } else if let Some(file) = kept.get(&ask.path) {
                ask.answer(Answer::File(file.clone()));
            } else if ask.path.ends_with(".html") || !ask.path.contains('.') {
                ask.answer(Answer::Missing);
            } else {
                // It answers as long as there is one who asks.
                let _ = later.send(ask);
            }
        }
        gone.store(true, Ordering::Relaxed);
        drop(later);
    });
}

/// Makes the search index and the exports, then answers for them.
fn answer_later(site: &site::Site<'_>, theme: &Theme, gone: &AtomicBool, asks: Receiver<Ask>) {
    let sink = UntilGone { files: MemorySink::default(), gone };
    if search::write(site, theme, &sink).and_then(|()| export::write(site, &sink)).is_err() {
        return;
    }
    let files = sink.files.into_files();
    for ask in asks {
        let file = files.get(&ask.path).cloned();
        ask.answer(file.map_or(Answer::Missing, Answer::File));
    }
}

/// Keeps files as long as somebody may ask for them, and ends a stage that goes on for nobody.
struct UntilGone<'a> {
    files: MemorySink,
    gone: &'a AtomicBool,
}

impl Sink for UntilGone<'_> {
    fn put(&self, file: OutFile) -> Result<(), SinkError> {
        if self.gone.load(Ordering::Relaxed) {
            let cause = std::io::ErrorKind::Interrupted.into();
            return Err(SinkError { what: "go on: the site has changed".to_owned(), cause });
        }
        self.files.put(file)
    }
}

fn problems(
    diagnostics: &[Diagnostic],
    texts: &Texts<'_>,
    root: &Path,
    config: &Config,
) -> Vec<Problem> {
    texts.locate(diagnostics).iter().map(|located| problem(located, root, config)).collect()
}

fn problem(located: &Located<'_>, root: &Path, config: &Config) -> Problem {
    let diagnostic = located.diagnostic;
    let (line, column) = match located.place {
        Some((start, _)) => (Some(start.line), Some(start.column)),
        None => (None, None),
    };
    let editor = config.editor.as_ref().map(|pattern| {
        let path = root.join(diagnostic.file.as_str());
        let path = path.canonicalize().unwrap_or(path);
        pattern
            .replace("{path}", &urls::path(&path.to_string_lossy()))
            .replace("{line}", &line.unwrap_or(1).to_string())
            .replace("{column}", &column.unwrap_or(1).to_string())
    });
    Problem {
        code: diagnostic.code.info().name.to_owned(),
        severity: match diagnostic.severity {
            Severity::Error => "error".to_owned(),
            Severity::Warning | Severity::Allow => "warning".to_owned(),
        },
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        file: diagnostic.file.as_str().to_owned(),
        line,
        column,
        editor,
    }
}

/// Tells a fault of the environment here and on open pages.
fn told(message: &str, help: &str) -> Problem {
    note(&format!("error: {message}\n  help: {help}"));
    Problem { help: Some(help.to_owned()), ..Problem::environment(message) }
}

/// What to watch: the content, its folders too; `static/`, `themes/`; and the root itself for
/// `site.toml`. Where the root is the content, its folders are watched one by one, so that the
/// output and hidden folders are not.
fn watched(root: &Path, config: &Config, sources: Option<&Sources>) -> Vec<(PathBuf, bool)> {
    let mut paths = vec![(root.to_owned(), false)];
    let content = sources.map(|sources| sources.content_root.as_str());
    match content {
        Some("") => {
            let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
            for entry in folders.filter(|entry| entry.path().is_dir()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                let passed_over = name.starts_with('.')
                    || name == config.output
                    || matches!(name.as_str(), "node_modules" | "target");
                if !passed_over {
                    paths.push((entry.path(), true));
                }
            }
        }
        Some(folder) => paths.push((root.join(folder), true)),
        None => paths.push((root.join("articles"), true)),
    }
    for folder in ["static", "themes"] {
        if content != Some("") && root.join(folder).is_dir() {
            paths.push((root.join(folder), true));
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_at_one_document_leaves_the_others_served() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.md", "bug-in-parse.md", "bug-in-render.md"] {
            std::fs::write(folder.path().join(name), "text").expect("a file");
        }
        let arguments = Arguments {
            root: folder.path().to_owned(),
            port: 0,
            open: false,
            pipeline: pipeline::Options::default(),
            quiet: true,
        };
        let build = make(&arguments, &Arc::default());
        let codes: Vec<(&str, &str)> =
            build.problems.iter().map(|found| (&*found.code, &*found.file)).collect();
        assert_eq!(codes, [("internal-fault", "bug-in-parse.md")]);
        let site = build.site.expect("a site");
        assert!(matches!(site.get("a.html"), Answer::File(_)));
        let Answer::Fault(problem) = site.get("bug-in-render.html") else { panic!("no fault") };
        assert_eq!((&*problem.code, &*problem.file), ("internal-fault", "bug-in-render.md"));
        assert!(matches!(site.get("index.html"), Answer::File(_)), "it answers on");
    }
}
