//! Who is answered: this machine alone, or whoever has the token of `--host`; and in a browser,
//! only pages of the site itself and whoever opens one of them.
//!
//! A page elsewhere can make the visitor's browser ask for anything here. It must not read an
//! answer: not under a host name of its own that leads here (DNS rebinding), nor as a script,
//! picture or frame of its own (cross-site inclusion).

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::State;
use crate::model::html::escaped;

/// What a network address asks for: the token that is printed, exchanged for the secret of a
/// cookie, so that the address that a browser remembers tells nothing.
#[derive(Clone, Debug)]
pub struct Access {
    /// What the printed address holds.
    pub token: String,
    /// What the cookie holds.
    secret: String,
    /// Cookies know no ports: each server has its own.
    cookie: String,
}

impl Access {
    /// New secrets for the server at `port`.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub(super) fn new(port: u16) -> std::io::Result<Self> {
        Ok(Self { token: secret()?, secret: secret()?, cookie: format!("topoi-{port}") })
    }

    /// Whether the request has the cookie.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let cookies =
            headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|one| one.trim().split_once('='));
        pairs.any(|(name, value)| name == self.cookie && is_same(value, &self.secret))
    }

    /// The page that takes the token out of the address, where the request has the right one.
    /// No redirect, which would count as coming from where the address was clicked, and so come
    /// without the cookie.
    fn exchange(&self, request: &Request) -> Option<Response> {
        let mut parameters = request.uri().query()?.split('&');
        let token = parameters.find_map(|pair| pair.strip_prefix("token="))?;
        if !is_same(token, &self.token) {
            return None;
        }
        let page = format!(
            "<!doctype html>\n<meta charset=\"utf-8\"><title>topoi</title>\
             <meta http-equiv=\"refresh\" content=\"0;url={path}\"><a href=\"{path}\">Open</a>\n",
            path = escaped(request.uri().path())
        );
        let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie, self.secret);
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::SET_COOKIE, cookie),
        ];
        Some((headers, page).into_response())
    }
}

/// Something that nobody guesses.
///
/// # Errors
/// The system has no random numbers.
pub(super) fn secret() -> std::io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a request that writes comes from a page of this server: JSON, exact `Host` and `Origin`.
pub(super) fn is_from_own_page(headers: &HeaderMap, port: u16) -> bool {
    let value = |name: header::HeaderName| {
        let mut all = headers.get_all(name).iter();
        let first = all.next().and_then(|value| value.to_str().ok());
        first.filter(|_| all.next().is_none())
    };
    let host = value(header::HOST);
    let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
    host.is_some_and(|host| names.iter().any(|name| name == host))
        && value(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://")) == host
        && value(header::CONTENT_TYPE) == Some("application/json")
}

/// In a time that says nothing of where they differ.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differences == 0
}

/// The one address that takes something in.
pub(super) const QUEUE: &str = "/__topoi/suggest";

/// Lets only requests through that may read, and that only read; and those of [`QUEUE`].
pub(super) async fn guard(
    Shared(state): Shared<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match refusal(&state, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::try_from(state.content_security_policy());
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy.expect("visible ASCII"));
    response
}

/// What is answered in place of what was asked for.
fn refusal(state: &State, request: &Request) -> Option<Response> {
    let headers = request.headers();
    if state.access.is_none() && !is_local(headers) {
        let message = "topoi serve answers to 127.0.0.1 and localhost alone\n";
        return Some((StatusCode::FORBIDDEN, message).into_response());
    }
    // What writes looks for itself whether it may.
    let writes = *request.method() == Method::POST && request.uri().path() == QUEUE;
    if !writes && !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    if is_foreign(headers) {
        let message = "topoi serve answers to its own pages alone\n";
        return Some((StatusCode::FORBIDDEN, message).into_response());
    }
    let access = state.access.as_ref()?;
    if let Some(page) = access.exchange(request) {
        return Some(page);
    }
    if access.is_known(headers) {
        return None;
    }
    let message = "Open the address that `topoi serve --host` printed, with its token.\n";
    Some((StatusCode::FORBIDDEN, message).into_response())
}

/// Whether the request was made to this machine by name: a page elsewhere whose host name was
/// made to lead here says its own.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    matches!(name, "127.0.0.1" | "localhost" | "::1")
}

/// Whether a page of another origin makes the request, and not by leading its reader here. Other
/// ports of this machine are other origins too.
fn is_foreign(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match value("sec-fetch-site") {
        Some("same-origin" | "none") => false,
        Some(_) => {
            value("sec-fetch-mode") != Some("navigate")
                || value("sec-fetch-dest") != Some("document")
        }
        // What is no browser says nothing; an old one says where a script asks from.
        None => value("origin").is_some_and(|origin| {
            let host = value("host").unwrap_or("");
            origin.strip_prefix("http://") != Some(host)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let name = |name: &str| header::HeaderName::try_from(name).expect("a name");
        pairs.iter().map(|(key, value)| (name(key), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn answers_only_to_its_own_name() {
        for (host, local) in [
            ("127.0.0.1:4321", true),
            ("localhost:4321", true),
            ("localhost", true),
            ("[::1]:4321", true),
            ("evil.example:4321", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_local(&headers(&[("host", host)])), local, "{host}");
        }
        assert!(!is_local(&HeaderMap::new()));
    }

    #[test]
    fn answers_only_to_its_own_pages() {
        let host = ("host", "localhost:4321");
        let site = |site| ("sec-fetch-site", site);
        let (navigate, document) = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"));
        for (foreign, pairs) in [
            (false, vec![]),
            (false, vec![site("none"), navigate, document]),
            (false, vec![site("same-origin"), ("sec-fetch-dest", "script")]),
            (false, vec![site("cross-site"), navigate, document]),
            (true, vec![site("cross-site"), ("sec-fetch-mode", "no-cors")]),
            (true, vec![site("same-site"), ("sec-fetch-dest", "script")]),
            (true, vec![site("cross-site"), navigate, ("sec-fetch-dest", "iframe")]),
            (true, vec![site("cross-site"), navigate, ("sec-fetch-dest", "embed")]),
            (true, vec![site("nonsense")]),
            (false, vec![("origin", "http://localhost:4321")]),
            (true, vec![("origin", "http://localhost:3000")]),
            (true, vec![("origin", "https://evil.example")]),
            (true, vec![("origin", "null")]),
        ] {
            let pairs: Vec<_> = pairs.into_iter().chain([host]).collect();
            assert_eq!(is_foreign(&headers(&pairs)), foreign, "{pairs:?}");
        }
    }

    #[test]
    fn knows_its_cookie_among_others() {
        let access = Access::new(4321).expect("secrets");
        let (right, wrong) = (access.secret.clone(), access.token.clone());
        assert_ne!(right, wrong);
        for (known, line) in [
            (true, format!("topoi-4321={right}")),
            (true, format!("a=b; topoi-4321={right}; c=d")),
            (false, format!("topoi-4321={wrong}")),
            (false, format!("topoi-4322={right}")),
            (false, format!("topoi-4321={}", &right[1..])),
            (false, "topoi-4321=".to_owned()),
        ] {
            assert_eq!(access.is_known(&headers(&[("cookie", &line)])), known, "{line}");
        }
    }
}
