//! Pages: views, HTML, templates.
