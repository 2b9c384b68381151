//! A clean build and a second one without changes, of generated knowledge bases: wall time by
//! stage, peak memory, files and bytes.
//!
//! `cargo bench --bench build` builds 1,000 and 10,000 articles;
//! `cargo bench --bench build -- 500` builds as many as are named. Each size runs in a process
//! of its own, so that peak memory is its own too. `-- --corpus DIR 500` writes so many to a folder,
//! for `benches/run`.

#![allow(clippy::disallowed_methods)]

mod corpus;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use topoi::commands::build::build_for_bench;
use topoi::pipeline::StageTime;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, size] = arguments.as_slice()
        && flag == "--one"
    {
        return one(size.parse().expect("a number of articles"));
    }
    if let [flag, folder, size] = arguments.as_slice()
        && flag == "--corpus"
    {
        return corpus::write(Path::new(folder), size.parse().expect("a number of articles"));
    }
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    for size in sizes {
        let program = std::env::current_exe().expect("this program's path");
        let status = Command::new(program).args(["--one", &size.to_string()]).status();
        assert!(status.expect("this program again").success(), "{size} articles failed");
    }
}

fn one(articles: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    corpus::write(folder.path(), articles);
    for run in ["clean build", "again, unchanged"] {
        let start = Instant::now();
        let report = build_for_bench(folder.path());
        let wall = start.elapsed();
        println!(
            "{articles} articles, {run}: {:.2} s, {} files, {:.1} MB, peak {:.2} GB",
            wall.as_secs_f64(),
            report.files,
            report.bytes as f64 / 1e6,
            peak_memory_gb(),
        );
        for StageTime { name, time, .. } in &report.stages.times {
            println!("    {name:<12} {:>8.1} ms", time.as_secs_f64() * 1e3);
        }
    }
}

/// The largest resident set so far, as Linux counts it; 0 elsewhere.
fn peak_memory_gb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes: f64 = line
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|number| number.parse().ok())
        .unwrap_or(0.0);
    kilobytes / 1e6
}
