//! English inflection: Porter2's steps 0, 1 and 5 (M. F. Porter, "The English (Porter2) stemming
//! algorithm", snowballstem.org), without the steps between, which strip derivational endings and
//! would make *friendly* = *friend*. A data file brings the irregular forms to their bases first.
//!
//! What comes out is a key to compare words by, not a word: `relating` and `relates` are `relat`.

use std::sync::LazyLock;

use crate::model::{Map, Set};

const DATA: &str = include_str!("irregular-en.txt");

/// Forms with their bases and whether these are nouns, by form.
static IRREGULAR: LazyLock<Map<&'static str, (&'static str, bool)>> = LazyLock::new(|| {
    let mut irregular = Map::default();
    let mut nouns = false;
    for line in DATA.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            nouns = title == "Nouns";
        }
        if line.starts_with(['#', '=', '+', '~']) {
            continue;
        }
        if let Some((base, forms)) = line.split_once(':') {
            irregular.extend(forms.split_whitespace().map(|form| (form, (base, nouns))));
        }
    }
    irregular
});

/// What a word is to its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Its plural, or a verb's third person: they look alike.
    Number,
    /// The form in `-ing`.
    Gerund,
    /// Its past or past participle.
    Past,
}

/// What `word` is to `base`, by the rules of spelling and the list of irregular forms; both are
/// folded. `None` if it is no form of it, or the same.
pub fn form_of(word: &str, base: &str) -> Option<Form> {
    if let Some(&(known, noun)) = IRREGULAR.get(word)
        && known == base
    {
        return Some(match word {
            _ if noun || word.ends_with('s') => Form::Number,
            _ if word.ends_with("ing") => Form::Gerund,
            _ => Form::Past,
        });
    }
    if INVARIANT.contains(word) || base.is_empty() {
        return None;
    }
    let by_ending = |ending: &str| match ending {
        "s" | "es" | "ies" => Some(Form::Number),
        "ing" | "ying" => Some(Form::Gerund),
        "ed" | "ied" => Some(Form::Past),
        _ => None,
    };
    let letters = base.as_bytes();
    let last = letters[letters.len() - 1];
    let vowel_before = letters.len() > 1 && is_vowel(letters[letters.len() - 2]);
    let stem = &base[..base.len() - base.chars().next_back().map_or(0, char::len_utf8)];
    if let Some(ending) = word.strip_prefix(base) {
        return match ending {
            "s" => (!matches!(last, b's' | b'x' | b'z')).then_some(Form::Number),
            "es" => {
                let hisses = matches!(last, b's' | b'x' | b'z' | b'h' | b'o');
                hisses.then_some(Form::Number)
            }
            "d" if last == b'e' => Some(Form::Past),
            "ing" | "ed" if last == b'e' => {
                by_ending(ending).filter(|_| ending == "ing" && !is_mute(letters))
            }
            // hop, hopping: a short vowel keeps its sound by two consonants.
            "ing" | "ed" if is_short(letters) => None,
            "ing" | "ed" => by_ending(ending),
            _ => {
                let doubled = ending.strip_prefix(last as char)?;
                let k = || ending.strip_prefix('k').filter(|_| last == b'c');
                match (doubled, vowel_before) {
                    ("ing" | "ed", true) if !is_vowel(last) => by_ending(doubled),
                    _ => k().and_then(by_ending).filter(|form| *form != Form::Number),
                }
            }
        };
    }
    let ending = word.strip_prefix(stem)?;
    match (last, ending) {
        (b'e', "ing") if is_mute(letters) => Some(Form::Gerund),
        (b'y', "ies" | "ied") if !vowel_before => by_ending(ending),
        _ => match base.strip_suffix("ie").and_then(|stem| word.strip_prefix(stem)) {
            Some("ying") => Some(Form::Gerund),
            _ => None,
        },
    }
}

/// Whether the `e` at the end is dropped before `-ing`: not in see, free, shoe, dye.
fn is_mute(word: &[u8]) -> bool {
    !matches!(word, [.., b'e' | b'o' | b'y', b'e'])
}

/// Whether `word` looks like a gerund or a participle: a form of a verb that is no base.
pub fn is_participle(word: &str) -> bool {
    if INVARIANT.contains(word) {
        return false;
    }
    if let Some(&(_, noun)) = IRREGULAR.get(word) {
        return !noun && !word.ends_with('s');
    }
    let stem = ["ing", "ed"].into_iter().find_map(|ending| word.strip_suffix(ending));
    stem.is_some_and(|stem| stem.len() > 1 && stem.bytes().any(is_vowel) && !stem.ends_with('e'))
}

/// Words that the rules leave as they are.
static INVARIANT: LazyLock<Set<&'static str>> = LazyLock::new(|| marked('=').collect());

/// Nouns in the plural alone.
static PLURAL_ONLY: LazyLock<Set<&'static str>> = LazyLock::new(|| marked('+').collect());

