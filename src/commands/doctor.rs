//! `topoi doctor`: what was found around a knowledge base, what is odd about it, and what to do; good
//! enough for a bug report, and without a word of the content or a name of its files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::print;
use crate::config::{Config, Dialect, Publish, SETTINGS};
use crate::diagnostics::Severity;
use crate::model::file::MANIFEST;
use crate::model::{Failure, Sources};
use crate::pipeline::{self, Options, ParseCache, Snapshot};
use crate::{cache, source, theme};

/// What was found: facts in their order, and what is odd with what to do about it.
#[derive(Default)]
struct Findings {
    facts: Vec<(&'static str, String)>,
    odd: Vec<(String, &'static str)>,
}

impl Findings {
    fn fact(&mut self, name: &'static str, value: impl Into<String>) {
        self.facts.push((name, value.into()));
    }

    fn odd(&mut self, what: impl Into<String>, help: &'static str) {
        self.odd.push((what.into(), help));
    }
}

/// Looks around `root` and tells on standard output. What is odd is no failure.
///
/// # Errors
/// There is no such folder, or its settings cannot be read at all.
pub fn run(root: &Path) -> Result<(), Failure> {
    let mut findings = Findings::default();
    let (system, processor) = (std::env::consts::OS, std::env::consts::ARCH);
    let version = env!("CARGO_PKG_VERSION");
    findings.fact("topoi", format!("{version} on {system} ({processor})"));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    findings.fact("processors", threads.to_string());
    let (config, text, wrong) = source::settings(root)?;
    settings(&mut findings, root, &text, wrong.iter().map(|found| found.severity));
    match theme::read(root, &config.theme) {
        Ok(_) => findings.fact("theme", themed(root, &config)),
        Err(failure) => findings.odd(failure.to_string(), "set `theme` to one that is there"),
    }
    match source::read(root, &config) {
        Ok((sources, unread)) => {
            documents(&mut findings, &config, &sources, unread.len());
            let is_sound = wrong.iter().all(|found| found.severity != Severity::Error);
            if is_sound && !sources.documents.is_empty() {
                faults(&mut findings, config.clone(), sources, unread);
            }
        }
        Err(failure) => {
            findings.odd(failure.to_string(), "set `content` to a folder that is there")
        }
    }
    output(&mut findings, root, &config);
    cached(&mut findings, root, &config);
    print::result(&told(&findings));
    Ok(())
}

fn settings(
    findings: &mut Findings,
    root: &Path,
    text: &str,
    wrong: impl Iterator<Item = Severity>,
) {
    let (mut errors, mut warnings) = (0, 0);
    wrong.for_each(|severity| match severity {
        Severity::Error => errors += 1,
        _ => warnings += 1,
    });
    findings.fact(
        "settings",
        match root.join(SETTINGS).exists() {
            false => format!("no {SETTINGS}: everything is guessed"),
            true => format!("{SETTINGS}, {}", print::count(text.lines().count(), "line")),
        },
    );
    if errors + warnings > 0 {
        let count = print::count(errors + warnings, "fault");
        findings.odd(format!("{SETTINGS} has {count}"), "`topoi check` says which");
    }
    let tools: Vec<&str> = [
        (".obsidian", "Obsidian"),
        ("mkdocs.yml", "MkDocs"),
        ("docusaurus.config.js", "Docusaurus"),
        ("docusaurus.config.ts", "Docusaurus"),
        ("book.toml", "mdBook"),
        ("quartz.config.ts", "Quartz"),
        ("hugo.toml", "Hugo"),
        ("_sidebar.md", "docsify"),
        ("astro.config.mjs", "Astro"),
    ]
    .iter()
    .filter(|(file, _)| root.join(file).exists())
    .map(|&(_, tool)| tool)
    .collect();
    if !tools.is_empty() {
        findings.fact("other tools here", tools.join(", "));
    }
}

fn themed(root: &Path, config: &Config) -> String {
    let folder = root.join("themes").join(&config.theme);
    let files = walkdir::WalkDir::new(&folder).into_iter().flatten();
    let own = files.filter(|entry| entry.file_type().is_file()).count();
    match own {
        0 => format!("{}, from the program", config.theme),
        own => format!("{}, of it {} from the folder", config.theme, print::count(own, "file")),
    }
}

fn documents(findings: &mut Findings, config: &Config, sources: &Sources, unread: usize) {
    let root = match sources.content_root.as_str() {
        "" => "the folder itself",
        _ => "a folder in it",
    };
    findings.fact("content root", root);
    let bytes: usize = sources.documents.iter().map(|file| file.text.len()).sum();
    let count = print::count(sources.documents.len(), "document");
    findings.fact("documents", format!("{count}, {} KB", bytes.div_ceil(1024)));
    let mut endings: BTreeMap<String, usize> = BTreeMap::new();
    for file in &sources.files {
        *endings.entry(file.path.extension().to_lowercase()).or_default() += 1;
    }
    let endings: Vec<String> = endings.iter().map(|(end, n)| format!("{n} .{end}")).collect();
    if !endings.is_empty() {
        findings.fact("other files", endings.join(", "));
    }
    let name = if pipeline::is_obsidian(config, sources) { "obsidian" } else { "github" };
    let why = match (config.dialect, &sources.vault) {
        (Dialect::Auto, Some(_)) => ", for the folder `.obsidian`",
        (Dialect::Auto, None) => ", guessed of the links",
        _ => ", as `site.toml` says",
    };
    findings.fact("dialect", format!("{name}{why}"));
    if sources.documents.is_empty() {
        findings.odd("there is no document", "set `content` to the folder with Markdown");
    }
    if unread > 0 {
        let count = print::count(unread, "file");
        findings.odd(format!("{count} could not be read"), "`topoi check` says which and why");
    }
}

/// Runs the stages and counts what they find, by code.
fn faults(
    findings: &mut Findings,
    config: Config,
    sources: Sources,
    unread: Vec<crate::diagnostics::Diagnostic>,
) {
    if !config.audiences.is_empty() {
        findings.fact("audiences", config.audiences.len().to_string());
    }
    let audience = config.audiences.last().map(|(name, _)| name.clone());
    let publish = config.publish;
    let snapshot = Snapshot {
        config: config.into(),
        sources: sources.into(),
        found: unread.into(),
        prompts: [].into(),
        options: Options { audience, ..Options::default() },
    };
    let (site, report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        *counts.entry(diagnostic.code.info().name).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(code, n)| format!("{n} {code}")).collect();
    findings.fact(
        "diagnostics",
        match counts.is_empty() {
            true => "none".to_owned(),
            false => counts.join(", "),
        },
    );
    let (published, all) = (site.documents.len(), report.selection.all);
    findings.fact("published", format!("{published} of {all}"));
    if published * 2 < all && publish == Publish::Guess {
        let help = "say what you want: `publish = \"all\"` or `\"marked\"` under `[site]`";
        findings.odd(format!("only {published} of {all} documents would be published"), help);
    }
    let stages = report.stages.times.iter();
    let times: Vec<String> =
        stages.map(|stage| format!("{} {} ms", stage.name, stage.time.as_millis())).collect();
    findings.fact("times", times.join(", "));
}

fn output(findings: &mut Findings, root: &Path, config: &Config) {
    let folder = root.join(&config.output);
    let entries = std::fs::read_dir(&folder).map(Iterator::count);
    match entries {
        Err(_) => findings.fact("output", "not there yet"),
        Ok(0) => findings.fact("output", "an empty folder"),
        Ok(_) if folder.join(MANIFEST).exists() => {
            let list = std::fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
            findings.fact(
                "output",
                format!("a site of {}", print::count(list.lines().count(), "file")),
            );
        }
        Ok(_) => {
            findings.fact("output", "a folder of others");
            let help = "set `output` to a folder of its own: nothing foreign is written over";
            findings.odd("topoi didn't write what stands in the output folder", help);
        }
    }
    let parent = folder.parent().filter(|parent| parent.exists()).unwrap_or(root);
    if std::fs::metadata(parent).is_ok_and(|data| data.permissions().readonly()) {
        findings.odd("the output's place cannot be written", "choose another with `--output`");
    }
}

fn cached(findings: &mut Findings, root: &Path, config: &Config) {
    let folder = root.join(&config.cache);
    let cache::Stock { values, own, bytes } = cache::stock(&folder);
    let size = format!("{}, {} KB", print::count(values, "build"), bytes.div_ceil(1024));
    findings.fact(
        "cache",
        match (values, own) {
            (0, _) => "nothing yet".to_owned(),
            (_, 0) => format!("{size}, all of another topoi: the next build makes all anew"),
            (_, own) => format!("{size}, {own} of this topoi"),
        },
    );
    let mut above = folder.ancestors();
    let nearest = above.find_map(|folder| std::fs::metadata(folder).ok());
    if nearest.is_some_and(|found| found.permissions().readonly()) {
        let help = "name another folder with `dir` under `[cache]`, or build with `--no-cache`";
        findings.odd("the cache's place cannot be written", help);
    }
}

fn told(findings: &Findings) -> String {
    let width = findings.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in &findings.facts {
        let _ = writeln!(text, "{name:<width$}  {value}");
    }
    match findings.odd.is_empty() {
        true => text.push_str("\nnothing odd\n"),
        false => text.push_str("\nodd:\n"),
    }
    for (what, help) in &findings.odd {
        let _ = writeln!(text, "- {what}\n  help: {help}");
    }
    text
}
