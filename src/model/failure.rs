//! Why work could not be done: the machine, the theme or the arguments, never the content.

use std::fmt;

/// What a command ends with when it cannot do its work (exit code 2), in words for whoever ran it.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, with the path; `None` where diagnostics have said it already.
    pub message: Option<String>,
    /// What to do next.
    pub help: Option<String>,
}

/// Nobody reads more of a message.
const MOST_CHARS: usize = 4000;

impl Failure {
    /// A failure with a message and what to do next.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        let mut message = message.into();
        // What another program says of a file may hold all of it.
        if let Some((end, _)) = message.char_indices().nth(MOST_CHARS) {
            message.truncate(end);
            message.push_str(" …");
        }
        Self { message: Some(message), help: Some(help.into()) }
    }

    /// Everything has been said.
    pub fn reported() -> Self {
        Self { message: None, help: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_deref().unwrap_or("the work was given up"))
    }
}

impl std::error::Error for Failure {}
