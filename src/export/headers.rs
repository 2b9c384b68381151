//! The headers with which a site is meant to be served, and the files in which hosts read them:
//! `_headers` and `web.config`, where `[deploy]` names a host that does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::config::DeployTarget;
use crate::links::Target;
use crate::model::OutFile;
use crate::model::html::escaped;
use crate::parse::document::LinkKind;
use crate::site::Site;
use crate::urls;

/// A longer list of hosts is none any more: hosts bound the length of a header.
const LONGEST_LIST: usize = 1200;

/// What keeps a site's files from pages of other origins, and its addresses from other sites.
const ALWAYS: [(&str, &str); 3] = [
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
];

/// `Content-Security-Policy` of an attachment that would run: it is shown, and nothing in it runs.
pub const FENCE: &str = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

/// `Content-Security-Policy` of a site that shows pictures of `hosts` (`https://example.com`).
pub fn content_security_policy(hosts: &BTreeSet<String>) -> String {
    let list: String = hosts.iter().map(|host| format!(" {host}")).collect();
    let pictures = match list.is_empty() {
        true => String::new(),
        false if list.len() <= LONGEST_LIST => format!("; img-src 'self'{list}"),
        false => "; img-src 'self' http: https:".to_owned(),
    };
    format!(
        "default-src 'self'{pictures}; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
}

/// The hosts of pictures that pages of `site` show, with their schemes.
pub fn picture_hosts(site: &Site) -> BTreeSet<String> {
    let mut hosts = BTreeSet::new();
    for (document, targets) in site.documents.iter().zip(&site.links.targets) {
        for (link, target) in document.links.iter().zip(targets) {
            let is_picture =
                matches!(link.kind, LinkKind::Image | LinkKind::Embed | LinkKind::HtmlSource);
            if is_picture && *target == Target::External {
                hosts.extend(origin(&link.target));
            }
        }
    }
    hosts
}

/// Scheme and host of an address as a policy writes them; the scheme alone where the host is
/// written in letters that headers can't hold.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = match address.split_once("//")? {
        ("", rest) => ("https:", rest),
        (scheme, rest) => (scheme, rest),
    };
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http:" | "https:") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    match !host.is_empty() && host.bytes().all(is_plain) {
        true => Some(format!("{scheme}//{}", host.to_ascii_lowercase())),
        false => Some(scheme),
    }
}

/// The files that the hosts of `[deploy]` read.
pub fn files(site: &Site) -> Vec<OutFile> {
    let mut files = BTreeSet::new();
    for target in &site.config.deploy {
        files.insert(match target {
            DeployTarget::Netlify | DeployTarget::Cloudflare => "_headers",
            DeployTarget::Iis => "web.config",
        });
    }
    let policy = content_security_policy(&picture_hosts(site));
    let text = |path: &str| match path {
        "_headers" => underscore_headers(&policy, &site.fenced),
        _ => web_config(&policy, &site.fenced),
    };
    files.into_iter().map(|path| OutFile::text(path, text(path))).collect()
}

fn headers(policy: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::once(("Content-Security-Policy", policy)).chain(ALWAYS)
}

/// As Netlify and Cloudflare Pages read it: a path, and below it its headers. Where several paths
/// fit, the browser holds to all of them.
fn underscore_headers(policy: &str, fenced: &[String]) -> String {
    let mut text = "/*\n".to_owned();
    for (name, value) in headers(policy) {
        writeln!(text, "  {name}: {value}").expect("strings take all");
    }
    for url in fenced {
        let path = urls::path(url).replace('*', "%2A").replace(':', "%3A");
        writeln!(text, "/{path}\n  Content-Security-Policy: {FENCE}").expect("strings take all");
    }
    text
}

/// As Internet Information Services and Azure App Service read it. What isn't in their list of
/// types they don't send at all.
fn web_config(policy: &str, fenced: &[String]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration>\n  <system.webServer>\n    \
         <staticContent>\n",
    );
    for (extension, mime) in [
        ("avif", "image/avif"),
        ("graphml", "application/graphml+xml"),
        ("json", "application/json"),
        ("md", "text/markdown"),
        ("ttl", "text/turtle"),
        ("webp", "image/webp"),
        ("woff2", "font/woff2"),
    ] {
        writeln!(
            text,
            "      <remove fileExtension=\".{extension}\" />\n      \
             <mimeMap fileExtension=\".{extension}\" mimeType=\"{mime}\" />"
        )
        .expect("strings take all");
    }
    text.push_str("    </staticContent>\n    <httpProtocol>\n      <customHeaders>\n");
    for (name, value) in headers(policy) {
        let value = escaped(value);
        writeln!(
            text,
            "        <remove name=\"{name}\" />\n        <add name=\"{name}\" value=\"{value}\" />"
        )
        .expect("strings take all");
    }
    text.push_str(
        "      </customHeaders>\n    </httpProtocol>\n    \
         <httpErrors errorMode=\"Custom\" existingResponse=\"Replace\">\n      \
         <remove statusCode=\"404\" />\n      \
         <error statusCode=\"404\" path=\"404.html\" responseMode=\"File\" />\n    \
         </httpErrors>\n  </system.webServer>\n",
    );
    for url in fenced {
        let (path, fence) = (escaped(url), escaped(FENCE));
        writeln!(
            text,
            "  <location path=\"{path}\">\n    <system.webServer>\n      <httpProtocol>\n        \
             <customHeaders>\n          <remove name=\"Content-Security-Policy\" />\n          \
             <add name=\"Content-Security-Policy\" value=\"{fence}\" />\n        \
             </customHeaders>\n      </httpProtocol>\n    </system.webServer>\n  </location>"
        )
        .expect("strings take all");
    }
    text.push_str("</configuration>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_of_pictures() {
        for (address, expected) in [
            ("https://img.example.com/a.png?b#c", Some("https://img.example.com")),
            ("HTTP://User@Example.COM:8080/a", Some("http://example.com:8080")),
            ("//cdn.example/x", Some("https://cdn.example")),
            ("https://münchen.example/a.png", Some("https:")),
            ("https://a; script-src *", Some("https:")),
            ("https://", Some("https:")),
            ("mailto:a@b", None),
            ("ftp://a/b", None),
        ] {
            assert_eq!(origin(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn a_policy_names_the_hosts_until_they_are_too_many() {
        let hosts = |count: usize| (0..count).map(|i| format!("https://h{i:04}.example")).collect();
        let start = |count| content_security_policy(&hosts(count));
        assert!(start(0).starts_with("default-src 'self'; base-uri"));
        assert!(start(2).contains("; img-src 'self' https://h0000.example https://h0001.example;"));
        assert!(start(500).contains("; img-src 'self' http: https:;"));
    }
}
