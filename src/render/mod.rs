//! Pages: views, HTML, templates.

pub mod splice;
