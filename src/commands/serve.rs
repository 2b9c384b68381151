//! `topoi serve`: the site in memory, resolved again at every change, its pages made when asked for.
//!

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::print::{self, line, note};
use super::{Loaded, check_audience};
use crate::config::{Config, SETTINGS};
use crate::diagnostics::format::{Texts, capped};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::{Failure, RelPath, Set, Sources};
use crate::pipeline::{self, Outputs, ParseCache};
use crate::serve::{self, Build, Editor, Options, Problem, Server};
use crate::source;
use crate::theme;

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The port to take; the next free one if it is taken.
    pub port: u16,
    /// The address to listen on.
    pub host: IpAddr,
    /// Whether to open a browser.
    pub open: bool,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
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
    let host = arguments.host;
    let options = Options { port: wanted, tries: TRIES, host, root: arguments.root.clone() };
    let server = Server::bind(&options).map_err(|error| {
        Failure::new(
            format!("cannot listen on {}: {error}", SocketAddr::new(host, wanted)),
            "choose another port with `--port`, or an address of this machine with `--host`",
        )
    })?;
    let address = server.address().map_err(|error| refused("the port", &error))?;
    let url = match server.access() {
        None => format!("http://{address}/"),
        Some(access) => {
            let reached = SocketAddr::new(reached_at(host), address.port());
            format!("http://{reached}/?token={}", access.token)
        }
    };
    if wanted != 0 && address.port() != wanted {
        note(&format!("port {wanted} is taken, using {}", address.port()));
    }
    let open = arguments.open;
    let ready = move || {
        line(&format!("serving on {url} (Ctrl-C ends)"));
        if !host.is_loopback() {
            line("whoever has this address reads the site, and the network may read along");
        }
        if open && let Err(error) = open_browser(&url) {
            line(&format!("cannot open a browser: {error}; open {url} yourself"));
        }
    };
    let mut last = Last::default();
    let rebuild = move || rebuild(&arguments, &mut last);
    server.run(rebuild, ready).map_err(|error| refused("the server", &error))
}

/// The address of this machine that others in its network reach, where it listens on all of them:
/// the one that it would itself use to go out. Nothing is sent.
fn reached_at(host: IpAddr) -> IpAddr {
    let outward = || -> std::io::Result<IpAddr> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        Ok(socket.local_addr()?.ip())
    };
    match host.is_unspecified() {
        true => outward().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        false => host,
    }
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
        // `explorer` opens a folder where an address has a query.
        "rundll32"
    } else {
        "xdg-open"
    };
    let handler = cfg!(windows).then_some("url.dll,FileProtocolHandler");
    std::process::Command::new(program)
        .args(handler)
        .arg(url)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .map(drop)
}

/// Resolves the site once. Whatever fails becomes a problem that open pages show.
fn rebuild(arguments: &Arguments, last: &mut Last) -> Build {
    let start = Instant::now();
    let (build, summary) = attempt(arguments, last).unwrap_or_else(|build| (*build, None));
    if let Some(summary) = summary {
        let Summary { pages, tally } = summary;
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let tally = tally.map(|tally| format!("; {tally}")).unwrap_or_default();
        let pages = print::count(pages, "page");
        note(&format!("{pages} in {ms:.0} ms{tally}"));
    }
    build
}

/// What is kept of the last version of the site.
struct Last {
    reader: source::Reader,
    cache: ParseCache,
    diagnostics: Vec<Diagnostic>,
}

impl Default for Last {
    fn default() -> Self {
        let (reader, cache) = (source::Reader::default(), ParseCache::for_edits());
        Self { reader, cache, diagnostics: Vec::new() }
    }
}

impl Last {
    /// Those of `diagnostics` that were not said of the last version: an edit is answered with what
    /// it broke, and not with all that is wrong for years.
    fn news(&mut self, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        let known: Set<_> = self.diagnostics.iter().map(identity).collect();
        let is_new = |found: &&Diagnostic| !known.contains(&identity(found));
        let news = diagnostics.iter().filter(is_new).cloned().collect();
        self.diagnostics = diagnostics.to_vec();
        news
    }
}

/// What stays of a diagnostic when lines before its place come and go.
fn identity(found: &Diagnostic) -> (Code, &RelPath, &str) {
    (found.code, &found.file, &found.message)
}

/// What is said of a build in a line.
struct Summary {
    pages: usize,
    tally: Option<String>,
}

