//! Fuzzes `topoi_fuzz::cache`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::cache::check(data));
