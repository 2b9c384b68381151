//! Fuzzes `topoi_fuzz::import`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::import::check(data));
