//! What readers searched for, as a list, turned into expectations to look through.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::{Engine, Question};
use crate::model::fold::{CaseFolding, folded};
use crate::model::{Failure, Map, Set};

/// Expectations to be, as text for `questions.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The text: grouped by what the questions find now, the largest group first.
    pub toml: String,
    /// How many questions stand in it.
    pub questions: usize,
    /// How many of these find nothing now.
    pub empty: usize,
    /// How many lines say what another line or `questions.toml` says.
    pub known: usize,
}

/// A document that questions find first, and these.
struct Group {
    /// What `find` calls it.
    name: String,
    title: String,
    asked: Vec<(String, usize)>,
}

/// Reads `text`, a question a line, and asks each that `known` doesn't ask.
///
/// A line may be what a reader typed, an address of the search page with it (`search.html?q=…`),
/// or either behind what mail and lists put before it (`> `, `- `).
///
/// `name` tells by what name a page's document is known.
///
/// # Errors
/// The site's search doesn't run.
pub fn import(
    text: &str,
    known: &[Question],
    engine: &Engine,
    name: &dyn Fn(&str) -> Option<String>,
) -> Result<Imported, Failure> {
    let fold = |text: &str| folded(text, CaseFolding::Common);
    let asked: Set<String> = known.iter().map(|question| fold(&question.ask)).collect();
    let mut counts: Map<String, usize> = Map::default();
    let mut queries: Vec<String> = Vec::new();
    let mut imported = Imported::default();
    for query in text.lines().filter_map(query) {
        let key = fold(&query);
        if asked.contains(&key) {
            imported.known += 1;
            continue;
        }
        let count = counts.entry(key).or_insert(0);
        *count += 1;
        if *count == 1 {
            queries.push(query);
        } else {
            imported.known += 1;
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut nothing = Vec::new();
    for query in queries {
        let times = counts[&fold(&query)];
        let answer = engine.ask(&query, 1)?;
        let first = answer.results.into_iter().next();
        let Some((first, name)) = first.and_then(|hit| name(&hit.page).map(|name| (hit, name)))
        else {
            nothing.push((query, times));
            continue;
        };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.asked.push((query, times)),
            None => groups.push(Group { name, title: first.title, asked: vec![(query, times)] }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.asked.len()));
    imported.empty = nothing.len();
    imported.questions =
        nothing.len() + groups.iter().map(|group| group.asked.len()).sum::<usize>();
    imported.toml = written(&groups, &nothing);
    Ok(imported)
}

/// What a line asks, if anything.
fn query(line: &str) -> Option<String> {
    let line = line.trim_start_matches(['>', '-', '*', '•', ' ', '\t']).trim();
    let text = match line.split_once("?q=").or_else(|| line.split_once("&q=")) {
        Some((_, rest)) => {
            let value = rest.split(['&', '#', ' ', '"']).next().unwrap_or(rest).replace('+', " ");
            percent_decode_str(&value).decode_utf8_lossy().into_owned()
        }
        None => line.to_owned(),
    };
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    let is_words = text.chars().any(char::is_alphanumeric) && !line.starts_with('#');
    is_words.then_some(text)
}

fn written(groups: &[Group], nothing: &[(String, usize)]) -> String {
    let mut out = String::new();
    if !nothing.is_empty() {
        out.push_str("# Nothing is found for these. Say what should be, and take the `#` away.\n");
        for (query, times) in nothing {
            let _ = write!(
                out,
                "\n{}# [[expect]]\n# ask = {}\n# find = \"\"\n",
                often(*times),
                quoted(query)
            );
        }
        out.push('\n');
    }
    for Group { name, title, asked } in groups {
        let _ = writeln!(out, "# First now: {title}. Keep those that are right.");
        for (query, times) in asked {
            let (often, ask, find) = (often(*times), quoted(query), quoted(name));
            let _ = write!(out, "\n{often}[[expect]]\nask = {ask}\nfind = {find}\n");
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn often(times: usize) -> String {
    if times > 1 { format!("# asked {times} times\n") } else { String::new() }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
