//! The tags of template languages: `{{< name a b="c" >}}`, `{{% name %}}`, `{% name %}`.

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
            _ => return None,
        };
        let limit = rest.floor_char_boundary(LONGEST.min(rest.len()));
        let len = rest[open.len()..limit].find(close)?;
        let inner = rest[open.len()..open.len() + len].trim_matches(['-', ' ', '\t', '\n', '\r']);
        let slash = inner.starts_with('/') && !inner.starts_with("/*");
        let inner = if slash { inner[1..].trim_start() } else { inner };
        let end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
        let (name, arguments) = inner.split_at(end);
        let name = name.trim_end_matches('/').to_ascii_lowercase();
        let ended = (family == Family::Liquid).then(|| name.strip_prefix("end")).flatten();
        let closes = slash || ended.is_some();
        let name = ended.map_or_else(|| name.clone(), str::to_owned);
        let end = at + open.len() + len + close.len();
        Some(Self { range: at..end, name, closes, family, arguments: arguments.trim() })
    }

    /// What Hugo shows as a tag and doesn't run: `{{</* name */>}}`.
    pub(super) fn quoted(&self) -> bool {
        self.name.starts_with("/*")
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
        }
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
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“'));
        let (value, after) = match quote {
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
