//! `topoi build`: the site to disk.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Loaded, Outcome, baseline, check_audience, print};
use crate::diagnostics::Severity;
use crate::output::{DiskSink, Written};
use crate::pipeline::{self, Report};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The output folder relative to the current one; else the settings'.
    pub output: Option<PathBuf>,
    /// In place of `base_url`.
    pub base_url: Option<String>,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
    /// The file of known faults, relative to the current folder.
    pub baseline: Option<PathBuf>,
    /// Says only what is wrong.
    pub quiet: bool,
    /// Says the time of each stage.
    pub verbose: bool,
}

/// Builds. The site is written even where the content has errors: a person sees the page, CI
/// refuses the push.
///
/// # Errors
/// Settings, theme, content root, baseline or output that cannot be used. The old site stands.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let progress = progress(arguments.quiet);
    let mut loaded = Loaded::read(&arguments.root)?;
    check_audience(&loaded.config, arguments.pipeline.audience.as_deref())?;
    if let Some(url) = &arguments.base_url {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(Failure::new(
                format!("`{url}` is no base URL"),
                "it begins with `https://` or `http://`",
            ));
        }
        loaded.config.base_url = Some(url.trim_end_matches('/').to_owned());
    }
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None => arguments.root.join(&loaded.config.output),
    };
    let known = match &arguments.baseline {
        Some(path) => Some((path, baseline::read(path)?)),
        None => None,
    };
    let (mut report, written) = make(&loaded, &output, &arguments.pipeline)?;
    progress.finish_and_clear();
    if let Some((path, baseline)) = &known {
        let (quiet, texts) = (arguments.quiet, loaded.texts());
        baseline::apply(baseline, path, &mut report.diagnostics, &texts, quiet);
    }
    print::human(&report.diagnostics, &loaded.texts());
    if !arguments.quiet {
        let found = print::tally(&report.diagnostics).map(|tally| format!("; {tally}"));
        print::note(&format!(
            "{} pages in {:.2} s to {} ({} of {} files changed){}",
            report.pages,
            start.elapsed().as_secs_f64(),
            output.display(),
            written.changed,
            written.files,
            found.unwrap_or_default(),
        ));
    }
    if !written.at_once {
        print::note(&format!(
            "`{}` cannot change its place (a mount point?): its files were exchanged one by one",
            output.display()
        ));
    }
    if arguments.verbose {
        for (stage, time) in &report.stages {
            print::note(&format!("  {stage:<10} {:>8.1} ms", time.as_secs_f64() * 1e3));
        }
    }
    Ok(match report.count(Severity::Error) {
        0 => Outcome::Done,
        _ => Outcome::ContentErrors,
    })
}

fn make(
    loaded: &Loaded,
    output: &Path,
    options: &pipeline::Options,
) -> Result<(Report, Written), Failure> {
    let sink = DiskSink::new(output)?;
    let input = pipeline::Input {
        config: &loaded.config,
        sources: &loaded.sources,
        theme: &loaded.theme,
        options,
    };
    let mut report = pipeline::run(&input, &sink)?;
    let start = Instant::now();
    let written = sink.commit()?;
    report.stages.push(("commit", start.elapsed()));
    report.diagnostics.splice(0..0, loaded.found.iter().cloned());
    Ok((report, written))
}

/// A clean build for benchmarks: what `topoi build` does, in silence. The time of reading is the
/// first stage.
///
/// # Panics
/// When anything fails.
pub fn build_for_bench(root: &Path) -> Report {
    let start = Instant::now();
    let loaded = Loaded::read(root).expect("a knowledge base");
    let read = start.elapsed();
    let output = root.join(&loaded.config.output);
    let (mut report, _) = make(&loaded, &output, &pipeline::Options::default()).expect("a build");
    report.stages.insert(0, ("read", read));
    report
}

/// A spinner on a terminal; nothing elsewhere.
fn progress(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} building, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