/// Further forms by base.
static FURTHER: LazyLock<Map<&'static str, &'static str>> = LazyLock::new(|| {
    DATA.lines().filter_map(|line| line.strip_prefix("~ ")?.split_once(": ")).collect()
});

/// The words of the data file's lines that begin with `mark`.
fn marked(mark: char) -> impl Iterator<Item = &'static str> {
    DATA.lines().filter_map(move |line| line.strip_prefix(mark)).flat_map(str::split_whitespace)
}

/// A form of the base `word`, folded, that [`inflection_key`] gives to another: *leaves* of *leave*.
pub fn further_form(word: &str) -> Option<&'static str> {
    FURTHER.get(word).copied()
}

/// Whether `word`, folded, names something else in the plural than in the singular (goods,
/// customs): as part of a label it has no other form.
pub fn is_plural_only(word: &str) -> bool {
    PLURAL_ONLY.contains(word)
}

/// The base of an irregular form, else the word itself. `word` is folded.
pub fn base(word: &str) -> &str {
    IRREGULAR.get(word).map_or(word, |(base, _)| base)
}

/// Appends the key by which `word`, folded, is compared with its inflections.
pub fn inflection_key(word: &str, out: &mut String) {
    let start = out.len();
    let base = base(word);
    out.push_str(base);
    if base.len() <= 2 || INVARIANT.contains(base) {
        return;
    }
    let mut stem = base.as_bytes().to_vec();
    mark_consonant_y(&mut stem);
    possessive(&mut stem);
    plural(&mut stem);
    let known = std::str::from_utf8(&stem).is_ok_and(|stem| INVARIANT.contains(stem));
    if !known {
        past_and_participle(&mut stem);
        final_y(&mut stem);
        final_e_or_l(&mut stem);
    }
    for byte in &mut stem {
        if *byte == b'Y' {
            *byte = b'y';
        }
    }
    // Only ASCII endings were taken off or put on, so what is left is still UTF-8.
    if let Ok(stem) = std::str::from_utf8(&stem) {
        out.truncate(start);
        out.push_str(stem);
    }
}

/// A `y` at the start or after a vowel is a consonant: it is written `Y` meanwhile.
fn mark_consonant_y(word: &mut [u8]) {
    for at in 0..word.len() {
        if word[at] == b'y' && (at == 0 || is_vowel(word[at - 1])) {
            word[at] = b'Y';
        }
    }
}

/// Step 0.
fn possessive(word: &mut Vec<u8>) {
    for ending in [&b"'s'"[..], b"'s", b"'"] {
        if word.ends_with(ending) {
            word.truncate(word.len() - ending.len());
            return;
        }
    }
}

/// Step 1a.
fn plural(word: &mut Vec<u8>) {
    let len = word.len();
    if word.ends_with(b"sses") {
        word.truncate(len - 2);
    } else if word.ends_with(b"ied") || word.ends_with(b"ies") {
        // ties → tie, cries → cri
        word.truncate(if len > 4 { len - 2 } else { len - 1 });
    } else if word.ends_with(b"us") || word.ends_with(b"ss") {
    } else if word.ends_with(b"s") && len > 2 && word[..len - 2].iter().any(|&b| is_vowel(b)) {
        word.truncate(len - 1);
    }
}

/// Step 1b.
fn past_and_participle(word: &mut Vec<u8>) {
    let len = word.len();
    for ending in [&b"eedly"[..], b"eed"] {
        if word.ends_with(ending) {
            if len - ending.len() >= regions(word).0 {
                word.truncate(len - ending.len() + 2);
            }
            return;
        }
    }
    let Some(ending) =
        [&b"ingly"[..], b"edly", b"ing", b"ed"].into_iter().find(|ending| word.ends_with(ending))
    else {
        return;
    };
    let stem = len - ending.len();
    if !word[..stem].iter().any(|&b| is_vowel(b)) {
        return;
    }
    word.truncate(stem);
    if word.ends_with(b"at") || word.ends_with(b"bl") || word.ends_with(b"iz") {
        word.push(b'e');
    } else if ends_in_double(word) {
        // add and egg keep theirs.
        if !(word.len() == 3 && matches!(word[0], b'a' | b'e' | b'o')) {
            word.pop();
        }
    } else if is_short(word) {
        word.push(b'e');
    }
}

/// Step 1c.
fn final_y(word: &mut [u8]) {
    if let [_, .., before, last @ (b'y' | b'Y')] = word
        && !is_vowel(*before)
    {
        *last = b'i';
    }
}

/// Step 5.
fn final_e_or_l(word: &mut Vec<u8>) {
    let (r1, r2) = regions(word);
    let Some(last) = word.len().checked_sub(1) else { return };
    let gone = match word[last] {
        b'e' => last >= r2 || (last >= r1 && !ends_in_short_syllable(&word[..last])),
        b'l' => last >= r2 && last > 0 && word[last - 1] == b'l',
        _ => false,
    };
    if gone {
        word.pop();
    }
}

