//! `topoi init` in a folder of Markdown: a `site.toml` that spells out what was guessed, and a
//! baseline of the faults that are there, so that only new ones count.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::{Loaded, baseline, new, print};
use crate::audience::Reason;
use crate::config::SETTINGS;
use crate::diagnostics::Severity;
use crate::model::Failure;
use crate::model::path::ShownPath as _;
use crate::pipeline::{self, Outputs, ParseCache};

/// Looks at the folder at `root`, says how much of it would be published, and then writes.
///
/// # Errors
/// It has settings already, or no document; what the environment refused.
pub(super) fn run(root: &Path) -> Result<(), Failure> {
    if root.join(SETTINGS).exists() {
        return Err(Failure::new(
            format!("`{}` is there already", root.join(SETTINGS).shown()),
            "change it there, or take it away to have it guessed anew",
        ));
    }
    let loaded = Loaded::read(root)?;
    let snapshot = loaded.snapshot(&pipeline::Options::default());
    let (site, mut report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    let (title, language) = (site.config.title.clone(), site.config.language.clone());
    let hosts = crate::export::headers::picture_hosts(&site);
    let outputs = Outputs::new(Arc::new(site), loaded.theme.clone())?;
    outputs.prove(&mut report)?;
    if report.is_faulty() {
        print::human(&report.diagnostics, &loaded.texts());
        return Err(Failure::reported());
    }
    let selection = &report.selection;
    print::note(&format!(
        "{} of {} would be published",
        selection.all - selection.left_out(),
        print::count(selection.all, "document")
    ));
    if !selection.reasons.is_empty() {
        print::selection(selection);
    }
    let obsidian = pipeline::is_obsidian(&snapshot.config, &snapshot.sources);
    let guesses = Guesses {
        title: &title,
        language: &language,
        content: &loaded.sources.content_root,
        output: &loaded.config.output,
        obsidian,
        vault: loaded.sources.vault.is_some(),
        marked: selection.is_guess,
        excluded: selection.reasons.keys().any(|reason| matches!(reason, Reason::Vault(_))),
        hosts: hosts.iter().map(|host| host.split("//").last().unwrap_or(host)).collect(),
    };
    new::write(&root.join(SETTINGS), guesses.settings().as_bytes())?;
    if !report.diagnostics.is_empty() {
        baseline::write(&root.join(baseline::DEFAULT), &report.diagnostics, &loaded.texts())?;
    }
    let errors = report.count(Severity::Error);
    let known = match report.diagnostics.is_empty() {
        true => String::new(),
        false => {
            let path = root.join(baseline::DEFAULT);
            format!(" --baseline {}", print::shell_word(&path.to_string_lossy()))
        }
    };
    let place = match root.to_str() {
        Some(".") | None => String::new(),
        Some(folder) => format!(" --root {}", print::shell_word(folder)),
    };
    let faults = match errors {
        0 => String::new(),
        _ => format!(" ({} among them)", print::count(errors, "error")),
    };
    print::note(&format!(
        "{} says what was guessed; what is wrong already is known{faults}\nnext: topoi serve{place}\nin CI: topoi check{place}{known}",
        root.join(SETTINGS).shown()
    ));
    Ok(())
}

/// What was guessed of a folder.
struct Guesses<'a> {
    title: &'a str,
    language: &'a str,
    /// The content root under the folder.
    content: &'a str,
    /// Where the site is written.
    output: &'a str,
    obsidian: bool,
    /// Whether Obsidian's settings were found.
    vault: bool,
    /// Whether only marked documents are published.
    marked: bool,
    /// Whether Obsidian's settings exclude documents.
    excluded: bool,
    /// Hosts of pictures.
    hosts: Vec<&'a str>,
}

impl Guesses<'_> {
    /// The settings that spell it out.
    fn settings(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let content = if self.content.is_empty() { "." } else { self.content };
        let (dialect, why) = match (self.obsidian, self.vault) {
            (true, true) => ("obsidian", "its folder `.obsidian` is here"),
            (true, false) => ("obsidian", "most links are [[wikilinks]]"),
            _ => ("github", "links are Markdown's own"),
        };
        let mut out = format!(
            "# Written by `topoi init`: what it guessed of this folder. Change what is wrong.\n\n\
             [site]\ntitle = {}\nlanguage = {}\n\
             # base_url = \"https://notes.example.com\"   # for the feed, the sitemap and canonical links\n\
             content = {}   # the folder of the documents\n\
             dialect = \"{dialect}\"   # {why}; \"obsidian\" shows single line breaks, reads #tags in prose\n\
             \x20                       # and finds files by name; \"github\" does none of it\n",
            quoted(self.title),
            quoted(self.language),
            quoted(content),
        );
        out.push_str(match self.marked {
            true => "publish = \"marked\"   # only documents that say `publish: true` or the like; or \"all\"\n",
            false => "publish = \"all\"   # all but drafts and what is marked private; or \"marked\"\n",
        });
        if self.vault {
            let found = if self.excluded { "" } else { "; there are none now" };
            let _ = writeln!(
                out,
                "vault_filters = true   # leaves out templates and files excluded in Obsidian{found}"
            );
        }
        if self.output != "public" {
            let output = quoted(self.output);
            let _ = writeln!(
                out,
                "output = {output}   # where the site is written; `public` holds files"
            );
        }
        out.push_str("# ignore = [\"drafts/**\"]   # what is not read at all\n\n[security]\n");
        let hosts: Vec<String> = self.hosts.iter().map(|host| quoted(host)).collect();
        let _ = writeln!(
            out,
            "remote = [{}]   # hosts of pictures that are shown; of others there are links",
            hosts.join(", ")
        );
        out
    }
}
