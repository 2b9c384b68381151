//! EDGE. A `Sink` to disk, atomic.
