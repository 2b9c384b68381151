//! EDGE. The only reader of themes: a folder, or the embedded default → `Theme`.
