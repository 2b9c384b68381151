//! A site that goes to disk when it is whole.
//!
//! Files that differ from the old site's are written to a staging folder as they come; the others
//! are noted. Committing an equal set touches nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::claim::Claim;
use super::error::refused;
use super::exchange::{self, Obstacle};
use super::in_place;
use super::manifest::{Hash, folders_of, is_contained};
use super::rights;
use super::staging::Staging;
use super::standing::{self, Standing};
use crate::attachment;
use crate::model::file::{Cleaning, Contents};
use crate::model::path::ShownPath as _;
use crate::model::stamp::Stamp;
use crate::model::{Failure, Map, OutFile, Set, Sink};

/// How much of a copied file is held at a time.
const CHUNK: usize = 1 << 18;

/// What a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files in the site, the manifest not counted.
    pub files: usize,
    /// Files that are new or differ.
    pub changed: usize,
    /// Why the files were exchanged one by one, where old and new site did not change places at
    /// once.
    pub in_place: Option<String>,
    /// How the site stands now.
    pub standing: Standing,
}

/// A site that goes to disk when it is whole. Dropped without a commit, it leaves no trace.
pub struct DiskSink {
    claim: Claim,
    /// Made for the first file that differs.
    stage: OnceLock<Stage>,
    /// Held while the stage is made.
    making: Mutex<()>,
    state: Mutex<State>,
}

/// Where the new site is put together.
struct Stage {
    staging: Staging,
    /// Why the output must stay the folder it is.
    in_place: Option<String>,
}

#[derive(Default)]
struct State {
    /// Folders in the staging folder, by their paths under the output; its root is `""`.
    folders: Set<PathBuf>,
    /// Whether folders of the old site are folders, and no links.
    is_folder: Map<String, bool>,
    files: BTreeMap<String, Entry>,
}

/// A file of the new site.
pub(super) struct Entry {
    pub hash: Hash,
    /// The old site has the same one.
    pub unchanged: bool,
    /// Where a copy comes from, and how that stood before it was read.
    pub source: Option<(PathBuf, Option<Stamp>)>,
}

impl DiskSink {
    /// A sink to the claimed output.
    pub fn new(claim: Claim) -> Self {
        let mut state = State::default();
        state.folders.insert(PathBuf::new());
        Self { claim, stage: OnceLock::new(), making: Mutex::new(()), state: Mutex::new(state) }
    }

    /// The same sink, for an output that must stay the folder it is.
    #[cfg(test)]
    pub(super) fn in_place(self) -> Self {
        let staging = Staging::new(&self.claim.output).expect("a writable folder");
        let stage = Stage { staging, in_place: Some("a test".to_owned()) };
        assert!(self.stage.set(stage).is_ok(), "nothing has come yet");
        self
    }

    /// How many pages of the old site the new one doesn't have.
    pub fn dropped_pages(&self) -> usize {
        let state = self.state.lock().expect("no holder panics");
        let gone = |path: &&String| path.ends_with(".html") && !state.files.contains_key(*path);
        self.claim.old.files.keys().filter(gone).count()
    }

    /// Puts the new site in the old one's place.
    ///
    /// # Errors
    /// What the environment refused; the old site stands, unless the message says otherwise.
    pub fn commit(self) -> Result<Written, Failure> {
        let (files, changed) = {
            let files = &self.state.lock().expect("no holder panics").files;
            (files.len(), files.values().filter(|entry| !entry.unchanged).count())
        };
        let old = &self.claim.old;
        let is_same = changed == 0
            && old.files.len() == files
            && old.foreign_lines == 0
            && self.claim.output.is_dir();
        let output = self.claim.output.clone();
        let (entries, in_place) = match is_same {
            true => (self.state.into_inner().expect("no holder panics").files, None),
            false => self.exchange()?,
        };
        let standing = Standing::new(&output, &entries);
        Ok(Written { files, changed, in_place, standing })
    }

    /// Takes the old site whole for the new one, if it stands as `known` says: no file of it was
    /// written to since, nor any that it has a copy of. Where that is in doubt, files are read.
    /// Otherwise the sink stays empty.
    pub fn keep_all(&self, known: &Standing) -> bool {
        let old = &self.claim.old;
        if old.foreign_lines > 0 || !known.is_of(&self.claim.output, &old.files) {
            return false;
        }
        let kept: Option<Vec<(String, Entry)>> = old
            .files
            .par_iter()
            .map(|(path, hash)| Some((path.clone(), self.keep(path, *hash, known)?)))
            .collect();
        match kept {
            Some(kept) => self.state.lock().expect("no holder panics").files.extend(kept),
            None => return false,
        }
        true
    }

