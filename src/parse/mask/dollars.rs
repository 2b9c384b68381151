//! Which dollar signs are math and which are money.
//!
//! `$…$` is math where no letter or digit stands before it, no space inside its signs, no digit
//! behind it, and no link, code or strong text begins or ends in it: those win (wikilinks only
//! over `$…$`). Emphasis and
//! highlights win if they begin first. The next dollar sign decides, so `$5 and $6` is money.
//! `` $`…`$ `` is math whatever its code holds. `$$…$$` may have spaces inside, and lines that
//! look like blocks if it begins its line and ends one.

use std::ops::Range;

use super::{COVER, ends_line, is_escaped};
use crate::parse::words::is_unspaced;

/// Longer math than this is none.
const LONGEST: usize = 16 * 1024;
/// Longer addresses and lines are not looked back through.
const LOOK_BACK: usize = 1024;

/// A piece of math.
pub(super) struct Math {
    /// With its signs.
    pub range: Range<usize>,
    /// The LaTeX; where it is written as code, without the marks of that.
    pub inner: Range<usize>,
    pub display: bool,
}

impl Math {
    /// Covers it but for what the text around it depends on: spaces (a target of a link has none),
    /// brackets that do not come in pairs, line ends and the marks of quotations behind them.
    pub fn cover(&self, bytes: &mut [u8]) {
        let sign = if self.display { 2 } else { 1 };
        let bytes = &mut bytes[self.range.start + sign..self.range.end - sign];
        let paired = has_pairs(bytes);
        let mut in_line = true;
        for byte in bytes {
            in_line = *byte != b'\n' && (in_line || !matches!(byte, b' ' | b'\t' | b'>'));
            let stays = byte.is_ascii_whitespace() || (!paired && matches!(byte, b'[' | b']'));
            if in_line && !stays {
                *byte = COVER;
            }
        }
    }
}

/// Whether each bracket has its other half.
fn has_pairs(bytes: &[u8]) -> bool {
    let mut depth = 0;
    bytes.iter().all(|byte| {
        depth += i32::from(*byte == b'[') - i32::from(*byte == b']');
        depth >= 0
    }) && depth == 0
}

/// An opening sign whose closing one has not come yet.
#[derive(Clone, Copy)]
struct Opener {
    at: usize,
    /// How many elements of emphasis are open around it.
    depth: usize,
}

/// The dollar signs of one walk.
#[derive(Default)]
pub(super) struct Dollars {
    pub found: Vec<Math>,
    /// Insides of `$$…$$` over several lines that were read as blocks.
    pub blocks: Vec<Range<usize>>,
    inline: Option<Opener>,
    display: Option<Opener>,
    /// Where the open elements of emphasis begin; `None` for one that begins in math.
    emphasis: Vec<Option<usize>>,
    /// `$$…$$` over several blocks, as long as nothing in it wins.
    open_block: Option<Range<usize>>,
    /// Signs before this offset are settled.
    until: usize,
}

impl Dollars {
    /// Something begins or ends that no math reaches over.
    pub fn part(&mut self) {
        (self.inline, self.display) = (None, None);
    }

    /// A block begins or ends at `at`.
    pub fn begin_block(&mut self, text: &str, at: usize) {
        if let Some(open) = self.display {
            self.open_block(text, open.at);
        }
        self.part();
        self.emphasis.clear();
        if let Some(block) = self.open_block.take_if(|block| block.end <= at) {
            self.blocks.push(block);
        }
    }

    /// Something wins over math at `at`.
    pub fn win(&mut self, at: usize) {
        self.part();
        self.open_block.take_if(|block| block.contains(&at));
    }

    /// A wikilink begins, or any link ends: between two dollar signs each, which are no money, a
    /// wikilink is math.
    pub fn win_over_inline(&mut self) {
        self.inline = None;
    }

    /// Emphasis begins at `at`.
    pub fn enter(&mut self, at: usize) {
        self.emphasis.push(Some(at));
    }

    /// Emphasis ends: if it began before a sign, it wins.
    pub fn leave(&mut self) {
        let wins = self.emphasis.pop().flatten().is_some();
        let depth = self.emphasis.len();
        for opener in [&mut self.inline, &mut self.display] {
            opener.take_if(|open| wins && open.depth > depth);
            if let Some(open) = opener {
                open.depth = open.depth.min(depth);
            }
        }
    }

    fn find(&mut self, math: Math) {
        for start in &mut self.emphasis {
            start.take_if(|start| *start >= math.range.start);
        }
        self.found.push(math);
    }

