//! `topoi serve`: pages over HTTP, events after edits, and that it keeps the last good site.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Project, files};

struct Server {
    child: Child,
    /// Host and port.
    address: String,
    /// What stands behind it in what is printed.
    query: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(project: &Project) -> Self {
        Self::run(project.command(&["serve", "--port", "0"]))
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split("http://").nth(1)?.split(' ').next()?.to_owned()))
            .expect("an address");
        let (address, query) = address.split_once('/').expect("a path");
        let (address, query) = (address.to_owned(), query.to_owned());
        // The rest is read away, so that the server never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, query }
    }

    fn open(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time-out");
        stream.write_all(request.as_bytes()).expect("it reads");
        stream
    }

    fn get(&self, path: &str) -> String {
        self.get_with(path, "")
    }

    /// With further headers, each with its line break.
    fn get_with(&self, path: &str, headers: &str) -> String {
        let host = &self.address;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
        let mut answer = Vec::new();
        self.open(&request).read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Gets `path` until the answer holds `wanted`.
    fn get_until(&self, path: &str, wanted: &str) -> String {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let answer = self.get(path);
            if answer.contains(wanted) {
                return answer;
            }
            assert!(Instant::now() < end, "no `{wanted}` at {path}:\n{answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn serves_pages_and_what_it_adds_to_them() {
    let project = Project::small();
    let server = Server::start(&project);
    let page = server.get("/trust.html");
    assert!(page.starts_with("HTTP/1.1 200 OK"), "{page}");
    assert!(page.contains("content-security-policy: default-src 'self'"), "{page}");
    assert!(page.contains("/__topoi/live.js"), "{page}");
    assert!(server.get("/").contains("<title>"));
    assert!(server.get("/nowhere.html").starts_with("HTTP/1.1 404"));
    assert!(server.get("/../../etc/passwd").starts_with("HTTP/1.1 404"));
    assert!(server.get("/__topoi/problems").contains("No problems"));
    let foreign = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    server.open(foreign).read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
}

/// Pages of other origins get nothing by asking for a script, picture or frame; their readers may
/// follow a link.
#[test]
fn other_origins_read_nothing() {
    let project = Project::small();
    let server = Server::start(&project);
    let page = server.get("/assets/search.js");
    for header in [
        "cross-origin-resource-policy: same-origin",
        "x-content-type-options: nosniff",
        "referrer-policy: same-origin",
    ] {
        assert!(page.contains(header), "no `{header}` in {page}");
    }
    let from = |headers: &str| server.get_with("/assets/search.js", headers);
    for foreign in [
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
        "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
        "Origin: http://localhost:3000\r\n",
    ] {
        let answer = from(foreign);
        assert!(answer.starts_with("HTTP/1.1 403"), "{foreign}: {answer}");
        assert!(answer.contains("cross-origin-resource-policy: same-origin"), "{answer}");
    }
    let followed =
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    assert!(server.get_with("/", followed).starts_with("HTTP/1.1 200"));
    let own = format!("Sec-Fetch-Site: same-origin\r\nOrigin: http://{}\r\n", server.address);
    assert!(from(&own).starts_with("HTTP/1.1 200"));
    for method in ["POST", "PUT", "DELETE"] {
        let host = &server.address;
        let request = format!("{method} / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut answer = String::new();
        server.open(&request).read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 405"), "{method}: {answer}");
    }
}

/// In the network the printed token is exchanged for a cookie, and nobody learns where the files
/// lie.
#[test]
fn others_in_the_network_need_the_token() {
    let project = Project::small()
        .file("site.toml", "[serve]\neditor = \"edit://file{path}\"\n")
        .file("articles/broken.md", "# Broken\n\n[[nowhere]]\n");
    let server = Server::run(project.command(&["serve", "--port", "0", "--host"]));
    let token = server.query.strip_prefix("?token=").expect("a token");
    assert!(token.len() == 32, "{token}");
    assert!(server.get("/trust.html").starts_with("HTTP/1.1 403"));
    assert!(server.get("/__topoi/problems").starts_with("HTTP/1.1 403"));
    let wrong = format!("/trust.html?token={}", "0".repeat(32));
    assert!(server.get(&wrong).starts_with("HTTP/1.1 403"));
    let answer = server.get(&format!("/trust.html?token={token}"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("content=\"0;url=/trust.html\""), "{answer}");
    assert!(!answer.contains("reliance"), "the page itself comes at its own address");
    let cookie = answer.split("set-cookie: ").nth(1).expect("a cookie");
    let cookie = cookie.lines().next().expect("a line");
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains(token), "{cookie}");
    let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().expect("a pair"));
    assert!(server.get_with("/trust.html", &cookie).contains("reliance"));
    for path in ["/__topoi/problems", "/__topoi/problems.json"] {
        let problems = server.get_with(path, &cookie);
        assert!(problems.contains("nowhere"), "{problems}");
        let root = project.path("").canonicalize().expect("a root");
        let root = root.to_string_lossy();
        assert!(!problems.contains("edit://") && !problems.contains(&*root), "{problems}");
    }
}

/// Whoever opens connections and says nothing, or half of what they want, keeps nobody else from
/// being answered, and no edit from being seen.
#[test]
#[cfg(unix)]
fn half_requests_are_not_in_the_way() {
    let project = Project::small();
    let command = project.command(&["serve", "--port", "0"]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 256 && exec \"$0\" \"$@\""]);
    limited.arg(command.get_program()).args(command.get_args());
    let server = Server::run(limited);
    let halves: Vec<TcpStream> =
        (0..300).map(|i| server.open(["", "GET / HTTP/1.1\r\nHost"][i % 2])).collect();
    assert!(server.get("/trust.html").starts_with("HTTP/1.1 200"));
    project.write("articles/trust.md", "---\ntitle: Trust\nkind: concept\n---\n\nTrust is new.\n");
    server.get_until("/trust.html", "Trust is new.");
    drop(halves);
}

/// Nor are they held for ever: neither a head nor a body that comes to no end.
#[test]
fn half_requests_come_to_an_end() {
    let project = Project::small();
    let server = Server::start(&project);
    let host = &server.address;
    let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\n");
    let body = format!(
        "POST /__topoi/suggest HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 100\r\n{}\r\n{{",
        server.own()
    );
    let streams = ["", &head, &body].map(|request| server.open(request));
    for mut stream in streams {
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a time-out");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server ends it");
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}

/// As printed: a hundred of a code in a file, and how many more there are.
#[test]
fn very_many_problems_are_told_in_short() {
    let links: String = (0..5000).map(|i| format!("[[n{i}]]\n")).collect();
    let project = Project::small().file("articles/many.md", links);
    let page = Server::start(&project).get("/__topoi/problems");
    assert_eq!(page.matches("topoi-code\">broken-link").count(), 101);
    assert!(page.contains("4900 more like these in this file"), "{page}");
}

#[test]
fn parts_of_files_are_served_to_those_that_ask_for_one() {
    let project = Project::small().file("static/film.webm", "0123456789");
    let server = Server::start(&project);
    server.get_until("/film.webm", "0123456789");
    let part = |range: &str| {
        let answer = server.get_with("/film.webm", &format!("Range: {range}\r\n"));
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).expect("a status").to_owned();
        let range = head.lines().find_map(|line| line.strip_prefix("content-range: "));
        format!("{status} {} {body}", range.unwrap_or("whole"))
    };
    assert_eq!(part("bytes=2-4"), "206 bytes 2-4/10 234");
    assert_eq!(part("bytes=7-"), "206 bytes 7-9/10 789");
    assert_eq!(part("bytes=8-99"), "206 bytes 8-9/10 89");
    assert_eq!(part("bytes=-3"), "206 bytes 7-9/10 789");
    assert_eq!(part("bytes=-30"), "206 bytes 0-9/10 0123456789");
    assert_eq!(part("bytes=10-12"), "416 bytes */10 ");
    assert_eq!(part("bytes=-0"), "416 bytes */10 ");
    for whole in ["bytes=4-2", "bytes=0-1,3-4", "bytes=-", "lines=1-2", "bytes=a-b"] {
        assert_eq!(part(whole), "200 whole 0123456789", "{whole}");
    }
    assert!(server.get_with("/nowhere", "Range: bytes=0-1\r\n").starts_with("HTTP/1.1 404"));
    // A part of a version that may be another by now is no part.
    let other = server.get_with("/film.webm", "Range: bytes=0-1\r\nIf-Range: \"x\"\r\n");
    assert!(other.ends_with("0123456789"), "{other}");
}

