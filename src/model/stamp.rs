//! Whether a file is as it was left, without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A file written to so shortly before its stamp was taken may have been written to again with the
/// same stamp: clocks of file systems are coarse, those of some by two seconds.
const COARSE: Duration = Duration::from_secs(2);

/// How a file stood at some time: two stamps that are the same are of the same bytes, if the file
/// had been left alone for a while ([`Stamp::is_settled`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp(u64, u64, u64, u64);

impl Stamp {
    /// The stamp of a file: its length, when its bytes and (on Unix) its inode were changed last,
    /// in nanoseconds, and the inode's number.
    pub fn new(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(u64::MAX, nanoseconds);
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt as _;
            let seconds = u64::try_from(metadata.ctime()).unwrap_or(u64::MAX);
            let nanoseconds = u64::try_from(metadata.ctime_nsec()).unwrap_or(0);
            (seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds), metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (modified, 0);
        Self(metadata.len(), modified, changed, inode)
    }

    /// Whether nobody had written to the file for a while when it was `now`.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let coarse = COARSE.as_nanos() as u64;
        self.1.max(self.2).saturating_add(coarse) < nanoseconds(now)
    }
}

/// Since 1970; times before count as that.
fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_file_that_was_written_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let stamp = || Stamp::new(&std::fs::metadata(&path).expect("a file"));
        std::fs::write(&path, "one").expect("written");
        let first = stamp();
        assert_eq!(first, stamp());
        let now = SystemTime::now();
        assert!(!first.is_settled(now), "it may be written to within the same tick");
        assert!(first.is_settled(now + Duration::from_secs(5)));
        // Another file of the same length takes its place.
        let other = folder.path().join("b");
        std::fs::write(&other, "two").expect("written");
        std::fs::rename(&other, &path).expect("moved");
        assert_ne!(first, stamp());
    }
}
