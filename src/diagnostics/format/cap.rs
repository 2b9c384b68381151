//! What a report shows of very many faults alike: the first hundred of a code in a file, and how
//! many more there are. They count all the same.

use std::borrow::Cow;

use crate::diagnostics::{Code, Diagnostic};
use crate::model::Map;

/// Most diagnostics of one code that are printed of a file.
const SHOWN: usize = 100;

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
            ..=SHOWN => shown.push(diagnostic.clone()),
            n if n == SHOWN + 1 => shown.push(diagnostic.and_more(count - SHOWN)),
            _ => {}
        }
    }
    match shown.len() < diagnostics.len() {
        true => Cow::Owned(shown),
        false => Cow::Borrowed(diagnostics),
    }
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
}
