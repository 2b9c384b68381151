//! The stages of a run: how long each took, and how far the one at hand is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The stages of a run, one after another.
#[derive(Clone, Debug, Default)]
pub struct Stages {
    progress: Progress,
    current: Option<(&'static str, Instant)>,
    /// Those that ended, in order.
    pub times: Vec<StageTime>,
}

/// What a stage took.
#[derive(Clone, Debug)]
pub struct StageTime {
    /// Its name.
    pub name: &'static str,
    /// Its wall time.
    pub time: Duration,
    /// How many things it worked on; 0 where nobody counts.
    pub count: usize,
}

impl Stages {
    /// No stage has begun. `progress` is told of each.
    pub fn new(progress: Progress) -> Self {
        Self { progress, ..Self::default() }
    }

    /// The stage at hand ends, and stage `name` begins.
    pub fn begin(&mut self, name: &'static str) {
        self.end();
        self.progress.begin(name);
        self.current = Some((name, Instant::now()));
    }

    /// The stage at hand ends.
    pub fn end(&mut self) {
        if let Some((name, start)) = self.current.take() {
            let count = self.progress.state().map_or(0, |state| state.done);
            self.times.push(StageTime { name, time: start.elapsed(), count });
        }
    }

    /// Who is told how far the stage at hand is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }
}

/// How far a run is, for those who watch it; clones tell of the same run. The default tells nobody.
#[derive(Clone, Debug, Default)]
pub struct Progress(Option<Arc<Counters>>);

#[derive(Debug, Default)]
struct Counters {
    stage: Mutex<&'static str>,
    total: AtomicUsize,
    done: AtomicUsize,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressState {
    /// The stage at hand; empty before the first.
    pub stage: &'static str,
    /// How many things are done in it.
    pub done: usize,
    /// Of how many; 0 where that isn't known.
    pub total: usize,
}

impl Progress {
    /// A progress that can be watched.
    pub fn watched() -> Self {
        Self(Some(Arc::default()))
    }

    /// How far the run is; `None` where nobody watches.
    pub fn state(&self) -> Option<ProgressState> {
        let counters = self.0.as_ref()?;
        let stage = *counters.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Some(ProgressState { stage, done: count(&counters.done), total: count(&counters.total) })
    }

    /// The stage at hand works on `total` things.
    pub fn expect(&self, total: usize) {
        if let Some(counters) = &self.0 {
            counters.total.store(total, Ordering::Relaxed);
        }
    }

    /// One of them is done.
    pub fn advance(&self) {
        if let Some(counters) = &self.0 {
            counters.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn begin(&self, name: &'static str) {
        if let Some(counters) = &self.0 {
            *counters.stage.lock().unwrap_or_else(PoisonError::into_inner) = name;
            counters.total.store(0, Ordering::Relaxed);
            counters.done.store(0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_far_it_is() {
        let progress = Progress::watched();
        let mut stages = Stages::new(progress.clone());
        stages.begin("parse");
        progress.expect(3);
        progress.advance();
        progress.advance();
        let state = ProgressState { stage: "parse", done: 2, total: 3 };
        assert_eq!(progress.state(), Some(state));
        stages.begin("links");
        let state = ProgressState { stage: "links", done: 0, total: 0 };
        assert_eq!(progress.state(), Some(state));
        stages.end();
        stages.end();
        let ended: Vec<_> = stages.times.iter().map(|stage| (stage.name, stage.count)).collect();
        assert_eq!(ended, [("parse", 2), ("links", 0)]);
        assert_eq!(Progress::default().state(), None);
    }
}
