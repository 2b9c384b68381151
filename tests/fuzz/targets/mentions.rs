//! Fuzzes `topoi_fuzz::mentions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::mentions::check(data));
