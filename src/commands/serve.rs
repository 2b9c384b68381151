//! `topoi serve`: the site in memory, made again at every change.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::print::{self, note};
use super::{Failure, check_audience};
use crate::config::Config;
use crate::diagnostics::format::{Located, Texts};
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::RelPath;
use crate::output::MemorySink;
use crate::pipeline::{self, Report};
use crate::serve::{Build, Options, Problem, Server};
use crate::source::{self, SETTINGS, Sources};
use crate::theme;

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
    let rebuild = move || make(&arguments);
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

/// Makes the site once. Whatever fails becomes a problem that open pages show.
fn make(arguments: &Arguments) -> Build {
    let start = Instant::now();
    match attempt(arguments) {
        Ok((build, report)) => {
            if !arguments.quiet {
                let found = print::tally(&report.diagnostics);
                note(&format!(
                    "{} pages in {:.0} ms{}",
                    report.pages,
                    start.elapsed().as_secs_f64() * 1e3,
                    found.map(|tally| format!("; {tally}")).unwrap_or_default(),
                ));
            }
            build
        }
        Err(build) => build,
    }
}

/// A build without files keeps the site that stood before.
fn attempt(arguments: &Arguments) -> Result<(Build, Report), Build> {
    let root = &arguments.root;
    let failed = |message: String, help: String, config: &Config| Build {
        files: None,
        problems: vec![environment_problem(&message, &help)],
        watch: watched(root, config, None),
    };
    let (config, text, found) = source::settings(root)
        .map_err(|error| failed(error.message, error.help, &Config::default()))?;
    let settings = RelPath::new(SETTINGS);
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let texts: Texts<'_> = [(&settings, text.as_str())].into_iter().collect();
        print::human(&found, &texts);
        return Err(Build {
            files: None,
            problems: problems(&found, &texts, root, &config),
            watch: watched(root, &config, None),
        });
    }
    let theme = theme::read(root, &config.theme)
        .map_err(|error| failed(error.message, error.help, &config))?;
    let sources =
        source::read(root, &config).map_err(|error| failed(error.message, error.help, &config))?;
    let sink = MemorySink::default();
    let input = pipeline::Input {
        config: &config,
        sources: &sources,
        theme: &theme,
        options: &arguments.pipeline,
    };
    let mut report = pipeline::run(&input, &sink).map_err(|error| {
        let help = "mend the theme; the site that was last whole is still served".to_owned();
        failed(error.to_string(), help, &config)
    })?;
    report.diagnostics.splice(0..0, found);
    let documents = sources.documents.iter().map(|file| (&file.path, &*file.text));
    let ledger = config.ledger.as_ref().map(|(path, _)| path).zip(sources.ledger.as_deref());
    let texts: Texts<'_> =
        std::iter::once((&settings, text.as_str())).chain(ledger).chain(documents).collect();
    print::human(&report.diagnostics, &texts);
    let build = Build {
        files: Some(sink.into_files()),
        problems: problems(&report.diagnostics, &texts, root, &config),
        watch: watched(root, &config, Some(&sources)),
    };
    Ok((build, report))
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
            .replace("{path}", &path.to_string_lossy())
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

fn environment_problem(message: &str, help: &str) -> Problem {
    note(&format!("error: {message}\n  help: {help}"));
    Problem {
        code: "environment".to_owned(),
        severity: "error".to_owned(),
        message: message.to_owned(),
        help: Some(help.to_owned()),
        file: "site".to_owned(),
        line: None,
        column: None,
        editor: None,
    }
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
