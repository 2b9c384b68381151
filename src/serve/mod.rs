//! EDGE. HTTP, watching, reload: a site that makes its pages as they are asked for, resolved again
//! when something changes.
//!
//! The server knows nothing of Markdown: a `rebuild` function hands it a [`Build`], a [`Site`] and
//! problems, whenever a watched path changes. It answers on the loopback interface, elsewhere only
//! to who has a token, and never to pages of other origins (`guard`). What it adds to pages is
//! external script and style under `/__topoi/`, so that the site's content security policy holds
//! here too. It writes for this machine's user alone, and only what the queue of proposals asks
//! for (`suggest`).
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod connections;
mod guard;
mod http;
mod problems;
mod ranges;
mod site;
mod suggest;
mod watch;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use tokio::sync::mpsc::Sender;

pub use guard::Access;
pub use problems::{Editor, Problem};
pub use site::Site;

use watch::Change;

/// A site that was resolved, or the reasons why it wasn't.
#[derive(Default)]
pub struct Build {
    /// The site; `None` keeps the last good one.
    pub site: Option<Site>,
    /// What is wrong, in the order to tell it.
    pub problems: Vec<Problem>,
    /// What to watch, each with whether its folders count too.
    pub watch: Vec<(PathBuf, bool)>,
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The first port to try; 0 takes any.
    pub port: u16,
    /// How many ports to try from there.
    pub tries: u16,
    /// The address to listen on. Where others than this machine reach it, they need the token of
    /// [`Access`], and see no path of this machine's.
    pub host: IpAddr,
    /// The knowledge base's root.
    pub root: PathBuf,
}

/// What the server's parts share.
pub(crate) struct State {
    site: RwLock<Option<Arc<Site>>>,
    problems: RwLock<Arc<Vec<Problem>>>,
    /// How many builds were taken in.
    version: AtomicU64,
    listeners: Mutex<Vec<Listener>>,
    /// What others than this machine need.
    access: Option<Access>,
    /// The knowledge base's root, of which others are told nothing.
    root: PathBuf,
    /// What a request that writes must hold; none where others than this machine are answered.
    secret: Option<String>,
    /// Where it listens.
    port: u16,
}

/// An open page that waits for events.
struct Listener {
    sender: Sender<String>,
    /// The path it was asked for by; unknown for one that didn't say.
    page: Option<String>,
}

impl Listener {
    /// How many events may wait for a page that doesn't read. One that falls behind is let go: it
    /// comes again, and is told what it missed.
    const MOST_WAITING: usize = 16;

    /// Whether it took `event`.
    fn tell(&self, event: String) -> bool {
        self.sender.try_send(event).is_ok()
    }
}

impl State {
    fn new(access: Option<Access>, root: PathBuf, secret: Option<String>, port: u16) -> Self {
        Self {
            site: RwLock::default(),
            problems: RwLock::default(),
            version: AtomicU64::new(0),
            listeners: Mutex::new(Vec::new()),
            access,
            root,
            secret,
            port,
        }
    }

    fn content_security_policy(&self) -> String {
        self.site().map_or_else(Site::strictest_policy, |site| site.content_security_policy())
    }

    /// Adds a page that waits; those that are gone are forgotten.
    fn listen(&self, listener: Listener) {
        let mut listeners = self.listeners.lock().expect("no holder panics");
        listeners.retain(|listener| !listener.sender.is_closed());
        listeners.push(listener);
    }

    /// A problem as it may be told: to this machine's user all of it.
    fn shown(&self, problem: Problem) -> Problem {
        match self.access {
            Some(_) => problem.for_others(&self.root),
            None => problem,
        }
    }

    fn site(&self) -> Option<Arc<Site>> {
        self.site.read().expect("no writer panics").clone()
    }

    fn version(&self) -> u64 {
        self.version.load(Ordering::SeqCst)
    }

    fn problems(&self) -> Arc<Vec<Problem>> {
        self.problems.read().expect("no writer panics").clone()
    }

