//! A text made from another by edits, and where each of its bytes comes from.

use std::ops::Range;

use crate::model::Span;

/// A text that is being rewritten from its beginning to its end.
pub(super) struct Edits<'a> {
    source: &'a str,
    /// How far the source is taken over.
    at: usize,
    text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the new text; it reaches to the next one's.
#[derive(Clone, Debug)]
struct Piece {
    /// Its offset in the new text.
    start: usize,
    /// Where it comes from.
    source: Range<usize>,
    /// Whether it stands there byte for byte.
    verbatim: bool,
}

impl<'a> Edits<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let text = String::with_capacity(source.len() + source.len() / 8);
        Self { source, at: 0, text, pieces: Vec::new() }
    }

    /// How far the source is taken over.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Takes the source over as it is up to `end`.
    pub(super) fn keep_to(&mut self, end: usize) {
        if end <= self.at {
            return;
        }
        let goes_on = self.pieces.last().is_some_and(|last| last.verbatim);
        match self.pieces.last_mut() {
            Some(last) if goes_on => last.source.end = end,
            _ => self.push_piece(self.at..end, true),
        }
        self.text.push_str(&self.source[self.at..end]);
        self.at = end;
    }

    /// Puts `text` in the place of the source up to `end`.
    pub(super) fn replace_to(&mut self, end: usize, text: &str) {
        let end = end.max(self.at);
        if end == self.at && text.is_empty() {
            return;
        }
        self.push_piece(self.at..end, false);
        self.text.push_str(text);
        self.at = end;
    }

    /// Puts `text` between what stands there.
    pub(super) fn insert(&mut self, text: &str) {
        self.replace_to(self.at, text);
    }

    fn push_piece(&mut self, source: Range<usize>, verbatim: bool) {
        self.pieces.push(Piece { start: self.text.len(), source, verbatim });
    }

    /// The new text, if it is another.
    pub(super) fn finish(mut self) -> Option<(String, SourceMap)> {
        if self.pieces.is_empty() {
            return None;
        }
        self.keep_to(self.source.len());
        Some((self.text, SourceMap { pieces: self.pieces }))
    }
}

/// Where the bytes of a rewritten text come from.
#[derive(Debug)]
pub(in crate::parse) struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// That of a text of `len` bytes that is its own source.
    pub(super) fn identity(len: usize) -> Self {
        Self { pieces: vec![Piece { start: 0, source: 0..len, verbatim: true }] }
    }

    /// The piece that holds `at`; there is one.
    fn piece(&self, at: usize) -> &Piece {
        let next = self.pieces.partition_point(|piece| piece.start <= at);
        &self.pieces[next.max(1) - 1]
    }

    /// Where what begins at `at` begins in the source.
    pub(in crate::parse) fn start(&self, at: usize) -> usize {
        let piece = self.piece(at);
        match piece.verbatim {
            true => (piece.source.start + at - piece.start).min(piece.source.end),
            false => piece.source.start,
        }
    }

    /// Where what ends at `at` ends in the source.
    pub(in crate::parse) fn end(&self, at: usize) -> usize {
        let Some(last) = at.checked_sub(1) else { return self.start(at) };
        let piece = self.piece(last);
        match piece.verbatim {
            true => (piece.source.start + at - piece.start).min(piece.source.end),
            false => piece.source.end,
        }
    }

    /// Where `span` stands in the source.
    pub(in crate::parse) fn span(&self, span: Span) -> Span {
        let Range { start, end } = span.range();
        let start = self.start(start);
        let end = if span.is_empty() { start } else { self.end(end) };
        Span::new(start, end.max(start))
    }

    /// The stretches that `range` of the new text is made of: each with its place in the source
    /// and whether it stands there byte for byte.
    pub(in crate::parse) fn runs(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, usize, bool)> {
        let first = self.pieces.partition_point(|piece| piece.start <= range.start).max(1) - 1;
        self.pieces[first..].iter().enumerate().map_while(move |(i, piece)| {
            let next = self.pieces.get(first + i + 1).map_or(usize::MAX, |next| next.start);
            let run = piece.start.max(range.start)..next.min(range.end);
            let source = match piece.verbatim {
                true => piece.source.start + (run.start - piece.start),
                false => piece.source.start,
            };
            (piece.start < range.end).then_some((run, source, piece.verbatim))
        })
    }

    /// The same of a text that was rewritten twice: `self` leads to the text between, `first` from
    /// there to the source.
    pub(super) fn through(self, first: &SourceMap) -> SourceMap {
        let mut pieces = Vec::with_capacity(self.pieces.len() + first.pieces.len());
        for piece in self.pieces {
            if !piece.verbatim {
                let source = first.start(piece.source.start)..first.end(piece.source.end);
                let end = source.end.max(source.start);
                pieces.push(Piece { source: source.start..end, ..piece });
                continue;
            }
            let offset = piece.source.start;
            for (run, source, verbatim) in first.runs(piece.source) {
                let end = match verbatim {
                    true => source + run.len(),
                    false => first.piece(run.start).source.end,
                };
                let start = piece.start + (run.start - offset);
                pieces.push(Piece { start, source: source..end, verbatim });
            }
        }
        SourceMap { pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten() -> (String, SourceMap) {
        let mut edits = Edits::new("one two three");
        edits.keep_to(4);
        edits.replace_to(7, "2");
        edits.keep_to(8);
        edits.insert("> ");
        edits.finish().expect("edits")
    }

    #[test]
    fn places_are_those_of_the_source() {
        let (text, map) = rewritten();
        assert_eq!(text, "one 2 > three");
        assert_eq!(map.span(Span::new(0, 3)), Span::new(0, 3));
        assert_eq!(map.span(Span::new(4, 5)), Span::new(4, 7));
        assert_eq!(map.span(Span::new(6, 13)), Span::new(8, 13));
        assert_eq!(map.span(Span::new(8, 13)), Span::new(8, 13));
        assert_eq!(map.span(Span::new(10, 12)), Span::new(10, 12));
    }

    #[test]
    fn two_rewritings_make_one() {
        let (text, first) = rewritten();
        let mut edits = Edits::new(&text);
        edits.keep_to(2);
        edits.replace_to(3, "");
        edits.keep_to(9);
        edits.insert("!");
        let (text, second) = edits.finish().expect("edits");
        assert_eq!(text, "on 2 > t!hree");
        let map = second.through(&first);
        let sources: Vec<usize> = (0..text.len()).map(|at| map.start(at)).collect();
        assert_eq!(sources, [0, 1, 3, 4, 7, 8, 8, 8, 9, 9, 10, 11, 12]);
        assert_eq!(map.span(Span::new(0, text.len())), Span::new(0, 13));
    }
}
