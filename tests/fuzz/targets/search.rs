//! Fuzzes `topoi_fuzz::search`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::search::check(data));
