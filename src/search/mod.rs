//! The search index.

use crate::model::Sink;
use crate::model::file::SinkError;
use crate::site::Site;

/// Writes the index.
///
/// # Errors
/// What the sink refused.
pub fn write(_site: &Site<'_>, _sink: &dyn Sink) -> Result<(), SinkError> {
    Ok(())
}
