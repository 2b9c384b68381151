//! Connections: no more of them than the system has file descriptors for, and none that is held
//! for ever by a request that doesn't come to its end.

use std::collections::VecDeque;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// How long a client may take to say what it wants, to send what goes with it, and be silent
/// before it asks again.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// A browser opens six a host; nobody opens that many pages.
const MOST: usize = 256;

/// Answers connections until the process ends. One that comes when there are too many takes the
/// place of the oldest: an open page whose events end so asks for them again.
pub(super) async fn answer(listener: TcpListener, router: Router) {
    let most = most();
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The client is gone, or the system has nothing left: it may have again.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        open.retain(|connection| !connection.is_finished());
        if open.len() >= most
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        open.push_back(tokio::spawn(converse(stream, router.clone())).abort_handle());
    }
}

async fn converse(stream: TcpStream, router: Router) {
    let (stream, service) = (TokioIo::new(stream), TowerToHyperService::new(router));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    // A client that breaks off is its own affair.
    let _ = builder.serve_connection(stream, service).await;
}

/// Builds read files meanwhile: three of four descriptors are left to them.
fn most() -> usize {
    #[cfg(unix)]
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    #[cfg(not(unix))]
    let limit: Option<u64> = None;
    let limit = limit.and_then(|limit| usize::try_from(limit / 4).ok()).unwrap_or(MOST);
    limit.clamp(8, MOST)
}
