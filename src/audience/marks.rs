//! Marks of privacy in a body: for whom a callout is, and whether that is certain.
//!
//! They fail closed. Where a callout's name is an audience's, it is for that audience. Where a
//! word of it looks like one, or says that something is private and no audience is called so,
//! nobody knows for whom it is: it is doubtful, and nobody sees it.

use crate::model::Span;
use crate::model::fold::{CaseFolding, folded};
use crate::parse::Document;
use crate::parse::document::{Block, BlockKind, Word};

/// Words that say without any setting that something isn't for everyone.
const PRIVATE: [&str; 5] = ["internal", "private", "confidential", "secret", "restricted"];

/// Types of callouts, roles and stances: never taken for a misspelt audience.
const TYPES: &[&str] = &[
    "abstract",
    "ask",
    "aside",
    "attention",
    "avoid",
    "bug",
    "caution",
    "check",
    "cite",
    "danger",
    "defines",
    "definition",
    "details",
    "disputes",
    "do",
    "done",
    "error",
    "example",
    "fail",
    "failure",
    "faq",
    "help",
    "hint",
    "important",
    "info",
    "missing",
    "note",
    "qualifies",
    "question",
    "quote",
    "say",
    "seealso",
    "success",
    "summary",
    "supports",
    "tell",
    "tip",
    "tldr",
    "todo",
    "unless",
    "warning",
    "when",
    "why",
];

/// For whom a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// For everyone.
    None,
    /// For a declared audience.
    Audience(&'a str),
    /// Nobody knows.
    Doubtful(Doubt<'a>),
}

/// Why a mark is doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt<'a> {
    /// The word that looks private, as written.
    pub word: String,
    /// The audience that it may mean.
    pub near: Option<&'a str>,
}

/// What marks are read by.
pub(super) struct Marks<'a> {
    /// The declared audiences, each with its name as names are compared.
    audiences: Vec<(&'a str, String)>,
    /// Titles of `[roles]`, as names are compared.
    roles: Vec<String>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(
        audiences: &'a [(String, Vec<String>)],
        roles: &[(String, Vec<String>)],
    ) -> Self {
        let names = audiences.iter().map(|(name, _)| (name.as_str(), key(name)));
        let titles = roles.iter().flat_map(|(role, titles)| std::iter::once(role).chain(titles));
        Self { audiences: names.collect(), roles: titles.map(|title| key(title)).collect() }
    }

    /// Reads what stands in the brackets of `[!note|wide]`: a name and, behind bars, words for
    /// styling.
    pub(super) fn read(&self, inside: &str) -> Mark<'a> {
        let (name, styling) = inside.split_once('|').unwrap_or((inside, ""));
        let name_key = key(name);
        let named = self.audiences.iter().find(|(_, audience)| *audience == name_key);
        let known = named.is_some() || self.roles.contains(&name_key);
        let doubt = (!known).then(|| self.doubt(name)).flatten();
        match (doubt.or_else(|| self.doubt(styling)), named) {
            (Some(doubt), _) => Mark::Doubtful(doubt),
            (None, Some(&(audience, _))) => Mark::Audience(audience),
            (None, None) => Mark::None,
        }
    }

    /// Whether `name`, or a word of it, looks as if it were to keep something private.
    fn doubt(&self, name: &str) -> Option<Doubt<'a>> {
        let names = name.split(char::is_whitespace).filter(|name| !tells_of_a_link(name));
        std::iter::once(name.trim()).chain(names.flat_map(words)).find_map(|word| {
            let word_key = key(word);
            let near = self.near(&word_key);
            let private = near.is_some() || PRIVATE.contains(&word_key.as_str());
            private.then(|| Doubt { word: word.to_owned(), near })
        })
    }

    /// The audience that `word` names or nearly names.
    fn near(&self, word: &str) -> Option<&'a str> {
        let same = self.audiences.iter().find(|(_, audience)| audience == word);
        if same.is_some() || TYPES.contains(&word) || self.roles.iter().any(|role| role == word) {
            return same.map(|&(audience, _)| audience);
        }
        let length = word.chars().count();
        self.audiences
            .iter()
            .map(|(name, audience)| {
                let edits = match length.max(audience.chars().count()) {
                    0..=4 => 0,
                    5..=7 => 1,
                    _ => 2,
                };
                (strsim::osa_distance(word, audience), edits, *name)
            })
            .filter(|(distance, edits, _)| distance <= edits)
            .min()
            .map(|(_, _, name)| name)
    }

    /// The marks in the text of `document` that are no callout's: of a callout that isn't one as
    /// it is written, or of a syntax that is shown as text. With where they stand in the source.
    pub(super) fn stray(&self, document: &Document) -> Vec<(Span, Doubt<'a>)> {
        let mut found = Vec::new();
        let shown = |block: &&Block| block.kind != BlockKind::Code;
        for block in document.blocks.iter().filter(shown) {
            let mut at = block.plain.start;
            for line in block.plain.of(&document.plain).split_inclusive('\n') {
                found.extend(self.stray_in(document, block, line, at));
                at += line.len() as u32;
            }
        }
        let left_out = document.left_out.iter();
        found.extend(left_out.filter_map(|(words, span)| Some((*span, self.doubtful(words)?))));
        found
    }

    /// Why `words`, which no callout has, leave it open for whom something is.
    fn doubtful(&self, words: &str) -> Option<Doubt<'a>> {
        match self.read(words) {
            Mark::None => None,
            Mark::Audience(audience) => {
                Some(Doubt { word: words.trim().to_owned(), near: Some(audience) })
            }
            Mark::Doubtful(doubt) => Some(doubt),
        }
    }

    /// The mark that `line`, at `at` in the plain text, begins with.
    fn stray_in(
        &self,
        document: &Document,
        block: &Block,
        line: &str,
        at: u32,
    ) -> Option<(Span, Doubt<'a>)> {
        let name = block_name(line)?;
        let doubt = self.doubtful(name)?;
        let start = at + (name.as_ptr() as usize - line.as_ptr() as usize) as u32;
        let plain = Span { start, end: start + name.len() as u32 };
        let span = document.source_span(plain);
        let is_shown = is_escaped(&document.text, span)
            || block.kind != BlockKind::Html && is_code(document, plain);
        (!is_shown).then_some((span, doubt))
    }
}

