//! Settings: `site.toml` as text → a typed `Config` and diagnostics.
