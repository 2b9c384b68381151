//! The program: the order of the stages.
