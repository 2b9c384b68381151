//! The topic graph, its numbers, its layout.
//!
//! [`cooccurrence`] finds the computed edges; [`rank`] and [`cluster`] say who is central and who
//! belongs together; [`layout`] gives every node a place. All are functions of plain values with
//! one result for one input, whatever the machine.

pub mod adjacency;
pub mod cluster;
pub mod cooccurrence;
pub mod layout;
pub mod random;
pub mod rank;
pub mod topic;

pub use topic::{Cluster, Edge, EdgeKind, Input, Node, TopicGraph, build};
