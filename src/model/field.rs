//! What a key of front matter or of `site.toml` holds: the rows from which keys are checked and
//! JSON Schemas and the manual's reference pages are made, so that none of them can go stale.

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// What it says, in Markdown, as the manual has it.
    pub meaning: &'static str,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A text, or a list of them.
    TextOrTexts,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A day, a month or a year: `2026-11-23`, `2026-11`, `2026`.
    Date,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or a list of them.
    SomeOf(&'static [&'static str]),
    /// A list of tables of these fields.
    Tables(&'static [Field]),
    /// A table of lists of texts, under names of the author's choice.
    TextsByName,
}

/// The names of `fields`.
pub fn names(fields: &[Field]) -> impl Iterator<Item = &str> {
    fields.iter().map(|field| field.name)
}

/// Whether one of `fields` is called `name`.
pub fn has(fields: &[Field], name: &str) -> bool {
    fields.iter().any(|field| field.name == name)
}
