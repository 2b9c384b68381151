//! Names that may be one author's: an initial for a first name, a middle name left out, the
//! surname first, other accents or case.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::{Place, Proposal, ProposalKind};
use crate::model::DocId;
use crate::site::Site;

/// A name taken apart: surname, then first names, folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    surname: String,
    first: Vec<String>,
}

impl Name {
    fn new(name: &str) -> Option<Self> {
        let name = match name.split_once(',') {
            Some((surname, first)) => format!("{first} {surname}"),
            None => name.to_owned(),
        };
        let plain: String = name.nfd().filter(|c| !is_accent(*c)).collect();
        let mut parts: Vec<String> = plain
            .to_lowercase()
            .split(|c: char| c.is_whitespace() || c == '.')
            .map(|part| part.replace(['-', '’', '\''], ""))
            .filter(|part| !part.is_empty())
            .collect();
        let surname = parts.pop()?;
        Some(Self { surname, first: parts })
    }

    /// Whether both may be one person: one surname, and of the first names those of the shorter
    /// list begin those of the longer, whole or as initials.
    fn may_be(&self, other: &Self) -> bool {
        let (few, many) = match self.first.len() <= other.first.len() {
            true => (&self.first, &other.first),
            false => (&other.first, &self.first),
        };
        let same = |a: &String, b: &String| {
            a == b
                || (a.chars().count() == 1 && b.starts_with(a.as_str()))
                || (b.chars().count() == 1 && a.starts_with(b.as_str()))
        };
        self.surname == other.surname
            && !few.is_empty()
            && few.iter().zip(many.iter()).all(|(a, b)| same(a, b))
    }
}

fn is_accent(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f)
}

/// Groups of names that may be one author's, the fullest name as label.
pub(super) fn variants(site: &Site) -> Vec<Proposal> {
    let mut all: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for (number, document) in site.documents.iter().enumerate() {
        for name in &document.meta.authors {
            let place = Place { doc: DocId::new(number), block: None, quote: name.text.clone() };
            all.entry(&name.text).or_default().push(place);
        }
    }
    let names: Vec<(Name, &str)> =
        all.keys().filter_map(|name| Some((Name::new(name)?, *name))).collect();
    let mut by_surname: BTreeMap<&str, Vec<&(Name, &str)>> = BTreeMap::new();
    for name in &names {
        by_surname.entry(&name.0.surname).or_default().push(name);
    }
    let mut found = Vec::new();
    for group in by_surname.values_mut() {
        // The fullest first, so that a lone initial joins one of them only.
        group.sort_by_key(|(name, text)| {
            (std::cmp::Reverse(name.first.iter().map(String::len).sum::<usize>()), *text)
        });
        while !group.is_empty() {
            let (fullest, label) = group.remove(0);
            let (same, others): (Vec<_>, Vec<_>) =
                group.iter().copied().partition(|(name, _)| fullest.may_be(name));
            *group = others;
            if same.is_empty() {
                continue;
            }
            let of: Vec<String> = same.iter().map(|(_, text)| (*text).to_owned()).collect();
            let named = std::iter::once(*label).chain(same.iter().map(|(_, text)| *text));
            found.push(Proposal {
                kind: ProposalKind::Author,
                label: (*label).to_owned(),
                relation: None,
                aliases: Vec::new(),
                score: of.len() as f32,
                places: named.flat_map(|name| all[name].first().cloned()).collect(),
                of,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn tells_variants_of_a_name_from_other_names() {
        let may_be =
            |a: &str, b: &str| Name::new(a).expect("a name").may_be(&Name::new(b).expect("a name"));
        for (a, b, same) in [
            ("Thomas A. Freese", "Thomas Freese", true),
            ("T. Freese", "Thomas Freese", true),
            ("Freese, Thomas", "thomas freese", true),
            ("José Núñez", "Jose Nunez", true),
            ("Jean-Luc Martin", "Jean Luc Martin", false),
            ("Tom Freese", "Thomas Freese", false),
            ("Anna Freese", "Thomas Freese", false),
            ("Freese", "Thomas Freese", false),
        ] {
            assert_eq!(may_be(a, b), same, "{a}, {b}");
            assert_eq!(may_be(b, a), same, "{b}, {a}");
        }
    }
}
