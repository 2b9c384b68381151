//! `topoi import` of addresses, and of pictures of the web, against servers on the loopback.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::project::Project;

/// What a server answers: its status, its headers, its body.
type Answer = (&'static str, Vec<(&'static str, String)>, Vec<u8>);

/// A server on the loopback for as long as the test runs, and the paths that it was asked for.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (asked.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (log.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { port, asked }
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// Answers one request; as a proxy too, which is asked to connect first.
fn serve(stream: TcpStream, log: &Mutex<Vec<String>>, answer: &dyn Fn(&str) -> Answer) {
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    let mut stream = stream;
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request).unwrap_or(0) == 0 {
            return;
        }
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap_or(0) > 2 {
            line.clear();
        }
        if request.starts_with("CONNECT") {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            continue;
        }
        let path = request.split(' ').nth(1).unwrap_or("").to_owned();
        log.lock().expect("no panic").push(path.clone());
        let (status, headers, body) = answer(&path);
        let mut head =
            format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let _ = stream.write_all(format!("{head}\r\n").as_bytes());
        let _ = stream.write_all(&body);
        return;
    }
}

fn html(body: impl Into<Vec<u8>>) -> Answer {
    ("200 OK", vec![("Content-Type", "text/html; charset=utf-8".to_owned())], body.into())
}

fn to(address: &str) -> Answer {
    ("302 Found", vec![("Location", address.to_owned())], Vec::new())
}

fn page(more: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Laying a hedge</title></head><body><main><article><h1>Laying a hedge</h1>\
        <p>A hedge is laid in winter, when the sap is down and the birds have left their nests for good.</p>{more}\
        <p>Each stem is cut nearly through, so that it bends over and lives on, and its neighbours hold it up.</p>\
        </article></main></body></html>"
    )
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture that no one looks at";

fn empty() -> Project {
    Project::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n")
        .file("articles/index.md", "# Home\n")
}

#[test]
fn a_page_of_the_web_becomes_an_article_with_its_address() {
    let server = Server::new(|path| match path {
        "/old" => to("/new/hedge?x=1#top"),
        _ => html(page(
            "<p>See <a href='../tools'>the tools</a> that do it, which are few and cheap to have.</p>",
        )),
    });
    let project = empty();
    let run = project.run(&["import", "--allow-private", &server.address("/old")]).ends_with(0);
    let file = project.read("articles/laying-a-hedge.md");
    assert!(
        file.contains(&format!("source: \"{}\"\n", server.address("/new/hedge?x=1"))),
        "{file}{}",
        run.err
    );
    assert!(file.contains(&format!("[the tools]({})", server.address("/tools"))), "{file}");
    let again = project.run(&["import", "--allow-private", &server.address("/old")]);
    assert_eq!(again.err.trim(), "0 articles imported, 1 there already");
}

#[test]
fn addresses_that_are_not_public_are_refused_in_every_form() {
    let server = Server::new(|_| html(page("")));
    let port = server.port;
    let project = empty();
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
    ] {
        let run = project.run(&["import", &format!("http://{host}:{port}/")]);
        assert_eq!(run.code, 1, "{host}: {}", run.err);
        assert!(run.err.contains("unreadable-import"), "{host}: {}", run.err);
    }
    assert_eq!(server.asked(), Vec::<String>::new());
    let run = project.run(&["import", &server.address("/")]);
    assert!(run.err.contains("`--allow-private`"), "{}", run.err);
    let run =
        project.run(&["import", "--allow-private", &format!("http://user:word@127.0.0.1:{port}/")]);
    assert!(run.err.contains("a name or a password"), "{}", run.err);
}

