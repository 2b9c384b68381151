//! Which pages exist, at which URL.
