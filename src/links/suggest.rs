//! Did-you-mean: the name most like one that is not there, within a budget, so that a million
//! misses cost seconds and not hours.

use super::distance::Pattern;
use crate::model::Map;
use crate::parse::Document;
use crate::parse::document::{Anchor, AnchorKind};
use crate::parse::slug::slug;

/// What one table may spend on suggestions: about a nanosecond each, so half a second.
const BUDGET: u64 = 500_000_000;

/// Candidates by length, each with the set of its characters.
#[derive(Default)]
pub struct Suggester {
    entries: Vec<Entry>,
    memo: Map<String, Option<u32>>,
    spent: u64,
}

struct Entry {
    chars: usize,
    bag: u64,
    text: String,
    value: u32,
}

impl Suggester {
    /// Files `candidates`: texts as they are to be compared, each with what it stands for.
    pub fn new(candidates: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut entries: Vec<Entry> = candidates
            .into_iter()
            .map(|(text, value)| Entry {
                chars: text.chars().count(),
                bag: bag(&text),
                text,
                value,
            })
            .collect();
        entries.sort_by(|a, b| (a.chars, a.value, &a.text).cmp(&(b.chars, b.value, &b.text)));
        Self { entries, memo: Map::default(), spent: 0 }
    }

    /// What the candidate most like `text` stands for, if one is like it: at most one edit in
    /// short words, a quarter of the characters in longer ones, four at most.
    pub fn nearest(&mut self, text: &str) -> Option<u32> {
        if let Some(&known) = self.memo.get(text) {
            return known;
        }
        let found = self.search(text);
        self.memo.insert(text.to_owned(), found);
        found
    }

    fn search(&mut self, text: &str) -> Option<u32> {
        let pattern = Pattern::new(text);
        let chars = pattern.chars();
        let bound = edits_allowed(chars);
        let wanted = bag(text);
        let from = self.entries.partition_point(|entry| entry.chars + bound < chars);
        let to = self.entries.partition_point(|entry| entry.chars <= chars + bound);
        self.spent += (to - from) as u64;
        if self.spent > BUDGET {
            return None;
        }
        let alike = |entry: &&Entry| (entry.bag ^ wanted).count_ones() as usize <= 2 * bound;
        let mut best: Option<(usize, u32)> = None;
        for entry in self.entries[from..to].iter().filter(alike) {
            let distance = pattern.distance(&entry.text);
            self.spent += 4 * chars as u64;
            let candidate = (distance, entry.value);
            if distance <= bound && best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
            }
        }
        best.map(|(_, value)| value)
    }
}

/// Most anchors that one message lists.
const LISTED: usize = 10;

/// The anchors of a document that something missed.
pub struct KnownAnchors {
    list: String,
    suggester: Suggester,
}

impl KnownAnchors {
    /// Files the anchors that the author of `document` set: headings, block ids, HTML ids.
    pub fn new(document: &Document) -> Self {
        let authored = |anchor: &&Anchor| {
            matches!(anchor.kind, AnchorKind::Heading | AnchorKind::Block | AnchorKind::Html)
        };
        let count = document.anchors.iter().filter(authored).count();
        let first = document.anchors.iter().filter(authored).take(LISTED);
        let mut list = first.map(shown).collect::<Vec<_>>().join(", ");
        if count > LISTED {
            list.push_str(&format!(" and {} more", count - LISTED));
        }
        let ids = (0u32..).zip(&document.anchors).filter(|(_, anchor)| authored(anchor));
        let suggester =
            Suggester::new(ids.map(|(number, anchor)| (anchor.id.to_lowercase(), number)));
        Self { list, suggester }
    }

    /// The anchor of `document` most like `fragment`, and the anchors there are; `None` where it
    /// has none.
    pub fn help(&mut self, document: &Document, fragment: &str) -> Option<String> {
        if self.list.is_empty() {
            return None;
        }
        let last = fragment.rsplit('#').next().unwrap_or("").trim();
        let wanted = match last.strip_prefix('^') {
            Some(id) => id.to_lowercase(),
            None => slug(last),
        };
        let near = self.suggester.nearest(&wanted).map(|near| &document.anchors[near as usize]);
        let meant = near.map(|near| format!("did you mean {}? ", shown(near)));
        Some(format!("{}it has {}", meant.unwrap_or_default(), self.list))
    }
}

fn shown(anchor: &Anchor) -> String {
    match anchor.kind {
        AnchorKind::Block => format!("`#^{}`", anchor.id),
        _ => format!("`#{}`", anchor.id),
    }
}

/// How many edits make another name: none in one or two characters, one up to seven.
pub fn edits_allowed(chars: usize) -> usize {
    match chars {
        0..=2 => 0,
        3..=7 => 1,
        n => (n / 4).min(4),
    }
}

/// Which characters occur, as bits; texts few edits apart differ in few bits.
fn bag(text: &str) -> u64 {
    text.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 64))
}

#[cfg(test)]
mod tests {
    use super::Suggester;

    #[test]
    fn finds_the_nearest_name() {
        let names = ["credibility", "trust", "friendship", "relationship"];
        let mut suggester =
            Suggester::new((0u32..).zip(names).map(|(i, name)| (name.to_owned(), i)));
        for (written, meant) in [
            ("credibilty", Some(0)),
            ("turst", Some(1)),
            ("freindship", Some(2)),
            ("relatoinships", Some(3)),
            ("price", None),
            ("t", None),
        ] {
            assert_eq!(suggester.nearest(written), meant, "{written}");
        }
    }
}
