//! The manual in `docs/`: its reference pages are those of the program's own tables, its examples
//! run, and it is a site without a fault.
//!
//! `UPDATE_MANUAL=1 cargo test --test manual` writes the reference pages anew.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

#[path = "manual/examples.rs"]
mod examples;
#[path = "manual/reference.rs"]
mod reference;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the manual.
fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// The program, asked without colours.
fn topoi() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_topoi"));
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

#[test]
fn the_manual_is_a_site_without_a_fault() {
    let output = topoi().arg("--root").arg(docs()).args(["check", "--strict"]).output();
    let output = output.expect("the program runs");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(report, "");
    let questions = std::fs::read_to_string(docs().join("questions.toml")).expect("questions");
    let count = questions.lines().filter(|line| *line == "[[expect]]").count();
    assert!(count >= 80, "{count} questions of newcomers are asked");
}
