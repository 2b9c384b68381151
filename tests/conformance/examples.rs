//! Reads a specification's examples.

use std::path::Path;

/// One example.
pub struct Example {
    /// Counted from 1, as in the specification.
    pub number: u32,
    /// The heading it stands under.
    pub section: String,
    /// Whether bare URLs are links in it.
    pub autolinks: bool,
    pub markdown: String,
    pub html: String,
}

/// Runs of backticks of this length fence examples, and nothing else in the specifications.
const FENCE: &str = "````````````````````````````````";

/// The examples of the specification at `path` under `tests`.
pub fn read(path: &str) -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; `tests/run` installs it", path.display()));
    let mut examples = Vec::new();
    let mut section = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let fenced = line.strip_prefix(FENCE).filter(|info| info.starts_with(" example"));
        let Some(info) = fenced else {
            if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ')
                && line.starts_with('#')
            {
                section = heading.to_owned();
            }
            continue;
        };
        let mut until = |end: &str| {
            let part = lines.by_ref().take_while(|line| *line != end);
            part.map(|line| line.replace('→', "\t") + "\n").collect::<String>()
        };
        let (markdown, html) = (until("."), until(FENCE));
        let number = examples.len() as u32 + 1;
        let autolinks = info.ends_with("autolink");
        examples.push(Example { number, section: section.clone(), autolinks, markdown, html });
    }
    examples
}
