//! What the Markdown parser must not see. Comments and math are found before inline notation is
//! read, and covered: commas stand where they were, as many bytes for as many, so that every
//! offset stays what it is and nothing in them means anything. The body's builder asks for each
//! text what is covered there.
//!
//! Where code ends and a link begins only the parser knows, so it is asked first ([`walk`]): in
//! rounds, since what a comment hid may have opened what stood behind it. A text without
//! `%%` and with less than two dollar signs is not looked at.

mod comments;
mod dollars;
mod emphasis;
mod lines;
mod walk;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Options};

use self::dollars::Math;
use self::walk::Found;
use crate::model::Span;
use crate::parse::aligned::aligned;

/// Stands where something is covered. Commas mean nothing to Markdown and are punctuation, as
/// what they cover is, so that emphasis beside them is what it would be.
const COVER: u8 = b',';

/// Rounds that tell exactly what is code; in those behind, what looks like a comment is one.
const EXACT_ROUNDS: usize = 16;

/// Rounds in which math is taken back; what is left then is none.
const MOST_ROUNDS: usize = 4;

/// A file's text as the Markdown parser reads it.
pub(super) struct Masked<'a> {
    source: &'a str,
    /// As long as the source.
    pub text: Cow<'a, str>,
    /// What is covered, in order; none overlaps another.
    islands: Vec<Island>,
    /// Bytes of characters that are covered and belong to the text all the same.
    letters: Vec<usize>,
    /// The opening mark of a comment that never ends.
    pub unclosed: Option<Span>,
}

/// A covered place.
struct Island {
    range: Range<usize>,
    content: Content,
}

/// What stands at a covered place.
pub(super) enum Content {
    /// Nothing that is shown.
    Comment,
    /// LaTeX.
    Math {
        /// Without its dollar signs.
        latex: String,
        /// Whether on a line of its own.
        display: bool,
    },
}

/// A piece of a text that the parser gave.
pub(super) enum Piece<'m> {
    /// Text that stands at these offsets.
    Text(Range<usize>),
    /// Covered content, told where it begins.
    Island(&'m Content, Range<usize>),
}

impl<'a> Masked<'a> {
    /// The text as it is.
    pub fn plain(source: &'a str) -> Self {
        let text = Cow::Borrowed(source);
        Self { source, text, islands: Vec::new(), letters: Vec::new(), unclosed: None }
    }

    /// Covers what stands in the body, which begins at `body`, for a parser with `options`.
    pub fn new(source: &'a str, body: usize, options: Options) -> Self {
        let mut masked = Self::plain(source);
        masked.cover_letters(lines::letters(source, body));
        masked.cover_outside_of_emphasis(body, options);
        let inner = &source.as_bytes()[body..];
        let has_comment = memchr::memmem::find(inner, b"%%").is_some();
        let has_math = memchr::memchr_iter(b'$', inner).nth(1).is_some();
        if has_comment || has_math {
            masked.cover(body, options);
        }
        masked
    }

    fn cover_letters(&mut self, letters: Vec<usize>) {
        if letters.is_empty() {
            return;
        }
        self.text = Cow::Owned(covered(&self.text, |bytes| {
            letters.iter().for_each(|at| bytes[*at] = COVER);
        }));
        self.letters.extend(letters);
        self.letters.sort_unstable();
    }

    /// Covers letters beside emphasis, but in blocks that would lose by it what they have.
    fn cover_outside_of_emphasis(&mut self, body: usize, options: Options) {
        let mut letters = emphasis::letters(&self.text, body);
        if letters.is_empty() {
            return;
        }
        let before = walk::walk(&self.text, body, options, false);
        let tried = covered(&self.text, |bytes| letters.iter().for_each(|at| bytes[*at] = COVER));
        let after = walk::walk(&tried, body, options, false);
        let block = |at: usize| before.starts.partition_point(|start| *start <= at);
        let counts = |found: &Found| {
            let mut counts = vec![0_usize; before.starts.len() + 1];
            found.marks.iter().for_each(|(at, _)| counts[block(*at)] += 1);
            counts
        };
        let (had, has) = (counts(&before), counts(&after));
        letters.retain(|at| has[block(*at)] >= had[block(*at)]);
        self.cover_letters(letters);
    }

