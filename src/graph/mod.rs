//! The topic graph and its numbers.
//!
//! [`cooccurrence`] finds the computed edges; [`rank`] and [`cluster`] say who is central and who
//! belongs together. All are functions of plain values with one result for one input, whatever the
//! machine. What it looks like is made elsewhere, when a page asks for it: [`crate::picture`].

pub mod adjacency;
pub mod cluster;
pub mod cooccurrence;
mod edges;
mod numbers;
pub mod random;
pub mod rank;
mod related;
pub mod relations;
mod tags;
pub mod topic;

pub use numbers::Numbers;
pub use relations::{Direction, Relation, Relations};
pub use topic::{Cluster, Edge, EdgeKind, Input, Node, Says, TopicGraph, build};