/// Where the regions R1 and R2 begin: after the first consonant that follows a vowel, and the
/// same again inside R1.
fn regions(word: &[u8]) -> (usize, usize) {
    let after = |from: usize| {
        let vowel = word[from..].iter().position(|&b| is_vowel(b)).map(|at| from + at);
        vowel
            .and_then(|at| word[at..].iter().position(|&b| !is_vowel(b)).map(|next| at + next + 1))
            .unwrap_or(word.len())
    };
    let fixed = [&b"gener"[..], b"commun", b"arsen"];
    let r1 = match fixed.iter().find(|prefix| word.starts_with(prefix)) {
        Some(prefix) => prefix.len(),
        None => after(0),
    };
    (r1, after(r1))
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

fn ends_in_double(word: &[u8]) -> bool {
    matches!(word, [.., a, b] if a == b && b"bdfgmnprt".contains(a))
}

/// A vowel and a consonant other than `w`, `x`, `Y`, with a consonant before them; or a vowel and
/// a consonant that are the whole word.
fn ends_in_short_syllable(word: &[u8]) -> bool {
    match word {
        [.., before, vowel, last] => {
            !is_vowel(*before)
                && is_vowel(*vowel)
                && !is_vowel(*last)
                && !matches!(last, b'w' | b'x' | b'Y')
        }
        [vowel, last] => is_vowel(*vowel) && !is_vowel(*last),
        _ => false,
    }
}

fn is_short(word: &[u8]) -> bool {
    ends_in_short_syllable(word) && regions(word).0 >= word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> String {
        let mut key = String::new();
        inflection_key(word, &mut key);
        key
    }

    #[test]
    fn inflections_share_a_key() {
        for group in [
            "trust trusts trusted trusting",
            "relationship relationships",
            "company companies",
            "buy buys buying bought",
            "sell sells selling sold",
            "stop stops stopped stopping",
            "hope hopes hoped hoping",
            "control controls controlled controlling",
            "travel travels travelled traveled travelling",
            "use uses used using",
            "agree agrees agreed agreeing",
            "believe believes believed believing",
            "promise promises promised promising",
            "box boxes",
            "church churches",
            "hero heroes",
            "loss losses",
            "bus buses",
            "status statuses",
            "person people",
            "man men",
            "woman women",
            "child children",
            "analysis analyses",
            "criterion criteria",
            "crisis crises",
            "knife knives",
            "die dies died dying",
            "try tries tried trying",
            "begin begins began begun beginning",
            "write writes wrote written writing",
            "add adds added adding",
            "focus focuses focused focusing focussed",
            "cliché clichés",
            "tax taxes",
            "lens lenses",
            "process processes processed processing",
            "negotiate negotiates negotiated negotiating",
            "free frees freed freeing",
            "sue sued suing",
            "queue queues queued queuing",
            "unite unites united uniting",
            "breathe breathes breathed breathing",
            "menu menus",
            "ski skis",
            "alias aliases",
            "canvas canvases",
            "index indices indexes",
            "medium media mediums",
            "base bases based",
            "leaf leaves",
            "agree agreeing agreed",
            "panic panicked panicking",
            "quiz quizzes",
        ] {
            let keys: Vec<String> = group.split(' ').map(key).collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "{group}: {keys:?}");
        }
    }

    #[test]
    fn derivations_and_others_do_not() {
        for pair in [
            "friend friendly",
            "friend friendship",
            "author authority",
            "trust trustworthy",
            "relate relation",
            "sincere sincerity",
            "new news",
            "even evening",
            "car care",
            "hop hope",
            "rat rate",
            "need needle",
            "vulnerable vulnerability",
            "act action",
            "us use",
            "past paste",
            "universe university",
            "thing think",
            "bas base",
            "morn morning",
            "unit united",
            "local locale",
            "human humane",
            "bath bathe",
            "breath breathe",
            "rug rugged",
            "quit quite",
            "bit bite",
            "corps corpse",
        ] {
            let (a, b) = pair.split_once(' ').expect("two words");
            assert_ne!(key(a), key(b), "{pair}");
        }
    }

    #[test]
    fn irregular_forms_are_listed_once() {
        let mut seen = std::collections::BTreeMap::new();
        for line in DATA.lines().filter(|line| !line.starts_with(['#', '=', '+', '~'])) {
            let (base, forms) = line.split_once(':').expect("a base and its forms");
            for form in forms.split_whitespace() {
                let before = seen.insert(form, base);
                assert!(before.is_none(), "`{form}` of `{base}` is also of `{before:?}`");
                assert_ne!(form, base);
            }
        }
        for (form, base) in &seen {
            assert!(!seen.contains_key(base), "`{base}`, the base of `{form}`, has a base itself");
        }
        assert!(seen.len() > 500, "{} forms", seen.len());
    }
}