/// The words of a name.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether `name` says where a link leads, not who may follow it: `.internal-link`.
fn tells_of_a_link(name: &str) -> bool {
    const LINKS: [&str; 6] = ["anchor", "href", "link", "links", "ref", "url"];
    words(name).count() > 1 && words(name).any(|word| LINKS.contains(&key(word).as_str()))
}

/// A name as names are compared: without regard to case, and with one sign between words.
fn key(name: &str) -> String {
    folded(name.trim(), CaseFolding::Common).replace(['_', ' '], "-")
}

/// The name in a line that begins a block in some syntax: `[!name]`, `:::name`, `::: {.name}`,
/// `!!! name`, `??? name`, `{% hint style="name" %}`, `{{< name >}}`.
fn block_name(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t', '>', '*', '_', '-', '+', '=']).trim_end();
    if let Some(rest) = line.strip_prefix("[!") {
        return Some(rest.find(']').map_or_else(|| first_word(rest), |end| &rest[..end]));
    }
    // A definition list takes the first of three colons.
    if let Some(rest) = line.strip_prefix("::") {
        let rest = rest.trim_start_matches(':').trim_start();
        let braced = rest.find(['{', ' ', '[']).is_some_and(|i| rest[i..].starts_with('{'));
        let end = rest.find('}').filter(|_| braced);
        let name = end.map_or_else(|| first_word(rest), |end| &rest[..end]);
        return (!name.contains("::")).then_some(name);
    }
    if let Some(rest) = line.strip_prefix("!!!").or_else(|| line.strip_prefix("???")) {
        let name = rest.trim_start_matches('+').split('"').next().unwrap_or(rest);
        let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        return name.chars().all(word).then_some(name);
    }
    let tag = ["{{<", "{{%", "{%"].iter().find_map(|open| line.strip_prefix(open))?.trim_start();
    let style = tag.split_once("style=").map(|(_, value)| value.trim_start_matches(['"', '\'']));
    Some(first_word(style.unwrap_or(tag)))
}

/// The text up to white space, a bracket or a quotation mark.
fn first_word(text: &str) -> &str {
    text.split([' ', '\t', '[', '"', '\'']).next().unwrap_or(text)
}

