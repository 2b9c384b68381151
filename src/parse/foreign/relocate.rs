//! Places in a document that was parsed from another text, set right.

use super::SourceMap;
use crate::diagnostics::Diagnostic;
use crate::model::Span;
use crate::parse::document::{Document, DrawingText, Segment};

/// Sets every place in the source right. `text` is what `doc` was parsed from.
pub(in crate::parse) fn relocate(
    doc: &mut Document,
    text: &str,
    map: &SourceMap,
    found: &mut [Diagnostic],
) {
    let set = |span: &mut Span| *span = map.span(*span);
    doc.blocks.iter_mut().for_each(|block| set(&mut block.source));
    for callout in &mut doc.callouts {
        set(&mut callout.kind_span);
        set(&mut callout.source);
    }
    for anchor in &mut doc.anchors {
        set(&mut anchor.source);
        if let Some(group) = &mut anchor.group {
            set(&mut group.source);
        }
    }
    for link in &mut doc.links {
        set(&mut link.source);
        link.definition.iter_mut().for_each(set);
    }
    for drawing in &mut doc.drawings {
        if let DrawingText::Source(span) = &mut drawing.text {
            let (shown, place) = (span.of(text), map.span(*span));
            match place.of(&doc.text) == shown {
                true => *span = place,
                false => drawing.text = DrawingText::Pieces(shown.into()),
            }
        }
    }
    found.iter_mut().filter_map(|diagnostic| diagnostic.span.as_mut()).for_each(set);
    let ends = doc.segments.iter().skip(1).map(|next| next.plain);
    let ends: Vec<u32> = ends.chain([doc.plain.len() as u32]).collect();
    let segments = std::mem::take(&mut doc.segments);
    for (segment, end) in segments.into_iter().zip(ends) {
        if !segment.verbatim {
            let source = map.start(segment.source as usize) as u32;
            doc.segments.push(Segment { source, ..segment });
            continue;
        }
        let start = segment.source as usize;
        // Between blocks stands a blank line that no segment holds.
        let len = (end - segment.plain) as usize;
        let runs = map.runs(start..start + len.max(1)).filter(|(run, ..)| !run.is_empty());
        for (run, source, verbatim) in runs {
            let offset = (run.start - start) as u32;
            let html = match segment.html {
                u32::MAX => u32::MAX,
                html => html + offset,
            };
            let plain = segment.plain + offset;
            doc.segments.push(Segment { plain, source: source as u32, html, verbatim });
        }
    }
}
