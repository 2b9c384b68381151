//! Mentions, the passages that hold them, and what is wrong with a vocabulary.

#![allow(clippy::disallowed_methods)]

mod cases;
mod properties;
mod vocabulary;
