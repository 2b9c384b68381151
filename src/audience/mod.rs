//! What may be seen: documents → documents, anchors numbered.
