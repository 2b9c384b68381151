//! `topoi build`: the site to disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};

use super::{Loaded, Outcome, baseline, check_audience, print, progress};
use crate::cache::{self, Cache};
use crate::config::Config;
use crate::diagnostics::Severity;
use crate::model::Failure;
use crate::model::path::ShownPath as _;
use crate::output::{Claim, DiskSink, Standing, Written};
use crate::pipeline::{self, Inputs, Memo, Outputs, ParseCache, Report, StageTime};
use crate::source;

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
    /// Fails where another build is writing to the output, in place of waiting for it.
    pub no_wait: bool,
    /// Neither reads nor leaves what an unchanged site needs no work for.
    pub no_cache: bool,
    /// Says the time of each stage.
    pub timings: bool,
}

/// Builds. The site is written even where the content has errors: a person sees the page, CI
/// refuses the push.
///
/// # Errors
/// Settings, theme, content root, baseline or output that cannot be used. The old site stands.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let known = match &arguments.baseline {
        Some(path) => Some((path, baseline::read(path)?)),
        None => None,
    };
    let options =
        pipeline::Options { progress: pipeline::Progress::watched(), ..arguments.pipeline.clone() };
    let bar = progress::bar(&options.progress);
    let Claimed { loaded, claim, read } = claim_and_read(arguments, &bar)?;
    let output = output_of(arguments, &loaded.config);
    let cache = match arguments.no_cache {
        true => None,
        false => cache_of(arguments, &loaded.config, claim.output()),
    };
    let (mut report, written) = make(&loaded, claim, &options, cache.as_ref())?;
    report.stages.times.insert(0, read);
    bar.finish_and_clear();
    if let Some((path, baseline)) = &known {
        baseline::apply(baseline, path, &mut report.diagnostics, &loaded.texts());
    }
    print::human(&report.diagnostics, &loaded.texts());
    let written = match written {
        Made::Site(written) => written,
        Made::Faulty => return Err(Failure::reported()),
        Made::Shrunken(pages) => {
            print::selection(&report.selection);
            print::line(&format!(
                "error: this build would drop {pages} pages, more than half of what stands in \
                 `{}`, which was not touched\n  help: say that it should, by `publish = \
                 \"marked\"` under `[site]` in `site.toml`, or keep all pages by `\"all\"`",
                output.shown()
            ));
            return Ok(Outcome::ContentErrors);
        }
    };
    print::selection(&report.selection);
    let found = print::tally(&report.diagnostics).map(|tally| format!("; {tally}"));
    print::note(&format!(
        "{} in {:.2} s to {} ({} of {} files changed){}",
        print::count(report.pages, "page"),
        start.elapsed().as_secs_f64(),
        output.shown(),
        written.changed,
        written.files,
        found.unwrap_or_default(),
    ));
    if loaded.config.base_url.is_none() {
        let pictures = match loaded.config.share.pictures {
            true => ", and shared links have no pictures",
            false => "",
        };
        print::note(&format!(
            "without a `base_url`, `robots.txt` asks search engines to stay away{pictures}"
        ));
    }
    if let Some(reason) = &written.in_place {
        print::note(&format!(
            "`{}` stays the folder it is ({reason}): its files were exchanged one by one",
            output.shown()
        ));
    }
    if arguments.timings {
        progress::print_timings(&report.stages);
    }
    Ok(match report.count(Severity::Error) {
        0 => Outcome::Done,
        _ => Outcome::ContentErrors,
    })
}

/// A knowledge base that was read once nobody else could write to its output.
struct Claimed {
    loaded: Loaded,
    claim: Claim,
    /// What reading took.
    read: StageTime,
}

