//! For people: the look of the Rust compiler's messages.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Located, Texts};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::{Map, Span};

/// Longer lines are shown in part, round the place that is meant, in characters.
const WIDEST: usize = 160;

/// What is said oftener, word for word, is said once, with where else it is so.
const SAME: usize = 3;

pub(super) fn print(located: &[Located<'_>], texts: &Texts<'_>) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut same: Map<_, Vec<&Located<'_>>> = Map::default();
    for one in located {
        same.entry(words(one.diagnostic)).or_default().push(one);
    }
    let mut out = String::new();
    for one in located {
        let all = &same[&words(one.diagnostic)];
        let others = match all.len() > SAME {
            true if !std::ptr::eq(all[0], one) => continue,
            true => Some(elsewhere(&all[1..])),
            false => None,
        };
        out.push_str(&renderer.render(&[group(one, texts, others)]));
        out.push_str("\n\n");
    }
    out
}

/// What is said, wherever it is.
fn words(diagnostic: &Diagnostic) -> (Code, &str, Option<&str>) {
    (diagnostic.code, &diagnostic.message, diagnostic.help.as_deref())
}

/// Where else the same is wrong.
fn elsewhere(others: &[&Located<'_>]) -> String {
    let places = others.iter().take(SAME).map(|other| match other.place {
        Some((start, _)) => format!("{}:{}", other.diagnostic.file, start.line),
        None => other.diagnostic.file.to_string(),
    });
    let places = places.collect::<Vec<_>>().join(", ");
    match others.len().saturating_sub(SAME) {
        0 => format!("the same at {places}"),
        more => format!("the same at {places} and {more} more"),
    }
}

fn group<'a>(
    located: &Located<'a>,
    texts: &Texts<'a>,
    others: Option<String>,
) -> annotate_snippets::Group<'a> {
    let diagnostic = located.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::Allow => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.info().name);
    let path = diagnostic.file.as_str();
    let text = texts.get(&diagnostic.file);
    let group = match (text, diagnostic.span, located.place) {
        (Some(text), Some(span), Some((start, _))) => {
            let excerpt = excerpt(text, span);
            let line = if excerpt.clipped { None } else { Some(start.line) };
            match line {
                Some(line) => title.element(
                    Snippet::source(excerpt.text)
                        .line_start(line)
                        .path(path)
                        .annotation(AnnotationKind::Primary.span(excerpt.span)),
                ),
                None => title
                    .element(Origin::path(path).line(start.line).char_column(start.column))
                    .element(Level::NOTE.message(format!("here: {}", excerpt.text.trim()))),
            }
        }
        _ => title.element(Origin::path(path)),
    };
    let group = match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    };
    match others {
        Some(others) => group.element(Level::NOTE.message(others)),
        None => group,
    }
}

struct Excerpt<'a> {
    text: &'a str,
    span: std::ops::Range<usize>,
    clipped: bool,
}

/// The line that `span` begins in, the span cut to it; of a very long line a part.
fn excerpt(text: &str, span: Span) -> Excerpt<'_> {
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).clamp(start, text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let line_end = line_start.max(text[..line_end].trim_end_matches('\r').len());
    if line_end - line_start <= WIDEST * 4 {
        let end = end.min(line_end).max(start.min(line_end));
        let start = start.min(line_end);
        return Excerpt {
            text: &text[line_start..line_end],
            span: start - line_start..end - line_start,
            clipped: false,
        };
    }
    let from = text.floor_char_boundary(start.saturating_sub(WIDEST / 2).max(line_start));
    let to = text.ceil_char_boundary((start + WIDEST / 2).min(line_end));
    Excerpt { text: &text[from..to], span: 0..0, clipped: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    #[test]
    fn what_is_said_often_is_said_once() {
        let file = |number: usize| RelPath::new(&format!("n{number}.md"));
        let broken = |number: usize, target: &str| {
            let span = Span::new(2, 3);
            Diagnostic::broken_link(&file(number), span, false, target, "create it")
        };
        let mut all: Vec<Diagnostic> = (0..6).map(|number| broken(number, "x")).collect();
        all.extend((6..9).map(|number| broken(number, "y")));
        let text = "# T\n";
        let paths: Vec<RelPath> = (0..9).map(file).collect();
        let texts: Texts<'_> = paths.iter().map(|path| (path, text)).collect();
        let printed = print(&texts.locate(&all), &texts);
        assert_eq!(printed.matches("document or file `x`").count(), 1, "{printed}");
        assert!(printed.contains("the same at n1.md:1, n2.md:1, n3.md:1 and 2 more"), "{printed}");
        assert_eq!(printed.matches("document or file `y`").count(), 3, "{printed}");
    }
}
