//! Owner, group, mode and access lists: a folder or file that takes another's place is open to
//! those to whom that one was.

use std::io;
use std::path::Path;

#[cfg(unix)]
pub(super) use unix::{copy, narrow, prepare, share};

/// Gives `to` the rights of `from`. Systems other than Unix hand them down from the folder above.
#[cfg(not(unix))]
pub(super) fn copy(_from: &Path, _to: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) use self::{copy as narrow, copy as prepare};

#[cfg(not(unix))]
pub(super) fn share(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::collections::BTreeSet;
    use std::fs::{self, Metadata, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

    use rustix::fs::{lgetxattr, llistxattr, lremovexattr, lsetxattr};

    use super::{Path, io};

    /// The access list of what is made in a folder.
    const DEFAULT_LIST: &[u8] = b"system.posix_acl_default";

    /// Gives `to` owner, group, mode and extended attributes of `from`, access lists among them.
    ///
    /// # Errors
    /// What the system refused; `to` may have some of them by then.
    pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
        let (wanted, now) = (from.symlink_metadata()?, to.symlink_metadata()?);
        copy_owner(&wanted, &now, to)?;
        copy_attributes(from, to, |_| true)?;
        // Last: a new owner takes set-group bits away, and an access list changes the mode.
        set_mode(to, wanted.mode() & 0o7777)
    }

    /// Readies a staging folder that will have the rights of `from`, so that what is made in it
    /// gets group and access list as it would there. It stays its owner's alone.
    ///
    /// # Errors
    /// What the system refused.
    pub fn prepare(from: &Path, to: &Path) -> io::Result<()> {
        let (wanted, now) = (from.symlink_metadata()?, to.symlink_metadata()?);
        copy_owner(&wanted, &now, to)?;
        copy_attributes(from, to, |name| name == DEFAULT_LIST)?;
        set_mode(to, (now.mode() & 0o777) | (wanted.mode() & 0o2000))
    }

    /// Gives the file `to` the rights of `from` as far as the system lets it, and never opens it to
    /// more than `from` was.
    ///
    /// # Errors
    /// When even the mode cannot be set.
    pub fn narrow(from: &Path, to: &Path) -> io::Result<()> {
        if copy(from, to).is_ok() {
            return Ok(());
        }
        // The group is another one: it may do what everybody may.
        let mode = from.symlink_metadata()?.mode();
        let everybody = mode & 0o007;
        set_mode(to, (mode & 0o707) | (mode & (everybody << 3)))
    }

    /// Opens a folder to whom the umask says.
    ///
    /// # Errors
    /// What the system refused.
    pub fn share(folder: &Path) -> io::Result<()> {
        let probe = folder.join(".topoi-probe");
        let mode = fs::create_dir(&probe).and_then(|()| fs::metadata(&probe));
        let _ = fs::remove_dir(&probe);
        fs::set_permissions(folder, mode?.permissions())
    }

    fn copy_owner(wanted: &Metadata, now: &Metadata, to: &Path) -> io::Result<()> {
        let owner = (wanted.uid() != now.uid()).then_some(wanted.uid());
        let group = (wanted.gid() != now.gid()).then_some(wanted.gid());
        if owner.is_some() || group.is_some() {
            chown(to, owner, group)?;
        }
        Ok(())
    }

    fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
        if path.symlink_metadata()?.mode() & 0o7777 != mode {
            fs::set_permissions(path, Permissions::from_mode(mode))?;
        }
        Ok(())
    }

    fn copy_attributes(from: &Path, to: &Path, passes: impl Fn(&[u8]) -> bool) -> io::Result<()> {
        let (wanted, now) = (attributes(from)?, attributes(to)?);
        for name in wanted.iter().filter(|name| passes(name)) {
            let value = value(from, name)?;
            if !now.contains(name) || self::value(to, name)? != value {
                lsetxattr(to, name.as_slice(), &value, rustix::fs::XattrFlags::empty())?;
            }
        }
        for name in now.difference(&wanted).filter(|name| passes(name)) {
            lremovexattr(to, name.as_slice())?;
        }
        Ok(())
    }

    /// The names of a file's extended attributes; none where the file system has none.
    fn attributes(path: &Path) -> io::Result<BTreeSet<Vec<u8>>> {
        let mut names = vec![0; 4096];
        loop {
            match llistxattr(path, names.as_mut_slice()) {
                Ok(length) => {
                    let names = names[..length].split(|&byte| byte == 0);
                    return Ok(names.filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect());
                }
                Err(rustix::io::Errno::RANGE) if names.len() <= 1 << 20 => {
                    names.resize(names.len() * 2, 0);
                }
                Err(error) => return none_there(error.into()),
            }
        }
    }

    fn none_there(error: io::Error) -> io::Result<BTreeSet<Vec<u8>>> {
        match error.kind() {
            io::ErrorKind::Unsupported => Ok(BTreeSet::new()),
            _ => Err(error),
        }
    }

    fn value(path: &Path, name: &[u8]) -> io::Result<Vec<u8>> {
        let mut value = vec![0; 4096];
        loop {
            match lgetxattr(path, name, value.as_mut_slice()) {
                Ok(length) => {
                    value.truncate(length);
                    return Ok(value);
                }
                Err(rustix::io::Errno::RANGE) if value.len() <= 1 << 20 => {
                    value.resize(value.len() * 2, 0);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}