    /// The file of the old site at `path`, if it holds what `hash` says and is a copy of nothing that
    /// has changed.
    fn keep(&self, path: &str, hash: Hash, known: &Standing) -> Option<Entry> {
        let (_, place) = self.old(path)?;
        let holds = |file: &Path| hash_of(file).is_ok_and(|found| found == hash);
        if !known.has(path, &place) && !holds(&place) {
            return None;
        }
        let source = match known.source(path) {
            None => None,
            Some((source, stood)) => {
                let stands = standing::of_source(source);
                if (stands.is_none() || stands != *stood) && !holds(source) {
                    return None;
                }
                Some((source.clone(), stands))
            }
        };
        Some(Entry { hash, unchanged: true, source })
    }

    /// Exchanges old and new site, at once if that can be; else gives the reason. Gives the new one's
    /// files.
    fn exchange(self) -> Result<(BTreeMap<String, Entry>, Option<String>), Failure> {
        let output = &self.claim.output;
        self.stage().map_err(|error| refused("write beside", output, error))?;
        let Self { claim, stage, state, .. } = self;
        let Stage { mut staging, in_place } = stage.into_inner().expect("it was just made");
        let State { folders, files, .. } = state.into_inner().expect("no holder panics");
        claim.check()?;
        let reason = match in_place {
            Some(reason) => reason,
            None => {
                let (output, old) = (&claim.output, &claim.old);
                match exchange::at_once(output, &mut staging, old, &files, folders) {
                    Ok(()) => return Ok((files, None)),
                    Err(Obstacle::Error(error)) => return Err(error),
                    Err(Obstacle::Stay(reason)) => reason,
                }
            }
        };
        in_place::exchange(&claim.output, &mut staging, &claim.old, &files)?;
        Ok((files, Some(reason)))
    }

    /// Where the new site is put together; made at the first call.
    fn stage(&self) -> io::Result<&Stage> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let _making = self.making.lock().expect("no holder panics");
        if self.stage.get().is_none() {
            let _ = self.stage.set(Stage::new(&self.claim.output)?);
        }
        Ok(self.stage.get().expect("it was just made"))
    }

    /// Opens a staged file for writing.
    fn create(&self, path: &str) -> Result<(File, PathBuf), Failure> {
        let stage = self.stage().map_err(|error| self.failed(path, error))?;
        let root = &stage.staging.path;
        let target = root.join(path);
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        let is_there = self.state.lock().expect("no holder panics").folders.contains(folder);
        if !is_there {
            let folders = &mut self.state.lock().expect("no holder panics").folders;
            exchange::make_folder(&self.claim.output, root, folder, folders)
                .map_err(|error| self.failed(path, error))?;
        }
        let file = File::create(&target).map_err(|error| self.failed(path, error))?;
        Ok((file, target))
    }

    /// Puts what is read from a file, a piece at a time; as a whole, where something is left out.
    fn put_copy(&self, path: &str, from: &Path, cleaning: Cleaning) -> Result<Entry, Failure> {
        let unread = |error| refused("read", from, error);
        // Before it is read: what is written to it from now on shows.
        let source = Some((from.to_owned(), standing::of_source(from)));
        if attachment::is_cleaned(path, &head(from).map_err(unread)?, cleaning) {
            let bytes = fs::read(from).map_err(unread)?;
            let entry = self.put_bytes(path, &attachment::cleaned(path, bytes, cleaning))?;
            return Ok(Entry { source, ..entry });
        }
        let old = self.old(path);
        if let Some((hash, old)) = &old
            && is_copy(from, old).map_err(unread)? == Some(*hash)
        {
            return Ok(Entry { hash: *hash, unchanged: true, source });
        }
        let mut bytes = File::open(from).map_err(unread)?;
        let (mut file, target) = self.create(path)?;
        let (mut hash, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
        loop {
            let count = read(&mut bytes, &mut chunk).map_err(unread)?;
            if count == 0 {
                break;
            }
            hash.update(&chunk[..count]);
            file.write_all(&chunk[..count]).map_err(|error| self.failed(path, error))?;
        }
        self.hand_down(path, old.map(|(_, old)| old), &target)?;
        Ok(Entry { hash: hash.finalize().into(), unchanged: false, source })
    }

    fn put_bytes(&self, path: &str, bytes: &[u8]) -> Result<Entry, Failure> {
        let hash: Hash = Sha256::digest(bytes).into();
        let old = self.old(path);
        // What stands there is compared by its bytes: someone may have changed it by hand.
        if let Some((listed, old)) = &old
            && *listed == hash
            && fs::read(old).is_ok_and(|old| old == bytes)
        {
            return Ok(Entry { hash, unchanged: true, source: None });
        }
        let (mut file, target) = self.create(path)?;
        file.write_all(bytes).map_err(|error| self.failed(path, error))?;
        self.hand_down(path, old.map(|(_, old)| old), &target)?;
        Ok(Entry { hash, unchanged: false, source: None })
    }

    /// The file of the old site at `path`: its listed hash and where it is. Neither a link nor what
    /// lies behind one is the site's.
    fn old(&self, path: &str) -> Option<(Hash, PathBuf)> {
        let hash = self.claim.old.files.get(path)?;
        let place = self.claim.output.join(path);
        let ours = folders_of(path).all(|folder| self.is_folder(folder))
            && place.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        ours.then_some((*hash, place))
    }

    /// Whether a folder of the old site is a folder, and no link.
    fn is_folder(&self, folder: &str) -> bool {
        let state = &mut self.state.lock().expect("no holder panics");
        if let Some(&known) = state.is_folder.get(folder) {
            return known;
        }
        let metadata = self.claim.output.join(folder).symlink_metadata();
        let is_folder = metadata.is_ok_and(|metadata| metadata.is_dir());
        state.is_folder.insert(folder.to_owned(), is_folder);
        is_folder
    }

    /// Gives a staged file the rights of the one whose place it takes.
    fn hand_down(&self, path: &str, old: Option<PathBuf>, new: &Path) -> Result<(), Failure> {
        match old {
            Some(old) => rights::narrow(&old, new).map_err(|error| self.failed(path, error)),
            None => Ok(()),
        }
    }

    fn failed(&self, path: &str, error: io::Error) -> Failure {
        refused("write", &self.claim.output.join(path), error)
    }
}

