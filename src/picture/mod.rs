//! The topic graph drawn: who stands where, and the lines between.
//!
//! [`layout`] gives every node a place, [`map`] says who is shown and how large, [`svg`] draws.
//! All are functions of plain values with one result for one input, whatever the machine. None of
//! it is made before a page asks for it: what is wrong with content never waits for a picture.

pub mod layout;
pub mod map;
pub mod svg;
pub mod text;

pub use map::{Picture, draw};
