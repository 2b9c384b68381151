//! The tags of template languages: `{{< name a b="c" >}}`, `{{% name %}}`, `{% name %}`, and
//! components, `<Name a="b" c={d}>`.

use std::ops::Range;

/// A tag, and where it stands.
pub(super) struct Tag<'a> {
    pub range: Range<usize>,
    /// Its name in lower case, without the sign that ends a pair.
    pub name: String,
    /// Whether it ends a pair.
    pub closes: bool,
    /// What it is written in.
    pub family: Family,
    /// Its name as it is written.
    written: &'a str,
    /// What stands behind the name.
    arguments: &'a str,
}

/// A template language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Hugo: `{{< >}}` and `{{% %}}`.
    Hugo,
    /// Liquid and its kin: `{% %}`, of Jekyll, GitBook, Eleventy, Nunjucks.
    Liquid,
    /// Elements of MDX and Vue, whose names begin with a capital: `<Name>`.
    Component,
}

/// A tag may be as long: what is longer opens with a sign that nobody closed.
const LONGEST: usize = 4096;

impl<'a> Tag<'a> {
    /// The tag that begins at `at`.
    pub(super) fn at(text: &'a str, at: usize) -> Option<Self> {
        let rest = &text[at..];
        let (open, close, family) = match rest.as_bytes() {
            [b'{', b'{', b'<', ..] => ("{{<", ">}}", Family::Hugo),
            [b'{', b'{', b'%', ..] => ("{{%", "%}}", Family::Hugo),
            [b'{', b'%', ..] => ("{%", "%}", Family::Liquid),
            [b'<', b'A'..=b'Z', ..] | [b'<', b'/', b'A'..=b'Z', ..] => {
                return Self::component(text, at);
            }
            _ => return None,
        };
        let limit = rest.floor_char_boundary(LONGEST.min(rest.len()));
        let within = &rest[open.len()..limit];
        let is_first =
            |len: &usize| !within[..*len].ends_with('%') && !within[..*len].contains("{{");
        // Some close `{{%` with less.
        let (len, close) = match within.find("}}").filter(is_first) {
            Some(len) if close == "%}}" => (len, "}}"),
            _ => (within.find(close)?, close),
        };
        let inner = rest[open.len()..open.len() + len].trim_matches(['-', ' ', '\t', '\n', '\r']);
        let slash = inner.starts_with('/') && !inner.starts_with("/*");
        let inner = if slash { inner[1..].trim_start() } else { inner };
        let end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
        let (name, arguments) = inner.split_at(end);
        let written = name.trim_end_matches('/');
        let name = written.to_ascii_lowercase();
        let ended = (family == Family::Liquid).then(|| name.strip_prefix("end")).flatten();
        let closes = slash || ended.is_some();
        let name = ended.map_or_else(|| name.clone(), str::to_owned);
        let end = at + open.len() + len + close.len();
        Some(Self { range: at..end, name, closes, family, written, arguments: arguments.trim() })
    }

    /// The component whose tag begins at `at`.
    fn component(text: &'a str, at: usize) -> Option<Self> {
        let element = Element::at(text, at)?;
        let range = at..element.end;
        let Element { name: written, closes, attributes: arguments, .. } = element;
        let (name, family) = (written.to_ascii_lowercase(), Family::Component);
        Some(Self { range, name, closes, family, written, arguments })
    }

    /// Whether the component has no content.
    pub(super) fn is_empty(&self) -> bool {
        self.family == Family::Component && self.arguments.ends_with('/')
    }

    /// What Hugo shows as a tag and doesn't run: `{{</* name */>}}`.
    pub(super) fn quoted(&self) -> bool {
        self.name.starts_with("/*")
    }

    /// The words in its arguments that may say for whom it is.
    pub(super) fn words(&self) -> String {
        const NAMES: [&str; 9] = [
            "audience",
            "class",
            "className",
            "for",
            "kind",
            "role",
            "type",
            "variant",
            "visibility",
        ];
        let words = self.all().filter(|(name, _)| name.is_empty() || NAMES.contains(name));
        let words = words.map(|(_, value)| value).filter(|value| *value != "/");
        words.collect::<Vec<_>>().join(" ")
    }

    /// Its arguments without names.
    pub(super) fn positional(&self, number: usize) -> Option<&'a str> {
        self.all().filter(|(name, _)| name.is_empty()).nth(number).map(|(_, value)| value)
    }

    /// The first of its arguments that has one of `names`.
    pub(super) fn named(&self, names: &[&str]) -> Option<&'a str> {
        let mut all = self.all();
        all.find(|(name, _)| names.iter().any(|other| other.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    /// All arguments: names, empty where there is none, and values without quotation marks.
    fn all(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        arguments(self.arguments)
    }

    /// How the tag is written, without its arguments.
    pub(super) fn form(&self) -> String {
        match self.family {
            Family::Hugo => format!("{{{{< {} >}}}}", self.name),
            Family::Liquid => format!("{{% {} %}}", self.name),
            Family::Component => format!("<{}>", self.written),
        }
    }
}

/// The tag of an element in which values may stand in braces, as JSX has them.
pub(super) struct Element<'a> {
    pub name: &'a str,
    pub closes: bool,
    /// What stands between the name and the last sign.
    pub attributes: &'a str,
    /// Attributes whose values stand in braces, and those values without them.
    pub braced: Vec<(Range<usize>, Range<usize>)>,
    /// Where it ends.
    pub end: usize,
}

