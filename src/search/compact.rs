//! The runtime as it is sent: without comments, indentation and long local names, which are for
//! those who work on it. They are a fifth of what a reader's first search would cost.
//!
//! A script is cut into tokens, never parsed. A name is shortened only where tokens show that it
//! is local: declared by `const`, `let`, `function` or as a parameter inside of brackets, and
//! nowhere part of a template. All its occurrences but properties and keys change alike, so scopes
//! stay as they were; a key that is a variable too gets its own name back (`{ a }`, `{a:b}`). Since a local name may hide one of the browser's, names are shortened only
//! in scripts that say `// @local-names` (no name is both local here and global there).

use std::collections::BTreeMap;

use crate::model::Set;

/// What a script says that lets its local names be shortened. It also promises a semicolon behind
/// every statement that has one, so that a line which ends in a brace may be joined with the next.
const PRAGMA: &str = "// @local-names";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Name,
    Text,
    Mark,
}

#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    kind: Kind,
    text: &'a str,
    /// Whether a line ended before it.
    fresh: bool,
    /// The bracket that it stands in, and how deep; the brace of a block is a semicolon here.
    inside: (u8, u32),
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Variable,
    /// A property or key.
    Member,
    /// Both: `{ name }`.
    Shorthand,
}

/// What a name that stands between these tokens stands for.
fn role(before: &str, token: &Token<'_>, after: &str) -> Role {
    let listed = token.inside.0 == b'{' && matches!(before, "," | "{");
    match after {
        _ if matches!(before, "." | "?.") => Role::Member,
        ":" | "(" if listed => Role::Member,
        "," | "}" | "=" if listed => Role::Shorthand,
        _ => Role::Variable,
    }
}

/// The script as it is sent.
pub fn compact(script: &str) -> String {
    let tokens = tokens(script);
    let local = script.contains(PRAGMA);
    let names = if local { short_names(&tokens) } else { BTreeMap::new() };
    let mut out = String::with_capacity(script.len() / 2);
    let mut before = "";
    let tokens = plainer(tokens);
    for (at, token) in tokens.iter().enumerate() {
        let after = tokens.get(at + 1).map_or("", |token| token.text);
        let short = names.get(token.text).filter(|_| token.kind == Kind::Name);
        let both;
        let text = match (short, role(before, token, after)) {
            (None, _) | (_, Role::Member) => token.text,
            (Some(short), Role::Variable) => short,
            (Some(short), Role::Shorthand) => {
                both = format!("{}:{short}", token.text);
                &both
            }
        };
        let wordy =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
        let same = before.chars().last() == text.chars().next();
        let goes_on = before.ends_with([';', '{', ',', '(', '['])
            || matches!(text, "}" | "." | "?.")
            || local && before == "}";
        if token.fresh && !before.is_empty() && !goes_on {
            out.push('\n');
        } else if wordy(before.chars().last()) && wordy(text.chars().next())
            || same && text.starts_with(['+', '-', '/'])
        {
            out.push(' ');
        }
        out.push_str(text);
        before = token.text;
    }
    out.push('\n');
    out
}

/// The same with less: `let` for `const`, `!0` for `true`, no brackets round a lone parameter, no
/// semicolon before a closing brace, no zero before a point.
fn plainer(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token<'_>| token.text);
    let name = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Name);
    let lone = |open: usize| {
        text(open) == "(" && name(open + 1) && text(open + 2) == ")" && text(open + 3) == "=>"
    };
    let mut plain = Vec::with_capacity(tokens.len());
    for (at, &token) in tokens.iter().enumerate() {
        let declares = name(at + 1) || matches!(text(at + 1), "[" | "{");
        let last = token.text == ";" && text(at + 1) == "}" && !ends_header(&tokens[..at]);
        let before = at.checked_sub(1).map_or("", text);
        let zero = token.text == "0" && text(at + 1) == "." && before != ".";
        if last || zero || lone(at) || at.checked_sub(2).is_some_and(lone) {
            continue;
        }
        let member = matches!(before, "." | "?.");
        let text = match token.text {
            "const" if declares && !member => "let",
            "true" if !member && text(at + 1) != ":" => "!0",
            "false" if !member && text(at + 1) != ":" => "!1",
            text => text,
        };
        plain.push(Token { text, ..token });
    }
    plain
}

