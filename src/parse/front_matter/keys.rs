//! Names of front matter keys: what other programs call ours, and what a misspelt one was meant
//! to be.

/// Keys of other programs, in any case, and ours that mean the same.
const SAME: [(&str, &str); 4] =
    [("alias", "aliases"), ("aliases", "aliases"), ("tag", "tags"), ("tags", "tags")];

/// Keys that are read and named nowhere else: other programs'.
pub(super) const ELSEWHERE: [&str; 3] = ["permalink", "sidebar_position", "taxonomies"];

/// Keys that gather: where one stands twice, both values count.
pub(super) const LISTS: [&str; 7] =
    ["aliases", "alias", "tags", "tag", "redirect_from", "author", "authors"];

/// Keys that say who may see a document, ours and other programs'. Under these nothing is guessed.
const PRIVACY: [&str; 17] = [
    "access",
    "audience",
    "audiences",
    "draft",
    "dg_publish",
    "expirydate",
    "hidden",
    "permissions",
    "private",
    "public",
    "publish",
    "publishdate",
    "published",
    "share",
    "status",
    "unlisted",
    "visibility",
];

/// Whether a key is one that decides who may see the document.
pub(super) fn is_private_key(key: &str) -> bool {
    PRIVACY.contains(&key.to_lowercase().replace('-', "_").as_str())
}

/// Whether a key decides who may see the document, or looks like one that does.
pub(super) fn decides_privacy(key: &str) -> bool {
    let folded = key.to_lowercase().replace('-', "_");
    let other = OTHERS.contains(&folded.as_str()) && folded != "hidden";
    PRIVACY.contains(&folded.as_str()) || !other && nearest(key, &PRIVACY).is_some()
}

/// Keys that look like ours and are other programs' or words of their own: never misspellings.
const OTHERS: [&str; 34] = [
    "answer",
    "basic",
    "basics",
    "contents",
    "course",
    "excerpt",
    "expirydate",
    "height",
    "hidden",
    "land",
    "late",
    "long",
    "math",
    "next",
    "numbers",
    "orders",
    "origin",
    "owners",
    "private",
    "public",
    "publishdate",
    "publisher",
    "rate",
    "resource",
    "side",
    "sources",
    "status",
    "tabs",
    "templates",
    "test",
    "unlisted",
    "visibility",
    "wide",
    "year",
];

/// The key that `key` stands for: itself, or ours where another program's means the same.
pub(super) fn ours(key: &str) -> &str {
    let same = SAME.iter().find(|(other, _)| other.eq_ignore_ascii_case(key));
    same.map_or(key, |&(_, ours)| ours)
}

/// The key of `known` that was meant by `key`, which is none of them; `None` where it is
/// somebody else's.
pub(super) fn meant<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let own = known.contains(&key) || OTHERS.iter().any(|other| other.eq_ignore_ascii_case(key));
    nearest(key, known).filter(|_| !own)
}

/// The name that `word` most looks like: one edit in short words, two in longer ones.
pub(super) fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let bound = if word.chars().count() < 6 { 1 } else { 2 };
    let folded = word.to_lowercase().replace('-', "_");
    names
        .iter()
        .map(|&name| (strsim::osa_distance(&folded, name), name))
        .filter(|&(distance, name)| distance <= bound && name.len() > 3)
        .min()
        .map(|(_, name)| name)
}
