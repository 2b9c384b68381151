//! A site that makes its files as they are asked for.
//!
//! What answers keeps the site on its own stack and takes questions from a channel; when the last
//! [`Site`] goes, the channel ends, and with it the one who answers.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::Problem;
use crate::model::file::Contents;

/// What a site says to a question for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The file.
    File(Contents),
    /// There is none.
    Missing,
    /// It should be there and cannot be made: a template that doesn't run, or a bug.
    Fault(Problem),
}

/// A question for a file.
pub struct Ask {
    /// Its path under the site's root.
    pub path: String,
    reply: Sender<Answer>,
}

impl Ask {
    /// Answers.
    pub fn answer(self, answer: Answer) {
        // One who doesn't wait any more needs no answer.
        let _ = self.reply.send(answer);
    }
}

/// The asking end of a site.
pub struct Site {
    asks: Sender<Ask>,
}

impl Site {
    /// A site, and the questions that it is asked.
    pub fn new() -> (Self, Receiver<Ask>) {
        let (asks, receiver) = channel();
        (Self { asks }, receiver)
    }

    /// The file at `path`. Waits until it is made.
    pub fn get(&self, path: &str) -> Answer {
        let (reply, answer) = channel();
        let asked = self.asks.send(Ask { path: path.to_owned(), reply });
        asked.ok().and_then(|()| answer.recv().ok()).unwrap_or(Answer::Missing)
    }

    /// What a request for `path` means: the file, a folder's index, or a page without its `.html`;
    /// with the path of the file.
    pub fn find(&self, path: &str) -> Option<(String, Answer)> {
        let path = path.trim_start_matches('/');
        let index = match path {
            "" => "index.html".to_owned(),
            path if path.ends_with('/') => format!("{path}index.html"),
            path => format!("{path}/index.html"),
        };
        [path.to_owned(), index, format!("{path}.html")].into_iter().find_map(
            |candidate| match self.get(&candidate) {
                Answer::Missing => None,
                answer => Some((candidate, answer)),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_request_means() {
        let (site, asks) = Site::new();
        let host = std::thread::spawn(move || {
            for ask in asks {
                let known = ["a.html", "b/index.html", "index.html"].contains(&ask.path.as_str());
                let file = Answer::File(Contents::Bytes(ask.path.clone().into_bytes()));
                ask.answer(if known { file } else { Answer::Missing });
            }
        });
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/a", Some("a.html")),
            ("/a.html", Some("a.html")),
            ("/b", Some("b/index.html")),
            ("/b/", Some("b/index.html")),
            ("/c", None),
        ] {
            let found = site.find(path).map(|(path, _)| path);
            assert_eq!(found.as_deref(), expected, "{path}");
        }
        drop(site);
        host.join().expect("the one who answers ends with the site");
    }
}
