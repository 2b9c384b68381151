//! Which English words a word of a label stands for.
//!
//! Keys bring words together that may be forms of one; here it is settled whether a word is one of
//! this label. A label is nearly always a noun, so what it takes is what its noun takes:
//!
//! - number and possessive, both ways (relationship, relationships);
//! - a label in its base form may be a verb too (trust, stop), so it takes verb forms;
//! - a label that is a gerund (accounting, pruning) is a verb made a noun: its verb counts where it
//!   stands as one (*to prune*, *we never prune*), for *an account* is something else; one that is
//!   a participle stands for itself;
//! - a label in the plural is known for a noun, and takes the singular alone;
//! - in a label of several words the last is what it is about and no verb (blade design, not
//!   *blade designed*), unless a hyphen makes a verb of the whole (they cold-called us); those
//!   inside don't change but in number, and the first may be a verb (earned the right).
//!
//! Measured by `tests/mentions/gold.rs` on the English of ACTER, whose lists name all forms that
//! annotators took for a term, and so show every form too many.

use super::english::{self, Form};

/// What a label's word is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The only one.
    Alone,
    /// The first of several.
    First,
    /// Between others.
    Inner,
    /// The last of several; whether a hyphen joins it to the one before, in the text.
    Last(bool),
}

/// Words before which a verb stands.
const BEFORE_VERBS: &[&str] = &[
    "to", "will", "would", "can", "could", "shall", "should", "may", "might", "must", "do", "does",
    "did", "don't", "can't", "won't", "cannot", "not", "never", "always", "i", "you", "we", "they",
    "he", "she", "who", "let's", "please",
];

/// Whether `word` may stand for `label`, a word of a label at `place`, behind the word `before`;
/// all are folded.
pub fn is_form(word: &str, label: &str, place: Place, before: &str) -> bool {
    if word == label || english::further_form(label) == Some(word) {
        return true;
    }
    if english::is_plural_only(label) {
        return false;
    }
    match (form_between(word, label), place) {
        (None, Place::Alone) => {
            let is_verb = || BEFORE_VERBS.contains(&before);
            english::form_of(label, word) == Some(Form::Gerund) && is_verb()
        }
        (None, _) => false,
        (Some(Form::Number), _) => true,
        (Some(_), Place::Inner) => false,
        (Some(Form::Gerund), _) => true,
        (Some(Form::Past), Place::Last(hyphen)) => hyphen,
        (Some(Form::Past), _) => true,
    }
}

/// Phrases in which a noun says nothing of its own: what is inflected there is a form of no label.
const SET_PHRASES: [(&str, &str, &str); 11] = [
    ("in", "terms", "of"),
    ("into", "account", ""),
    ("on", "account", "of"),
    ("", "account", "of"),
    ("due", "account", ""),
    ("gives", "rise", "to"),
    ("give", "rise", "to"),
    ("gave", "rise", "to"),
    ("by", "means", "of"),
    ("as", "regards", ""),
    ("at", "times", ""),
];

/// Whether `word` between `before` and `after` belongs to a set phrase.
pub fn is_set_phrase(before: &str, word: &str, after: &str) -> bool {
    let fits = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
    SET_PHRASES
        .iter()
        .any(|&(first, middle, last)| middle == word && fits(first, before) && fits(last, after))
}

/// By what form `word` goes back to `label`, if at all.
fn form_between(word: &str, label: &str) -> Option<Form> {
    if let form @ Some(_) = english::form_of(word, label) {
        return match form {
            Some(Form::Number) => form,
            // Of a base alone: nothing is made of *accounting* but its plural.
            form => (!english::is_participle(label)).then_some(form).flatten(),
        };
    }
    // A label in the plural.
    (english::form_of(label, word) == Some(Form::Number)).then_some(Form::Number)
}