/// Whether the tokens end in the brackets of a loop or condition: what follows is its body, even if
/// it is only a semicolon.
fn ends_header(tokens: &[Token<'_>]) -> bool {
    let Some((last, rest)) = tokens.split_last() else {
        return true;
    };
    let open = |token: &Token<'_>| token.text == "(" && token.inside.1 == last.inside.1;
    last.text == ")"
        && rest.iter().rposition(open).is_none_or(|open| {
            open.checked_sub(1).is_some_and(|at| matches!(rest[at].text, "while" | "for" | "if"))
        })
        || matches!(last.text, "else" | ";" | "{")
}

fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let (mut at, mut fresh) = (0, false);
    while let Some(c) = script[at..].chars().next() {
        let rest = &script[at..];
        if c.is_whitespace() {
            fresh |= c == '\n';
            at += c.len_utf8();
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            continue;
        }
        let (kind, len) = match c {
            '"' | '\'' => (Kind::Text, quoted(rest, c as u8)),
            '`' => (Kind::Text, template(rest)),
            '/' if tokens.last().is_none_or(before_pattern) => (Kind::Text, pattern(rest)),
            c if name_part(c) => (Kind::Name, rest.find(|c| !name_part(c)).unwrap_or(rest.len())),
            _ if rest.starts_with("...") => (Kind::Mark, 3),
            _ if ["=>", "?.", "++", "--"].iter().any(|mark| rest.starts_with(mark)) => {
                (Kind::Mark, 2)
            }
            _ => (Kind::Mark, c.len_utf8()),
        };
        let text = &rest[..len];
        if matches!(text, ")" | "]" | "}") {
            open.pop();
        }
        let inside = (open.last().copied().unwrap_or(0), open.len() as u32);
        tokens.push(Token { kind, text, fresh, inside });
        if matches!(text, "(" | "[" | "{") {
            let block = text == "{" && opens_block(tokens.iter().rev().nth(1));
            open.push(if block { b';' } else { text.as_bytes()[0] });
        }
        (at, fresh) = (at + len, false);
    }
    tokens
}

/// Whether a brace after this token opens a block.
fn opens_block(before: Option<&Token<'_>>) -> bool {
    before.is_none_or(|token| {
        let block = ["=>", ")", "{", "}", ";", "else", "try", "catch", "finally", "do"];
        block.contains(&token.text)
    })
}

fn name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The length of the string at the start of `text`.
fn quoted(text: &str, end: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != end {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    text.floor_char_boundary(at + 1)
}

/// The length of the template at the start of `text`, with what it holds.
fn template(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (1, 0);
    while at < bytes.len() && (depth > 0 || bytes[at] != b'`') {
        match bytes[at] {
            b'\\' => at += 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    text.floor_char_boundary(at + 1)
}

/// Whether a slash after this token opens a pattern.
fn before_pattern(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Name => matches!(token.text, "return" | "typeof" | "case"),
        Kind::Text => false,
        Kind::Mark => !matches!(token.text, ")" | "]" | "}" | "++" | "--"),
    }
}

/// The length of the pattern at the start of `text`; its flags are a name of their own.
fn pattern(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut class) = (1, false);
    while at < bytes.len() && (class || bytes[at] != b'/') {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => class = true,
            b']' => class = false,
            _ => {}
        }
        at += 1;
    }
    let after = text.floor_char_boundary(at + 1);
    after + text[after..].find(|c| !name_part(c)).unwrap_or(0)
}

/// Short names of those that are local, the most frequent first.
fn short_names<'a>(tokens: &[Token<'a>]) -> BTreeMap<&'a str, String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let text = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |token| token.text);
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Name) {
        if role(text(at.checked_sub(1)), token, text(Some(at + 1))) != Role::Member {
            *counts.entry(token.text).or_default() += 1;
        }
    }
    let (declared, kept) = (declared(tokens), kept(tokens));
    let mut local: Vec<(&str, usize)> = counts
        .iter()
        .filter(|(name, _)| name.len() > 1 && declared.contains(*name) && !kept.contains(*name))
        .map(|(name, count)| (*name, *count))
        .collect();
    local.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let one = letters.chars().map(String::from);
    let two = letters.chars().flat_map(|a| letters.chars().map(move |b| format!("{a}{b}")));
    let free = one.chain(two).filter(|name| {
        !counts.contains_key(name.as_str())
            && !matches!(name.as_str(), "do" | "if" | "in" | "of")
            && !kept.contains(name.as_str())
    });
    local.into_iter().map(|(name, _)| name).zip(free).filter(|(a, b)| b.len() < a.len()).collect()
}

