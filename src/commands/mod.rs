//! EDGE. What each command does.
