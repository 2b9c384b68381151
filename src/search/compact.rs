//! The runtime as it is sent: without comments, spaces, long local names and long forms, which are
//! for those who work on it and would be a third of what a reader's first search costs.

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The script as it is sent; as it is, where it is none that the parser knows.
pub fn compact(script: &str) -> String {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, script, SourceType::script()).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return script.to_owned();
    }
    let names = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut parsed.program);
    Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(names.scoping)
        .with_private_member_mappings(names.class_private_mappings)
        .build(&parsed.program)
        .code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_names_are_short_and_others_stay() {
        let script = "// head\nvar site = (() => {\n  const first = (second) => ({ second, third: `${first}` });\n  \
                      return { first };\n})();\nif (site) /\"/.test(document.title);";
        assert_eq!(
            compact(script),
            "var site=(()=>{let e=t=>({second:t,third:`${e}`});return{first:e}})();\
             site&&/\"/.test(document.title);"
        );
    }

    #[test]
    fn what_cannot_be_read_stays() {
        assert_eq!(compact("let = = 1; // no"), "let = = 1; // no");
    }
}
