//! The one pass that makes a body: a document's skeleton is copied, its holes filled, its
//! mentions wrapped, and what stands elsewhere on the page cut out.

use super::text::capitalised;
use crate::model::Span;
use crate::model::html::push_escaped;
use crate::parse::Document;
use crate::parse::document::HoleKind;

/// Fills holes. Every method appends to `out`.
pub trait Filler {
    /// ` id="…"` of anchor `anchor`, or nothing.
    fn id(&mut self, anchor: u32, out: &mut String);
    /// The start tag of link `link`.
    fn link_start(&mut self, link: u32, out: &mut String);
    /// Its end tag.
    fn link_end(&mut self, link: u32, out: &mut String);
    /// A whole image, embed or tag.
    fn embed(&mut self, link: u32, out: &mut String);
    /// Drawing `drawing`: code or math.
    fn drawing(&mut self, drawing: u32, out: &mut String);
    /// The backslash before word `word`, unless it freed a mention.
    fn backslash(&mut self, word: u32, out: &mut String);
    /// ` aria-label="…"` of a task's box, or nothing.
    fn task(&mut self, _done: bool, _out: &mut String) {}
    /// The title of a callout of `kind` that has none of its own.
    fn title(&mut self, kind: &str, out: &mut String) {
        push_escaped(out, &capitalised(kind));
    }
}

/// A piece of html put around text: `before` at `span.start`, `after` at `span.end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrap {
    /// Where, in the skeleton's html.
    pub span: Span,
    /// The start tag.
    pub before: String,
    /// The end tag.
    pub after: &'static str,
}

/// Writes `range` of the document's skeleton to `out`. `cuts` and `wraps` are sorted and do not
/// overlap among themselves.
pub fn splice(
    document: &Document,
    range: Span,
    cuts: &[Span],
    wraps: &[Wrap],
    filler: &mut dyn Filler,
    out: &mut String,
) {
    let mut at = range.start;
    let mut links = Vec::new();
    let first = cuts.partition_point(|cut| cut.start < range.start);
    let inside = cuts[first..].iter().take_while(|cut| cut.start < range.end);
    for cut in inside.filter(|cut| cut.end <= range.end) {
        if cut.start < at {
            continue;
        }
        copy(document, Span { start: at, end: cut.start }, wraps, &mut links, filler, out);
        at = cut.end;
    }
    copy(document, Span { start: at, end: range.end }, wraps, &mut links, filler, out);
    // What closes behind the range closes with it.
    while let Some(link) = links.pop() {
        filler.link_end(link, out);
    }
}

