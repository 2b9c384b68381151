//! The queue of proposals at `/__topoi/suggest`: a page, and what accepting and rejecting write.
//!
//! Writing is for this machine's user alone: on loopback, by a POST with JSON from the page itself
//! (exact `Host` and `Origin`), with the secret that this start of the server made and only that
//! page holds. Accepting makes the document of a proposal that is in the queue, where none stands;
//! rejecting adds a line to `topoi.reject`. No link is followed.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::connections::PATIENCE;
use super::{Site, State, guard};
use crate::model::RelPath;
use crate::model::html::escaped;
use crate::model::path::ShownPath as _;
use crate::suggest::{self, Proposal, Rejected};

/// Proposals of a kind that the page shows.
const MOST: usize = 40;
/// Most bytes of what the page sends.
const LARGEST: usize = 64 * 1024;

/// What the page sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// The proposal's id.
    id: String,
    /// `accept` or `reject`.
    action: Action,
    /// The secret of this start.
    secret: String,
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Accept,
    Reject,
}

/// The page, with its secret.
pub(super) async fn page(Shared(state): Shared<Arc<State>>) -> Response {
    let made = tokio::task::spawn_blocking(move || {
        let Some(secret) = &state.secret else {
            let message = "proposals are for this machine alone: serve without `--host`\n";
            return (StatusCode::FORBIDDEN, message).into_response();
        };
        let Some(site) = state.site() else {
            return (StatusCode::SERVICE_UNAVAILABLE, "there is no site yet\n").into_response();
        };
        let html = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            // Nobody shows the page inside of another to have its buttons pressed.
            (header::X_FRAME_OPTIONS, "DENY"),
        ];
        (html, html_of(&site, &queue(&site, &state.root), secret)).into_response()
    });
    made.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Accepts or rejects.
pub(super) async fn decide(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let refused = |why: &'static str| (StatusCode::FORBIDDEN, why).into_response();
    let Some(secret) = state.secret.clone() else {
        return refused("nothing is written for others in the network\n");
    };
    if !guard::is_from_own_page(&head.headers, state.port) {
        return refused("the request is not from this server's own page\n");
    }
    let Ok(body) = tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST)).await else {
        return (StatusCode::REQUEST_TIMEOUT, "the request came to no end\n").into_response();
    };
    let Ok(body) = body else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large\n").into_response();
    };
    let Ok(decision) = serde_json::from_slice::<Decision>(&body) else {
        return (StatusCode::BAD_REQUEST, "expected `id`, `action` and `secret`\n").into_response();
    };
    if !guard::is_same(&decision.secret, &secret) {
        return refused("the page is of an earlier start: reload it\n");
    }
    let done = tokio::task::spawn_blocking(move || {
        let site = state.site().ok_or_else(|| "there is no site yet".to_owned())?;
        let queue = queue(&site, &state.root);
        let proposal = queue.iter().find(|proposal| proposal.id() == decision.id);
        let proposal = proposal.ok_or_else(|| "this is in the queue no more".to_owned())?;
        match decision.action {
            Action::Accept => accept(&site, &state.root, proposal),
            Action::Reject => reject(&state.root, proposal),
        }
    });
    match done.await {
        Ok(Ok(path)) => {
            let json = [(header::CONTENT_TYPE, "application/json")];
            (json, serde_json::json!({ "file": path }).to_string()).into_response()
        }
        Ok(Err(why)) => (StatusCode::CONFLICT, format!("{why}\n")).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What is proposed and wasn't rejected.
fn queue(site: &Site, root: &Path) -> Vec<Proposal> {
    let rejected = std::fs::read_to_string(root.join(suggest::REJECTED)).unwrap_or_default();
    let rejected = Rejected::read(&rejected);
    let mut queue: Vec<Proposal> = Vec::new();
    for proposal in suggest::proposals(site.resolved()) {
        let same = queue.iter().filter(|other| other.kind == proposal.kind).count();
        if same < MOST && !rejected.contains(&proposal) {
            queue.push(proposal);
        }
    }
    queue
}

/// Writes the document of a proposal; its path under the root.
fn accept(site: &Site, root: &Path, proposal: &Proposal) -> Result<String, String> {
    let stub = suggest::stub(site.resolved(), proposal, false)
        .ok_or_else(|| "this is no document of its own: write it where it belongs".to_owned())?;
    let path = match site.content_root() {
        "" => stub.path,
        content => RelPath::normalize(&format!("{content}/{}", stub.path))
            .ok_or_else(|| "the path leads out of the folder".to_owned())?,
    };
    let target = inside(root, &path)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&target)
        .map_err(|error| format!("cannot write `{path}`: {error}"))?;
    file.write_all(stub.text.as_bytes())
        .map_err(|error| format!("cannot write `{path}`: {error}"))?;
    Ok(path.to_string())
}

