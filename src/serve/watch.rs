//! Waiting for changes under a set of paths.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Editors write a file in several steps; a change counts when they have been quiet for so long.
const QUIET: Duration = Duration::from_millis(30);

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Markdown alone.
    Documents,
    /// Perhaps a picture, the theme, the settings.
    Anything,
}

pub(super) struct Watcher {
    system: RecommendedWatcher,
    changes: Receiver<Change>,
    watched: BTreeSet<(PathBuf, bool)>,
}

impl Watcher {
    /// Watches `paths`, each with whether its folders count too.
    pub(super) fn new(paths: Vec<(PathBuf, bool)>) -> std::io::Result<Self> {
        let (sender, changes) = channel();
        let system = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // After an overflow of the system's queue anything may have changed.
            if let Some(change) = event.map_or(Some(Change::Anything), |event| change(&event)) {
                // The receiver goes with the server.
                let _ = sender.send(change);
            }
        })
        .map_err(std::io::Error::other)?;
        let mut watcher = Self { system, changes, watched: BTreeSet::new() };
        watcher.follow(paths);
        Ok(watcher)
    }

    /// Watches `paths` in place of those so far. A path that cannot be watched is left: the next
    /// build may bring it.
    pub(super) fn follow(&mut self, paths: Vec<(PathBuf, bool)>) {
        if paths.is_empty() {
            return;
        }
        let wanted: BTreeSet<(PathBuf, bool)> = paths.into_iter().collect();
        for (path, _) in self.watched.difference(&wanted) {
            let _ = self.system.unwatch(path);
        }
        let mut watched: BTreeSet<_> = self.watched.intersection(&wanted).cloned().collect();
        for (path, deep) in wanted.difference(&self.watched) {
            let mode = if *deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if self.system.watch(path, mode).is_ok() {
                watched.insert((path.clone(), *deep));
            }
        }
        self.watched = watched;
    }

    /// Waits until something has changed and then been quiet; `None` when no more will.
    pub(super) fn wait(&mut self) -> Option<Change> {
        let mut change = self.changes.recv().ok()?;
        while let Ok(next) = self.changes.recv_timeout(QUIET) {
            change = change.max(next);
        }
        Some(change)
    }
}

/// What an event changes, if a file that counts was made, changed or removed. Reading is no change:
/// the build itself reads everything.
fn change(event: &Event) -> Option<Change> {
    if matches!(event.kind, EventKind::Access(_) | EventKind::Other) {
        return None;
    }
    let paths = event.paths.iter().filter(|path| counts(path));
    paths
        .map(|path| match path.extension().is_some_and(|extension| extension == "md") {
            true => Change::Documents,
            false => Change::Anything,
        })
        .max()
}

/// Hidden files and editors' backups don't count.
fn counts(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    !(name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "4913")
}

#[cfg(test)]
mod tests {
    use super::counts;
    use std::path::Path;

    #[test]
    fn passes_over_what_editors_leave() {
        for (path, expected) in
            [("a/b.md", true), ("a/.b.md.swp", false), ("a/b.md~", false), ("site.toml", true)]
        {
            assert_eq!(counts(Path::new(path)), expected, "{path}");
        }
    }
}
