//! Pieces of other files that code shows, as mdBook (`{{#include a.rs:2:8}}`), MkDocs and its
//! plugins (`--8<-- "a.py:part"`, `{!a.py[ln:2-8]!}`, `{* a.py ln[2:8] *}`) and VitePress
//! (`<<< @/a.ts#part`) name them.

use std::sync::Arc;

/// A file that code in a document shows, or a piece of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// How the document names it.
    pub name: String,
    /// All of its text.
    pub text: Arc<str>,
}

/// A line that stands for a piece of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive<'a> {
    /// The file, as it is named there.
    pub path: &'a str,
    /// The piece.
    pub part: Part<'a>,
    /// The language that it is said to be in, `""` where none is.
    pub language: &'a str,
    /// Whose syntax it is: `{{#include}}`, `--8<--`, `{!…!}`, `{*…*}` or `<<<`.
    pub form: &'static str,
}

/// A piece of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// All of it.
    Whole,
    /// The lines from one to another, both counted from 1 and included.
    Lines(usize, usize),
    /// What comments of the file put a name on: `ANCHOR: name`, `[start:name]`, `#region name`.
    Named(&'a str),
}

/// Whether a text may hold directives. Cheap, and never wrong where it says no.
pub fn may_hold(text: &str) -> bool {
    ["{{#", "--8<--", "{!", "{*", "<<<"]
        .iter()
        .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

impl<'a> Directive<'a> {
    /// Reads a line without what stands before its text.
    pub fn read(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        if let Some(rest) = line.strip_prefix("{{#") {
            let (name, target) = rest.strip_suffix("}}")?.trim().split_once([' ', '\t'])?;
            let known = ["include", "rustdoc_include", "playground", "playpen"];
            // `playground` takes words behind the path: `editable`.
            let target = target.split_whitespace().next().filter(|_| known.contains(&name))?;
            return Some(Self::with_part(target, "{{#include}}"));
        }
        if let Some(rest) = line.strip_prefix("--8<--") {
            let target = rest.trim().strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
            return Some(Self::with_part(target, "--8<--"));
        }
        for (open, close, form) in [("{!", "!}", "{!…!}"), ("{*", "*}", "{*…*}")] {
            if let Some(rest) = line.strip_prefix(open) {
                let inner = rest.strip_suffix(close)?.trim_start_matches('>').trim();
                return Self::with_lines(inner, form);
            }
        }
        let mut target = line.strip_prefix("<<<")?.strip_prefix([' ', '\t'])?.trim();
        // A title in brackets; lines to stress, and a language, in braces.
        if let Some((before, _)) = target.strip_suffix(']').and_then(|t| t.rsplit_once('[')) {
            target = before.trim_end();
        }
        let mut language = "";
        if let Some((before, inner)) = target.strip_suffix('}').and_then(|t| t.rsplit_once('{')) {
            target = before.trim_end();
            let word = inner.split_whitespace().next_back().unwrap_or("");
            language =
                word.split(':').next().filter(|w| w.starts_with(char::is_alphabetic)).unwrap_or("");
        }
        let (path, part) = match target.rsplit_once('#') {
            Some((path, name)) if !name.is_empty() => (path, Part::Named(name)),
            _ => (target, Part::Whole),
        };
        let is_path = path.contains(['.', '/']) && !path.contains(['<', '>', '"', ' ']);
        is_path.then_some(Self { path, part, language, form: "<<<" })
    }

    /// `path`, `path[ln:3-8]` or `path ln[3:8]`, with more in such brackets.
    fn with_lines(target: &'a str, form: &'static str) -> Option<Self> {
        let end = target.find(['[', ' ']).unwrap_or(target.len());
        let (path, rest) = target.split_at(end);
        let lines = rest.split_once("ln:").or_else(|| rest.split_once("ln["));
        let lines = lines.and_then(|(_, lines)| lines.split(']').next());
        let part = match lines {
            // Of several pieces, all from the first to the last.
            Some(lines) => {
                let mut numbers = lines.split(['-', ':', ',']).map(str::trim);
                let first = numbers.clone().next().and_then(|number| number.parse().ok());
                let last = numbers.next_back().and_then(|number| number.parse().ok());
                Part::Lines(first.unwrap_or(1), last.unwrap_or(usize::MAX))
            }
            None => Part::Whole,
        };
        let is_path = path.contains(['.', '/']) && !path.contains(['<', '>', '"', '{', '}']);
        is_path.then_some(Self { path, part, language: "", form })
    }

    /// `path`, `path:3`, `path:3:`, `path::8`, `path:3:8` or `path:name`.
    fn with_part(target: &'a str, form: &'static str) -> Self {
        let (path, rest) = target.split_once(':').unwrap_or((target, ""));
        let number = |text: &str, or: usize| match text {
            "" => Some(or),
            text => text.parse().ok(),
        };
        let part = match rest.split_once(':') {
            None if rest.is_empty() => Part::Whole,
            None => rest.parse().map_or(Part::Named(rest), |line| Part::Lines(line, line)),
            Some((first, last)) => match (number(first, 1), number(last, usize::MAX)) {
                (Some(first), Some(last)) => Part::Lines(first, last),
                _ => Part::Named(rest),
            },
        };
        Self { path, part, language: "", form }
    }

    /// The piece of `text`, without the comments that name pieces, and without the indentation that
    /// all lines of a piece share. `None` where the file has no such piece.
    pub fn cut(&self, text: &str) -> Option<String> {
        let is_mark = |line: &&str| mark(line).is_some();
        let lines: Vec<&str> = match self.part {
            // `#region` is code of some languages.
            Part::Whole => {
                let is_shown = |line: &&str| !is_mark(line) || line.contains("region");
                return Some(text.lines().filter(is_shown).collect::<Vec<_>>().join("\n"));
            }
            Part::Lines(first, last) => {
                let count = last.saturating_add(1).saturating_sub(first.max(1));
                text.lines()
                    .skip(first.max(1) - 1)
                    .take(count)
                    .filter(|line| !is_mark(line))
                    .collect()
            }
            Part::Named(name) => {
                let begins = |line: &&str| mark(line) == Some((true, name));
                let ends = |line: &&str| matches!(mark(line), Some((false, end)) if end == name || end.is_empty());
                let mut rest = text.lines();
                rest.find(begins)?;
                rest.take_while(|line| !ends(line)).filter(|line| !is_mark(line)).collect()
            }
        };
        let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let shared = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min();
        let bare = |line: &&str| line.get(shared.unwrap_or(0)..).unwrap_or("").to_owned();
        (!lines.is_empty()).then(|| lines.iter().map(bare).collect::<Vec<_>>().join("\n"))
    }
}

/// Whether a named piece begins or ends at this line, and its name.
fn mark(line: &str) -> Option<(bool, &str)> {
    const MARKS: [(&str, bool); 6] = [
        ("ANCHOR:", true),
        ("ANCHOR_END:", false),
        ("--8<-- [start:", true),
        ("--8<-- [end:", false),
        ("#region", true),
        ("#endregion", false),
    ];
    MARKS.iter().find_map(|(mark, begins)| {
        let at = line.find(mark)?;
        let rest = line[at + mark.len()..].trim_start();
        let end = rest.find(|c: char| c.is_whitespace() || c == '*' || c == ']');
        Some((*begins, &rest[..end.unwrap_or(rest.len())]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_of_other_programs() {
        let read = |line| Directive::read(line).map(|d| (d.path, d.part, d.language));
        for (line, path, part, language) in [
            ("{{#include a.rs}}", "a.rs", Part::Whole, ""),
            ("{{#rustdoc_include ../l/a.rs:3:8}}", "../l/a.rs", Part::Lines(3, 8), ""),
            ("{{#include a.rs:3:}}", "a.rs", Part::Lines(3, usize::MAX), ""),
            ("{{#include a.rs::8}}", "a.rs", Part::Lines(1, 8), ""),
            ("{{#include a.rs:2}}", "a.rs", Part::Lines(2, 2), ""),
            ("{{#include a.rs:here}}", "a.rs", Part::Named("here"), ""),
            ("{{#playground a.rs editable}}", "a.rs", Part::Whole, ""),
            ("--8<-- \"a/b.py:part\"", "a/b.py", Part::Named("part"), ""),
            ("<<< @/s/a.ts", "@/s/a.ts", Part::Whole, ""),
            (
                "<<< ./a.vue#setup{1,3-5 ts:line-numbers} [A title]",
                "./a.vue",
                Part::Named("setup"),
                "ts",
            ),
            ("<<< a.cs{2}", "a.cs", Part::Whole, ""),
            ("<<< ./a.yaml#part[A title]", "./a.yaml", Part::Named("part"), ""),
            ("{!../../a/b.py!}", "../../a/b.py", Part::Whole, ""),
            ("{!> a/b.py[ln:3-9]!}", "a/b.py", Part::Lines(3, 9), ""),
            ("{! a.py [ln:4] !}", "a.py", Part::Lines(4, 4), ""),
            ("{* ../a/b.py ln[2:8,12] hl[3] *}", "../a/b.py", Part::Lines(2, 12), ""),
            ("{* a.py hl[3] *}", "a.py", Part::Whole, ""),
        ] {
            assert_eq!(read(line), Some((path, part, language)), "{line}");
        }
        for line in [
            "{{#title A}}",
            "{{#include}}",
            "--8<--",
            "<<< EOF",
            "<<<EOF",
            "cat <<< a.txt",
            "{{include a}}",
            "{* a remark *}",
            "{!!}",
            "{!a.py",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn pieces_of_a_file() {
        let text = "use a;\n// ANCHOR: all\nfn main() {\n    // ANCHOR: call\n    go();\n\n      stop();\n    // ANCHOR_END: call\n}\n// ANCHOR_END: all\n";
        let cut = |target: &str| {
            Directive::read(&format!("{{{{#include a.rs{target}}}}}")).and_then(|d| d.cut(text))
        };
        assert_eq!(cut(":call").as_deref(), Some("go();\n\n  stop();"));
        assert_eq!(cut(":all").as_deref(), Some("fn main() {\n    go();\n\n      stop();\n}"));
        assert_eq!(cut("").as_deref(), Some("use a;\nfn main() {\n    go();\n\n      stop();\n}"));
        assert_eq!(cut(":1:3").as_deref(), Some("use a;\nfn main() {"));
        assert_eq!(cut(":5").as_deref(), Some("go();"));
        assert_eq!(cut(":none"), None);
        assert_eq!(cut(":90:99"), None);
        let region = Directive::read("<<< a.ts#one").expect("one");
        assert_eq!(
            region.cut("x\n/* #region one */\ny\n/* #endregion */\nz").as_deref(),
            Some("y")
        );
        let section = Directive::read("--8<-- \"a.py:one\"").expect("one");
        assert_eq!(
            section.cut("# --8<-- [start:one]\ny\n# --8<-- [end:one]\nz").as_deref(),
            Some("y")
        );
    }
}
