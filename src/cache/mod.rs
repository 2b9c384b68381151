//! EDGE. Parsed files kept between runs: content hash → `Document`.