/// Copies what stands between two cuts; `links` are open.
fn copy(
    document: &Document,
    range: Span,
    wraps: &[Wrap],
    links: &mut Vec<u32>,
    filler: &mut dyn Filler,
    out: &mut String,
) {
    let html = &document.html;
    let first = document.holes.partition_point(|hole| hole.at < range.start);
    let mut holes = document.holes[first..].iter().take_while(|h| h.at <= range.end).peekable();
    let first = wraps.partition_point(|wrap| wrap.span.start < range.start);
    let mut wraps = wraps[first..]
        .iter()
        .take_while(|wrap| wrap.span.start <= range.end)
        .filter(|wrap| wrap.span.end <= range.end)
        .peekable();
    let ends_inside = html[range.end as usize..].starts_with("</");
    let mut open: Option<&Wrap> = None;
    let mut at = range.start;
    loop {
        // At one place an end comes first, then holes, then a start.
        let wrap_at = match open {
            Some(wrap) => wrap.span.end,
            None => wraps.peek().map_or(u32::MAX, |wrap| wrap.span.start),
        };
        let hole_at = holes.peek().map_or(u32::MAX, |hole| hole.at);
        let next = wrap_at.min(hole_at);
        if next == u32::MAX {
            break;
        }
        out.push_str(&html[at as usize..next as usize]);
        at = next;
        if wrap_at == next && (open.is_some() || hole_at != next) {
            match open.take() {
                Some(wrap) => out.push_str(wrap.after),
                None => {
                    open = wraps.next();
                    out.push_str(open.map_or("", |wrap| &wrap.before));
                }
            }
        } else if let Some(hole) = holes.next() {
            let closes = matches!(hole.kind, HoleKind::LinkEnd(_));
            // A hole at the range's end belongs to what follows, unless that is the end of what
            // is around it, or the hole closes something.
            if hole.at == range.end && !closes && !ends_inside {
                continue;
            }
            match hole.kind {
                HoleKind::Id(anchor) => filler.id(anchor, out),
                HoleKind::LinkStart(link) => {
                    links.push(link);
                    filler.link_start(link, out);
                }
                // What opens before the range is none of its.
                HoleKind::LinkEnd(link) => {
                    if links.pop().is_some() {
                        filler.link_end(link, out);
                    }
                }
                HoleKind::Embed(link) => filler.embed(link, out),
                HoleKind::Drawing(number) => filler.drawing(number, out),
                HoleKind::Backslash(word) => filler.backslash(word, out),
                HoleKind::Task(done) => filler.task(done, out),
                HoleKind::Title(callout) => {
                    filler.title(&document.callouts[callout as usize].kind, out);
                }
            }
        }
    }
    out.push_str(&html[at as usize..range.end as usize]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{ParseOptions, parse};

    /// Shows holes by name.
    struct Names;

    impl Filler for Names {
        fn id(&mut self, anchor: u32, out: &mut String) {
            out.push_str(&format!(" id={anchor}"));
        }
        fn link_start(&mut self, link: u32, out: &mut String) {
            out.push_str(&format!("<a{link}>"));
        }
        fn link_end(&mut self, _link: u32, out: &mut String) {
            out.push_str("</a>");
        }
        fn embed(&mut self, link: u32, out: &mut String) {
            out.push_str(&format!("<embed{link}>"));
        }
        fn drawing(&mut self, drawing: u32, out: &mut String) {
            out.push_str(&format!("<drawing{drawing}>"));
        }
        fn backslash(&mut self, _word: u32, out: &mut String) {
            out.push('\\');
        }
    }

    fn body(markdown: &str) -> String {
        let document =
            parse(&crate::testing::source("a.md", markdown), None, &ParseOptions::default()).0;
        let document = document.expect("parses");
        let all = Span::new(0, document.html.len());
        let mut out = String::new();
        splice(&document, all, &[], &[], &mut Names, &mut out);
        out
    }

    #[test]
    fn fills_holes_where_they_belong() {
        assert_eq!(body("# A\n\nb [c](d) e"), "<h1 id=0>A</h1>\n<p id=1>b <a0>c</a> e</p>\n");
        assert_eq!(
            body("- a ^x\n- b\n  - c"),
            "<ul>\n<li id=0>a</li>\n<li id=1>b<ul>\n<li id=2>c</li>\n</ul>\n</li>\n</ul>\n"
        );
        assert_eq!(body("![x](y.png) ![[z|30]] #t"), "<p id=0><embed0> <embed1> <embed2></p>\n");
    }

    #[test]
    fn reads_notation() {
        assert_eq!(body("a ==b *c*== d"), "<p id=0>a <mark>b <em>c</em></mark> d</p>\n");
        assert_eq!(body("a %%b%% c"), "<p id=0>a  c</p>\n");
        assert_eq!(body("a\n\n%%\nb\n\nc\n%%\n\nd"), "<p id=0>a</p>\n<p id=1>d</p>\n");
        assert_eq!(body("[[A#B]] [[A|b]]"), "<p id=0><a0>A › B</a> <a1>b</a></p>\n");
        assert_eq!(
            body("see https://a.example/b_c."),
            "<p id=0>see <a0>https://a.example/b_c</a>.</p>\n"
        );
        assert_eq!(body("a\n\n^x"), "<p id=0>a</p>\n");
        assert_eq!(body("a $240K–$260K b"), "<p id=0>a $240K–$260K b</p>\n");
    }

    #[test]
    fn draws_callouts() {
        assert_eq!(
            body("> [!tip] T *i*\n> body\n>\n> more"),
            "<div class=\"callout callout-tip\">\n<p class=\"callout-title\">T <em>i</em></p>\n<p id=0>body</p>\n<p id=1>more</p>\n</div>\n"
        );
        assert_eq!(
            body("> [!supports]- [[a#b]]\n> > q\n>\n> n"),
            "<details class=\"callout callout-supports\">\n<summary class=\"callout-title\"><a0>a › b</a></summary>\n<blockquote>\n<p id=0>q</p>\n</blockquote>\n<p id=1>n</p>\n</details>\n"
        );
        assert_eq!(
            body("> [!note]\n> body"),
            "<div class=\"callout callout-note\">\n<p class=\"callout-title\">Note</p>\n<p id=0>body</p>\n</div>\n"
        );
    }

    #[test]
    fn writes_footnotes_last() {
        assert_eq!(
            body("a[^1] b\n\n[^1]: c\n\nd"),
            "<p id=1>a<sup class=\"footnote-ref\" id=0><a0>1</a></sup> b</p>\n<p id=2>d</p>\n<section class=\"footnotes\">\n<ol>\n<li id=3>\n<p id=4>c <a1>↩</a></p>\n</li>\n</ol>\n</section>\n"
        );
    }
}