#[test]
fn redirects_are_checked_and_counted() {
    let inner = Server::new(|_| html(page("")));
    let secret = inner.address("/secret");
    // The proxy stands for a public host that leads to a private one.
    let proxy = Server::new(move |path| match path {
        path if path.ends_with("/away") => to(&secret),
        path if path.ends_with("/file") => to("file:///etc/passwd"),
        path if path.ends_with("/round") => to("/round"),
        _ => html(page("")),
    });
    let project = empty();
    let proxied = |path: &str| {
        project.run(&[
            "import",
            "--dry-run",
            "--proxy",
            &proxy.address(""),
            &format!("http://hedges.example{path}"),
        ])
    };
    let run = proxied("/fine");
    assert_eq!(run.code, 0, "{}", run.err);
    for (path, cause) in [
        ("/away", "not in the public network"),
        ("/file", "not of the web"),
        ("/round", "more than 5 times"),
    ] {
        let run = proxied(path);
        assert!(run.code == 1 && run.err.contains(cause), "{path}: {}", run.err);
    }
    assert_eq!(inner.asked(), Vec::<String>::new());
}

#[test]
fn variables_that_name_a_proxy_are_ignored() {
    let server = Server::new(|_| html(page("")));
    let project = empty();
    let mut command =
        project.command(&["import", "--dry-run", "--allow-private", &server.address("/a")]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        command.env(name, "http://127.0.0.1:1");
    }
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(server.asked(), ["/a"]);
}

#[test]
fn what_is_no_document_is_told_and_bounded() {
    let server = Server::new(|path| match path {
        "/picture" => ("200 OK", vec![("Content-Type", "image/png".to_owned())], PNG.to_vec()),
        "/gone" => ("404 Not Found", Vec::new(), Vec::new()),
        "/large" => {
            ("200 OK", vec![("Content-Type", "text/html".to_owned())], vec![b' '; 65 << 20])
        }
        "/bomb" => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packed.write_all(&vec![b' '; 80 << 20]).expect("bytes");
            let headers = vec![
                ("Content-Type", "text/html".to_owned()),
                ("Content-Encoding", "gzip".to_owned()),
            ];
            ("200 OK", headers, packed.finish().expect("bytes"))
        }
        "/latin" => {
            let bytes: Vec<u8> =
                page("<p>Groß ist der Zaun, und was er einfängt, das bleibt lange darin.</p>")
                    .chars()
                    .map(|c| c as u8)
                    .collect();
            ("200 OK", vec![("Content-Type", "text/html; charset=iso-8859-1".to_owned())], bytes)
        }
        _ => html(page("")),
    });
    let project = empty();
    let paths = ["/picture", "/gone", "/large", "/bomb", "/latin"].map(|path| server.address(path));
    let mut arguments = vec!["import", "--allow-private"];
    arguments.extend(paths.iter().map(String::as_str));
    let run = project.run(&arguments);
    assert_eq!(run.code, 1, "{}", run.err);
    for cause in ["it is `image/png`", "404", "larger than 64 MB"] {
        assert!(run.err.contains(cause), "{cause}: {}", run.err);
    }
    assert_eq!(run.err.matches("larger than 64 MB").count(), 2, "{}", run.err);
    assert!(
        project
            .read("articles/laying-a-hedge.md")
            .contains("Groß ist der Zaun, und was er einfängt")
    );
    let closed = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let run = project.run(&["import", "--allow-private", &format!("http://{closed}/")]);
    assert!(run.err.contains("can't be had"), "{}", run.err);
}

