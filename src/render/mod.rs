//! Pages: views, HTML, templates.
//!
//! A page is made in two steps. A **view** ([`views`]) says in plain, typed values what the page
//! shows; a **template** ([`templates`]) says how it looks. Templates see nothing but their view,
//! so that a theme can never reach back into the build.

pub mod splice;
pub mod views;
pub mod templates;
