//! Feeds, sitemap, SKOS, GraphML, llms.txt.