#[test]
fn pictures_of_the_web_come_along_once_each() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let server = Server::new(move |path| match path {
        "/a.png" | "/b.png" => {
            counter.fetch_add(1, Ordering::Relaxed);
            ("200 OK", vec![("Content-Type", "image/png".to_owned())], PNG.to_vec())
        }
        "/page.png" => html(page("")),
        _ => html(page(
            "<p><img src=/a.png alt='A hedge'> and the same again <img src=/b.png> and <img src=/page.png> in the text.</p>",
        )),
    });
    let old = format!(
        "---\ntitle: Old\n---\n\n# Old\n\nText ![x]({}) and ![r][r]\n\n[r]: {}\n",
        server.address("/a.png"),
        server.address("/b.png")
    );
    let project = empty().file("articles/deep/old.md", old);
    let run = project.run(&["import", "--allow-private", "--pictures", &server.address("/hedge")]);
    let file = project.read("articles/laying-a-hedge.md");
    let pictures: Vec<_> =
        std::fs::read_dir(project.path("articles/pictures")).expect("a folder").flatten().collect();
    assert_eq!(pictures.len(), 1, "{}", run.err);
    let name = pictures[0].file_name().into_string().expect("UTF-8");
    assert_eq!(std::fs::read(pictures[0].path()).expect("bytes"), PNG);
    assert!(
        name.ends_with(".png") && file.contains(&format!("![A hedge](pictures/{name})")),
        "{file}"
    );
    assert_eq!(file.matches(&format!("(pictures/{name})")).count(), 2, "{file}");
    assert!(
        file.contains("/page.png)") && run.err.contains("it is `text/html`"),
        "{file}{}",
        run.err
    );
    assert!(run.err.contains("1 picture brought along"), "{}", run.err);
    assert!(project.read("articles/deep/old.md").contains("http://"), "not asked for");

    // Documents that are there: all of them, by naming none.
    let run = project.run(&["import", "--allow-private", "--pictures"]);
    let old = project.read("articles/deep/old.md");
    assert!(
        old.contains(&format!("![x](../pictures/{name})"))
            && old.contains(&format!("[r]: ../pictures/{name}")),
        "{old}{}",
        run.err
    );
    assert_eq!(count.load(Ordering::Relaxed), 4);
    // The import is known again, with its pictures and without.
    let again = project.run(&["import", "--allow-private", &server.address("/hedge")]);
    assert_eq!(again.err.trim(), "0 articles imported, 1 there already");
    let check = project.run(&["check"]);
    assert!(!check.err.contains("pictures/"), "{}", check.err);
}

#[test]
fn pictures_beside_a_saved_page_come_along() {
    let saved = page("<p>It looks so: <img src='Laying%20a%20hedge_files/a%20b.png' alt='A hedge'> and <img src='../../out.png'> when it is done.</p>")
        .replace("<title>", "<link rel=canonical href='https://hedges.example.com/laying'><title>");
    let project = empty()
        .file("in/saved/Laying a hedge.html", saved)
        .file("in/saved/Laying a hedge_files/a b.png", PNG)
        .file("out.png", PNG);
    let run = project.run(&["import", &project.path("in").to_string_lossy()]);
    let file = project.read("articles/laying-a-hedge.md");
    assert!(file.contains("![A hedge](a%20b.png)"), "{file}{}", run.err);
    assert_eq!(std::fs::read(project.path("articles/a b.png")).expect("a file"), PNG);
    assert!(!project.path("articles/out.png").exists());
}

#[test]
fn two_pictures_of_one_name_stay_two() {
    let text = |title: &str, more: &str| {
        format!(
            "# {title}\n\n{more}, told at such length that nobody takes it for the other one.\n\n![](p.png)\n"
        )
    };
    let project = empty()
        .file("in/a/a.md", text("First", "All of the hedges of the north"))
        .file("in/a/p.png", PNG)
        .file("in/b/b.md", text("Second", "Nothing but ditches that are full of water"))
        .file("in/b/p.png", [PNG, b"2"].concat());
    let folder = project.path("in").to_string_lossy().into_owned();
    let run = project.run(&["import", &folder]);
    let (first, second) = (project.read("articles/first.md"), project.read("articles/second.md"));
    assert!(
        first.contains("![](p.png)") && second.contains("![](p-"),
        "{first}{second}{}",
        run.err
    );
    assert_eq!(
        project.run(&["import", &folder]).err.trim(),
        "0 articles imported, 2 there already"
    );
}

/// Search engines show it below a page's name.
#[test]
fn every_page_is_described_where_the_site_is() {
    let settings = "[site]\ntitle = \"Notes\"\ndescription = \"What we know.\"\n";
    let project = Project::small().file("site.toml", settings);
    project.run(&["build"]).ends_with(0);
    for page in ["topics.html", "graph.html", "search.html"] {
        let text = project.read(&format!("public/{page}"));
        let description = text.split_once("<meta name=\"description\" content=\"").expect(page).1;
        let description = description.split('"').next().unwrap_or("");
        assert!(description.ends_with(": What we know."), "{page}: {description}");
    }
}
