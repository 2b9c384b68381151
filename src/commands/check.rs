//! `topoi check`: the same run without output; everything that is wrong, in one report. It writes
//! nothing but the baseline and the ledger, and those only when it is asked to renew them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Loaded, Outcome, baseline, check_audience, print};
use crate::diagnostics::Severity;
use crate::diagnostics::format::{self, Format};
use crate::model::Failure;
use crate::pipeline::{self, Outputs, ParseCache};

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The form of the report.
    pub format: Format,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
    /// The file of known faults, relative to the current folder.
    pub baseline: Option<PathBuf>,
    /// Writes that file; without one, `check-baseline.json` in the root.
    pub update_baseline: bool,
}

/// Checks. The report goes to standard output.
///
/// # Errors
/// Settings, theme, content root or baseline that cannot be used.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let loaded = Loaded::read_telling(&arguments.root, |found, texts| {
        print::result(&format::print(arguments.format, found, texts));
    })?;
    check_audience(&loaded.config, arguments.pipeline.audience.as_deref())?;
    let renew = arguments.pipeline.renew_ledger;
    if renew && loaded.config.ledger.is_none() {
        return Err(Failure::new(
            "`site.toml` names no ledger of URLs to renew",
            "add `ledger = \"urls.lock\"` under `[urls]`",
        ));
    }
    let given = match (&arguments.baseline, arguments.update_baseline) {
        (Some(path), false) => Some((path, baseline::read(path)?)),
        _ => None,
    };
    let snapshot = loaded.snapshot(&arguments.pipeline);
    let (site, mut report) = pipeline::resolve(&snapshot, &mut ParseCache::default());
    let outputs = Outputs::new(Arc::new(site), loaded.theme.clone())?;
    outputs.prove(&mut report)?;
    if !report.is_faulty() {
        outputs.ask_questions(&mut report)?;
    }
    let texts = loaded.texts();
    let faulty = report.is_faulty();
    if arguments.update_baseline && !faulty {
        let default = || arguments.root.join(baseline::DEFAULT);
        let path = arguments.baseline.clone().unwrap_or_else(default);
        baseline::write(&path, &report.diagnostics, &texts)?;
        report.diagnostics.clear();
    }
    if let Some((path, baseline)) = &given {
        baseline::apply(baseline, path, &mut report.diagnostics, &texts);
    }
    let read = print::result(&format::print(arguments.format, &report.diagnostics, &texts));
    if arguments.format == Format::Human {
        print::selection(&report.selection);
        print::expectations(&report.expectations);
        let tally = print::tally(&report.diagnostics);
        let documents = print::count(loaded.sources.documents.len(), "document");
        let new = if given.is_some() || arguments.update_baseline { "new" } else { "wrong" };
        print::note(&match tally {
            Some(tally) => format!("{documents}: {tally}"),
            None => format!("{documents}, nothing {new}"),
        });
    }
    if faulty {
        return Err(Failure::reported());
    }
    if renew {
        renew_ledger(&loaded, &arguments.root, report.ledger.as_deref())?;
    }
    Ok(match report.count(Severity::Error) {
        0 => Outcome::Done,
        // `topoi check | head`: what was wanted has been seen.
        _ if !read => Outcome::Done,
        _ => Outcome::ContentErrors,
    })
}

/// Writes the ledger of URLs anew.
fn renew_ledger(loaded: &Loaded, root: &Path, text: Option<&str>) -> Result<(), Failure> {
    let (path, _) = loaded.config.ledger.as_ref().expect("looked for before the run");
    let Some(text) = text else {
        return Err(Failure::new(
            format!("`{path}` was not renewed: some documents could not be read"),
            "mend them first, lest their URLs be forgotten",
        ));
    };
    baseline::replace(&root.join(path.as_str()), text)?;
    let promises = text.lines().filter(|line| !line.starts_with('#')).count();
    print::note(&format!("{promises} URLs and anchors in `{path}`"));
    Ok(())
}