    /// Code at `range`: math where dollar signs touch it.
    pub fn code(&mut self, text: &str, range: Range<usize>) {
        let open = self.inline.filter(|open| open.at + 1 == range.start);
        self.win(range.start);
        let close = range.end;
        if open.is_none() || !text[close..].starts_with('$') || !may_close(text, close) {
            return;
        }
        // Without a backtick behind it, "```" would open a block of code.
        if text[line_start(text, range.start)..range.start].contains("```") {
            return;
        }
        let ticks =
            |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|b| **b == b'`').count();
        let ticks = ticks(&mut text.as_bytes()[range.clone()].iter());
        let inner = range.start + ticks..range.end - ticks;
        self.find(Math { range: range.start - 1..close + 1, inner, display: false });
        self.until = close + 1;
    }

    /// Reads the signs in the text at `range`.
    pub fn scan(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start.max(self.until);
        while at < range.end {
            let Some(i) = memchr::memchr(b'$', &text.as_bytes()[at..range.end]) else { return };
            let sign = at + i;
            let run = text.as_bytes()[sign..range.end].iter().take_while(|b| **b == b'$').count();
            at = sign + run;
            if self.open_block.as_ref().is_some_and(|block| block.contains(&sign)) {
                continue;
            }
            match run - usize::from(is_escaped(text, sign)) {
                1 => self.inline(text, at - 1),
                2 => self.display(text, at - 2),
                _ => self.part(),
            }
            at = at.max(self.until);
        }
    }

    fn inline(&mut self, text: &str, at: usize) {
        let open = self.inline.take();
        if let Some(open) = open
            && closes(text, open.at + 1, at)
        {
            if !is_in_url(text, open.at) {
                let (range, inner) = (open.at..at + 1, open.at + 1..at);
                return self.find(Math { range, inner, display: false });
            }
            self.until = token_end(text, at);
        } else if may_open(text, at) {
            self.inline = Some(Opener { at, depth: self.emphasis.len() });
        }
    }

    fn display(&mut self, text: &str, at: usize) {
        self.inline = None;
        let inner = match self.display.take() {
            Some(open) if may_close(text, at + 1) => open.at + 2..at,
            _ => {
                let opener = Opener { at, depth: self.emphasis.len() };
                self.display = (!touches_word(text, at)).then_some(opener);
                return;
            }
        };
        if inner.len() <= LONGEST && says_something(&text[inner.clone()]) {
            // What looked like math inside it was none.
            while self.found.last().is_some_and(|math| math.range.end > inner.start) {
                self.found.pop();
            }
            let range = inner.start - 2..inner.end + 2;
            self.find(Math { range, inner, display: true });
        }
    }

    /// `$$` at `at` is not closed in its block: if it begins a line, it may be that lines of math
    /// look like lists, headings or quotations.
    fn open_block(&mut self, text: &str, at: usize) {
        let line = line_start(text, at);
        let marks = |b: u8| b" \t>-+*.)0123456789".contains(&b);
        if !text[line..at].bytes().all(marks) || self.open_block.is_some() {
            return;
        }
        let rest = &text[at + 2..text.len()];
        let near = &rest.as_bytes()[..rest.len().min(LONGEST)];
        let Some(i) = memchr::memmem::find(near, b"$$") else { return };
        let inner = at + 2..at + 2 + i;
        let mut lines: Vec<&str> = text[inner.clone()].split('\n').collect();
        // Signs that have their lines may hold blank ones.
        let blank = |line: &str| line.bytes().all(|b| b.is_ascii_whitespace() || b == b'>');
        let apart = lines.len() > 1 && blank(lines[0]) && blank(lines[lines.len() - 1]);
        lines.pop();
        let whole = apart || !lines.iter().skip(1).any(|line| blank(line));
        let defines = text[inner.clone()].contains("]:");
        let whole = whole && !defines && ends_line(text, inner.end + 2);
        if whole && says_something(&text[inner.clone()]) {
            self.open_block = Some(inner);
        }
    }
}

/// Where the line that holds `at` begins; of a long one, near it.
fn line_start(text: &str, at: usize) -> usize {
    let near = at.saturating_sub(LOOK_BACK);
    let found = memchr::memrchr(b'\n', &text.as_bytes()[near..at]);
    found.map_or(text.floor_char_boundary(near), |i| near + i + 1)
}

/// Whether there is more than marks in `inner`; what is covered is commas.
fn says_something(inner: &str) -> bool {
    inner.contains(|c: char| c.is_alphanumeric() || c == '\\' || c == ',')
}

fn touches_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c))
}

/// Whether a sign at `at` may open math.
fn may_open(text: &str, at: usize) -> bool {
    let after = text[at + 1..].chars().next();
    after.is_some_and(|c| !c.is_whitespace()) && !touches_word(text, at)
}

/// Whether a sign at `at` may close math: no price begins there, nor the name of a variable.
fn may_close(text: &str, at: usize) -> bool {
    !text[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '{')
}

/// Whether the sign at `at` closes math that begins at `start`.
fn closes(text: &str, start: usize, at: usize) -> bool {
    let inner = &text[start..at];
    let marked = text[..start - 1].ends_with("==") && inner.contains("==");
    // `$HOME/$USER`
    let variable = inner.ends_with(['/', ':', ',', ';', '-', '.'])
        && text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic());
    !inner.is_empty()
        && inner.len() <= LONGEST
        && !inner.ends_with(char::is_whitespace)
        && may_close(text, at)
        && !marked
        && !variable
        && !is_price(inner)
}

/// Whether `inner` is an amount and words behind it: `20/month or 30`. A unit at the end is math.
fn is_price(inner: &str) -> bool {
    let word = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_ascii_punctuation());
        text.chars().count() > 1
            && text.chars().all(|c| c.is_alphabetic() || c == '\'')
            && !matches!(text, "mod" | "div")
    };
    let mut words = inner.split_whitespace().rev().skip(1);
    inner.starts_with(|c: char| c.is_ascii_digit())
        && !inner.contains(['\\', '^', '_', '{', '='])
        && words.any(word)
}

/// Where the address, or any word, around `at` ends.
fn token_end(text: &str, at: usize) -> usize {
    let end = |b: &u8| b.is_ascii_whitespace() || *b == b'<';
    let rest = &text.as_bytes()[at..];
    at + rest.iter().position(end).unwrap_or(rest.len())
}

/// Whether `at` stands in a bare address.
pub(super) fn is_in_url(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let near = at.saturating_sub(LOOK_BACK);
    let end = |b: &u8| b.is_ascii_whitespace() || !b.is_ascii() || *b == b'<';
    let start = bytes[near..at].iter().rposition(end).map_or(near, |i| near + i + 1);
    let token = &bytes[start..at];
    token.starts_with(b"www.") || memchr::memmem::find(token, b"://").is_some()
}
