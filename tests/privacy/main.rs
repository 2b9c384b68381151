//! The proof that private stays private: random bases with a canary word in every place that a
//! document has, built for each audience. No byte of what an audience may not see is in its site,
//! compressed or not, and the site is the same, byte for byte, as that of the base without it.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;

mod base;
mod files;
mod output;
#[path = "../packs/mod.rs"]
mod packs;
mod settings;
mod text;

use base::Base;
use output::{Files, build, build_on_disk, difference, searched};

/// Bases that are made.
const SEEDS: u64 = if cfg!(feature = "long") { 1000 } else { 100 };

/// The audiences, each of which sees what those before it see.
pub const AUDIENCES: [&str; 3] = ["public", "partner", "internal"];

/// How the canary words of each level begin. The last level is nobody's.
pub const CANARIES: [&str; 4] = ["kopub", "kopar", "koint", "konob"];

/// Checks the site of a base for audience `level`; `make` makes it.
fn check(seed: u64, base: &Base, level: usize, make: impl Fn(&Base, &str) -> Files) {
    let audience = AUDIENCES[level];
    let site = make(base, audience);
    let text = searched(&site);
    let name = |what: &str| format!("seed {seed}, `{audience}`: {what}");
    assert!(text.contains(CANARIES[0]), "{}", name("what all may see is there"));
    for hidden in &CANARIES[level + 1..] {
        if let Some(at) = text.find(hidden) {
            let start = text.floor_char_boundary(at.saturating_sub(200));
            let end = text.ceil_char_boundary((at + 60).min(text.len()));
            panic!("{}\n{}", name(&format!("`{hidden}` is published")), &text[start..end]);
        }
    }
    let alone = make(&base.seen_by(level), audience);
    if let Some(place) = difference(&site, &alone) {
        panic!("{}", name(&format!("what is hidden changes {place}")));
    }
}

#[test]
fn no_byte_of_what_an_audience_may_not_see() {
    for seed in 0..SEEDS {
        let base = Base::random(seed);
        for level in 0..AUDIENCES.len() {
            check(seed, &base, level, build);
        }
    }
}

#[test]
fn neither_through_the_program() {
    for seed in 0..2 {
        let base = Base::random(seed);
        for level in 0..AUDIENCES.len() {
            check(seed, &base, level, build_on_disk);
        }
    }
}

#[test]
fn a_canary_that_is_published_is_found() {
    let base = Base::random(1);
    let text = searched(&build(&base, "internal"));
    for canary in &CANARIES[..3] {
        assert!(text.contains(canary), "{canary}");
        // The index alone has words from behind.
        let reversed: String = canary.chars().rev().collect();
        assert!(text.contains(&reversed), "{canary}");
    }
}

/// Every place whose words are for some is published for those who may see them: each is looked at.
#[test]
fn every_place_is_published_for_those_who_see_it() {
    let mut places: BTreeMap<String, bool> = BTreeMap::new();
    for seed in 0..16 {
        let base = Base::random(seed);
        let text = searched(&build(&base, "internal"));
        let mut look = |place: &str, words: &str| {
            let is_there = canaries(words).any(|word| text.contains(word));
            *places.entry(place.to_owned()).or_default() |= is_there;
        };
        for group in base.words.settings.split("\n\n") {
            look(group.split(']').next().unwrap_or(""), group);
        }
        for (path, text) in &base.words.tools {
            look(path.rsplit('/').next().unwrap_or(""), text);
        }
        for (language, text) in &base.words.interface {
            if *language != "it" {
                look(language, text);
            }
        }
        for (path, bytes) in base.attachments.iter().chain(&base.words.statics) {
            let ending = path.rsplit('.').next().unwrap_or("");
            look(ending, &String::from_utf8_lossy(bytes));
        }
    }
    places.remove("");
    assert!(places.len() >= 11, "{places:?}");
    assert!(places.values().all(|is_there| *is_there), "{places:?}");
}

/// The canary words in a text that somebody may see.
fn canaries(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_lowercase())
        .filter(|word| CANARIES[..3].iter().any(|level| word.starts_with(level)))
}
