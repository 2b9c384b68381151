//! What a report shows of very many faults alike: the first hundred of a code in a file, and how
//! many more there are. They count all the same. And of a very long message its begin and end.

use std::borrow::Cow;

use crate::diagnostics::{Code, Diagnostic};
use crate::model::Map;

/// Most diagnostics of one code that are printed of a file.
const SHOWN: usize = 100;

/// A message of more bytes names something that is no name.
const LONGEST: usize = 1200;
/// What is shown of it at either end.
const ENDS: usize = 400;

/// The diagnostics to print, in their order: in the place of those that are too many stands one
/// that says how many they are.
pub fn capped(diagnostics: &[Diagnostic]) -> Cow<'_, [Diagnostic]> {
    let key = |diagnostic: &Diagnostic| -> (String, Code) {
        (diagnostic.file.as_str().to_owned(), diagnostic.code)
    };
    let mut counts: Map<(String, Code), usize> = Map::default();
    for diagnostic in diagnostics {
        *counts.entry(key(diagnostic)).or_default() += 1;
    }
    let mut seen: Map<(String, Code), usize> = Map::default();
    let mut shown = Vec::new();
    for diagnostic in diagnostics {
        let key = key(diagnostic);
        let count = counts[&key];
        let number = seen.entry(key).or_default();
        *number += 1;
        match *number {
            ..=SHOWN => shown.push(shortened(diagnostic)),
            n if n == SHOWN + 1 => shown.push(diagnostic.and_more(count - SHOWN)),
            _ => {}
        }
    }
    match shown.len() < diagnostics.len() || diagnostics.iter().any(is_long) {
        true => Cow::Owned(shown),
        false => Cow::Borrowed(diagnostics),
    }
}

fn is_long(diagnostic: &Diagnostic) -> bool {
    let Diagnostic { message, help, .. } = diagnostic;
    message.len() > LONGEST || help.as_ref().is_some_and(|help| help.len() > LONGEST)
}

/// The diagnostic with the middle left out of what it says at great length.
fn shortened(diagnostic: &Diagnostic) -> Diagnostic {
    let short = |text: &String| match text.len() > LONGEST {
        true => {
            let start = &text[..text.floor_char_boundary(ENDS)];
            format!("{start} … {}", &text[text.ceil_char_boundary(text.len() - ENDS)..])
        }
        false => text.clone(),
    };
    let (message, help) = (short(&diagnostic.message), diagnostic.help.as_ref().map(short));
    Diagnostic { message, help, ..diagnostic.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RelPath, Span};

    #[test]
    fn a_hundred_of_a_code_in_a_file_are_shown() {
        let broken = |file: &str, at: usize| {
            let (file, span) = (RelPath::new(file), Span::new(at, at + 1));
            Diagnostic::broken_link(&file, span, false, "x", "create it")
        };
        let mut all: Vec<Diagnostic> = (0..250).map(|at| broken("a.md", at)).collect();
        all.extend((0..100).map(|at| broken("b.md", at)));
        let shown = capped(&all);
        assert_eq!(shown.len(), 101 + 100);
        assert_eq!(shown[99], all[99]);
        assert_eq!(shown[100].message, "150 more like these in this file");
        assert_eq!((shown[100].code, shown[100].severity), (all[0].code, all[0].severity));
        assert_eq!(shown[101..], all[250..]);
        assert!(matches!(capped(&all[250..]), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_message_is_cut_in_its_middle() {
        let file = RelPath::new("a.md");
        let name = "é".repeat(5000);
        let long = Diagnostic::broken_link(&file, Span::new(0, 1), false, &name, "create it");
        let shown = capped(std::slice::from_ref(&long));
        let message = &shown[0].message;
        assert!(message.len() < 1000 && message.contains("é … é"), "{message}");
        assert_eq!(shown[0].sort_key().1, long.span);
    }
}
