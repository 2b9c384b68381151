//! EDGE. Foreign documents → articles.
