//! Builds a knowledge base's site into a folder, through the library: `build_site ROOT OUTPUT`.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]
use topoi::model::{OutFile, Sink, file::{Contents, SinkError}};
use std::path::{Path, PathBuf};
struct Disk(PathBuf, bool);
impl Sink for Disk {
    fn put(&self, file: OutFile) -> Result<(), SinkError> {
        if self.1 && !file.path.starts_with("assets/search") { return Ok(()); }
        let path = self.0.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        match file.bytes { Contents::Bytes(b) => std::fs::write(path, b).unwrap(), Contents::Copy(p) => { std::fs::copy(p, path).unwrap(); } }
        Ok(())
    }
}
fn main() {
    let mut args = std::env::args().skip(1);
    let (root, out) = (args.next().unwrap(), args.next().unwrap());
    let only = args.next().is_some();
    let (config, _, _) = topoi::source::settings(Path::new(&root)).unwrap();
    let sources = topoi::source::read(Path::new(&root), &config).unwrap();
    let theme = topoi::theme::read(Path::new(&root), "default").unwrap();
    let options = topoi::pipeline::Options::default();
    let report = topoi::pipeline::run(&topoi::pipeline::Input { config: &config, sources: &sources, theme: &theme, options: &options }, &Disk(out.into(), only)).unwrap();
    println!("{:?}", report.stages);
}
