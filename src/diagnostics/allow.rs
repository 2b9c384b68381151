//! Suppression in place: `<!-- topoi-allow CODE [CODE…][: WHY] -->`.
//!
//! Among the words of a line the comment reaches that line. Standing alone it reaches the block
//! that follows: a paragraph, a heading, a table, a whole list. In front matter `# topoi-allow
//! CODE` reaches its own line or, standing alone, the next. What is said of the file as a whole,
//! without a place, is reached from everywhere in it. A comment in code is text.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{CODES, Code, Diagnostic};
use crate::model::{Map, RelPath, Span};

/// The word that a comment begins with.
const MARK: &str = "topoi-allow";

/// One code of one comment.
struct Allow {
    /// Its name as written.
    name: Span,
    code: Option<Code>,
    /// Where it reaches, in bytes of the file.
    scope: Range<usize>,
    used: bool,
}

/// Removes from `told` what comments in `files` allow. Comments in files that are `read` in this
/// run, and allow nothing that is there, are told.
pub fn apply<'a>(
    told: &mut Vec<Diagnostic>,
    files: impl Iterator<Item = (&'a RelPath, &'a str)>,
    read: impl Fn(&RelPath) -> bool,
) {
    let mut files: Vec<(&RelPath, &str, Vec<Allow>)> = files
        .filter(|(_, text)| memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some())
        .map(|(path, text)| (path, text, find(text)))
        .collect();
    if files.is_empty() {
        return;
    }
    let numbers: Map<&str, usize> =
        files.iter().enumerate().map(|(i, (path, ..))| (path.as_str(), i)).collect();
    told.retain(|diagnostic| {
        if diagnostic.is_fault() {
            return true;
        }
        let Some(&number) = numbers.get(diagnostic.file.as_str()) else { return true };
        let mut kept = true;
        for allow in files[number].2.iter_mut().filter(|a| a.code == Some(diagnostic.code)) {
            let start = diagnostic.span.map(|span| span.start as usize);
            if start.is_none_or(|start| allow.scope.contains(&start)) {
                allow.used = true;
                kept = false;
            }
        }
        kept
    });
    for (path, text, allows) in files.iter().filter(|(path, ..)| read(path)) {
        for allow in allows.iter().filter(|allow| !allow.used) {
            let name = allow.name.of(text);
            told.push(match allow.code {
                Some(_) => Diagnostic::unused_allow(path, allow.name, name),
                None => Diagnostic::unknown_allow(path, allow.name, name, nearest(name)),
            });
        }
    }
}

/// The code most like `name`.
fn nearest(name: &str) -> Option<&'static str> {
    let distance = |info: &super::CodeInfo| (strsim::osa_distance(name, info.name), info.name);
    let (distance, near) = CODES.iter().map(distance).min()?;
    (distance <= 2.max(near.len() / 4) && !name.is_empty()).then_some(near)
}

