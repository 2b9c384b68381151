//! Parts of files: a request's range, and what of an answer it leaves (RFC 9110, section 14).

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// The first and the last byte; without the first, so many at the end.
type Range = (Option<usize>, Option<usize>);

/// The range of bytes that a request asks for: search asks for parts of packs, players for parts
/// of films. One that names several, or a version that it wants a part of, is answered whole
/// (RFC 9110, section 14.2).
pub(super) fn asked(headers: &HeaderMap) -> Option<Range> {
    let range = headers.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
    let (first, last) = range.trim().split_once('-')?;
    let number =
        |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    let range = (number(first)?, number(last)?);
    let is_one = matches!(range, (Some(first), last) if last.is_none_or(|last| first <= last))
        || matches!(range, (None, Some(_)));
    (is_one && !headers.contains_key(header::IF_RANGE)).then_some(range)
}

/// The bytes from `first` to `last` of an answer, or its last so many where `first` is missing.
pub(super) async fn part(whole: Response, (first, last): Range) -> Response {
    if whole.status() != StatusCode::OK {
        return whole;
    }
    let (mut head, body) = whole.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let length = bytes.len();
    let (start, end) = match (first, last) {
        (Some(first), last) => {
            (first, last.map_or(length, |last| length.min(last.saturating_add(1))))
        }
        (None, last) => (length - length.min(last.unwrap_or(0)), length),
    };
    if start >= end {
        let head = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
        return (StatusCode::RANGE_NOT_SATISFIABLE, head).into_response();
    }
    let range = format!("bytes {start}-{}/{length}", end - 1);
    head.status = StatusCode::PARTIAL_CONTENT;
    head.headers.insert(header::CONTENT_RANGE, range.parse().expect("digits and signs"));
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(bytes.slice(start..end)))
}
