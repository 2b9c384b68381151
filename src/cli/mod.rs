//! EDGE. The arguments as typed and as resolved.
