//! A reader's questions, asked of the site's own search, and the expectations that hold it to
//! their answers.
//!
//! [`Engine`] runs the script that browsers run, over the same files. [`questions`] reads
//! `questions.toml`, [`expectations`] resolves the documents it names, [`lost`] asks each question
//! and tells those whose document is not among the first results. Engines stay on the thread that
//! made them; questions are shared out in runs, so that what one has loaded serves the next.

mod engine;
mod expect;
mod import;
mod memory;
mod questions;

pub use engine::{Answer, Engine, Files, Hit, SCRIPT};
pub use expect::{Expectation, Expectations, expectations, lost};
pub use import::{Imported, import};
pub use memory::MemoryFiles;
pub use questions::{Question, WITHIN, questions};