    fn cover(&mut self, body: usize, options: Options) {
        let mut comments = Vec::new();
        let mut round = 0;
        let found = loop {
            let found = walk::walk(&self.text, body, options, round < EXACT_ROUNDS);
            round += 1;
            if found.comments.is_empty() || round > EXACT_ROUNDS + 1 {
                break found;
            }
            self.unclosed = self.unclosed.or(found.unclosed);
            self.text = Cow::Owned(covered(&self.text, |bytes| {
                for comment in found.comments {
                    bytes[comment.range.clone()].fill(comment.cover);
                    comments.push(comment.range);
                }
            }));
        };
        comments.sort_by_key(|range| range.start);
        for math in self.cover_math(found, body, options) {
            let latex = latex(self.source, &math.inner, &comments);
            let content = Content::Math { latex, display: math.display };
            self.islands.push(Island { range: math.range, content });
        }
        let in_math = |comment: &Range<usize>| self.island(comment.start).is_some();
        comments.retain(|comment| !in_math(comment));
        let hidden = comments.into_iter();
        self.islands.extend(hidden.map(|range| Island { range, content: Content::Comment }));
        self.islands.sort_by_key(|island| island.range.start);
    }

    /// Covers math. Whatever wins over it is drawn as without it: where it would not be, what
    /// looked like math in its block is none.
    fn cover_math(&mut self, found: Found, body: usize, options: Options) -> Vec<Math> {
        let walk = |text: &str| walk::walk(text, body, options, false);
        let (marks, mut found) = (found.marks.clone(), found);
        if !found.blocks.is_empty() {
            let joined = covered(&self.text, |bytes| {
                found.blocks.iter().for_each(|block| bytes[block.clone()].fill(COVER));
            });
            let again = walk(&joined);
            if missing(&marks, &again.marks, &[]).is_empty() {
                self.text = Cow::Owned(joined);
                found = again;
            }
        }
        let mut math = found.math;
        for _ in 0..MOST_ROUNDS {
            if math.is_empty() {
                return math;
            }
            let text = covered(&self.text, |bytes| math.iter().for_each(|math| math.cover(bytes)));
            let missing = missing(&marks, &walk(&text).marks, &math);
            if missing.is_empty() {
                self.text = Cow::Owned(text);
                return math;
            }
            let block = |at: usize| found.starts.partition_point(|start| *start <= at);
            let mut blocks = missing.iter().map(|at| block(*at)).collect::<Vec<_>>();
            blocks.dedup();
            math.retain(|math| blocks.binary_search(&block(math.range.start)).is_err());
        }
        Vec::new()
    }

    /// The first island that ends behind `at`.
    fn next_island(&self, at: usize) -> usize {
        self.islands.partition_point(|island| island.range.end <= at)
    }

    /// The island that holds `at`.
    fn island(&self, at: usize) -> Option<&Island> {
        self.islands.get(self.next_island(at)).filter(|island| island.range.start <= at)
    }

    /// Whether `at` is inside of what is covered.
    pub fn is_inside(&self, at: usize) -> bool {
        self.island(at).is_some_and(|island| island.range.start < at)
    }

