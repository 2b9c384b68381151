//! Foreign documents become articles: text cases, and what holds of every import.

#![cfg(feature = "import")]
#![allow(clippy::disallowed_methods)]

mod cases;
mod words;
