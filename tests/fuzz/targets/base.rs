//! Fuzzes `topoi_fuzz::base`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topoi_fuzz::base::check(data));
