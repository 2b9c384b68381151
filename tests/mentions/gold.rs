//! How much of a gold standard is found: `cargo run --release --example mentions_gold -- TERMS IOB…`
//!
//! TERMS is a list of terms, each IOB an annotated text or a folder of them: see `iob.rs`. Prints
//! precision, recall and F1 of an exact dictionary, of topoi with `match: exact` on every concept,
//! and of topoi as it is; with `--wrong`, what these two found differently, by how often.

#![allow(clippy::disallowed_methods)]

#[path = "iob.rs"]
mod iob;

use std::collections::BTreeMap;
use std::path::PathBuf;

use iob::{Annotated, Score, annotated, as_written, exact, terms, topoi};

fn files(path: PathBuf) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path];
    }
    let entries = std::fs::read_dir(path).expect("a readable folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let wrong = arguments.iter().position(|argument| argument == "--wrong");
    let wrong = wrong.map(|at| arguments.remove(at)).is_some();
    let [list, paths @ ..] = arguments.as_slice() else {
        eprintln!("usage: mentions_gold [--wrong] TERMS IOB…");
        std::process::exit(2);
    };
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a readable file");
    let terms = terms(&read(&PathBuf::from(list)));
    let texts: Vec<Annotated> = paths
        .iter()
        .flat_map(|path| files(path.into()))
        .map(|path| annotated(&read(&path)))
        .collect();
    let terms = as_written(&terms, &texts);
    let (mut dictionary, mut plain, mut ours) = <(Score, Score, Score)>::default();
    let mut differences: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    let (as_written, inflected) =
        (topoi(&terms, &texts, "exact"), topoi(&terms, &texts, "inflection"));
    for ((text, written), found) in texts.iter().zip(&as_written).zip(&inflected) {
        let exact = exact(&terms, text);
        dictionary.add(&text.gold, &exact);
        plain.add(&text.gold, written);
        ours.add(&text.gold, found);
        for &(start, end) in exact.symmetric_difference(found) {
            let kind = match (found.contains(&(start, end)), text.gold.contains(&(start, end))) {
                (true, true) => "gained",
                (true, false) => "wrongly gained",
                (false, true) => "lost",
                (false, false) => "rightly lost",
            };
            let words = text.tokens[start..end].join(" ");
            let before = text.tokens[start.saturating_sub(3)..start].join(" ");
            let after = text.tokens[end..(end + 3).min(text.tokens.len())].join(" ");
            differences.entry((kind, words)).or_default().push(format!("{before} [] {after}"));
        }
    }
    for (name, score) in [("dictionary", dictionary), ("exact", plain), ("inflection", ours)] {
        println!(
            "{name:10}  precision {:.4}  recall {:.4}  F1 {:.4}",
            score.precision(),
            score.recall(),
            score.f1()
        );
    }
    if wrong {
        let mut all: Vec<_> = differences.into_iter().collect();
        all.sort_by_key(|((kind, _), places)| (*kind, std::cmp::Reverse(places.len())));
        for ((kind, words), places) in all {
            println!("{kind}\t{}\t{words}\t{}", places.len(), places[0]);
        }
    }
}