impl<'a> Element<'a> {
    /// The element whose tag begins at `at`, if it ends within reach.
    pub(super) fn at(text: &'a str, at: usize) -> Option<Self> {
        let limit = text.floor_char_boundary((at + LONGEST).min(text.len()));
        let bytes = &text.as_bytes()[..limit];
        let closes = bytes.get(at + 1) == Some(&b'/');
        let from = at + 1 + usize::from(closes);
        let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
        let end = from + bytes.get(from..)?.iter().take_while(is_name).count();
        if !bytes.get(from)?.is_ascii_alphabetic()
            || !matches!(bytes.get(end)?, b' ' | b'\t' | b'\n' | b'/' | b'>')
        {
            return None;
        }
        let mut braced = Vec::new();
        let mut i = end;
        loop {
            match bytes.get(i)? {
                b'>' => break,
                b'"' | b'\'' => i += 1 + memchr::memchr(bytes[i], &bytes[i + 1..])? + 1,
                b'{' => {
                    let close = closing_brace(bytes, i)?;
                    if bytes[i - 1] == b'=' {
                        let name = bytes[..i - 1].iter().rev().take_while(is_attribute).count();
                        braced.push((i - 1 - name..close + 1, i + 1..close));
                    } else {
                        braced.push((i..close + 1, i + 1..close));
                    }
                    i = close + 1;
                }
                b'<' => return None,
                b'\n' if bytes.get(i + 1) == Some(&b'\n') => return None,
                _ => i += 1,
            }
        }
        let attributes = text[end..i].trim();
        Some(Self { name: &text[from..end], closes, attributes, braced, end: i + 1 })
    }
}

fn is_attribute(byte: &&u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'@' | b'.')
}

/// Where the brace ends that opens at `at`; braces in strings count for nothing.
fn closing_brace(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut depth, mut i) = (0, at);
    loop {
        match bytes.get(i)? {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(i),
            b'}' => depth -= 1,
            mark @ (b'"' | b'\'' | b'`') => i += 1 + memchr::memchr(*mark, &bytes[i + 1..])?,
            _ => {}
        }
        i += 1;
    }
}

/// Reads `a b="c d" 'e'`: names, empty where there is none, and values.
pub(super) fn arguments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', ',']);
        if rest.is_empty() {
            return None;
        }
        let name_end = rest.find(|c: char| !c.is_alphanumeric() && !"-_:.".contains(c));
        let (name, value) = match name_end {
            Some(end) if end > 0 && rest[end..].starts_with('=') => {
                (&rest[..end], &rest[end + 1..])
            }
            _ => ("", rest),
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“' | '{'));
        let (value, after) = match quote {
            Some('{') => {
                let end = closing_brace(value.as_bytes(), 0).unwrap_or(value.len() - 1);
                let inner = value[1..end.max(1)].trim().trim_matches(['"', '\'', '`']);
                (inner, value.get(end + 1..).unwrap_or(""))
            }
            Some(quote) => {
                let inner = &value[quote.len_utf8()..];
                let close = if quote == '“' { '”' } else { quote };
                let closes = |(at, _): &(usize, &str)| !inner[..*at].ends_with('\\');
                let end = inner.match_indices(close).find(closes).map_or(inner.len(), |(at, _)| at);
                (&inner[..end], inner[end..].strip_prefix(close).unwrap_or(""))
            }
            None => {
                let end = value.find(|c: char| c.is_whitespace()).unwrap_or(value.len());
                value.split_at(end)
            }
        };
        rest = after;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_arguments() {
        let tag = |text| {
            let tag = Tag::at(text, 0).expect("a tag");
            let all: Vec<String> = tag.all().map(|(n, v)| format!("{n}:{v}")).collect();
            format!("{} {} {}", tag.name, tag.closes, all.join(" "))
        };
        assert_eq!(tag(r#"{{< figure src="a b.png" 'c' d >}}"#), "figure false src:a b.png :c :d");
        assert_eq!(tag("{{%notice tip%}}"), "notice false :tip");
        assert_eq!(tag("{{< /tabs >}}"), "tabs true ");
        assert_eq!(tag("{{</tabs>}}"), "tabs true ");
        assert_eq!(tag("{%- endhint -%}"), "hint true ");
        assert_eq!(tag("{{< x\n  a=\"1\"\n/>}}"), "x false a:1 :/");
        assert!(Tag::at("{{< never", 0).is_none() && Tag::at("{{x}}", 0).is_none());
    }
}
