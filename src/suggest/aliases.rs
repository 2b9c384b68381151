//! Other names of concepts: abbreviations with their long form, spellings, and the words under
//! which documents link to them.
//!
//! Abbreviations by A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying
//! abbreviation definitions in biomedical text" (PSB 2003): of the words before `(SF)`, the
//! shortest run whose letters hold those of the short form in order, the first at a word's start.

use std::collections::BTreeMap;

use super::texts::{Text, key_of, known_names};
use super::{Place, Proposal, ProposalKind};
use crate::model::{DocId, Kind};
use crate::parse::document::LinkKind;
use crate::site::Site;

/// A short form and what it is short for.
pub(super) struct Abbreviation {
    pub short: String,
    pub long: String,
    /// The key of the long form.
    pub key: String,
    pub place: Place,
}

/// The abbreviations that texts define, in their order.
pub(super) fn abbreviations(texts: &[Text<'_>]) -> Vec<Abbreviation> {
    let mut found = Vec::new();
    for text in texts {
        for (block, words) in &text.blocks {
            for (open, _) in words.match_indices('(') {
                let Some(len) = words[open..].find(')') else { break };
                let short = words[open + 1..open + len].trim();
                let Some(long) = long_form(short, &words[..open]) else { continue };
                found.push(Abbreviation {
                    short: short.to_owned(),
                    long: long.to_owned(),
                    key: key_of(long, &text.document.lang),
                    place: Place {
                        doc: text.doc,
                        block: *block,
                        quote: format!("{long} ({short})"),
                    },
                });
            }
        }
    }
    found
}

/// The end of `before` that `short` is short for.
fn long_form<'a>(short: &str, before: &'a str) -> Option<&'a str> {
    let letters: Vec<char> =
        short.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let size = short.chars().count();
    let is_short = (2..=10).contains(&size)
        && short.split_whitespace().count() <= 2
        && short.chars().any(char::is_uppercase)
        && short.starts_with(char::is_alphanumeric)
        && letters.len() >= 2;
    if !is_short {
        return None;
    }
    // The long form stands in the same sentence, in so many words at most.
    let sentence = before.rfind(['.', '!', '?', ';', ':', '(', ')']).map_or(0, |at| at + 1);
    let within = before[sentence..].trim_end();
    let most = (letters.len() + 5).min(letters.len() * 2);
    let start = within
        .char_indices()
        .rev()
        .filter(|(_, c)| c.is_whitespace())
        .nth(most - 1)
        .map_or(0, |(at, _)| at + 1);
    let within = within[start..].trim_start();
    let chars: Vec<(usize, char)> = within.char_indices().collect();
    let mut at = chars.len();
    for (number, &letter) in letters.iter().enumerate().rev() {
        loop {
            at = at.checked_sub(1)?;
            let same = chars[at].1.to_lowercase().next() == Some(letter);
            let begins = at == 0 || !chars[at - 1].1.is_alphanumeric();
            if same && (number > 0 || begins) {
                break;
            }
        }
    }
    let long = &within[chars[at].0..];
    let longer = long.chars().count() > size && long.split_whitespace().count() > 1;
    (longer && !long.split_whitespace().any(|word| word == short)).then_some(long)
}

/// Proposed names of concepts that are there.
pub(super) fn aliases(site: &Site, texts: &[Text<'_>]) -> Vec<Proposal> {
    let known = known_names(site);
    let concepts: Vec<&str> =
        site.of_kind(Kind::Concept).map(|doc| site.document(doc).title.as_str()).collect();
    let mut found: BTreeMap<(String, String), (f32, Vec<Place>)> = BTreeMap::new();
    let mut add = |alias: &str, of: &str, score: f32, place: Place| {
        let lang = &site.document(place.doc).lang;
        if concepts.contains(&of) && site.vocabulary.labels_like(alias, lang).is_empty() {
            let entry = found.entry((alias.to_owned(), of.to_owned())).or_default();
            entry.0 += score;
            entry.1.push(place);
        }
    };
    for pair in abbreviations(texts) {
        let lang = &site.document(pair.place.doc).lang;
        if let Some(title) = known.get(&pair.key) {
            add(&pair.short, title, 2.0, pair.place.clone());
        }
        if let Some(title) = known.get(&key_of(&pair.short, lang)) {
            add(&pair.long, title, 2.0, pair.place);
        }
    }
    let spellings: BTreeMap<String, String> = site
        .of_kind(Kind::Concept)
        .flat_map(|doc| {
            let document = site.document(doc);
            let names = document.meta.aliases.iter().map(|name| name.text.as_str());
            names
                .chain([document.title.as_str()])
                .map(|name| (spelling(name), document.title.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    for text in texts {
        for run in super::keyphrases::candidates::runs(&text.tokens) {
            for from in run.clone() {
                for to in from + 1..=run.end.min(from + 4) {
                    let words = text.words(from..to);
                    if let Some(title) = spellings.get(&spelling(&words)) {
                        add(&words, title, 0.5, text.place(text.sentence_of(from)));
                    }
                }
            }
        }
    }
    for (number, document) in site.documents.iter().enumerate() {
        for (link, target) in document.links.iter().zip(&site.links.targets[number]) {
            let Some(doc) = target.doc().filter(|doc| site.concept(*doc).is_some()) else {
                continue;
            };
            let words = link.plain.of(&document.plain);
            let named = matches!(link.kind, LinkKind::Wiki | LinkKind::Markdown)
                && (1..=3).contains(&words.split_whitespace().count());
            if named {
                let place =
                    Place { doc: DocId::new(number), block: link.block, quote: words.to_owned() };
                add(words, &site.document(doc).title, 0.3, place);
            }
        }
    }
    found
        .into_iter()
        // One link's words are a turn of phrase; two are a name.
        .filter(|(_, (score, _))| *score >= 0.5)
        .map(|((alias, of), (score, places))| Proposal {
            kind: ProposalKind::Alias,
            label: alias,
            of: vec![of],
            relation: None,
            aliases: Vec::new(),
            score,
            places,
        })
        .collect()
}

/// What spellings of one name share: hyphens, spaces, accents' case and the endings that British
/// and American English spell differently left out.
fn spelling(name: &str) -> String {
    let mut plain: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    for (british, american) in [
        ("isation", "ization"),
        ("ise", "ize"),
        ("our", "or"),
        ("sceptic", "skeptic"),
        ("ogue", "og"),
    ] {
        plain = plain.replace(british, american);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{long_form, spelling};

    #[test]
    fn finds_what_is_abbreviated() {
        for (short, before, long) in [
            ("QBS", "He calls it Question Based Selling ", Some("Question Based Selling")),
            ("ICP", "we wrote down our ideal customer profile ", Some("ideal customer profile")),
            ("HTTP", "the hypertext transfer protocol ", Some("hypertext transfer protocol")),
            ("RFQ", "Nobody answered. ", None),
            ("see below", "a long sentence ", None),
            ("USA", "trust ", None),
            ("2019", "twenty nineteen ", None),
        ] {
            assert_eq!(long_form(short, before), long, "{short}");
        }
    }

    #[test]
    fn knows_two_spellings_of_one_name() {
        assert_eq!(spelling("Scepticism"), spelling("skepticism"));
        assert_eq!(spelling("co-operation"), spelling("cooperation"));
        assert_ne!(spelling("trust"), spelling("truth"));
    }
}
