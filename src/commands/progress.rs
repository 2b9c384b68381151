//! How far a build is, on a terminal, and what its stages took.

use std::fmt::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::print;
use crate::pipeline::{self, Progress, Stages};

/// A line that says what is being done, with counts; hidden where standard error is no terminal.
pub fn bar(progress: &Progress) -> ProgressBar {
    if print::is_quiet() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let progress = progress.clone();
    let style = ProgressStyle::with_template("{spinner} {stage}, {elapsed}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style.with_key(
        "stage",
        move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = out.write_str(&progress.state().map_or_else(String::new, line));
        },
    ));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// What is being done.
fn line(state: pipeline::ProgressState) -> String {
    let mut line = match state.stage {
        "" => "reading files",
        "parse" => "parsing documents",
        "links" => "resolving links",
        "evidence" => "checking evidence",
        "concepts" => "finding concepts",
        "graph" => "building the topic graph",
        "site" => "arranging the site",
        "render" => "rendering pages",
        "search" => "writing the search index",
        "export" => "writing feeds and data",
        "commit" => "putting the site in its place",
        other => other,
    }
    .to_owned();
    if state.total > 0 {
        let _ = write!(line, " {} of {}", state.done, state.total);
    }
    line
}

/// A line for each stage, to standard error.
pub fn print_timings(stages: &Stages) {
    let row = |name: &str, time: Duration, count: usize| {
        let count = if count > 0 { format!("{count:>9}") } else { String::new() };
        let row = format!("  {name:<9}{:>9.1} ms{count}", time.as_secs_f64() * 1e3);
        print::line(&row);
    };
    for stage in &stages.times {
        row(stage.name, stage.time, stage.count);
    }
    row("all", stages.times.iter().map(|stage| stage.time).sum(), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_done_and_how_far() {
        let state = |stage, done, total| pipeline::ProgressState { stage, done, total };
        assert_eq!(line(state("", 0, 0)), "reading files");
        assert_eq!(line(state("render", 20, 301)), "rendering pages 20 of 301");
    }
}
