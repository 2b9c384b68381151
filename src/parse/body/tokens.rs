//! Raw HTML as tokens with places, by html5ever's tokenizer.
//!
//! The tokenizer tells no offsets, so it is fed in pieces that end where a token may end and
//! begin where one may begin: what comes out while a piece goes in has its place.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token as HtmlToken, TokenSink, TokenSinkResult, Tokenizer,
};

/// A token of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A start tag: name in lower case, attributes with their character references read.
    Start { name: String, attributes: Vec<(String, String)> },
    /// An end tag.
    End(String),
    /// Text with its character references read; whether it stands so in the source.
    Text { text: String, verbatim: bool },
    /// A comment.
    Comment(String),
}

/// Reads `lines`, source ranges and what of them is HTML, and gives each token with its place.
pub(super) fn tokenize<'a>(
    source: &str,
    lines: impl IntoIterator<Item = (Range<usize>, &'a str)>,
) -> Vec<(Token, Range<usize>)> {
    let tokenizer = Tokenizer::new(Sink::default(), Default::default());
    let queue = BufferQueue::default();
    let mut begin = None;
    for (range, line) in lines {
        let verbatim = source.get(range.clone()) == Some(line);
        let mut at = 0;
        for piece in pieces(line) {
            let start = range.start + if verbatim { at } else { 0 };
            let end = if verbatim { start + piece.len() } else { range.end };
            at += piece.len();
            let sink = &tokenizer.sink;
            if sink.spoke.replace(false) || begin.is_none() {
                begin = Some(start);
            }
            sink.piece.set(Piece { start: begin.unwrap_or(start), end });
            sink.verbatim.set(verbatim);
            queue.push_back(StrTendril::from(piece));
            let _ = tokenizer.feed(&queue);
            sink.end_text(piece, start);
        }
    }
    tokenizer.end();
    tokenizer.sink.tokens.take()
}

/// Cuts `line` before every `<` and `&` and after every `>` and `;`.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let end = (0..bytes.len())
            .find_map(|i| match bytes[i] {
                b'<' | b'&' if i > 0 => Some(i),
                b'>' | b';' => Some(i + 1),
                _ => None,
            })
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[derive(Clone, Copy, Default)]
struct Piece {
    start: usize,
    end: usize,
}

#[derive(Default)]
struct Sink {
    tokens: RefCell<Vec<(Token, Range<usize>)>>,
    /// Text of the piece that goes in.
    text: RefCell<String>,
    piece: Cell<Piece>,
    verbatim: Cell<bool>,
    /// Whether any token came since the flag was put down.
    spoke: Cell<bool>,
}

impl Sink {
    fn put(&self, token: Token) {
        let Piece { start, end } = self.piece.get();
        self.tokens.borrow_mut().push((token, start..end));
    }

    /// The text that came out of `piece`, which stands at `start`, is a token. A reference to a
    /// character comes out with what follows it, and is another.
    fn end_text(&self, piece: &str, start: usize) {
        let text = self.text.take();
        let rest = text.strip_suffix(piece);
        match (rest, self.verbatim.get()) {
            _ if text.is_empty() => {}
            (Some(before), true) => {
                if !before.is_empty() {
                    let Piece { start: begin, end } = self.piece.get();
                    self.piece.set(Piece { start: begin, end: start });
                    self.put(Token::Text { text: before.to_owned(), verbatim: false });
                    self.piece.set(Piece { start, end });
                }
                self.put(Token::Text { text: piece.to_owned(), verbatim: true });
            }
            _ => self.put(Token::Text { text, verbatim: false }),
        }
    }

    fn tag(&self, tag: Tag) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            self.put(Token::End(name));
            return TokenSinkResult::Continue;
        }
        let raw = raw_kind(&name);
        let attributes = tag
            .attrs
            .into_iter()
            .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
            .collect();
        self.put(Token::Start { name, attributes });
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: HtmlToken, _line: u64) -> TokenSinkResult<()> {
        self.spoke.set(true);
        match token {
            HtmlToken::TagToken(tag) => return self.tag(tag),
            HtmlToken::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            HtmlToken::NullCharacterToken => self.text.borrow_mut().push('\u{fffd}'),
            HtmlToken::CommentToken(text) => self.put(Token::Comment(text.to_string())),
            HtmlToken::DoctypeToken(_) => {}
            HtmlToken::ParseError(_) => self.spoke.set(false),
            HtmlToken::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content is no markup.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => Some(Rawtext),
        "textarea" | "title" => Some(Rcdata),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let tokens = tokenize(source, [(0..source.len(), source)]);
        let mut out = String::new();
        for (token, range) in tokens {
            let place = &source[range];
            out += &match token {
                Token::Start { name, attributes } => format!("<{name} {attributes:?} {place:?}\n"),
                Token::End(name) => format!("/{name} {place:?}\n"),
                Token::Text { text, verbatim } => format!("{text:?} {verbatim} {place:?}\n"),
                Token::Comment(text) => format!("!{text:?} {place:?}\n"),
            };
        }
        out
    }

    #[test]
    fn knows_places() {
        assert_eq!(
            shown("a<b x='<>' y=\"&amp;\">c &lt; d</B\n>e<!-- > --> <? x>"),
            "\"a\" true \"a\"\n\
             <b [(\"x\", \"<>\"), (\"y\", \"&\")] \"<b x='<>' y=\\\"&amp;\\\">\"\n\
             \"c \" true \"c \"\n\
             \"<\" false \"&lt;\"\n\
             \" d\" true \" d\"\n\
             /b \"</B\\n>\"\n\
             \"e\" true \"e\"\n\
             !\" > \" \"<!-- > -->\"\n\
             \" \" true \" \"\n\
             !\"? x\" \"<? x>\"\n"
        );
        assert_eq!(
            shown("<script>a<b></script >1 < 2"),
            "<script [] \"<script>\"\n\"a\" true \"a\"\n\"<b>\" true \"<b>\"\n\
             /script \"</script >\"\n\"1 \" true \"1 \"\n\"< 2\" true \"< 2\"\n"
        );
        assert_eq!(shown("<a b=\"c>\n d"), "");
    }
}