/// All comments of a text, by its block structure.
fn find(text: &str) -> Vec<Allow> {
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES;
    let mut found = Vec::new();
    // Comments that stand alone and wait for the block that follows.
    let mut waiting = 0..0;
    let mut open: Vec<Range<usize>> = Vec::new();
    let parser = Parser::new_ext(text, options);
    let mut definitions: Vec<Range<usize>> =
        parser.reference_definitions().iter().map(|(_, found)| found.span.clone()).collect();
    definitions.sort_by_key(|span| span.start);
    for (event, range) in parser.into_offset_iter() {
        let starts = matches!(event, Event::Start(_));
        match &event {
            Event::Start(Tag::HtmlBlock) => {
                let from = found.len();
                let alone = comments(text, range.clone(), &mut found);
                if found.len() > from
                    && alone
                    && let Some(scope) = definitions_after(text, range.end, &definitions)
                {
                    found[from..].iter_mut().for_each(|allow| allow.scope = scope.clone());
                } else if found.len() > from && alone {
                    waiting = if waiting.is_empty() {
                        from..found.len()
                    } else {
                        waiting.start..found.len()
                    };
                } else {
                    found[from..].iter_mut().for_each(|allow| allow.scope = range.clone());
                    reach(&mut found[..from], &mut waiting, range.clone());
                }
            }
            Event::Start(Tag::MetadataBlock(_)) => metadata(text, range.clone(), &mut found),
            Event::InlineHtml(_) => {
                let from = found.len();
                comments(text, range.clone(), &mut found);
                let line = line(text, range.clone());
                found[from..].iter_mut().for_each(|allow| allow.scope = line.clone());
            }
            Event::Html(_) | Event::End(TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => {}
            Event::End(_) => waiting = 0..0,
            Event::Start(_) | Event::Rule => reach(&mut found, &mut waiting, range.clone()),
            // The text of a tight list item has no paragraph of its own.
            _ => {
                let end = open.last().map_or(range.end, |item| item.end);
                reach(&mut found, &mut waiting, range.start..end);
            }
        }
        if starts {
            open.push(range);
        } else if matches!(event, Event::End(_)) {
            open.pop();
        }
    }
    found
}

/// The definitions of link targets, `[label]: target`, that follow at `at` without a blank line
/// between them. They are no block, and so no event.
fn definitions_after(text: &str, at: usize, all: &[Range<usize>]) -> Option<Range<usize>> {
    let follows = |from: usize, to: usize| text[from..to].trim().is_empty();
    let next = all.partition_point(|span| span.start < at);
    let first = all.get(next).filter(|span| follows(at, span.start))?;
    let mut end = first.end;
    for span in &all[next + 1..] {
        let near = text.get(end..span.start).is_some_and(|gap| gap.trim().is_empty());
        if !near || text[end..span.start].matches('\n').count() > 1 {
            break;
        }
        end = span.end;
    }
    Some(first.start..end)
}

fn reach(found: &mut [Allow], waiting: &mut Range<usize>, scope: Range<usize>) {
    for allow in &mut found[std::mem::take(waiting)] {
        allow.scope = scope.clone();
    }
}

/// The whole lines that `range` touches.
fn line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |i| i + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |i| range.end + i);
    start..end
}

/// Reads the comments in a stretch of HTML. Gives whether there is nothing else in it.
fn comments(text: &str, range: Range<usize>, found: &mut Vec<Allow>) -> bool {
    let mut at = range.start;
    let mut alone = true;
    while let Some(open) = text[at..range.end].find("<!--").map(|i| at + i) {
        alone &= text[at..open].trim().is_empty();
        let inside = open + "<!--".len();
        let close = text[inside..range.end].find("-->").map_or(range.end, |i| inside + i);
        alone &= codes(text, inside..close, found);
        at = (close + "-->".len()).min(range.end);
    }
    alone && text[at..range.end].trim().is_empty()
}

/// Reads `topoi-allow CODE CODE: why`. Gives whether it was one.
fn codes(text: &str, range: Range<usize>, found: &mut Vec<Allow>) -> bool {
    let inside = &text[range.clone()];
    let Some(rest) = inside.trim_start().strip_prefix(MARK) else { return false };
    if !rest.is_empty() && !rest.starts_with(|c: char| c.is_whitespace() || c == ':') {
        return false;
    }
    let mark = range.end - rest.len() - MARK.len();
    let from = found.len();
    let names = rest.split(':').next().unwrap_or(rest);
    for name in names.split([',', ' ', '\t', '\r', '\n']).filter(|name| !name.is_empty()) {
        let start = name.as_ptr() as usize - text.as_ptr() as usize;
        let name_span = Span::new(start, start + name.len());
        found.push(Allow { name: name_span, code: Code::parse(name), scope: 0..0, used: false });
    }
    if found.len() == from {
        let name = Span::new(mark, mark);
        found.push(Allow { name, code: None, scope: 0..0, used: false });
    }
    true
}

