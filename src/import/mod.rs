//! EDGE. Foreign documents become articles.
//!
//! [`read`](mod@read) is the way in: bytes become an [`Article`](article::Article). [`encoding`] makes text of
//! bytes and [`archive`] files of a zip; one module a format makes [`blocks`] of them, and
//! [`markdown`] makes Markdown of those. All of that is pure; the edge is `commands::import`.

pub mod archive;
pub mod article;
pub mod blocks;
mod docx;
pub mod encoding;
pub mod export;
pub mod html;
pub mod markdown;
mod mhtml;
pub mod names;
mod office;
mod pdf;
mod pptx;
pub mod read;
pub mod rules;
pub mod sketch;
pub mod text;
pub mod web;
mod xml;