/// Names declared inside of brackets.
fn declared<'a>(tokens: &[Token<'a>]) -> Set<&'a str> {
    let mut names = Set::default();
    let mut group = |open: usize| {
        let inside = tokens[open].inside.1 + 1;
        for pair in tokens[open..].windows(2) {
            let [before, token] = pair else { break };
            if token.inside.1 < inside {
                break;
            }
            let own = token.inside.1 == inside || token.inside.0 == b'[';
            if own && token.kind == Kind::Name && matches!(before.text, "(" | "[" | "," | "...") {
                names.insert(token.text);
            }
        }
    };
    let mut plain: Vec<&str> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        match token.text {
            "const" | "let" | "function" if token.inside.1 > 0 => match next {
                Some(next) if next.kind == Kind::Name => {
                    plain.push(next.text);
                    if token.text == "function" {
                        group(at + 2);
                    }
                }
                Some(next) if next.text == "[" => group(at + 1),
                _ => {}
            },
            "=>" if token.inside.1 > 0 => match at.checked_sub(1).map(|at| tokens[at]) {
                Some(before) if before.kind == Kind::Name => plain.push(before.text),
                Some(before) if before.text == ")" => {
                    let same = |open: &usize| {
                        tokens[*open].text == "(" && tokens[*open].inside == before.inside
                    };
                    if let Some(open) = (0..at).rev().find(same) {
                        group(open);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    names.extend(plain);
    names
}

/// Names that are part of a template, or stand outside of brackets.
fn kept<'a>(tokens: &[Token<'a>]) -> Set<&'a str> {
    let mut names = Set::default();
    for token in tokens {
        match token.kind {
            Kind::Text if token.text.starts_with('`') => {
                names.extend(token.text.split(|c| !name_part(c)));
            }
            Kind::Name if token.inside.1 == 0 => {
                names.insert(token.text);
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go() {
        let script = "// head\n/**\n * @typedef {x} Y\n */\nlet a = 1; // more\n  /** @param {b} c */\n  \
                      const f = (c) =>\n    /** @type {d} */ (c + +c);\n";
        assert_eq!(compact(script), "let a=1;let f=c=>\n(c+ +c);\n");
    }

    #[test]
    fn texts_and_patterns_stay() {
        let script = "x = a++ / b / c; y = \"a // b\"; z = /[/ \"]  'x/u.test(`a  ${b  + 1} //`);";
        assert_eq!(
            compact(script),
            "x=a++/b/c;y=\"a // b\";z=/[/ \"]  'x/u.test(`a  ${b  + 1} //`);\n"
        );
    }

    #[test]
    fn local_names_are_short() {
        let script = "// @local-names\nvar site = (() => { const first = (second, [third]) => ({ key: \
                      second, third, fourth: first.second }); function other(count) { return `${first}` \
                      + count; } return other; })();";
        assert_eq!(
            compact(script),
            "var site=(()=>{let first=(c,[d])=>({key:c,third:d,fourth:first.second});\
             function b(a){return`${first}`+a}return b})();\n"
        );
    }

    #[test]
    fn brackets_and_semicolons_go_where_they_say_nothing() {
        let script = "for (;;) { while (f()); } f(async (a) => a, (b) => b, (c, d) => c, ({ e }) => e, g(h)); x.const = 1;";
        assert_eq!(
            compact(script),
            "for(;;){while(f());}f(async a=>a,b=>b,(c,d)=>c,({e})=>e,g(h));x.const=1;\n"
        );
    }

    #[test]
    fn numbers_and_truths_are_short() {
        let script = "f(0.5, a ? 0.25 : 10.5, true, { true: b.false }); return 0.5 + [0][0].x;";
        assert_eq!(compact(script), "f(.5,a?.25:10.5,!0,{true:b.false});return.5+[0][0].x;\n");
    }

    #[test]
    fn lines_are_joined_where_semicolons_are_promised() {
        let script = "// @local-names\nif (a) {\n  b();\n}\nc\n  .d();\n";
        assert_eq!(compact(script), "if(a){b()}c.d();\n");
    }

    #[test]
    fn a_block_is_no_list_of_keys() {
        let script = "// @local-names\n(() => { let first = 1; if (x) { first = 2; } \
                      return { first, x: { first: first } }; })();";
        assert_eq!(compact(script), "(()=>{let a=1;if(x){a=2}return{first:a,x:{first:a}}})();\n");
    }

    #[test]
    fn without_leave_names_stay() {
        let script = "(() => { const event = 1; return event; })();";
        assert_eq!(compact(script), "(()=>{let event=1;return event})();\n");
    }
}
