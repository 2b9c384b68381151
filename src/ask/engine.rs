//! The site's own search without a browser: the script that readers load, run by a small
//! JavaScript engine, over whatever holds the site's files.
//!
//! QuickJS (by `rquickjs`) adds five crates and 1.2 MB to the program; boa would add 81 and 11 MB,
//! takes seven times as long to compile and six times as long for a question. Its C compiles with
//! the allocator's, and its bindings for Windows, macOS and Linux are made beforehand. The script is the theme's and may be anybody's: it runs without clock,
//! disk or network, in bounded memory, and for a bounded number of steps.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use rquickjs::{ArrayBuffer, CatchResultExt, Context, Ctx, Function, Promise, Runtime, Value};
use serde::{Deserialize, Serialize};

use crate::model::Failure;

/// What holds a site's files: memory, a folder, a host. The one way by which a search reads its
/// index, here as in a browser.
pub trait Files: Send + Sync {
    /// The file at `path` from the top of the site, or the part of it that lies in `range`;
    /// nothing where there is none.
    fn read(&self, path: &str, range: Option<Range<usize>>) -> Option<Vec<u8>>;
}

/// The script that every page loads.
pub const SCRIPT: &str = "assets/search.js";

/// What a browser gives the script.
const BROWSER: &str = include_str!("browser.js");
/// A site's index is smaller by far.
const MEMORY: usize = 1 << 30;
/// How deep the script may call, in bytes of the stack.
const STACK: usize = 512 * 1024;
/// A question takes a few of these, each some ten thousand steps of the engine; so many are none's.
const STEPS: u32 = 100_000;

/// A reader's session on a site: what one question has loaded, the next finds there.
pub struct Engine {
    context: Context,
    /// How often the engine may still ask whether it is to go on with this question.
    steps: Rc<Cell<u32>>,
}

/// What is found for a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The first results, best first.
    pub results: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
    /// The question as it was meant, where a word of it was mistyped.
    pub meant: String,
    /// The words of it that no document says.
    #[serde(default)]
    pub unknown: Vec<String>,
}

/// One result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Where it leads: its page, or a passage of it.
    pub url: String,
    /// Its page, from the top of the site.
    pub page: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: String,
    /// Who and when, or nothing.
    pub by: String,
    /// The heading over its best passage, or nothing.
    pub heading: String,
    /// Its best passage.
    pub snippet: String,
    /// The situation that the question means, in the card's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
    /// The first thing that the card says to do there.
    #[serde(default, rename = "do", alias = "act", skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The first thing that it says to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<String>,
}

impl Engine {
    /// Opens the search of the site that `files` hold.
    ///
    /// # Errors
    /// There is no search script, or it doesn't run.
    pub fn open(files: Arc<dyn Files>) -> Result<Self, Failure> {
        let script =
            files.read(SCRIPT, None).ok_or_else(|| broken(&format!("there is no `{SCRIPT}`")))?;
        let runtime = Runtime::new().map_err(|error| broken(&error.to_string()))?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let steps = Rc::new(Cell::new(STEPS));
        let left = steps.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || {
            left.set(left.get().saturating_sub(1));
            left.get() == 0
        })));
        let context = Context::full(&runtime).map_err(|error| broken(&error.to_string()))?;
        context.with(|ctx| {
            let run = || -> rquickjs::Result<()> {
                let globals = ctx.globals();
                globals.set("read", Function::new(ctx.clone(), reader(files.clone()))?)?;
                globals.set("script", Function::new(ctx.clone(), text_reader(files.clone()))?)?;
                globals.set("inflate", Function::new(ctx.clone(), inflate)?)?;
                ctx.eval::<(), _>(BROWSER)?;
                ctx.eval::<(), _>(script.as_slice())
            };
            run().catch(&ctx).map_err(|error| thrown(&error))
        })?;
        Ok(Self { context, steps })
    }

    /// Asks as a reader would; at most `limit` results.
    ///
    /// # Errors
    /// The script throws, or comes to no end.
    pub fn ask(&self, question: &str, limit: usize) -> Result<Answer, Failure> {
        self.steps.set(STEPS);
        let json = self.context.with(|ctx| {
            let run = || -> rquickjs::Result<String> {
                let answer: Function<'_> = ctx.globals().get("answer")?;
                answer.call::<_, Promise<'_>>((question, limit))?.finish()
            };
            run().catch(&ctx).map_err(|error| thrown(&error))
        })?;
        serde_json::from_str(&json).map_err(|error| broken(&error.to_string()))
    }
}

/// The site's search does not run, for what `cause` says.
fn broken(cause: &str) -> Failure {
    let what = format!("the site's search does not run: {cause}");
    Failure::new(what, "mend the scripts in the theme's folder `assets/search`, or build anew")
}

/// What the script threw, in a line.
fn thrown(error: &rquickjs::CaughtError<'_>) -> Failure {
    let message = match error {
        rquickjs::CaughtError::Exception(exception) => exception.message().unwrap_or_default(),
        other => other.to_string(),
    };
    match message.lines().next().unwrap_or_default() {
        "" => broken("it fails without a word"),
        message => broken(message),
    }
}

/// `read(path, from, to)` of the script, with -1 for the end of the file.
fn reader(
    files: Arc<dyn Files>,
) -> impl for<'js> Fn(Ctx<'js>, String, usize, i64) -> rquickjs::Result<Value<'js>> {
    move |ctx, path, from, to| {
        let range = usize::try_from(to).ok().map(|to| from..to);
        match files.read(&path, range) {
            Some(bytes) => Ok(ArrayBuffer::new(ctx, bytes)?.into_value()),
            None => Ok(Value::new_null(ctx)),
        }
    }
}

/// `script(path)` of the script: a file's text, or `undefined`.
fn text_reader(files: Arc<dyn Files>) -> impl Fn(String) -> Option<String> {
    move |path| files.read(&path, None).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// `inflate(bytes)` of the script: the text of bytes in zlib's form, whose bytes are a plain array, since
/// the engine's own could change while they are read.
fn inflate(ctx: Ctx<'_>, bytes: Vec<u8>) -> rquickjs::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    match flate2::read::ZlibDecoder::new(bytes.as_slice()).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(rquickjs::Exception::throw_message(&ctx, &error.to_string())),
    }
}
