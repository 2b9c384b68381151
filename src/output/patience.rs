//! On Windows a program that looks at a file, a virus scanner or an indexer, keeps others from
//! replacing it meanwhile. It is done soon: what is refused so is tried again for a second.

use std::io;
use std::time::Duration;

/// The first wait; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(1);
/// How often it is tried again: 1.02 seconds in all.
const TRIES: u32 = 10;

/// What `action` comes to, which may be taken several times.
pub(super) fn patiently(action: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    retry(action, is_passing)
}

/// Whether another program may have the file in hand: access denied, sharing violation, lock
/// violation.
fn is_passing(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

fn retry(
    mut action: impl FnMut() -> io::Result<()>,
    is_passing: impl Fn(&io::Error) -> bool,
) -> io::Result<()> {
    let mut wait = FIRST;
    for _ in 0..TRIES {
        match action() {
            Err(error) if is_passing(&error) => std::thread::sleep(wait),
            outcome => return outcome,
        }
        wait *= 2;
    }
    action()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_waited_for_and_nothing_else() {
        let run = |refusals: u32, kind: io::ErrorKind| {
            let mut tries = 0;
            let outcome = retry(
                || {
                    tries += 1;
                    if tries <= refusals { Err(kind.into()) } else { Ok(()) }
                },
                |error| error.kind() == io::ErrorKind::PermissionDenied,
            );
            (tries, outcome.is_ok())
        };
        assert_eq!(run(0, io::ErrorKind::PermissionDenied), (1, true));
        assert_eq!(run(3, io::ErrorKind::PermissionDenied), (4, true));
        assert_eq!(run(u32::MAX, io::ErrorKind::PermissionDenied), (TRIES + 1, false));
        assert_eq!(run(1, io::ErrorKind::StorageFull), (1, false));
    }
}
