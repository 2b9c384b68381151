//! The topic graph, its numbers, its layout.
//!
//! [`cooccurrence`] finds the computed edges; [`rank`] and [`cluster`] say who is central and who
//! belongs together; [`layout`] gives every node a place. All are functions of plain values with
//! one result for one input, whatever the machine.

pub mod adjacency;
pub mod cluster;
pub mod cooccurrence;
mod edges;
pub mod layout;
pub mod map;
pub mod random;
pub mod rank;
mod related;
pub mod relations;
pub mod svg;
mod tags;
pub mod text;
pub mod topic;

pub use map::Map;
pub use relations::{Direction, Relation, Relations};
pub use topic::{Cluster, Edge, EdgeKind, Input, Node, Says, TopicGraph, build};
