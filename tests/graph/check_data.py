"""The JSON-LD data blocks in the pages of a built site, read by other people's programs: rdflib
parses them, and every type and property that they use is one of schema.org's.

A concept is a DefinedTerm, the topics a DefinedTermSet, any other document an Article, the home
page a WebSite; what a page shows as a trail is a BreadcrumbList. Terms have the names that
`data/topics.ttl` gives the concepts.

    check_data.py [--base URL] SITE...     URL is the site's address; without it all is relative
"""

import argparse
import html.parser
import json
import pathlib
import urllib.parse

import rdflib
from rdflib import RDF, SDO
from rdflib.namespace import SKOS

CONTEXT = "https://schema.org"
# What rdflib is given in place of schema.org's own context, which it would have to fetch.
LOCAL = {
    "@vocab": "https://schema.org/",
    **{name: {"@type": "@id"} for name in ("url", "item", "isBasedOn", "license")},
}
# What each type must have.
REQUIRED = {
    "DefinedTerm": {"name"},
    "DefinedTermSet": {"name", "url"},
    "Article": {"headline", "url"},
    "WebSite": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Person": {"name"},
    "CreativeWork": {"name"},
}
# What the page of each kind of document is about.
MAIN = {
    "concept": "DefinedTerm", "principle": "Article", "contrast": "Article",
    "article": "Article", "note": "Article", "home": "WebSite",
}


class Page(html.parser.HTMLParser):
    """The data blocks of a page, its kind, its trail."""

    def __init__(self, text):
        super().__init__()
        self.blocks, self.kind, self.trail, self.scripts = [], None, [], 0
        self.inside = self.in_trail = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "script":
            self.inside = attributes.get("type") == "application/ld+json"
            if self.inside:
                self.blocks.append("")
            elif "src" not in attributes:
                self.scripts += 1
        elif tag == "body":
            self.kind = attributes.get("class", "").removeprefix("kind-")
        elif tag == "nav" and attributes.get("aria-label") == "Breadcrumb":
            self.in_trail = True
        elif tag == "a" and self.in_trail:
            self.trail.append("")

    def handle_data(self, data):
        if self.inside:
            self.blocks[-1] += data
        elif self.in_trail and self.trail:
            self.trail[-1] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self.inside = False
        elif tag == "nav":
            self.in_trail = False


def check_page(path, site, base, found):
    page = Page(path.read_text(encoding="utf-8"))
    where = path.relative_to(site).as_posix()
    assert page.scripts == 0, f"{where}: a script in the page"
    address = (base or "https://relative.example") + "/" + urllib.parse.quote(where)
    graph = rdflib.Graph()
    things = []
    for block in page.blocks:
        thing = json.loads(block)
        assert thing.pop("@context") == CONTEXT, where
        things.append(thing)
        graph.parse(data=json.dumps({"@context": LOCAL, **thing}), format="json-ld", publicID=address)
    check_vocabulary(graph, where)
    types = [thing["@type"] for thing in things]
    if page.kind in MAIN:
        assert types and types[0] == MAIN[page.kind], f"{where}: {types}"
    for thing in walk(things):
        missing = REQUIRED[thing["@type"]] - set(thing)
        assert not missing, f"{where}: {thing['@type']} without {missing}"
        for key in ("url", "item", "@id"):
            check_address(thing.get(key), where, site, base)
    if page.trail:
        check_trail(graph, page, where)
    if page.kind == "concept":
        assert page.trail, f"{where}: no trail"
    for term in graph.subjects(RDF.type, SDO.DefinedTerm):
        found["terms"].add(str(term))
    found["sets"].update(map(str, graph.subjects(RDF.type, SDO.DefinedTermSet)))
    found["blocks"] += len(things)
    for kind in graph.objects(None, RDF.type):
        name = kind.removeprefix(str(SDO))
        found["types"][name] = found["types"].get(name, 0) + 1


def check_vocabulary(graph, where):
    for _, predicate, value in graph:
        name = predicate if predicate != RDF.type else value
        if name == RDF.type:
            continue
        assert str(name).startswith(str(SDO)), f"{where}: {name}"
        # A closed namespace: what schema.org doesn't have is an error.
        assert SDO[str(name).removeprefix(str(SDO))] == name


def walk(value):
    if isinstance(value, list):
        for item in value:
            yield from walk(item)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for item in value.values():
            yield from walk(item)


def check_address(value, where, site, base):
    if value is None or (not base and value.startswith("https://")):
        return
    if base:
        assert value.startswith(("https://", "http://")), f"{where}: {value} isn't absolute"
        if not value.startswith(base):
            return
        target = value.removeprefix(base).lstrip("/")
    else:
        target = urllib.parse.urljoin("/" + urllib.parse.quote(where), value).lstrip("/")
    file = urllib.parse.unquote(target.partition("#")[0])
    file = file + "index.html" if file == "" or file.endswith("/") else file
    assert (site / file).is_file(), f"{where}: {value} leads to no file"


def check_trail(graph, page, where):
    lists = list(graph.subjects(RDF.type, SDO.BreadcrumbList))
    assert len(lists) == 1, f"{where}: {len(lists)} trails"
    items = sorted(
        (int(graph.value(item, SDO.position)), str(graph.value(item, SDO.name)))
        for item in graph.objects(lists[0], SDO.itemListElement)
    )
    assert [number for number, _ in items] == list(range(1, len(items) + 1)), items
    assert [name for _, name in items][:-1] == page.trail, (where, items, page.trail)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--base")
    arguments.add_argument("sites", nargs="+", type=pathlib.Path)
    arguments = arguments.parse_args()
    for site in arguments.sites:
        found = {"terms": set(), "sets": set(), "blocks": 0, "types": {}}
        for path in sorted(site.rglob("*.html")):
            if "http-equiv=\"refresh\"" not in path.read_text(encoding="utf-8"):
                check_page(path, site, arguments.base, found)
        assert found["blocks"], f"{site}: no data block"
        topics = site / "data" / "topics.ttl"
        if topics.exists():
            address = (arguments.base or "https://relative.example") + "/data/topics.ttl"
            skos = rdflib.Graph().parse(topics, publicID=address)
            concepts = set(map(str, skos.subjects(RDF.type, SKOS.Concept)))
            schemes = set(map(str, skos.subjects(RDF.type, SKOS.ConceptScheme)))
            assert found["terms"] == concepts, found["terms"] ^ concepts
            assert found["sets"] == schemes, (found["sets"], schemes)
        print(f"{site}: {found['types']}")


main()
