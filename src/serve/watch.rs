//! Waiting for changes under a set of paths.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify_debouncer_mini::notify::{Error, RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

/// Editors write a file in several steps; a change counts when they have been quiet for so long.
const QUIET: Duration = Duration::from_millis(40);

pub(super) struct Watcher {
    debouncer: Debouncer<RecommendedWatcher>,
    events: Receiver<DebounceEventResult>,
    watched: BTreeSet<(PathBuf, bool)>,
}

impl Watcher {
    /// Watches `paths`, each with whether its folders count too.
    pub(super) fn new(paths: Vec<(PathBuf, bool)>) -> std::io::Result<Self> {
        let (sender, events) = channel();
        let debouncer = new_debouncer(QUIET, sender).map_err(io_error)?;
        let mut watcher = Self { debouncer, events, watched: BTreeSet::new() };
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
            let _ = self.debouncer.watcher().unwatch(path);
        }
        let mut watched: BTreeSet<_> = self.watched.intersection(&wanted).cloned().collect();
        for (path, deep) in wanted.difference(&self.watched) {
            let mode = if *deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if self.debouncer.watcher().watch(path, mode).is_ok() {
                watched.insert((path.clone(), *deep));
            }
        }
        self.watched = watched;
    }

    /// Waits until something that counts has changed; `false` when no more will.
    pub(super) fn wait(&mut self) -> bool {
        loop {
            let Ok(result) = self.events.recv() else { return false };
            let counts = match &result {
                Ok(events) => events.iter().any(|event| counts(&event.path)),
                // An overflow of the system's queue: anything may have changed.
                Err(_) => true,
            };
            if counts {
                // What came in the meantime is part of the same change.
                while self.events.try_recv().is_ok() {}
                return true;
            }
        }
    }
}

/// Hidden files and editors' backups don't count.
fn counts(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    !(name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "4913")
}

fn io_error(error: Error) -> std::io::Error {
    std::io::Error::other(error)
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
