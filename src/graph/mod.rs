//! The topic graph, its numbers, its layout.