#[test]
fn an_edit_reaches_open_pages() {
    let project = Project::small();
    let server = Server::start(&project);
    let host = &server.address;
    let request = format!("GET /__topoi/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let mut events = BufReader::new(server.open(&request)).lines().map_while(Result::ok);
    let mut event = || events.by_ref().find(|line| line.starts_with("data:")).expect("an event");
    assert!(event().contains("\"problems\":[]"));
    project.write("articles/trust.md", "---\ntitle: Trust\nkind: concept\n---\n\nTrust is new.\n");
    assert!(event().contains("\"kind\":\"reload\""));
    assert!(server.get("/trust.html").contains("Trust is new."));
    project.write("articles/trust.md", "---\ntitle: [x\n---\n");
    assert!(event().contains("front-matter"));
}

#[test]
fn an_edit_reloads_the_pages_that_read_differently() {
    let project =
        Project::small().file("articles/other.md", "# Other\n\nNothing is linked here.\n");
    let server = Server::start(&project);
    let host = &server.address;
    let listen = |page: &str| {
        let request = format!("GET /__topoi/events?page={page} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let mut lines = BufReader::new(server.open(&request)).lines().map_while(Result::ok);
        move || lines.by_ref().find(|line| line.starts_with("data:")).expect("an event")
    };
    let (mut trust, mut other) = (listen("/trust.html"), listen("/other"));
    assert!(trust().contains("problems") && other().contains("problems"));
    let text = "---\ntitle: Trust\nkind: concept\n---\n\nTrust is new.\n";
    project.write("articles/trust.md", text);
    assert!(trust().contains("\"kind\":\"reload\""));
    assert!(other().contains("\"kind\":\"problems\""));
    project.write("site.toml", "[site]\ntitle = \"Renamed\"\n");
    assert!(other().contains("\"kind\":\"reload\""));
}

#[test]
fn what_is_made_behind_the_pages_is_served_too() {
    let project = Project::small();
    let server = Server::start(&project);
    for path in ["/assets/search.js", "/data/graph.json", "/robots.txt"] {
        assert!(server.get(path).starts_with("HTTP/1.1 200"), "{path}");
    }
    for path in ["/assets/nothing.js", "/nothing.png", "/nothing"] {
        assert!(server.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    project.write("articles/new.md", "# Zanzibar\n");
    server.get_until("/data/graph.json", "Zanzibar");
}

#[test]
fn pictures_are_drawn_when_they_are_asked_for() {
    let settings = "[site]\nbase_url = \"https://e.example\"\n[share]\npictures = true\n";
    let project = Project::small().file("site.toml", settings);
    let server = Server::start(&project);
    let page = server.get("/p.html");
    let (_, rest) = page.split_once("og:image\" content=\"https://e.example").expect("a picture");
    let picture = server.get(rest.split('"').next().expect("a path"));
    assert!(picture.starts_with("HTTP/1.1 200"), "{picture}");
    assert!(picture.contains("content-type: image/png"), "{picture}");
    assert!(server.get("/assets/share/0000000000000000.png").starts_with("HTTP/1.1 404"));
}

#[test]
fn lines_open_in_the_editor_whatever_the_path() {
    let project = Project::small()
        .file("site.toml", "[serve]\neditor = \"edit://file{path}?at={line}:{column}\"\n")
        .file("articles/50% of #1?.md", "# Half\n\n[[nowhere]]\n");
    let page = Server::start(&project).get("/__topoi/problems");
    assert!(page.contains("/articles/50%25%20of%20%231%3F.md?at=3:1\""), "{page}");
}

#[test]
fn a_broken_setting_keeps_the_last_good_site() {
    let project = Project::small().file("site.toml", "[site]\ntitle = \"Mine\"\n");
    let server = Server::start(&project);
    assert!(server.get("/trust.html").contains("Mine"));
    project.write("site.toml", "[site]\ntitel = \"Mine\"\n");
    server.get_until("/__topoi/problems", "Did you mean <code>title</code>?");
    assert!(server.get("/trust.html").contains("Mine"), "the old site stands");
    project.write("site.toml", "[site]\ntitle = \"Renamed\"\n");
    server.get_until("/trust.html", "Renamed");
    server.get_until("/__topoi/problems", "No problems");
}

#[test]
fn waits_for_the_first_document_and_keeps_the_last() {
    let project = Project::new().file("notes/a.mdx", "a");
    let server = Server::start(&project);
    let page = server.get("/");
    assert!(page.starts_with("HTTP/1.1 503"), "{page}");
    assert!(page.contains("There is no document in") && page.contains("waits"), "{page}");
    project.write("notes/a.md", "# Here it is\n");
    server.get_until("/notes/a.html", "Here it is");
    std::fs::remove_file(project.path("notes/a.md")).expect("a file");
    server.get_until("/__topoi/problems", "There is no document in");
    assert!(server.get("/notes/a.html").contains("Here it is"));
}

/// A base whose documents refer to a concept that nobody wrote.
fn with_proposals() -> Project {
    let hope = "---\ntitle: Hope\nkind: concept\n---\n\nHope is patience.\n";
    Project::small().file("articles/concepts/hope.md", hope).file(
        "articles/concepts/doubt.md",
        "---\ntitle: Doubt\nkind: concept\nrelations:\n  related: [first-calls]\n---\n\nDoubt is a wish to see.\n",
    )
}

impl Server {
    /// Posts `body` to the queue of proposals.
    fn post(&self, headers: &str, body: &str) -> String {
        let host = &self.address;
        let request = format!(
            "POST /__topoi/suggest HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            body.len()
        );
        let mut answer = Vec::new();
        self.open(&request).read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The secret of the queue's page.
    fn secret(&self) -> String {
        let page = self.get("/__topoi/suggest");
        let secret = page.split("data-secret=\"").nth(1).expect("a secret");
        secret.split('"').next().expect("its end").to_owned()
    }

    /// What the page's own script sends.
    fn decide(&self, action: &str, id: &str) -> String {
        let body = serde_json::json!({ "id": id, "action": action, "secret": self.secret() });
        self.post(&self.own(), &body.to_string())
    }

    /// The headers of the page's own script.
    fn own(&self) -> String {
        format!("Origin: http://{}\r\nContent-Type: application/json\r\n", self.address)
    }
}

#[test]
fn proposals_are_accepted_and_rejected_in_the_browser() {
    let project = with_proposals();
    let server = Server::start(&project);
    let page = server.get("/__topoi/suggest");
    assert!(page.contains("<li data-id=\"concept: first calls\">"), "{page}");
    assert!(page.to_lowercase().contains("x-frame-options: deny"), "{page}");
    let answer = server.decide("accept", "concept: first calls");
    assert!(answer.contains("{\"file\":\"articles/concepts/first-calls.md\"}"), "{answer}");
    let text = project.read("articles/concepts/first-calls.md");
    assert!(text.starts_with("---\ntitle: \"First calls\"\nkind: concept\n---\n"), "{text}");
    server.get_until("/concepts/first-calls.html", "First calls");
    assert!(!server.get("/__topoi/suggest").contains("concept: first calls"));
    let again = server.decide("accept", "concept: first calls");
    assert!(again.starts_with("HTTP/1.1 409") && again.contains("no more"), "{again}");

    let page = server.get("/__topoi/suggest");
    let id = page.split("data-id=\"concept: ").nth(1).and_then(|rest| rest.split('"').next());
    let id = format!("concept: {}", id.expect("another proposal"));
    project.write("topoi.reject", "concept: x");
    assert!(server.decide("reject", &id).starts_with("HTTP/1.1 200"));
    assert_eq!(project.read("topoi.reject"), format!("concept: x\n{id}\n"));
    assert!(!server.get("/__topoi/suggest").contains(&format!("data-id=\"{id}\"")));
}

#[test]
fn nothing_is_written_for_anybody_else() {
    let project = with_proposals();
    let server = Server::start(&project);
    let (secret, own, host) = (server.secret(), server.own(), server.address.clone());
    let body = |secret: &str| {
        format!("{{\"id\":\"concept: first calls\",\"action\":\"accept\",\"secret\":\"{secret}\"}}")
    };
    let right = body(&secret);
    let json = "Content-Type: application/json\r\n";
    for (status, headers, body) in [
        (403, json.to_owned(), &right),
        (403, format!("Origin: http://evil.example\r\n{json}"), &right),
        (403, format!("Origin: https://{host}\r\n{json}"), &right),
        (403, format!("Origin: null\r\n{json}"), &right),
        (403, format!("Origin: http://{host}\r\nOrigin: http://evil.example\r\n{json}"), &right),
        (403, format!("Origin: http://{host}\r\n"), &right),
        (403, format!("Origin: http://{host}\r\nContent-Type: text/plain\r\n"), &right),
        (403, format!("{own}Sec-Fetch-Site: cross-site\r\n"), &right),
        (403, format!("{own}Sec-Fetch-Site: same-site\r\n"), &right),
        (403, own.clone(), &body("")),
        (403, own.clone(), &body(&secret.replace(|c: char| c.is_ascii_digit(), "x"))),
        (400, own.clone(), &"{}".to_owned()),
        (400, own.clone(), &right.replace("accept", "write")),
        (409, own.clone(), &right.replace("first calls", "../../evil")),
        (409, own.clone(), &right.replace("first calls", "gone")),
    ] {
        let answer = server.post(&headers, body);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{headers}{body}: {answer}");
    }
    let elsewhere = server.get_with("/__topoi/suggest", "Sec-Fetch-Site: cross-site\r\n");
    assert!(!elsewhere.contains(&secret), "{elsewhere}");
    let posted = format!("POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{own}\r\n");
    let mut answer = String::new();
    server.open(&posted).read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
    assert!(!project.path("articles/concepts/first-calls.md").exists());
    assert!(!project.path("topoi.reject").exists());
    assert_ne!(Server::start(&project).secret(), secret, "each start has its own");
}

/// Who serves to the network writes for nobody, not even for who has the token.
#[test]
fn nothing_is_written_where_others_are_let_in() {
    let project = with_proposals();
    let server = Server::run(project.command(&["serve", "--port", "0", "--host"]));
    let token = server.query.strip_prefix("?token=").expect("a token");
    let answer = server.get(&format!("/?token={token}"));
    let cookie = answer.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next());
    let cookie = format!("Cookie: {}\r\n", cookie.expect("a cookie"));
    assert!(server.get_with("/", &cookie).starts_with("HTTP/1.1 200"));
    let before = files(&project.path(""));
    let page = server.get_with("/__topoi/suggest", &cookie);
    assert!(page.starts_with("HTTP/1.1 403") && !page.contains("data-secret"), "{page}");
    let body = "{\"id\":\"concept: first calls\",\"action\":\"accept\",\"secret\":\"\"}";
    let answer = server.post(&format!("{}{cookie}", server.own()), body);
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(answer.contains("nothing is written for others"), "{answer}");
    assert!(files(&project.path("")) == before, "something was written");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links() {
    let project = with_proposals();
    let outside = tempfile::tempdir().expect("a folder");
    let target = outside.path().join("stolen");
    std::os::unix::fs::symlink(&target, project.path("topoi.reject")).expect("a link");
    std::fs::rename(project.path("articles/concepts"), outside.path().join("concepts"))
        .expect("moved");
    project
        .write("articles/doubt.md", "---\ntitle: Doubt\nkind: concept\n---\n\n[[first-calls]]\n");
    project.write("site.toml", "[kinds]\n\"ideas/**\" = \"concept\"\n");
    std::fs::remove_file(project.path("articles/trust.md")).expect("gone");
    std::fs::remove_file(project.path("articles/doubt.md")).expect("gone");
    project.write("articles/n.md", "---\ntitle: N\n---\n\n[[first-calls]]\n");
    std::os::unix::fs::symlink(outside.path(), project.path("articles/ideas")).expect("a link");
    let server = Server::start(&project);
    let id = "concept: first calls";
    for action in ["accept", "reject"] {
        let answer = server.decide(action, id);
        assert!(answer.starts_with("HTTP/1.1 409") && answer.contains("is a link"), "{answer}");
    }
    assert!(!target.exists());
    assert!(!outside.path().join("first-calls.md").exists());
}