impl Stage {
    fn new(output: &Path) -> io::Result<Self> {
        let is_there = output.is_dir();
        let mut in_place = if is_there { in_place::reason(output) } else { None };
        if in_place.is_none() {
            match Self::beside(output, is_there) {
                Ok(staging) => return Ok(Self { staging, in_place }),
                Err(error) if !is_there => return Err(error),
                Err(error) => {
                    in_place = Some(format!("no folder like it can be made beside it: {error}"));
                }
            }
        }
        Ok(Self { staging: Staging::new(output)?, in_place })
    }

    /// A staging folder that can take the output's place.
    fn beside(output: &Path, is_there: bool) -> io::Result<Staging> {
        let staging = Staging::new(output.parent().unwrap_or(output))?;
        if is_there {
            rights::prepare(output, &staging.path)?;
        }
        Ok(staging)
    }
}

impl Sink for DiskSink {
    fn put(&self, file: OutFile) -> Result<(), Failure> {
        if !is_contained(&file.path) {
            return Err(Failure::new(
                format!(
                    "cannot write {:?} in `{}`: a site has no file of that name",
                    file.path,
                    self.claim.output.shown()
                ),
                "rename what the file was made of; the site that stands was not touched",
            ));
        }
        let entry = match &file.bytes {
            Contents::Bytes(bytes) => self.put_bytes(&file.path, bytes)?,
            Contents::Copy(from, cleaning) => self.put_copy(&file.path, from, *cleaning)?,
        };
        self.state.lock().expect("no holder panics").files.insert(file.path, entry);
        Ok(())
    }
}

/// The hash of what a file holds.
fn hash_of(file: &Path) -> io::Result<Hash> {
    let mut file = File::open(file)?;
    let (mut hash, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        match read(&mut file, &mut chunk)? {
            0 => return Ok(hash.finalize().into()),
            count => hash.update(&chunk[..count]),
        }
    }
}

/// The hash that two files have, if they hold the same bytes.
fn is_copy(from: &Path, old: &Path) -> io::Result<Option<Hash>> {
    let mut source = File::open(from)?;
    let Ok(mut old) = File::open(old) else { return Ok(None) };
    let same_length =
        old.metadata().is_ok_and(|m| source.metadata().is_ok_and(|n| n.len() == m.len()));
    if !same_length {
        return Ok(None);
    }
    let mut hash = Sha256::new();
    let (mut ours, mut theirs) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let count = read(&mut source, &mut theirs)?;
        if !read(&mut old, &mut ours).is_ok_and(|read| read == count)
            || ours[..count] != theirs[..count]
        {
            return Ok(None);
        }
        if count == 0 {
            return Ok(Some(hash.finalize().into()));
        }
        hash.update(&theirs[..count]);
    }
}

/// How a file begins.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = vec![0; attachment::HEAD];
    let count = read(&mut File::open(path)?, &mut head)?;
    head.truncate(count);
    Ok(head)
}

/// Fills `chunk` as far as the file goes.
fn read(file: &mut File, chunk: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < chunk.len() {
        match file.read(&mut chunk[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}
