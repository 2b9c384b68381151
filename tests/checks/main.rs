//! What `check` finds: nothing in a vault and a handbook that are sound, exactly the faults that
//! are planted in them and in a real handbook; and the files that checking keeps: baseline, ledger.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod anchors;
mod foreign;
mod kept;
mod markdown;
mod planting;
mod resolve;
mod samples;
mod tangle;