/// Claims the output, then reads the knowledge base: who waited for another build makes the site of
/// what is there afterwards.
fn claim_and_read(arguments: &Arguments, bar: &ProgressBar) -> Result<Claimed, Failure> {
    let no_wait = arguments.no_wait;
    let mut wait = |output: &Path| {
        if !no_wait {
            let output = output.shown();
            let text = format!("waiting for another build, which is writing to `{output}`");
            bar.suspend(|| print::note(&text));
        }
        !no_wait
    };
    loop {
        let (config, _, found) = source::settings(&arguments.root)?;
        let is_broken = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if is_broken {
            // It says what is wrong.
            Loaded::read(&arguments.root)?;
            continue;
        }
        check(arguments, &config)?;
        let output = output_of(arguments, &config);
        let claim = Claim::new(&output, &mut wait)?;
        claim.notes().iter().for_each(|text| bar.suspend(|| print::line(text)));
        let start = Instant::now();
        let mut loaded = Loaded::read(&arguments.root)?;
        let count = loaded.sources.documents.len();
        let read = StageTime { name: "read", time: start.elapsed(), count };
        check(arguments, &loaded.config)?;
        if output_of(arguments, &loaded.config) == output {
            if let Some(url) = &arguments.base_url {
                Arc::make_mut(&mut loaded.config).base_url =
                    Some(url.trim_end_matches('/').to_owned());
            }
            return Ok(Claimed { loaded, claim, read });
        }
        // The settings were changed meanwhile.
    }
}

/// Checks what is asked for against the settings.
fn check(arguments: &Arguments, config: &Config) -> Result<(), Failure> {
    check_audience(config, arguments.pipeline.audience.as_deref())?;
    match &arguments.base_url {
        Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
            Err(Failure::new(
                format!("`{url}` is no base URL"),
                "it begins with `https://` or `http://`",
            ))
        }
        _ => Ok(()),
    }
}

fn output_of(arguments: &Arguments, config: &Config) -> PathBuf {
    match &arguments.output {
        Some(output) => output.clone(),
        None => arguments.root.join(&config.output),
    }
}

/// What the last build to `output` left, and this one will; none where a link leads its folder out
/// of the knowledge base.
fn cache_of(arguments: &Arguments, config: &Config, output: &Path) -> Option<Cache> {
    let folder = arguments.root.join(&config.cache);
    if cache::leads_out(&arguments.root, &folder) {
        print::note(&format!(
            "`{}` leads out of the knowledge base: nothing is kept for the next build",
            folder.shown()
        ));
        return None;
    }
    let key = format!("{} {:?}", output.shown(), arguments.pipeline.audience);
    Some(Cache::new(&folder, &key))
}

/// What a build leaves for the next one.
#[derive(Serialize, Deserialize)]
struct Left {
    memo: Memo,
    standing: Standing,
}

/// What became of a site.
enum Made {
    /// It stands in its place.
    Site(Written),
    /// A bug met it on the way: it isn't whole.
    Faulty,
    /// On a guess, so many pages more would be gone than are left.
    Shrunken(usize),
}

