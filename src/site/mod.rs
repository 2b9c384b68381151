//! Which pages exist, at which URL.

pub mod urls;
