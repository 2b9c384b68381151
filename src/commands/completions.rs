//! `topoi completions`: what a shell needs to complete topoi's arguments.

use clap::CommandFactory as _;

use super::print;
use crate::cli::Arguments;

/// Prints the completions of `shell`.
pub fn run(shell: clap_complete::Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "topoi", &mut script);
    print::result(&String::from_utf8_lossy(&script));
}