/// Adds a proposal to what was rejected.
fn reject(root: &Path, proposal: &Proposal) -> Result<String, String> {
    let path = inside(root, &RelPath::new(suggest::REJECTED))?;
    let failed = |error: std::io::Error| format!("cannot write `{}`: {error}", suggest::REJECTED);
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    }
    let ends = std::fs::read(&path).is_ok_and(|text| text.last().is_some_and(|b| *b != b'\n'));
    let mut file = options.open(&path).map_err(failed)?;
    let start = if ends { "\n" } else { "" };
    let id = proposal.id().split_whitespace().collect::<Vec<_>>().join(" ");
    file.write_all(format!("{start}{id}\n").as_bytes()).map_err(failed)?;
    Ok(suggest::REJECTED.to_owned())
}

/// The place of a file below `root`, its folders made; none of them, nor the file, is a link.
fn inside(root: &Path, path: &RelPath) -> Result<PathBuf, String> {
    let mut place = root.to_owned();
    let mut parts = path.as_str().split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        match place.symlink_metadata() {
            Ok(found) if found.file_type().is_symlink() => {
                return Err(format!(
                    "`{}` is a link: nothing is written through it",
                    place.shown()
                ));
            }
            Ok(_) => {}
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound && parts.peek().is_some() =>
            {
                std::fs::create_dir(&place)
                    .map_err(|error| format!("cannot make `{}`: {error}", place.shown()))?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("cannot look at `{}`: {error}", place.shown())),
        }
    }
    Ok(place)
}

fn html_of(site: &Site, queue: &[Proposal], secret: &str) -> String {
    let mut body = String::new();
    if queue.is_empty() {
        body.push_str("<p class=\"topoi-good\">Nothing is proposed that wasn’t rejected.</p>");
    }
    for group in queue.chunk_by(|a, b| a.kind == b.kind) {
        let _ = write!(body, "<h2>{}</h2><ul>", escaped(group[0].kind.name()));
        for proposal in group {
            item(&mut body, site, proposal);
        }
        body.push_str("</ul>");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Proposals</title><link rel=\"stylesheet\" href=\"/__topoi/live.css\">\
         <script defer src=\"/__topoi/suggest.js\"></script></head>\
         <body class=\"topoi-problems\" data-secret=\"{secret}\"><main>\
         <p><a href=\"/\">Back to the site</a></p><h1>Proposals</h1>\
         <p class=\"topoi-small\">What the articles call for and nobody has written. Accepting \
         writes a document to fill in; what you reject goes into <code>topoi.reject</code>.</p>\
         <p id=\"topoi-answer\" role=\"status\"></p>{body}</main></body></html>\n"
    )
}

fn item(body: &mut String, site: &Site, proposal: &Proposal) {
    let id = escaped(&proposal.id());
    let _ = write!(body, "<li data-id=\"{id}\"><p><b>{}</b>", escaped(&proposal.label));
    if !proposal.of.is_empty() && proposal.relation.is_none() {
        let _ = write!(body, " ({})", escaped(&proposal.of.join(", ")));
    }
    body.push_str("</p>");
    for place in proposal.places.iter().take(2) {
        let document = site.resolved().document(place.doc);
        let _ = write!(
            body,
            "<p class=\"topoi-help\">{}: {}</p>",
            escaped(document.content_path.as_str()),
            escaped(&place.quote)
        );
    }
    body.push_str("<p>");
    if suggest::stub(site.resolved(), proposal, false).is_some() {
        body.push_str("<button type=\"button\" data-action=\"accept\">Accept</button> ");
    }
    body.push_str("<button type=\"button\" data-action=\"reject\">Reject</button></p></li>");
}
