//! EDGE. What stands at an address of the web, under limits of size, time, redirects and place.
//!
//! Names are resolved by `Guard`, which gives the client only addresses that [`address`] calls
//! public: what was checked is what is connected to, at each redirect anew. Variables of the
//! environment that name a proxy are not looked at.

pub mod address;

use std::io::Read as _;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Proxy};

use super::html::convert::join;

/// A document may have so many bytes.
pub const LARGEST_DOCUMENT: u64 = 64 << 20;
/// A picture may have so many.
pub const LARGEST_PICTURE: u64 = 20 << 20;
/// How long one may take, redirects and all.
const LONGEST: Duration = Duration::from_secs(30);
/// An address may lead to another so often.
const MOST_REDIRECTS: usize = 5;

/// The types of documents that are read.
const DOCUMENTS: [&str; 12] = [
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "text/x-markdown",
    "application/pdf",
    "application/zip",
    "multipart/related",
    "message/rfc822",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

/// How the web is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Addresses that are not public may be asked too.
    pub allow_private: bool,
    /// The proxy that is asked instead.
    pub proxy: Option<String>,
}

/// What stood at an address.
#[derive(Debug)]
pub struct Found {
    /// The address after all redirects.
    pub address: String,
    /// Its media type, in lower case, without parameters.
    pub kind: String,
    /// Its bytes; text in UTF-8 where its encoding was declared on the way.
    pub bytes: Vec<u8>,
}

/// Whether an argument is an address and no path.
pub fn is_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// Asks the web.
pub struct Client {
    agent: Agent,
    access: Access,
}

impl Client {
    /// A client.
    ///
    /// # Errors
    /// The proxy is none.
    pub fn new(access: &Access) -> Result<Self, String> {
        let proxy = match &access.proxy {
            Some(address) => Some(
                Proxy::new(address).map_err(|_| format!("`{address}` is no address of a proxy"))?,
            ),
            None => None,
        };
        let own = proxy.as_ref().map(|proxy| (proxy.host().to_owned(), proxy.port()));
        let config = Config::builder()
            .proxy(proxy)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(LONGEST))
            .user_agent(concat!("topoi/", env!("CARGO_PKG_VERSION")))
            .build();
        let guard = Guard {
            allow_private: access.allow_private,
            proxy: own,
            resolver: DefaultResolver::default(),
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Ok(Self { agent, access: access.clone() })
    }

    /// The document at an address.
    ///
    /// # Errors
    /// Why it can't be had, in words.
    pub fn document(&self, address: &str) -> Result<Found, String> {
        let mut found = self.get(
            address,
            LARGEST_DOCUMENT,
            "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
            |kind| DOCUMENTS.contains(&kind),
        )?;
        found.kind.truncate(found.kind.find(';').unwrap_or(found.kind.len()));
        Ok(found)
    }

    /// The picture at an address.
    ///
    /// # Errors
    /// Why it can't be had, in words.
    pub fn picture(&self, address: &str) -> Result<Found, String> {
        self.get(address, LARGEST_PICTURE, "image/*", |kind| {
            kind.starts_with("image/") || kind == "application/octet-stream"
        })
    }

    fn get(
        &self,
        address: &str,
        largest: u64,
        accept: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Result<Found, String> {
        let start = Instant::now();
        let mut address = address.split('#').next().unwrap_or(address).to_owned();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&address)?;
            let left = LONGEST.saturating_sub(start.elapsed()).max(Duration::from_millis(1));
            let request = self.agent.get(&address).header("accept", accept);
            let request = request.config().timeout_global(Some(left)).build();
            let mut response = request.call().map_err(|error| explain(&error))?;
            let status = response.status();
            let header = |name: &str| {
                let value = response.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or("").to_owned()
            };
            if status.is_redirection() {
                let to = header("location");
                if to.is_empty() {
                    return Err(format!("the server answers {status} and says not where to look"));
                }
                address = join(&address, to.split('#').next().unwrap_or(""));
                continue;
            }
            if !status.is_success() {
                return Err(format!("the server answers {status}"));
            }
            let header = header("content-type").to_ascii_lowercase();
            let kind = header.split(';').next().unwrap_or("").trim().to_owned();
            if !kind.is_empty() && !fits(&kind) {
                return Err(format!("it is `{kind}`, which is not read"));
            }
            let mut bytes = Vec::new();
            let body = response.body_mut().as_reader().take(largest + 1).read_to_end(&mut bytes);
            body.map_err(|error| explain(&Error::from(error)))?;
            if bytes.len() as u64 > largest {
                return Err(format!("it is larger than {} MB", largest >> 20));
            }
            let bytes = in_utf8(bytes, &header);
            return Ok(Found { address, kind, bytes });
        }
        Err(format!("it leads from address to address, more than {MOST_REDIRECTS} times"))
    }

    /// What can be said of an address before anything is asked.
    fn check(&self, address: &str) -> Result<(), String> {
        if !is_address(address) {
            return Err(format!("it leads to `{address}`, which is not of the web"));
        }
        let uri: Uri = address.parse().map_err(|_| format!("`{address}` is no address"))?;
        let authority = uri.authority().ok_or_else(|| format!("`{address}` names no host"))?;
        if authority.as_str().contains('@') {
            return Err("the address holds a name or a password; leave it out".to_owned());
        }
        // A proxy resolves names itself: what can be checked here is what needs no resolving.
        let host =
            authority.host().trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        let literal = host.parse::<IpAddr>().is_ok_and(|address| !address::is_public(address));
        let local = host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local");
        if (literal || local) && !self.access.allow_private {
            return Err(private(&host));
        }
        Ok(())
    }
}

fn private(host: &str) -> String {
    format!("`{host}` is not in the public network; `--allow-private` reads it all the same")
}

/// Resolves names to public addresses alone.
#[derive(Debug)]
struct Guard {
    allow_private: bool,
    /// The host and port of the proxy, which the user named.
    proxy: Option<(String, u16)>,
    resolver: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let all = self.resolver.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or("");
        let is_proxy = self.proxy.as_ref().is_some_and(|(name, port)| {
            name == host && uri.port_u16().is_none_or(|own| own == *port)
        });
        if self.allow_private || is_proxy {
            return Ok(all);
        }
        let mut public = self.empty();
        for socket in all.iter().filter(|socket| address::is_public(socket.ip())) {
            public.push(*socket);
        }
        if public.is_empty() {
            return Err(Error::Other(private(host).into()));
        }
        Ok(public)
    }
}

fn explain(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("it takes longer than {} seconds", LONGEST.as_secs()),
        Error::HostNotFound => "its host is not found".to_owned(),
        Error::Other(cause) => cause.to_string(),
        error => format!("it can't be had: {error}"),
    }
}

/// Text of an encoding that the header names, as UTF-8; what is UTF-8 or marked is left alone.
fn in_utf8(bytes: Vec<u8>, header: &str) -> Vec<u8> {
    let named =
        header.split("charset=").nth(1).map(|name| name.trim_matches(['"', '\'', ' ', ';']));
    let encoding = named.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    match encoding {
        Some(encoding)
            if header.starts_with("text/")
                && std::str::from_utf8(&bytes).is_err()
                && encoding_rs::Encoding::for_bom(&bytes).is_none() =>
        {
            encoding.decode(&bytes).0.into_owned().into_bytes()
        }
        _ => bytes,
    }
}
