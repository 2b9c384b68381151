//! EDGE. HTTP, watching, reload: a site in memory, made again when something changes.
//!
//! The server knows nothing of Markdown: a `rebuild` function hands it a [`Build`], files and
//! problems, whenever a watched path changes. It answers on the loopback interface alone, and
//! only to requests that name it as their host, so that no page elsewhere can read a private
//! site through the visitor's browser (DNS rebinding). What it adds to pages is external script
//! and style under `/__topoi/`, so that the site's content security policy holds here too.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod http;
mod problems;
mod watch;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};

use tokio::sync::mpsc::UnboundedSender;

pub use problems::Problem;

use crate::model::file::Contents;

/// A site that was made, or the reasons why it wasn't.
#[derive(Debug, Default)]
pub struct Build {
    /// The files by URL; `None` keeps the last good ones.
    pub files: Option<BTreeMap<String, Contents>>,
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
}

/// What the server's parts share.
pub(crate) struct State {
    files: RwLock<Arc<BTreeMap<String, Contents>>>,
    problems: RwLock<Arc<Vec<Problem>>>,
    listeners: Mutex<Vec<UnboundedSender<String>>>,
}

impl State {
    fn new() -> Self {
        Self {
            files: RwLock::default(),
            problems: RwLock::default(),
            listeners: Mutex::new(Vec::new()),
        }
    }

    fn files(&self) -> Arc<BTreeMap<String, Contents>> {
        self.files.read().expect("no writer panics").clone()
    }

    fn problems(&self) -> Arc<Vec<Problem>> {
        self.problems.read().expect("no writer panics").clone()
    }

    /// Takes a build in and tells every open page.
    fn take(&self, build: Build) {
        let mut event = "problems";
        if let Some(files) = build.files {
            let old = std::mem::replace(
                &mut *self.files.write().expect("no writer panics"),
                Arc::new(files),
            );
            event = change(&old, &self.files());
        }
        *self.problems.write().expect("no writer panics") = Arc::new(build.problems);
        self.tell(event);
    }

    fn tell(&self, event: &str) {
        let message = problems::event(event, &self.problems());
        let mut listeners = self.listeners.lock().expect("no holder panics");
        listeners.retain(|listener| listener.send(message.clone()).is_ok());
    }
}

/// What an open page does about a change: nothing but show problems, take new styles, reload.
fn change(old: &BTreeMap<String, Contents>, new: &BTreeMap<String, Contents>) -> &'static str {
    let same = old.len() == new.len() && old.iter().eq(new.iter());
    if same { "problems" } else { "reload" }
}

/// A server that has its port and a first site.
pub struct Server {
    listener: TcpListener,
    state: Arc<State>,
}

impl Server {
    /// Takes a port on the loopback interface.
    ///
    /// # Errors
    /// When none of the ports is free.
    pub fn bind(options: &Options) -> std::io::Result<Self> {
        let mut ports = options.port..=options.port.saturating_add(options.tries.saturating_sub(1));
        let listener = loop {
            let port = ports.next().unwrap_or(options.port);
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
                Ok(listener) => break listener,
                Err(error) if ports.is_empty() => return Err(error),
                Err(_) => {}
            }
        };
        listener.set_nonblocking(true)?;
        Ok(Self { listener, state: Arc::new(State::new()) })
    }

    /// Where it answers.
    ///
    /// # Errors
    /// When the system doesn't say.
    pub fn address(&self) -> std::io::Result<std::net::SocketAddr> {
        self.listener.local_addr()
    }

    /// Makes the first site, then answers until the process ends, making the site again whenever
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
        self.state.take(first);
        ready();
        let state = self.state.clone();
        let watcher = watch::Watcher::new(paths)?;
        std::thread::Builder::new().name("rebuild".to_owned()).spawn(move || {
            let mut watcher = watcher;
            while watcher.wait() {
                let mut build = rebuild();
                watcher.follow(std::mem::take(&mut build.watch));
                state.take(build);
            }
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(http::answer(self.listener, self.state))
    }
}