/// Comments of YAML and TOML.
fn metadata(text: &str, range: Range<usize>, found: &mut Vec<Allow>) {
    let mut start = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        let end = start + line.len();
        let mark = line.find('#').filter(|&i| line[i + 1..].trim_start().starts_with(MARK));
        if let Some(mark) = mark.filter(|&i| i == 0 || line[..i].ends_with([' ', '\t'])) {
            let from = found.len();
            codes(text, start + mark + 1..end, found);
            let scope = match line[..mark].trim().is_empty() {
                true => end..text[end..].find('\n').map_or(text.len(), |i| end + i),
                false => start..end,
            };
            found[from..].iter_mut().for_each(|allow| allow.scope = scope.clone());
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a broken link at each `[[x]]`, and what is said of the comments, by line.
    fn left(text: &str) -> Vec<String> {
        let path = RelPath::new("a.md");
        let mut told: Vec<Diagnostic> = text
            .match_indices("[[x]]")
            .map(|(at, _)| Diagnostic::broken_link(&path, Span::new(at, at + 5), false, "x", ""))
            .collect();
        apply(&mut told, std::iter::once((&path, text)), |_| true);
        let line = |d: &Diagnostic| {
            text[..d.span.map_or(0, |span| span.start as usize)].matches('\n').count() + 1
        };
        told.iter().map(|d| format!("{} {}", line(d), d.code.info().name)).collect()
    }

    #[test]
    fn reaches_its_line_or_the_block_that_follows() {
        for (text, wanted) in [
            ("See [[x]]. <!-- topoi-allow broken-link -->\nAnd [[x]].\n", &["2 broken-link"][..]),
            (
                "<!-- topoi-allow broken-link -->\n\nOne [[x]]\nand [[x]].\n\nTwo [[x]].\n",
                &["6 broken-link"],
            ),
            (
                "<!-- topoi-allow broken-link -->\n- [[x]]\n- [[x]]\n\nTwo [[x]].\n",
                &["5 broken-link"],
            ),
            ("- <!-- topoi-allow broken-link -->\n  [[x]]\n- [[x]]\n", &["3 broken-link"]),
            (
                "> <!-- topoi-allow broken-link -->\n\nTwo [[x]].\n",
                &["3 broken-link", "1 unused-allow"],
            ),
            ("```\n<!-- topoi-allow broken-link -->\n```\n[[x]]\n", &["4 broken-link"]),
            ("`<!-- topoi-allow broken-link -->` [[x]]\n", &["1 broken-link"]),
            ("<!-- topoi-allow broken-lnik -->\n[[x]]\n", &["2 broken-link", "1 unused-allow"]),
            ("<!-- topoi-allow -->\n[[x]]\n", &["2 broken-link", "1 unused-allow"]),
            ("<!-- topoi-allow broken-anchor broken-link -->\n[[x]]\n", &["1 unused-allow"]),
            (
                "<!-- topoi-allow broken-link -->\n<!-- topoi-allow broken-anchor -->\n[[x]]\n",
                &["2 unused-allow"],
            ),
            (
                "<!-- topoi-allow broken-link -->\n[a]: x \"[[x]]\"\n[b]: x '[[x]]'\n\n[[x]]\n",
                &["5 broken-link"],
            ),
            ("<!-- topoi-allow broken-link: it comes, later -->\n[[x]]\n", &[]),
            ("<!-- topoi-allow: why -->\n[[x]]\n", &["2 broken-link", "1 unused-allow"]),
            ("<!-- topoi-allow broken-link -->\n\n| a |\n|---|\n| [[x]] |\n", &[]),
            ("---\nnear: [[x]] # topoi-allow broken-link\n---\n[[x]]\n", &["4 broken-link"]),
            ("---\n# topoi-allow broken-link\nnear: [[x]]\n---\n[[x]]\n", &["5 broken-link"]),
        ] {
            assert_eq!(left(text), wanted, "{text}");
        }
    }

    #[test]
    fn reaches_what_has_no_place_from_anywhere() {
        let path = RelPath::new("a.md");
        let mut told = vec![Diagnostic::undefined_concept(&path, None, "Trust")];
        let text = "---\ntitle: Trust\n---\n\n<!-- topoi-allow undefined-concept -->\n";
        apply(&mut told, std::iter::once((&path, text)), |_| true);
        assert_eq!(told, []);
    }
}
