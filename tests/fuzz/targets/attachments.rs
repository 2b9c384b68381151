//! Fuzzes `topoi_fuzz::attachments`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::attachments::check(data));
