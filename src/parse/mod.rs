//! One file, alone: front matter, blocks, passages, words with offsets, unresolved links.
