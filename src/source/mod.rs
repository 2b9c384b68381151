//! EDGE. The only reader of content: a folder → files, by walkdir.