    /// What the text of the parser at `range` is made of. An island belongs to the text in which
    /// it begins.
    pub fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = Piece<'_>> {
        let mut at = range.start;
        let mut number = self.next_island(at);
        std::iter::from_fn(move || {
            if at >= range.end {
                return None;
            }
            let island = self.islands.get(number).filter(|i| i.range.start < range.end);
            let Some(island) = island else {
                let rest = at..range.end;
                at = range.end;
                return Some(Piece::Text(rest));
            };
            if at < island.range.start {
                let text = at..island.range.start;
                at = island.range.start;
                return Some(Piece::Text(text));
            }
            number += 1;
            let begins = at == island.range.start;
            at = island.range.end;
            Some(match begins {
                true => Piece::Island(&island.content, island.range.clone()),
                false => Piece::Text(at..at),
            })
        })
    }

    /// Whether nothing but comments stands at `range`, which holds one.
    pub fn is_hidden(&self, range: &Range<usize>) -> bool {
        let blank = |range: Range<usize>| {
            let mut bytes = self.source.as_bytes()[range].iter();
            bytes.all(|b| b.is_ascii_whitespace() || *b == b'>')
        };
        let mut at = range.start;
        for island in &self.islands[self.next_island(at)..] {
            if island.range.start >= range.end {
                break;
            }
            let comment = matches!(island.content, Content::Comment);
            if !comment || !blank(at.min(island.range.start)..island.range.start) {
                return false;
            }
            at = island.range.end;
        }
        at > range.start && blank(at.min(range.end)..range.end)
    }

    /// Whether a comment has the whole line that begins at `at`.
    pub fn hides_line(&self, at: usize) -> bool {
        let Some(island) = self.islands.get(self.next_island(at)) else { return false };
        let before = self.source.get(at..island.range.start);
        matches!(island.content, Content::Comment)
            && before.is_some_and(|text| text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'>')))
            && ends_line(self.source, island.range.end)
    }

    /// A text of the parser as it stands in the source at `range`: its single characters are
    /// uncovered.
    pub fn uncover(&self, text: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        let first = self.letters.partition_point(|at| *at < range.start);
        if self.letters.get(first).is_none_or(|at| *at >= range.end) {
            return text;
        }
        let source: &'a str = self.source;
        if self.text[range.clone()] == *text {
            return CowStr::Borrowed(&source[range.clone()]);
        }
        let mut out = text.as_bytes().to_vec();
        for run in aligned(&text, &self.text, range.clone()).iter().filter(|run| run.verbatim) {
            let bytes = &source.as_bytes()[run.source..run.source + run.text.len()];
            let covered = out[run.text.clone()].iter_mut().zip(bytes);
            covered.filter(|(to, _)| **to == COVER).for_each(|(to, from)| *to = *from);
        }
        String::from_utf8(out).expect("whole characters are covered").into()
    }
}

/// `text` with what `cover` writes into it.
fn covered(text: &str, cover: impl FnOnce(&mut [u8])) -> String {
    let mut bytes = text.as_bytes().to_vec();
    cover(&mut bytes);
    String::from_utf8(bytes).expect("whole characters are covered")
}

/// Those of `marks` outside `math` that are not among `others`, both in order.
fn missing(marks: &[(usize, bool)], others: &[(usize, bool)], math: &[Math]) -> Vec<usize> {
    let in_math = |at: usize| {
        let next = math.partition_point(|math| math.range.end <= at);
        math.get(next).is_some_and(|math| math.range.start <= at)
    };
    let lost = marks.iter().filter(|mark| others.binary_search(mark).is_err());
    lost.map(|(at, _)| *at).filter(|at| !in_math(*at)).collect()
}

/// Whether nothing but white space stands between `at` and the line's end.
fn ends_line(text: &str, at: usize) -> bool {
    text.as_bytes()[at..].iter().take_while(|b| **b != b'\n').all(u8::is_ascii_whitespace)
}

/// Whether the character at `at` stands behind a backslash that is not itself behind one.
fn is_escaped(text: &str, at: usize) -> bool {
    let slashes = text.as_bytes()[..at].iter().rev().take_while(|b| **b == b'\\').count();
    slashes % 2 == 1
}

/// The LaTeX at `range` without comments and the marks of quotations before its lines.
fn latex(source: &str, range: &Range<usize>, comments: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    let first = comments.partition_point(|comment| comment.end <= at);
    for comment in comments[first..].iter().take_while(|comment| comment.start < range.end) {
        out.push_str(&source[at..comment.start.max(at)]);
        at = comment.end.max(at);
    }
    out.push_str(source.get(at..range.end).unwrap_or(""));
    if !out.contains('\n') {
        return out;
    }
    let line = memchr::memrchr(b'\n', &source.as_bytes()[..range.start]).map_or(0, |i| i + 1);
    let prefix = source[line..range.start].bytes().take_while(|b| b" \t>".contains(b));
    let quotations = prefix.filter(|b| *b == b'>').count();
    if quotations == 0 {
        return out;
    }
    let lines = out.split('\n').enumerate().map(|(number, line)| {
        let mut line = line;
        for _ in 0..if number == 0 { 0 } else { quotations } {
            line = line.trim_start().strip_prefix('>').unwrap_or(line);
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}
