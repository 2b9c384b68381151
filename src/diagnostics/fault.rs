//! A bug of the program, met at one document: caught there, so that the rest is read and reported.
//!
//! [`guard`] is the only place that catches a panic. It turns it into a diagnostic of the document
//! at hand; whoever sees one in a report writes no output. The program's panic hook asks
//! [`is_guarded`] and keeps silent where somebody catches.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use super::{Code, Diagnostic};
use crate::model::RelPath;

thread_local! {
    /// How many guards stand around what this thread does.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
    /// Where the last panic under a guard came from.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What is done to a document under a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task<'a> {
    /// Its text is read.
    Parse,
    /// The page at this URL is made.
    Render(&'a str),
}

/// Does `work` for `task` on `file`.
///
/// # Errors
/// The work panicked: a bug. Nothing that `work` was changing may be used any more.
pub fn guard<T>(file: &RelPath, task: Task<'_>, work: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    catch(|| {
        plant(file, task);
        work()
    })
    .map_err(|cause| Diagnostic::internal_fault(file, task, &cause))
}

/// Does `work`.
///
/// # Errors
/// What the panic said in a line, and the line of our source that it came from.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    GUARDS.set(GUARDS.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        // Standing in backticks would end a message's own.
        let text = text.unwrap_or("a panic").lines().next().unwrap_or("").replace('`', "'");
        match PLACE.take() {
            Some(place) => format!("{text}, at {place}"),
            None => text,
        }
    })
}

/// For the panic hook: whether a guard catches this panic. Notes where it came from.
pub fn is_guarded(panic: &PanicHookInfo<'_>) -> bool {
    if GUARDS.get() == 0 {
        return false;
    }
    let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
    PLACE.set(place);
    true
}

impl Diagnostic {
    /// A bug ended `task` on `file`; `cause` is what the panic said.
    pub(super) fn internal_fault(file: &RelPath, task: Task<'_>, cause: &str) -> Self {
        let message = match task {
            Task::Parse => format!("a bug in topoi: `{file}` could not be read ({cause})"),
            Task::Render(url) => format!("a bug in topoi: `{url}` could not be made ({cause})"),
        };
        Self::new(Code::InternalFault, file, None, message).help(
            "no output was touched; please report this with the file, and list the file under \
             `ignore` in `[site]` until it is mended",
        )
    }

    /// Whether it tells of a bug of the program: nothing allows that, and no output is written.
    pub fn is_fault(&self) -> bool {
        self.code == Code::InternalFault
    }
}

/// Plants a bug in files that unit tests name after it.
#[cfg(test)]
fn plant(file: &RelPath, task: Task<'_>) {
    let name = match task {
        Task::Parse => "bug-in-parse",
        Task::Render(_) => "bug-in-render",
    };
    assert!(file.file_stem() != name, "a planted bug");
}

#[cfg(not(test))]
fn plant(_: &RelPath, _: Task<'_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_of_the_file() {
        let file = RelPath::new("articles/a.md");
        assert_eq!(guard(&file, Task::Parse, || 7), Ok(7));
        let text = "…";
        let cut = guard(&file, Task::Parse, || text[1..].len()).expect_err("inside a character");
        assert!(cut.is_fault() && cut.file == file, "{cut:?}");
        assert!(cut.message.starts_with("a bug in topoi: `articles/a.md`"), "{}", cut.message);
        assert_eq!(cut.message.matches('`').count(), 2, "{}", cut.message);
    }
}
