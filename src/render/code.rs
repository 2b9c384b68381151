//! Highlighted code: syntect, with classes.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;

use syntect::html::{ClassStyle, line_tokens_to_classed_spans};
use syntect::parsing::{ParseState, ScopeStack, ScopeStackOp, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::model::Map;

/// Classes are prefixed so that a theme's own never meet them.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };
/// A longer block is left plain: highlighting is slower than all else and no one reads it.
const LONGEST: usize = 64 * 1024;
/// A longer line is left plain, and the next one reads as if it followed the one before: some
/// patterns cost the square of a line's length.
const LONGEST_LINE: usize = 1024;
/// Lines that a thread remembers at most before it starts anew.
const LINES_KEPT: usize = 4096;

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

/// `code` as spans with classes, if its language is known.
pub fn highlight(code: &str, language: &str) -> Option<String> {
    if language.is_empty()
        || code.len() > LONGEST
        || matches!(language, "text" | "txt" | "mermaid" | "plain")
    {
        return None;
    }
    let mut state = ParseState::new(syntaxes().find_syntax_by_token(language)?);
    let mut scopes = ScopeStack::new();
    let mut html = String::with_capacity(4 * code.len());
    let mut open = 0;
    for line in LinesWithEndings::from(code) {
        let changes = changes_in(line, &mut state)?;
        let (spans, opened) =
            line_tokens_to_classed_spans(line, &changes, STYLE, &mut scopes).ok()?;
        html.push_str(&spans);
        open += opened;
    }
    html.extend((0..open).map(|_| "</span>"));
    Some(html)
}

/// Where scopes begin and end in a line.
type Changes = Rc<[(usize, ScopeStackOp)]>;

/// What parsing made of a line, and the state that it found and left behind.
struct Parsed {
    found: ParseState,
    left: ParseState,
    changes: Changes,
}

thread_local! {
    /// The last that became of each line. Code repeats itself (`{`, `#include <stdio.h>`), and to
    /// parse a line costs a hundred searches.
    static PARSED: RefCell<Map<Box<str>, Parsed>> = RefCell::default();
}

/// The changes of scope in `line`, whose syntax is in `state`.
fn changes_in(line: &str, state: &mut ParseState) -> Option<Changes> {
    if line.len() > LONGEST_LINE {
        return Some(Rc::default());
    }
    PARSED.with_borrow_mut(|known| {
        if let Some(parsed) = known.get(line).filter(|parsed| parsed.found == *state) {
            state.clone_from(&parsed.left);
            return Some(parsed.changes.clone());
        }
        let found = state.clone();
        let changes: Changes = state.parse_line(line, syntaxes()).ok()?.into();
        if known.len() >= LINES_KEPT {
            known.clear();
        }
        known.insert(line.into(), Parsed { found, left: state.clone(), changes: changes.clone() });
        Some(changes)
    })
}

#[cfg(test)]
mod tests {
    use syntect::html::ClassedHTMLGenerator;

    use super::*;

    /// `code` as syntect's own generator writes it.
    fn by_syntect(code: &str, language: &str) -> String {
        let syntax = syntaxes().find_syntax_by_token(language).expect("a known language");
        let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes(), STYLE);
        for line in LinesWithEndings::from(code) {
            generator.parse_html_for_line_which_includes_newline(line).expect("it parses");
        }
        generator.finalize()
    }

    #[test]
    fn writes_what_syntect_writes_however_often_a_line_was_read() {
        for (language, code) in [
            ("c", "/* a\nint a;\n*/\nint a;\nint a;\n"),
            ("cpp", "#include <vector>\nint main()\n{\n    f<int>(1, \"<\");\n}\n{\n}\n"),
            ("rust", "/* /* */\nfn f() {}\n*/\nfn f() {}\nlet a = r#\"\nfn f() {}\n\"#;\n"),
            ("sh", "cat <<A\necho $a\nA\necho $a\ncat <<B\necho $a\nA\nB\n"),
            ("html", "<script>\nlet a = 1;\n</script>\nlet a = 1;\n<!--\nlet a = 1;"),
        ] {
            let expected = by_syntect(code, language);
            for _ in 0..2 {
                assert_eq!(highlight(code, language).as_deref(), Some(&*expected), "{language}");
            }
        }
    }

    #[test]
    fn remembers_lines_within_bounds() {
        let code: String = (0..=LINES_KEPT).map(|line| format!("a{line}\n")).collect();
        assert_eq!(highlight(&code, "yaml"), Some(by_syntect(&code, "yaml")));
        assert!(PARSED.with_borrow(|lines| lines.len() <= LINES_KEPT));
    }

    #[test]
    fn leaves_a_long_line_plain() {
        let long = format!("{} < 1;\n", "a".repeat(LONGEST_LINE));
        let html = highlight(&format!("/* a\n{long}b */\nint c;\n"), "c").expect("it is c");
        let plain = format!("\n{}", long.replace('<', "&lt;"));
        let (before, after) = html.split_once(&plain).expect("the line as it is");
        let without = by_syntect("/* a\nb */\nint c;\n", "c");
        assert_eq!(format!("{before}\n{after}"), without);
    }

    #[test]
    fn leaves_what_it_does_not_know_plain() {
        assert_eq!(highlight("a", ""), None);
        assert_eq!(highlight("a", "text"), None);
        assert_eq!(highlight("a", "no such language"), None);
        assert_eq!(highlight(&"a\n".repeat(LONGEST), "c"), None);
    }
}