/// The error is a build without a site, which keeps the one that stood before.
fn attempt(arguments: &Arguments, last: &mut Last) -> Result<(Build, Option<Summary>), Box<Build>> {
    let root = &arguments.root;
    let failed = |failure: &Failure, config: &Config| {
        let (problems, watch) = (vec![problem(failure)], watched(root, config, None));
        Box::new(Build { site: None, problems, watch })
    };
    let (config, text, mut found) =
        source::settings(root).map_err(|error| failed(&error, &Config::default()))?;
    let settings = (RelPath::new(SETTINGS), text);
    let editor = Editor { root: root.clone(), pattern: config.editor.clone() };
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let texts: Texts<'_> = [(&settings.0, settings.1.as_str())].into_iter().collect();
        print::human(&found, &texts);
        let (problems, watch) = (problems(&found, &texts, &editor), watched(root, &config, None));
        return Err(Box::new(Build { site: None, problems, watch }));
    }
    let theme = theme::read(root, &config.theme).map_err(|error| failed(&error, &config))?;
    let (sources, unread) =
        last.reader.read(root, &config).map_err(|error| failed(&error, &config))?;
    source::check_documents(root, &sources, &unread).map_err(|error| {
        let help = "topoi waits for the first document there";
        let problems = vec![problem(&Failure::new(error.to_string(), help))];
        let watch = watched(root, &config, Some(&sources));
        Box::new(Build { site: None, problems, watch })
    })?;
    found.extend(unread);
    let loaded = Loaded {
        config: Arc::new(config),
        settings,
        found: Arc::new(found),
        theme: Arc::new(theme),
        sources: Arc::new(sources),
    };
    let (site, report) = pipeline::resolve(&loaded.snapshot(&arguments.pipeline), &mut last.cache);
    let outputs = Outputs::new(Arc::new(site), loaded.theme.clone()).map_err(|error| {
        let help = "mend the theme; the site that was last whole is still served";
        failed(&Failure::new(error.to_string(), help), &loaded.config)
    })?;
    let texts = loaded.texts();
    print::human(&last.news(&report.diagnostics), &texts);
    print::selection(&report.selection);
    let pages = outputs.page_count();
    let summary = Summary { pages, tally: print::tally(&report.diagnostics) };
    let build = Build {
        problems: problems(&report.diagnostics, &texts, &editor),
        site: Some(serve::Site::new(outputs, editor, loaded.sources.content_root.clone())),
        watch: watched(root, &loaded.config, Some(&loaded.sources)),
    };
    Ok((build, Some(summary)))
}

fn problems(diagnostics: &[Diagnostic], texts: &Texts<'_>, editor: &Editor) -> Vec<Problem> {
    texts.locate(&capped(diagnostics)).iter().map(|located| Problem::new(located, editor)).collect()
}

/// Tells a fault of the environment here and on open pages.
fn problem(failure: &Failure) -> Problem {
    let help = failure.help.as_deref().unwrap_or_default();
    line(&format!(
        "error: {failure}
  help: {help}"
    ));
    Problem { help: failure.help.clone(), ..Problem::environment(failure.to_string()) }
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
    use crate::model::Span;

    #[test]
    fn an_edit_is_answered_with_what_it_broke() {
        let file = RelPath::new("a.md");
        let at = |start: u32, what: &str| {
            Diagnostic::settings(&file, Some(Span { start, end: start + 1 }), what)
        };
        let mut last = Last::default();
        let mut news = |all: &[Diagnostic]| -> Vec<String> {
            last.news(all).into_iter().map(|found| found.message).collect()
        };
        assert_eq!(news(&[at(5, "old")]), ["old"]);
        assert_eq!(news(&[at(9, "old"), at(12, "new")]), ["new"], "a line was added before it");
        assert_eq!(news(&[at(9, "old")]), [""; 0]);
        assert_eq!(news(&[at(9, "old"), at(12, "new")]), ["new"], "it was mended meanwhile");
    }

    #[test]
    fn a_bug_at_one_document_leaves_the_others_served() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.md", "bug-in-parse.md", "bug-in-render.md"] {
            std::fs::write(folder.path().join(name), "text").expect("a file");
        }
        let arguments = Arguments {
            root: folder.path().to_owned(),
            port: 0,
            host: Ipv4Addr::LOCALHOST.into(),
            open: false,
            pipeline: pipeline::Options::default(),
        };
        let build = rebuild(&arguments, &mut Last::default());
        let codes: Vec<(&str, &str)> =
            build.problems.iter().map(|found| (&*found.code, &*found.file)).collect();
        assert_eq!(codes, [("internal-fault", "bug-in-parse.md")]);
        let site = build.site.expect("a site");
        assert!(matches!(site.get("a.html"), Some(Ok(_))));
        let Some(Err(problem)) = site.get("bug-in-render.html") else { panic!("no fault") };
        assert_eq!((&*problem.code, &*problem.file), ("internal-fault", "bug-in-render.md"));
        assert!(matches!(site.get("index.html"), Some(Ok(_))), "it answers on");
    }
}
