//! Answers: files of the site, the events of open pages, what serving adds to a page.

use std::net::TcpListener;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use percent_encoding::percent_decode_str;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use super::{Listener, Problem, State, connections, guard, problems, ranges, suggest};
use crate::attachment;
use crate::model::file::Contents;
use crate::model::html::escaped;
use crate::pipeline::FENCE;

const LIVE_JS: &str = include_str!("assets/live.js");
const SUGGEST_JS: &str = include_str!("assets/suggest.js");
const LIVE_CSS: &str = include_str!("assets/live.css");

/// Answers requests until the process ends.
pub(super) async fn answer(listener: TcpListener, state: Arc<State>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    connections::answer(listener, router(state)).await;
    Ok(())
}

fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/__topoi/events", get(events))
        .route("/__topoi/problems", get(problems_page))
        .route("/__topoi/problems.json", get(problems_json))
        .route(guard::QUEUE, get(suggest::page).post(suggest::decide))
        .route("/__topoi/suggest.js", get(|| async { asset("suggest.js", SUGGEST_JS) }))
        .route("/__topoi/live.js", get(|| async { asset("live.js", LIVE_JS) }))
        .route("/__topoi/live.css", get(|| async { asset("live.css", LIVE_CSS) }))
        .fallback(file)
        .layer(middleware::from_fn_with_state(state.clone(), guard::guard))
        .with_state(state)
}

async fn events(Shared(state): Shared<Arc<State>>, request: Request) -> impl IntoResponse {
    let query = request.uri().query().unwrap_or("");
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    };
    let page = value("page");
    let (sender, receiver) = tokio::sync::mpsc::channel(Listener::MOST_WAITING);
    let first = sender.clone();
    state.listen(Listener { sender, page });
    // A page that just came is told what is wrong at once, and whether it came too late.
    let late = value("site").is_some_and(|site| site != state.version().to_string());
    let kind = if late { "reload" } else { "problems" };
    let _ = first.try_send(problems::event(kind, &state.problems()));
    let stream = ReceiverStream::new(receiver)
        .map(|message| Ok::<_, std::convert::Infallible>(Event::default().data(message)));
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn problems_page(Shared(state): Shared<Arc<State>>) -> Response {
    let version = state.version();
    explain(StatusCode::OK, &state.problems(), version)
}

async fn problems_json(Shared(state): Shared<Arc<State>>) -> Response {
    let json = problems::event("problems", &state.problems());
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

fn asset(name: &str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, mime(name))], text).into_response()
}

async fn file(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let path = path.trim_start_matches('/').to_owned();
    // What is asked for may have to be made first.
    let found = tokio::task::spawn_blocking(move || found(&state, &path)).await;
    let whole = found.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    match ranges::asked(request.headers()) {
        Some(range) => ranges::part(whole, range).await,
        None => whole,
    }
}

fn found(state: &State, path: &str) -> Response {
    let version = state.version();
    let Some(site) = state.site() else {
        return explain(StatusCode::SERVICE_UNAVAILABLE, &state.problems(), version);
    };
    match site.find(path) {
        // A folder without its slash: links in its index would lead astray.
        Some((file, _)) if file == format!("{path}/index.html") => moved(&format!("/{path}/")),
        Some((file, answer)) => {
            let answer = answer.map_err(|problem| Box::new(state.shown(*problem)));
            if let Err(problem) = &answer {
                state.add(problem);
            }
            let added = added(version, site.article(&file));
            respond(StatusCode::OK, &file, answer, (!site.is_fenced(&file)).then_some(&*added))
        }
        None => match site.get("404.html") {
            Some(page) => {
                respond(StatusCode::NOT_FOUND, "404.html", page, Some(&added(version, None)))
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// A page that says what is wrong in place of the one that was asked for.
fn explain(status: StatusCode, problems: &[Problem], version: u64) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, html, with_added(problems::page(problems), &added(version, None))).into_response()
}

fn moved(to: &str) -> Response {
    let encoded: String = to
        .bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => (byte as char).to_string(),
            byte if byte.is_ascii_alphanumeric() => (byte as char).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, encoded)]).into_response()
}

/// A file, and in a page what serving adds; `None`: the file is fenced in.
fn respond(
    status: StatusCode,
    path: &str,
    file: Result<Contents, Box<Problem>>,
    added: Option<&str>,
) -> Response {
    let bytes = match file {
        Ok(Contents::Bytes(bytes)) => bytes,
        Ok(Contents::Copy(file, cleaning)) => match std::fs::read(file) {
            Ok(bytes) => attachment::cleaned(path, bytes, cleaning),
            Err(_) => return StatusCode::NOT_FOUND.into_response(),
        },
        Err(problem) => {
            let html = [(header::CONTENT_TYPE, mime(path))];
            let page = with_added(problems::page(&[*problem]), added.unwrap_or_default());
            return (StatusCode::INTERNAL_SERVER_ERROR, html, page).into_response();
        }
    };
    let body = match added.filter(|_| path.ends_with(".html")) {
        Some(added) => Body::from(with_added(String::from_utf8_lossy(&bytes).into_owned(), added)),
        None => Body::from(bytes),
    };
    let head = [(header::CONTENT_TYPE, mime(path)), (header::ACCEPT_RANGES, "bytes")];
    let mut response = (status, head, body).into_response();
    if added.is_none() {
        let policy = HeaderValue::from_static(FENCE);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What serving adds to a page. The script knows which version of the site the page is of, and
/// what evidence calls the article on it.
fn added(version: u64, article: Option<&str>) -> String {
    let article = article.map(|path| format!(" data-article=\"{}\"", escaped(path)));
    format!(
        "<link rel=\"stylesheet\" href=\"/__topoi/live.css\">\
         <script defer src=\"/__topoi/live.js\" data-site=\"{version}\"{}></script>",
        article.unwrap_or_default()
    )
}

/// A page with what serving adds, before its head ends: never written to disk.
fn with_added(mut page: String, added: &str) -> String {
    let at = page.find("</head>").unwrap_or(page.len());
    page.insert_str(at, added);
    page
}

/// The media type of a file by its name.
fn mime(path: &str) -> &'static str {
    let extension = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" | "toml" | "yaml" | "yml" => "text/plain; charset=utf-8",
        "ttl" => "text/turtle; charset=utf-8",
        "graphml" => "application/graphml+xml; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_script_and_style_to_the_head() {
        let page = "<html><head><title>a</title></head><body></body></html>";
        let page = with_added(page.into(), &added(3, Some("a \"b\"")));
        let script = "live.js\" data-site=\"3\" data-article=\"a &quot;b&quot;\"></script></head>";
        assert!(page.contains(script), "{page}");
        assert!(with_added("bare".into(), &added(1, None)).starts_with("bare<link"));
    }
}
