//! Names of people, as bylines and metadata write them.

/// Words that open a byline.
const OPENINGS: [&str; 22] = [
    "by",
    "von",
    "par",
    "por",
    "di",
    "da",
    "door",
    "author",
    "authors",
    "written by",
    "posted by",
    "words by",
    "story by",
    "article by",
    "autor",
    "auteur",
    "autore",
    "published by",
    "reviewed by",
    "text by",
    "verfasst von",
    "escrito por",
];

/// Nobody has more authors.
pub const MOST: usize = 200;

/// The names in a text such as `By Ann Fox and Bo Lind, MD`; none where it is no list of names.
pub fn people(text: &str) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = without_opening(text.trim_matches(|c: char| {
        matches!(c, '*' | '_' | '—' | '–' | '-' | '|' | '·' | '•' | ':' | ' ')
    }));
    let text = text.split([';', '|', '•', '·', '\n']).collect::<Vec<_>>().join(",");
    let mut found: Vec<String> = Vec::new();
    for part in text.split(',').flat_map(|part| part.split(" & ")).flat_map(split_and) {
        let part = without_opening(part.trim().trim_end_matches(['.', ':', ',', '-', '–']).trim());
        if part.is_empty() {
            continue;
        }
        if is_credential(part)
            && let Some(last) = found.last_mut()
        {
            last.push_str(", ");
            last.push_str(part);
            continue;
        }
        let name = initials_dot(part, &text);
        if !found.contains(&name) {
            found.push(name);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// `Ann and Bo` in two; also with the words of other languages.
fn split_and(part: &str) -> Vec<&str> {
    let mut parts = vec![part];
    for word in [" and ", " und ", " et ", " y ", " e ", " en ", " with "] {
        parts = parts.into_iter().flat_map(|part| part.split(word)).collect();
    }
    parts.into_iter().map(|part| part.trim_start_matches("and ").trim()).collect()
}

/// The text without what opens a byline.
fn without_opening(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let lower = text.to_lowercase();
        let opening = OPENINGS.iter().filter_map(|opening| {
            let rest = lower.strip_prefix(opening)?;
            let ends = rest.starts_with([' ', ':']) && lower.is_char_boundary(opening.len());
            (ends && text.is_char_boundary(opening.len())).then_some(opening.len())
        });
        let Some(length) = opening.max() else { return text };
        text = text[length..].trim_start_matches([' ', ':']);
    }
}

/// `MD`, `Ph.D.`, `CPA`: what follows a name and is none.
fn is_credential(part: &str) -> bool {
    let letters: Vec<char> = part.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    let known = matches!(
        part,
        "Jr" | "Jr."
            | "Sr"
            | "Sr."
            | "PhD"
            | "Ph.D"
            | "Ph.D."
            | "EdD"
            | "PharmD"
            | "PsyD"
            | "Esq"
            | "Esq."
    );
    known
        || (part.chars().count() <= 8
            && !part.contains(' ')
            && capitals >= 2
            && capitals * 3 >= letters.len() * 2)
}

/// A name that ends in an initial keeps its dot.
fn initials_dot(part: &str, text: &str) -> String {
    let dotted = format!("{part}.");
    let initial = part
        .split(' ')
        .next_back()
        .is_some_and(|word| word.chars().count() <= 2 && word.chars().all(char::is_uppercase));
    let title = part.ends_with("Jr") || part.ends_with("Sr");
    if (initial || title) && text.contains(&dotted) { dotted } else { part.to_owned() }
}

/// Whether a text can be a person's name: two to five words that begin with capitals (or particles
/// between), no digits, no marks of sentences.
pub fn is_name(text: &str) -> bool {
    let text = text.split(',').next().unwrap_or("");
    let words: Vec<&str> = text.split_whitespace().collect();
    if !(2..=5).contains(&words.len()) || text.chars().count() > 50 {
        return false;
    }
    let particles = [
        "de", "del", "della", "der", "den", "van", "von", "da", "di", "la", "le", "ten", "ter",
        "bin", "al", "dos", "du", "zu",
    ];
    let mut capitals = 0;
    for word in &words {
        let first = word.chars().next().unwrap_or(' ');
        let marks =
            word.chars().any(|c| !(c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’')));
        if marks || (word.ends_with('.') && word.chars().count() > 4) {
            return false;
        }
        if first.is_uppercase() {
            capitals += 1;
        } else if !particles.contains(word) && first.is_lowercase() {
            return false;
        }
    }
    let first = words[0].to_lowercase();
    let no_names = [
        "the", "a", "an", "our", "your", "all", "about", "in", "on", "how", "why", "what", "read",
        "select", "share", "this", "more", "no", "related", "table", "part", "chapter", "building",
        "getting", "view", "press", "click", "follow", "add", "sign", "log", "by", "written",
        "posted",
    ];
    capitals >= 2 && !no_names.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::{is_name, people};

    #[test]
    fn lists_of_names_come_apart() {
        for (text, names) in [
            ("By Ann Fox", vec!["Ann Fox"]),
            ("*by Ann Fox and Bo Lind*", vec!["Ann Fox", "Bo Lind"]),
            ("Ann Fox, MD, Bo Lind, Ph.D.", vec!["Ann Fox, MD", "Bo Lind, Ph.D"]),
            ("Von Ida Groß und Karl May", vec!["Ida Groß", "Karl May"]),
            ("Written by: Ann Fox | Bo Lind", vec!["Ann Fox", "Bo Lind"]),
            ("Joe Byers", vec!["Joe Byers"]),
            ("", vec![]),
        ] {
            assert_eq!(people(text), names, "{text}");
        }
    }

    #[test]
    fn names_are_told_from_headings() {
        for text in ["Ann Fox", "Thomas A. Freese", "Ludwig van Beethoven", "Zoë O’Neil-Li"] {
            assert!(is_name(text), "{text}");
        }
        for text in ["Share This", "Trust", "What is trust?", "Earn it first", "May 2024"] {
            assert!(!is_name(text), "{text}");
        }
    }
}
