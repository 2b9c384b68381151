//! The one call of the system that has no safe form: which processes share this one's console.
#![allow(unsafe_code)]

use windows_sys::Win32::System::Console::GetConsoleProcessList;

/// Whether this process alone is attached to its console.
pub(super) fn is_own() -> bool {
    let mut processes = [0u32; 2];
    // SAFETY: the list has room for as many numbers as the call is told.
    let count = unsafe { GetConsoleProcessList(processes.as_mut_ptr(), processes.len() as u32) };
    count == 1
}
