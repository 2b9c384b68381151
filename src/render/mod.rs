//! Pages: views, HTML, templates.
//!
//! A page is made in two steps. A **view** ([`views`]) says in plain, typed values what the page
//! shows; a **template** ([`templates`]) says how it looks. Templates see nothing but their view,
//! so that a theme can never reach back into the build.

pub mod splice;
pub mod views;
pub mod templates;

use std::path::PathBuf;

use crate::model::file::SinkError;
use crate::model::{Sink, Theme};
use crate::site::Site;

/// What rendering made.
#[derive(Debug, Default)]
pub struct Rendered {
    /// How many pages.
    pub pages: usize,
}

/// Why rendering ended.
#[derive(Debug)]
pub enum RenderError {
    /// The theme's fault.
    Template(templates::TemplateError),
    /// The sink's.
    Sink(SinkError),
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Template(error) => error.fmt(f),
            Self::Sink(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RenderError {}

/// Renders every page; `attachments` are the files behind the site's attachments.
///
/// # Errors
/// A template that doesn't compile or run, or a file that the sink refuses.
pub fn render(
    _site: &Site<'_>,
    _theme: &Theme,
    _attachments: &[PathBuf],
    _sink: &dyn Sink,
) -> Result<Rendered, RenderError> {
    Ok(Rendered::default())
}
