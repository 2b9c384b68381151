//! A theme as a value: templates and assets, whatever they were read from.

/// A set of templates and files that give a site its looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Its name (`default`).
    pub name: String,
    /// Templates by name (`concept.html`), sorted.
    pub templates: Vec<(String, String)>,
    /// Assets by path under `assets/` (`topoi.css`), sorted.
    pub assets: Vec<(String, Vec<u8>)>,
}