/// Whether the sign before a name is escaped: `\[!name]` is to be shown.
fn is_escaped(text: &str, name: Span) -> bool {
    let before = &text[..name.start as usize];
    before.trim_end_matches([':', '!', '[', '?', '{', ' ', '<', '%', '.']).ends_with('\\')
}

/// Whether a name, at `plain`, stands in code among the words of a line.
fn is_code(document: &Document, plain: Span) -> bool {
    let first = document.words.partition_point(|word| word.start < plain.start);
    document.words.get(first).is_some_and(|word| word.start < plain.end && word.has(Word::CODE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audiences(names: &[&str]) -> Vec<(String, Vec<String>)> {
        names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect()
    }

    /// What becomes of a name: its audience, what it is near in brackets, `?` where it says that
    /// it is private, or nothing.
    fn shown(marks: &Marks<'_>, name: &str) -> String {
        match marks.read(name) {
            Mark::None => String::new(),
            Mark::Audience(name) => name.to_owned(),
            Mark::Doubtful(Doubt { near: Some(near), .. }) => format!("({near})"),
            Mark::Doubtful(Doubt { near: None, .. }) => "?".to_owned(),
        }
    }

    #[test]
    fn names_are_audiences_nearly_or_not_at_all() {
        let declared = audiences(&["public", "partner", "internal", "hr", "Sales team"]);
        let roles = [("do".to_owned(), vec!["Partnre up".to_owned(), "publik".to_owned()])];
        let marks = Marks::new(&declared, &roles);
        for (name, wanted) in [
            ("internal", "internal"),
            (" Internal ", "internal"),
            ("INTERNAL|wide", "internal"),
            ("sales-team", "Sales team"),
            ("sales_teams", "(Sales team)"),
            ("interal", "(internal)"),
            ("intrenl", "(internal)"),
            ("intern", "(internal)"),
            ("partners", "(partner)"),
            ("prtnr", ""),
            ("pubic", "(public)"),
            ("hr", "hr"),
            ("hrs", ""),
            ("note|internal", "(internal)"),
            ("note|wide interal", "(internal)"),
            ("note|wide", ""),
            ("internal|partner", "(partner)"),
            ("internal-only", "(internal)"),
            ("internal, partner", "(internal)"),
            ("confidential", "?"),
            ("tip|secret", "?"),
            ("important", ""),
            ("Partnre up", ""),
            ("publik", ""),
            ("note", ""),
            ("", ""),
        ] {
            assert_eq!(shown(&marks, name), wanted, "{name}");
        }
        let none = Marks::new(&[], &[]);
        for (name, wanted) in [
            ("Internal", "?"),
            ("note|private", "?"),
            ("restricted-use", "?"),
            ("internals", ""),
            ("partner", ""),
            (".internal-link target=_blank", ""),
            (".url_private .internal", "?"),
            ("internal link", "?"),
            ("note|internal links", "?"),
        ] {
            assert_eq!(shown(&none, name), wanted, "{name}");
        }
    }

    #[test]
    fn callout_types_are_never_near() {
        for name in ["notes", "warnings", "abstracts", "defined", "examples", "disputed"] {
            let declared = audiences(&[name]);
            let marks = Marks::new(&declared, &[]);
            for kind in TYPES {
                assert_eq!(marks.read(kind), Mark::None, "{kind} beside {name}");
            }
        }
    }

    #[test]
    fn blocks_of_other_syntaxes_have_names() {
        for (line, name) in [
            ("[!internal] Title", Some("internal")),
            ("> * [!internal, partner] Title", Some("internal, partner")),
            ("[!internal and more", Some("internal")),
            (":::internal", Some("internal")),
            ("::: internal Title", Some("internal")),
            (":::note[internal]", Some("note")),
            ("::: {.internal #x}", Some("{.internal #x")),
            (":::note{.internal}", Some("note{.internal")),
            ("!!! note internal \"partner\"", Some(" note internal ")),
            ("???+ internal", Some(" internal")),
            ("{% hint style=\"internal\" %}", Some("internal")),
            ("{{< internal >}}", Some("internal")),
            ("!!! An internal joke!", None),
            ("::internal::call", None),
            ("the word internal", None),
        ] {
            assert_eq!(block_name(line), name, "{line}");
        }
    }
}
