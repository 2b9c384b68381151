//! The vocabulary, and where its labels occur.
