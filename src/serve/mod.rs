//! EDGE. HTTP, watching, reload.
