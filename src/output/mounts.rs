//! Whether a folder must stay the folder it is, because something is mounted on it, in it or from
//! it: what is mounted knows folders, not paths.
//!
//! Linux tells all mounts in `/proc/PID/mountinfo`, those of containers too as far as one may read
//! there. A container that shows the output as its web root would otherwise show the old site's
//! removed folder for ever. Elsewhere the device's number tells of mounts on and in the folder.

use std::path::{Path, PathBuf};

/// What of `output` is mounted, in words; `None` if nothing is.
#[cfg(target_os = "linux")]
pub(super) fn reason(output: &Path) -> Option<&'static str> {
    let Ok(own) = std::fs::read_to_string("/proc/self/mountinfo") else {
        return by_device(output);
    };
    let own = linux::parse(&own);
    linux::mounted_here(&own, output).or_else(|| {
        let place = linux::place(&own, output)?;
        let away = "it is mounted elsewhere";
        let shown = |mounts: &[linux::Mount]| mounts.iter().any(|mount| mount.shows(&place));
        (shown(&own) || linux::namespaces().any(|mounts| shown(&mounts))).then_some(away)
    })
}

/// What of `output` is mounted, in words; `None` if nothing is.
#[cfg(not(target_os = "linux"))]
pub(super) fn reason(output: &Path) -> Option<&'static str> {
    by_device(output)
}

/// The paths below `output` on which something is mounted, as far as the system tells.
#[cfg(target_os = "linux")]
pub(super) fn below(output: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let points = linux::parse(&text).into_iter().map(|mount| mount.point);
    points.filter(|point| point.starts_with(output)).collect()
}

/// The paths below `output` on which something is mounted, as far as the system tells.
#[cfg(not(target_os = "linux"))]
pub(super) fn below(_output: &Path) -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(unix)]
fn by_device(output: &Path) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| path.symlink_metadata().ok().map(|metadata| metadata.dev());
    let own = device(output)?;
    if device(output.parent()?) != Some(own) {
        return Some(ON);
    }
    let folders = walkdir::WalkDir::new(output).into_iter().flatten();
    let mut folders = folders.filter(|entry| entry.file_type().is_dir());
    folders.any(|entry| device(entry.path()) != Some(own)).then_some(IN)
}

#[cfg(not(unix))]
fn by_device(_output: &Path) -> Option<&'static str> {
    None
}

#[cfg(unix)]
const ON: &str = "it is a mount point";
#[cfg(unix)]
const IN: &str = "something is mounted in it";

#[cfg(target_os = "linux")]
mod linux {
    //! The lines of `mountinfo`: `36 35 98:0 /root/of/it /mount/point rw,noatime …`, where `98:0`
    //! is the device, `/root/of/it` the folder of that file system which is seen, and a space is
    //! written `\040`.

    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;
    use std::path::{Path, PathBuf};

    use super::{IN, ON};

    /// One mount.
    pub(super) struct Mount {
        /// Major and minor number.
        device: String,
        /// Which folder of the device's file system is seen.
        root: PathBuf,
        /// Where it is seen.
        pub(super) point: PathBuf,
    }

    /// A folder within its file system, wherever that is mounted.
    pub(super) struct Place {
        device: String,
        path: PathBuf,
    }

    impl Mount {
        /// Whether it shows the folder or one below it, and nothing above.
        pub(super) fn shows(&self, place: &Place) -> bool {
            self.device == place.device && self.root.starts_with(&place.path)
        }
    }

    pub(super) fn parse(text: &str) -> Vec<Mount> {
        let line = |line: &str| {
            let mut fields = line.split(' ').skip(2);
            Some(Mount {
                device: fields.next()?.to_owned(),
                root: unescape(fields.next()?),
                point: unescape(fields.next()?),
            })
        };
        text.lines().filter_map(line).collect()
    }

    pub(super) fn mounted_here(mounts: &[Mount], output: &Path) -> Option<&'static str> {
        let mut points = mounts.iter().map(|mount| &mount.point);
        match points.clone().any(|point| point == output) {
            true => Some(ON),
            false => points.any(|point| point.starts_with(output)).then_some(IN),
        }
    }

    /// Where `output` lies in its file system: below the innermost mount that holds it, the last
    /// one where several lie on one point.
    pub(super) fn place(mounts: &[Mount], output: &Path) -> Option<Place> {
        let above = mounts.iter().filter(|mount| output.starts_with(&mount.point));
        let mount = above.max_by_key(|mount| mount.point.components().count())?;
        let rest = output.strip_prefix(&mount.point).ok()?;
        Some(Place { device: mount.device.clone(), path: mount.root.join(rest) })
    }

    /// The mounts of the other namespaces of this machine, as far as they may be read.
    pub(super) fn namespaces() -> impl Iterator<Item = Vec<Mount>> {
        let mut known = vec![std::fs::read_link("/proc/self/ns/mnt").unwrap_or_default()];
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        processes.filter_map(move |process| {
            let namespace = std::fs::read_link(process.path().join("ns/mnt")).ok()?;
            if known.contains(&namespace) {
                return None;
            }
            let text = std::fs::read_to_string(process.path().join("mountinfo")).ok()?;
            known.push(namespace);
            Some(parse(&text))
        })
    }

    /// A field with its escapes, three octal digits behind a backslash, as the bytes they mean.
    fn unescape(field: &str) -> PathBuf {
        let mut bytes = Vec::with_capacity(field.len());
        let mut rest = field;
        while let Some((plain, escaped)) = rest.split_once('\\') {
            bytes.extend_from_slice(plain.as_bytes());
            match escaped.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &escaped[3..];
                }
                None => {
                    bytes.push(b'\\');
                    rest = escaped;
                }
            }
        }
        bytes.extend_from_slice(rest.as_bytes());
        OsString::from_vec(bytes).into()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const LINES: &str = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            23 22 8:2 /home /home rw - ext4 /dev/sda2 rw\n\
            24 22 0:5 / /home/ann/kb/my\\040site rw - tmpfs tmpfs rw\n\
            25 22 8:2 /home/ann/kb/public/img /var/cdn rw - ext4 /dev/sda2 rw\n\
            26 22 0:6 / /home/ann/kb/other/data rw - tmpfs tmpfs rw\n";

        #[test]
        fn on_in_and_from() {
            let mounts = parse(LINES);
            let here = |path: &str| mounted_here(&mounts, Path::new(path));
            assert_eq!(here("/home/ann/kb/my site"), Some(ON));
            assert_eq!(here("/home/ann/kb/other"), Some(IN));
            assert_eq!(here("/home/ann/kb/oth"), None);
            assert_eq!(here("/home/ann/kb/public"), None);
            let shown = |path: &str| {
                let place = place(&mounts, Path::new(path)).expect("a root");
                mounts.iter().any(|mount| mount.shows(&place))
            };
            assert!(shown("/home/ann/kb/public"), "a folder of it");
            assert!(shown("/home/ann/kb/public/img"), "itself");
            assert!(!shown("/home/ann/kb/public/img/more"), "what lies above it is no matter");
            assert!(!shown("/home/ann/kb/pub"));
            assert!(!shown("/srv/public"));
        }
    }
}
