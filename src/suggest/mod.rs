//! What a knowledge base calls for and nobody has written yet.

pub mod keyphrases;
