//! `topoi check`: the same run without output; everything that is wrong, in one report.

use std::path::PathBuf;

use super::{Failure, Loaded, Outcome, check_audience, print};
use crate::diagnostics::Severity;
use crate::diagnostics::format::{self, Format};
use crate::output::NullSink;
use crate::pipeline;

/// What the command line asks for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The knowledge base's root.
    pub root: PathBuf,
    /// The form of the report.
    pub format: Format,
    /// What the pipeline is asked for.
    pub pipeline: pipeline::Options,
    /// Says nothing where nothing is wrong.
    pub quiet: bool,
}

/// Checks. The report goes to standard output.
///
/// # Errors
/// Settings, theme or content root that cannot be used.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let loaded = Loaded::read(&arguments.root)?;
    check_audience(&loaded.config, arguments.pipeline.audience.as_deref())?;
    let input = pipeline::Input {
        config: &loaded.config,
        sources: &loaded.sources,
        theme: &loaded.theme,
        options: &arguments.pipeline,
    };
    let mut report = pipeline::run(&input, &NullSink)?;
    report.diagnostics.splice(0..0, loaded.found.iter().cloned());
    print::result(&format::print(arguments.format, &report.diagnostics, &loaded.texts()));
    if !arguments.quiet && arguments.format == Format::Human {
        let tally = print::tally(&report.diagnostics);
        let documents = loaded.sources.documents.len();
        print::note(&match tally {
            Some(tally) => format!("{documents} documents: {tally}"),
            None => format!("{documents} documents, nothing wrong"),
        });
    }
    Ok(match report.count(Severity::Error) {
        0 => Outcome::Done,
        _ => Outcome::ContentErrors,
    })
}