    /// Takes in what turned out to be wrong with a page when it was asked for.
    fn add(&self, problem: &Problem) {
        let mut problems = self.problems.write().expect("no writer panics");
        if problems.contains(problem) {
            return;
        }
        let mut all = Vec::clone(&problems);
        all.push(problem.clone());
        *problems = Arc::new(all);
        let event = problems::event("problems", &problems);
        let mut listeners = self.listeners.lock().expect("no holder panics");
        listeners.retain(|listener| listener.tell(event.clone()));
    }

    /// Takes a build in and tells every open page: to reload, if it reads differently now or
    /// something that pages use has changed; what is wrong, in any case.
    fn take(&self, build: Build, change: Change) {
        let mut old = self.site();
        let new = build.site.map(Arc::new);
        match &new {
            Some(new) => *self.site.write().expect("no writer panics") = Some(new.clone()),
            None => old = None,
        }
        if let Some(old) = &old {
            old.retire();
        }
        let problems = build.problems.into_iter().map(|problem| self.shown(problem)).collect();
        *self.problems.write().expect("no writer panics") = Arc::new(problems);
        self.version.fetch_add(1, Ordering::SeqCst);
        let problems = self.problems();
        let differs = |page: &Option<String>| match (page, &old, &new) {
            (_, _, None) => false,
            (Some(page), Some(old), Some(new)) if change == Change::Documents => {
                old.find(page) != new.find(page)
            }
            _ => true,
        };
        self.listeners.lock().expect("no holder panics").retain(|listener| {
            let kind = if differs(&listener.page) { "reload" } else { "problems" };
            listener.tell(problems::event(kind, &problems))
        });
    }
}

/// A server that has its port and a first site.
pub struct Server {
    listener: TcpListener,
    state: Arc<State>,
}

impl Server {
    /// Takes a port.
    ///
    /// # Errors
    /// When none of the ports is free.
    pub fn bind(options: &Options) -> std::io::Result<Self> {
        let mut ports = options.port..=options.port.saturating_add(options.tries.saturating_sub(1));
        let listener = loop {
            let port = ports.next().unwrap_or(options.port);
            match TcpListener::bind((options.host, port)) {
                Ok(listener) => break listener,
                Err(error) if ports.is_empty() => return Err(error),
                Err(_) => {}
            }
        };
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let (access, secret) = match options.host.is_loopback() {
            true => (None, Some(guard::secret()?)),
            false => (Some(Access::new(port)?), None),
        };
        let state = State::new(access, options.root.clone(), secret, port);
        Ok(Self { listener, state: Arc::new(state) })
    }

    /// What others than this machine need, where they reach it.
    pub fn access(&self) -> Option<&Access> {
        self.state.access.as_ref()
    }

    /// Where it answers.
    ///
    /// # Errors
    /// When the system doesn't say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Resolves the first site, then answers until the process ends, resolving it again whenever
    /// something that the last build watched changes. `ready` is called once the first is there.
    ///
    /// # Errors
    /// When the system refuses threads, sockets or watches.
    pub fn run(
        self,
        mut rebuild: impl FnMut() -> Build + Send + 'static,
        ready: impl FnOnce(),
    ) -> std::io::Result<()> {
        let first = rebuild();
        let paths = first.watch.clone();
        self.state.take(first, Change::Anything);
        ready();
        let state = self.state.clone();
        let watcher = watch::Watcher::new(paths)?;
        std::thread::Builder::new().name("rebuild".to_owned()).spawn(move || {
            let mut watcher = watcher;
            while let Some(change) = watcher.wait() {
                let mut build = rebuild();
                watcher.follow(std::mem::take(&mut build.watch));
                state.take(build, change);
            }
        })?;
        // Pages are made beside the one thread that answers, by few: whoever asks for many waits.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().max_blocking_threads(8).build()?;
        runtime.block_on(http::answer(self.listener, self.state))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_turns_out_to_be_is_told_to_all_that_are_open_once() {
        let state = State::new(None, PathBuf::new(), None, 0);
        let (sender, mut events) = tokio::sync::mpsc::channel(Listener::MOST_WAITING);
        state.listen(Listener { sender, page: None });
        let problem = Problem::environment("a page that cannot be made");
        state.add(&problem);
        state.add(&problem);
        assert_eq!(*state.problems(), [problem]);
        assert!(events.try_recv().expect("told").contains("cannot be made"));
        assert!(events.try_recv().is_err(), "once");
    }
}
