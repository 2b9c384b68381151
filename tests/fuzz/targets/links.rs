//! Fuzzes `topoi_fuzz::links`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::links::check(data));
