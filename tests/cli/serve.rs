//! `topoi serve`: pages over HTTP, events after edits, and that it keeps the last good site.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::project::Project;

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(project: &Project) -> Self {
        let mut child = project
            .command(&["serve", "--port", "0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split("http://").nth(1)?.split('/').next()?.to_owned()))
            .expect("an address");
        // The rest is read away, so that the server never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn open(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time-out");
        stream.write_all(request.as_bytes()).expect("it reads");
        stream
    }

    fn get(&self, path: &str) -> String {
        let host = &self.address;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
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
