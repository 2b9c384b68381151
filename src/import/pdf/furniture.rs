//! What stands on a page beside its text: running heads and feet, and its number.

use std::collections::BTreeMap;

use super::PageLines;
use super::lines::Line;

/// How much of a page's height its head and its foot are.
const EDGE: f32 = 0.14;
/// So many lines of a page from its edge can be a head or a foot.
const DEEPEST: usize = 3;
/// Heads of different pages stand at one height, give or take so many points.
const DRIFT: f32 = 4.0;

/// A line at a page's edge.
struct Candidate {
    page: usize,
    /// The column and the line in it.
    at: (usize, usize),
    y: f32,
    /// Its words with every number as `#`.
    shape: String,
    number: Option<i64>,
}

/// Takes running heads, feet and page numbers out of the pages, and gives them in order.
pub fn take(pages: &mut [PageLines]) -> Vec<String> {
    let candidates: Vec<Candidate> =
        pages.iter().enumerate().flat_map(|(place, page)| candidates(place, page)).collect();
    let mut shapes: BTreeMap<&str, Vec<&Candidate>> = BTreeMap::new();
    for candidate in &candidates {
        shapes.entry(&candidate.shape).or_default().push(candidate);
    }
    let repeats = |candidate: &Candidate| {
        shapes[candidate.shape.as_str()]
            .iter()
            .any(|other| other.page != candidate.page && (other.y - candidate.y).abs() <= DRIFT)
    };
    // A page's number is as far from its place as another page's is.
    let mut shifts: BTreeMap<i64, usize> = BTreeMap::new();
    for candidate in &candidates {
        if let Some(number) = candidate.number {
            *shifts.entry(number - candidate.page as i64).or_default() += 1;
        }
    }
    let counts = |candidate: &Candidate| {
        candidate.number.is_some_and(|number| {
            let shift = number - candidate.page as i64;
            shifts[&shift] >= 2 || pages.len() == 1 && shift == 1
        })
    };
    let mut gone: Vec<(usize, usize, usize)> = candidates
        .iter()
        .filter(|candidate| match candidate.number {
            Some(_) => counts(candidate),
            None => repeats(candidate),
        })
        .map(|candidate| (candidate.page, candidate.at.0, candidate.at.1))
        .collect();
    gone.sort_unstable();
    let mut dropped = Vec::new();
    for (place, page) in pages.iter_mut().enumerate() {
        for (column, lines) in page.columns.iter_mut().enumerate() {
            let mut row = 0;
            lines.retain(|line| {
                let drops = line.artifact || gone.binary_search(&(place, column, row)).is_ok();
                row += 1;
                if drops {
                    dropped.push(line.text());
                }
                !drops
            });
        }
        page.columns.retain(|lines| !lines.is_empty());
    }
    dropped
}

fn candidates(place: usize, page: &PageLines) -> Vec<Candidate> {
    let mut all: Vec<((usize, usize), &Line)> = page
        .columns
        .iter()
        .enumerate()
        .flat_map(|(column, lines)| {
            lines.iter().enumerate().map(move |(row, line)| ((column, row), line))
        })
        .collect();
    all.sort_by(|a, b| a.1.y.total_cmp(&b.1.y));
    let head = all.iter().take(DEEPEST).filter(|(_, line)| line.y <= page.height * EDGE);
    let foot =
        all.iter().rev().take(DEEPEST).filter(|(_, line)| line.y >= page.height * (1.0 - EDGE));
    head.chain(foot)
        .map(|(at, line)| {
            let text = line.text();
            Candidate {
                page: place,
                at: *at,
                y: line.y,
                shape: shape(&text),
                number: number(&text),
            }
        })
        .collect()
}

/// A text with every number as `#`, so that heads with a page's number are alike.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match c {
            c if c.is_ascii_digit() => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            c if c.is_whitespace() => {}
            c => shape.push(c),
        }
    }
    shape
}

/// The number of a line that is nothing else: `3`, `– 3 –`, `Page 3 of 9`, `iv`.
fn number(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let mut text = lower.trim_matches(|c: char| !c.is_alphanumeric());
    for word in ["page", "seite", "página", "pagina", "p.", "p"] {
        if let Some(rest) = text.strip_prefix(word)
            && rest.starts_with([' ', '.', ':'])
        {
            text = rest.trim_start_matches([' ', '.', ':']);
            break;
        }
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() {
        return roman(text);
    }
    let of_all = ["of", "von", "de", "di", "van", "sur", "/", "|"].iter().any(|word| {
        let total = rest.trim().strip_prefix(word).map(str::trim);
        total.is_some_and(|total| !total.is_empty() && total.chars().all(|c| c.is_ascii_digit()))
    });
    (rest.is_empty() || of_all).then(|| digits.parse().ok()).flatten()
}

fn roman(text: &str) -> Option<i64> {
    let value = |c| {
        Some(match c {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            _ => return None,
        })
    };
    let values: Option<Vec<i64>> = text.chars().map(value).collect();
    let values = values.filter(|values| !values.is_empty() && values.len() <= 7)?;
    let signed = |(place, value): (usize, &i64)| {
        if values.get(place + 1).is_some_and(|next| next > value) { -value } else { *value }
    };
    Some(values.iter().enumerate().map(signed).sum())
}

#[cfg(test)]
mod tests {
    use super::{number, shape};

    #[test]
    fn numbers_of_pages_are_told_from_text() {
        for (text, page) in [
            ("3", Some(3)),
            ("– 12 –", Some(12)),
            ("Page 3 of 9", Some(3)),
            ("4/11", Some(4)),
            ("Seite 7", Some(7)),
            ("xiv", Some(14)),
            ("Chapter 3", None),
            ("3 tools", None),
            ("1984 was a year", None),
        ] {
            assert_eq!(number(text), page, "{text}");
        }
        assert_eq!(shape("Hedges  | 12"), shape("Hedges | 7"));
    }
}
