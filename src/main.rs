//! The program: arguments to command to exit code.

use std::process::ExitCode;

use clap::Parser as _;
use topoi::cli::{Arguments, Color, Command};
use topoi::commands::{self, Outcome, print};
use topoi::diagnostics::fault;
use topoi::model::Failure;

/// A build makes many small things on all threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if std::env::args_os().len() < 2 && commands::window::is_own() {
        return commands::window::run();
    }
    let (command, terminal) = Arguments::parse().resolve();
    if terminal.quiet {
        print::be_quiet();
    }
    match terminal.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !fault::is_guarded(panic) {
            default(panic);
        }
    }));
    let ended = fault::catch(|| run(command)).unwrap_or_else(|cause| {
        let help = "no output was touched; please report this with what you were doing";
        Err(Failure::new(format!("a bug in topoi ended it ({cause})"), help))
    });
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::ContentErrors | Outcome::NothingFound) => ExitCode::from(1),
        Err(failure) => {
            if let Some(message) = &failure.message {
                print::line(&format!("error: {message}"));
            }
            if let Some(help) = &failure.help {
                print::line(&format!("  help: {help}"));
            }
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<Outcome, Failure> {
    let done = |()| Outcome::Done;
    match command {
        Command::Init(arguments) => commands::init::run(&arguments).map(done),
        Command::Build(arguments) => commands::build::run(&arguments),
        Command::Serve(arguments) => commands::serve::run(arguments).map(done),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Ask(arguments) => commands::ask::run(&arguments),
        Command::QuestionsImport(arguments) => commands::questions::run(&arguments).map(done),
        Command::New(arguments) => commands::new::run(&arguments).map(done),
        #[cfg(feature = "import")]
        Command::Import(arguments) => commands::import::run(&arguments),
        Command::Suggest(arguments) => commands::suggest::run(&arguments),
        Command::ThemeEject(root) => commands::theme::eject(&root).map(done),
        Command::Doctor(root) => commands::doctor::run(&root).map(done),
        Command::Schema(format) => {
            print::result(&commands::schema::text(format));
            Ok(Outcome::Done)
        }
        Command::Completions(shell) => {
            commands::completions::run(shell);
            Ok(Outcome::Done)
        }
        Command::Man(folder) => commands::man::run(&folder).map(done),
    }
}
