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
    Comment,
}

/// A tag with more attributes is text: the tokenizer compares each with all before it.
const MOST_ATTRIBUTES: usize = 500;

/// Reads `lines`, source ranges and what of them is HTML, and gives each token with its place.
pub(super) fn tokenize<'a>(
    source: &str,
    lines: impl IntoIterator<Item = (Range<usize>, &'a str)>,
) -> Vec<(Token, Range<usize>)> {
    let mut tokenizer = Tokenizer::new(Sink::default(), Default::default());
    let queue = BufferQueue::default();
    // Where the tag began that is not complete yet.
    let mut open: Option<usize> = None;
    let mut attributes = Attributes::default();
    for (range, line) in lines {
        let verbatim = source.get(range.clone()) == Some(line);
        let mut at = 0;
        for piece in pieces(line) {
            let start = range.start + if verbatim { at } else { 0 };
            let end = if verbatim { start + piece.len() } else { range.end };
            at += piece.len();
            if open.is_none() {
                attributes = Attributes::of(piece);
            }
            let refers = open.is_none() && piece.starts_with('&');
            let lone = open.is_none() && piece == "<";
            let endless = attributes.are_too_many(piece);
            if (refers || lone || endless) && !tokenizer.sink.raw.get() {
                let text = if refers { decode(piece) } else { piece.to_owned() };
                let verbatim = verbatim && text == piece;
                if open.take().is_some() {
                    // What went in of a tag without end is forgotten.
                    let tokens = tokenizer.sink.tokens.take().into();
                    let sink = Sink { tokens, ..Sink::default() };
                    tokenizer = Tokenizer::new(sink, Default::default());
                }
                tokenizer.sink.put(Token::Text { text, verbatim }, start..end);
                continue;
            }
            let begin = *open.get_or_insert(start);
            let sink = &tokenizer.sink;
            sink.place.set((begin, end));
            queue.push_back(StrTendril::from(piece));
            let _ = tokenizer.feed(&queue);
            if sink.spoke.take() {
                open = None;
            }
            sink.end_text(|text| verbatim && text == piece);
        }
    }
    tokenizer.end();
    tokenizer.sink.tokens.take()
}

/// Counts what may part attributes in a tag; nothing in a comment, which may be as long as it is.
#[derive(Default)]
struct Attributes {
    is_tag: bool,
    quote: Option<u8>,
    count: usize,
}

impl Attributes {
    /// Of what begins with `piece`.
    fn of(piece: &str) -> Self {
        let name = piece.strip_prefix('<').map(|rest| rest.strip_prefix('/').unwrap_or(rest));
        let is_tag = name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        Self { is_tag, ..Self::default() }
    }

    /// Whether there are too many with those of `piece`, which goes on with a tag or begins one.
    fn are_too_many(&mut self, piece: &str) -> bool {
        if !self.is_tag {
            return false;
        }
        for byte in piece.bytes() {
            match (byte, self.quote) {
                (b'"' | b'\'', None) => self.quote = Some(byte),
                (_, Some(quote)) if quote == byte => self.quote = None,
                (b' ' | b'\t' | b'\n' | b'\r' | b'/', None) => self.count += 1,
                _ => {}
            }
        }
        self.count > MOST_ATTRIBUTES
    }
}

/// Text with a reference to a character. It goes in alone: the tokenizer waits for what follows
/// before it tells one.
fn decode(text: &str) -> String {
    let tokenizer = Tokenizer::new(Sink::default(), Default::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.text.take()
}

/// Cuts `line` before every `<`, after every `>`, and around every reference to a character.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let end = if bytes.first() == Some(&b'&') {
            let name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
            let end = 1 + bytes[1..].iter().take_while(|b| name(b)).count();
            end + usize::from(bytes.get(end) == Some(&b';'))
        } else {
            let end = (0..bytes.len()).find_map(|i| match bytes[i] {
                b'<' | b'&' if i > 0 => Some(i),
                b'>' => Some(i + 1),
                _ => None,
            });
            end.unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[derive(Default)]
struct Sink {
    tokens: RefCell<Vec<(Token, Range<usize>)>>,
    /// Text that came out.
    text: RefCell<String>,
    /// Where what comes out stands.
    place: Cell<(usize, usize)>,
    /// Whether any token came out since the flag was put down.
    spoke: Cell<bool>,
    /// Inside an element whose content is no markup.
    raw: Cell<bool>,
}

impl Sink {
    fn put(&self, token: Token, place: Range<usize>) {
        self.tokens.borrow_mut().push((token, place));
    }

    fn put_here(&self, token: Token) {
        self.end_text(|_| false);
        let (start, end) = self.place.get();
        self.put(token, start..end);
    }

    /// The text that came out is a token.
    fn end_text(&self, is_verbatim: impl FnOnce(&str) -> bool) {
        let text = self.text.take();
        if !text.is_empty() {
            let (start, end) = self.place.get();
            let verbatim = is_verbatim(&text);
            self.put(Token::Text { text, verbatim }, start..end);
        }
    }

    fn tag(&self, tag: Tag) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            self.raw.set(false);
            self.put_here(Token::End(name));
            return TokenSinkResult::Continue;
        }
        let raw = raw_kind(&name);
        let attributes = tag
            .attrs
            .into_iter()
            .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
            .collect();
        self.raw.set(raw.is_some());
        self.put_here(Token::Start { name, attributes });
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: HtmlToken, _line: u64) -> TokenSinkResult<()> {
        let spoke = !matches!(token, HtmlToken::ParseError(_) | HtmlToken::EOFToken);
        self.spoke.set(self.spoke.get() || spoke);
        match token {
            HtmlToken::TagToken(tag) => return self.tag(tag),
            HtmlToken::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            HtmlToken::NullCharacterToken => self.text.borrow_mut().push('\u{fffd}'),
            HtmlToken::CommentToken(_) => self.put_here(Token::Comment),
            HtmlToken::DoctypeToken(_) | HtmlToken::ParseError(_) | HtmlToken::EOFToken => {}
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
                Token::Comment => format!("! {place:?}\n"),
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
             ! \"<!-- > -->\"\n\
             \" \" true \" \"\n\
             ! \"<? x>\"\n"
        );
        assert_eq!(
            shown("<script>a<b></script >1 < 2"),
            "<script [] \"<script>\"\n\"a\" true \"a\"\n\"<b>\" true \"<b>\"\n\
             /script \"</script >\"\n\"1 \" true \"1 \"\n\"< 2\" true \"< 2\"\n"
        );
        assert_eq!(shown("<a b=\"c>\n d"), "");
    }

    #[test]
    fn comments_may_be_long_and_tags_may_not() {
        let words = "a word\n".repeat(MOST_ATTRIBUTES);
        for (open, close) in [("<!--", "-->"), ("<?", ">"), ("<!x", ">"), ("</ ", ">")] {
            let source = format!("{open} {words}{close}");
            let lines = source.split_inclusive('\n').scan(0, |at, line| {
                *at += line.len();
                Some((*at - line.len()..*at, line))
            });
            let tokens = tokenize(&source, lines);
            assert!(tokens.iter().all(|(token, _)| *token == Token::Comment), "{tokens:?}");
        }
        let tag = format!("<a {words}>");
        assert!(matches!(tokenize(&tag, [(0..tag.len(), &*tag)])[..], [(Token::Text { .. }, _)]));
    }
}
