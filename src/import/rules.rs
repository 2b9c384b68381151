//! The words of boilerplate: a data file, and what a user adds to it.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

/// The rules that come with topoi.
const DEFAULT: &str = include_str!("rules.toml");

/// A file of rules.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    lines: Vec<String>,
    beginnings: Vec<String>,
    phrases: Vec<String>,
}

/// What is no part of an article.
pub struct Rules {
    lines: Vec<String>,
    beginnings: Vec<String>,
    phrases: AhoCorasick,
}

impl Rules {
    /// The default rules and, where `added` is given, those of a user's file.
    ///
    /// # Errors
    /// What is wrong with the user's file.
    pub fn new(added: Option<&str>) -> Result<Self, String> {
        let mut all: File = toml::from_str(DEFAULT).map_err(|error| error.to_string())?;
        if let Some(added) = added {
            let added: File = toml::from_str(added).map_err(|error| error.to_string())?;
            all.lines.extend(added.lines);
            all.beginnings.extend(added.beginnings);
            all.phrases.extend(added.phrases);
        }
        let mut lines: Vec<String> = all.lines.iter().map(|line| bare(line)).collect();
        lines.sort();
        lines.dedup();
        let phrases = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(&all.phrases)
            .map_err(|error| error.to_string())?;
        let beginnings = all.beginnings.iter().map(|beginning| bare(beginning)).collect();
        Ok(Self { lines, beginnings, phrases })
    }

    /// Whether a line is nothing but boilerplate.
    pub fn is_boilerplate(&self, line: &str) -> bool {
        line.len() < 100 && self.lines.binary_search(&bare(line)).is_ok()
    }

    /// How much speaks against a text: 3 for a line of [`Self::is_boilerplate`], 2 for a beginning,
    /// and one for each phrase, up to 4.
    pub fn weigh(&self, text: &str) -> f32 {
        let mut weight = 0.0;
        if text.len() < 100 {
            let line = bare(text);
            if self.lines.binary_search(&line).is_ok() {
                weight += 3.0;
            } else if self.beginnings.iter().any(|beginning| line.starts_with(beginning.as_str())) {
                weight += 2.0;
            }
        }
        weight + self.phrases.find_iter(text).take(4).count() as f32
    }
}

/// A line in lower case without the marks and spaces around it.
fn bare(line: &str) -> String {
    let inner = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    inner.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
