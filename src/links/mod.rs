//! What points where: documents → resolved links and backlinks.