/// Makes the site and, unless a bug met it on the way or a guess empties it, puts it in its place.
fn make(
    loaded: &Loaded,
    claim: Claim,
    options: &pipeline::Options,
    cache: Option<&Cache>,
) -> Result<(Report, Made), Failure> {
    let sink = DiskSink::new(claim);
    let snapshot = loaded.snapshot(options);
    let inputs = cache.map(|_| Inputs::new(&snapshot, &loaded.settings.1, &loaded.theme));
    let unchanged = cache.zip(inputs.as_ref()).and_then(|(cache, inputs)| {
        let Left { memo, standing } = cache.read()?;
        let report = memo.report(inputs, options)?;
        sink.keep_all(&standing).then_some(report)
    });
    let mut report = match unchanged {
        Some(report) => report,
        None => {
            let (site, mut report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
            let mut outputs = Outputs::new(Arc::new(site), loaded.theme.clone())?;
            let pictures = cache.map(|cache| Arc::new(cache.folder("pictures")));
            if let Some(pictures) = &pictures {
                outputs = outputs.with_store(pictures.clone());
            }
            outputs.write_all(&sink, &mut report)?;
            pictures.inspect(|pictures| pictures.forget_old());
            // The process ends soon: to hand back a gigabyte piece by piece would take longer.
            std::mem::forget(outputs);
            report
        }
    };
    report.begin("commit");
    let selection = &report.selection;
    let published = selection.all - selection.left_out();
    let written = match report.is_faulty() {
        true => Made::Faulty,
        false if selection.is_guess && sink.dropped_pages() > published => {
            Made::Shrunken(sink.dropped_pages())
        }
        false => Made::Site(sink.commit()?),
    };
    if let (Some(cache), Some(inputs), Made::Site(written)) = (cache, &inputs, &written) {
        leave(cache, inputs, &report, written);
    }
    report.stages.end();
    Ok((report, written))
}

/// Leaves what was made for the next build, which does without where that cannot be.
fn leave(cache: &Cache, inputs: &Inputs, report: &Report, written: &Written) {
    let Some(memo) = Memo::new(inputs, report) else { return };
    let left = Left { memo, standing: written.standing.clone() };
    if let Err(error) = cache.write(&left) {
        print::line(&format!(
            "the next build will do all its work again: the cache could not be written: {error}"
        ));
    }
}

/// A clean build for benchmarks: what `topoi build` does, in silence. The time of reading is the
/// first stage.
///
/// # Panics
/// When anything fails.
pub fn build_for_bench(root: &Path) -> Report {
    let start = Instant::now();
    let loaded = Loaded::read(root).expect("a knowledge base");
    let count = loaded.sources.documents.len();
    let read = StageTime { name: "read", time: start.elapsed(), count };
    let output = root.join(&loaded.config.output);
    let claim = Claim::new(&output, &mut |_| true).expect("a folder for the output");
    let cache = Cache::new(&root.join(&loaded.config.cache), "bench");
    let options = pipeline::Options::default();
    let (mut report, _) = make(&loaded, claim, &options, Some(&cache)).expect("a build");
    report.stages.times.insert(0, read);
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was found, by code and file.
    fn found(report: &Report) -> Vec<(&str, &str)> {
        let diagnostics = report.diagnostics.iter();
        diagnostics.map(|found| (found.code.info().name, found.file.as_str())).collect()
    }

    #[test]
    fn a_bug_at_one_document_is_told_and_touches_no_output() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let write = |path: &str, text: &str| std::fs::write(root.join(path), text).expect("a file");
        let published = || std::fs::read_to_string(root.join("public/a.html")).expect("a page");
        let arguments = Arguments {
            root: root.to_owned(),
            output: None,
            base_url: None,
            pipeline: pipeline::Options::default(),
            baseline: None,
            no_wait: false,
            no_cache: false,
            timings: false,
        };
        let loaded = || Loaded::read(root).expect("a knowledge base");
        let claim = || Claim::new(&root.join("public"), &mut |_| false).expect("a claim");
        let make = || make(&loaded(), claim(), &arguments.pipeline, None).expect("a build");
        write("a.md", "before");
        write("site.toml", "[check]\ninternal-fault = \"allow\"\n");
        assert!(matches!(run(&arguments), Ok(Outcome::Done)));
        let before = published();
        write("a.md", "after [[gone]]");
        write("bug-in-parse.md", "<!-- topoi-allow internal-fault -->");
        let (report, written) = make();
        assert!(matches!(written, Made::Faulty));
        let expected = [("broken-link", "a.md"), ("internal-fault", "bug-in-parse.md")];
        let told: Vec<_> =
            found(&report).into_iter().filter(|(code, _)| *code != "unused-allow").collect();
        assert_eq!(told, expected);
        std::fs::rename(root.join("bug-in-parse.md"), root.join("bug-in-render.md"))
            .expect("moved");
        let (report, written) = make();
        assert!(matches!(written, Made::Faulty));
        assert!(found(&report).contains(&("internal-fault", "bug-in-render.md")));
        assert!(found(&report).contains(&("broken-link", "a.md")));
        let failure = run(&arguments).expect_err("no outcome");
        assert!(failure.message.is_none(), "the diagnostics say it: {failure:?}");
        assert_eq!(published(), before);
    }
}
